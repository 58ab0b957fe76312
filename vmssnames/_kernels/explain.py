"""Turns "item n stopped the kernel" into the error that names/ raises.

Kernels report only how many items they converted.  The first invalid item goes to the
function in names/, so that every backend raises the same errors, word for word.
"""

from __future__ import annotations

from ..errors import AmbiguousNameError, InstanceIDRangeError, NameFormatError, UnknownScaleSetError
from ..names.ids import check_instance_id
from . import backend
from .columns import first_outside, id_column, items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from .columns import IDColumn, IDs

    T = TypeVar("T")

# What the definition raises for an invalid item.
ITEM_ERRORS = (
    NameFormatError,
    InstanceIDRangeError,
    UnknownScaleSetError,
    AmbiguousNameError,
    TypeError,
)


def convert_item(index: int, item: object, scalar: Callable[..., T]) -> T:
    """Return ``scalar(item)``; its errors say that the item was number *index*."""
    try:
        return scalar(item)
    except ITEM_ERRORS as error:
        for ours in ITEM_ERRORS:
            if type(error) is ours:
                # Not bound to a variable, which would make a cycle with its traceback.
                raise _located(index, error, ours) from None
        raise  # The item's own __index__ raised it.


def _located(index: int, error: Exception, kind: type[Exception]) -> Exception:
    """Return *error* with the number of the item in its message; attributes stay."""
    located = kind(f"item {index}: {error}")
    located.__dict__.update(error.__dict__)
    return located


def explain(index: int, item: object, scalar: Callable[..., object]) -> None:
    """Raise the error that *scalar* raises for *item*, with its position.

    If *scalar* accepts the item, a kernel and the definition differ, or another thread
    changed the column: that is a RuntimeError.
    """
    convert_item(index, item, scalar)
    raise RuntimeError(
        f"item {index}: {backend.backend()} kernels reject {item!a:.64}, names/ does not: "
        "did another thread change the column?"
    )


def encode_column(kernel: Callable[[IDColumn], tuple[T, int]], ids: IDs) -> T:
    """Return the result of *kernel* for all of *ids*; raise the error of the first bad ID.

    Kernels stop at objects with ``__index__``, so that only their own code runs in a loop.
    From there on the definition converts, and the kernel gets plain ints.
    """
    column = id_column(ids)
    if isinstance(column, range) and (bad := first_outside(column)) is not None:
        explain(bad, column[bad], check_instance_id)
    out, good = kernel(column)
    if good < len(column):
        # Both parts are copied before an item's own code runs: it may change the column.
        head, tail = column[:good], column[good:]
        rest = []
        for index, item in enumerate(items(tail), good):
            if index == good and issubclass(type(item), int):
                explain(index, item, check_instance_id)
            rest.append(convert_item(index, item, check_instance_id))
        column = [*items(head), *rest]
        out, good = kernel(column)
        if good < len(column):
            explain(good, column[good], check_instance_id)
    return out
