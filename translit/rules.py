"""Read the files of rules under translit/rules/: one plain tree for each file, read when first asked for and then kept.

The files are read as strictly as alias tables are: no duplicate keys, no anchors, every scalar a string. They are fetched
by way of the module's own loader, as pkgutil does it, so that they are found in a zip file too; importlib.resources would
do the same but costs more at start-up than all the rest of a small look-up.
"""

from __future__ import annotations

import os.path
from collections.abc import Mapping
from functools import cache
from typing import Any

from translit.errors import MissingTables, RulesError


@cache
def rules(name: str) -> Mapping[str, Any]:
    """The tree of translit/rules/<name>.yaml: mappings, lists and strings.

    Raises:
        MissingTables: there is no such file: the installation is broken, or the name is wrong.
        RulesError: the file isn't a mapping in well-formed, plain YAML.
    """
    from translit.strict import parse, plain

    path = f"translit/rules/{name}.yaml"
    text = _text(name)
    if text is None:
        raise MissingTables(f"{path} is missing: is translit installed whole?")
    node, faults = parse(text, path)
    if faults or node is None or node.kind != "map":
        raise RulesError("\n".join(map(str, faults)) or f"{path}:1:1: shape: a file of rules must be a mapping, key: value")
    tree: Mapping[str, Any] = plain(node)
    return tree


def rules_exist(name: str) -> bool:
    """Whether translit/rules/<name>.yaml is there."""
    return _text(name) is not None


@cache
def _text(name: str) -> str | None:
    loader: Any = __spec__.loader
    path = os.path.join(os.path.dirname(__file__), "rules", f"{name}.yaml")  # noqa: PTH118, PTH120 (pathlib is slow to import)
    try:
        found: bytes = loader.get_data(path)
    except OSError:
        return None
    return found.decode("utf-8")
