"""What was measured, kept by machine: ``benchmarks/results/{machine}/{what}.json`` and ``.md``.

A machine is a CPU and the best kernels that it runs.  docs/explanation/performance.md and README.md
have figures of all machines beside each other, which ``make figures`` takes from here.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from vmssnames._kernels import backend

RESULTS = Path(__file__).parent / "results"

# Names of CPUs, and what they are called here.  Machines in clouds do not tell more.
BRANDS = {"AMD EPYC": "amd-epyc", "Intel(R) Xeon": "intel-xeon"}


def made_on(packages: tuple[str, ...] = ()) -> dict[str, str]:
    """Return what is measured on and with, and when."""
    from .measure import machine  # Imports numpy, which who reads results may not have.

    kernels = (*backend.compiled(), "python")[0]
    return {**machine(packages), "kernels": kernels, "day": date.today().isoformat()}


def folder_of(made_on: dict[str, str]) -> str:
    """Return the name of the machine.

    >>> folder_of({"machine": "AMD EPYC, 2 cores, Linux", "kernels": "avx2"})
    'amd-epyc-avx2'
    """
    cpu = made_on["machine"].partition(",")[0]
    brand = next((name for start, name in BRANDS.items() if cpu.startswith(start)), "")
    plain = "-".join("".join(c if c.isalnum() else " " for c in cpu.lower()).split())
    return f"{brand or plain}-{made_on['kernels']}"


def keep(what: str, made_on: dict[str, str], data: dict[str, Any], text: str) -> None:
    """Write *data* and the *text* with its tables, for this machine."""
    folder = RESULTS / folder_of(made_on)
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"made on": made_on, **data}, indent=1)
    (folder / f"{what}.json").write_text(f"{content}\n", encoding="utf-8")
    (folder / f"{what}.md").write_text(text, encoding="utf-8")


def kept(what: str) -> dict[str, dict[str, Any]]:
    """Return what was kept, by machine."""
    return {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(RESULTS.glob(f"*/{what}.json"))
    }
