"""Formats inventories for Ansible, Prometheus and ssh.

Names are untrusted, so only plain host names and addresses are written.  All others
are left out and reported.

Sources
  [ansible]     Ansible documentation, "Developing dynamic inventory": --list with _meta
  [prometheus]  Prometheus documentation, Configuration, file_sd_config
  [ssh]         ssh_config(5)
"""

from __future__ import annotations

import json
import re

from ...errors import shown
from ...inventory.inventory import Inventory
from ...models.related import told_apart
from ...models.vm import ScaleSetVM
from .rows import cell_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# One label without dots: a name in another domain may be another machine.
_HOST = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_-]{0,62}", re.ASCII)
# [ansible] [ssh] Names with a special meaning.
_RESERVED = ("localhost", "all", "ungrouped", "_meta")
# [ansible] Variables are templates, so these are left out.
_TEMPLATE = ("{{", "{%", "{#")

_VARIABLES = (
    "scale_set name instance_id computer_name power provisioning health latest_model zone "
    "fault_domain size location resource_group subscription_id resource_id vm_id"
).split()


class AddressableHosts:
    """The instances with a usable host name, by that name, and messages about the others."""

    def __init__(self, listed: Inventory) -> None:
        self.left_out: list[str] = []
        self.hosts: dict[str, ScaleSetVM] = {}
        for vm in listed:
            host = vm.node_name or vm.name or ""
            if not _HOST.fullmatch(host) or host in _RESERVED:
                name = f"its host name {shown(host)} is reserved or not plain"
                self._leave_out(vm, name if host else "it has no host name")
            elif host in self.hosts:
                first, own = told_apart(self.hosts[host], vm)
                self.left_out.append(f"skipped {own}: {first} has the same host name {shown(host)}")
            else:
                self.hosts[host] = vm

    def _leave_out(self, vm: ScaleSetVM, reason: str) -> None:
        self.left_out.append(f"skipped {shown(vm.name or vm.path)}: {reason}")

    def address(self, host: str) -> str | None:
        """Return the first valid private address of *host*, None if there is none."""
        from ipaddress import ip_address

        for text in self.hosts[host].private_addresses:
            try:
                return str(ip_address(text))
            except ValueError:
                self.left_out.append(f"skipped an invalid address of {host}: {shown(text)}")
        return None


def ansible(listed: Inventory, port: int) -> tuple[str, list[str]]:
    """Return a dynamic inventory for Ansible's ``--list``, and messages about omissions."""
    found = AddressableHosts(listed)
    variables: dict[str, dict[str, Any]] = {}
    groups: dict[str, list[str]] = {}
    owners = Groups()
    for host, vm in found.hosts.items():
        own = {f"vmss_{name}": value for name, value in _known(vm)}
        address = found.address(host)
        if address is not None:
            own["ansible_host"] = address
        for name, value in own.items():
            if isinstance(value, str) and any(mark in value for mark in _TEMPLATE):
                own[name] = None
                found.left_out.append(f"skipped {name} of {host}: it is a template of Ansible's")
        variables[host] = own
        for group in _groups(vm, owners):
            groups.setdefault(group, []).append(host)
    out: dict[str, Any] = {"_meta": {"hostvars": variables}}
    out["all"] = {"children": sorted(groups) or ["ungrouped"]}
    out |= {name: {"hosts": groups[name]} for name in sorted(groups)}
    return json.dumps(out, indent=2) + "\n", found.left_out


def _known(vm: ScaleSetVM) -> Iterator[tuple[str, Any]]:
    from ...inventory.records import value_of

    for name in _VARIABLES:
        value = value_of(vm, name)
        if value is not None:
            yield name, value


class Groups:
    """The groups of scale sets: distinct identifiers."""

    def __init__(self) -> None:
        self._names: dict[tuple[str | None, ...], str] = {}
        self._used: dict[str, int] = {}

    def of(self, scale_set: str, vm: ScaleSetVM) -> str:
        """Return the group of *scale_set*, to which *vm* belongs."""
        key = vm.subscription_id, (vm.resource_group or "").lower(), scale_set.lower()
        if key not in self._names:
            plain = "vmss_" + re.sub(r"[^A-Za-z0-9]", "_", scale_set.lower())
            name = plain
            while name in self._used:
                self._used[plain] += 1
                name = f"{plain}_{self._used[plain]}"
            self._used[name] = self._used.get(name, 1)
            self._names[key] = name
        return self._names[key]


def _groups(vm: ScaleSetVM, owners: Groups) -> Iterator[str]:
    """Yield the groups of *vm*, all of them identifiers."""
    if vm.scale_set is not None:
        yield owners.of(vm.scale_set, vm)
    for kind, value in (("power", vm.power or "absent"), ("zone", vm.zone)):
        if value is not None:
            yield f"{kind}_" + re.sub(r"[^A-Za-z0-9]", "_", value)[:64]


def prometheus(listed: Inventory, port: int) -> tuple[str, list[str]]:
    """Return targets for Prometheus's file_sd, and messages about omissions."""
    found = AddressableHosts(listed)
    out = []
    for host, vm in found.hosts.items():
        address = found.address(host) or host
        target = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        labels = {f"vmss_{name}": cell_text(value) for name, value in _known(vm)}
        out.append({"targets": [target], "labels": labels})
    return json.dumps(out, indent=2) + "\n", found.left_out


def ssh_config(listed: Inventory, port: int) -> tuple[str, list[str]]:
    """Return a file for ssh's Include, and messages about omissions."""
    found = AddressableHosts(listed)
    blocks = []
    used = set(found.hosts)
    for host, vm in found.hosts.items():
        patterns = [host]
        for name in dict.fromkeys((vm.computer_name, vm.name)):
            if name is None or name == host or not _HOST.fullmatch(name):
                continue
            if name in used and name.lower() != host:
                found.left_out.append(f"skipped the alias {name} of {host}: another host has it")
            else:
                used.add(name)
                patterns.append(name)
        address = found.address(host) or host
        blocks.append(f"Host {' '.join(patterns)}\n    HostName {address}\n")
    return "\n".join(blocks), found.left_out
