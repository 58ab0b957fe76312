"""What hosts, zones and tables are made from: lists of Azure's, CSV, or names and addresses."""

from __future__ import annotations

from ...bulk import encode_computer_names
from ...dns.hosts import Hosts
from ...dns.hosts_csv import BLANKS
from ...dns.validate import check_address, check_addresses
from ...errors import InventoryFormatError, NameFormatError, shown
from ...inventory.documents import decoded
from ...inventory.inventory import Inventory
from ...names.ids import parse_instance_id
from ..streams import CommandError, warn_many
from .inventories import InputFile, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _ArgumentGroup

# IDs that are asked for at once.
_MOST = 10_000_000


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
        "--nics", action="append", default=[], metavar="FILE", help="what az vmss nic list printed"
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
        "--strict", action="store_true", help="refuse all if an instance has no address"
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
        raise CommandError(str(error)) from None
    if options.strict and hosts.left_out:
        raise CommandError(f"--strict: {hosts.left_out[0]}, {len(hosts.left_out)} left out in all")
    warn_many([f"left out: {one}" for one in hosts.left_out], "more are left out")
    _check_networks(hosts, options.network)
    return hosts


def _hosts_of(options: Namespace) -> Hosts:
    lists = [*options.files, *options.inventory, *options.nics]
    if options.addresses is None:
        if options.prefix is not None or options.ids is not None:
            raise CommandError("--prefix, --ids: expected --addresses FILE, an address for each")
        listed = inventory_of(lists)
        return Hosts.of(listed, every_interface=options.every_interface)
    if lists or options.every_interface:
        raise CommandError("--addresses: expected no lists of Azure's beside it")
    ids = ids_of(options)
    if ids is None:
        try:
            return Hosts.parse(_text(options.addresses))
        except NameFormatError as error:
            raise CommandError(f"--addresses {shown(options.addresses, 400)}: {error}") from None
    return Hosts(names_of(options.prefix, ids), _addresses(options, sum(map(len, ids))))


def _addresses(options: Namespace, count: int) -> list[str]:
    """Return *count* addresses, one a line; CannotGoOn."""
    name = f"--addresses {shown(options.addresses, 400)}"
    found = [line.strip(BLANKS) for line in _text(options.addresses).split("\n")]
    if not found[-1]:
        found.pop()
    if len(found) != count:
        raise CommandError(f"{name}: expected an address for each ID, got {len(found)} for {count}")
    try:
        check_addresses(found)
    except NameFormatError:
        for number, text in enumerate(found, 1):
            try:
                check_address(text)
            except NameFormatError as error:
                raise CommandError(f"{name}: line {number}: {error}") from None
    return found


def inventory_of(lists: list[str]) -> Inventory:
    """Return what is in *lists*, by default standard input, if it is all there is; CannotGoOn."""
    # Half of a zone would take the other half of the hosts away.
    listed = load(lists or ["-"], whole=True)
    if not len(listed):
        raise CommandError("expected instances, got none")
    return listed


def ids_of(options: Namespace) -> list[range] | None:
    """Return the IDs of --ids, which come with --prefix; None without both."""
    if options.prefix is None and options.ids is None:
        return None
    if options.prefix is None or options.ids is None:
        raise CommandError("expected --prefix and --ids together")
    found = [_range(part.strip()) for part in options.ids.split(",")]
    if sum(map(len, found)) > _MOST:
        raise CommandError(f"--ids: expected up to {_MOST} IDs, got {sum(map(len, found))}")
    last = -1
    for each in sorted(found, key=lambda each: each.start):
        if each.start <= last:
            raise CommandError(f"--ids: {each.start} stands there twice")
        last = each[-1]
    return found


def _range(part: str) -> range:
    first, dash, last = part.partition("-")
    try:
        low = parse_instance_id(first)
        high = parse_instance_id(last) if dash else low
    except ValueError:
        raise CommandError(f"--ids: expected IDs as 0-99,120, got {shown(part)}") from None
    if high < low:
        raise CommandError(f"--ids: expected the lower ID first, got {shown(part)}")
    return range(low, high + 1)


def names_of(prefix: str, ids: list[range]) -> list[str]:
    """Return the computer names of *ids*; CannotGoOn."""
    try:
        return [name for each in ids for name in encode_computer_names(prefix, each, lower=True)]
    except NameFormatError as error:
        raise CommandError(f"--prefix: {error}") from None


def _text(path: str) -> str:
    content = InputFile(path)
    try:
        # Spreadsheets and PowerShell write UTF-16, too.
        return decoded(content.read()).removeprefix("\ufeff")
    except InventoryFormatError:
        raise CommandError(f"{shown(content.name, 400)}: expected CSV in UTF-8 or UTF-16") from None


def _check_networks(hosts: Hosts, texts: list[str]) -> None:
    if not texts:
        return
    from ipaddress import ip_address, ip_network

    try:
        networks = [ip_network(text) for text in texts]
    except ValueError as error:
        raise CommandError(f"--network: {error}") from None
    outside = []
    for label, text in zip(hosts.labels, hosts.addresses, strict=True):
        address = ip_address(text)
        if not any(address in network for network in networks):
            outside.append(f"{label} is {text}")
    if outside:
        more = f" and {len(outside) - 1} more" if len(outside) > 1 else ""
        raise CommandError(f"--network: expected all in {', '.join(texts)}: {outside[0]}{more}")
