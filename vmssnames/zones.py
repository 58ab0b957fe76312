"""Tables of hosts that name servers load: each writer yields lines, in order, and no clock.

Sources
  [1035]     RFC 1035, 5.1: master files
  [2317]     RFC 2317: delegation of less than an octet
  [hosts]    hosts(5); dnsmasq(8), --addn-hosts; CoreDNS, the plugin hosts
  [unbound]  unbound.conf(5), local-data
"""

from __future__ import annotations

from itertools import chain, groupby
from socket import AF_INET, AF_INET6, inet_pton

from ._value import Value, put
from .dns import Hosts, check_domain, check_host
from .errors import NameFormatError, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A serial is a number of 32 bits; a TTL one of 31.
_MAX_SERIAL, _MAX_TTL = 2**32 - 1, 2**31 - 1
_SOA_TIMES = "3600 600 604800 60"


class Zone(Value):
    """A zone: its *domain*, name servers *ns*, *mail* of who answers for it, *serial*, *ttl*.

    *ns* are host names, *mail* is an address or the domain it stands for.  Raises
    NameFormatError, ValueError.

    >>> Zone("vm.example.net", ["ns1.example.net"], "dns@example.net", 2026010100).mail
    'dns.example.net'
    """

    __slots__ = ("domain", "ns", "mail", "serial", "ttl")

    domain: str
    ns: tuple[str, ...]
    mail: str
    serial: int
    ttl: int

    def __init__(
        self, domain: str, ns: Iterable[str], mail: str, serial: int, ttl: int = 300
    ) -> None:
        put(self, "domain", check_domain(domain))
        servers = tuple(map(check_domain, ns))
        if not servers:
            raise NameFormatError("expected a name server, got none: a zone has an NS record")
        put(self, "ns", servers)
        put(self, "mail", check_domain(mail.replace("@", ".", 1)))
        if not 0 <= serial <= _MAX_SERIAL:
            raise ValueError(f"expected a serial of 32 bits, got {serial}")
        if not 0 <= ttl <= _MAX_TTL:
            raise ValueError(f"expected a TTL of 31 bits, got {ttl}")
        put(self, "serial", serial)
        put(self, "ttl", ttl)

    def head(self) -> str:
        """Return the lines that each zone begins with."""
        servers = "".join(f"@\tNS\t{one}.\n" for one in self.ns)
        return (
            f"$ORIGIN {self.domain}.\n$TTL {self.ttl}\n"
            f"@\tSOA\t{self.ns[0]}. {self.mail}. {self.serial} {_SOA_TIMES}\n{servers}"
        )


def hosts_lines(hosts: Hosts, domain: str | None = None) -> Iterator[str]:
    r"""Yield the lines of a hosts file: the address, then the name that is asked for most.

    With a *domain* the full name comes first, and the short one behind it.  Right for
    /etc/hosts, dnsmasq's addn-hosts and CoreDNS's hosts.

    >>> list(hosts_lines(Hosts(["web00002D"], ["10.0.0.4"]), "vm.example.net"))
    ['10.0.0.4\tweb00002d.vm.example.net web00002d\n']
    """
    if domain is None:
        pairs = zip(hosts.addresses, hosts.labels, strict=True)
        return map("%s\t%s\n".__mod__, pairs)
    end = _checked(hosts, domain)
    lines = zip(hosts.addresses, hosts.labels, hosts.labels, strict=True)
    return map(f"%s\t%s.{end} %s\n".__mod__, lines)


def zone_lines(hosts: Hosts, zone: Zone, *, txt: bool = False) -> Iterator[str]:
    """Yield the lines of a zone, in the form of RFC 1035.

    With *txt* each host has a TXT record with its VM name and instance ID.
    """
    _checked(hosts, zone.domain)
    yield zone.head()
    if txt:
        yield from _with_texts(hosts)
        return
    for label, address in zip(hosts.labels, hosts.addresses, strict=True):
        yield f"{label}\tAAAA\t{address}\n" if ":" in address else f"{label}\tA\t{address}\n"


def _with_texts(hosts: Hosts) -> Iterator[str]:
    told = None
    instances = hosts.instances or [None] * len(hosts)
    for label, address, vm in zip(hosts.labels, hosts.addresses, instances, strict=True):
        yield f"{label}\t{'AAAA' if ':' in address else 'A'}\t{address}\n"
        if vm is not None and label != told:
            told = label
            parts = [f"vm={vm.name}"] if vm.name is not None else []
            parts += [f"id={vm.instance_id}"] if vm.instance_id is not None else []
            yield f"{label}\tTXT\t{' '.join(map(quoted, parts))}\n" if parts else ""


def quoted(text: str) -> str:
    r"""Return *text* as a character string of a master file; NameFormatError if it is none.

    >>> print(quoted('a "b"; c'))
    "a \"b\"; c"
    """
    if not text.isascii() or not text.isprintable() or len(text) > 255:
        raise NameFormatError(f"expected a text of up to 255 characters, got {shown(text)}")
    body = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{body}"'


def reverse_zones(hosts: Hosts, domain: str, zone: Zone) -> dict[str, Iterator[str]]:
    """Return the lines of each reverse zone, by its name: one for each /24, or /64 of IPv6.

    *zone* gives servers, mail, serial and TTL; its domain is each reverse zone's own.
    """
    end = _checked(hosts, domain)
    zones: dict[str, Iterator[str]] = {}
    rows = sorted(zip(map(_packed, hosts.addresses), hosts.labels, strict=True))
    # Four bytes sort before sixteen of the same beginning only by chance: kinds apart.
    rows.sort(key=lambda row: len(row[0]))
    for net, of_net in groupby(rows, key=_net_of):
        name = _reverse_name(net)
        own = Zone(name, zone.ns, zone.mail, zone.serial, zone.ttl)
        zones[name] = chain([own.head()], _pointers(list(of_net), end))
    return zones


def _packed(address: str) -> bytes:
    return inet_pton(AF_INET6 if ":" in address else AF_INET, address)


def _net_of(row: tuple[bytes, str]) -> bytes:
    return row[0][:3] if len(row[0]) == 4 else row[0][:8]


def _reverse_name(net: bytes) -> str:
    """Return the reverse zone of *net*, three bytes of IPv4 or eight of IPv6.

    >>> _reverse_name(bytes([10, 1, 0])), _reverse_name(bytes([0xFD] + 7 * [0]))[-20:]
    ('0.1.10.in-addr.arpa', '0.0.0.0.d.f.ip6.arpa')
    """
    if len(net) == 3:
        return ".".join(map(str, reversed(net))) + ".in-addr.arpa"
    return ".".join(reversed(net.hex())) + ".ip6.arpa"


def _pointers(rows: list[tuple[bytes, str]], end: str) -> Iterator[str]:
    """Yield the PTR records of one zone's addresses, by address."""
    if len(rows[0][0]) == 4:
        return (f"{packed[3]}\tPTR\t{label}.{end}.\n" for packed, label in rows)
    return (
        f"{'.'.join(reversed(packed[8:].hex()))}\tPTR\t{label}.{end}.\n" for packed, label in rows
    )


def unbound_lines(hosts: Hosts, domain: str, ttl: int = 300) -> Iterator[str]:
    r"""Yield lines for unbound to include in its ``server:`` clause: names, and names of addresses.

    >>> list(unbound_lines(Hosts(["web00002D"], ["10.0.0.4"]), "vm.example.net"))[1]
    'local-data-ptr: "10.0.0.4 300 web00002d.vm.example.net"\n'
    """
    end = _checked(hosts, domain)
    for label, address in zip(hosts.labels, hosts.addresses, strict=True):
        kind = "AAAA" if ":" in address else "A"
        yield f'local-data: "{label}.{end}. {ttl} IN {kind} {address}"\n'
        yield f'local-data-ptr: "{address} {ttl} {label}.{end}"\n'


def _checked(hosts: Hosts, domain: str) -> str:
    """Return *domain* if all *hosts* have room in it; NameFormatError."""
    end = check_domain(domain)
    longest = max(hosts.labels, key=len)
    check_domain(f"{check_host(longest)}.{end}")
    return end
