"""The order of names, addresses and versions: decimal numbers by their value."""

from __future__ import annotations

import re

from .grammar import fold

_BETWEEN = re.compile(r"[_./:,\s]+")


def natural(text: str) -> list[tuple[int, int, str]]:
    """Return a key by which web_9 comes before web_10, 10.0.0.9 before 10.0.0.10, 2.9 before 2.10.

    Case does not count, and numbers come before words.  A hyphen separates nothing: after it,
    digits may be of base 36, which are in order as text.

    >>> sorted(["web_10", "WEB_9"], key=natural), sorted(["a-00000A", "a-000002"], key=natural)
    (['WEB_9', 'web_10'], ['a-000002', 'a-00000A'])
    """
    parts = _BETWEEN.split(fold(text))
    # By size, then by digits: a number may have more digits than int() reads.
    numbers = [one.lstrip("0") if one.isascii() and one.isdecimal() else None for one in parts]
    return [
        (1, 0, one) if number is None else (0, len(number), number)
        for one, number in zip(parts, numbers, strict=True)
    ]
