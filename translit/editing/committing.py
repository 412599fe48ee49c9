"""Edited tables on their way to the disk: refused if they would be unsound, else all or none."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from translit.editing.sheets import Sheet
from translit.files.drafts import drafts
from translit.model.errors import Fault, TableError


def commit(
    before: Mapping[str, Sheet],
    after: Mapping[str, Sheet],
    *,
    dry_run: bool = False,
    renamed: Mapping[str, str] = {},
    first: Sequence[str] = (),
) -> str:
    """Write the sheets that have changed, unless the tables would then have a fault that they don't
    have now.

    Args:
        before: every table that is loaded together, by path.
        after: the same tables, edited.
        dry_run: write nothing.
        renamed: IDs that are called otherwise afterwards, in faults too.
        first: the paths of those that are written before the others, in their order: what takes
            names over before what gives them away, so that none is nowhere in between.

    Returns:
        What changes in the files, as a unified diff; "" when nothing does.

    Raises:
        TableError: the edit would bring a fault; nothing has been written.
        TranslitError: a file was changed by somebody else; nothing has been written.
        OSError: a file can't be written; all are as they were.
    """
    changed = {path: sheet for path, sheet in after.items() if sheet.text != before[path].text}
    if faults := _new_faults(before, changed, renamed):
        raise TableError(
            [
                fault._replace(message=f"{fault.message} (after this edit; nothing was written)")
                for fault in faults
            ]
        )
    if not dry_run:
        _write({path: changed[path] for path in (*first, *changed) if path in changed})
    return "".join(unified(path, before[path].text, sheet.text) for path, sheet in changed.items())


def _new_faults(
    before: Mapping[str, Sheet], changed: Mapping[str, Sheet], renamed: Mapping[str, str]
) -> list[Fault]:
    """The faults that the edited tables have and the tables as they are don't."""
    from translit.uses.lint import check_tables  # which takes as long to import as many an edit

    if not changed:
        return []
    texts = {path: sheet.text for path, sheet in changed.items()}
    found = [fault for fault in check_tables([*before], texts) if not fault.note]
    known = (
        Counter(_gist(fault, renamed) for fault in check_tables([*before]))
        if found
        else Counter[tuple[str, str]]()
    )
    new = []
    for fault in found:
        gist = _gist(fault, renamed)
        known[gist] -= 1
        new += [fault] if known[gist] < 0 else []
    return new


def _gist(fault: Fault, renamed: Mapping[str, str]) -> tuple[str, str]:
    """A fault without the places, which an edit shifts, and under the new IDs."""
    message = re.sub(r":\d+:\d+", "", fault.message)
    for old, new in renamed.items():
        message = message.replace(new, old)
    return fault.code, message


def _write(sheets: Mapping[str, Sheet]) -> None:
    with drafts(*sheets, held=[sheet.held for sheet in sheets.values()]) as files:
        for file, sheet in zip(files, sheets.values(), strict=True):
            file.write(b"\xef\xbb\xbf" * sheet.marked + sheet.text.encode())


def unified(path: str, old: str, new: str) -> str:
    """What changes in a file, as a unified diff."""
    was, now = (re.findall(r"[^\n]*\n|[^\n]+", text) for text in (old, new))
    found = difflib.unified_diff(was, now, path, path)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in found
    )
