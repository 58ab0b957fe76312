"""Events that name VMs: scheduled events, the activity log, Resource Health.

Sources
  [events]  Microsoft Learn, "Scheduled Events for Linux VMs in Azure": DocumentIncarnation, Events
  [log]     Microsoft Learn, "Azure activity log event schema"
  [health]  Microsoft Learn, REST API reference, Resource Health: Availability Statuses
"""

from __future__ import annotations

from collections.abc import Mapping

from ..names.resource_id import ResourceID
from ..names.value import parse_or_none
from .coerce import CoercionError, read_text, read_time
from .fields import Field, ResourceModel, string, strings, timestamp
from .findings import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any


def read_event_time(value: object) -> datetime | None:
    """Return a time; [events] also one as in mail, "Mon, 19 Sep 2016 18:29:47 GMT".

    >>> read_event_time("Mon, 19 Sep 2016 18:29:47 GMT").hour
    18
    """
    try:
        return read_time(value)
    except CoercionError:
        from email.utils import parsedate_to_datetime

        try:
            found = parsedate_to_datetime(value) if isinstance(value, str) else None
        except (ValueError, OverflowError, TypeError):
            found = None
        if found is None:
            raise
        return read_time(found)


def _localized(value: object) -> str | None:
    """[log] Return a string, or the value of {"value", "localizedValue"}."""
    if isinstance(value, Mapping):
        return read_text(value.get("localizedValue") or value.get("value"))
    return read_text(value)


class Event(ResourceModel):
    """An event that concerns VMs, from any of the three services.

    >>> event = Event({"EventId": "1", "EventType": "Reboot", "Resources": ["web_85"]})
    >>> event.names, event.text(), event.is_planned
    (('web_85',), 'Reboot is scheduled', True)
    """

    # [events]
    event_id = string("eventId", "eventDataId")
    event_type = string("eventType")
    event_status = string("eventStatus")
    event_source = string("eventSource")
    description = string("description")
    not_before = Field(("notBefore",), read_event_time, None)
    resources = strings("resources")
    # [log]
    id = string("id")
    resource_id = string("resourceId", "targetResourceId")
    operation = Field(("operationName",), _localized, None)
    status = Field(("status", "resultType"), _localized, None)
    sub_status = Field(("subStatus",), _localized, None)
    caller = string("caller")
    event_time = timestamp("eventTimestamp", "time")
    # [health]
    availability_state = string("availabilityState")
    title = string("title")
    summary = string("summary")
    reason = string("reasonType")
    occurred = timestamp("occuredTime", "occurredTime")

    @property
    def is_planned(self) -> bool:
        """[events] Whether it is a scheduled event, rather than one of the past."""
        return self.event_type is not None and self.operation is None

    @property
    def owners(self) -> tuple[ResourceID, ...]:
        """The VMs that it names by resource ID."""
        own = self.id or ""
        end = own.lower().find("/providers/microsoft.resourcehealth/")
        given = self.resource_id, own[:end] if end >= 0 else None
        found = (parse_or_none(ResourceID.parse, one) for one in given if one)
        return tuple(one.parent for one in found if one is not None and one.vm_name is not None)[:1]

    @property
    def names(self) -> tuple[str, ...]:
        """[events] The VM names that it concerns."""
        return self.resources if self.is_planned else ()

    @property
    def time(self) -> datetime | None:
        """When it happens, or happened."""
        return self.not_before or self.event_time or self.occurred

    def text(self) -> str:
        """Return what happens, or happened."""
        if self.is_planned:
            has_started = (self.event_status or "").lower() == "started"
            state = "has started" if has_started else "is scheduled"
            by = f" by {self.event_source.lower()}" if self.event_source else ""
            at = "" if self.not_before is None else f", not before {_minute(self.not_before)}"
            return f"{self.event_type} {state}{by}{at}"
        if self.availability_state is not None:
            because = f", {self.reason.lower()}" if self.reason else ""
            return f"Resource Health reports {self.availability_state.lower()}{because}"
        return f"{self.operation or 'an operation'}: {self.status or 'without a status'}"

    @property
    def severity(self) -> str:
        """The severity of its finding: what is planned or bad is a warning."""
        if self.is_planned:
            return "warning"
        if self.availability_state is not None:
            return "info" if self.availability_state.lower() == "available" else "warning"
        return "warning" if (self.status or "").lower() in ("failed", "failure") else "info"

    def finding(self) -> Finding:
        """Return the event as a finding of the VMs that it concerns."""
        message = self.description or self.summary or self.title or self.sub_status
        return Finding(self.severity, "event", "", self.text(), message, time=self.time)


def _minute(time: datetime) -> str:
    return time.isoformat(" ", "minutes")


def is_event(fields: Mapping[str, Any]) -> bool:
    """Return whether an object with the folded keys of *fields* is an event."""
    return (
        {"eventid", "eventtype", "resources"} <= fields.keys()
        or ("operationname" in fields and "resourceid" in fields)
        or "availabilitystate" in fields
    )
