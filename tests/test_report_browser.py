"""The page of a report in a real browser: it sorts, filters, copies, prints, and asks nothing of the network.

Chromium and ChromeDriver are those of the system (Debian: ``chromium``, ``chromium-driver``); without them, or without
selenium, the tests are skipped. ``GISTCLI_SCREENSHOTS=folder`` keeps pictures of the page, to look at.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from gistcli.model import Record
from gistcli.report import report
from gistcli.writers.report_html import OPEN_MOST, WHOLE_MOST, write_html

webdriver = pytest.importorskip("selenium.webdriver")
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed")

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, DESKTOP = (390, 844), (1280, 900)
FEW = [
    Record("KIT V559D", 1, "GIST-1", allele_fraction=0.41),
    Record("KIT W557_K558del", 2, "GIST-2"),
    Record("KIT V654A", 3, "GIST-2"),
    Record("PDGFRA D842V", 4, "GIST-10"),
    Record("KIT A502_Y503dup", 5, "GIST-3"),
    Record("KIT V111D", 6, "<b>GIST-4</b>"),
    Record("KIT V559Q9", 7, "GIST-5"),
    Record("SDH-deficient", 8, "GIST-8"),
]
TEXTS = ("KIT V559D", "KIT W557_K558del + V654A", "PDGFRA D842V", "KIT A502_Y503dup", "KIT V111D", "KIT L576P")
MANY = [Record(TEXTS[at % len(TEXTS)], at + 1, f"S{at + 1}") for at in range(WHOLE_MOST + 10)]


@pytest.fixture(scope="module")
def driver() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
        yield browser
        browser.quit()


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for name, records in (("few", FEW), ("many", MANY)):
        found[name] = folder / f"{name}.html"
        made = report([("cohort.tsv", records)], show_version=False, command="gistcli report -i cohort.tsv")
        with found[name].open("w", encoding="utf-8") as stream:
            write_html(made, stream)
    return found


class Shown:
    """A page that is open, with what the tests ask of it."""

    def __init__(self, driver, path: Path) -> None:
        self.driver, self.path = driver, path

    def open(self, fragment: str = "", size: tuple[int, int] = DESKTOP, **media: str) -> Shown:
        features = [{"name": f"prefers-{name.replace('_', '-')}", "value": value} for name, value in media.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE},
        )
        self.driver.get("about:blank")
        self.driver.get_log("browser"), self.driver.get_log("performance")
        self.driver.get(self.path.as_uri() + fragment)
        return self

    def run(self, script: str, *arguments: object):
        return self.driver.execute_script(script, *arguments)

    @property
    def names(self) -> list[str]:
        """The tumours of the table that are shown, in order."""
        script = "return [...document.querySelectorAll('#list tbody tr')].filter(row => !row.hidden)"
        return self.run(f"{script}.map(row => row.cells[0].textContent)")

    def press(self, column: int) -> None:
        self.run("document.querySelectorAll('#list thead button')[arguments[0]].click()", column)

    def search(self, words: str) -> None:
        self.run(
            "const box = document.getElementById('search'); box.value = arguments[0];"
            "box.dispatchEvent(new Event('input'));",
            words,
        )
        self.driver.execute_async_script("setTimeout(arguments[0], 50)")

    def keep(self, name: str) -> None:
        """Keep a picture of what is shown, if the user wants one."""
        folder = os.environ.get("GISTCLI_SCREENSHOTS")
        picture = base64.b64decode(self.driver.execute_cdp_cmd("Page.captureScreenshot", {})["data"])
        assert picture.startswith(b"\x89PNG")
        if folder:
            Path(folder, name).write_bytes(picture)


@pytest.fixture
def few(driver, pages) -> Shown:
    return Shown(driver, pages["few"]).open()


@pytest.fixture
def many(driver, pages) -> Shown:
    return Shown(driver, pages["many"]).open()


@pytest.mark.parametrize("name", ["few", "many"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_opens_without_an_error_or_a_request(driver, pages, name, size, scheme):
    page = Shown(driver, pages[name]).open(size=size, color_scheme=scheme)
    page.press(0)
    page.search("kit")
    page.keep(f"{name}-{'phone' if size == PHONE else 'desktop'}-{scheme}.png")
    assert driver.get_log("browser") == []
    requests = [
        message["params"]["request"]["url"]
        for message in (json.loads(entry["message"])["message"] for entry in driver.get_log("performance"))
        if message["method"] == "Network.requestWillBeSent"
    ]
    assert pages[name].as_uri() in requests
    assert not [url for url in requests if url not in (pages[name].as_uri(), "about:blank") and url[:5] != "data:"]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_but_tables_and_maps_is_wider_than_the_screen(driver, pages, size):
    page = Shown(driver, pages["few"]).open(size=size)
    assert page.run("return document.documentElement.scrollWidth") <= size[0]
    wide = (
        "return [...document.querySelectorAll('p, li, h1, h2, h3, h4, summary')].filter("
        "one => !one.closest('.scroll, .skip') && one.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert page.run(wide) == 0


def test_the_table_sorts_by_each_column_and_back(few):
    given = ["GIST-1", "GIST-2", "GIST-10", "GIST-3", "<b>GIST-4</b>", "GIST-5", "GIST-8"]
    assert few.names == given
    few.press(0)
    assert few.names == ["<b>GIST-4</b>", "GIST-1", "GIST-2", "GIST-3", "GIST-5", "GIST-8", "GIST-10"]
    few.press(0)
    assert few.names[0] == "GIST-10"
    few.press(2)
    assert few.names[0] == "GIST-5"  # what could not be read asks for attention first
    assert few.names[1:4] == ["GIST-2", "GIST-10", "GIST-8"]
    few.press(3)
    assert few.names[-1] == "GIST-3"  # the highest dose
    assert few.run("return document.querySelectorAll('[aria-sort]').length") == 1


def test_the_table_filters_by_words_and_by_sensitivity(few):
    few.search("d842v")
    assert few.names == ["GIST-10"]
    shown = "return [...document.querySelectorAll('.tumour')].filter(card => !card.hidden).length"
    assert few.run(shown) == 1
    assert few.run("return document.getElementById('shown').textContent") == "1 of 7 shown"
    few.search("KIT resistant")
    assert few.names == ["GIST-2"]
    few.search("")
    few.run("only.value = 'unread'; only.dispatchEvent(new Event('change'))")
    assert few.names == ["GIST-5"]


def test_nothing_of_an_input_is_run(few):
    assert few.run("return document.querySelectorAll('b').length") == 0
    assert "<b>GIST-4</b>" in few.names


def test_a_link_opens_the_card_of_its_tumour(many):
    assert many.run("return document.querySelectorAll('.tumour > details[open]').length") == 0
    many.run("document.querySelector('#list a[href=\"#t2\"]').click()")
    many.driver.execute_async_script("setTimeout(arguments[0], 100)")
    card = "document.getElementById('t2').closest('details')"
    assert many.run(f"return {card}.open")
    told = many.run(f"return {card}.textContent")
    assert "Sunitinib was effective" in told and "Imatinib by setting" in told
    assert many.run(f"return {card}.querySelectorAll('svg[role=img][aria-label]').length") == 1
    assert many.run("return new Set([...document.querySelectorAll('[id]')].map(one => one.id)).size") == many.run(
        "return document.querySelectorAll('[id]').length"
    )
    many.keep("card.png")


def test_headings_stay_in_order_when_a_card_is_filled(many):
    many.run("document.querySelectorAll('.tumour > details').forEach(card => { card.open = true; })")
    many.driver.execute_async_script("setTimeout(arguments[0], 200)")
    levels = many.run("return [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(one => Number(one.localName[1]))")
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert not many.run("return document.querySelectorAll('.tumour [data-copy]').length")


def test_an_address_with_a_tumour_opens_its_card(driver, pages):
    page = Shown(driver, pages["many"]).open("#t7")
    assert page.run("return document.getElementById('t7').closest('details').open")


@pytest.mark.parametrize("name", ["few", "many"])
def test_without_its_script_a_page_holds_all(driver, pages, name):
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page = Shown(driver, pages[name]).open()
        page.keep(f"{name}-no-script.png")
        document = driver.execute_cdp_cmd("DOM.getDocument", {"depth": 0})["root"]["nodeId"]

        def count(selector: str) -> int:
            found = driver.execute_cdp_cmd("DOM.querySelectorAll", {"nodeId": document, "selector": selector})
            return len(found["nodeIds"])

        assert count("#list tbody tr") == count(".tumour") == {"few": 7, "many": len(MANY)}[name]
        assert count("html.scripted") == count("#list button") == 0
        assert count(".evidence") > 0
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_pictures_have_names_for_those_who_do_not_see_them(few):
    few.driver.execute_cdp_cmd("Accessibility.enable", {})
    nodes = few.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    few.driver.execute_cdp_cmd("Accessibility.disable", {})

    def names(role: str) -> list[str]:
        return [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") == role]

    assert len(names("image")) == 2 + 5  # one a gene of the cohort, and one a tumour with a variant that has a place
    assert all(re.match(r"(Map|Variants) of (KIT|PDGFRA)", name) for name in names("image"))
    assert "Map of KIT: KIT W557_K558del, codons 557 to 558: sensitive; KIT V654A, codon 654: resistant" in names(
        "image"
    )
    assert all(names("button")) and all(names("link")) and all(names("heading"))


def test_the_keyboard_reaches_what_can_be_used(few):
    script = (
        "const used = document.querySelectorAll('a[href], button, input, select, summary, [tabindex]');"
        "return [...used].filter(one => one.tabIndex < 0 && !one.closest('[hidden]')).length"
    )
    assert few.run(script) == 0
    few.run("document.querySelector('.skip').focus()")
    assert few.run("return getComputedStyle(document.querySelector('.skip')).position") == "static"
    few.run("document.querySelector('#list button').focus({focusVisible: true})")
    assert few.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("name", ["few", "many"])
def test_a_page_prints_each_tumour_on_its_own_sheet(driver, pages, name):
    page = Shown(driver, pages[name]).open()
    printed = driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    pdf = base64.b64decode(printed["data"])
    assert pdf.startswith(b"%PDF")
    sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    assert sheets > len(page.names)
    boxes = set(re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf))
    assert all((round(float(width)), round(float(height))) == (595, 842) for width, height in boxes)  # A4
    if os.environ.get("GISTCLI_SCREENSHOTS"):
        Path(os.environ["GISTCLI_SCREENSHOTS"], f"{name}.pdf").write_bytes(pdf)
    assert driver.get_log("browser") == []


def test_one_tumour_prints_alone(few):
    few.run("window.print = () => {}; document.querySelector('#t2 .print').click()")
    few.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": []})
    shown = "return [...document.querySelectorAll('.tumour, #tumours, #cohort')].filter(one => one.offsetHeight).length"
    assert few.run(shown) == 1
    listed = "return [...document.querySelectorAll('#sources li')].filter(one => one.offsetHeight).length"
    assert 0 < few.run(listed) < few.run("return document.querySelectorAll('#sources li').length")
    few.keep("print-one.png")
    few.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    few.run("dispatchEvent(new Event('afterprint'))")
    assert few.run(shown) == 2 + len(few.names)


def test_the_pages_are_of_both_kinds():
    assert len(FEW) <= OPEN_MOST and len(MANY) > WHOLE_MOST
