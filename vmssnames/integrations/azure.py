"""Inventories by Microsoft's SDK: ``pip install vmssnames[azure]``.

Sources
  [vmss]  azure-mgmt-compute, VirtualMachineScaleSetVMsOperations.list, ``expand``
  [vms]   azure-mgmt-compute, VirtualMachinesOperations.list: "expand ... can only be specified
          if a valid $filter option is specified"
"""

from __future__ import annotations

from ..inventory.inventory import Inventory, load_instances
from ..inventory.pages import flexible_filter
from ..names.scale_set import ScaleSet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def load(client: Any, resource_group: str, scale_set: str) -> Inventory:
    """Return the instances of a scale set with their views, in one call a page.

    *client* is an ``azure.mgmt.compute.ComputeManagementClient`` of any version, whose own
    credentials, retries and paging are used; two kinds of requests are sent, one for the
    scale set, which says its mode and its prefix, and the pages of the list.

    Raises what the client raises; an inventory is of all pages, or it is none::

        from azure.identity import DefaultAzureCredential
        from azure.mgmt.compute import ComputeManagementClient

        client = ComputeManagementClient(DefaultAzureCredential(), subscription_id)
        load(client, "my-group", "nsgvmss").where(power="stopped")
    """
    model = client.virtual_machine_scale_sets.get(resource_group, scale_set)
    mode = str(getattr(model.orchestration_mode, "value", model.orchestration_mode) or "Uniform")
    if mode.lower() == "flexible":
        owner = ScaleSet(model.name, None, model.id, mode)
        listed = client.virtual_machines.list(
            resource_group, filter=flexible_filter(owner), expand="instanceView"
        )
    else:
        listed = client.virtual_machine_scale_set_vms.list(
            resource_group, scale_set, expand="instanceView"
        )
    # All of it first: what breaks off is an error of the client's, and no inventory.
    return load_instances(model, list(listed))
