"""Parses ``--where``: conditions on columns."""

from __future__ import annotations

from ...inventory.records import FACTS, check_column
from ...models.vm import ScaleSetVM
from ..errors import CommandError, printable
from ..outputs.instances import as_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def parse_filter(text: str) -> Callable[[ScaleSetVM], bool]:
    """Return the condition in *text*, "COLUMN=VALUE" or "COLUMN!=VALUE"; raise CommandError."""
    name, equals, values = text.partition("=")
    if not equals:
        raise CommandError(f"--where: expected COLUMN=VALUE, got {printable(text)!a}")
    wanted = {value.strip().lower() for value in values.split(",")}
    column, negated = parse_column(name.removesuffix("!")), name.endswith("!")
    if column in (*FACTS, "latest_model") and not wanted <= {"true", "false", ""}:
        got = printable(values)
        raise CommandError(f"--where: {column} is true, false or empty, got {got!a}")

    def matches(vm: ScaleSetVM) -> bool:
        value = as_text(vm, column).lower()
        # Each of several addresses, or zones, may match.
        return bool({value, *value.split(",")} & wanted) != negated

    return matches


def parse_column(name: str) -> str:
    """Return *name* if it is a column or a fact; raise CommandError."""
    try:
        return check_column(name.strip())
    except ValueError as error:
        raise CommandError(str(error)) from None
