#!/usr/bin/env bash
# pykakasi 2.3.0: the passport spelling drops the long vowels of some names and keeps those of others.
#
# Seen: `passport` gives 大阪 "osaka", 神戸 "kobe", 高知 "kochi", 加藤 "kato" and 伊藤 "ito", as passports do; and 京都 "kyouto", 九州 "kyuushuu", 東京 "tokyou", 近藤 "kondou",
# 遠藤 "endou" and 工藤 "kudou", as they don't.
# Expected: passports of Japan have Hepburn without long vowels, by one rule for all: Kyoto, Kyushu, Tokyo, Kondo, Endo, Kudo.
# Why it hurts: who trusts the first few names that he tries (Osaka, Kobe, Kato) stores a column in which the same sound, 藤 -dō, is spelt in two ways. Kondo and Kondou are then
# two people, and no setting says which rows are of which kind.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pykakasi==2.3.0
"$place/venv/bin/python" - <<'PYTHON'
import sys

from pykakasi import kakasi

SEEN = {
    "大阪": "osaka", "神戸": "kobe", "高知": "kochi", "加藤": "kato", "伊藤": "ito",
    "京都": "kyouto", "九州": "kyuushuu", "東京": "tokyou", "近藤": "kondou", "遠藤": "endou", "工藤": "kudou",
}
convert = kakasi().convert
now = {name: "".join(part["passport"] for part in convert(name)) for name in SEEN}
for name, latin in now.items():
    print(name, latin, sep="\t")
sys.exit(now != SEEN)
PYTHON
