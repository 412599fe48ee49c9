"""OpenRefine, driven over HTTP: start it without a window, and do what its pages do."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

STARTS, WORKS, ENDS = (
    120,
    300,
    20,
)  # seconds that it may take to start, to reconcile a column, and to end
ALL_ROWS = json.dumps({"facets": [], "mode": "row-based"})


@contextmanager
def openrefine(folder: Path) -> Iterator[OpenRefine]:
    """OpenRefine on a free port, its files in a folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        "openrefine",
        "-p",
        str(port),
        "-i",
        "127.0.0.1",
        "-d",
        str(folder),
        "-x",
        "refine.headless=true",
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        refine = OpenRefine(f"http://127.0.0.1:{port}")
        refine.wait(process)
        yield refine
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and the Java that it started: it saves its projects, and is killed when
    that takes too long.
    """
    until = time.monotonic() + ENDS
    os.killpg(process.pid, signal.SIGTERM)
    process.wait()
    with suppress(ProcessLookupError):
        while time.monotonic() < until:
            os.killpg(process.pid, 0)
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGKILL)


class OpenRefine:
    """One OpenRefine that runs at an address."""

    def __init__(self, url: str) -> None:
        self.url = url

    def wait(self, process: subprocess.Popen[bytes]) -> None:
        """Until it answers."""
        until = time.monotonic() + STARTS
        while process.poll() is None and time.monotonic() < until:
            try:
                self.ask("get-version")
            except OSError:
                time.sleep(0.5)
            else:
                return
        raise TimeoutError("OpenRefine didn't start")

    def ask(self, command: str, **fields: str) -> Any:
        """What a command answers to a GET."""
        with urllib.request.urlopen(
            f"{self.url}/command/core/{command}?{urllib.parse.urlencode(fields)}", timeout=60
        ) as answer:
            return json.load(answer)

    def post(self, command: str, **fields: str) -> bytes:
        """What a command answers to a POST."""
        fields["csrf_token"] = self.ask("get-csrf-token")["token"]
        request = urllib.request.Request(
            f"{self.url}/command/core/{command}", urllib.parse.urlencode(fields).encode()
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def do(self, command: str, **fields: str) -> Any:
        """Likewise, with JSON read."""
        text = self.post(command, **fields).decode()
        return json.loads(text) if text.startswith("{") else text

    def create(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """A project of some rows, and its ID."""
        text = io.StringIO()
        csv.writer(text).writerows([columns, *rows])
        options = json.dumps(
            {
                "separator": ",",
                "headerLines": 1,
                "guessCellValueTypes": False,
                "trimStrings": False,
                "encoding": "UTF-8",
            }
        )
        parts = {
            "project-name": "Reports",
            "format": "text/line-based/*sv",
            "options": options,
            "project-file": text.getvalue(),
        }
        body = "".join(_part(name, value) for name, value in parts.items()) + f"--{_EDGE}--\r\n"
        token = self.ask("get-csrf-token")["token"]
        address = f"{self.url}/command/core/create-project-from-upload?csrf_token={token}&options={urllib.parse.quote(options)}"
        request = urllib.request.Request(
            address, body.encode(), {"Content-Type": f"multipart/form-data; boundary={_EDGE}"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return urllib.parse.parse_qs(urllib.parse.urlsplit(answer.url).query)["project"][0]

    def reconcile(
        self,
        project: str,
        column: str,
        service: str,
        type: dict[str, str],
        details: Sequence[dict[str, str]] = (),
    ) -> None:
        """Reconcile a column and wait for it: candidates of which the service is certain are
        matched.
        """
        config = {
            "mode": "standard-service",
            "service": service,
            "identifierSpace": f"{service}/view?id=",
            "schemaSpace": f"{service}/",
            "type": type,
            "autoMatch": True,
            "columnDetails": list(details),
            "limit": 0,
        }
        self.do(
            "reconcile",
            project=project,
            columnName=column,
            config=json.dumps(config),
            engine=ALL_ROWS,
        )
        self.finish(project)

    def extend(
        self, project: str, column: str, service: str, properties: Sequence[dict[str, str]]
    ) -> None:
        """Add columns with what the service knows of the matched entities."""
        self.do(
            "extend-data",
            project=project,
            engine=ALL_ROWS,
            baseColumnName=column,
            endpoint=service,
            columnInsertIndex="1",
            identifierSpace=f"{service}/view?id=",
            schemaSpace=f"{service}/",
            extension=json.dumps({"properties": properties}),
        )
        self.finish(project)

    def finish(self, project: str) -> None:
        """Wait until nothing runs."""
        until = time.monotonic() + WORKS
        while self.ask("get-processes", project=project)["processes"]:
            if time.monotonic() > until:
                raise TimeoutError("OpenRefine is still at it")
            time.sleep(0.2)

    def add(self, project: str, column: str, name: str, expression: str) -> None:
        """A column worked out from another one."""
        self.do(
            "add-column",
            project=project,
            engine=ALL_ROWS,
            baseColumnName=column,
            newColumnName=name,
            columnInsertIndex="1",
            expression=f"grel:{expression}",
            onError="store-error",
        )

    def rows(self, project: str) -> list[dict[str, str]]:
        """The rows of a project as it exports them."""
        text = self.do("export-rows", project=project, engine=ALL_ROWS, format="csv")
        return list(csv.DictReader(io.StringIO(text)))


_EDGE = "an-edge-that-no-name-holds"


def _part(name: str, value: str) -> str:
    file = '; filename="names.csv"' if name == "project-file" else ""
    return f'--{_EDGE}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{value}\r\n'
