#!/usr/bin/env bash
# pyunlocode 0.1.0: asked for the port at the coordinates of Mumbai, it answers Thane; at those of Istanbul, Kabatas.
#
# Seen: UN/LOCODE writes degrees and minutes ("1858N 07249E", 18° 58' north), and the package's database has 18.58 and 72.49 for it: minutes are taken for hundredths of a degree.
# Of the 1,282 ports of India, Turkey and the United Kingdom whose coordinates are in the CSV that the package ships, search_coordinates_port gives 193 when it is asked at
# their own place, in degrees as everybody else has them.
# Expected: 18.97 and 72.82. What is off by up to 0.39 degrees, or 43 kilometres, is another harbour on most coasts.
# Why it hurts: a coordinate that is wrong by less than half a degree looks right on a map of the world and in every log. Whoever joins ships' positions to ports by it files
# most calls under a neighbour's code, and never sees a failure.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pyunlocode==0.1.0
"$place/venv/bin/python" - <<'PYTHON'
import csv
import sys
from importlib.resources import files

from pyunlocode import PyUnLocode

unlocode, asked, right, found = PyUnLocode(), 0, 0, {}
for part in (1, 2, 3):
    held = files("pyunlocode").joinpath(f"csv/2023-1 UNLOCODE CodeListPart{part}.csv").read_text("cp1252")
    for row in csv.reader(held.splitlines()):
        country, code, at = row[1], row[2], row[10]
        if country in ("GB", "IN", "TR") and code and at and row[6].startswith("1"):  # 1: a port
            latitude = (int(at[:2]) + int(at[2:4]) / 60) * (1 if at[4] == "N" else -1)
            longitude = (int(at[6:9]) + int(at[9:11]) / 60) * (1 if at[11] == "E" else -1)
            (port,) = unlocode.search_coordinates_port(latitude, longitude, country)
            asked, right = asked + 1, right + (port["location_code"] == code)
            found[country + code] = port["name"], port["latitude"], port["longitude"]
now = asked, right, found["INBOM"], found["TRIST"]
print(*now, sep="\n")
sys.exit(now != (1282, 193, ("Thane", 19.12, 72.58), ("Kabatas", 41.02, 29)))
PYTHON
