"""The public names: what ``dir()`` shows, what ``from … import *`` takes, and that they exist."""

import importlib
from types import ModuleType

import pytest

import vmssnames

WINGS = ("names", "models", "operations", "fleet", "scan", "inventory", "dns")
PACKAGES = [vmssnames, *(importlib.import_module(f"vmssnames.{wing}") for wing in WINGS)]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_public_names_are_exported(package):
    """All that ``dir()`` shows without an underscore is in ``__all__`` or is a module."""
    public = {name for name in dir(package) if not name.startswith("_")}
    helpers = {"TYPE_CHECKING", "door"}
    modules = {name for name in public if isinstance(vars(package).get(name), ModuleType)}
    assert sorted(public - helpers - modules) == sorted(package.__all__)
    assert sorted(package.__all__) == list(package.__all__)
    for name in package.__all__:
        assert not isinstance(getattr(package, name), ModuleType), name


@pytest.mark.parametrize("package", PACKAGES[1:], ids=lambda package: package.__name__)
def test_a_name_has_one_meaning(package):
    """A name of a wing and of ``vmssnames`` is the same object, with its module."""
    for name in package.__all__:
        thing = getattr(package, name)
        if name in vmssnames.__all__:
            assert getattr(vmssnames, name) is thing
        if isinstance(thing, type):
            assert thing.__module__.startswith(f"{package.__name__}."), name


def test_names_that_do_not_exist():
    with pytest.raises(AttributeError, match="module 'vmssnames' has no attribute 'Flet'"):
        vmssnames.Flet  # noqa: B018
    with pytest.raises(ImportError):
        exec("from vmssnames.dns import Host")
