"""The spellings in Latin letters that a name has by each published system of its script.

Where one of them is how somebody else wrote the name, that is no likeness of letters but the name
itself: 평양 is Pyeongyang by the Revised system, P'yŏngyang by McCune and Reischauer's. The systems
are data (`systems` in the files of rules, docs/rules.md).
"""

from __future__ import annotations

import re
from functools import lru_cache

from translit.language.languages import sounds_as_written, systems_for
from translit.language.romanise import READ, WRITTEN, in_ways
from translit.language.scripts import rules_file
from translit.language.split import LONGEST

# No script has more systems that matter for names, its own scheme and the reading by sound among
# them.
MOST = 16
_OTHERS = re.compile("[^a-z]+")


def readings(script: str, letters: str) -> tuple[str, ...]:
    """The lower-case Latin spellings of a folded name by each system, its words run together:
    distinct, at most MOST.

    What `romanise` writes and the reading by sound come first. A system that is made for a language
    counts where the name is in it, by its letters, or where these don't tell. Empty for Latin, and
    where nothing can be read.

    Args:
        script: the ISO 15924 code of the script that the name is in.
        letters: the folded name.
    """
    if script in ("", "Latn"):  # nothing to remember
        return ()
    return (_remembered if len(letters) <= LONGEST else _readings)(script, letters)


def _readings(script: str, letters: str) -> tuple[str, ...]:
    name = rules_file(script)
    own = (WRITTEN,) if sounds_as_written(name, letters) else (WRITTEN, READ)
    ways = (*own, *[(True, system) for system in systems_for(name, letters)])
    words = [in_ways(word, ways) for word in letters.split()]
    found: dict[str, None] = {}
    for latin in map("".join, zip(*words, strict=True)):
        spelt = latin.lower()
        found[spelt if spelt.isalpha() else _OTHERS.sub("", spelt)] = None
    found.pop("", None)
    return tuple(found)[:MOST]


_remembered = lru_cache(maxsize=1 << 11)(_readings)
