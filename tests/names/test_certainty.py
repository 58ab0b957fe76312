"""What each certainty promises, held by families of strings and by recorded names."""

import csv

import pytest
from documents import ROOT
from test_identify import READINGS

from tools import certainty
from vmssnames import identify

VECTORS = ROOT.parent / "shared" / "facts" / "name_vectors.csv"
NAMES = (
    "computer_name vm_name fqdn role_instance service_fabric_node flex_vm_name disk_name".split()
)


def test_the_page_has_the_rates_of_today():
    """Of all families but words: Python's help has other words in each version."""
    page = certainty.PAGE.read_text(encoding="utf-8")
    without_words = [
        [line for line in text.splitlines() if not line.startswith("| words")]
        for text in (page, certainty.updated(page))
    ]
    assert without_words[0] == without_words[1], "make rates"


@pytest.mark.parametrize("family", certainty.FAMILIES)
def test_at_most_one_in_a_hundred_strings_of_a_family_is_likely(family):
    """And no word is better than unlikely."""
    found = [certainty.certainty(text) for text in certainty.samples(family, 2000)]
    assert set(found) <= {"none", "unlikely", "possible", "likely"}
    assert found.count("likely") <= 20 and found.count("possible") <= 20
    if family.startswith("words"):
        assert set(found) == {"none", "unlikely"}


def recorded():
    """Names of instances that people wrote in public; those of the shared facts where present."""
    yield from (name for name, readings in READINGS if readings[0][1] and "likely" in readings[0])
    if VECTORS.exists():
        with VECTORS.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                is_made_up = "ZZZZZZ" in row["input"] or "ffffff" in row["input"]
                if row["kind"] in NAMES and "error" not in row["expected"] and not is_made_up:
                    yield row["input"]


def test_recorded_names_are_likely_or_better():
    names = [name for name in recorded() if not name.startswith(("vm0.", "vm000000.neo4j-{"))]
    weak = [name for name in names if identify(name)[0].certainty not in ("certain", "likely")]
    assert len(names) > 20 and len(weak) <= len(names) / 100, weak
