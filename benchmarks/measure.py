"""Contenders take turns on fresh data; the best of each counts."""

from __future__ import annotations

import gc
import os
import platform
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from proofs.prover import Program, Target
from vmssnames._kernels import backend

# Seconds that one contender may take for one size, and all of them with what is not
# timed; and turns within these.
BUDGET = 3.0
PATIENCE = 20.0
MOST_TURNS = 15


@dataclass(frozen=True)
class Contender:
    """One way to do a task."""

    name: str
    # What it is given, made from the IDs and not timed; then what is timed; then the
    # answer as the task's other contenders give it, not timed either.
    prepare: Callable[[list[int]], Any]
    run: Callable[[Any], Any]
    answer: Callable[[Any], Any] = lambda result: result
    smallest: int = 1  # columns shorter than this are not what it is for
    largest: int = 10**9  # longer ones would take it minutes
    kernels: str = ""  # the set of ours that it is for; by default the best


@dataclass(frozen=True)
class Task:
    """One job, ours first among those who do it."""

    title: str
    expected: Callable[[list[int]], Any]
    contenders: list[Contender]


def measure(task: Task, size: int) -> dict[str, float]:
    """Return the best time of each contender, in ns per item, its answers checked."""
    best: dict[str, float] = {}
    spent = dict.fromkeys((c.name for c in task.contenders), 0.0)
    # A single call is too short for the clock: many calls, each with its own IDs.
    calls = max(1, 2000 // size)
    begun = perf_counter()
    for turn in range(MOST_TURNS):
        if turn and perf_counter() - begun > PATIENCE:
            break
        columns = [np.random.randint(0, 36**6, size).tolist() for _ in range(calls)]
        expected = [task.expected(ids) for ids in columns]
        # What one leaves behind in the allocator may help the next: change the order.
        for contender in random.sample(task.contenders, len(task.contenders)):
            if (
                not contender.smallest <= size <= contender.largest
                or spent[contender.name] > BUDGET
            ):
                continue
            given = [contender.prepare(ids) for ids in columns]
            took, results = timed(contender, given)
            for right, result in zip(expected, results, strict=True):
                if contender.answer(result) != right:
                    raise AssertionError(f"{contender.name} is fast and wrong at {task.title}")
            del results, given
            spent[contender.name] += took
            each = took / calls / size * 1e9
            best[contender.name] = min(best.get(contender.name, each), each)
    return best


def timed(contender: Contender, given: list[Any]) -> tuple[float, list[Any]]:
    """Return the seconds that *contender* takes for all of *given*, and its results.

    It runs on its own kernels, by default the best, never on those that ran last; and with
    the garbage collector off, for every contender alike.
    """
    backend.kernels = backend.load(contender.kernels or (*backend.compiled(), "python")[0])
    collecting = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        start = perf_counter()
        results = [contender.run(item) for item in given]
        return perf_counter() - start, results
    finally:
        if collecting:
            gc.enable()


def start_up() -> dict[str, float]:
    """Return CPU milliseconds of whole processes, the least of 25 each, and of the import."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "python -c 'import vmssnames'": [sys.executable, "-c", "import vmssnames"],
    }
    script = Path(sys.executable).parent / "vmssnames"
    ours = [str(script)] if script.exists() else [sys.executable, "-m", "vmssnames"]
    commands["vmssnames nsgvmss00002D"] = [*ours, "nsgvmss00002D"]
    commands["python -c 'import argparse'"] = [sys.executable, "-c", "import argparse"]
    commands["vmssnames scan of an empty file"] = [*ours, "scan", "--prefix", "web", "--count"]
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(25):
        for name, command in commands.items():
            process = subprocess.Popen(
                command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = status
            assert os.waitstatus_to_exitcode(status) < 2, name  # 1: no names in it
            best[name] = min(best[name], (usage.ru_utime + usage.ru_stime) * 1e3)
    command = [sys.executable, "-X", "importtime", "-c", "import vmssnames"]
    imports = [
        int(line.split("|")[1])
        for _ in range(25)
        for line in subprocess.run(
            command, env=env, capture_output=True, text=True, check=True
        ).stderr.splitlines()
        if line.split("|")[-1].strip() == "vmssnames"
    ]
    best["-X importtime, vmssnames and all it imports"] = min(imports) / 1e3
    return best


def kernels(sizes: list[int]) -> dict[int, dict[str, tuple[float, float]]]:
    """Return ns per ID to encode and to decode, by each kernel and by memcpy."""
    found: dict[int, dict[str, tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        program = Program.compile("speed", Target("this machine"), folder)
        for size in sizes:
            rows = [line.split() for line in program.must(str(size)).splitlines()]
            found[size] = {name: (float(enc), float(dec)) for name, enc, dec in rows}
    return found


PACKAGES = (
    "numpy",
    "polars",
    "duckdb",
    "gmpy2",
    "base36",
    "python-baseconv",
    "azure-mgmt-core",
)


def machine(packages: tuple[str, ...] = PACKAGES) -> dict[str, str]:
    """Return what the figures were made on and with."""
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next((x.partition(": ")[2] for x in lines if x.startswith("model name")), cpu)
    return {
        "machine": f"{cpu}, {os.cpu_count()} cores, {platform.system()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        **{package: version(package) for package in packages},
    }
