"""The examples in the modules of the engines, in those that are here."""

import doctest
import importlib

import pytest

MODULES = "polars pandas pyarrow duckdb datafusion sqlite3".split()


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(f"vmssnames.integrations.{name}")
    found = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert found.failed == 0
    assert found.attempted > 0
