"""What a name server takes for a host, a domain and an address, and nothing else.

What it would refuse, or take for something else, is refused here, before a line is
written: for one bad label BIND loads nothing of a zone.

Sources
  [1035]  RFC 1035, 2.3.1 and 2.3.4: labels of letters, digits and hyphens, up to 63
  [1123]  RFC 1123, 2.1: a label may begin with a digit
  [4291]  RFC 4291: kinds of IPv6 addresses; [3927] RFC 3927: 169.254.0.0/16
  [aton]  inet_aton(3): what getaddrinfo takes for an address, though it has no dots
"""

from __future__ import annotations

import re
from itertools import repeat
from socket import AF_INET, AF_INET6, inet_ntop, inet_pton

from ..errors import NameFormatError, shown, shown_kind
from ..names import grammar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
# [aton] "123" is 0.0.0.123, and "0x10" is 0.0.0.16.
_NUMBER = r"(?:[0-9]+|0x[0-9a-f]*)"
_IS_NUMBER = re.compile(_NUMBER, re.ASCII)
_ANY_NUMBER = re.compile(rb"\n%b\n" % _NUMBER.encode())
_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789-\n"
# First octets of hosts: not this network, the host itself, multicast, what is reserved; and
# 169, of which some are [3927].
_USUAL = bytes(sorted({*range(1, 224)} - {127, 169}))
# IPv4 in disguise: compatible, mapped and translated.
_DISGUISES = (bytes(12), bytes(10) + b"\xff\xff", bytes(8) + b"\xff\xff\0\0")
# Of the problems of a table, which may be a million.
_TOLD = 5

# Addresses that are packed together: while they are in the cache.
_SOME = 4096


def check_host(name: str) -> str:
    """Return *name* in lower case if it is one label of a host name; NameFormatError.

    >>> check_host("SHOPWEB00002D")
    'shopweb00002d'
    >>> check_host("shop-web_85")
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: expected a label of a host name, got 'shop-web_85'
    """
    label = name.lower() if name.isascii() else ""
    odd = label == "localhost" or label.startswith("xn--") or _IS_NUMBER.fullmatch(label)
    if not _LABEL.fullmatch(label) or odd:
        # An address is no domain.
        has_domain = "." in name and not name.replace(".", "").isdecimal()
        alone = ", without a domain" if has_domain else ""
        raise NameFormatError(f"expected a label of a host name{alone}, got {shown(name)}")
    return label


def check_domain(name: str) -> str:
    """Return *name*, a domain, in lower case and without the dot at its end; NameFormatError.

    >>> check_domain("Internal.Example.NET.")
    'internal.example.net'
    """
    domain = name.lower().removesuffix(".") if name.isascii() else ""
    whole = 0 < len(domain) <= grammar.MAX_FQDN
    labels = domain.split(".")
    # [1123] The last one is no number, or it would be an address.
    if not whole or not all(map(_LABEL.fullmatch, labels)) or _IS_NUMBER.fullmatch(labels[-1]):
        raise NameFormatError(f"expected a domain, got {shown(name)}")
    return domain


def check_address(text: str) -> str:
    """Return *text*, the address of a host, as it is written: one spelling for each.

    NameFormatError for what is none: with a zone, of no host, of many, IPv4 in disguise.

    >>> check_address("FD00:0:0::4")
    'fd00::4'
    >>> check_address("::ffff:10.0.0.4")
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: expected the address of a host, got '::ffff:10.0.0.4'
    """
    try:
        packed = packed_address(text)
    except (OSError, ValueError):
        packed = b""
    if not _is_of_a_host(packed):
        raise NameFormatError(f"expected the address of a host, got {shown(text)}")
    return inet_ntop(AF_INET6 if len(packed) == 16 else AF_INET, packed)


def packed_address(text: str) -> bytes:
    """Return the four or sixteen bytes of an address; OSError, ValueError."""
    return inet_pton(AF_INET6 if ":" in text else AF_INET, text)


def _is_of_a_host(packed: bytes) -> bool:
    if len(packed) == 4:
        return packed[0] in _USUAL or (packed[0] == 169 and packed[1] != 254)
    # [4291] Multicast; of one link or site; IPv4 in disguise, unspecified and loopback too.
    odd = packed[:1] == b"\xff" or (packed[:1] == b"\xfe" and packed[1:2] >= b"\x80")
    return len(packed) == 16 and not odd and packed[:12] not in _DISGUISES


def plain_texts(texts: Iterable[str]) -> list[str]:
    """Return *texts* as a list of str, and of nothing that says it is one; TypeError."""
    if isinstance(texts, str):
        raise TypeError("expected a column of names, or of addresses, got a str")
    found = list(texts)
    kinds = set(map(type, found)) - {str}
    for kind in kinds:
        if not issubclass(kind, str):
            raise TypeError(f"expected names and addresses to be str, got {shown_kind(kind)}")
    return [str.__str__(text) for text in found] if kinds else found


def check_hosts(names: list[str]) -> list[str]:
    """Return *names* as labels, a million at once; NameFormatError with those that are none."""
    text = "\n".join(names)
    lower = text.lower()
    # All of check_host, over all names: what is wrong anywhere is then looked for.
    # (Lower case of the Kelvin sign is a k.)
    if text.isascii() and _are_labels(f"\n{lower}\n".encode(), len(names)):
        labels = names if lower == text else lower.split("\n")
        if max(map(len, labels)) <= grammar.MAX_LABEL:
            return labels
    return _each(names, check_host)


def _are_labels(lines: bytes, count: int) -> bool:
    odd = b"\n\n", b"\n-", b"-\n", b"\nxn--", b"\nlocalhost\n"
    return (
        not lines.translate(None, _LETTERS)
        and lines.count(b"\n") == count + 1
        and not any(one in lines for one in odd)
        and not _ANY_NUMBER.search(lines)
    )


def check_addresses(texts: list[str]) -> tuple[list[str], bytes | None]:
    """Return *texts*, each in its one spelling, and packed if all are IPv4; NameFormatError."""
    # IPv4 has one spelling, where nothing else is read.
    packed = packed_ipv4(texts) if _IS_STRICT else None
    if packed is not None and not packed[::4].translate(None, _USUAL):
        return texts, packed
    found = list(texts)
    four = [at for at, text in enumerate(texts) if ":" not in text]
    if len(four) < len(texts):
        # What is left is mostly IPv4, too.
        rest, _ = check_addresses([texts[at] for at in four]) if four else ([], None)
        six = _each([text for text in texts if ":" in text], check_address)
        for at, text in zip(four, rest, strict=True):
            found[at] = text
        for at, text in zip((at for at, text in enumerate(texts) if ":" in text), six, strict=True):
            found[at] = text
        return found, None
    found = _each(texts, check_address)
    return found, packed_ipv4(found)


def packed_ipv4(texts: Sequence[str]) -> bytes | None:
    """Return four bytes for each of *texts*; None if one of them is no IPv4 address."""
    found = bytearray()
    try:
        for start in range(0, len(texts), _SOME):
            found += b"".join(map(inet_pton, repeat(AF_INET), texts[start : start + _SOME]))
    except (OSError, ValueError):
        return None
    return bytes(found)


def _is_strict() -> bool:
    try:
        return not inet_pton(AF_INET, "010.0.0.4")
    except OSError:
        return True


_IS_STRICT = _is_strict()


def _each(texts: Sequence[str], check: Callable[[str], str]) -> list[str]:
    """Return what *check* makes of each of *texts*; NameFormatError with all that it refuses."""
    found, problems = [], []
    for text in texts:
        try:
            found.append(check(text))
        except NameFormatError as error:
            problems.append(str(error))
    refuse(problems)
    return found


def refuse(problems: Sequence[str]) -> None:
    """Raise NameFormatError for *problems*, the first few of them told, if there are any."""
    if problems:
        more = f"; and {len(problems) - _TOLD} more" if len(problems) > _TOLD else ""
        raise NameFormatError("; ".join(problems[:_TOLD]) + more)
