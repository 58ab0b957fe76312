import importlib.metadata
import json
from pathlib import Path

import pytest
from engines import ALL

# What passed, by engine: docs/engines/index.md has it as a table.
RESULTS = Path(__file__).with_name("results.json")
PACKAGES = {"arro3": "arro3-core", "spark": "pyspark"}


def pytest_addoption(parser):
    names = ", ".join(ALL)
    parser.addoption(
        "--engine", action="append", choices=list(ALL), help=f"{names}; default: all but spark"
    )
    parser.addoption("--keep", action="store_true", help="write what passed to results.json")


def pytest_ignore_collect(collection_path, config):
    """Leave out what is only of Spark, or of all but Spark."""
    has_spark = "spark" in (config.getoption("--engine") or ())
    others = (
        ("test_details.py", "test_examples.py", "test_parquet.py")
        if has_spark
        else ("test_spark.py",)
    )
    return collection_path.name in others or None


def pytest_generate_tests(metafunc):
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--engine") or [name for name in ALL if name != "spark"]
        made = [ALL[name](kind) for name in chosen for kind in ALL[name].kinds]
        metafunc.parametrize("engine", made, ids=repr)


@pytest.fixture(autouse=True)
def _quiet(recwarn):
    """Warnings of the engines about themselves are theirs."""


def pytest_terminal_summary(terminalreporter, config):
    """Keep how many cases of each test passed for each engine, if all did."""
    passed, failed = (terminalreporter.stats.get(kind, []) for kind in ("passed", "failed"))
    if not config.getoption("--keep") or failed:
        return
    found = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    counts = {}
    for report in passed:
        test, _, case = report.nodeid.rpartition("::")[2].partition("[")
        if (name := case.partition(" ")[0]) in ALL:
            counts.setdefault(name, {}).setdefault(test, 0)
            counts[name][test] += 1
    for name, tests in counts.items():
        package = PACKAGES.get(name, name)
        version = "of Python" if name == "sqlite3" else importlib.metadata.version(package)
        found[name] = {"version": version, "kinds": list(ALL[name].kinds), "passed": tests}
    RESULTS.write_text(f"{json.dumps(found, indent=1)}\n")
