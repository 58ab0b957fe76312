r"""What tools write around one name, and how it is taken off.

The table is closed: any other text around a name stays, and whoever reads the name says what is
wrong.  To find names in text is the scanner's.

Sources
  [k8s]   Kubernetes, "Using Node Authorization": the user system:node:{node name}; kubectl's
          {resource}/{name}; the label kubernetes.io/hostname; the API's /api/v1/nodes/{name}/proxy
  [ad]    Microsoft Learn, "Service principal names": {service}/{host}, {account}$@{REALM};
          "sAMAccountName" of computers: {host}$, and {DOMAIN}\{host}$
  [prom]  Prometheus: the label instance={host}:{port}
"""

from __future__ import annotations

from ..errors import NameFormatError, shown
from . import grammar
from .resource_id import SCHEME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# How many are taken off.
MOST = 3

# The prefix that `kubectl get nodes -o name` prints.
NODE = "node/"

_SPACES = " \t"
_PAIRS = ('""', "''", "``", "()", "[]", "{}", "<>", "\u201c\u201d", "\u2018\u2019")
_USER = "system:node:"
_NODES = (NODE, "nodes/", "/api/v1/nodes/")
_KEYS = frozenset(
    "kubernetes.io/hostname instance host hostname node nodename computer name server "
    "target".split()
)
# [ad] Classes of services that run on a host.
_SERVICES = frozenset(
    "afpserver cifs dns ftp gc host http imap ldap mssqlsvc nfs pop restrictedkrbhost rpc smtp "
    "smtpsvc ssh termsrv wsman".split()
)


def unwrap(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Return the name in *text*, and the wrappers that were taken off, the outermost first.

    Spaces around a name are taken off without a word.  Raises NameFormatError for more than three
    wrappers, and for percent-encoding that is no UTF-8.

    >>> unwrap("system:node:aks-le64i4f-29427988-vmss000028")
    ('aks-le64i4f-29427988-vmss000028', ('system:node:',))
    >>> unwrap("CONTOSO\\WEBAPI00000A$,")
    ('WEBAPI00000A', ('punctuation', 'machine account'))
    >>> unwrap("my web00000a")
    ('my web00000a', ())
    """
    taken: list[str] = []
    name = text.strip(_SPACES)
    while not _is_plain(name):
        found = next(_outermost(name), None)
        if found is None:
            break
        if len(taken) == MOST:
            raise NameFormatError(
                f"{shown(text)}: expected at most {MOST} wrappers, such as quotes or node/, "
                f"around a name"
            )
        name = found[0].strip(_SPACES)
        taken.append(found[1])
    return name, tuple(taken)


def _is_plain(text: str) -> bool:
    """Return whether no wrapper can be around *text*: most names are letters, digits, "-_."."""
    return text.replace("-", "0").replace("_", "0").replace(".", "0").isalnum()


def _outermost(text: str) -> Iterator[tuple[str, str]]:
    """Yield *text* without its outermost wrapper, and what that is, for each that fits."""
    is_path = text.startswith(("/", "https://", SCHEME)) and "/subscriptions/" in grammar.fold(text)
    for name, take_off in WRAPPERS.items():
        if is_path and name not in ("quotes or brackets", "punctuation"):
            continue
        found = take_off(text)
        if found and found != text:
            yield found, name


def _percent(text: str) -> str:
    if "%" not in text.rstrip("% "):  # The prompt of zsh ends in one.
        return ""
    from urllib.parse import unquote_to_bytes

    digits = [one[:2] for one in text.split("%")[1:]]
    try:
        if not all(grammar.is_hex(two, 2) for two in digits):
            raise ValueError
        return unquote_to_bytes(text).decode()
    except ValueError:
        raise NameFormatError(
            f"{shown(text)}: expected two hexadecimal digits after each '%', together UTF-8"
        ) from None


def _slashes(text: str) -> str:
    """As JSON may write a path."""
    if "\\/" not in text:
        return ""
    import re

    return re.sub(r"\\+/", "/", text)


def _pair(text: str) -> str:
    return text[1:-1] if text[:1] + text[-1:] in _PAIRS else ""


def _punctuation(text: str) -> str:
    name = text.rstrip(",;:")
    # A dot may end a host name.
    return name[:-1] if name[-1:] == "." and name[-2:-1] in "\"'`)]}>" else name


def _prompt(text: str) -> str:
    """[USER@HOST DIRECTORY]$, as of Red Hat, and USER@HOST:DIRECTORY$, as of Debian."""
    line = text.rstrip("$#>% ")
    if line[:1] == "[" and line[-1:] == "]":
        return line[1:-1].partition(" ")[0] if "@" in line else ""
    host, colon, directory = line.partition(":")
    at_end = line != text or directory[:1] in ("~", "/")
    return host if "@" in host and colon and at_end and not directory.isdigit() else ""


def _user(text: str) -> str:
    user, at, host = text.partition("@")
    is_user = user.replace(".", "0").replace("-", "0").replace("_", "0").isalnum()
    return host if at and is_user else ""


def _nodes(text: str) -> str:
    for start in _NODES:
        if grammar.fold(text[: len(start)]) == start:
            return text[len(start) :].partition("/")[0]
    return ""


def _label(text: str) -> str:
    key, equals, value = text.partition("=")
    return value if equals and grammar.fold(key) in _KEYS else ""


def _url(text: str) -> str:
    scheme, mark, rest = text.partition("://")
    if not mark or not scheme.isalpha() or f"{grammar.fold(scheme)}://" == SCHEME:
        return ""
    host = rest.replace("?", "/").replace("#", "/").partition("/")[0]
    return host.rpartition("@")[2]


def _share(text: str) -> str:
    return text[2:].partition("\\")[0] if text.startswith("\\\\") else ""


def _account(text: str) -> str:
    account, at, realm = text.partition("@")
    if account[-1:] != "$" or account[-2:] == "$$" or (at and not grammar.is_domain(realm)):
        return ""
    return account[:-1].rpartition("\\")[2]


def _service(text: str) -> str:
    service, slash, host = text.partition("/")
    if not slash or grammar.fold(service) not in _SERVICES:
        return ""
    return host.partition("@")[0].partition("/")[0]


def _address(text: str) -> str:
    name, mark, rest = text.partition("/")
    if mark and "." in rest and _is_address(rest):
        return name
    name, mark, rest = text.partition(":")
    return name if mark and _is_address(rest) else ""


def _is_address(text: str) -> bool:
    return bool(text) and all(c in "0123456789.:" for c in text)


def _pool(text: str) -> str:
    scale_set, _, digits = text.rpartition("/")
    if not grammar.is_decimal(digits) or not grammar.is_scale_set(scale_set):
        return ""
    if _is_address(scale_set):  # 10.0.0.0/24
        return ""
    return f"{scale_set}{grammar.SEPARATOR}{digits}"


# Each returns the text without one wrapper, or "" if it is not there.  The first that fits counts.
WRAPPERS: dict[str, Callable[[str], str]] = {
    "percent-encoding": _percent,
    "escaped slashes": _slashes,
    "quotes or brackets": _pair,
    "punctuation": _punctuation,
    "prompt": _prompt,
    "system:node:": lambda text: text[len(_USER) :] if text.startswith(_USER) else "",
    "node/": _nodes,
    "label": _label,
    "URL": _url,
    "share": _share,
    "machine account": _account,
    "service": _service,
    "user": _user,
    "port or address": _address,
    "scale set/ID": _pool,
}
