"""Hosts files, zones, reverse zones and lookup tables.

validate.py     host names, domains and addresses that name servers accept
hosts.py        Hosts
hosts_csv.py    hosts in CSV
zone.py         Zone
reverse.py      reverse zones
writers.py      the lines of each file
host_table.py   HostTable: a lookup table without addresses
"""

from ..lazy import door

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .host_table import HostTable as HostTable
    from .hosts import Hosts as Hosts
    from .reverse import delegations as delegations
    from .writers import (
        azure_zones as azure_zones,
        hosts_lines as hosts_lines,
        reverse_zone_lines as reverse_zone_lines,
        reverse_zones as reverse_zones,
        unbound_lines as unbound_lines,
        zone_lines as zone_lines,
    )
    from .zone import Zone as Zone

_MODULES = {
    "host_table": "HostTable",
    "hosts": "Hosts",
    "reverse": "delegations",
    "writers": "azure_zones hosts_lines reverse_zone_lines reverse_zones unbound_lines zone_lines",
    "zone": "Zone",
}

# Modules that other packages of vmssnames may import; they are not public.
_SHARED = ("hosts_csv", "reverse", "validate")

__getattr__, __dir__, __all__ = door(__name__, _MODULES)
