"""Charts: the size of a column on x, ns per item on y, both by powers of ten."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt

SIZES = [10**k for k in range(8)]
# A file, what the chart is called, the task, and whose lines it has, by how they start.
CHARTS = [
    (
        "encode_ids",
        "IDs to base-36 digits, ns per ID",
        "IDs to digits: a buffer of uint32 to bytes",
        ("vmssnames, encode_ids (", "numpy, 1296", "duckdb", "gmpy2", "memcpy"),
    ),
    (
        "decode_ids",
        "Base-36 digits to IDs, ns per ID",
        "digits to IDs: bytes to a buffer of uint32",
        ("vmssnames, decode_ids (", "polars", "int(s, 36)", "memcpy"),
    ),
    (
        "encode_computer_names",
        "IDs to computer names, list to list, ns per name",
        "IDs to computer names: list to list",
        ("vmssnames", "list(map(str"),
    ),
]


def draw(
    path: Path,
    title: str,
    lines: dict[str, dict[int, float]],
    along: str = "items in the column",
) -> None:
    """Write a chart: ours in colour, others in grey."""
    mpl.rcParams.update({"svg.hashsalt": title, "svg.fonttype": "none", "font.size": 9})
    figure, axes = plt.subplots(figsize=(8, 4.5))
    for number, (name, points) in enumerate(lines.items()):
        ours = "vmssnames" in name
        axes.plot(
            list(points),
            list(points.values()),
            label=name,
            color=f"C{number}" if ours else "0.45",
            linestyle="-" if ours else ("--", ":", "-.", (0, (1, 4)), (0, (6, 1)))[number % 5],
            marker="." if ours else None,
        )
    axes.set(xscale="log", yscale="log", xlabel=along, title=title)
    axes.grid(True, which="major", alpha=0.3)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None, "Creator": None})
    plt.close(figure)
