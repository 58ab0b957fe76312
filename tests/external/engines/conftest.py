import pytest
from engines import ALL


def pytest_addoption(parser):
    names = ", ".join(ALL)
    parser.addoption(
        "--engine", action="append", choices=list(ALL), help=f"{names}; default: all but spark"
    )


def pytest_ignore_collect(collection_path, config):
    """Leave out what is only of Spark, or of all but Spark."""
    has_spark = "spark" in (config.getoption("--engine") or ())
    return collection_path.name == ("test_examples.py" if has_spark else "test_spark.py") or None


def pytest_generate_tests(metafunc):
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--engine") or [name for name in ALL if name != "spark"]
        made = [ALL[name](kind) for name in chosen for kind in ALL[name].kinds]
        metafunc.parametrize("engine", made, ids=repr)


@pytest.fixture(autouse=True)
def _quiet(recwarn):
    """Warnings of the engines about themselves are theirs."""
