"""Write hosts as files that name servers load.

Each writer returns lines in a fixed order. No line depends on the time, so equal hosts give equal
files.

Sources
  [1035]     RFC 1035, 5.1: master files
  [hosts]    hosts(5); dnsmasq(8), --addn-hosts; CoreDNS, the plugin hosts
  [unbound]  unbound.conf(5), local-data
  [limits]   Azure subscription limits, Azure DNS: 25 000 record sets in a private zone
"""

from __future__ import annotations

import re
from itertools import chain, pairwise

from ..errors import NameFormatError, shown, shown_kind
from .hosts import Hosts
from .reverse import pointers_by_zone, prefix_length_of
from .validate import check_domain, check_host
from .zone import Zone, check_ttl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# [limits] The SOA record takes one of the record sets.
AZURE_RECORD_SETS = 25_000 - 1


def hosts_lines(hosts: Hosts, domain: str | None = None) -> Iterator[str]:
    r"""Return the lines of a hosts file: an address and its name.

    With a *domain*, a line has the full name, which is the canonical one, and then the short
    name.  For /etc/hosts, dnsmasq's ``--addn-hosts`` and the hosts plugin of CoreDNS.  Raises
    NameFormatError if a full name would be too long.

    >>> list(hosts_lines(Hosts(["web00002D"], ["10.0.0.4"]), "vm.example.net"))
    ['10.0.0.4\tweb00002d.vm.example.net web00002d\n']
    """
    _check(hosts)
    if domain is None:
        pairs = zip(hosts.addresses, hosts.labels, strict=True)
        return (f"{address}\t{label}\n" for address, label in pairs)
    checked = hosts.in_domain(domain)
    pairs = zip(hosts.addresses, hosts.labels, strict=True)
    return (f"{address}\t{label}.{checked} {label}\n" for address, label in pairs)


def zone_lines(
    hosts: Hosts, zone: Zone, *, txt: bool = False, cname: bool = False
) -> Iterator[str]:
    r"""Return the lines of a zone file (RFC 1035).

    With *txt*, each host has a TXT record with its VM name and instance ID.  With *cname*, each
    host has an alias: its VM name, with "-" for the "_" and "." that labels cannot have.

    Raises NameFormatError if a full name would be too long, for a name server in the zone without
    an address, and for an alias that is another host; ValueError for *txt* or *cname* with hosts
    that do not come from an inventory.

    >>> zone = Zone("vm.example.net", {"ns1.vm.example.net": "10.0.0.2"}, 2026010100)
    >>> list(zone_lines(Hosts(["web00002D"], ["10.0.0.4"]), zone))[1:]
    ['ns1\tA\t10.0.0.2\n', 'web00002d\tA\t10.0.0.4\n']
    """
    _check(hosts, zone)
    hosts.in_domain(zone.domain)
    glue = _glue(hosts, zone)
    if (txt or cname) and hosts.instances is None:
        raise ValueError("expected hosts from an inventory: others have no VM names")
    if not (txt or cname):
        return chain([zone.head(), *glue], _address_lines(hosts.labels, hosts.addresses))
    used = {line.partition("\t")[0] for line in glue}
    texts = _texts(hosts) if txt else {}
    aliases = _aliases(hosts, zone, used) if cname else {}
    return chain([zone.head(), *glue], _record_lines(hosts, texts, aliases))


def _check(hosts: object, zone: object = None) -> None:
    """Raise TypeError unless *hosts* is a Hosts and *zone*, if given, a Zone."""
    if not isinstance(hosts, Hosts):
        got = shown_kind(type(hosts))
        raise TypeError(
            f"expected Hosts, got {got}{': see Hosts.of' if got == 'Inventory' else ''}"
        )
    if zone is not None and not isinstance(zone, Zone):
        raise TypeError(f"expected a Zone, got {shown_kind(type(zone))}")


def _address_lines(labels: Sequence[str], addresses: Sequence[str]) -> Iterator[str]:
    for label, address in zip(labels, addresses, strict=True):
        yield f"{label}\tAAAA\t{address}\n" if ":" in address else f"{label}\tA\t{address}\n"


def _record_lines(hosts: Hosts, texts: dict[str, str], aliases: dict[str, str]) -> Iterator[str]:
    last = None
    for label, address in zip(hosts.labels, hosts.addresses, strict=True):
        yield from _address_lines([label], [address])
        if label != last:
            last = label
            if label in texts:
                yield f"{label}\tTXT\t{texts[label]}\n"
            if label in aliases:
                yield f"{aliases[label]}\tCNAME\t{label}\n"


def _texts(hosts: Hosts) -> dict[str, str]:
    """Return the content of the TXT records, by label, or raise NameFormatError."""
    found = {}
    for label, vm in zip(hosts.labels, hosts.instances or [], strict=False):
        parts = [] if vm.name is None else [f"vm={vm.name}"]
        parts += [] if vm.instance_id is None else [f"id={vm.instance_id}"]
        if parts:
            found[label] = " ".join(map(quoted, parts))
    return found


def _glue(hosts: Hosts, zone: Zone) -> list[str]:
    """Return the address records of name servers within the zone, or raise NameFormatError."""
    lines: list[str] = []
    for name, addresses in zone.ns.items():
        if name != zone.domain and not name.endswith(f".{zone.domain}"):
            if addresses:
                raise NameFormatError(f"expected no address for {name}, which is not in the zone")
            continue
        own = name.removesuffix(zone.domain).removesuffix(".") or "@"
        pairs = zip(hosts.labels, hosts.addresses, strict=True)
        known = {":" in found: found for label, found in pairs if label == own}
        new = [address for address in addresses if address not in known.values()]
        for address in new:
            other = known.get(":" in address)
            if other is not None:
                raise NameFormatError(f"{shown(own)} is {other} and the name server {address}")
        if not known and not addresses:
            raise NameFormatError(f"expected an address for {name}, which is in the zone")
        lines += _address_lines([own] * len(new), new)
    return lines


def _aliases(hosts: Hosts, zone: Zone, used: set[str]) -> dict[str, str]:
    """Return an alias for each host, by label; raise NameFormatError for a name already taken."""
    owners = dict.fromkeys((*hosts.labels, *used), "another host")
    found: dict[str, str] = {}
    for label, vm in zip(hosts.labels, hosts.instances or [], strict=False):
        if vm.name is None or label in found or label != (vm.computer_name or "").lower():
            continue
        alias = _alias(vm.name, zone)
        if alias == label:
            continue
        if alias in owners:
            raise NameFormatError(f"alias {shown(alias)} of {label} is also {owners[alias]}")
        owners[alias], found[label] = label, alias
    return found


def _alias(name: str, zone: Zone) -> str:
    """Return the name of a VM as a label, or raise NameFormatError."""
    alias = re.sub("[_.]", "-", name)
    try:
        check_domain(f"{check_host(alias)}.{zone.domain}")
    except NameFormatError as error:
        raise NameFormatError(f"alias of {shown(name)}: {error}") from None
    return alias.lower()


def quoted(text: str) -> str:
    r"""Return *text* as a quoted string of a zone file; raise NameFormatError if it cannot be one.

    >>> print(quoted('a "b"; c'))
    "a \"b\"; c"
    """
    if not text.isascii() or not text.isprintable() or len(text) > 255:
        raise NameFormatError(f"expected a text of up to 255 characters, got {shown(text)}")
    body = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{body}"'


def azure_zones(hosts: Hosts, zone: Zone) -> list[Iterator[str]]:
    """Return the lines of each file for ``az network private-dns zone import``, usually one.

    A private zone takes 25 000 record sets, so more hosts need several files, each for a zone of
    its own.  Azure's name servers serve the zone; the import ignores those of *zone*.  Raises
    NameFormatError if a full name would be too long, and for a name server within the zone.
    """
    _check(hosts, zone)
    hosts.in_domain(zone.domain)
    for name in zone.ns:
        if f".{name}".endswith(f".{zone.domain}"):
            raise NameFormatError(f"expected name servers outside of the Azure zone, got {name}")
    cuts = [0]
    while cuts[-1] < len(hosts):
        cut = min(cuts[-1] + AZURE_RECORD_SETS, len(hosts))
        # All addresses of a host belong in one zone.
        while cut < len(hosts) and hosts.labels[cut] == hosts.labels[cut - 1]:
            cut -= 1
        cuts.append(cut)
    parts = [slice(*ends) for ends in pairwise(cuts)]
    return [
        chain([zone.head()], _address_lines(hosts.labels[part], hosts.addresses[part]))
        for part in parts
    ]


def reverse_zones(
    hosts: Hosts, domain: str, zone: Zone, *, ipv4: int = 24, ipv6: int = 64
) -> dict[str, Iterator[str]]:
    """Return the lines of each reverse zone, by its name: one for each /24, or /64 of IPv6.

    *domain* is the domain of the hosts.  *zone* gives the name servers, serial number, TTL and
    contact; its domain is not used.  *ipv4* is a prefix length of 8, 16 or 24, or of 25 to 31 for
    zones within a /24 (RFC 2317), which ``delegations`` delegates.  *ipv6* is a multiple of 4 from
    16 to 124.  Raises NameFormatError if a full name would be too long, and ValueError for other
    prefix lengths.
    """
    _check(hosts, zone)
    found = pointers_by_zone(hosts, hosts.in_domain(domain), ipv4, ipv6)
    return {name: chain([zone.head(name)], lines) for name, lines in found.items()}


def reverse_zone_lines(hosts: Hosts, domain: str, zone: Zone) -> Iterator[str]:
    r"""Return the lines of the reverse zone *zone*, with the hosts whose addresses are in it.

    Raises NameFormatError if *zone* is not a reverse zone, or has no host.

    >>> hosts = Hosts(["web00002D", "web00002E"], ["10.0.0.4", "10.1.0.4"])
    >>> zone = Zone("0.10.in-addr.arpa", ["ns1.example.net"], 2026010100)
    >>> list(reverse_zone_lines(hosts, "vm.example.net", zone))[1:]
    ['4.0\tPTR\tweb00002d.vm.example.net.\n']
    """
    _check(hosts, zone)
    split = prefix_length_of(zone.domain)
    if split is None:
        raise NameFormatError(f"expected a reverse zone, got {shown(zone.domain)}")
    found = reverse_zones(hosts, domain, zone, **split)
    if zone.domain not in found:
        raise NameFormatError(f"expected a host in {zone.domain}, got none")
    return found[zone.domain]


def unbound_lines(hosts: Hosts, domain: str, ttl: int = 300) -> Iterator[str]:
    r"""Return lines to include in the ``server:`` clause of unbound.conf, with *ttl* in seconds.

    Each address has a line for its name and one for the reverse lookup.

    >>> list(unbound_lines(Hosts(["web00002D"], ["10.0.0.4"]), "vm.example.net"))[1]
    'local-data-ptr: "10.0.0.4 300 web00002d.vm.example.net"\n'
    """
    _check(hosts)
    return _unbound_lines(hosts, hosts.in_domain(domain), check_ttl(ttl))


def _unbound_lines(hosts: Hosts, domain: str, ttl: int) -> Iterator[str]:
    for label, address in zip(hosts.labels, hosts.addresses, strict=True):
        kind = "AAAA" if ":" in address else "A"
        yield f'local-data: "{label}.{domain}. {ttl} IN {kind} {address}"\n'
        yield f'local-data-ptr: "{address} {ttl} {label}.{domain}"\n'
