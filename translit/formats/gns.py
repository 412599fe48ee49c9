"""GNS, the names server of the US National Geospatial-Intelligence Agency: tables with tabs, a NAME
a row, as they are since 2022.

`ufi` is the feature that bears the name. What kind of name it is stands in `nt`: conventional (C),
approved (N), provisional (P), not verified (D), variant (V) or historic (H), with an S behind it
where it is in a script other than Latin. Names that have ended are kept, as reports go on using
them; features that have ended are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from translit.files.writing import show
from translit.formats import Said, located
from translit.formats.reading import File, Reading

ABOUT = "files of the GEOnet Names Server (GNS)"
LOOKS = r"\A[^\n]*\bufi\b[^\n]*\bnt\b"
LICENCE = "LicenseRef-US-Government-Work"
HOLDS = frozenset(("id", "name", "aliases", "type", "within", "same_as", "at"))

_NEEDED = ("ufi", "full_name", "nt", "lat_dd", "long_dd", "desig_cd", "cc_ft", "adm1")
_KIND = re.compile("[CNPDVH]S?")
# The name to file under: the conventional one (Damascus), else the approved one.
_RANKS = "CNPVDH"
_COUNTRY = re.compile("PCL.*|TERR")
_UNKNOWN = re.compile("([A-Z]{2}-)?00")  # the code of a division that isn't known


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each feature.

    Raises:
        TableError: columns are missing, a row has no number, or a kind of name that isn't known.
    """
    with Reading(paths) as reading:
        for file in reading:
            rows = (row for row in file.records("\t", _NEEDED) if _is_name(file, row))
            for number, names in groupby(rows, lambda row: row["ufi"]):
                yield from _feature(number, list(names))


def _is_name(file: File, row: Mapping[str, str]) -> bool:
    if not re.fullmatch("-?[0-9]+", row["ufi"]):
        what = f"the number of a feature must stand under ufi, not {show(row['ufi'])}"
        file.fault("value", what, list(row).index("ufi"))
    elif not _KIND.fullmatch(row["nt"]):
        what = f"nt must be one of {', '.join(_RANKS)}, with an S behind it or not"
        file.fault("kind", f"{what}: not {show(row['nt'])}", list(row).index("nt"))
    else:
        return True
    return False


def _feature(number: str, names: list[dict[str, str]]) -> Iterator[Said]:
    id, about = f"gns.{number}", names[0]
    if about.get("term_dt_f"):
        yield Said("", "ignored", "features that have ended")
        return
    yield Said(id, "type", "place")
    yield Said(id, "same_as", number, "gns")
    yield from located(id, about["lat_dd"], about["long_dd"])
    for row in sorted(names, key=_rank):
        yield Said(id, "name", row["full_name"])
    divisions = [*_listed(about["adm1"])]
    for country in _listed(about["cc_ft"]):
        # SY-09 is a division of SY; a code without a country is one of each.
        here = [each for each in divisions if each.split("-")[0] in (country, each)]
        yield from _codes(id, about["desig_cd"], country, here)


def _rank(row: Mapping[str, str]) -> tuple[bool, bool, int]:
    """Names in Latin letters first, and of these the ones that haven't ended."""
    kind, script = row["nt"][0], row["nt"][1:]
    return bool(script), bool(row.get("term_dt_n")), _RANKS.index(kind)


def _listed(codes: str) -> Iterator[str]:
    """The codes in a cell: a feature on a border has several, with commas between."""
    return filter(None, map(str.strip, codes.split(",")))


def _codes(id: str, kind: str, country: str, divisions: Sequence[str]) -> Iterator[Said]:
    """The codes that a country and its divisions of the first order have, and what lies in them."""
    known = [each for each in divisions if not _UNKNOWN.fullmatch(each)]
    if _COUNTRY.fullmatch(kind):
        yield Said(id, "code", f"gns {country}")
        return
    for division in known:
        field = "code" if kind == "ADM1" else "within"
        yield Said(id, field, f"gns {country}.{division}", country if field == "within" else "")
    yield Said(id, "within", f"gns {country}", country)
