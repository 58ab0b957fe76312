"""What hosts, zones and tables are made from: lists of Azure's, CSV, or names and addresses."""

from __future__ import annotations

from .._grammar import MAX_INSTANCE_ID
from ..errors import NameFormatError, shown
from ..hosts import Hosts
from ..inventory import Inventory
from ..names import ComputerName
from .loading import Content, load
from .streams import CannotGoOn, complain, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _ArgumentGroup
    from collections.abc import Iterator

# Of those that are left out, so that there is room for the answer.
_TOLD = 10

NICS_CALL = "az vmss nic list -g GROUP --vmss-name NAME"


def add_inputs(parser: ArgumentParser) -> _ArgumentGroup:
    """Add the options that say what is read; return their group."""
    group = parser.add_argument_group("what is read")
    files = group.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="JSON of instances and of network interfaces, plain or compressed; default: "
        "standard input, also -",
    )
    listed = group.add_argument(
        "--inventory", action="append", default=[], metavar="FILE", help="the same, by its name"
    )
    listed.completes = files.completes = "files"  # type: ignore[attr-defined]
    group.add_argument("--prefix", metavar="PREFIX", help="names of it and of --ids")
    group.add_argument("--ids", metavar="IDS", help="instance IDs: 0-99,120")
    return group


def add_addresses(group: _ArgumentGroup) -> None:
    """Add the options that say where addresses are from."""
    nics = group.add_argument(
        "--nics", action="append", default=[], metavar="FILE", help=f"what {NICS_CALL} printed"
    )
    addresses = group.add_argument(
        "--addresses",
        metavar="FILE",
        help="CSV: a host name and its address a line; with --prefix and --ids an address a line",
    )
    nics.completes = addresses.completes = "files"  # type: ignore[attr-defined]
    group.add_argument(
        "--network",
        action="append",
        default=[],
        metavar="NET",
        help="refuse addresses outside of it, as 10.0.0.0/16; several: outside of all",
    )
    group.add_argument(
        "--every-interface",
        action="store_true",
        help="also {host}-nic2 and so on; default: the primary interface alone",
    )


def hosts_of(options: Namespace) -> Hosts:
    """Return the hosts that *options* name; CannotGoOn."""
    try:
        hosts = _hosts_of(options)
    except NameFormatError as error:
        raise CannotGoOn(str(error)) from None
    for message in hosts.left_out[:_TOLD]:
        complain(f"left out: {message}")
    if len(hosts.left_out) > _TOLD:
        complain(f"left out: {len(hosts.left_out) - _TOLD} more")
    _check_networks(hosts, options.network)
    return hosts


def _hosts_of(options: Namespace) -> Hosts:
    lists = [*options.files, *options.inventory, *options.nics]
    if options.addresses is None:
        if options.prefix is not None or options.ids is not None:
            raise CannotGoOn("--prefix, --ids: expected --addresses FILE, an address for each")
        listed = inventory_of(options, lists)
        if not any(vm.private_addresses for vm in listed):
            raise CannotGoOn(f"expected network interfaces, too: {NICS_CALL}")
        return Hosts.of(listed, every_interface=options.every_interface)
    if lists or options.every_interface:
        raise CannotGoOn("--addresses: expected no lists of Azure's beside it")
    text = _text(options.addresses)
    names = names_of(options)
    if names is None:
        return Hosts.parse(text)
    lines = text.removeprefix("\ufeff").splitlines()
    if len(lines) != len(names):
        raise CannotGoOn(
            f"--addresses: expected an address for each ID, got {len(lines)} for {len(names)}"
        )
    return Hosts(list(map(str, names)), [line.strip() for line in lines])


def inventory_of(options: Namespace, lists: list[str]) -> Inventory:
    """Return what is in *lists*, by default standard input, if it is all there is; CannotGoOn."""
    if lists.count("-") > 1:
        raise CannotGoOn("expected standard input once, got it several times")
    listed = load(lists or ["-"])
    if not listed.is_whole:
        # Half of a zone takes the other half of the hosts away.
        raise CannotGoOn("expected all pages of the list, whose nextLink was not followed")
    return listed


def names_of(options: Namespace) -> list[ComputerName] | None:
    """Return the names of --prefix and --ids; None without them."""
    if options.prefix is None and options.ids is None:
        return None
    if options.prefix is None or options.ids is None:
        raise CannotGoOn("expected --prefix and --ids together")
    try:
        return [ComputerName(options.prefix, number) for number in _ids(options.ids)]
    except NameFormatError as error:
        raise CannotGoOn(f"--prefix: {error}") from None


def _ids(text: str) -> Iterator[int]:
    seen: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        ends = [first, last if dash else first]
        if not all(end.isascii() and end.isdecimal() and len(end) <= 10 for end in ends):
            raise CannotGoOn(f"--ids: expected 0-99,120, got {printable(text)!a}")
        low, high = map(int, ends)
        if not low <= high <= MAX_INSTANCE_ID or high - low >= 10_000_000:
            raise CannotGoOn(
                f"--ids: expected up to ten million IDs of 0..{MAX_INSTANCE_ID}, got {part}"
            )
        for number in range(low, high + 1):
            if number in seen:
                raise CannotGoOn(f"--ids: {number} stands there twice")
            seen.add(number)
            yield number


def _text(path: str) -> str:
    content = Content(path)
    try:
        return content.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotGoOn(f"{shown(content.name, 400)}: expected CSV in UTF-8") from None


def _check_networks(hosts: Hosts, texts: list[str]) -> None:
    if not texts:
        return
    from ipaddress import ip_address, ip_network

    try:
        networks = [ip_network(text) for text in texts]
    except ValueError as error:
        raise CannotGoOn(f"--network: {printable(str(error))}") from None
    for label, address in zip(hosts.labels, hosts.addresses, strict=True):
        if not any(ip_address(address) in network for network in networks):
            raise CannotGoOn(f"--network: expected {label} in {', '.join(texts)}, got {address}")
