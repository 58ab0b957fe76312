"""Hosts and their addresses, for name servers: checked as a whole, then written.

The name comes from the instance ID, the address from its network interfaces, never one from
the other.  What a name server would refuse, or take for something else, is refused here,
before a line is written: for one bad label BIND loads nothing of a zone.

Sources
  [1035]  RFC 1035, 2.3.1 and 2.3.4: labels of letters, digits and hyphens, up to 63
  [1123]  RFC 1123, 2.1: a label may begin with a digit
  [4291]  RFC 4291: kinds of IPv6 addresses
"""

from __future__ import annotations

import re
from itertools import repeat
from socket import AF_INET, AF_INET6, inet_ntop, inet_pton

from . import _grammar
from .errors import NameFormatError, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .inventory import Inventory
    from .scale_set_vms import ScaleSetVM

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789-\n"
# First octets: this network, the host itself, multicast and what is reserved.
_ODD = {0, 127, *range(224, 256)}
_MAPPED = b"\0" * 10 + b"\xff\xff"
# Of the problems of a table, which may be a million.
_TOLD = 5


def check_host(name: str) -> str:
    """Return *name* in lower case if it is one label of a host name; NameFormatError.

    >>> check_host("SHOPWEB00002D")
    'shopweb00002d'
    >>> check_host("shop-web_85")
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: expected a label of a host name, got 'shop-web_85'
    """
    label = name.lower() if name.isascii() else ""
    if not _LABEL.fullmatch(label) or label == "localhost" or label.startswith("xn--"):
        raise NameFormatError(f"expected a label of a host name, got {shown(name)}")
    return label


def check_domain(name: str) -> str:
    """Return *name*, a domain, in lower case and without the dot at its end; NameFormatError.

    >>> check_domain("Internal.Example.NET.")
    'internal.example.net'
    """
    domain = name.lower().removesuffix(".") if name.isascii() else ""
    whole = 0 < len(domain) <= _grammar.MAX_FQDN
    if not whole or not all(map(_LABEL.fullmatch, domain.split("."))):
        raise NameFormatError(f"expected a domain, got {shown(name)}")
    return domain


def check_address(text: str) -> str:
    """Return *text*, the address of a host, as it is written: one spelling for each.

    NameFormatError for what is none: with a zone, of no host, of many, IPv4 in disguise.

    >>> check_address("FD00:0:0::4")
    'fd00::4'
    >>> check_address("::ffff:10.0.0.4")
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: expected the address of a host, got '::ffff:10.0.0.4'
    """
    family = AF_INET6 if ":" in text else AF_INET
    try:
        packed = inet_pton(family, text)
    except (OSError, ValueError):
        packed = b""
    if not _is_of_a_host(packed):
        raise NameFormatError(f"expected the address of a host, got {shown(text)}")
    return inet_ntop(family, packed)


def _is_of_a_host(packed: bytes) -> bool:
    if len(packed) == 4:
        return packed[0] not in _ODD
    # [4291] Multicast; unspecified and loopback; IPv4 in disguise.
    odd = packed[:1] == b"\xff" or packed[:15] == bytes(15) or packed[:12] == _MAPPED
    return len(packed) == 16 and not odd


class Hosts:
    """Hosts and their addresses, sorted: what the writers write.

    *labels* are host names, in lower case, *addresses* one for each: a host with IPv4 and IPv6
    stands there twice.  *instances* are their VMs, or None where nothing is known of them;
    *left_out* says which VMs have no address.

    Raises NameFormatError for all that no name server should be told, before anything is
    written: a bad name or address, one name with two addresses of a kind, one address of two
    names, no host at all.

    >>> hosts = Hosts(["web00002D", "web00002D"], ["fd00::4", "10.0.0.4"])
    >>> list(zip(hosts.labels, hosts.addresses))
    [('web00002d', '10.0.0.4'), ('web00002d', 'fd00::4')]
    >>> Hosts(["web00002D", "web00002E"], ["10.0.0.4"] * 2)
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: 10.0.0.4 is 'web00002d' and 'web00002e'
    """

    __slots__ = ("labels", "addresses", "instances", "left_out")

    labels: list[str]
    addresses: list[str]
    instances: list[ScaleSetVM | None] | None
    left_out: tuple[str, ...]

    def __init__(
        self,
        names: Sequence[str],
        addresses: Sequence[str],
        instances: Sequence[ScaleSetVM | None] | None = None,
        left_out: Iterable[str] = (),
    ) -> None:
        if len(names) != len(addresses):
            got = f"{len(addresses)} for {len(names)}"
            raise ValueError(f"expected an address for each name, got {got}")
        self.labels, self.addresses = _labels(names), _addresses(addresses)
        if instances is None:
            self._sort()
        self.instances = None if instances is None else list(instances)
        self.left_out = tuple(left_out)
        problems = list(self._contradictions())
        if not self.labels:
            problems = ["expected a host with an address, got none"]
        _refuse(problems)

    @classmethod
    def of(cls, inventory: Inventory, *, every_interface: bool = False) -> Hosts:
        """Return the hosts of *inventory*, whose network interfaces have joined.

        The first address of each kind of the primary interface is the host's; with
        *every_interface*, the others have names of their own, ``{host}-nic2`` and so on.
        """
        names: list[str] = []
        addresses: list[str] = []
        instances: list[ScaleSetVM | None] = []
        left_out = []
        for vm in inventory:
            found = list(_of_vm(vm, every_interface))
            if vm.computer_name is None or not found:
                what = "no computer name" if vm.computer_name is None else "no address"
                left_out.append(f"{shown(vm.name or vm.path)} has {what}")
                continue
            for name, address in found:
                names.append(name)
                addresses.append(address)
                instances.append(vm)
        return cls(names, addresses, instances, left_out)

    def __len__(self) -> int:
        return len(self.labels)

    def _sort(self) -> None:
        """Sort by prefix and instance ID: the digits of base 36 sort as they count."""
        labels, addresses = self.labels, self.addresses
        if labels == sorted(labels) and len(set(labels)) == len(labels):
            return  # As mostly, and in a tenth of the time.
        order = sorted(range(len(labels)), key=lambda at: (labels[at], ":" in addresses[at]))
        self.labels = [labels[at] for at in order]
        self.addresses = [addresses[at] for at in order]

    def _contradictions(self) -> Iterator[str]:
        """Yield what cannot be: sets tell quickly that there is nothing, as mostly."""
        count = len(self.labels)
        if len(set(self.addresses)) == count:
            if len(set(self.labels)) == count:
                return
            if len(set(zip(self.labels, map(_is_6, self.addresses), strict=True))) == count:
                return
        owners: dict[str, str] = {}
        known: dict[tuple[str, bool], str] = {}
        for label, address in zip(self.labels, self.addresses, strict=True):
            if owners.setdefault(address, label) != label:
                yield f"{address} is {shown(owners[address])} and {shown(label)}"
            first = known.setdefault((label, ":" in address), address)
            if first != address:
                yield f"{shown(label)} is {first} and {address}"


def _is_6(address: str) -> bool:
    return ":" in address


def _of_vm(vm: ScaleSetVM, every_interface: bool) -> Iterator[tuple[str, str]]:
    """Yield names and addresses of *vm*: of each interface the first of a kind."""
    name = vm.computer_name or ""
    ordered = sorted(vm.interfaces, key=lambda one: one.primary is not True)
    listed = [one.private_addresses for one in ordered] or [vm.private_addresses]
    for number, addresses in enumerate(listed if every_interface else listed[:1], 1):
        own = name if number == 1 else f"{name}-nic{number}"
        kinds: dict[bool, str] = {}
        for address in addresses:
            kinds.setdefault(":" in address, address)
        yield from ((own, address) for _, address in sorted(kinds.items()))


def _labels(names: Sequence[str]) -> list[str]:
    """Return *names* as labels, a million at once; NameFormatError with those that are none."""
    labels = [name.lower() for name in names]
    blob = "\n".join(labels).encode("utf-8", "surrogatepass")
    # All of check_host, over all names: what is wrong anywhere is then looked for.
    # (Lower case of the Kelvin sign is a k.)
    whole = "".join(names).isascii() and not blob.translate(None, _LETTERS)
    whole = whole and b"\n\n" not in b"\n%b\n" % blob
    whole = whole and b"\n-" not in b"\n" + blob and b"-\n" not in blob + b"\n"
    whole = whole and b"\nxn--" not in b"\n" + blob and b"\nlocalhost\n" not in b"\n%b\n" % blob
    whole = whole and blob.count(b"\n") == max(len(labels) - 1, 0)
    if not labels or (whole and max(map(len, labels)) <= _grammar.MAX_LABEL):
        return labels
    problems = []
    for name in names:
        try:
            check_host(name)
        except NameFormatError as error:
            problems.append(str(error))
    _refuse(problems)
    return labels


def _addresses(texts: Sequence[str]) -> list[str]:
    """Return *texts*, each in its one spelling; NameFormatError with what is no address."""
    try:
        packed = list(map(inet_pton, repeat(AF_INET), texts))
        if _ODD.isdisjoint(one[0] for one in packed):
            return list(map(inet_ntop, repeat(AF_INET), packed))
    except (OSError, ValueError):
        pass  # Others than IPv4, or none: which is found one by one.
    problems, found = [], []
    for text in texts:
        try:
            found.append(check_address(text))
        except NameFormatError as error:
            problems.append(str(error))
    _refuse(problems)
    return found


def _refuse(problems: list[str]) -> None:
    if problems:
        more = f"; and {len(problems) - _TOLD} more" if len(problems) > _TOLD else ""
        raise NameFormatError("; ".join(problems[:_TOLD]) + more)
