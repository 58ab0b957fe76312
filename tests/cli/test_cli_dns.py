"""``vmssnames hosts``, ``zone`` and ``table``: what they write, and over what they do not."""

import csv
import errno
import gzip
import io
import json
import os
import random
import select
import shlex
import signal
import sqlite3
import stat
import struct
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import azure_shapes as azure
import pytest

from vmssnames import NameFormatError, ScaleSet, load_instances
from vmssnames.cli import main
from vmssnames.cli.errors import CommandError
from vmssnames.cli.outputs import atomic, managed
from vmssnames.dns import HostTable

ROWS = [azure.row(85), azure.row(9), azure.row(100)]
NICS = [azure.interface(85, "10.0.0.7"), azure.interface(9, "fd00::4", "10.0.1.4")]
HOSTS = "web00002D,10.0.0.7\nweb000009,10.0.1.4\n"
TODAY = 2026112300
HEAD = "; vmssnames zone: made anew each time, what is changed here is lost\n"
ZONE = f"""\
{HEAD}$ORIGIN vm.example.net.
$TTL 300
@\tSOA\tns1.example.net. hostmaster.vm.example.net. {TODAY} 3600 600 604800 60
@\tNS\tns1.example.net.
web000009\tA\t10.0.1.4
web00002d\tA\t10.0.0.7
"""
COMMON = ("--domain", "vm.example.net", "--ns", "ns1.example.net")


@pytest.fixture
def files(tmp_path, monkeypatch):
    """rows.json, nics.json and hosts.csv in the current folder; it is 2026-11-23."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(managed, "date_serial", lambda: TODAY)
    monkeypatch.setattr("vmssnames.cli.commands.zone.date_serial", lambda: TODAY)
    (tmp_path / "rows.json").write_text(json.dumps({"value": ROWS}))
    (tmp_path / "nics.json").write_text(json.dumps(NICS))
    (tmp_path / "hosts.csv").write_text(HOSTS)
    return tmp_path


@pytest.fixture
def run(files, capfd):
    """Run the command in this process; return its exit status, output and errors."""

    def run(*args):
        capfd.readouterr()
        status = main(list(map(str, args)))
        return status, *capfd.readouterr()

    return run


@pytest.fixture
def zone(run):
    """Run ``zone`` on hosts.csv."""
    return lambda *args: run("zone", "--addresses", "hosts.csv", *COMMON, *args)


def serial_of(path):
    return int(path.read_text().split("SOA")[1].split()[2])


def test_hosts_of_lists(run):
    """In any order, by any of the options, IPv4 first; who has no address is told of."""
    want = (
        "# vmssnames hosts: made anew each time, what is changed here is lost\n"
        "10.0.1.4\tshopweb000009\nfd00::4\tshopweb000009\n10.0.0.7\tshopweb00002d\n"
    )
    told = "vmssnames: left out: 'shop-web_ss_100' has no address\n"
    for args in (
        ("rows.json", "nics.json"),
        ("nics.json", "rows.json"),
        ("--inventory", "rows.json", "--nics", "nics.json"),
        ("rows.json", "--nics", "nics.json"),
    ):
        assert run("hosts", *args) == (0, want, told)
    assert (
        "10.0.0.7\tshopweb00002d.a.net shopweb00002d\n"
        in (run("hosts", "rows.json", "nics.json", "--domain", "A.net.")[1])
    )


@pytest.mark.parametrize("key", ["privateIPAddress", "privateIpAddress"])
def test_interfaces_of_resource_graph(run, files, key):
    """Rows of its table ``resources``, in an answer of its API, in either spelling."""
    one = {"primary": True, key: "10.7.0.4", "privateIPAddressVersion": "IPv4"}
    row = {
        "id": "/subscriptions/0-0/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/n",
        "name": "n",
        "type": "microsoft.network/networkinterfaces",
        "properties": {
            "primary": True,
            "virtualMachine": {"id": f"{azure.WEB}/virtualMachines/85"},
            "ipConfigurations": [{"name": "ip", "properties": one}],
        },
    }
    (files / "nics.json").write_text(json.dumps({"count": 1, "data": [row]}))
    assert run("hosts", "rows.json", "nics.json")[1].endswith("\n10.7.0.4\tshopweb00002d\n")


def test_hosts_from_standard_input(cli):
    status, out, _ = cli("hosts", stdin=json.dumps([*ROWS, *NICS]).encode())
    assert status == 0 and out.endswith("10.0.0.7\tshopweb00002d\n")
    status, out, _ = cli("hosts", "--addresses", "-", stdin=HOSTS.encode())
    assert status == 0 and out.endswith("10.0.1.4\tweb000009\n10.0.0.7\tweb00002d\n")


def test_names_paired_with_addresses(run, files):
    (files / "addresses").write_text("10.0.0.4\n10.0.0.5\n fd00::6 \n")
    pair = ("hosts", "--addresses", "addresses", "--prefix", "Web")
    status, out, _ = run(*pair, "--ids", "0-1,85")
    assert out.splitlines()[1:] == [
        "10.0.0.4\tweb000000",
        "10.0.0.5\tweb000001",
        "fd00::6\tweb00002d",
    ]
    for ids, message in (
        ("0-2,85", "expected an address for each ID, got 3 for 4"),
        ("0,1", "expected an address for each ID, got 3 for 2"),
        ("0-1,1", "--ids: 1 stands there twice"),
        ("5,0-9", "--ids: 5 stands there twice"),
        ("2-1", "--ids: expected the lower ID first, got '2-1'"),
        ("0-2176782335", "--ids: expected up to 10000000 IDs, got 2176782336"),
        ("0-9999999,20000000", "--ids: expected up to 10000000 IDs, got 10000001"),
        ("2176782336", "--ids: expected IDs as 0-99,120, got '2176782336'"),
        ("", "--ids: expected IDs as 0-99,120, got ''"),
        ("1,", "--ids: expected IDs as 0-99,120, got ''"),
        ("00", "--ids: expected IDs as 0-99,120, got '00'"),
        ("1-", "--ids: expected IDs as 0-99,120, got '1-'"),
        ("\u0661", "--ids: expected IDs as 0-99,120"),
        ("\n5-3", "--ids: expected the lower ID first"),
    ):
        status, out, err = run(*pair, "--ids", ids)
        assert (status, out) == (2, "") and message in err and err.count("\n") == 1


def test_networks(run):
    base = ("hosts", "--addresses", "hosts.csv", "--network")
    assert run(*base, "10.0.0.0/23")[0] == 0
    assert run(*base, "10.0.0.0/24", "--network", "10.0.1.0/24")[0] == 0
    said = run(*base, "10.0.0.0/24")
    assert said == (
        2,
        "",
        "vmssnames: --network: expected all in 10.0.0.0/24: web000009 is 10.0.1.4\n",
    )
    assert run(*base, "10.0.0.1/24")[0] == 2


def test_a_zone(zone):
    assert zone() == (0, ZONE, "")
    changed = ZONE.replace(str(TODAY), "7").replace("$TTL 300", "$TTL 60")
    changed = changed.replace("hostmaster.vm.example.net", "dns.example.net")
    assert zone("--serial", 7, "--ttl", 60, "--soa-mail", "dns@example.net")[1] == changed


def test_texts_and_aliases(run):
    out = run("zone", "rows.json", "nics.json", *COMMON, "--txt", "--cname")[1]
    assert (
        'shopweb00002d\tTXT\t"vm=shop-web_ss_85" "id=85"\nshop-web-ss-85\tCNAME\tshopweb00002d\n'
        in out
    )


def test_reverse_zones(zone, files):
    status, out, err = zone("--reverse")
    assert (status, out) == (2, "")
    assert "expected --write FOLDER for 2 files: 0.0.10.in-addr.arpa.zone, 1.0.10" in err
    assert "7.0\tPTR\tweb00002d.vm.example.net.\n4.1\tPTR\t" in zone("--reverse", "--split", 16)[1]
    folder = files / "reverse"
    folder.mkdir()
    assert zone("--reverse", "--write", folder) == (0, "", "")
    assert sorted(os.listdir(folder)) == ["0.0.10.in-addr.arpa.zone", "1.0.10.in-addr.arpa.zone"]
    assert (folder / "0.0.10.in-addr.arpa.zone").read_text() == (
        ZONE.replace(
            "$ORIGIN vm.example.net", "; names in vm.example.net\n$ORIGIN 0.0.10.in-addr.arpa"
        ).partition("web0")[0]
        + "7\tPTR\tweb00002d.vm.example.net.\n"
    )
    assert zone("--reverse", "--write", folder, "--check") == (0, "", "")
    # A zone that no host is in any more is there, and told of.
    (files / "hosts.csv").write_text("web00002D,10.0.0.7\n")
    told = f"vmssnames: '{folder}/1.0.10.in-addr.arpa.zone': is not made any more, and still there: take it out of the server, and remove it\n"
    assert zone("--reverse", "--write", folder) == (0, "", told)
    assert zone("--reverse", "--write", folder, "--check") == (1, "", told)
    (folder / "1.0.10.in-addr.arpa.zone").write_text("of others")
    assert zone("--reverse", "--write", folder, "--check") == (0, "", "")
    assert zone("--reverse", "--split", 26, "--write", folder)[0] == 0
    lines = (folder / "0.0.10.in-addr.arpa.delegation").read_text()
    assert lines.startswith(
        f"{HEAD}; names in vm.example.net\n0-26\tNS\tns1.example.net.\n0\tCNAME\t0.0-26\n"
    )
    assert zone("--reverse", "--write", files / "nowhere")[0] == 2


def test_a_zone_is_written_once(zone, files):
    """Then it stays, serial and all, until a host is another; the next serial is behind the last."""
    path = files / "web.zone"
    assert zone("--write", path, "--check") == (1, "", f"vmssnames: '{path}': is not there\n")
    assert not path.exists()
    assert zone("--write", path) == (0, "", "")
    assert path.read_text() == ZONE and zone("--write", path, "--check") == (0, "", "")
    before = path.stat()
    zone("--write", path)
    assert path.stat().st_mtime_ns == before.st_mtime_ns and path.stat().st_ino == before.st_ino
    (files / "hosts.csv").write_text(HOSTS + "web00000a,10.0.0.8\n")
    assert zone("--write", path, "--check") == (
        1,
        "",
        f"vmssnames: '{path}': 1 more and 0 fewer lines, as +'web00000a\\tA\\t10.0.0.8'\n",
    )
    assert path.read_text() == ZONE
    zone("--write", path)
    assert serial_of(path) == TODAY + 1 and "web00000a" in path.read_text()


@pytest.mark.parametrize(
    ("last", "next_"),
    [
        (1, TODAY),
        (TODAY + 5, TODAY + 6),
        (2**32 - 1, TODAY),
        (TODAY + 2**31 - 2, TODAY + 2**31 - 1),
        (TODAY - 2**31 + 2**32 + 1, TODAY),
    ],
)
def test_serials_go_on(zone, files, last, next_):
    path = files / "web.zone"
    path.write_text(ZONE.replace(str(TODAY), str(last % 2**32)).replace("10.0.0.7", "10.0.0.8"))
    assert zone("--write", path) == (0, "", "")
    assert serial_of(path) == next_ % 2**32


def test_a_serial_that_is_given(zone, files):
    path = files / "web.zone"
    zone("--write", path, "--serial", 5)
    assert serial_of(path) == 5
    assert zone("--write", path) == (0, "", "") and serial_of(path) == 5, "nothing is new"
    assert zone("--write", path, "--serial", 6) == (0, "", "") and serial_of(path) == 6
    for back in (4, 5):
        status, _, err = zone("--write", path, "--serial", back)
        assert (status, serial_of(path)) == (2, 6)
        assert f"expected a serial greater than its 6, got {back}, which no secondary takes" in err
    (files / "hosts.csv").write_text("other,10.0.0.9\n")
    assert zone("--write", path, "--serial", 6)[0] == 2
    err = zone("--write", path, "--serial", 7, "--check")[2]
    # The first of each, as they stand in the files.
    first = "+'other\\tA\\t10.0.0.9' -'web000009\\tA\\t10.0.1.4'"
    assert err.endswith(f"1 more and 2 fewer lines, as {first}\n")
    (files / "hosts.csv").write_text(HOSTS)
    said = zone("--write", path, "--serial", 7, "--check")
    assert said == (1, "", f"vmssnames: '{path}': serial 6, not 7\n")
    assert zone("--serial", 0)[1] == ZONE.replace(str(TODAY), "0")


@pytest.mark.parametrize("text", ["10.9.9.9 printer\n", "\n" + ZONE, "$ORIGIN a.net.\n"])
def test_nothing_is_written_over_what_others_wrote(zone, run, files, text):
    path = files / "theirs"
    path.write_text(text)
    for command in (
        lambda *more: zone("--write", path, *more),
        lambda *more: run("hosts", "--addresses", "hosts.csv", "--write", path, *more),
        lambda *more: run("table", "rows.json", "--write", path, *more),
        lambda *more: run("table", "rows.json", "-o", "sqlite", "--write", path, *more),
        lambda *more: run("table", "rows.json", "-o", "json", "--write", path, *more),
    ):
        for more in ((), ("--check",)):
            status, out, err = command(*more)
            assert (status, out) == (
                2,
                "",
            ) and "expected what this command wrote there before" in err
            assert path.read_text() == text
    path.write_text("")
    assert zone("--write", path)[0] == 0


def test_a_hosts_file_of_others_between_two_lines(run, files):
    path = files / "hosts"
    before, after = (
        "127.0.0.1 localhost\n# BEGIN vmssnames\n",
        "# END vmssnames\n10.9.9.9 printer\n",
    )
    path.write_text(before + "old\n" + after)
    command = ("hosts", "--addresses", "hosts.csv", "--write", path)
    assert run(*command) == (0, "", "")
    ours = run("hosts", "--addresses", "hosts.csv")[1]
    assert path.read_text() == before + ours + after
    assert run(*command, "--check") == (0, "", "")
    wrong = [
        (before + before + after, "BEGIN on line 2, BEGIN on line 4, END on line 5"),
        (after + before, "END on line 1, BEGIN on line 4"),
        (before, "BEGIN on line 2"),
        (before + after + after, "BEGIN on line 2, END on line 3, END on line 5"),
    ]
    for text, found in wrong:
        path.write_text(text)
        status, _, err = run(*command)
        assert status == 2 and path.read_text() == text
        assert f"# END vmssnames, one of each, got {found}; it is as it was" in err
    path.write_text("mine\n")
    # Which nobody should remove.
    assert run(*command)[2].endswith("# END vmssnames, one of each; it is as it was\n")


def test_a_long_hosts_file(run, files):
    (files / "hosts.csv").write_text(
        "".join(f"w{at},10.0.{at >> 8}.{at & 255}\n" for at in range(10_001))
    )
    for name, told in (("hosts", True), ("addn", False)):
        err = run("hosts", "--addresses", "hosts.csv", "--write", name)[2]
        assert ("each lookup reads all of them" in err) is told


def test_azure(run, files):
    def zone(*args):
        return run("zone", "--addresses", "hosts.csv", "--domain", "vm.example.net", *args)

    expected = ZONE.replace("ns1.example.net", "azureprivatedns.net")
    assert zone("-o", "azure")[1] == expected.replace("names zone:", "names zone -o azure:")
    names = [f"web{at:06d},10.0.{at >> 8}.{at & 255}\n" for at in range(25_000)]
    (files / "hosts.csv").write_text("".join(names))
    assert zone("-o", "azure")[0] == 2
    status, _, err = zone("-o", "azure", "--write", ".")
    assert (
        status == 0
        and "25000 addresses, and an Azure private zone takes 24999 and its SOA record: 2" in err
    )
    assert (files / "vm.example.net.1.zone").read_text().count("\tA\t") == 24_999
    assert (
        (files / "vm.example.net.2.zone")
        .read_text()
        .endswith("NS\tazureprivatedns.net.\nweb024999\tA\t10.0.97.167\n")
    )


def test_unbound(run, files):
    base = ("zone", "--addresses", "hosts.csv", "-o", "unbound", "--domain", "a.net")
    out = run(*base, "--ttl", 60)[1]
    assert out.splitlines()[1] == 'local-data: "web000009.a.net. 60 IN A 10.0.1.4"'
    assert run(*base, "--ns", "n.a.net")[0] == run(*base, "--serial", 0)[0] == 2


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


def test_another_database_stays(run, files):
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


def test_a_table_holds_no_two_of_a_name_and_no_formula():
    one, other = ScaleSet("web", "nsgvmss").instance(85), ScaleSet("api", "NSGVMSS").instance(85)
    assert HostTable([one]).rows == [("nsgvmss00002d", "web", 85, "web_85", None)]
    with pytest.raises(NameFormatError, match="'nsgvmss00002d' is 'web_85' and 'api_85'"):
        HostTable([one, other])
    with pytest.raises(NameFormatError, match="expected an instance with a computer name"):
        HostTable([])
    for name in ("=cmd()", "a\nb", " +1", "\uff1da", "\uff0d1", "a\u202eb"):
        vm = SimpleNamespace(computer_name="web", scale_set=None, instance_id=9)
        vm.name, vm.resource_id = name, None
        with pytest.raises(NameFormatError, match="expected a name for 'web', got"):
            HostTable([vm])
    table = HostTable(load_instances([azure.row(9, osProfile=None), azure.row(10)]))
    assert table.left_out == ("'shop-web_ss_9' has no computer name",) and len(table) == 1


BAD = [
    (
        ["hosts", "rows.json"],
        "expected network interfaces of the 3 instances, got none: az vmss nic list",
    ),
    (["hosts", "nics.json"], "expected instances, got 2 views, interfaces or nodes alone"),
    (["zone", "--domian", "a.net"], "--domian: did you mean --domain? (see vmssnames zone --help)"),
    (["hosts", "--x", "--domain", "a"], "arguments: --x (see vmssnames hosts --help)"),
    (["hosts", "nowhere.json"], "'nowhere.json': No such file or directory"),
    (["hosts", "--addresses", "nowhere.csv"], "'nowhere.csv': No such file or directory"),
    (["hosts", "--addresses", "hosts.csv", "rows.json"], "--addresses: expected no lists"),
    (["hosts", "--addresses", "hosts.csv", "--every-interface"], "--addresses: expected no lists"),
    (["hosts", "--addresses", "hosts.csv", "--check"], "--check: expected --write with it"),
    (
        ["hosts", "--addresses", "hosts.csv", "--domain", "a b"],
        "--domain: expected a domain, got 'a b'",
    ),
    (["hosts", "--addresses", "hosts.csv", "--write", "."], "'.': expected a file, got a folder"),
    (["hosts", "--addresses", "hosts.csv", "--write", "no/file"], "'no/file': No such file"),
    (["hosts", "--prefix", "web", "--ids", "1"], "--prefix, --ids: expected --addresses FILE"),
    (
        ["hosts", "--prefix", "web", "--addresses", "hosts.csv"],
        "expected --prefix and --ids together",
    ),
    (["hosts", "--prefix", "we_b", "--ids", "1-2", "--addresses", "hosts.csv"], "--prefix: "),
    (["hosts", "-", "-"], "expected standard input once"),
    (["hosts", "latin.csv", "--addresses", "latin.csv"], "--addresses: expected no lists"),
    (["hosts", "--addresses", "latin.csv"], "'latin.csv': expected CSV in UTF-8"),
    (["zone", "rows.json"], "the following arguments are required: --domain"),
    (["zone", "--addresses", "hosts.csv", "--domain", "a.net"], "expected --ns NAME"),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--ns", "ns2.vm.example.net"],
        "expected the address of ns2.vm.example.net, as it is in the zone",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--ns", "x.y=1"],
        "expected the address of a host, got '1'",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--serial", "-1"],
        "argument --serial: expected a number of 32 bits, got",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--serial", "x"],
        "argument --serial: expected a number of 32 bits, got",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--split", "26"],
        "expected --reverse with them",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--reverse", "--split", "20"],
        "--split: expected 8, 16",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--reverse", "--split6", "7"],
        "expected a split of IPv6",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--reverse", "--txt"],
        "--reverse: expected no --txt",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--reverse", "-o", "azure"],
        "--reverse: expected no -o azure",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--soa-mail", "a b"],
        "expected a mailbox, got 'a b'",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--soa-mail", "joe"],
        "expected a mailbox, got 'joe'",
    ),
    (
        ["hosts", "--prefix", "web", "--ids", "1-2", "--addresses", "addresses.txt"],
        "--addresses 'addresses.txt': line 2: expected the address of a host, got 'bad'",
    ),
    (
        ["hosts", "--prefix", "web", "--ids", "1-3", "--addresses", "addresses.txt"],
        "--addresses 'addresses.txt': expected an address for each ID, got 2 for 3",
    ),
    (["hosts", "empty.json"], "expected instances, got none"),
    (["hosts", "empty.json", "fleet.json"], "expected instances, got none"),
    (
        ["inventory", "fleet.json"],
        "expected instances, got 1 scale set: ask az vmss list-instances",
    ),
    (["hosts", "fleet.json"], "expected instances, got 1 scale set: ask az vmss list-instances"),
    (
        ["hosts", "rows.json", "nics.json", "--strict"],
        "--strict: 'shop-web_ss_100' has no address, 1 left out in all",
    ),
    (["hosts", "--addresses", "hosts.csv", "--write", "-"], "--write: expected a path, got '-'"),
    (["hosts", "--addresses", "hosts.csv", "--write", ""], "--write: expected a path, got ''"),
    (
        ["zone", "--reverse", "--addresses", "hosts.csv", *COMMON, "--write", "none"],
        "'none': No such file or directory: expected a folder for reverse zones",
    ),
    (["table", "rows.json", "--scale-set", "web"], "--scale-set: expected --prefix and --ids"),
    (["table", "nowhere.json"], "'nowhere.json': No such file"),
    (["table", "rows.json", "-o", "xml"], "argument -o/--output: invalid choice"),
]


@pytest.mark.parametrize(
    ("args", "message"),
    BAD,
    ids=lambda value: " ".join(value)[-40:] if isinstance(value, list) else "",
)
def test_one_clear_line(run, files, args, message):
    (files / "latin.csv").write_bytes(b"web\xe9,10.0.0.4\n")
    (files / "addresses.txt").write_text("10.0.0.4\nbad\n")
    (files / "empty.json").write_text("[]")
    (files / "fleet.json").write_text(json.dumps([azure.scale_set()]))
    before = sorted(os.listdir(files))
    status, out, err = run(*args)
    assert (status, out) == (2, "") and message in err, err
    assert err.startswith("vmssnames: ") and err.count("\n") == 1
    assert sorted(os.listdir(files)) == before


def test_half_a_list_makes_no_zone(run, files):
    """The other half of the hosts would be gone."""
    page = {
        "value": [*ROWS],
        "nextLink": f"https://management.azure.com{azure.WEB}/virtualMachines?$skiptoken=x",
    }
    (files / "rows.json").write_text(json.dumps(page))
    status, out, err = run("hosts", "rows.json", "nics.json", "--write", "out")
    assert (status, out) == (2, "") and "expected all pages of the list" in err
    assert not (files / "out").exists()


def test_a_full_disk_and_a_closed_output(cli, tmp_path, full_device):
    (tmp_path / "hosts.csv").write_text(HOSTS)
    command = ("zone", "--addresses", "hosts.csv", *COMMON)
    said = cli(*command, "--write", full_device, cwd=tmp_path)
    assert said == (2, "", f"vmssnames: '{full_device}': No space left on device\n")
    with open(full_device, "wb") as full:
        status, _, err = cli(*command, stdout=full, cwd=tmp_path)
    assert (status, err) == (2, "vmssnames: standard output: No space left on device\n")
    assert cli(*command, "--write", "/dev/stdout", cwd=tmp_path)[0] == 0


@pytest.fixture
def nobody():
    """A folder of a user to whom permissions mean something; root becomes one for the test."""
    with tempfile.TemporaryDirectory() as folder:
        root = os.geteuid() == 0
        if root:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            os.chmod(folder, 0o700)
            if root:
                os.seteuid(0)


def test_a_folder_that_cannot_be_written_to(run, files, nobody):
    csv, target = nobody / "hosts.csv", nobody / "addn"
    csv.write_text(HOSTS)
    assert run("hosts", "--addresses", csv, "--write", target)[0] == 0
    before = target.read_text()
    csv.write_text("other,10.0.0.9\n")
    nobody.chmod(0o500)
    status, out, err = run("hosts", "--addresses", csv, "--write", target)
    assert (status, out, err.count("\n")) == (2, "", 1) and "Permission denied" in err
    assert target.read_text() == before
    assert run("hosts", "--addresses", csv, "--write", nobody / "new")[0] == 2
    assert sorted(os.listdir(nobody)) == ["addn", "hosts.csv"]


def test_kills(environment, tmp_path, pytestconfig):
    """Killed at any moment, it leaves the old file or the new one, whole."""
    count = 200 if pytestconfig.getoption("deep") else 12
    sources = []
    for kind in (1, 2):
        path = tmp_path / f"{kind}.csv"
        path.write_text(
            "".join(f"w{at:06},10.{kind}.{at >> 8}.{at & 255}\n" for at in range(30_000))
        )
        sources.append(path)
    target = tmp_path / "addn"

    def start(source):
        command = [sys.executable, "-m", "vmssnames", "hosts", "--addresses", str(source)]
        return subprocess.Popen([*command, "--write", str(target)], env=environment)

    whole = []
    for source in sources:
        begun = time.perf_counter()
        assert start(source).wait() == 0
        took = time.perf_counter() - begun
        whole.append(target.read_bytes())
    assert whole[0] != whole[1]
    outcomes = {"old": 0, "new": 0}
    for at in range(count):
        before = target.read_bytes()
        process = start(sources[before == whole[0]])
        if at % 2:
            time.sleep(random.uniform(0.6, 1.1) * took)
        else:
            # As soon as something is beside the target, or a little later.
            known = len(list(tmp_path.glob(".addn.*.new")))
            while process.poll() is None and len(list(tmp_path.glob(".addn.*.new"))) == known:
                pass
            time.sleep(random.choice([0, random.uniform(0, 0.005)]))
        process.send_signal(signal.SIGKILL)
        process.wait()
        after = target.read_bytes()
        assert after in whole
        outcomes["old" if after == before else "new"] += 1
    amid = len(list(tmp_path.glob(".addn.*.new")))
    print(outcomes, amid, "amid the writing")
    if count > 100:
        assert min(outcomes.values()) and amid
    assert start(sources[0]).wait() == 0 and target.read_bytes() == whole[0]


ENDED = """
import os, signal, sys
from vmssnames.cli.outputs.atomic import write_files
number, again, how, where = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
# Whatever was ignored where the tests were started from.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
if how == "ignored":
    signal.signal(number, signal.SIG_IGN)
before, replace = signal.getsignal(number), os.replace
def ask(at):
    if at == where:
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), again)
def chunks():
    yield b"new"
    assert len(os.listdir()) == 3
    ask("amid")
    yield b"more"
    if where == "amid" and how != "ignored":
        open("it-went-on", "w").close()
    ask("behind")
def replaced(*paths):
    replace(*paths)
    ask("placing")
os.replace = replaced
try:
    write_files({"first": [b"new"], "second": chunks()})
finally:
    assert signal.getsignal(number) is before
"""


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no such signals here")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("again", ["", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("where", ["amid", "behind", "placing"])
def test_ended_amid_the_writing(environment, tmp_path, name, again, where):
    """Asked to end, once or twice, it leaves the old file or the new, and nothing beside it."""
    (tmp_path / "first").write_bytes(b"old")
    number = getattr(signal, name)
    second = getattr(signal, again) if again else 0
    command = [sys.executable, "-c", ENDED, str(int(number)), str(int(second)), "", where]
    ended = subprocess.run(
        command, env=environment, cwd=tmp_path, check=False, stderr=subprocess.PIPE
    )
    last = second or number
    assert ended.returncode == (-number if last == signal.SIGINT else 128 + last), ended.stderr
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    both = {"first": b"new", "second": b"newmore"}
    assert found == (both if where == "placing" else {"first": b"old"})


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no such signals here")
def test_what_is_ignored_stays_so(environment, tmp_path):
    """As under nohup."""
    (tmp_path / "first").write_bytes(b"old")
    command = [sys.executable, "-c", ENDED, str(int(signal.SIGHUP)), "0", "ignored", "amid"]
    assert subprocess.run(command, env=environment, cwd=tmp_path, check=False).returncode == 0
    assert sorted(os.listdir(tmp_path)) == ["first", "second"]
    assert (tmp_path / "first").read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_pipe_that_nobody_reads_keeps_nobody(environment, files, number):
    """What waits for room in it ends when it is asked to."""
    os.mkfifo("pipe")
    reads = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    rows = "".join(f"w{at:06},10.0.{at >> 8}.{at & 255}\n" for at in range(20_000))
    (files / "hosts.csv").write_text(rows)
    command = [sys.executable, "-m", "vmssnames", "hosts", "--addresses", "hosts.csv"]
    with subprocess.Popen([*command, "--write", "pipe"], env=environment) as process:
        try:
            # More is to be written than the pipe has room for, and nobody takes it out.
            assert select.select([reads], [], [], 60)[0]
            process.send_signal(number)
            assert process.wait(20) in (-number, 128 + number)
        finally:
            process.kill()
            os.close(reads)


def test_a_thread_writes_too(tmp_path):
    """Where no handler can be set."""
    from threading import Thread

    from vmssnames.cli.outputs.atomic import write_files

    thread = Thread(target=write_files, args=({str(tmp_path / "file"): [b"new"]},))
    thread.start()
    thread.join()
    assert (tmp_path / "file").read_bytes() == b"new"


def test_a_serial_of_32_bits(zone):
    for text in ("4294967296", "99999999999", "1_000", "\u0663", "", "1e3"):
        status, out, err = zone("--serial", text)
        assert (status, out) == (2, "") and err.count("\n") == 1
    assert zone("--serial", "4294967295")[0] == 0


@pytest.mark.parametrize(
    "soa", ["@ IN SOA a. b. (\n 3000000000 1 1 1 1 )", "@\tSOA\ta. b. 9999999999 1 1 1 1", ""]
)
def test_a_serial_that_cannot_be_read(zone, files, soa):
    """It might go back: nothing is written, unless the serial is given."""
    path = files / "web.zone"
    path.write_text(f"{HEAD}$ORIGIN vm.example.net.\n{soa}\n")
    before = path.read_text()
    for more in ((), ("--check",)):
        status, _, err = zone("--write", path, *more)
        assert status == 2 and "expected a serial in its SOA record, or --serial" in err
        assert path.read_text() == before
    assert zone("--write", path, "--serial", 8)[0] == 0 and serial_of(path) == 8


def test_servers_with_addresses(zone):
    own = "ns2.vm.example.net"
    out = zone("--ns", f"{own}=10.0.0.2", "--ns", f"{own.upper()}.=fd00::2")[1]
    assert "ns2\tA\t10.0.0.2\nns2\tAAAA\tfd00::2\n" in out and out.count("NS\tns2.") == 1
    for text, message in (
        ("ns9.example.net=10.0.0.2", "expected no address of ns9.example.net"),
        ("ns1.0.0.10.in-addr.arpa", "expected a name server with a name of its own"),
        ("10.0.0.2", "expected a domain, got '10.0.0.2'"),
        ("web000009.vm.example.net=10.9.9.9", "'web000009' is 10.0.1.4 and, as a server, 10.9.9.9"),
    ):
        status, out, err = zone("--ns", text)
        assert (status, out) == (2, "") and message in err


def test_ipv6_alone(zone, files):
    (files / "hosts.csv").write_text("web,fd00::4\n")
    assert zone()[0] == 0
    status, out, _ = zone("--reverse")
    assert status == 0 and out.endswith("\n4" + ".0" * 15 + "\tPTR\tweb.vm.example.net.\n")


def test_text_that_looks_like_a_database(run, files):
    text = "x" * 68 + "vmss my notes"
    (files / "mine").write_text(text)
    assert run("table", "rows.json", "-o", "sqlite", "--write", "mine")[0] == 2
    assert (files / "mine").read_text() == text


def test_marks_are_lines(run, files):
    path = files / "hosts"
    for text in (
        "1.1.1.1 a # BEGIN vmssnames\nold\n# END vmssnames\n",
        "# BEGIN vmssnames\nold\n10.8.8.8 important # END vmssnames\n",
        "## BEGIN vmssnames\n## END vmssnames\n",
    ):
        path.write_text(text)
        assert run("hosts", "--addresses", "hosts.csv", "--write", path)[0] == 2
        assert path.read_text() == text


def test_all_zones_are_written_or_none(zone, files):
    """One that cannot be written leaves all as they are."""
    folder = files / "reverse"
    folder.mkdir()
    zone("--reverse", "--write", folder)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    (files / "hosts.csv").write_text(HOSTS.replace(".7", ".8").replace(".4", ".5") + "x,10.0.2.1\n")
    (folder / "2.0.10.in-addr.arpa.zone").symlink_to(files / "nowhere" / "x")
    status, _, err = zone("--reverse", "--write", folder)
    assert status == 2 and "No such file or directory" in err
    left = {path: path.read_bytes() for path in folder.iterdir() if not path.is_symlink()}
    assert left == before
    (folder / "2.0.10.in-addr.arpa.zone").unlink()
    (folder / "2.0.10.in-addr.arpa.zone").symlink_to("0.0.10.in-addr.arpa.zone")
    status, _, err = zone("--reverse", "--write", folder)
    assert status == 2 and "expected a file for each zone, got a link from one to another" in err
    (folder / "2.0.10.in-addr.arpa.zone").unlink()
    assert zone("--reverse", "--write", folder) == (0, "", "")


def test_files_of_no_host_any_more(run, zone, files):
    """Delegations and parts of Azure's zones, too; not what is no file, or another's."""
    folder = files / "reverse"
    folder.mkdir()
    zone("--reverse", "--split", 26, "--write", folder)
    (files / "hosts.csv").write_text("web00002D,10.0.0.7\n")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "9.0.10.in-addr.arpa.zone")
    err = zone("--reverse", "--split", 26, "--write", folder)[2]
    assert [os.path.basename(line.split("'")[1]) for line in err.splitlines()] == [
        "0-26.1.0.10.in-addr.arpa.zone",
        "1.0.10.in-addr.arpa.delegation",
    ]
    for number in (2, 3, 4):
        head = HEAD.replace("zone:", "zone -o azure:")
        (folder / f"vm.example.net.{number}.zone").write_text(head if number < 4 else "theirs")
    azure_zone = ("zone", "--addresses", "hosts.csv", "--domain", "VM.example.net", "-o", "azure")
    (folder / "other.net.7.zone").write_text(head)
    status, _, err = run(*azure_zone, "--write", folder, "--check")
    assert status == 1 and "other.net" not in err and "vm.example.net.1.zone': is not there" in err
    assert "vm.example.net.2.zone': is not made" in err and "vm.example.net.4.zone'" not in err
    for number in range(30):
        (folder / f"{number}.9.10.in-addr.arpa.zone").write_text(
            f"{HEAD}; names in vm.example.net\n"
        )
    # Of another domain, whose zones are its own.
    (folder / "31.9.10.in-addr.arpa.zone").write_text(f"{HEAD}; names in other.net\n")
    err = zone("--reverse", "--split", 26, "--write", folder)[2]
    assert err.count("\n") == 11 and err.endswith("and 22 files more that are not made any more\n")


def test_what_there_is_nothing_to_compare_with(zone, files):
    for path in ("/dev/null", "no/such/file", "", "new/", "."):
        assert zone("--write", path, "--check")[0] == 2, path
    assert sorted(os.listdir(files)) == ["hosts.csv", "nics.json", "rows.json"]


def test_processes_at_once_have_serials_of_their_own(environment, tmp_path):
    """Whoever comes later sees what the one before wrote."""
    target = tmp_path / "zone"
    target.write_text(ZONE.replace(str(TODAY), "10"))
    running = []
    for at in range(6):
        source = tmp_path / f"{at}.csv"
        source.write_text(f"web,10.0.0.{at + 1}\n")
        command = [sys.executable, "-m", "vmssnames", "zone", "--addresses", str(source), *COMMON]
        running.append(subprocess.Popen([*command, "--write", str(target)], env=environment))
    assert [one.wait() for one in running] == [0] * 6
    today = int(time.strftime("%Y%m%d", time.gmtime())) * 100
    assert serial_of(target) == today + 5


def two_vms(name, other):
    return [
        azure.row(85, osProfile={"computerName": name}),
        azure.row(9, osProfile={"computerName": other}),
    ]


@pytest.mark.parametrize("addresses", [("10.0.0.7", "fd00::7"), ("10.0.0.7", "10.0.0.7")])
def test_two_machines_of_one_name(run, files, addresses):
    """Not even where one has IPv4 and the other IPv6, or both the address of another network."""
    (files / "rows.json").write_text(json.dumps(two_vms("node1", "NODE1")))
    nics = [azure.interface(number, one) for number, one in zip((85, 9), addresses, strict=True)]
    (files / "nics.json").write_text(json.dumps(nics))
    for command in ("hosts", "table"):
        status, out, err = run(command, "rows.json", *(["nics.json"] if command == "hosts" else []))
        assert (status, out) == (2, "") and "is '" in err and "shop-web_ss_85" in err
    (files / "rows.json").write_text(json.dumps(two_vms("a", "a-nic2")))
    nics.append(azure.interface(85, "10.0.0.9", primary=False, name="second"))
    (files / "nics.json").write_text(
        json.dumps(nics[:1] + nics[2:] + [azure.interface(9, "fd00::9")])
    )
    status, _, err = run("hosts", "rows.json", "nics.json", "--every-interface")
    assert status == 2 and "'a-nic2' is 'shop-web_ss_9' and 'shop-web_ss_85'" in err


@pytest.mark.parametrize("primary", [(None, None), (True, True), (False, False), (1, False)])
def test_which_interface_is_not_guessed(run, files, primary):
    nics = []
    for at, one in enumerate(primary):
        nic = azure.interface(85, f"10.0.0.{at + 4}", name=f"nic{at}")
        place = nic["properties"] if "properties" in nic else nic
        place["primary"] = one
        nics.append(nic)
    (files / "nics.json").write_text(json.dumps([*nics, azure.interface(9, "10.0.0.9")]))
    status, out, err = run("hosts", "rows.json", "nics.json")
    assert status == 0 and "shopweb00002d" not in out and "shopweb000009" in out
    assert "left out: 'shop-web_ss_85' has 2 network interfaces," in err


def test_the_order_of_files_is_nothing(run, files):
    other = json.loads(json.dumps(ROWS).replace("resourceGroups/shop/", "resourceGroups/api/"))
    text = json.dumps(other).replace("shopweb0", "apiweb0")
    nics = json.dumps(NICS).replace("resourceGroups/shop/", "resourceGroups/api/")
    nics = nics.replace('"10.0.', '"10.9.').replace("fd00::4", "fd00::9")
    (files / "other.json").write_text(text)
    (files / "other-nics.json").write_text(nics)
    names = ["rows.json", "nics.json", "other.json", "other-nics.json"]
    first = run("hosts", *names)
    assert first[0] == 0 and first[1].count("\n") == 7
    assert run("hosts", *reversed(names))[1] == first[1]


def test_a_long_line_of_json(run, files):
    """It is read whole, and nothing is said of its length."""
    rows = [azure.row(number) for number in range(60)]
    rows[0]["tags"] = {"x": "y" * (17 << 20)}
    (files / "long.json").write_text(json.dumps([*rows, azure.interface(59, "10.0.0.7")]))
    status, out, err = run("hosts", "long.json")
    assert (status, out.count("\n")) == (0, 2) and "unsearched" not in err


def test_messages_are_one_line_and_obeyed_by_nobody(run, files):
    rows = [azure.row(85, vmId="\x1b[2J\nvmssnames: fine\u202e"), azure.row(85, vmId="b")]
    for row in rows:
        row.pop("id")
    (files / "rows.json").write_text(json.dumps(rows))
    err = run("table", "rows.json")[2]
    assert "\x1b" not in err and "\u202e" not in err
    assert not any(line.startswith("vmssnames: fine") for line in err.splitlines())
    err = run("hosts", "--addresses", "hosts.csv", "--network", "fe80::%\x1b[31m/64")[2]
    assert "\x1b" not in err and err.count("\n") == 1


# -- what mutations showed to be untested


def test_many_that_are_left_out(run, files):
    rows = [azure.row(number) for number in range(13)]
    (files / "rows.json").write_text(json.dumps(rows))
    (files / "nics.json").write_text(json.dumps([azure.interface(0, "10.0.0.4")]))
    err = run("hosts", "rows.json", "nics.json")[2]
    assert err.count("left out: ") == 10 and err.endswith("vmssnames: and 2 more are left out\n")
    for row in rows:
        row["properties"].pop("osProfile", None)
        row["properties"].pop("instanceView", None)
    (files / "rows.json").write_text(json.dumps([*rows, azure.row(85)]))
    status, out, err = run("table", "rows.json")
    assert (status, out.count("\n")) == (0, 2) and err.count("has no computer name") == 10
    assert err.endswith("vmssnames: and 3 more are left out\n")


def test_addresses_of_a_range_in_utf_8_with_its_mark(run, files):
    (files / "addresses").write_bytes(b"\xef\xbb\xbf10.0.0.4\r\n10.0.0.5\r\n")
    pair = ("hosts", "--addresses", "addresses", "--prefix", "web", "--ids", "1,2")
    assert run(*pair)[1].splitlines()[1:] == ["10.0.0.4\tweb000001", "10.0.0.5\tweb000002"]


def test_marks_of_hosts_files(run, files):
    """Nothing between them yet; in files of Windows; without a newline at the end."""
    path = files / "addn"
    ours = run("hosts", "--addresses", "hosts.csv")[1]
    for before, after in (
        ("# BEGIN vmssnames\n", "# END vmssnames\n"),
        ("1.1.1.1 a\r\n# BEGIN vmssnames\r\n", "# END vmssnames\r\n1.1.1.2 b\r\n"),
        ("# BEGIN vmssnames\n", "# END vmssnames"),
    ):
        path.write_bytes((before + after).encode())
        assert run("hosts", "--addresses", "hosts.csv", "--write", path) == (0, "", "")
        assert path.read_bytes().decode() == before + ours + after
    status, _, err = run("zone", "--addresses", "hosts.csv", *COMMON, "--write", path)
    assert status == 2 and "BEGIN" not in err, "a zone has no place among hosts"
    status, _, err = run("hosts", "--addresses", "hosts.csv", "--write", "rows.json")
    assert status == 2 and "or # BEGIN vmssnames and then # END vmssnames, one of each" in err


def test_one_zone_is_not_written_over_another(zone, files):
    path = files / "web.zone"
    path.write_text(ZONE.replace("$ORIGIN vm.example.net", "$ORIGIN other.example.net"))
    before = path.read_text()
    assert zone("--write", path)[0] == 2 and path.read_text() == before


def test_reverse_zones_of_two_domains(run, zone, files):
    """In one network: the second does not take the first one's names away."""
    folder = files / "reverse"
    folder.mkdir()
    zone("--reverse", "--write", folder)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    (files / "hosts.csv").write_text("db000000,10.0.0.77\n")
    other = ("--domain", "db.example.org", "--ns", "ns.example.org", "--reverse")
    status, _, err = run("zone", "--addresses", "hosts.csv", *other, "--write", folder)
    assert status == 2 and "0.0.10.in-addr.arpa.zone': expected what this command wrote" in err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_server_has_a_full_name(zone):
    status, out, err = zone("--ns", "ns1")
    assert (status, out) == (2, "") and "expected the full name of a server, got 'ns1'" in err


def test_what_differs(run, zone, files):
    folder = files / "reverse"
    folder.mkdir()
    (files / "hosts.csv").write_text("".join(f"w{at},10.0.{at}.1\n" for at in range(13)))
    err = zone("--reverse", "--write", folder, "--check")[2]
    assert err.count("is not there") == 10 and err.endswith("vmssnames: and 3 files more\n")
    zone("--reverse", "--write", folder)
    (files / "hosts.csv").write_text("".join(f"w{at or 77},10.0.{at}.1\n" for at in range(13)))
    status, _, err = zone("--reverse", "--write", folder, "--check")
    assert status == 1 and err.count("\n") == 1 and "1 more and 1 fewer lines" in err
    for form, said in (("csv", "0 more and 1 fewer lines"), ("sqlite", "is another")):
        (files / "rows.json").write_text(json.dumps(ROWS))
        run("table", "rows.json", "-o", form, "--write", form)
        before = (files / form).read_bytes()
        (files / "rows.json").write_text(json.dumps(ROWS[:2]))
        err = run("table", "rows.json", "-o", form, "--write", form, "--check")[2]
        assert said in err and (files / form).read_bytes() == before
    path = files / "addn"
    run("hosts", "--addresses", "hosts.csv", "--write", path)
    head, *lines = path.read_text().splitlines(keepends=True)
    path.write_text(head + "".join(reversed(lines)))
    assert (
        "has its lines in another order"
        in run("hosts", "--addresses", "hosts.csv", "--write", path, "--check")[2]
    )


def test_the_date_of_a_serial_is_utc(monkeypatch):
    if not hasattr(time, "tzset"):
        pytest.skip("no time zones here")
    for zone in ("Pacific/Kiritimati", "XXX-24", "XXX+24"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        days = [datetime.now(UTC), datetime.now(UTC)]
        assert managed.date_serial() in {int(day.strftime("%Y%m%d00")) for day in days}
    monkeypatch.undo()
    time.tzset()


def test_unbound_comments(run):
    out = run("zone", "--addresses", "hosts.csv", "-o", "unbound", "--domain", "a.net")[1]
    assert out.startswith("# vmssnames zone: ")


def test_databases_are_the_same_bytes_and_small(run, files):
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


NOT_TOGETHER = [
    ("-o azure", "--cname"),
    ("-o unbound", "--txt"),
    ("-o azure", "--reverse"),
    ("-o azure", "--ns n.example.net"),
    ("-o unbound", "--ns n.example.net"),
    ("-o unbound", "--soa-mail a@b.c"),
    ("--ns n.b", "--reverse --cname"),
    ("--ns n.b", "--split6 48"),
    ("--ns n.b", "--cname"),
    ("--ns n.b", "--txt"),
    ("--ns n.b", "--ttl 1_000"),
    ("--ns n.b", "--ttl 2147483648"),
]


@pytest.mark.parametrize("options", NOT_TOGETHER)
def test_options_that_do_not_go_together(run, options):
    words = " ".join(options).split()
    status, out, err = run("zone", "--addresses", "hosts.csv", "--domain", "a.net", *words)
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_cname_alone(run):
    out = run("zone", "rows.json", "nics.json", *COMMON, "--cname")[1]
    assert "CNAME" in out and "TXT" not in out
    out = run("zone", "rows.json", "nics.json", *COMMON, "--txt")[1]
    assert "CNAME" not in out and "TXT" in out


def test_a_long_hosts_file_at_its_border(run, files):
    for count, told in ((10_000, False), (10_001, True)):
        rows = [f"w{at},10.0.{at >> 8}.{at & 255}\n" for at in range(count)]
        (files / "hosts.csv").write_text("".join(rows))
        err = run("hosts", "--addresses", "hosts.csv", "--write", "hosts")[2]
        assert bool(err) is told


def test_broken_files(run, files):
    whole = gzip.compress(HOSTS.encode() * 1000)
    for broken in (whole[:-20], whole[:40] + b"\xff" * 20 + whole[60:]):
        (files / "broken.gz").write_bytes(broken)
        status, out, err = run("hosts", "--addresses", "broken.gz")
        assert (status, out) == (2, "") and "'broken.gz'" in err
    (files / "whole.gz").write_bytes(gzip.compress(HOSTS.encode()))
    assert run("hosts", "--addresses", "whole.gz")[0] == 0


def test_a_reader_that_goes_away(environment, tmp_path):
    (tmp_path / "h.csv").write_text(
        "".join(f"w{at},10.0.{at >> 8}.{at & 255}\n" for at in range(60_000))
    )
    command = [sys.executable, "-m", "vmssnames", "hosts", "--addresses", str(tmp_path / "h.csv")]
    for more in ([], ["--write", "/dev/stdout"]):
        with subprocess.Popen(
            [*command, *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        ) as process:
            process.stdout.close()
            assert (process.wait(), process.stderr.read()) == (141, b"")


# -- writing


def test_what_is_written_is_synced_before_it_is_in_its_place(tmp_path, monkeypatch):
    """And the folder after it, so that a power cut finds the old file or the new one."""
    done = []
    monkeypatch.setattr(os, "fsync", lambda fd: done.append(stat.S_ISDIR(os.fstat(fd).st_mode)))
    replace = os.replace
    monkeypatch.setattr(os, "replace", lambda *args: (done.append("replace"), replace(*args)))
    atomic.write_files({str(tmp_path / name): [b"x"] for name in "ab"})
    assert done == [False, False, "replace", "replace", True]


def test_a_system_that_writes_little_at_a_time(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, bytes(data[:3])))
    atomic.write_files({str(tmp_path / "a"): [b"some bytes", b"", b"more"]})
    assert (tmp_path / "a").read_bytes() == b"some bytesmore"


def test_the_mask_of_new_files_stays(tmp_path):
    before = os.umask(0o027)
    try:
        atomic.write_files({str(tmp_path / "a"): [b"x"]})
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)


def test_owner_and_group_stay_as_far_as_they_may(tmp_path, monkeypatch):
    """Where the owner may not be given away, the group may."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    asked = []

    def fchown(fd, owner, group):
        asked.append((owner, group))
        if owner != -1:
            raise PermissionError

    monkeypatch.setattr(os, "fchown", fchown)
    atomic.write_files({str(path): [b"new"]})
    old = path.stat()
    assert asked == [(old.st_uid, old.st_gid), (-1, old.st_gid)] and path.read_bytes() == b"new"


def test_a_disk_that_is_full_amid_the_second_file(tmp_path):
    """Both are as they were, and nothing lies beside them."""
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        path.write_bytes(b"old")

    def full():
        yield b"new"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(CommandError, match="/b': No space left on device"):
        atomic.write_files({str(paths[0]): [b"new"], str(paths[1]): full()})
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]
    assert [path.read_bytes() for path in paths] == [b"old", b"old"]


def test_a_folder_that_another_holds(environment, tmp_path):
    """It is said, and waited for; links lead to the folder of what they point at."""
    fcntl = pytest.importorskip("fcntl")
    (tmp_path / "own").mkdir()
    (tmp_path / "link").symlink_to("own/zone")
    (tmp_path / "h.csv").write_text(HOSTS)
    fd = os.open(tmp_path / "own", os.O_RDONLY)
    fcntl.flock(fd, fcntl.LOCK_EX)
    command = [sys.executable, "-m", "vmssnames", "hosts", "--addresses", str(tmp_path / "h.csv")]
    command += ["--write", str(tmp_path / "link")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment) as process:
        assert b"waiting for who holds" in process.stderr.readline()
        assert not (tmp_path / "own" / "zone").exists()
        os.close(fd)
        assert process.wait() == 0
    assert (tmp_path / "own" / "zone").exists() and (tmp_path / "link").is_symlink()


def test_a_list_that_is_given_twice(run, files, environment):
    """Said in one line, and read once, by another path, too; what comes behind it is read."""
    rows = [json.dumps({"value": ROWS[at:]}) for at in (0, 2)]
    (files / "first.json").write_text(json.dumps({"value": ROWS[:2]}))
    (files / "last.json").write_text(rows[1])
    _, out, err = run("hosts", "first.json", "last.json", "nics.json")
    assert "shopweb000009" in out and "'shop-web_ss_100' has no address" in err
    os.symlink("first.json", files / "link.json")
    os.link(files / "first.json", files / "hard.json")
    for again in ("first.json", "./first.json", "link.json", "hard.json", "long" * 30):
        if len(again) > 99:
            os.link(files / "first.json", files / again)
        told = f"vmssnames: '{again}': given more than once, and read once\n"
        lists = ("first.json", again, "last.json", "nics.json")
        assert run("hosts", *lists) == (0, out, told + err)
    told = run("hosts", *["first.json"] * 30, "last.json", "nics.json")[2]
    assert "and 19 files more are given again" in told
    status, _, err = run("inventory", "--strict", "first.json", "first.json")
    assert status == 2 and "'first.json': given more than once" in err


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="no /dev/fd here")
def test_lists_that_are_no_files_are_read_each_time(environment, files):
    """Of pipes, and of files without names, which the kernel calls the same."""
    reads, writes = os.pipe()
    os.write(writes, json.dumps(ROWS[:1]).encode())
    os.close(writes)
    with (files / "a").open("w+b") as first, (files / "b").open("w+b") as last:
        for file, rows in ((first, ROWS[1:2]), (last, ROWS[2:])):
            file.write(json.dumps(rows).encode())
            file.seek(0)
        lists = [f"/dev/fd/{one}" for one in (reads, first.fileno(), last.fileno())]
        command = [sys.executable, "-m", "vmssnames", "hosts", *lists, "./-", "-"]
        (files / "-").write_text("[]")
        with (files / "nics.json").open("rb") as nics:
            said = subprocess.run(
                command,
                cwd=files,
                env=environment,
                stdin=nics,
                capture_output=True,
                text=True,
                check=False,
                pass_fds=(reads, first.fileno(), last.fileno()),
            )
    assert said.returncode == 0 and said.stdout.count("\tshopweb") == 3
    assert said.stderr == "vmssnames: left out: 'shop-web_ss_100' has no address\n"


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="no /dev/fd here")
def test_a_pipe_that_is_given_twice_is_read_twice(environment, files):
    """It may give something else each time, and is no list that is given again."""
    reads, writes = os.pipe()
    os.write(writes, json.dumps(ROWS[:1]).encode())
    os.close(writes)
    command = [sys.executable, "-m", "vmssnames", "hosts"]
    said = subprocess.run(
        [*command, f"/dev/fd/{reads}", "nics.json", f"/dev/fd/{reads}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        pass_fds=(reads,),
    )
    os.close(reads)
    assert said.returncode == 2 and "expected JSON, got nothing" in said.stderr


def test_what_is_no_json_is_no_path_here(run, files):
    (files / "list.json").write_text("instances.json\n")
    err = run("hosts", "list.json")[2]
    assert "list.json: expected JSON: line 1" in err and "pathlib" not in err


def test_options_beside_a_typo(run, capfd):
    """Help is help; a value that is missing is said to be; what stands behind -- is a file."""
    with pytest.raises(SystemExit) as ended:
        run("zone", "--help", "--domian")
    assert ended.value.code == 0 and "--soa-mail" in capfd.readouterr().out
    for args, told in [
        (("--domain", "--x"), "argument --domain: expected one argument (see vmssnames hosts"),
        (("--", "--foo"), "'--foo': No such file"),
        (("--a b",), "'--a b': No such file"),
        (("-x",), "unrecognized arguments: -x (see"),
    ]:
        assert told in run("hosts", *args)[2]
    # What is misspelled is said before what is missing, and nothing else is taken for it.
    assert "-check: did you mean --check? (see" in run("zone", "-check")[2]
    missing = "arguments are required: --domain (see vmssnames zone --help)"
    for words in (
        ("--", "--foo"),
        ("--a b",),
        ("-5",),
        ("-.5",),
        ("-",),
        ("-oazure",),
        ("--ttl=5",),
    ):
        assert missing in run("zone", *words)[2], words
    for word in ("-5x", "-\u00b2", "-z"):
        assert f"unrecognized arguments: {word} (see" in run("zone", word)[2]


def test_forms_of_one_zone_are_not_written_over_each_other(zone, run, files):
    zone("--write", "web.zone")
    before = (files / "web.zone").read_bytes()
    azure_form = ("zone", "--addresses", "hosts.csv", "--domain", "vm.example.net", "-o", "azure")
    assert run(*azure_form, "--write", "web.zone")[0] == 2
    assert (files / "web.zone").read_bytes() == before
    assert run(*azure_form, "--write", "azure.zone") == run(*azure_form, "--write", "azure.zone")
    assert zone("--write", "azure.zone")[0] == 2


def test_reverse_zones_of_two_domains_in_one_folder(zone, run, files):
    """The one is neither left over of the other, nor are its delegations written over."""
    folder = files / "reverse"
    folder.mkdir()
    (files / "b.csv").write_text("b,10.0.7.130\n")
    other = ("zone", "--addresses", "b.csv", "--domain", "b.net", "--ns", "ns.b.org", "--reverse")
    assert zone("--reverse", "--write", folder) == (0, "", "")
    for args in (("--write", folder), ("--write", folder, "--check")):
        assert run(*other, *args) == (0, "", "")
        assert zone("--reverse", *args) == (0, "", "")
    split = files / "split"
    split.mkdir()
    (files / "b.csv").write_text("b,10.0.0.130\n")
    zone("--reverse", "--split", 26, "--write", split)
    before = {path: path.read_bytes() for path in split.iterdir()}
    status, _, err = run(*other, "--split", 26, "--write", split)
    assert status == 2 and "0.0.10.in-addr.arpa.delegation': expected what" in err
    assert {path: path.read_bytes() for path in split.iterdir()} == before


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="no /proc here")
def test_what_only_the_kernel_finds_is_not_replaced(run, files):
    """As the files of a container, seen from outside, or what a shell's descriptor is."""
    command = ("hosts", "--addresses", "hosts.csv", "--write")
    target = files / "addn"
    run(*command, target)
    before = sorted(os.listdir(files)), target.read_bytes()
    (files / "hosts.csv").write_text("other,10.0.0.9\n")
    with target.open() as opened:
        own = f"/proc/{os.getpid()}"
        paths = [f"{own}/root{target}", f"/dev/fd/{opened.fileno()}", f"{own}/cwd/addn"]
        os.symlink(f"{own}/fd/{opened.fileno()}", files / "link")
        os.symlink(f"{own}/cwd", files / "folder")
        for path in (*paths, files / "link", f"{own}/cwd/new", f"/{own}/cwd/addn"):
            status, _, err = run(*command, path)
            assert status == 2 and "expected a file by a path of its own" in err, path
        # Of a file that is another by now, by a path that only begins elsewhere.
        os.symlink("/", files / "root")
        whole = target.read_bytes()
        os.unlink(target)
        target.write_bytes(whole)
        status, _, err = run(*command, f"root{own}/fd/{opened.fileno()}")
        assert status == 2 and "expected a file by a path of its own" in err
        for name in ("link", "folder", "root"):
            os.unlink(files / name)
    # A folder that is none any more, and one that is called as its link reads.
    (files / "gone").mkdir()
    opened = os.open(files / "gone", os.O_RDONLY)
    os.rmdir(files / "gone")
    (files / "gone (deleted)").mkdir()
    os.symlink(f"/proc/self/fd/{opened}", files / "link")
    assert "expected a file by a path of its own" in run(*command, "link/addn")[2]
    assert os.listdir(files / "gone (deleted)") == []
    os.close(opened)
    os.rmdir(files / "gone (deleted)")
    os.unlink(files / "link")
    assert (sorted(os.listdir(files)), target.read_bytes()) == before


def test_a_folder_that_is_gone(files, environment):
    """One line, wherever the command runs."""
    (files / "gone").mkdir()
    script = "import os, sys; os.chdir('gone'); os.rmdir('../gone'); from vmssnames.cli import main"
    script += "; sys.exit(main(['hosts', '--addresses', sys.argv[1], '--write', 'x']))"
    command = [sys.executable, "-c", script, str(files / "hosts.csv")]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == "vmssnames: 'x': No such file or directory\n"


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="no such file here")
def test_a_page_to_standard_output_goes_on_where_that_is(files, environment):
    """Redirected to a file, it is written behind what is there, and before what comes."""
    python = shlex.quote(sys.executable)
    script = (
        f"{{ echo before; {python} -m vmssnames inventory rows.json --html /dev/stdout;"
        f" {python} -m vmssnames hosts --addresses hosts.csv --write /dev/stdout;"
        " echo behind; } >out"
    )
    said = subprocess.run(
        ["sh", "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    text = (files / "out").read_text()
    assert text.startswith("before\n<!") and text.endswith("</html>\nbehind\n")
    assert "'/dev/stdout': expected a file by a path of its own" in said.stderr


def test_a_file_that_is_mounted_by_itself(run, files, monkeypatch):
    """As /etc/hosts in a container, in whose place nothing can be put."""

    def busy(*_):
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    run("hosts", "--addresses", "hosts.csv", "--write", "addn")
    before = sorted(os.listdir(files))
    (files / "hosts.csv").write_text("other,10.0.0.9\n")
    monkeypatch.setattr(os, "replace", busy)
    status, _, err = run("hosts", "--addresses", "hosts.csv", "--write", "addn")
    assert status == 2 and err.endswith(": mounted, as a file of its own\n")
    assert sorted(os.listdir(files)) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_among_files_is_refused(zone, files):
    """It is written to at once, and all files together."""
    folder = files / "reverse"
    folder.mkdir()
    os.mkfifo(folder / "1.0.10.in-addr.arpa.zone")
    status, _, err = zone("--reverse", "--write", folder)
    assert status == 2 and "1.0.10.in-addr.arpa.zone': expected a file, as the others are" in err
    assert len(os.listdir(folder)) == 1


def test_a_path_is_what_it_is_while_others_write(run, files):
    """Two processes that put files in one place in turn do not refuse each other's."""
    from threading import Event, Thread

    from vmssnames.cli.outputs.atomic import place_of

    target, done = files / "addn", Event()
    os.symlink("addn", files / "link")

    def replace():
        while not done.is_set():
            (files / "new").write_text("")
            os.replace(files / "new", target)

    target.write_text("")
    thread = Thread(target=replace)
    thread.start()
    try:
        for _ in range(3000):
            assert place_of(str(target)) == str(target)
    finally:
        done.set()
        thread.join()


def test_links_stay_links(run, files):
    """To a file that is there, and to one that is not, in a folder that is a link, too."""
    (files / "real").mkdir()
    os.symlink("real", files / "folder")
    os.symlink("folder/addn", files / "third")
    os.symlink("third", files / "second")
    os.symlink("second", files / "link")
    command = ("hosts", "--addresses", "hosts.csv", "--write", "link")
    for _ in range(2):
        assert run(*command) == (0, "", "")
        assert os.path.islink("link") and os.listdir("real") == ["addn"]
        (files / "hosts.csv").write_text("other,10.0.0.9\n")
    assert "other" in (files / "real/addn").read_text()


def test_a_file_that_may_not_be_written_to_is_not_replaced(run, files, nobody):
    target = nobody / "addn"
    target.write_text(run("hosts", "--addresses", "hosts.csv")[1])
    csv = nobody / "hosts.csv"
    csv.write_text("other,10.0.0.9\n")
    target.chmod(0o444)
    before = target.read_bytes()
    status, _, err = run("hosts", "--addresses", csv, "--write", target)
    assert status == 2 and "Permission denied" in err and target.read_bytes() == before
    assert sorted(os.listdir(nobody)) == ["addn", "hosts.csv"]


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no attributes here")
def test_attributes_stay(run, files):
    run("hosts", "--addresses", "hosts.csv", "--write", "addn")
    try:
        os.setxattr("addn", "user.keep", b"this")
    except OSError:
        pytest.skip("no attributes on this file system")
    (files / "hosts.csv").write_text("other,10.0.0.9\n")
    assert run("hosts", "--addresses", "hosts.csv", "--write", "addn") == (0, "", "")
    assert os.getxattr("addn", "user.keep") == b"this" and "other" in (files / "addn").read_text()


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no access lists here")
def test_who_could_not_read_it_still_cannot(run, files):
    """Whatever the folder's access list gives to what is new in it."""
    folder = files / "folder"
    folder.mkdir()
    # Version 2; owner rwx, nobody (65534) r, group, mask rwx and others.
    entries = [(1, 7, 2**32 - 1), (2, 4, 65534), (4, 0, 2**32 - 1), (16, 7, 2**32 - 1)]
    entries += [(32, 0, 2**32 - 1)]
    acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *one) for one in entries)
    target = folder / "addn"
    run("hosts", "--addresses", "hosts.csv", "--write", target)
    target.chmod(0o660)
    try:
        os.setxattr(folder, "system.posix_acl_default", acl)
    except OSError:
        pytest.skip("no access lists on this file system")
    (files / "hosts.csv").write_text("other,10.0.0.9\n")
    assert run("hosts", "--addresses", "hosts.csv", "--write", target) == (0, "", "")
    assert "system.posix_acl_access" not in os.listxattr(target)
    assert target.stat().st_mode & 0o777 == 0o660 and "other" in target.read_text()


@pytest.mark.parametrize("mask", [0o000, 0o027])
def test_a_new_file_has_the_mode_that_is_usual(run, files, mask):
    before = os.umask(mask)
    try:
        run("hosts", "--addresses", "hosts.csv", "--write", "addn")
    finally:
        os.umask(before)
    assert os.stat("addn").st_mode & 0o777 == 0o666 & ~mask


def test_what_others_added_to_a_database_stays(run, files):
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
        assert status == 2 and "expected what this command wrote there before" in err
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
    assert status == 2 and err.endswith("remove it, if it is to be made anew\n")


def test_the_first_of_the_lines_that_differ(run, zone, files):
    """As they stand in each file, of any bytes, cut; not the comma of JSON's line before."""

    def check(*args):
        return run(*args, "--check")[2].partition("': ")[2]

    hosts = ("hosts", "--addresses", "hosts.csv", "--write", "addn")
    run(*hosts)
    rows = "b,10.0.0.1\na,10.0.0.2\n"
    (files / "hosts.csv").write_text(rows)
    # Sorted by name: what is first is neither the least nor the greatest as text.
    assert "+'10.0.0.2\\ta' -'10.0.1.4\\tweb000009'" in check(*hosts)
    (files / "hosts.csv").write_text("a,10.0.0.9\nb,10.0.0.8\nc,10.0.0.95\n")
    assert "+'10.0.0.9\\ta' -" in check(*hosts)
    mark = (files / "addn").read_bytes().splitlines(keepends=True)[0]
    (files / "addn").write_bytes(mark + b"\xe9" * 300 + b"\n" + b"z\nb\n")
    assert f"-'{chr(92)}ufffd" in check(*hosts) and "...\n" in check(*hosts)
    table = ("table", "rows.json", "-o", "json", "--write", "t.json")
    (files / "rows.json").write_text(json.dumps(ROWS[:2]))
    run(*table)
    (files / "rows.json").write_text(json.dumps(ROWS))
    assert check(*table).startswith("1 more and 0 fewer lines, as +'\"shopweb00002s")
    zone("--write", "z")
    said = zone("--write", "z", "--check", "--soa-mail", "x@y.org")[2]
    assert "1 more and 1 fewer lines" in said and "x.y.org" in said
    (files / "addn").write_bytes(mark + b"z\ny\nz\n")
    assert check(*hosts).endswith("-'z'\n")
    csv_table = ("table", "rows.json", "-o", "csv", "--write", "t.csv")
    run(*csv_table)
    whole = (files / "t.csv").read_text()
    (files / "t.csv").write_text(whole.rstrip("\n"))
    assert check(*csv_table) == "ends in another way\n"
    (files / "t.csv").write_text(whole.rstrip("\n") + ",\n")
    assert "1 more and 1 fewer lines" in check(*csv_table)
    assert (
        f"{TODAY + 1} 3600 600 604800 60' -'@" in said and f"{TODAY} 3600 600 604800 60'\n" in said
    )
    (files / "t.csv").write_text("")
    assert "4 more and 0 fewer lines, as +'host,scale_set" in check(*csv_table)
    (files / "addn").unlink()
    run("hosts", "--addresses", "hosts.csv", "--write", "addn")
    whole = (files / "addn").read_bytes()
    (files / "addn").write_bytes(whole + whole.splitlines(keepends=True)[-1])
    assert "some of them twice" in check(*hosts)


def test_many_marks(run, files):
    """Told at once, and the first of them; two pairs are no place."""
    for text, told in (
        ("# BEGIN vmssnames\n# END vmssnames\n" * 2, "END on line 4;"),
        ("# BEGIN vmssnames\n" * 60_000, "BEGIN on line 4, ...;"),
        ("# BEGIN vmssnames\n# END vmssname\n", "got BEGIN on line 1;"),
    ):
        (files / "addn").write_text(text)
        status, _, err = run("hosts", "--addresses", "hosts.csv", "--write", "addn")
        assert status == 2 and told in err and (files / "addn").read_text() == text
    before, after = "x\n# BEGIN vmssnames \t\n", "# END vmssnames \r\ny\n"
    (files / "addn").write_bytes((before + after).encode())
    assert run("hosts", "--addresses", "hosts.csv", "--write", "addn")[0] == 0
    whole = before + run("hosts", "--addresses", "hosts.csv")[1] + after
    assert (files / "addn").read_bytes() == whole.encode()


def test_a_serial_that_is_the_files(zone, files):
    """With nothing to change, it is as it should be."""
    zone("--write", "z", "--serial", 5)
    assert zone("--write", "z", "--serial", 5) == (0, "", "")


def test_the_longest_head_of_a_zone(run, files):
    """A serial is found wherever it may be, and goes on."""
    label = "a" * 61
    domain, server = f"{label}.{label}.{label}.net", f"{'n' * 59}.{label}.{label}.{label}"
    (files / "hosts.csv").write_text("h,fd00::4\n")
    folder = files / "reverse"
    folder.mkdir()
    mail = f"{'m' * 60}@{label}.{label}.{label}"
    command = ("zone", "--addresses", "hosts.csv", "--domain", domain, "--ns", server)
    command += ("--soa-mail", mail, "--reverse", "--split6", 124, "--write", folder)
    assert run(*command) == (0, "", "")
    (files / "hosts.csv").write_text("h2,fd00::4\n")
    assert run(*command) == (0, "", "")
    (path,) = folder.iterdir()
    assert serial_of(path) == TODAY + 1


def test_addresses_one_a_line(run, files):
    """With blanks about them; of a line without one it is said which."""
    command = ("hosts", "--prefix", "web", "--ids", "1-2", "--addresses", "addresses.txt")
    (files / "addresses.txt").write_text(" 10.0.0.4\t\r\n10.0.0.5")
    assert run(*command)[1].endswith("10.0.0.4\tweb000001\n10.0.0.5\tweb000002\n")
    for text in ("\n10.0.0.5\n", "10.0.0.4\n\n", "10.0.0.4\u00a0\n10.0.0.5\n"):
        (files / "addresses.txt").write_text(text)
        status, out, err = run(*command)
        assert (status, out) == (2, "") and "--addresses 'addresses.txt': " in err
    (files / "addresses.txt").write_bytes("10.0.0.4\r\n10.0.0.5\r\n".encode("utf-8-sig"))
    assert run(*command)[0] == 0
    (files / "addresses.txt").write_text("10.0.0.4\n10.0.0.5\n\n")
    assert run(*command)[0] == 2, "an address that is not there is one all the same"


def test_csv_of_spreadsheets(run, files):
    """In UTF-16, with semicolons, with heads that have blanks."""
    text = "Host Name;IP Address;Notes\nweb;10.0.0.4;x\n"
    for encoding in ("utf-8-sig", "utf-16"):
        (files / "hosts.csv").write_bytes(text.encode(encoding))
        assert run("hosts", "--addresses", "hosts.csv")[1].endswith("10.0.0.4\tweb\n")
    (files / "hosts.csv").write_bytes(b"\xff\xfe\xff")
    assert "expected CSV in UTF-8 or UTF-16" in run("hosts", "--addresses", "hosts.csv")[2]


def test_an_inventory_as_csv(run, files):
    """Of one address each; of several it is refused, and the lists themselves say it."""
    (files / "listed.csv").write_text(run("inventory", "rows.json", "nics.json", "-o", "csv")[1])
    assert (
        run("hosts", "--addresses", "listed.csv")[:2] == run("hosts", "rows.json", "nics.json")[:2]
    )
    more = [azure.interface(85, "10.9.0.4", primary=False, name="second")]
    (files / "nics.json").write_text(json.dumps(more + NICS))
    (files / "listed.csv").write_text(run("inventory", "rows.json", "nics.json", "-o", "csv")[1])
    assert (
        "'shopweb00002d' is 10.0.0.7 and 10.9.0.4" in run("hosts", "--addresses", "listed.csv")[2]
    )
    assert "10.0.0.7\tshopweb00002d" in run("hosts", "rows.json", "nics.json")[1]


def test_a_database_without_end(run, files):
    """Whose schema's pages are each other's children, so that there are millions of rows."""
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
    assert status == 2 and "expected what this command wrote there before" in err
    assert (files / "t.db").read_bytes() == whole
