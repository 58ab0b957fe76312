"""Hosts and their addresses, for name servers: checked as a whole, before anything is written.

The name comes from the instance ID, the address from its network interfaces, never one from
the other.
"""

from __future__ import annotations

import re
from itertools import chain, islice
from operator import lt

from . import _backend, _grammar
from ._host_checks import (
    check_address,
    check_addresses,
    check_domain,
    check_host,
    check_hosts,
    packed_ipv4,
    plain_texts,
    refuse,
)
from .errors import NameFormatError, shown, shown_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .inventory import Inventory
    from .scale_set_vms import ScaleSetVM

# How a head of CSV may call the two columns, best first.
_NAMES = ("computer_name", "computername", "host", "hostname", "host_name", "name")
_ADDRESSES = (
    *("address", "ip", "ip_address", "ipaddress", "private_address", "private_ip"),
    *("private_ip_address", "privateipaddress", "private_addresses"),
)

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_BLANKS = " \t\r"


class Hosts:
    """Hosts and their addresses, in order: what the writers write.

    *labels* are host names, in lower case, *addresses* one for each: a host with IPv4 and IPv6
    stands there twice.  They are sorted by label, IPv4 first; with *instances*, a VM for each,
    they stay in the order they are given in.  *left_out* says what has no address.

    Raises NameFormatError for all that no name server should be told: a bad name or address,
    one name with two addresses of a kind, one address of two names, no host at all.

    >>> hosts = Hosts(["web00002D", "web00002D"], ["fd00::4", "10.0.0.4"])
    >>> list(zip(hosts.labels, hosts.addresses))
    [('web00002d', '10.0.0.4'), ('web00002d', 'fd00::4')]
    >>> Hosts(["web00002D", "web00002E"], ["10.0.0.4"] * 2)
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: 10.0.0.4 is 'web00002d' and 'web00002e'
    """

    __slots__ = ("labels", "addresses", "instances", "left_out", "packed_ipv4")

    labels: list[str]
    addresses: list[str]
    instances: list[ScaleSetVM] | None
    left_out: tuple[str, ...]
    packed_ipv4: bytes | None  # all addresses, if they are

    def __init__(
        self,
        names: Iterable[str],
        addresses: Iterable[str],
        instances: Sequence[ScaleSetVM] | None = None,
        left_out: Iterable[str] = (),
    ) -> None:
        hosts, texts = plain_texts(names), plain_texts(addresses)
        if len(hosts) != len(texts):
            got = f"{len(texts)} for {len(hosts)}"
            raise NameFormatError(f"expected an address for each name, got {got}")
        self.left_out = tuple(left_out)
        if not hosts:
            raise NameFormatError("expected a host with an address, got none")
        self.labels = check_hosts(hosts)
        self.addresses, self.packed_ipv4 = check_addresses(texts)
        self.instances = None if instances is None else list(instances)
        if self.instances is not None and len(self.instances) != len(hosts):
            got = f"{len(self.instances)} for {len(hosts)}"
            raise NameFormatError(f"expected an instance for each name, got {got}")
        ordered = _is_sorted(self.labels)
        self._settle(ordered)
        if instances is None and not ordered:
            self._sort()

    @classmethod
    def of(cls, inventory: Inventory, *, every_interface: bool = False) -> Hosts:
        """Return the hosts of *inventory*, whose network interfaces have joined.

        The first address of each kind of the primary interface is the host's; with
        *every_interface*, the others have names of their own, ``{host}-nic2`` and so on.
        """
        names: list[str] = []
        addresses: list[str] = []
        instances: list[ScaleSetVM] = []
        owners: dict[str, ScaleSetVM] = {}
        problems, left_out = [], []
        for vm in inventory:
            whose = shown(vm.name or vm.path)
            found, reason = _of_vm(vm, every_interface)
            if reason:
                left_out.append(f"{whose} has {reason}")
            for name, address in found:
                first = owners.setdefault(_grammar.fold(name), vm)
                if first is not vm:
                    other = shown(first.name or first.path)
                    problems.append(f"{shown(name)} is {other} and {whose}")
                names.append(name)
                addresses.append(address)
                instances.append(vm)
        refuse(problems)
        if not names:
            _refuse_all(left_out)
        return cls(names, addresses, instances, left_out)

    @classmethod
    def parse(cls, text: str) -> Hosts:
        r"""Return the hosts of CSV or TSV: a name and an address a line, or with a head.

        Under a head, columns may stand in any order among others, as in what ``vmssnames
        inventory -o csv`` writes; several addresses have commas between them, and who has none
        is left out.

        >>> Hosts.parse("address,host\n10.0.0.4,web00002D\n").labels
        ['web00002d']
        """
        if not isinstance(text, str):
            raise TypeError(f"expected a str, got {shown_kind(type(text))}")
        names: list[str] = []
        addresses: list[str] = []
        left_out = []
        for line, name, several in _rows(text):
            if not several:
                left_out.append(f"line {line}: {shown(name)} has no address")
                continue
            for address in several.split(",") if "," in several else (several,):
                names.append(name)
                addresses.append(address.strip(_BLANKS))
        if not names:
            _refuse_all(left_out)
        try:
            return cls(names, addresses, None, left_out)
        except NameFormatError:
            refuse(list(_bad_rows(text)))
            raise

    def __repr__(self) -> str:
        return f"<Hosts: {len(self)} addresses, from {self.labels[0]} to {self.labels[-1]}>"

    def __len__(self) -> int:
        return len(self.labels)

    def in_domain(self, domain: str) -> str:
        """Return *domain*, checked, if all hosts have room in it; NameFormatError."""
        end = check_domain(domain)
        check_domain(f"{max(self.labels, key=len)}.{end}")
        return end

    def _sort(self) -> None:
        """Sort by label, which is by instance ID where prefixes are equal, IPv4 first."""
        labels, addresses = self.labels, self.addresses
        order = sorted(range(len(labels)), key=lambda at: (labels[at], ":" in addresses[at]))
        self._take(order)

    def _settle(self, ordered: bool) -> None:
        """Refuse what cannot be, take out what stands there twice."""
        count = len(self.labels)
        # What tells quickly that there is nothing, as mostly.
        if self.packed_ipv4 is None:
            apart = len(set(self.addresses)) == count
        else:
            apart = _backend.kernels.distinct_addresses(self.packed_ipv4)
        if apart and (
            ordered
            or len(set(self.labels)) == count
            or len(set(zip(self.labels, map(_is_6, self.addresses), strict=True))) == count
        ):
            return
        owners: dict[str, str] = {}
        known: dict[tuple[str, bool], str] = {}
        problems, new = [], []
        for at, (label, address) in enumerate(zip(self.labels, self.addresses, strict=True)):
            if address not in owners:
                new.append(at)
            if owners.setdefault(address, label) != label:
                problems.append(f"{address} is {shown(owners[address])} and {shown(label)}")
            first = known.setdefault((label, ":" in address), address)
            if first != address:
                problems.append(f"{shown(label)} is {first} and {address}")
        refuse(problems)
        self._take(new)

    def _take(self, order: list[int]) -> None:
        self.labels = [self.labels[at] for at in order]
        self.addresses = [self.addresses[at] for at in order]
        self.packed_ipv4 = packed_ipv4(self.addresses)
        if self.instances is not None:
            self.instances = [self.instances[at] for at in order]


def _refuse_all(left_out: list[str]) -> None:
    """Raise NameFormatError if all are left out."""
    if left_out:
        refuse([f"expected a host with an address: {left_out[0]}", *left_out[1:]])


def _is_sorted(labels: list[str]) -> bool:
    return all(map(lt, labels, islice(labels, 1, None)))


def _is_6(address: str) -> bool:
    return ":" in address


def _of_vm(vm: ScaleSetVM, every_interface: bool) -> tuple[list[tuple[str, str]], str]:
    """Return names and addresses of *vm*, of each interface the first of a kind; or why none."""
    name = vm.computer_name
    if name is None:
        return [], "no computer name"
    primary = sum(one.primary is True for one in vm.interfaces)
    if len(vm.interfaces) > 1 and primary != 1:
        return [], f"{len(vm.interfaces)} network interfaces, {primary} of them primary"
    ordered = sorted(vm.interfaces, key=lambda one: (one.primary is not True, one.id or ""))
    found = []
    for number, interface in enumerate(ordered if every_interface else ordered[:1], 1):
        own = name if number == 1 else f"{name}-nic{number}"
        kinds: dict[bool, str] = {}
        for address in interface.private_addresses:
            kinds.setdefault(":" in address, address)
        found += [(own, address) for _, address in sorted(kinds.items())]
    return found, "" if found else "no address"


def _bad_rows(text: str) -> Iterator[str]:
    """Yield what is wrong with single rows, and where."""
    for line, name, several in _rows(text):
        try:
            if several:
                check_host(name)
            for address in several.split(",") if several else ():
                check_address(address.strip(_BLANKS))
        except NameFormatError as error:
            head = " (a head would name its columns host and address)" if line == 1 else ""
            yield f"line {line}: {error}{head}"


def _rows(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, name and addresses of each row of CSV or TSV, as ``Hosts.parse`` reads it."""
    import csv

    # Line by line: io.StringIO would hold four bytes for each character.
    lines = (found[0] for found in _LINE.finditer(text, text.startswith("\ufeff")))
    first = next(lines, "")
    delimiter, between = ("\t", "tabs") if "\t" in first else (",", "commas")
    rows = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    name, address, width, begun = 0, 1, 2, False
    try:
        for row in rows:
            if not begun and row:
                begun = True
                head = _head(row)
                if head is not None:
                    (name, address), width = head, len(row)
                    continue
            if len(row) == width:
                host, several = row[name].strip(_BLANKS), row[address].strip(_BLANKS)
                # In lower case already, a million labels are not held twice.
                yield rows.line_num, host.lower() if host.isascii() else host, several
            elif row:
                cells = f"{width} cells with {between} between them, got {len(row)}"
                got = shown(",".join(row))
                raise NameFormatError(f"line {rows.line_num}: expected {cells}: {got}")
    except csv.Error as error:
        raise NameFormatError(f"line {rows.line_num}: expected CSV: {error}") from None


def _head(row: list[str]) -> tuple[int, int] | None:
    """Return where names and addresses are, if *row* is a head; NameFormatError."""
    cells = [cell.strip(_BLANKS).lower() for cell in row]
    named = [cells.index(one) for one in _NAMES if one in cells]
    addressed = [at for at, cell in enumerate(cells) if cell in _ADDRESSES]
    if not named or not addressed:
        return None
    if len(addressed) > 1:
        raise NameFormatError(f"line 1: expected one column of addresses, got {len(addressed)}")
    return named[0], addressed[0]
