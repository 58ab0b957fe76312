"""The map of the house: an import points down, or to the left on its own floor."""

import ast
from pathlib import Path

import pytest

import vmssnames

HOUSE = Path(vmssnames.__file__).parent

FLOORS = [
    ["_grammar", "errors", "_value", "_quoting"],
    [
        "ids",
        "names",
        "disks",
        "_paths",
        "resources",
        "providers",
        "scale_sets",
        "_groups",
        "_operations",
        "operations",
        "_shapes",
        "identify",
    ],
    ["_columns", "_scan_py", "_kernels_py", "_kernels_c"],
    ["_backend"],
    ["bulk", "rows", "_fleet_forms", "_whose", "fleet", "_templates", "_matches", "scan"],
    [
        "_tolerant",
        "_redaction",
        "_parts",
        "_status_codes",
        "_rest_form",
        "_view_parts",
        "_views",
        "_findings",
        "_view_findings",
        "instance_view",
        "related",
        "_vm_parts",
        "_vm_rows",
        "_vm_states",
        "_vm_findings",
        "scale_set_vms",
        "_documents",
        "_envelopes",
        "_recognised",
        "_anonymous",
        "_joining",
        "_records",
        "_changes",
        "_learned",
        "inventory",
        "pages",
        "_host_checks",
        "_host_rows",
        "hosts",
        "_reverse",
        "zones",
        "dns",
        "host_table",
        "integrations.__init__",
        "integrations.azure",
    ],
    [
        "__init__",
        "cli.streams",
        "cli.output",
        "cli.zstd",
        "cli.inputs",
        "cli.searching",
        "cli.forms",
        "cli.commands",
        "cli.listed",
        "cli.show",
        "cli.convert",
        "cli.rows",
        "cli.annotate",
        "cli.scan",
        "cli.writing",
        "cli.vm_forms",
        "cli.conditions",
        "cli.lines",
        "cli.loading",
        "cli.host_inputs",
        "cli.targets",
        "cli.hosts",
        "cli.zone",
        "cli.table",
        "cli.host_forms",
        "cli.page",
        "cli.inventory",
        "cli.completion",
        "cli.__init__",
        "__main__",
    ],
]
ORDER = [name for floor in FLOORS for name in floor]

MODULES = sorted(HOUSE.rglob("*.py"))


def name_of(path):
    return ".".join(path.relative_to(HOUSE).with_suffix("").parts)


def imported(path):
    """Return the modules of ours that *path* imports, wherever in it."""
    package = name_of(path).split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (
                alias.name.removeprefix("vmssnames.")
                for alias in node.names
                if alias.name.startswith("vmssnames")
            )
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        base = package[: len(package) - node.level + 1] + (node.module or "").split(".")
        base = [part for part in base if part]
        for alias in node.names:
            for parts in ([*base, alias.name], base, [*base, "__init__"]):
                if ".".join(parts) in ORDER:
                    yield ".".join(parts)
                    break
            else:
                raise AssertionError(f"{path}: what is {alias.name}?")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down_or_left(path):
    below = ORDER[: ORDER.index(name_of(path))]
    if name_of(path) == "_rest_form":  # which looks at all models when it first spells a key
        below += ["instance_view", "related", "scale_set_vms"]
    assert set(imported(path)) <= set(below)


def test_the_c_knows_bytes_and_counts():
    """No Python.h, no memory, no files: so that it can be proved without Python."""
    headers = sorted(HOUSE.glob("csrc/*.h"))
    for header in headers:
        text = header.read_text(encoding="utf-8")
        includes = {line.split()[1] for line in text.splitlines() if line.startswith("#include")}
        ours = {f'"{other.name}"' for other in headers}
        intrinsics = {"<immintrin.h>", "<intrin.h>", "<arm_neon.h>"}
        assert includes <= {"<stddef.h>", "<stdint.h>", "<string.h>"} | intrinsics | ours
        assert "malloc" not in text.replace("no malloc", "")
