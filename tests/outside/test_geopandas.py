"""The lines of docs/scale-out.md for GeoPandas: points in, answers out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import translit

geopandas: Any = pytest.importorskip("geopandas", reason="needs GeoPandas")
shapely: Any = pytest.importorskip("shapely", reason="needs GeoPandas")
PAGE = Path(__file__).parents[2] / "docs" / "scale-out.md"
NAN = float("nan")
ENTRIES = [
    translit.Entry("sy.homs.zahraa", "Zahraa", ("الزهراء",), at=(34.73, 36.73)),
    translit.Entry("sy.aleppo.zahraa", "Zahraa", ("الزهراء",), at=(36.21, 37.10)),
    translit.Entry("sy.talbiseh", "Talbiseh", at=(34.84, 36.73)),
    translit.Entry("nowhere", "Utopia"),
]
# A name, where its row says it is (longitude, latitude), and the ID that it gets.
ROWS = [
    ("Zahraa", (36.7, 34.7), "sy.homs.zahraa"),
    ("الزهراء", (37.0, 36.2), "sy.aleppo.zahraa"),
    ("Zahra'a", (37.1, 36.2), "sy.aleppo.zahraa"),
    ("Zahraa", (NAN, NAN), None),
    ("Zahraa", None, None),
    ("Talbiseh", (NAN, NAN), "sy.talbiseh"),
    ("Utopia", (36.7, 34.7), "nowhere"),
    (None, (36.7, 34.7), None),
]


@pytest.fixture
def answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The frame as the page's lines leave it; its labels come twice, its metres are UTM's."""
    translit.compile(ENTRIES, to=tmp_path / "places.translit")
    monkeypatch.chdir(tmp_path)
    section = PAGE.read_text("utf-8").partition("\n## GeoPandas\n")[2].partition("\n## ")[0]
    block = re.search(r"^```py\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert block is not None
    points = [None if at is None else shapely.Point(*at) for _, at, _ in ROWS]
    frame = geopandas.GeoDataFrame(
        {"name": [name for name, _, _ in ROWS]},
        geometry=geopandas.GeoSeries(points, crs="EPSG:4326").to_crs("EPSG:32637"),
    )
    frame.index = [5, 6] * (len(ROWS) // 2)
    names = {"events": frame}
    exec(block[1], names)
    return names["answered"]


def test_points_settle_homonyms(answered: Any) -> None:
    ids = answered["place_id"].astype(object).where(answered["place_id"].notna(), None)
    assert [*ids] == [id for *_, id in ROWS]


def test_places_come_back_as_points(answered: Any) -> None:
    """Where their entries are, in the coordinates of the frame; none where nothing was found, or
    nobody knows where it is.
    """
    at = {each.id: each.at for each in ENTRIES}
    back = answered["place"].to_crs("EPSG:4326")
    for point, id in zip(back, answered["place_id"], strict=True):
        place = at.get(id)
        assert (point is None) == (place is None)
        if place:
            assert (point.y, point.x) == pytest.approx(place)
    assert answered.distance(answered["place"]).iloc[0] == pytest.approx(4318, abs=30)


def test_a_point_that_got_lost_is_refused(answered: Any) -> None:
    """What the page says of representative points: NaN becomes 0, 0, which is no place here."""
    (lost,) = geopandas.GeoSeries([shapely.Point(NAN, NAN)]).representative_point()
    assert (lost.y, lost.x) == (0, 0)
    with pytest.raises(translit.EntryError, match="both 0"):
        translit.resolve("Zahraa", near=(lost.y, lost.x))
