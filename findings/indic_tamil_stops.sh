#!/usr/bin/env bash
# indic-transliteration 2.3.82: every stop of Tamil becomes a voiced aspirate, a sound that Tamil hasn't got.
#
# Seen: to ISO 15919, சென்னை (Chennai) gives "jheṉṉai", தமிழ் (Tamil) "dhamiḻ", பாண்டிச்சேரி (Pondicherry) "bhāṇḍhijhjhēri", திருச்சி (Tiruchi) "dhirujhjhi".
# Expected: ISO 15919 itself gives the row க ச ட த ப as k c ṭ t p: "ceṉṉai", "tamiḻ", "pāṇṭiccēri", "tirucci". Tamil has one letter where Devanagari has four (त थ द ध),
# and the last of the four wins.
# Why it hurts: the initial is wrong in most names of Tamil Nadu and of northern Sri Lanka, and so is whatever indexes by it: no phonetic code, prefix or edit
# distance brings "jheṉṉai" near Chennai, or "dhamiḻ" near Tamil. The output is well-formed IAST or ISO, so nothing shows that it is wrong.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check indic-transliteration==2.3.82
"$place/venv/bin/python" - <<'PYTHON'
import sys

from indic_transliteration import sanscript

SEEN = {"சென்னை": "jheṉṉai", "தமிழ்": "dhamiḻ", "பாண்டிச்சேரி": "bhāṇḍhijhjhēri", "திருச்சி": "dhirujhjhi"}
now = {name: sanscript.transliterate(name, sanscript.TAMIL, sanscript.ISO) for name in SEEN}
for name, latin in now.items():
    print(name, latin, sep="\t")
sys.exit(now != SEEN)
PYTHON
