"""Compile the core, where a compiler is: the C sources in translit's rooms, into one module.

As the build hook of the wheel, this makes a wheel for CPython 3.11 and later on one platform
(cp311-abi3-...); without a compiler, or with TRANSLIT_PURE=1, one for any Python (py3-none-any). An
editable install compiles in place, as `python .ci/core.py` does, which says what went wrong.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "translit" / "language"
SOURCES = sorted((ROOT / "translit").rglob("*.c"))
# The oldest Python whose stable ABI the core is written for.
PYTHON = "cp311"
# Sums must be the same bits as Python's, so that no two operations are fused into one.
FLAGS = ["-O2", "-g0", "-fvisibility=hidden", "-ffp-contract=off"]
FLAGS = [] if sys.platform == "win32" else FLAGS


class Core(BuildHookInterface[Any]):
    """Puts the core into the wheel, and says so in its tag."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        self.place = Path(tempfile.mkdtemp())
        if self.target_name != "wheel" or not wanted():
            return
        if made := compiled(self.place):
            if version == "editable":
                put_in_place(made)
                return
            build_data["force_include"][str(made)] = f"translit/language/{made.name}"
            build_data["pure_python"] = False
            system = sysconfig.get_platform().replace("-", "_").replace(".", "_")
            build_data["tag"] = f"{PYTHON}-abi3-{system}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        shutil.rmtree(self.place, ignore_errors=True)


def wanted() -> bool:
    """Whether this Python can run the core: CPython, and not a build without its lock, which has no
    stable ABI; and whether it is asked for.
    """
    return (
        os.environ.get("TRANSLIT_PURE", "") in ("", "0")
        and platform.python_implementation() == "CPython"
        and not sysconfig.get_config_var("Py_GIL_DISABLED")
    )


def compiled(folder: Path) -> Path | None:
    """The core, compiled into a folder by a process of its own, which may fail in any way: None,
    and nothing is said. Nobody who installs translit has asked for a compiler.
    """
    command = [sys.executable, __file__, str(folder)]
    done = subprocess.run(command, capture_output=True, check=False)
    return next(folder.glob("_core*"), None) if done.returncode == 0 else None


def compile_into(folder: Path) -> None:
    """Compile the core into a folder, by setuptools, which knows the compilers of each platform."""
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    name = "_core"
    sources = [str(source.relative_to(ROOT)) for source in SOURCES]
    core = Extension(name, sources, extra_compile_args=FLAGS, py_limited_api=True)
    command = build_ext(Distribution({"name": name, "ext_modules": [core]}))
    with tempfile.TemporaryDirectory() as objects, contextlib.chdir(ROOT):
        command.build_lib, command.build_temp = str(folder), objects
        command.ensure_finalized()
        command.run()


def put_in_place(made: Path) -> None:
    """Put the core beside its source, in one step: who has the old one open keeps it."""
    draft = PLACE / f"{made.name}.draft"
    shutil.copy(made, draft)
    draft.replace(PLACE / made.name)


def main(folder: Path | None) -> None:
    if folder:
        compile_into(folder)
        return
    with tempfile.TemporaryDirectory() as place:
        compile_into(Path(place))
        put_in_place(next(Path(place).glob("_core*")))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
