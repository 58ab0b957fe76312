"""``vmssnames hosts``: writes a hosts file of instances."""

from __future__ import annotations

import os

from ...dns.writers import hosts_lines
from ..errors import CommandError, warn
from ..inputs.hosts import read_hosts
from ..options import HostOptions, WriteOptions, add_hosts, add_write
from ..outputs.managed import ManagedFile, write_managed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

MARK = b"# vmssnames hosts: made anew each time, what is changed here is lost\n"
# Each lookup reads all of /etc/hosts.
_MANY = 10_000

SUMMARY = "write a hosts file, from lists of instances and network interfaces"

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


class Options(HostOptions, WriteOptions):
    """The options of ``hosts``."""

    domain: str | None


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    add_hosts(parser)
    group = parser.add_argument_group("what is written")
    group.add_argument("--domain", help="full names in it, and the short ones behind")
    add_write(parser, "FILE")


def run(options: Options) -> int:
    """Write what *options* say; return the exit status."""
    options.check_write()
    hosts = read_hosts(options)
    try:
        file = ManagedFile(MARK, hosts_lines(hosts, options.domain))
    except ValueError as error:
        raise CommandError(f"--domain: {error}") from None
    if os.path.basename(options.write or "") == "hosts" and len(hosts) > _MANY:
        warn(f"{len(hosts)} hosts: where it is /etc/hosts, each lookup reads all of them")
    return write_managed(file, options)
