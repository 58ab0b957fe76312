"""Formats instances: a table for people; TSV, CSV, JSON, NDJSON and Markdown.

Cells are untrusted: terminals, spreadsheets and Markdown must not interpret them.
"""

from __future__ import annotations

from ...errors import escaped
from ...inventory.diff import Change
from ...inventory.inventory import Inventory
from ...inventory.records import COLUMNS, FORMULA, finding_record, record, value_of
from ...models.vm import ScaleSetVM
from ..terminal import columns_of_terminal, painted
from .rows import aligned, cell_text, fitted, format_csv, format_json, format_ndjson

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Any

# The columns of a table, and their headers.
SHORT = {
    "name": "NAME",
    "computer_name": "COMPUTER NAME",
    "instance_id": "ID",
    "power": "POWER",
    "provisioning": "PROVISIONING",
    "health": "HEALTH",
    "latest_model": "MODEL",
    "zone": "ZONE",
    "fault_domain": "FD",
    "size": "SIZE",
}
# Shown only if there are Kubernetes nodes.
READY = "READY"
# What a narrow terminal loses first.  What is wrong is never lost.
LEAST = ("FD", "SIZE", "COMPUTER NAME", "ZONE", "MODEL", READY, "HEALTH", "PROVISIONING", "ID")
# States that need a look, by the headers of their columns.
_LOOKS = {
    "error": "failed canceled unhealthy",
    "warning": "stopped deallocated unknown old creating updating migrating deleting starting "
    "stopping deallocating",
}
COLOURED = {
    (head, state): colour
    for head in ("POWER", "PROVISIONING", "HEALTH", "MODEL", "VIEW PROVISIONING")
    for colour, states in _LOOKS.items()
    for state in states.split()
} | {(READY, "false"): "error", (READY, "unknown"): "warning"}
# The characters that Markdown interprets, also those of GitHub's links and mentions.
_MARKED = str.maketrans({c: f"\\{c}" for c in "\\`*[]<>|~&#!@:$"} | {"\uff5c": "\\|"})


def as_text(vm: ScaleSetVM, column: str) -> str:
    """Return the value of *vm* in *column* as a string, "" for None."""
    return cell_text(value_of(vm, column))


def formatted(
    listed: Inventory,
    form: str,
    *,
    redact: bool,
    columns: list[str] | None = None,
    headed: bool = True,
) -> str:
    """Return all of *listed* in the format *form*; in rows, only *columns* of it."""
    if form == "name":
        return "".join(f"{escaped(vm.name or vm.path)}\n" for vm in listed)
    if form == "json":
        vms = [whole_record(vm, redact) for vm in listed]
        as_of = None if listed.as_of is None else listed.as_of.isoformat()
        return format_json(instances=vms, notes=list(listed.notes), as_of=as_of)
    if form == "wide" or (columns and form in ("table", "markdown")):
        form = "table" if form == "wide" else form
        names = columns or [*COLUMNS]
        lines = [names, *([as_text(vm, name) for name in names] for vm in listed)]
        return _table(lines, form, empty="-", headed=headed)
    if form in ("table", "markdown"):
        has_nodes = any(vm.node is not None for vm in listed)
        heads = [*SHORT.values(), *([READY] if has_nodes else []), "FINDINGS"]
        lines = [heads, *(_short(vm, has_nodes) for vm in listed)]
        if form == "markdown":
            return _markdown(lines)
        lines, dropped = fitted(lines, columns_of_terminal(), LEAST)
        hidden = f"no room for {', '.join(dropped)}: -o wide shows all\n" if dropped else ""
        return aligned(lines, headed=headed, colours=COLOURED) + _summary(listed) + hidden
    return rows_of(listed, form, redact=redact, columns=columns, headed=headed)


def rows_of(
    vms: Iterable[ScaleSetVM],
    form: str,
    *,
    redact: bool,
    columns: list[str] | None = None,
    headed: bool = True,
) -> str:
    """Return *vms* in TSV, CSV or NDJSON, one per line."""
    if form == "ndjson":
        return format_ndjson(whole_record(vm, redact) for vm in vms)
    lines = [columns or list(COLUMNS)] if headed else []
    if columns:
        lines += [[as_text(vm, name) for name in columns] for vm in vms]
        return _separated(lines, form)
    # Calling cell_text for each of so many strings would double the time.
    lines += [
        [one if type(one) is str else cell_text(one) for one in record(vm).values()] for vm in vms
    ]
    return _separated(lines, form)


def _separated(lines: list[list[str]], form: str) -> str:
    if form == "tsv":
        return "".join(map(_tabbed, lines))
    return format_csv([_no_formula(escaped(cell)) for cell in line] for line in lines)


def _tabbed(cells: list[str]) -> str:
    line = "\t".join(cells)
    # All cells at once: there is rarely anything to escape.
    if line.count("\t") == len(cells) - 1 and line.replace("\t", "").isprintable():
        return f"{line}\n"
    return "\t".join(map(escaped, cells)) + "\n"


def _no_formula(cell: str) -> str:
    return f"'{cell}" if FORMULA.search(cell) else cell


def power_text(vm: ScaleSetVM) -> str:
    """Return the power state of *vm* for people: no power state says that a VM is hibernated."""
    power = as_text(vm, "power")
    return f"{power} (hibernated)" if power and vm.is_hibernated else power


def _short(vm: ScaleSetVM, has_nodes: bool) -> list[str]:
    """Return the cells of a table for *vm*."""
    row = {column: as_text(vm, column) for column in SHORT}
    row["power"] = power_text(vm)
    if has_nodes:
        row["ready"] = as_text(vm, "ready")
    row["latest_model"] = {"true": "latest", "false": "old"}.get(row["latest_model"], "")
    row["name"] = row["name"] or (vm.path if vm.instance_id is None else "")
    kinds = dict.fromkeys(one.kind for one in vm.problems)
    return [escaped(cell) for cell in (*row.values(), ", ".join(kinds))]


def _summary(listed: Inventory) -> str:
    """Return a line with counts, which people read first."""
    scale_sets = len({vm.scale_set.lower() for vm in listed if vm.scale_set})
    powers = sorted(listed.counts("power").items(), key=lambda one: -one[1])
    counts = ", ".join(
        f"{count} {escaped(str(power or 'without a power state'))}" for (power,), count in powers
    )
    problems = sum(1 for vm in listed if vm.problems)
    bad = f"; {problems} with problems: --explain NAME shows them" if problems else ""
    owners = f" of {scale_sets} scale set{'s' if scale_sets != 1 else ''}" if scale_sets else ""
    total = f"{len(listed)} instance{'s' if len(listed) != 1 else ''}{owners}"
    return f"{total}{': ' if counts else ''}{counts}{bad}\n{as_of_text(listed)}"


def as_of_text(listed: Inventory) -> str:
    """Return a line that says of when the oldest states are; empty if that is not known."""
    return "" if listed.as_of is None else f"as of {minute(listed.as_of)}\n"


def minute(time: datetime) -> str:
    """Return *time* for people, in UTC.

    >>> from datetime import UTC, datetime
    >>> minute(datetime(2025, 4, 1, 5, tzinfo=UTC))
    '2025-04-01 05:00 UTC'
    """
    from datetime import UTC

    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _markdown(lines: list[list[str]]) -> str:
    header, *rest = [[_marked(cell) for cell in line] for line in lines]
    rows = [header, ["---"] * len(header), *rest]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def _marked(cell: str) -> str:
    cell = cell.translate(_MARKED).replace("www.", "www\\.")
    return f"\\{cell}" if cell.startswith("_") else cell


def formatted_counts(listed: Inventory, names: list[str], form: str) -> str:
    """Return the counts of *listed* for each combination of values in the columns *names*."""
    counted = [(*key, count) for key, count in listed.counts(*names).items()]
    header = [*names, "count"]
    if form in ("json", "ndjson"):
        rows = [dict(zip(header, row, strict=True)) for row in counted]
        return format_json(counts=rows) if form == "json" else format_ndjson(rows)
    return _table([header, *(list(map(cell_text, row)) for row in counted)], form, empty="-")


def _table(lines: list[list[str]], form: str, *, empty: str = "", headed: bool = True) -> str:
    """Return *lines* in any format but JSON; for people, with *empty* in empty cells."""
    if form in ("tsv", "csv"):
        return _separated(lines if headed else lines[1:], form)
    header, *rest = lines
    shown = [[name.upper().replace("_", " ") for name in header]]
    shown += [[escaped(cell or empty) for cell in line] for line in rest]
    if form == "markdown":
        return _markdown(shown)
    return aligned(shown, headed=headed, colours=COLOURED)


def formatted_changes(found: list[Change], form: str) -> str:
    """Return the changes *found*, one VM per row."""
    rows = [
        {
            "change": one.kind,
            "scale_set": one.vm.scale_set,
            "name": one.vm.name,
            "instance_id": one.vm.instance_id,
            "computer_name": one.vm.computer_name,
            "fields": {name: list(pair) for name, pair in one.fields.items()},
        }
        for one in found
    ]
    if form == "json":
        return format_json(changes=rows)
    if form == "ndjson":
        return format_ndjson(rows)
    columns = "change", "name", "instance_id", "computer_name"
    lines = [[*columns, "what"]]
    for row, one in zip(rows, found, strict=True):
        lines.append([*(cell_text(row[column]) for column in columns), _what(one)])
    return _table(lines, form)


def _what(change: Change) -> str:
    return "; ".join(
        f"{name}: {cell_text(old) or '-'} -> {cell_text(new) or '-'}"
        for name, (old, new) in change.fields.items()
    )


def explained(vm: ScaleSetVM, *, redact: bool) -> str:
    """Return what is wrong with *vm*, one sentence per line, below its names."""
    names = " ".join(filter(None, (vm.name or "", vm.computer_name, power_text(vm))))
    head = escaped(names or vm.path)
    lines = painted(head, "bold"), *_problems(vm, redact=redact), *_ages(vm)
    return "".join(f"{line}\n" for line in lines)


def _problems(vm: ScaleSetVM, *, redact: bool) -> list[str]:
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    found = [
        f"  {_painted(one.severity)}: {one.sentence(now, redact=redact)}" for one in vm.findings
    ]
    return found or ["  no problems found"]


def _painted(severity: str) -> str:
    return painted(severity, severity) if severity in ("error", "warning") else severity


# What is known of an instance besides its names, and the titles in a table.
_FACTS = {
    "power": "power",
    "provisioning": "provisioning",
    "health": "health",
    "ready": "ready",
    "latest_model": "model",
    "zone": "zone",
    "fault_domain": "fault domain",
    "size": "size",
    "private_addresses": "addresses",
}


def described(vm: ScaleSetVM) -> str:
    """Return the states of *vm* and what is wrong with it, to follow its names in a table."""
    row = {column: as_text(vm, column) for column in _FACTS}
    row["power"] = power_text(vm)
    row["latest_model"] = {"true": "latest", "false": "old"}.get(row["latest_model"], "")
    facts = [f"  {_FACTS[key]:<21} {escaped(value)}" for key, value in row.items() if value]
    lines = *facts, *_problems(vm, redact=True), *_ages(vm)
    return "".join(f"  {line}\n" for line in lines)


def whole_record(vm: ScaleSetVM, redact: bool) -> dict[str, Any]:
    """Return the columns and the findings of *vm*."""
    return record(vm) | {"findings": [finding_record(one, redact) for one in vm.findings]}


def _ages(vm: ScaleSetVM) -> list[str]:
    """Return how old the states are, on one line; nothing if no age is known."""
    since = (
        ("provisioning", vm.provisioning_since),
        ("health", vm.health_since),
        ("ready", vm.ready_since),
    )
    parts = [f"{what} since {minute(time)}" for what, time in since if time is not None]
    parts += [] if vm.as_of is None else [f"as of {minute(vm.as_of)}"]
    return [f"  ages: {', '.join(parts)}"] if parts else []
