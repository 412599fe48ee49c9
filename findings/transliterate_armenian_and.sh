#!/usr/bin/env bash
# transliterate 1.10.2: the capital of Armenia is romanised with an ampersand.
#
# Seen: translit("Երևան", "hy", reversed=True) gives "Er&an" (Yerevan), Սևան (Sevan) "S&an", Արևիկ (Arevik, a given name) "Ar&ik", Լևոն (Levon, a given name) "L&von".
# Expected: և is a letter of the alphabet that is read "ev" ("yev" at the start of a word); only as a word of its own does it mean "and". "Erevan", "Sevan".
# Why it hurts: the letter stands in the names of the capital and of the largest lake. "&" parts names in lists of owners and of firms, so "Er&an" becomes two names,
# Er and an; and neither finds Yerevan.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check transliterate==1.10.2
"$place/venv/bin/python" - <<'PYTHON'
import sys

from transliterate import translit

SEEN = {"Երևան": "Er&an", "Սևան": "S&an", "Արևիկ": "Ar&ik", "Լևոն": "L&von"}
now = {name: translit(name, "hy", reversed=True) for name in SEEN}
for name, latin in now.items():
    print(name, latin, sep="\t")
sys.exit(now != SEEN)
PYTHON
