"""The commands that stay: `serve` and `mcp`."""

from __future__ import annotations

import sys
from os import environ
from signal import SIG_DFL, SIGINT, signal
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING

import translit
from translit.doors.cli.options import RESOLVED, resolver_of
from translit.doors.cli.streams import say

if TYPE_CHECKING:
    from argparse import ArgumentParser


def serve_arguments(command: ArgumentParser) -> None:
    group = command.add_argument_group("service")
    group.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen at (127.0.0.1: this machine alone)",
    )
    group.add_argument(
        "--port", type=int, default=8000, help="the port (8000); 0 takes one that is free"
    )
    token = environ.get("TRANSLIT_TOKEN")
    group.add_argument(
        "--token",
        default=token,
        help="what clients must send as bearer token; better kept in TRANSLIT_TOKEN",
    )
    group.add_argument(
        "--url",
        help="the address that clients know the service by, if that is another, as behind a proxy",
    )
    group.add_argument(
        "--name", default="translit", help="what clients call the service (translit)"
    )


def serve(args: Arguments) -> int:
    translit.serve(
        resolver_of(args),
        host=args.host,
        port=args.port,
        token=args.token,
        url=args.url,
        name=args.name,
    )
    return RESOLVED


def mcp(args: Arguments) -> int:
    from translit.doors.agents import server

    found = server(resolver_of(args))
    if sys.stdin.isatty():
        say("waits for the messages of an agent on standard input; Ctrl-C ends it")
    # The SDK reads in a thread that Python would wait for: the signal itself ends the process.
    signal(SIGINT, SIG_DFL)
    found.run()
    return RESOLVED
