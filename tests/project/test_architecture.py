"""The architecture: which package may import which, what a door may contain, and size limits.

docs/architecture.md explains it; the tables here are the rules.
"""

import ast
from pathlib import Path

import pytest

import vmssnames

HOUSE = Path(vmssnames.__file__).parent

# A wing may import these, and errors and lazy.
WINGS = {
    "lazy": (),
    "errors": (),
    "names": (),
    "operations": ("names",),
    "models": ("names",),
    "_kernels": ("names",),
    "bulk": ("_kernels", "names"),
    "fleet": ("_kernels", "names"),
    "scan": ("fleet", "_kernels", "names"),
    # The check for keys that an object has twice.
    "inventory": ("models", "operations", "fleet", "_kernels", "names"),
    "dns": ("inventory", "models", "_kernels", "names"),
    "snippets": ("fleet", "names"),
    "arrow": ("scan", "fleet", "bulk", "_kernels", "names"),
    "integrations": ("arrow", "inventory", "scan", "fleet", "bulk", "names"),
    "cli": (
        "dns",
        "inventory",
        "models",
        "operations",
        "scan",
        "fleet",
        "bulk",
        "snippets",
        "names",
    ),
}

# Longer files than this need a reason.
LONGEST_FILE = 700
LONGER_FILES: dict[str, str] = {}

LONGEST_FUNCTION = 60

MODULES = sorted(HOUSE.rglob("*.py"))


def name_of(path):
    """The dotted name of a module below vmssnames; "" for the package itself."""
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path): path for path in MODULES}


def wing_of(name):
    return name.partition(".")[0]


def is_door(path):
    return path.name == "__init__.py" and wing_of(name_of(path)) in WINGS


class Import:
    """One imported name: its *module*, its *name* or None, and where it is imported."""

    def __init__(self, module, name, node, for_types, in_function):
        self.module, self.name, self.line = module, name, node.lineno
        self.for_types, self.in_function = for_types, in_function


def imports_of(path):
    """Yield what *path* imports of ours, wherever in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = (
        name_of(path).split(".") if path.name == "__init__.py" else name_of(path).split(".")[:-1]
    )
    yield from _imports(tree, [part for part in package if part], path, False, False)


def _imports(node, package, path, for_types, in_function):
    for child in ast.iter_child_nodes(node):
        types = for_types or (
            isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        )
        inside = in_function or isinstance(child, (ast.FunctionDef, ast.Lambda))
        if isinstance(child, ast.Import):
            for alias in child.names:
                if alias.name.partition(".")[0] == "vmssnames":
                    yield Import(alias.name.partition(".")[2], None, child, types, inside)
        elif isinstance(child, ast.ImportFrom) and child.level:
            assert child.level <= len(package) + 1, f"{path}:{child.lineno}"
            base = package[: len(package) + 1 - child.level]
            module = ".".join([*base, *(child.module or "").split(".")]).strip(".")
            for alias in child.names:
                inner = f"{module}.{alias.name}".strip(".")
                if inner in NAMES and not is_a_name_of(module, alias.name):
                    yield Import(inner, None, child, types, inside)
                else:
                    assert module in NAMES, f"{path}:{child.lineno}: what is {module}?"
                    yield Import(module, alias.name, child, types, inside)
        else:
            yield from _imports(child, package, path, types, inside)


def is_a_name_of(module, name):
    return module == "" and name == "backend"


def door_of(wing, table="_MODULES"):
    """A table of a door: by default module to public names; {} for a wing without one."""
    path = HOUSE / wing / "__init__.py"
    if not path.exists():
        return {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == table:
            return ast.literal_eval(node.value)
    return {}


def faults_of(path, imports):
    """Yield what is wrong with *imports* in *path*, by the rules of the wings."""
    name = name_of(path)
    own = wing_of(name)
    for one in imports:
        other = wing_of(one.module)
        where = f"{name}:{one.line}"
        if one.name and one.name.startswith("_") and not one.name.startswith("__") and other != own:
            yield f"{where}: {one.name} is private to {one.module}"
        if own in ("", "__main__"):
            continue
        if other == "" and own in ("cli", "snippets"):
            if one.name not in ("__version__", "backend"):
                yield f"{where}: {own} imports {one.name} of the package itself"
        elif other not in (own, "errors", "lazy", *WINGS[own]):
            yield f"{where}: {own} may not import {other or 'the package itself'}"
        elif own == "cli" and other == "integrations" and not one.in_function:
            yield f"{where}: integrations are imported where they are needed"
        elif other != own and "." in one.module and other != "_kernels":
            inner = one.module.partition(".")[2]
            if inner not in PUBLIC_MODULES[other]:
                yield f"{where}: {one.module} is not behind the door of {other}"


# The modules that other wings may import: those of the public names, and those that are shared.
PUBLIC_MODULES = {wing: {*door_of(wing), *door_of(wing, "_SHARED")} for wing in WINGS}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_cross_wings_along_the_table_and_through_doors(path):
    assert list(faults_of(path, imports_of(path))) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("names.ids", "from ..models import fields"),
        ("names.ids", "from ..bulk import encode_ids"),
        ("models.vm", "from .. import encode_ids"),
        ("fleet.fleet", "from ..names.value import _fold"),
        ("cli.streams", "from ..integrations.azure import load"),
        ("cli.streams", "from .. import Fleet"),
    ],
)
def test_an_import_the_wrong_way_is_found(module, line):
    """The test above can fail."""
    path = NAMES[module]
    tree = ast.parse(line)
    package = module.split(".")[:-1]
    assert list(faults_of(path, _imports(tree, package, path, False, False)))


def test_every_module_is_in_a_wing():
    assert {wing_of(name) for name in NAMES} == {"", "__main__", *WINGS}


@pytest.mark.parametrize("wing", [wing for wing in WINGS if door_of(wing)])
def test_a_door_is_a_table_and_nothing_else(wing):
    path = HOUSE / wing / "__init__.py"
    assert door_faults(path.read_text(encoding="utf-8")) == []


def door_faults(text):
    """What in a door's source is more than a docstring, its imports, ``__all__`` and its table."""
    table, public, typed, faults = {}, None, {}, []
    for node in ast.parse(text).body:
        source = ast.unparse(node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if source.startswith("if TYPE_CHECKING:"):
            for inner in node.body:
                typed.update((alias.name, inner.module) for alias in inner.names)
        elif source.startswith("__all__ = "):
            public = ast.literal_eval(node.value)
        elif source.startswith("_MODULES = "):
            table = {
                name: module
                for module, names in ast.literal_eval(node.value).items()
                for name in names.split()
            }
        elif not source.startswith("_SHARED = (") and source not in (
            "from ..lazy import door",
            "TYPE_CHECKING = False",
            "__getattr__, __dir__, _ = door(__name__, _MODULES)",
            "__getattr__, __dir__, __all__ = door(__name__, _MODULES)",
            "(__getattr__, __dir__, _) = door(__name__, _MODULES)",
            "(__getattr__, __dir__, __all__) = door(__name__, _MODULES)",
        ):
            faults.append(source)
    # The doors of the wings have their ``__all__`` from door().
    public = sorted(table if public is None else public)
    if not sorted(table) == public == sorted(typed):
        faults.append(f"{sorted(table)}, {public} and {sorted(typed)} differ")
    return [*faults, *(one for one in table if table[one] != typed.get(one))]


def test_code_in_a_door_is_found():
    """The test above can fail."""
    text = (HOUSE / "fleet" / "__init__.py").read_text(encoding="utf-8")
    assert door_faults(text + "\nprint('loaded')\n") == ["print('loaded')"]
    assert door_faults(text.replace('"fleet": "Fleet"', '"parse": "Fleet"')) == ["Fleet"]


@pytest.mark.parametrize("wing", [wing for wing in WINGS if (HOUSE / wing).is_dir()])
def test_no_circle_of_imports_within_a_wing(wing):
    """At run time; an import for types, or within a function, may point back."""
    graph = {
        name: {
            one.module
            for one in imports_of(path)
            if not one.for_types and not one.in_function and one.module != name
        }
        for name, path in NAMES.items()
        if wing_of(name) == wing
    }
    while graph:
        free = {name for name, others in graph.items() if not others & graph.keys()}
        assert free, f"a circle among {sorted(graph)}"
        graph = {name: others for name, others in graph.items() if name not in free}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_fit_on_a_screen(path):
    long = [
        f"{node.name}: {lines}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (lines := code_lines(node)) > LONGEST_FUNCTION
    ]
    assert long == []


def code_lines(function):
    """The lines of a function, without its docstring."""
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        return function.end_lineno - first.end_lineno
    return function.end_lineno - function.lineno


def test_long_files_have_a_reason():
    sources = [*MODULES, *HOUSE.rglob("*.p[yx][xdi]"), *HOUSE.rglob("csrc/*.h")]
    long = {
        str(path.relative_to(HOUSE))
        for path in sources
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    }
    assert long == set(LONGER_FILES)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_but_the_kernels_has_an_underscore(path):
    parts = [part for part in name_of(path).split(".") if part != "__main__"]
    assert [part for part in parts if part.startswith("_")] in ([], ["_kernels"])


def test_the_c_knows_bytes_and_counts():
    """No Python.h, no memory, no files: so that it can be proved without Python."""
    headers = sorted((HOUSE / "_kernels").glob("csrc/*.h"))
    for header in headers:
        text = header.read_text(encoding="utf-8")
        includes = {line.split()[1] for line in text.splitlines() if line.startswith("#include")}
        ours = {f'"{other.name}"' for other in headers}
        intrinsics = {"<immintrin.h>", "<intrin.h>", "<arm_neon.h>"}
        assert includes <= {"<stddef.h>", "<stdint.h>", "<string.h>"} | intrinsics | ours
        assert "malloc" not in text.replace("no malloc", "")
