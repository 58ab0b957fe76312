import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from languages import RUN, MariaDB, PostgreSQL, Spark
from parsers import PARSED

TESTED = Path(__file__).parents[3] / "vmssnames" / "snippets" / "tested.json"


def pytest_addoption(parser):
    names = ", ".join(dict.fromkeys(one.of for one in RUN))
    parser.addoption("--language", action="append", help=f"{names}; default: all")
    parser.addoption("--here", action="store_true", help="only those that are on this machine")
    parser.addoption("--keep", action="store_true", help="write what passed to tested.json")


@cache
def is_here(language):
    try:
        return bool(language.version())
    except (ImportError, OSError, AttributeError):
        return False


def is_chosen(language, config):
    chosen = config.getoption("--language")
    return (not chosen or language.of in chosen) and (
        not config.getoption("--here") or is_here(language)
    )


def pytest_generate_tests(metafunc):
    for fixture, known in (("language", RUN), ("parsed", PARSED)):
        if fixture in metafunc.fixturenames:
            own = [one for one in known if is_chosen(one, metafunc.config)]
            metafunc.parametrize(fixture, own, ids=repr)


@pytest.fixture(scope="session", autouse=True)
def _servers():
    yield
    for one in (PostgreSQL, MariaDB):
        if one.server:
            one.server.stop()
            one.server = None
    if Spark.session:
        Spark.session.stop()


def pytest_terminal_summary(terminalreporter, config):
    """Keep which programs ran the snippets of a language, if all tests passed."""
    if config.getoption("--here"):
        missing = [repr(one) for one in (*RUN, *PARSED) if not is_here(one)]
        terminalreporter.write_line(f"not on this machine: {', '.join(missing) or 'none'}")
    if not config.getoption("--keep") or terminalreporter.stats.get("failed"):
        return
    found = {} if not config.getoption("--language") else json.loads(TESTED.read_text())
    ran = " ".join(one.nodeid for one in terminalreporter.stats.get("passed", []))
    for how, known in (("parsed by", PARSED), ("run in", RUN)):
        for one in known:
            if f"[{one!r}]" in ran:
                programs = dict.fromkeys(two.version() for two in known if two.of == one.of)
                day = datetime.now(UTC).date().isoformat()
                found[one.of] = {"how": how, "program": ", ".join(programs), "day": day}
    TESTED.write_text(f"{json.dumps(dict(sorted(found.items())), indent=1)}\n")
