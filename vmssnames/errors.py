"""The errors that vmssnames raises, and how a message shows text from outside.

Every message says what was expected and names the thing that is wrong.  That thing is
untrusted: it is escaped, so that no terminal interprets it, and truncated, so that it does not
flood a log.
"""

SHOWN = 64


class VMSSNamesError(Exception):
    """The base class of all errors below.

    >>> from vmssnames import Fleet
    >>> try:
    ...     Fleet(["web"]).resolve("web00000!")
    ... except VMSSNamesError as error:
    ...     print(type(error).__name__)
    NameFormatError
    """


class NameFormatError(VMSSNamesError, ValueError):
    """A string does not have the expected form.

    >>> from vmssnames import parse_base36
    >>> parse_base36("2D")
    Traceback (most recent call last):
        ...
    vmssnames.errors.NameFormatError: expected six base-36 digits, got '2D'
    """


class InstanceIDRangeError(VMSSNamesError, ValueError):
    """An instance ID does not fit in six base-36 digits.

    >>> from vmssnames import format_base36
    >>> format_base36(36**6)
    Traceback (most recent call last):
        ...
    vmssnames.errors.InstanceIDRangeError: instance ID 2176782336 is outside 0..2176782335
    """


class UnknownScaleSetError(VMSSNamesError, LookupError):
    """A name belongs to no scale set of the fleet, or to one that does not number its VMs.

    *prefix* or *name* is the computer-name prefix or the scale-set name that the fleet lacks;
    both are None if the fleet has the scale set and it cannot have such an instance.

    >>> from vmssnames import Fleet
    >>> Fleet(["web"]).resolve("wep00002D")
    Traceback (most recent call last):
        ...
    vmssnames.errors.UnknownScaleSetError: ...has the prefix 'wep'; the nearest is 'web'
    """

    def __init__(
        self, message: str = "", *, prefix: "str | None" = None, name: "str | None" = None
    ) -> None:
        super().__init__(message)
        self.prefix, self.name = prefix, name


class AmbiguousNameError(VMSSNamesError, LookupError):
    """A name belongs, or may belong, to instances of several scale sets.

    >>> from vmssnames import Fleet
    >>> Fleet([("web", "vm"), ("api", "vm")]).resolve("vm00002D")
    Traceback (most recent call last):
        ...
    vmssnames.errors.AmbiguousNameError: 'vm00002D': both 'api' and 'web' have the prefix 'vm'
    """


class InventoryFormatError(VMSSNamesError, ValueError):
    """A document holds no instances.  The message says what it holds, and how to list instances.

    >>> from vmssnames import load_instances
    >>> load_instances('{"error": {"code": "AuthorizationFailed", "message": "..."}}')
    Traceback (most recent call last):
        ...
    vmssnames.errors.InventoryFormatError: expected instances, got an error from Azure: \
AuthorizationFailed: ...
    """


def shown(text: str, longest: int = SHOWN) -> str:
    r"""Return *text* for a message: quoted, in ASCII, cut after *longest* characters.

    >>> print(shown("web\x1b[2J"), shown("0" * 70))
    'web\x1b[2J' '0000000000000000000000000000000000000000000000000000000000000000'...
    """
    return ascii(text) if len(text) <= longest else ascii(text[:longest]) + "..."


def escaped(text: str) -> str:
    r"""Return *text* on one line, without characters that a terminal interprets.

    >>> print(escaped("a\nb"))
    a\nb
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def shown_int(value: int) -> str:
    """Return *value* in decimal, or its size if the digits would fill a page.

    Python itself raises an error for integers of more than 4300 digits.

    >>> shown_int(-1), shown_int(10**5000)
    ('-1', 'of 16610 bits')
    """
    return str(value) if value.bit_length() <= 64 else f"of {value.bit_length()} bits"


def shown_kind(kind: type) -> str:
    """Return the name of *kind* for a message, escaped and cut like any other text.

    >>> shown_kind(int)
    'int'
    """
    # type.__name__, since a metaclass may define a __name__ of its own.
    return shown(type.__dict__["__name__"].__get__(kind))[1:].rstrip(".")[:-1]
