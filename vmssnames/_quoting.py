"""Texts of strangers, put into commands and URLs so that they stay what they are.

For a POSIX shell there is ``shlex.quote``.
"""


def json_text(value: object) -> str:
    """Return *value* as JSON, in ASCII and without blanks."""
    from json import dumps

    return dumps(value, separators=(",", ":"))


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
