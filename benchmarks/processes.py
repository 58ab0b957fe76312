"""Commands in processes of their own: what they took, and what they said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# A process of its own, since the memory of a process counts from that of its parent.
WATCH = """\
import os, subprocess, sys
with open(sys.argv[1], "wb") as out:
    process = subprocess.Popen(sys.argv[2:], stdout=out)
    _, status, usage = os.wait4(process.pid, 0)
assert status == 0
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
"""


def run(folder: Path, *command: str) -> tuple[float, int, bytes]:
    """Return CPU seconds, most memory in bytes, and output of *command*, which must succeed."""
    out = folder / "out"
    watched = [sys.executable, "-c", WATCH, str(out), *command]
    # Compiled once, as where it is installed.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    said = subprocess.run(watched, check=True, stdout=subprocess.PIPE, text=True, env=env).stdout
    seconds, size = said.split()
    return float(seconds), int(size), out.read_bytes()
