"""Finds single instances in snapshots, without reading more than their scale set."""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager

from ...errors import InventoryFormatError, shown
from ...inventory.inventory import Inventory, load_instances
from ...inventory.snapshot import Snapshot, check_file, open_snapshot, read_file
from ...models.vm import ScaleSetVM
from ...names.grammar import fold
from ...names.resource_id import ResourceID
from ..errors import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

# kubectl indents the nodes in its list like this.
_START, _END = b"\n        {", b"\n        }"


class InstanceReader:
    """Finds instances in the snapshots at *paths*, and in *lists*.  Raises CommandError."""

    def __init__(self, paths: list[str], lists: list[Inventory]) -> None:
        self._paths, self._lists = paths, lists
        self._listed: dict[tuple[str, str], Inventory] = {}

    @property
    def source(self) -> str:
        """What is searched, for people."""
        return "snapshot" if self._paths else "list"

    def find(self, name: str, scale_set: ResourceID) -> tuple[ScaleSetVM, datetime | None] | None:
        """Return the instance *name* of *scale_set*, and the time of its snapshot.

        Return None if neither a snapshot nor a list has it.
        """
        for path in self._paths:
            with _opened(path) as snapshot:
                own, nodes = snapshot.files_of(scale_set)
                key = path, scale_set.key
                if key not in self._listed:
                    self._listed[key] = load_instances(*map(read_file, own))
                for vm in self._listed[key].find(name):
                    parts = [part for one in nodes for part in _node_of(vm, read_file(one))]
                    # A node with its name may be of another scale set.
                    joined = Inventory([vm]).join(*parts)
                    same = (one for one in joined if one.resource_id == vm.resource_id)
                    return next(same, vm), snapshot.started
        for listed in self._lists:
            for vm in listed.find(name):
                place = vm.resource_id
                if place is not None and place.key.startswith(f"{scale_set.key}/"):
                    return vm, None
        return None

    def is_missing(self, scale_set: ResourceID) -> bool:
        """Return whether a snapshot has *scale_set*, but not its instances: a call failed."""
        for path in self._paths:
            with _opened(path) as snapshot:
                own, _ = snapshot.files_of(scale_set)
                is_known = any(
                    one.resource_id is not None and one.resource_id.key == scale_set.key
                    for one in snapshot.fleet
                )
                failed = {one["kind"] for one in snapshot.failed}
                if (
                    is_known
                    and "instances" in failed
                    and {one.kind for one in own} <= {"interfaces"}
                ):
                    return True
        return False

    def search(self, name: str) -> list[ScaleSetVM]:
        """Return the instances with this *name*, which tells no scale set."""
        found: list[ScaleSetVM] = []
        host = fold(name).partition(".")[0]
        for path in self._paths:
            with _opened(path) as snapshot:
                known = snapshot.read_names()
                if not known.isdisjoint((fold(name), host)):
                    found += load_instances(*map(read_file, snapshot.files)).find(name)
        for listed in self._lists:
            found += listed.find(name)
        return found


# The snapshots that are read until the process ends.
_HELD = ExitStack()


def files_of(path: str, *, names: bool) -> list[str]:
    """Return the files of the snapshot at *path*, or only that with the *names* of instances.

    They stay until the process ends.  Raises CommandError.
    """
    snapshot = _HELD.enter_context(_opened(path))
    try:
        files = [check_file(snapshot.names)] if names else map(check_file, snapshot.files)
        return [str(one) for one in files]
    except InventoryFormatError as error:
        raise CommandError(str(error)) from None


@contextmanager
def _opened(path: str) -> Iterator[Snapshot]:
    try:
        with open_snapshot(path) as snapshot:
            yield snapshot
    except InventoryFormatError as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{shown(path, 400)}: {error.strerror}") from None


def _node_of(vm: ScaleSetVM, data: bytes) -> list[bytes]:
    """Return the JSON of the node of *vm*, alone if it can be found in *data*, a list of nodes.

    A list can be a hundred megabytes, of which a node is twenty kilobytes.
    """
    name = fold(vm.computer_name or "")
    if name and name.encode() not in data:
        return []
    key = b'"name": %s' % json.dumps(name).encode()
    at = data.find(key) if name else -1
    while at >= 0:
        start, end = data.rfind(_START, 0, at), data.find(_END, at)
        node = data[start + 1 : end + len(_END)]
        if start >= 0 and end >= 0 and _has_name(node, name):
            return [node]
        at = data.find(key, at + 1)
    return [data]


def _has_name(node: bytes, name: str) -> bool:
    """Return whether *node* is the JSON of a Kubernetes node called *name*."""
    try:
        return bool(json.loads(node)["metadata"]["name"] == name)
    except (ValueError, LookupError, TypeError, RecursionError):
        return False
