r"""Where a name may begin and end in text: bytes and tables only.

The scanner finds the host web00000A in "/web00000A" and in "web00000A.x.net", but not in
"xweb00000A" or "web00000A-x".  It finds the VM web_85 in "web_85_x", as Ansible writes it.

Text is often written with escapes: a newline as "\n", a quotation mark as "%22", a colour as
"\x1b[31m".  A name may begin after one, though a letter or a digit precedes it.  "\nweb00000A" may
also be the file nweb00000A in a Windows path: a name that begins first goes before one inside it.

The kernels apply these tables: python_scan.py in Python, csrc/scan.h in C.
"""

from __future__ import annotations

# Which kinds of bytes may precede a name, and follow one.  "other" is every byte of no
# other kind, and the beginning and the end of the text.
BEFORE = {"letter": False, "digit": False, "hyphen": False, "underscore": False, "other": True}
AFTER = {"letter": False, "digit": False, "hyphen": False, "underscore": True, "other": True}

# The same for names in longer words: node-debugger-aks-user-25795745-vmss000001-6wndx.
BEFORE_EMBEDDED = BEFORE | {"hyphen": True, "underscore": True}
AFTER_EMBEDDED = AFTER | {"hyphen": True}


def kind_at(text: bytes, index: int) -> str:
    """Return the kind of the byte at *index*, as the tables call it."""
    byte = text[index : index + 1] if index >= 0 else b""
    if byte.isalpha():  # For bytes: ASCII letters only.
        return "letter"
    if byte.isdigit():
        return "digit"
    return {b"-": "hyphen", b"_": "underscore"}.get(byte, "other")


def may_begin(text: bytes, index: int, is_vm_name: bool, embedded: bool) -> bool:
    """Return whether a name may begin at *index*.

    One underscore may precede a VM name: Azure Monitor's role instances and Service
    Fabric's nodes have it.
    """
    kind = kind_at(text, index - 1)
    if (BEFORE_EMBEDDED if embedded else BEFORE)[kind]:
        return True
    if is_vm_name and kind == "underscore":
        return may_begin(text, index - 1, False, False)
    return kind in ("letter", "digit") and ends_escape(text, index)


# What one character after a backslash writes: \b \f \n \r \t \v \0.
LETTERS = b"bfnrtv0"
# Hexadecimal digits after a mark: %22, \x1b, \u003c.  %2522 is %22, encoded once more.
HEX_ESCAPES = {b"%": 2, b"%25": 2, b"%2525": 2, b"%252525": 2, b"\\x": 2, b"\\u": 4}
# What separates the segments of a resource ID: JSON may write "\/", an address "%2F".
PATH_SEPARATOR = rb"(?:\\{0,8}/|%(?:25){0,3}2[Ff])"
# Octal digits after a mark: \033, and #033 as rsyslog writes it.
OCTAL_ESCAPES = {b"\\": 3, b"#": 3}
# The escape character, raw and as it is written.
ESCAPES = (b"\x1b", b"\\x1b", b"\\u001b", b"\\033", b"#033", b"\\e", b"^[")
# Its longest parameters, as in ESC [ 38;2;255;128;0 m.
PARAMETERS, MOST_PARAMETERS = b"0123456789;:?", 24


def ends_escape(text: bytes, index: int) -> bool:
    r"""Return whether an escape ends before *index*, in a letter or a digit.

    >>> ends_escape(rb"a\\nweb", 4), ends_escape(b"%22web", 3), ends_escape(b"\x1b[31mweb", 5)
    (True, True, True)
    >>> ends_escape(b"annweb", 3)
    False
    """
    if text[max(0, index - 2) : index - 1] == b"\\" and text[index - 1] in LETTERS:
        return True
    for marks, digits in ((HEX_ESCAPES, _HEX), (OCTAL_ESCAPES, _OCTAL)):
        for mark, count in marks.items():
            start = index - count - len(mark)
            number = text[index - count : index] if start >= 0 else b""
            if number and text.startswith(mark, start) and not number.strip(digits):
                return True
    return _ends_sequence(text, index)


def lengths_in_escape(key: bytes) -> set[int]:
    r"""Return how many of the first characters of *key* an escape may write: those of web in \web.

    >>> lengths_in_escape(b"nweb"), lengths_in_escape(b"22web"), lengths_in_escape(b"-web")
    ({1}, {1, 2, 3}, set())
    """
    if not key[:1].isalnum():
        return set()
    parameters = len(key) - len(key.lstrip(b"0123456789"))
    found = {1, parameters + 1} if key[parameters : parameters + 1].isalpha() else {1}
    for written, count in HEX_ESCAPES.items():
        mark = written[1:]
        number = key[len(mark) : len(mark) + count]
        if key.startswith(mark) and len(number) == count and not number.strip(_HEX):
            found.add(len(mark) + count)
    if len(key) >= 3 and not key[:3].strip(_OCTAL):
        found.add(3)
    return found


_HEX, _OCTAL = b"0123456789abcdefABCDEF", b"01234567"


def _ends_sequence(text: bytes, index: int) -> bool:
    """Return whether an ANSI sequence ends before *index*: ESC [ 31 m, or ESC ( B."""
    if not text[index - 1 : index].isalpha() and text[index - 2 : index - 1] != b"(":
        return False
    at = index - 1
    while index - at <= MOST_PARAMETERS and at > 0 and text[at - 1] in PARAMETERS:
        at -= 1
    mark = text[at - 1 : at] if at > 0 else b""
    is_sequence = mark == b"[" or (mark == b"(" and at == index - 1)
    return is_sequence and text[max(0, at - 7) : at - 1].lower().endswith(ESCAPES)


def is_version(text: bytes, digits: int, end: int) -> bool:
    """Return whether the number at *digits*, which ends at *end*, is of a version or a date.

    nomad_1.7.3 and backup_20260131.tar are no VMs; web_10.contoso.com is one, with a domain.

    >>> is_version(b"nomad_1.7.3", 6, 7), is_version(b"web_10.contoso.com", 4, 6)
    (True, False)
    """
    if text[end : end + 1] != b".":
        return False
    number = text[digits:end]
    is_date = (
        len(number) == 8
        and number[:2] in (b"19", b"20")
        and b"01" <= number[4:6] <= b"12"
        and b"01" <= number[6:] <= b"31"
    )
    return is_date or text[end + 1 : end + 2].isdigit()


def may_end(text: bytes, index: int, embedded: bool) -> bool:
    """Return whether a name may end before *index*."""
    return (AFTER_EMBEDDED if embedded else AFTER)[kind_at(text, index)]
