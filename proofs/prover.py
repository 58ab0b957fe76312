"""Compiles the C programs of the proofs, for this machine or another, and runs them."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CSRC = HERE.parent / "vmssnames" / "_kernels" / "csrc"


class Wrong(Exception):
    """A proof failed, or could not be made."""


@dataclass(frozen=True)
class Target:
    """A machine, real or emulated, and the kernels that it must be able to run."""

    name: str
    compiler: str = ""
    emulator: str = ""
    kernels: tuple[str, ...] = ()  # Empty: any kernels.
    included: str = ""  # A header of programs/ that replaces instructions.


@dataclass(frozen=True)
class Program:
    """A program of programs/, compiled for a target."""

    target: Target
    path: Path

    @classmethod
    def compile(cls, name: str, target: Target, directory: str) -> Program:
        """Compile programs/NAME.c for *target* into *directory*; raise Wrong without the tools."""
        ours = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
        compiler = [target.compiler, "-static"] if target.compiler else shlex.split(ours)
        for tool in (compiler[0], *target.emulator.split()[:1]):
            if not shutil.which(tool):
                raise Wrong(
                    f"{tool} is not here (Debian: gcc-ARCHITECTURE-linux-gnu, qemu-user-static)"
                )
        suffix = ".exe" if "mingw" in target.compiler else ""
        path = Path(directory) / (name + "".join(filter(str.isalnum, target.name)) + suffix)
        programs = str(HERE / "programs")
        includes = ["-I", programs, "-I", str(CSRC)]
        if target.included:
            includes += ["-include", str(HERE / "programs" / target.included)]
        source = str(HERE / "programs" / f"{name}.c")
        # With the flags of the extension, so the kernels are the same.
        flags = shlex.split("" if target.compiler else sysconfig.get_config_var("CFLAGS") or "")
        command = [
            *compiler,
            *flags,
            "-O3",
            "-Wno-unused-function",
            *includes,
            source,
            "-o",
            str(path),
        ]
        if subprocess.run(command, check=False).returncode != 0:
            raise Wrong(f"{shlex.join(command)} failed")
        return cls(target, path)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Return how the program ended, and what it said."""
        command = [*self.target.emulator.split(), str(self.path), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def must(self, *arguments: str) -> str:
        """Return what the program said; Wrong with that if it failed."""
        done = self.run(*arguments)
        if done.returncode != 0:
            said = (done.stdout + done.stderr).strip() or f"ended with status {done.returncode}"
            raise Wrong(f"{' '.join(arguments)}: {said}")
        return done.stdout.strip()
