"""Counts the instructions of each kernel, and compares them with a budget.

``python -m proofs.instructions``

Instruction counts do not vary, unlike times.  A vector loop that ends too early gives correct but
slow results, since scalar code converts the rest.  The count shows it.  A compiler that is not in
BUDGET may need a quarter more than the worst one that is.
"""

from __future__ import annotations

import math
import platform
import sys
import tempfile

from .prover import Program, Target, Wrong

# IDs to convert, a multiple of every vector loop; and bytes to scan: a batch.  A step may take a
# quarter of a millisecond.
N, BYTES = 320, 4096
# Instructions per ID to encode and to decode: a loop's, by the IDs that it does at a time.  Then
# per byte of texts that steps.c describes: with few candidates, these by what all keys end with,
# with many names, and with many candidates.  (For avx512, the last four are not counted yet.)
BUDGET: dict[tuple[str, str], dict[str, dict[str, float]]] = {
    ("x86_64", "gcc 12"): {
        "avx512": {"encode": 31 / 16, "decode": 41 / 32},
        "avx2": {
            "encode": 45 / 8,
            "decode": 45 / 8,
            "sparse": 1.36,
            "suffix": 0.457,
            "dense": 20.8,
            "hostile": 3.13,
        },
        "scalar": {
            "encode": 31,
            "decode": 39,
            "sparse": 7.78,
            "suffix": 7.78,
            "dense": 28.25,
            "hostile": 10.08,
        },
    },
    ("x86_64", "clang 14"): {
        "avx512": {"encode": 33 / 16, "decode": 41 / 32},
        "avx2": {"encode": 44 / 8, "decode": 46 / 8},
        "scalar": {"encode": 26, "decode": 36},
    },
}
UNITS = dict.fromkeys(("encode", "decode"), ("an ID", N)) | dict.fromkeys(
    ("sparse", "suffix", "dense", "hostile"), ("a byte", BYTES)
)


def limits(compiler: str, kernel: str, what: str) -> tuple[float, float]:
    """Return the lower and upper limit for *kernel*; none for machines without a budget."""
    machine = platform.machine()
    exact = BUDGET.get((machine, compiler), {}).get(kernel, {}).get(what)
    if exact is not None:
        return 0.99 * exact, 1.01 * exact
    known = [
        kernels[kernel][what]
        for (of, _), kernels in BUDGET.items()
        if of == machine and what in kernels.get(kernel, ())
    ]
    return 0, 1.25 * max(known) if known else math.inf


def main() -> int:
    """Print the counts; return 1 if a kernel is not within its budget."""
    status = 0
    with tempfile.TemporaryDirectory() as directory:
        program = Program.compile("steps", Target("this machine"), directory)
        compiler, *kernels = program.must().splitlines()
        for kernel in kernels:
            for what, (unit, size) in UNITS.items():
                low, high = limits(compiler, kernel, what)
                # The difference of two runs leaves out what does not depend on the size.
                one, two = (int(program.must(kernel, what, str(n))) for n in (size, 2 * size))
                each = (two - one) / size
                held = low <= each <= high
                status |= not held
                print(
                    f"{compiler}: {kernel}: {what}: {each:.3f} instructions {unit}, "
                    f"{'within' if held else 'NOT WITHIN'} {low:.3f} to {high:.3f}"
                )
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Wrong as error:
        sys.exit(f"NOT COUNTED: {error}")
