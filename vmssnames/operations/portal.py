"""Links to the Azure portal."""

from __future__ import annotations

from ..errors import shown_kind
from ..names.resource_id import ResourceID

# The portal of each cloud: https://learn.microsoft.com/azure/azure-portal/azure-portal-safelist-urls
PORTALS = {
    "AzureCloud": "https://portal.azure.com",
    "AzureUSGovernment": "https://portal.azure.us",
    "AzureChinaCloud": "https://portal.azure.cn",
}


def portal_url(resource_id: ResourceID | str, *, cloud: str = "AzureCloud") -> str:
    """Return the address of the page of *resource_id* in the portal of *cloud*.

    Microsoft documents no form of these addresses; this one is what its own tools print.
    Raises NameFormatError for another string, and ValueError for a cloud other than AzureCloud,
    AzureUSGovernment and AzureChinaCloud.

    >>> portal_url(ResourceID("0000-00", "rg", "web", 85)).rpartition("Scale")[0]
    'https://portal.azure.com/#@/resource/subscriptions/0000-00/resourceGroups/rg/providers/Microsoft.Compute/virtualMachine'
    """
    if isinstance(resource_id, str):
        resource_id = ResourceID.parse(resource_id)
    if not isinstance(resource_id, ResourceID):
        raise TypeError(f"expected a ResourceID, got {shown_kind(type(resource_id))}")
    if cloud not in PORTALS:
        raise ValueError(f"expected one of {tuple(PORTALS)}, got {cloud!a:.64}")
    path = str(resource_id)
    if not path.replace("/", "").replace("-", "").replace(".", "").isalnum() or not path.isascii():
        from .quoting import quote_path

        path = quote_path(path)
    return f"{PORTALS[cloud]}/#@/resource{path}"
