"""The documentation in a real browser, at the width of a desktop and of a phone."""

import functools
import http.server
import threading
import time
from pathlib import Path

import pytest

SITE = Path(__file__).parents[3] / "build" / "site"
PAGES = sorted(page.relative_to(SITE).as_posix() for page in SITE.rglob("*.html"))
# What people search for, and a page that must be among the results.
SEARCHES = {
    "computer name": "reference/names.html",
    "hostname to instance id": "faq.html",
    "base 36": "explanation/instance-ids.html",
    "providerID": "reference/names.html",
    "reimage": "reference/operations.html",
}
# The theme hides what is too wide, so this looks for elements that end outside of the window and
# are not within one that scrolls.
WIDE = """
const width = document.documentElement.clientWidth;
const scrolls = e => ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
const held = e => e.tagName !== "ARTICLE" && (scrolls(e) || held(e.parentElement));
return Array.from(document.querySelectorAll("article *"))
  .filter(e => e.getBoundingClientRect().right > width + 1 && !held(e))
  .slice(0, 5).map(e => e.outerHTML.slice(0, 200));
"""


@pytest.fixture(scope="module")
def site():
    """The site, served on loopback."""
    assert PAGES, "make docs must have run"

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=SITE)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_fit_their_window(browser, site, width):
    """No page scrolls sideways, misses an image or complains; code and tables scroll themselves."""
    browser.send(
        "POST",
        "/goog/cdp/execute",
        {
            "cmd": "Emulation.setDeviceMetricsOverride",
            "params": {
                "width": width,
                "height": 900,
                "deviceScaleFactor": 1,
                "mobile": width < 500,
            },
        },
    )
    for page in PAGES:
        browser.send("POST", "/url", {"url": site + page})
        assert browser.run(WIDE) == [], page
        missing = "return Array.from(document.images).filter(e => !e.naturalWidth).map(e => e.src)"
        assert browser.run(missing) == [], page
        assert [one for one in browser.complaints() if one["level"] == "SEVERE"] == [], page


@pytest.mark.parametrize("query", SEARCHES)
def test_the_search_finds(browser, site, query):
    """A search for the words of the field finds the page, among the first five."""
    browser.send("POST", "/url", {"url": f"{site}search.html?q={query.replace(' ', '+')}"})
    for _ in range(100):
        found = browser.run(
            "return Array.from(document.querySelectorAll('#search-results li a'), e => e.href)"
        )
        done = browser.run("return document.querySelector('#search-results h2')?.innerText ?? ''")
        if found and "Searching" not in done:
            break
        time.sleep(0.1)
    first = list(dict.fromkeys(one.removeprefix(site).partition("#")[0] for one in found))[:5]
    assert any(one.partition("?")[0] == SEARCHES[query] for one in first), first
