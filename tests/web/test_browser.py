"""Pages in a real browser: they work by pointer and keyboard, without an error and without another host."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
QUIET = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update"
ADDRESSES = [
    "/",
    "/articles",
    "/search?q=ven",
    "/transfers",
    "/exercises",
    "/compare",
    "/queries",
    "/queries/transfers?recipient=Venezuela",
    "/sparql",
    "/api",
    "/ontology",
    "/id/article/deal",
    "/id/article/harm%20%26%20%3Cscript%3E",
    "/id/country/VEN",
    "/id/weapon/igla-s",
    "/id/person/VEN/nicolas-maduro",
]
WIDTHS = (1280, 390)
Page = Any

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: apt-get install chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests of this file."""
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=[*QUIET.split(), "--disable-sync"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Any, newsroom: httpx.Client) -> Iterator[Page]:
    """A tab in which nothing may go wrong: no error on the console, no request to another host."""
    context = browser.new_context(base_url=str(newsroom.base_url), viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))

    def refuse(dialog: Any) -> None:
        wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    opened.on("dialog", refuse)
    home = str(newsroom.base_url)
    opened.on("request", lambda request: wrong.extend([] if request.url.startswith((home, "data:")) else [request.url]))
    yield opened
    context.close()
    # A 400 of a broken query is told on the console too; that test takes it off the list itself.
    assert [said for said in wrong if "status of 400" not in said] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_page_opens_and_fits(page: Page, address: str, width: int) -> None:
    """Every page has one heading, and nothing sticks out at the side, on a desk or a phone."""
    page.set_viewport_size({"width": width, "height": 844})
    assert page.goto(address).status == 200
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_accessibility(page: Page, address: str, scheme: str) -> None:
    """axe finds nothing serious, in light and in dark colours."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: cd assets && npm ci")
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")["violations"]
    serious = [
        f"{v['id']}: {v['nodes'][0]['html'][:120]} {v['nodes'][0]['failureSummary'][:200]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_fact_lights_up_its_words(page: Page) -> None:
    """Pointing at a fact marks exactly its words; pointing at words marks their facts."""
    page.goto("/id/article/deal")
    page.locator("#transfer-1 .head").hover()
    assert "".join(page.locator("mark.lit").all_inner_texts()) == "delivered24 Igla-S 🎯 missiles to Venezuela"
    page.locator("mark", has_text="2,000 troops").hover()
    assert page.locator(".fact.lit").evaluate_all("cards => cards.map(card => card.id)") == ["exercise-1"]
    assert page.locator("#transfer-1.lit").count() == 0


def test_keyboard_leads_from_words_to_fact_and_back(page: Page) -> None:
    """A note in the text can be reached by Tab, leads to its fact, and the fact's number back."""
    page.goto("/id/article/deal")
    page.locator("#note-exercise-1").focus()
    assert page.locator(".fact.lit").get_attribute("id") == "exercise-1"
    page.keyboard.press("Enter")
    assert page.url.endswith("#exercise-1")
    page.locator("#exercise-1 .number").press("Enter")
    assert page.url.endswith("#note-exercise-1")


def test_filters_of_an_article(page: Page) -> None:
    """A class taken away takes its facts and notes; a least confidence the unsure ones."""
    page.goto("/id/article/deal")
    assert page.locator(".fact:visible").count() == 4
    page.locator("#show-statement").uncheck()
    assert page.locator(".fact.statement:visible").count() == 0
    assert page.locator(".note.statement:visible").count() == 0
    assert page.locator(".fact:visible").count() == 3
    page.locator("#least").fill("50")
    assert page.locator(".fact:visible").evaluate_all("cards => cards.map(card => card.id)") == [
        "transfer-1",
        "supply-relation-1",
    ]


def test_table_sorts_by_its_heads(page: Page) -> None:
    """A click on a head sorts, a second one the other way round, and says so to screen readers."""
    page.goto("/transfers")
    head = page.locator("th", has_text="Number")
    number = "[...document.querySelectorAll('.data tbody tr')].map(row => row.cells[4].dataset.key).filter(Boolean)"
    head.locator("button").click()
    assert (head.get_attribute("aria-sort"), page.evaluate(number)) == ("ascending", ["24", "25"])
    head.locator("button").click()
    assert (head.get_attribute("aria-sort"), page.evaluate(number)) == ("descending", ["25", "24"])


def test_saved_query_with_a_parameter(page: Page) -> None:
    """A form is filled in and asked; the result and the download have the value."""
    page.goto("/queries/transfers")
    page.locator("input[name=recipient]").fill("Venezuela")
    page.get_by_role("button", name="Ask").click()
    assert "recipient=Venezuela" in page.url
    assert page.locator(".data tbody tr").count() == 2
    assert "recipient=Venezuela" in page.get_by_role("link", name="CSV").get_attribute("href")


def test_error_of_a_query(page: Page) -> None:
    """A broken query is shown with its error and the place; mended, it gives rows."""
    page.goto("/sparql?query=SELECT+%2A+WHERE+%7B+GRAPH+%3Fg+%7B+%3Fs+a+%7D+%7D")
    assert "line 1, column" in page.get_by_role("alert").inner_text()
    page.goto("/sparql?query=SELECT+%3Fs+WHERE+%7B+GRAPH+%3Fg+%7B+%3Fs+a+kg%3AArmsTransfer+%7D+%7D")
    assert page.locator(".data tbody tr").count() == 3


def test_names_are_completed(page: Page) -> None:
    """Two letters bring names to choose from."""
    page.goto("/")
    page.locator("#find").press_sequentially("nico")
    page.wait_for_selector("#found option", state="attached")
    assert page.locator("#found option").first.get_attribute("value") == "Nicolás Maduro"


def test_page_works_without_scripts(browser: Any, newsroom: httpx.Client) -> None:
    """Without scripts an article has its marks and notes, a query its form, the editor its text area."""
    context = browser.new_context(base_url=str(newsroom.base_url), java_script_enabled=False)
    page = context.new_page()
    page.goto("/id/article/deal")
    page.locator("#note-transfer-1").click()
    assert page.url.endswith("#transfer-1")
    page.locator("#show-statement").uncheck()
    assert page.locator(".fact.statement:visible").count() == 0
    page.goto("/sparql")
    page.locator("textarea").fill("ASK { GRAPH ?g { ?s a kg:ArmsTransfer } }")
    page.get_by_role("button", name="Run").click()
    assert page.locator(".truth").inner_text() == "Yes"
    context.close()
