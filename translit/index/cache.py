"""Tables in YAML are compiled behind the user's back: the next start maps what this one worked out.

That is done for the bundled tables and for large ones. The copy lies in the user's cache folder
(XDG_CACHE_HOME, else ~/.cache) under a hash of all that its answers depend on: what the files hold,
the rules, the library, Python. So a stale copy is never found, and one that is damaged or can't be
written costs time and nothing else. A copy that another user could have written is none: it must be
a file of one's own that nobody else may write to. TRANSLIT_CACHE=off does without.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from stat import S_ISREG
from time import time
from typing import TYPE_CHECKING

import translit
from translit.files.digest import digest
from translit.index.container import FORMAT, SUFFIX, Container
from translit.knowledge.rules import paths
from translit.model.errors import TableError

if TYPE_CHECKING:
    from translit.files.places import Source
    from translit.index.gazetteer import Gazetteer
    from translit.index.memory import InMemory

# Reading fewer bytes of a user's YAML than this takes a fraction of a second.
WORTH_A_COPY = 1 << 20
# Who has been writing a copy for so many seconds has died over it; and a copy that nobody opened
# for so many is swept away.
DEAD, FORGOTTEN = 600, 90 * 86_400
# The folders of translit whose code has a say in what a copy holds.
FOLDERS = ("files", "index", "knowledge", "language", "match", "model", "tables")


def through_cache(
    files: Sequence[Source], read: Callable[[], InMemory], *, bundled: bool = False
) -> Gazetteer:
    """The gazetteer over some files: mapped from its compiled copy if there is a sound one, else
    read, and the copy left behind.

    Args:
        files: tables in YAML.
        read: what reads them.
        bundled: they come with translit: they have a copy however small, and are known by their
            times and sizes, as its code is.
    """
    copy = None if os.environ.get("TRANSLIT_CACHE") == "off" else _copy_of(files, bundled)
    if copy is None:
        return read()
    return _opened(copy) or _read_and_kept(copy, read)


def _copy_of(files: Sequence[Source], bundled: bool) -> str | None:
    """The path of the copy of some tables; None where there can't be one, or it isn't worth it."""
    paths = [file for file in files if isinstance(file, str | os.PathLike) and os.path.isfile(file)]
    folder = _folder()
    if len(paths) < len(files) or not os.path.isabs(folder):
        return None  # out of a zip file, say; or reading will tell what is wrong
    try:
        if bundled or sum(os.stat(path).st_size for path in paths) >= WORTH_A_COPY:
            held = (
                [_traces([(os.fspath(path), os.stat(path)) for path in paths])]
                if bundled
                else map(_content, paths)
            )
            return f"{folder}/{digest([*_makers(), *held])}{SUFFIX}"
    except OSError:
        pass
    return None


def _opened(copy: str) -> Gazetteer | None:
    """The gazetteer over a copy that is one's own, and all of whose bytes are sound."""
    from translit.index.mapped import Mapped

    try:
        container = Container(copy, _open_own)
        container.check()
        return Mapped(container, ours=True)
    except (OSError, TableError):
        return None


def _open_own(path: str, flags: int) -> int:
    """A file of one's own, opened without waiting: whatever else has the name, such as a link or a
    pipe, is refused.
    """
    handle = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    if not _is_own(facts := os.fstat(handle)) or facts.st_mode & 0o022:
        os.close(handle)
        raise PermissionError(13, "it isn't a file of one's own", path)
    return handle


def _is_own(facts: os.stat_result) -> bool:
    return S_ISREG(facts.st_mode) and (not hasattr(os, "geteuid") or facts.st_uid == os.geteuid())


def _read_and_kept(copy: str, read: Callable[[], InMemory]) -> Gazetteer:
    claim = f"{copy}.claim"
    ours = _claimed(claim)
    try:
        gazetteer = read()
        if ours:
            _keep(gazetteer, copy)
    finally:
        if ours:
            _remove(claim)
    return gazetteer


def _keep(gazetteer: InMemory, copy: str) -> None:
    from translit.index.packing import pack

    try:
        if os.path.lexists(copy) and not _is_own(os.lstat(copy)):
            return  # a link, a pipe or another's file: nothing is written there, or through it
        pack(gazetteer, "", copy)
        os.chmod(copy, 0o600)
        _sweep(os.path.dirname(copy))
    except OSError:
        pass  # a full disk: there is no copy, and nothing else is missing


def _claimed(claim: str) -> bool:
    """Whether to write a copy falls to this process: others that start before it is written need
    not work it out too.
    """
    try:
        os.makedirs(os.path.dirname(claim), mode=0o700, exist_ok=True)
        if os.path.exists(claim) and time() - os.stat(claim).st_mtime > DEAD:
            os.unlink(claim)
        os.close(os.open(claim, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except OSError:  # another process has it; or the folder can't be written
        return False
    return True


def _sweep(folder: str) -> None:
    """Remove what nobody has opened for long: copies of older versions and tables, and what a
    killed process left. Nothing goes that isn't named as these are, or is another's.
    """
    import re

    from translit.files.journal import PREFIX

    left = rf"[0-9a-f]{{32}}{re.escape(SUFFIX)}(\.claim)?|{re.escape(PREFIX)}[0-9a-f-]+\.tmp"
    with os.scandir(folder) as places:
        for place in places:
            facts = place.stat(follow_symlinks=False)
            old = time() - max(facts.st_atime, facts.st_mtime) > FORGOTTEN
            if old and re.fullmatch(left, place.name) and _is_own(facts):
                _remove(place.path)


def _remove(path: str) -> None:
    with suppress(OSError):  # another process was quicker, or has it open where that forbids it
        os.unlink(path)


def _makers() -> Iterator[bytes]:
    """What else a copy depends on: its format, Python (which brings Unicode), translit and its
    rules, and Unidecode.

    Of code and rules the times and sizes of its files are enough: by them Python itself decides
    whether it has compiled it before.
    """
    yield f"{FORMAT} {translit.__version__} {sys.version}".encode()
    package = os.path.dirname(os.path.dirname(__file__))
    code = [
        place
        for folder in FOLDERS
        for place in os.scandir(f"{package}/{folder}")
        if place.name.endswith(".py")
    ]
    unidecode = [
        (path, os.stat(path))
        for folder in sys.path
        if os.path.isfile(path := f"{folder}/unidecode/__init__.py")
    ]
    rules = [(path, os.stat(path)) for path in paths().values()]
    yield _traces([*sorted((place.path, place.stat()) for place in code), *rules, *unidecode])


def _traces(files: Iterable[tuple[str, os.stat_result]]) -> bytes:
    """The names, sizes and times of some files."""
    return "\n".join(f"{path} {facts.st_size} {facts.st_mtime_ns}" for path, facts in files).encode(
        "utf-8", "surrogateescape"
    )


def _content(path: str | os.PathLike[str]) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read()


def _folder() -> str:
    place = os.environ.get("XDG_CACHE_HOME", "")
    return f"{place if os.path.isabs(place) else os.path.expanduser('~/.cache')}/translit"
