"""The gates of proofs/ find what they are for: one fault planted in each."""

import naive
import pytest

from proofs import differential, linear


def test_the_kernels_and_the_rule_agree():
    assert differential.differences(20_261_126, 60) == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [("ESCAPE", rb"(?!)"), ("VERSION", rb"(?!)")],
)
def test_a_rule_without_escapes_or_versions_is_found(monkeypatch, name, fault):
    monkeypatch.setattr(naive, name, fault)
    assert (
        len(differential.differences(20_261_126, 600)) == len(differential.backend.compiled()) + 1
    )


def test_a_quadratic_reader_is_found(monkeypatch):
    for others in ("SEARCHES", "JSON", "CSV", "LINES"):
        monkeypatch.setattr(linear, others, {})
    monkeypatch.setattr(linear, "READERS", {"a": "a"})
    assert list(linear.check_times(1_000_000, "scalar")) == []
    # Slow enough to be over the least time that counts, also on a fast CPU.
    monkeypatch.setattr(linear, "identify", lambda text: [text.count("b") for _ in text[::300]])
    assert list(linear.check_times(1_000_000, "scalar"))[0].startswith("identify: a")
