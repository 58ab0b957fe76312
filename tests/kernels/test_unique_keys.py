"""Whether an object has a key twice: the kernels' answer and Python's reader agree."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from vmssnames import InventoryFormatError
from vmssnames._kernels import backend
from vmssnames.inventory.documents import documents


class Twice(Exception):
    pass


def check(pairs):
    if len(dict(pairs)) < len(pairs):
        raise Twice
    return dict(pairs)


def has_twice(text):
    try:
        json.loads(text, object_pairs_hook=check)
    except Twice:
        return True
    return False


KEYS = st.sampled_from(
    ["a", "b", "", "aa", "name", "nameSpace", "é", "12345678", "123456789", "y{"]
)
KEYS |= st.text(max_size=3)
PLAIN = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from(['":', "{}"])
)


def spelled(value):
    """Return objects, which are lists of pairs, and lists as JSON; keys may come twice."""
    kind, content = value
    if kind == "object":
        return (
            "{"
            + ", ".join(f"{json.dumps(k, ensure_ascii=False)} :{spelled(v)}" for k, v in content)
            + "}"
        )
    if kind == "list":
        return "[" + ",".join(map(spelled, content)) + "]"
    return json.dumps(content, ensure_ascii=False)


TREES = st.recursive(
    st.tuples(st.just("plain"), PLAIN),
    lambda inner: (
        st.tuples(st.just("object"), st.lists(st.tuples(KEYS, inner), max_size=5))
        | st.tuples(st.just("list"), st.lists(inner, max_size=4))
    ),
    max_leaves=12,
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TREES)
def test_what_is_sure_is_true(kernels, tree):
    """If the kernels are sure, Python's reader finds no key twice, and the other way round."""
    text = spelled(tree)
    sure = kernels.has_unique_keys(text.encode())
    assert not (sure and has_twice(text))
    if kernels.name != "python" and not sure:
        # Keys with escapes are left to Python's reader.
        assert has_twice(text) or "\\" in text


@given(TREES)
def test_documents_reject_what_has_a_key_twice(tree):
    text = f"[{spelled(tree)}]"
    if has_twice(text):
        with pytest.raises(InventoryFormatError, match="duplicate key"):
            documents(text)
    else:
        assert documents(text) == documents(text.encode()) == [json.loads(text)]


def test_large_and_deep_objects(kernels):
    """Objects with hundreds of keys, and deep ones, are left to Python's reader."""
    for count in (1, 255, 256, 257, 5000):
        text = json.dumps({str(n): n for n in range(count)})
        assert kernels.has_unique_keys(text.encode()) == (count < 257 and kernels.name != "python")
        assert documents(text) == [json.loads(text)]
    for depth in (1, 63, 64, 65, 900):
        text = '{"a":' * depth + "1" + "}" * depth
        assert kernels.has_unique_keys(text.encode()) == (depth < 65 and kernels.name != "python")
        assert documents(text) == [json.loads(text)]
    wide = '{"a":' + '{"a":1,"b":2,"c":3,"d":4},' * 0 + "[" + ",".join(['{"a":1}'] * 5000) + "]}"
    assert kernels.has_unique_keys(wide.encode()) == (kernels.name != "python")


def test_any_bytes_are_read_within_their_bounds(kernels):
    rng = random.Random(5)
    for _ in range(3000):
        data = bytes(rng.choices(b'"\\{}[]:,y\x7f a1\xff\n', k=rng.randrange(70)))
        assert kernels.has_unique_keys(data) in (True, False)
    for size in range(40):
        for piece in (b'"', b"{", b"}", b"\\", b'{"a":', b'{"a"', b'"\\'):
            assert kernels.has_unique_keys(piece * size) in (True, False)
    assert backend.kernels.has_unique_keys(b"") in (True, False)
