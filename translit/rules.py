"""Read the files of rules under translit/rules/: one plain tree for each file, read when first asked for and then kept.

The files are read as strictly as alias tables are (no duplicate keys, no anchors, every scalar a string) and found by way
of importlib.resources, so that they are found in a zip file too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
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
    try:
        text = files("translit").joinpath("rules", f"{name}.yaml").read_text("utf-8")
    except OSError as error:
        raise MissingTables(f"{path}: {error.strerror or error}; is translit installed whole?") from None
    node, faults = parse(text, path)
    if faults or node is None or node.kind != "map":
        raise RulesError("\n".join(map(str, faults)) or f"{path}:1:1: shape: a file of rules must be a mapping, key: value")
    tree: Mapping[str, Any] = plain(node)
    return tree


@cache
def rules_exist(name: str) -> bool:
    """Whether translit/rules/<name>.yaml is there."""
    return files("translit").joinpath("rules", f"{name}.yaml").is_file()
