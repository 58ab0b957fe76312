"""The order of values in columns: decimal numbers by their value, base 36 as text."""

from __future__ import annotations

import re

from .grammar import fold

_PARTS = re.compile(r"[0-9]+|[^0-9.]+")

# Columns in base 36, whose text is in the order of the IDs.
_BASE36 = ("base36", "computer_name", "node_name", "host")


def natural(text: str) -> list[tuple[int, int, str]]:
    """Return a key by which web_9 comes before web_10, 10.0.0.9 before 10.0.0.10, 2.9 before 2.10.

    Case does not count, and numbers come before words.

    >>> sorted(["web_10", "WEB_9", "web_"], key=natural)
    ['web_', 'WEB_9', 'web_10']
    """
    parts = _PARTS.findall(fold(text))
    # By size, then by digits: a number may have more digits than int() reads.
    numbers = [one.lstrip("0") if one[0] in "0123456789" else None for one in parts]
    return [
        (1, 0, one) if number is None else (0, len(number), number)
        for one, number in zip(parts, numbers, strict=True)
    ]


def order_in(column: str, text: str) -> list[tuple[int, int, str]]:
    """Return a key for *text* in *column*: as ``natural``, but for base 36.

    A "name" without an underscore or a slash may be a computer name.

    >>> sorted(["a000010", "a00000A", "a000002"], key=lambda one: order_in("name", one))
    ['a000002', 'a00000A', 'a000010']
    """
    is_host = column == "name" and "_" not in text and "/" not in text
    return [(1, 0, fold(text))] if is_host or column in _BASE36 else natural(text)
