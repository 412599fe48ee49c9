"""What the tests of the service over HTTP share: one that asks, and reads an answer to its end."""

from __future__ import annotations

import json
import re
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

from translit import Server

ROOT = Path(__file__).parents[1]
# What an answer must never hold: where things lie, and what happened inside.
INSIDE = re.compile(
    rb"Traceback|\.py\b|/home/|/usr/|/tmp/|site-packages|" + re.escape(str(ROOT)).encode()
)


class Got:
    """An answer, read to its end, and fit to be seen."""

    def __init__(self, answer: HTTPResponse) -> None:
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        assert self.headers["Access-Control-Allow-Origin"] == "*"
        assert not INSIDE.search(self.body + str(self.headers).encode())

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        """The complaint: one line."""
        (said,) = self.json.values()
        assert self.json == {"error": said}
        assert "\n" not in said
        return said


def ask(
    server: Server,
    path: str,
    method: str = "GET",
    body: Any = None,
    headers: dict[str, str] | None = None,
    seconds: float = 10,
) -> Got:
    connection = HTTPConnection(*server.server_address[:2], timeout=seconds)
    try:
        connection.request(method, path, body, headers or {})
        return Got(connection.getresponse())
    finally:
        connection.close()
