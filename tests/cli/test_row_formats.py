"""Rows in every format: whole or in parts, with any text in their cells."""

import csv
import io
import json

import pytest
from hypothesis import given, strategies as st

from vmssnames.cli.outputs.rows import FORMATS, Arrangement, RowWriter

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(0, 2**32),
    st.text(max_size=20),
    st.sampled_from(["=1+1", "-", "-1", "@x", "a;=b", "\x1b[31m", "\u202ex", "|", "x" * 200, "\t"]),
)
ROWS = st.lists(st.fixed_dictionaries({"name": CELLS, "vm_name": CELLS, "n": CELLS}), max_size=8)


@given(ROWS, st.sampled_from(FORMATS), st.integers(0, 8))
def test_parts_are_the_whole(rows, form, cut):
    """Rows that come in two parts are formatted as if they came at once."""
    writer = RowWriter(form, key="things")
    parts = writer.text(rows[:cut]) + writer.text(rows[cut:]) + writer.end()
    assert parts == Arrangement().text(rows, form, key="things")


@given(ROWS)
def test_json_is_json(rows):
    made = Arrangement().text(rows, "json", key="things", more=[1])
    expected = {"schema_version": 2, "things": rows, "more": [1]}
    assert made == json.dumps(expected, indent=2) + "\n"
    assert [*map(json.loads, Arrangement().text(rows, "ndjson").splitlines())] == rows


@given(ROWS, st.sampled_from(["table", "wide", "tsv", "csv", "markdown", "name"]))
def test_cells_are_only_text(rows, form):
    """No cell moves the cursor, ends a line, or is a formula."""
    made = Arrangement().text(rows, form)
    heads = {"markdown": 2, "name": 0}.get(form, 1) if rows else 0
    assert made.count("\n") == len(rows) + heads
    assert made.replace("\n", "").replace("\t" if form == "tsv" else "", "").isprintable()
    if form == "tsv":
        assert all(line.count("\t") == 2 for line in made.splitlines())
    if form == "csv":
        cells = [cell for line in csv.reader(io.StringIO(made)) for cell in line]
        assert not [cell for cell in cells if cell.lstrip()[:1] in "=+@-" and cell.strip(" -")]


def test_a_long_table_is_printed_as_it_comes():
    """The first rows make the widths; longer cells further down are printed whole."""
    writer = RowWriter("table")
    assert writer.text([{"a": "x", "b": i} for i in range(999)]) == ""
    some = writer.text([{"a": "x", "b": 999}, {"a": "x", "b": 1000}])
    assert some.splitlines()[:2] == ["A  B", "x  0"] and some.count("\n") == 1002
    assert writer.text([{"a": "longer", "b": 1}]) == "longer  1\n"
    assert writer.end() == ""


@pytest.mark.parametrize("form", FORMATS)
def test_no_rows(form):
    made = Arrangement().text([], form, key="rows")
    assert made == ('{\n  "schema_version": 2,\n  "rows": []\n}\n' if form == "json" else "")
