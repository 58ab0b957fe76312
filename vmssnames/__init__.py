"""Instance IDs, VM names and computer names of Azure scale sets, turned into each other.

>>> from vmssnames import ComputerName
>>> ComputerName.parse("nsgvmss00002D").instance_id
85
"""

from ._backend import backend
from .bulk import (
    decode_computer_names,
    decode_ids,
    decode_vm_names,
    encode_computer_names,
    encode_ids,
    encode_vm_names,
    split_computer_names,
)
from .disks import DiskName
from .errors import (
    AmbiguousNameError,
    InstanceIDRangeError,
    InventoryFormatError,
    NameFormatError,
    UnknownScaleSetError,
)
from .identify import Reading, identify
from .ids import format_base36, parse_base36, parse_instance_id
from .names import ComputerName, FlexibleVMName, VMName
from .providers import ProviderID
from .resources import ResourceID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .dns import Zone, hosts_lines, reverse_zone_lines, unbound_lines, zone_lines
    from .fleet import Fleet
    from .hosts import Hosts
    from .instance_view import InstanceView, Status, StatusCode
    from .inventory import Change, Inventory, ScaleSetVM, iter_instances, load_instances
    from .operations import Operation, Request, operation
    from .rows import decode_name_rows, encode_name_rows
    from .scale_sets import Instance, ScaleSet
    from .scan import Columns, Match, Scanner

__version__ = "0.1.0"

__all__ = [
    "AmbiguousNameError",
    "Change",
    "Columns",
    "ComputerName",
    "DiskName",
    "Fleet",
    "FlexibleVMName",
    "Hosts",
    "Instance",
    "InstanceIDRangeError",
    "InstanceView",
    "Inventory",
    "InventoryFormatError",
    "Match",
    "NameFormatError",
    "Operation",
    "ProviderID",
    "Reading",
    "Request",
    "ResourceID",
    "ScaleSet",
    "ScaleSetVM",
    "Scanner",
    "Status",
    "StatusCode",
    "UnknownScaleSetError",
    "VMName",
    "Zone",
    "backend",
    "decode_computer_names",
    "decode_ids",
    "decode_name_rows",
    "decode_vm_names",
    "encode_computer_names",
    "encode_ids",
    "encode_name_rows",
    "encode_vm_names",
    "format_base36",
    "hosts_lines",
    "identify",
    "iter_instances",
    "load_instances",
    "operation",
    "parse_base36",
    "parse_instance_id",
    "reverse_zone_lines",
    "split_computer_names",
    "unbound_lines",
    "zone_lines",
]


# Imported when somebody asks for them: most never do.
_LATER = {
    "Operation": "operations",
    "Request": "operations",
    "operation": "operations",
    "decode_name_rows": "rows",
    "encode_name_rows": "rows",
    "Hosts": "hosts",
    "Zone": "dns",
    "hosts_lines": "dns",
    "reverse_zone_lines": "dns",
    "unbound_lines": "dns",
    "zone_lines": "dns",
    "Fleet": "fleet",
    "Instance": "scale_sets",
    "ScaleSet": "scale_sets",
    "InstanceView": "instance_view",
    "Status": "instance_view",
    "StatusCode": "instance_view",
    "Change": "inventory",
    "Inventory": "inventory",
    "ScaleSetVM": "inventory",
    "iter_instances": "inventory",
    "load_instances": "inventory",
    "Columns": "scan",
    "Match": "scan",
    "Scanner": "scan",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
