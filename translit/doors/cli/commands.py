"""The list of commands. A new one is a line here and a module that has it: the function of its
name, which takes the parsed arguments and returns the exit status; and, where it takes anything of
its own, `NAME_arguments`, which adds that to its parser.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """Where a command is, and what it takes.

    Attributes:
        home: the module in this folder that has its functions.
        help: what `--help` says of it.
        shared: what it takes as other commands do: functions of `arguments`, before its own.
    """

    home: str
    help: str
    shared: tuple[str, ...] = ()


COMMANDS = {
    "resolve": Command(
        "answers",
        "give each name its canonical ID",
        ("names", "tables", "hints", "near", "prefer", "jobs", "records", "force"),
    ),
    "scan": Command(
        "texts", "find the names in running text", ("tables", "errors", "hints", "records_or_page")
    ),
    "explain": Command(
        "answers",
        "say in sentences how each name got its answer",
        ("names", "tables", "hints", "near", "prefer", "jobs"),
    ),
    "romanise": Command("texts", "write text in Latin letters", ("names",)),
    "systems": Command(
        "texts",
        "list the published systems by which scripts are written in Latin letters",
        ("records",),
    ),
    "cluster": Command(
        "names",
        "group unknown names into likely spellings of one name",
        ("names", "tables", "records"),
    ),
    "variants": Command(
        "names",
        "list plausible spellings of each name, for searching archives",
        ("names", "tables", "records"),
    ),
    "check": Command(
        "tables", "name every fault of alias tables and rules, with its line and how to mend it"
    ),
    "compile": Command(
        "tables", "write tables into one file that opens in milliseconds", ("force",)
    ),
    "propose": Command(
        "edits", "tell what names that were met would add to a table", ("errors", "force", "jobs")
    ),
    "review": Command("edits", "decide about proposals, one at a time"),
    "apply": Command("edits", "write accepted proposals into their table", ("edit",)),
    "merge": Command("edits", "make one entry of two, whose old ID leads to the other", ("edit",)),
    "rename": Command("edits", "give an entry another ID, to which the old one leads", ("edit",)),
    "split": Command("edits", "make two entries of one, parting its names", ("edit",)),
    "diff": Command(
        "tables",
        "tell which answers move between two versions of tables",
        ("errors", "records"),
    ),
    "import": Command("tables", "make an alias table of files in another format", ("force",)),
    "export": Command("tables", "write tables as a file in another format", ("force",)),
    "stats": Command("looks", "tell what is in tables, in figures or on a page", ("look", "force")),
    "report": Command(
        "looks",
        "tell what becomes of a column of names, in figures or on a page",
        ("tables", "errors", "look", "force", "hints", "jobs"),
    ),
    "serve": Command(
        "serving",
        "answer programs and OpenRefine over HTTP: plain JSON, and the Reconciliation API",
        ("tables",),
    ),
    "mcp": Command(
        "serving",
        "answer agents by the Model Context Protocol, over standard input and output",
        ("tables",),
    ),
    "completion": Command(
        "completion", "print the script by which a shell completes commands and options"
    ),
}
