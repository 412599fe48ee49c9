"""`python -m translit` is the command `translit`."""

from __future__ import annotations

import gc
import sys


def run() -> int:
    """The command line in a process of its own, which needn't look for garbage while it starts,
    nor when it ends: a tenth of a start.
    """
    gc.set_threshold(50_000)
    try:
        from translit.doors.cli import main

        return main()
    except KeyboardInterrupt:  # while modules are loaded, or once more while the first is seen to
        return 130
    finally:
        gc.freeze()


if __name__ == "__main__":
    sys.exit(run())
