"""The page of answers that moved since a version, docs/changed.md, made by asking the bundled
tables of both.

    python docs/changed.py            write it anew; needs git, and the history of the repository
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import translit
from translit.editing.changes import Move, moves, names

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).with_suffix(".md")
# 0.1.0 was never published: it is the state in which the tables were first there.
SINCE, COMMIT = "0.1.0", "3a59374"

HEAD = """\
# Answers that changed

What the names in the bundled tables of {since} mean in those of {version}, both asked with the code
of {version} under the default policy. {since} was never published: it stands for commit {commit},
in which the tables were first there. Names that only {version} holds aren't here: they had no
answer before.

`python docs/changed.py` makes this page. For your own tables, `translit diff OLD NEW` tells the
same ([diff](cli.md#diff)).

| | {since} | {version} |
|---|---|---|
| entries | {entries[0]:,} | {entries[1]:,} |
| names | {names[0]:,} | {names[1]:,} |

Of the {asked:,} names of {since}, {same:,} mean the same in {version}, and {moved:,} don't.
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = ["git", "archive", COMMIT, "aliases"]
        made = subprocess.run(archive, cwd=ROOT, capture_output=True, check=True).stdout  # noqa: S603
        with tarfile.open(fileobj=io.BytesIO(made)) as held:
            held.extractall(folder, filter="data")
        before, after = translit.load(f"{folder}/aliases"), translit.load(ROOT / "aliases")
        asked = [*dict.fromkeys(names(before))]
        (moved,) = moves(before, after, [asked])
        sizes = [len(each.entries) for each in (before, after)]
        held_names = [len({*names(each)}) for each in (before, after)]
    head = HEAD.format(
        since=SINCE,
        version=translit.__version__,
        commit=COMMIT,
        entries=sizes,
        names=held_names,
        asked=len(asked),
        same=len(asked) - len(moved),
        moved=len(moved),
    )
    PAGE.write_text(head + "".join(_sections(moved)), "utf-8")


def _sections(moved: Iterable[Move]) -> Iterator[str]:
    """What became of the names, a section for each kind of move, in alphabetical order."""
    kinds: dict[str, list[Move]] = {title: [] for title in _TITLES}
    for move in moved:
        kinds[_kind(move)].append(move)
    for title, held in kinds.items():
        if held:
            yield f"\n## {title}\n\n{_TITLES[title]}\n\n| name | was | is |\n|---|---|---|\n"
            yield from sorted(map(_row, held))


_TITLES = {
    "Another ID": "These lead elsewhere now. Look at each if you keep answers of the old tables.",
    "No ID any more": (
        "These had an answer, and have none now, as another entry bears the name, too, or the one"
        " that did isn't there."
    ),
    "An ID where there was none": "These were ambiguous, or not known.",
    "No ID, for another reason": "These have no answer in either.",
}


def _kind(move: Move) -> str:
    if move.old_id and move.new_id:
        return "Another ID"
    if move.old_id:
        return "No ID any more"
    return "An ID where there was none" if move.new_id else "No ID, for another reason"


def _row(move: Move) -> str:
    was, now = (
        f"`{id}`" if id else str(outcome)
        for id, outcome in ((move.old_id, move.old_outcome), (move.new_id, move.new_outcome))
    )
    return f"| {move.mention.replace('|', '&#124;')} | {was} | {now} |\n"


if __name__ == "__main__":
    main()
