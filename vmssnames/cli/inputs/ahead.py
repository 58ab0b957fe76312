"""Works on the blocks of a large file in threads, and keeps their order."""

from __future__ import annotations

from contextlib import suppress
from threading import Condition, Lock, Thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeVar

    T = TypeVar("T")
    R = TypeVar("R")


def in_threads(
    work: Callable[[T], R], items: Iterator[T], threads: int, held: int
) -> Iterator[tuple[T, R]]:
    """Yield each of *items* with the result of *work*, in order, worked out by several *threads*.

    The caller is one of them.  Each takes an item, which reads it, and works on it while the others
    do the same: what it works on is near its CPU.  At most *held* items are taken and not yet done
    with.  What *items* or *work* raise is raised in its turn.
    """
    steps, helpers = _Steps(work, items, held), []
    try:
        with suppress(RuntimeError):  # No more threads can be started.
            for _ in range(threads - 1):
                helper = Thread(target=steps.run, daemon=True)
                helper.start()
                helpers.append(helper)
        while (one := steps.next()) is not None:
            yield one
            steps.advance()
    finally:
        steps.stop()
        for helper in helpers:
            helper.join()


class _Steps:
    """What the threads share."""

    def __init__(self, work: Callable[[Any], Any], items: Iterator[Any], held: int) -> None:
        self._work, self._items, self._held = work, items, held
        self._reading, self._changed = Lock(), Condition()
        # How many items were taken and done with, and the results between these numbers.
        self._taken = self._turn = 0
        self._done: dict[int, tuple[Any, Any] | BaseException | None] = {}
        self._ended = False

    def run(self) -> None:
        """Work until there are no more items."""
        while not self._ended:
            if not self._step():
                with self._changed:
                    self._changed.wait_for(lambda: self._ended or self._has_room())

    def next(self) -> tuple[Any, Any] | None:
        """Return the next item with its result, None at the end; work until it is there."""
        while self._turn not in self._done and self._step():
            pass
        with self._changed:
            self._changed.wait_for(lambda: self._turn in self._done)
            one = self._done.pop(self._turn)
        if isinstance(one, BaseException):
            raise one
        return one

    def advance(self) -> None:
        """Be done with what ``next`` returned."""
        with self._changed:
            self._turn += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Take no more items."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _has_room(self) -> bool:
        return self._taken - self._turn < self._held

    def _step(self) -> bool:
        """Take an item and work on it; return False if there is none, or no room."""
        one: tuple[Any, Any] | BaseException | None
        with self._reading:
            if self._ended or not self._has_room():
                return False
            number = self._taken
            self._taken += 1
            item = self._read()
        if not isinstance(item, tuple):
            one = item
        else:
            try:
                one = *item, self._work(*item)
            except BaseException as error:
                one = error
        with self._changed:
            self._done[number] = one
            self._changed.notify_all()
        return True

    def _read(self) -> tuple[Any] | BaseException | None:
        """Return the next item; what was raised instead, or None at the end, is the last."""
        try:
            return (next(self._items),)
        except StopIteration:
            self._ended = True
            return None
        except BaseException as error:
            self._ended = True
            return error
