"""Which kernels run, and that the choice is never silent."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import vmssnames
from vmssnames._kernels import backend


def run(environment, code, **more):
    """Run *code* in a new interpreter; return its output and the last line of its errors."""
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | more,
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout.strip(), (result.stderr.strip().splitlines() or [""])[-1]


def test_every_kernel_loads_by_its_name(kernels):
    assert backend.load(kernels.name).name == kernels.name == vmssnames.backend()


def test_the_best_is_the_default(environment):
    best = (*backend.compiled(), "python")[0]
    for more in ({}, {"VMSSNAMES_BACKEND": ""}):
        assert run(environment, "import vmssnames; print(vmssnames.backend())", **more) == (
            best,
            "",
        )


def test_a_backend_can_be_forced(environment, kernels):
    code = "import vmssnames; print(vmssnames.backend(), vmssnames.encode_ids([85]))"
    found = run(environment, code, VMSSNAMES_BACKEND=kernels.name)
    assert found == (f"{kernels.name} b'00002D'", "")


@pytest.mark.parametrize("name", ["neon9", "Python", "avx2 ", "x" * 1000, "\x1b[2J"])
def test_missing_kernels_are_an_import_error(environment, name):
    there_are = (*backend.compiled(), "python")
    message = f"no {name[:64]!a} kernels here, only {there_are} (VMSSNAMES_BACKEND)"
    with pytest.raises(ImportError) as caught:
        backend.load(name)
    assert str(caught.value) == message
    out, error = run(environment, "import vmssnames", VMSSNAMES_BACKEND=name)
    assert (out, error) == ("", f"ImportError: {message}")


def test_without_the_extension_the_python_kernels_run(environment):
    code = """
import sys
from pathlib import Path
sys.modules["vmssnames._kernels.compiled"] = None
import vmssnames
print(vmssnames.backend(), vmssnames.encode_computer_names("nsgvmss", [85]))
"""
    assert run(environment, code) == ("python ['nsgvmss00002D']", "")


def test_a_broken_extension_is_not_a_missing_one(environment, tmp_path):
    """A broken extension is an error, unless the Python kernels were chosen."""
    code = """
import sys
from pathlib import Path
class Broken:
    def find_spec(self, name, path, target=None):
        if name == "vmssnames._kernels.compiled":
            raise ImportError("wrong libc")
sys.meta_path.insert(0, Broken())
import vmssnames
print(vmssnames.backend())
"""
    assert run(environment, code) == ("", "ImportError: wrong libc")
    assert run(environment, code, VMSSNAMES_BACKEND="python") == ("python", "")


def test_kernels_of_another_version_do_not_run(environment, compiled):
    """As after two versions were installed over each other."""
    code = "import vmssnames; vmssnames.__version__ = '9.9.9'; print(vmssnames.backend())"
    out, error = run(environment, code)
    assert out == "" and error.startswith(
        f"ImportError: the compiled kernels are of vmssnames {vmssnames.__version__}, "
        "the rest is 9.9.9: remove both and install again"
    )
    assert run(environment, code, VMSSNAMES_BACKEND="python") == ("python", "")


def test_the_names_are_those_of_the_kernels(compiled):
    assert compiled.names() == backend.compiled()
    assert compiled.names()[-1] == "scalar"  # in every build
    with pytest.raises(ValueError, match="expected one of .*, got 'python'"):
        compiled.Kernels("python")


def test_importing_costs_next_to_nothing(environment):
    """Only what every program has loaded anyway; nothing optional, nothing slow."""
    code = "import sys, os; before = set(sys.modules); import vmssnames; print(*(set(sys.modules) - before))"
    out, error = run(environment, code)
    assert error == ""
    others = {name for name in out.split() if not name.startswith("vmssnames")}
    assert {name for name in others if "cython" not in name} <= {"__future__"}


def test_explaining_a_name_imports_little(environment):
    code = (
        "import sys; from vmssnames.cli import main; main(['nsgvmss00002D']); print(*sys.modules)"
    )
    out, error = run(environment, code)
    assert error == ""
    slow = {"argparse", "re", "json", "csv", "typing", "dataclasses", "enum", "pathlib", "inspect"}
    # site may have loaded some of them already.
    bare, _ = run(environment, "import sys; print(*sys.modules)")
    assert not slow & (set(out.split()) - set(bare.split()))


def test_no_list_comprehension_in_the_generated_c(tmp_path):
    """If the append of one fails, Cython 3.3.1 drops the new object twice: a use after free."""
    directory = Path(vmssnames.__file__).parent
    if not (directory / "_kernels" / "compiled.pyx").exists():
        pytest.skip("what is tested is installed, the sources of the kernels are not here")
    out = tmp_path / "kernels.c"
    command = [sys.executable, "-m", "cython", "-o", str(out), "vmssnames/_kernels/compiled.pyx"]
    subprocess.run(command, cwd=directory.parent, check=True)
    # Calls; it is declared, too.
    assert not re.findall(r"__Pyx_ListComp_Append\w*\(__pyx.*", out.read_text())
