"""The door of each package: its public names, which are imported on first use.

Most programs need few names.  Importing all of them would load a whole package for one module.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def door(
    package: str, modules: "Mapping[str, str]"
) -> "tuple[Callable[[str], object], Callable[[], list[str]], list[str]]":
    """Return ``__getattr__``, ``__dir__`` and ``__all__`` for *package*.

    *modules* maps each module below *package* to the public names that it defines, separated
    by spaces.

    >>> import vmssnames.fleet
    >>> vmssnames.fleet.Flet
    Traceback (most recent call last):
        ...
    AttributeError: module 'vmssnames.fleet' has no attribute 'Flet'...
    """
    from sys import modules as loaded

    homes = {name: module for module, names in modules.items() for name in names.split()}

    def get(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"{package}.{homes[name]}"), name)
        # The next access finds the name before this function.
        setattr(loaded[package], name, value)
        return value

    return get, lambda: sorted({*vars(loaded[package]), *homes}), sorted(homes)
