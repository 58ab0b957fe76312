"""What random tests are made of."""

import string

from hypothesis import strategies as st

LETTERS_AND_DIGITS = string.ascii_letters + string.digits

ids = st.integers(0, 36**6 - 1)

# Long enough to cross the widest vector loop, its remainder and its edges.
columns = st.lists(ids, max_size=70)

# What is not an ID but is an int.
wrong_ids = st.integers(max_value=-1) | st.integers(min_value=36**6)

prefixes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,57}", fullmatch=True)

scale_sets = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True)

six_digits = st.text(LETTERS_AND_DIGITS, min_size=6, max_size=6)

# Texts made of what slips through careless checks, and of what belongs there.
hostile_texts = st.text(
    st.sampled_from(
        "00aAzZ9-_. +\t\r\n\0\x1b/'\"$`;@\x7f\x80\xe9\u0131\u017f\u0663\u212a\uff10\U0001d7d7\ud800"
    )
    | st.characters(),
    max_size=70,
)

# Names as they are, and spoiled in one place.
computer_names = st.builds(str.__add__, prefixes, six_digits)


@st.composite
def spoiled(draw, names):
    text = draw(names)
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(hostile_texts.filter(bool))[:1] + text[at + draw(st.integers(0, 1)) :]
