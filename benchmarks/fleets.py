"""Host names of ten thousand scale sets, to their instances."""

from __future__ import annotations

from vmssnames import Fleet, Instance
from vmssnames._kernels import backend

from .logs import prefixes
from .measure import Contender, Task
from .peers import texts

PREFIXES = prefixes(10_000)
FLEET = Fleet(PREFIXES)
BY_PREFIX = {one.prefix.lower(): one for one in FLEET if one.prefix}


def _of(instance_id: int) -> str:
    """Return the prefix that a test's ID goes with: any, but always the same."""
    return PREFIXES[instance_id * 2654435761 // 2**16 % len(PREFIXES)]


def hosts(ids: list[int]) -> list[str]:
    """Return a host name for each ID."""
    return [_of(i) + digits for i, digits in zip(ids, texts(ids), strict=True)]


def owners(ids: list[int]) -> list[tuple[str, int]]:
    """Return the right answer."""
    return [(_of(i), i) for i in ids]


def told(found: list[Instance]) -> list[tuple[str, int | None]]:
    """Return what was found as the right answer is."""
    return [(one[0].name, one[1]) for one in found]


TASK = Task(
    "host names of 10,000 scale sets to instances: list to list",
    owners,
    [
        *(
            Contender(
                f"vmssnames, Fleet.resolve_many ({kernels})",
                hosts,
                FLEET.resolve_many,
                told,
                largest=10**6 if kernels == "python" else 10**9,
                kernels=kernels,
            )
            for kernels in (*backend.compiled(), "python")
        ),
        Contender(
            "dict of prefixes: (found[s[:-6].lower()], int(s[-6:], 36))",
            hosts,
            lambda names: [(BY_PREFIX[s[:-6].lower()], int(s[-6:], 36)) for s in names],
            told,
        ),
        Contender(
            "dict of prefixes: Instance(found[s[:-6].lower()], int(s[-6:], 36))",
            hosts,
            lambda names: [Instance(BY_PREFIX[s[:-6].lower()], int(s[-6:], 36)) for s in names],
            told,
        ),
    ],
)
