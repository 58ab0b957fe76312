"""The SOA and NS records of a zone: domain, name servers, serial number and TTL.

Sources
  [1035]  RFC 1035, 3.3.13 and 5.1: the SOA record, master files
  [1982]  RFC 1982: serial number arithmetic
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import index
from types import MappingProxyType

from ..errors import NameFormatError, shown, shown_int, shown_kind
from ..names.value import Value, set_field
from .validate import check_address, check_domain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, SupportsIndex

MAX_SERIAL, MAX_TTL = 2**32 - 1, 2**31 - 1
_SOA_TIMES = "3600 600 604800 60"
_REVERSE = (".in-addr.arpa", ".ip6.arpa")


class Zone(Value):
    """A zone: *domain*, name servers *ns*, *serial* number, *ttl* and the contact address *mail*.

    *ns* are full host names, or a mapping from them to one or several addresses.  A name server
    within the domain needs an address, here or as a host of the table.  *ttl* is in seconds.
    *mail* is a mail address, or its form in SOA records; the default is hostmaster of the zone.

    Raises NameFormatError for an invalid name or address, ValueError for a serial number or TTL
    that is out of range, and TypeError for other types.

    >>> Zone("vm.example.net", ["ns1.example.net"], 2026010100, mail="dns@example.net").mail
    'dns.example.net'
    """

    __slots__ = ("domain", "ns", "serial", "ttl", "mail")

    domain: str
    ns: Mapping[str, tuple[str, ...]]
    serial: int
    ttl: int
    mail: str

    def __init__(
        self,
        domain: str,
        ns: Iterable[str] | Mapping[str, str | Iterable[str] | None],
        serial: SupportsIndex,
        ttl: SupportsIndex = 300,
        mail: str | None = None,
    ) -> None:
        set_field(self, "domain", check_domain(domain))
        set_field(self, "ns", MappingProxyType(_servers(ns)))
        set_field(self, "serial", _number(serial, MAX_SERIAL, "a serial of 32 bits"))
        set_field(self, "ttl", check_ttl(ttl))
        contact = f"hostmaster.{self.domain}" if mail is None else _mailbox(mail)
        set_field(self, "mail", check_domain(contact))

    def _key(self) -> tuple[object, ...]:
        return (self.domain, tuple(self.ns.items()), self.serial, self.ttl, self.mail)

    def __reduce__(self) -> tuple[Any, ...]:
        domain, ns, *rest = self._fields()
        return type(self), (domain, dict(ns), *rest)

    def head(self, domain: str | None = None) -> str:
        """Return the first lines of the zone, or of a zone *domain* with the same settings."""
        first, *_ = self.ns
        servers = "".join(f"@\tNS\t{one}.\n" for one in self.ns)
        return (
            f"$ORIGIN {domain or self.domain}.\n$TTL {self.ttl}\n"
            f"@\tSOA\t{first}. {self.mail}. {self.serial} {_SOA_TIMES}\n{servers}"
        )


def check_ttl(seconds: SupportsIndex) -> int:
    """Return the TTL *seconds* as an int, or raise ValueError or TypeError."""
    return _number(seconds, MAX_TTL, "a TTL of 31 bits")


def is_greater(serial: int, last: int) -> bool:
    """Return whether *serial* comes after *last*; serial numbers wrap around after 2**32 - 1.

    Source: RFC 1982, section 3.2.

    >>> is_greater(2, 1), is_greater(1, 1), is_greater(0, 2**32 - 1)
    (True, False, True)
    """
    return 0 < (serial - last) % 2**32 < 2**31


def _number(given: SupportsIndex, most: int, what: str) -> int:
    if isinstance(given, bool) or not hasattr(type(given), "__index__"):
        raise TypeError(f"expected {what}, got {shown_kind(type(given))}")
    number = index(given)
    if not 0 <= number <= most:
        raise ValueError(f"expected {what}, got {shown_int(number)}")
    return number


def _servers(
    given: Iterable[str] | Mapping[str, str | Iterable[str] | None],
) -> dict[str, tuple[str, ...]]:
    if isinstance(given, str):
        raise TypeError("expected names of servers, got a str")
    pairs = given.items() if isinstance(given, Mapping) else ((name, None) for name in given)
    servers: dict[str, tuple[str, ...]] = {}
    for name, addresses in pairs:
        server = check_domain(name)
        if f".{server}".endswith(_REVERSE):
            raise NameFormatError(f"expected a name server other than the domain, got {server}")
        if "." not in server:
            raise NameFormatError(f"expected the full name of a server, got {shown(name)}")
        if server in servers:
            raise NameFormatError(f"the name server {server} is listed twice")
        several = [addresses] if isinstance(addresses, str) else addresses or ()
        servers[server] = tuple(map(check_address, several))
    if not servers:
        raise NameFormatError("expected a name server, got none: a zone needs an NS record")
    return servers


def _mailbox(mail: str) -> str:
    """Return a mail address in the form of SOA records, or raise NameFormatError."""
    name, at, domain = mail.partition("@")
    if not (name and domain) if at else "." not in mail.rstrip("."):
        raise NameFormatError(f"expected a mailbox, got {shown(mail)}")
    if at and "." in name:
        # [1035] It would need an escaped dot, which many programs read wrong.
        raise NameFormatError(f"expected a mailbox without a dot before @, got {shown(mail)}")
    return f"{name}.{domain}" if at else mail
