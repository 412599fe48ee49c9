"""The long description of the distribution, made of README.md when it is built.

An index shows the text alone, without the files beside it, so that a link such as docs/scores.md
leads nowhere there. It leads to the public repository instead, at the version that is described;
while there is none (`source` in pyproject.toml), the words of a link stay, and where they led is
left out.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).parents[1]
# The words and the target of a link to a file beside the page; the headings of the page itself are
# found on the index, too.
LINK = re.compile(r"\[([^\]]+)\]\((?![a-z]+:|#)([^)\s]+)\)")


class Readme(MetadataHookInterface):
    """What is told of the distribution besides pyproject.toml."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the long description and, where there is a public repository, the addresses in it."""
        source = self.config["source"].rstrip("/")
        text = described((ROOT / "README.md").read_text("utf-8"), source, metadata["version"])
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = urls(source)


def described(page: str, source: str, version: str) -> str:
    """A page as an index shows it.

    Args:
        page: Markdown with links to files beside it.
        source: the address of the repository, without a slash at the end; empty if there is none.
        version: the version whose files are linked.
    """
    if not source:
        return LINK.sub(r"\1", page)
    return LINK.sub(rf"[\1]({source}/blob/v{version}/\2)", page)


def urls(source: str) -> dict[str, str]:
    """The addresses that an index shows beside the description; none without a repository."""
    if not source:
        return {}
    return {
        "Source": source,
        "Documentation": f"{source}/blob/main/docs/tutorial.md",
        "Changelog": f"{source}/blob/main/CHANGELOG.md",
        "Issues": f"{source}/issues",
    }
