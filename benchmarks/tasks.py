"""The jobs, and everybody who does them."""

from __future__ import annotations

from array import array
from typing import Any

import base36
import baseconv
import duckdb
import gmpy2
import numpy as np
import polars as pl

from vmssnames import _backend, bulk
from vmssnames.ids import format_base36, parse_base36
from vmssnames.names import ComputerName

from .measure import Contender, Task

PREFIX = "nsgvmss"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PAIRS = np.array([(a + b).encode() for a in DIGITS for b in DIGITS]).view("u2")
BASECONV = baseconv.BaseConverter(DIGITS)


def digits_of(ids: list[int]) -> bytes:
    """Return the right answer, by CPython's own arithmetic."""
    table = [a + b for a in DIGITS for b in DIGITS]
    return "".join(
        [table[i // 1679616] + table[i // 1296 % 1296] + table[i % 1296] for i in ids]
    ).encode()


def names_of(ids: list[int]) -> list[str]:
    """Return the computer names, likewise."""
    digits = digits_of(ids).decode()
    return [PREFIX + digits[at : at + 6] for at in range(0, len(digits), 6)]


def same(ids: list[int]) -> list[int]:
    """Return *ids*: what decoding must come back to."""
    return ids


def numpy_pairs(ids: Any) -> bytes:
    """Write digits with a table of 1296 pairs: the fastest that numpy alone has been seen to do."""
    out = np.empty((len(ids), 3), "u2")
    rest = ids // 1296
    out[:, 2] = PAIRS[ids - rest * 1296]
    high = rest // 1296
    out[:, 1] = PAIRS[rest - high * 1296]
    out[:, 0] = PAIRS[high]
    return out.tobytes()


def duckdb_table(ids: list[int]) -> Any:
    """Return a connection of one thread with *ids* in a table."""
    connection = duckdb.connect(config={"threads": 1})
    given = {"id": np.array(ids, "i8")}
    connection.register("given", given)
    connection.execute("create table ids as select id from given")
    return connection


def duckdb_digits(connection: Any) -> Any:
    """Write digits with to_base, into a table of its own."""
    connection.execute("create table digits as select to_base(id, 36, 6) as d from ids")
    return connection


def duckdb_answer(connection: Any) -> bytes:
    """Return what duckdb_digits wrote."""
    return "".join(connection.execute("select d from digits").fetchnumpy()["d"]).encode()


def ours(what: str, prepare: Any, run: Any, answer: Any = lambda result: result) -> list[Contender]:
    """Return a contender for each set of kernels."""
    return [
        Contender(f"vmssnames, {what} ({kernels})", prepare, run, answer, kernels=kernels)
        for kernels in (*_backend.compiled(), "python")
    ]


def texts(ids: list[int]) -> list[str]:
    """Return the digits of each ID as a str of its own."""
    digits = digits_of(ids).decode()
    return [digits[at : at + 6] for at in range(0, len(digits), 6)]


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
            Contender("numpy, 1296-pair table", lambda ids: np.array(ids, "u4"), numpy_pairs),
            Contender(
                "duckdb to_base, one thread", duckdb_table, duckdb_digits, duckdb_answer, 1000
            ),
            Contender(
                "gmpy2.digits",
                list,
                lambda ids: "".join([gmpy2.digits(i, 36).upper().zfill(6) for i in ids]).encode(),
            ),
            Contender(
                "base36.dumps",
                list,
                lambda ids: "".join([base36.dumps(i).upper().zfill(6) for i in ids]).encode(),
            ),
            Contender(
                "numpy.base_repr",
                list,
                lambda ids: "".join([np.base_repr(i, 36).zfill(6) for i in ids]).encode(),
            ),
            Contender(
                "python-baseconv",
                list,
                lambda ids: "".join([BASECONV.encode(i).zfill(6) for i in ids]).encode(),
            ),
        ],
    ),
    Task(
        "digits to IDs: bytes to a buffer of uint32",
        same,
        [
            *ours("decode_ids", digits_of, bulk.decode_ids, list),
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
