"""Microsoft's own software as a witness: no network, no login, no settings of the user's."""

import os
import shutil
import socket
import tempfile
from collections import Counter

import pytest

SETTINGS = tempfile.mkdtemp(prefix="vmssnames-azure-")
# Before azure.cli is imported, which reads them then.
os.environ |= {
    "AZURE_CONFIG_DIR": SETTINGS,
    "AZURE_EXTENSION_DIR": os.path.join(SETTINGS, "extensions"),
    "AZURE_CORE_COLLECT_TELEMETRY": "no",
    "AZURE_CORE_USE_DYNAMIC_INSTALL": "no",
    "AZURE_CORE_NO_COLOR": "yes",
}

# What was compared, for the last lines of the run: (what, outcome) -> how often.
COUNTS = Counter()


def pytest_configure(config):
    # What Microsoft's code warns of is not ours to mend; what ours warns of stays an error.
    config.addinivalue_line("filterwarnings", "ignore")
    config.addinivalue_line("filterwarnings", "error:::vmssnames")


def pytest_unconfigure(config):
    shutil.rmtree(SETTINGS, ignore_errors=True)


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("compared with Microsoft's software")
    for what in sorted({what for what, outcome in COUNTS}):
        found = sorted((outcome, n) for (this, outcome), n in COUNTS.items() if this == what)
        total = sum(n for _, n in found)
        terminalreporter.line(
            f"{what}: {total} compared: " + ", ".join(f"{n} {outcome}" for outcome, n in found)
        )


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """Fail whatever connects to anything, or asks for an address."""

    def refuse(*args, **kwargs):
        raise AssertionError(f"network: {args}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket.socket, "connect_ex", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        yield


@pytest.fixture(scope="session")
def tally():
    """Return what counts a comparison: ``tally("az", "equal")``."""

    def count(what, outcome):
        COUNTS[what, outcome] += 1

    return count


@pytest.fixture(scope="session")
def az():
    """Return azure-cli with its ``vm``, ``vmss`` and ``rest`` commands; slow to load."""
    from azcli import AzureCli

    return AzureCli()
