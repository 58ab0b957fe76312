"""The workflows of GitHub: pinned, with few permissions, and of commands that exist."""

import re
import tomllib

import pytest
from documents import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEXTS = {path.name: path.read_text() for path in WORKFLOWS}


def test_there_are_workflows():
    assert sorted(TEXTS) == ["docs.yml", "tests.yml", "wheels.yml"]


@pytest.mark.parametrize("name", TEXTS)
def test_actions_are_pinned_by_hash(name):
    """A tag can be moved to other code; a hash cannot.  The comment says which version it is."""
    used = re.findall(r"uses: (.*)", TEXTS[name])
    assert used
    for action in used:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


@pytest.mark.parametrize("name", TEXTS)
def test_permissions_are_least(name):
    """A workflow may read; a job that publishes says what more it needs."""
    text = TEXTS[name]
    assert re.search(r"^permissions:\n  contents: read\n", text, re.MULTILINE)
    for job in re.split(r"^  (?=[a-z-]+:$)", text.partition("jobs:\n")[2], flags=re.MULTILINE)[1:]:
        if "write" in job:
            assert "if: github.event_name == 'push'" in job, job.partition(":")[0]
        assert "timeout-minutes:" in job
        # Text of strangers, such as the name of a branch, must not be part of a command.
        assert not re.search(r"run:.*\$\{\{", job)
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")


@pytest.mark.parametrize("name", TEXTS)
def test_targets_and_paths_exist(name):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"run: make ([a-z-]+)", TEXTS[name])
    for row in re.findall(r"target: \[(.*)\]", TEXTS[name]):
        named += row.split(", ")
    assert set(named) <= targets
    assert named or "cibuildwheel" in TEXTS[name]
    for path in re.findall(r"(tools/[\w.]+)", TEXTS[name]):
        assert (ROOT / path).exists()


def test_wheels_are_tested_with_the_files_that_tests_read():
    from tools.distcheck import FILES

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert sorted(project["tool"]["cibuildwheel"]["test-sources"]) == sorted(FILES)


def test_each_python_of_the_classifiers_gets_a_wheel_and_is_tested():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = re.findall(r"Python :: (3\.\d+)", " ".join(project["project"]["classifiers"]))
    built = project["tool"]["cibuildwheel"]["build"]
    assert [f"cp{one.replace('.', '')}-*" for one in listed] == built[: len(listed)]
    tested = re.search(r"python: \[(.*)\]", TEXTS["tests.yml"])[1].replace('"', "").split(", ")
    assert tested[: len(listed)] == listed
