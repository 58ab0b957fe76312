"""The right answers, and how others get them where that takes more than a line."""

from __future__ import annotations

from typing import Any

import baseconv
import duckdb
import numpy as np

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


def lines_of(ids: list[int]) -> bytes:
    """Return the computer names one a line, likewise."""
    return "".join([name + "\n" for name in names_of(ids)]).encode()


def paths_of(ids: list[int]) -> list[str]:
    """Return resource IDs."""
    head = "/subscriptions/1d9c7a0e-0000-4000-8000-00000000002d/resourceGroups/MC_web_eastus"
    head += "/providers/Microsoft.Compute/virtualMachineScaleSets/aks-pool-12345678-vmss"
    return [f"{head}/virtualMachines/{i}" for i in ids]


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


def numpy_lines(ids: Any) -> bytes:
    """Write names with the same table, one a line."""
    out = np.empty((len(ids), len(PREFIX) + 7), "u1")
    out[:, : len(PREFIX)] = np.frombuffer(PREFIX.encode(), "u1")
    out[:, len(PREFIX) : -1] = np.frombuffer(numpy_pairs(ids), "u1").reshape(-1, 6)
    out[:, -1] = 10
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


def texts(ids: list[int]) -> list[str]:
    """Return the digits of each ID as a str of its own."""
    digits = digits_of(ids).decode()
    return [digits[at : at + 6] for at in range(0, len(digits), 6)]
