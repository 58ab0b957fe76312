"""Declarative views of Azure's JSON: objects become frozen models with typed attributes.

A model declares its attributes as fields: the keys that each is read from, and how.  A field
is read on first access.  A value that cannot be read is missing, and reported as unreadable.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..errors import shown, shown_kind
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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import Any, ClassVar, Generic, NoReturn, Self, TypeVar, overload

    T = TypeVar("T")
    M = TypeVar("M", bound="Model")
else:

    class Generic:
        """Replaces ``typing.Generic``, because importing typing is slow."""

        def __class_getitem__(cls, _):
            return cls

    T = None

    def overload(function):  # noqa: D103
        return function


# The value of a missing object.  It is shared, so it must be read-only.
NOTHING: Mapping[str, Any] = MappingProxyType({})


class cached_property(Generic[T]):  # noqa: N801
    """A property that is computed once; its value replaces it in the instance's ``__dict__``."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute, self.__doc__ = compute, compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, model: None, owner: type) -> Self: ...
    @overload
    def __get__(self, model: object, owner: type | None = None) -> T: ...
    def __get__(self, model: Any, owner: type | None = None) -> Any:
        if model is None:
            return self
        value = model.__dict__[self._name] = self._compute(model)
        return value

    def __repr__(self) -> str:
        """Return the type of the value and the first line of its description, for help()."""
        kind = self._compute.__annotations__.get("return", "value")
        return f"<{kind}: {(self.__doc__ or '').partition(chr(10))[0]}>"


class Field(Generic[T]):
    """An attribute of a Model: its keys, the function that reads it, and its missing value.

    *model* is the class of a nested object, or with *many* of the objects in a list.
    """

    def __init__(
        self,
        keys: tuple[str, ...],
        read: Callable[[Any], T],
        missing: T,
        model: type[Model] | None = None,
        many: bool = False,
    ) -> None:
        self.wire, self.read, self.missing = keys[0], read, missing
        self.keys = tuple(map(fold_key, keys))
        self._first, self._others = self.keys[0], self.keys[1:]
        self.model, self.many = model, many

    def __set_name__(self, owner: type[Model], name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        """Return the type of the value and its key, for help() and for debuggers.

        >>> string("vmId")
        <str | None: vmId>
        """
        kind = str(self.read.__annotations__.get("return", "value"))
        if self.model is not None:
            name = self.model.__name__
            kind = f"tuple[{name}, ...]" if self.many else name
        if self.missing is None and "None" not in kind:
            kind += " | None"
        return f"<{kind}: {self.wire}>"

    @overload
    def __get__(self, model: None, owner: type) -> Self: ...
    @overload
    def __get__(self, model: Model, owner: type | None = None) -> T: ...
    def __get__(self, model: Model | None, owner: type | None = None) -> Any:
        # An inventory spends a quarter of its time here.
        if model is None:
            return self
        cache = model.__dict__
        folded = cache.get("_folded") or model._folded
        given = folded.get(self._first)
        if given is None:
            for key in self._others:
                given = folded.get(key)
                if given is not None:
                    break
            else:
                cache[self.name] = self.missing
                return self.missing
        try:
            value = self.read(given)
        except CoercionError as error:
            value = self.missing
            cache.setdefault("_unreadable", []).append((self.wire, str(error), given))
        cache[self.name] = value
        return value


def string(*keys: str) -> Field[str | None]:
    """Return the field of a string."""
    return Field(keys, read_text, None)


def strings(*keys: str) -> Field[tuple[str, ...]]:
    """Return the field of a list of strings."""
    return Field(keys, read_texts, ())


def number(*keys: str) -> Field[int | None]:
    """Return the field of an integer."""
    return Field(keys, read_int, None)


def boolean(*keys: str) -> Field[bool | None]:
    """Return the field of a boolean."""
    return Field(keys, read_bool, None)


def timestamp(*keys: str) -> Field[datetime | None]:
    """Return the field of a time."""
    return Field(keys, read_time, None)


def mapping(*keys: str) -> Field[Mapping[str, Any]]:
    """Return the field of an object that stays as it is."""
    return Field(keys, read_mapping, NOTHING)


def nested(model: type[M], *keys: str) -> Field[M | None]:
    """Return the field of an object that is a *model*."""

    def read(value: object) -> M | None:
        raw = read_mapping(value)
        return model(raw) if raw else None

    return Field(keys, read, None, model)


def nested_list(model: type[M], *keys: str) -> Field[tuple[M, ...]]:
    """Return the field of a list of objects; a single object counts as a list of one."""

    def read(value: object) -> tuple[M, ...]:
        return tuple(model(one) for one in _items(value) if isinstance(one, Mapping))

    return Field(keys, read, (), model, True)


class Model:
    """An object of Azure's JSON: frozen; two models are equal if all their attributes are.

    *raw* is the object itself, which is not copied; *folded* is the same under folded keys, for
    callers that have it.  ``extra`` has the keys that no attribute reads.
    """

    _declared: ClassVar[dict[str, Field[Any]]] = {}
    _by_key: ClassVar[dict[str, Field[Any]]] = {}

    raw: Mapping[str, Any]

    def __init__(self, raw: Mapping[str, Any], folded: dict[str, Any] | None = None) -> None:
        self.__dict__["raw"] = read_mapping(raw)
        if folded is not None:
            self.__dict__["_folded"] = folded

    def __init_subclass__(cls) -> None:
        own = {name: one for name, one in vars(cls).items() if isinstance(one, Field)}
        cls._declared = cls._declared | own
        cls._by_key = {key: field for field in cls._declared.values() for key in field.keys}

    @classmethod
    def parse(cls, raw: Mapping[str, Any]) -> Self:
        """Return *raw*, an object of Azure's JSON, as a model; raise TypeError otherwise."""
        if not isinstance(raw, Mapping):
            raise TypeError(f"expected a mapping, got {shown_kind(type(raw))}")
        return cls(raw)

    @classmethod
    def known_keys(cls) -> set[str]:
        """Return the keys that attributes are read from, folded."""
        return set(cls._by_key)

    @cached_property
    def _folded(self) -> dict[str, Any]:
        return fold_keys(self.raw)

    @property
    def extra(self) -> dict[str, Any]:
        """The keys that no attribute reads, in their own spelling, with their values."""
        return self._unknown(self.raw)

    @classmethod
    def _unknown(cls, raw: Mapping[str, Any]) -> dict[str, Any]:
        known = cls.known_keys()
        return {key: value for key, value in raw.items() if fold_key(key) not in known}

    def unreadable(self, path: str = "") -> Iterator[tuple[str, str, object]]:
        """Yield each value that cannot be read: its path, what was expected, and the value."""
        for key, value in self._folded.items():
            field = self._by_key.get(key)
            # Most values are strings where strings are expected.
            if field is None or value is None or (type(value) is str and field.read is read_text):
                continue
            found = getattr(self, field.name)
            if field.model is not None:
                where = f"{path}.{field.wire}" if path else field.wire
                if field.many:
                    yield from _unreadable_items(value, found, where)
                elif found is not None:
                    yield from found.unreadable(where)
        for wire, expected, value in self.__dict__.get("_unreadable", ()):
            yield f"{path}.{wire}" if path else wire, expected, value

    def _key(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._declared)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(tuple(one for one in self._key() if not isinstance(one, Mapping)))

    def __repr__(self) -> str:
        values = ((name, getattr(self, name)) for name in self._declared)
        inner = ", ".join(f"{name}={_shown(one)}" for name, one in values if one)
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
    if "?" not in one and "=" not in one:
        return shown(one)
    from .redaction import redacted

    # Signed URLs are redacted; an address is worth seeing here.
    return shown(redacted(one))


def _items(value: Any) -> list[Any] | tuple[Any, ...]:
    """Return the items of a list; a single value is a list of one."""
    return value if isinstance(value, (list, tuple)) else [value] if value else []


def _unreadable_items(
    value: Any, models: tuple[Model, ...], where: str
) -> Iterator[tuple[str, str, object]]:
    readable = iter(models)
    for index, one in enumerate(_items(value)):
        path = f"{where}[{index}]"
        if isinstance(one, Mapping):
            yield from next(readable).unreadable(path)
        elif one is not None:
            try:
                read_mapping(one)
            except CoercionError as error:
                yield path, str(error), one


def folded_of(model: Model) -> dict[str, Any]:
    """Return the raw object of *model* under folded keys."""
    return model._folded


def raw_value(model: Model, key: str) -> Any:
    """Return the raw value of *model* under the folded key *key*; None if it is missing."""
    return model._folded.get(key)


def lifted(raw: Mapping[str, Any], folded: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return *raw* under folded keys, with its ``properties`` on the same level.

    *folded* is *raw* under folded keys, for callers that have it; it is changed.
    """
    found = fold_keys(raw) if folded is None else folded
    inner = found.get("properties")
    if inner and isinstance(inner, Mapping):
        for key, value in fold_keys(inner).items():
            if found.get(key) is None:
                found[key] = value
    return found


def wire_names(*roots: type[Model]) -> dict[str, str]:
    """Return the REST API's spelling of each key that *roots* and their nested models read.

    >>> wire_names(Model)
    {}
    """
    names: dict[str, str] = {}
    for model in roots:
        for field in model._declared.values():
            names[field.keys[0]] = field.wire
            if field.model is not None:
                names |= wire_names(field.model)
    return names


class ResourceModel(Model):
    """A resource: REST nests its attributes in ``properties``, other tools do not."""

    @cached_property
    def _folded(self) -> dict[str, Any]:
        return lifted(self.raw)

    @property
    def extra(self) -> dict[str, Any]:
        """The keys that no attribute reads, in their own spelling, with their values."""
        inner = self._folded.get("properties")
        found = super().extra | (self._unknown(inner) if isinstance(inner, Mapping) else {})
        found.pop("properties", None)
        return found
