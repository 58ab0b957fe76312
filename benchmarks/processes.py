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
    process = subprocess.Popen(sys.argv[3:], stdout=out)
    _, status, usage = os.wait4(process.pid, 0)
assert os.waitstatus_to_exitcode(status) == int(sys.argv[2]), status
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
"""


def run(folder: Path, *command: str, status: int = 0) -> tuple[float, int, bytes]:
    """Return CPU seconds, most memory in bytes, and output of *command*; check its *status*."""
    out = folder / "out"
    watched = [sys.executable, "-c", WATCH, str(out), str(status), *command]
    # Compiled once, as where it is installed.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    said = subprocess.run(watched, check=True, stdout=subprocess.PIPE, text=True, env=env).stdout
    seconds, size = said.split()
    return float(seconds), int(size), out.read_bytes()
