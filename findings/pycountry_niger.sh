#!/usr/bin/env bash
# pycountry 26.2.16: the fuzzy search for Niger answers Nigeria.
#
# Seen: search_fuzzy("Niger")[0] is Nigeria; Niger, whose name was asked for to the letter, comes second. Of all 249 countries only Niger and Curaçao (the Kingdom of the
# Netherlands comes first) don't find themselves first.
# Expected: results are sorted by how well they match, and nothing matches better than a country's own name. Nigeria has a state called Niger; that and the beginning
# of its name together outweigh it.
# Why it hurts: the usual line is search_fuzzy(name)[0], and it is right in every trial that somebody makes. Then one country's rows (a neighbour's, on the same
# lists of conflict and aid) are silently filed under another country of eight times its people.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pycountry==26.2.16
"$place/venv/bin/python" - <<'PYTHON'
import sys

from pycountry import countries

SEEN = {"Niger": ["Nigeria", "Niger"], "Curaçao": ["Netherlands", "Curaçao"]}
first = {country.name: [found.name for found in countries.search_fuzzy(country.name)][:2] for country in countries}
now = {name: found for name, found in first.items() if found[0] != name}
for name, found in now.items():
    print(name, *found, sep="\t")
sys.exit(now != SEEN)
PYTHON
