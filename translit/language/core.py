"""The compiled core, where there is one: the same answers in less time.

Its C sources lie beside the Python that is their reference: docs/contributing.md ("The compiled
core") says of each what it does. A wheel that was built where a compiler is brings them as
`translit.language._core`; any other brings the plain Python alone, which gives the same answers.
Nobody has to choose: `core()` is the compiled one if it is there. `TRANSLIT_PURE=1` in the
environment chooses the plain way all the same, to compare the two or to rule the core out.

So "Zwara" is compared with "Zuwara" by `cost` in channel.py: that asks the core's table of Latin
letters, which answers 5.0 nats, or None for what it leaves to Python.
"""

from __future__ import annotations

import os
from functools import cache
from types import ModuleType

# The environment variable that chooses the plain way.
PURE = "TRANSLIT_PURE"


@cache
def core() -> ModuleType | None:
    """The compiled core; None where it isn't there, or isn't wanted."""
    if os.environ.get(PURE, "") not in ("", "0"):
        return None
    try:
        from translit.language import _core
    except ImportError:  # of a wheel without it, or of another interpreter's
        return None
    return _core


def running() -> str:
    """Which way runs, in words: "compiled core" or "plain Python"."""
    return "compiled core" if core() else "plain Python"
