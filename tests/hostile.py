"""Objects that claim to be what they are not, for every function that takes an ID or a name."""

import decimal
import fractions


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


class LyingInt(int):
    """An int that gives other answers than its value wherever it is asked nicely."""

    def __index__(self):
        return 7

    def __int__(self):
        return 7

    def __lt__(self, other):
        return False

    __le__ = __gt__ = __ge__ = __lt__

    def __divmod__(self, other):
        return 7, 7

    def __str__(self):
        return "7"

    def __format__(self, form):
        return "7"


class LyingStr(str):
    def __len__(self):
        return 6

    def isascii(self):
        return True

    def isalnum(self):
        return True

    def __getitem__(self, key):
        return "00002D"


NO_IDS = [
    True,
    False,
    None,
    85.0,
    decimal.Decimal(85),
    fractions.Fraction(85),
    "85",
    b"85",
    85j,
    [],
]
