"""Hosts and their addresses, for name servers: checked as a whole, before anything is written.

The name comes from the instance ID, the address from its network interfaces, never one from
the other.
"""

from __future__ import annotations

from itertools import islice
from operator import lt

from .._kernels import backend
from ..errors import NameFormatError, shown, shown_kind
from ..names import grammar
from .hosts_csv import BLANKS, bad_rows, rows_of
from .validate import check_addresses, check_domain, check_hosts, packed_ipv4, plain_texts, refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..inventory.inventory import Inventory
    from ..models.vm import ScaleSetVM

NICS_CALL = (
    "az vmss nic list -g GROUP --vmss-name NAME; of a Flexible one, az network nic list -g GROUP"
)


class Hosts:
    """Hosts and their addresses, in order: what the writers write.

    *labels* are host names, in lower case, *addresses* one for each: a host with IPv4 and IPv6
    stands there twice.  They are sorted by label, IPv4 first; with *instances*, a VM for each,
    they stay in the order they are given in, those of one host together.  *left_out* says what
    has no address.

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
        elif not ordered:
            first: dict[str, int] = {}
            for at, label in enumerate(self.labels):
                first.setdefault(label, at)
            self._take(sorted(range(len(self.labels)), key=lambda at: first[self.labels[at]]))

    @classmethod
    def of(cls, inventory: Inventory, *, every_interface: bool = False) -> Hosts:
        """Return the hosts of *inventory*, whose network interfaces have joined.

        The first address of each kind of the primary interface is the host's; with
        *every_interface*, the others have names of their own, ``{host}-nic2`` and so on.  Where
        no interface has joined, the one address is taken that the row, or the node, says.
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
                first = owners.setdefault(grammar.fold(name), vm)
                if first is not vm:
                    other = shown(first.name or first.path)
                    problems.append(f"{shown(name)} is {other} and {whose}")
                names.append(name)
                addresses.append(address)
                instances.append(vm)
        refuse(problems)
        if left_out and not any(vm.interfaces or vm.private_addresses for vm in inventory):
            whose = f"the {len(left_out)} instances" if len(left_out) > 1 else "the instance"
            raise NameFormatError(f"expected network interfaces of {whose}, got none: {NICS_CALL}")
        if not names:
            _refuse_all(left_out)
        return cls(names, addresses, instances, left_out)

    @classmethod
    def parse(cls, text: str) -> Hosts:
        r"""Return the hosts of CSV or TSV: a name and an address a line, or with a head.

        Under a head, columns may stand in any order among others, as in what ``vmssnames
        inventory -o csv`` writes; an IPv4 and an IPv6 address have a comma between them, and who
        has none is left out.

        >>> Hosts.parse("address,host\n10.0.0.4,web00002D\n").labels
        ['web00002d']
        """
        if not isinstance(text, str):
            raise TypeError(f"expected a str, got {shown_kind(type(text))}")
        names: list[str] = []
        addresses: list[str] = []
        left_out = []
        for line, name, several in rows_of(text):
            if not several:
                left_out.append(f"line {line}: {shown(name)} has no address")
                continue
            for address in several.split(",") if "," in several else (several,):
                names.append(name)
                addresses.append(address.strip(BLANKS))
        if not names:
            _refuse_all(left_out)
        try:
            return cls(names, addresses, None, left_out)
        except NameFormatError:
            refuse(list(bad_rows(text)))
            raise

    def __repr__(self) -> str:
        count = f"{len(self)} address{'es' if len(self) > 1 else ''}"
        return f"<Hosts: {count}, from {self.labels[0]} to {self.labels[-1]}>"

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
            drop_overlaps = len(set(self.addresses)) == count
        else:
            drop_overlaps = backend.kernels.distinct_addresses(self.packed_ipv4)
        if drop_overlaps and (
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
    if not vm.interfaces:
        several = _first_of_kinds(vm.private_addresses)
        if len(several) < len(vm.private_addresses):
            return (
                [],
                f"{len(vm.private_addresses)} addresses, and no interface to say which is its",
            )
        return [(name, address) for address in several], "" if several else "no address"
    primary = sum(one.primary is True for one in vm.interfaces)
    if len(vm.interfaces) > 1 and primary != 1:
        return [], f"{len(vm.interfaces)} network interfaces, {primary} of them primary"
    ordered = sorted(vm.interfaces, key=lambda one: (one.primary is not True, one.id or ""))
    found = []
    for number, interface in enumerate(ordered if every_interface else ordered[:1], 1):
        own = name if number == 1 else f"{name}-nic{number}"
        found += [(own, address) for address in _first_of_kinds(interface.private_addresses)]
    return found, "" if found else "no address"


def _first_of_kinds(addresses: Iterable[str]) -> list[str]:
    """Return the first IPv4 and the first IPv6 address."""
    kinds: dict[bool, str] = {}
    for address in addresses:
        kinds.setdefault(_is_6(address), address)
    return [address for _, address in sorted(kinds.items())]
