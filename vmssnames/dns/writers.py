"""Tables of hosts that name servers load: each writer yields lines, in order, and no clock.

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
from .reverse import pointer_zones, split_of
from .validate import check_domain, check_host
from .zone import Zone, check_ttl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# [limits] Of hosts, as the SOA record is one of them.
AZURE_RECORD_SETS = 25_000 - 1


def hosts_lines(hosts: Hosts, domain: str | None = None) -> Iterator[str]:
    r"""Return the lines of a hosts file: an address and its name.

    With a *domain* the full name comes first, which is the address's, and the short one behind
    it.  Right for /etc/hosts, dnsmasq's addn-hosts and CoreDNS's hosts.

    >>> list(hosts_lines(Hosts(["web00002D"], ["10.0.0.4"]), "vm.example.net"))
    ['10.0.0.4\tweb00002d.vm.example.net web00002d\n']
    """
    _check(hosts)
    if domain is None:
        pairs = zip(hosts.addresses, hosts.labels, strict=True)
        return (f"{address}\t{label}\n" for address, label in pairs)
    end = hosts.in_domain(domain)
    pairs = zip(hosts.addresses, hosts.labels, strict=True)
    return (f"{address}\t{label}.{end} {label}\n" for address, label in pairs)


def zone_lines(
    hosts: Hosts, zone: Zone, *, txt: bool = False, cname: bool = False
) -> Iterator[str]:
    r"""Return the lines of a zone, in the form of RFC 1035.

    With *txt* each host has a TXT record with its VM name and instance ID; with *cname*
    its VM name, which no name server takes as it is, is a CNAME with "-" for "_" and ".".

    Raises NameFormatError for names that have no room, for a name server in the zone that has
    no address, and for an alias that is another host, too.

    >>> zone = Zone("vm.example.net", {"ns1.vm.example.net": "10.0.0.2"}, 2026010100)
    >>> list(zone_lines(Hosts(["web00002D"], ["10.0.0.4"]), zone))[1:]
    ['ns1\tA\t10.0.0.2\n', 'web00002d\tA\t10.0.0.4\n']
    """
    _check(hosts, zone)
    hosts.in_domain(zone.domain)
    glue = _glue(hosts, zone)
    if (txt or cname) and hosts.instances is None:
        raise ValueError("expected hosts of an inventory, whose VM names are known")
    if not (txt or cname):
        return chain([zone.head(), *glue], _address_lines(hosts.labels, hosts.addresses))
    used = {line.partition("\t")[0] for line in glue}
    texts = _texts(hosts) if txt else {}
    aliases = _aliases(hosts, zone, used) if cname else {}
    return chain([zone.head(), *glue], _described(hosts, texts, aliases))


def _check(hosts: object, zone: object = None) -> None:
    """Raise TypeError for what is no Hosts, or no Zone."""
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


def _described(hosts: Hosts, texts: dict[str, str], aliases: dict[str, str]) -> Iterator[str]:
    told = None
    for label, address in zip(hosts.labels, hosts.addresses, strict=True):
        yield from _address_lines([label], [address])
        if label != told:
            told = label
            if label in texts:
                yield f"{label}\tTXT\t{texts[label]}\n"
            if label in aliases:
                yield f"{aliases[label]}\tCNAME\t{label}\n"


def _texts(hosts: Hosts) -> dict[str, str]:
    """Return what TXT records say of hosts, by label; NameFormatError."""
    found = {}
    for label, vm in zip(hosts.labels, hosts.instances or [], strict=False):
        parts = [] if vm.name is None else [f"vm={vm.name}"]
        parts += [] if vm.instance_id is None else [f"id={vm.instance_id}"]
        if parts:
            found[label] = " ".join(map(quoted, parts))
    return found


def _glue(hosts: Hosts, zone: Zone) -> list[str]:
    """Return the addresses of the name servers that are in the zone; NameFormatError."""
    lines: list[str] = []
    for name, addresses in zone.ns.items():
        if name != zone.domain and not name.endswith(f".{zone.domain}"):
            if addresses:
                raise NameFormatError(f"expected no address of {name}, as it is not in the zone")
            continue
        own = name.removesuffix(zone.domain).removesuffix(".") or "@"
        pairs = zip(hosts.labels, hosts.addresses, strict=True)
        known = {":" in found: found for label, found in pairs if label == own}
        new = [address for address in addresses if address not in known.values()]
        for address in new:
            other = known.get(":" in address)
            if other is not None:
                raise NameFormatError(f"{shown(own)} is {other} and, as a server, {address}")
        if not known and not addresses:
            raise NameFormatError(f"expected the address of {name}, as it is in the zone")
        lines += _address_lines([own] * len(new), new)
    return lines


def _aliases(hosts: Hosts, zone: Zone, used: set[str]) -> dict[str, str]:
    """Return what the VM of each host is called as a label; NameFormatError for two of a name."""
    owners = dict.fromkeys((*hosts.labels, *used), "another host")
    found: dict[str, str] = {}
    for label, vm in zip(hosts.labels, hosts.instances or [], strict=False):
        if vm.name is None or label in found or label != (vm.computer_name or "").lower():
            continue
        alias = _alias(vm.name, zone)
        if alias == label:
            continue
        if alias in owners:
            raise NameFormatError(f"alias {shown(alias)} of {label} is {owners[alias]}, too")
        owners[alias], found[label] = label, alias
    return found


def _alias(name: str, zone: Zone) -> str:
    """Return the name of a VM as a label; NameFormatError."""
    alias = re.sub("[_.]", "-", name)
    try:
        check_domain(f"{check_host(alias)}.{zone.domain}")
    except NameFormatError as error:
        raise NameFormatError(f"alias of {shown(name)}: {error}") from None
    return alias.lower()


def quoted(text: str) -> str:
    r"""Return *text* as a character string of a master file; NameFormatError if it is none.

    >>> print(quoted('a "b"; c'))
    "a \"b\"; c"
    """
    if not text.isascii() or not text.isprintable() or len(text) > 255:
        raise NameFormatError(f"expected a text of up to 255 characters, got {shown(text)}")
    body = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{body}"'


def azure_zones(hosts: Hosts, zone: Zone) -> list[Iterator[str]]:
    """Return the lines of files for ``az network private-dns zone import``, mostly one.

    A private zone takes 25 000 record sets: there are more files for more hosts, each for a
    zone of its own.  Its servers are Azure's, and none of *zone*'s is imported: they are not
    in the zone.  Raises NameFormatError.
    """
    _check(hosts, zone)
    hosts.in_domain(zone.domain)
    for name in zone.ns:
        if f".{name}".endswith(f".{zone.domain}"):
            raise NameFormatError(f"expected servers outside of Azure's zone, got {name}")
    cuts = [0]
    while cuts[-1] < len(hosts):
        cut = min(cuts[-1] + AZURE_RECORD_SETS, len(hosts))
        # A host is in one zone, with all its addresses.
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

    *zone* gives servers, serial, TTL and mail; its domain is each reverse zone's own.  *ipv4*
    is 8, 16 or 24, or 25 to 31 for zones within a /24 as in RFC 2317, which ``delegations``
    hands over; *ipv6* a multiple of 4.  Raises NameFormatError, ValueError.
    """
    _check(hosts, zone)
    end = hosts.in_domain(domain)
    found = pointer_zones(hosts, end, ipv4, ipv6)
    return {name: chain([zone.head(name)], lines) for name, lines in found.items()}


def reverse_zone_lines(hosts: Hosts, domain: str, zone: Zone) -> Iterator[str]:
    r"""Return the lines of the one reverse zone that *zone* names, of the hosts that are in it.

    >>> hosts = Hosts(["web00002D", "web00002E"], ["10.0.0.4", "10.1.0.4"])
    >>> zone = Zone("0.10.in-addr.arpa", ["ns1.example.net"], 2026010100)
    >>> list(reverse_zone_lines(hosts, "vm.example.net", zone))[1:]
    ['4.0\tPTR\tweb00002d.vm.example.net.\n']
    """
    _check(hosts, zone)
    split = split_of(zone.domain)
    if split is None:
        raise NameFormatError(f"expected a reverse zone, got {shown(zone.domain)}")
    found = reverse_zones(hosts, domain, zone, **split)
    if zone.domain not in found:
        raise NameFormatError(f"expected a host in {zone.domain}, got none")
    return found[zone.domain]


def unbound_lines(hosts: Hosts, domain: str, ttl: int = 300) -> Iterator[str]:
    r"""Return lines for unbound to include in its ``server:`` clause: names, and of addresses.

    >>> list(unbound_lines(Hosts(["web00002D"], ["10.0.0.4"]), "vm.example.net"))[1]
    'local-data-ptr: "10.0.0.4 300 web00002d.vm.example.net"\n'
    """
    _check(hosts)
    end = hosts.in_domain(domain)
    return _unbound_lines(hosts, end, check_ttl(ttl))


def _unbound_lines(hosts: Hosts, end: str, ttl: int) -> Iterator[str]:
    for label, address in zip(hosts.labels, hosts.addresses, strict=True):
        kind = "AAAA" if ":" in address else "A"
        yield f'local-data: "{label}.{end}. {ttl} IN {kind} {address}"\n'
        yield f'local-data-ptr: "{address} {ttl} {label}.{end}"\n'
