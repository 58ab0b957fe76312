"""Events that name instances: which ones they concern, and what happens to them."""

import azure_shapes as azure
import pytest

from vmssnames import InventoryFormatError, load_instances
from vmssnames.models import Event

PATH = f"{azure.WEB}/virtualMachines/85"
SCHEDULED = {
    "DocumentIncarnation": 2,
    "Events": [
        {
            "EventId": "C7061BAC-AFDC-4513-B24B-AA5F13A16123",
            "EventStatus": "Scheduled",
            "EventType": "Freeze",
            "ResourceType": "VirtualMachine",
            "Resources": ["shop-web_ss_85", "SHOP-WEB_SS_9"],
            "NotBefore": "Mon, 11 Apr 2026 22:26:58 GMT",
            "Description": "Virtual machine is being paused because of a memory-preserving update",
            "EventSource": "Platform",
            "DurationInSeconds": 5,
        }
    ],
}
RECORD = {
    "caller": "me@example.com",
    "eventTimestamp": "2026-03-04T05:06:07.1234567Z",
    "operationName": {"value": "x/restart/action", "localizedValue": "Restart Virtual Machine"},
    "resourceId": PATH.upper(),
    "status": {"value": "Failed", "localizedValue": "Failed"},
    "subStatus": {"value": "Conflict", "localizedValue": "Conflict (HTTP Status Code: 409)"},
}
HEALTH = {
    "id": f"{PATH}/providers/Microsoft.ResourceHealth/availabilityStatuses/current",
    "name": "current",
    "type": "Microsoft.ResourceHealth/AvailabilityStatuses",
    "properties": {
        "availabilityState": "Unavailable",
        "summary": "We're sorry, your virtual machine isn't available",
        "reasonType": "Unplanned",
        "occuredTime": "2026-03-04T05:06:07Z",
    },
}


def events(found):
    return {
        vm.name: [(str(e.severity), e.text) for e in vm.findings if e.kind == "event"]
        for vm in found
    }


def test_scheduled_events_name_their_instances():
    rows = [azure.row(85), azure.row(9), azure.row(7)]
    for sources in ([rows, SCHEDULED], [SCHEDULED, rows]):
        found = load_instances(*sources)
        text = "Freeze is scheduled by platform, not before 2026-04-11 22:26+00:00"
        assert events(found) == {
            "shop-web_ss_7": [],
            "shop-web_ss_9": [("warning", text)],
            "shop-web_ss_85": [("warning", text)],
        }
        (event,) = found["shop-web_ss_85"].events
        assert (event.time.day, event.time.hour) == (11, 22)
        assert not found.notes and len(found.problems) == 2


@pytest.mark.parametrize(
    ("raw", "severity", "text"),
    [
        (RECORD, "warning", "Restart Virtual Machine: Failed"),
        (RECORD | {"status": {"value": "Succeeded"}}, "info", "Restart Virtual Machine: Succeeded"),
        (HEALTH, "warning", "Resource Health reports unavailable, unplanned"),
        (
            {"id": HEALTH["id"], "properties": {"availabilityState": "Available"}},
            *("info", "Resource Health reports available"),
        ),
        (
            {
                "operationName": "x/restart/action",
                "resourceId": PATH,
                "time": "2026-03-04T05:06:07Z",
            },
            *("info", "x/restart/action: without a status"),
        ),
    ],
)
def test_records_of_instances(raw, severity, text):
    for sources in ([[azure.row(85), azure.row(9)], [raw]], [{"value": [raw]}, [azure.row(85)]]):
        found = load_instances(*sources)
        assert events(found)["shop-web_ss_85"] == [(severity, text)]


def test_events_alone_are_instances():
    found = load_instances(SCHEDULED)
    assert [vm.name for vm in found] == ["shop-web_ss_85", "SHOP-WEB_SS_9"]
    assert {vm.source for vm in found} == {"event"} and not found["shop-web_ss_85"].is_listed
    assert [vm.name for vm in load_instances([RECORD, HEALTH])] == ["SHOP-WEB_SS_85"]
    joined = load_instances(SCHEDULED).join([azure.row(85), azure.row(9)])
    assert len(joined) == 2 and [len(vm.events) for vm in joined] == [1, 1]


def test_an_event_of_an_unknown_instance_is_reported():
    found = load_instances([azure.row(7)], SCHEDULED)
    assert len(found) == 1
    assert found.notes == ("1 event without a listed VM: \"['shop-web_ss_85', 'SHOP-WEB_SS_9']\"",)
    with pytest.raises(InventoryFormatError):
        load_instances([azure.row(7)], SCHEDULED, strict=True)


def test_events_without_instances():
    assert len(load_instances({"DocumentIncarnation": 1, "Events": []})) == 0
    other = RECORD | {"resourceId": "/subscriptions/0/resourceGroups/g"}
    assert [one.kind for one in load_instances([other]).unmatched] == ["event"]


def test_the_secret_in_a_description_is_hidden():
    raw = {**SCHEDULED["Events"][0], "Description": "password=hunter2 at 10.1.2.3"}
    finding = Event(raw).finding()
    assert "hunter2" not in str(finding) and "10.1.2.3" not in str(finding)


@pytest.mark.parametrize("time", ["", None, "soon", 5, "2026-13-45T00:00:00Z"])
def test_odd_times(time):
    assert Event({**SCHEDULED["Events"][0], "NotBefore": time}).time is None
