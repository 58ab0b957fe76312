"""Reads JSON documents from text, bytes and files: one, several, or one per line.

Anything that JSON does not allow is rejected, with its position: NaN, duplicate keys, a text
that is cut off, endless nesting.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping

from .._kernels import backend
from ..errors import InventoryFormatError, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any, NoReturn

# The encoding by its byte order mark; PowerShell 5's ">" writes UTF-16 with one.
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SPACE = " \t\r\n"
# How a value of JSON may start.
_STARTS = frozenset('{["-0123456789tfnNI')


def documents(source: Any, lines: list[str] | None = None, name: str = "") -> list[Any]:
    """Return the documents in *source*: JSON text, bytes, a path, or an open file.

    Text around the JSON, such as a prompt, is skipped; a sentence about it is added to *lines*.
    *name* is that of the file, for messages, if *source* does not have it.

    Raises InventoryFormatError with the position; OSError if the file cannot be read.
    """
    name = name or file_name(source)
    if isinstance(source, os.PathLike):
        with open(source, "rb") as file:
            source = file.read()
    elif hasattr(source, "read"):
        source = source.read()
    try:
        skipped: list[str] = []
        found = _documents(source, skipped)
    except InventoryFormatError as error:
        raise InventoryFormatError(f"{name}: {error}" if name else str(error)) from None
    if skipped and lines is not None:
        several = f"{len(skipped)} lines that are" if len(skipped) > 1 else "a line that is"
        text = f"skipped {several} not JSON, such as {shown(skipped[0], 100)}"
        lines.append(f"{name}: {text}" if name else text)
    return found


def file_time(source: Any) -> datetime | None:
    """Return when the file *source* was last changed; None if it is not a file."""
    if isinstance(source, os.PathLike):
        return modified(source)
    if hasattr(source, "read_at"):
        return source.read_at  # type: ignore[no-any-return]
    try:
        return modified(source.fileno())
    except (AttributeError, OSError, ValueError):
        return None


def modified(path: str | int | os.PathLike[str]) -> datetime | None:
    """Return when the regular file *path* was last changed; None for anything else."""
    from datetime import UTC, datetime

    try:
        status = os.stat(path)
        is_file = stat.S_ISREG(status.st_mode)
        return datetime.fromtimestamp(status.st_mtime, UTC) if is_file else None
    except (OSError, ValueError, OverflowError):
        return None


def file_name(source: Any) -> str:
    """Return the name of a file for a message; "" if it has none."""
    name = source if isinstance(source, os.PathLike) else getattr(source, "name", None)
    name = os.fspath(name) if isinstance(name, os.PathLike) else name
    return shown(name, 400)[1:-1] if isinstance(name, str) else ""


def _documents(source: Any, skipped: list[str]) -> list[Any]:
    if isinstance(source, str):
        hint = ": to read a file, pass a pathlib.Path"
        return parsed(source.removeprefix("\ufeff"), hint, skipped)
    data = bytes(source)
    text = decoded(data)
    return parsed(text.removeprefix("\ufeff"), "", skipped, data)


def decoded(data: bytes) -> str:
    """Return *data* decoded as UTF-8, or by its byte order mark, or by a NUL near its start."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding is None and 0 in data[:2]:
        encoding = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        raise InventoryFormatError(
            f"expected JSON in UTF-8 or UTF-16: byte {error.start} is neither"
        ) from None


def parsed(
    text: str, if_name: str = "", skipped: list[str] | None = None, data: bytes = b""
) -> list[Any]:
    """Return the documents in *text*, one or several, separated by white space or nothing.

    *if_name* is added to the error about a text that looks like the name of a file.  With
    *skipped*, lines around the documents that are not JSON are skipped, and added to it.  *data*
    is the text as it came, in any encoding.
    """
    if not skipped and (found := _read_fast(text, data)) is not None:
        return found
    from .texts import is_prompt, skip_text

    found = []
    at, end = 0, len(text.rstrip(_SPACE))
    try:
        while at < end:
            while text[at] in _SPACE:
                at += 1
            # Not by an error of the reader, which counts all lines before it.
            is_text = skipped is not None and text[at] not in _STARTS
            after = skip_text(text, at, not found) if is_text else None
            if skipped is not None and after is not None and after[0] > at:
                at = after[0]
                skipped += after[1]
                continue
            try:
                one, end_of_one = _DECODER.raw_decode(text, at)
            except json.JSONDecodeError as error:
                after = skip_text(text, at, not found) if skipped is not None else None
                is_json = error.pos > at and not is_prompt(
                    text[at : text.find("\n", at) % (1 << 62)]
                )
                if skipped is None or after is None or is_json:
                    raise
                at = after[0]
                skipped += after[1]
                continue
            found.append(one)
            at = end_of_one
    except json.JSONDecodeError as error:
        raise _not_json(text, error, if_name) from None
    except RecursionError:
        raise InventoryFormatError("the JSON is nested too deeply") from None
    except ValueError as error:
        # From our hooks, or from Python for a huge number.
        raise InventoryFormatError(f"expected JSON: {error!s:.200}") from None
    if not found:
        raise InventoryFormatError("expected JSON, got nothing")
    return found


def _read_fast(text: str, data: bytes) -> list[Any] | None:
    """Return the documents in *text* if the kernels know that no object has a key twice.

    Otherwise, and for anything that is not JSON, return None.
    """
    if len(data) != len(text):
        data = text.encode("utf-8", "surrogatepass")
    # Of the same length, it is the same text: in ASCII.
    if not backend.kernels.has_unique_keys(data):
        return None
    found: list[Any] = []
    at, end = 0, len(text.rstrip(_SPACE))
    try:
        while at < end:
            while text[at] in _SPACE:
                at += 1
            one, at = _FAST_DECODER.raw_decode(text, at)
            found.append(one)
    except (ValueError, RecursionError):
        return None
    return found or None


def _not_json(text: str, error: json.JSONDecodeError, if_name: str) -> InventoryFormatError:
    from .texts import form_of

    form = form_of(text)
    if form is not None:
        return InventoryFormatError(f"expected JSON, got {form[0]}: {form[1]}")
    where = f"line {error.lineno}, column {error.colno}"
    rest = text[error.pos : error.pos + 40]
    if not rest.strip() or error.msg.startswith("Unterminated"):
        return InventoryFormatError(f"the JSON is truncated: {where}: {error.msg}")
    is_name = error.pos == 0 and len(text) < 400 and not text.startswith("<")
    hint = if_name if is_name else ""
    return InventoryFormatError(f"expected JSON: {where}: {error.msg}, got {shown(rest)}{hint}")


def _unique_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise ValueError(f"duplicate key {shown(key)} in an object")
            seen.add(key)
    return found


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


# Without the hook, json's reader in C does everything.
_FAST_DECODER = json.JSONDecoder(parse_constant=_reject_constant)
_DECODER = json.JSONDecoder(object_pairs_hook=_unique_object, parse_constant=_reject_constant)


def plain(one: Any) -> Any:
    """Return *one* as plain JSON: models of Azure's SDKs are converted."""
    if type(one) is dict:
        return one
    if not isinstance(one, (Mapping, str, list, tuple)) and hasattr(one, "as_dict"):
        return one.as_dict()
    return one
