"""One name at a time: the definition that everything else agrees with.

    grammar.py       facts about names, each with its source
    value.py         frozen, ordered values
    ids.py           instance IDs: base 36 and decimal
    vm_names.py      ComputerName, VMName, FlexibleVMName
    resource_id.py   ResourceID, ProviderID
    disk_name.py     DiskName
    scale_set.py     ScaleSet, Instance
    boundaries.py    where a name may begin and end in text
    wrappers.py      unwrap(): what may stand around one name
    conventions.py   the shapes of AKS, HDInsight and others, and names inside longer ones
    readings.py      identify(), Reading

No columns, no input or output, and no other package of ours but errors.
"""

from ..lazy import door

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .disk_name import DiskName as DiskName
    from .ids import (
        format_base36 as format_base36,
        parse_base36 as parse_base36,
        parse_instance_id as parse_instance_id,
    )
    from .readings import Reading as Reading, identify as identify
    from .resource_id import ProviderID as ProviderID, ResourceID as ResourceID
    from .scale_set import Instance as Instance, ScaleSet as ScaleSet
    from .vm_names import (
        ComputerName as ComputerName,
        FlexibleVMName as FlexibleVMName,
        VMName as VMName,
    )

_MODULES = {
    "disk_name": "DiskName",
    "ids": "format_base36 parse_base36 parse_instance_id",
    "readings": "Reading identify",
    "resource_id": "ProviderID ResourceID",
    "scale_set": "Instance ScaleSet",
    "vm_names": "ComputerName FlexibleVMName VMName",
}

# Modules that other packages of vmssnames may import; they are not public.
_SHARED = ("boundaries", "conventions", "grammar", "order", "value", "wrappers")

__getattr__, __dir__, __all__ = door(__name__, _MODULES)
