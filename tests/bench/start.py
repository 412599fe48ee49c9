"""Measure how long processes take to start, relative to `python -c pass`, alternating with it.

    python tests/bench/start.py [--runs 40] [--write]

Each ratio is the median over the runs of the time of a process, divided by that of the bare Python
before it. Modules are compiled to byte code beforehand, as pip does. "warm", "cold" and "off"
describe the cache of compiled tables: filled, empty, and TRANSLIT_CACHE=off. The compiled file
contains the bundled tables.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
BARE = [sys.executable, "-c", "pass"]
RESOLVE = [sys.executable, "-m", "translit", "resolve"]
ALIAS, UNSEEN = "Ramousa", "Ramoussaa"
COLD = 5  # a cold start compiles the tables, so that few runs do


class Bench:
    """The starts to measure, with a cache and a compiled file in a folder of their own."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.cache, self.compiled, self.runs = (
            folder / "cache",
            str(folder / "bundled.translit"),
            runs,
        )
        self.env = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("PYTHON", "TRANSLIT"))
        }
        self.env["XDG_CACHE_HOME"] = str(self.cache)
        code = (
            "import sys, translit; from translit.files import places;"
            " translit.compile(*places.bundled(), to=sys.argv[1])"
        )
        self.took([sys.executable, "-c", code, self.compiled])

    def took(self, command: list[str], setting: str = "") -> float:
        """The seconds that a process takes."""
        start = time.perf_counter()
        done = subprocess.run(
            command,
            env={**self.env, "TRANSLIT_CACHE": setting},
            capture_output=True,
            text=True,
            check=False,
        )
        taken = time.perf_counter() - start
        if done.returncode not in (0, 1) or done.stderr:
            sys.exit(f"{' '.join(command)}: {done.stderr}")
        return taken

    def ratio(self, command: list[str], cache: str = "warm") -> float:
        """How many times as long as bare Python a process takes."""
        ratios = []
        self.took(command)
        for _ in range(COLD if cache == "cold" else self.runs):
            if cache == "cold":
                shutil.rmtree(self.cache)
            bare = self.took(BARE)
            ratios.append(self.took(command, "off" if cache == "off" else "") / bare)
        return statistics.median(ratios)

    def table(self) -> str:
        """The table of docs/scale.md."""
        imported = self.ratio([sys.executable, "-c", "import translit"])
        rows = [f"| `import translit` | {imported:.2f} | | |"]
        for name, what in ((ALIAS, "an alias"), (UNSEEN, "an unseen spelling")):
            warm, cold, off = (
                self.ratio([*RESOLVE, name], cache) for cache in ("warm", "cold", "off")
            )
            rows.append(f"| `translit resolve`, {what} | {warm:.2f} | {cold:.0f} | {off:.1f} |")
            ours = [
                self.ratio([*RESOLVE, "--table", self.compiled, name], cache)
                for cache in ("warm", "off")
            ]
            rows.append(f"| the same, from a compiled file | {ours[0]:.2f} | | {ours[1]:.2f} |")
        return "\n".join(["| times bare Python | warm | cold | off |", "|---|--:|--:|--:|", *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--write", action="store_true", help="put the table into docs/scale.md")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = Bench(Path(folder), args.runs).table()
    print(table)
    if args.write:
        page = (DOCS / "scale.md").read_text("utf-8")
        before, _, rest = page.partition("<!-- start -->")
        (DOCS / "scale.md").write_text(
            f"{before}<!-- start -->\n\n{table}\n\n<!-- end of start"
            f" -->{rest.partition('<!-- end of start -->')[2]}",
            "utf-8",
        )


if __name__ == "__main__":
    main()
