"""Draws a terminal session as an SVG, docs/images/terminal.svg, from the real output of commands.

``python -m tools.terminal``
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IMAGE = ROOT / "docs" / "images" / "terminal.svg"
COMMANDS = (
    "vmssnames compute-000010",
    "sed -n 9p demo/cluster.log | vmssnames annotate --fleet demo/fleet.json",
    "vmssnames inventory demo/instances.json --where scale_set=shop-web_ss --problems",
)
# Colours of the terminal, by their SGR codes.
COLOURS = {"1": "#ffffff", "31": "#f47067", "32": "#8ddb8c", "33": "#f0c674"}
TEXT, PROMPT, BACKGROUND = "#d0d7de", "#6cb6ff", "#1c2128"
COLUMNS, CHARACTER, LINE, MARGIN = 124, 7.8, 19, 16


def output_of(command: str) -> str:
    """Return what the shell *command* writes to a terminal; not for Windows."""
    import pty

    define = f'vmssnames() {{ {shlex.quote(sys.executable)} -m vmssnames "$@"; }}; '
    script = f"stty cols {COLUMNS} -onlcr; {define}{command}"
    variables = {"TERM": "xterm", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execvpe("bash", ["bash", "-c", script], variables)
    chunks = []
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # Linux reports the end like this.
            break
        if not chunk:
            break
        chunks.append(chunk)
    os.waitpid(child, 0)
    os.close(terminal)
    return b"".join(chunks).decode()


def spans(line: str) -> str:
    """Return *line*, with its escape sequences as ``tspan`` elements."""
    colour, out = TEXT, ""
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        code = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if code:
            colour = COLOURS.get(code[1], TEXT)
        elif part:
            # Renderers of SVG collapse other spaces.
            text = escape(part).replace(" ", "\N{NO-BREAK SPACE}")
            out += f'<tspan fill="{colour}">{text}</tspan>'
    return out


def drawn(sessions: list[tuple[str, str]]) -> str:
    """Return the SVG of *sessions*, commands with their output."""
    lines = []
    for command, output in sessions:
        prompt = f'<tspan fill="{PROMPT}">$ </tspan><tspan fill="#ffffff">{escape(command)}</tspan>'
        lines += [prompt, *map(spans, output.expandtabs().rstrip("\n").split("\n")), ""]
    lines.pop()
    width = round(COLUMNS * CHARACTER + 2 * MARGIN)
    height = len(lines) * LINE + 2 * MARGIN
    rows = "".join(
        f'<text x="{MARGIN}" y="{MARGIN + LINE * (row + 0.75)}">{line}</text>\n'
        for row, line in enumerate(lines)
        if line
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">\n'
        "<title>vmssnames in a terminal</title>\n"
        f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>\n'
        '<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">'
        f"\n{rows}</g>\n</svg>\n"
    )


def main() -> int:
    """Draw the image; return 0."""
    IMAGE.write_text(drawn([(one, output_of(one)) for one in COMMANDS]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
