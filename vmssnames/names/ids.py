"""Instance IDs: the number, its six base-36 digits and its decimal form.

Part of the definition: one ID at a time, no columns, no input or output.
"""

from ..errors import InstanceIDRangeError, NameFormatError, shown, shown_int, shown_kind
from . import grammar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, SupportsIndex

_MAX = grammar.MAX_INSTANCE_ID
_PAIRS = tuple(high + low for high in grammar.DIGITS for low in grammar.DIGITS)


def check_instance_id(value: "Any") -> int:
    """Return *value* as a plain ``int`` that is a valid instance ID.

    Accepts anything with ``__index__``, except bool: ``True`` in place of an ID is a
    mistake.  Raises TypeError and InstanceIDRangeError.

    >>> check_instance_id(85)
    85
    >>> check_instance_id(True)
    Traceback (most recent call last):
        ...
    TypeError: expected an instance ID as an int, got bool
    """
    # type(), not isinstance(): an object may claim to be of any class.
    kind = type(value)
    if not issubclass(kind, int) and hasattr(kind, "__index__"):
        from operator import index

        value = index(value)
    elif not issubclass(kind, int) or kind is bool:
        raise TypeError(f"expected an instance ID as an int, got {shown_kind(kind)}")
    # Turns a subclass of int, whatever it overrides, into a plain int.
    number = int.__index__(value)
    if not 0 <= number <= _MAX:
        raise InstanceIDRangeError(f"instance ID {shown_int(number)} is outside 0..{_MAX}")
    return number


def check_text(value: object) -> str:
    """Return *value* as a plain ``str``; raise TypeError for anything else.

    >>> check_text(b"nsgvmss00002D")
    Traceback (most recent call last):
        ...
    TypeError: expected a str, got bytes
    """
    kind = type(value)
    if not issubclass(kind, str):
        raise TypeError(f"expected a str, got {shown_kind(kind)}")
    return str.__str__(value)


def format_base36(instance_id: "SupportsIndex") -> str:
    """Return the six base-36 digits of *instance_id*, in upper case.

    Raises InstanceIDRangeError outside 0..2176782335; TypeError unless it is an integer.

    Source: Microsoft Learn, "Understand instance IDs": "in base 36 and is always
    six digits in length".

    >>> format_base36(85), format_base36(36**6 - 1)
    ('00002D', 'ZZZZZZ')
    >>> format_base36(-1)
    Traceback (most recent call last):
        ...
    vmssnames.errors.InstanceIDRangeError: instance ID -1 is outside 0..2176782335
    """
    rest, low = divmod(check_instance_id(instance_id), 1296)
    high, middle = divmod(rest, 1296)
    return _PAIRS[high] + _PAIRS[middle] + _PAIRS[low]


def parse_base36(text: str) -> int:
    """Return the instance ID encoded in *text*, six base-36 digits of either case.

    Raises NameFormatError unless *text* is exactly six ASCII letters or digits; TypeError
    unless it is a ``str``.

    >>> parse_base36("00002D"), parse_base36("00002d")
    (85, 85)
    >>> parse_base36("0_002D")
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: expected six base-36 digits, got '0_002D'
    """
    text = check_text(text)
    if not grammar.is_base36(text):
        raise NameFormatError(f"expected six base-36 digits, got {shown(text)}")
    return int(text, grammar.BASE)


def parse_instance_id(text: str) -> int:
    """Return the instance ID that *text* writes in decimal, as Azure's JSON and VM names do.

    Raises NameFormatError for signs, spaces and leading zeros; InstanceIDRangeError
    above 2176782335.

    >>> parse_instance_id("85")
    85
    >>> parse_instance_id("085")
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: expected a decimal instance ID, got '085'
    """
    text = check_text(text)
    if not grammar.is_decimal(text):
        raise NameFormatError(f"expected a decimal instance ID, got {shown(text)}")
    # Ten digits hold any ID, so that int() never gets a million digits.
    if len(text) > grammar.DECIMAL_WIDTH or int(text) > _MAX:
        digits = text if len(text) <= 20 else f"of {len(text)} digits"
        raise InstanceIDRangeError(f"instance ID {digits} is outside 0..{_MAX}")
    return int(text)
