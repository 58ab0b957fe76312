"""``vmssnames hosts``: a hosts file of instances."""

from __future__ import annotations

import os

from ...dns.writers import hosts_lines
from ..inputs.hosts import add_addresses, add_inputs, hosts_of
from ..outputs.managed import ManagedFile, add_targets, check_targets, update_files
from ..outputs.rows import help_formatter
from ..streams import CommandError, warn, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

MARK = b"# vmssnames hosts: made anew each time, what is changed here is lost\n"
# Each lookup reads all of /etc/hosts.
_MANY = 10_000

DESCRIPTION = """\
Writes an address and its host name a line, for /etc/hosts, dnsmasq's addn-hosts and
CoreDNS's hosts: names from lists of instances, addresses from their network interfaces.
Nothing is asked of Azure.
"""

EPILOG = """\
A run makes the whole table: give the lists of all scale sets at once.  A file that
something else wrote, as /etc/hosts, is only written between two lines of it,
"# BEGIN vmssnames" and "# END vmssnames".

examples:
  az vmss list-instances -g G -n web > web.json; az vmss nic list -g G --vmss-name web > nics.json
  vmssnames hosts web.json nics.json
  vmssnames hosts web.json nics.json --domain vm.example.net --write /etc/dnsmasq.hosts
  vmssnames hosts --addresses hosts.csv --write /etc/hosts --check

exit status: 0, all well; 1, --check found that the file would change; 2, something could not
be read, or is refused: then nothing is written
"""


def add_parser(commands: Any) -> None:
    """Add ``hosts`` to the *commands* of argparse."""
    parser = commands.add_parser(
        "hosts",
        help="write a hosts file, from lists of instances and network interfaces",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=help_formatter,
        allow_abbrev=False,
    )
    add_addresses(add_inputs(parser))
    group = parser.add_argument_group("what is written")
    group.add_argument("--domain", help="full names in it, and the short ones behind")
    add_targets(parser, "FILE")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Write what *options* say; return the exit status."""
    check_targets(options)
    hosts = hosts_of(options)
    try:
        table = ManagedFile(MARK, hosts_lines(hosts, options.domain))
    except ValueError as error:
        raise CommandError(f"--domain: {error}") from None
    if options.write is None:
        write_all(table.text())
        return 0
    if os.path.basename(options.write) == "hosts" and len(hosts) > _MANY:
        warn(f"{len(hosts)} hosts: where it is /etc/hosts, each lookup reads all of them")
    return update_files({options.write: table}, serial=None, check=options.check)
