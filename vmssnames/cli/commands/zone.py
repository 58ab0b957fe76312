"""``vmssnames zone``: writes zones and reverse zones of instances."""

from __future__ import annotations

import os

from ...dns.hosts import Hosts
from ...dns.reverse import IPV4_SPLITS, delegations, split_of
from ...dns.validate import check_domain
from ...dns.writers import AZURE_RECORD_SETS, azure_zones, reverse_zones, unbound_lines, zone_lines
from ...dns.zone import Zone
from ...errors import shown
from ..errors import CommandError, warn, warn_many
from ..inputs.hosts import read_hosts
from ..options import (
    HostOptions,
    WriteOptions,
    add_flag,
    add_hosts,
    add_list,
    add_output,
    add_value,
    add_write,
)
from ..outputs.managed import ManagedFile, date_serial, update_files, write_managed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

MARK = b"; vmssnames zone: made anew each time, what is changed here is lost\n"
AZURE_MARK = MARK.replace(b"zone:", b"zone -o azure:")
UNBOUND_MARK = MARK.replace(b";", b"#")
# The name server of Azure's zones, which the import writes again.
AZURE_NS = "azureprivatedns.net"
END, DELEGATION = ".zone", ".delegation"

SUMMARY = "write zones and reverse zones for name servers, from lists of instances"

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


class Options(HostOptions, WriteOptions):
    """The options of ``zone``."""

    domain: str
    ns: list[str]
    soa_mail: str | None
    serial: int | None
    ttl: int
    txt: bool
    cname: bool
    output: str
    reverse: bool
    split: int
    split6: int


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    add_hosts(parser)
    _add_zone(parser)
    add_write(parser, "PATH")


def _add_zone(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("the zone")
    group.add_argument("--domain", required=True, help="what stands behind each host name")
    server = "a name server; its address if it is in the zone itself; several"
    add_list(group, "--ns", "NAME[=ADDRESS]", server)
    add_value(group, "--soa-mail", "MAIL", "who answers for it; default: hostmaster@DOMAIN")
    add_value(group, "--serial", "N", "default: from the date", type=_number)
    add_value(group, "--ttl", "SECONDS", "default: 300", type=_number, default=300)
    add_flag(group, "--txt", "TXT: VM name and instance ID")
    add_flag(group, "--cname", "CNAME: VM names too, with - for _: web-85")
    formats = "unbound: local-data to include; azure: for az network private-dns zone import"
    add_output(group, ("zone", "unbound", "azure"), formats, default="zone")
    reverse = f"the reverse zones instead: --write names their folder, each is NAME{END}"
    add_flag(group, "--reverse", reverse)
    split = "of IPv4 reverse zones: 8, 16, 24, or 25 to 31 as in RFC 2317, with what the /24 must "
    split += "hold in NAME.delegation; default: 24"
    add_value(group, "--split", "N", split, type=_number, default=24)
    split6 = "of IPv6 reverse zones: a multiple of 4 of 16 to 124; default: 64"
    add_value(group, "--split6", "N", split6, type=_number, default=64)


def _number(text: str) -> int:
    """Return *text*, ASCII digits, as an int."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        from argparse import ArgumentTypeError

        raise ArgumentTypeError(f"expected a number of 32 bits, got {text[:64]!a}")
    return int(text)


def run(options: Options) -> int:
    """Write what *options* say; return the exit status."""
    options.check_write()
    _check(options)
    hosts = read_hosts(options)
    try:
        files = _reverse(options, hosts) if options.reverse else _forward(options, hosts)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if len(files) > 1 and options.write is None:
        names = ", ".join(list(files)[:3])
        raise CommandError(f"expected --write FOLDER for {len(files)} files: {names}...")
    is_directory = options.reverse or len(files) > 1 or os.path.isdir(options.write or "")
    if options.write is not None and is_directory:
        return _update_directory(options, files)
    (file,) = files.values()
    return write_managed(file, options, serial=options.serial)


def _check(options: Options) -> None:
    """Raise CommandError for options that exclude each other."""
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


def _zone(options: Options) -> Zone:
    servers: dict[str, list[str]] = {}
    for text in options.ns or [AZURE_NS]:
        # A name with two addresses, IPv4 and IPv6, is given twice.
        name, equals, address = text.partition("=")
        servers.setdefault(check_domain(name), []).extend([address] if equals else [])
    serial = date_serial() if options.serial is None else options.serial
    return Zone(options.domain, servers, serial, options.ttl, options.soa_mail)


def _forward(options: Options, hosts: Hosts) -> dict[str, ManagedFile]:
    if options.output == "unbound":
        lines = unbound_lines(hosts, options.domain, options.ttl)
        return {"": ManagedFile(UNBOUND_MARK, lines)}
    zone = _zone(options)
    if options.output == "zone":
        lines = zone_lines(hosts, zone, txt=options.txt, cname=options.cname)
        return {"": ManagedFile(MARK, lines, serial=True)}
    zones = azure_zones(hosts, zone)
    if len(zones) > 1:
        warn(
            f"{len(hosts)} addresses, and an Azure private zone takes {AZURE_RECORD_SETS} and its "
            f"SOA record: {len(zones)} files, each for a zone of its own"
        )
    return {
        f"{zone.domain}.{number}{END}": ManagedFile(AZURE_MARK, lines, serial=True)
        for number, lines in enumerate(zones, 1)
    }


def _reverse(options: Options, hosts: Hosts) -> dict[str, ManagedFile]:
    zone = _zone(options)
    zones = reverse_zones(hosts, zone.domain, zone, ipv4=options.split, ipv6=options.split6)
    mark = _reverse_mark(zone.domain)
    files = {f"{name}{END}": ManagedFile(mark, lines, serial=True) for name, lines in zones.items()}
    for parent, lines in delegations(list(zones), list(zone.ns)).items():
        files[f"{parent}{DELEGATION}"] = ManagedFile(mark, lines)
    return files


def _reverse_mark(domain: str) -> bytes:
    # Two domains may have addresses in one network: neither may remove the other's names.
    return MARK + f"; names in {domain}\n".encode()


def _update_directory(options: Options, files: dict[str, ManagedFile]) -> int:
    """Write or compare files in a directory; warn of files whose hosts are gone."""
    directory = options.write or ""
    try:
        present = os.listdir(directory)
    except OSError as error:
        what = "reverse zones" if options.reverse else f"{len(files)} files"
        raise CommandError(
            f"{shown(directory, 400)}: {error.strerror}: expected a folder for {what}"
        ) from None
    paths = {os.path.join(directory, name): file for name, file in files.items()}
    status = update_files(paths, serial=options.serial, check=options.check)
    left = [
        name
        for name in sorted(set(present) - set(files))
        if _is_generated_name(name, options) and _is_ours(os.path.join(directory, name), options)
    ]
    message = "is not made any more, and still there: take it out of the server, and remove it"
    names = [shown(os.path.join(directory, name), 400) for name in left]
    warn_many([f"{path}: {message}" for path in names], "files more that are not made any more")
    return 1 if options.check and left else status


def _is_generated_name(name: str, options: Options) -> bool:
    """Return whether *name* is the name of a file of --reverse, or of -o azure."""
    zone = name.removesuffix(END).removesuffix(DELEGATION)
    if options.reverse:
        return zone != name and split_of(zone) is not None
    own, _, number = zone.rpartition(".")
    return own == check_domain(options.domain) and number.isdecimal()


def _is_ours(path: str, options: Options) -> bool:
    """Return whether these *options* wrote the file *path*, for other hosts."""
    mark = _reverse_mark(check_domain(options.domain)) if options.reverse else AZURE_MARK
    try:
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            return file.read(len(mark)) == mark
    except OSError:
        return False
