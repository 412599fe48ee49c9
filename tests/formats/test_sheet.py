"""Sheets as people keep them: which column is what is said with the import, and what reads CSV reads
workbooks and other signs between cells as well.
"""

from __future__ import annotations

import importlib.util
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit.doors.cli import main
from translit.files import workbook
from translit.formats.reading import Reading

WIDE = """Pcode;Name EN;Nom FR;الاسم;Gov;Lat;Long;Pop
SY01;Damascus;Damas;دمشق;;33.51;36.29;1700000
SY02;Aleppo;Alep;حلب;;36.2;37.16;2100000
SY0200;Jebel Saman;;جبل سمعان;aleppo;36.15;37.1;

SY0101;Old City;;;SY01;;;
"""
OPTIONS = ["--id", "Pcode", "--name", "Name EN", "--alias", "Nom FR", "--alias", "الاسم"]
OPTIONS += ["--within", "Gov", "--lat", "Lat", "--lon", "Long", "--fact", "Pop", "--rank", "Pop"]
CALAMINE = importlib.util.find_spec("python_calamine")
needs_calamine = pytest.mark.skipif(not CALAMINE, reason="python-calamine isn't installed")

CELLS = [line.split(";") for line in WIDE.splitlines()]


Rows = list[list[str]]


def xlsx(
    path: Path, rows: Rows, *, sheets: tuple[str, ...] = ("First",), before: Sequence[Rows] = ()
) -> Path:
    """A workbook with these rows on its last sheet, as small as one can be; `before` are the rows
    of the sheets before it.
    """
    main_ = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    bodies = [
        "".join(
            f'<row r="{number}">' + "".join(map(_cell, row)) + "</row>"
            for number, row in enumerate(each, 1)
        )
        for each in (*before, *[[]] * (len(sheets) - len(before) - 1), rows)
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        names = "".join(
            f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>'
            for at, name in enumerate(sheets, 1)
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main_}" xmlns:r="{office}"><sheets>{names}</sheets></workbook>',
        )
        links = "".join(
            f'<Relationship Id="r{at}" Type="{office}/worksheet" Target="worksheets/s{at}.xml"/>'
            for at in range(1, len(sheets) + 1)
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{links}</Relationships>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
            f' Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        for at, held in enumerate(bodies, 1):
            archive.writestr(
                f"xl/worksheets/s{at}.xml",
                f'<worksheet xmlns="{main_}"><sheetData>{held}</sheetData></worksheet>',
            )
    return path


def _cell(text: str) -> str:
    try:
        return f"<c><v>{float(text)}</v></c>"
    except ValueError:
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def ods(path: Path, rows: list[list[str]]) -> Path:
    """The same as an OpenDocument spreadsheet."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    cell = (
        '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'.format
    )
    body = "".join(
        f"<table:table-row>{''.join(map(cell, map(escape, row)))}</table:table-row>" for row in rows
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Places">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def imported(path: Path, *options: str) -> dict[str, translit.Entry]:
    """The entries of the table that a sheet becomes by the command."""
    to = path.with_name("table.yaml")
    argv = ["import", "sheet", str(path), "-o", str(to), "--licence", "CC0-1.0", *options]
    assert main(argv) == 0
    return dict(translit.load(to).entries)


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def check(entries: dict[str, translit.Entry]) -> None:
    """That the entries are those of WIDE."""
    assert {*entries} == {"SY01", "SY02", "SY0200", "SY0101"}
    assert entries["SY02"] == translit.Entry(
        "SY02", "Aleppo", ["Alep", "حلب"], at=(36.2, 37.16), facts={"Pop": "2100000"}, rank=2100000
    )
    assert (entries["SY0200"].within, entries["SY0101"].within) == (("SY02",), ("SY01",))


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_wide_sheet_becomes_a_table(
    tmp_path: Path, mark: str, end: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever stands between the cells, with or without a mark of byte order; what contains a
    thing is found by its ID or its name.
    """
    text = "\ufeff" + WIDE.replace(";", mark).replace("\n", end)
    check(imported(written(tmp_path / "places.csv", text), *OPTIONS))
    assert "left out" not in capsys.readouterr().err


@needs_calamine
@pytest.mark.parametrize("make", [xlsx, ods])
def test_workbooks_say_what_their_csv_says(tmp_path: Path, make: object) -> None:
    """Numbers come without a point where they have none."""
    path = make(tmp_path / f"places.{make.__name__}", CELLS)  # type: ignore[attr-defined,operator]
    check(imported(path, *OPTIONS))


@needs_calamine
def test_a_sheet_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first one counts, unless another is named; what there is stands in the error."""
    path = xlsx(tmp_path / "places.xlsx", CELLS, sheets=("Notes", "Places"))
    check(imported(path, *OPTIONS, "--sheet", "Places"))
    argv = ["import", "sheet", str(path), "-o", str(tmp_path / "t.csv"), *OPTIONS]
    assert main([*argv, "--sheet", "places"]) == 2
    assert (
        "sheet: there is no sheet 'places' in it: it has Notes, Places" in capsys.readouterr().err
    )


@needs_calamine
def test_other_formats_come_as_workbooks_too(tmp_path: Path) -> None:
    """OCHA's gazetteers needn't be saved as CSV."""
    rows = [["ADM1_EN", "ADM1_AR", "ADM1_PCODE"], ["Aleppo", "حلب", "SY02"]]
    path, to = xlsx(tmp_path / "pcodes.xlsx", rows), tmp_path / "t.csv"
    translit.import_table("ocha", path, to=to)
    assert translit.load(to).resolve("حلب").id == "SY02"


@needs_calamine
def test_of_a_workbook_the_sheet_of_the_format_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """That with the most levels of p-codes, which holds the larger ones too, or with the columns
    that the format needs; where several or none could be it, that is said.
    """
    notes = [["What this is"], ["A gazetteer"]]
    one = [["ADM1_EN", "ADM1_PCODE"], ["Aleppo", "SY02"]]
    two = [["ADM2_EN", "ADM2_PCODE", *one[0]], ["Jebel Saman", "SY0200", *one[1]]]
    path, to = tmp_path / "pcodes.xlsx", tmp_path / "t.csv"
    xlsx(path, notes, sheets=("README", "adm1", "adm2", "end"), before=(notes, one, two))
    translit.import_table("ocha", path, to=to)
    assert translit.load(to).resolve("Jebel Saman").id == "SY0200"
    hdx = [["Location", "Admin Level", "P-Code", "Name", "Parent P-Code"]]
    xlsx(path, [*hdx, ["SYR", "1", "SY02", "Aleppo", "SYR"]], sheets=("a", "b"), before=(notes,))
    to.unlink()
    translit.import_table("hdx", path, to=to)
    assert translit.load(to).resolve("Aleppo").id == "SY02"
    argv = ["import", "ocha", str(path), "--force", "-o", str(to)]
    xlsx(path, two, sheets=("adm2", "points"), before=(two,))
    assert main(argv) == 2
    assert "several sheets of it fit alike (adm2, points)" in capsys.readouterr().err
    xlsx(path, notes, sheets=("a", "b"), before=(notes,))
    assert main(argv) == 2
    assert "no sheet of it has the columns of this format: it has a, b" in capsys.readouterr().err


@needs_calamine
@pytest.mark.parametrize(("content", "code"), [(b"no zip", "encoding"), (b"", "encoding")])
def test_what_is_no_workbook(tmp_path: Path, content: bytes, code: str) -> None:
    (path := tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(translit.TableError, match=f"x.xlsx:0:0: {code}"):
        translit.import_table("sheet", path, to=tmp_path / "t.csv")


@needs_calamine
def test_a_workbook_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = xlsx(tmp_path / "x.xlsx", CELLS * 50)
    monkeypatch.setattr(workbook, "LARGEST", path.stat().st_size)
    with pytest.raises(translit.TableError, match="unpacks to more"):
        translit.import_table("sheet", path, to=tmp_path / "t.csv")


def test_a_workbook_without_calamine_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    path = xlsx(tmp_path / "x.xlsx", CELLS)
    assert main(["import", "sheet", str(path), "-o", str(tmp_path / "t.csv")]) == 2
    assert "translit-normaliser[excel]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], 'no column "id"; the columns are Pcode, Name EN'),
        (["--id", "Pcode"], "name it with --name"),
        (["--id", "Pcode", "--name", "Name"], 'no column "Name";'),
        (["--id", "PCode"], 'there is no column "PCode" (did you mean Pcode?); the columns are'),
        (["--id", "Gov", "--name", "Name EN"], "an ID must stand here"),
    ],
)
def test_mistakes_are_one_clear_line(
    tmp_path: Path, options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is missing, what there is, and which option names it."""
    path = written(tmp_path / "places.csv", WIDE)
    assert main(["import", "sheet", str(path), "-o", str(tmp_path / "t.csv"), *options]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "t.csv").exists()


def test_columns_are_for_formats_that_have_none_of_their_own(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", "id,alias\nx,Homs\n")
    with pytest.raises(translit.TranslitError, match="says itself what its columns are"):
        translit.import_table("csv", path, to=tmp_path / "t.csv", columns={"id": "id"})
    with pytest.raises(translit.TranslitError, match="can't be 'native'"):
        translit.import_table("sheet", path, to=tmp_path / "t.csv", columns={"native": "x"})
    with pytest.raises(translit.TranslitError, match="one column is the id"):
        translit.import_table("sheet", path, to=tmp_path / "t.csv", columns={"id": ["a", "b"]})


def test_a_variable_of_a_query_is_named(tmp_path: Path) -> None:
    """Queries whose items are called otherwise: said, or told what to do."""
    path = written(
        tmp_path / "q.csv",
        "place,placeLabel,altLabel\nhttp://www.wikidata.org/entity/Q41183,Aleppo,Halab\n",
    )
    with pytest.raises(translit.TableError, match=r"\?item in the query, or name it with --id"):
        translit.import_table("wikidata", path, to=tmp_path / "t.csv")
    translit.import_table("wikidata", path, to=tmp_path / "t.csv", columns={"id": "?place"})
    assert translit.load(tmp_path / "t.csv").entries["Q41183"].aliases == ("Halab",)


TITLES = st.lists(st.text("abcé \"'x", min_size=1), min_size=2, max_size=5, unique=True)


@given(TITLES, st.sampled_from(",;\t"))
def test_what_parts_the_cells_is_found_out(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str], mark: str
) -> None:
    """By the first line alone, and whatever the titles are; quotes hide what stands in them."""
    path = tmp_path_factory.getbasetemp() / "titles.csv"
    quoted = ['"' + title.replace('"', '""') + ',;"' for title in titles]
    written(path, mark.join(quoted) + "\n")
    with Reading([str(path)]) as reading:
        for file in reading:
            assert file.parting() == mark


def test_rows_with_semicolons_are_loaded(tmp_path: Path) -> None:
    """CSV as Excel writes it where the comma is for decimals."""
    path = written(tmp_path / "x.csv", "\ufeffid;alias;lat;lon\r\nx;Homs;34.7;36.7\r\n")
    assert translit.load(path).entries["x"].at == (34.7, 36.7)
