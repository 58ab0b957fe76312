"""What each JSON object is: a row, a view, an interface, a node, a scale set.

The keys of an object and their spelling identify its kind and its source.  RULES lists what is
recognized, in order.  A document without instances is rejected by name, with the call that
returns instances.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import InventoryFormatError, shown, shown_kind
from ..models.coerce import fold_keys
from ..models.fields import lifted
from ..models.findings import FLEXIBLE_CALL, UNIFORM_CALL
from ..models.instance_view import InstanceView
from ..models.redaction import redacted
from ..models.vm import ScaleSetVM
from ..names.resource_id import ResourceID
from ..names.value import parse_or_none
from .documents import documents, file_name, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    Rule = tuple[str, Callable[["Shape"], bool], str | Callable[["Shape"], str]]

# Lists in lists are followed to this depth.
_MAX_DEPTH = 20

# An object with one of these keys is a resource, not a wrapper around a list.
_NAMING_KEYS = {"id", "instanceid", "vmid", "name", "resourceid"}

_VIEW_KEYS = InstanceView.known_keys()
_SET_VIEW_KEYS = {"virtualmachine", "orchestrationservices"}
# Only a VM has these keys.  Many things have a name, a size, a place and tags.
_VM_KEYS = ScaleSetVM.known_keys() - {
    *("name", "location", "tags", "sku", "zones", "zone", "etag", "provisioningstate"),
    *("resourcegroup", "resourcegroupname", "subscriptionid"),
}
_SOURCES = {"node": "kubernetes", "metadata": "metadata"}
_VM_TYPES = (
    "microsoft.compute/virtualmachines",
    "microsoft.compute/virtualmachinescalesets/virtualmachines",
)


class Item:
    """A recognized object: its *kind*, *source*, *raw* JSON, *path* and *folded* keys.

    Kinds are "row", "view", "metadata", "interface", "node" and "scale set".  *folded* is set
    for rows only.
    """

    __slots__ = ("kind", "source", "raw", "path", "folded")

    def __init__(
        self,
        kind: str,
        source: str,
        raw: Mapping[str, Any],
        path: str,
        folded: dict[str, Any] | None = None,
    ) -> None:
        self.kind, self.source, self.raw, self.path = kind, source, raw, path
        self.folded = folded

    def __repr__(self) -> str:
        return f"<{self.kind} of {self.source} at {self.path or 'the top'}>"


class Shape:
    """The keys of one object, by which it is recognized.

    *fields* is *raw* under folded keys; it is changed: ``properties`` are lifted.
    """

    __slots__ = ("raw", "fields", "has_properties", "is_named", "tool", "type")

    def __init__(self, raw: Mapping[str, Any], fields: dict[str, Any]) -> None:
        self.raw = raw
        self.has_properties = "properties" in fields
        self.is_named = not _NAMING_KEYS.isdisjoint(fields)
        self.tool = _tool_of(raw, fields)
        self.fields = lifted(raw, fields) if self.has_properties else fields
        self.type = str(self.fields.get("type") or "").lower()

    @property
    def is_kubernetes(self) -> bool:
        """Whether this is an object of Kubernetes."""
        fields = self.fields
        return "metadata" in fields and ("spec" in fields or fields.get("kind") == "Node")

    @property
    def child(self) -> str | None:
        """The part of an instance that the ID names; None for anything else."""
        given = self.fields.get("id")
        if not isinstance(given, str):
            return None
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
        lambda it: f"a {shown(str(it.fields['kind']))} of Kubernetes",
    ),
    ("Kubernetes node", lambda it: it.is_kubernetes, "node"),
    (
        "metadata document",
        lambda it: "azenvironment" in it.fields or "vmscalesetname" in it.fields,
        "metadata",
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
        "instance view",
        lambda it: (
            not it.is_named and not it.has_properties and not _VIEW_KEYS.isdisjoint(it.fields)
        ),
        "view",
    ),
    (
        "other resource",
        lambda it: it.type.startswith("microsoft.") and it.type not in _VM_TYPES,
        lambda it: f"a resource of the type {shown(it.type)}",
    ),
    (
        "part of an instance",
        lambda it: it.child is not None,
        lambda it: f"a part of an instance: {shown(it.child or '')}",
    ),
    ("VM", lambda it: not _VM_KEYS.isdisjoint(it.fields), "row"),
    (
        "unknown object",
        lambda it: True,
        lambda it: (
            "an object with "
            + (", ".join(shown(str(key)) for key in list(it.raw)[:5]) or "no keys")
        ),
    ),
)


# Keys that the rules before "part of an instance" look for in a named object.  Without them,
# these rules are skipped.
_RULE_KEYS = {"metadata", "azenvironment", "vmscalesetname", "ipconfigurations"}
_RULE_KEYS |= {"virtualmachineprofile", "viewprovisioning"}
_LAST_RULES = RULES[-3:]


def rule_for(shape: Shape) -> Rule:
    """Return the first of RULES that matches *shape*; the last one always does."""
    # Nearly all objects are VMs, without a type or a key that an earlier rule looks for.
    is_usual = shape.is_named and (not shape.type or shape.type in _VM_TYPES)
    for rule in _LAST_RULES if is_usual and _RULE_KEYS.isdisjoint(shape.fields) else RULES:
        if rule[1](shape):
            break
    return rule


def _item(shape: Shape, path: str) -> Item:
    """Return *shape* as an item; raise InventoryFormatError if it is not recognized."""
    _, _, outcome = rule_for(shape)
    if not isinstance(outcome, str):
        where = f"{path.removesuffix(': ')}: " if path else ""
        raise InventoryFormatError(f"{where}expected instances, got {outcome(shape)}")
    tool = "view" if outcome == "view" and shape.tool == "az" else shape.tool
    source = _SOURCES.get(outcome, tool)
    return Item(outcome, source, shape.raw, path, shape.fields if outcome == "row" else None)


class ItemReader:
    """Reads items in their order, and notes which lists have pages that are missing."""

    def __init__(self, opened: set[str] | None = None, ended: set[str] | None = None) -> None:
        self.opened, self.ended = set(opened or ()), set(ended or ())
        self._follows_links = False

    @property
    def is_whole(self) -> bool:
        """Whether every list with pages has its last page."""
        ended = self.ended | {_without_group(path) for path in self.ended}
        left = self.opened - ended
        # A last page may be empty, and then does not name its list.
        return not left or (len(left) == 1 and self.ended == {""})

    def items(self, source: Any) -> Iterator[Item]:
        """Yield the items in *source*: JSON text, bytes, a path, a file, or objects.

        Raises InventoryFormatError with the path of the bad object.
        """
        if isinstance(source, (str, bytes, bytearray, memoryview)) or _is_file(source):
            found = documents(source)
            name = file_name(source)
            for index, one in enumerate(found):
                path = f"[{index}]" if len(found) > 1 else ""
                yield from self.classify(one, f"{name}: {path}" if name else path)
        else:
            self._follows_links = getattr(source, "follows_links", False) is True
            yield from self.classify(source, "")
            self._follows_links = False

    def classify(self, value: Any, path: str, depth: int = 0) -> Iterator[Item]:
        """Yield the items in *value*, an object or a list at *path*."""
        value = plain(value)
        if depth > _MAX_DEPTH:
            raise InventoryFormatError(f"{path[:80]}...: expected instances, got lists in lists")
        if isinstance(value, Mapping):
            yield from self._object_items(value, path, depth)
        elif isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
            what = shown(value) if isinstance(value, str) else shown_kind(type(value))
            where = path.removesuffix(": ") or "the top"
            raise InventoryFormatError(f"{where}: expected an object, got {what}")
        else:
            for index, one in enumerate(value):
                yield from self.classify(one, f"{path}[{index}]", depth + 1)

    def _object_items(self, raw: Mapping[str, Any], path: str, depth: int) -> Iterator[Item]:
        fields = fold_keys(raw)
        lists = list(unwrap(fields))
        if not lists:
            yield _item(Shape(raw, fields), path)
            return
        for key, rows in lists:
            if key == "value" and not self._follows_links:
                self._note_page(rows, fields.get("nextlink"))
            elif key == "data" and (fields.get("skiptoken") or is_truncated(fields)):
                self.opened.add("resource graph")
            if isinstance(rows, Mapping):
                for name, one in rows.items():
                    if name == "localhost":
                        continue  # Ansible's own host.
                    place = _under(path, f"hostvars[{shown(str(name))}]")
                    yield from self.classify(one, place, depth + 1)
            elif key == "compute":
                yield Item("metadata", "metadata", rows[0], _under(path, key))
            else:
                yield from self.classify(rows, _under(path, key), depth + 1)

    def _note_page(self, rows: Iterable[Any], link: Any) -> None:
        if link:
            self.opened.add(_list_key(str(link).partition("?")[0].partition("://")[2]))
        else:
            first = next(iter(rows), None)
            path = fold_keys(first).get("id") if isinstance(first, Mapping) else None
            self.ended.add(_list_key(path.rpartition("/")[0] if isinstance(path, str) else ""))


def unwrap(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the lists in an envelope, such as a page; nothing for a single resource."""
    instances = fields.get("instances")
    listed = instances if isinstance(instances, (list, tuple)) else ()
    if any(isinstance(one, Mapping) and "instance_id" in one for one in listed):
        # Terraform lists instances in their scale set.
        yield "instances", _with_scale_set(listed, fields)
        return
    if not _NAMING_KEYS.isdisjoint(fields):
        return
    for key in ("value", "data", "items", "instances"):
        rows = fields.get(key)
        if isinstance(rows, (list, tuple)):
            yield key, rows
        elif key == "data" and isinstance(rows, Mapping) and "columns" in fold_keys(rows):
            yield key, _table(fold_keys(rows))
    hosts = fields.get("hostvars") or fold_keys(_mapping(fields.get("meta"))).get("hostvars")
    if isinstance(hosts, Mapping):
        yield "hostvars", hosts
    if isinstance(fields.get("compute"), Mapping):
        yield "compute", [fields["compute"]]
    if "columns" in fields and "rows" in fields:
        yield "rows", _table(fields)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _table(fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of Resource Graph's table format as objects."""
    columns, rows = fields["columns"], fields["rows"]
    if isinstance(columns, list) and isinstance(rows, list):
        names = [_mapping(one).get("name") for one in columns]
        is_whole = all(isinstance(row, list) and len(row) == len(names) for row in rows)
        if is_whole and len({*map(str, names)}) == len(names):
            return [dict(zip(map(str, names), row, strict=True)) for row in rows]
    raise InventoryFormatError("expected a table of Resource Graph, with all cells of each row")


def _with_scale_set(rows: Iterable[Any], fields: dict[str, Any]) -> list[Any]:
    """Return Terraform's instances, each with the scale set that lists it."""
    owner = fields.get("id") or fields.get("name")
    has_name = isinstance(owner, str)
    return [
        {"scaleSet": owner, **one} if has_name and isinstance(one, Mapping) else one for one in rows
    ]


def _list_key(path: str) -> str:
    """Return what all pages of one list share, from the path of a nextLink or of a row."""
    path = path[max(path.find("/"), 0) :].lower()
    if path.endswith("/networkinterfaces"):
        # A scale set's list has the interfaces of all its instances.
        path = path.partition("/virtualmachines/")[0].removesuffix("/networkinterfaces")
    # Rows of one scale set may spell its resource group differently.
    start = path.find("/virtualmachinescalesets/")
    return path[start:] if start >= 0 else path


def is_in_memory(source: Any) -> bool:
    """Return whether reading *source* runs no code of the caller's."""
    in_memory = (str, bytes, bytearray, memoryview, list, tuple, dict)
    return isinstance(source, in_memory) or _is_file(source)


def is_truncated(fields: dict[str, Any]) -> bool:
    """Return whether Resource Graph reports that it left rows out."""
    return str(fields.get("resulttruncated")).lower() in ("true", "1")


def _without_group(path: str) -> str:
    """Return the path of the subscription's list, which has rows of all resource groups."""
    before, found, after = path.partition("/resourcegroups/")
    return f"{before}/{after.partition('/')[2]}" if found else path


def _is_file(source: Any) -> bool:
    return hasattr(source, "__fspath__") or hasattr(source, "read")


def _under(path: str, key: str) -> str:
    """Return the path of *key* below *path*, which may be the name of a file."""
    return f"{path}.{key}" if path and not path.endswith(": ") else f"{path}{key}"


def _error_text(error: Any) -> str:
    """Return Azure's *error*, and what to call instead of the rejected call."""
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
            return "ansible" if "powerstate" in raw else "sdk"
    return "az"
