"""Rows of JSON and CSV, and lines, in Python: the fallback, and the rule that the C must equal.

csrc/json.h, csrc/csv.h and csrc/lines.h do the same as this file, faster.  Rows are bytes, and are
found as offsets: nothing in them changes, and strings may have bytes that are no UTF-8.
"""

from __future__ import annotations

import re
from array import array

from ..names import grammar
from .codes import NO_OWNER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .backend import CSVTable, JSONRecords

    # Where a record's brace is, its flags, and its strings: start, stop, whether it has escapes.
    Record = tuple[int, int, list[tuple[int, int, bool]]]

# The flags of a record of JSON: it has one of the keys to add; it has too many strings.
HAS_KEY, MANY = 1, 2

# The flags of a row of CSV: its cell is not what is between the offsets; the row is empty.
QUOTED, EMPTY = 1, 2

# Deeper documents are refused, longer keys are none of ours, and more strings of one record are
# not looked at.
DEEPEST, LONGEST_KEY, MOST_STRINGS = 1000, 1024, 256

# What may be between records, and what event streams and Kubernetes write before an object on
# its line: at most this long.
_BETWEEN = re.compile(rb"(?:[\t-\r ,\[\]\x1e]|\xef\xbb\xbf)+")
_START = re.compile(rb"(?:data:|[0-9][^\0- ]* (?:stdout|stderr) [FP] ) *(?=[\[{])")
_LONGEST_START = 64

_SPACE = re.compile(rb"[ \n\r\t]*")
_STRING = re.compile(rb'(?:[^"\\\0-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*')
_ESCAPES = re.compile(rb"(?:\\u[0-9a-fA-F]{4})+|\\[^u]")
_ESCAPE_BEGUN = re.compile(rb"\\(?:u[0-9a-fA-F]{0,3})?\Z")
_INTEGER = rb"-?(?:0|[1-9][0-9]*)"
_NUMBER = re.compile(_INTEGER + rb"(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_NUMBER_BEGUN = re.compile(rb"(?:-|%b(?:\.|(?:\.[0-9]+)?(?:[eE][+-]?[0-9]*)?))?\Z" % _INTEGER)
_WORDS = (b"true", b"false", b"null", b"NaN", b"Infinity", b"-Infinity")


class _RefusedError(Exception):
    """The text is no JSON; the argument is the offset."""


class _UnfinishedError(Exception):
    """The text ends in the middle of a record."""


class _Level:
    """An array or an object on the way to the current byte.

    *path* is what of the path is left in it, None if none is; *strings* how many were found before.
    """

    def __init__(self, path: bytes | None, is_object: bool, strings: int) -> None:
        # What begins with "[]" is in an array, and what is at the end is no array and no object.
        is_here = path and not (is_object and path.startswith(b"["))
        self.path = path if is_here else None
        self.is_object, self.strings = is_object, strings
        self.index, self.longest, self.whole = 0, 0, 0

    def of_item(self) -> bytes | None:
        """Return what of the path is left in the current item of an array."""
        if self.path is None:
            return None
        part = re.match(rb"\[\]|0(?![0-9])|[1-9][0-9]{0,8}", self.path)
        if part is None or part[0] not in (b"[]", b"%d" % self.index):
            return None
        return _after(self.path[part.end() :])


def _after(path: bytes) -> bytes | None:
    """Return the part of *path* after a key or an index."""
    if path.startswith(b"."):
        return path[1:]
    return path if path[:1] in (b"", b"[") else None


def json_records(
    data: memoryview, path: bytes, keys: Sequence[bytes], skips: bool, is_end: bool
) -> JSONRecords:
    """Return where the text stops, whether it skips, the number of other lines, and two tables.

    Records are objects between documents: lines, items of an array, or documents over many lines.
    Their table has the offset behind the last item of each (uint64) and flags (uint8).  The table
    of the strings at *path* has the record (uint32), the offsets between the quotation marks
    (uint64 twice), and whether there are escapes (uint8).  An array or an object there is a string,
    too: its own text.

    *path* has keys and indexes with dots between them, and "[]" for all items of an array; of the
    keys of an object that fit, the longest counts, of equal ones the last.  *keys* are to be added.
    The text stops at a record that is unfinished, unless *is_end* is true.  A line that is no
    record is skipped, also the rest of one that the text before has begun (*skips*).  Of a record
    that is no JSON, the first line is skipped, and those up to the fault are read one by one.
    """
    text = bytes(data)
    ends, flags = array("Q"), bytearray()
    rows, starts, stops, escaped = array("I"), array("Q"), array("Q"), bytearray()
    at = others = by_line = 0
    while at < len(text):
        if skips:
            newline = text.find(b"\n", at)
            at, skips = (newline + 1, False) if newline >= 0 else (len(text), True)
            continue
        if between := _BETWEEN.match(text, at):
            at = between.end()
            continue
        if text[at] != ord("{"):
            if not is_end and len(text) - at < _LONGEST_START and b"\n" not in text[at:]:
                break
            begun = _START.match(text, at)
            skips = begun is None or begun.end() >= at + _LONGEST_START
            others, at = others + skips, begun.end() if begun and not skips else at
            continue
        # A record that was cut off takes the next lines for its own: these are read one by one.
        start = at if at < by_line else 0
        whole = text[at : text.index(b"\n", at)] if at < by_line else text
        try:
            brace, flag, found = _record(whole, at - start, path, keys)
        except _UnfinishedError:
            if not is_end and whole is text:
                break
            refused = len(text)
        except _RefusedError as error:
            (refused,) = error.args
        else:
            for first, last, has_escapes in found:
                rows.append(len(ends))
                starts.append(start + first)
                stops.append(start + last)
                escaped.append(has_escapes)
            at = start + brace + 1
            end = at - 1
            while text[end - 1] in b" \n\r\t":
                end -= 1
            ends.append(end)
            flags.append(flag)
            continue
        skips, others = True, others + 1
        if whole is text:
            by_line = max(by_line, text.rfind(b"\n", at, refused) + 1)
    records = ends.tobytes(), bytes(flags)
    strings = rows.tobytes(), starts.tobytes(), stops.tobytes(), bytes(escaped)
    return at, skips, others, *records, *strings


def _record(text: bytes, at: int, path: bytes, keys: Sequence[bytes]) -> Record:
    """Return the object at *at*: where its brace is, its flags, and its strings at *path*."""
    strings: list[tuple[int, int, bool]] = []
    levels = [_Level(path, True, 0)]
    flags, opened = 0, True
    at += 1
    while levels:
        level = levels[-1]
        at = _after_space(text, at)
        if text[at : at + 1] == (b"}" if level.is_object else b"]"):
            levels.pop()
            if not levels:
                break
            at, opened = at + 1, False
            if level.whole:
                start, *_ = strings[level.whole - 1]
                strings[level.whole - 1] = start, at, False
            continue
        if not opened:
            if text[at] != ord(","):
                raise _RefusedError(at)
            level.index += 1
            at = _after_space(text, at + 1)
        if level.is_object:
            key, at = _key(text, at)
            if len(levels) == 1 and key in keys:
                flags |= HAS_KEY
            left = level.path and _path_of_key(level, key, strings)
        else:
            left = level.of_item()
        opened = text[at : at + 1] in (b"{", b"[")
        is_string, start = text[at] == ord('"'), at
        if opened:
            if len(levels) == DEEPEST:
                raise _RefusedError(at)
            at += 1
        elif is_string:
            start, at = start + 1, _string_end(text, at + 1) + 1
        else:
            at = _scalar_end(text, at)
        is_found = left == b"" and (opened or is_string)
        if is_found and len(strings) == MOST_STRINGS:
            is_found, flags = False, flags | MANY
        if is_found:
            stop = at - 1 if is_string else at
            strings.append((start, stop, is_string and b"\\" in text[start:stop]))
        if opened:
            levels.append(_Level(left, text[start] == ord("{"), len(strings)))
            levels[-1].whole = len(strings) if is_found else 0
    return at, flags, strings


def _path_of_key(
    level: _Level, key: bytes | None, strings: list[tuple[int, int, bool]]
) -> bytes | None:
    """Return what of the path is left in the value of *key*; forget strings of a shorter one."""
    if key is None or level.path is None or len(key) < level.longest:
        return None
    left = _after(level.path[len(key) :]) if level.path.startswith(key) else None
    if left is not None:
        level.longest = len(key)
        del strings[level.strings :]
    return left


def _key(text: bytes, at: int) -> tuple[bytes | None, int]:
    """Return the key at *at* and where its value begins; None for a key that is too long."""
    if text[at] != ord('"'):
        raise _RefusedError(at)
    stop = _string_end(text, at + 1)
    key: bytes | None = text[at + 1 : stop]
    if b"\\" in text[at + 1 : stop]:
        key = unescape(text[at + 1 : stop])
        key = key if len(key) <= LONGEST_KEY else None
    at = _after_space(text, stop + 1)
    if text[at] != ord(":"):
        raise _RefusedError(at)
    return key, _after_space(text, at + 1)


def unescape(string: bytes) -> bytes:
    r"""Return the valid JSON *string*, without its quotation marks, with escapes replaced.

    >>> unescape(rb"\u00e9\n")
    b'\xc3\xa9\n'
    """
    import json

    def meant(escapes: bytes) -> bytes:
        text: str = json.loads(b'"%b"' % escapes)
        return text.encode("utf-8", "surrogatepass")

    try:
        string.decode()
        return meant(string)
    except UnicodeDecodeError:  # All but escapes stays as it is.
        return _ESCAPES.sub(lambda found: meant(found[0]), string)


def _after_space(text: bytes, at: int) -> int:
    """Return where the next byte is after space; raise _UnfinishedError if there is none."""
    space = _SPACE.match(text, at)
    assert space
    if space.end() == len(text):
        raise _UnfinishedError
    return space.end()


def _string_end(text: bytes, at: int) -> int:
    """Return where the string ends whose first character is at *at*."""
    found = _STRING.match(text, at)
    assert found
    stop = found.end()
    if stop == len(text) or _ESCAPE_BEGUN.match(text, stop):
        raise _UnfinishedError
    if text[stop] != ord('"'):
        raise _RefusedError(stop)
    return stop


def _scalar_end(text: bytes, at: int) -> int:
    """Return where the number or the word at *at* ends."""
    rest = text[at : at + len(b"-Infinity")]
    is_last = at + len(rest) == len(text)
    if (is_last and any(word.startswith(rest) for word in _WORDS)) or _NUMBER_BEGUN.match(text, at):
        raise _UnfinishedError
    for word in _WORDS:
        if rest.startswith(word):
            return at + len(word)
    number = _NUMBER.match(text, at)
    if number is None:
        raise _RefusedError(at)
    return number.end()


def csv_rows(data: memoryview, delimiter: bytes, column: int, has_quotes: bool) -> CSVTable:
    """Return where the text stops, the number of newlines until there, and a table of rows.

    It has the offset of each row's end (uint64), its number of cells (uint32), the offsets of the
    cell in the *column*, from 0 on (uint64 twice; of one in quotation marks, what is between them),
    and flags (uint8).  The text stops at a row with a quotation mark that is never closed; a mark
    that is not at the beginning of a cell is a character.
    """
    text = bytes(data)
    ends, cells, starts, stops, flags = array("Q"), array("I"), array("Q"), array("Q"), bytearray()
    at = lines = 0
    for row in _rows_of(text, delimiter, has_quotes):
        first, last = row[0][0], row[-1][1]
        end = first + len(text[first:last].rstrip(b"\r"))
        start, stop = row[column] if column < len(row) else (end, end)
        cell, flag = text[start : min(stop, end)], 0
        if has_quotes and cell.startswith(b'"'):
            if b'"' in cell[1:-1] or not cell.endswith(b'"') or cell == b'"':
                flag = QUOTED
            else:
                start, stop = start + 1, start + len(cell) - 1
        ends.append(end)
        cells.append(len(row))
        starts.append(min(start, end))
        stops.append(min(stop, end))
        flags.append(flag | (EMPTY if end == first else 0))
        at = last + (last < len(text))
        lines += text.count(b"\n", first, at)
    table = ends.tobytes(), cells.tobytes(), starts.tobytes(), stops.tobytes(), bytes(flags)
    return at, lines, *table


def _rows_of(text: bytes, delimiter: bytes, has_quotes: bool) -> Iterator[list[tuple[int, int]]]:
    """Yield the cells of each row, as offsets, until one with a mark that is never closed."""
    mark = re.escape(delimiter)
    plain = rb"[^\n%b]*" % mark
    cell = re.compile((rb'"(?:[^"]|"")*"(?!")%b|(?!")%b' % (plain, plain)) if has_quotes else plain)
    at = 0
    while at < len(text):
        row = []
        while found := cell.match(text, at):
            row.append(found.span())
            at = found.end() + 1
            if text[found.end() : at] in (b"", b"\n"):
                break
        else:
            return
        yield row


# Azure's public names count in decimal: vm10.x.eastus.cloudapp.azure.com.
_PUBLIC = ".cloudapp.azure.com"
_NODE = "node/"
_MOST_DIGITS = len(str(grammar.MAX_PLAUSIBLE_ID))


def split_lines(data: bytes, base36: bool, decimal: bool) -> tuple[list[bytes], bytes, bytes, int]:
    """Return the beginnings in the lines of *data*, two columns, and how many lines end in CR.

    A beginning is a computer-name prefix, or what ends in an underscore or a slash; it is empty
    for a number alone, which may have seven digits if *decimal* is true, and for six base-36
    digits if *base36* is true.  The columns (uint32) are the number of each line's beginning,
    NO_OWNER if the line must be read by itself, and the ID.
    """
    keys: dict[bytes, int] = {}
    numbers, ids, with_cr = array("I"), array("I"), 0
    lines = data.split(b"\n")
    for line in lines[: len(lines) - (not lines[-1])]:
        with_cr += line.endswith(b"\r")
        text = line.removesuffix(b"\r").decode("latin-1")
        found = _base36(text) if base36 else _host(text) or _decimal(text, decimal)
        if found is None or (not base36 and found[1] > grammar.MAX_PLAUSIBLE_ID):
            numbers.append(NO_OWNER)
            ids.append(0)
        else:
            numbers.append(keys.setdefault(found[0].encode("latin-1"), len(keys)))
            ids.append(found[1])
    return list(keys), numbers.tobytes(), ids.tobytes(), with_cr


def _base36(text: str) -> tuple[str, int] | None:
    return ("", int(text, grammar.BASE)) if grammar.is_base36(text) else None


def _host(text: str) -> tuple[str, int] | None:
    """Return the prefix and the ID of *text* if it is a host name."""
    name = text.removeprefix(_NODE)
    label, dot, domain = name.partition(".")
    plain = domain.removesuffix(".")
    if (
        dot
        and domain
        and (
            len(name) > grammar.MAX_FQDN
            or not grammar.is_domain(plain)
            or f".{plain.lower()}".endswith(_PUBLIC)
        )
    ):
        return None
    prefix, digits = label[: -grammar.WIDTH], label[-grammar.WIDTH :]
    if not (grammar.is_base36(digits) and grammar.is_prefix(prefix)):
        return None
    return prefix, int(digits, grammar.BASE)


def _decimal(text: str, alone: bool) -> tuple[str, int] | None:
    """Return what is before the decimal ID at the end of *text*, and the ID; None without one.

    An ID *alone* may have seven digits.  Ansible adds four digits to a VM's name.
    """
    at = max(text.rfind(grammar.SEPARATOR), text.rfind("/")) + 1
    key, digits = text[:at], text[at:]
    if not 0 < len(digits) <= _MOST_DIGITS or not grammar.is_decimal(digits):
        return None
    is_name = key[-1:] == grammar.SEPARATOR or key.count("/") == 1
    is_ansible = len(digits) == 4 and is_name and grammar.SEPARATOR in key[:-1]
    is_short = at > 0 or alone or len(digits) < grammar.WIDTH
    return (key, int(digits)) if is_short and not is_ansible else None
