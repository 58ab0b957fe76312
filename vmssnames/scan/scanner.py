"""Texts in which names stand: which, where, and whose.

A scanner looks at a text once, whatever the number of scale sets.  What is a name, by
its neighbours, stands in python_scan.py; whose it is, a fleet says.
"""

from __future__ import annotations

from .._kernels import backend
from .._kernels.columns import check_threads, flat, text_buffer
from .._kernels.python_scan import AT_LINE_END, IN_PLACE, MATCH_ONLY, NONE, drop_overlaps
from ..fleet.fleet import Fleet
from ..names import grammar
from ..names.ids import check_instance_id
from ..names.scale_set import ScaleSet
from .matches import Columns, Match, certainty_of, find_resource_ids
from .templates import KINDS, Template

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, SupportsIndex, TypeVar

    from typing_extensions import Buffer

    T = TypeVar("T")

__all__ = ["Columns", "Match", "Scanner"]

# What is written of a match where nothing else is asked for.
TEMPLATE = "{name}({scale_set}/{instance_id})"

# Bytes of text for which it pays to start a thread.
_PART = 1 << 20


class Scanner:
    r"""Finds the names of a fleet's instances in text, at a speed that its size does not change.

    *fleet* is a Fleet or what makes one: prefixes, say.  Found are computer names, in any
    case, with a domain or without; VM names; and with *resource_ids* the instances'
    resource IDs and provider IDs.  A name begins where no letter, digit, hyphen or
    underscore is before it, and ends where no letter, digit or hyphen follows; with
    *embedded* hyphens and underscores may be around it, as in names of pods.  With *aks*
    names shaped as those of AKS nodes are found though the fleet has them not.  With
    *max_id* larger IDs are left out: "server" is one, after the prefix "web".

    Offsets are in bytes; text is bytes of any encoding that has ASCII in it.

    >>> scanner = Scanner(["web"])
    >>> [(m.start, m.name, m.instance_id) for m in scanner.scan(b"on WEB00002d.x.net, web_7")]
    [(3, 'WEB00002d', 85), (20, 'web_7', 7)]
    >>> scanner.annotate(b"Node web00002D is down\n")
    b'Node web00002D(web/85) is down\n'
    """

    def __init__(
        self,
        fleet: Fleet | Iterable[ScaleSet | tuple[str, str | None] | str],
        *,
        resource_ids: bool = False,
        embedded: bool = False,
        aks: bool = False,
        max_id: SupportsIndex = grammar.MAX_INSTANCE_ID,
    ) -> None:
        self.fleet = fleet if isinstance(fleet, Fleet) else Fleet(fleet)
        self.resource_ids, self.embedded, self.aks = bool(resource_ids), bool(embedded), bool(aks)
        self.max_id = check_instance_id(max_id)
        self.owners = self.fleet.owners
        self._templates: dict[tuple[str, str, int], Any] = {}

    def __getstate__(self) -> dict[str, Any]:
        # Templates are made anew: kernels are of one process.
        return self.__dict__ | {"_templates": {}}

    def __eq__(self, other: object) -> bool:
        return type(other) is Scanner and self._asked() == other._asked()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        more = "".join(f", {name}={value!r}" for name, value in self._asked().items())
        return f"Scanner({more.partition('=')[2]})"

    def _asked(self) -> dict[str, Any]:
        options = "fleet", "resource_ids", "embedded", "aks", "max_id"
        return {name: getattr(self, name) for name in options}

    def scan(self, data: Buffer) -> Iterator[Match]:
        """Return the names in *data*, in order.

        Raises TypeError for what has no buffer.

        >>> next(Scanner([("kn-infra_ss", "kn-infra")]).scan(b"kn-infra000000")).scale_set.name
        'kn-infra_ss'
        """
        view = _unchanging(data)
        return self._matches(view, self.scan_columns(view))

    def _matches(self, view: memoryview, columns: Columns) -> Iterator[Match]:
        """Yield what *columns* say of *view*."""
        for start, end, kind, owner, instance_id in columns:
            name = bytes(view[start:end]).decode("latin-1")
            if owner == NONE:
                key = name[: -grammar.WIDTH] if kind == 0 else name.rpartition("_")[0]
                prefix = key if grammar.is_prefix(key) else None
                owners: tuple[ScaleSet, ...] = (ScaleSet(key, prefix),)
            else:
                owners = self.owners[owner]
            certainty = certainty_of(owner, instance_id, owners)
            yield Match(start, end, KINDS[kind], name, instance_id, owners, certainty)

    def scan_columns(self, data: Buffer, *, threads: int = 1) -> Columns:
        """Return the names in *data* as columns.

        With *threads*, a long text is cut at ends of lines and scanned on as many cores.

        >>> Scanner(["web"]).scan_columns(b"web000000 web000001").instance_ids
        array('I', [0, 1])
        """
        parts = self._parts(data, threads, self._columns)
        if len(parts) == 1:
            return parts[0]
        return Columns.of(
            b"".join(part.arrays()[k] for part in parts) for k in range(len(Columns.__slots__))
        )

    def count(self, data: Buffer, *, threads: int = 1) -> int:
        """Return how many names *data* holds; *threads* as for ``scan_columns``.

        >>> Scanner(["web"]).count(b"web000000 web000001 api000002")
        2
        """
        if self.resource_ids:  # which may hold other names
            return len(self.scan_columns(data, threads=threads))
        return sum(self._parts(data, threads, lambda view, _: self._scan(view, 0, False)[0]))

    def annotate(
        self,
        data: Buffer,
        template: str = TEMPLATE,
        *,
        at_line_end: bool = False,
        threads: int = 1,
    ) -> bytes:
        """Return *data* with each name replaced by what *template* says of it.

        Fields in braces: name (as it stands), instance_id, base36, scale_set, prefix,
        computer_name, node_name, vm_name, resource_id, provider_id, kind.  "?" stands for
        what is not known.  With *at_line_end* the text stays as it is, and what the template
        says is put behind each line, after a blank, once for an instance.

        Raises ValueError for the template.

        >>> Scanner(["web"]).annotate(b"web_85 is web00002D", "{instance_id}", at_line_end=True)
        b'web_85 is web00002D 85'
        """
        where = AT_LINE_END if at_line_end else IN_PLACE
        return b"".join(
            self._parts(data, threads, lambda view, _: self._rendered(view, template, where)[0])
        )

    def _rendered(
        self, view: memoryview, template: str, where: int
    ) -> tuple[bytes | memoryview, Columns]:
        """Return *view* with what *template* says in its places, or itself; and the matches."""
        made = self._template(template, where)
        columns = self._columns(view, 0)
        if not columns:
            return b"" if where == MATCH_ONLY else view, columns
        return self.fleet.tables().render(view, columns.arrays(), made), columns

    def _template(self, template: str, where: int) -> Any:
        """Return *template* as the kernels have it; made once."""
        key = backend.backend(), template, where
        if key not in self._templates:
            made = Template(template)
            strings = made.strings(self.owners)
            self._templates[key] = self.fleet.tables().template(made.kinds, strings, where)
        return self._templates[key]

    def _scan(self, view: memoryview, base: int, store: bool) -> tuple[int, list[bytes]]:
        options = self.max_id, self.aks, self.embedded, self.resource_ids
        return self.fleet.tables().scan(view, base, *options, store)

    def _columns(self, view: memoryview, base: int) -> Columns:
        """Return the matches in *view*, to whose offsets *base* is added."""
        _, (*columns, ends) = self._scan(view, base, True)
        found = Columns.of(columns)
        if ends:
            places = memoryview(ends).cast("Q")
            paths = list(find_resource_ids(view, base, places, self.fleet))
            paths = [match for match in paths if match[4] <= self.max_id]
            if paths:
                found = Columns.of(zip(*drop_overlaps([*found, *paths]), strict=True))
        return found

    def _parts(self, data: Buffer, threads: int, work: Callable[[memoryview, int], T]) -> list[T]:
        """Return what *work* makes of *data*, in parts that end at ends of lines."""
        view = _unchanging(data)
        bounds = _cut(view, min(check_threads(threads), len(view) // _PART))
        self.fleet.tables()  # by one thread
        if len(bounds) == 2:
            return [work(view, 0)]
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(len(bounds) - 1) as pool:
            return list(pool.map(lambda a, b: work(view[a:b], a), bounds, bounds[1:]))


def _unchanging(data: Buffer) -> memoryview:
    """Return *data* as memory that nobody changes meanwhile: a copy, if anybody could."""
    view = flat(text_buffer(data))
    return view if view.readonly else memoryview(bytes(view))


def _cut(view: memoryview, parts: int) -> list[int]:
    """Return where *view* may be cut in about so many equal parts: behind ends of lines."""
    bounds = [0]
    for part in range(1, parts):
        at = max(bounds[-1], len(view) * part // parts)
        while at < len(view):
            newline = bytes(view[at : at + 4096]).find(b"\n")
            if newline >= 0:
                if at + newline + 1 > bounds[-1]:
                    bounds.append(at + newline + 1)
                break
            at += 4096
    return [*bounds, len(view)]
