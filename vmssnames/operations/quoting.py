"""Quotes untrusted names for commands and URLs.

For a POSIX shell, use ``shlex.quote``.

Sources
  [az]  azure-cli 2.91: its parser, _expand_file_prefixed_files, AAZShortHandSyntaxParser
"""

from ..errors import shown


def json_text(value: object) -> str:
    """Return *value* as JSON, in ASCII and without spaces."""
    from json import dumps

    return dumps(value, separators=(",", ":"))


def quote_az(text: str, what: str = "a name") -> str:
    """Return *text* quoted for ``az`` in a POSIX shell; raise ValueError if az would change it.

    az takes "-x" for an option, replaces "@file" with the content of the file, also after
    the first "=" ("a=@file"), and strips single quotes from a name.

    >>> quote_az("X=@/etc/passwd", "a script")
    Traceback (most recent call last):
        ...
    ValueError: expected a script, got 'X=@/etc/passwd', which az would interpret
    """
    from shlex import quote

    return quote(check_az(text, what))


def check_az(text: str, what: str = "a name") -> str:
    """Return *text*, an argument for ``az``; raise ValueError if az would change it."""
    special = ("-", "@") if what == "a script" else ("-", "@", "'")
    if text.startswith(special) or text.partition("=")[2].startswith("@"):
        raise ValueError(f"expected {what}, got {shown(text)}, which az would interpret")
    return text


def quote_path(path: str) -> str:
    """Return *path* and its query quoted for a URL; placeholders keep their angle brackets."""
    from urllib.parse import quote

    return quote(path, safe="/()?=&<>")


def quote_powershell(text: str) -> str:
    r"""Return *text* in single quotes; PowerShell has five such characters, so all are escaped.

    >>> print(quote_powershell("it's $(reboot)"))
    'it''s $(reboot)'
    """
    return "'" + "".join(c * 2 if c in "'\u2018\u2019\u201a\u201b" else c for c in text) + "'"
