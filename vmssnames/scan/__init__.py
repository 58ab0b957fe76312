"""Names in text.

scanner.py     Scanner
matches.py     Match, Columns
owners.py      the scale sets of matches, also those in no list
counts.py      matches counted by instance
templates.py   the text that replaces a name
rows.py        rows of JSON and CSV, with fields of what they name
values.py      what a value of a row names
lines.py       lines of one name each, in blocks
"""

from ..lazy import door

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .matches import Columns as Columns, Match as Match
    from .scanner import TEMPLATE as TEMPLATE, Scanner as Scanner

_MODULES = {"matches": "Columns Match", "scanner": "Scanner TEMPLATE"}

# Modules that other packages of vmssnames may import; they are not public.
_SHARED = ("counts", "lines", "owners", "rows", "templates", "values")

__getattr__, __dir__, __all__ = door(__name__, _MODULES)
