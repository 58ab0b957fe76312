"""How each package of vmssnames opens its door: names are imported when somebody asks for them.

Most programs need few of them, and an eager door would load a whole package for each
of its modules.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def door(
    package: str, modules: "Mapping[str, str]"
) -> "tuple[Callable[[str], object], Callable[[], list[str]]]":
    """Return ``__getattr__`` and ``__dir__`` for *package*, whose public names are in *modules*.

    *modules* maps each public name to the module below *package* that defines it.

    >>> import vmssnames.fleet
    >>> vmssnames.fleet.Flet
    Traceback (most recent call last):
        ...
    AttributeError: module 'vmssnames.fleet' has no attribute 'Flet'
    """

    def get(name: str) -> object:
        from sys import modules as loaded

        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"{package}.{modules[name]}"), name)
        # Asked again, the name is found before this function is.
        setattr(loaded[package], name, value)
        return value

    def names() -> "list[str]":
        from sys import modules as loaded

        return sorted({*vars(loaded[package]), *modules})

    return get, names
