"""Which kernels run.  Only this module decides.

    VMSSNAMES_BACKEND unset     the best that this build and this CPU have
    VMSSNAMES_BACKEND=python    the fallback
    VMSSNAMES_BACKEND=avx2      exactly these; ImportError if not available

An empty value counts as unset, since a shell cannot easily unset a variable for one command.
"""

from __future__ import annotations

import os

from . import python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Sequence
    from types import ModuleType
    from typing import Any, Protocol

    from ..names.scale_set import Instance, ScaleSet
    from .columns import IDColumn, NameColumn

    class Tables(Protocol):
        """The names to search for; python_scan.py documents the methods."""

        def scan(
            self,
            data: memoryview,
            base: int,
            max_id: int,
            aks: bool,
            embedded: bool,
            paths: bool,
            store: bool,
        ) -> tuple[int, list[bytes]]: ...
        def template(self, kinds: Any, strings: Any, where: int) -> Any: ...
        def resolve_values(
            self,
            data: bytes,
            starts: bytes,
            stops: bytes,
            plain: bytes,
            max_id: int,
            embedded: bool,
        ) -> tuple[bytes, bytes, int, int, int]: ...
        def render(
            self,
            data: memoryview,
            columns: Sequence[Any],
            template: Any,
            texts: Sequence[bytes] = (),
        ) -> bytes: ...
        def render_parts(
            self,
            parts: Sequence[tuple[memoryview, Sequence[Any]]],
            template: Any,
            run: Callable[..., Iterable[Any]],
        ) -> bytes: ...
        def instances(
            self,
            column: NameColumn,
            owners: list[ScaleSet | None],
            make: type[Instance],
            null: bool,
        ) -> tuple[list[Instance | None], list[int]]: ...

    # Of an instance: the number of its owner, its ID, the kind of its first match, how many there
    # are, and the places of the first and of the last.
    Counted = tuple[int, int, int, int, int, int]

    class InstanceCounts(Protocol):
        """Counts of matches by instance; python_scan.py documents the methods."""

        def restart(self) -> None: ...
        def add(
            self, data: memoryview, columns: Sequence[Any], owners: array[int], file: int
        ) -> None: ...
        def items(self) -> list[Counted]: ...

    class ReverseRows(Protocol):
        """Hosts by address, in blocks of addresses; python.py documents the methods."""

        @property
        def firsts(self) -> list[int]: ...
        def lines(self, block: int) -> bytes: ...

    JSONRecords = tuple[int, bool, int, bytes, bytes, bytes, bytes, bytes, bytes]
    CSVTable = tuple[int, int, bytes, bytes, bytes, bytes, bytes]

    class ArrowInput(Protocol):
        """A column of a producer."""

        @property
        def type(self) -> str: ...
        def __len__(self) -> int: ...
        def item(self, index: int) -> Any: ...

    class Arrow(Protocol):
        """The functions for columns of Arrow; python_arrow.py documents them."""

        def input(self, source: Any) -> Any: ...
        def ids(self, source: Any, null: bool, threads: int) -> Any: ...
        def names(self, source: Any, prefix: str | None, null: bool, threads: int) -> Any: ...
        def split(self, source: Any, null: bool) -> Any: ...
        def resolve(self, tables: Any, source: Any, plain: bytes, threads: int) -> Any: ...
        def lines(self, source: Any) -> Any: ...
        def places(self, starts: Any, ends: Any, bounds: Any) -> Any: ...
        def block(self, data: bytes) -> Any: ...
        def rows(self, prefix: str, ids: Any, lower: bool, threads: int) -> Any: ...
        def without(self, keys: Any, missing: bytes, valid: Any) -> Any: ...
        def mapped(self, keys: Any, table: bytes, valid: Any) -> Any: ...
        def wide(self, ids: Any) -> Any: ...
        def offsets(self, n: int, size: int, wide: bool) -> Any: ...
        def views(self, rows: Any, n: int, size: int) -> Any: ...
        def short_views(self, prefix: str, ids: Any, lower: bool, threads: int) -> Any: ...
        def texts(
            self, data: bytes, bounds: Any, alone: bytes, keys: Any, ids: Any, valid: Any
        ) -> Any: ...
        def schema(self, node: Any) -> object: ...
        def array(self, node: Any) -> object: ...
        def stream(self, node: Any) -> object: ...
        def format(self, capsule: object) -> str: ...

    class Kernels(Protocol):
        """The functions of every set of kernels; python.py documents them."""

        @property
        def name(self) -> str: ...
        def encode_ids(self, ids: IDColumn, threads: int) -> tuple[bytes, int]: ...
        def decode_ids(self, data: memoryview, threads: int) -> tuple[array[int], int]: ...
        def encode_computer_names(
            self, prefix: str, ids: IDColumn, lower: bool
        ) -> tuple[list[str], int]: ...
        def encode_name_rows(
            self, prefix: str, ids: IDColumn, end: bytes, lower: bool, threads: int
        ) -> tuple[bytes, int]: ...
        def decode_name_rows(
            self,
            data: memoryview,
            offsets: memoryview | None,
            prefix: str,
            end: bytes,
            valid: bytearray | None,
            threads: int,
        ) -> tuple[array[int], int]: ...
        def encode_vm_names(self, scale_set: str, ids: IDColumn) -> tuple[list[str], int]: ...
        def decode_computer_names(
            self, names: NameColumn, prefix: str, null: bool
        ) -> tuple[list[int | None], int]: ...
        def decode_vm_names(
            self, names: NameColumn, scale_set: str, null: bool
        ) -> tuple[list[int | None], int]: ...
        def split_computer_names(
            self, names: NameColumn, null: bool
        ) -> tuple[list[str | None], list[int | None], int]: ...
        def distinct_addresses(self, addresses: bytes) -> bool: ...
        def reverse_rows(
            self, labels: bytes, addresses: bytes, bits: int, end: bytes
        ) -> ReverseRows: ...
        def json_records(
            self, data: memoryview, path: bytes, keys: Sequence[bytes], skips: bool, is_end: bool
        ) -> JSONRecords: ...
        def csv_rows(
            self, data: memoryview, delimiter: bytes, column: int, has_quotes: bool
        ) -> CSVTable: ...
        def split_lines(
            self, data: bytes, base36: bool, decimal: bool
        ) -> tuple[list[bytes], bytes, bytes, int]: ...
        def has_unique_keys(self, data: bytes) -> bool: ...
        def instance_counts(self) -> InstanceCounts: ...
        def arrow(self) -> Arrow: ...
        def tables(
            self, prefixes: Sequence[tuple[str, int]], scale_sets: Sequence[tuple[str, int]]
        ) -> Tables: ...


def _extension() -> ModuleType | None:
    """Return the module of the compiled kernels; None in a build without them.

    If the extension exists and is broken, or was built for another version, that is an ImportError.
    """
    try:
        import vmssnames._kernels.compiled as extension
    except ModuleNotFoundError:
        return None
    from vmssnames import __version__

    if __version__ != extension.VERSION:
        # Two versions in one directory, or sources that were updated and not built.
        raise ImportError(
            f"the compiled kernels are of vmssnames {extension.VERSION}, the rest is "
            f"{__version__}: remove both and install again, or set VMSSNAMES_BACKEND=python; "
            f"{extension.__file__}"
        )
    return extension


def compiled() -> tuple[str, ...]:
    """Return the names of the compiled kernels that this build and this CPU have, best first."""
    extension = _extension()
    return extension.names() if extension else ()


def load(name: str) -> Kernels:
    """Return the kernels called *name*; raise ImportError, with the available names."""
    if name == python.name:
        return python
    extension = _extension()
    if extension and name in extension.names():
        kernels: Kernels = extension.Kernels(name)
        return kernels
    raise ImportError(
        f"no {name[:64]!a} kernels here, only {(*compiled(), python.name)} (VMSSNAMES_BACKEND)"
    )


def __getattr__(name: str) -> Kernels:
    """Load ``kernels``, those that run, on first use: many programs need none.

    Tests and benchmarks assign to ``kernels``.
    """
    if name != "kernels":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _choose()


def _choose() -> Kernels:
    chosen = load(os.environ.get("VMSSNAMES_BACKEND") or (*compiled(), python.name)[0])
    globals()["kernels"] = chosen
    return chosen


def backend() -> str:
    """Return the name of the kernels that run: "python" for the fallback.

    >>> backend() in ("avx512", "avx2", "neon", "scalar", "python")
    True
    """
    chosen: Kernels = globals().get("kernels") or _choose()
    return chosen.name
