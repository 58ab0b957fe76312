"""Rows of CSV: blocks without quotes are written another way, with the same result."""

import random

import pytest

from vmssnames import Scanner
from vmssnames.scan.rows import CSVRows, Values

CELLS = [
    "web00000a",
    "WEB_85",
    "web00000a.x.net",
    "",
    "x",
    "é",
    "\udcff",
    "web_1 web_2",
    "webserver",
    "a b",
    " ",
]


class ByRow(CSVRows):
    """Looks at each row by itself."""

    def _plain(self, data):
        return b"".join(self._one(line) for line in data.splitlines(keepends=True))

    def _one(self, line):
        self._line += 1
        text = line.rstrip(b"\r\n")
        return text + (self._cells_for(text) if text else b"") + line[len(text) :]


@pytest.mark.parametrize("column", ["host", "2", "9"])
def test_blocks_are_rows(column):
    draw = random.Random(column)
    for _ in range(300):
        delimiter, end = draw.choice(",\t"), draw.choice(["\n", "\r\n"])
        width = draw.choice([2, 2, 2, 3])
        rows = [
            draw.choices(CELLS, k=width if draw.random() < 0.9 else draw.randint(0, 4))
            for _ in range(draw.randint(0, 12))
        ]
        lines = [delimiter.join(row) for row in [["a", "host", "b"][:width], *rows]]
        if draw.random() < 0.2:
            lines.insert(draw.randint(1, len(lines)), f'"q"{delimiter}web_5')
        data = (end.join(lines) + end * draw.randint(0, 1)).encode("utf-8", "surrogateescape")
        at = data.find(b"\n", draw.randint(0, len(data))) + 1
        results = []
        for kind in (CSVRows, ByRow):
            values = Values(Scanner(["web"]))
            made = kind(column, {"id": "instance_id", "set": "scale_set"}, values.resolve)
            out = made.annotate(data[:at]) + made.annotate(data[at:]) + made.end()
            counts = values.found, values.several, values.unlikely, values.example
            results.append((out, counts, made.ragged, made.open_quote))
        assert results[0] == results[1], data
