"""What a document of Azure's, or of a tool's, holds: rows, views, interfaces, nodes, scale sets.

Nothing has to be said of the source: keys and their spelling tell.  What holds no
instance is refused by its name, with the call that gives what was wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import InventoryFormatError, shown, shown_kind
from ..models.coerce import fold_keys
from ..models.fields import lifted
from ..models.findings import FLEXIBLE_CALL, UNIFORM_CALL
from ..models.instance_view import InstanceView
from ..models.redaction import redacted
from ..models.vm import Row
from ..names.resource_id import ResourceID
from ..names.value import parse_or_none
from .documents import documents, file_name, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


# An object with one of these is a thing itself.
ROW_KEYS = {"id", "instanceid", "vmid", "name", "resourceid"}


def mapping(value: Any) -> Mapping[str, Any]:
    """Return *value* if it is an object, otherwise an empty one."""
    return value if isinstance(value, Mapping) else {}


def unwrap(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the lists in an envelope: a page, what tools put around it; nothing of a row."""
    instances = fields.get("instances")
    if isinstance(instances, (list, tuple)) and _has(instances, "instance_id"):
        # Terraform's, which are of the scale set around them.
        yield "instances", _with_owner(instances, fields)
        return
    if not ROW_KEYS.isdisjoint(fields):
        return
    for key in ("value", "data", "items", "instances"):
        rows = fields.get(key)
        if isinstance(rows, (list, tuple)):
            yield key, rows
        elif key == "data" and isinstance(rows, Mapping) and "columns" in fold_keys(rows):
            yield key, _table(fold_keys(rows))
    hosts = fields.get("hostvars") or fold_keys(mapping(fields.get("meta"))).get("hostvars")
    if isinstance(hosts, Mapping):
        yield "hostvars", hosts
    if isinstance(fields.get("compute"), Mapping):
        yield "compute", [fields["compute"]]
    if "columns" in fields and "rows" in fields:
        yield "rows", _table(fields)


def _has(rows: Iterable[Any], key: str) -> bool:
    return any(isinstance(one, Mapping) and key in one for one in rows)


def _table(fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of Resource Graph's table format as objects."""
    columns, rows = fields["columns"], fields["rows"]
    if isinstance(columns, list) and isinstance(rows, list):
        names = [mapping(one).get("name") for one in columns]
        whole = all(isinstance(row, list) and len(row) == len(names) for row in rows)
        if whole and len({*map(str, names)}) == len(names):
            return [dict(zip(map(str, names), row, strict=True)) for row in rows]
    raise InventoryFormatError("expected a table of Resource Graph, whose rows are its columns")


def _with_owner(rows: Iterable[Any], fields: dict[str, Any]) -> list[Any]:
    """Return the instances that Terraform lists in their scale set, each with its name."""
    owner = fields.get("id") or fields.get("name")
    named = isinstance(owner, str)
    return [
        {"scaleSet": owner, **one} if named and isinstance(one, Mapping) else one for one in rows
    ]


# Pages in lists in lists; nobody needs more.
_DEEPEST = 20

_VIEW_KEYS = {key for field in InstanceView._fields.values() for key in field.keys}
# A name, a size, a place and tags many things have; these a VM alone.
_TELLING = Row._by_key.keys() - {"name", "location", "tags", "sku", "zones", "zone", "etag"}
_TELLING -= {"resourcegroup", "resourcegroupname", "subscriptionid", "provisioningstate"}
_VM_TYPES = (
    "microsoft.compute/virtualmachines",
    "microsoft.compute/virtualmachinescalesets/virtualmachines",
)


class Item:
    """One thing that was recognised: its *kind*, *source*, *raw*, *path* and folded *fields*.

    Kinds: "row", "view", "metadata", "interface", "node", "scale set".
    """

    __slots__ = ("kind", "source", "raw", "path", "fields")

    def __init__(
        self,
        kind: str,
        source: str,
        raw: Mapping[str, Any],
        path: str,
        fields: dict[str, Any] | None = None,
    ) -> None:
        self.kind, self.source, self.raw, self.path = kind, source, raw, path
        # Folded once, here, as the names of the keys are what tells the shapes apart.
        self.fields = fields

    def __repr__(self) -> str:
        return f"<{self.kind} of {self.source} at {self.path or 'the top'}>"


class ItemReader:
    """Items, in the order in which they come; and which lists go on behind what was given."""

    def __init__(self, opened: set[str] | None = None, ended: set[str] | None = None) -> None:
        self.opened, self.ended = set(opened or ()), set(ended or ())
        self._follows_links = False

    @property
    def is_whole(self) -> bool:
        """Whether each list that has pages has its last one, too."""
        ended = self.ended | {_without_group(path) for path in self.ended}
        left = self.opened - ended
        # A last page may be empty, and then says not of what.
        return not left or (len(left) == 1 and self.ended == {""})

    def items(self, source: Any) -> Iterator[Item]:
        """Yield the items in *source*: text, bytes, a path, a file, or objects.

        Raises InventoryFormatError, naming the place.
        """
        if isinstance(source, (str, bytes, bytearray, memoryview)) or _is_file(source):
            found = documents(source)
            name = file_name(source)
            for at, one in enumerate(found):
                path = f"[{at}]" if len(found) > 1 else ""
                yield from self.classify(one, f"{name}: {path}" if name else path)
        else:
            self._follows_links = getattr(source, "follows_links", False) is True
            yield from self.classify(source, "")
            self._follows_links = False

    def classify(self, value: Any, path: str, depth: int = 0) -> Iterator[Item]:
        """Yield the items in *value*, which stands at *path*."""
        value = plain(value)
        if depth > _DEEPEST:
            raise InventoryFormatError(f"{path[:80]}...: expected instances, got lists in lists")
        if isinstance(value, Mapping):
            yield from self._of_object(value, path, depth)
        elif isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
            what = shown(value) if isinstance(value, str) else shown_kind(type(value))
            where = path.removesuffix(": ") or "the top"
            raise InventoryFormatError(f"{where}: expected an object, got {what}")
        else:
            for at, one in enumerate(value):
                yield from self.classify(one, f"{path}[{at}]", depth + 1)

    def _of_object(self, raw: Mapping[str, Any], path: str, depth: int) -> Iterator[Item]:
        fields = fold_keys(raw)
        inner = list(unwrap(fields))
        if not inner:
            yield _item(raw, fields, path)
            return
        for key, rows in inner:
            if key == "value" and not self._follows_links:
                self._note_page(rows, fields.get("nextlink"))
            elif key == "data" and (fields.get("skiptoken") or is_truncated(fields)):
                self.opened.add("resource graph")
            if isinstance(rows, Mapping):
                for name, one in rows.items():
                    if name == "localhost":
                        continue  # Where Ansible runs.
                    place = _under(path, f"hostvars[{shown(str(name))}]")
                    yield from self.classify(one, place, depth + 1)
            elif key == "compute":
                yield Item("metadata", "metadata", rows[0], _under(path, key))
            else:
                yield from self.classify(rows, _under(path, key), depth + 1)

    def _note_page(self, rows: Iterable[Any], link: Any) -> None:
        if link:
            self.opened.add(_list_of(str(link).partition("?")[0].partition("://")[2]))
        else:
            first = next(iter(rows), None)
            path = fold_keys(first).get("id") if isinstance(first, Mapping) else None
            self.ended.add(_list_of(path.rpartition("/")[0] if isinstance(path, str) else ""))


def _list_of(path: str) -> str:
    """Return what all pages of one list have in common, of a nextLink's path or of a row's."""
    path = path[max(path.find("/"), 0) :].lower()
    if path.endswith("/networkinterfaces"):
        # Those of a scale set's instances are listed together.
        path = path.partition("/virtualmachines/")[0].removesuffix("/networkinterfaces")
    # Those of one scale set may differ in how they spell what it is in.
    at = path.find("/virtualmachinescalesets/")
    return path[at:] if at >= 0 else path


def is_in_memory(source: Any) -> bool:
    """Tell whether all of *source* is there: whoever makes it runs no code meanwhile."""
    at_hand = (str, bytes, bytearray, memoryview, list, tuple, dict)
    return isinstance(source, at_hand) or _is_file(source)


def is_truncated(fields: dict[str, Any]) -> bool:
    """Tell whether Resource Graph says that it left rows out."""
    return str(fields.get("resulttruncated")).lower() in ("true", "1")


def _without_group(path: str) -> str:
    """Return a list's path as one of the whole subscription: such a list has rows of all groups."""
    before, found, after = path.partition("/resourcegroups/")
    return f"{before}/{after.partition('/')[2]}" if found else path


def _is_file(source: Any) -> bool:
    return hasattr(source, "__fspath__") or hasattr(source, "read")


def _under(path: str, key: str) -> str:
    """Return the place of *key* in what stands at *path*, which may be the name of a file."""
    return f"{path}.{key}" if path and not path.endswith(": ") else f"{path}{key}"


def _item(raw: Mapping[str, Any], fields: dict[str, Any], path: str) -> Item:
    """Return what *raw*, no list and no envelope, is; raise what names the wrong shape."""
    has_properties, is_named = "properties" in fields, not ROW_KEYS.isdisjoint(fields)
    spelling = _spelling(raw, fields)
    both = lifted(raw, fields) if has_properties else fields
    kind = str(fields.get("type") or "").lower()
    if "metadata" in fields and ("spec" in fields or fields.get("kind") == "Node"):
        if fields.get("kind") not in (None, "Node"):
            raise _refused(path, f"a {shown(str(fields['kind']))} of Kubernetes")
        return Item("node", "kubernetes", raw, path)
    if "azenvironment" in fields or "vmscalesetname" in fields:
        return Item("metadata", "metadata", raw, path)
    if kind.endswith("networkinterfaces") or ("ipconfigurations" in both and "vmid" not in both):
        return Item("interface", spelling, raw, path)
    if kind.endswith("/virtualmachinescalesets") or "virtualmachineprofile" in both:
        return Item("scale set", spelling, raw, path)
    if not is_named and ("virtualmachine" in fields or "orchestrationservices" in fields):
        raise _refused(
            path,
            "the instance view of a whole scale set, which counts and has no power states: "
            f"ask {UNIFORM_CALL}",
        )
    if "viewprovisioning" in fields:
        raise _refused(path, "a record of this package's: give what Azure said, which has it all")
    if isinstance(fields.get("error"), (Mapping, str)) and not is_named:
        raise _refused(path, _said(fields["error"]))
    if not is_named and not has_properties and not _VIEW_KEYS.isdisjoint(fields):
        return Item("view", "view" if spelling == "az" else spelling, raw, path)
    if kind.startswith("microsoft.") and kind not in _VM_TYPES:
        raise _refused(path, f"a resource of the type {shown(kind)}")
    if behind := _child(fields.get("id")):
        raise _refused(path, f"what belongs to an instance: {shown(behind)}")
    if not _TELLING.isdisjoint(both):
        return Item("row", spelling, raw, path, both)
    keys = ", ".join(shown(str(key)) for key in list(raw)[:5]) or "no keys"
    raise _refused(path, f"an object with {keys}")


def _child(given: Any) -> str | None:
    """Return what *given* has behind the ID of a VM."""
    if not isinstance(given, str):
        return None
    deepest = 10 if "/virtualmachinescalesets/" in given.lower() else 8
    found = (
        parse_or_none(ResourceID.parse, given) if given.rstrip("/ ").count("/") > deepest else None
    )
    return None if found is None or found.vm_name is None else found.child


def _said(error: Any) -> str:
    """Return what Azure's *error* says, and what to ask in place of what it refused."""
    fields = fold_keys(error) if isinstance(error, Mapping) else {"message": error}
    code = fields.get("code")
    message = str(fields.get("message") or "")
    said = ": ".join(
        shown(redacted(str(one)[:4096]), 300)[1:].rstrip(".")[:-1] for one in (code, message) if one
    )
    hint = ""
    lower = message.lower()
    if "instanceid must be a number" in lower or "not allowed on virtual machine scale" in lower:
        hint = f"; of a Flexible scale set ask {FLEXIBLE_CALL}"
    return f"an error of Azure's: {said}{hint}"


def _refused(path: str, got: str) -> InventoryFormatError:
    where = f"{path.removesuffix(': ')}: " if path else ""
    return InventoryFormatError(f"{where}expected instances, got {got}")


def _spelling(raw: Mapping[str, Any], fields: dict[str, Any]) -> str:
    """Return whose spelling that of *raw* is."""
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
