"""The documents in docs/ say what is so: examples, commands, and tables, row by row."""

import ast
import importlib
import json
import re
import sys
from pathlib import Path

import jsonschema
import pytest
from documents import (
    DOCS,
    ROOT,
    cells_of,
    commands_in,
    run_command,
    run_examples,
    table_row,
    tables_in,
)

import vmssnames
from tools import terminal
from vmssnames import InstanceIDRangeError, NameFormatError, Reading, ResourceID, identify
from vmssnames.cli import main
from vmssnames.cli.commands.show import KINDS
from vmssnames.inventory.records import COLUMNS, FACTS
from vmssnames.models import FINDING_KINDS
from vmssnames.names.readings import CERTAINTIES
from vmssnames.operations import API_VERSION, OPERATION_NAMES, operation

REFERENCE = ROOT / "docs" / "reference"
NAMES, JSON = REFERENCE / "names.md", REFERENCE / "json.md"
OPERATIONS = REFERENCE / "operations.md"
FORMS = [cells_of(line) for line in tables_in(NAMES, "form", "example", "kind", "instance ID")[0]]
REFUSED = [cells_of(line) for line in tables_in(NAMES, "form", "example", "message")[0]]
NONE = "–"

GROUP = "/subscriptions/0000-00/resourceGroups/rg/providers/Microsoft.Compute"
SET = f"{GROUP}/virtualMachineScaleSets/web"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_examples(path):
    _, failed = run_examples(path)
    assert failed == 0


SHOWN = [(path.name, *shown) for path in DOCS for shown in commands_in(path)]


@pytest.mark.parametrize(("name", "command", "output"), SHOWN, ids=range(len(SHOWN)))
def test_commands(name, command, output, environment):
    assert run_command(command, environment) == output, (name, command)


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if ":" in target:
            continue
        file, _, anchor = target.partition("#")
        to = (path.parent / file) if file else path
        assert to.exists(), target
        if to.suffix != ".md" or not anchor:
            continue
        heads = re.findall(r"^#+ (.*)$", to.read_text("utf-8"), re.M)
        anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
        assert anchor in anchors, target


# -- names.md: forms


@pytest.mark.parametrize(
    ("form", "example", "kind", "instance_id"), FORMS, ids=[row[1] for row in FORMS]
)
def test_forms(form, example, kind, instance_id):
    best = identify(example)[0]
    assert best.kind == kind, form
    assert (NONE if best.instance_id is None else str(best.instance_id)) == instance_id


@pytest.mark.parametrize(("form", "example", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_strings_the_docs_reject(form, example, message):
    with pytest.raises((NameFormatError, InstanceIDRangeError)) as caught:
        identify(example)
    assert str(caught.value) == f"{example!r}: {message}", form


def test_every_kind_has_a_row():
    shown = {kind for _, _, kind, _ in FORMS}
    assert shown == set(KINDS)
    told = re.search(r"\*kind\* is (.*?); \*value\*", Reading.__doc__, re.S)
    assert shown == set(re.findall(r'"(\w+)"', told[1]))


def test_every_form_has_its_section():
    """Each row links to a section, which says what the others say, in the same order."""
    text = NAMES.read_text("utf-8")
    forms = text.partition("\n## The forms, one by one\n")[2].partition("\n## ")[0]
    heads = []
    for section in forms.split("\n### ")[1:]:
        head, _, body = section.partition("\n")
        labels = re.findall(r"^- (Shape|Gives|Met in|Source|Traps): ", body, re.M)
        assert labels == ["Shape", "Gives", "Met in", "Source", "Traps"], head
        heads.append(re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-"))
    rows = tables_in(NAMES, "form", "example", "kind", "instance ID")[0]
    assert {re.search(r"\(#(.*?)\)", row)[1] for row in rows} == set(heads)


# -- operations.md

HEADS = ("operation", "REST", "`az`", "PowerShell", "instances", "Flexible VM", "note")
WEB, OTHER = (ResourceID("0000-00", "rg", "web", one) for one in (85, 9))
VM = ResourceID("0000-00", "rg", vm_name="web_df53ee36")


def refuses(call, argument):
    try:
        call(argument)
    except ValueError:
        return True
    return False


def code(text):
    """Return *text* as code, without what all rows have alike: docs/reference/operations.md says what that is."""
    for long, short in (
        (f"https://management.azure.com{SET}", "…"),
        (SET, "…"),
        (f"?api-version={API_VERSION}", ""),
        ("--subscription 0000-00 --resource-group rg --name web", "…"),
        ("--subscription 0000-00 --resource-group rg", "…"),
        ("Set-AzContext -Subscription '0000-00' -ErrorAction Stop | Out-Null; ", ""),
        ("-ResourceGroupName 'rg' -VMScaleSetName 'web'", "…"),
    ):
        text = text.replace(long, short)
    return f"`{text}`"


def operation_row(name):
    one = operation(name)
    request = one.rest(WEB)
    rest = f"{request.method} {request.url}"
    if request.body is not None:
        rest += " " + json.dumps(request.body, separators=(",", ":"))
    if "/85" not in request.url and request.body is None:
        several = "all"
    else:
        several = "one" if refuses(one.rest, [WEB, OTHER]) else "several"
    flexible = "no" if refuses(one.rest, VM) else "yes"
    commands = [code(text) for text in (rest, one.az(WEB), one.powershell(WEB))]
    return table_row(f"`{name}`", *commands, several, flexible, one.note or NONE)


def test_operations():
    right = [operation_row(name) for name in OPERATION_NAMES]
    assert tables_in(OPERATIONS, *HEADS) == [right], (
        "put this below the heads of the table in docs/reference/operations.md:\n"
        + "\n".join(right)
    )


# -- json.md

TYPES = {
    "string": lambda value: type(value) is str,
    "integer": lambda value: type(value) is int,
    "object": lambda value: type(value) is dict,
    "array of strings": lambda value: all(type(one) is str for one in value),
    "array of objects": lambda value: all(type(one) is dict for one in value),
}
WHOLE, READING, COMMAND, REQUEST = (
    [cells_of(line)[:3] for line in lines]
    for lines in tables_in(JSON, "key", "type", "null", "meaning")
)

# One of each kind, and some that say more, or less, of themselves than others of their kind.
PRINTED = [
    *{kind: example for _, example, kind, _ in FORMS}.values(),
    "123456",
    "web_12345678",
    "aks-nodepool1-25781205-vmss00000Z",
    f"{SET}/virtualMachines/85/extensions/health",
    f"{GROUP}/virtualMachines/web_df53ee36",
    f"{GROUP}/disks/data",
    SET,
]
PLACE = ["--subscription", "0000-00", "-g", "rg"]


def show(capfd, *arguments):
    main(["show", "-o", "json", *arguments])
    return json.loads(capfd.readouterr().out)


def check(objects, table):
    """Check that *objects* have the keys, the types and the nulls that *table* tells of."""
    for one in objects:
        assert list(one) == [key for key, _, _ in table]
    for key, kind, null in table:
        values = [one[key] for one in objects]
        assert all(TYPES[kind](value) for value in values if value is not None), key
        # None where it says so, and nowhere else.
        assert (None in values) == (null != "never"), key
        assert any(value is not None for value in values), key


def schema(name):
    """The JSON Schema *name* of the documentation, which allows no other keys."""
    text = (REFERENCE / "schemas" / name).read_text("utf-8")
    jsonschema.Draft202012Validator.check_schema(json.loads(text))
    return jsonschema.Draft202012Validator(json.loads(text))


def test_the_inventory_has_its_schema(capfd):
    demo = [str(ROOT / "demo" / name) for name in ("instances.json", "nics.json")]
    main(["inventory", *demo, "-o", "json"])
    printed = json.loads(capfd.readouterr().out)
    valid = schema("inventory.json")
    valid.validate(printed)
    properties = valid.schema["$defs"]["instance"]["properties"]
    assert (*properties,) == (*COLUMNS, "findings")
    kinds = valid.schema["$defs"]["finding"]["properties"]["kind"]["enum"]
    assert kinds == list(FINDING_KINDS)
    printed["instances"][0]["instance_id"] = "85"
    assert not valid.is_valid(printed)


def test_matches_have_their_schema(capfd):
    demo = [str(ROOT / "demo" / name) for name in ("fleet.json", "kubelet.log")]
    main(["scan", "--aks", "--fleet", *demo, "-o", "json"])
    printed = json.loads(capfd.readouterr().out)
    schema("scan.json").validate(printed)
    assert len(printed["matches"]) > 3


def test_changes_have_their_schema(capfd, tmp_path):
    demo = ROOT / "demo" / "instances.json"
    (tmp_path / "old.json").write_text(
        demo.read_text("utf-8").replace("PowerState/running", "PowerState/stopped")
    )
    main(["inventory", "--diff", str(tmp_path / "old.json"), str(demo), "-o", "json"])
    printed = json.loads(capfd.readouterr().out)
    schema("changes.json").validate(printed)
    instances = schema("inventory.json").schema["$defs"]["instance"]["required"]
    assert all([*one["instance"]] == instances for one in printed["changes"])
    assert printed["changes"]


def test_the_first_schema_is_still_there(capfd):
    """Without the keys that came later, so that strict readers do not fail."""
    printed = show(capfd, "web_85", *PLACE, "--schema", "1")
    later = ["resource_group", "subscription_id", "portal_url"]
    assert printed["schema_version"] == 1
    assert [*printed["readings"][0]] == [key for key, _, _ in READING if key not in later]


def test_readings_are_as_documented(capfd):
    bare = show(capfd, *PRINTED)
    assert list(bare) == [key for key, _, _ in WHOLE if key != "commands"]
    # Names that say where they are may contradict options, so these are without one.
    placed = show(capfd, "web_85", "web_df53ee36", "akswin000001", *PLACE)
    for printed in (bare, placed):
        assert printed["schema_version"] == 2
        schema("show.json").validate(printed)
    check(bare["readings"] + placed["readings"], READING)
    assert {one["kind"] for one in bare["readings"]} == set(KINDS)
    assert len(PRINTED) > 10


def test_commands_are_as_documented(capfd):
    printed = [show(capfd, name, *PLACE, "--commands") for name in ("web_85", "web_df53ee36")]
    for one in printed:
        schema("show.json").validate(one)
    check(printed, WHOLE)
    told = [one for part in printed for one in part["commands"]]
    check(told, COMMAND)
    check([request for one in told for request in one["rest"]], REQUEST)
    assert [one["operation"] for one in printed[0]["commands"]] == list(OPERATION_NAMES)


def test_the_values_are_as_documented():
    """Of kinds and certainties there are those that docs/reference/json.md lists."""
    kinds, certainties = tables_in(JSON, "value", "meaning")
    assert {line[0] for line in map(cells_of, kinds)} == set(KINDS)
    assert [line[0] for line in map(cells_of, certainties)] == list(CERTAINTIES)


# -- columns.md and findings.md

INVENTORY = REFERENCE / "columns.md"


def test_every_column_and_fact_is_documented():
    (columns,) = tables_in(INVENTORY, "column", "meaning")
    told = re.findall(r"`(\w+)`", " ".join(line.split(" | ")[0] for line in columns))
    assert tuple(told) == COLUMNS
    (facts,) = tables_in(INVENTORY, "fact", "rule")
    assert tuple(cells_of(line)[0] for line in facts) == ("is_running", *FACTS[1:])


def test_the_kinds_of_findings_are_those_of_the_table():
    (kinds,) = tables_in(REFERENCE / "findings.md", "kind", "severity", "meaning")
    rows = [tuple(cells_of(line)) for line in kinds]
    assert rows == [(kind, *both) for kind, both in FINDING_KINDS.items()]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_a_table_ends_with_an_empty_line(path):
    """What follows a table without an empty line is read as a row of it."""
    lines = path.read_text().split("\n")
    pairs = zip(lines, lines[1:], strict=False)
    found = [after for line, after in pairs if line.startswith("|") and after]
    assert [one for one in found if not one.startswith(("|", "<!--", "```"))] == []


# -- errors.md


def test_the_messages_of_the_error_reference_exist():
    """Each message that the page explains is part of a message in the code."""
    package = ROOT / "vmssnames"
    if not package.exists():
        package = Path(vmssnames.__file__).parent
    texts = [constants_of(path) for path in package.rglob("*.py")]
    rows = tables_in(REFERENCE / "errors.md", "Message", "Cause", "Remedy")
    messages = re.findall(
        r"`([^`]+)`", " ".join(row.split(" | ")[0] for one in rows for row in one)
    )
    assert len(messages) > 35
    for message in messages:
        assert any(message in text for text in texts), message


def constants_of(path):
    """Return all strings in the Python file *path*, with a space between those of an f-string."""
    found = ast.walk(ast.parse(path.read_text("utf-8")))
    return "\n".join(
        one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )


def test_every_error_is_in_the_reference():
    (rows,) = tables_in(REFERENCE / "errors.md", "Error", "Cause", "Remedy")
    errors = {cells_of(row)[0] for row in rows}
    public = {getattr(vmssnames, name) for name in vmssnames.__all__}
    kinds = {one for one in public if isinstance(one, type) and issubclass(one, Exception)}
    assert errors == {one.__name__ for one in kinds} - {"VMSSNamesError"} | {"TypeError"}


# -- api.md


@pytest.mark.parametrize("package", ["", ".models", ".inventory", ".dns", ".operations"])
def test_every_public_name_is_in_the_api_reference(package):
    """Constants have their own tables: columns, facts and kinds of findings."""
    module = importlib.import_module(f"vmssnames{package}")
    text = (REFERENCE / "api.md").read_text("utf-8")
    shown = {name.rpartition(".")[2] for name in re.findall(r":: (vmssnames[\w.]+)", text)}
    assert {name for name in module.__all__ if not name.isupper()} <= shown


# -- SECURITY.md


def test_the_tests_of_the_threat_model_exist():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    paths = re.findall(r"`(tests/[\w/.]+)`", text)
    assert len(paths) > 10 and all((ROOT / path).exists() for path in paths)
    targets = set(re.findall(r"`make ([\w-]+)`", text))
    if (ROOT / "Makefile").exists():
        makefile = (ROOT / "Makefile").read_text("utf-8")
        assert all(f"\n{target}:" in makefile for target in targets)


# -- images


def test_the_terminal_is_as_drawn():
    """The image in the README is what `make examples` draws from the output of the commands."""
    if sys.platform == "win32":
        pytest.skip("Windows has no pseudoterminals of Python's; elsewhere a missing one fails")
    sessions = [(command, terminal.output_of(command)) for command in terminal.COMMANDS]
    assert terminal.drawn(sessions) == terminal.IMAGE.read_text("utf-8")
