"""The scale sets that a user works with, and which of them a name belongs to.

fleet.py      Fleet
resolver.py   from a name to its instance, or to the error that says why there is none
parse.py      lists of scale sets: text, CSV, JSON
texts.py      what columns say about scale sets
"""

from ..lazy import door

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .fleet import Fleet as Fleet

_MODULES = {"fleet": "Fleet"}
_SHARED = ("texts",)

__getattr__, __dir__, __all__ = door(__name__, _MODULES)
