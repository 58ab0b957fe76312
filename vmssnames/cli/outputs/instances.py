"""Formats instances: a table for people; TSV, CSV, JSON, NDJSON and Markdown.

Cells are untrusted: terminals, spreadsheets and Markdown must not interpret them.
"""

from __future__ import annotations

from ...errors import escaped
from ...inventory.diff import Change
from ...inventory.inventory import Inventory
from ...inventory.records import COLUMNS, finding_record, record, value_of
from ...models.findings import age_text
from ...models.vm import ScaleSetVM
from ..terminal import columns_of_terminal, painted, wrapped
from .rows import (
    COLOURED,
    READY,
    Arrangement,
    aligned,
    cell_text,
    fitted,
    format_json,
    format_ndjson,
    heading,
    markdown,
    no_room,
    painted_state,
    separated,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from typing import Any

    from .rows import Row

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
# What a narrow terminal loses first.  What is wrong is never lost.
LEAST = ("FD", "SIZE", "COMPUTER NAME", "ZONE", "MODEL", READY, "HEALTH", "PROVISIONING", "ID")

_WHOLE = Arrangement()


def as_text(vm: ScaleSetVM, column: str) -> str:
    """Return the value of *vm* in *column* as a string, "" for None."""
    return cell_text(value_of(vm, column))


def formatted(
    listed: Inventory, form: str, arrangement: Arrangement = _WHOLE, *, redact: bool
) -> str:
    """Return all of *listed* in the format *form*; of *arrangement*, the columns and the header."""
    if form == "name":
        return "".join(f"{escaped(vm.name or vm.path)}\n" for vm in listed)
    columns, headed = arrangement.columns, arrangement.headed
    if form == "json":
        vms = [json_record(vm, redact, columns) for vm in listed]
        as_of = None if listed.as_of is None else listed.as_of.isoformat()
        notes = list(listed.notes)
        return format_json(arrangement.schema, instances=vms, notes=notes, as_of=as_of)
    if form in ("table", "markdown") and columns is None:
        return _short_table(listed, form, headed=headed)
    if form in ("table", "wide", "markdown"):
        names = columns or COLUMNS
        lines = [[heading(name) for name in names]]
        lines += [[escaped(as_text(vm, name)) or "-" for name in names] for vm in listed]
        if form == "markdown":
            return markdown(lines)
        return aligned(lines, headed=headed, colours=COLOURED)
    return rows_of(listed, form, arrangement, redact=redact)


def _short_table(listed: Inventory, form: str, *, headed: bool) -> str:
    """Return the columns that people need first, and below a table a summary."""
    has_nodes = any(vm.node is not None for vm in listed)
    heads = [*SHORT.values(), *([READY] if has_nodes else []), "FINDINGS"]
    lines = [heads, *(_short(vm, has_nodes) for vm in listed)]
    if form == "markdown":
        return markdown(lines)
    lines, dropped = fitted(lines, columns_of_terminal(), LEAST)
    hidden = no_room(dropped) if dropped else ""
    return aligned(lines, headed=headed, colours=COLOURED) + _summary(listed) + hidden


def rows_of(
    vms: Iterable[ScaleSetVM], form: str, arrangement: Arrangement = _WHOLE, *, redact: bool
) -> str:
    """Return *vms* in TSV, CSV or NDJSON, one per line."""
    columns = arrangement.columns
    if form == "ndjson":
        return format_ndjson(json_record(vm, redact, columns) for vm in vms)
    lines = [[*(columns or COLUMNS)]] if arrangement.headed else []
    if columns:
        lines += [[as_text(vm, name) for name in columns] for vm in vms]
        return separated(lines, form)
    # Calling cell_text for each of so many strings would double the time.
    lines += [
        [one if type(one) is str else cell_text(one) for one in record(vm).values()] for vm in vms
    ]
    return separated(lines, form)


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
    scale_sets = listed.scale_set_count
    powers = sorted(listed.counts("power").items(), key=lambda one: -one[1])
    counts = ", ".join(
        f"{count} {escaped(str(power or 'without a power state'))}" for (power,), count in powers
    )
    problems = sum(1 for vm in listed if vm.problems)
    bad = f"; {problems} with problems: --explain NAME shows them" if problems else ""
    owners = f" of {scale_sets} scale set{'s' if scale_sets != 1 else ''}" if scale_sets else ""
    total = f"{len(listed)} instance{'s' if len(listed) != 1 else ''}{owners}"
    return wrapped(f"{total}{': ' if counts else ''}{counts}{bad}") + as_of_text(listed)


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

    try:
        return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    except OverflowError:  # In the year 9999, for example.
        return f"{time:%Y-%m-%d %H:%M %z}"


def counted_rows(listed: Inventory, names: list[str]) -> list[Row]:
    """Return the counts of *listed* for each combination of values in the columns *names*."""
    return [
        dict(zip((*names, "count"), (*key, count), strict=True))
        for key, count in listed.counts(*names).items()
    ]


# The usual columns of changes; and all, which are those of -o wide.
CHANGE_COLUMNS = ("change", "name", "instance_id", "computer_name", "what")
_PLACES = ("scale_set", "resource_group", "subscription_id", "resource_id")
ALL_CHANGE_COLUMNS = (*CHANGE_COLUMNS, *_PLACES)


def changed_rows(found: list[Change]) -> list[Row]:
    """Return the changes *found*, one VM per row, for people and their tools."""
    return [
        {
            "change": one.kind,
            **{name: getattr(one.vm, name) for name in CHANGE_COLUMNS[1:-1]},
            "what": _what(one),
            **{name: as_text(one.vm, name) or None for name in _PLACES},
        }
        for one in found
    ]


def changed_records(found: list[Change], schema: int, redact: bool) -> list[Row]:
    """Return the changes *found* for JSON: what changed, and from *schema* 2 on the VM as it is."""
    names = "scale_set", "name", "instance_id", "computer_name"
    rows = []
    for one in found:
        row: Row = {"change": one.kind} | {name: getattr(one.vm, name) for name in names}
        row["fields"] = {name: list(pair) for name, pair in one.fields.items()}
        rows.append(row if schema == 1 else row | {"instance": whole_record(one.vm, redact)})
    return rows


def _what(change: Change) -> str:
    return "; ".join(
        f"{name}: {cell_text(old) or '-'} -> {cell_text(new) or '-'}"
        for name, (old, new) in change.fields.items()
    )


def explained(vm: ScaleSetVM, *, redact: bool) -> str:
    """Return what is wrong with *vm*, one sentence per line, below its names."""
    names = " ".join(filter(None, (vm.name or "", vm.computer_name, power_text(vm))))
    head = escaped(names or vm.path)
    lines = *_problems(vm, redact=redact), *_ages(vm)
    return f"{painted(head, 'bold')}\n" + "".join(wrapped(line, 4) for line in lines)


def _problems(vm: ScaleSetVM, *, redact: bool) -> list[str]:
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    found = [
        f"  {_painted(one.severity)}: {one.sentence(now, redact=redact)}" for one in vm.findings
    ]
    return found or ["  no problems found"]


def _painted(severity: str) -> str:
    return painted(severity, severity) if severity in ("error", "warning") else severity


# What is known of an instance besides its names, its title in a table, and since when.
_FACTS = {
    "power": ("power", None),
    "provisioning": ("provisioning", "provisioning_since"),
    "health": ("health", "health_since"),
    "ready": ("ready", "ready_since"),
    "latest_model": ("model", None),
    "zone": ("zone", None),
    "fault_domain": ("fault domain", None),
    "size": ("size", None),
    "private_addresses": ("addresses", None),
}


def described(vm: ScaleSetVM) -> str:
    """Return the states of *vm*, since when, and what is wrong with it, below its name."""
    row = {column: as_text(vm, column) for column in _FACTS}
    row["power"] = power_text(vm)
    row["latest_model"] = {"true": "latest", "false": "old"}.get(row["latest_model"], "")
    lines = []
    for column, value in row.items():
        title, since = _FACTS[column]
        time = None if since is None else getattr(vm, since)
        age = "" if time is None else f", since {minute(time)}, {age_since(time)}"
        head = READY if column == "ready" else title.upper()
        text = painted_state(head, escaped(value))
        lines += [f"  {title:<21} {text}{age}"] if value else []
    lines += [] if vm.as_of is None else [f"  {'states as of':<21} {minute(vm.as_of)}"]
    return "".join(wrapped(f"  {line}", 6) for line in (*lines, *_problems(vm, redact=True)))


def age_since(time: datetime) -> str:
    """Return how long ago *time* is."""
    from datetime import UTC, datetime

    return age_text((datetime.now(UTC) - time).total_seconds())


def json_record(vm: ScaleSetVM, redact: bool, columns: Sequence[str] | None) -> dict[str, Any]:
    """Return *vm* for JSON: whole, or only *columns* of it."""
    if columns is None:
        return whole_record(vm, redact)
    return {name: value_of(vm, name) for name in columns}


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
