"""The SDK's own client asks `translit mcp` over standard input and output, and gets what the
library says; an abstention says why, so that no agent needs to guess.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

import translit

ROOT = Path(__file__).parents[2]
anyio = pytest.importorskip("anyio")
client = pytest.importorskip("mcp.client.client", reason="needs the SDK (mcp), version 2")
ENV = {**os.environ, "PYTHONPATH": str(ROOT)}
COMMAND = [sys.executable, "-m", "translit", "mcp"]


def asked(ask: Callable[[Any], Awaitable[Any]]) -> Any:
    """What a client that is connected to the command gets."""
    from mcp.client.stdio import StdioServerParameters

    async def main() -> Any:
        server = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], env=ENV)
        async with client.Client(server) as connected:
            return await ask(connected)

    return anyio.run(main)


def called(*calls: tuple[str, dict[str, Any]]) -> list[Any]:
    async def ask(connected: Any) -> list[Any]:
        return [await connected.call_tool(tool, asked) for tool, asked in calls]

    return asked(ask)


def test_tools_read_and_never_write() -> None:
    """Each says what it is for and that it changes nothing; the server says what an abstention
    is.
    """

    async def ask(connected: Any) -> Any:
        return connected.instructions, (await connected.list_tools()).tools

    instructions, tools = asked(ask)
    assert {tool.name for tool in tools} == {
        "resolve",
        "explain",
        "scan",
        "cluster",
        "search",
        "entry",
    }
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)
    assert "none of them is the answer" in instructions


def test_answers_are_the_library_s() -> None:
    """IDs, outcomes and scores; of what has no ID the reason, and candidates that are told apart."""
    names = ["Ramouseh", "Zahraa", "Ramouna", "the neighbourhood", "qwrtpsdf"]
    text = "Fatih Halab left Ramouseh."
    resolved, explained, scanned, grouped, found, entry = (
        each.structured_content
        for each in called(
            ("resolve", {"names": names}),
            ("explain", {"name": "Zahraa", "within": "sy.aleppo"}),
            ("scan", {"text": text}),
            ("cluster", {"names": ["Zuwara", "Zwara", "Misrata"]}),
            ("search", {"text": "Tripoli"}),
            ("entry", {"id": "sy.aleppo"}),
        )
    )
    for told, answer in zip(resolved["answers"], translit.resolve_many(names), strict=True):
        assert (told["id"], told["outcome"]) == (answer.id, answer.outcome)
        assert told["score"] == pytest.approx(answer.score)
        assert [each["id"] for each in told["candidates"]] == [c.id for c in answer.candidates]
        assert (told["reason"] is None) == bool(answer)
    descriptions = [each["description"] for each in resolved["answers"][1]["candidates"]]
    assert len(descriptions) >= 2
    assert len({*descriptions}) == len(descriptions)
    assert (
        explained["explanation"]
        == translit.resolve("Zahraa", within="sy.aleppo").explain().splitlines()
    )
    assert [(each["start"], each["answer"]["id"]) for each in scanned["mentions"]] == [
        (each.start, each.resolution.id) for each in translit.scan(text)
    ]
    assert [len(group["names"]) for group in grouped["groups"]] == [2, 1]
    assert [each["id"] for each in found["entries"]][:2] == ["lb.tripoli", "ly.tripoli"]
    assert entry["name"] == "Aleppo"


def test_what_is_wrong_is_said_in_a_line() -> None:
    wrong = called(
        ("resolve", {"names": ["x"], "within": "sy.alepo"}),
        ("entry", {"id": "nothing"}),
        ("cluster", {"names": ["x"], "least": 2}),
        ("resolve", {"names": "x"}),
    )
    said = [each.content[0].text for each in wrong]
    assert all(each.is_error for each in wrong)
    assert "no entry has the ID sy.alepo" in said[0]
    assert "no entry has the ID nothing" in said[1]
    assert "least must be a probability" in said[2]
    assert not any("Traceback" in each for each in said)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, None])
def test_it_ends_when_told(number: signal.Signals | None) -> None:
    """By a signal, or when its client closes standard input; nothing is on standard error."""
    with subprocess.Popen(
        COMMAND, env=ENV, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        if number is None:
            process.stdin.close()
            assert process.wait(30) == 0
        else:
            ready = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":'
            ready += b'"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}\n'
            process.stdin.write(ready)
            process.stdin.flush()
            assert process.stdout is not None
            assert b'"serverInfo"' in process.stdout.readline()
            process.send_signal(number)
            assert process.wait(30) == -number
        assert process.stderr is not None
        assert process.stderr.read() == b""
