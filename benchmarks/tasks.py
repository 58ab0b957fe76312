"""The jobs, and everybody who does them."""

from __future__ import annotations

from array import array
from typing import Any

import base36
import gmpy2
import numpy as np
import polars as pl
from azure.mgmt.core.tools import parse_resource_id

from vmssnames import ResourceID, bulk, identify
from vmssnames._kernels import backend
from vmssnames.names.ids import format_base36, parse_base36
from vmssnames.names.vm_names import ComputerName

from .measure import Contender, Task
from .peers import (
    BASECONV,
    PREFIX,
    digits_of,
    duckdb_answer,
    duckdb_digits,
    duckdb_table,
    lines_of,
    names_of,
    numpy_lines,
    numpy_pairs,
    paths_of,
    same,
    texts,
)


def ours(what: str, prepare: Any, run: Any, answer: Any = lambda result: result) -> list[Contender]:
    """Return a contender for each set of kernels."""
    return [
        Contender(
            f"vmssnames, {what} ({kernels})",
            prepare,
            run,
            answer,
            largest=10**6 if kernels == "python" else 10**9,
            kernels=kernels,
        )
        for kernels in (*backend.compiled(), "python")
    ]


def threaded(what: str, prepare: Any, run: Any, answer: Any) -> list[Contender]:
    """Return the best of ours with two threads, for columns long enough."""
    best = backend.compiled()[0]
    name = f"vmssnames, {what} ({best}, threads=2)"
    return [Contender(name, prepare, run, answer, smallest=10_000_000, kernels=best)]


def buffer(ids: list[int]) -> array[int]:
    """Return *ids* as a buffer of uint32."""
    return array("I", ids)


TASKS = [
    Task(
        "IDs to digits: a buffer of uint32 to bytes",
        digits_of,
        [
            *ours("encode_ids", buffer, bulk.encode_ids),
            *ours("encode_ids of a list", list, bulk.encode_ids),
            *threaded(
                "encode_ids", buffer, lambda ids: bulk.encode_ids(ids, threads=2), lambda x: x
            ),
            Contender("memcpy: a copy of the digits", lambda ids: bytearray(digits_of(ids)), bytes),
            Contender("numpy, 1296-pair table", lambda ids: np.array(ids, "u4"), numpy_pairs),
            Contender(
                "duckdb to_base, one thread", duckdb_table, duckdb_digits, duckdb_answer, 1000
            ),
            Contender(
                "gmpy2.digits",
                list,
                lambda ids: "".join([gmpy2.digits(i, 36).upper().zfill(6) for i in ids]).encode(),
                largest=10**6,
            ),
            Contender(
                "base36.dumps",
                list,
                lambda ids: "".join([base36.dumps(i).upper().zfill(6) for i in ids]).encode(),
                largest=10**6,
            ),
            Contender(
                "numpy.base_repr",
                list,
                lambda ids: "".join([np.base_repr(i, 36).zfill(6) for i in ids]).encode(),
                largest=10**6,
            ),
            Contender(
                "python-baseconv",
                list,
                lambda ids: "".join([BASECONV.encode(i).zfill(6) for i in ids]).encode(),
                largest=10**6,
            ),
        ],
    ),
    Task(
        "digits to IDs: bytes to a buffer of uint32",
        same,
        [
            *ours("decode_ids", digits_of, bulk.decode_ids, list),
            *threaded("decode_ids", digits_of, lambda data: bulk.decode_ids(data, threads=2), list),
            Contender("memcpy: a copy of the IDs", buffer, lambda ids: ids[:], list),
            Contender(
                "polars str.to_integer",
                lambda ids: pl.Series(texts(ids)),
                lambda column: column.str.to_integer(base=36),
                lambda column: column.to_list(),
            ),
            Contender("int(s, 36)", texts, lambda names: [int(s, 36) for s in names]),
            Contender("base36.loads", texts, lambda names: [base36.loads(s) for s in names]),
            Contender(
                "gmpy2.mpz(s, 36)", texts, lambda names: [int(gmpy2.mpz(s, 36)) for s in names]
            ),
            Contender(
                "python-baseconv", texts, lambda names: [int(BASECONV.decode(s)) for s in names]
            ),
        ],
    ),
    Task(
        "IDs to computer names: list to list",
        names_of,
        [
            *ours(
                "encode_computer_names",
                list,
                lambda ids: bulk.encode_computer_names(PREFIX, ids),
            ),
            Contender(
                "str.split of a text of names: the strings alone",
                lambda ids: "\n".join(names_of(ids)),
                lambda text: text.split("\n"),
            ),
            Contender(
                "list(map(str, ids)): no names, the yardstick",
                list,
                lambda ids: list(map(str, ids)),
                lambda result: names_of(list(map(int, result))),
            ),
            Contender(
                "ComputerName(prefix, i)",
                list,
                lambda ids: [str(ComputerName(PREFIX, i)) for i in ids],
            ),
        ],
    ),
    Task(
        "computer names to IDs: list to list",
        same,
        [
            *ours(
                "decode_computer_names",
                names_of,
                lambda names: bulk.decode_computer_names(names, PREFIX),
            ),
            *ours(
                "split_computer_names",
                names_of,
                bulk.split_computer_names,
                lambda result: result[1],
            ),
            Contender("array.tolist: the ints alone", buffer, lambda ids: ids.tolist()),
            Contender(
                "int(s[-6:], 36), unchecked",
                names_of,
                lambda names: [int(s[-6:], 36) for s in names],
            ),
            Contender(
                "ComputerName.parse(s)",
                names_of,
                lambda names: [ComputerName.parse(s).instance_id for s in names],
            ),
        ],
    ),
    Task(
        "IDs to VM names and back: list to list",
        same,
        [
            *ours(
                "decode_vm_names of encode_vm_names",
                list,
                lambda ids: bulk.decode_vm_names(bulk.encode_vm_names(PREFIX, ids), PREFIX),
            ),
            Contender(
                "int() of rpartition() of an f-string, unchecked",
                list,
                lambda ids: [
                    int(name.rpartition("_")[2]) for name in [f"{PREFIX}_{i}" for i in ids]
                ],
            ),
        ],
    ),
    Task(
        "IDs to a text of names, one a line",
        lines_of,
        [
            *ours(
                "encode_name_rows",
                buffer,
                lambda ids: bulk.encode_name_rows(PREFIX, ids, end=b"\n"),
            ),
            *threaded(
                "encode_name_rows",
                buffer,
                lambda ids: bulk.encode_name_rows(PREFIX, ids, end=b"\n", threads=2),
                lambda text: text,
            ),
            Contender(
                "encode_computer_names, joined",
                list,
                lambda ids: "\n".join([*bulk.encode_computer_names(PREFIX, ids), ""]).encode(),
            ),
            Contender("numpy, 1296-pair table", lambda ids: np.array(ids, "u4"), numpy_lines),
            Contender("memcpy: a copy of the text", lambda ids: bytearray(lines_of(ids)), bytes),
        ],
    ),
    Task(
        "a text of names, one a line, to IDs",
        same,
        [
            *ours(
                "decode_name_rows",
                lines_of,
                lambda text: bulk.decode_name_rows(text, PREFIX, end=b"\n"),
                lambda result: list(result[0]),
            ),
            *threaded(
                "decode_name_rows",
                lines_of,
                lambda text: bulk.decode_name_rows(text, PREFIX, end=b"\n", threads=2),
                lambda result: list(result[0]),
            ),
            Contender(
                "decode_computer_names, split",
                lines_of,
                lambda text: bulk.decode_computer_names(text.decode().split(), PREFIX),
            ),
            Contender(
                "polars str.slice(7).str.to_integer, split before",
                lambda ids: pl.Series(names_of(ids)),
                lambda column: column.str.slice(len(PREFIX)).str.to_integer(base=36),
                lambda column: column.to_list(),
            ),
        ],
    ),
    Task(
        "one at a time: a resource ID to its parts",
        same,
        [
            Contender(
                "ResourceID.parse",
                paths_of,
                lambda paths: [ResourceID.parse(path) for path in paths],
                lambda found: [one.instance_id for one in found],
                largest=10**5,
            ),
            Contender(
                "azure.mgmt.core.tools.parse_resource_id",
                paths_of,
                lambda paths: [parse_resource_id(path) for path in paths],
                lambda found: [int(one["child_name_1"]) for one in found],
                largest=10**5,
            ),
        ],
    ),
    Task(
        "one at a time: what is this?",
        same,
        [
            Contender(
                "identify",
                names_of,
                lambda names: [identify(name) for name in names],
                lambda found: [readings[0].instance_id for readings in found],
                largest=10**5,
            ),
        ],
    ),
    Task(
        "one at a time: an ID to digits and back",
        same,
        [
            Contender(
                "parse_base36(format_base36(i))",
                list,
                lambda ids: [parse_base36(format_base36(i)) for i in ids],
            ),
            Contender(
                "int(numpy.base_repr(i, 36), 36)",
                list,
                lambda ids: [int(np.base_repr(i, 36).zfill(6), 36) for i in ids],
            ),
        ],
    ),
]
