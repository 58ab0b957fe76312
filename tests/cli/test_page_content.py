"""The page of ``inventory --html``: what it holds; tests/external/tools opens it in a browser."""

import base64
import hashlib
import json
import re

import azure_shapes as azure
import pytest
from page_data import column, data_of

from vmssnames import load_instances, operation
from vmssnames.cli.outputs.page import About, page, page_of_changes
from vmssnames.errors import escaped
from vmssnames.inventory.records import COLUMNS, record
from vmssnames.operations import portal_url


def failed(number, message):
    row = azure.row(number)
    status = {"code": "ProvisioningState/failed/1", "message": message}
    status["time"] = f"2026-11-2{number % 8}T05:06:07+00:00"
    row["properties"]["instanceView"]["extensions"] = [{"name": "health", "statuses": [status]}]
    return row


@pytest.mark.parametrize("count", [0, 1, 7, 500])
def test_all_columns_are_there(count):
    """Each value as an export has it, and nothing that a terminal or a reader interprets."""
    rows = [azure.row(n, "running" if n % 3 else "stopped") for n in range(count)]
    if rows:
        rows[0]["location"] = "</script>\x1b[2J\u202e"
    listed = load_instances(rows)
    data = data_of(page(listed))
    assert (data["count"], data["csv"]) == (count, list(COLUMNS))
    for name in COLUMNS:
        values = [record(vm)[name] for vm in listed]
        expected = [escaped(one) if isinstance(one, str) else one for one in values]
        assert column(data, name) == expected, name


def test_problems_of_one_kind_are_one():
    """What differs by numbers, addresses and IDs is listed once, with its count and since when."""
    rows = [failed(n, f"curl 10.0.{n}.9 failed with 403 for 7f3a{n:04}-aa") for n in range(200)]
    rows += [failed(n, "disk full") for n in range(200, 203)]
    text = page(load_instances(rows))
    items = re.findall(r"<li data-group.*?</li>", text)
    assert len(items) == 2
    assert "<b>200</b>" in items[0] and "since <time" in items[0] and " and 197 more" in items[0]
    assert "2026-11-20 05:06 UTC" in items[0]
    assert "<b>3</b>" in items[1] and "disk full" in items[1]
    data = data_of(text)
    assert data["groups"] == 2 and len(data["rows"]) == 203
    numbers = dict(data["rows"])
    groups = {data["findings"][n]["group"] for row in range(200) for n in numbers[row]}
    assert groups - {None} == {0}


def test_many_kinds_of_problems_are_limited():
    rows = [failed(n, f"{'abcdefghij'[n % 10] * (n // 10 + 1)} is wrong") for n in range(120)]
    text = page(load_instances(rows))
    assert text.count("<li data-group") == 50
    assert "and 70 kinds of other problems" in text


def test_where_it_comes_from():
    listed = load_instances([azure.row(7)])
    text = page(listed, About(["a.json", "<b>.json"], ["power!=running"]))
    said = re.search(r'<p id="provenance">(.*?)</p>', text)[1]
    assert said.startswith("from a.json, &lt;b&gt;.json; ")
    assert "only power!=running" in said and re.search(r'made <time datetime="20', said)
    many = page(listed, About([f"{n}.json" for n in range(9)]))
    assert "4.json, and 4 more files; " in many
    assert "<title>1 instance of shop-web_ss, vmssnames</title>" in text


def test_the_policy_allows_only_what_is_there():
    text = page(load_instances([azure.row(7)]))
    for tag, opening in (("style", "<style>"), ("script", "<script>")):
        (body,) = re.findall(f"{opening}(.*?)</{tag}>", text, re.S)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in text
    assert "unsafe" not in text and "default-src 'none'" in text
    assert not re.search(r"(?:src|href)=|@import|url\(", text.partition("<script>")[0])


def test_commands_and_links_are_those_of_the_library():
    """A template for each scale set gives what ``operation`` and ``portal_url`` give."""
    # A name with the digits that stand for the ID.
    rows = [azure.row(7), azure.row(85, scale_set="x2176782335")]
    flexible = azure.row(9)
    place = flexible["id"].partition("/virtualMachineScaleSets/")[0]
    flexible |= {"id": f"{place}/virtualMachines/flex_1a2b3c4d", "name": "flex_1a2b3c4d"}
    del flexible["instanceId"]
    listed = load_instances([*rows, flexible])
    data = data_of(page(listed))
    owners = column(data, "owner")
    assert len(listed) == 3 and len(data["owners"]) == 3
    for vm, number in zip(listed, owners, strict=True):
        owner = data["owners"][number]
        given = str(vm.name if vm.instance_id is None else vm.instance_id)
        assert given.join(owner["portal"]) == portal_url(vm.resource_id)
        for name, around in owner["commands"].items():
            assert given.join(around) == operation(name).az([vm.resource_id]).strip()


def test_changes_are_a_page():
    """Of the machines that changed, with what; those that are gone as they were."""
    old = load_instances([azure.row(7), azure.row(8)])
    new = load_instances([azure.row(7, "stopped"), azure.row(9)])
    changes = old.diff(new)
    text = page_of_changes(changes, new, About(["a and b"]), ["x"] * len(changes))
    data = data_of(text)
    assert "<h1>3 changes</h1>" in text and "from a and b; " in text
    kinds = dict(zip(column(data, "name"), column(data, "change"), strict=True))
    assert kinds == {
        "shop-web_ss_7": "changed",
        "shop-web_ss_8": "removed",
        "shop-web_ss_9": "added",
    }
    assert column(data, "what") == ["x"] * 3
    assert data["csv"][:3] == ["change", "what", "scale_set"]
    owners = dict(zip(column(data, "change"), column(data, "owner"), strict=True))
    assert owners["removed"] is None and owners["added"] == 0


def test_secrets_are_hidden():
    rows = [failed(1, "https://x/y?sig=SECRET failed")]
    shown = {False: "SECRET", True: ""}
    for redact, secret in shown.items():
        text = page(load_instances(rows), redact=redact)
        data = json.dumps(data_of(text))
        assert ("SECRET" in text, "SECRET" in data) == (bool(secret), bool(secret))


def test_times_and_numbers_of_any_size():
    """A time at the end of the calendar, and an integer that scripts would round."""
    late = failed(1, "late")
    status = late["properties"]["instanceView"]["extensions"][0]["statuses"][0]
    status["time"] = "9999-12-31T23:59:59-12:00"
    late["properties"]["instanceView"]["platformFaultDomain"] = 2**53 + 1
    text = page(load_instances([late]))
    assert "9999-12-31 23:59 -1200" in text
    assert column(data_of(text), "fault_domain") == ["9007199254740993"]
