"""Proves the kernels over every word of 32 bits: ``python -m proofs.prove``.

There are 2 176 782 336 instance IDs, few enough to try all of them.  For each kernel:

- every ID is encoded, compared with digits that an odometer counts up, and decoded in both cases;
- every one of the other 2 118 184 960 words is rejected, at its position;
- every byte that is not a digit is rejected, in every digit of every lane;
- no memory outside a column is read or written, for columns of any length;
- the vector loops run, rather than the scalar ones for their left-over items;
- in texts of near misses, exactly those names are found that a rule for each byte finds.

First, faults are planted.  A check that does not find its fault makes the proof fail.

programs/prove.c does the work, without Python, so ``--cross`` can run it for other CPUs under qemu.
No emulator here knows AVX-512.  A CPU with AVX-512 but without VBMI runs the kernel ``avx512`` with
the four instructions of VBMI in C (programs/vbmi.h).
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from tqdm import tqdm

from .prover import Program, Target, Wrong

IDS = 36**6
WORDS = 2**32
PIECE = 2**26
NEAR_THE_LAST = f"words {IDS - 5000} {IDS + 5000}"
# Each planted fault, the check that must find it, and the message expected.  CRASH means that
# the program was stopped because it touched forbidden memory.
CRASH = "a signal"
FAULTS = (
    ("digit", NEAR_THE_LAST, "digits differ from the odometer's"),
    ("value", NEAR_THE_LAST, "lower-case digits give other IDs"),
    ("stale", NEAR_THE_LAST, "lower-case digits give other IDs"),
    ("take", NEAR_THE_LAST, "was not refused where it stood"),
    ("index", NEAR_THE_LAST, "was not refused where it stood"),
    ("byte", "bytes", "this byte was not taken, or refused"),
    ("tail", "pages", "decode beside forbidden memory"),
    ("write", "pages", CRASH),
    ("before", "pages", CRASH),
    ("read", "pages", CRASH),
    ("idle-encode", "loops", "the encoder's vector loop leaves"),
    ("idle-decode", "loops", "the decoder's vector loop leaves"),
    ("match", "texts", "a name was not found"),
    ("escape", "texts", "a name was not found"),
    ("beyond", "texts", CRASH),
)

HERE = Target("this machine")
WITHOUT_VBMI = Target("this machine, VBMI in C", included="vbmi.h")
# The Nehalem of QEMU has no AVX, and its Haswell has AVX2.  QEMU does not emulate AVX-512.
CROSS = (
    Target("x86-64 without AVX", "gcc", "qemu-x86_64-static -cpu Nehalem", ("scalar",)),
    Target("x86-64 with AVX2", "gcc", "qemu-x86_64-static -cpu Haswell", ("avx2", "scalar")),
    Target("AArch64", "aarch64-linux-gnu-gcc", "qemu-aarch64-static", ("neon", "scalar")),
    Target("RISC-V 64", "riscv64-linux-gnu-gcc", "qemu-riscv64-static", ("scalar",)),
    # Windows' calls and MinGW's compiler on this CPU; MSVC and Windows itself are untested.
    Target("Windows, by MinGW and Wine", "x86_64-w64-mingw32-gcc", "env WINEDEBUG=-all wine"),
    Target("s390x, big-endian", "s390x-linux-gnu-gcc", "qemu-s390x-static", ("scalar",)),
)


def kernels_of(prover: Program) -> dict[str, bool]:
    """Return the kernels compiled for the target, and whether its CPU can run them."""
    rows = dict(line.split() for line in prover.must().splitlines())
    found = {name: usable == "usable" for name, usable in rows.items()}
    usable = tuple(name for name, can in found.items() if can)
    if prover.target.kernels and usable != prover.target.kernels:
        raise Wrong(f"expected the kernels {prover.target.kernels}, got {usable}")
    return found


def pieces(sample: bool) -> Iterator[tuple[int, int]]:
    """Yield ranges of words: all words, or both ends, the last IDs and 40 random places."""
    if not sample:
        yield from ((start, start + PIECE) for start in range(0, WORDS, PIECE))
        return
    few = 2**16
    starts = [0, IDS - few // 2, WORDS - few, *(random.randrange(WORDS - few) for _ in range(40))]
    yield from ((start, start + few) for start in starts)


def prove(prover: Program, kernel: str, threads: int, sample: bool) -> str:
    """Return a summary of the proof of *kernel*; raise Wrong if it fails."""
    found = 0
    for fault, proof, message in FAULTS:
        if kernel == "scalar" and fault.startswith("idle"):
            continue  # The scalar kernel has no vector loop.
        done = prover.run(kernel, *proof.split(), fault)
        # qemu may report a signal in both ways; Wine the last byte of 0xC0000005.
        stopped = done.returncode < 0 or done.returncode > 128 or done.returncode == 5
        if stopped if message != CRASH else not stopped:
            raise Wrong(f"the planted fault {fault!r} ended {proof} with {done.returncode}")
        if message != CRASH and (done.returncode != 1 or message not in done.stdout):
            raise Wrong(f"the planted fault {fault!r} was not found by {proof}: {done.stdout!r}")
        found += 1
    seen = ", ".join(prover.must(kernel, proof) for proof in ("bytes", "pages", "loops", "texts"))

    work = list(pieces(sample))
    start = time.perf_counter()
    total = sum(last - first for first, last in work)
    with (
        tqdm(desc=kernel, total=total, unit="", unit_scale=True, leave=False, disable=None) as bar,
        ThreadPoolExecutor(threads) as pool,
    ):
        jobs = [pool.submit(prover.must, kernel, "words", str(a), str(b)) for a, b in work]
        try:
            for job, (first, last) in zip(jobs, work, strict=True):
                job.result()
                bar.update(last - first)
        finally:
            pool.shutdown(cancel_futures=True)
    seconds = time.perf_counter() - start
    ids = sum(max(0, min(last, IDS) - first) for first, last in work)
    return (
        f"{ids:,} IDs there and back in either case, {total - ids:,} other words refused, "
        f"{seconds:.1f} s, {ids / seconds / 1e6:,.0f} M IDs/s; {seen}; "
        f"{found} of {found} planted faults found"
    )


def programs_of(
    target: Target, directory: str, chosen: list[str] | None
) -> Iterator[tuple[Program, str, bool]]:
    """Yield the kernels of *target*, each with the program that can run it, and whether it can.

    With *chosen*, these and no others.

    That is another program for ``avx512`` on a CPU without VBMI.
    """
    prover = Program.compile("prove", target, directory)
    for kernel, usable in kernels_of(prover).items():
        if chosen and kernel not in chosen:
            continue
        if target is HERE and kernel == "avx512" and not usable:
            emulated = Program.compile("prove", WITHOUT_VBMI, directory)
            yield emulated, kernel, kernels_of(emulated)[kernel]
        else:
            yield prover, kernel, usable


def main() -> int:
    """Run the proofs; return 1 if one fails, or if a requested kernel cannot run here.

    Without ``--kernel``, kernels that this CPU cannot run are listed, and are not an error.
    """
    parser = argparse.ArgumentParser(prog="python -m proofs.prove", description=__doc__)
    parser.add_argument("--kernel", nargs="+", metavar="NAME", help="these and no others")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--sample", action="store_true", help="a random part, in a second or two")
    parser.add_argument("--cross", action="store_true", help="other CPUs, under qemu")
    options = parser.parse_args()
    status = 0
    chosen, asked = options.kernel, set(options.kernel or ())
    with tempfile.TemporaryDirectory() as directory:
        for target in CROSS if options.cross else (HERE,):
            proved = "sampled" if options.sample else "proved"
            try:
                for prover, kernel, usable in programs_of(target, directory, chosen):
                    if usable:
                        verdict = prove(prover, kernel, options.threads, options.sample)
                        name = prover.target.name
                        print(f"{name}: {kernel}: {proved}: {verdict}", flush=True)
                        asked.discard(kernel)
                    else:
                        print(f"{target.name}: {kernel}: NOT PROVED: this CPU cannot run it")
            except Wrong as error:
                print(f"{target.name}: NOT PROVED: {error}", flush=True)
                status = 1
    if asked:
        print(f"NOT PROVED, as they cannot run here: {', '.join(sorted(asked))}")
    return 1 if asked else status


if __name__ == "__main__":
    sys.exit(main())
