"""Matches of several scale sets: sharing a prefix or a name, or by what an escape may write."""

import random
import time

import pytest
from test_scan import ESCAPES

from vmssnames import Scanner

ESCAPE_TAILS = ["n", "t", "0", "22", "3d", "x1b", "u003c", "003c", "033", "31m", "k", "b"]


def names_and_owners(scanner, text):
    return [(one.name, [own.name for own in one.scale_sets]) for one in scanner.scan(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (rb"\nweb00000a", [("nweb00000a", ["nweb", "web"])]),
        (rb"\nweb_5", [("nweb_5", ["nweb", "web"])]),
        (b"%22web00000a", [("22web00000a", ["22web", "web"])]),
        (b"\x1b[0;31mweb00000a", [("31mweb00000a", ["31mweb", "web"])]),
        # No escape.
        (b"/nweb00000a 22web_5 [31mweb00000a", [("nweb00000a", ["nweb"]), ("22web_5", ["22web"]), ("31mweb00000a", ["31mweb"])]),
        # The rest of the longer name is all that an escape leaves.
        (rb"\nnweb00000a \tweb00000a", [("nweb00000a", ["nweb"]), ("web00000a", ["web"])]),
    ],
)  # fmt: skip
def test_both_scale_sets_own_a_name_that_may_begin_in_an_escape(kernels, text, found):
    scanner = Scanner(["web", "nweb", "22web", "31mweb"])
    assert names_and_owners(scanner, text) == found
    assert scanner.count(text) == len(found)
    for match in scanner.scan(text):
        assert match.certainty == ("certain" if len(match.scale_sets) == 1 else "possible")


def test_the_second_owner_is_who_would_own_it_alone(kernels):
    """A match of a longer key is also of a shorter one, if without the longer it would be its."""
    draw = random.Random(7)
    for _ in range(400):
        tail = draw.choice(ESCAPE_TAILS)
        before = draw.choice([*ESCAPES, " ", "\\x", "\\u", "\x1b[0;", "\x1b(", "#", "\\\\"])
        text = f"{before}{tail}web{draw.choice(['00000a', '_5'])} x".encode()
        together = Scanner([f"{tail}web", "web"])
        alone, longer = Scanner(["web"]), list(Scanner([f"{tail}web"]).scan(text))
        ends = {one.end for one in alone.scan(text)}
        for match in together.scan(text):
            owners = {own.name for own in match.scale_sets}
            if match in longer or match.name.startswith(tail):
                assert owners == ({f"{tail}web", "web"} if match.end in ends else {f"{tail}web"})


def test_the_parts_of_a_long_text_have_the_same_owners():
    text = rb"\nweb00000a /nweb00000b " * 20 + b"\n"
    scanner = Scanner(["web", "nweb"])
    one = scanner.scan_columns(text * 4000)
    assert scanner.scan_columns(text * 4000, threads=2) == one
    assert scanner.annotate(text).count(b"(nweb|web/10)") == 20


def shared(count):
    return Scanner([(f"set{i}", "web") for i in range(count)])


def test_what_is_written_of_a_shared_name_does_not_follow_the_number_of_scale_sets():
    assert shared(3).annotate(b"web00000a") == b"web00000a(set0|set1|set2/10)"
    assert shared(1000).annotate(b"web00000a") == b"web00000a(set0|set1|998 more/10)"
    (match,) = shared(1000).scan(b"web00000a")
    assert len(match.scale_sets) == 1000 and match.prefix == "web"


def test_the_time_does_not_follow_it_either():
    text = b"web00000a did x\n" * 20_000

    def seconds(count):
        scanner, start = shared(count), time.process_time()
        scanner.annotate(text)
        return time.process_time() - start

    assert min(seconds(2000) for _ in range(3)) < 10 * min(seconds(2) for _ in range(3)) + 0.05
