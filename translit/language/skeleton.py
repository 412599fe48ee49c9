"""A coarse key for filing names: the classes of their consonants. Equal skeletons are a hint and
never a proof.
"""

from __future__ import annotations

from translit.language.form import forms
from translit.model import given


def skeleton(text: str) -> str:
    """The skeleton of a name in any script: a letter for each consonant, by class, without vowels,
    h, w, y and doubles.

    Ten classes stand behind ten letters (b f m n r l t s j k; knowledge/sounds.yaml). The definite
    article is left out. Empty when the name has no consonant of those classes. Not the skeleton of
    Unicode's UTS #39.

    Raises:
        EntryError: it is no string.
    """
    try:
        return forms(text)[0].skeleton
    except (AttributeError, TypeError):
        given.text(text, "a text")
        raise
