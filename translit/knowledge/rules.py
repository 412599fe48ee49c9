"""Read the files of rules under translit/knowledge/: one plain tree for each file, read when first
asked for and then kept.

The names of people, which are tables of the folder aliases/names/, are rules too: they say what is
one word.

The files are read as strictly as alias tables are: no duplicate keys, no anchors, every scalar a
string. They are fetched by way of the module's own loader, as pkgutil does it, so that they are
found in a zip file too; importlib.resources would do the same but costs more at start-up than all
the rest of a small look-up.

Reading YAML strictly takes longer than all the rest of a start. So each compiled table brings the
trees of the rules it was made under, and opens only where the files have the same hash. A process
has one set of rules, that of the files. The trees that the first table brought are another place to
read them from: that saves time, and no answer of this module tells which place it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.files.digest import digest
from translit.model.errors import MissingTables, RulesError

if TYPE_CHECKING:
    from translit.files.tree import Tree
    from translit.model.errors import Fault

_FOLDER = os.path.dirname(__file__)
_PACKAGE = os.path.dirname(_FOLDER)
NAMES = "names/"
# The folders within translit/knowledge/: the learnt channels, and what Han characters are read and
# levelled as.
_FOLDERS = ("channels/", "han/")


class Trees(NamedTuple):
    """What a compiled table brings of the rules, each tree as JSON, deflated.

    Attributes:
        digest: the hash of the files, as `rules_digest` gives it.
        files: the tree of each file but for the names of people.
        people: what translit/language/names.py works out of these.
    """

    digest: str
    files: Mapping[str, bytes]
    people: bytes


# What the first compiled table brought, if any was opened. All others have the same.
_brought: list[Trees] = []


@cache
def rules(name: str) -> Mapping[str, Any]:
    """The tree of translit/knowledge/<name>.yaml, or for a name that begins with "names/" of
    aliases/<name>.yaml: mappings, lists and strings.

    Raises:
        MissingTables: there is no such file: the installation is broken, or the name is wrong.
        RulesError: the file isn't a mapping in well-formed, plain YAML.
    """
    held = _brought[0].files.get(name) if _brought else None
    return _parsed(name) if held is None else _inflated(held)


def _parsed(name: str) -> Mapping[str, Any]:
    """The tree of a file, read from YAML."""
    from translit.files.strict import plain

    tree, faults = as_written(name)
    if faults or tree is None or tree.root.kind != "map":
        raise RulesError(
            "\n".join(map(str, faults))
            or f"{_shown(name)}:1:1: shape: a file of rules must be a mapping, key: value"
        )
    found: Mapping[str, Any] = plain(tree.root)
    return found


def as_written(name: str) -> tuple[Tree | None, list[Fault]]:
    """The tree of a file, with the places of its nodes, and what is wrong with its YAML.

    Raises:
        MissingTables: as `rules`.
    """
    from translit.files.strict import parse

    text = _text(name)
    if text is None:
        raise MissingTables(f"{_shown(name)} is missing: is translit installed whole?")
    return parse(text, _shown(name))


def _shown(name: str) -> str:
    """The path of a file, as faults shall give it."""
    return f"aliases/{name}.yaml" if name.startswith(NAMES) else f"translit/knowledge/{name}.yaml"


def rules_exist(name: str) -> bool:
    """Whether translit/knowledge/<name>.yaml is there."""
    return (bool(_brought) and name in _brought[0].files) or _text(name) is not None


@cache
def rules_digest() -> str:
    """The hash of the files of rules: a table compiled under others is out of date."""
    return digest(part for name, held in all_files() for part in (name.encode(), held))


def agree(digest: str, *, sure: bool = False) -> bool:
    """Whether rules with a hash are those of this process.

    With `sure` the caller knows that they are those of the files, as the name of a copy in the
    cache tells; then they are only held against those that were brought before.
    """
    return digest == _brought[0].digest if _brought else sure or digest == rules_digest()


def bring(trees: Trees) -> None:
    """Read the trees of the rules from here, and no longer from their files; `agree` must have
    said that they are the same.
    """
    if not _brought:
        _brought.append(trees)


def people() -> Mapping[str, Any] | None:
    """What is worked out of the names of people, if a compiled table brought it."""
    return _inflated(_brought[0].people) if _brought else None


# Bytes of a tree, inflated: the largest, of the names of people, has 833,000.
MOST_OF_A_TREE = 1 << 24


def _inflated(raw: bytes) -> Mapping[str, Any]:
    from json import loads
    from zlib import decompressobj, error

    inflating = decompressobj()
    try:
        held = inflating.decompress(raw, MOST_OF_A_TREE)
        whole = inflating.eof and not inflating.unused_data
        tree: Mapping[str, Any] = loads(held if whole else b"")
    except (error, ValueError, RecursionError) as wrong:
        raise RulesError(
            "the rules that a compiled table brought along are damaged: compile it again"
        ) from wrong
    return tree


@cache
def files_of(folder: str) -> tuple[str, ...]:
    """The names of the files of rules in a folder ("names/"), as `rules` takes them."""
    return tuple(name for name, _ in all_files() if name.startswith(folder))


@cache
def _text(name: str) -> str | None:
    loader: Any = __spec__.loader
    try:
        found: bytes = loader.get_data(
            os.path.normpath(f"{_place(name)}.yaml")
        )  # a zip wants the separators of the system
    except OSError:
        return None
    return found.decode("utf-8")


def _place(name: str) -> str:
    """Where a file lies, without its ending: beside the code, or among the tables, which in a
    checkout lie beside the package.
    """
    if not name.startswith(NAMES):
        return f"{_FOLDER}/{name}"
    checkout = os.path.dirname(_PACKAGE)
    return (
        f"{checkout if os.path.isfile(f'{checkout}/pyproject.toml') else _PACKAGE}/aliases/{name}"
    )


def all_files() -> Iterator[tuple[str, bytes]]:
    """The name of each file of rules and what it holds, in a fixed order."""
    try:
        found = paths()
    except OSError:
        yield from _zipped()
        return
    for name, path in found.items():
        with open(path, "rb", buffering=0) as file:
            yield name, file.read()


def paths() -> dict[str, str]:
    """Where each file of rules lies, in a fixed order.

    Raises:
        OSError: they lie in no folder, but in a zip file.
    """
    folders = [(prefix, _place(prefix)) for prefix in ("", *_FOLDERS, NAMES)]
    found = [
        (prefix, folder, name)
        for prefix, folder in folders
        for name in sorted(os.listdir(folder))
        if name.endswith(".yaml")
    ]
    return {
        f"{prefix}{name.removesuffix('.yaml')}": os.path.join(folder, name)
        for prefix, folder, name in found
    }


def _zipped() -> Iterator[tuple[str, bytes]]:
    """The same out of a zip file."""
    from importlib.resources import files

    package = files("translit")
    for prefix, folder in (
        ("", "knowledge"),
        *((each, f"knowledge/{each}") for each in _FOLDERS),
        (NAMES, f"aliases/{NAMES}"),
    ):
        for file in sorted(
            package.joinpath(*folder.strip("/").split("/")).iterdir(), key=lambda file: file.name
        ):
            if file.name.endswith(".yaml"):
                yield prefix + file.name.removesuffix(".yaml"), file.read_bytes()
