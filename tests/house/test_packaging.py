"""However translit is installed, it finds its tables; importing it costs next to nothing; and it
speaks up about its namesake.
"""

from __future__ import annotations

import importlib.util
import os
import re
import runpy
import sys
import tarfile
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from packages import ROOT, build, call, environment, install

import translit

NEEDED = [name for name in ("hatchling", "pip") if importlib.util.find_spec(name) is None]
ASK = "import translit; print(translit.resolve('Ramousa').id)"
MESSAGE = 'the unrelated distribution "translit" is installed in the same folder'

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(NEEDED) or not (ROOT / "pyproject.toml").exists(),
        reason=f"needs a checkout and {NEEDED}",
    ),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    folder = tmp_path_factory.mktemp("dist")
    sdist = build(ROOT, folder, "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return folder / sdist.name.removesuffix(".tar.gz")


@pytest.fixture(scope="module")
def built(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that the source distribution makes, with the core if there is a compiler."""
    return build(tree, tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def python(tmp_path: Path) -> Path:
    return environment(tmp_path)


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment into which the wheel is installed, for those who only look."""
    python = environment(tmp_path_factory.mktemp("installed"))
    install(python, built)
    return python


def inside(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def core(wheel: Path) -> set[str]:
    """The compiled core in a wheel, if it is there."""
    own = (name for name in inside(wheel) if name.startswith("translit/language/_core."))
    return {name for name in own if not name.endswith(".pyi")}


def files(folder: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*.yaml")}


# What is in the box


def test_the_wheel_holds_tables_rules_and_types(built: Path) -> None:
    """Each table and rules file of the tree is in the wheel, with the type marker and the manual
    page, and no test is.
    """
    names = inside(built)
    whole = f"translit_normaliser-{translit.__version__}"
    typed = {"translit/py.typed", "translit/__init__.pyi"}
    assert {f"translit/{path}" for path in files("aliases")} | files(
        "translit/rules"
    ) | typed <= names
    assert {name.split("/")[0] for name in names} == {
        "translit",
        f"{whole}.data",
        f"{whole}.dist-info",
    }
    assert [name for name in names if ".data/" in name] == [
        f"{whole}.data/data/share/man/man1/translit.1"
    ]


def test_the_source_distribution_holds_what_is_needed(tree: Path) -> None:
    """For the wheel, every source of the core too, for the tests and for the docs. What the wheel
    out of it holds is told below.
    """
    assert all(
        (tree / name).exists()
        for name in (
            "LICENSE",
            "aliases/LICENSE-data.md",
            "README.md",
            "CITATION.cff",
            "CHANGELOG.md",
            "pyproject.toml",
            "tests",
            "docs",
            ".ci/run",
        )
    )
    for kind in ("*.py", "*.pyi", "*.yaml", "*.c", "*.h"):
        here, there = (
            {path.relative_to(root).as_posix() for path in (root / "translit").rglob(kind)}
            for root in (ROOT, tree)
        )
        assert here == there


def test_the_metadata_tell_of_the_data_too(built: Path) -> None:
    """The licence is that of the code and of all that comes with it, each with its text; every
    table's own is among them.
    """
    with zipfile.ZipFile(built) as wheel:
        (place,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        told = message_from_bytes(wheel.read(place))
    licences = told["License-Expression"].split(" AND ")
    tables = (path.read_text("utf-8") for path in (ROOT / "aliases").rglob("*.yaml"))
    lines = (re.search(r"^licence: (.*)$", table, re.MULTILINE) for table in tables)
    assert {each for line in lines if line for each in line[1].split(" AND ")} <= {*licences}
    texts = "".join((ROOT / name).read_text("utf-8") for name in told.get_all("License-File"))
    assert all(f"{licence}" in texts for licence in licences if licence != "MIT")
    assert {"LICENSE", "aliases/LICENSE-data.md"} < {*told.get_all("License-File")}
    assert not [name for name in told.get_all("Provides-Extra") if name in ("dev", "docs")]
    assert not LINK.search(told.get_payload())


LINK = re.compile(r"\]\((?!https?:|#)")


def test_links_of_the_long_description_lead_to_the_repository() -> None:
    """Where there is one; else their words stay. Addresses and headings stay as they are."""
    described = runpy.run_path(str(ROOT / ".ci" / "readme.py"))["described"]
    page = "[A](docs/a.md#b), [B](#b), [C](https://c.example)"
    assert described(page, "", "1.0") == "A, [B](#b), [C](https://c.example)"
    assert described("[A](docs/a.md#b)", "https://x.example/t", "1.0") == (
        "[A](https://x.example/t/blob/v1.0/docs/a.md#b)"
    )
    readme = (ROOT / "README.md").read_text("utf-8")
    assert LINK.search(readme)
    for source in ("", "https://x.example/t"):
        assert not LINK.search(described(readme, source, "1.0"))


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("CITATION.cff", "version: {}"),
        ("CHANGELOG.md", "## {}"),
        ("docs/cite.md", "  version = {{{}}},"),
        ("docs/changed.md", "| | 0.1.0 | {} |"),
    ],
)
def test_pages_name_this_version(page: str, line: str) -> None:
    """The citation, the changelog and the answers that changed are those of the code."""
    told = (ROOT / page).read_text("utf-8").splitlines()
    assert line.format(translit.__version__) in told


def test_a_wheel_says_in_its_tag_whether_it_holds_the_core(built: Path) -> None:
    """One with the core is for CPython 3.11 and later on one platform; the source stays at home."""
    assert "translit/language/_core.pyi" in inside(built)
    assert not [name for name in inside(built) if name.endswith(".c")]
    if "-py3-none-any" in built.name:
        assert not core(built)
    else:
        assert "-cp311-abi3-" in built.name
        assert len(core(built)) == 1


@pytest.mark.parametrize("env", [{"TRANSLIT_PURE": "1"}, {"CC": "/nowhere/cc"}])
def test_without_a_compiler_there_is_a_wheel_for_any_python(
    env: dict[str, str], built: Path, python: Path, tmp_path: Path
) -> None:
    """So there is where the core isn't wanted; it gives the plain way, and nothing is said. The
    checkout's holds what that of the source distribution does, but for the core.
    """
    if os.name != "posix" and "CC" in env:
        pytest.skip("the compiler of Windows has no variable")
    wheel = build(ROOT, tmp_path / "dist", **env)
    assert wheel.name.endswith("-py3-none-any.whl")
    assert inside(wheel) == inside(built) - core(built)
    install(python, wheel)
    said = call(python, "-m", "translit", "--version", cwd=python.parent)
    assert said == (f"translit {translit.__version__} (plain Python)", "")


# Each way in


def test_an_installed_wheel_finds_its_tables(installed: Path) -> None:
    """So do its command, `python -m translit` and `man translit`, and nothing is said about the
    namesake.
    """
    python = installed
    assert (python.parents[1] / "share" / "man" / "man1" / "translit.1").exists()
    assert call(python, "-W", "error", "-c", ASK, cwd=python.parent) == ("sy.aleppo.ramousa", "")
    answer, _ = call(
        python.parent / "translit", "resolve", "--no-header", "Ramousa", cwd=python.parent
    )
    assert answer.startswith("Ramousa\tsy.aleppo.ramousa\t")
    assert (
        call(python, "-m", "translit", "resolve", "--no-header", "Ramousa", cwd=python.parent)[0]
        == answer
    )
    call(python, "-c", "import translit.downgrade", cwd=python.parent, status=1)


def test_a_zip_on_the_path_finds_its_tables(built: Path, tmp_path: Path) -> None:
    """A wheel is a zip, and works unopened."""
    ask = f"{ASK}; print(translit.__file__)"
    said = call(sys.executable, "-c", ask, cwd=tmp_path, PYTHONPATH=str(built))[0].splitlines()
    assert said[0] == "sy.aleppo.ramousa"
    assert said[1].startswith(str(built))


def test_an_editable_install_finds_its_tables(python: Path) -> None:
    """It reads the tables of the checkout, not a copy."""
    install(python, "-e", ROOT, TRANSLIT_PURE="1")  # which would compile the core into the checkout
    assert call(python, "-c", ASK, cwd=python.parent)[0] == "sy.aleppo.ramousa"
    where = "from translit.files.places import bundled; print(*bundled(), sep='\\n')"
    assert {
        Path(line).parents[-2]
        for line in call(python, "-c", where, cwd=python.parent)[0].splitlines()
    } <= {ROOT.parents[-2]}
    assert call(python, "-c", where, cwd=python.parent)[0].startswith(str(ROOT / "aliases"))


def test_hypothesis_finds_the_strategies(installed: Path) -> None:
    """`st.from_type` knows the nouns as soon as translit is installed, whichever of the two is
    imported first.
    """
    know = (
        "from hypothesis.strategies import from_type; import translit.strategies as s; assert"
        " repr(from_type(s.Entry)) == repr(s.entries())"
    )
    call(installed, "-c", know, cwd=installed.parent)
    call(installed, "-c", f"import translit.strategies; {know}", cwd=installed.parent)


@pytest.mark.skipif(importlib.util.find_spec("spacy") is None, reason="needs spaCy")
def test_spacy_finds_the_component(installed: Path) -> None:
    """`add_pipe("translit")` works as soon as translit is installed, without an import of it."""
    add = "import spacy; print(type(spacy.blank('en').add_pipe('translit')).__module__)"
    assert call(installed, "-c", add, cwd=installed.parent)[0] == "translit.spacy"


# The namesake


@pytest.fixture
def namesake(tmp_path: Path) -> Path:
    """A stand-in for the unrelated distribution: the files that clash, in the shape that it has
    had since its first release.
    """
    path = tmp_path / "translit-0.2-py3-none-any.whl"
    info = "translit-0.2.dist-info"
    contents = {
        "translit/__init__.py": "from .downgrade import downgrade\n",
        "translit/downgrade.py": (
            "from .iconv import iconv\ndef downgrade(text): return iconv + text\n"
        ),
        "translit/iconv.py": "iconv = 'theirs: '\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: translit\nVersion: 0.2\n",
        f"{info}/WHEEL": (
            "Wheel-Version: 1.0\nGenerator: none\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in contents.items():
            wheel.writestr(name, text)
        wheel.writestr(
            f"{info}/RECORD", "".join(f"{name},,\n" for name in (*contents, f"{info}/RECORD"))
        )
    return path


def test_the_namesake_installed_first_is_warned_about(
    built: Path, namesake: Path, python: Path
) -> None:
    """Translit works where it came last, and `import translit` says what is wrong; when the
    namesake goes, the command says it.
    """
    install(python, namesake)
    install(python, built)
    out, err = call(python, "-c", ASK, cwd=python.parent)
    assert (out, err.count(MESSAGE)) == ("sy.aleppo.ramousa", 1)
    call(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "uninstall",
        "-y",
        "-q",
        "translit",
        cwd=python.parent,
    )
    assert (
        MESSAGE
        in call(python.parent / "translit", "resolve", "Ramousa", cwd=python.parent, status=2)[1]
    )


def test_the_namesake_installed_last_is_warned_about(
    built: Path, namesake: Path, python: Path
) -> None:
    """The namesake works where it came last, but `import translit` and the command say what is
    wrong.
    """
    install(python, built)
    install(python, namesake)
    out, err = call(
        python, "-c", "import translit; print(translit.downgrade('x'))", cwd=python.parent
    )
    assert (out, err.count(MESSAGE)) == ("theirs: x", 1)
    assert (
        MESSAGE
        in call(python.parent / "translit", "resolve", "Ramousa", cwd=python.parent, status=2)[1]
    )


# The door


def test_importing_translit_imports_nothing_else(tmp_path: Path) -> None:
    """`import translit` loads no other module, and the command line none that reads tables or
    formats.
    """
    new = "import sys; old = set(sys.modules); import {0}; print(*(set(sys.modules) - old))"

    def loaded(module: str) -> set[str]:
        return set(
            call(sys.executable, "-c", new.format(module), cwd=tmp_path, PYTHONPATH=str(ROOT))[
                0
            ].split()
        )

    assert loaded("translit") == {"translit", "__future__"}
    slow = {
        "csv",
        "dataclasses",
        "inspect",
        "json",
        "pathlib",
        "rapidfuzz",
        "translit.resolving.resolver",
        "unidecode",
        "yaml",
    }
    assert not loaded("translit.doors.cli") & slow
