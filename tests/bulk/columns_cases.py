"""What the tests of columns share: encoders, decoders, and how their outcomes compare."""

import naive
import pytest
from hypothesis import HealthCheck, settings, strategies as st
from strategies import (
    computer_names,
    hostile_texts,
    ids,
    spoiled,
)

from vmssnames import (
    decode_computer_names,
    decode_vm_names,
    encode_computer_names,
    encode_ids,
    encode_name_rows,
    encode_vm_names,
    split_computer_names,
)

# The kernels fixture sets kernels once for all examples of a test, as it should.
over_kernels = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


TOP = 36**6 - 1


ENCODERS = {
    "encode_ids": encode_ids,
    "encode_computer_names": lambda ids: encode_computer_names("web", ids),
    "encode_computer_names, lower": lambda ids: encode_computer_names("Web", ids, lower=True),
    "encode_vm_names": lambda ids: encode_vm_names("web", ids),
    "encode_name_rows": lambda ids: encode_name_rows("web", ids, end=b".example.org\n"),
    "encode_name_rows, lower": lambda ids: encode_name_rows("Web", ids, lower=True),
}


encoders = pytest.mark.parametrize("encode", ENCODERS.values(), ids=ENCODERS)


def outcome(function, *args, **kwargs):
    """Return what *function* returns, or the type and the text of what it raises."""
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return type(error), str(error)


def expected(encode, ids):
    """Return what *encode* must make of good *ids*, by the naive rule."""
    digits = list(map(naive.base36, ids))
    return {
        ENCODERS["encode_ids"]: "".join(digits).encode(),
        ENCODERS["encode_computer_names"]: [f"web{d}" for d in digits],
        ENCODERS["encode_computer_names, lower"]: [f"web{d.lower()}" for d in digits],
        ENCODERS["encode_vm_names"]: [f"web_{i}" for i in ids],
        ENCODERS["encode_name_rows"]: "".join(f"web{d}.example.org\n" for d in digits).encode(),
        ENCODERS["encode_name_rows, lower"]: "".join(f"web{d.lower()}" for d in digits).encode(),
    }[encode]


texts = st.lists(
    computer_names
    | spoiled(computer_names)
    | hostile_texts
    | spoiled(st.builds("web{:06d}".format, ids.map(lambda i: i % 10**6)))
    | spoiled(st.builds("web_{}".format, ids))
    | st.builds("web_{}".format, st.integers(0, 2**70)),
    max_size=70,
)


DECODERS = {
    "decode_computer_names": lambda names, **kw: decode_computer_names(names, "web", **kw),
    "split_computer_names": split_computer_names,
    "decode_vm_names": lambda names, **kw: decode_vm_names(names, "web", **kw),
}
