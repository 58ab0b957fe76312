"""Converts columns of Apache Arrow: from any engine, without an object for each row.

Every function takes an object with ``__arrow_c_array__`` or ``__arrow_c_stream__``, such as a
column of Polars, pandas, pyarrow or DuckDB, and returns a ``Column``, which has both.  pyarrow
need not be installed.  Text may be utf8, large_utf8, utf8_view, binary or of a fixed size; the
values of a dictionary are converted once; a frame with one column counts as a column; a null gives
a null.

Source: https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html
"""

from __future__ import annotations

from ._kernels import backend
from ._kernels.columns import check_threads, gives_null
from ._kernels.explain import ITEM_ERRORS, convert_item, explain
from ._kernels.node import Node
from .errors import shown_kind
from .fleet.fleet import Fleet
from .fleet.texts import FieldTexts, OwnerTexts, text_of
from .names import grammar
from .names.ids import check_instance_id, check_text, parse_instance_id
from .names.vm_names import ComputerName, check_prefix, id_of_computer_name
from .scan.matches import Columns
from .scan.owners import unlisted_owner
from .scan.scanner import Scanner
from .scan.templates import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, Literal, Protocol

    from typing_extensions import Buffer

    from ._kernels.backend import ArrowInput
    from .names.scale_set import Instance, ScaleSet

    class ArrowArray(Protocol):
        """An array of Arrow."""

        def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]: ...

    class ArrowStream(Protocol):
        """A stream of arrays of Arrow."""

        def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...

    Arrow = ArrowArray | ArrowStream
    Errors = Literal["raise", "null"]

# What a resolved name has, and what a match has.
FIELDS = ("scale_set", "resource_group", "instance_id", "vm_name", "resource_id")
MATCH_FIELDS = ("start", "end", "kind", *FIELDS)
USUAL_MATCH_FIELDS = ("start", "end", "kind", "scale_set", "instance_id", "vm_name")

# The formats of the C data interface, by the names that Arrow has for the types.
_FORMATS = {"uint32": "I", "int64": "l", "utf8": "u", "large_utf8": "U", "utf8_view": "vu"}
_TYPES = {"+s": "struct", "+l": "list"} | {code: name for name, code in _FORMATS.items()}
_MOST_UTF8 = 2**31 - 1
# Shorter names are in the view itself.
_MOST_IN_VIEW = 12

# How many values are remembered that only Python can resolve.
_MOST_KNOWN = 1 << 16


class Column:
    """A column of Apache Arrow, for any consumer, any number of times.

    A row of a struct may be null.  Consumers that read it as a table, by ``__arrow_c_stream__``,
    get a row whose fields are null.

    >>> column = computer_names("web", instance_ids(_example("web000000", None)))
    >>> column, column.cast("utf8_view").type
    (<Column of 2 rows: utf8, 1 null>, 'utf8_view')
    """

    __slots__ = ("_length", "_nulls", "_format", "_makers", "_made")

    def __init__(
        self, length: int, nulls: int, code: str, makers: Mapping[str, Callable[[], Node]]
    ) -> None:
        self._length, self._nulls, self._format = length, nulls, code
        # By format; each is made when somebody asks for it.
        self._makers, self._made = makers, dict[str, Node]()

    def __len__(self) -> int:
        return self._length

    def __repr__(self) -> str:
        nulls = f", {self.null_count} null" if self.null_count else ""
        return f"<Column of {len(self)} rows: {self.type}{nulls}>"

    @property
    def type(self) -> str:
        """The type as Arrow calls it: "uint32", "utf8", "struct" and so on."""
        return _TYPES[self._format]

    @property
    def null_count(self) -> int:
        """The number of rows that are null."""
        return self._nulls

    def cast(self, type: str) -> Column:  # noqa: A002
        """Return this column as another type.

        IDs may be "uint32" or "int64"; names "utf8", "large_utf8" or "utf8_view", which is the
        fastest for Polars.

        Raises ValueError for any other type, and OverflowError if utf8 has no room.
        """
        known = {_TYPES[code]: code for code in self._makers}
        if type not in known:
            raise ValueError(f"expected one of {sorted(known)}, got {type!a:.64}")
        column = Column(len(self), self.null_count, known[type], self._makers)
        column._node(known[type])
        return column

    def __arrow_c_schema__(self) -> object:
        return backend.kernels.arrow().schema(self._node(self._format))

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        node = self._requested(requested_schema)
        functions = backend.kernels.arrow()
        return functions.schema(node), functions.array(node)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        node = self._requested(requested_schema)
        if node.format == "+s":  # A row of a table cannot be null; its fields are.
            node = Node("+s", node.length, [None], children=node.children)
        return backend.kernels.arrow().stream(node)

    def _node(self, code: str) -> Node:
        if code not in self._made:
            self._made[code] = self._makers[code]()
        return self._made[code]

    def _requested(self, schema: object) -> Node:
        """Return the column in the type that a consumer asks for, in its own if it cannot."""
        code = "" if schema is None else backend.kernels.arrow().format(schema)
        return self._node(code if code in self._makers else self._format)


def instance_ids(
    names: Arrow, prefix: str | None = None, *, errors: Errors = "raise", threads: int = 1
) -> Column:
    """Return the instance IDs in *names*, computer names, as a Column of uint32.

    The names start with *prefix*, in any case; without it, with any prefix.  With
    ``errors="null"``, any other name gives a null.  *threads* is the largest number of threads:
    each gets at least a million rows.

    Raises NameFormatError with the number of the row; TypeError for another type of column;
    ValueError for a column that contradicts itself.

    >>> instance_ids(_example("web00002D", "api000000", None), "web", errors="null")
    <Column of 3 rows: uint32, 2 null>
    >>> instance_ids(_example("web00002D", "web-2"))
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: item 1: 'web-2': expected six base-36 digits, got 'web-2'
    """
    prefix = None if prefix is None else check_prefix(prefix)
    source, null, threads = _input(names, "names"), gives_null(errors), check_threads(threads)
    ids, valid, nulls, good = backend.kernels.arrow().names(source, prefix, null, threads)
    _check_all(source, good, _id_of(prefix))
    return _ids_column(ids, valid, nulls)


def computer_names(
    prefix: str,
    ids: Arrow,
    *,
    lower: bool = False,
    errors: Errors = "raise",
    threads: int = 1,
) -> Column:
    """Return the computer names of *ids* in the scale set with the prefix *prefix*: utf8.

    *ids* are integers, or decimal numbers in text, as Azure has them.  With *lower*, names are in
    lower case.  Names of more than 2 GiB are large_utf8.  *errors* and *threads* are as for
    ``instance_ids``.

    Raises NameFormatError for the prefix; InstanceIDRangeError and NameFormatError with the number
    of the row; TypeError and ValueError as ``instance_ids``.

    >>> computer_names("web", _example("85", "-1"), errors="null")
    <Column of 2 rows: utf8, 1 null>
    """
    prefix = check_prefix(prefix)
    source, null, threads = _input(ids, "instance IDs"), gives_null(errors), check_threads(threads)
    functions = backend.kernels.arrow()
    numbers, valid, nulls, good = functions.ids(source, null, threads)
    _check_all(source, good, _check_id)
    return _names_column(prefix, numbers, bool(lower), threads, valid, nulls)


def split(names: Arrow, *, errors: Errors = "raise") -> Column:
    """Return the prefix and the instance ID of each of *names*, computer names with any prefix.

    It is a struct of *prefix*, a dictionary of utf8, and *instance_id*, uint32.  *errors* is as
    for ``instance_ids``, and so are the errors raised.

    >>> split(_example("web00002D", "api000000"))
    <Column of 2 rows: struct>
    """
    source, null = _input(names, "names"), gives_null(errors)
    found = backend.kernels.arrow().split(source, null)
    prefixes, keys, ids, valid, nulls, good = found
    _check_all(source, good, lambda name: ComputerName.parse(check_text(name)))
    n = len(source)
    prefix = Node("i", n, [valid, keys], nulls=nulls, name="prefix", dictionary=_texts(prefixes))
    number = Node("I", n, [valid, ids], nulls=nulls, name="instance_id")
    return _column_of(Node("+s", n, [valid], nulls=nulls, children=[prefix, number]))


def resolve(
    names: Arrow,
    fleet: Fleet,
    *,
    fields: Iterable[str] = FIELDS,
    errors: Errors = "raise",
    threads: int = 1,
) -> Column:
    """Return the instance that each of *names* names, as ``Fleet.resolve`` does: a struct.

    Its *fields* are "scale_set" and "resource_group", dictionaries of utf8, "instance_id",
    uint32, and "vm_name" and "resource_id", utf8; each is null where it is not known.  With
    ``errors="null"``, a name that does not resolve to one instance gives a null.

    Raises the errors of ``Fleet.resolve``, with the number of the row; TypeError and ValueError
    as ``instance_ids``.

    >>> fleet = Fleet(["web"])
    >>> resolve(_example("web00002D", "web_7", "api00002D"), fleet, errors="null")
    <Column of 3 rows: struct, 1 null>
    """
    chosen = check_fields(fields, FIELDS)
    source, null, threads = _input(names, "names"), gives_null(errors), check_threads(threads)
    owners = _Owners(fleet.texts())
    keys, ids, valid, nulls, odd, good = backend.kernels.arrow().resolve(
        fleet.tables(), source, fleet.texts().plain, threads
    )
    _check_all(source, good, fleet.resolve)
    if odd:
        valid = valid if valid is not None else _ones(len(source))
        lost = _resolve_odd(fleet, source, odd, null, owners, keys, ids, valid)
        nulls += lost
    valid = valid if nulls else None
    children = owners.columns(chosen, keys, ids, valid, nulls)
    return _column_of(Node("+s", len(source), [valid], nulls=nulls, children=children))


def scan(
    lines: Arrow, scanner: Scanner, *, fields: Iterable[str] = USUAL_MATCH_FIELDS, threads: int = 1
) -> Column:
    """Return the names in each of *lines*, as ``Scanner.scan`` finds them: a list of structs.

    *fields* are "start" and "end", offsets in bytes, "kind", and those of ``resolve``.  A line may
    have any content, also line ends; a null has no names.  A dictionary must be cast to text
    before.

    Raises TypeError and ValueError as ``instance_ids``; OverflowError for more than 2**31 names, or
    a line of 4 GiB.

    >>> scan(_example("web000000 called web_7", "nothing"), Scanner(["web"]))
    <Column of 2 rows: list>
    """
    chosen, functions = check_fields(fields, MATCH_FIELDS), backend.kernels.arrow()
    source = _input(lines, "text")
    text, bounds = functions.lines(source)
    found = scanner.scan_columns(text, threads=threads)
    counts, starts, ends = functions.places(found.starts, found.ends, bounds)
    owners = _Owners(scanner.texts())
    keys = functions.block(_listed(found, text, owners))
    ids, n = functions.block(found.instance_ids.tobytes()), len(found)
    own = {
        "start": Node("I", n, [None, starts], name="start"),
        "end": Node("I", n, [None, ends], name="end"),
        "kind": Node(
            "C",
            n,
            [None, functions.block(found.kinds.tobytes())],
            name="kind",
            dictionary=_texts([kind.encode() for kind in KINDS]),
        ),
    }
    columns = owners.columns([name for name in chosen if name not in own], keys, ids, None, 0)
    own |= {column.name: column for column in columns}
    item = Node("+s", n, [None], name="item", children=[own[name] for name in chosen])
    return _column_of(Node("+l", len(source), [None, counts], children=[item]))


def _input(source: object, what: str) -> ArrowInput:
    """Return the rows of *source*; raise TypeError if it is no column of Arrow."""
    if not hasattr(source, "__arrow_c_array__") and not hasattr(source, "__arrow_c_stream__"):
        kind = shown_kind(type(source))
        raise TypeError(
            f"expected an Arrow column of {what}, got {kind}, which does not export one"
        )
    rows: ArrowInput = backend.kernels.arrow().input(source)
    return rows


def _check_all(source: ArrowInput, good: int, scalar: Callable[[Any], object]) -> None:
    """Raise the error of *scalar* for the row at which a kernel stopped, if it did."""
    if good < len(source):
        try:
            item = source.item(good)
        except ValueError as error:
            raise ValueError(f"item {good}: {error}") from None
        explain(good, item, scalar)


def _id_of(prefix: str | None) -> Callable[[Any], int]:
    if prefix is None:
        return lambda name: ComputerName.parse(check_text(name)).instance_id
    return lambda name: id_of_computer_name(name, prefix)


def _check_id(value: str | int) -> int:
    return parse_instance_id(value) if isinstance(value, str) else check_instance_id(value)


def check_fields(fields: Iterable[str], known: Sequence[str] = FIELDS) -> list[str]:
    """Return *fields*, each once; raise ValueError for none and for those that are not *known*."""
    chosen = list(dict.fromkeys([fields] if isinstance(fields, str) else fields))
    if not chosen or not set(chosen) <= set(known):
        raise ValueError(f"fields: expected some of {tuple(known)}, got {chosen!a:.200}")
    return chosen


def check_errors(errors: Errors) -> bool:
    """Return whether an invalid row becomes null; raise ValueError for any other value."""
    return gives_null(errors)


def _column_of(node: Node) -> Column:
    """Return the column that is *node*, and has no other type."""
    return Column(node.length, node.nulls, node.format, {node.format: lambda: node})


def _ids_column(ids: Buffer, valid: Buffer | None, nulls: int) -> Column:
    def wide() -> Node:
        return Node("l", n, [valid, backend.kernels.arrow().wide(ids)], nulls=nulls)

    n = memoryview(ids).nbytes // 4
    return Column(n, nulls, "I", {"I": lambda: Node("I", n, [valid, ids], nulls=nulls), "l": wide})


def _names_column(
    prefix: str, ids: Buffer, lower: bool, threads: int, valid: Buffer | None, nulls: int
) -> Column:
    """Return the column of the names of *ids*."""
    n, size = memoryview(ids).nbytes // 4, len(prefix) + grammar.WIDTH
    functions, made = backend.kernels.arrow(), list[object]()

    def rows() -> Any:
        """Return the names, one after another, for all types."""
        if not made:
            made.append(functions.rows(prefix, ids, lower, threads))
        return made[0]

    def offsets(code: str) -> Node:
        if code == "u" and n * size > _MOST_UTF8:
            raise OverflowError(f"utf8 holds 2 GiB, not {n} names of {size} bytes: use large_utf8")
        places = functions.offsets(n, size, code == "U")
        return Node(code, n, [valid, places, rows()], nulls=nulls)

    def views() -> Node:
        if size <= _MOST_IN_VIEW:
            buffers = functions.short_views(prefix, ids, lower, threads)
        else:
            buffers = functions.views(rows(), n, size)
        return Node("vu", n, [valid, *buffers], nulls=nulls)

    makers = {"u": lambda: offsets("u"), "U": lambda: offsets("U"), "vu": views}
    return Column(n, nulls, "u" if n * size <= _MOST_UTF8 else "U", makers)


def _texts(texts: Iterable[bytes]) -> Node:
    """Return a column of *texts*."""
    return _dictionary(FieldTexts(texts, repeated=False))


def _dictionary(texts: FieldTexts) -> Node:
    """Return a column of *texts* as they are."""
    n, functions = len(texts), backend.kernels.arrow()
    offsets = texts.offsets()
    buffers = [None, functions.block(offsets), functions.block(texts.data)]
    return Node(_text_format(offsets, n), n, buffers)


def _text_format(offsets: Buffer, n: int) -> str:
    return "u" if memoryview(offsets).nbytes == 4 * (n + 1) else "U"


def _ones(n: int) -> Any:
    return backend.kernels.arrow().block(b"\xff" * -(-n // 8))


def _resolve_odd(
    fleet: Fleet,
    source: ArrowInput,
    odd: Sequence[int],
    null: bool,
    owners: _Owners,
    keys: Any,
    ids: Any,
    valid: Any,
) -> int:
    """Write the owners and the IDs of those rows that kernels cannot resolve.

    Returns how many of them are now null.
    """
    key_of, id_of, bits = memoryview(keys).cast("I"), memoryview(ids).cast("I"), memoryview(valid)
    known: dict[Any, tuple[int, int] | None] = {}
    lost = 0
    for index in odd:
        item = source.item(index)
        if item not in known:
            if len(known) >= _MOST_KNOWN:
                known.clear()
            known[item] = _resolved(fleet, index, item, null, owners)
        found = known[item]
        if found is None:
            key_of[index] = id_of[index] = 0
            bits[index // 8] &= ~(1 << index % 8) & 0xFF
            lost += 1
        else:
            key_of[index], id_of[index] = found
    return lost


def _resolved(
    fleet: Fleet, index: int, item: Any, null: bool, owners: _Owners
) -> tuple[int, int] | None:
    try:
        found = convert_item(index, item, fleet.resolve)
    except ITEM_ERRORS:
        if not null:
            raise
        return None
    return owners.number(found), found.instance_id or 0


def _listed(found: Columns, text: bytes, owners: _Owners) -> bytes:
    """Return the owner of each match, also of those whose scale set is in no list."""
    for i in found.unlisted():
        name = text[found.starts[i] : found.ends[i]].decode("latin-1")
        one = unlisted_owner(name, KINDS[found.kinds[i]])
        found.owners[i] = owners.number(one.instance(found.instance_ids[i]))
    return found.owners.tobytes()


class _Owners:
    """The owners of rows, by number: those of a fleet first, then others as they come.

    A number may also stand for one VM, whose name has no instance ID.
    """

    def __init__(self, listed: OwnerTexts) -> None:
        self._listed = listed
        self._more: list[tuple[ScaleSet, Instance | None]] = []
        self._numbers: dict[object, int] = {}

    def __len__(self) -> int:
        return len(self._listed) + len(self._more)

    def number(self, instance: Instance) -> int:
        """Return the number of an instance's scale set, or of the instance if it has no ID."""
        one = instance.scale_set
        own = instance.vm_name if instance.instance_id is None else None
        # As written: scale sets are equal in any case.
        key = one.name, str(one.resource_id), one.mode, own
        if key not in self._numbers:
            self._numbers[key] = len(self)
            self._more.append((one, None if own is None else instance))
        return self._numbers[key]

    def columns(
        self, fields: Sequence[str], keys: Any, ids: Any, valid: Any, nulls: int
    ) -> list[Node]:
        """Return a column for each of *fields*: of the owners *keys* and the IDs *ids*."""
        n, functions = memoryview(ids).nbytes // 4, backend.kernels.arrow()
        alone = bytes(len(self._listed)) + bytes([vm is not None for _, vm in self._more])
        made = []
        for field in fields:
            texts = self._texts(field)
            bits, none = valid, nulls
            if 1 in texts.missing:
                bits, none = functions.without(keys, texts.missing, valid)
            if field == "instance_id":
                made.append(Node("I", n, [bits, ids], nulls=none, name=field))
            elif texts.keys is not None:
                indexes, own = functions.mapped(keys, texts.keys, bits), _dictionary(texts)
                made.append(Node("i", n, [bits, indexes], nulls=none, name=field, dictionary=own))
            else:
                offsets, data = functions.texts(texts.data, texts.bounds, alone, keys, ids, bits)
                code = _text_format(offsets, n)
                made.append(Node(code, n, [bits, offsets, data], nulls=none, name=field))
        return made

    def _texts(self, field: str) -> FieldTexts:
        texts = self._listed.of(field)
        if not self._more:
            return texts
        return texts.with_more([text_of(field, (one,), vm) for one, vm in self._more])


def _example(*names: str | None) -> Column:
    """Return a column for the examples."""
    valid = sum((name is not None) << i for i, name in enumerate(names)).to_bytes(
        -(-len(names) // 8), "little"
    )
    node = _texts([(name or "").encode() for name in names])
    bits = backend.kernels.arrow().block(valid)
    nulls = names.count(None)
    return _column_of(Node("u", len(names), [bits, *node.buffers[1:]], nulls=nulls))
