"""A self-contained HTML page: it loads no resources, and escapes all text from Azure.

What it is about, the counts and the problems are HTML, so they are there without scripts.  The
instances are compressed JSON, one array for each column: the script draws what is visible of them.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from ... import __version__
from ...errors import escaped
from ...inventory.inventory import Inventory
from ...inventory.records import COLUMNS, record
from ...names.resource_id import ResourceID
from ...operations.operations import operation
from ...operations.portal import portal_url
from .instances import minute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from typing import Any

    from ...inventory.diff import Change
    from ...models.findings import Finding
    from ...models.vm import ScaleSetVM

# How many kinds of problems the page lists; and how many values of a state.
_MOST_GROUPS, _MOST_VALUES = 50, 8
# What differs between problems of one kind: numbers, IDs and addresses.
_VARIABLE = re.compile(r"[0-9A-Fa-f-]*\d[0-9A-Fa-f.:-]*")
# The columns whose counts people read first.
_COUNTED = ("power", "health", "provisioning", "latest_model")
# Commands to copy, and the ID or VM name in their templates.
_OPERATIONS = ("instance-view", "restart")
_ID = 2176782335


class About:
    """What a page says about itself: *sources* are files, *filters* what narrowed the list."""

    def __init__(self, sources: Sequence[str] = (), filters: Sequence[str] = ()) -> None:
        self.sources, self.filters = sources, filters


def page(listed: Inventory, about: About | None = None, *, redact: bool = True) -> str:
    """Return the page of *listed*, without secrets in messages if *redact*."""
    vms = list(listed)
    return _page(_headline(vms), listed, vms, about or About(), redact, {})


def page_of_changes(
    changes: Sequence[Change],
    listed: Inventory,
    about: About,
    what: Sequence[str],
    *,
    redact: bool = True,
) -> str:
    """Return the page of *changes* to *listed*, with *what* changed in each."""
    kinds = [one.kind for one in changes]
    count = f"{len(kinds)} change{'' if len(kinds) == 1 else 's'}"
    more = {"change": kinds, "what": list(what)}
    return _page(count, listed, [one.vm for one in changes], about, redact, more)


def _page(
    headline: str,
    listed: Inventory,
    vms: list[ScaleSetVM],
    about: About,
    redact: bool,
    more: dict[str, list[Any]],
) -> str:
    # Not by __file__: vmssnames may be in a zipapp.
    assets = files("vmssnames.cli") / "assets"
    html, style, script = (
        (assets / f"page.{end}").read_text("ascii") for end in ("html", "css", "js")
    )
    records = [record(vm) for vm in vms]
    columns = {name: [row[name] for row in records] for name in COLUMNS} | more
    problems = _Problems(vms, redact)
    return Template(html).substitute(
        policy=_policy(style, script),
        title=f"{_html(headline)}, vmssnames",
        style=style,
        script=script,
        headline=_html(headline),
        provenance=_provenance(listed, columns, about),
        notes=_list(map(_html, listed.notes)),
        problems_title=_html(problems.title()),
        problems=problems.html(),
        counts=_counts(columns),
        data=_packed(_data(vms, columns, problems)),
    )


def _policy(*texts: str) -> str:
    """Return the Content-Security-Policy that allows this style and script, and nothing else."""
    style, script = (b64encode(sha256(one.encode()).digest()).decode() for one in texts)
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _html(value: object) -> str:
    return "" if value is None else escape(escaped(str(value)))


def _list(items: Iterable[str]) -> str:
    found = "".join(f"<li>{one}</li>" for one in items)
    return f"<ul>{found}</ul>" if found else ""


# What it is about


def _headline(vms: list[ScaleSetVM]) -> str:
    names = sorted({vm.scale_set.lower(): vm.scale_set for vm in vms if vm.scale_set}.values())
    owners = f" of {names[0]}" if len(names) == 1 else f" of {len(names):,} scale sets"
    return f"{_some(len(vms), 'instance')}{owners if names else ''}"


def _some(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _provenance(listed: Inventory, columns: dict[str, list[Any]], about: About) -> str:
    """Return where the page comes from, of when it is, and what it covers."""
    sources = [_html(one) for one in about.sources[:5]]
    more = len(about.sources) - len(sources)
    origin = ", ".join([*sources, *([f"and {_some(more, 'more file')}"] if more > 0 else [])])
    parts = [f"from {origin}"] if origin else []
    if listed.as_of is not None:
        parts.append(f"states as of {_time(listed.as_of)}")
    parts.append(f"made {_time(datetime.now(UTC))} by vmssnames {__version__}")
    for name, what in (("subscription_id", "subscription"), ("resource_group", "resource group")):
        known = {str(one).lower(): str(one) for one in columns[name] if one is not None}
        if len(known) == 1:
            parts.append(f"{what} {_html(*known.values())}")
        elif known:
            parts.append(_some(len(known), what))
    parts += [f"only {_html(one)}" for one in about.filters]
    return "; ".join(parts)


def _time(time: datetime) -> str:
    return f'<time datetime="{_iso(time)}">{minute(time)}</time>'


def _iso(time: datetime) -> str:
    try:
        return time.astimezone(UTC).isoformat()
    except OverflowError:  # In the year 9999, for example.
        return time.isoformat()


def _counts(columns: dict[str, list[Any]]) -> str:
    """Return how many instances are in each state, as text; the script makes buttons of it."""
    items = []
    for name in _COUNTED:
        counts = _tally(columns[name])
        if set(counts) == {None} and name != "power":
            continue
        words = {True: "latest", False: "old"} if name == "latest_model" else {}
        first = [
            f"<b>{number:,}</b> {_html(words.get(one, one) if one is not None else 'not reported')}"
            for one, number in sorted(counts.items(), key=lambda one: -one[1])[:_MOST_VALUES]
        ]
        items.append(f"<span>{name.replace('_', ' ')}</span> {', '.join(first)}")
    return _list(items) or "<ul></ul>"


def _tally(values: Iterable[Any]) -> dict[Any, int]:
    counts: dict[Any, int] = {}
    for one in values:
        counts[one] = counts.get(one, 0) + 1
    return counts


# What is wrong


class _Group:
    """Problems that have everything in common but numbers: *sample* is the first."""

    def __init__(self, sample: dict[str, Any]) -> None:
        self.sample, self.rows, self.names = sample, set[int](), dict[str, None]()
        self.since: str | None = None

    def add(self, row: int, name: str, time: str | None) -> None:
        """Count the instance in *row*, which has the problem since *time*."""
        self.rows.add(row)
        if len(self.names) < 3:
            self.names[name] = None
        if time is not None and (self.since is None or time < self.since):
            self.since = time

    @property
    def order(self) -> tuple[bool, int]:
        """Errors come first, then what most instances have."""
        return self.sample["severity"] != "error", -len(self.rows)

    def html(self, place: int) -> str:
        """Return how many instances have it, a sentence, since when, and a few names."""
        severity, text = self.sample["severity"], _html(self.sample["text"])
        if self.since is not None:
            text += f", since {_time(datetime.fromisoformat(self.since))}"
        others = len(self.rows) - len(self.names)
        more = f" and {others:,} more" if others > 0 else ""
        return (
            f'<li data-group="{place}" class="{severity}"><b>{len(self.rows):,}</b> '
            f'<span class="severity">{severity}</span> {text} '
            f'<span class="dim">{_html(", ".join(self.names))}{more}</span></li>'
        )


class _Problems:
    """The problems of *vms*: numbered, by row, and grouped.

    Findings that are no problems take twice the time; --explain has them.
    """

    def __init__(self, vms: list[ScaleSetVM], redact: bool) -> None:
        self.findings: list[dict[str, Any]] = []
        self.rows: list[tuple[int, list[int]]] = []
        numbers: dict[tuple[Any, ...], int] = {}
        groups: dict[tuple[str, ...], _Group] = {}
        of: list[_Group] = []
        for row, vm in enumerate(vms):
            name, found = vm.name or vm.computer_name or vm.path, []
            for key in (_parts(one, redact) for one in vm.problems):
                if key not in numbers:
                    numbers[key] = len(of)
                    sample = dict(zip(("severity", "kind", "time", "text"), key, strict=True))
                    self.findings.append(sample)
                    shape = key[0], key[1], _VARIABLE.sub("#", key[3])
                    of.append(groups.setdefault(shape, _Group(sample)))
                of[numbers[key]].add(row, name, key[2])
                found.append(numbers[key])
            if found:
                self.rows.append((row, found))
        self.count = len(set[int]().union(*(one.rows for one in groups.values())))
        ordered = sorted(groups.values(), key=lambda one: one.order)
        self.groups, self._more = ordered[:_MOST_GROUPS], len(ordered[_MOST_GROUPS:])
        places = {id(group): place for place, group in enumerate(self.groups)}
        for one, group in zip(self.findings, of, strict=True):
            one["group"] = places.get(id(group))

    def title(self) -> str:
        """Return how many instances have problems."""
        return (
            f"{_some(self.count, 'instance')} with problems" if self.count else "No problems found"
        )

    def html(self) -> str:
        """Return the groups."""
        items = [group.html(place) for place, group in enumerate(self.groups)]
        items += (
            [f"<li>and {_some(self._more, 'kind')} of other problems</li>"] if self._more else []
        )
        return f"<ul>{''.join(items)}</ul>" if items else ""


def _parts(finding: Finding, redact: bool) -> tuple[str, str, str | None, str]:
    time = None if finding.time is None else _iso(finding.time)
    # Its place in Azure's JSON is for programs.
    text = finding.sentence(redact=redact).removeprefix(f"{escaped(finding.path)}: ")
    return str(finding.severity), finding.kind, time, text


# The data


def _data(
    vms: list[ScaleSetVM], columns: dict[str, list[Any]], problems: _Problems
) -> dict[str, Any]:
    places, owners = _owners(vms)
    for row, kind in enumerate(columns.get("change", ())):
        if kind == "removed":
            places[row] = None  # There is nothing left to restart.
    return {
        "count": len(vms),
        "columns": {name: _coded(values) for name, values in columns.items()}
        | {"owner": _coded(places)},
        "csv": [*(name for name in columns if name not in COLUMNS), *COLUMNS],
        "findings": problems.findings,
        "rows": problems.rows,
        "groups": len(problems.groups),
        "owners": owners,
    }


def _coded(values: list[Any]) -> Any:
    """Return *values* for the script: numbers of the values if most are repeated."""
    codes: dict[Hashable, int] = dict.fromkeys(values, 0)
    if len(codes) > len(values) // 2:
        return list(map(_plain, values))
    for number, one in enumerate(codes):
        codes[one] = number
    return {"of": list(map(_plain, codes)), "at": [codes[one] for one in values]}


def _plain(value: Any) -> Any:
    """Return *value* for the script, in which larger integers would be other ones."""
    if type(value) is int and abs(value) > 2**53:
        return str(value)
    return escaped(value) if type(value) is str else value


def _owners(vms: list[ScaleSetVM]) -> tuple[list[int | None], list[dict[str, Any]]]:
    """Return the number of the owner of each VM, and the owners: links and commands with an ID."""
    numbers: dict[tuple[Any, ...], int | None] = {}
    owners: list[dict[str, Any]] = []
    places = []
    for vm in vms:
        path = vm.resource_id
        key: tuple[Any, ...] = ()
        if path is not None:
            is_numbered = path.instance_id is not None
            key = path.subscription_id, path.resource_group, path.scale_set, is_numbered
        if key not in numbers:
            owner = None if path is None else _owner(path)
            numbers[key] = None if owner is None else len(owners)
            owners += [] if owner is None else [owner]
        places.append(numbers[key])
    return places, owners


def _owner(path: ResourceID) -> dict[str, Any] | None:
    """Return the link and the commands of an instance beside *path*, around its ID or name."""
    place = path.subscription_id, path.resource_group, path.scale_set
    if path.instance_id is not None:
        one = ResourceID(*place, _ID)
    elif path.vm_name is not None:
        one = ResourceID(*place, vm_name=str(_ID))
    else:
        return None
    commands = {name: _around(operation(name).az([one]).strip()) for name in _OPERATIONS}
    return {"portal": _around(portal_url(one)), "commands": commands}


def _around(text: str) -> list[str]:
    """Return what stands before and after the ID or name, which comes last, in *text*."""
    return text.rsplit(str(_ID), 1)


def _packed(data: dict[str, Any]) -> str:
    """Return *data*, compressed, as a string of JSON that ends no element."""
    text = json.dumps(data, separators=(",", ":")).encode()
    return f'"{b64encode(zlib.compress(text, 4)).decode()}"'
