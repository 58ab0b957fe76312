"""Each figure in README.md and docs/explanation/performance.md is what benchmarks/results say."""

import re

import pytest

from benchmarks.kept import RESULTS, folder_of, kept
from tools.figures import BLOCK, FIGURES, PAGES, updated

TEXTS = {page.name: page.read_text(encoding="utf-8") for page in PAGES}

# What was measured looks like this: two numbers and a unit, or a ratio.
MEASURED = re.compile(
    r"\b[0-9][0-9.,]*(?: ?%| times| of the (?:time|speed)| ?GB/s| ?ns\b| ?µs\b| MB/s| ms\b)"
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_figures_are_those_of_the_results(page):
    assert updated(TEXTS[page.name]) == TEXTS[page.name], "run: make figures"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_figure_that_is_edited_is_found(page):
    """Each number of each table is compared: a digit more in it does not pass."""
    text = TEXTS[page.name]
    for block in BLOCK.finditer(text):
        for number in re.finditer(r"(?<=\| )[0-9][0-9.]*(?= \|)", block[0]):
            at = block.start() + number.end()
            assert updated(text[:at] + "1" + text[at:]) == updated(text)
            assert text[:at] + "1" + text[at:] != updated(text)


def test_all_tables_are_used():
    assert sorted(found[2] for text in TEXTS.values() for found in BLOCK.finditer(text)) == sorted(
        FIGURES
    )


def test_text_has_no_measured_figures():
    """Figures stand in tables, which are compared; sentences about them have none."""
    for text in TEXTS.values():
        prose = BLOCK.sub("", text)
        section = prose.partition("## Speed")[2].partition("\n## ")[0] or prose
        assert MEASURED.findall(section) == []


def test_results_are_kept_by_machine():
    for path in RESULTS.glob("*/*.json"):
        on = kept(path.stem)[path.parent.name]["made on"]
        assert folder_of(on) == path.parent.name
        assert re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", on["day"])
        assert path.with_suffix(".md").exists()
