"""Every ``az`` command of operations.py is one that the real azure-cli takes, as it was meant.

Each goes through what az does before it runs it: files put in for "@file", the parser,
resource IDs taken apart.  What comes out has to be the values that went in, and no other.
"""

import json
from urllib.parse import unquote

import pytest
from cases import HOSTILE_GROUPS, HOSTILE_SCRIPTS, SCRIPT, SHAPES, SUBSCRIPTION, commands, resources

from vmssnames.operations import OPERATION_NAMES, operation

# What the commands say beside the instances.
ALSO = {
    "protect": {"protect_from_scale_in": True, "protect_from_scale_set_actions": True},
    "unprotect": {"protect_from_scale_in": False, "protect_from_scale_set_actions": False},
}

# What az would read as a file's name, or as an option, wherever it stands.
NOT_FOR_AZ = ("@{file}", "X=@{file}", "a b=@{file}", "-x", "--help", "-", "--scripts=x")


def expected(name, given, script):
    """Return the values az has to find in the commands for *given*, all jobs together."""
    one = given[0]
    place = {"subscription": one.subscription_id, "group": one.resource_group}
    values = place | {"name": one.scale_set or one.vm_name} | ALSO.get(name, {})
    if one.instance_id is not None and name != "list":
        values["ids"] = sorted(str(each.instance_id) for each in given)
    if name == "run-command":
        values |= {"command_id": "RunShellScript", "scripts": [script]}
    return values


def check(az, name, shape, group, script, tally):
    """Compare what az reads with what was asked for; return whether there was a command."""
    lines = commands(name, shape, group=group, script=script)
    if not lines:
        return False
    given, jobs = resources(shape, group), []
    # A script of several lines is several lines of the shell's, but one command's end.
    for line in lines.split("\naz "):
        command, found = az.parse(line if line.startswith("az ") else f"az {line}")
        if command == "rest":
            check_rest(name, given, found, script)
            tally("az commands", "az rest")
            continue
        jobs += found
        tally("az commands", "equal")
    if jobs:
        ids = sorted(one for job in jobs for one in job.pop("ids", []))
        if ids:
            jobs = [job | {"ids": ids} for job in jobs]
        assert all(job == expected(name, given, script) for job in jobs), jobs
    return True


def check_rest(name, given, found, script):
    """Check that ``az rest`` gets the request that ``rest`` gives, or one for each."""
    (values,) = found
    requests = [operation(name).rest(one, script=script) for one in given]
    if len(given) > 1 and "body" in values:
        requests = [operation(name).rest(given, script=script)]
    assert values["url"] in [
        one.url.removeprefix("https://management.azure.com") for one in requests
    ]
    assert f"/resourceGroups/{given[0].resource_group}/" in unquote(values["url"])
    assert values.pop("method", "get") == requests[0].method.lower()
    body = values.pop("body", None)
    assert (body and json.loads(body)) == requests[0].body
    assert list(values) == ["url"]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", OPERATION_NAMES)
def test_az_takes_the_command(az, name, shape, tally):
    """There is none where the request is rejected for the same reason."""
    if not check(az, name, shape, "rg", SCRIPT, tally):
        with pytest.raises(ValueError, match="not available for VMs"):
            operation(name).rest(resources(shape))


@pytest.mark.parametrize("group", HOSTILE_GROUPS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", OPERATION_NAMES)
def test_az_gets_hostile_names_unchanged(az, name, shape, group, tally):
    check(az, name, shape, group, SCRIPT, tally)


@pytest.mark.parametrize("script", HOSTILE_SCRIPTS)
@pytest.mark.parametrize("shape", SHAPES)
def test_az_gets_scripts_unchanged(az, shape, script, tally):
    assert check(az, "run-command", shape, "rg", script, tally)


@pytest.mark.parametrize("text", NOT_FOR_AZ)
@pytest.mark.parametrize("shape", SHAPES)
def test_values_that_az_would_misread_are_rejected(shape, text, tmp_path, monkeypatch):
    """A script, and a name, that would become another, or be read from a file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("not meant to be sent")
    text = text.format(file="file")
    with pytest.raises(ValueError, match="expected a script"):
        operation("run-command").az(resources(shape), script=text)
    if " " not in text and shape != "flexible":
        with pytest.raises(ValueError, match="expected a name"):
            operation("show").az(resources(shape, text))
        with pytest.raises(ValueError, match="expected a name"):
            operation("start").az(resources(shape, "'rg'"))


def test_az_would_misread_that(az, tmp_path, monkeypatch):
    """The reason of the test above; if it fails, az has changed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("not meant to be sent")
    line = f"az vmss show --subscription {SUBSCRIPTION} --name web --instance-id 85 -g "
    assert az.parse(line + "@file")[1][0]["group"] == "not meant to be sent"
    assert az.parse(line + "X=@file")[1][0]["group"] == "X=not meant to be sent"
    with pytest.raises(SystemExit):
        az.parse(line + "-x")
    line = line.replace("show", "start").replace("instance-id", "instance-ids")
    assert az.parse(line + "\"'rg'\"")[1][0]["group"] == "rg"
