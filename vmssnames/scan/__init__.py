"""Names in text.

scanner.py     Scanner
matches.py     Match, Columns
templates.py   what is written in place of a name
"""

from ..lazy import door

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .matches import Columns, Match
    from .scanner import Scanner

__all__ = [
    "Columns",
    "Match",
    "Scanner",
]

_MODULES = {
    "Columns": "matches",
    "Match": "matches",
    "Scanner": "scanner",
}

# Not public, but for other packages of vmssnames.
_SHARED = ("templates",)

__getattr__, __dir__ = door(__name__, _MODULES)
