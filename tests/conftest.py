import errno
import os
import signal
import stat
import subprocess

import hypothesis
import pytest
from commands import COMMAND

from vmssnames._kernels import backend
from vmssnames.cli.outputs import atomic

# Machines may be slow or busy; that is no fault of ours.
anywhere = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("quick", max_examples=100, **anywhere)
hypothesis.settings.register_profile("few", max_examples=25, **anywhere)
hypothesis.settings.register_profile("deep", max_examples=20_000, **anywhere)


def pytest_addoption(parser):
    parser.addoption(
        "--pure", action="store_true", help="test the Python kernels only; there are no others"
    )
    parser.addoption("--deep", action="store_true", help="200 times as many random examples")
    parser.addoption("--few", action="store_true", help="a quarter of the random examples")


def pytest_configure(config):
    # A fleet of the user's own would answer in place of those of the tests.
    os.environ.pop("VMSSNAMES_FLEET", None)
    # A shell's background jobs ignore Ctrl-C, and so would the processes that tests interrupt.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGTERM) == signal.SIG_IGN:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    profiles = [name for name in ("deep", "few") if config.getoption(f"--{name}")]
    hypothesis.settings.load_profile(profiles[0] if profiles else "quick")


def pytest_runtest_setup(item):
    """Owners, modes, locks and access lists are not tested where vmssnames finds no POSIX.

    That is Windows, or tests/without_posix.
    """
    if item.get_closest_marker("posix") and atomic.os.name != "posix":
        pytest.skip("of POSIX only")


def pytest_make_parametrize_id(val):
    """Return a short name: old versions of pytest put it into the environment, which is limited."""
    return f"{val[:60]!r}..." if isinstance(val, (bytes, str)) and len(val) > 1000 else None


def pytest_report_header():
    return f"kernels: {', '.join((*backend.compiled(), 'python'))}; backend: {backend.backend()}"


def pytest_generate_tests(metafunc):
    if "kernels" not in metafunc.fixturenames:
        return
    names = ("python",)
    if not metafunc.config.getoption("--pure"):
        # A build without them is a broken build: say so, do not skip.
        assert backend.compiled(), "no compiled kernels; build them or pass --pure"
        names += backend.compiled()
    metafunc.parametrize("kernels", names, indirect=True)


@pytest.fixture
def kernels(request, monkeypatch):
    """Run the test once with each set of kernels, public functions included."""
    chosen = backend.load(request.param)
    monkeypatch.setattr(backend, "kernels", chosen)
    assert backend.backend() == request.param
    return chosen


@pytest.fixture
def compiled(request):
    """The module of the compiled kernels."""
    if request.config.getoption("--pure"):
        pytest.skip("--pure: there are no compiled kernels to look at")
    from vmssnames._kernels import compiled

    return compiled


@pytest.fixture
def environment():
    """An environment for a process of ours: this one's, less what changes how Python runs."""
    drop = ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "VMSSNAMES_BACKEND")
    return {key: value for key, value in os.environ.items() if key not in drop}


@pytest.fixture
def cli(environment):
    """Run the command; return its exit status, output and errors, as text."""

    def run(*args, stdin=b"", **options):
        result = subprocess.run(
            [*COMMAND, *args],
            env=environment | options.pop("env", {}),
            stdout=options.pop("stdout", subprocess.PIPE),
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
            input=stdin,
            **options,
        )
        out = result.stdout or b""
        return result.returncode, out.decode("utf-8", "replace"), result.stderr.decode()

    return run


@pytest.fixture
def full_device(tmp_path):
    """A device on which there is never room.

    Not /dev/full itself where root could put a file in its place, if the code under test were wrong.
    """
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    if not os.access("/dev", os.W_OK):
        return "/dev/full"
    path = tmp_path / "full"
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.stat("/dev/full").st_rdev)
        with open(path, "wb", buffering=0) as device:
            device.write(b"x")
    except PermissionError:
        pytest.skip("no devices may be made here")
    except OSError as error:
        assert error.errno == errno.ENOSPC
    return str(path)
