"""Conditions on the columns of an inventory, such as ``power!=running`` or ``as_of lt 2h``."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import partial

from ..errors import shown
from ..models.status import HealthState, PowerState, ProvisioningState
from ..names.grammar import fold
from ..names.order import order_in
from .records import FACTS, TIMES, check_column, value_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from typing_extensions import TypedDict

    from ..models.vm import ScaleSetVM

    Text = str | None | Iterable[str | None]
    Number = int | str | None | Iterable[int | str | None]
    Truth = bool | str | None | Iterable[bool | str | None]

    class Wanted(TypedDict, total=False):
        """The columns and facts, with the values that ``Inventory.where`` takes."""

        scale_set: Text
        name: Text
        instance_id: Number
        computer_name: Text
        power: Text
        provisioning: Text
        view_provisioning: Text
        health: Text
        latest_model: Truth
        zone: Number
        fault_domain: Number
        update_domain: Number
        size: Text
        mode: Text
        location: Text
        resource_group: Text
        subscription_id: Text
        vm_id: Text
        resource_id: Text
        node_name: Text
        private_addresses: Text
        os_name: Text
        os_version: Text
        agent_version: Text
        time_created: Text
        source: Text
        problems: Number
        explanation: Text
        hibernated: Truth
        ready: Text
        provisioning_since: Text
        health_since: Text
        ready_since: Text
        as_of: Text
        is_running: Truth
        is_billed: Truth
        is_settled: Truth
        is_hibernated: Truth
        failed_but_running: Truth


_FORM = re.compile(
    r"\s*([^=!~<>\s]*)\s*(!=|!~|==|=|~|<=|>=|<|>|(?<=\s)(?:lt|le|gt|ge)(?=\s))(.*)", re.S
)
_WORDS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}

# The values that there are.
_TRUTHS = ("true", "false")
VALUES: dict[str, tuple[str, ...]] = {
    "ready": (*_TRUTHS, "unknown"),
    "mode": ("uniform", "flexible"),
    **dict.fromkeys(("latest_model", "hibernated", *FACTS), _TRUTHS),
}
# The states that are known.  Azure reports others, too, so only what resembles one is a typo.
STATES: dict[str, tuple[str, ...]] = {
    "power": tuple(map(str, PowerState)),
    "provisioning": tuple(map(str, ProvisioningState)),
    "view_provisioning": tuple(map(str, ProvisioningState)),
    "health": tuple(map(str, HealthState)),
}
NUMBERS = ("instance_id", "fault_domain", "update_domain", "problems")

_AGE = re.compile(r"([0-9]{1,6})([smhdw])", re.A)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Condition:
    """A condition on one column: a function of a VM that returns whether it matches.

    *column* is its column or fact, and *is_comparison* says whether it compares: then a VM without
    a value does not match.

    >>> from ..models.vm import ScaleSetVM
    >>> vm = ScaleSetVM({"instanceId": "85", "name": "web_85"})
    >>> parse_condition("instance_id gt 9")(vm), parse_condition("name=web_*")(vm)
    (True, True)
    """

    __slots__ = ("column", "is_comparison", "_test")

    def __init__(self, column: str, is_comparison: bool, test: Callable[[Any], bool]) -> None:
        self.column, self.is_comparison, self._test = column, is_comparison, test

    def __call__(self, vm: ScaleSetVM) -> bool:
        """Return whether *vm* matches."""
        return self._test(value_of(vm, self.column))


def parse_condition(text: str) -> Condition:
    """Return the condition in *text*: a column, an operator and a value.

    ``=`` and ``!=`` take several values, separated by commas; ``*`` and ``?`` in them stand for
    any text and any character, and an empty value for missing data.  ``~`` and ``!~`` search for a
    regular expression.  ``lt``, ``le``, ``gt`` and ``ge``, between spaces, or ``<``, ``<=``, ``>``
    and ``>=``, compare numbers, times and versions.  A time is in ISO 8601, or an age such as 2h or
    3d: ``as_of lt 2h`` is "before two hours ago".  Nothing depends on case.

    Raises ValueError for any other text.

    >>> parse_condition("power=runing")
    Traceback (most recent call last):
        ...
    ValueError: power has no value 'runing': did you mean 'running'?
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(
            f"expected a condition such as power=running or 'instance_id gt 9', got {shown(text)}"
        )
    column, operator, wanted = found[1], found[2], found[3].strip()
    column, operator = check_column(column), _WORDS.get(operator, operator)
    if operator == "==":
        raise ValueError(f"expected one =, got {shown(text)}: write {column}={wanted}")
    if operator == "=" and wanted.startswith("~"):
        raise ValueError(f"expected ~ without =, got {shown(text)}: write {column}{wanted}")
    if operator in _COMPARED:
        return Condition(column, True, _comparison(column, _COMPARED[operator], wanted))
    test = _search(wanted) if operator.endswith("~") else _equality(column, wanted)
    if operator.startswith("!"):
        return Condition(column, False, lambda value: not test(value))
    return Condition(column, False, test)


def _equality(column: str, text: str) -> Callable[[Any], bool]:
    words = [fold(one.strip()) for one in text.split(",")]
    if column in NUMBERS:  # 01 is 1.
        words = [one.lstrip("0") or "0" if one.isdecimal() else one for one in words]
    globs = [_glob(one) for one in words if "*" in one or "?" in one]
    wanted = {one for one in words if "*" not in one and "?" not in one}
    for word in wanted - {""}:
        check_value(column, word)

    def test(value: Any) -> bool:
        own = _text(value)
        # Each of several addresses, or zones, may match.
        each = {own, *own.split(",")}
        return not wanted.isdisjoint(each) or any(
            glob.fullmatch(one) for glob in globs for one in each if one
        )

    return test


def check_value(column: str, value: str) -> None:
    """Raise ValueError if *column* never has *value*, or if *value* is a misspelled state."""
    if column in NUMBERS and not (value.isascii() and value.isdecimal() and len(value) < 20):
        hint = f": {column} gt 0" if value in _TRUTHS else ""
        raise ValueError(f"{column} is a number, got {shown(value)}{hint}")
    known = VALUES.get(column) or STATES.get(column, ())
    if known and value not in known:
        from difflib import get_close_matches

        near = get_close_matches(value, known, 1, 0.8)
        if near:
            raise ValueError(f"{column} has no value {shown(value)}: did you mean {near[0]!r}?")
        if column in VALUES:
            raise ValueError(f"{column} is {', '.join(known)} or empty, got {shown(value)}")


def _glob(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.S)


def _search(text: str) -> Callable[[Any], bool]:
    try:
        pattern = re.compile(text, re.I)
    except re.error as error:
        raise ValueError(f"expected a regular expression, got {shown(text)}: {error}") from None
    return lambda value: pattern.search(_text(value)) is not None


def _comparison(
    column: str, compare: Callable[[Any, Any], bool], text: str
) -> Callable[[Any], bool]:
    if column in VALUES or column in STATES:
        raise ValueError(f"{column} has no order: use = or !=")
    if not text:
        raise ValueError(f"expected a value to compare {column} with, got nothing")
    read: Callable[[str], Any] = partial(order_in, column)
    if column in NUMBERS:
        check_value(column, text)
        read = int
    elif column in TIMES:
        read = _time
    wanted = read(text)
    return lambda value: value is not None and compare(read(str(value)), wanted)


def _time(text: str) -> datetime:
    age = _AGE.fullmatch(text.lower())
    if age is not None:
        text = "an age of that size"
    try:
        if age is not None:
            return datetime.now(UTC) - timedelta(**{_UNITS[age[2]]: int(age[1])})
        time = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise ValueError(f"expected a time such as 2026-11-28 or 2h, got {shown(text)}") from None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def order_of(column: str, value: object) -> tuple[Any, ...]:
    """Return a sort key for *value* in *column*: as comparisons order it, with None last."""
    if column in TIMES and isinstance(value, str):
        try:
            return 0, 0, _time(value)
        except ValueError:  # Azure wrote something else; it comes after the times.
            return 0, 1, order_in(column, value)
    if isinstance(value, str):
        return 0, 1, order_in(column, value)
    return value is None, 0, value


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else fold(str(value))


def missing(vms: Iterable[ScaleSetVM], condition: Condition) -> int:
    """Return how many of *vms* do not match only because there is nothing to compare."""
    if not condition.is_comparison:
        return 0
    return sum(value_of(vm, condition.column) is None for vm in vms)
