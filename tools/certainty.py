"""Measures how often ``identify`` mistakes another string for an instance name: ``make rates``.

Writes the table of docs/explanation/certainty.md, from a thousand strings of each family.  The
families are what logs and terminals are full of.
"""

from __future__ import annotations

import random
import re
import string
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from vmssnames import VMSSNamesError, identify

PAGE = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "certainty.md"
COUNT = 1000
BEGIN, END = "<!-- rates -->\n", "<!-- end of rates -->\n"

_HEX = "0123456789abcdef"
_SAFE = "bcdfghjklmnpqrstvwxz2456789"  # What Kubernetes draws suffixes of pods from.
_WORDS = """api app auth billing cache cart catalog checkout config consumer core db dns edge front
gateway ingest job kafka ldap log mail metrics monitor mysql nginx node order payment postgres
proxy queue redis report scheduler search server session shop sql sync task user web
worker""".split()


@cache
def words() -> list[str]:
    """Return the words of Python's own help: a dictionary that every machine has."""
    from pydoc_data import topics

    found = set(re.findall(r"\b[A-Za-z]{3,}\b", " ".join(topics.topics.values())))
    return sorted(found | {one.lower() for one in found} | {one.upper() for one in found})


def draw(of: random.Random, alphabet: str, least: int, most: int = 0) -> str:
    """Return a random string of *least* to *most* characters of *alphabet*."""
    return "".join(of.choices(alphabet, k=of.randint(least, most or least)))


def number(of: random.Random, digits: int = 3) -> int:
    """Return a number of at most *digits* digits, short ones as often as long ones."""
    return of.randrange(10 ** of.randint(1, digits))


def _host(of: random.Random) -> str:
    """Return a host name as people choose them; none ends in six digits."""
    head = "-".join(of.choices(_WORDS, k=of.randint(1, 3)))
    end = of.choice(["", "-", "-prod-", "-prd", "-eu-west-1-", "-01-"])
    return f"{head}{end}{number(of, 2):02}" + of.choice(["", "", ".corp.example.com", ".local"])


def _pod(of: random.Random) -> str:
    name = "-".join(of.choices(_WORDS, k=of.randint(1, 3)))
    return of.choice(
        [
            f"{name}-{draw(of, _SAFE, 9, 10)}-{draw(of, _SAFE, 5)}",
            f"{name}-{draw(of, _SAFE, 5)}",
            f"{name}-{number(of, 2)}",
            f"{name}-{of.randrange(27_000_000, 30_000_000)}-{draw(of, _SAFE, 5)}",
        ]
    )


def _version(of: random.Random) -> str:
    a, b, c = number(of, 2), number(of, 2), number(of, 4)
    name = of.choice(["nomad", "linux", "python", "openssl", "kubelet", "go"])
    return of.choice(
        [
            f"{a}.{b}",
            f"{a}.{b}.{c}",
            f"v{a}.{b}.{c}",
            f"v{a}.{b}.{c}-rc{b}",
            f"{name}-{a}.{b}.{c}",
            f"{name}_{a}.{b}.{c}_amd64",
            f"{a}.{b}.{c}+{draw(of, _HEX, 7)}",
            f"{name}{a}.{b}",
        ]
    )


def _uuid(of: random.Random) -> str:
    whole = str(uuid.UUID(int=of.getrandbits(128), version=4))
    return of.choice([whole, whole.replace("-", ""), whole[:23], whole[9:], whole[:13], whole[24:]])


def _address(of: random.Random) -> str:
    four = [of.randrange(256) for _ in range(4)]
    return of.choice(
        [
            ".".join(map(str, four)),
            f"{'.'.join(map(str, four))}:{of.randrange(65536)}",
            ":".join(draw(of, _HEX, 2) for _ in range(6)),
            f"fe80::{draw(of, _HEX, 4)}:{draw(of, _HEX, 4)}",
        ]
    )


def _time(of: random.Random) -> str:
    day = f"20{of.randrange(10, 30)}-{of.randrange(1, 13):02}-{of.randrange(1, 29):02}"
    clock = f"{of.randrange(24):02}:{of.randrange(60):02}:{of.randrange(60):02}"
    return of.choice(
        [
            day,
            clock,
            f"{day}T{clock}Z",
            f"{day}T{clock}.{draw(of, string.digits, 6)}+00:00",
            f"backup_{day.replace('-', '')}.tar",
            f"{clock}.{draw(of, string.digits, 3)}",
        ]
    )


def _identifier(of: random.Random) -> str:
    head, *rest = of.choices(_WORDS, k=of.randint(2, 3))
    return of.choice(
        [
            "_".join([head, *rest]),
            head + "".join(one.title() for one in rest),
            f"{head}.{rest[0]}_total",
            f"{head}_{rest[0]}.py",
            f"/var/log/{head}/{rest[0]}.log",
        ]
    )


FAMILIES: dict[str, Callable[[random.Random], str]] = {
    "words, such as `warning`": lambda of: of.choice(words()),
    "hexadecimal numbers, such as `FF00000020000001`": lambda of: draw(
        of, of.choice([_HEX, _HEX.upper()]), of.choice([6, 8, 10, 12, 16, 20, 24])
    ),
    "hashes, such as `9fceb02`": lambda of: draw(of, _HEX, of.choice([7, 8, 10, 12, 32, 40, 64])),
    "UUIDs and parts of them": _uuid,
    "versions, such as `nomad_1.7.3_amd64`": _version,
    "EC2, such as `ip-10-0-0-1`": lambda of: (
        "ip-"
        + "-".join(str(of.randrange(256)) for _ in range(4))
        + of.choice(["", ".ec2.internal"])
    ),
    "GKE, such as `gke-prod-pool-1-5fb0bd9a-x1z9`": lambda of: (
        f"gke-{of.choice(_WORDS)}-{of.choice(['default-pool', 'pool-1'])}-{draw(of, _HEX, 8)}"
        f"-{draw(of, _SAFE, 4)}"
    ),
    "Windows, such as `DESKTOP-4T5K2QX`": lambda of: (
        of.choice(["DESKTOP-", "LAPTOP-"]) + draw(of, string.ascii_uppercase + string.digits, 7)
        if of.random() < 0.8
        else "WIN-" + draw(of, string.ascii_uppercase + string.digits, 11)
    ),
    "pods, such as `web-7d4b9c6f5d-x2x9z`": _pod,
    "other hosts, such as `sql-prod-03.local`": _host,
    "addresses": _address,
    "dates and times": _time,
    "names in programs, such as `user_id`": _identifier,
}


def samples(family: str, count: int = COUNT) -> Iterator[str]:
    """Yield *count* strings of *family*: the same ones every time."""
    of = random.Random(family)
    return (FAMILIES[family](of) for _ in range(count))


def certainty(text: str) -> str:
    """Return the best certainty of *text* as the name of an instance; "none" without one.

    A number is an ID of any scale set, and does not count.
    """
    try:
        readings = [one for one in identify(text) if one.kind != "instance_id"]
    except VMSSNamesError:
        return "none"
    return readings[0].certainty if readings else "none"


def table() -> str:
    """Return the rates as a table in Markdown."""
    rows = [
        "| Family | no interpretation | unlikely | possible | likely |",
        "|---|---|---|---|---|",
    ]
    for family in FAMILIES:
        found = [certainty(text) for text in samples(family)]
        rates = [
            found.count(one) / len(found) for one in ("none", "unlikely", "possible", "likely")
        ]
        rows.append(f"| {family} | {' | '.join(f'{rate:.1%}' for rate in rates)} |")
    return "\n".join(rows) + "\n"


def updated(page: str) -> str:
    """Return *page* with the rates of today."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PAGE.write_text(updated(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
