"""``python -m benchmarks``: print the tables, and with ``--save`` keep them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from .measure import Task, machine, measure, start_up
from .tasks import TASKS

RESULTS = Path(__file__).parent / "results"
SIZES = (1, 1_000, 1_000_000)


def table(task: Task, sizes: list[int]) -> tuple[list[str], dict[str, dict[str, float]]]:
    """Return a table in Markdown, each time beside how many times the first row's it is."""
    times = {size: measure(task, size) for size in sizes}
    heads = [f"{size:,}" for size in sizes]
    lines = [
        f"### {task.title}",
        "",
        f"| ns per item, and times the first row's | {' | '.join(heads)} |",
        f"|---|{'---:|' * len(sizes)}",
    ]
    first = task.contenders[0].name
    for contender in task.contenders:
        cells = []
        for size in sizes:
            each = times[size].get(contender.name)
            ratio = "" if each is None else f" ({each / times[size][first]:.1f}x)"
            cells.append("" if each is None else f"{each:,.1f}{ratio}")
        lines.append(f"| {contender.name} | {' | '.join(cells)} |")
    return [*lines, ""], {str(size): times[size] for size in sizes}


def main() -> None:
    """Run all tasks, or those asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="items, with commas")
    parser.add_argument("--only", default="", help="tasks with this in their title")
    parser.add_argument("--save", metavar="NAME", help="keep the tables in benchmarks/results/NAME")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]

    made_on = machine()
    text = [f"- {key}: {value}" for key, value in made_on.items()] + [""]
    print("\n".join(text), flush=True)
    data: dict[str, object] = {"made on": made_on}
    for task in TASKS:
        if options.only in task.title:
            lines, data[task.title] = table(task, sizes)
            print("\n".join(lines), flush=True)
            text += lines
    if options.only in "starting up":
        found = start_up()
        lines = ["### starting up", "", "| CPU of the whole process | ms |", "|---|---:|"]
        lines += [f"| {name} | {value:.1f} |" for name, value in found.items()]
        print("\n".join(lines), flush=True)
        text += lines
        data["starting up"] = found
    if options.save:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{options.save}.md").write_text("\n".join(text) + "\n", encoding="utf-8")
        (RESULTS / f"{options.save}.json").write_text(json.dumps(data, indent=1) + "\n")


main()
