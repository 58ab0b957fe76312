"""Reads random texts with every kernel, in Python, and with a naive rule: ``make differential``.

    python -m proofs.differential [--count 1000000] [--seed N]

The texts are near misses: pieces of names, escapes, colours, percent-encoding, versions.  The rule
is tests/naive.py, a handful of regular expressions that imports nothing of vmssnames.  As many
texts are of JSON and of CSV, half of them with faults; there, the rule is Python's json and csv.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from vmssnames._kernels import backend

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "scan")]

import naive  # type: ignore[import-not-found]  # noqa: E402
import test_row_data as rows  # type: ignore[import-not-found]  # noqa: E402
from test_scan import near_misses, scanned  # type: ignore[import-not-found]  # noqa: E402

CHUNK = 1000
MOST = 10  # differences shown
EVERY = 20  # chunks between two lines that say how far it is

# The properties of rows, each a function of a seed.
ROWS = (
    rows.test_kernels_find_the_same_random_records,
    rows.test_kernels_find_the_same_random_rows,
    rows.test_random_records_are_what_json_reads,
    rows.test_random_rows_are_what_csv_reads,
)


def differences(seed: int, count: int = CHUNK) -> list[str]:
    """Return what differs in *count* texts that follow from *seed*: the first of each searcher."""
    draw = random.Random(seed)
    found: dict[str, str] = {}
    names = (*backend.compiled(), "python")
    for _ in range(count):
        prefixes, sets, text = near_misses(draw)
        embedded = draw.random() < 0.5
        expected = naive.matches(text, prefixes, sets, embedded=embedded)
        for name in names:
            if scanned(name, prefixes, sets, text, embedded) != expected:
                found.setdefault(name, f"{name}: {(prefixes, sets, text, embedded)}")
    for test in ROWS:
        for number in range(seed * CHUNK, seed * CHUNK + count):
            try:
                test.hypothesis.inner_test(number)
            except AssertionError as error:
                found.setdefault(test.__name__, f"{test.__name__}({number}): {str(error)[:500]}")
    return list(found.values())


def main() -> int:
    """Print what differs; return 1 if anything does."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=1_000_000, help="number of texts")
    parser.add_argument("--seed", type=int, default=random.randrange(10**9), help="of the first")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + -(-options.count // CHUNK))
    wrong = 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done, found in enumerate(pool.map(differences, seeds, chunksize=4), 1):
            for one in found[: MOST - wrong]:
                print(one, flush=True)
            wrong += len(found)
            if done % EVERY == 0:
                print(f"{done * CHUNK} texts, {wrong} differences", file=sys.stderr, flush=True)
    print(f"{wrong or 'no'} differences in {len(seeds) * CHUNK} texts, from seed {options.seed}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
