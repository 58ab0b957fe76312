"""The inputs of ``hosts``, ``zone`` and ``table``: lists, CSV, IDs and addresses, and their errors."""

import gzip
import json
import os
import subprocess
import sys

import azure_shapes as azure
import pytest
from hosts_files import COMMON, HOSTS, NICS, ROWS


@pytest.mark.parametrize("key", ["privateIPAddress", "privateIpAddress"])
def test_interfaces_from_resource_graph(run, files, key):
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
        ("0-2,85", "with --ids, expected 4 lines, each with one address, got 3"),
        ("0,1", "with --ids, expected 2 lines, each with one address, got 3"),
        ("0-1,1", "--ids: 1 is listed twice"),
        ("5,0-9", "--ids: 5 is listed twice"),
        ("2-1", "--ids: expected the lower ID first, got '2-1'"),
        ("0-2176782335", "--ids: expected up to 10000000 IDs, got 2176782336"),
        ("0-9999999,20000000", "--ids: expected up to 10000000 IDs, got 10000001"),
        ("2176782336", "--ids: expected IDs such as 0-99,120, got '2176782336'"),
        ("", "--ids: expected IDs such as 0-99,120, got ''"),
        ("1,", "--ids: expected IDs such as 0-99,120, got ''"),
        ("00", "--ids: expected IDs such as 0-99,120, got '00'"),
        ("1-", "--ids: expected IDs such as 0-99,120, got '1-'"),
        ("\u0661", "--ids: expected IDs such as 0-99,120"),
        ("\n5-3", "--ids: expected the lower ID first"),
    ):
        status, out, err = run(*pair, "--ids", ids)
        assert (status, out) == (2, "") and message in err and err.count("\n") == 1


def two_vms(name, other):
    return [
        azure.row(85, osProfile={"computerName": name}),
        azure.row(9, osProfile={"computerName": other}),
    ]


@pytest.mark.parametrize("addresses", [("10.0.0.7", "fd00::7"), ("10.0.0.7", "10.0.0.7")])
def test_two_machines_with_one_name(run, files, addresses):
    """Not even where one has IPv4 and the other IPv6, or both the address of another network."""
    (files / "rows.json").write_text(json.dumps(two_vms("node1", "NODE1")))
    nics = [azure.interface(number, one) for number, one in zip((85, 9), addresses, strict=True)]
    (files / "nics.json").write_text(json.dumps(nics))
    for command in ("hosts", "table"):
        status, out, err = run(command, "rows.json", *(["nics.json"] if command == "hosts" else []))
        assert (status, out) == (2, "") and "is the name of '" in err and "shop-web_ss_85" in err
    (files / "rows.json").write_text(json.dumps(two_vms("a", "a-nic2")))
    nics.append(azure.interface(85, "10.0.0.9", primary=False, name="second"))
    (files / "nics.json").write_text(
        json.dumps(nics[:1] + nics[2:] + [azure.interface(9, "fd00::9")])
    )
    status, _, err = run("hosts", "rows.json", "nics.json", "--every-interface")
    assert status == 2 and "'a-nic2' is the name of 'shop-web_ss_9' and of 'shop-web_ss_85'" in err


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
    assert "skipped: 'shop-web_ss_85' has 2 network interfaces," in err


def test_the_order_of_files_does_not_matter(run, files):
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
    """It is read whole, without a warning about long lines."""
    rows = [azure.row(number) for number in range(60)]
    rows[0]["tags"] = {"x": "y" * (17 << 20)}
    (files / "long.json").write_text(json.dumps([*rows, azure.interface(59, "10.0.0.7")]))
    status, out, err = run("hosts", "long.json")
    assert (status, out.count("\n")) == (0, 2) and "unsearched" not in err


def test_messages_are_one_line_without_control_characters(run, files):
    rows = [azure.row(85, vmId="\x1b[2J\nvmssnames: fine\u202e"), azure.row(85, vmId="b")]
    for row in rows:
        row.pop("id")
    (files / "rows.json").write_text(json.dumps(rows))
    err = run("table", "rows.json")[2]
    assert "\x1b" not in err and "\u202e" not in err
    assert not any(line.startswith("vmssnames: fine") for line in err.splitlines())
    err = run("hosts", "--addresses", "hosts.csv", "--network", "fe80::%\x1b[31m/64")[2]
    assert "\x1b" not in err and err.count("\n") == 1


def test_addresses_in_utf_8_with_a_byte_order_mark(run, files):
    (files / "addresses").write_bytes(b"\xef\xbb\xbf10.0.0.4\r\n10.0.0.5\r\n")
    pair = ("hosts", "--addresses", "addresses", "--prefix", "web", "--ids", "1,2")
    assert run(*pair)[1].splitlines()[1:] == ["10.0.0.4\tweb000001", "10.0.0.5\tweb000002"]


def test_broken_files(run, files):
    whole = gzip.compress(HOSTS.encode() * 1000)
    for broken in (whole[:-20], whole[:40] + b"\xff" * 20 + whole[60:]):
        (files / "broken.gz").write_bytes(broken)
        status, out, err = run("hosts", "--addresses", "broken.gz")
        assert (status, out) == (2, "") and "'broken.gz'" in err
    (files / "whole.gz").write_bytes(gzip.compress(HOSTS.encode()))
    assert run("hosts", "--addresses", "whole.gz")[0] == 0


def test_a_list_given_twice_is_read_once(run, files, environment):
    """One line reports it, also for another path to the same file; later files are read."""
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
        told = f"vmssnames: '{again}': given more than once; read once\n"
        lists = ("first.json", again, "last.json", "nics.json")
        assert run("hosts", *lists) == (0, out, told + err)
    told = run("hosts", *["first.json"] * 30, "last.json", "nics.json")[2]
    assert "and 19 more files given twice" in told
    status, _, err = run("inventory", "--strict", "first.json", "first.json")
    assert status == 2 and "'first.json': given more than once" in err


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="no /dev/fd here")
def test_pipes_and_nameless_files_are_read_each_time(environment, files):
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
    assert said.stderr == "vmssnames: skipped: 'shop-web_ss_100' has no address\n"


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="no /dev/fd here")
def test_a_pipe_given_twice_is_read_twice(environment, files):
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


def test_files_of_names_are_not_json(run, files):
    (files / "list.json").write_text("instances.json\n")
    err = run("hosts", "list.json")[2]
    assert "list.json: expected JSON: line 1" in err and "pathlib" not in err


def test_addresses_one_per_line(run, files):
    """Spaces around them are ignored; an error names the line without an address."""
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
    """One address per VM works; for several, the error points to the lists themselves."""
    (files / "listed.csv").write_text(run("inventory", "rows.json", "nics.json", "-o", "csv")[1])
    assert (
        run("hosts", "--addresses", "listed.csv")[:2] == run("hosts", "rows.json", "nics.json")[:2]
    )
    more = [azure.interface(85, "10.9.0.4", primary=False, name="second")]
    (files / "nics.json").write_text(json.dumps(more + NICS))
    (files / "listed.csv").write_text(run("inventory", "rows.json", "nics.json", "-o", "csv")[1])
    assert (
        "'shopweb00002d' has the addresses 10.0.0.7 and 10.9.0.4"
        in run("hosts", "--addresses", "listed.csv")[2]
    )
    assert "10.0.0.7\tshopweb00002d" in run("hosts", "rows.json", "nics.json")[1]


def test_an_incomplete_list_is_an_error(run, files):
    """The other half of the hosts would be gone."""
    page = {
        "value": [*ROWS],
        "nextLink": f"https://management.azure.com{azure.WEB}/virtualMachines?$skiptoken=x",
    }
    (files / "rows.json").write_text(json.dumps(page))
    status, out, err = run("hosts", "rows.json", "nics.json", "--write", "out")
    assert (status, out) == (2, "") and "incomplete list: fetch the page" in err
    assert not (files / "out").exists()


BAD = [
    (
        ["hosts", "rows.json"],
        "no network interfaces for the 3 instances: also pass az vmss nic list",
    ),
    (["hosts", "nics.json"], "found 2 network interfaces but no VM list"),
    (["zone", "--domian", "a.net"], "--domian: did you mean --domain? (see vmssnames zone --help)"),
    (["hosts", "--x", "--domain", "a"], "arguments: --x (see vmssnames hosts --help)"),
    (["hosts", "nowhere.json"], "'nowhere.json': No such file or directory"),
    (["hosts", "--addresses", "nowhere.csv"], "'nowhere.csv': No such file or directory"),
    (["hosts", "--addresses", "hosts.csv", "rows.json"], "--addresses does not work with lists"),
    (
        ["hosts", "--addresses", "hosts.csv", "--every-interface"],
        "--addresses does not work with lists",
    ),
    (["hosts", "--addresses", "hosts.csv", "--check"], "--check needs --write PATH"),
    (
        ["hosts", "--addresses", "hosts.csv", "--domain", "a b"],
        "--domain: expected a domain, got 'a b'",
    ),
    (
        ["hosts", "--addresses", "hosts.csv", "--write", "."],
        "'.': expected a file, got a directory",
    ),
    (["hosts", "--addresses", "hosts.csv", "--write", "no/file"], "'no/file': No such file"),
    (["hosts", "--prefix", "web", "--ids", "1"], "--prefix and --ids need --addresses FILE"),
    (
        ["hosts", "--prefix", "web", "--addresses", "hosts.csv"],
        "--prefix and --ids need each other: pass both",
    ),
    (["hosts", "--prefix", "we_b", "--ids", "1-2", "--addresses", "hosts.csv"], "--prefix: "),
    (["hosts", "-", "-"], "standard input (-) is given more than once"),
    (["hosts", "latin.csv", "--addresses", "latin.csv"], "--addresses does not work with lists"),
    (["hosts", "--addresses", "latin.csv"], "'latin.csv': expected CSV in UTF-8"),
    (["zone", "rows.json"], "the following arguments are required: --domain"),
    (["zone", "--addresses", "hosts.csv", "--domain", "a.net"], "missing --ns"),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--ns", "ns2.vm.example.net"],
        "expected an address for ns2.vm.example.net, which is in the zone",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--ns", "x.y=1"],
        "expected the address of a host, got '1'",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--serial", "-1"],
        "argument --serial: expected 0..4294967295, got",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--serial", "x"],
        "argument --serial: expected 0..4294967295, got",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--split", "26"],
        "--split and --split6 need --reverse",
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
        "--reverse does not work with --txt",
    ),
    (
        ["zone", "--addresses", "hosts.csv", *COMMON, "--reverse", "-o", "azure"],
        "--reverse does not work with -o azure",
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
        "--addresses 'addresses.txt': with --ids, expected 3 lines, each with one address, got 2",
    ),
    (["hosts", "empty.json"], "the input has no instances"),
    (["hosts", "empty.json", "fleet.json"], "the input has no instances"),
    (
        ["inventory", "fleet.json"],
        "found 1 scale set but no instances: run az vmss list-instances",
    ),
    (["hosts", "fleet.json"], "found 1 scale set but no instances: run az vmss list-instances"),
    (
        ["hosts", "rows.json", "nics.json", "--strict"],
        "--strict: 'shop-web_ss_100' has no address; 1 in all",
    ),
    (["hosts", "--addresses", "hosts.csv", "--write", "-"], "--write: expected a path, got '-'"),
    (["hosts", "--addresses", "hosts.csv", "--write", ""], "--write: expected a path, got ''"),
    (
        ["zone", "--reverse", "--addresses", "hosts.csv", *COMMON, "--write", "none"],
        "'none': No such file or directory: expected a directory for reverse zones",
    ),
    (["table", "rows.json", "--scale-set", "web"], "--scale-set needs --prefix and --ids"),
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


def test_options_next_to_a_typo(run, capfd):
    """Help is printed, a missing value is an error, and everything after -- is a file."""
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
    # To argparse of Python 3.14, anything that begins like a number is one.
    unknown = ("-\u00b2", "-z") if sys.version_info >= (3, 14) else ("-5x", "-\u00b2", "-z")
    for word in unknown:
        assert f"unrecognized arguments: {word} (see" in run("zone", word)[2]
