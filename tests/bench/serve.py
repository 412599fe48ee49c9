"""What the reconciliation service costs, and what it bears.

    python tests/bench/serve.py [--names 2000] [--batch 10] [--write]

The service is a process of its own, over the bundled tables; the clients are threads of this one,
on this machine alone, each with one connection. Half of the names are aliases, half are other
spellings of them.

- A ratio is the queries that the service answers in a second over the names that resolve_many does,
    with the same names.
- The spread is what the 99th of 100 requests takes over what the median one does; the last column
  of the first table is the memory that the process of the service holds afterwards (VmRSS), where
  /proc tells it.
- "hostile" are requests that must be refused: bodies of 4 MB, random bytes, JSON that is none.
- The second table has the slowest of ten requests of one query beside clients that are slow, or
  greedy, and how long the service takes to end by SIGTERM.

--write puts the tables into docs/reconcile.md.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar
from urllib.parse import urlencode

import translit
from translit.resolving.resolver import bundled

T = TypeVar("T")
PAGE = Path(__file__).parents[2] / "docs" / "reconcile.md"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HOSTILE = 300
LONGEST = 40  # seconds that are waited for an answer, and for an end


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--names", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=10)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    names = some(args.names)
    table = measured(names, args.batch)
    print(table)
    if args.write:
        before, _, rest = PAGE.read_text("utf-8").partition("<!-- bench -->")
        PAGE.write_text(
            f"{before}<!-- bench -->\n\n{table}\n\n<!-- end of bench"
            f" -->{rest.partition('<!-- end of bench -->')[2]}",
            "utf-8",
        )


def some(count: int) -> list[str]:
    """Distinct names, half of them aliases and half unseen spellings of aliases."""
    draw = random.Random(1)
    aliases = sorted(
        {alias for entry in bundled().entries.values() for alias in (entry.name, *entry.aliases)}
    )
    unseen = (
        variant.text
        for alias in draw.sample(aliases, len(aliases))
        for variant in translit.variants(alias, limit=2)
    )
    found = dict.fromkeys(draw.sample(aliases, count // 2))
    while len(found) < count:
        found[next(unseen)] = None
    return draw.sample([*found], count)


def measured(names: Sequence[str], size: int) -> str:
    """The tables of docs/reconcile.md."""
    batches = [names[start : start + size] for start in range(0, len(names), size)]
    rows = [
        "| | a second | ratio | median | spread | memory after it |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    with service() as (pid, port):
        rows.append(f"| at the start | | | | | {memory(pid)} |")
        plain = len(names) / timed(lambda: bundled().resolve_many(names))[0]
        rows.append(
            f"| `resolve_many`, in the process of its caller | {plain:,.0f} names | 1.00 | | | |"
        )
        for clients, who in ((1, "1 client"), (50, "50 clients")):
            seconds, rounds = timed(lambda clients=clients: together(port, batches, clients))
            took = [each for one in rounds for each in one]
            rate, middle = len(names) / seconds, median(took)
            row = (
                f"| {who}, {size} queries a request | {rate:,.0f} queries | {rate / plain:.2f} |"
                f" {1000 * middle:,.0f} ms"
            )
            rows.append(f"{row} | {quantiles(took, n=100)[-1] / middle:.1f} | {memory(pid)} |")
        rate = HOSTILE / timed(lambda: hostile(port))[0]
        rows.append(f"| hostile, 10 clients | {rate:,.0f} requests | | | | {memory(pid)} |")
    return "\n".join(
        [
            *rows,
            "",
            "| | slowest of ten | end |",
            "|---|--:|--:|",
            *(beside(*each) for each in BESIDE.items()),
        ]
    )


def timed(work: Callable[[], T]) -> tuple[float, list[T]]:
    """What some work comes to, three times, and the least seconds of them: other programs may
    use the machine as well.
    """
    seconds, done = float("inf"), []
    for _ in range(3):
        start = time.perf_counter()
        done.append(work())
        seconds = min(seconds, time.perf_counter() - start)
    return seconds, done


@contextmanager
def service() -> Iterator[tuple[int, int]]:
    """A service in a process of its own: the number of the process, and the port."""
    command = [sys.executable, "-m", "translit", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r":(\d+) \(", process.stderr.readline())
        assert found
        log = ThreadPoolExecutor(1).submit(lambda: sum(1 for _ in process.stderr or ()))
        try:
            yield process.pid, int(found[1])
            process.terminate()
            process.wait(LONGEST)
        finally:
            process.kill()
        log.result(20)


def beside(who: str, does: Callable[[int], None]) -> str:
    """A row: the slowest of ten requests beside fifty clients that do something, or two hundred,
    and the end of the service.
    """
    stop, least = threading.Event(), 0.0

    def client(port: int) -> None:
        while not stop.is_set():
            with suppress(OSError, HTTPException, AssertionError):  # 503, at the end
                does(port)

    with service() as (_, port):
        asked(port, [["Ramouseh"]])
        for _ in range(CLIENTS[who]):
            threading.Thread(target=client, args=(port,), daemon=True).start()
        time.sleep(2)
        try:
            least = max(asked(port, [["Ramouseh"]])[0] for _ in range(10))
            told = f"{least:.1f} s"
        except (OSError, AssertionError) as error:
            told = f"{type(error).__name__}"
        start = time.perf_counter()
        threading.Timer(LONGEST - 5, stop.set).start()
    stop.set()
    return f"| beside {who} | {told} | {time.perf_counter() - start:.1f} s |"


def half(port: int) -> None:
    """Say half a request, letter by letter."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        for letter in b"GET /" + b"x" * 100:
            line.sendall(bytes([letter]))
            time.sleep(1)


def unread(port: int) -> None:
    """Ask for much, and don't read it."""
    query = {"ids": [f"x{number}" for number in range(1000)], "properties": [{"id": "name"}]}
    body = urlencode({"extend": json.dumps(query)}).encode()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        line.sendall((b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)) * 100)
        time.sleep(60)


def greedy(port: int) -> None:
    """Ask for fifty times twenty names."""
    draw = random.Random(port)
    names = [
        " ".join("".join(draw.choices("abdefghiklmnorstu", k=6)) for _ in range(2))
        for _ in range(20)
    ]
    query = {"conditions": [{"matchType": "name", "propertyValue": names}]}
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("POST", "/v1/match", json.dumps({"queries": [query] * 50}))
    connection.getresponse().read()
    connection.close()


def busy(port: int) -> None:
    """Ask for ten names, over and over on one connection."""
    asked(port, [["Ramouseh", "Ramouna", "Halab", "Tripoly", "Zahraa"] * 2] * 1000)


BESIDE: dict[str, Callable[[int], None]] = {
    "50 clients that ask for 10 names, over and over": busy,
    "8 clients that ask for 50 times 20 names": greedy,
    "200 clients that say half a request": half,
    "50 clients that don't read their answers": unread,
}
CLIENTS = {who: int(who.split()[0]) for who in BESIDE}


def together(port: int, batches: Sequence[Sequence[str]], clients: int) -> list[float]:
    """Clients at once, each with its share of the batches; the seconds of each request."""
    with ThreadPoolExecutor(clients) as pool:
        took = pool.map(lambda number: asked(port, batches[number::clients]), range(clients))
        return [each for client in took for each in client]


def asked(port: int, batches: Sequence[Sequence[str]]) -> list[float]:
    """Ask for batches over one connection; the seconds of each request."""
    connection, took = HTTPConnection("127.0.0.1", port, timeout=LONGEST), []
    for batch in batches:
        start = time.perf_counter()
        queries = {str(number): {"query": name} for number, name in enumerate(batch)}
        connection.request("POST", "/", urlencode({"queries": json.dumps(queries)}), FORM)
        answer = connection.getresponse()
        assert answer.status == 200
        assert json.load(answer).keys() == queries.keys()
        took.append(time.perf_counter() - start)
    connection.close()
    return took


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
