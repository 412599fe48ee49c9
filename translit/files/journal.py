"""Several files that change together: all of them or none, though the writer be killed.

Before the new files take their places each old one gets a second name, and a journal in each of
their folders says what belongs together. The edit counts when the first of the journals is taken
away; whoever finds it later takes everything back (`undo`).

    .translit-<id>.tmp      a file that is being written
    .translit-<id>.old      what a file held before
    .translit-<id>.journal  JSON: `first`, the journal that counts, and for each of the `files` its
                            `place`, its `draft`, its `old` name (null for a file that is new), and
                            the digests of what it `held` and of what it shall `hold`; paths as seen
                            from the journal's folder

Such names never leave the folder of their file, and only files that a command was given are put
back: a journal that somebody planted can't touch others.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from translit.files.digest import digest
from translit.files.whole import require_regular
from translit.model.errors import TranslitError

PREFIX, JOURNAL = ".translit-", ".journal"
# So many names are tried for a new file: somebody may have planted files, or links, under them.
_TRIES = 100
# A new file is never one that is there, and never what a link leads to.
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
_NEW |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
# Bytes of a journal: no edit changes so many tables that it needs more.
_LONGEST = 1 << 24


class Change(NamedTuple):
    """A written draft and the file whose place it takes; and in a journal, what that held before:
    its second name, and both digests.
    """

    place: Path
    draft: Path
    old: Path | None = None
    held: str | None = None
    hold: str = ""


def digest_of(path: str | os.PathLike[str]) -> str | None:
    """The digest of what a file holds; None where there is none.

    Raises:
        OSError: it can't be read.
    """
    try:
        require_regular(path)
        return digest([Path(path).read_bytes()])
    except FileNotFoundError:
        return None


def created(place: Path, suffix: str, mode: int = 0o666) -> tuple[BinaryIO, Path]:
    """A new file beside another, open for writing, with its permissions and, if that may be, its
    owner, before anything is in it; `mode` is that of a file beside none.

    Raises:
        OSError: there can't be one.
    """
    facts = place.stat() if place.is_file() else None
    for _ in range(_TRIES):
        path = place.with_name(f"{PREFIX}{os.getpid()}-{os.urandom(6).hex()}{suffix}")
        with suppress(FileExistsError):
            handle = os.open(path, _NEW, mode if facts is None else 0o600)
            try:
                if facts is not None:
                    _hand_on(facts, handle)
                return os.fdopen(handle, "wb"), path
            except BaseException:
                os.close(handle)
                _remove([path])
                raise
    raise FileExistsError(17, "every name for a draft is taken", str(place))


def _hand_on(facts: os.stat_result, handle: int) -> None:
    if hasattr(os, "fchmod"):
        with suppress(OSError):  # only root may give a file away
            os.fchown(handle, facts.st_uid, facts.st_gid)
        os.fchmod(handle, stat.S_IMODE(facts.st_mode))


def place_all(changes: Sequence[Change]) -> None:
    """Put drafts in the places of their files, in their order.

    Raises:
        OSError: one can't be put there; all files are as they were before.
    """
    if len(changes) < 2:
        for change in changes:
            change.draft.replace(change.place)
            _sync([change.place.parent])
        return
    made: list[Path] = []
    try:
        kept = [_with_second_name(change, made) for change in changes]
        journals = _written(kept, made)
    except BaseException:
        _remove(made)
        raise
    try:
        for change in kept:
            change.draft.replace(change.place)
        _sync(journal.parent for journal in journals)
        journals[0].unlink()
    except BaseException:
        _take_back(kept, journals)
        raise
    _remove(made)


def _with_second_name(change: Change, made: list[Path]) -> Change:
    """The change, and beside its file another that holds the same."""
    hold = digest([change.draft.read_bytes()])
    if not change.place.exists():
        return change._replace(hold=hold)
    content = change.place.read_bytes()
    file, old = created(change.place, ".old")
    made.append(old)
    _fill(file, content)
    return change._replace(old=old, held=digest([content]), hold=hold)


def _written(kept: Sequence[Change], made: list[Path]) -> list[Path]:
    """The journals of some changes, the one that counts before the others."""
    name = f"{PREFIX}{os.getpid()}-{os.urandom(6).hex()}{JOURNAL}"
    journals = [folder / name for folder in dict.fromkeys(each.place.parent for each in kept)]
    for journal in reversed(journals):
        file, draft = created(journal, ".tmp", 0o600)
        made.append(draft)
        _fill(file, json.dumps(_record(journal, journals[0], kept)).encode())
        made.append(journal)
        draft.replace(journal)
        _sync([journal.parent])
    return journals


def _fill(file: BinaryIO, content: bytes) -> None:
    with file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _record(journal: Path, first: Path, kept: Sequence[Change]) -> dict[str, Any]:
    def seen(path: Path | None) -> str | None:
        return None if path is None else os.path.relpath(path, journal.parent)

    files = [
        {
            "place": seen(each.place),
            "draft": seen(each.draft),
            "old": seen(each.old),
            "held": each.held,
            "hold": each.hold,
        }
        for each in kept
    ]
    return {"first": seen(first), "files": files}


# --- what a killed writer left --------------------------------------------------------------------


def undo(places: Collection[Path]) -> None:
    """Take back what killed writers left half done among some files (real paths, without links).

    Raises:
        TranslitError: a journal can't be trusted; it names other files too; or one of its files
            was changed since. Nothing is touched then.
        OSError: a file can't be put back.
    """
    for folder in sorted({place.parent for place in places}):
        for path in sorted(folder.glob(f"{PREFIX}*{JOURNAL}")):
            first, kept = _read(path)
            journals = [path]
            if os.path.lexists(first):
                journals = [folder / path.name for folder in {each.place.parent for each in kept}]
                journals.sort(key=lambda each: each != first)
                _require_named(kept, places)
                _take_back(kept, journals)
            own = [each for each in kept if each.place.parent == folder]
            _remove([*(each.draft for each in own), *(each.old for each in own if each.old), path])


def halfway(places: Collection[Path]) -> Iterator[tuple[Path, str]]:
    """Edits of some files (real paths) that go on, or were interrupted: the journal of each, and
    what to say of it.
    """
    known: set[Path] = set()
    for folder in sorted({place.parent for place in places}):
        for path in sorted(folder.glob(f"{PREFIX}*{JOURNAL}")):
            try:
                first, kept = _read(path)
            except TranslitError as error:
                yield path, str(error).removeprefix(f"{path}: ")
                continue
            counts = os.path.lexists(first) and any(each.place in places for each in kept)
            if counts and first not in known:
                known.add(first)
                named = ", ".join(str(each.place) for each in kept)
                told = f"an edit of {named} was interrupted, and some of it may be written:"
                yield first, f"{told} the next edit of these takes it back, be it with --dry-run"


def _read(path: Path) -> tuple[Path, list[Change]]:
    """The journal that counts, and the changes that a journal tells of."""
    try:
        record = json.loads(_content(path))
        kept = [_change(path, each) for each in record["files"]]
        return _first(path, record["first"], kept), kept
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise TranslitError(
            f"{path}: an edit of several tables was interrupted, and its journal can't be used"
            f" ({error}): look whether the tables in its folder are as they should be, then delete"
            " it"
        ) from error


def _content(path: Path) -> bytes:
    facts = path.lstat()
    own = not hasattr(os, "geteuid") or facts.st_uid == os.geteuid()
    if not stat.S_ISREG(facts.st_mode) or facts.st_size > _LONGEST or not own:
        raise ValueError("it isn't a file of yours")
    return path.read_bytes()


def _first(journal: Path, name: str, kept: Sequence[Change]) -> Path:
    first = _seen(journal, name)
    if first.name != journal.name or first.parent not in {each.place.parent for each in kept}:
        raise ValueError("it names another journal")
    if os.path.lexists(first):
        _content(first)  # it must be as good
    return first


def _change(journal: Path, record: dict[str, str | None]) -> Change:
    old = record["old"]
    found = Change(
        _seen(journal, record["place"]),
        _seen(journal, record["draft"]),
        None if old is None else _seen(journal, old),
        record["held"],
        str(record["hold"]),
    )
    for each in (found.draft, found.old or found.draft):
        if each.parent != found.place.parent or not each.name.startswith(PREFIX):
            raise ValueError(f"{each.name} is none of translit's names")
    return found


def _seen(journal: Path, name: str | None) -> Path:
    if not isinstance(name, str):
        raise TypeError("a path is missing")
    return Path(os.path.normpath(journal.parent / name))


def _require_named(kept: Sequence[Change], places: Collection[Path]) -> None:
    if missing := [str(each.place) for each in kept if each.place not in places]:
        named = ", ".join(str(each.place) for each in kept)
        raise TranslitError(
            f"an edit of {named} was interrupted, and is to be taken back first: name"
            f" {', '.join(missing)} too"
        )


def _take_back(kept: Sequence[Change], journals: Sequence[Path]) -> None:
    """Put the old files back, and then take away the journal that counts.

    Raises:
        TranslitError: one of the files is neither the old one nor the new one.
    """
    now = [digest_of(each.place) for each in kept]
    for each, held in zip(kept, now, strict=True):
        if held not in (each.held, each.hold):
            raise TranslitError(
                f"{each.place}: an edit of several tables was interrupted, and this one was changed"
                f" since: what it held before is in {each.old or 'no file'}; make the tables agree,"
                f" then delete {journals[0]}"
            )
    for each, held in zip(kept, now, strict=True):
        if held == each.hold and each.old:
            each.old.replace(each.place)
        elif held == each.hold:
            each.place.unlink()
    _sync(journal.parent for journal in journals)
    journals[0].unlink()
    _remove([*(each.old for each in kept if each.old), *journals])


def _remove(paths: Sequence[Path]) -> None:
    for path in reversed(paths):
        with suppress(OSError):
            path.unlink()


def _sync(folders: Iterable[Path]) -> None:
    """Have the new names in some folders on the disk too, where the system can."""
    for folder in folders:
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
