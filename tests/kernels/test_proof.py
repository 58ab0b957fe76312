"""A sample of the proof, which is a separate program; see proofs/prove.py."""

import subprocess
import sys

import pytest
from documents import ROOT


def prove(environment, *arguments):
    if not (ROOT / "vmssnames" / "_kernels" / "csrc").exists() or not (ROOT / "proofs").exists():
        pytest.skip("what is tested is installed, the sources of the kernels are not here")
    command = [sys.executable, "-m", "proofs.prove", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_each_kernel_holds_on_a_sample_of_all_words(compiled, environment):
    """IDs, other words, bytes, forbidden pages, loops that must run, and planted faults."""
    done = prove(environment, "--sample")
    assert done.returncode == 0, done.stdout + done.stderr
    for name in compiled.names():
        assert f": {name}: sampled: " in done.stdout


def test_missing_kernels_are_not_proved(compiled, environment):
    done = prove(environment, "--sample", "--kernel", "abacus", "scalar")
    assert done.returncode == 1
    first, last = done.stdout.splitlines()
    assert first.startswith("this machine: scalar: sampled: ")
    assert last == "NOT PROVED, as they cannot run here: abacus"
