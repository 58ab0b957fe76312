"""Frozen, slotted, ordered values, without the import time of ``dataclasses``.

``dataclasses`` and its imports take longer to load than all of vmssnames, and
``vmssnames NAME`` must not wait for them.  Type checkers see a frozen dataclass.
"""

import gc

from ..errors import InstanceIDRangeError, NameFormatError
from .grammar import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn, Self, TypeVar, dataclass_transform

    T = TypeVar("T")
else:

    def dataclass_transform(**_):  # noqa: D103
        return lambda cls: cls


# Sets a field of a frozen value.  Only ``__init__`` may use it.
set_field = object.__setattr__


@dataclass_transform(eq_default=True, frozen_default=True)
class Value:
    """A value made of its class's ``__slots__``, in their order.

    Comparison of strings ignores case, as Azure does; strings keep their spelling.
    Slots that ``__match_args__`` leaves out are not part of the value.
    """

    __slots__: "tuple[str, ...]" = ()
    __match_args__: "tuple[str, ...]" = ()

    if not TYPE_CHECKING:  # Type checkers derive it from the annotations.

        def __init__(self, *values, **named):
            """Set the fields, without validation, in the order of ``__slots__``."""
            named = dict(zip(self.__slots__, values, strict=False)) | named
            if len(values) > len(self.__slots__) or named.keys() != set(self.__slots__):
                raise TypeError(f"{type(self).__name__} takes {', '.join(self.__slots__)}")
            for name, value in named.items():
                set_field(self, name, value)

    def __init_subclass__(cls) -> None:
        if not cls.__match_args__:
            type.__setattr__(cls, "__match_args__", cls.__slots__)

    def _fields(self) -> "tuple[Any, ...]":
        return tuple(getattr(self, slot) for slot in self.__match_args__)

    def _key(self) -> "tuple[Any, ...]":
        # One key for ==, < and hash(), so that they cannot disagree.
        return tuple(fold(field) if isinstance(field, str) else field for field in self._fields())

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._key() == other._key()

    def __lt__(self, other: "Self") -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._key() < other._key()

    def __le__(self, other: "Self") -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._key() <= other._key()

    def __gt__(self, other: "Self") -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._key() > other._key()

    def __ge__(self, other: "Self") -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._key() >= other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        fields = ", ".join(f"{slot}={getattr(self, slot)!r}" for slot in self.__match_args__)
        return f"{type(self).__name__}({fields})"

    def __setattr__(self, name: str, value: object) -> "NoReturn":
        raise AttributeError(f"{type(self).__name__} is frozen: cannot set {name!r}")

    def __delattr__(self, name: str) -> "NoReturn":
        raise AttributeError(f"{type(self).__name__} is frozen: cannot delete {name!r}")

    def __replace__(self, **changes: "Any") -> "Self":
        # copy.replace() of Python 3.13.
        return type(self)(**dict(zip(self.__match_args__, self._fields(), strict=True)) | changes)

    def __reduce__(self) -> "tuple[Any, ...]":
        # Copies and unpickled values go through __init__, which validates them.
        return type(self), self._fields()


def parse_or_none(parse: "Callable[[str], T]", text: "str | None") -> "T | None":
    """Return ``parse(text)``; None if *text* is None or *parse* rejects it.

    >>> from vmssnames import VMName
    >>> parse_or_none(VMName.parse, "web_85"), parse_or_none(VMName.parse, "web")
    (VMName(scale_set='web', instance_id=85), None)
    """
    if text is None:
        return None
    try:
        return parse(text)
    except (NameFormatError, InstanceIDRangeError):
        return None


class GCPaused:
    """Pauses the garbage collector, which would search a million new objects again and again.

    A class, since ``contextlib`` takes longer to import than all of this.
    """

    def __enter__(self) -> None:
        self._was_enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_enabled:
            gc.enable()
