"""Builds the compiled kernels, if VMSSNAMES_BUILD_EXTENSION lets it; the rest is pyproject.toml.

auto (or unset)   build them; without a working compiler, warn and go without
yes               build them, or fail
no                do not: a wheel for any platform
"""

import os
import re
import sys
from pathlib import Path

import setuptools
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.errors import BaseError, CCompilerError

PROJECT = Path("pyproject.toml").read_text(encoding="utf-8")
(version,) = re.findall(r'^version = "(.*)"$', PROJECT, re.MULTILINE)
(oldest,) = set(re.findall(r'"setuptools>=(\d+)"', PROJECT))
# With --no-build-isolation, pip does not look.
if int(setuptools.__version__.partition(".")[0]) < int(oldest):
    sys.exit(
        f"building vmssnames needs setuptools {oldest} or newer, found {setuptools.__version__}: "
        "pip install --upgrade setuptools, or build without --no-build-isolation"
    )

MODES = ("auto", "yes", "no")
mode = os.environ.get("VMSSNAMES_BUILD_EXTENSION", "auto")
if mode not in MODES:
    sys.exit(f"VMSSNAMES_BUILD_EXTENSION must be one of {MODES}, got {mode!r}")


class build_kernels(build_ext):  # type: ignore[misc]
    """The command build_ext, which builds nothing if mode "auto" finds no compiler."""

    def run(self) -> None:
        """Build the kernels, or remove them from the distribution."""
        try:
            super().run()
        except (
            BaseError,
            CCompilerError,
        ) as error:  # Not errors of Cython: those are faults of ours.
            if mode == "yes":
                raise
            print(
                f"warning: no compiled kernels, the Python ones will run: {error}", file=sys.stderr
            )
            # Without machine code, the wheel gets the tag of a pure one.
            self.extensions = self.distribution.ext_modules = []
            self.distribution.get_command_obj("bdist_wheel").root_is_pure = True


kernels = Extension(
    "vmssnames._kernels.compiled",
    ["vmssnames/_kernels/compiled.pyx"],
    include_dirs=["vmssnames/_kernels"],
    define_macros=[("VMSS_VERSION", f'"{version}"')],
    depends=[
        "vmssnames/_kernels/compiled.pxd",
        "vmssnames/_kernels/lists.pxi",
        "vmssnames/_kernels/scan.pxi",
        "vmssnames/_kernels/reverse.pxi",
        "vmssnames/_kernels/rows.pxi",
        "vmssnames/_kernels/counts.pxi",
        "vmssnames/_kernels/arrow_in.pxi",
        "vmssnames/_kernels/arrow_out.pxi",
        *map(str, Path("vmssnames/_kernels/csrc").glob("*.h")),
    ],
    extra_compile_args=[] if os.name == "nt" else ["-O3", "-g0"],
)
setup(ext_modules=[] if mode == "no" else [kernels], cmdclass={"build_ext": build_kernels})
