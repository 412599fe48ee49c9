"""Independent romanisers, each asked as its own page says: the half of scripts.py that runs in
their virtual environment.

It imports nothing of translit. Standard input is JSON, script -> texts; standard output is JSON:
"versions" (distribution -> version) and "written" (program -> script -> texts in Latin letters). A
program that isn't there is left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from importlib import metadata

INDIC = {
    "Beng": "bengali",
    "Deva": "devanagari",
    "Gujr": "gujarati",
    "Guru": "gurmukhi",
    "Knda": "kannada",
    "Mlym": "malayalam",
    "Orya": "oriya",
    "Sinh": "sinhala",
    "Taml": "tamil",
    "Telu": "telugu",
}
Program = Callable[[str, str], str]  # a text and its script -> Latin letters


def unidecode() -> Program:
    from unidecode import unidecode

    return lambda text, _: unidecode(text)


def anyascii() -> Program:
    from anyascii import anyascii

    return lambda text, _: anyascii(text)


def uroman() -> Program:
    from uroman import Uroman

    ready = Uroman()
    return lambda text, _: ready.romanize_string(text)


def icu() -> Program:
    from icu import Transliterator

    ready = Transliterator.createInstance("Any-Latin; Latin-ASCII")
    return lambda text, _: ready.transliterate(text)


def pypinyin() -> Program:
    from pypinyin import lazy_pinyin

    return lambda text, _: "".join(lazy_pinyin(text))


def hangul_romanize() -> Program:
    from hangul_romanize import Transliter
    from hangul_romanize.rule import academic

    ready = Transliter(academic)
    return lambda text, _: ready.translit(text)


def korean_romanizer() -> Program:
    from korean_romanizer.romanizer import Romanizer

    return lambda text, _: Romanizer(text).romanize()


def pykakasi() -> Program:
    from pykakasi import kakasi

    ready = kakasi()
    return lambda text, _: "".join(part["hepburn"] for part in ready.convert(text))


def pykakasi_passport() -> Program:
    from pykakasi import kakasi

    ready = kakasi()
    return lambda text, _: "".join(part["passport"] for part in ready.convert(text))


def pythainlp() -> Program:
    from pythainlp.transliterate import romanize

    return lambda text, _: romanize(text)


def transliterate() -> Program:
    from transliterate import translit

    languages = {"Cyrl": "ru", "Grek": "el", "Geor": "ka", "Armn": "hy"}
    return lambda text, script: translit(text, languages[script], reversed=True)


def cyrtranslit() -> Program:
    from cyrtranslit import to_latin

    return lambda text, _: to_latin(text, "ru")


def indic() -> Program:
    from indic_transliteration.sanscript import ISO, transliterate

    return lambda text, script: transliterate(text, INDIC[script], ISO)


# What a table calls a program -> its distribution, what makes it ready, and the scripts that it is
# for (None: all).
PROGRAMS: dict[str, tuple[str, Callable[[], Program], tuple[str, ...] | None]] = {
    "Unidecode": ("Unidecode", unidecode, None),
    "AnyAscii": ("anyascii", anyascii, None),
    "uroman": ("uroman", uroman, None),
    "ICU": ("pyicu", icu, None),
    "pypinyin": ("pypinyin", pypinyin, ("Hani",)),
    "pykakasi": ("pykakasi", pykakasi, ("Hani", "Hira", "Kana")),
    "pykakasi, passport": ("pykakasi", pykakasi_passport, ("Hani", "Hira", "Kana")),
    "hangul-romanize": ("hangul-romanize", hangul_romanize, ("Hang",)),
    "korean-romanizer": ("korean-romanizer", korean_romanizer, ("Hang",)),
    "PyThaiNLP": ("pythainlp", pythainlp, ("Thai",)),
    "transliterate": ("transliterate", transliterate, ("Cyrl", "Grek", "Geor", "Armn")),
    "cyrtranslit": ("cyrtranslit", cyrtranslit, ("Cyrl",)),
    "indic-transliteration": ("indic-transliteration", indic, tuple(INDIC)),
}


def main() -> None:
    asked = json.load(sys.stdin)
    versions: dict[str, str] = {}
    written: dict[str, dict[str, list[str]]] = {}
    with redirect_stdout(sys.stderr):  # some talk
        for name, (distribution, ready, scripts) in PROGRAMS.items():
            try:
                program = ready()
            except ImportError:
                continue
            versions[distribution] = metadata.version(distribution)
            own = {
                script: texts
                for script, texts in asked.items()
                if scripts is None or script in scripts
            }
            written[name] = {
                script: [_written(program, text, script) for text in texts]
                for script, texts in own.items()
            }
    json.dump({"versions": versions, "written": written}, sys.stdout)


def _written(program: Program, text: str, script: str) -> str:
    try:
        return program(text, script)
    except Exception:  # noqa: BLE001 (what a program can't write it hasn't written)
        return ""


if __name__ == "__main__":
    main()
