"""What Azure reports about one machine, typed.

fields.py          declarative views of JSON objects
coerce.py          keys and values in any tool's spelling
status.py          StatusCode and the known states
instance_view.py   InstanceView and its parts
vm.py              ScaleSetVM
related.py         network interfaces, scale-set models
node.py            Kubernetes nodes
events.py          events that name VMs
vm_row.py          the keys of a row
vm_parts.py        the parts of a row
projections.py     states in rows of people's own queries
rest.py            back to the REST API's spelling
findings.py        Finding, Severity and the kinds of findings
checks.py          what is wrong with a view or a VM, as findings
quiet.py           whether a VM surely has no problems
usual.py           the columns of a VM that is well
redaction.py       messages without secrets
secrets.py         the forms of secrets
"""

from ..lazy import door

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .events import Event as Event
    from .findings import FINDING_KINDS as FINDING_KINDS, Finding as Finding, Severity as Severity
    from .instance_view import InstanceView as InstanceView, Status as Status
    from .node import Node as Node
    from .related import (
        NetworkInterface as NetworkInterface,
        ScaleSetModel as ScaleSetModel,
    )
    from .status import (
        HealthState as HealthState,
        PowerState as PowerState,
        ProvisioningState as ProvisioningState,
        StatusCode as StatusCode,
    )
    from .vm import ScaleSetVM as ScaleSetVM

_MODULES = {
    "findings": "FINDING_KINDS Finding Severity",
    "instance_view": "InstanceView Status",
    "events": "Event",
    "node": "Node",
    "related": "NetworkInterface ScaleSetModel",
    "status": "HealthState PowerState ProvisioningState StatusCode",
    "vm": "ScaleSetVM",
}

# Modules that other packages of vmssnames may import; they are not public.
_SHARED = ("coerce", "fields", "projections", "redaction", "usual", "vm_parts")

__getattr__, __dir__, __all__ = door(__name__, _MODULES)
