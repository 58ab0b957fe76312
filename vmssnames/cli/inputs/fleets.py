"""Reads the scale sets that --fleet and VMSSNAMES_FLEET name: from lists, or from instances.

A list of scale sets is read by ``Fleet.parse``.  Everything else that tells the scale sets of
its instances is read by ``load_instances``: lists of instances, Kubernetes nodes, Terraform.
"""

from __future__ import annotations

import os

from ...errors import InventoryFormatError, shown
from ...fleet.fleet import Fleet
from ...names.grammar import fold
from ...names.ids import format_base36
from ...names.scale_set import ScaleSet
from ..errors import CommandError, InputError, note, warn_many
from .files import content, is_snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...inventory.inventory import Inventory

    Named = tuple[str, ScaleSet]

VARIABLE = "VMSSNAMES_FLEET"

_JSON = (b"{", b"[")
_ENDS = (".json", ".ndjson", ".jsonl", ".csv", ".tsv", ".txt")
_COMPRESSED = ("", ".gz", ".zst")


def read_fleet(paths: list[str], listed: list[Inventory] | None = None) -> Fleet:
    """Return the fleet that the files and directories *paths* list together.

    The instances from which the scale sets are taken, if any, are added to *listed*.
    Raises CommandError, also for a scale set that two files describe differently.
    """
    files = [file for path in paths for file in _files_in(path)]
    held = [] if listed is None else listed
    if len(files) == 1:
        # As it was parsed: of prefixes, a fleet made again would take twice the time.
        found = _listed_in(files[0])
        return found if isinstance(found, Fleet) else _fleet_of_instances([found], held)
    return Fleet(_merged(_read(files, held)))


def paths_of_environment() -> list[str]:
    """Return the paths in VMSSNAMES_FLEET; none if it is not set."""
    given = os.environ.get(VARIABLE, "")
    return [path for path in given.split(os.pathsep) if path]


def fleet_of_environment(listed: list[Inventory] | None = None) -> Fleet | None:
    """Return the fleet that VMSSNAMES_FLEET names; None if it is not set.

    *listed* is as for read_fleet.  Raises CommandError that names the variable.
    """
    given = os.environ.get(VARIABLE)
    if not given:
        return None
    try:
        paths = paths_of_environment()
        if not paths:
            raise CommandError(f"expected the names of files, got {shown(given)}")
        return read_fleet(paths, listed)
    except (CommandError, InputError) as error:
        raise CommandError(f"{VARIABLE}: {error}") from None


def _files_in(path: str) -> list[str]:
    """Return the file *path*, or the files in it if it is a directory, sorted."""
    if path == "-" or not os.path.isdir(path) or is_snapshot(path):
        return [path]
    ends = tuple(end + packed for end in _ENDS for packed in _COMPRESSED)
    try:
        names = [entry.path for entry in os.scandir(path)]
    except OSError as error:
        raise CommandError(f"{shown(path, 400)}: {error.strerror}") from None
    found = sorted(one for one in names if one.lower().endswith(ends) and os.path.isfile(one))
    expected = f"{', '.join(_ENDS[:-1])} or {_ENDS[-1]}"
    if not found:
        raise CommandError(f"{shown(path, 400)}: no file in this directory ends in {expected}")
    others = sorted({*map(os.path.basename, names)} - {*map(os.path.basename, found)})
    others = [one for one in others if not one.startswith(".")]
    if others:
        what = f"{len(others)} entr{'ies' if len(others) > 1 else 'y'} skipped"
        note(f"{shown(path, 400)}: {what}, such as {shown(others[0])}: no file in {expected}")
    return found


def _read(files: list[str], listed: list[Inventory]) -> Iterator[Named]:
    """Yield the scale sets in *files*, each with the name of its file."""
    others: list[tuple[str, bytes, str]] = []
    for path in files:
        found = _listed_in(path)
        if isinstance(found, Fleet):
            name = shown(path, 400)
            yield from ((name, one) for one in found)
        else:
            others.append(found)
    if others:
        # Together, since a list of instances and its nodes are joined.
        names = " and ".join(shown(path, 400) for path, _, _ in others[:3])
        yield from ((names, one) for one in _fleet_of_instances(others, listed))


def _listed_in(path: str) -> Fleet | tuple[str, bytes, str]:
    """Return the scale sets that *path* lists; if it lists none, its content, and why."""
    if path != "-" and os.path.isdir(path):
        return _of_snapshot(path)
    data = content(path)
    try:
        fleet = Fleet.parse(data)
    except ValueError as error:
        return path, data, str(error)
    if not fleet:
        what = "no scale sets in this file" if data.strip() else "the file is empty"
        raise CommandError(f"{shown(path, 400)}: {what}: expected az vmss list -o json")
    return fleet


def _of_snapshot(path: str) -> Fleet:
    """Return the scale sets of the snapshot in the directory *path*; raise CommandError."""
    from ...inventory.snapshot import read_snapshot

    try:
        snapshot = read_snapshot(path)
    except (InventoryFormatError, OSError) as error:
        text = f"{shown(path, 400)}: {error.strerror}" if isinstance(error, OSError) else str(error)
        raise CommandError(text) from None
    if not snapshot.scale_sets:
        raise CommandError(f"{shown(path, 400)}: no scale sets in this snapshot")
    # Of a scale set whose instances are missing, the list of scale sets tells the prefix.
    lacks = [one for one in snapshot.failed if one["kind"] not in ("instances", "interfaces")]
    warn_many(snapshot.notes_on(lacks), "more calls failed")
    return snapshot.fleet


def _fleet_of_instances(files: list[tuple[str, bytes, str]], held: list[Inventory]) -> Fleet:
    """Return the scale sets of the instances in *files*; of each file, how it was rejected.

    The instances are added to *held*.
    """
    from ...inventory.documents import documents
    from ...inventory.inventory import load_instances
    from ...inventory.texts import form_of

    sources: list[object] = []
    for path, data, error in files:
        name = shown(path, 400)
        is_json = data.lstrip()[:1] in _JSON
        try:
            found = documents(data)
            one = load_instances(*found)
        except InventoryFormatError as other:
            # What is not JSON may be a list of scale sets with an error in it.
            form = None if is_json else form_of(data.decode("utf-8", "replace"))
            # CSV is a list of scale sets, so its error counts.
            is_list = form is None or form[0] == "CSV"
            text = error if is_list and not is_json else str(other)
            raise CommandError(f"{name}: {text}") from None
        if one.scale_sets and not len(one):
            raise CommandError(f"{name}: {error}")
        sources += found
    listed = load_instances(*sources)
    fleet = listed.fleet
    if not fleet:
        name, count = shown(files[0][0], 400), len(listed)
        if not count:
            raise CommandError(f"{name}: no instances and no scale sets: run az vmss list -o json")
        got = f"{count} instance{'s' if count != 1 else ''}"
        raise CommandError(f"{name}: {got}, none of which names its scale set")
    held.append(listed)
    without = sum(1 for vm in listed if vm.scale_set is None)
    several = f"{without} instances do" if without > 1 else "1 instance does"
    notes = [f"{several} not name a scale set"] if without else []
    notes += _odd_names(listed, fleet)
    warn_many([*notes, *listed.notes], "more notes: vmssnames inventory has all of them")
    return fleet


def _odd_names(listed: Inventory, fleet: Fleet) -> list[str]:
    """Return what to say of VMs in *listed* whose computer names do not follow from their IDs.

    Names are converted by the rule, so they would lead to other VMs.
    """
    prefixes: dict[str, set[str]] = {}
    for one in fleet:
        prefixes.setdefault(fold(one.name), set()).add(fold(one.prefix or ""))
    odd = []
    for vm in listed:
        if vm.instance_id is None or vm.computer_name is None or vm.scale_set is None:
            continue
        ending, name = fold(format_base36(vm.instance_id)), fold(vm.computer_name).partition(".")[0]
        known = prefixes.get(fold(vm.scale_set), {""}) - {""}
        if known and name not in {f"{prefix}{ending}" for prefix in known}:
            odd.append(vm)
    if not odd:
        return []
    such = f"such as {shown(odd[0].computer_name or '')} of {shown(odd[0].name or odd[0].path)}"
    what = "computer names do" if len(odd) > 1 else "computer name does"
    return [
        f"{len(odd)} {what} not follow from the instance ID, {such}: "
        "inventory and table have what the list says"
    ]


def _merged(named: Iterable[Named]) -> Iterator[ScaleSet]:
    """Yield each scale set once, with all that its files tell; raise if they contradict."""
    by_key: dict[tuple[str, str], Named] = {}
    unplaced: dict[str, list[tuple[str, str]]] = {}
    for source, one in named:
        place = "" if one.resource_id is None else one.resource_id.key
        key = (fold(one.name), place)
        if place:
            # One without a place is the same scale set, if there is just one with a place.
            unplaced.setdefault(key[0], []).append(key)
        first = by_key.get(key)
        by_key[key] = (source, one) if first is None else (first[0], _both(first, (source, one)))
    for key in [key for key in by_key if not key[1]]:
        placed = unplaced.get(key[0], [])
        if len(set(placed)) == 1:
            other = by_key[placed[0]]
            by_key[placed[0]] = (other[0], _both(other, by_key.pop(key)))
    for _, one in by_key.values():
        yield one


def _both(first: Named, second: Named) -> ScaleSet:
    """Return the scale set that both describe; raise CommandError if they contradict."""
    (source, one), (other_source, other) = first, second
    for what in ("prefix", "mode"):
        known = getattr(one, what), getattr(other, what)
        if None not in known and fold(known[0]) != fold(known[1]):
            raise CommandError(
                f"the scale set {shown(one.name)} has the {what} {shown(known[0])} in {source}, "
                f"and {shown(known[1])} in {other_source}"
            )
    return ScaleSet(
        one.name, one.prefix or other.prefix, one.resource_id or other.resource_id, one.mode
    )
