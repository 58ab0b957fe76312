"""Provider IDs: what Kubernetes calls the machine of a node.

Source
  [k8s]  kubernetes-sigs/cloud-provider-azure: azure:// and the resource ID, of which the
         resource group, and it alone, is put in lower case
"""

from __future__ import annotations

from ..errors import InstanceIDRangeError, NameFormatError, shown
from .arm_path import segments
from .ids import check_text
from .resource_id import ResourceID
from .value import Value, put

SCHEME = "azure://"


class ProviderID(Value):
    """What Kubernetes calls a node's machine: ``azure://`` and its resource ID.

    Equal without regard to case.  Raises NameFormatError, InstanceIDRangeError, TypeError.

    >>> str(ProviderID(ResourceID("0000-00", "MC_Rg", "Web", 85))).partition("/providers")[0]
    'azure:///subscriptions/0000-00/resourceGroups/mc_rg'
    """

    __slots__ = ("resource_id",)

    resource_id: ResourceID

    def __init__(self, resource_id: ResourceID) -> None:
        if type(resource_id) is not ResourceID:
            raise TypeError(f"expected a ResourceID, got {type(resource_id).__name__}")
        if resource_id.vm_name is None or resource_id.child is not None:
            raise NameFormatError(f"{shown(str(resource_id), 200)}: expected an instance or a VM")
        put(self, "resource_id", resource_id)

    @classmethod
    def parse(cls, text: str) -> ProviderID:
        """Return the provider ID in *text*.

        >>> ProviderID.parse("aws:///i-0123")
        Traceback (most recent call last):
            ...
        vmssnames.errors.NameFormatError: 'aws:///i-0123': expected azure:// and a resource ID
        """
        text = check_text(text)
        bare = text.strip()
        if bare[: len(SCHEME) + 1].lower() != SCHEME + "/":
            raise NameFormatError(f"{shown(text, 200)}: expected {SCHEME} and a resource ID")
        try:
            return cls(ResourceID._read(*segments(bare[len(SCHEME) :])))
        except (NameFormatError, InstanceIDRangeError) as error:
            raise type(error)(f"{shown(text, 200)}: {error}") from None

    def __str__(self) -> str:
        # By its place: a group's name may stand in another segment, too.
        parts = str(self.resource_id).split("/")
        parts[4] = parts[4].lower()
        return SCHEME + "/".join(parts)
