"""``vmssnames table``: lookup tables in CSV, JSON and SQLite."""

import csv
import io
import json
import os
import sqlite3
import struct
from types import SimpleNamespace

import azure_shapes as azure
import pytest
from hosts_files import ROWS

from vmssnames import NameFormatError, ScaleSet, load_instances
from vmssnames.dns import HostTable


def rows_of_csv(text):
    return list(csv.reader(io.StringIO(text)))


def test_tables(run, files):
    """The same rows in each form; SQLite finds a host in any case, by its key."""
    rows = [
        ["shopweb000009", "shop-web_ss", 9, "shop-web_ss_9"],
        ["shopweb00002d", "shop-web_ss", 85, "shop-web_ss_85"],
        ["shopweb00002s", "shop-web_ss", 100, "shop-web_ss_100"],
    ]
    rows = [[*row, f"{azure.WEB}/virtualMachines/{row[2]}"] for row in rows]
    heads = ["host", "scale_set", "instance_id", "vm_name", "resource_id"]
    found = rows_of_csv(run("table", "rows.json", "nics.json")[1])
    assert found == [heads, *([*map(str, row)] for row in rows)]
    said = json.loads(run("table", "rows.json", "-o", "json")[1])
    assert said["schema_version"] == 1
    assert [[host, *row.values()] for host, row in said["hosts"].items()] == rows
    for _ in range(2):
        assert run("table", "rows.json", "-o", "sqlite", "--write", "t.db") == (0, "", "")
        assert run("table", "rows.json", "-o", "sqlite", "--write", "t.db", "--check") == (
            0,
            "",
            "",
        )
    database = sqlite3.connect(files / "t.db")
    assert [
        list(row) for row in database.execute("select * from hosts order by instance_id")
    ] == rows
    query = "select vm_name from hosts where host = 'SHOPWEB00002D'"
    assert database.execute(query).fetchall() == [("shop-web_ss_85",)]
    assert "SEARCH" in database.execute(f"explain query plan {query}").fetchone()[3]
    database.close()


def test_other_databases_are_not_overwritten(run, files):
    database = sqlite3.connect(files / "theirs.db")
    database.execute("create table t (a)")
    database.commit()
    database.close()
    before = (files / "theirs.db").read_bytes()
    assert run("table", "rows.json", "-o", "sqlite", "--write", "theirs.db")[0] == 2
    assert (files / "theirs.db").read_bytes() == before


def test_a_table_of_a_range(run):
    base = ("table", "--prefix", "nsgvmss", "--ids", "84-85")
    assert rows_of_csv(run(*base, "--scale-set", "web")[1])[1:] == [
        ["nsgvmss00002c", "web", "84", "web_84", ""],
        ["nsgvmss00002d", "web", "85", "web_85", ""],
    ]
    for more in ((), ("--scale-set", "=web"), ("--scale-set", "web", "rows.json")):
        assert run(*base, *more)[0] == 2


def test_a_table_rejects_duplicates_and_formulas():
    one, other = ScaleSet("web", "nsgvmss").instance(85), ScaleSet("api", "NSGVMSS").instance(85)
    assert HostTable([one]).rows == [("nsgvmss00002d", "web", 85, "web_85", None)]
    with pytest.raises(
        NameFormatError, match="'nsgvmss00002d' is the name of 'web_85' and 'api_85'"
    ):
        HostTable([one, other])
    with pytest.raises(NameFormatError, match="expected an instance with a computer name"):
        HostTable([])
    for name in ("=cmd()", "a\nb", " +1", "\uff1da", "\uff0d1", "a\u202eb"):
        vm = SimpleNamespace(computer_name="web", scale_set=None, instance_id=9)
        vm.name, vm.resource_id = name, None
        with pytest.raises(NameFormatError, match="expected a VM name for 'web', got"):
            HostTable([vm])
    table = HostTable(load_instances([azure.row(9, osProfile=None), azure.row(10)]))
    assert table.left_out == ("'shop-web_ss_9' has no computer name",) and len(table) == 1


def test_text_that_looks_like_a_database(run, files):
    text = "x" * 68 + "vmss my notes"
    (files / "mine").write_text(text)
    assert run("table", "rows.json", "-o", "sqlite", "--write", "mine")[0] == 2
    assert (files / "mine").read_text() == text


def test_databases_are_reproducible_and_small(run, files):
    for names in ((*ROWS,), (*ROWS[::-1],)):
        (files / "rows.json").write_text(json.dumps(names))
        assert run("table", "rows.json", "-o", "sqlite", "--write", "t.db")[0] == 0
        assert run("table", "rows.json", "-o", "sqlite", "--write", "t.db", "--check")[0] == 0
    table = HostTable([ScaleSet("web", "w").instance(number) for number in (2, 1)])
    other = HostTable([ScaleSet("web", "w").instance(number) for number in (1, 2)])
    assert table.sqlite() == other.sqlite()
    database = sqlite3.connect(files / "t.db")
    (schema,) = database.execute("select sql from sqlite_master").fetchone()
    assert "without rowid" in schema and "collate nocase" in schema
    database.close()


def test_databases_with_additions_are_not_overwritten(run, files):
    command = ("table", "rows.json", "-o", "sqlite", "--write", "t.db")
    changes = [
        "create table notes (a)",
        "create index i on hosts (vm_name)",
        "alter table hosts add column note",
        "pragma application_id = 7",
    ]
    for change in changes:
        assert run(*command) == (0, "", "")
        database = sqlite3.connect(files / "t.db")
        database.execute(change)
        database.commit()
        database.close()
        before = (files / "t.db").read_bytes()
        status, _, err = run(*command)
        assert status == 2 and "not written by this command" in err
        assert (files / "t.db").read_bytes() == before
        os.unlink("t.db")
    (files / "t.db").write_bytes(b"SQLite format 3\0" + bytes(200))
    assert run(*command)[0] == 2
    os.unlink("t.db")
    assert run(*command)[0] == 0
    # Of which SQLite complains in bytes that are no text.
    damaged = (files / "t.db").read_bytes().replace(b"collate nocase", b"coll\xe5te nocase")
    (files / "t.db").write_bytes(damaged)
    status, _, err = run(*command)
    assert status == 2 and err.endswith("delete the file to replace it\n")


def test_a_database_with_a_loop_of_pages(run, files):
    """The pages of its schema point at each other, so that it has millions of rows."""
    database = sqlite3.connect(files / "t.db")
    database.executescript("pragma application_id = 0x766D7373; create table hosts (a unique)")
    database.close()
    data = bytearray((files / "t.db").read_bytes())
    size, last = 4096, len(data) // 4096

    def inner(child, at=0):
        """A page of 500 children, which are one page, with its head *at* this place."""
        page = bytearray(size)
        page[at : at + 12] = struct.pack(">BHHHBI", 5, 0, 500, size - 2500, 0, child)
        for number in range(500):
            place = size - 5 * (number + 1)
            page[place : place + 5] = struct.pack(">IB", child, 1)
            page[at + 12 + 2 * number : at + 14 + 2 * number] = struct.pack(">H", place)
        return page

    (first,) = struct.unpack(">H", data[108:110])
    cell = bytes(data[first : first + 2 + data[first]])
    leaf = bytearray(size)
    leaf[-len(cell) :] = cell
    leaf[:10] = struct.pack(">BHHHBH", 13, 0, 1, size - len(cell), 0, size - len(cell))
    pages = [leaf, inner(last + 1), inner(last + 2), inner(last + 3)]
    data[100:size] = inner(last + 4, 100)[100:]
    data[28:32] = struct.pack(">I", last + len(pages))
    whole = bytes(data) + b"".join(map(bytes, pages))
    (files / "t.db").write_bytes(whole)
    status, _, err = run("table", "rows.json", "-o", "sqlite", "--write", "t.db")
    assert status == 2 and "not written by this command" in err
    assert (files / "t.db").read_bytes() == whole


def test_forms_for_other_programs(run):
    """Logstash, Kusto and Prometheus get the rows of the CSV; a file of theirs is recognized."""
    heads, *rows = rows_of_csv(run("table", "rows.json", "nics.json")[1])
    told = json.loads(run("table", "rows.json", "-o", "logstash")[1])
    assert told.pop("_").startswith("Generated by vmssnames table")
    assert [[host, *map(str, row.values())] for host, row in told.items()] == rows
    said = run("table", "rows.json", "-o", "prometheus")[1].splitlines()
    labels = "".join(f'{name}="{value}",' for name, value in zip(heads, rows[1], strict=True))
    assert said[2:4][0] == "# TYPE azure_vmss_instance_info gauge"
    assert f"azure_vmss_instance_info{{{labels[:-1]}}} 1" in said
    said = run("table", "rows.json", "-o", "kusto")[1].splitlines()
    host, scale_set, number, *rest = rows[1]
    assert (
        f'  "{host}", "{scale_set}", {number}, {", ".join(json.dumps(one) for one in rest)},'
        in said
    )
    for form in ("logstash", "kusto", "prometheus"):
        for _ in range(2):
            assert run("table", "rows.json", "-o", form, "--write", form) == (0, "", "")
        assert run("table", "rows.json", "-o", form, "--write", form, "--check") == (0, "", "")


def test_labels_and_literals_are_quoted():
    """A name can have no line end, and quotes and backslashes are escaped."""
    table = HostTable([SimpleNamespace(**vm_called('a"b\\c'))])
    assert 'vm_name="a\\"b\\\\c"' in list(table.prometheus_lines())[-1]
    assert '"a\\"b\\\\c"' in list(table.kusto_lines())[2]
    assert json.loads("".join(table.dictionary_lines()))["web000000"]["vm_name"] == 'a"b\\c'


def vm_called(name):
    return {
        "computer_name": "web000000",
        "scale_set": None,
        "instance_id": None,
        "name": name,
        "resource_id": None,
    }
