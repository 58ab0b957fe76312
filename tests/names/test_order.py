"""The order of names, addresses and versions."""

import hypothesis
import pytest
from hypothesis import strategies as st

from vmssnames import ComputerName
from vmssnames.names.grammar import MAX_INSTANCE_ID
from vmssnames.names.order import natural

IDS = st.integers(0, MAX_INSTANCE_ID)
PREFIXES = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)


@hypothesis.given(st.text("abc-", min_size=1), st.integers(0, 10**25), st.integers(0, 10**25))
def test_numbers_are_in_order_by_value(name, one, other):
    """Decimal numbers after an underscore, a dot, a slash or a colon are ordered by value."""
    for separator in "_./:":
        keys = natural(f"{name}{separator}{one}"), natural(f"{name}{separator}{other}")
        assert (keys[0] < keys[1]) == (one < other)


@hypothesis.given(PREFIXES, IDS, IDS)
def test_computer_names_are_in_order_of_their_ids(prefix, one, other):
    """Computer names of a scale set are in the order of their IDs, although some end in digits."""
    keys = [natural(str(ComputerName(prefix, id))) for id in (one, other)]
    # Six digits behind a hyphen are text, too.
    assert (keys[0] < keys[1]) == (one < other)


@hypothesis.given(st.lists(st.text(max_size=12)))
def test_any_texts_have_an_order(texts):
    """Any texts can be sorted, in an order that does not depend on the one given."""
    keys = [natural(one) for one in texts]
    assert sorted(keys) == sorted(sorted(keys, reverse=True))


@pytest.mark.parametrize(
    "texts",
    [
        ("web_9", "WEB_35", "web_100", "web_a"),
        ("10.1.0.4", "10.1.0.10", "10.2.0.1"),
        ("2.9.1.1", "2.10.0.0", "2.10.0.1"),
        ("4", "10", "10, 4", "a"),
        ("/s/virtualMachines/9", "/s/virtualMachines/10"),
    ],
)
def test_orders(texts):
    mixed = [*texts[1:], texts[0]]
    assert sorted(mixed, key=natural) == list(texts)
