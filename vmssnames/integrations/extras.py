"""Packages that only one integration needs."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def require(module: str, extra: str) -> Any:
    """Return *module*; if it is not installed, raise ImportError with the command for *extra*."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.partition(".")[0]:
            raise
        needed = f"vmssnames.integrations.{extra} needs {error.name}"
        raise ModuleNotFoundError(
            f"{needed}: pip install 'vmssnames[{extra}]'", name=error.name
        ) from None
