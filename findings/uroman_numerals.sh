#!/usr/bin/env bash
# uroman 1.3.1.1: names of places in Chinese and Japanese come out with digits in them.
#
# Seen: 四川 (Sichuan) gives "4chuan", 三亚 (Sanya) "3ya", 九江 (Jiujiang) "9jiang", 千葉 (Chiba) "1000ye", 零陵 (Lingling) "0ling". 万州 (Wanzhou) and
# 百度 (Baidu) begin with numerals too, and are spelt.
# Expected: a character that is a numeral by itself is a syllable in a name, and is spelt as one: "sichuan", "sanya". Nothing in the input is a number, and the rest
# of the word is spelt.
# Why it hurts: a province of 83 million people can't be found by its romanised name, and whatever compares names takes the digits for a house number, a unit or a
# brigade; "6an" (六安, Lu'an) and "3ya" share their letters with nothing.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check uroman==1.3.1.1
"$place/venv/bin/python" - <<'PYTHON'
import sys

from uroman import Uroman

SEEN = {"四川": "4chuan", "三亚": "3ya", "九江": "9jiang", "千葉": "1000ye", "零陵": "0ling", "六安": "6an", "万州": "wanzhou", "百度": "baidu"}
uroman = Uroman()
now = {name: uroman.romanize_string(name) for name in SEEN}
for name, latin in now.items():
    print(name, latin, sep="\t")
sys.exit(now != SEEN)
PYTHON
