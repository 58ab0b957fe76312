"""The examples in the modules of the engines, in those that are here."""

import doctest
import importlib
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs" / "engines"
MODULES = "polars pandas pyarrow duckdb datafusion sqlite3".split()


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(f"vmssnames.integrations.{name}")
    found = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert found.failed == 0
    assert found.attempted > 0


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.stem)
def test_pages(path):
    if path.stem != "spark":  # test_spark.py
        found = doctest.testfile(str(path), module_relative=False, optionflags=doctest.ELLIPSIS)
        assert found.failed == 0
        assert found.attempted or path.stem in ("others", "parquet")


@pytest.mark.parametrize(
    ("text", "python", "polars"),
    [("+0000Z", 35, 35), ("-0000Z", -35, -35), ("0_000Z", 35, None), ("00000!", None, None)],
)
def test_what_the_engines_do_by_themselves(text, python, polars):
    """The table in docs/engines/index.md."""
    import duckdb
    import polars as pl

    try:
        found = int(text, 36)
    except ValueError:
        found = None
    assert found == python
    assert pl.Series([text]).str.to_integer(base=36, strict=False).to_list() == [polars]
    assert duckdb.sql("select to_base(2176782336, 36, 6)").fetchall() == [("1000000",)]
