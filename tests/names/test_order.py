"""The order of values in columns."""

import hypothesis
import pytest
from hypothesis import strategies as st

from vmssnames import ComputerName, format_base36
from vmssnames.names.grammar import MAX_INSTANCE_ID
from vmssnames.names.order import natural, order_in

IDS = st.integers(0, MAX_INSTANCE_ID)
PREFIXES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)
NUMBERS = st.integers(0, 10**25)


@hypothesis.given(st.text("abc-_", min_size=1), NUMBERS, NUMBERS)
def test_numbers_are_in_order_by_value(name, one, other):
    """Decimal numbers after any text are ordered by value; text alone comes before them."""
    keys = natural(f"{name}{one}"), natural(f"{name}{other}")
    assert (keys[0] < keys[1]) == (one < other)
    assert natural(name) < keys[0]


@hypothesis.given(
    st.lists(NUMBERS, min_size=1, max_size=5), st.lists(NUMBERS, min_size=1, max_size=5)
)
def test_versions_and_addresses_are_in_order_by_value(one, other):
    """Numbers with dots between them are in the order of the lists of numbers."""
    keys = [natural(".".join(map(str, parts))) for parts in (one, other)]
    assert (keys[0] < keys[1]) == (one < other)


@hypothesis.given(PREFIXES, IDS, IDS)
def test_computer_names_are_in_order_of_their_ids(prefix, one, other):
    """Computer names of a scale set are in the order of their IDs, and so is base 36."""
    for column in ("computer_name", "node_name", "name"):
        keys = [order_in(column, str(ComputerName(prefix, id))) for id in (one, other)]
        assert (keys[0] < keys[1]) == (one < other)
    keys = [order_in("base36", format_base36(id)) for id in (one, other)]
    assert (keys[0] < keys[1]) == (one < other)


@pytest.mark.parametrize(
    "texts",
    [
        ("web_", "web_9", "WEB_35", "web_100", "web_a"),
        ("10.0.0.", "10.0.0.4", "10.0.0.10", "10.2.0.1"),
        ("2.9.1.1", "2.10.0.0", "2.10.0.1", "2.a"),
        ("v9.1", "v10.1"),
        ("5.15.0-999-azure", "5.15.0-1000-azure"),
        ("Standard_D4s_v5", "Standard_D8s_v5", "Standard_D16s_v5"),
        ("", "4", "10", "10, 4", "a"),
        ("/s/virtualMachines/9", "/s/virtualMachines/10"),
    ],
)
def test_orders(texts):
    mixed = [*texts[1:], texts[0]]
    assert sorted(mixed, key=natural) == list(texts)
