"""Counts the instructions per ID of each kernel, and compares them with a budget.

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

N = 320  # a multiple of every vector loop; a step may take a quarter of a millisecond
# Instructions per ID to encode and to decode: a loop's, by the IDs that it does at a time.
BUDGET = {
    ("x86_64", "gcc 12"): {
        "avx512": (31 / 16, 41 / 32),
        "avx2": (56 / 8, 45 / 8),
        "scalar": (31, 39),
    },
    ("x86_64", "clang 14"): {
        "avx512": (33 / 16, 41 / 32),
        "avx2": (44 / 8, 46 / 8),
        "scalar": (26, 36),
    },
}


def limits(compiler: str, kernel: str) -> list[tuple[float, float]]:
    """Return the lower and upper limits for *kernel*; none for machines without a budget."""
    machine = platform.machine()
    if kernel in BUDGET.get((machine, compiler), ()):
        return [(0.99 * count, 1.01 * count) for count in BUDGET[machine, compiler][kernel]]
    known = [
        counts[kernel] for (m, _), counts in BUDGET.items() if m == machine and kernel in counts
    ]
    if not known:
        return [(0, math.inf)] * 2
    return [(0, 1.25 * max(counts)) for counts in zip(*known, strict=True)]


def main() -> int:
    """Print the counts; return 1 if a kernel is not within its budget."""
    status = 0
    with tempfile.TemporaryDirectory() as directory:
        program = Program.compile("steps", Target("this machine"), directory)
        compiler, *kernels = program.must().splitlines()
        for kernel in kernels:
            for what, (low, high) in zip(
                ("encode", "decode"), limits(compiler, kernel), strict=True
            ):
                # The difference of two runs leaves out what does not depend on N.
                one, two = (int(program.must(kernel, what, str(n))) for n in (N, 2 * N))
                each = (two - one) / N
                held = low <= each <= high
                status |= not held
                print(
                    f"{compiler}: {kernel}: {what}: {each:.3f} instructions an ID, "
                    f"{'within' if held else 'NOT WITHIN'} {low:.3f} to {high:.3f}"
                )
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Wrong as error:
        sys.exit(f"NOT COUNTED: {error}")
