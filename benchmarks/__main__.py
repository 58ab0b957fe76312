"""``python -m benchmarks``: print the tables, and with ``--keep`` keep them."""

from __future__ import annotations

import argparse
import json

from . import fleets
from .kept import RESULTS, keep, made_on
from .measure import PACKAGES, Task, kernels, measure, start_up
from .tasks import TASKS

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


def kernel_table(sizes: list[int]) -> tuple[list[str], dict[int, dict[str, tuple[float, float]]]]:
    """Return a table of the kernels in C, from buffer to buffer, beside memcpy."""
    found = kernels(sizes)
    lines = [
        "### kernels in C: from buffer to buffer, both there already",
        "",
        f"| ns per ID to encode, to decode | {' | '.join(f'{size:,}' for size in sizes)} |",
        f"|---|{'---:|' * len(sizes)}",
    ]
    for name in found[sizes[0]]:
        cells = [f"{found[size][name][0]:.2f}, {found[size][name][1]:.2f}" for size in sizes]
        what = "cycles of the CPU, a nanosecond" if name == "cycles" else name
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return [*lines, ""], found


def plot() -> None:
    """Measure and draw the charts; what they show is in charts.json."""
    from .plot import CHARTS, SIZES, draw

    tasks = {task.title: task for task in TASKS}
    data: dict[str, object] = {"made on": made_on(PACKAGES)}
    for file, title, task, names in CHARTS:
        chosen = [c for c in tasks[task].contenders if c.name.startswith(names)]
        reduced = Task(task, tasks[task].expected, chosen)
        times = {size: measure(reduced, size) for size in SIZES}
        lines = {
            c.name: {size: times[size][c.name] for size in SIZES if c.name in times[size]}
            for c in chosen
        }
        draw(RESULTS / f"{file}.svg", title, lines)
        data[title] = lines
        print(RESULTS / f"{file}.svg", flush=True)
    (RESULTS / "charts.json").write_text(json.dumps(data, indent=1) + "\n")


def main() -> None:
    """Run all tasks, or those asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="items, with commas")
    parser.add_argument("--only", default="", help="tasks with this in their title")
    parser.add_argument("--keep", action="store_true", help="keep the tables in benchmarks/results")
    parser.add_argument("--plot", action="store_true", help="draw the charts in benchmarks/results")
    options = parser.parse_args()
    if options.plot:
        plot()
        return
    sizes = [int(size) for size in options.sizes.split(",")]

    on = made_on(PACKAGES)
    text = [f"- {key}: {value}" for key, value in on.items()] + [""]
    print("\n".join(text), flush=True)
    data: dict[str, object] = {}
    for task in (*TASKS, fleets.TASK):
        if options.only in task.title:
            lines, data[task.title] = table(task, sizes)
            print("\n".join(lines), flush=True)
            text += lines
    if options.only in "kernels in C":
        lines, data["kernels in C"] = kernel_table([*sizes, 10_000_000])
        print("\n".join(lines), flush=True)
        text += lines
    if options.only in "starting up":
        found = start_up()
        lines = ["### starting up", "", "| CPU of the whole process | ms |", "|---|---:|"]
        lines += [f"| {name} | {value:.1f} |" for name, value in found.items()]
        print("\n".join(lines), flush=True)
        text += lines
        data["starting up"] = found
    if options.keep:
        keep("tables", on, data, "\n".join(text) + "\n")


main()
