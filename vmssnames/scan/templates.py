"""Templates for matches: their fields, compiled to pieces that kernels fill in."""

from __future__ import annotations

from .._kernels.codes import BASE36, DECIMAL, LITERAL, OWNERS, VERBATIM
from ..errors import shown
from ..fleet.texts import joined_names, scale_sets_text
from ..names import grammar
from ..names.ids import check_text, format_base36
from ..names.resource_id import SCHEME
from ..names.vm_names import ComputerName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from .._kernels.python_scan import Piece
    from ..names.scale_set import ScaleSet

KINDS = ("computer_name", "vm_name", "resource_id", "provider_id")

# The value of a field that is not known, or that differs between scale sets.
UNKNOWN = "?"


def _prefixes(owners: Sequence[ScaleSet]) -> str:
    return joined_names(one.prefix or UNKNOWN for one in owners)


def _one_name(owners: Sequence[ScaleSet]) -> str:
    return owners[0].name if len(owners) == 1 else UNKNOWN


def prefix_of(owners: Sequence[ScaleSet]) -> str | None:
    """Return the prefix of *owners*; None if it is not known, or differs between them."""
    found = {grammar.fold(one.prefix or UNKNOWN): one.prefix for one in owners}
    return found.popitem()[1] if len(found) == 1 else None


def shared_value(owners: Sequence[ScaleSet], instance_id: int, field: str) -> str | None:
    """Return a *field* that does not depend on which of *owners* has the instance, else None."""
    if field == "base36":
        return format_base36(instance_id)
    prefix = prefix_of(owners)
    if prefix is None or field not in ("computer_name", "node_name"):
        return None
    name = ComputerName(prefix, instance_id)
    return name.node_name if field == "node_name" else str(name)


def _one_prefix(owners: Sequence[ScaleSet]) -> str:
    return prefix_of(owners) or UNKNOWN


def _path(owners: Sequence[ScaleSet]) -> str:
    one = owners[0].instance(0) if _is_single_uniform(owners) else None
    return str(one.resource_id).rpartition("/")[0] if one and one.resource_id else UNKNOWN


def _provider_path(owners: Sequence[ScaleSet]) -> str:
    one = owners[0].instance(0) if _is_single_uniform(owners) else None
    return str(one.provider_id).rpartition("/")[0] if one and one.provider_id else SCHEME + UNKNOWN


def _is_single_uniform(owners: Sequence[ScaleSet]) -> bool:
    return len(owners) == 1 and owners[0].is_uniform


# The parts of each field: a literal, a number, or a function of the owners, with whether the
# match's own prefix or scale set replaces missing owners.
FIELDS: dict[str, tuple[Any, ...]] = {
    "name": (VERBATIM,),
    "kind": ("kind",),
    "instance_id": (DECIMAL,),
    "base36": (BASE36,),
    "scale_set": ((scale_sets_text, True),),
    "prefix": ((_prefixes, True),),
    "computer_name": ((_one_prefix, True), BASE36),
    "node_name": ((_one_prefix, True), BASE36),
    "vm_name": ((_one_name, True), grammar.SEPARATOR, DECIMAL),
    "resource_id": ((_path, False), "/", DECIMAL),
    "provider_id": ((_provider_path, False), "/", DECIMAL),
}


class Template:
    """A string with fields in braces, compiled for matches of each of the *kinds*.

    Raises ValueError for an unknown field, or unbalanced braces.
    """

    def __init__(self, text: str, kinds: Sequence[str] = KINDS) -> None:
        from string import Formatter

        self._strings: dict[Callable[[Sequence[ScaleSet]], str], int] = {}
        self.kinds: list[list[Piece]] = [[] for _ in kinds]
        try:
            parsed = list(Formatter().parse(check_text(text)))
        except ValueError as error:
            is_lone = str(error).startswith(("Single", "expected '}'"))
            why = "a lone brace: write {{ or }} for it" if is_lone else str(error)
            raise ValueError(f"template {shown(text)}: {why}") from None
        for literal, field, form, conversion in parsed:
            if field is not None and (field not in FIELDS or form or conversion):
                raise ValueError(
                    f"template {shown(text)}: expected one of {', '.join(FIELDS)} in braces, "
                    f"got {shown(field)}{' with more' if field in FIELDS else ''}"
                )
            for kind, pieces in zip(kinds, self.kinds, strict=True):
                if literal:
                    pieces.append(_literal(literal))
                if field is not None:
                    pieces += self._pieces(field, kind)

    def _pieces(self, field: str, kind: str) -> Iterable[Piece]:
        """Yield the pieces of *field* in a match of *kind*."""
        lower = field == "node_name"
        # The match itself, in its own spelling.
        if field == kind or (lower and kind == "computer_name"):
            yield VERBATIM, lower, False, 0
            return
        for part in FIELDS[field]:
            if part == "kind":
                yield _literal(kind)
            elif isinstance(part, str):
                yield _literal(part)
            elif isinstance(part, tuple):
                function, is_key = part
                # A path has the scale set, and no prefix.
                is_key = is_key and (function in (scale_sets_text, _one_name) or kind in KINDS[:2])
                index = self._strings.setdefault(function, len(self._strings))
                yield OWNERS, lower, is_key, index
            else:
                yield part, lower, False, 0

    def strings(self, owners: Iterable[Sequence[ScaleSet]]) -> list[list[bytes]]:
        """Return the strings of each group of *owners*."""
        return [[string(one).encode("ascii") for string in self._strings] for one in owners]


def _literal(text: str) -> Piece:
    return LITERAL, False, False, text.encode("utf-8", "surrogateescape")
