"""Names and instance IDs of Azure scale-set VMs, converted into each other.

>>> from vmssnames import ComputerName
>>> ComputerName.parse("nsgvmss00002D").instance_id
85

Nothing is imported before it is needed.  The packages:

    names        one name at a time: the definition
    operations   what can be done with an instance
    bulk         columns of names and IDs
    fleet        the scale sets that a user works with
    scan         names in text
    arrow        columns of Apache Arrow
    models       what Azure says of one machine
    inventory    many machines from many documents
    dns          hosts files and zones
    snippets     the rule in other languages
    integrations one module per engine or SDK
    cli          the command
"""

import os
import sys

from .lazy import door

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._kernels.backend import backend
    from .bulk import (
        decode_computer_names,
        decode_ids,
        decode_name_rows,
        decode_vm_names,
        encode_computer_names,
        encode_ids,
        encode_name_rows,
        encode_vm_names,
        split_computer_names,
    )
    from .dns.hosts import Hosts
    from .dns.writers import hosts_lines, reverse_zone_lines, unbound_lines, zone_lines
    from .dns.zone import Zone
    from .errors import (
        AmbiguousNameError,
        InstanceIDRangeError,
        InventoryFormatError,
        NameFormatError,
        UnknownScaleSetError,
        VMSSNamesError,
    )
    from .fleet.fleet import Fleet
    from .inventory.diff import Change
    from .inventory.inventory import Inventory, iter_instances, load_instances
    from .models.findings import Finding, Severity
    from .models.instance_view import InstanceView, Status
    from .models.status import HealthState, PowerState, ProvisioningState, StatusCode
    from .models.vm import ScaleSetVM
    from .names.disk_name import DiskName
    from .names.ids import format_base36, parse_base36, parse_instance_id
    from .names.readings import Reading, identify
    from .names.resource_id import ProviderID, ResourceID
    from .names.scale_set import Instance, ScaleSet
    from .names.vm_names import ComputerName, FlexibleVMName, VMName
    from .operations.operations import Operation, Request, operation
    from .scan.matches import Columns, Match
    from .scan.scanner import Scanner

__version__ = "0.1.0"

__all__ = [
    "AmbiguousNameError",
    "Change",
    "Columns",
    "ComputerName",
    "DiskName",
    "Finding",
    "Fleet",
    "FlexibleVMName",
    "HealthState",
    "Hosts",
    "Instance",
    "InstanceIDRangeError",
    "InstanceView",
    "Inventory",
    "InventoryFormatError",
    "Match",
    "NameFormatError",
    "Operation",
    "PowerState",
    "ProviderID",
    "ProvisioningState",
    "Reading",
    "Request",
    "ResourceID",
    "ScaleSet",
    "ScaleSetVM",
    "Scanner",
    "Severity",
    "Status",
    "StatusCode",
    "UnknownScaleSetError",
    "VMName",
    "VMSSNamesError",
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

_MODULES = {
    "_kernels.backend": "backend",
    "bulk": "decode_computer_names decode_ids decode_name_rows decode_vm_names "
    "encode_computer_names encode_ids encode_name_rows encode_vm_names split_computer_names",
    "dns.hosts": "Hosts",
    "dns.writers": "hosts_lines reverse_zone_lines unbound_lines zone_lines",
    "dns.zone": "Zone",
    "errors": "AmbiguousNameError InstanceIDRangeError InventoryFormatError NameFormatError "
    "UnknownScaleSetError VMSSNamesError",
    "fleet.fleet": "Fleet",
    "inventory.diff": "Change",
    "inventory.inventory": "Inventory iter_instances load_instances",
    "models.findings": "Finding Severity",
    "models.instance_view": "InstanceView Status",
    "models.status": "HealthState PowerState ProvisioningState StatusCode",
    "models.vm": "ScaleSetVM",
    "names.disk_name": "DiskName",
    "names.ids": "format_base36 parse_base36 parse_instance_id",
    "names.readings": "Reading identify",
    "names.resource_id": "ProviderID ResourceID",
    "names.scale_set": "Instance ScaleSet",
    "names.vm_names": "ComputerName FlexibleVMName VMName",
    "operations.operations": "Operation Request operation",
    "scan.matches": "Columns Match",
    "scan.scanner": "Scanner",
}

__getattr__, __dir__, _ = door(__name__, _MODULES)


# The command, and "python -m vmssnames" at this moment.
_COMMANDS = "vmssnames", "vmssnames.exe", "vmssnames.pyz"
_is_command = os.path.basename((sys.argv or [""])[0]) in _COMMANDS or (
    sys.argv[:1] == ["-m"] and "vmssnames" in sys.orig_argv
)
if os.environ.get("VMSSNAMES_BACKEND") and not _is_command:
    # Kernels that are not available are an ImportError here, not in the middle of the work.
    # The command says it in a line.
    from ._kernels import backend as _check

    _check.kernels  # noqa: B018
    del _check
