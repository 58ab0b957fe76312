"""What the documentation shows is what happens."""

import doctest
import importlib
import pkgutil
import tomllib

import pytest
from documents import ROOT, commands_in, run_command, run_examples

import vmssnames

MODULES = [
    info.name
    for info in pkgutil.walk_packages(vmssnames.__path__, "vmssnames.")
    if not info.name.endswith("__main__")
]
# Their examples need the engine: tests/external/engines.
ENGINES = "polars pandas pyarrow duckdb datafusion spark".split()
MODULES = [name for name in MODULES if name.removeprefix("vmssnames.integrations.") not in ENGINES]


@pytest.mark.parametrize("name", ["vmssnames", *MODULES])
def test_examples_in_docstrings(name):
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert found.failed == 0


def test_examples_in_the_readme():
    attempted, failed = run_examples(ROOT / "README.md")
    assert attempted > 0
    assert failed == 0


def test_commands_in_the_readme(environment):
    """Each "$ command" of a console block prints what the README shows, on both streams."""
    shown = commands_in(ROOT / "README.md")
    assert shown
    for command, output in shown:
        assert run_command(command, environment) == output, command


def test_the_readme_is_short():
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.split()) < 700 and text.count("\n") <= 90


@pytest.mark.parametrize("name", vmssnames.__all__)
def test_every_public_name_is_documented_by_an_example(name):
    thing = getattr(vmssnames, name)
    text = thing.__doc__
    if isinstance(thing, type):
        text += "".join(getattr(member, "__doc__", None) or "" for member in vars(thing).values())
    assert ">>> " in text
    first = thing.__doc__.splitlines()[0]
    assert first.endswith((".", ":"))


def test_methods_are_documented():
    for name in vmssnames.__all__:
        thing = getattr(vmssnames, name)
        if isinstance(thing, type):
            for attribute, member in vars(thing).items():
                if not attribute.startswith("_") and callable(getattr(member, "__func__", member)):
                    assert member.__doc__, (name, attribute)


def test_the_version_is_one():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert vmssnames.__version__ == project["version"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {vmssnames.__version__}" in changes
