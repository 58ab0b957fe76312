"""``--where``: conditions on columns, as they are typed."""

from __future__ import annotations

from ...inventory.inventory import ScaleSetVM
from ...inventory.records import FACTS, check_column
from ..outputs import instances
from ..streams import CommandError, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def parse_filter(text: str) -> Callable[[ScaleSetVM], bool]:
    """Return the condition in *text*; CannotGoOn."""
    name, equals, values = text.partition("=")
    if not equals:
        raise CommandError(f"--where: expected COLUMN=VALUE, got {printable(text)!a}")
    wanted = {value.strip().lower() for value in values.split(",")}
    column, without = column_of(name.removesuffix("!")), name.endswith("!")
    if column in (*FACTS, "latest_model") and not wanted <= {"true", "false", ""}:
        raise CommandError(
            f"--where: {column} is true, false or not said, got {printable(values)!a}"
        )

    def holds(vm: ScaleSetVM) -> bool:
        said = instances.as_text(vm, column).lower()
        # Of several addresses, or zones, each counts.
        return bool({said, *said.split(",")} & wanted) != without

    return holds


def column_of(name: str) -> str:
    """Return *name* if it is a column or a fact; CannotGoOn."""
    try:
        return check_column(name.strip())
    except ValueError as error:
        raise CommandError(str(error)) from None
