"""The commands of ``vmssnames show --commands``, as rows and as a table."""

from __future__ import annotations

from ...errors import shown
from ...names.grammar import fold
from ...names.resource_id import ResourceID
from ...names.vm_names import ComputerName
from ...operations.operations import OPERATION_NAMES, Operation, operation
from ..errors import CommandError, warn
from ..terminal import painted
from .readings import resource_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .readings import ReadingRow
    from .rows import Row


def commands_for(
    read: Sequence[tuple[str, list[ReadingRow]]], names: Sequence[str], cloud: str
) -> tuple[list[dict[str, Any]], int]:
    """Return the commands of the operations *names* for what was *read*, and the exit status."""
    try:
        asked = [operation(name) for name in names or OPERATION_NAMES]
    except ValueError as error:
        raise CommandError(str(error)) from None
    prefixes = {
        fold(best.value.prefix)
        for _, [(best, _, context), *_] in read
        if context.scale_set is not None and isinstance(best.value, ComputerName)
    }
    if len(prefixes) > 1:
        shown_prefixes = " and ".join(map(shown, sorted(prefixes)))
        raise CommandError(
            f"the prefixes {shown_prefixes} belong to different scale sets: pass them one by one, "
            "or --fleet"
        )
    status = 0
    resources: list[ResourceID] = []
    for name, [(best, _, context), *others] in read:
        # Commands are pasted: only for the best reading, only if it is plausible, and not if a
        # resource ID may not mean what it says.
        resource = resource_of(best, context)
        is_doubtful = best.kind in ("resource_id", "provider_id") and bool(others)
        if resource is None or is_doubtful or best.certainty not in ("certain", "likely"):
            warn(f"{shown(name)}: no commands: {best.note}")
            status = 2
        else:
            resources.append(resource)
    found = []
    for one in asked if resources else []:
        try:
            found.append(_command_forms(one, resources, cloud))
        except ValueError as error:
            if names:  # The user asked for it.
                warn(str(error))
                status = 2
    return found, status


def _command_forms(one: Operation, resources: list[ResourceID], cloud: str) -> dict[str, Any]:
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


def command_rows(commands: list[dict[str, Any]]) -> list[Row]:
    """Return a row for each command and each request."""
    return [
        {"operation": one["operation"], "form": form, "command": command, "note": one["note"]}
        for one in commands
        for form, lines in _forms(one)
        for command in lines
    ]


def command_lines(commands: list[dict[str, Any]], form: str) -> str:
    """Return the commands of one form, az, rest or powershell, and nothing else."""
    found = [
        line
        for one in commands
        for name, lines in _forms(one)
        if name.lower() == form
        for line in lines
    ]
    return "".join(f"{line}\n" for line in found)


def command_table(commands: list[dict[str, Any]]) -> str:
    """Return the commands for people."""
    lines = []
    for one in commands:
        lines.append("")
        lines.append(f"{painted(one['operation'], 'bold')}: {one['summary']}")
        if one["note"]:
            lines.append(f"  {painted('note', 'possible')}: {one['note']}")
        for form, texts in _forms(one):
            lines += [f"  {form:<11}{text}" for text in texts]
    return "".join(f"{line}\n" for line in lines)


def _forms(one: dict[str, Any]) -> list[tuple[str, list[str]]]:
    from ...operations.quoting import json_text

    rest = [
        f"{request['method']} {request['url']}"
        + (f" {json_text(request['body'])}" if request["body"] is not None else "")
        for request in one["rest"]
    ]
    return [("REST", rest), ("az", one["az"]), ("PowerShell", one["powershell"])]
