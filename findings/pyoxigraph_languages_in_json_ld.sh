#!/usr/bin/env bash
# pyoxigraph 0.5.13: read leniently, JSON-LD keeps the capitals of a language tag, and Turtle and RDF/XML don't.
#
# Seen: of the label "Aleppo" tagged EN, Turtle, RDF/XML and strict JSON-LD give the language "en"; JSON-LD with lenient=True gives "EN".
# Expected: one language for one label. Tags are compared without regard to case (RDF 1.1 Concepts, 3.3), and pyoxigraph lower-cases them elsewhere.
# Why it hurts: gazetteers and thesauri are mostly read leniently, since dumps hold bad addresses. A program that takes the label in "en" for the
# name finds it in two notations, and in the third finds none, or another language's. The same concept read from two notations has two labels.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pyoxigraph==0.5.13
"$place/venv/bin/python" - <<'PYTHON'
import sys

from pyoxigraph import RdfFormat, parse

SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TEXTS = {
    RdfFormat.TURTLE: f'<http://example.org/a> <{SKOS}prefLabel> "Aleppo"@EN .',
    RdfFormat.JSON_LD: f'{{"@id": "http://example.org/a", "{SKOS}prefLabel": {{"@value": "Aleppo", "@language": "EN"}}}}',
    RdfFormat.RDF_XML: f'<r:RDF xmlns:r="{RDF}" xmlns:s="{SKOS}"><r:Description r:about="http://example.org/a">'
    '<s:prefLabel xml:lang="EN">Aleppo</s:prefLabel></r:Description></r:RDF>',
}
now = [next(iter(parse(text, format=form, lenient=lenient))).object.language for form, text in TEXTS.items() for lenient in (False, True)]
print("strict and lenient, of Turtle, JSON-LD and RDF/XML:", *now)
sys.exit(now != ["en", "en", "en", "EN", "en", "en"])
PYTHON
