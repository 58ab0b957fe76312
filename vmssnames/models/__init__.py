"""What Azure says of one machine, typed.

fields.py          declarative views of JSON objects
coerce.py          keys and values in the spelling of any tool
status.py          StatusCode
instance_view.py   InstanceView and its parts
vm.py              ScaleSetVM
related.py         network interfaces, nodes, scale-set models
rest.py            back to the spelling of the REST API
findings.py        Finding
checks.py          what is wrong with a view or a VM, as findings
redaction.py       messages without secrets
"""

from ..lazy import door

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .findings import Finding
    from .instance_view import InstanceView, Status
    from .related import NetworkInterface, Node, ScaleSetModel
    from .status import StatusCode
    from .vm import ScaleSetVM

__all__ = [
    "Finding",
    "InstanceView",
    "NetworkInterface",
    "Node",
    "ScaleSetModel",
    "ScaleSetVM",
    "Status",
    "StatusCode",
]

_MODULES = {
    "Finding": "findings",
    "InstanceView": "instance_view",
    "NetworkInterface": "related",
    "Node": "related",
    "ScaleSetModel": "related",
    "ScaleSetVM": "vm",
    "Status": "instance_view",
    "StatusCode": "status",
}

# Not public, but for other packages of vmssnames.
_SHARED = ("coerce", "fields", "redaction")

__getattr__, __dir__ = door(__name__, _MODULES)
