"""Texts of strangers, put into commands and URLs so that they stay what they are.

For a POSIX shell there is ``shlex.quote``.

Sources
  [az]  azure-cli 2.91: its parser, _expand_file_prefixed_files, AAZShortHandSyntaxParser
"""

from ..errors import shown


def json_text(value: object) -> str:
    """Return *value* as JSON, in ASCII and without blanks."""
    from json import dumps

    return dumps(value, separators=(",", ":"))


def quote_az(text: str, what: str = "a name") -> str:
    """Return *text* for ``az`` in a POSIX shell, unless az makes something else of it.

    It takes "-x" for an option, and puts the contents of a file in the place of "@file"
    and, behind the first "=", in "a=@file"; a name in single quotes loses them.

    >>> quote_az("X=@/etc/passwd", "a script")
    Traceback (most recent call last):
        ...
    ValueError: expected a script, got 'X=@/etc/passwd', which az reads as something else
    """
    from shlex import quote

    special = ("-", "@") if what == "a script" else ("-", "@", "'")
    if text.startswith(special) or text.partition("=")[2].startswith("@"):
        raise ValueError(f"expected {what}, got {shown(text)}, which az reads as something else")
    return quote(text)


def quote_path(path: str) -> str:
    """Return *path* and its query as a URL has them, placeholders in angle brackets as they are."""
    from urllib.parse import quote

    return quote(path, safe="/()?=&<>")


def quote_powershell(text: str) -> str:
    r"""Return *text* in single quotes; PowerShell has five characters for them, and takes any.

    >>> print(quote_powershell("it's $(reboot)"))
    'it''s $(reboot)'
    """
    return "'" + "".join(c * 2 if c in "'\u2018\u2019\u201a\u201b" else c for c in text) + "'"
