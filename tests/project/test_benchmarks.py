"""What the benchmarks' figures rest on: which kernels run, and when the garbage collector does."""

import gc
import re

import pytest
from documents import ROOT

from vmssnames._kernels import backend

if not (ROOT / "benchmarks" / "measure.py").exists():
    pytest.skip("what is tested is installed, the benchmarks are not here", allow_module_level=True)

from benchmarks.commands import ROWS  # noqa: E402
from benchmarks.measure import Contender, timed  # noqa: E402


@pytest.fixture
def contender():
    """A contender that reports its kernels and whether the garbage collector was on."""

    def make(kernels=""):
        return Contender(
            "one", list, lambda _: (backend.backend(), gc.isenabled()), kernels=kernels
        )

    return make


def test_a_contender_without_kernels_runs_on_the_best(contender, monkeypatch):
    """Not on whichever set of kernels ran before it."""
    monkeypatch.setattr(backend, "kernels", backend.load("python"))
    best = (*backend.compiled(), "python")[0]
    for kernels in ("python", "", *backend.compiled(), ""):
        _, (result,) = timed(contender(kernels), [None])
        assert result == (kernels or best, False)
    assert gc.isenabled()


# Options of which an input of any size is nothing to measure, or that another row stands for.
NOT_MEASURED = {
    "-q",
    # They read or write the same as a row does, for a few names or bytes more; --aks and
    # --resource-ids are measured with scan.
    *("--aks", "--resource-ids"),
    *("--add", "--prefix", "--max-id", "--embedded", "--subscription", "-g", "-n", "--cloud"),
    *("--check", "--write", "--ids", "--network", "--cname", "--txt", "--explain", "--commands"),
    # benchmarks/page.py measures it, with a browser.
    "--html",
    # -o tsv has a column of them.
    "--problems",
    # Of show, for a few names; scan --columns is measured.
    *("--columns", "--no-header", "--form", "--schema"),
    # Answers, and scripts for shells.
    *("--help", "--version", "completion"),
}


def documented():
    """Yield each command that a page shows, with the options that it is given there."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for command, rest in re.findall(r"vmssnames ([a-z]+)([^|`>#\n]*)", page.read_text()):
            yield command, re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest)


def test_every_documented_command_is_in_a_benchmark():
    """Each subcommand that the docs show, with each option for its input or output."""
    commands = {"annotate", "convert", "hosts", "inventory", "scan", "show", "table", "zone"}
    measured = {name: set() for name in commands}
    for row in ROWS:
        measured[row.arguments[0]].update(row.arguments)
    shown = {name: set() for name in commands}
    for command, options in documented():
        if command in commands:
            shown[command].update(options)
    assert all(shown.values())
    for command in commands:
        assert shown[command] - NOT_MEASURED - measured[command] == set(), command
