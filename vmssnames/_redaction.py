"""Messages without what gives access, or says where and who: for what is shown and exported.

Scripts write all kinds of things into the statuses of extensions, and Azure itself signs
the URIs of boot diagnostics.
"""

from __future__ import annotations

import re

HIDDEN = "[redacted]"

# What a URL may end at, in prose and in JSON.
_URL = r"""[^\s"'<>\\]"""

_GROUPS = "[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}"

# All repeated that could begin anywhere is bounded: a message may be made to take long.
_SECRETS = re.compile(
    # A URL with a query, which may be a signature; or with a user's password.
    rf"(?P<url>\b[a-z][a-z0-9+.-]{{1,15}}://[^\s\"'<>\\?]{{0,2048}})\?{_URL}*"
    rf"|(?P<scheme>\b[a-z][a-z0-9+.-]{{1,15}}://)[^\s\"'<>\\/@:]{{1,256}}:[^\s\"'<>\\/@]{{1,256}}@"
    # A signature, a key or a password by its name.
    r"|(?P<name>(?:\b|_)(?:sig|signature|accountkey|sharedaccesskey|sharedaccesssignature|password|"
    r"passwd|pwd|secret|client_?secret|token|access_?token|api_?key|apikey)"
    r"""["']?\s?[=:]\s?["']?)[^\s"'&;,<>\\]+"""
    r"|(?P<bearer>\bbearer\s+)[a-z0-9._~+/=-]{8,}"
    # Mail addresses.
    r"|[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}"
    # IPv4 addresses, no versions; IPv6 ones, no times of day.
    r"|(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]\d)(?!\w)"
    rf"|(?<![\w:])(?:{_GROUPS})?::(?:{_GROUPS})?(?<=[0-9a-f])(?![\w:])"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])",
    re.IGNORECASE,
)


def redacted(text: str) -> str:
    """Return *text* without signatures, keys, passwords, mail and network addresses.

    >>> redacted("see https://x.blob.core.windows.net/a/log.txt?sv=2020&sig=abc%3D, ok")
    'see https://x.blob.core.windows.net/a/log.txt?[redacted] ok'
    >>> redacted("user='me@example.com' at 10.0.0.4, 14:08:36")
    "user='[redacted]' at [redacted], 14:08:36"
    """
    return _SECRETS.sub(_hidden, text)


def _hidden(match: re.Match[str]) -> str:
    if match["url"]:
        return f"{redacted(match['url']) if '@' in match['url'] else match['url']}?{HIDDEN}"
    return (
        (match["scheme"] or match["name"] or match["bearer"] or "")
        + HIDDEN
        + ("@" if match["scheme"] else "")
    )
