"""Commands as tests run them: those of translit, in this process and in one of their own, and
those of tests/quality/.
"""

from __future__ import annotations

import importlib.util
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import NamedTuple
from unittest import mock

import translit
from translit.doors import cli
from translit.model.nouns import Entry
from translit.resolving.resolver import Resolver

QUALITY = Path(__file__).with_name("quality")

ENTRIES = (
    Entry("sy.aleppo", "Aleppo", ("Halab", "حلب"), "place"),
    Entry("sy.aleppo.ramousa", "Ramousa", ("الراموسة", "Ramosa"), "place", "sy.aleppo"),
    Entry("sy.group.jaysh-al-islam", "Jaysh al-Islam", ("جيش الإسلام",), "group"),
)
RESOLVER = Resolver(ENTRIES)


class Ran(NamedTuple):
    status: int
    out: str
    err: str


def run(*argv: str, stdin: bytes = b"", resolver: Resolver | None = RESOLVER) -> Ran:
    """The command in this process, over a small resolver; or, with None, over what it loads."""
    load = translit.load if resolver is None else mock.Mock(return_value=resolver)
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(stdin))
    with (
        mock.patch.multiple(sys, stdin=given, stdout=out, stderr=err),
        mock.patch.object(translit, "load", load),
    ):
        try:
            status = cli.main(argv)
        except SystemExit as usage:
            status = int(str(usage.code))
        out.flush()
        err.flush()
    return Ran(status, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())


def command(*argv: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, as a shell would run it."""
    return subprocess.run(
        [sys.executable, "-m", "translit", *argv],
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, **env},
    )


def interruptible() -> None:
    """What a process does first that shall end by Ctrl-C: under nohup, or in the background of a
    script, interrupts are ignored, and a child inherits that.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def quality(name: str) -> ModuleType:
    """A command of tests/quality/, as a module."""
    spec = importlib.util.spec_from_file_location(f"quality_{name}", QUALITY / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
