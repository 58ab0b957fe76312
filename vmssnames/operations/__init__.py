"""What can be done with an instance: as a REST request, an ``az`` and a PowerShell command.

operations.py   Operation, Request, operation()
table.py        one row per operation
portal.py       links to the portal
quoting.py      foreign text in commands and URLs
"""

from ..lazy import door

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .operations import (
        API_VERSION as API_VERSION,
        OPERATION_NAMES as OPERATION_NAMES,
        Operation as Operation,
        Request as Request,
        operation as operation,
    )
    from .portal import portal_url as portal_url

_MODULES = {
    "operations": "API_VERSION OPERATION_NAMES Operation Request operation",
    "portal": "portal_url",
}

# Modules that other packages of vmssnames may import; they are not public.
_SHARED = ("quoting",)

__getattr__, __dir__, __all__ = door(__name__, _MODULES)
