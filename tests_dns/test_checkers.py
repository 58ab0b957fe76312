"""What the writers write, read by the checkers of name servers: all of it, and nothing else."""

import ipaddress
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmssnames import NameFormatError, encode_computer_names
from vmssnames.dns import Zone, reverse_zones, unbound_lines, zone_lines
from vmssnames.hosts import Hosts

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
    folder = tmp_path_factory.mktemp("zones")
    zones = {DOMAIN: zone_lines(hosts, ZONE)} | reverse_zones(hosts, DOMAIN, ZONE)
    paths = {}
    for name, lines in zones.items():
        paths[name] = folder / f"{name}.zone"
        paths[name].write_text("".join(lines), "ascii")
    return paths


def records(path, name):
    """What BIND reads: owner, kind and data of each record."""
    said = run("named-checkzone", "-i", "local", "-D", "-o", "-", name, path)
    assert said.returncode == 0, said.stdout + said.stderr
    rows = [
        line.split(None, 4)
        for line in said.stdout.splitlines()
        if "\tIN " in line or " IN " in line
    ]
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


hostile = st.text(st.sampled_from('ab-_.;"\\$@* \n\t()') | st.characters(), max_size=12)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        hostile | st.sampled_from(["$GENERATE 1-3 a$ A 1.2.3.4", "@", "*", "a 60 IN A 6.6.6.6 ;"]),
        max_size=5,
    )
)
def test_no_record_that_was_not_in_the_input(tmp_path_factory, names):
    """Hostile names are refused; what is taken is loaded as it stands."""
    folder = tmp_path_factory.mktemp("hostile")
    addresses = [f"10.0.0.{at + 2}" for at in range(len(names))]
    try:
        hosts = Hosts([*names, "ns1"], [*addresses, "10.0.0.1"])
    except NameFormatError:
        return
    path = folder / "zone"
    path.write_text("".join(zone_lines(hosts, ZONE)), "ascii")
    read = {one for one in records(path, DOMAIN) if one[1] == "A"}
    assert read == {
        (f"{label}.{DOMAIN}.", "A", address)
        for label, address in zip(hosts.labels, hosts.addresses, strict=True)
    }
