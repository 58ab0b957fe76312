"""``vmssnames zone``: zones, reverse zones, serial numbers and the formats for unbound and Azure."""

import os
import time
from datetime import UTC, datetime

import pytest
from hosts_files import COMMON, HEAD, HOSTS, TODAY, ZONE, serial_of

from vmssnames.cli.outputs import managed


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
    assert "this writes 2 files (0.0.10.in-addr.arpa.zone, 1.0.10" in err
    assert "7.0\tPTR\tweb00002d.vm.example.net.\n4.1\tPTR\t" in zone("--reverse", "--split", 16)[1]
    directory = files / "reverse"
    directory.mkdir()
    assert zone("--reverse", "--write", directory) == (0, "", "")
    assert sorted(os.listdir(directory)) == ["0.0.10.in-addr.arpa.zone", "1.0.10.in-addr.arpa.zone"]
    assert (directory / "0.0.10.in-addr.arpa.zone").read_text() == (
        ZONE.replace(
            "$ORIGIN vm.example.net", "; names in vm.example.net\n$ORIGIN 0.0.10.in-addr.arpa"
        ).partition("web0")[0]
        + "7\tPTR\tweb00002d.vm.example.net.\n"
    )
    assert zone("--reverse", "--write", directory, "--check") == (0, "", "")
    # A zone without hosts stays, and is reported.
    (files / "hosts.csv").write_text("web00002D,10.0.0.7\n")
    told = f"vmssnames: '{directory}/1.0.10.in-addr.arpa.zone': not of these hosts and options, but of an earlier run: if a server loads it, remove it there, then delete it\n"
    assert zone("--reverse", "--write", directory) == (0, "", told)
    assert zone("--reverse", "--write", directory, "--check") == (1, "", told)
    (directory / "1.0.10.in-addr.arpa.zone").write_text("of others")
    assert zone("--reverse", "--write", directory, "--check") == (0, "", "")
    assert zone("--reverse", "--split", 26, "--write", directory)[0] == 0
    lines = (directory / "0.0.10.in-addr.arpa.delegation").read_text()
    assert lines.startswith(
        f"{HEAD}; names in vm.example.net\n0-26\tNS\tns1.example.net.\n0\tCNAME\t0.0-26\n"
    )
    assert zone("--reverse", "--write", files / "nowhere")[0] == 2


def test_a_zone_is_written_only_if_it_changed(zone, files):
    """It stays, with its serial, until a host changes; the next serial follows the last one."""
    path = files / "web.zone"
    assert zone("--write", path, "--check") == (1, "", f"vmssnames: '{path}': does not exist\n")
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
        f"vmssnames: '{path}': 1 more and 0 fewer lines, such as +'web00000a\\tA\\t10.0.0.8'\n",
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
def test_the_next_serial(zone, files, last, next_):
    path = files / "web.zone"
    path.write_text(ZONE.replace(str(TODAY), str(last % 2**32)).replace("10.0.0.7", "10.0.0.8"))
    assert zone("--write", path) == (0, "", "")
    assert serial_of(path) == next_ % 2**32


def test_a_given_serial(zone, files):
    path = files / "web.zone"
    zone("--write", path, "--serial", 5)
    assert serial_of(path) == 5
    assert zone("--write", path) == (0, "", "") and serial_of(path) == 5, "nothing is new"
    assert zone("--write", path, "--serial", 6) == (0, "", "") and serial_of(path) == 6
    for back in (4, 5):
        status, _, err = zone("--write", path, "--serial", back)
        assert (status, serial_of(path)) == (2, 6)
        assert f"serial {back} is not greater than 6 in the file" in err
    (files / "hosts.csv").write_text("other,10.0.0.9\n")
    assert zone("--write", path, "--serial", 6)[0] == 2
    err = zone("--write", path, "--serial", 7, "--check")[2]
    # The first of each, as they stand in the files.
    first = "+'other\\tA\\t10.0.0.9' -'web000009\\tA\\t10.0.1.4'"
    assert err.endswith(f"1 more and 2 fewer lines, such as {first}\n")
    (files / "hosts.csv").write_text(HOSTS)
    said = zone("--write", path, "--serial", 7, "--check")
    assert said == (1, "", f"vmssnames: '{path}': has serial 6, expected 7\n")
    assert zone("--serial", 0)[1] == ZONE.replace(str(TODAY), "0")


def test_azure(run, files):
    def zone(*args):
        return run("zone", "--addresses", "hosts.csv", "--domain", "vm.example.net", *args)

    expected = ZONE.replace("ns1.example.net", "azureprivatedns.net")
    assert zone("-o", "azure")[1] == expected.replace("names zone.", "names zone -o azure.")
    names = [f"web{at:06d},10.0.{at >> 8}.{at & 255}\n" for at in range(25_000)]
    (files / "hosts.csv").write_text("".join(names))
    assert zone("-o", "azure")[0] == 2
    status, _, err = zone("-o", "azure", "--write", ".")
    assert (
        status == 0
        and "25000 addresses exceed the 24999 record sets of an Azure private zone: writing 2"
        in err
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


def test_a_serial_of_32_bits(zone):
    for text in ("4294967296", "99999999999", "1_000", "\u0663", "", "1e3"):
        status, out, err = zone("--serial", text)
        assert (status, out) == (2, "") and err.count("\n") == 1
    assert zone("--serial", "4294967295")[0] == 0


@pytest.mark.parametrize(
    "soa", ["@ IN SOA a. b. (\n 3000000000 1 1 1 1 )", "@\tSOA\ta. b. 9999999999 1 1 1 1", ""]
)
def test_an_unreadable_serial_is_an_error(zone, files, soa):
    """It might go back: nothing is written, unless the serial is given."""
    path = files / "web.zone"
    path.write_text(f"{HEAD}$ORIGIN vm.example.net.\n{soa}\n")
    before = path.read_text()
    for more in ((), ("--check",)):
        status, _, err = zone("--write", path, *more)
        assert status == 2 and "no serial in its SOA record: pass --serial" in err
        assert path.read_text() == before
    assert zone("--write", path, "--serial", 8)[0] == 0 and serial_of(path) == 8


def test_servers_with_addresses(zone):
    own = "ns2.vm.example.net"
    out = zone("--ns", f"{own}=10.0.0.2", "--ns", f"{own.upper()}.=fd00::2")[1]
    assert "ns2\tA\t10.0.0.2\nns2\tAAAA\tfd00::2\n" in out and out.count("NS\tns2.") == 1
    for text, message in (
        ("ns9.example.net=10.0.0.2", "expected no address for ns9.example.net"),
        ("ns1.0.0.10.in-addr.arpa", "expected a name server other than the domain"),
        ("10.0.0.2", "expected a domain, got '10.0.0.2'"),
        (
            "web000009.vm.example.net=10.9.9.9",
            "'web000009' is 10.0.1.4 and the name server 10.9.9.9",
        ),
    ):
        status, out, err = zone("--ns", text)
        assert (status, out) == (2, "") and message in err


def test_only_ipv6_addresses(zone, files):
    (files / "hosts.csv").write_text("web,fd00::4\n")
    assert zone()[0] == 0
    status, out, _ = zone("--reverse")
    assert status == 0 and out.endswith("\n4" + ".0" * 15 + "\tPTR\tweb.vm.example.net.\n")


def test_files_without_hosts_are_reported(run, zone, files):
    """Also delegations and parts of Azure's zones; not other things than files, nor files of others."""
    directory = files / "reverse"
    directory.mkdir()
    zone("--reverse", "--split", 26, "--write", directory)
    (files / "hosts.csv").write_text("web00002D,10.0.0.7\n")
    if hasattr(os, "mkfifo"):
        os.mkfifo(directory / "9.0.10.in-addr.arpa.zone")
    err = zone("--reverse", "--split", 26, "--write", directory)[2]
    assert [os.path.basename(line.split("'")[1]) for line in err.splitlines()] == [
        "0-26.1.0.10.in-addr.arpa.zone",
        "1.0.10.in-addr.arpa.delegation",
    ]
    for number in (2, 3, 4):
        head = HEAD.replace("zone.", "zone -o azure.")
        (directory / f"vm.example.net.{number}.zone").write_text(head if number < 4 else "theirs")
    azure_zone = ("zone", "--addresses", "hosts.csv", "--domain", "VM.example.net", "-o", "azure")
    (directory / "other.net.7.zone").write_text(head)
    status, _, err = run(*azure_zone, "--write", directory, "--check")
    assert (
        status == 1 and "other.net" not in err and "vm.example.net.1.zone': does not exist" in err
    )
    assert (
        "vm.example.net.2.zone': not of these hosts" in err and "vm.example.net.4.zone'" not in err
    )
    for number in range(30):
        (directory / f"{number}.9.10.in-addr.arpa.zone").write_text(
            f"{HEAD}; names in vm.example.net\n"
        )
    # Of another domain, whose zones are its own.
    (directory / "31.9.10.in-addr.arpa.zone").write_text(f"{HEAD}; names in other.net\n")
    err = zone("--reverse", "--split", 26, "--write", directory)[2]
    assert err.count("\n") == 11 and err.endswith("and 22 more files of earlier runs\n")


def test_reverse_zones_of_two_domains(run, zone, files):
    """In one network: the second does not take the first one's names away."""
    directory = files / "reverse"
    directory.mkdir()
    zone("--reverse", "--write", directory)
    before = {path: path.read_bytes() for path in directory.iterdir()}
    (files / "hosts.csv").write_text("db000000,10.0.0.77\n")
    other = ("--domain", "db.example.org", "--ns", "ns.example.org", "--reverse")
    status, _, err = run("zone", "--addresses", "hosts.csv", *other, "--write", directory)
    assert status == 2 and "0.0.10.in-addr.arpa.zone': not written by this command" in err
    assert {path: path.read_bytes() for path in directory.iterdir()} == before


def test_reverse_zones_of_two_domains_in_one_directory(zone, run, files):
    """The one is neither left over of the other, nor are its delegations written over."""
    directory = files / "reverse"
    directory.mkdir()
    (files / "b.csv").write_text("b,10.0.7.130\n")
    other = ("zone", "--addresses", "b.csv", "--domain", "b.net", "--ns", "ns.b.org", "--reverse")
    assert zone("--reverse", "--write", directory) == (0, "", "")
    for args in (("--write", directory), ("--write", directory, "--check")):
        assert run(*other, *args) == (0, "", "")
        assert zone("--reverse", *args) == (0, "", "")
    split = files / "split"
    split.mkdir()
    (files / "b.csv").write_text("b,10.0.0.130\n")
    zone("--reverse", "--split", 26, "--write", split)
    before = {path: path.read_bytes() for path in split.iterdir()}
    status, _, err = run(*other, "--split", 26, "--write", split)
    assert status == 2 and "0.0.10.in-addr.arpa.delegation': not written by" in err
    assert {path: path.read_bytes() for path in split.iterdir()} == before


def test_a_server_has_a_full_name(zone):
    status, out, err = zone("--ns", "ns1")
    assert (status, out) == (2, "") and "expected the full name of a server, got 'ns1'" in err


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
    assert out.startswith("# Generated by vmssnames zone. ")


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


def test_the_serial_of_the_file_is_accepted(zone, files):
    """With nothing to change, it is as it should be."""
    zone("--write", "z", "--serial", 5)
    assert zone("--write", "z", "--serial", 5) == (0, "", "")


def test_the_serial_after_the_longest_names(run, files):
    """A serial is found wherever it may be, and goes on."""
    label = "a" * 61
    domain, server = f"{label}.{label}.{label}.net", f"{'n' * 59}.{label}.{label}.{label}"
    (files / "hosts.csv").write_text("h,fd00::4\n")
    directory = files / "reverse"
    directory.mkdir()
    mail = f"{'m' * 60}@{label}.{label}.{label}"
    command = ("zone", "--addresses", "hosts.csv", "--domain", domain, "--ns", server)
    command += ("--soa-mail", mail, "--reverse", "--split6", 124, "--write", directory)
    assert run(*command) == (0, "", "")
    (files / "hosts.csv").write_text("h2,fd00::4\n")
    assert run(*command) == (0, "", "")
    (path,) = directory.iterdir()
    assert serial_of(path) == TODAY + 1
