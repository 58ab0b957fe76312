"""``vmssnames show --commands``: what does something to the instances that names are of."""

from __future__ import annotations

from ...errors import shown
from ...names.grammar import fold
from ...names.resource_id import ResourceID
from ...names.vm_names import ComputerName
from ...operations.operations import OPERATION_NAMES, Operation, operation
from ..streams import CommandError, warn
from .readings import Context, resource_of
from .rows import painted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ...names.readings import Reading
    from .rows import Row


def commands(
    read: Sequence[tuple[str, Reading, Context]],
    names: Sequence[str],
    cloud: str,
) -> tuple[list[dict[str, Any]], int]:
    """Return what does the operations called *names* to what was *read*, and the exit status."""
    try:
        asked = [operation(name) for name in names or OPERATION_NAMES]
    except ValueError as error:
        raise CommandError(str(error)) from None
    prefixes = {
        fold(best.value.prefix)
        for _, best, given in read
        if given.scale_set is not None and isinstance(best.value, ComputerName)
    }
    if len(prefixes) > 1:
        shown_prefixes = " and ".join(map(shown, sorted(prefixes)))
        raise CommandError(f"names of the prefixes {shown_prefixes} are not of one scale set")
    status = 0
    resources: list[ResourceID] = []
    for name, best, given in read:
        # Only for the best reading, and for none that is hardly one: a command is
        # there to be pasted.
        resource = resource_of(best, given)
        if resource is None or best.certainty not in ("certain", "likely"):
            warn(f"{shown(name)}: no commands: {best.note}")
            status = 2
        else:
            resources.append(resource)
    told = []
    for one in asked if resources else []:
        try:
            told.append(_told(one, resources, cloud))
        except ValueError as error:
            if names:  # asked for by name
                warn(str(error))
                status = 2
    return told, status


def _told(one: Operation, resources: list[ResourceID], cloud: str) -> dict[str, Any]:
    return {
        "operation": one.name,
        "summary": one.summary,
        "note": one.note or None,
        "rest": [
            {"method": request.method, "url": request.url, "body": request.body}
            for request in one.requests(resources, cloud=cloud)
        ],
        "az": one.az(resources).splitlines(),
        "powershell": one.powershell(resources).splitlines(),
    }


def command_rows(told: list[dict[str, Any]]) -> list[Row]:
    """Return a row for each command and each request."""
    return [
        {"operation": one["operation"], "form": form, "command": command, "note": one["note"]}
        for one in told
        for form, lines in _forms(one)
        for command in lines
    ]


def command_table(told: list[dict[str, Any]]) -> str:
    """Return the commands for people."""
    lines = []
    for one in told:
        lines.append("")
        lines.append(f"{painted(one['operation'], 'bold')}: {one['summary']}")
        if one["note"]:
            lines.append(f"  {painted('note', 'possible')}: {one['note']}")
        for form, commands in _forms(one):
            lines += [f"  {form:<11}{command}" for command in commands]
    return "".join(f"{line}\n" for line in lines)


def _forms(one: dict[str, Any]) -> list[tuple[str, list[str]]]:
    from ...operations.quoting import json_text

    rest = [
        f"{request['method']} {request['url']}"
        + (f" {json_text(request['body'])}" if request["body"] is not None else "")
        for request in one["rest"]
    ]
    return [("REST", rest), ("az", one["az"]), ("PowerShell", one["powershell"])]
