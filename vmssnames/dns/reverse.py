"""Reverse zones: their names, and the PTR records of each.

Sources
  [1035]  RFC 1035, 3.5: in-addr.arpa
  [3596]  RFC 3596, 2.5: ip6.arpa
  [2317]  RFC 2317: delegation of networks smaller than /24, with CNAME records
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import index

from .._kernels import backend
from .validate import packed_address, packed_ipv4

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .._kernels.backend import ReverseRows
    from .hosts import Hosts

# Prefix lengths of reverse zones: whole octets, or networks within a /24 [2317].
IPV4_SPLITS = (8, 16, 24, *range(25, 32))
IPV6_SPLITS = tuple(range(16, 128, 4))
_REVERSE = re.compile(
    r"(?:\d{1,3}-(?P<bits>2[5-9]|3[01])\.)?(?P<octets>(?:\d{1,3}\.){1,3})in-addr\.arpa"
    r"|(?P<digits>(?:[0-9a-f]\.){4,31})ip6\.arpa",
    re.ASCII,
)


def prefix_length_of(name: str) -> dict[str, int] | None:
    """Return the prefix length of the reverse zone *name*, by protocol, or None for other names.

    >>> prefix_length_of("0.10.in-addr.arpa"), prefix_length_of("64-26.0.0.10.in-addr.arpa")
    ({'ipv4': 16}, {'ipv4': 26})
    """
    found = _REVERSE.fullmatch(name)
    if found is None:
        return None
    if found["digits"]:
        return {"ipv6": 4 * found["digits"].count(".")}
    return {"ipv4": int(found["bits"] or 8 * found["octets"].count("."))}


def pointers_by_zone(hosts: Hosts, domain: str, ipv4: int, ipv6: int) -> dict[str, Iterator[str]]:
    """Return the PTR records of each reverse zone, by zone name, in order of address, IPv4 first.

    *domain* is the domain of the hosts; *ipv4* and *ipv6* are prefix lengths of the zones.
    Raises ValueError for a prefix length that no reverse zone has.
    """
    ipv4, ipv6 = index(ipv4), index(ipv6)
    for split, splits, kind in ((ipv4, IPV4_SPLITS, "IPv4"), (ipv6, IPV6_SPLITS, "IPv6")):
        if split not in splits:
            known = "8, 16, 24..31" if kind == "IPv4" else "a multiple of 4 of 16..124"
            raise ValueError(f"expected a split of {kind} at {known}, got {split}")
    if hosts.packed_ipv4 is not None:
        return _ipv4_zones(hosts.labels, hosts.packed_ipv4, domain, ipv4)
    rows = list(zip(hosts.addresses, hosts.labels, strict=True))
    six = [(packed_address(address), label) for address, label in rows if ":" in address]
    four = [address for address, _ in rows if ":" not in address]
    labels = [label for address, label in rows if ":" not in address]
    zones = _ipv4_zones(labels, packed_ipv4(four) or b"", domain, ipv4)
    return zones | _ipv6_zones(six, domain, ipv6)


def _ipv4_zones(
    labels: Sequence[str], packed: bytes, domain: str, bits: int
) -> dict[str, Iterator[str]]:
    if not packed:
        return {}
    text = ("\n".join(labels) + "\n").encode()
    rows = backend.kernels.reverse_rows(text, packed, bits, f".{domain}.\n".encode())
    return {ipv4_zone(first, bits): _lines(rows, at) for at, first in enumerate(rows.firsts)}


def _lines(rows: ReverseRows, block: int) -> Iterator[str]:
    # A generator, so that of a million hosts only one network is in memory at a time.
    yield from rows.lines(block).decode("ascii").splitlines(keepends=True)


def ipv4_zone(first: int, bits: int) -> str:
    """Return the name of the reverse zone of the network that begins at address *first*.

    >>> ipv4_zone(0x0A000040, 24), ipv4_zone(0x0A000040, 26), ipv4_zone(0x0A000000, 8)
    ('0.0.10.in-addr.arpa', '64-26.0.0.10.in-addr.arpa', '10.in-addr.arpa')
    """
    octets = first.to_bytes(4)[: min(bits, 24) // 8]
    name = ".".join(map(str, reversed(octets))) + ".in-addr.arpa"
    # [2317] uses "64/26" and allows other names. This one is also valid as a file name.
    return name if bits <= 24 else f"{first & 255}-{bits}.{name}"


def _ipv6_zones(rows: list[tuple[bytes, str]], domain: str, bits: int) -> dict[str, Iterator[str]]:
    digits = bits // 4
    named = sorted((packed.hex(), label) for packed, label in rows)
    return {
        f"{_dotted(net)}.ip6.arpa": iter(
            [f"{_dotted(address[digits:])}\tPTR\t{label}.{domain}.\n" for address, label in hosts]
        )
        for net, hosts in groupby(named, key=lambda row: row[0][:digits])
    }


def _dotted(digits: str) -> str:
    return ".".join(reversed(digits))


def delegations(zones: Sequence[str], ns: Sequence[str]) -> dict[str, list[str]]:
    r"""Return the lines to include in each parent zone, by parent, to delegate *zones* to *ns*.

    Only zones within a /24 need them: NS records for the servers *ns*, and a CNAME record for
    each address of the zone.  Source: RFC 2317.

    >>> delegations(["64-31.0.0.10.in-addr.arpa"], ["ns1.example.net"])["0.0.10.in-addr.arpa"]
    ['64-31\tNS\tns1.example.net.\n', '64\tCNAME\t64.64-31\n', '65\tCNAME\t65.64-31\n']
    """
    found: dict[str, list[str]] = {}
    for zone in zones:
        own, _, parent = zone.partition(".")
        first, _, bits = own.partition("-")
        if not bits:
            continue
        lines = found.setdefault(parent, [])
        lines += [f"{own}\tNS\t{server}.\n" for server in ns]
        octets = range(int(first), int(first) + (1 << 32 - int(bits)))
        lines += [f"{octet}\tCNAME\t{octet}.{own}\n" for octet in octets]
    return found
