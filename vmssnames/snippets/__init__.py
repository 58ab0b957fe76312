"""The rule in other languages, for places that Python does not reach.

snippets.py   the languages, and their snippets with names filled in
files/        a template for each language
tested.json   what the tests ran, and with which program
"""

from ..lazy import door

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .snippets import LANGUAGES as LANGUAGES, Language as Language, snippet as snippet

_MODULES = {"snippets": "LANGUAGES Language snippet"}
_SHARED = ("snippets",)

__getattr__, __dir__, __all__ = door(__name__, _MODULES)
