"""The page of ``vmssnames inventory --html`` in a real browser."""

import json
import shutil
import subprocess
import time

import pytest

from tests import azure_shapes as azure
from tests.documents import ROOT
from tools.browser import opened
from vmssnames.cli import main

HOSTILE = "</script><img src=x onerror=\"document.title='owned'\"><b>\u202e\u2028=1+1"

# What is on the page: names in the table, the counter, what has the focus.
NAMES = "return Array.from(document.querySelectorAll('#rows tbody th'), e => e.textContent)"
FOUND = "return document.getElementById('found').textContent"
PANEL = "const p = document.getElementById('panel'); return p.hidden ? '' : p.textContent"
HASH = "return location.hash"


def rows_of(count):
    """*count* machines, a third of them stopped, one with hostile names and messages."""
    rows = [
        azure.row(number, "running" if number % 3 else "stopped") for number in range(2, 2 + count)
    ]
    rows[0] = azure.row(2, None)
    bad = rows[3]["properties"]
    bad["osProfile"]["computerName"] = HOSTILE
    failed = {"code": "ProvisioningState/failed/1", "time": "2026-11-27T05:06:07+00:00"}
    failed["message"] = f"{HOSTILE} https://x/y?sig=SECRET " + "x" * 10_000
    bad["instanceView"]["extensions"] = [{"name": HOSTILE, "statuses": [failed]}]
    return rows


@pytest.fixture
def page(tmp_path):
    return written(tmp_path, rows_of(12))


def written(folder, rows, *options):
    source, target = folder / "rows.json", folder / "page.html"
    source.write_text(json.dumps(rows))
    assert main(["inventory", str(source), "--html", str(target), *options]) == 0
    return target


def test_all_is_there_and_nothing_is_obeyed(browser, page):
    browser.go(page)
    assert browser.run("return document.title") == "12 instances of shop-web_ss, vmssnames"
    assert browser.run("return document.querySelectorAll('img').length") == 0
    assert len(browser.run(NAMES)) == 12
    text = browser.run("return document.getElementById('problems').textContent")
    assert "</script><img" in text and "\u202e" not in text
    browser.go(page, "#open=3")
    assert "</script><img" in browser.run(PANEL) and "\\u202e" in browser.run(PANEL)
    assert "SECRET" not in browser.run("return document.documentElement.outerHTML")
    assert browser.complaints() == []
    assert browser.run("return document.title").endswith(", vmssnames")


def test_nothing_is_loaded(browser, page):
    browser.go(page)
    assert browser.run("return performance.getEntriesByType('resource').length") == 0


def test_other_scripts_and_styles_do_not_work(browser, page):
    """The page's policy blocks everything that is injected."""
    injected = "<script>document.title='x'</script><style>h1 { display: none }</style></main>"
    page.write_text(page.read_text().replace("</main>", injected))
    browser.go(page)
    assert browser.run("return document.title") != "x"
    assert browser.run("return getComputedStyle(document.querySelector('h1')).display") == "block"
    said = [one["message"] for one in browser.complaints()]
    assert len(said) == 2 and all("Content Security Policy" in one for one in said)


# By keyboard


def test_search_by_keyboard(browser, page):
    """A slash goes to the search, words narrow, Escape shows all again."""
    browser.go(page)
    browser.press("/", "SHOPWEB00000C stopped")
    assert browser.run(NAMES) == ["shop-web_ss_12"]
    assert browser.run(FOUND) == "1 of 12"
    assert browser.run(HASH) == "#q=SHOPWEB00000C+stopped"
    browser.press("Escape")
    assert browser.run(FOUND) == "12 instances" and browser.run(HASH) == ""


def test_table_by_keyboard(browser, page):
    """Arrows choose a row, Enter opens it, Escape goes back to where one was."""
    browser.go(page)
    browser.run("document.getElementById('rows').focus()")
    browser.press("ArrowDown", "ArrowDown", "Enter")
    said = browser.run(PANEL)
    assert said.startswith("Closeshop-web_ss_4") and "shopweb000004" in said
    assert browser.run(HASH) == "#open=2"
    assert browser.run("return document.activeElement.textContent") == "Close"
    browser.press("Escape")
    assert browser.run(PANEL) == ""
    assert browser.run("return document.activeElement.id") == "rows"
    browser.press("End", "Enter")
    assert browser.run(PANEL).startswith("Closeshop-web_ss_13")


def test_map_by_keyboard(browser, page):
    browser.go(page)
    browser.run("document.getElementById('map').focus()")
    browser.press("ArrowRight")
    here = "return document.getElementById('here').textContent"
    assert browser.run(here).startswith("shop-web_ss_2, shopweb000002")
    browser.press("ArrowRight", "ArrowRight")
    assert browser.run(here).startswith("shop-web_ss_4, shopweb000004, running")
    browser.press("Enter")
    assert browser.run(PANEL).startswith("Closeshop-web_ss_4")


def test_counters_are_filters(browser, page):
    """They narrow what the map and the table show, together; the address keeps them."""
    browser.go(page)
    press = "document.querySelector(arguments[0]).focus()"
    browser.run(press, "button[data-name=power][data-value=stopped]")
    browser.press("Enter")
    assert browser.run(FOUND) == "4 of 12"
    pressed = "return document.querySelectorAll('[aria-pressed=true]').length"
    assert browser.run(pressed) == 1
    address = browser.run(HASH)
    assert address == "#power=stopped"
    # A state that Azure does not report is not the state "unknown".
    values = "return Array.from(document.querySelectorAll('button[data-name=power]'), e => e.dataset.value)"
    assert browser.run(values) == ["running", "stopped", "not reported"]
    browser.press("/", "000009")
    assert browser.run(NAMES) == ["shop-web_ss_9"]
    browser.press("Escape")
    browser.run(press, "button[data-group='0']")
    browser.press("Enter")
    assert browser.run(NAMES) == ["shop-web_ss_5"]
    browser.go(page, address)
    assert browser.run(FOUND) == "4 of 12"
    browser.go(page, "#power=nothing&sort=x&open=99&problem=7&colour=y&map=z")
    assert browser.run(FOUND) == "0 of 12" and browser.complaints() == []


def test_the_table_sorts(browser, page):
    browser.go(page)
    click = "document.querySelectorAll('#rows thead button')[arguments[0]].click();"
    head = "return Array.from(document.querySelectorAll('#rows thead th'), e => e.textContent)"
    at = browser.run(head).index
    ids = "return Array.from(document.querySelectorAll('#rows tbody tr:not(.spacer)'), e => +e.cells[2].textContent)"
    browser.run(click, at("ID"))
    assert browser.run(ids) == list(range(2, 14))
    assert browser.run("return document.querySelector('[aria-sort=ascending]').textContent") == "ID"
    browser.run(click, at("ID"))
    assert browser.run(ids) == list(range(13, 1, -1))
    # What is missing comes last, either way.
    for _ in range(2):
        browser.run(click, at("power"))
        assert browser.run(ids)[-1] == 2


def test_the_csv_is_that_of_the_command(browser, tmp_path, capfd):
    """What the page shows, in the bytes that ``-o csv`` prints."""
    page = written(tmp_path, rows_of(12))
    capfd.readouterr()
    main(["inventory", str(tmp_path / "rows.json"), "-o", "csv"])
    expected = capfd.readouterr().out
    folder = tmp_path / "saved"
    folder.mkdir()
    browser.tell("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    browser.go(page)
    browser.run("document.getElementById('csv').click()")
    saved = folder / "instances.csv"
    for _ in range(100):
        if saved.exists():
            break
        time.sleep(0.05)
    assert saved.read_text() == expected and "'=" not in expected.split("\n")[0]


def test_links_and_commands(browser, page):
    """Of the instance that is open, as the command line has them."""
    browser.go(page, "#open=9")
    href = browser.run("return document.querySelector('#panel a').href")
    assert href.startswith("https://portal.azure.com/#@/resource/subscriptions/")
    assert href.endswith("/virtualMachineScaleSets/shop-web_ss/virtualMachines/11")
    codes = browser.run(
        "return Array.from(document.querySelectorAll('#panel pre'), e => e.textContent)"
    )
    assert len(codes) == 2 and all(code.endswith("11") for code in codes)
    assert codes[1].startswith("az vmss restart --subscription ")


def test_print_has_all_rows(browser, tmp_path):
    page = written(tmp_path, rows_of(300))
    browser.go(page)
    assert len(browser.run(NAMES)) < 100
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert len(browser.run(NAMES)) == 300
    browser.run("dispatchEvent(new Event('afterprint'))")
    assert len(browser.run(NAMES)) < 100


@pytest.mark.parametrize("word", ["constructor", "__proto__", "toString", "</script>"])
def test_states_with_odd_names(browser, tmp_path, word):
    """What objects of the language are called is only a name."""
    rows = [azure.row(7, word), azure.row(8)]
    rows[0]["sku"] = {"name": word}
    browser.go(written(tmp_path, rows), "#colour=size")
    assert len(browser.run(NAMES)) == 2 and browser.complaints() == []
    browser.run("document.querySelector('button[data-name=size]').click()")
    assert browser.run(FOUND) == "1 of 2"


@pytest.mark.parametrize(
    "rows", [[], [azure.row(7)], [azure.row(7, None), azure.row(8, None)]], ids=len
)
def test_few_instances_and_no_states(browser, tmp_path, rows):
    browser.go(written(tmp_path, rows))
    assert len(browser.run(NAMES)) == len(rows)
    browser.run("document.getElementById('map').focus()")
    browser.press("ArrowDown", "End")
    assert browser.complaints() == []


def test_changes(browser, tmp_path):
    """--diff OLD NEW --html: what changed, with filters by kind."""
    (tmp_path / "old.json").write_text(json.dumps([azure.row(7), azure.row(8), azure.row(9)]))
    new = [azure.row(7, "stopped"), azure.row(9), azure.row(10)]
    (tmp_path / "new.json").write_text(json.dumps(new))
    page = tmp_path / "page.html"
    files = [str(tmp_path / name) for name in ("old.json", "new.json")]
    assert main(["inventory", "--diff", *files, "--html", str(page)]) == 1
    browser.go(page)
    assert browser.run("return document.querySelector('h1').textContent") == "3 changes"
    table = browser.run("return document.querySelector('#rows tbody').textContent")
    assert "power: running -> stopped" in table
    browser.run("document.querySelector('button[data-name=change][data-value=removed]').click()")
    assert browser.run(NAMES) == ["shop-web_ss_8"]


# Everywhere


def test_without_scripts_the_answers_are_there(driver, page):
    """Where it is from, what is wrong and how many: as HTML."""
    session = opened(driver)
    try:
        session.tell("Emulation.setScriptExecutionDisabled", value=True)
        session.go(page)
        root = session.tell("DOM.getDocument")["root"]["nodeId"]
        made = session.tell("DOM.getOuterHTML", nodeId=root)["outerHTML"]
    finally:
        session.send("DELETE", "")
    assert "<noscript><p>The map and the table need JavaScript." in made and "rows.json" in made
    assert "1 instance with problems" in made and "<b>7</b> running" in made
    assert '<div id="app" hidden=' in made


def test_old_browsers_say_so(driver, page):
    session = opened(driver)
    try:
        source = "delete window.DecompressionStream"
        session.tell("Page.addScriptToEvaluateOnNewDocument", source=source)
        session.go(page)
        said = session.run("return document.getElementById('failed').textContent")
        assert said.startswith("The map and the table need a browser from 2023 or later")
        assert session.run("return document.getElementById('app').hidden")
        assert "<b>7</b> running" in session.run("return document.body.innerHTML")
    finally:
        session.send("DELETE", "")


@pytest.fixture(scope="session")
def axe(tmp_path_factory):
    """The source of axe-core, from npm."""
    folder = ROOT / "build" / "axe"
    source = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not source.exists():
        folder.mkdir(parents=True, exist_ok=True)
        npm = [shutil.which("npm"), "install", "--silent", "--no-save", "axe-core@4.10.2"]
        subprocess.run(npm, cwd=folder, check=True, timeout=300)
    return source.read_text()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", ["1366,900", "500,900"])
@pytest.mark.parametrize("address", ["", "#open=3", "#q=nothing"])
def test_everybody_can_use_it(driver, page, axe, dark, size, address):
    """axe-core finds nothing: WCAG A and AA, contrast among them, and best practices."""
    settings = f"--blink-settings=preferredColorScheme={int(not dark)}"
    session = opened(driver, settings, f"--window-size={size}")
    try:
        session.go(page, address)
        scheme = "return matchMedia('(prefers-color-scheme: dark)').matches"
        assert session.run(scheme) is dark
        session.run(axe)
        found = session.run("return axe.run().then(all => all.violations)")
        assert [(one["id"], [n["html"][:200] for n in one["nodes"]]) for one in found] == []
    finally:
        session.send("DELETE", "")


def test_twenty_thousand_instances(browser, tmp_path):
    """Few elements, whatever the list; benchmarks/page.py measures the times."""
    page = written(tmp_path, rows_of(20_000))
    assert page.stat().st_size < 3_000_000
    browser.go(page)
    assert browser.run("return document.querySelectorAll('*').length") < 5000
    browser.run("document.getElementById('rows').scrollTop = 1e9")
    browser.run("return new Promise(done => setTimeout(done, 100))")
    assert browser.run(NAMES)[-1] == "shop-web_ss_20001"
    assert browser.run("return document.querySelectorAll('*').length") < 5000
