"""What the benchmarks' figures rest on: which kernels run, and when the garbage collector does."""

import gc

import pytest
from documents import ROOT

from vmssnames._kernels import backend

if not (ROOT / "benchmarks" / "measure.py").exists():
    pytest.skip("what is tested is installed, the benchmarks are not here", allow_module_level=True)

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
