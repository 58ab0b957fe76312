"""Tests what ``make dist`` built, in empty environments: ``make test-dist``.

``python -m tools.distcheck [--quick] [PYTHON...]``

Each artifact is installed for each Python, and the test suite runs on what was installed.  The
default is every Python from 3.11 on that is in PATH.  Prints a table of artifacts and Pythons.
With --quick, only a part of the suite runs on the wheel and on the sdist: ``make test`` runs all
of it on the same kernels.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
# What the tests read.
FILES = (
    *(
        ".github",
        "tests",
        "demo",
        "docs",
        "proofs",
        "tools",
        "benchmarks/__init__.py",
        "benchmarks/kept.py",
        "benchmarks/results",
        "Makefile",
    ),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "SECURITY.md", "pyproject.toml"),
)


def shell(*command: str | Path, cwd: Path) -> str:
    """Return what *command* prints; end with its output if it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout[-3000:]}{done.stderr[-3000:]}\n{command}: {done.returncode}")
    return done.stdout


def tree_of_tests(place: Path) -> Path:
    """Return a directory in *place* with the tests, and without the package."""
    tree = place / "tree"
    for name in FILES:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name)
        else:
            shutil.copyfile(ROOT / name, tree / name)
    return tree


def suite(python: str, artifact: Path, *options: str) -> str:
    """Return the result of the tests on *artifact* in an empty environment."""
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        tree = tree_of_tests(place)
        shell(python, "-m", "venv", place / "venv", cwd=place)
        installed = place / "venv" / "bin" / "python"
        shell(installed, "-m", "pip", "install", "-q", "--upgrade", "pip>=25.1", cwd=place)
        shell(installed, "-m", "pip", "install", "-q", artifact, cwd=place)
        shell(installed, "-m", "pip", "install", "-q", "--group", "test", cwd=tree)
        printed = shell(installed, "-P", "-m", "pytest", "-q", *options, cwd=tree)
    return printed.strip().splitlines()[-1].partition(" in ")[0].strip("= ")


def zipapp(python: str, artifact: Path) -> str:
    """Return what the zipapp *artifact* says with nothing installed."""
    row = shell(python, "-I", artifact, "nsgvmss00002D", cwd=DIST).splitlines()[1]
    page = shell(python, "-I", artifact, "completion", "bash", cwd=DIST)
    instances = ROOT / "demo" / "instances.json"
    report = shell(python, "-I", artifact, "inventory", instances, "--html", "-", cwd=DIST)
    works = row.split("\t")[3] == "85" and "complete" in page and "</html>" in report
    return "works" if works else sys.exit(f"{python} {artifact}: {row}")


def results(python: str, quick: bool) -> dict[str, str]:
    """Return the result of each artifact for *python*."""
    code = """if True:
        import platform, sys
        print("cp%d%d" % sys.version_info[:2], "linux_" + platform.machine(), sep=".*")"""
    tag = shell(python, "-c", code, cwd=DIST).strip()
    found = {}
    for artifact in sorted(DIST.iterdir()):
        if artifact.suffix == ".pyz":
            found[artifact.name] = zipapp(python, artifact)
        elif "none-any" in artifact.name:
            # "make test" runs the Python kernels with all examples.
            found["pure wheel"] = suite(python, artifact, "--pure", *(["--few"] if quick else []))
        elif artifact.suffix == ".gz":
            part = ("tests/kernels", "tests/names") if quick else ()
            found["sdist, compiled"] = suite(python, artifact, *part)
        elif re.search(tag, artifact.name) and quick:
            found["wheel"] = suite(python, artifact, "tests/cli", "tests/kernels", "tests/project")
        elif re.search(tag, artifact.name):
            found["wheel"] = suite(python, artifact)
    return found


def main() -> int:
    """Print the table; return 0."""
    versions = ("python3.11", "python3.12", "python3.13", "python3.14")
    quick = "--quick" in sys.argv
    pythons = [one for one in sys.argv[1:] if one != "--quick"]
    pythons = pythons or [one for one in versions if shutil.which(one)]
    columns = {}
    for python in pythons:
        name = shell(python, "--version", cwd=DIST).strip()
        columns[name] = results(python, quick)
    kinds = list(dict.fromkeys(kind for one in columns.values() for kind in one))
    print(f"| artifact | {' | '.join(columns)} |")
    print(f"|---|{'---|' * len(columns)}")
    for kind in kinds:
        print(f"| {kind} | {' | '.join(one.get(kind, '') for one in columns.values())} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
