"""Parts of Azure's JSON as frozen objects with typed attributes.

An object of JSON becomes a Part: each attribute says which keys it is read from, and is
read when somebody asks.  What is there and makes no sense reads as nothing, and is a
finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..errors import shown
from .coerce import (
    CoercionError,
    fold_key,
    fold_keys,
    read_bool,
    read_int,
    read_mapping,
    read_text,
    read_texts,
    read_time,
)
from .redaction import redacted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, ClassVar, NoReturn


# Shared by all who have none: so nobody can write to it.
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Field:
    """An attribute of a Part: the keys it is read from, how, and what it is if unreadable."""

    def __init__(self, wire: tuple[str, ...], read: Callable[[Any], Any], empty: Any) -> None:
        self.wire, self.read, self.empty = wire, read, empty
        self.keys = tuple(fold_key(one) for one in wire)
        self.key, self.others = self.keys[0], self.keys[1:]
        self.kind: type[Model] | None = None
        self.many = False

    def __set_name__(self, owner: type[Model], name: str) -> None:
        self.name = name

    def __get__(self, part: Model | None, owner: type[Model] | None = None) -> Any:
        # A quarter of what an inventory takes is spent here.
        if part is None:
            return self
        known = part.__dict__
        fields = known.get("_folded") or part.fields
        given = fields.get(self.key)
        if given is None:
            for key in self.others:
                given = fields.get(key)
                if given is not None:
                    break
            else:
                known[self.name] = self.empty
                return self.empty
        try:
            value = self.read(given)
        except CoercionError as error:
            value = self.empty
            known.setdefault("_unreadable", []).append((self.wire[0], str(error), given))
        # Asked again, the answer is found before this is.
        known[self.name] = value
        return value


class _CachedProperty:
    """A property that is worked out once: asked again, the answer is found before this is."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self._work, self.__doc__ = work, work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, part: Any, owner: type | None = None) -> Any:
        if part is None:
            return self
        value = part.__dict__[self._name] = self._work(part)
        return value


# Type checkers, and readers, may take it for what it is used as.
if TYPE_CHECKING:
    cached_property = property
else:
    cached_property = _CachedProperty


def string(*wire: str) -> Any:
    """Return the field of a text."""
    return Field(wire, read_text, None)


def number(*wire: str) -> Any:
    """Return the field of a number."""
    return Field(wire, read_int, None)


def boolean(*wire: str) -> Any:
    """Return the field of a truth, None where nothing is said."""
    return Field(wire, read_bool, None)


def timestamp(*wire: str) -> Any:
    """Return the field of a time."""
    return Field(wire, read_time, None)


def mapping(*wire: str) -> Any:
    """Return the field of an object that is kept as it is."""
    return Field(wire, read_mapping, NOTHING)


def strings(*wire: str) -> Any:
    """Return the field of a list of texts."""
    return Field(wire, read_texts, ())


def nested(kind: type[Model], *wire: str) -> Any:
    """Return the field of an object, None where there is none."""

    def read(value: object) -> Model | None:
        raw = read_mapping(value)
        return kind(raw) if raw else None

    field = Field(wire, read, None)
    field.kind = kind
    return field


def nested_list(kind: type[Model], *wire: str) -> Any:
    """Return the field of a list of objects; one alone counts as a list of one."""

    def read(value: object) -> tuple[Model, ...]:
        items = value if isinstance(value, (list, tuple)) else [value] if value else []
        return tuple(kind(one) for one in items if type(one) is dict or isinstance(one, Mapping))

    field = Field(wire, read, ())
    field.kind, field.many = kind, True
    return field


class Model:
    """An object of Azure's JSON: frozen; equal if all that its attributes say is.

    *raw* is what was given, which this does not copy; ``extra`` what no attribute reads.
    """

    _fields: ClassVar[dict[str, Field]] = {}
    _by_key: ClassVar[dict[str, Field]] = {}

    raw: Mapping[str, Any]

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.__dict__["raw"] = read_mapping(raw)

    def __init_subclass__(cls) -> None:
        inherited = dict(cls._fields)
        cls._fields = inherited | {k: v for k, v in vars(cls).items() if isinstance(v, Field)}
        cls._by_key = {key: field for field in cls._fields.values() for key in field.keys}

    @property
    def fields(self) -> dict[str, Any]:
        """What was given, under folded keys."""
        found: dict[str, Any] | None = self.__dict__.get("_folded")
        if found is None:
            found = self.__dict__["_folded"] = fold_keys(self.raw)
        return found

    @property
    def extra(self) -> dict[str, Any]:
        """What was given and no attribute reads, as it was spelled."""
        return self._unknown(self.raw)

    @classmethod
    def _unknown(cls, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in raw.items() if fold_key(key) not in cls._by_key}

    def unreadable(self, path: str = "") -> Iterator[tuple[str, str, object]]:
        """Yield what is there and makes no sense: where, what was expected, what it is."""
        for key, value in self.fields.items():
            field = self._by_key.get(key)
            # By far the most are texts where texts are expected.
            if field is None or value is None or (type(value) is str and field.read is read_text):
                continue
            read = getattr(self, field.name)
            if field.kind is not None:
                where = f"{path}.{field.wire[0]}" if path else field.wire[0]
                if field.many:
                    yield from _unreadable_items(value, read, where)
                elif read is not None:
                    yield from read.unreadable(where)
        for wire, expected, value in self.__dict__.get("_unreadable", ()):
            yield f"{path}.{wire}" if path else wire, expected, value

    def _key(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(tuple(one for one in self._key() if not isinstance(one, Mapping)))

    def __repr__(self) -> str:
        said = ((name, getattr(self, name)) for name in self._fields)
        inner = ", ".join(f"{name}={_shown(one)}" for name, one in said if one)
        return f"{type(self).__name__}({inner})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen: cannot set {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen: cannot delete {name!r}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.raw,)


def _shown(one: object) -> str:
    if not isinstance(one, str):
        return repr(one)
    # What is signed; an address is what one wants to see here.
    return shown(redacted(one) if "?" in one or "=" in one else one)


def _unreadable_items(
    value: Any, read: tuple[Model, ...], where: str
) -> Iterator[tuple[str, str, object]]:
    items = value if isinstance(value, (list, tuple)) else [value] if value else []
    readable = iter(read)
    for at, one in enumerate(items):
        place = f"{where}[{at}]"
        if type(one) is dict or isinstance(one, Mapping):
            yield from next(readable).unreadable(place)
        elif one is not None:
            try:
                read_mapping(one)
            except CoercionError as error:
                yield place, str(error), one


def lifted(raw: Mapping[str, Any], folded: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return *raw* under folded keys, with what is in its ``properties`` beside the rest.

    *folded* is *raw* under folded keys, for who has it; it is changed.
    """
    found = fold_keys(raw) if folded is None else folded
    inner = found.get("properties")
    if inner and isinstance(inner, Mapping):
        for key, value in fold_keys(inner).items():
            if found.get(key) is None:
                found[key] = value
    return found


def wire_names(*roots: type[Model]) -> dict[str, str]:
    """Return how the REST API spells each key that *roots* and their parts read, by its folded key.

    >>> wire_names(Model)
    {}
    """
    names: dict[str, str] = {}
    pending, seen = list(roots), set[type[Model]]()
    while pending:
        model = pending.pop()
        if model not in seen:
            seen.add(model)
            for field in model._fields.values():
                names[field.key] = field.wire[0]
                if field.kind is not None:
                    pending.append(field.kind)
    return names


class ResourceModel(Model):
    """A resource of Azure's: what REST has in ``properties``, other tools have beside it."""

    @property
    def fields(self) -> dict[str, Any]:
        """What was given, under folded keys, on one level."""
        found: dict[str, Any] | None = self.__dict__.get("_folded")
        if found is None:
            found = self.__dict__["_folded"] = lifted(self.raw)
        return found

    @property
    def extra(self) -> dict[str, Any]:
        """What was given and no attribute reads, as it was spelled."""
        inner = self.fields.get("properties")
        found = super().extra | (type(self)._unknown(inner) if isinstance(inner, Mapping) else {})
        found.pop("properties", None)
        return found
