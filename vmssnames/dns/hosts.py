"""Hosts and their addresses, checked as a whole before a name server sees any of them.

The host name comes from the instance ID and the address from the network interfaces. Neither is
ever derived from the other.
"""

from __future__ import annotations

from itertools import islice
from operator import lt

from .._kernels import backend
from ..errors import NameFormatError, shown, shown_kind
from ..models.related import told_apart
from ..names import grammar
from .hosts_csv import SPACES, bad_rows, rows_of, without_domain
from .validate import (
    check_address,
    check_addresses,
    check_domain,
    check_host,
    check_hosts,
    packed_ipv4,
    plain_texts,
    raise_problems,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..inventory.inventory import Inventory
    from ..models.vm import ScaleSetVM

NICS_CALL = "az vmss nic list -g GROUP --vmss-name NAME"
LONE_NICS_CALL = "az network nic list -g GROUP"


# Addresses that a hosts file has for the machine itself, and of groups.
_LOCAL = ("127.", "::1", "fe00::", "ff00::", "ff02::", "255.255.255.255")


class Hosts:
    """A table of hosts and their addresses, which the writers turn into files.

    *labels* are host names in lower case, and *addresses* has one address for each label; a host
    with an IPv4 and an IPv6 address has two entries.  Entries are sorted by label, IPv4 first.
    With *instances*, one VM for each entry, they keep the order given, except that entries of one
    host are adjacent.  *left_out* has a message for each VM without an address.

    Raises NameFormatError for an invalid name or address, for a name with two addresses of one
    protocol, for an address with two names, and if there is no host.

    >>> hosts = Hosts(["web00002D", "web00002D"], ["fd00::4", "10.0.0.4"])
    >>> list(zip(hosts.labels, hosts.addresses))
    [('web00002d', '10.0.0.4'), ('web00002d', 'fd00::4')]
    >>> Hosts(["web00002D", "web00002E"], ["10.0.0.4"] * 2)
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: 10.0.0.4 is the address of 'web00002d' and of 'web00002e'
    """

    __slots__ = ("labels", "addresses", "instances", "left_out", "packed_ipv4")

    labels: list[str]
    addresses: list[str]
    instances: list[ScaleSetVM] | None
    left_out: tuple[str, ...]
    packed_ipv4: bytes | None  # all addresses, or None if one is IPv6

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
        self._remove_duplicates(ordered)
        if instances is None and not ordered:
            self._sort()
        elif not ordered:
            first: dict[str, int] = {}
            for at, label in enumerate(self.labels):
                first.setdefault(label, at)
            self._reorder(sorted(range(len(self.labels)), key=lambda at: first[self.labels[at]]))

    @classmethod
    def of(cls, inventory: Inventory, *, every_interface: bool = False) -> Hosts:
        """Return the hosts of *inventory*, which needs the network interfaces of its VMs.

        A host has the first IPv4 and the first IPv6 address of its primary interface.  With
        *every_interface*, further interfaces become hosts ``{host}-nic2`` and so on.  A VM
        without interfaces has the single address of its row or of its Kubernetes node.
        Raises NameFormatError, as the class does, and if no VM has an address.
        """
        names: list[str] = []
        addresses: list[str] = []
        instances: list[ScaleSetVM] = []
        owners: dict[str, ScaleSetVM] = {}
        problems, left_out = [], []
        for vm in inventory:
            vm_name = shown(vm.name or vm.path)
            found, reason = _vm_hosts(vm, every_interface)
            if reason:
                left_out.append(f"{vm_name} has {reason}")
            for name, address in found:
                first = owners.setdefault(grammar.fold(name), vm)
                if first is not vm:
                    other, own = told_apart(first, vm)
                    problems.append(f"{shown(name)} is the name of {other} and of {own}")
                names.append(name)
                addresses.append(address)
                instances.append(vm)
        raise_problems(list(dict.fromkeys(problems)))
        if left_out and not any(vm.interfaces or vm.private_addresses for vm in inventory):
            those = f"the {len(left_out)} instances" if len(left_out) > 1 else "the instance"
            are_uniform = any(vm.instance_id is not None for vm in inventory)
            call = NICS_CALL if are_uniform else LONE_NICS_CALL
            raise NameFormatError(f"no network interfaces for {those}: also pass {call}")
        if not names:
            _raise_all_left_out(left_out)
        try:
            return cls(names, addresses, instances, left_out)
        except NameFormatError:
            raise_problems(list(_bad_hosts(names, addresses, instances)))
            raise

    @classmethod
    def parse(cls, text: str, *, domain: str | None = None) -> Hosts:
        r"""Return the hosts in CSV or TSV: rows of a name and an address, or a header row first.

        With a header row the two columns may be anywhere among others, as in the output of
        ``vmssnames inventory -o csv``.  A cell may have an IPv4 and an IPv6 address, with a comma
        between them.  Also reads hosts files (an address, then names), and tables with spaces
        between their columns, such as those of kubectl.  Names may be in *domain*.  Rows without
        an address, and loopback addresses of hosts files, are listed in ``left_out``.  Raises
        NameFormatError, with line numbers.

        >>> Hosts.parse("address,host\n10.0.0.4,web00002D\n").labels
        ['web00002d']
        """
        if not isinstance(text, str):
            raise TypeError(f"expected a str, got {shown_kind(type(text))}")
        names: list[str] = []
        addresses: list[str] = []
        left_out = []
        own = "" if domain is None else check_domain(domain)
        for line, name, several in rows_of(text, own):
            if not several:
                left_out.append(f"line {line}: {shown(name)} has no address")
                continue
            if several.startswith(_LOCAL):
                left_out.append(f"line {line}: {shown(name)} is at {shown(several)[1:-1]}, its own")
                continue
            name = without_domain(name, own)
            for address in several.split(",") if "," in several else (several,):
                names.append(name)
                addresses.append(address.strip(SPACES))
        if not names:
            _raise_all_left_out(left_out)
        try:
            return cls(names, addresses, None, left_out)
        except NameFormatError:
            raise_problems(list(bad_rows(text, own)))
            raise

    def __repr__(self) -> str:
        count = f"{len(self)} address{'es' if len(self) > 1 else ''}"
        return f"<Hosts: {count}, from {self.labels[0]} to {self.labels[-1]}>"

    def __len__(self) -> int:
        return len(self.labels)

    def in_domain(self, domain: str) -> str:
        """Return *domain* in lower case; raise NameFormatError if a full name would be too long."""
        checked = check_domain(domain)
        check_domain(f"{max(self.labels, key=len)}.{checked}")
        return checked

    def _sort(self) -> None:
        """Sort by label, IPv4 first. Labels of one scale set are then in order of instance ID."""
        labels, addresses = self.labels, self.addresses
        order = sorted(range(len(labels)), key=lambda at: (labels[at], ":" in addresses[at]))
        self._reorder(order)

    def _remove_duplicates(self, ordered: bool) -> None:
        """Remove repeated entries; raise NameFormatError for contradictory ones."""
        count = len(self.labels)
        # Usually every entry is distinct, and these checks say so quickly.
        if self.packed_ipv4 is None:
            are_distinct = len(set(self.addresses)) == count
        else:
            are_distinct = backend.kernels.distinct_addresses(self.packed_ipv4)
        if are_distinct and (
            ordered
            or len(set(self.labels)) == count
            or len(set(zip(self.labels, map(_is_ipv6, self.addresses), strict=True))) == count
        ):
            return
        owners: dict[str, str] = {}
        known: dict[tuple[str, bool], str] = {}
        problems, new = [], []
        for at, (label, address) in enumerate(zip(self.labels, self.addresses, strict=True)):
            if address not in owners:
                new.append(at)
            if owners.setdefault(address, label) != label:
                both = f"{shown(owners[address])} and of {shown(label)}"
                problems.append(f"{address} is the address of {both}")
            first = known.setdefault((label, ":" in address), address)
            if first != address:
                problems.append(f"{shown(label)} has the addresses {first} and {address}")
        raise_problems(problems)
        self._reorder(new)

    def _reorder(self, order: list[int]) -> None:
        self.labels = [self.labels[at] for at in order]
        self.addresses = [self.addresses[at] for at in order]
        self.packed_ipv4 = packed_ipv4(self.addresses)
        if self.instances is not None:
            self.instances = [self.instances[at] for at in order]


def _raise_all_left_out(left_out: list[str]) -> None:
    """Raise NameFormatError with the reasons in *left_out*, if there are any."""
    if left_out:
        raise_problems([f"expected a host with an address: {left_out[0]}", *left_out[1:]])


def _bad_hosts(
    names: list[str], addresses: list[str], instances: list[ScaleSetVM]
) -> Iterator[str]:
    """Yield a message for each host of a VM that is invalid on its own."""
    for name, address, vm in zip(names, addresses, instances, strict=True):
        for check, text in ((check_host, name), (check_address, address)):
            try:
                check(text)
            except NameFormatError as error:
                yield f"{shown(vm.name or vm.path)}: {error}"


def _is_sorted(labels: list[str]) -> bool:
    return all(map(lt, labels, islice(labels, 1, None)))


def _is_ipv6(address: str) -> bool:
    return ":" in address


def _vm_hosts(vm: ScaleSetVM, every_interface: bool) -> tuple[list[tuple[str, str]], str]:
    """Return the names and addresses of *vm*, and the reason if there are none."""
    name = vm.computer_name
    if name is None:
        return [], "no computer name"
    if not vm.interfaces:
        several = _first_of_each(vm.private_addresses)
        if (count := len(vm.private_addresses)) > len(several):
            call = NICS_CALL if vm.instance_id is not None else LONE_NICS_CALL
            return (
                [],
                f"{count} addresses, but no interface marks the primary one: also pass {call}",
            )
        return [(name, address) for address in several], "" if several else "no address"
    primary = sum(one.primary is True for one in vm.interfaces)
    if len(vm.interfaces) > 1 and primary != 1:
        return [], f"{len(vm.interfaces)} network interfaces, {primary} of them primary"
    ordered = sorted(vm.interfaces, key=lambda one: (one.primary is not True, one.id or ""))
    found = []
    for number, interface in enumerate(ordered if every_interface else ordered[:1], 1):
        own = name if number == 1 else f"{name}-nic{number}"
        found += [(own, address) for address in _first_of_each(interface.private_addresses)]
    return found, "" if found else "no address"


def _first_of_each(addresses: Iterable[str]) -> list[str]:
    """Return the first IPv4 and the first IPv6 address."""
    kinds: dict[bool, str] = {}
    for address in addresses:
        kinds.setdefault(_is_ipv6(address), address)
    return [address for _, address in sorted(kinds.items())]
