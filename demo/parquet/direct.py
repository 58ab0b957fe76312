"""Logs to Parquet: a row for each name of a VM in them.  One process for each file, no engine.

    python demo/parquet/direct.py --fleet demo/fleet.json --out names/ logs/ more.log.gz

Needs pyarrow.  Files may be compressed with gzip or zstd; of directories, all files are read.
"""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vmssnames import Fleet, Scanner, arrow

BLOCK = 16_000_000
# More of a line is cut off.
LONGEST = 1_000_000
FIELDS = ["scale_set", "instance_id", "vm_name"]
# Near the beginning of a line.
TIME = r"(?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]{5,8}(?:[.,][0-9]+)?(?:Z|[+-][0-9:]{2,6})?)"
TEXT = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        ("file", TEXT),
        ("line_number", pa.int64()),
        ("time", pa.string()),
        ("scale_set", TEXT),
        ("instance_id", pa.uint32()),
        ("vm_name", pa.string()),
        ("line", pa.string()),
    ]
)
# The numbers of lines grow, and nobody asks for the first line in the order of the alphabet.
STORED = {
    "compression": "zstd",
    "use_dictionary": ["file", "scale_set"],
    "column_encoding": {"line_number": "DELTA_BINARY_PACKED"},
    "write_statistics": [name for name in SCHEMA.names if name != "line"],
}


def blocks(path):
    """Yield a file, decompressed, in blocks, and the size of the whole lines in each."""
    rest = b""
    with pa.input_stream(str(path), compression="detect") as stream:
        while data := stream.read(BLOCK):
            data = rest + data
            size = data.rfind(b"\n") + 1
            rest = data[size:]
            if size:
                yield data, size
    if rest:
        yield rest + b"\n", len(rest) + 1


def read(data, size, first, path, scanner):
    """Return rows for the names in a block, lines from number *first* on; how many lines."""
    ends = np.flatnonzero(np.frombuffer(data, np.uint8, size) == 10)
    offsets = pa.py_buffer(np.concatenate([[0], ends + 1]))
    lines = pa.Array.from_buffers(pa.large_binary(), len(ends), [None, offsets, pa.py_buffer(data)])
    found = pa.array(arrow.scan(lines, scanner, fields=FIELDS))
    numbers, names = pc.list_parent_indices(found), found.flatten()
    tables = (
        table(lines.take(numbers[part]), numbers[part], names[part], first, path)
        for part in portions(lines, numbers)
    )
    return tables, len(ends)


def table(lines, numbers, names, first, path):
    """Return a row for each of *names*, which are in *lines* with these *numbers*."""
    lines = pc.binary_slice(lines, 0, -1)  # Without its end.
    if longest(lines) > LONGEST:
        lines = pc.binary_slice(lines, 0, LONGEST)
    lines = lines.cast(pa.binary())
    heads = pc.binary_slice(lines, 0, 80)
    time = pc.extract_regex(heads, f"^{TIME}")  # Of most lines, and in half the time.
    if time.null_count:
        time = pc.extract_regex(heads, TIME)
    time = pc.struct_field(time, "time").cast(pa.string())
    file = pa.DictionaryArray.from_arrays(np.zeros(len(numbers), np.int32), [str(path)])
    numbers = pc.add(numbers, first)
    columns = [file, numbers, time, *names.flatten(), text(lines)]
    return pa.table(columns, schema=SCHEMA)


def text(lines):
    """Return *lines* as text; what is not in UTF-8 is replaced."""
    try:
        return lines.cast(pa.string())
    except pa.ArrowInvalid:
        return pa.array([one.as_py().decode("utf-8", "replace") for one in lines], pa.string())


def target_of(path, out):
    """Return where the names in the file *path* go."""
    return out / f"{path.as_posix().strip('/').replace('/', '_')}.parquet"


def longest(lines):
    """Return the size of the longest line."""
    return int(pc.max(pc.binary_length(lines)).as_py() or 0)


def portions(lines, numbers):
    """Yield slices of matches that take 200 MB at most, since each repeats its line."""
    step = max(1, 200_000_000 // (longest(lines) + 1))
    return [slice(at, at + step) for at in range(0, len(numbers), step)]


def convert(path, out, scanner):
    """Write the names in the file *path* to a file in *out*; return how many."""
    count, line = 0, 1
    target = target_of(path, out)
    part = target.with_suffix(".part")
    try:
        with pq.ParquetWriter(part, SCHEMA, **STORED) as writer:
            for data, size in blocks(path):
                tables, lines = read(data, size, line, path, scanner)
                for rows in tables:
                    writer.write_table(rows)
                    count += len(rows)
                line += lines
        os.replace(part, target)
    except OSError as error:  # Also of damaged compressed files.
        part.unlink(missing_ok=True)
        raise OSError(f"{path}: {error}") from None
    return count


def files_of(parser, options):
    """Return the files of the command line; end the program if there is something wrong."""
    files = []
    for path in options.paths:
        if path.is_dir():
            files += [one for one in sorted(path.rglob("*")) if one.is_file()]
        elif path.is_file():
            files.append(path)
        else:
            parser.error(f"{path}: no such file")
    files = [one for one in dict.fromkeys(files) if options.out not in one.parents]
    targets = {target_of(one, options.out): one for one in files}
    for one in files:
        if targets[target_of(one, options.out)] != one:
            parser.error(f"{one} and {targets[target_of(one, options.out)]} would have one name")
    return files


def main():
    """Convert the files of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--fleet", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("paths", nargs="+", type=Path)
    options = parser.parse_args()
    files = files_of(parser, options)
    try:
        scanner = Scanner(Fleet.parse(options.fleet.read_bytes()))
        options.out.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor() as pool:
            work = partial(convert, out=options.out, scanner=scanner)
            counts = list(pool.map(work, files))
    except (OSError, ValueError) as error:
        parser.error(str(error))
    print(f"{sum(counts)} names in {len(files)} files", file=sys.stderr)


if __name__ == "__main__":
    main()
