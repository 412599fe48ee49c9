"""What the reconciliation service costs: queries a second with one client and with fifty, beside resolve_many in the same run.

    python tests/bench/serve.py [--names 2000] [--batch 10] [--write]

The service is a process of its own, over the bundled tables; the clients are threads of this one, on this machine alone, each with one
connection. Half of the names are aliases, half are other spellings of them. A ratio is the queries that the service answers in a
second over the names that resolve_many does, with the same names. "hostile" are requests that must be refused: bodies of 4 MB,
random bytes, JSON that is none. Memory is what the process of the service holds (VmRSS), where /proc tells it. --write puts the
table into docs/reconcile.md.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import translit
from translit.resolver import bundled

PAGE = Path(__file__).parents[2] / "docs" / "reconcile.md"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HOSTILE = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=10)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    names = some(args.names)
    table = measured(names, args.batch)
    print(table)
    if args.write:
        before, _, rest = PAGE.read_text("utf-8").partition("<!-- bench -->")
        PAGE.write_text(f"{before}<!-- bench -->\n\n{table}\n\n<!-- end of bench -->{rest.partition('<!-- end of bench -->')[2]}", "utf-8")


def some(count: int) -> list[str]:
    """Distinct names, half of them aliases and half unseen spellings of aliases."""
    draw = random.Random(1)
    aliases = sorted({alias for entry in bundled().entries.values() for alias in (entry.name, *entry.aliases)})
    unseen = (variant.text for alias in draw.sample(aliases, len(aliases)) for variant in translit.variants(alias, limit=2))
    found = dict.fromkeys(draw.sample(aliases, count // 2))
    while len(found) < count:
        found[next(unseen)] = None
    return draw.sample([*found], count)


def measured(names: Sequence[str], size: int) -> str:
    """The table of docs/reconcile.md."""
    command = [sys.executable, "-m", "translit", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r":(\d+) \(", process.stderr.readline())
        assert found
        port, log = int(found[1]), ThreadPoolExecutor(1).submit(lambda: sum(1 for _ in process.stderr or ()))
        batches = [names[start : start + size] for start in range(0, len(names), size)]
        rows = ["| | a second | ratio | memory after it |", "|---|--:|--:|--:|", f"| at the start | | | {memory(process.pid)} |"]
        plain = len(names) / timed(lambda: bundled().resolve_many(names))
        rows.append(f"| `resolve_many`, in the process of its caller | {plain:,.0f} names | 1.00 | |")
        for clients, who in ((1, "1 client"), (50, "50 clients")):
            rate = len(names) / timed(lambda clients=clients: together(port, batches, clients))
            row = f"| {who}, {size} queries a request | {rate:,.0f} queries | {rate / plain:.2f} |"
            rows.append(f"{row} {memory(process.pid)} |")
        rate = HOSTILE / timed(lambda: hostile(port))
        rows.append(f"| hostile, 10 clients | {rate:,.0f} requests | | {memory(process.pid)} |")
        process.terminate()
        assert process.wait(20) == 0
        log.result(20)
    return "\n".join(rows)


def timed(work: Callable[[], object]) -> float:
    """The seconds that some work takes: the least of three times, since other programs may use the machine as well."""
    took = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return min(took)


def together(port: int, batches: Sequence[Sequence[str]], clients: int) -> None:
    """Clients at once, each with its share of the batches."""
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(lambda number: asked(port, batches[number::clients]), range(clients)))


def asked(port: int, batches: Sequence[Sequence[str]]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    for batch in batches:
        queries = {str(number): {"query": name} for number, name in enumerate(batch)}
        connection.request("POST", "/", urlencode({"queries": json.dumps(queries)}), FORM)
        answer = connection.getresponse()
        assert answer.status == 200
        assert json.load(answer).keys() == queries.keys()
    connection.close()


def hostile(port: int) -> None:
    """Requests that must be refused, from ten clients at once."""
    draw = random.Random(1)
    huge = b"POST / HTTP/1.1\r\nContent-Length: 4000000\r\n\r\n" + bytes(4_000_000)
    broken = b"POST /v1/match HTTP/1.1\r\nContent-Length: 60000\r\n\r\n" + b"[" * 60_000
    raws = [(huge, draw.randbytes(500), broken)[number % 3] for number in range(HOSTILE)]

    def sent(raw: bytes) -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            with suppress(OSError):  # it may be told no before it has said all
                connection.sendall(raw)
                connection.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
        assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer[:60]

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(sent, raws))


def memory(pid: int) -> str:
    """What a process holds."""
    with suppress(OSError):
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("utf-8"))
        return f"{int(found[1]) / 1024:.0f} MB" if found else ""
    return ""


if __name__ == "__main__":
    main()
