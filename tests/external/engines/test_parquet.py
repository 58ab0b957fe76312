"""The example programs that write Parquet: each finds what a Scanner finds in each line."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vmssnames import Fleet, Scanner

ROOT = Path(__file__).parents[3]
LINES = [
    b"2026-11-22T10:36:37Z node web00002D is up, web_7 is not",
    b'{"time": "2026-11-22 10:36:37.123+01:00", "host": "web00002D"}',
    b"nothing at all",
    b"",
    b'a "quote, and web_1',
    b"\x01 web_2 \x01",
    b"x" * 100_000 + b" kn-infra00000a",
    b"\xff\xfe web_3",
    "é web_4 日本".encode(),
    b"the last 2026-11-22, web000005\r",
]
TIMES = ["2026-11-22T10:36:37Z"] * 2 + ["2026-11-22 10:36:37.123+01:00"]


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    """Files with lines: plain and long, compressed, empty, and without a last line end."""
    folder = tmp_path_factory.mktemp("logs")
    (folder / "fleet.csv").write_text("name,prefix\nkn-infra_ss,kn-infra\nweb,web\n")
    data = b"\n".join(LINES)
    (folder / "a.log").write_bytes((data + b"\n") * 300)
    (folder / "b.log").write_bytes(data)
    (folder / "c.log").write_bytes(b"")
    (folder / "d.log.gz").write_bytes(gzip.compress(data))
    with pa.output_stream(str(folder / "e.log.zst"), compression="zstd") as stream:
        stream.write(data)
    return folder


def expected(count=1):
    """Return the rows of LINES, so many times."""
    scanner = Scanner(Fleet([("kn-infra_ss", "kn-infra"), "web"]))
    rows = [
        (
            number,
            one.scale_set.name,
            one.instance_id,
            one.instance.vm_name,
            line.decode("utf-8", "replace"),
        )
        for number, line in enumerate(LINES * count, 1)
        for one in scanner.scan(line)
    ]
    assert len(rows) == 9 * count
    return rows


def run(program, *arguments, stderr=None):
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    subprocess.run(
        [sys.executable, str(ROOT / "demo" / "parquet" / program), *map(str, arguments)],
        check=True,
        stderr=stderr,
        env={**os.environ, "PYTHONPATH": path},
    )


def rows_of(table):
    names = ("line_number", "scale_set", "instance_id", "vm_name", "line")
    return [tuple(row[name] for name in names) for row in table.to_pylist()]


def test_direct(logs, tmp_path):
    run("direct.py", "--fleet", logs / "fleet.csv", "--out", tmp_path, *logs.glob("?.log*"))
    found = {path.name.rpartition("_")[2][0]: pq.read_table(path) for path in tmp_path.iterdir()}
    assert found.keys() == {*"abcde"}
    assert rows_of(found["a"]) == expected(300)
    assert rows_of(found["b"]) == rows_of(found["d"]) == rows_of(found["e"]) == expected()
    assert not len(found["c"])
    assert found["b"]["time"].to_pylist()[:3] == TIMES
    assert found["b"]["time"].to_pylist()[3:] == [None] * 6
    assert {*found["b"]["file"].to_pylist()} == {str(logs / "b.log")}


def test_direct_with_long_lines_and_many_names(logs, tmp_path):
    """A line with 9000 names has 9000 rows with it."""
    log = tmp_path / "long.log"
    log.write_bytes(
        b" ".join(b"web%06d" % i for i in range(9000)) + b" " + b"y" * 300_000 + b"\nweb_1\n"
    )
    run("direct.py", "--fleet", logs / "fleet.csv", "--out", tmp_path / "out", log)
    (path,) = (tmp_path / "out").iterdir()
    found = pq.read_table(path, columns=["line_number", "instance_id"])
    assert len(found) == 9001
    assert found["line_number"].to_pylist()[-2:] == [1, 2]


def test_direct_says_what_is_wrong(logs, tmp_path):
    (tmp_path / "a").mkdir()
    for name in ("a/b.log", "a_b.log"):
        (tmp_path / name).write_bytes(b"web_1\n")
    for paths, message in (
        ([tmp_path / "nope.log"], "no such file"),
        ([tmp_path], "would have one name"),
        (["/dev/null"], "no such file"),
    ):
        with pytest.raises(subprocess.CalledProcessError) as error:
            run(
                "direct.py",
                "--fleet",
                logs / "fleet.csv",
                "--out",
                tmp_path / "out",
                *paths,
                stderr=subprocess.PIPE,
            )
        assert message in error.value.stderr.decode()
        assert not (tmp_path / "out").exists()
    (tmp_path / "bad.log.gz").write_bytes(b"no gzip")
    with pytest.raises(subprocess.CalledProcessError) as error:
        run(
            "direct.py",
            "--fleet",
            logs / "fleet.csv",
            "--out",
            tmp_path / "bad",
            tmp_path / "bad.log.gz",
            stderr=subprocess.PIPE,
        )
    assert "bad.log.gz: " in error.value.stderr.decode() and b"Traceback" not in error.value.stderr
    assert [*(tmp_path / "bad").iterdir()] == []
    # A file that is named twice is read once.
    run(
        "direct.py",
        "--fleet",
        logs / "fleet.csv",
        "--out",
        tmp_path / "out",
        tmp_path / "a",
        tmp_path / "a" / "b.log",
    )
    assert len([*(tmp_path / "out").iterdir()]) == 1


def test_polars(logs, tmp_path):
    out = tmp_path / "names.parquet"
    texts = [b"no UTF-8" if b"\xff" in line else line.rstrip(b"\r") for line in LINES]
    files = [tmp_path / "a.log", tmp_path / "b.log"]
    files[0].write_bytes(b"\n".join(texts * 300))
    files[1].write_bytes(b"\n".join(texts) + b"\n")
    run("polars_streaming.py", "--fleet", logs / "fleet.csv", "--out", out, *files)
    found = pq.read_table(out)
    plain = [(*row[:4], row[4].removesuffix("\r")) for row in expected(300) + expected()]
    assert rows_of(found) == [row for row in plain if row[3] != "web_3"]
    assert found["time"].to_pylist()[:3] == TIMES
    assert found["file"].to_pylist()[-1] == str(files[1])
    broken = subprocess.run(
        [sys.executable, ROOT / "demo" / "parquet" / "polars_streaming.py", "--fleet", logs / "fleet.csv", "--out", out, logs / "a.log"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert "invalid utf8" in broken.stderr
