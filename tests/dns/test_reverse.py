"""Reverse zones: their names, their records, and the kernels that write these."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from vmssnames import NameFormatError
from vmssnames.dns import (
    Hosts,
    Zone,
    reverse_zone_lines,
    reverse_zones,
    unbound_lines,
)
from vmssnames.dns.reverse import delegations, prefix_length_of

ZONE = Zone(
    "vm.example.net",
    ["ns1.example.net", "ns2.example.net."],
    2026010100,
    mail="dns@example.net",
)


HOSTS = Hosts(
    ["web00002D", "web000009", "web00002d", "api000001"],
    ["10.0.1.4", "10.0.0.200", "FD00::4", "10.0.0.7"],
)


def test_reverse_zones():
    """By /24 and /64; each with its own head; by address."""
    zones = {
        name: "".join(lines) for name, lines in reverse_zones(HOSTS, "vm.example.net", ZONE).items()
    }
    six = ".".join("0" * 12) + ".0.0.d.f.ip6.arpa"
    assert list(zones) == ["0.0.10.in-addr.arpa", "1.0.10.in-addr.arpa", six]
    assert zones["0.0.10.in-addr.arpa"].endswith(
        "@\tNS\tns2.example.net.\n7\tPTR\tapi000001.vm.example.net.\n200\tPTR\tweb000009.vm.example.net.\n"
    )
    assert zones["1.0.10.in-addr.arpa"].startswith(
        "$ORIGIN 1.0.10.in-addr.arpa.\n$TTL 300\n@\tSOA\t"
    )
    assert zones[six].endswith("4" + ".0" * 15 + "\tPTR\tweb00002d.vm.example.net.\n")


def test_one_reverse_zone():
    for name, owner in (
        ("0.0.10.in-addr.arpa", "7"),
        ("0.10.in-addr.arpa", "7.0"),
        ("10.in-addr.arpa", "7.0.0"),
        ("0-26.0.0.10.in-addr.arpa", "7"),
    ):
        zone = Zone(name, ["ns1.example.net"], 1)
        lines = "".join(reverse_zone_lines(HOSTS, "vm.example.net", zone))
        assert f"\n{owner}\tPTR\tapi000001.vm.example.net.\n" in lines
    six = Zone("0.0.d.f.ip6.arpa", ["ns1.example.net"], 1)
    assert "4" + ".0" * 27 + "\tPTR\tweb" in "".join(reverse_zone_lines(HOSTS, "a.net", six))
    for name in ("vm.example.net", "in-addr.arpa", "0-24.0.0.10.in-addr.arpa", "d.f.ip6.arpa"):
        with pytest.raises(NameFormatError, match="expected a reverse zone, got"):
            reverse_zone_lines(HOSTS, "a.net", Zone(name, ["n.b"], 1))
    for name in ("9.0.10.in-addr.arpa", "64-26.0.0.10.in-addr.arpa", "1-26.0.0.10.in-addr.arpa"):
        with pytest.raises(NameFormatError, match=f"expected a host in {name}, got none"):
            reverse_zone_lines(HOSTS, "a.net", Zone(name, ["n.b"], 1))


def test_zones_within_a_24():
    zones = reverse_zones(HOSTS, "a.net", ZONE, ipv4=25)
    assert list(zones)[:3] == [
        "0-25.0.0.10.in-addr.arpa",
        "128-25.0.0.10.in-addr.arpa",
        "0-25.1.0.10.in-addr.arpa",
    ]
    assert list(zones["128-25.0.0.10.in-addr.arpa"])[1:] == ["200\tPTR\tweb000009.a.net.\n"]
    parents = delegations(list(zones), list(ZONE.ns))
    assert list(parents) == ["0.0.10.in-addr.arpa", "1.0.10.in-addr.arpa"]
    lines = parents["0.0.10.in-addr.arpa"]
    assert lines[:3] == [
        "0-25\tNS\tns1.example.net.\n",
        "0-25\tNS\tns2.example.net.\n",
        "0\tCNAME\t0.0-25\n",
    ]
    assert lines[-1] == "255\tCNAME\t255.128-25\n" and len(lines) == 2 * (2 + 128)
    assert not delegations(["0.0.10.in-addr.arpa"], ["n"])


@pytest.mark.parametrize(
    "split", [{"ipv4": 0}, {"ipv4": 20}, {"ipv4": 32}, {"ipv6": 62}, {"ipv6": 12}, {"ipv6": 128}]
)
def test_invalid_splits(split):
    with pytest.raises(ValueError, match="expected a split of IPv"):
        reverse_zones(HOSTS, "a.net", ZONE, **split)


def rows_of(kernels, blob, packed, bits, end):
    rows = kernels.reverse_rows(blob, packed, bits, end)
    return {first: rows.lines(at) for at, first in enumerate(rows.firsts)}


def naive_rows(labels, addresses, bits, end):
    """PTR lines of blocks, by their first addresses, as one would write them down."""
    blocks = {}
    order = sorted(range(len(labels)), key=lambda at: addresses[at])
    for at in order:
        octets = [str(octet) for octet in addresses[at].to_bytes(4, "big")]
        first = addresses[at] & ~((1 << 32 - bits) - 1)
        own = octets[{8: 1, 16: 2}.get(bits, 3) :]
        line = ".".join(own[::-1]).encode() + b"\tPTR\t" + labels[at].encode() + end
        blocks[first] = blocks.get(first, b"") + line
    return blocks


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_rows_of_reverse_zones(kernels, data):
    """On every kernel, whatever the addresses: sorted, equal ones in order, blocks where they are."""
    near = st.integers(0x0A0000F0, 0x0A000110)
    addresses = data.draw(st.lists(near | st.integers(0, 2**32 - 1), max_size=40))
    labels = [data.draw(st.sampled_from(["a", "bb", "c" * 63])) for _ in addresses]
    bits = data.draw(st.sampled_from([8, 16, 24, 25, 26, 30, 31]))
    end = data.draw(st.sampled_from([b"\n", b".vm.example.net.\n"]))
    packed = b"".join(one.to_bytes(4, "big") for one in addresses)
    blob = "".join(f"{label}\n" for label in labels).encode()
    found = rows_of(kernels, blob, packed, bits, end)
    assert list(found) == sorted(found)
    assert found == naive_rows(labels, addresses, bits, end)


def test_many_rows_of_reverse_zones(kernels):
    """Every octet in every place, and the longest lines there can be."""
    addresses = [at * 0x01010101 for at in range(256)] + [
        0xFFFFFFFF - at * 65793 for at in range(256)
    ]
    labels = ["x" * 63] * 512
    packed = b"".join(one.to_bytes(4, "big") for one in addresses)
    for bits in (8, 24, 31):
        found = rows_of(kernels, (b"x" * 63 + b"\n") * 512, packed, bits, b".a.\n")
        assert found == naive_rows(labels, addresses, bits, b".a.\n")
    with pytest.raises(ValueError):
        kernels.reverse_rows(b"a\n", packed, 24, b"\n")


def test_every_kernel_writes_the_same_zones(kernels):
    text = "".join(reverse_zones(HOSTS, "vm.example.net", ZONE)["0.0.10.in-addr.arpa"])
    assert text.endswith("7\tPTR\tapi000001.vm.example.net.\n200\tPTR\tweb000009.vm.example.net.\n")


def test_splits_are_integers():
    for split in (24.0, "24", None):
        with pytest.raises(TypeError):
            reverse_zones(HOSTS, "a.net", ZONE, ipv4=split)
    with pytest.raises(TypeError):
        unbound_lines(HOSTS, "a.net", 1.5)


def test_ipv6_networks_in_any_order():
    addresses = ["fd00:0:0:2::1", "fd00:0:0:1::1", "fd00:0:0:2::2", "fd00:0:0:1::2", "10.0.0.4"]
    zones = reverse_zones(Hosts(list("abcde"), addresses), "a.net", ZONE)
    found = {name: len(list(lines)) - 1 for name, lines in zones.items()}
    assert sorted(found.values()) == [1, 2, 2]


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("10.in-addr.arpa", 8),
        ("0.0.10.in-addr.arpa", 24),
        ("0.0.0.10.in-addr.arpa", None),
        ("0-31.0.0.10.in-addr.arpa", 31),
        ("0-32.0.0.10.in-addr.arpa", None),
        ("0-24.0.0.10.in-addr.arpa", None),
        (".".join("0" * 4) + ".ip6.arpa", 16),
        (".".join("0" * 3) + ".ip6.arpa", None),
        (".".join("0" * 31) + ".ip6.arpa", 124),
        (".".join("0" * 32) + ".ip6.arpa", None),
    ],
)
def test_names_of_reverse_zones(name, split):
    found = prefix_length_of(name)
    assert (found is None) is (split is None) and (split is None or [*found.values()] == [split])


@pytest.mark.parametrize(
    ("labels", "addresses"), [(b"a\n", b"abcdefgh"), (b"a\rb\nc", b"abcd"), (b"a\n", b"")]
)
def test_kernels_raise_the_same_errors(kernels, labels, addresses):
    with pytest.raises(ValueError, match="^expected four bytes an address, a line for each, and 8"):
        kernels.reverse_rows(labels, addresses, 24, b"\n")
    with pytest.raises(ValueError, match="^expected four bytes an address$"):
        kernels.distinct_addresses(b"abcde")
    assert kernels.reverse_rows(b"a\rb\n", b"abcd", 24, b"\n").lines(0) == b"100\tPTR\ta\rb\n"
