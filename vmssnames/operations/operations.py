"""Operations on instances: as a REST request, an ``az`` command and a PowerShell command.

One table, OPERATIONS, lists them with their traps.  Everything in a command is quoted.  An
empty list of instances, which means *all* to Azure, is rejected.

Sources
  [rest]  Microsoft Learn, REST API reference, Compute: Virtual Machine Scale Set VMs,
          Virtual Machine Scale Sets, Virtual Machines
  [az]    azure-cli 2.91, its help, and what its commands send
  [ps]    Microsoft Learn, Az.Compute, Az.Network, Az.Accounts
  [flex]  Microsoft Learn, "Orchestration modes API comparison"
"""

from __future__ import annotations

from ..errors import shown, shown_kind
from ..names.grammar import fold
from ..names.ids import check_text
from ..names.resource_id import CLOUDS, ResourceID
from ..names.value import Value, set_field
from .quoting import json_text, quote_az, quote_path, quote_powershell
from .table import OPERATIONS, Row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any


def group_instances(resources: ResourceID | Iterable[ResourceID]) -> list[list[ResourceID]]:
    """Return the instances by scale set, and VMs by subscription, in their order."""
    several = [resources] if isinstance(resources, ResourceID) else resources
    if not hasattr(type(several), "__iter__"):
        raise TypeError(f"expected ResourceIDs, got {shown_kind(type(several))}")
    # By path, so that an instance that is given twice counts once.
    groups: dict[tuple[str, ...], dict[str, ResourceID]] = {}
    for one in several:
        if type(one) is not ResourceID:
            raise TypeError(f"expected a ResourceID, got {shown_kind(type(one))}")
        if one.vm_name is None or one.child is not None:
            raise ValueError(f"expected an instance, got {shown(str(one), 200)}")
        place: tuple[str, ...] = (fold(one.subscription_id),)
        if one.instance_id is not None:
            place += fold(one.resource_group), fold(str(one.scale_set))
        groups.setdefault(place, {}).setdefault(fold(one.vm_path), one)
    if not groups:
        raise ValueError("expected an instance, got none: Azure would take an empty list as all")
    return [list(group.values()) for group in groups.values()]


def split_group(template: str, group: list[ResourceID]) -> list[list[ResourceID]]:
    """Return *group* split into one part per command: a template with {ids} takes all at once."""
    if "{ids}" in template:
        return [group]
    if "{id}" in template or "{vm}" in template or group[0].instance_id is None:
        return [[one] for one in group]
    return [group[:1]]


def id_in_commands(one: ResourceID) -> str:
    """Return the name of *one* in a command: its instance ID, or the path of a VM."""
    return one.vm_path if one.instance_id is None else str(one.instance_id)


API_VERSION = "2025-04-01"
# [rest] Network interfaces of instances have a separate API version.
NETWORK_API_VERSION = "2018-10-01"

# The placeholder for a script that is not given.
SCRIPT = "<script>"


class Request(Value):
    """A request to Resource Manager: *method*, *url*, and *body*, JSON or None.

    >>> Request("GET", "https://management.azure.com/subscriptions?api-version=2022-12-01").body
    """

    __slots__ = ("method", "url", "body")

    method: str
    url: str
    body: dict[str, Any] | None

    def __init__(self, method: str, url: str, body: dict[str, Any] | None = None) -> None:
        set_field(self, "method", method)
        set_field(self, "url", url)
        set_field(self, "body", body)

    def _key(self) -> tuple[Any, ...]:
        return self.method, self.url, repr(self.body)


class Operation:
    """An operation on instances, or a query; ``operation`` finds it by name.

    *summary* says what it does; *note* what it destroys, or where its trap is, or is "".  All
    methods take one or several ResourceIDs: of instances of uniform scale sets, or of VMs,
    such as those of Flexible scale sets.
    """

    __slots__ = ("name", "summary", "note", "_row")

    def __init__(self, row: Row) -> None:
        self.name, self.summary, self.note, self._row = row.name, row.summary, row.note, row

    def __repr__(self) -> str:
        return f"operation({self.name!r})"

    def rest(
        self,
        resources: ResourceID | Iterable[ResourceID],
        *,
        cloud: str = "AzureCloud",
        script: str = SCRIPT,
    ) -> Request:
        """Return the request for one instance, or for several of one scale set.

        *cloud* is "AzureCloud", "AzureUSGovernment" or "AzureChinaCloud"; *script* is for
        ``run-command``.

        Raises ValueError for no instances, for instances of several scale sets, and if Azure
        has no such request; TypeError.

        >>> web = ResourceID("0000", "rg", "web", 85)
        >>> operation("restart").rest([web, ResourceID("0000", "rg", "web", 9)]).body
        {'instanceIds': ['85', '9']}
        >>> operation("restart").rest([])
        Traceback (most recent call last):
            ...
        ValueError: expected an instance, got none: Azure would take an empty list as all
        """
        groups = group_instances(resources)
        if len(groups) > 1:
            raise ValueError("expected instances of one scale set: no request takes more than one")
        return _request(cloud, *self._request(groups[0], check_text(script)))

    def requests(
        self,
        resources: ResourceID | Iterable[ResourceID],
        *,
        cloud: str = "AzureCloud",
        script: str = SCRIPT,
    ) -> list[Request]:
        """Return the requests for any instances, as few as Azure allows.

        Raises ValueError and TypeError as ``rest`` does, but accepts several scale sets.

        >>> web = [ResourceID("0000", "rg", "web", 85), ResourceID("0000", "rg", "web", 9)]
        >>> len(operation("restart").requests(web)), len(operation("show").requests(web))
        (1, 2)
        """
        return [
            _request(cloud, *request)
            for group in group_instances(resources)
            for request in self._requests(group, check_text(script))
        ]

    def az(self, resources: ResourceID | Iterable[ResourceID], *, script: str = SCRIPT) -> str:
        """Return the ``az`` commands, one per line, quoted for a POSIX shell.

        Raises ValueError and TypeError as ``rest`` does, but accepts several scale sets; also
        ValueError for names that az would take for an option or a file.

        >>> web = ResourceID("0000", "rg", "web", 85)
        >>> print(operation("restart").az(web))
        az vmss restart --subscription 0000 --resource-group rg --name web --instance-ids 85
        """
        from shlex import quote

        script = check_text(script)
        quoted_script = quote_az(script, "a script")
        lines = []
        for group in group_instances(resources):
            first, row = group[0], self._row
            template = row.vm_az if first.instance_id is None else row.az
            if template is None:
                lines += [
                    f"az rest --method {method.lower()} --url {quote(quote_path(path))}"
                    + (f" --body {quote(json_text(body))}" if body is not None else "")
                    for method, path, body in self._requests(group, script)
                ]
                continue
            for part in split_group(template, group):
                words = {
                    "place": f"--subscription {quote_az(first.subscription_id)} "
                    f"--resource-group {quote_az(first.resource_group)} "
                    f"{row.az_name} {quote_az(first.scale_set or '')}",
                    "ids": " ".join(quote_az(id_in_commands(one)) for one in part),
                    "id": id_in_commands(part[0]),
                    "script": quoted_script,
                }
                lines.append("az " + template.format(**words))
        return "\n".join(lines)

    def powershell(
        self, resources: ResourceID | Iterable[ResourceID], *, script: str = SCRIPT
    ) -> str:
        r"""Return the PowerShell commands, one per line, of the modules Az.Compute and Az.Network.

        Each line first selects the subscription, which the commands do not take as an option,
        and stops if that fails.  Raises ValueError and TypeError as ``az`` does.

        >>> web = ResourceID("0000", "rg", "web", 85)
        >>> print(operation("restart").powershell(web).replace("; ", ";\n"))
        Set-AzContext -Subscription '0000' -ErrorAction Stop | Out-Null;
        Restart-AzVmss -ResourceGroupName 'rg' -VMScaleSetName 'web' -InstanceId '85'
        """
        lines: list[str] = []
        script = check_text(script)
        for group in group_instances(resources):
            first, row = group[0], self._row
            # On the same line: after a terminating error, the rest of a line does not run.
            context = f"Set-AzContext -Subscription {quote_powershell(first.subscription_id)}"
            context += " -ErrorAction Stop | Out-Null; "
            template = row.vm_powershell if first.instance_id is None else row.powershell
            if template is None:
                for method, path, body in self._requests(group, script):
                    line = f"{context}Invoke-AzRestMethod -Method {method}"
                    line += f" -Path {quote_powershell(quote_path(path))}"
                    if body is not None:
                        line += f" -Payload {quote_powershell(json_text(body))}"
                    lines.append(line)
                continue
            for part in split_group(template, group):
                group_name = quote_powershell(part[0].resource_group)
                vm = quote_powershell(part[0].vm_name or "")
                name = f"-Name {vm}"
                if first.instance_id is not None:
                    name = f"-VMScaleSetName {quote_powershell(first.scale_set or '')}"
                words = {
                    "place": f"-ResourceGroupName {group_name} {name}",
                    "group": group_name,
                    "vm": vm,
                    "ids": ",".join(quote_powershell(id_in_commands(one)) for one in part),
                    "id": quote_powershell(id_in_commands(part[0])),
                    "script": quote_powershell(script),
                }
                lines.append(context + template.format(**words))
        return "\n".join(lines)

    def _requests(
        self, group: list[ResourceID], script: str
    ) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
        """Yield one request for all of *group* if Azure has one, otherwise one for each."""
        if len(group) == 1 or (group[0].instance_id is not None and self._row.bulk_path):
            yield self._request(group, script)
        else:
            for one in group:
                yield self._request([one], script)

    def _request(
        self, group: list[ResourceID], script: str
    ) -> tuple[str, str, dict[str, Any] | None]:
        """Return method, path and body of the request for *group*."""
        row, first = self._row, group[0]
        body = None if row.body is None else row.body(script)
        version = f"?api-version={NETWORK_API_VERSION if row.network else API_VERSION}"
        if first.instance_id is None:
            if row.vm_path is None:
                raise ValueError(f"{row.name}: not available for VMs outside uniform scale sets")
            if len(group) > 1:
                raise ValueError(f"{row.name}: expected one VM: no request takes more than one")
            return row.method, f"{first.vm_path}{row.vm_path}{version}", body
        owner = ResourceID(first.subscription_id, first.resource_group, first.scale_set)
        if row.path is not None and len(group) == 1:
            return row.method, f"{first}{row.path}{version}", body
        if row.scale_set_path is not None:
            return row.method, f"{owner}{row.scale_set_path}{version}", body
        if row.bulk_path is None:
            raise ValueError(f"{row.name}: expected one instance: no request takes more than one")
        ids = {"instanceIds": [str(one.instance_id) for one in group]}
        return "POST", f"{owner}{row.bulk_path}{version}", ids


def operation(name: str) -> Operation:
    """Return the operation called *name*, in any spelling: "power-off", "power off", "powerOff".

    Raises ValueError with the closest name, or with all names.

    >>> operation("reimageAll").note.split(":")[0]
    'resets all disks, including data disks'
    >>> operation("reboot")
    Traceback (most recent call last):
        ...
    ValueError: no operation 'reboot': did you mean 'restart'?
    """
    wanted = _folded_name(check_text(name))
    for row in OPERATIONS:
        if wanted == _folded_name(row.name):
            return Operation(row)
    meant = SUGGESTIONS.get(wanted)
    if meant is None:
        from difflib import get_close_matches

        meant = next(iter(get_close_matches(wanted, OPERATION_NAMES, 1, 0.75)), None)
    known = f"did you mean {meant!r}?" if meant else f"expected one of {', '.join(OPERATION_NAMES)}"
    raise ValueError(f"no operation {shown(name)}: {known}")


OPERATION_NAMES = tuple(row.name for row in OPERATIONS)

# What people call them.  Suggested, not accepted: a wrong guess may cost a machine.
SUGGESTIONS = {
    "reboot": "restart",
    "stop": "power-off",
    "poweron": "start",
    "remove": "delete",
    "get": "show",
    "manualupgrade": "update-to-latest-model",
    "upgrade": "update-to-latest-model",
    "status": "instance-view",
    "nics": "network-interfaces",
}


def _request(cloud: str, method: str, path: str, body: dict[str, Any] | None) -> Request:
    if cloud not in CLOUDS:
        raise ValueError(f"expected one of {tuple(CLOUDS)}, got {cloud!a:.64}")
    return Request(method, CLOUDS[cloud] + quote_path(path), body)


def _folded_name(name: str) -> str:
    return "".join(c for c in name.lower() if c not in " -_")
