"""A self-contained HTML page: it loads no resources, and escapes all text from Azure.

The rows are HTML, so that the page is complete without its script, which sorts and filters.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from ...errors import escaped
from ...inventory.inventory import Inventory
from ...models.vm import ScaleSetVM
from .instances import as_of_text, power_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HEADS = (
    "name computer_name instance_id power provisioning health model zone domain size findings"
).split()
_TITLES = {"instance_id": "ID", "domain": "fault / update domain"}

_MAX_CELLS = 400

# The power states with a colour; all others are "other".
_POWERS = ("running", "starting", "stopping", "stopped", "deallocating", "deallocated")
# Marks in the squares, for readers who do not see their colours.
_MARKS = {"starting": "~", "stopping": "~", "stopped": "S", "deallocating": "~"}
_MARKS |= {"deallocated": "D", "other": "?"}


def page(listed: Inventory, *, redact: bool = True) -> str:
    """Return the page, without secrets in messages if *redact*."""
    # Not by __file__: vmssnames may be in a zipapp.
    assets = files("vmssnames.cli") / "assets"
    html, style, script = (
        (assets / f"page.{end}").read_text("ascii") for end in ("html", "css", "js")
    )
    numbered = list(enumerate(listed))
    problems = "".join(_problem(at, vm, redact) for at, vm in numbered if vm.problems)
    return Template(html).substitute(
        policy=_policy(script),
        style=style,
        script=script,
        count=len(listed),
        headline=_headline(listed),
        as_of=_html(as_of_text(listed).strip()),
        counts=_counts(listed),
        hidden="" if problems else "hidden",
        problems=problems,
        legend=_legend(),
        grids=_grids(numbered),
        headers=_headers(),
        rows="\n".join(_row(at, vm) for at, vm in numbered),
    )


def _policy(script: str) -> str:
    """Return the Content-Security-Policy that allows *script* and nothing else."""
    hashed = b64encode(sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hashed}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _headers() -> str:
    return "".join(
        '<th scope="col" aria-sort="none"><button type="button">'
        f"{_TITLES.get(one, one.replace('_', ' '))}</button></th>"
        for one in HEADS
    )


def _html(value: object) -> str:
    return "" if value is None else escape(escaped(str(value)))


def _headline(listed: Inventory) -> str:
    names = sorted({vm.scale_set.lower(): vm.scale_set for vm in listed if vm.scale_set}.values())
    owners = f" of {_html(names[0])}" if len(names) == 1 else f" of {len(names)} scale sets"
    return f"{len(listed)} instance{'' if len(listed) == 1 else 's'}{owners if names else ''}"


def _counts(listed: Inventory) -> str:
    """Return the counts that people read first."""
    powers = sorted(listed.group_by("power").items(), key=lambda one: -len(one[1]))
    counts = [
        (f"p-{_power(vms[0])}", str(power or "no power state"), len(vms))
        for (power,), vms in powers
    ]
    counts += [
        (f"h-{health}", str(health), len(vms))
        for (health,), vms in listed.group_by("health").items()
        if health in ("unhealthy", "unknown")
    ]
    bad = sum(1 for vm in listed if vm.problems)
    counts.append(("bad" if bad else "good", "with problems", bad))
    items = "".join(
        f'<li class="{css}"><b>{count}</b> {_html(name)}</li>' for css, name, count in counts
    )
    return f'<ul class="counts">{items}</ul>'


def _power(vm: ScaleSetVM) -> str:
    return vm.power if vm.power in _POWERS else "other"


def _problem(at: int, vm: ScaleSetVM, redact: bool) -> str:
    found = "".join(
        f'<li class="{one.severity}">{_html(one.sentence(redact=redact))}</li>'
        for one in vm.problems
    )
    return f'<li><a href="#i{at}">{_name(vm)}</a><ul>{found}</ul></li>'


def _name(vm: ScaleSetVM) -> str:
    return _html(vm.name or vm.computer_name or vm.path or "without a name")


def _legend() -> str:
    items = "".join(
        f'<li><i class="vm p-{one}">{_MARKS.get(one, "")}</i>{one}</li>' for one in _POWERS
    )
    return (
        f'<ul class="legend">{items}<li><i class="vm p-other">?</i>missing, or unknown</li>'
        '<li><i class="vm bad"></i>with problems</li></ul>'
    )


def _grids(numbered: list[tuple[int, ScaleSetVM]]) -> str:
    """Return a grid for each scale set: zones, or update domains, by fault domains."""
    sets: dict[str, list[tuple[int, ScaleSetVM]]] = {}
    for at, vm in numbered:
        sets.setdefault((vm.scale_set or "").lower(), []).append((at, vm))
    return "".join(_grid(vms[0][1].scale_set or "", vms) for _, vms in sorted(sets.items()))


def _grid(name: str, vms: list[tuple[int, ScaleSetVM]]) -> str:
    zoned = any(vm.zone is not None for _, vm in vms)
    cells: dict[tuple[Any, Any], list[str]] = {}
    for at, vm in vms:
        side = vm.zone if zoned else vm.update_domain
        cells.setdefault((side, vm.fault_domain), []).append(_square(at, vm))
    if len(cells) > _MAX_CELLS:
        # A larger grid is unreadable, and grows with the square.
        cells = {(None, None): [one for squares in cells.values() for one in squares]}
    sides = sorted({side for side, _ in cells}, key=_none_last)
    domains = sorted({domain for _, domain in cells}, key=_none_last)
    heads = "".join(f'<th scope="col">{_domain_label("fault domain", one)}</th>' for one in domains)
    kind = "zone" if zoned else "update domain"
    rows = "".join(
        f'<tr><th scope="row">{_domain_label(kind, side)}</th>'
        + "".join(f"<td>{''.join(cells.get((side, one), ()))}</td>" for one in domains)
        + "</tr>"
        for side in sides
    )
    title = _html(name) if name else "without a scale set"
    return (
        f'<figure><figcaption>{title}</figcaption><div class="wide" tabindex="0" role="region" '
        f'aria-label="{title}"><table class="grid">'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div></figure>"
    )


def _none_last(value: Any) -> tuple[Any, ...]:
    return value is None, isinstance(value, str), value or 0


def _domain_label(kind: str, value: object) -> str:
    return f"no {kind}" if value is None else f"{kind} {_html(value)}"


def _square(at: int, vm: ScaleSetVM) -> str:
    states = [vm.power or "no power state", vm.provisioning, vm.health]
    states += dict.fromkeys(one.kind for one in vm.problems)
    title = f"{_name(vm)}: {', '.join(_html(one) for one in states if one)}"
    bad = " bad" if vm.problems else ""
    power = _power(vm)
    return (
        f'<a class="vm p-{power}{bad}" href="#i{at}" title="{title}" aria-label="{title}">'
        f"{_MARKS.get(power, '')}</a>"
    )


def _row(at: int, vm: ScaleSetVM) -> str:
    """Return the row of *vm*; data-v has the sort key of a cell if it is not its text."""
    is_latest = vm.latest_model_applied
    model = None if is_latest is None else "latest" if is_latest else "old"
    domains = [str(one) for one in (vm.fault_domain, vm.update_domain) if one is not None]
    kinds = dict.fromkeys(one.kind for one in vm.problems)
    number = "" if vm.instance_id is None else f' data-v="{vm.instance_id:010d}"'
    cells = (
        f'<th scope="row">{_name(vm)}</th>'
        f"<td>{_html(vm.computer_name)}</td>"
        f"<td{number}>{_html(vm.instance_id)}</td>"
        f'<td><i class="vm p-{_power(vm)}"></i>{_html(power_text(vm))}</td>'
        f"<td>{_html(vm.provisioning)}</td><td>{_html(vm.health)}</td><td>{_html(model)}</td>"
        f"<td>{_html(vm.zone)}</td><td>{' / '.join(domains)}</td><td>{_html(vm.size)}</td>"
        f"<td>{_html(', '.join(kinds))}</td>"
    )
    bad = ' class="bad"' if kinds else ""
    return f'<tr id="i{at}"{bad}>{cells}</tr>'
