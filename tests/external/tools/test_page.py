"""The page of ``vmssnames inventory --html`` in a real browser."""

import json

import pytest

from tests import azure_shapes as azure
from tests.external.tools.browser import opened
from vmssnames.cli import main

HOSTILE = "</script><img src=x onerror=\"document.title='owned'\"><b>"


@pytest.fixture
def page(tmp_path):
    """A page of twelve machines, one of which has a hostile name and a hostile message."""
    rows = [azure.row(number, "running" if number % 3 else "stopped") for number in range(2, 14)]
    rows[0] = azure.row(2, None)
    bad = rows[3]["properties"]
    bad["osProfile"]["computerName"] = HOSTILE
    bad["instanceView"]["extensions"] = [
        {
            "name": HOSTILE,
            "statuses": [
                {
                    "code": "ProvisioningState/failed/1",
                    "message": f"{HOSTILE} https://x/y?sig=SECRET",
                }
            ],
        }
    ]
    source, target = tmp_path / "rows.json", tmp_path / "page.html"
    source.write_text(json.dumps(rows))
    assert main(["inventory", str(source), "-o", "table", "--html", str(target)]) == 0
    return target


NAMES = "return Array.from(document.querySelectorAll('#all tbody tr:not([hidden]) th'), e => e.textContent)"


def test_all_is_there_and_nothing_is_obeyed(browser, page):
    browser.go(page)
    assert browser.run("return document.title") == "12 instances"
    assert browser.run("return document.querySelectorAll('img').length") == 0
    assert len(browser.run(NAMES)) == 12
    assert browser.run("return document.querySelectorAll('.grid a.vm').length") == 12
    assert HOSTILE in browser.run("return document.querySelector('#problems').textContent")
    assert "SECRET" not in browser.run("return document.documentElement.outerHTML")
    assert browser.complaints() == []


def test_nothing_is_loaded(browser, page):
    browser.go(page)
    assert browser.run("return performance.getEntriesByType('resource').length") == 0


def test_other_scripts_do_not_run(browser, page):
    """The page's policy blocks everything that is injected."""
    page.write_text(
        page.read_text().replace("</main>", "<script>document.title='x'</script></main>")
    )
    browser.go(page)
    assert browser.run("return document.title") == "12 instances"
    assert "Content Security Policy" in browser.complaints()[0]["message"]


def test_the_table_sorts_by_number(browser, page):
    browser.go(page)
    click = "document.querySelectorAll('#all thead button')[arguments[0]].click();"
    ids = "return Array.from(document.querySelectorAll('#all tbody tr'), e => +e.cells[2].textContent)"
    browser.run(click, 2)
    assert browser.run(ids) == list(range(2, 14))
    assert (
        browser.run("return document.querySelector('th[aria-sort=ascending]').textContent") == "ID"
    )
    browser.run(click, 2)
    assert browser.run(ids) == list(range(13, 1, -1))
    # What is not said comes last, either way.
    for _ in range(2):
        browser.run(click, 3)
        assert browser.run(ids)[-1] == 2


def test_the_table_is_searched(browser, page):
    browser.go(page)
    write = (
        "const s = document.getElementById('search'); s.value = arguments[0];"
        "s.dispatchEvent(new Event('input'));"
    )
    browser.run(write, "SHOPWEB00000B stopped")
    assert browser.run(NAMES) == []
    browser.run(write, "shopweb00000c stopped")
    assert browser.run(NAMES) == ["shop-web_ss_12"]
    assert browser.run("return document.getElementById('found').value") == "1 of 12"
    browser.run(write, "")
    assert len(browser.run(NAMES)) == 12


def test_a_square_leads_to_its_row(browser, page):
    browser.go(page)
    browser.run("document.querySelectorAll('.grid a.vm')[4].click()")
    assert (
        browser.run("return document.querySelector('tr:target th').textContent") == "shop-web_ss_6"
    )


@pytest.mark.parametrize(("mode", "dark"), [("light", False), ("dark", True)])
def test_light_and_dark(driver, page, mode, dark):
    """Each with enough contrast to read by (WCAG: 4.5)."""
    flags = ["--force-dark-mode"] if dark else []
    session = opened(driver, *flags, f"--blink-settings=preferredColorScheme={int(not dark)}")
    try:
        session.go(page)
        colours = session.run(
            "return ['body', '#problems a', '.error', '.grid th'].map(one => {"
            "const e = document.querySelector(one);"
            "return [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]})"
        )
        for text, back in colours:
            lights = sorted((luminance(text), luminance(back)))
            assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5, (text, back)
            assert (luminance(back) < 0.2) is dark
    finally:
        session.send("DELETE", "")


def luminance(colour):
    parts = [int(one) / 255 for one in colour[colour.find("(") + 1 : -1].split(",")[:3]]
    red, green, blue = (
        one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
