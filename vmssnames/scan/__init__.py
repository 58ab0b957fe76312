"""Names in text.

scanner.py     Scanner
matches.py     Match, Columns
templates.py   the text that replaces a name
"""

from ..lazy import door

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .matches import Columns, Match
    from .scanner import TEMPLATE, Scanner

__all__ = [
    "TEMPLATE",
    "Columns",
    "Match",
    "Scanner",
]

_MODULES = {
    "matches": "Columns Match",
    "scanner": "Scanner TEMPLATE",
}

# Not public, but for other packages of vmssnames.
_SHARED = ("rows", "templates")

__getattr__, __dir__ = door(__name__, _MODULES)
