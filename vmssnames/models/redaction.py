"""Removes secrets and addresses from messages that are shown or exported.

Scripts write all kinds of things into the statuses of extensions, and Azure itself signs
the URIs of boot diagnostics.  secrets.py has the forms of secrets; this module applies them, and
leaves what is certainly none: a code, a resource ID, a version, a digest, a word.  A secret without
any typical form is not recognized.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .secrets import (
    ADDRESS,
    BLOCKS,
    COMMANDS,
    HEADERS,
    LONG,
    MAIL,
    NAMED,
    OPTION,
    PROSE,
    TOKENS,
    URL,
    WEAK,
    are_words,
    is_other,
    is_placeholder,
    is_random,
    is_secret_key,
    is_version,
)

HIDDEN = "[redacted]"

# systemd's units and digests of images look like mail addresses.
_NOT_MAIL = re.compile(
    r"@(?:sha(?:256|384|512)$|.*\.(?:service|socket|mount|timer|target|slice|scope|device|path)$)"
    r"|^(?:systemd-|buildd@)",
    re.IGNORECASE,
)
# The parameters of a query that grant access.
_GRANTS = re.compile(
    r"(?:^|[&;?])[^=&]{0,40}?(?:sig|signature|code|token|key|pass|pwd|password|secret|auth|"
    r"session|credential|jwt|ticket|state|assertion)[a-z_-]{0,12}=(?!\d{1,4}(?:&|$))",
    re.IGNORECASE,
)


_LONGEST_HARMLESS = 200


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Compiled on first use: it takes longer than importing all of this package.
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


@lru_cache(maxsize=1024)
def redacted(text: str) -> str:
    """Return *text* without signatures, keys, passwords, mail and network addresses.

    >>> redacted("see https://x.blob.core.windows.net/a/log.txt?sv=2020&sig=abc%3D, ok")
    'see https://x.blob.core.windows.net/a/log.txt?[redacted] ok'
    >>> redacted("user='me@example.com' at 10.0.0.4, 14:08:36")
    "user='[redacted]' at [redacted], 14:08:36"
    """
    for pattern in BLOCKS:
        text = _compiled(pattern).sub(rf"\g<kept>{HIDDEN}", text)
    if "://" in text:
        text = _compiled(URL).sub(_url, text)
    for pattern in HEADERS:
        text = _compiled(pattern).sub(_kept_and_hidden, text)
    text = _compiled(NAMED).sub(_named, text)
    text = _compiled(WEAK).sub(_weakly_named, text)
    text = _compiled(OPTION).sub(_named, text)
    for marks, pattern in COMMANDS:
        if any(mark in text for mark in marks):
            text = _compiled(pattern).sub(_kept_and_hidden, text)
    text = _compiled(PROSE).sub(_prose, text)
    text = _compiled(TOKENS).sub(HIDDEN, text)
    text = _compiled(LONG).sub(_long, text)
    if "@" in text:
        text = _compiled(MAIL).sub(_mail, text)
    return _compiled(ADDRESS).sub(_address, text)


def _kept_and_hidden(match: re.Match[str]) -> str:
    """Hide what follows the text to keep, unless a sentence goes on there."""
    kept = match["kept"] or ""
    return match[0] if is_placeholder(match[0][len(kept) :]) else f"{kept}{HIDDEN}"


def _url(match: re.Match[str]) -> str:
    """Hide the user's password in a URL, the path of a webhook, and a query that grants access."""
    scheme, rest = match["scheme"], match["rest"]
    before, question, query = rest.partition("?")
    host, slash, path = before.partition("/")
    if "@" in host and ":" in host.rpartition("@")[0]:
        host = f"{HIDDEN}@{host.rpartition('@')[2]}"
    elif "@" in host:
        user = host.rpartition("@")[0]
        host = f"{HIDDEN}@{host.rpartition('@')[2]}" if is_random(user, 16) else host
    if host.lower().startswith(("hooks.slack.", "discord")) or ".webhook.office.com" in host:
        path = HIDDEN if path else ""
    if question and (_GRANTS.search(query) or any(map(_is_grant, query.split("&")))):
        query = HIDDEN
    return f"{scheme}{host}{slash}{path}{question}{query}"


def _is_grant(parameter: str) -> bool:
    _, equals, value = parameter.partition("=")
    return not equals or len(value) > _LONGEST_HARMLESS or is_random(value, 24)


def _named(match: re.Match[str]) -> str:
    """Hide the value after the name of a secret, unless it is a placeholder or an error's word."""
    before = match.string[max(0, match.start() - 9) : match.start()]
    if is_placeholder(match["value"]) or before.lower() == "publickey":
        return match[0]
    if is_other(match["kept"], match["value"]):
        return match[0]
    return f"{match['kept']}{HIDDEN}"


def _weakly_named(match: re.Match[str]) -> str:
    return f"{match['kept']}{HIDDEN}" if is_secret_key(match["value"]) else match[0]


def _prose(match: re.Match[str]) -> str:
    value = match["value"]
    return f"{match['kept']}{HIDDEN}" if is_random(value.strip("'\".,;()"), 8) else match[0]


def _long(match: re.Match[str]) -> str:
    return match[0] if are_words(match[0]) else HIDDEN


def _mail(match: re.Match[str]) -> str:
    return match[0] if _NOT_MAIL.search(match[0]) else HIDDEN


def _address(match: re.Match[str]) -> str:
    if match["groups"]:
        return _without_ipv6(match["groups"])
    before = match.string[max(0, match.start() - 40) : match.start()]
    return match[0] if is_version(before) else HIDDEN


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
