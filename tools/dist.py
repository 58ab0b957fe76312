"""Builds what is published, in dist: ``make dist``.

The sdist, the wheel for this machine, the pure wheel, and a zipapp, ``vmssnames.pyz``.  They are
built from the files that git knows, with the time of the last commit, so two builds of a commit
have the same bytes.
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipapp
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"


def epoch() -> int:
    """Return the time of the files: SOURCE_DATE_EPOCH, or that of the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return int(given or output("git", "log", "-1", "--format=%ct"))


def output(*command: str) -> str:
    """Return what *command* prints in the repository; raise CalledProcessError if it fails."""
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def run(*command: str | Path, cwd: Path, **variables: str) -> None:
    """Run *command* with these environment variables; show its output only if it fails."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch())} | variables
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\n{command}: status {done.returncode}")


def export(tree: Path) -> None:
    """Copy the files that git knows to *tree*, as they are here."""
    for name in output("git", "ls-files", "-z").split("\0"):
        if name and (ROOT / name).exists():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tree / name)
            executable = (ROOT / name).stat().st_mode & 0o100
            (tree / name).chmod(0o755 if executable else 0o644)


def normalize(sdist: Path) -> None:
    """Rewrite *sdist* without times, users and an order that depend on this machine."""
    time = epoch()
    with tarfile.open(sdist) as old:
        members = sorted(old.getmembers(), key=lambda one: one.name)
        contents = [(one, old.extractfile(one) if one.isfile() else None) for one in members]
        tar = io.BytesIO()
        with tarfile.open(fileobj=tar, mode="w", format=tarfile.PAX_FORMAT) as new:
            for one, content in contents:
                one.mtime, one.uid, one.gid, one.uname, one.gname = time, 0, 0, "", ""
                one.mode = 0o755 if one.isdir() or one.mode & 0o100 else 0o644
                one.pax_headers = {}
                new.addfile(one, content)
    with open(sdist, "wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=time) as packed:
        packed.write(tar.getvalue())


def make_zipapp(wheel: Path, target: Path) -> None:
    """Write *target*, one file with the pure Python of *wheel* that Python runs."""
    with tempfile.TemporaryDirectory() as place:
        tree = Path(place)
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(tree)
        (tree / "__main__.py").write_text(
            "from vmssnames.cli import run\n\nrun()\n", encoding="utf-8"
        )
        for path in tree.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
            os.utime(path, (epoch(), epoch()))
        zipapp.create_archive(tree, target, interpreter="/usr/bin/env python3", compressed=True)


def main() -> int:
    """Build all of it; print the names; return 0."""
    if not (ROOT / ".git").exists():
        sys.exit("make dist builds what git knows: run it in a clone of the repository")
    os.umask(0o022)  # Archives have the modes of files.
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir", DIST)
    with tempfile.TemporaryDirectory() as place:
        tree = Path(place) / "vmssnames"
        export(tree)
        run(*build, "--sdist", cwd=tree)
        (sdist,) = DIST.glob("*.tar.gz")
        normalize(sdist)
        for mode in ("yes", "no"):
            shutil.rmtree(tree)
            export(tree)
            run(*build, "--wheel", cwd=tree, VMSSNAMES_BUILD_EXTENSION=mode)
    (pure,) = DIST.glob("*-none-any.whl")
    make_zipapp(pure, DIST / "vmssnames.pyz")
    for path in sorted(DIST.iterdir()):
        print(f"dist/{path.name}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
