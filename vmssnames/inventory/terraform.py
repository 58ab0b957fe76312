"""Terraform's JSON: outputs, ``terraform show -json`` and state files.

Sources
  [show]   HashiCorp, "JSON Output Format": values.root_module.resources and child_modules
  [state]  terraform.tfstate, version 4: resources with instances, which have attributes
  [azurerm]  hashicorp/azurerm: the attributes of the resources below
"""

from __future__ import annotations

from collections.abc import Mapping

from ..models.coerce import objects_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_MAX_DEPTH = 50
_VMS = tuple(f"azurerm{system}_virtual_machine" for system in ("", "_linux", "_windows"))
_SET = "_virtual_machine_scale_set"


def terraform_lists(
    raw: Mapping[str, Any], fields: dict[str, Any], skipped: list[str]
) -> Iterator[tuple[str, Any]]:
    """Yield the lists of instances in *raw*, a document of Terraform.

    *fields* is *raw* under folded keys.  Yields nothing for other documents.  Adds what has no
    instances to *skipped*, by name.
    """
    values = fields.get("values") or _mapping(fields.get("priorstate")).get("values")
    if "terraformversion" in fields and isinstance(values, Mapping):
        yield "values", list(_rows(_shown(_mapping(values.get("root_module"))), skipped))
    elif "terraformversion" in fields and isinstance(fields.get("resources"), list):
        yield "resources", list(_rows(_stored(fields["resources"]), skipped))
    elif raw and all(map(_is_output, raw.values())):
        for name, output in raw.items():
            found = output["value"]
            rows = found if isinstance(found, list) else [found]
            if rows and all(isinstance(one, Mapping) for one in rows):
                yield f"{name}.value", rows
            else:
                skipped.append(f"the output {name}")


def _is_output(value: object) -> bool:
    return isinstance(value, Mapping) and "value" in value and "sensitive" in value


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _shown(module: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """[show] Yield the type and the attributes of each resource in *module*."""
    for one in objects_in(module.get("resources")):
        yield str(one.get("type")), _mapping(one.get("values"))
    for child in objects_in(module.get("child_modules")) if depth < _MAX_DEPTH else ():
        yield from _shown(child, depth + 1)


def _stored(resources: list[Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """[state] Yield the type and the attributes of each resource."""
    for one in objects_in(resources):
        for instance in objects_in(one.get("instances")):
            yield str(one.get("type")), _mapping(instance.get("attributes"))


def _rows(
    resources: Iterator[tuple[str, Mapping[str, Any]]], skipped: list[str]
) -> Iterator[dict[str, Any]]:
    """Yield VMs, scale sets and interfaces as Azure spells them; add all others to *skipped*."""
    for kind, given in resources:
        if kind.endswith(_SET):
            if isinstance(given.get("instances"), list):
                yield {**given}
            yield _scale_set(kind, given)
        elif kind in _VMS:
            yield {**given}
        elif kind == "azurerm_network_interface":
            vm = given.get("virtual_machine_id")
            yield {
                "id": given.get("id"),
                "name": given.get("name"),
                "ipConfigurations": given.get("ip_configuration") or [],
                "virtualMachine": {"id": vm} if vm else None,
            }
        else:
            skipped.append(kind)


def _scale_set(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """[azurerm] Return a scale set; the prefix is its name unless another one is given."""
    prefix = given.get("computer_name_prefix")
    is_data = kind == f"azurerm{_SET}" and "instances" in given
    profile = {} if is_data else {"computerNamePrefix": prefix or given.get("name")}
    return {
        "id": given.get("id"),
        "name": given.get("name"),
        "orchestrationMode": "Flexible" if "orchestrated" in kind else None,
        "virtualMachineProfile": {"osProfile": profile},
    }
