"""The same as direct.py in Polars, streaming: for those who continue in Polars.

python demo/parquet/polars_streaming.py --fleet demo/fleet.json --out names.parquet a.log b.log

Needs Polars 1.37 or newer.  The files must be in UTF-8.
"""

import argparse
from pathlib import Path

import polars as pl
from direct import FIELDS, TIME

from vmssnames import Fleet, Scanner
from vmssnames.integrations.polars import Names


def names_in(path, scanner):
    """Return a plan: a row for each name in a file."""
    lines = pl.scan_lines(path, row_index_name="line_number", row_index_offset=1)
    found = lines.with_columns(found=Names(pl.col("line")).scan(scanner, fields=FIELDS))
    found = found.filter(pl.col("found").list.len() > 0).explode("found").unnest("found")
    return found.select(
        pl.lit(str(path)).alias("file"),
        pl.col("line_number").cast(pl.Int64),
        pl.col("line").str.head(80).str.extract(TIME).alias("time"),
        pl.col("scale_set").cast(pl.String),
        "instance_id",
        "vm_name",
        "line",
    )


def main():
    """Convert the files of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--fleet", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("paths", nargs="+", type=Path)
    options = parser.parse_args()
    scanner = Scanner(Fleet.parse(options.fleet.read_bytes()))
    plans = [names_in(path, scanner) for path in options.paths]
    pl.concat(plans).sink_parquet(options.out, compression="zstd", engine="streaming")


if __name__ == "__main__":
    main()
