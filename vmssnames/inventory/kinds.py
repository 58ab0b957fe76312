"""What each JSON object is: a row, a view, an interface, a node, an event, a scale set.

The keys of an object and their spelling identify its kind and its source.  RULES lists what is
recognized, in order.  A document without instances is rejected by name, with the call that
returns instances.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import shown
from ..models.coerce import fold_keys
from ..models.events import is_event
from ..models.fields import lifted
from ..models.findings import FLEXIBLE_CALL, UNIFORM_CALL
from ..models.instance_view import InstanceView
from ..models.projections import POWER, statuses_of
from ..models.vm import ScaleSetVM
from ..models.vm_parts import QUERY_KEYS
from ..names.disk_name import DiskName
from ..names.grammar import is_decimal
from ..names.resource_id import ResourceID
from ..names.value import parse_or_none
from ..names.vm_names import VMName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Rule = tuple[str, Callable[["Shape"], bool], str | Callable[["Shape"], str]]

# An object with one of these keys is a resource, not a wrapper around a list.
NAMING_KEYS = {"id", "instanceid", "vmid", "name", "resourceid"}
_QUERIED_NAMES = ("instanceid", "id", "name", "vmname", "vm", "instance")

_VIEW_KEYS = InstanceView.known_keys()
_SET_VIEW_KEYS = {"virtualmachine", "orchestrationservices"}
# Only a VM has these keys.  Many things have a name, a size, a place and tags.
_VM_KEYS = ScaleSetVM.known_keys() - QUERY_KEYS
_VM_KEYS -= {
    *("name", "location", "tags", "sku", "zones", "zone", "etag", "provisioningstate", "network"),
    *("resourcegroup", "resourcegroupname", "subscriptionid", "statuses", "id", "resourceid"),
}
_VM_TYPES = (
    "microsoft.compute/virtualmachines",
    "microsoft.compute/virtualmachinescalesets/virtualmachines",
)
_POWER_KEYS = ("powerstate", "power", "powerstatus", "state", "status", "vmstate", "vmstatus")


def read_name(value: str | int) -> str:
    """Return a name, or the digits of an ID; "" for a number that is no ID."""
    if isinstance(value, str):
        return value
    return str(value) if 0 <= value < 1 << 32 else ""


class Shape:
    """The keys of one object, by which it is recognized.

    *fields* is *raw* under folded keys; it is changed: ``properties`` are lifted.
    """

    __slots__ = ("raw", "fields", "has_properties", "is_named", "tool", "type")

    def __init__(self, raw: Mapping[str, Any], fields: dict[str, Any]) -> None:
        self.raw = raw
        self.has_properties = "properties" in fields
        self.is_named = not NAMING_KEYS.isdisjoint(fields)
        self.tool = _tool_of(raw, fields)
        self.fields = lifted(raw, fields) if self.has_properties else fields
        kind = self.fields.get("type")
        self.type = kind.lower() if isinstance(kind, str) else ""

    @property
    def is_kubernetes(self) -> bool:
        """Whether this is an object of Kubernetes."""
        fields = self.fields
        return "metadata" in fields and ("spec" in fields or fields.get("kind") == "Node")

    @property
    def is_extension(self) -> bool:
        """Whether this is an extension of an instance view, and nothing more."""
        fields = self.fields
        return ("typehandlerversion" in fields and "vmid" not in fields and "/" not in self.id) or (
            "substatuses" in fields and "statuses" in fields
        )

    @property
    def is_disk(self) -> bool:
        """Whether this is a disk of an instance view, and nothing more."""
        fields = self.fields
        if "statuses" not in fields or not _VM_KEYS.isdisjoint(fields.keys() - {"id"}):
            return False
        name = str(fields.get("name"))
        return "encryptionsettings" in fields or parse_or_none(DiskName.parse, name) is not None

    @property
    def is_query(self) -> bool:
        """Whether this is a row of somebody's query: a VM's name, and a state or an address."""
        fields = self.fields
        given = (fields.get(key) for key in _QUERIED_NAMES)
        names = [read_name(one) for one in given if isinstance(one, (str, int))]
        if not names:
            return False
        for key in _POWER_KEYS:
            for one in statuses_of(fields.get(key)):
                if str(one["code"]).startswith(POWER):
                    return True
        is_vm = any(parse_or_none(VMName.parse, one) is not None for one in names)
        return is_vm and not QUERY_KEYS.isdisjoint(fields.keys() - {"id", *_QUERIED_NAMES})

    @property
    def has_vm_id(self) -> bool:
        """Whether the ID is an instance ID, or a path of a VM."""
        for key in ("id", "resourceid"):
            given = self.fields.get(key)
            if isinstance(given, str) and (
                "/virtualmachines/" in given.lower() or is_decimal(given)
            ):
                return True
        return False

    @property
    def is_pool(self) -> bool:
        """Whether this is a node pool of AKS."""
        fields, power = self.fields, self.fields.get("powerstate")
        if isinstance(power, Mapping) and "/" not in str(power.get("code", "/")):
            return "count" in fields or "vmsize" in fields or "agentpoolprofiles" in fields
        return "count" in fields and (
            str(fields.get("mode")).lower() in ("system", "user") or "nodeimageversion" in fields
        )

    @property
    def id(self) -> str:
        """The value of "id"; "" if it is not a string."""
        given = self.fields.get("id")
        return given if isinstance(given, str) else ""

    @property
    def child(self) -> str | None:
        """The part of an instance that the ID names; None for anything else."""
        given = self.id
        deepest = 10 if "/virtualmachinescalesets/" in given.lower() else 8
        if given.rstrip("/ ").count("/") <= deepest:
            return None
        found = parse_or_none(ResourceID.parse, given)
        return None if found is None or found.vm_name is None else found.child


# Name, predicate, and the kind of the item or the reason for rejecting it.  The first rule
# that matches decides.
RULES: tuple[Rule, ...] = (
    (
        "other Kubernetes object",
        lambda it: it.is_kubernetes and it.fields.get("kind") not in (None, "Node"),
        lambda it: (
            f"a {shown(str(it.fields['kind']))} of Kubernetes: run kubectl get nodes -o json"
        ),
    ),
    ("Kubernetes node", lambda it: it.is_kubernetes, "node"),
    ("event", lambda it: is_event(it.fields), "event"),
    (
        "metadata document",
        lambda it: (
            "azenvironment" in it.fields
            or "vmscalesetname" in it.fields
            or {"vmid", "offer"} <= it.fields.keys()
        ),
        "metadata",
    ),
    (
        "metadata of a network",
        lambda it: not it.is_named and isinstance(it.fields.get("interface"), list),
        lambda it: (
            "the metadata service's network document, which does not name its VM: "
            "request /metadata/instance, which has both"
        ),
    ),
    (
        "network interface",
        lambda it: (
            it.type.endswith("networkinterfaces")
            or ("ipconfigurations" in it.fields and "vmid" not in it.fields)
        ),
        "interface",
    ),
    (
        "scale set",
        lambda it: (
            it.type.endswith("/virtualmachinescalesets") or "virtualmachineprofile" in it.fields
        ),
        "scale set",
    ),
    (
        "node of an elastic pool",
        lambda it: {"poolid", "computeid"} <= it.fields.keys(),
        lambda it: (
            "a node of an elastic pool of Azure DevOps, which has the states of an agent: "
            f"run {UNIFORM_CALL}"
        ),
    ),
    (
        "node pool",
        lambda it: it.is_pool,
        lambda it: (
            "a node pool of AKS: run kubectl get nodes -o json, or, in the node resource group, "
            f"{UNIFORM_CALL}"
        ),
    ),
    (
        "subscription",
        lambda it: "tenantid" in it.fields and "isdefault" in it.fields,
        lambda it: f"a subscription: run {UNIFORM_CALL}",
    ),
    (
        "dedicated host",
        lambda it: (
            "autoreplaceonfailure" in it.fields
            or "/hostgroups/" in it.id.lower()
            or it.type.endswith("/hostgroups/hosts")
        ),
        lambda it: "a dedicated host: run az vm list --show-details for the VMs on it",
    ),
    (
        "instance view of a scale set",
        lambda it: not it.is_named and not _SET_VIEW_KEYS.isdisjoint(it.fields),
        lambda it: (
            "the instance view of a whole scale set, which has counts but no instances: "
            f"run {UNIFORM_CALL}"
        ),
    ),
    (
        "record of vmssnames",
        lambda it: "viewprovisioning" in it.fields,
        lambda it: "output of vmssnames: pass the original JSON instead",
    ),
    (
        "error",
        lambda it: not it.is_named and isinstance(it.fields.get("error"), (Mapping, str)),
        lambda it: _error_text(it.fields["error"]),
    ),
    (
        "extension",
        lambda it: it.is_extension,
        lambda it: (
            f"an extension, {shown(str(it.fields.get('name')))}, without its VM: run {UNIFORM_CALL}"
        ),
    ),
    (
        "disk",
        lambda it: it.is_disk,
        lambda it: (
            f"a disk, {shown(str(it.fields.get('name')))}, without its VM: run {UNIFORM_CALL}"
        ),
    ),
    (
        "instance view",
        lambda it: (
            not it.is_named and not it.has_properties and not _VIEW_KEYS.isdisjoint(it.fields)
        ),
        "view",
    ),
    (
        "status",
        lambda it: not it.is_named and "/" in str(it.fields.get("code")),
        "status",
    ),
    (
        "other resource",
        lambda it: it.type.startswith("microsoft.") and it.type not in _VM_TYPES,
        lambda it: _other_text(it),
    ),
    (
        "part of an instance",
        lambda it: it.child is not None,
        lambda it: f"a part of an instance: {shown(it.child or '')}",
    ),
    ("VM", lambda it: not _VM_KEYS.isdisjoint(it.fields) or it.has_vm_id, "row"),
    ("row of a query", lambda it: it.is_query, "row"),
    (
        "unknown object",
        lambda it: True,
        lambda it: (
            "an object with "
            + (", ".join(shown(str(key)) for key in list(it.raw)[:5]) or "no keys")
            + (
                ": rename its keys to name, instanceId, power and so on, or run "
                f"{UNIFORM_CALL}, without --query"
                if it.raw
                else ""
            )
        ),
    ),
)


# Keys that the rules before "part of an instance" look for in a named object.  Without them,
# these rules are skipped.
_RULE_KEYS = {"metadata", "azenvironment", "vmscalesetname", "ipconfigurations", "offer"}
_RULE_KEYS |= {"virtualmachineprofile", "viewprovisioning", "poolid", "autoreplaceonfailure"}
_RULE_KEYS |= {"typehandlerversion", "substatuses", "statuses"}
_RULE_KEYS |= {"count", "isdefault", "agentpoolprofiles"}
_RULE_KEYS |= {"eventid", "operationname", "availabilitystate"}
_LAST_RULES = RULES[-4:]


def rule_for(shape: Shape) -> Rule:
    """Return the first of RULES that matches *shape*; the last one always does."""
    # Nearly all objects are VMs, without a type or a key that an earlier rule looks for.
    is_usual = (
        shape.is_named
        and (not shape.type or shape.type in _VM_TYPES)
        and "/hostgroups/" not in shape.id.lower()
    )
    for rule in _LAST_RULES if is_usual and _RULE_KEYS.isdisjoint(shape.fields) else RULES:
        if rule[1](shape):
            break
    return rule


class Usual:
    """What follows from the keys of a row that is like most: an instance of a uniform scale set.

    The rows of a list have the same keys, and this is worked out once for them.
    """

    __slots__ = ("outer", "inner", "tool")

    def __init__(self, raw: Mapping[str, Any]) -> None:
        given = raw.get("properties")
        properties: dict[str, Any] = given if type(given) is dict else {}
        outer, inner = fold_keys(raw), fold_keys(properties)
        keys = outer.keys() | inner.keys()
        is_usual = (
            len(outer) + len(inner) == len(raw) + len(properties) == len(keys)
            and ("properties" in outer) == bool(inner)
            and outer.keys() >= _USUAL
            and _RULE_KEYS.isdisjoint(keys)
            and ENVELOPES.isdisjoint(keys)
        )
        self.outer = tuple(outer) if is_usual else None
        self.inner = tuple(inner)
        self.tool = _tool_of(raw, dict.fromkeys(outer)) if is_usual else ""

    def fields(self, raw: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return *raw*, which has these keys, under folded ones; None unless it is a usual row."""
        if self.outer is None:
            return None
        fields = dict(zip(self.outer, raw.values(), strict=True))
        path, kind = fields["id"], fields.get("type")
        if type(path) is not str or path.count("/") != 10 or _INSTANCE not in path:
            return None
        if kind and kind != _USUAL_TYPE:
            return None
        if self.inner:
            fields.update(zip(self.inner, raw["properties"].values(), strict=True))
        return fields


_USUAL = {"id", "instanceid", "name"}
_INSTANCE = "/virtualMachineScaleSets/"
_USUAL_TYPE = "Microsoft.Compute/virtualMachineScaleSets/virtualMachines"
# With one of these, even a named object may have a list.
ENVELOPES = {"instances"}


def _other_text(shape: Shape) -> str:
    call = "kubectl get nodes -o json" if "microsoft.containers" in shape.type else UNIFORM_CALL
    return f"a resource of the type {shown(shape.type)}: run {call}"


def _error_text(error: Any) -> str:
    """Return Azure's *error*, and what to call instead of the rejected call."""
    from ..models.redaction import redacted

    fields = fold_keys(error) if isinstance(error, Mapping) else {"message": error}
    code = fields.get("code")
    message = str(fields.get("message") or "")
    text = ": ".join(
        shown(redacted(str(one)[:4096]), 300)[1:].rstrip(".")[:-1] for one in (code, message) if one
    )
    hint = ""
    lower = message.lower()
    if "instanceid must be a number" in lower or "not allowed on virtual machine scale" in lower:
        hint = f"; for a Flexible scale set run {FLEXIBLE_CALL}"
    return f"an error from Azure: {text}{hint}"


def _tool_of(raw: Mapping[str, Any], fields: dict[str, Any]) -> str:
    """Return the tool whose spelling *raw* has."""
    kind = fields.get("type")
    if isinstance(kind, str) and kind.startswith("microsoft.") and "properties" in fields:
        return "resource graph"
    if "properties" in fields:
        return "rest"
    for key in raw:
        key = str(key)
        if key[:1].isupper():
            return "powershell"
        if "_" in key:
            is_ansible = "powerstate" in raw or "latest_model" in raw
            return "ansible" if is_ansible else "sdk"
    return "az"
