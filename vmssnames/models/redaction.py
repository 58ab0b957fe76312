"""Removes secrets and addresses from messages that are shown or exported.

Scripts write all kinds of things into the statuses of extensions, and Azure itself signs
the URIs of boot diagnostics.  Redaction prefers to hide too much.  A secret without any
typical form is not recognized.
"""

from __future__ import annotations

import re
from functools import cache

HIDDEN = "[redacted]"

# Words that name a secret, at the end of a word; then the separators between a name and its
# value, also in JSON within a JSON string.
_NAMES = (
    "pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|sig|signature|"
    "(?:api|access|account|shared|storage|primary|secondary|secret|private|encryption|sas)_?-?"
    "(?:account)?_?-?(?:access)?_?-?(?:key|signature)|connection_?-?string"
)
_GAP = r"""[\\"']{0,4}\s{0,16}(?:=>|%3d|[=:])\s{0,16}"""
_VALUE = (
    r"(?:\\?\"(?:\\.|[^\"\\])*\\?\"?|\\?'(?:\\.|[^'\\])*\\?'?"
    r"|\([^)]*\)?|\{[^}]*\}?|\[[^\]]*\]?|\S+)"
)
_URL = r"[^\s\"'<>\\]"


@cache
def _secrets() -> re.Pattern[str]:
    # Compiled on first use: it takes longer than importing all of this package.  All repetitions
    # are bounded, since a message may be written to take long.
    return re.compile(
        # A URL with a query, which may be a signature; or with a user's password.
        rf"(?P<url>\b[a-z][a-z0-9+.-]{{1,15}}://[^\s\"'<>\\?]{{0,2048}})\?{_URL}*"
        rf"|(?P<scheme>\b[a-z][a-z0-9+.-]{{1,15}}://)[^\s\"'<>\\/:]{{0,256}}:[^\s\"'<>\\/]{{1,256}}@"
        r"|-----BEGIN [A-Z ]{1,40}-----.*?(?:-----END [A-Z ]{1,40}-----|\Z)"
        # A value after its name: in quotes or brackets, or to the next space.
        rf"|(?P<name>(?<![a-z])[a-z0-9_-]{{0,32}}?(?:{_NAMES}){_GAP}){_VALUE}"
        rf"|(?P<option>--?[a-z-]{{0,32}}(?:{_NAMES})\s{{1,16}}){_VALUE}"
        rf"|(?P<of>(?:{_NAMES})[\"']?\s{{1,16}}value\s{{0,16}}=\s{{0,16}}){_VALUE}"
        rf"|(?P<tag><[a-z0-9_:-]{{0,32}}(?:{_NAMES})>)(?:<!\[CDATA\[.*?(?:\]\]>|\Z)|[^<]*)"
        r"|(?P<user>\s-u\s{1,16})\S+:\S+"
        r"|(?P<header>\bauthorization[\"']?\s{0,16}[:=]\s{0,16}(?:(?:bearer|basic)\s{1,4})?)\S+"
        # Long strings without words: keys, certificates.
        r"|[a-z0-9+/=]{60,}"
        r"|(?P<bearer>\b(?:bearer|basic):?\s{1,4})[a-z0-9._~+/=-]{8,}"
        r"|\beyJ[a-z0-9_-]{8,}(?:\.[a-z0-9_-]+){1,2}"
        # Mail addresses.
        r"|[^\s@<>\"'()\[\],;:=]{1,64}@[^\s@<>\"'()\[\],;:=]{1,253}"
        # IPv4, and what may be IPv6.
        r"|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)"
        r"|(?P<groups>[0-9a-f:]{1,33}:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]{2,39})",
        re.IGNORECASE | re.DOTALL,
    )


def redacted(text: str) -> str:
    """Return *text* without signatures, keys, passwords, mail and network addresses.

    >>> redacted("see https://x.blob.core.windows.net/a/log.txt?sv=2020&sig=abc%3D, ok")
    'see https://x.blob.core.windows.net/a/log.txt?[redacted] ok'
    >>> redacted("user='me@example.com' at 10.0.0.4, 14:08:36")
    "user='[redacted]' at [redacted], 14:08:36"
    """
    return _secrets().sub(_hidden, text)


def _hidden(match: re.Match[str]) -> str:
    if match["groups"]:
        return _without_ipv6(match["groups"])
    if match["url"]:
        return f"{redacted(match['url']) if '@' in match['url'] else match['url']}?{HIDDEN}"
    if match["scheme"]:
        return f"{match['scheme']}{HIDDEN}@"
    kept = ("name", "option", "of", "tag", "user", "header", "bearer")
    return next((match[one] for one in kept if match[one]), "") + HIDDEN


def _without_ipv6(groups: str) -> str:
    """Return *groups* of digits and colons, hidden if they are an address, not a time."""
    from ipaddress import IPv6Address

    if groups.count(":") < 2 or not any(c.isdigit() for c in groups):
        return groups
    for cut in (groups, groups.strip(":"), groups.lstrip(":"), groups.rstrip(":")):
        try:
            IPv6Address(cut)
        except ValueError:
            continue
        return groups.replace(cut, HIDDEN)
    return groups
