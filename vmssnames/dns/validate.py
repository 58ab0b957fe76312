"""Check host names, domains and addresses, as strictly as name servers do.

Everything is checked before the first line is written: BIND rejects a whole zone because of one
invalid label.

Sources
  [1035]  RFC 1035, 2.3.1 and 2.3.4: labels of letters, digits and hyphens, up to 63
  [1123]  RFC 1123, 2.1: a label may begin with a digit
  [4291]  RFC 4291: kinds of IPv6 addresses
  [3927]  RFC 3927: link-local addresses, 169.254.0.0/16
  [aton]  inet_aton(3): getaddrinfo also reads numbers without dots as addresses
"""

from __future__ import annotations

import re
from itertools import repeat
from socket import AF_INET, AF_INET6, has_ipv6, inet_ntop, inet_pton

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
# First octets that only hosts have. Left out are 0 (this network), 127 (loopback), 224 and above
# (multicast and reserved), and 169, because part of it is link-local [3927].
_HOST_OCTETS = bytes(sorted({*range(1, 224)} - {127, 169}))
# IPv6 addresses that contain an IPv4 address: compatible, mapped and translated.
_EMBEDDED_IPV4 = (bytes(12), bytes(10) + b"\xff\xff", bytes(8) + b"\xff\xff\0\0")
# A table may have a million problems; an error lists the first few.
_MAX_LISTED = 5

_MAX_LABEL = 63  # [1035]

# Addresses packed in one step, few enough to stay in the CPU's cache.
_CHUNK = 4096


def check_host(name: str) -> str:
    """Return *name* in lower case, or raise NameFormatError if it is not one host-name label.

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
        # An IPv4 address has dots as well, but no domain.
        has_domain = "." in name and not name.replace(".", "").isdecimal()
        alone = ", without a domain" if has_domain else ""
        if len(label) > _MAX_LABEL and not has_domain:
            alone = f" of at most {_MAX_LABEL} characters"
        raise NameFormatError(f"expected a label of a host name{alone}, got {shown(name)}")
    return label


def check_domain(name: str) -> str:
    """Return the domain *name* in lower case, without a final dot, or raise NameFormatError.

    >>> check_domain("Internal.Example.NET.")
    'internal.example.net'
    """
    domain = name.lower().removesuffix(".") if name.isascii() else ""
    whole = 0 < len(domain) <= grammar.MAX_FQDN
    labels = domain.split(".")
    # [1123] A domain whose last label is a number would be read as an address.
    if not whole or not all(map(_LABEL.fullmatch, labels)) or _IS_NUMBER.fullmatch(labels[-1]):
        raise NameFormatError(f"expected a domain, got {shown(name)}")
    return domain


def check_address(text: str) -> str:
    """Return the host address *text* in its canonical spelling.

    Raises NameFormatError for other text, for addresses with an IPv6 zone, for unspecified,
    loopback, multicast and link-local addresses, and for IPv4 addresses written as IPv6.

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
    if len(packed) == 16 and not has_ipv6:
        from ipaddress import IPv6Address

        return str(IPv6Address(packed))
    return inet_ntop(AF_INET6 if len(packed) == 16 else AF_INET, packed)


def packed_address(text: str) -> bytes:
    """Return the four or sixteen bytes of an address, or raise OSError or ValueError."""
    if ":" not in text or has_ipv6:
        return inet_pton(AF_INET6 if ":" in text else AF_INET, text)
    # Some builds of Python have no IPv6, such as that for WebAssembly.
    from ipaddress import IPv6Address

    if "%" in text:
        raise ValueError("an address with a zone")
    return IPv6Address(text).packed


def _is_of_a_host(packed: bytes) -> bool:
    if len(packed) == 4:
        return packed[0] in _HOST_OCTETS or (packed[0] == 169 and packed[1] != 254)
    # [4291] Multicast, link-local and site-local. The prefixes of embedded IPv4 addresses also
    # cover the unspecified and the loopback address.
    odd = packed[:1] == b"\xff" or (packed[:1] == b"\xfe" and packed[1:2] >= b"\x80")
    return len(packed) == 16 and not odd and packed[:12] not in _EMBEDDED_IPV4


def plain_texts(texts: Iterable[str]) -> list[str]:
    """Return *texts* as a list whose items are exactly str, or raise TypeError.

    Subclasses of str become str, so that their methods cannot change what is written later.
    """
    if isinstance(texts, str):
        raise TypeError("expected a column of names, or of addresses, got a str")
    found = list(texts)
    kinds = set(map(type, found)) - {str}
    for kind in kinds:
        if not issubclass(kind, str):
            raise TypeError(f"expected names and addresses to be str, got {shown_kind(kind)}")
    return [str.__str__(text) for text in found] if kinds else found


def check_hosts(names: list[str]) -> list[str]:
    """Return *names* as host-name labels, or raise one NameFormatError for all invalid ones."""
    text = "\n".join(names)
    lower = text.lower()
    # All rules of check_host, applied to all names at once. Only if one of them fails are names
    # checked one by one. isascii() comes first because the Kelvin sign lowercases to "k".
    if text.isascii() and _are_labels(f"\n{lower}\n".encode(), len(names)):
        labels = names if lower == text else lower.split("\n")
        if max(map(len, labels)) <= grammar.MAX_LABEL:
            return labels
    return _check_each(names, check_host)


def _are_labels(lines: bytes, count: int) -> bool:
    odd = b"\n\n", b"\n-", b"-\n", b"\nxn--", b"\nlocalhost\n"
    return (
        not lines.translate(None, _LETTERS)
        and lines.count(b"\n") == count + 1
        and not any(one in lines for one in odd)
        and not _ANY_NUMBER.search(lines)
    )


def check_addresses(texts: list[str]) -> tuple[list[str], bytes | None]:
    """Return *texts* in canonical spelling, and all of them packed if all are IPv4.

    Raises one NameFormatError for all invalid ones.
    """
    # Where inet_pton is strict, an IPv4 address has exactly one spelling.
    packed = packed_ipv4(texts) if _IS_STRICT else None
    if packed is not None and not packed[::4].translate(None, _HOST_OCTETS):
        return texts, packed
    ipv4 = [text for text in texts if ":" not in text]
    if not ipv4 or len(ipv4) == len(texts):
        checked = _check_each(texts, check_address)
        return checked, packed_ipv4(checked)
    # The rest is usually all IPv4, which has a faster check.
    four = iter(check_addresses(ipv4)[0])
    six = iter(_check_each([text for text in texts if ":" in text], check_address))
    return [next(six if ":" in text else four) for text in texts], None


def packed_ipv4(texts: Sequence[str]) -> bytes | None:
    """Return four bytes for each of *texts*, or None if one of them is not an IPv4 address."""
    found = bytearray()
    try:
        for start in range(0, len(texts), _CHUNK):
            found += b"".join(map(inet_pton, repeat(AF_INET), texts[start : start + _CHUNK]))
    except (OSError, ValueError):
        return None
    return bytes(found)


def _is_strict() -> bool:
    try:
        return not inet_pton(AF_INET, "010.0.0.4")
    except OSError:
        return True


_IS_STRICT = _is_strict()


def _check_each(texts: Sequence[str], check: Callable[[str], str]) -> list[str]:
    """Return *check* of each text, or raise one NameFormatError for all that it rejects."""
    found, problems = [], []
    for text in texts:
        try:
            found.append(check(text))
        except NameFormatError as error:
            problems.append(str(error))
    raise_problems(problems)
    return found


def raise_problems(problems: Sequence[str]) -> None:
    """Raise NameFormatError with the first few of *problems*, if there are any."""
    if problems:
        more = f"; and {len(problems) - _MAX_LISTED} more" if len(problems) > _MAX_LISTED else ""
        raise NameFormatError("; ".join(problems[:_MAX_LISTED]) + more)
