"""Loads inventories with Microsoft's SDK: ``pip install vmssnames[azure]``.

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
    """Return the instances of a scale set with their views, in one call per page.

    *client* is an ``azure.mgmt.compute.ComputeManagementClient`` of any version; its
    credentials, retries and paging are used.  It sends one request for the scale set, which has
    the mode and the prefix, and one for each page of the list.

    Errors of the client are raised, so an inventory is never incomplete::

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
    # All pages first: if one fails, the client raises, and there is no inventory.
    return load_instances(model, list(listed))
