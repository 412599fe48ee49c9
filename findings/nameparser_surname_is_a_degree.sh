#!/usr/bin/env bash
# nameparser 2.6.0: people called Mba, Vi or Ra have no surname.
#
# Seen: HumanName("Léon Mba") has the first name Léon, no last name, and the suffix Mba; "Germain Léon Mba" has the last name Léon. "Thi Vi" and "Sun Ra" have no last
# name either. "Jack Ma", whose surname is a degree too, is read rightly.
# Expected: a person of two names has a last name. A degree is written MBA or M.B.A., and behind a comma or a third name; "Mba" with one capital is a surname of
# Gabon, Cameroon and Nigeria, among them that of Gabon's first president.
# Why it hurts: who files or blocks by surname loses these people, or files Germain Léon Mba under Léon. No field is wrong in its form, and no warning is given; it strikes
# whole countries' names and nobody else's.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check nameparser==2.6.0
"$place/venv/bin/python" - <<'PYTHON'
import sys

from nameparser import HumanName

SEEN = {
    "Léon Mba": ("Léon", "", "Mba"), "Germain Léon Mba": ("Germain", "Léon", "Mba"), "Thi Vi": ("Thi", "", "Vi"), "Sun Ra": ("Sun", "", "Ra"),
    "Jack Ma": ("Jack", "Ma", ""),
}
now = {text: (name.first, name.last, name.suffix) for text in SEEN for name in [HumanName(text)]}
for text, parts in now.items():
    print(text, "first {!r}, last {!r}, suffix {!r}".format(*parts), sep="\t")
sys.exit(now != SEEN)
PYTHON
