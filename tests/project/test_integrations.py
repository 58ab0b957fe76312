"""Engines are extras: a module that lacks its engine says what to install."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from documents import ROOT
from test_readme import ENGINES

import vmssnames

HERE = Path(vmssnames.__file__).parent / "integrations"
# Those that each module imports, beside the engine itself.
NEEDED = {"spark": "pyspark pyarrow", "pandas": "pandas pyarrow numpy", "duckdb": "duckdb pyarrow"}
NEEDED |= {"datafusion": "datafusion pyarrow"}

BLOCKED = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Blocker())
import vmssnames.integrations.{module}
"""


@pytest.mark.parametrize("module", ENGINES)
def test_a_missing_engine_names_the_command(module):
    blocked = NEEDED.get(module, module).split()
    code = BLOCKED.format(blocked=blocked, module=module)
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    message = process.stderr.splitlines()[-1]
    needs = rf"ModuleNotFoundError: vmssnames.integrations.{module} needs ({'|'.join(blocked)}): "
    assert re.fullmatch(rf"{needs}pip install 'vmssnames\[{module}\]'", message)


def test_each_engine_is_an_extra():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    assert {*ENGINES, "azure"} == {*extras}
    for module in ENGINES:
        needed = {re.split("[<>=]", one)[0] for one in extras[module]}
        assert needed == {*NEEDED.get(module, module).split()} - {"numpy"}


@pytest.mark.parametrize("module", [*ENGINES, "sqlite3"])
def test_modules_are_thin(module):
    """An integration chooses a route in 80 lines of code; the work is in vmssnames.arrow."""
    tree = ast.parse((HERE / f"{module}.py").read_text())
    texts = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ]
    lines = {
        line
        for node in ast.walk(tree)
        if hasattr(node, "lineno")
        for line in (node.lineno, node.end_lineno)
    }
    lines -= {line for node in texts for line in range(node.lineno, node.end_lineno + 1)}
    assert 10 < len(lines) <= 80
