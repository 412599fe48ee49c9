#!/usr/bin/env bash
# DuckDB 2.0.1: strip_accents makes Tonga and Togo one name in Hindi, and takes the vowels from most names of South and South-East Asia.
#
# Seen: टोंगा (Tonga) and टोगो (Togo) both become टग; दिल्ली (Delhi) becomes दलल, மதுரை (Madurai) மதர, ភ្នំពេញ (Phnom Penh) ភនពញ. In kana, ボ becomes ホ and ガ becomes カ: ガンジー
# (Gandhi) becomes カンシー. Arabic, Hebrew, Greek and Latin names come out as people expect.
# Expected: "Strips accents from string" takes what is an accent. In these scripts a mark is a vowel, the loss of one, or a voiced consonant: a letter like any other. (Combining
# marks are dropped by their category, and there vowel signs stand beside accents.)
# Why it hurts: strip_accents(lower(name)) is how names are made ready to be joined, blocked or compared in DuckDB, and in what runs on it. Names that differ in vowels alone become
# equal, and the result looks like a word to whoever doesn't read the script.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1
"$place/venv/bin/python" - <<'PYTHON'
import sys

import duckdb

SEEN = {"टोंगा": "टग", "टोगो": "टग", "दिल्ली": "दलल", "மதுரை": "மதர", "ភ្នំពេញ": "ភនពញ", "ガンジー": "カンシー", "Perú": "Peru", "حَلَب": "حلب"}
now = {name: duckdb.execute("SELECT strip_accents(?)", [name]).fetchone()[0] for name in SEEN}
for name, stripped in now.items():
    print(name, stripped, sep="\t")
sys.exit(now != SEEN)
PYTHON
