"""Findings: their severities, their kinds, and where both are written down."""

import ast
import itertools
import pickle
from pathlib import Path

import pytest

import vmssnames
from vmssnames import Finding, Severity
from vmssnames.models import FINDING_KINDS
from vmssnames.models.findings import worst_first

HOUSE = Path(vmssnames.__file__).parent


def test_severities_are_ordered_and_are_strings():
    """So that ``max()`` of severities is the worst one."""
    assert sorted(["warning", "info", "error"], key=Severity) == ["info", "warning", "error"]
    assert max(map(Severity, ("warning", "error", "info"))) == "error"
    for low, high in itertools.combinations(Severity, 2):
        assert low < high and low <= high and high > low and high >= low and low != high
    assert Severity.ERROR == "error" and f"{Severity.ERROR}" == "error"
    assert pickle.loads(pickle.dumps(Severity.INFO)) is Severity.INFO


def test_worst_first_keeps_the_order_of_equals():
    findings = [
        Finding(severity, "provisioning", str(index), "")
        for index, severity in enumerate(["info", "error", "warning", "error", "info"])
    ]
    assert [one.path for one in worst_first(findings)] == ["1", "3", "2", "0", "4"]


@pytest.mark.parametrize(("severity", "kind"), [("fatal", "agent"), ("error", "agents")])
def test_unknown_kinds_are_an_error(severity, kind):
    with pytest.raises(ValueError, match="fatal|agents"):
        Finding(severity, kind, "", "")


def test_every_kind_is_found_somewhere():
    """The table has no kind that the code never finds; a kind that it lacks is an error."""
    sources = [HOUSE / "models" / "checks.py", HOUSE / "models" / "findings.py"]
    sources += [HOUSE / "models" / "events.py", HOUSE / "inventory" / "join.py"]
    strings = {
        node.value
        for path in sources
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        for node in call.args
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(FINDING_KINDS) <= strings
