"""The same as direct.py on Spark: for files that are on many machines.

    spark-submit demo/parquet/spark_job.py --fleet demo/fleet.json --out names/ 'logs/*.log'

Spark splits files among its tasks and numbers no lines: the column is missing.
"""

import argparse
from pathlib import Path

from direct import FIELDS, TIME
from pyspark.sql import SparkSession, functions

from vmssnames import Fleet, Scanner
from vmssnames.integrations import spark


def main():
    """Convert the files of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--fleet", type=Path, required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    session = SparkSession.builder.getOrCreate()
    # A batch crosses to Python as a whole: smaller ones take less memory.
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "50000")
    lines = session.read.text(options.paths).withColumnRenamed("value", "line")
    # What is not in UTF-8 is replaced.
    line = functions.make_valid_utf8("line").alias("line")
    lines = lines.select(functions.input_file_name().alias("file"), line)
    scanner = Scanner(Fleet.parse(options.fleet.read_bytes()))
    found = spark.scan(lines, "line", scanner, fields=FIELDS)
    pattern = TIME.replace("?P<time>", "")  # Java has no names like this.
    time = functions.regexp_extract(functions.substring("line", 1, 80), pattern, 1)
    found = found.withColumn("time", functions.when(time != "", time))
    found.write.parquet(options.out, mode="overwrite", compression="zstd")


if __name__ == "__main__":
    main()
