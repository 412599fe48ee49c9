#!/usr/bin/env bash
# Splink 5.0.0: to its comparison of forename and surname, two records "Suharto" are as alike as Ali Hasan and Ali Yilmaz.
#
# Seen: ForenameSurnameComparison puts Suharto and Suharto, both without a surname, on the level "Exact match on first", where it puts Ali Hasan and Ali Yilmaz. Budi Santoso and
# Budi Santoso stand five levels higher. With a third column, of both names joined (and null like one of them), nothing changes.
# Expected: the records are equal in all that they say, so that they belong to the highest level. A null surname agrees with nothing, and so fails each level that asks for both
# parts, though a column that is null in both records is no evidence elsewhere in Splink; what is left is the level of those who share a forename and have different surnames.
# Why it hurts: whoever has one name (millions in Indonesia, Myanmar, Afghanistan and South India) is linked by the weight that says "another surname". The model trains and
# warns of nothing; these people are just missing from what it finds.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check splink==5.0.0 duckdb==2.0.1 pandas==3.1.1
"$place/venv/bin/python" - <<'PYTHON'
import logging
import sys

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator

logging.disable(logging.WARNING)
PEOPLE = [("Suharto", None), ("Suharto", None), ("Ali", "Hasan"), ("Ali", "Yilmaz"), ("Budi", "Santoso"), ("Budi", "Santoso")]
SEEN = {"Suharto": 1, "Ali": 1, "Budi": 6}
people = pd.DataFrame([(number, *person) for number, person in enumerate(PEOPLE)], columns=["unique_id", "first", "last"])
people["whole"] = people["first"] + " " + people["last"]
found = []
for whole in (None, "whole"):
    name = cl.ForenameSurnameComparison("first", "last", forename_surname_concat_col_name=whole)
    settings = SettingsCreator(link_type="dedupe_only", comparisons=[name], blocking_rules_to_generate_predictions=["l.first = r.first"])
    rows = Linker(DuckDBAPI().register(people), settings).inference.predict().as_pandas_dataframe()
    (gamma,) = [column for column in rows.columns if column.startswith("gamma_")]
    found.append({first: int(level) for first, level in zip(rows["first_l"], rows[gamma])})
    print("level of the pair of each name:", found[-1])
sys.exit(found != [SEEN, SEEN])
PYTHON
