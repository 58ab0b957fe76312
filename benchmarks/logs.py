"""Logs to search: lines as syslog, klog and JSON loggers write them, some with a name in them."""

from __future__ import annotations

import random
from typing import TextIO

# What else stands in such lines: words of seven letters, GUIDs, times, addresses, versions,
# pods, all of which end as a computer name might.
WORDS = [
    "warning",
    "connection",
    "refused",
    "timeout",
    "operation",
    "completed",
    "reconcile",
    "kubelet",
    "container",
    "mounting",
    "volume",
    "succeeded",
    "retrying",
    "backoff",
    "synced",
    "endpoint",
    "upstream",
    "controller",
    "terminated",
    "unhealthy",
    "readiness",
    "liveness",
    "request",
    "response",
    "duration",
    "configuration",
]
UNITS = ["kubelet", "containerd", "systemd", "sshd", "cloud-init", "waagent", "rsyslogd", "dockerd"]

LETTERS = "ghijklmnopqrstuvwxyz"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# One line in ten holds a name.
SHARE = 0.1

# Lines are made by the thousand, then drawn: a generator in Python is slow.
POOL = 40_000


def prefixes(count: int) -> list[str]:
    """Return *count* prefixes: half as AKS has them, half as people do.

    Without the letters of hexadecimal digits, and with no part of ten letters: or parts of
    GUIDs, and of these names, would be names to those whose words end at a hyphen.
    """
    chosen = random.Random(count)
    found: dict[str, None] = {}
    while len(found) < count:
        if chosen.random() < 0.5:
            pool = "".join(chosen.choices(LETTERS, k=chosen.randint(3, 9)))
            found[f"aks-{pool}-{chosen.randrange(10**8):08}-vmss"] = None
        else:
            name = "".join(chosen.choices(LETTERS, k=chosen.randint(4, 8)))
            found[f"{name}{chosen.choice(['', '-', '0', '1', '-prod', '-eu2-web'])}"] = None
    return list(found)


def _hex(draw: random.Random, digits: int) -> str:
    return f"{draw.getrandbits(4 * digits):0{digits}x}"


def _line(draw: random.Random, name: str) -> str:
    """Return a line; *name*, if not "", is the host it is of."""
    host = name or f"{draw.choice(UNITS)}-{draw.randrange(100)}"
    said = " ".join(draw.choices(WORDS, k=draw.randint(4, 10)))
    clock = f"{draw.randrange(24):02}:{draw.randrange(60):02}:{draw.randrange(60):02}"
    guid = f"{_hex(draw, 8)}-{_hex(draw, 4)}-{_hex(draw, 4)}-{_hex(draw, 12)}"
    pod = f"{draw.choice(WORDS)}-{_hex(draw, 10)}-{_hex(draw, 5)}"
    match draw.randrange(4):
        case 0:
            unit = f"{draw.choice(UNITS)}[{draw.randrange(99999)}]"
            return f"Nov 22 {clock} {host} {unit}: {said}"
        case 1:
            where = f"{draw.choice(WORDS)}.go:{draw.randrange(999)}"
            start = f"I1122 {clock}.{draw.randrange(10**6):06}    1 {where}]"
            return f'{start} "{said}" pod="kube-system/{pod}" node="{host}"'
        case 2:
            start = f'{{"time":"2026-11-22T{clock}Z","level":"info","host":"{host}"'
            end = f'"request_id":"{guid}","duration_ms":{draw.random() * 100:.3f}}}'
            return f'{start},"msg":"{said}",{end}'
        case _:
            address = f"10.{draw.randrange(256)}.{draw.randrange(256)}.4"
            start = f"2026-11-22T{clock}.{draw.randrange(1000):03}Z {host}.internal.cloudapp.net"
            return f"{start} {address} {said} id={guid}"


def write(out: TextIO, size: int, names: list[str], seed: int = 1) -> int:
    """Write *size* characters of log or more, with names of these prefixes; return how many."""
    draw = random.Random(seed)
    plain = [_line(draw, "") for _ in range(POOL)]
    written = held = 0
    while written < size:
        lines = draw.choices(plain, k=POOL)
        for at in draw.sample(range(POOL), int(POOL * SHARE)):
            name = f"{draw.choice(names)}0000{draw.choice(DIGITS)}{draw.choice(DIGITS)}"
            lines[at] = _line(draw, name.lower() if draw.random() < 0.5 else name)
        text = "\n".join(lines) + "\n"
        written += len(text)
        held += int(POOL * SHARE)
        out.write(text)
    return held
