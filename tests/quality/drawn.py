"""Queries that are drawn from a task's table, to fit the score on: names that nobody bears, and
slips of the keyboard.

A table of names says nothing of the names that are just not in it. Another surname, a qualifier, a
word that makes another thing of a name: each query here is one change away from a listed name, and
the right answer is none. What is drawn is told by hashes, so that the same data give the same
queries.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from translit.language.fold import fold
from translit.language.scripts import script
from translit.language.split import parts, strong_key

Index = Sequence[tuple[str, list[str]]]
Query = tuple[str, set[str]]
# English words of these meanings are put before a name, or before or behind it.
QUALIFIERS = (
    "New",
    "South",
    "North",
    "East",
    "West",
    "Inner",
    "Outer",
    "Greater",
    "Upper",
    "Lower",
    "Old",
    "Central",
    "Little",
)
THINGS = (
    "Bank",
    "Hotel",
    "University",
    "Airport",
    "Museum",
    "Brigade",
    "Company",
    "Institute",
    "Airlines",
    "Hospital",
    "Army",
    "Foundation",
)
# A word that more names than one in so many have is no word that tells names apart.
COMMON = 300
TRIES = 15


def drawn(text: str, below: int) -> int:
    """A number below another one, by a hash of a text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big") % below


def other_names(index: Index, count: int, places: bool) -> list[Query]:
    """Names that none of a table bears: two in three with another word, the rest, of places,
    with a word more.
    """
    names = sorted(
        ((id, text) for id, texts in index for text in texts if 3 <= len(text) <= 60),
        key=lambda item: drawn("".join(item), 1 << 30),
    )
    known = {strong_key(text) for _, text in names}
    found: list[Query] = []
    for way, share in ((_replaced, 0.62 if places else 1.0), (_added, 1.0)):
        for query in way(names, len(index)):
            if len(found) >= share * count:
                break
            if strong_key(query) not in known:
                found.append((query, set()))
    return found


def _replaced(names: Sequence[tuple[str, str]], entries: int) -> Iterator[str]:
    """Listed names of several words with one that another name has in its place, of the same
    script and unlike it.
    """
    spread = Counter(word for _, text in names for word in set(strong_key(text).split()))
    others: dict[str, list[str]] = defaultdict(list)
    for _, text in names[:4000]:
        core = parts(strong_key(text).split()).core
        for word in core if len(core) > 1 else ():
            others[script(word)].append(word) if len(word) > 2 else None
    for _, text in names:
        words = strong_key(text).split()
        core = parts(words).core
        telling = [
            word for word in core if len(word) > 2 and spread[word] <= max(3, entries / COMMON)
        ]
        if len(core) > 1 and telling and others[script(telling[0])]:
            word = telling[drawn(f"{text}w", len(telling))]
            pool = others[script(word)] or [word]
            other = next(
                (
                    each
                    for n in range(TRIES)
                    if _unlike(each := pool[drawn(f"{text}{n}", len(pool))], word, words)
                ),
                None,
            )
            if other:
                yield " ".join(other if each == word else each for each in words)


def _unlike(other: str, word: str, words: Sequence[str]) -> bool:
    return (
        other[:1] != word[:1]
        and len(set(other) & set(word)) <= max(1, len(set(word)) // 2)
        and other not in words
    )


def _added(names: Sequence[tuple[str, str]], entries: int) -> Iterator[str]:
    """Listed names in Latin letters with a qualifier, a kind of another thing, or a word of
    another name.
    """
    for _, text in names:
        if not text.isascii() or drawn(f"{text}c", 3):
            continue
        way = drawn(f"{text}k", 4)
        if way < 2:
            yield f"{QUALIFIERS[drawn(f'{text}q', len(QUALIFIERS))]} {text}"
        else:
            word = (
                THINGS[drawn(f"{text}q", len(THINGS))]
                if way == 2
                else names[drawn(f"{text}o", len(names))][1].split()[-1]
            )
            if word.isascii() and len(word) > 3:
                yield f"{word} {text}" if drawn(f"{text}p", 2) else f"{text} {word}"


def slips(entities: Sequence[Mapping], count: int) -> tuple[Index, list[Query]]:
    """A table of entities with a quarter left out, and names in other scripts than Latin with a
    slip of the keyboard, or two.

    Of names that one entity bears, of five letters or more; the wrong letters are those of the
    other names.
    """
    entities = sorted(entities, key=lambda entity: drawn(entity["id"], 1 << 30))[:12000]
    letters: dict[str, list[str]] = defaultdict(list)
    for entity in entities[:3000]:
        for char in "".join(name["text"] for name in entity["names"]).lower():
            if char.isalpha():
                letters[script(char)].append(char)
    index, asked, holders = [], [], defaultdict(set)
    for entity in entities:
        id, texts = entity["id"], list(dict.fromkeys(name["text"] for name in entity["names"]))
        listed = drawn(f"{id}nil", 4) != 0
        index += [(id, texts)] if listed else []
        for text in texts:
            holders[fold(text)].add(id)
        pool = [text for text in texts if len(fold(text)) >= 5 and script(text) not in ("Latn", "")]
        if pool and len(asked) < count:
            name = pool[drawn(f"{id}t", len(pool))]
            asked.append(
                (slipped(name, id, letters[script(name)]), fold(name), {id} if listed else set())
            )
    return index, [
        (query, gold)
        for query, name, gold in asked
        if len(holders[name]) == 1 and not holders.get(fold(query))
    ]


def slipped(name: str, id: str, letters: Sequence[str]) -> str:
    """A name with one slip, or in one of four cases two: a letter left out, doubled, wrong, or
    exchanged with the next.
    """
    for number in range(1 + drawn(f"{id}n", 4) // 3):
        at = 1 + drawn(f"{id}at{number}", len(name) - 2)
        wrong = letters[drawn(f"{id}l{number}", len(letters))]
        ways = (
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + wrong + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
        name = ways[drawn(f"{id}k{number}", 4)]
    return name


# The letters that slips put into names in Latin letters.
LETTERS = "etaoinsrhldcumfpgwybvk"


def parted(name: str) -> tuple[list[str], list[str]] | None:
    """The words of a name in Latin letters before its comma, and those behind it."""
    surname, comma, given = name.partition(", ")
    return (surname.split(), given.split()) if comma and name.isascii() and given else None


def treated(id: str, name: str) -> Iterator[tuple[str, str]]:
    """How a name may come to a desk: the treatment, and the name after it."""
    found = parted(name)
    if found is None:
        return
    surname, given = found
    if len(given) > 1:
        out = drawn(f"{id}part", len(given))
        yield "part missing", f"{' '.join(surname)}, {' '.join(given[:out] + given[out + 1 :])}"
    yield "initial", f"{given[0][0]}. {' '.join([*given[1:], *surname])}"
    yield "another order", " ".join([*given, *surname])
    if len(name) > 7:
        yield "slip", slipped(name, id, LETTERS)


def at_a_desk(index: Index, count: int) -> tuple[Index, list[Query]]:
    """A table of people with a quarter left out, and their names with a part missing, an
    initial, in another order, or with a slip.
    """
    kept = [(id, texts) for id, texts in index if drawn(f"{id}nil", 4)]
    listed = {id for id, _ in kept}
    queries: list[Query] = []
    for id, texts in sorted(index, key=lambda item: drawn(item[0], 1 << 30)):
        ways = [text for _, text in treated(id, texts[0])]
        if ways and len(queries) < count:
            queries.append((ways[drawn(f"{id}way", len(ways))], {id} & listed))
    return kept, queries
