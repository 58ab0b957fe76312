"""What the writers write, read by the checkers of name servers: all of it, and nothing else."""

import ipaddress
import re
import shutil
import subprocess

import dns.zone
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from vmssnames import NameFormatError, encode_computer_names
from vmssnames.dns import Hosts, Zone, hosts_lines, reverse_zones, unbound_lines, zone_lines
from vmssnames.dns.writers import quoted

DOMAIN = "vm.example.net"
ZONE = Zone(DOMAIN, [f"ns1.{DOMAIN}"], 2026010100)
COUNT = 20_000


def run(*command, cwd=None):
    found = shutil.which(command[0], path="/usr/sbin:/usr/bin:/sbin:/bin")
    assert found, f"{command[0]} must be there"
    return subprocess.run(
        [found, *map(str, command[1:])], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def hosts():
    """Hosts of both kinds of addresses, and one for the name server."""
    names = encode_computer_names("nsgvmss", range(COUNT))
    addresses = [str(ipaddress.IPv4Address(0x0A000001 + number)) for number in range(COUNT)]
    six = [str(ipaddress.IPv6Address((0xFD << 120) + number + 1)) for number in range(1000)]
    return Hosts([*names, *names[:1000], "ns1"], [*addresses, *six, "10.255.0.1"])


@pytest.fixture(scope="module")
def files(hosts, tmp_path_factory):
    """The zone and its reverse zones, by name."""
    directory = tmp_path_factory.mktemp("zones")
    zones = {DOMAIN: zone_lines(hosts, ZONE)} | reverse_zones(hosts, DOMAIN, ZONE)
    paths = {}
    for name, lines in zones.items():
        paths[name] = directory / f"{name}.zone"
        paths[name].write_text("".join(lines), "ascii")
    return paths


def records(path, name):
    """What BIND reads: owner, kind and data of each record."""
    said = run("named-checkzone", "-i", "local", "-D", "-o", "-", name, path)
    assert said.returncode == 0, said.stdout + said.stderr
    # Owner, TTL and class with blanks and tabs between them, as there is room.
    rows = [line.split(None, 4) for line in said.stdout.splitlines()]
    rows = [row for row in rows if row[2:3] == ["IN"]]
    return [(owner, kind, data) for owner, _, _, kind, data in rows]


CHECKERS = [
    ["named-checkzone", "-i", "local", "-k", "fail", "-n", "fail", "{name}", "{path}"],
    ["nsd-checkzone", "{name}", "{path}"],
    ["kzonecheck", "-o", "{name}", "{path}"],
]


@pytest.mark.parametrize("checker", CHECKERS, ids=[one[0] for one in CHECKERS])
def test_checkers_take_the_zones(files, checker):
    for name in (DOMAIN, *list(files)[1:3], list(files)[-1]):
        said = run(*(word.format(name=name, path=files[name]) for word in checker))
        assert said.returncode == 0, said.stdout + said.stderr


def test_bind_reads_what_was_written_and_nothing_else(files, hosts):
    kinds = {False: "A", True: "AAAA"}
    want = {
        (f"{label}.{DOMAIN}.", kinds[":" in address], address)
        for label, address in zip(hosts.labels, hosts.addresses, strict=True)
    }
    read = records(files[DOMAIN], DOMAIN)
    assert {one for one in read if one[1] in ("A", "AAAA")} == want
    assert [kind for _, kind, _ in read if kind not in ("A", "AAAA")] == ["SOA", "NS"]


def test_bind_reads_every_name_back(files, hosts):
    want = {
        (ipaddress.ip_address(address).reverse_pointer + ".", "PTR", f"{label}.{DOMAIN}.")
        for label, address in zip(hosts.labels, hosts.addresses, strict=True)
    }
    read = [
        one for name in list(files)[1:] for one in records(files[name], name) if one[1] == "PTR"
    ]
    assert set(read) == want and len(read) == len(want)


def test_unbound_takes_its_lines(hosts, tmp_path):
    (tmp_path / "data.conf").write_text("".join(unbound_lines(hosts, DOMAIN)))
    config = tmp_path / "unbound.conf"
    config.write_text(f'server:\n  chroot: ""\n  include: "{tmp_path}/data.conf"\n')
    said = run("unbound-checkconf", config)
    assert said.returncode == 0, said.stdout + said.stderr


odd = st.text(st.sampled_from('ab-_.;"\\$@* \n\t()\r\0') | st.characters(), max_size=70)
near = st.from_regex(r"\A[-a-zA-Z0-9]{1,66}\Z")
HOSTILE = (
    odd
    | near
    | st.sampled_from(
        [
            "$GENERATE 1-3 a$ A 1.2.3.4",
            "@",
            "*",
            "a 60 IN A 6.6.6.6 ;",
            "$INCLUDE /etc/passwd",
            "web.evil.com.",
            "a\\",
            "\u212a",
            "localhost",
        ]
    )
)
RULE = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII | re.IGNORECASE)


def hostile_names(count):
    """At least *count* names, all that hypothesis thinks of."""
    names = set()

    # Not derandomized, as hypothesis is by default where CI is set: each time others.
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(HOSTILE, min_size=5, max_size=50))
    def collect(found):
        names.update(found)

    for _ in range(10):
        collect()
        if len(names) >= count:
            return sorted(names)
    raise AssertionError(f"{len(names)} names, of {count}")


def test_no_record_that_was_not_in_the_input(tmp_path, pytestconfig):
    """Each hostile name is rejected, or every server loads exactly that name and no other."""
    names = hostile_names(pytestconfig.getoption("hostile"))
    taken = []
    for name in names:
        try:
            hosts = Hosts([name], ["10.0.0.4"])
        except NameFormatError:
            with pytest.raises(NameFormatError):
                Hosts(["web000001", name], ["10.0.0.4", "10.0.0.5"])
            continue
        assert RULE.fullmatch(name) and hosts.labels == [name.lower()]
        taken.append(name.lower())
    taken = sorted(set(taken))
    assert len(taken) > 10 and len(names) - len(taken) > len(names) // 4
    addresses = [str(ipaddress.IPv4Address(0x0A000100 + at)) for at in range(len(taken))]
    hosts = Hosts(taken, addresses)
    zone = Zone(DOMAIN, ["ns1.example.net"], 1)
    path = tmp_path / "zone"
    path.write_text("".join(zone_lines(hosts, zone)), "ascii")
    read = [one for one in records(path, DOMAIN) if one[1] not in ("SOA", "NS")]
    want = sorted(
        (f"{label}.{DOMAIN}.", "A", address)
        for label, address in zip(taken, addresses, strict=True)
    )
    assert sorted(read) == want
    for checker in CHECKERS:
        said = run(*(word.format(name=DOMAIN, path=path) for word in checker))
        assert said.returncode == 0, said.stdout + said.stderr
    # What other readers make of their files: a line is a record.
    for line, label, address in zip(hosts_lines(hosts, DOMAIN), taken, addresses, strict=True):
        assert line.split() == [address, f"{label}.{DOMAIN}", label] and line.count("\n") == 1


def test_hostile_vm_names_in_texts(tmp_path, pytestconfig):
    """BIND reads the VM name from a TXT record, whatever is in it; other names are rejected."""
    text = st.text(st.sampled_from('ab\\";$@ ()') | st.characters(max_codepoint=300), max_size=300)
    lines = []

    @settings(
        max_examples=pytestconfig.getoption("hostile"),
        deadline=None,
        database=None,
        derandomize=False,
    )
    @given(text)
    def collect(name):
        try:
            lines.append((name, f"h{len(lines)}\tTXT\t{quoted(name)}\n"))
        except NameFormatError:
            assert len(name) > 255 or not (name.isascii() and name.isprintable())

    collect()
    head = Zone(DOMAIN, ["ns1.example.net"], 1).head()
    path = tmp_path / "zone"
    path.write_text(head + "".join(line for _, line in lines), "ascii")
    zone = dns.zone.from_file(str(path), DOMAIN)
    for at, (name, _) in enumerate(lines):
        (record,) = zone.find_rdataset(f"h{at}", "TXT")
        assert record.strings == (name.encode(),)
    assert len(records(path, DOMAIN)) == len(lines) + 2
