"""``vmssnames zone``: zones and reverse zones of instances."""

from __future__ import annotations

import os

from ...dns.hosts import Hosts
from ...dns.reverse import IPV4_SPLITS, split_of
from ...dns.validate import check_domain
from ...dns.writers import (
    AZURE_RECORD_SETS,
    Zone,
    azure_zones,
    delegations,
    reverse_zones,
    unbound_lines,
    zone_lines,
)
from ...errors import shown
from ..inputs.hosts import add_addresses, add_inputs, hosts_of
from ..outputs.managed import ManagedFile, add_targets, check_targets, date_serial, update_files
from ..outputs.rows import help_formatter
from ..streams import CommandError, warn, warn_many, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

MARK = b"; vmssnames zone: made anew each time, what is changed here is lost\n"
AZURE_MARK = MARK.replace(b"zone:", b"zone -o azure:")
UNBOUND_MARK = MARK.replace(b";", b"#")
# What Azure's own zones have, which the import puts there again.
AZURE_NS = "azureprivatedns.net"
END, DELEGATION = ".zone", ".delegation"

DESCRIPTION = """\
Writes a zone that BIND, NSD, Knot and CoreDNS load, or with --reverse the zones that give
addresses their names: names from lists of instances, addresses from their network
interfaces.  Nothing is asked of Azure.
"""

EPILOG = """\
A run makes the whole zone: give the lists of all its scale sets at once.  A folder for
--reverse must be there.

The serial is the date's, as 2026112300, or the one after what the file has; a file that
only its serial tells apart stays as it is.

examples:
  vmssnames zone web.json nics.json --domain vm.example.net --ns ns1.example.net
  vmssnames zone web.json nics.json --domain vm.example.net --ns ns1.vm.example.net=10.0.0.2 \\
    --write /etc/bind/vm.example.net.zone && rndc reload vm.example.net
  vmssnames zone web.json nics.json --domain vm.example.net --ns ns1.example.net \\
    --reverse --write /etc/bind/reverse
  vmssnames zone --addresses hosts.csv --domain vm.example.net -o unbound

exit status: 0, all well; 1, --check found that a file would change; 2, something could not
be read, or is refused: then nothing is written
"""


def add_parser(commands: Any) -> None:
    """Add ``zone`` to the *commands* of argparse."""
    parser = commands.add_parser(
        "zone",
        help="write zones and reverse zones for name servers, from lists of instances",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=help_formatter,
        allow_abbrev=False,
    )
    add_addresses(add_inputs(parser))
    _add_zone(parser)
    add_targets(parser, "PATH")
    parser.set_defaults(run=run)


def _add_zone(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("the zone")
    group.add_argument("--domain", required=True, help="what stands behind each host name")
    group.add_argument(
        "--ns",
        action="append",
        default=[],
        metavar="NAME[=ADDRESS]",
        help="a name server; its address if it is in the zone itself; several",
    )
    group.add_argument(
        "--soa-mail", metavar="MAIL", help="who answers for it; default: hostmaster@DOMAIN"
    )
    group.add_argument("--serial", type=_number, metavar="N", help="default: from the date")
    group.add_argument("--ttl", type=_number, default=300, metavar="SECONDS", help="default: 300")
    group.add_argument("--txt", action="store_true", help="TXT: VM name and instance ID")
    group.add_argument(
        "--cname", action="store_true", help="CNAME: VM names too, with - for _: web-85"
    )
    group.add_argument(
        "-o",
        "--output",
        choices=("zone", "unbound", "azure"),
        default="zone",
        help="unbound: local-data to include; azure: for az network private-dns zone import",
    )
    group.add_argument(
        "--reverse",
        action="store_true",
        help=f"the reverse zones instead: --write names their folder, each is NAME{END}",
    )
    group.add_argument(
        "--split",
        type=_number,
        default=24,
        metavar="N",
        help="of IPv4 reverse zones: 8, 16, 24, or 25 to 31 as in RFC 2317, with what "
        "the /24 must hold in NAME.delegation; default: 24",
    )
    group.add_argument(
        "--split6",
        type=_number,
        default=64,
        metavar="N",
        help="of IPv6 reverse zones: a multiple of 4 of 16 to 124; default: 64",
    )


def _number(text: str) -> int:
    """Return *text*, a number in ASCII, as an int."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(f"expected a number of 32 bits, got {text[:64]!a}")
    return int(text)


def run(options: Namespace) -> int:
    """Write what *options* say; return the exit status."""
    check_targets(options)
    _check(options)
    hosts = hosts_of(options)
    try:
        tables = _reverse(options, hosts) if options.reverse else _forward(options, hosts)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if options.write is None:
        if len(tables) > 1:
            names = ", ".join(list(tables)[:3])
            raise CommandError(f"expected --write FOLDER for {len(tables)} files: {names}...")
        for table in tables.values():
            write_all(table.text())
        return 0
    if not options.reverse and len(tables) == 1 and not os.path.isdir(options.write):
        (table,) = tables.values()
        return update_files({options.write: table}, serial=options.serial, check=options.check)
    return _settle_folder(options, tables)


def _check(options: Namespace) -> None:
    """Raise CannotGoOn for options that do not go together."""
    if options.output != "zone":
        for name in ("reverse", "txt", "cname"):
            if getattr(options, name):
                raise CommandError(f"--{name}: expected no -o {options.output} beside it")
    if options.reverse and (options.txt or options.cname):
        raise CommandError("--reverse: expected no --txt and no --cname beside it")
    if not options.reverse and (options.split, options.split6) != (24, 64):
        raise CommandError("--split, --split6: expected --reverse with them")
    if options.output == "zone" and not options.ns:
        raise CommandError("expected --ns NAME, or NAME=ADDRESS in the zone: it has a name server")
    if options.output != "zone" and options.ns:
        raise CommandError(f"-o {options.output}: expected no --ns beside it")
    if options.output == "unbound" and (options.soa_mail or options.serial is not None):
        raise CommandError("-o unbound: expected no --soa-mail and no --serial beside it")
    if (options.txt or options.cname) and options.addresses is not None:
        raise CommandError("--txt, --cname: expected lists of Azure's, which have VM names")
    if options.split not in IPV4_SPLITS:
        raise CommandError(f"--split: expected 8, 16, 24 or 25 to 31, got {options.split}")


def _zone(options: Namespace) -> Zone:
    servers: dict[str, list[str]] = {}
    for text in options.ns or [AZURE_NS]:
        # One name with two addresses, as of IPv4 and IPv6, is given twice.
        name, equals, address = text.partition("=")
        servers.setdefault(check_domain(name), []).extend([address] if equals else [])
    serial = date_serial() if options.serial is None else options.serial
    return Zone(options.domain, servers, serial, options.ttl, options.soa_mail)


def _forward(options: Namespace, hosts: Hosts) -> dict[str, ManagedFile]:
    if options.output == "unbound":
        lines = unbound_lines(hosts, options.domain, options.ttl)
        return {"": ManagedFile(UNBOUND_MARK, lines)}
    zone = _zone(options)
    if options.output == "zone":
        lines = zone_lines(hosts, zone, txt=options.txt, cname=options.cname)
        return {"": ManagedFile(MARK, lines, serial=True)}
    files = azure_zones(hosts, zone)
    if len(files) > 1:
        warn(
            f"{len(hosts)} addresses, and an Azure private zone takes {AZURE_RECORD_SETS} and its "
            f"SOA record: {len(files)} files, each for a zone of its own"
        )
    return {
        f"{zone.domain}.{number}{END}": ManagedFile(AZURE_MARK, lines, serial=True)
        for number, lines in enumerate(files, 1)
    }


def _reverse(options: Namespace, hosts: Hosts) -> dict[str, ManagedFile]:
    zone = _zone(options)
    zones = reverse_zones(hosts, zone.domain, zone, ipv4=options.split, ipv6=options.split6)
    mark = _reverse_mark(zone.domain)
    tables = {
        f"{name}{END}": ManagedFile(mark, lines, serial=True) for name, lines in zones.items()
    }
    for parent, lines in delegations(list(zones), list(zone.ns)).items():
        tables[f"{parent}{DELEGATION}"] = ManagedFile(mark, lines)
    return tables


def _reverse_mark(domain: str) -> bytes:
    # Two domains may have addresses in one network: neither takes the other's names away.
    return MARK + f"; names in {domain}\n".encode()


def _settle_folder(options: Namespace, tables: dict[str, ManagedFile]) -> int:
    """Write or compare files in a folder; say which of those there are of no host any more."""
    folder = options.write
    try:
        there = os.listdir(folder)
    except OSError as error:
        what = "reverse zones" if options.reverse else f"{len(tables)} files"
        raise CommandError(
            f"{shown(folder, 400)}: {error.strerror}: expected a folder for {what}"
        ) from None
    placed = {os.path.join(folder, name): table for name, table in tables.items()}
    status = update_files(placed, serial=options.serial, check=options.check)
    left = [
        name
        for name in sorted(set(there) - set(tables))
        if _is_made(name, options) and _is_ours(os.path.join(folder, name), options)
    ]
    said = "is not made any more, and still there: take it out of the server, and remove it"
    paths = [shown(os.path.join(folder, name), 400) for name in left]
    warn_many([f"{path}: {said}" for path in paths], "files more that are not made any more")
    return 1 if options.check and left else status


def _is_made(name: str, options: Namespace) -> bool:
    """Return whether *name* is one that --reverse, or -o azure, gives to files."""
    zone = name.removesuffix(END).removesuffix(DELEGATION)
    if options.reverse:
        return zone != name and split_of(zone) is not None
    own, _, number = zone.rpartition(".")
    return own == check_domain(options.domain) and number.isdecimal()


def _is_ours(path: str, options: Namespace) -> bool:
    """Return whether the file *path* was made by these *options*, for other hosts."""
    mark = _reverse_mark(check_domain(options.domain)) if options.reverse else AZURE_MARK
    try:
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            return file.read(len(mark)) == mark
    except OSError:
        return False
