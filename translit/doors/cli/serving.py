"""The command that stays: `serve`."""

from __future__ import annotations

from types import SimpleNamespace as Arguments

import translit
from translit.doors.cli.options import RESOLVED, resolver_of


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
