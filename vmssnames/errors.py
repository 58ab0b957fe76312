"""The ways a name can be wrong or unknown, and how a message shows what came from outside.

Every message says what was expected and names the thing that was not it.  The
thing comes from strangers: it is escaped, so that no terminal obeys it, and
cut, so that no log drowns in it.
"""

SHOWN = 64


class NameFormatError(ValueError):
    """A text that is not in the form expected of it.

    >>> from vmssnames import parse_base36
    >>> parse_base36("2D")
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: expected six base-36 digits, got '2D'
    """


class InstanceIDRangeError(ValueError):
    """An instance ID that six base-36 digits cannot hold.

    >>> from vmssnames import format_base36
    >>> format_base36(36**6)
    Traceback (most recent call last):
        ...
    vmssnames.errors.InstanceIDRangeError: instance ID 2176782336 is outside 0..2176782335
    """


class UnknownScaleSetError(LookupError):
    """A name of no scale set in the fleet, or of none that numbers its instances.

    >>> from vmssnames import Fleet
    >>> Fleet(["web"]).resolve("wep00002D")
    Traceback (most recent call last):
        ...
    vmssnames.errors.UnknownScaleSetError: ...has the prefix 'wep'; the nearest is 'web'
    """

    # What a fleet has not: a "prefix" or a "name", and which.
    _missing: "tuple[str, str] | None" = None


class AmbiguousNameError(LookupError):
    """A name that instances of two scale sets have, or may have.

    >>> from vmssnames import Fleet
    >>> Fleet([("web", "vm"), ("api", "vm")]).resolve("vm00002D")
    Traceback (most recent call last):
        ...
    vmssnames.errors.AmbiguousNameError: 'vm00002D': both 'api' and 'web' have the prefix 'vm'
    """


class InventoryFormatError(ValueError):
    """What Azure said, and no inventory of instances: says what it is, and how to ask for one.

    >>> from vmssnames import load_instances
    >>> load_instances('{"error": {"code": "AuthorizationFailed", "message": "..."}}')
    Traceback (most recent call last):
        ...
    vmssnames.errors.InventoryFormatError: expected instances, got an error of Azure's: \
AuthorizationFailed: ...
    """


def shown(text: str, longest: int = SHOWN) -> str:
    r"""Return *text* as a message may show it: in quotes, in ASCII, cut at 64 characters.

    >>> print(shown("web\x1b[2J"), shown("0" * 70))
    'web\x1b[2J' '0000000000000000000000000000000000000000000000000000000000000000'...
    """
    return ascii(text) if len(text) <= longest else ascii(text[:longest]) + "..."


def escaped(text: str) -> str:
    r"""Return *text* without what a terminal would obey, and on one line.

    >>> print(escaped("a\nb"))
    a\nb
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def shown_int(value: int) -> str:
    """Return *value* in decimal, or its size where the digits would be a page.

    Python itself refuses to print integers of more than 4300 digits, with an
    error of another kind.

    >>> shown_int(-1), shown_int(10**5000)
    ('-1', 'of 16610 bits')
    """
    return str(value) if value.bit_length() <= 64 else f"of {value.bit_length()} bits"


def shown_kind(kind: type) -> str:
    """Return the name of *kind* as a message may show it, as cut and escaped as any other.

    >>> shown_kind(int)
    'int'
    """
    # By the descriptor, as a metaclass may have a __name__ of its own.
    return shown(type.__dict__["__name__"].__get__(kind))[1:].rstrip(".")[:-1]
