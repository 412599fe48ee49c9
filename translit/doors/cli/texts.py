"""The commands that read running text: `scan` and `romanise`; and `systems`, which lists what
`romanise` takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING

import translit
from translit.doors.cli import streams
from translit.doors.cli.options import (
    RESOLVED,
    UNRESOLVED,
    record_of,
    resolver_of,
    source_of,
    writer_of,
)
from translit.doors.cli.streams import Progress, Writer, say, show
from translit.files.reading import STDIN, title

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from translit.language.systems import System
    from translit.resolving.answer import Mention
    from translit.resolving.resolver import Resolver

FOUND = ("start", "end", "text", "id", "name", "outcome", "score")
SYSTEM = ("code", "script", "system", "languages", "sources", "scheme")
SUMMARY = ("id", "name", "count", "spellings")


def romanise_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "--lang", help="the language of the text, where its script serves several (uk, fa, ...)"
    )
    command.add_argument(
        "--system", help="another published system than the script's first (mccune-reischauer, ...)"
    )


def romanise(args: Arguments) -> int:
    """Line by line for arguments; a file keeps its lines as they are."""
    path = source_of(args)
    for text in args.names if path is None else streams.pieces(path, args.errors):
        show(
            translit.romanise(text, lang=args.lang, system=args.system),
            end="\n" if path is None else "",
        )
    return RESOLVED


def systems_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "--script", help="only those of a script, by its code (Hang) or its name (Hangul)"
    )


def systems(args: Arguments) -> int:
    found = translit.systems(args.script)
    out = writer_of(args, SYSTEM)
    out.write(_system(system, out) for system in found)
    out.finish()
    if not found:
        say(f"there are no rules for {args.script}: romanise leaves it to Unidecode")
    return RESOLVED if found else UNRESOLVED


def _system(system: System, out: Writer) -> dict[str, object]:
    """The record of a system; in lines its languages are counted, and the script's own system is
    called default.
    """
    record = {**system._asdict(), "system": system.name}
    if out.layout:
        record |= {
            "system": system.name or "default",
            "languages": len(system.languages),
            "sources": "; ".join(system.sources),
        }
    return {field: record[field] for field in SYSTEM}


def scan_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "files", nargs="*", metavar="FILE", help="text files; none, or -, for standard input"
    )
    units = ("codepoint", "utf16", "utf8")
    command.add_argument(
        "--offset-unit",
        choices=units,
        default="codepoint",
        help="what start and end count (codepoint)",
    )
    command.add_argument(
        "--around",
        action="store_true",
        help="weigh homonyms by how near they lie to the places that the text names for certain",
    )
    command.add_argument(
        "--summary",
        action="store_true",
        help="one record for each ID, with its spellings and their counts",
    )


def scan(args: Arguments) -> int:
    resolver, files = resolver_of(args), args.files or [STDIN]
    if args.format == "html":
        return _scan_page(resolver, files, args)
    fields = ("file", *FOUND) if len(files) > 1 else FOUND
    out = writer_of(args, SUMMARY if args.summary else fields)
    found = _found(resolver, files, args)
    if args.summary:
        return _summarise(out, found)
    missed = False
    for path, mentions in found:
        out.write(
            {
                "file": path,
                "start": m.start,
                "end": m.end,
                "text": m.text,
                **record_of(m.resolution),
            }
            for m in mentions
        )
        missed |= not all(m.resolution for m in mentions)
    out.finish()
    return UNRESOLVED if missed else RESOLVED


def _found(
    resolver: Resolver, files: Sequence[str], args: Arguments
) -> Iterator[tuple[str, list[Mention]]]:
    """The mentions of each piece of each file, their offsets counted from the start of the file."""
    from translit.resolving.offsets import units

    with Progress("characters") as progress:
        for path in files:
            start = 0
            for piece in streams.pieces(path, args.errors):
                mentions = resolver.scan(piece, around=args.around, offset_unit=args.offset_unit)
                yield path, [m._replace(start=m.start + start, end=m.end + start) for m in mentions]
                start += units(piece, args.offset_unit)
                progress.add(len(piece))


def _scan_page(resolver: Resolver, files: Sequence[str], args: Arguments) -> int:
    from translit.uses.pages.mentions import Part, page

    if args.summary:
        args.usage("--format html holds the summary already")
    missed = False

    def parts() -> Iterator[Part]:
        nonlocal missed
        for path in files:
            for text in streams.pieces(path, args.errors):
                mentions = resolver.scan(text, around=args.around)
                missed |= not all(mention.resolution for mention in mentions)
                yield Part(title(path), text, mentions)

    for written in page(parts(), "Mentions"):
        show(written, end="")
    return UNRESOLVED if missed else RESOLVED


def _summarise(out: Writer, found: Iterable[tuple[str, list[Mention]]]) -> int:
    """One record an ID, the most mentioned first, with each spelling and its count; what has no
    ID comes last.
    """
    groups: dict[tuple[str | None, str | None], Counter[str]] = {}
    for _, mentions in found:
        for m in mentions:
            groups.setdefault((m.resolution.id, m.resolution.name), Counter())[m.text] += 1
    ranked = sorted(
        groups.items(),
        key=lambda group: (group[0][0] is None, -group[1].total(), group[0][0] or ""),
    )
    out.write(
        {"id": id, "name": name, "count": count.total(), "spellings": _spellings(count, out)}
        for (id, name), count in ranked
    )
    return UNRESOLVED if any(id is None for id, _ in groups) else RESOLVED


def _spellings(count: Counter[str], out: Writer) -> dict[str, int] | str:
    ranked = dict(sorted(count.items(), key=lambda item: (-item[1], item[0])))
    return ", ".join(f"{text} ({n})" for text, n in ranked.items()) if out.layout else ranked
