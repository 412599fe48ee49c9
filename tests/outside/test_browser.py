"""The pages in a real browser: legible in the light, in the dark and on paper, on any width; and
they ask for nothing.

    python -m pytest tests/outside/test_browser.py
    python tests/outside/test_browser.py                 write docs/look.png anew

It needs Chromium, and talks to it by its DevTools protocol over a pipe.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import translit
from translit import Entry
from translit.uses.pages import figures, mentions

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))),
    None,
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium is here")

ASKED = """--headless --no-sandbox --disable-gpu --no-first-run --disable-quic --disable-background-networking
--disable-component-update --disable-sync --hide-scrollbars --remote-debugging-pipe"""
# The browser reads from descriptor 3 and writes to 4, which only a process between can arrange: the
# two are taken here.
BETWEEN = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for end, number in zip(ends, (3, 4)):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""
HOSTILE = '"><script>document.title="caught"</script><img src="https://example.org/x.png">'
ROWS = [
    ("Ramouseh", "sy.aleppo.ramousa"),
    ("الراموسة", "sy.aleppo.ramousa"),
    ("الزهراء", "sy.zahraa"),
    ("Kyoto-Fushimi", "NIL"),
    ("Rif Dimashq (Qudssaya)", ""),
    (HOSTILE, "NIL"),
    ("ن" * 90, ""),
    ("A" * 90, ""),
    ("", ""),
    ("Hamah", "sy.hama"),
]
MODES = [(dark, media) for media in ("screen", "print") for dark in (False, True)]
NAMES = ["scan", "stats", "report"]


class Browser:
    """Chromium without a window: what is asked of it, and what it tells by itself."""

    def __init__(self, profile: Path) -> None:
        (mine_in, its_out), (its_in, mine_out) = os.pipe(), os.pipe()
        asked = [str(BROWSER), *ASKED.split(), f"--user-data-dir={profile}"]
        self.process = subprocess.Popen(
            [sys.executable, "-c", BETWEEN, str(its_in), str(its_out), *asked],
            pass_fds=(its_in, its_out),
            stderr=subprocess.DEVNULL,
        )
        os.close(its_in)
        os.close(its_out)
        self.reader, self.writer, self.numbers = (
            os.fdopen(mine_in, "rb"),
            os.fdopen(mine_out, "wb"),
            count(1),
        )
        self.told: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        number, session = next(self.numbers), getattr(self, "session", None)
        message = {
            "id": number,
            "method": method,
            "params": params,
            **({"sessionId": session} if session else {}),
        }
        self.writer.write(json.dumps(message).encode() + b"\0")
        self.writer.flush()
        while (answer := self._read()).get("id") != number:
            self.told.append(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def _read(self) -> dict[str, Any]:
        raw = b""
        while not raw.endswith(b"\0"):
            piece = self.reader.read(1)
            assert piece, "the browser has gone"
            raw += piece
        return json.loads(raw[:-1])

    def open(self, path: Path, width: int, dark: bool, media: str) -> None:
        """A page, when it is loaded."""
        self.told.clear()
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", media=media, features=[scheme])
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=800,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.ask("Page.navigate", url=path.as_uri())
        while not any(each.get("method") == "Page.loadEventFired" for each in self.told):
            self.told.append(self._read())

    def value(self, script: str) -> Any:
        return self.ask("Runtime.evaluate", expression=script, returnByValue=True)["result"][
            "value"
        ]

    def heard(self, method: str) -> list[dict[str, Any]]:
        return [each["params"] for each in self.told if each.get("method") == method]

    def close(self) -> None:
        self.ask("Browser.close")
        self.process.wait(20)
        self.reader.close()
        self.writer.close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    one = Browser(tmp_path_factory.mktemp("profile"))
    yield one
    one.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages, in files."""
    folder = tmp_path_factory.mktemp("pages")
    text = f"Fighting in Ramouseh and Tripoli.\n\nقصف في حلب، {HOSTILE}\n\n{'long' * 60}"
    odd = Entry(
        f"x.{'odd-' * 20}",
        HOSTILE,
        ("الزهراء", "W" * 120),
        "a type with a long name of its own",
        f"x.{'odd-' * 20}",
    )
    made = {
        "scan": "".join(
            mentions.page([mentions.Part(HOSTILE, text, translit.scan(text))], HOSTILE)
        ),
        "stats": figures.page(translit.stats([*translit.load().entries.values(), odd]), HOSTILE),
        "report": figures.page(
            translit.report([row for row in ROWS for _ in range(1234)]), "قائمة.csv", HOSTILE
        ),
    }
    for name, page in made.items():
        (folder / f"{name}.html").write_text(page, "utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [320, 360, 768, 1400])
def test_nothing_is_wider_than_the_window(
    browser: Browser, written: dict[str, Path], name: str, width: int
) -> None:
    """No page must be moved sideways to be read, and no word reaches out of it; on a narrow
    screen a table alone may be moved.
    """
    narrow = width < 400
    for dark, media in MODES[:2] if narrow else MODES:
        browser.open(written[name], width, dark, media)
        assert browser.value("document.documentElement.scrollWidth") <= width
        out = f"""[...document.body.querySelectorAll('*{":not(table, table *)" * narrow}')].filter(each => {{
            const box = each.getBoundingClientRect(); return box.right > innerWidth + 1 || box.left < -1
        }}).map(each => each.outerHTML.slice(0, 99))"""
        assert browser.value(out) == []
        highest = "Math.max(...[...document.querySelectorAll('td')].map(each => each.clientHeight))"
        assert (
            browser.value(highest) < 300
        )  # else a column is so narrow that its words stand letter by letter


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_for_nothing_and_complains_of_nothing(
    browser: Browser, written: dict[str, Path], name: str
) -> None:
    """The file itself is the only request, nothing in it runs, and the console stays empty."""
    browser.open(written[name], 900, dark=False, media="screen")
    assert [each["request"]["url"] for each in browser.heard("Network.requestWillBeSent")] == [
        written[name].as_uri()
    ]
    assert (
        browser.heard("Log.entryAdded")
        + browser.heard("Runtime.consoleAPICalled")
        + browser.heard("Runtime.exceptionThrown")
        == []
    )
    assert browser.value("document.title") != "caught"
    assert (
        browser.value("document.querySelectorAll('script, img, a, iframe, link, form').length") == 0
    )


CONTRASTS = """(() => {
  const rgb = css => { const found = css.match(/[\\d.]+/g).map(Number); return found.length < 4 ? [...found, 1] : found };
  const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, n) => sum + c * [.2126, .7152, .0722][n], 0);
  const ground = each => { for (; each; each = each.parentElement) {
    const [r, g, b, a] = rgb(getComputedStyle(each).backgroundColor); if (a === 1) return [r, g, b] } return [255, 255, 255] };
  const own = each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll('*')].filter(each => own(each) && each.tagName !== 'title').map(each => {
    const style = getComputedStyle(each), ink = rgb(each.namespaceURI.endsWith('svg') ? style.fill : style.color);
    const [high, low] = [light(ink), light(ground(each))].sort((a, b) => b - a);
    return [(high + .05) / (low + .05), each.tagName, each.textContent.slice(0, 30)] }).sort((a, b) => a[0] - b[0])[0] })()"""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("dark", "media"), MODES)
def test_every_word_stands_out_from_its_ground(
    browser: Browser, written: dict[str, Path], name: str, dark: bool, media: str
) -> None:
    """Its contrast is at least 4.5, as WCAG 2 asks, on the screen in light and dark and on
    paper; paper is white, whoever prints.
    """
    browser.open(written[name], 900, dark, media)
    least = browser.value(CONTRASTS)
    assert least[0] >= 4.5, least
    red = int(browser.value("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]"))
    assert (red == 255) if media == "print" else (red < 64) == dark


@pytest.mark.parametrize("name", NAMES)
def test_a_page_prints(browser: Browser, written: dict[str, Path], name: str) -> None:
    """It becomes a PDF with a text, and not one of a hundred sheets."""
    browser.open(written[name], 900, dark=True, media="")
    printed = base64.b64decode(
        browser.ask("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"]
    )
    assert printed.startswith(b"%PDF")
    assert 1 <= printed.count(b"/Type /Page\n") <= 8


def test_names_stand_in_their_own_direction(browser: Browser, written: dict[str, Path]) -> None:
    """An Arabic name stands from right to left, and the line around it from left to right."""
    browser.open(written["report"], 900, dark=False, media="screen")
    arabic = "[...document.querySelectorAll('bdi')].filter(each => each.textContent === 'الزهراء')"
    assert browser.value(f"{arabic}.length") >= 1
    assert browser.value(
        f"{arabic}.every(each => each.matches(':dir(rtl)') &&"
        " each.parentElement.matches(':dir(ltr)'))"
    )


def test_charts_are_read_out(browser: Browser, written: dict[str, Path]) -> None:
    """Every chart is a picture with a name, or is left out where its number stands beside it."""
    for name in ("stats", "report"):
        browser.open(written[name], 900, dark=False, media="screen")
        nodes = browser.ask("Accessibility.getFullAXTree")["nodes"]
        charts = [
            each["name"]["value"]
            for each in nodes
            if each["role"]["value"] in ("image", "img", "SvgRoot") and not each["ignored"]
        ]
        assert len(charts) == {"stats": 1, "report": 2}[name]
        assert all(charts)


if __name__ == "__main__":
    import tempfile

    ROOT = Path(__file__).parents[2]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "report.html")
        asked = [
            "report",
            "--table",
            "docs/tutorial/towns.yaml",
            "--column",
            "place",
            "--truth",
            "right",
            "docs/tutorial/checked.csv",
        ]
        subprocess.run(
            [sys.executable, "-m", "translit", *asked, "-o", place], cwd=ROOT, check=False
        )
        shown = Browser(Path(folder, "profile"))
        shown.open(place, 820, dark=False, media="screen")
        clip = {"x": 0, "y": 0, "width": 820, "height": 1500, "scale": 1}
        shot = shown.ask("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        (ROOT / "docs" / "look.png").write_bytes(base64.b64decode(shot["data"]))
        shown.close()
