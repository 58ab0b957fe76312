"""Reads the hosts for hosts files, zones and tables: from lists, CSV, or IDs and addresses."""

from __future__ import annotations

from ...bulk import encode_computer_names
from ...dns.hosts import Hosts
from ...dns.hosts_csv import SPACES
from ...dns.validate import check_address, check_addresses, check_domain
from ...errors import InventoryFormatError, NameFormatError, shown
from ...inventory.documents import decoded
from ...inventory.inventory import Inventory
from ...names.ids import parse_instance_id
from ..errors import CommandError, warn_many
from .inventories import InputFile, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..options import HostOptions, ListOptions

# The largest number of IDs in --ids.
_MAX_IDS = 10_000_000


def read_hosts(options: HostOptions) -> Hosts:
    """Return the hosts that *options* name; raise CommandError."""
    try:
        hosts = _read_hosts(options)
    except NameFormatError as error:
        raise CommandError(str(error)) from None
    if options.strict and hosts.left_out:
        raise CommandError(f"--strict: {hosts.left_out[0]}; {len(hosts.left_out)} in all")
    warn_many([f"skipped: {one}" for one in hosts.left_out], "more skipped")
    _check_networks(hosts, options.network)
    return hosts


def _read_hosts(options: HostOptions) -> Hosts:
    lists = [*options.files, *options.inventory, *options.nics]
    if options.addresses is None:
        if options.prefix is not None or options.ids is not None:
            raise CommandError("--prefix and --ids need --addresses FILE, with one address per ID")
        listed = read_inventory(lists)
        return Hosts.of(listed, every_interface=options.every_interface)
    if lists or options.every_interface:
        raise CommandError("--addresses does not work with lists of instances")
    ids, path = parse_ids(options), options.addresses
    if options.domain is not None:
        try:
            check_domain(options.domain)
        except NameFormatError as error:
            raise CommandError(f"--domain: {error}") from None
    if ids is None:
        try:
            return Hosts.parse(_text(path), domain=options.domain)
        except NameFormatError as error:
            raise CommandError(f"--addresses {shown(path, 400)}: {error}") from None
    return Hosts(_names(options.prefix or "", ids), _addresses(path, sum(map(len, ids))))


def _addresses(path: str, count: int) -> list[str]:
    """Return *count* addresses, one per line; raise CommandError."""
    name = f"--addresses {shown(path, 400)}"
    found = [line.strip(SPACES) for line in _text(path).split("\n")]
    if not found[-1]:
        found.pop()
    if len(found) != count:
        raise CommandError(
            f"{name}: with --ids, expected {count} lines, each with one address, got {len(found)}"
        )
    try:
        check_addresses(found)
    except NameFormatError:
        for number, text in enumerate(found, 1):
            try:
                check_address(text)
            except NameFormatError as error:
                raise CommandError(f"{name}: line {number}: {error}") from None
    return found


def read_inventory(lists: list[str]) -> Inventory:
    """Return the inventory in *lists*, by default standard input; raise CommandError."""
    # An incomplete list would remove the other hosts from the table.
    listed = load(lists or ["-"], whole=True)
    if not len(listed):
        raise CommandError("the input has no instances: expected az vmss list-instances")
    return listed


def parse_ids(options: ListOptions) -> list[range] | None:
    """Return the IDs in --ids, which needs --prefix; None without both."""
    if options.prefix is None and options.ids is None:
        return None
    if options.prefix is None or options.ids is None:
        raise CommandError("--prefix and --ids need each other: pass both")
    found = [_range(part.strip()) for part in options.ids.split(",")]
    if sum(map(len, found)) > _MAX_IDS:
        raise CommandError(f"--ids: expected up to {_MAX_IDS} IDs, got {sum(map(len, found))}")
    last = -1
    for each in sorted(found, key=lambda each: each.start):
        if each.start <= last:
            raise CommandError(f"--ids: {each.start} is listed twice")
        last = each[-1]
    return found


def _range(part: str) -> range:
    first, dash, last = part.partition("-")
    try:
        low = parse_instance_id(first)
        high = parse_instance_id(last) if dash else low
    except ValueError:
        raise CommandError(f"--ids: expected IDs such as 0-99,120, got {shown(part)}") from None
    if high < low:
        raise CommandError(f"--ids: expected the lower ID first, got {shown(part)}")
    return range(low, high + 1)


def _names(prefix: str, ids: list[range]) -> list[str]:
    """Return the computer names of *ids*; raise CommandError."""
    try:
        return [name for each in ids for name in encode_computer_names(prefix, each, lower=True)]
    except NameFormatError as error:
        raise CommandError(f"--prefix: {error}") from None


def _text(path: str) -> str:
    content = InputFile(path)
    try:
        # Spreadsheets and PowerShell also write UTF-16.
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
        hint = "expected a network such as 10.0.0.0/16"
        raise CommandError(f"--network: {error}: {hint}") from None
    outside = []
    for label, text in zip(hosts.labels, hosts.addresses, strict=True):
        address = ip_address(text)
        if not any(address in network for network in networks):
            outside.append(f"{label} is {text}")
    if outside:
        more = f"; {len(outside)} addresses in all" if len(outside) > 1 else ""
        raise CommandError(f"--network: {outside[0]}, outside {', '.join(texts)}{more}")
