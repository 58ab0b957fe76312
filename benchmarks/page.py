"""``python -m benchmarks.page``: the page of ``inventory --html``, in a real browser.

The instances are fresh, in twenty scale sets; one in twelve has a problem.  CPU time and memory are
compared with ``inventory -o ndjson`` of the same file, in turns.  Chromium and its driver must be
installed (tools/programs.sh tools); the script that is measured types, clicks, and waits until the
next frame is drawn.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tools.browser import Browser, driver, opened

from .inventory import instance
from .kept import keep, made_on
from .processes import run

TURNS = 3
SIZES = (1_000, 20_000, 100_000)
SCALE_SETS = 20

# Runs its body, and returns milliseconds until the frame after it is drawn.
_TIMED = """const start = performance.now(); {}
return new Promise(done => requestAnimationFrame(() => setTimeout(() =>
  done(performance.now() - start), 0)));"""
SEARCH = _TIMED.format(
    "const s = document.getElementById('search'); s.value = arguments[0]; "
    "s.dispatchEvent(new Event('input'));"
)
SORT = _TIMED.format("document.querySelectorAll('#rows thead button')[arguments[0]].click();")
COLOUR = _TIMED.format(
    "const s = document.getElementById('colour'); s.value = arguments[0]; "
    "s.dispatchEvent(new Event('change'));"
)
READY = "return !(document.getElementById('app')?.hidden ?? true)"
FOUND = "return document.getElementById('found').textContent"


def write_list(path: Path, count: int) -> None:
    """Write a list of *count* instances."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"value":[')
        for number in range(count):
            text = instance(number // SCALE_SETS)
            text = text.replace("shop-web_ss", f"set-{number % SCALE_SETS}")
            text = text.replace("shopweb", f"web{number % SCALE_SETS}x")
            if random.random() < 1 / 12:
                message = f"curl 10.0.{random.randrange(256)}.{random.randrange(256)}: status 403"
                good, bad = "ProvisioningState/succeeded", "ProvisioningState/failed/1"
                view = json.loads(text)
                handler = view["properties"]["instanceView"]["vmAgent"]["extensionHandlers"][0]
                handler["status"] = {"code": bad, "message": message}
                text = json.dumps(view).replace(good, bad, 1)
            file.write(f"{',' if number else ''}{text}")
        file.write("]}")


def looked_at(browser: Browser, page: Path, count: int) -> dict[str, float]:
    """Return the milliseconds that a reader of *page* waits, and its elements."""
    browser.send("POST", "/url", {"url": "about:blank"})
    start = time.perf_counter()
    browser.send("POST", "/url", {"url": page.as_uri()})
    while not browser.run(READY):
        time.sleep(0.005)
    ready = 1000 * (time.perf_counter() - start)
    first = browser.run(SEARCH, "web7x")
    again = browser.run(SEARCH, "web7x stopped")
    found = browser.run(FOUND)
    cleared = browser.run(SEARCH, "")
    if not found.endswith(f" of {count:,}") or browser.run(FOUND) != f"{count:,} instances":
        raise AssertionError(f"the answers differ: {found}")
    sorts = [browser.run(SORT, place) for place in (0, 0, 1, 2, 3)]
    return {
        "ready": ready,
        "first search": first,
        "search": again,
        "clear": cleared,
        "sort": max(sorts),
        "colour": browser.run(COLOUR, "age"),
        "elements": browser.run("return document.querySelectorAll('*').length"),
    }


def measured(url: str, folder: Path, count: int) -> dict[str, Any]:
    """Return what the page of *count* instances takes to make, and to look at."""
    source, page = folder / f"{count}.json", folder / "page.html"
    write_list(source, count)
    ours = [sys.executable, "-m", "vmssnames", "inventory", "-q", str(source)]
    best = {"page": (float("inf"), 0), "ndjson": (float("inf"), 0)}
    for _ in range(TURNS):
        for name, more in (("page", ["--html", str(page)]), ("ndjson", ["-o", "ndjson"])):
            seconds, memory, _ = run(folder, *ours, *more)
            best[name] = min(best[name], (seconds, memory))
    browser = opened(url)
    try:
        turns = [looked_at(browser, page, count) for _ in range(TURNS)]
    finally:
        browser.send("DELETE", "")
    waits = {name: min(turn[name] for turn in turns) for name in turns[0]}
    (made, memory), (lines, lines_memory) = best["page"], best["ndjson"]
    return {
        "instances": count,
        "size": page.stat().st_size,
        "page": made,
        "ndjson": lines,
        "memory": memory,
        "ndjson_memory": lines_memory,
        **waits,
    }


def table(rows: list[dict[str, Any]]) -> str:
    """Return *rows* in Markdown."""
    lines = [
        "| Instances | page, MB | made, CPU s | of `-o ndjson` | memory, MB | `-o ndjson`, MB "
        "| ready, ms | first search | search | clear | sort | colour | elements |",
        "|---:|" + "---:|" * 12,
    ]
    for row in rows:
        sizes = row["memory"] >> 20, row["ndjson_memory"] >> 20
        waits = (
            row[name] for name in ("ready", "first search", "search", "clear", "sort", "colour")
        )
        lines.append(
            f"| {row['instances']:,} | {row['size'] / 1e6:.2f} | {row['page']:.2f} "
            f"| {row['page'] / row['ndjson']:.2f} | {sizes[0]} | {sizes[1]} "
            f"| {' | '.join(f'{one:.0f}' for one in waits)} | {row['elements']} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table, and keep it with --keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of instances")
    parser.add_argument("--keep", action="store_true", help="keep the table in results")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, driver() as url:
        rows = [measured(url, Path(name), size) for size in options.sizes]
    on = made_on()
    version = subprocess.run(["chromium", "--version"], capture_output=True, text=True, check=True)
    on["browser"] = version.stdout.strip()
    text = f"Made on {', '.join(f'{k} {v}' for k, v in on.items())}.\n\n{table(rows)}"
    print(text)
    if options.keep:
        keep("page", on, {"rows": rows}, text)


if __name__ == "__main__":
    main()
