"""Finds names in text.

A scanner reads text once, whatever the number of scale sets.  names/boundaries.py says
where a name may begin and end, a fleet says which scale set it belongs to.
"""

from __future__ import annotations

from .._kernels import backend
from .._kernels.codes import AT_LINE_END, IN_PLACE, MATCH_ONLY, NO_OWNER
from .._kernels.columns import check_threads, flat, text_buffer
from ..fleet.fleet import Fleet
from ..fleet.texts import OwnerTexts
from ..names import grammar
from ..names.ids import check_instance_id, check_text
from ..names.scale_set import ScaleSet
from .matches import Columns, Match, Paths, certainty_of
from .owners import Escapes, unlisted_owner
from .templates import KINDS, Template

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor
    from typing import Any, SupportsIndex, TypeVar

    from typing_extensions import Buffer

    T = TypeVar("T")

__all__ = ["Columns", "Match", "Scanner"]

# The default template of ``annotate``.
TEMPLATE = "{name}({scale_set}/{instance_id})"

# Where the rendered template goes.
PLACES = {"in_place": IN_PLACE, "line_end": AT_LINE_END, "match_only": MATCH_ONLY}

# The bytes of text that are worth a thread.
_PART = 1 << 20


class Scanner:
    r"""Finds the names of instances in text, of one scale set or of ten thousand, in one pass.

    *fleet* is a Fleet or its argument, such as a list of prefixes. The scanner finds computer
    names in any case, with or without a domain, and VM names; with *resource_ids* also resource
    IDs and provider IDs, of any scale set, since they name it. No letter, digit, hyphen or
    underscore may precede a name, unless it ends an escape such as ``\n`` or ``%22``, and no
    letter, digit or hyphen follow it; the underscore of a role instance, ``_web_1``, may; with
    *embedded*, hyphens and underscores may surround it, as in names of pods. With *aks*, names
    of AKS nodes are found even if the fleet does not have their scale set. IDs above *max_id*
    are ignored: "webserver" is not "web" and an ID. Of a fleet with both nweb and web,
    ``\nweb00000a`` may be either: it has both owners.

    Offsets are in bytes.  Text is bytes in any encoding that contains ASCII.

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
        self._escapes, self._paths = Escapes(self.fleet), Paths(self.fleet)
        self.owners = (*self.fleet.owners, *self._escapes.groups)
        self._texts: OwnerTexts | None = None
        self._templates: dict[tuple[str, str, int], Any] = {}

    def __getstate__(self) -> dict[str, Any]:
        # A template belongs to the kernels of one process.
        return self.__dict__ | {"_templates": {}, "_texts": None}

    def __eq__(self, other: object) -> bool:
        return type(other) is Scanner and self._options() == other._options()

    def __repr__(self) -> str:
        more = "".join(f", {name}={value!r}" for name, value in self._options().items())
        return f"Scanner({more.partition('=')[2]})"

    def _options(self) -> dict[str, Any]:
        options = "fleet", "resource_ids", "embedded", "aks", "max_id"
        return {name: getattr(self, name) for name in options}

    def texts(self) -> OwnerTexts:
        """Return what columns say about ``owners``, worked out on first use."""
        if self._texts is None:
            listed = len(self.owners) == len(self.fleet.owners)
            self._texts = self.fleet.texts() if listed else OwnerTexts(self.owners)
        return self._texts

    def scan(self, data: Buffer) -> Iterator[Match]:
        """Return the names in *data*, in order.

        Raises TypeError unless *data* is bytes-like.

        >>> next(Scanner([("kn-infra_ss", "kn-infra")]).scan(b"kn-infra000000")).scale_set.name
        'kn-infra_ss'
        """
        view = _readonly_view(data)
        return self.matches(view, self.scan_columns(view))

    def find_one(self, text: str) -> Match | None:
        """Return the last name in *text* if all names in it are of one instance, else None.

        >>> scanner = Scanner(["web"])
        >>> scanner.find_one("http://web00002D:80 (web_85)").instance_id
        85
        >>> scanner.find_one("web000000, web000001") is None
        True
        """
        found = self.find_each(text)
        return found[0] if len(found) == 1 else None

    def find_each(self, text: str) -> list[Match]:
        """Return one match for each instance that *text*, a str, names: its last name there.

        >>> [match.name for match in Scanner(["web"]).find_each("web00002D (web_85), web_7")]
        ['web_85', 'web_7']
        """
        matches = self.scan(check_text(text).encode("utf-8", "surrogatepass"))
        return list({(one.scale_sets, one.instance_id): one for one in matches}.values())

    def matches(self, data: Buffer, columns: Columns) -> Iterator[Match]:
        """Return the matches in *columns*, which ``scan_columns`` found in *data*.

        >>> scanner, data = Scanner(["web"]), b"web000000 web_1"
        >>> [match.name for match in scanner.matches(data, scanner.scan_columns(data))]
        ['web000000', 'web_1']
        """
        view = memoryview(data)
        for start, end, kind, owner, instance_id in columns:
            name = bytes(view[start:end]).decode("latin-1")
            is_listed = owner != NO_OWNER
            owners = self.owners[owner] if is_listed else (unlisted_owner(name, KINDS[kind]),)
            certainty = certainty_of(is_listed, KINDS[kind], instance_id, owners)
            yield Match(start, end, KINDS[kind], name, instance_id, owners, certainty)

    def scan_columns(self, data: Buffer, *, threads: int = 1) -> Columns:
        """Return the names in *data* as columns.

        *threads* is the largest number of threads, which share a long text at line ends.

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
        """Return the number of names in *data*; *threads* is as for ``scan_columns``.

        >>> Scanner(["web"]).count(b"web000000 web000001 api000002")
        2
        """
        if self.resource_ids:  # A path may contain other names, which do not count.
            return len(self.scan_columns(data, threads=threads))
        return sum(self._parts(data, threads, lambda view, _: self._scan(view, 0, False)[0]))

    def annotate(
        self, data: Buffer, template: str = TEMPLATE, *, at_line_end: bool = False, threads: int = 1
    ) -> bytes:
        """Return *data* with each name replaced by the rendered *template*.

        A template has fields in braces: name (as written), instance_id, base36, scale_set, prefix,
        computer_name, node_name, vm_name, resource_id, provider_id, kind.  An unknown value is
        "?".  With *at_line_end*, the text is unchanged, and the rendered template is appended to
        each line after a space, once per instance.

        Raises ValueError for an invalid template.

        >>> Scanner(["web"]).annotate(b"web_85 is web00002D", "{instance_id}", at_line_end=True)
        b'web_85 is web00002D 85'
        """
        where = "line_end" if at_line_end else "in_place"
        made = self._template(template, PLACES[where])
        parts = self._parts(data, threads, lambda view, _: (view, self._columns(view, 0)))
        if len(parts) == 1:
            return bytes(self.render(*parts[0], template, where=where))
        arrays = [(view, columns.arrays()) for view, columns in parts]
        with _threads(len(parts)) as pool:
            return self.fleet.tables().render_parts(arrays, made, pool.map)

    def render(
        self, data: Buffer, columns: Columns, template: str = TEMPLATE, *, where: str = "in_place"
    ) -> bytes | memoryview:
        """Return *data* with the rendered *template* for each match in *columns*.

        *columns* are from ``scan_columns`` of the same data.  *where* is "in_place" or "line_end",
        as for ``annotate``, or "match_only": only the rendered templates.  Without matches, *data*
        is returned without a copy.

        Raises ValueError for an invalid template or place.

        >>> scanner, data = Scanner(["web"]), b"web000000, web_1"
        >>> scanner.render(data, scanner.scan_columns(data), "{instance_id};", where="match_only")
        b'0;1;'
        """
        if where not in PLACES:
            raise ValueError(f"where must be one of {tuple(PLACES)}, got {where!a:.64}")
        made, view = self._template(template, PLACES[where]), memoryview(data)
        if not columns:
            return b"" if where == "match_only" else view
        return self.fleet.tables().render(view, columns.arrays(), made)

    def _template(self, template: str, where: int) -> Any:
        """Return *template* compiled for the kernels, on first use."""
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
        """Return the matches in *view*; *base* is added to their offsets."""
        _, (*columns, ends) = self._scan(view, base, True)
        found = Columns.of(columns)
        if ends:
            places = memoryview(ends).cast("Q")
            paths = [one for one in self._paths.find(view, base, places) if one[4] <= self.max_id]
            if paths:
                from .._kernels.python_scan import drop_overlaps  # Few texts need it.

                found = Columns.of(zip(*drop_overlaps([*found, *paths]), strict=True))
        self._escapes.share(view, base, found)
        return found

    def _parts(self, data: Buffer, threads: int, work: Callable[[memoryview, int], T]) -> list[T]:
        """Return the results of *work* for parts of *data* that end at line ends."""
        view = _readonly_view(data)
        bounds = _cut(view, min(check_threads(threads), len(view) // _PART))
        self.fleet.tables()  # Built by one thread.
        if len(bounds) == 2:
            return [work(view, 0)]
        with _threads(len(bounds) - 1) as pool:
            return list(pool.map(lambda a, b: work(view[a:b], a), bounds, bounds[1:]))


def _threads(number: int) -> Executor:
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(number)


def _readonly_view(data: Buffer) -> memoryview:
    """Return *data* as memory that nobody can change: a copy if it is writable."""
    view = flat(text_buffer(data))
    return view if view.readonly else memoryview(bytes(view))


def _cut(view: memoryview, parts: int) -> list[int]:
    """Return the bounds of about *parts* equal parts of *view*, which end at line ends."""
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
