"""What follows from a VM's row and its view: where it is, and four answers to how it is."""

from __future__ import annotations

from ..names import grammar
from .related import NetworkInterface, Node
from .views import ENDS
from .vm_rows import Row


class States(Row):
    """A row with what belongs to it, and what that says."""

    interfaces: tuple[NetworkInterface, ...]
    node: Node | None

    @property
    def subscription_id(self) -> str | None:
        """The subscription, if anything says it."""
        path = self.resource_id
        return self.given_subscription if path is None else path.subscription_id

    @property
    def resource_group(self) -> str | None:
        """The resource group, if anything says it."""
        return self.given_group if self.resource_id is None else self.resource_id.resource_group

    @property
    def node_name(self) -> str | None:
        """The name of the node in Kubernetes, if one was joined; what it would be, otherwise."""
        if self.node is not None and self.node.name is not None:
            return self.node.name
        return None if self.computer_name is None else grammar.fold(self.computer_name)

    @property
    def recovered_by(self) -> str | None:
        """How the instance was found of a view that names none; None if it is named."""
        return None if self._recovered is None else self._recovered[2]

    @property
    def size(self) -> str | None:
        """The size: the VM's own, or the scale set's."""
        own = None if self.hardware_profile is None else self.hardware_profile.vm_size
        return own or self.vm_size or (None if self.sku is None else self.sku.name)

    @property
    def zone(self) -> str | None:
        """The availability zone; several with "," between."""
        return ",".join(self.zones) or None

    @property
    def fault_domain(self) -> int | None:
        """The fault domain, counted from 0; None where it has none, as when deallocated."""
        own = None if self.view is None else self.view.platform_fault_domain
        return self.given_fault_domain if own is None else own

    @property
    def update_domain(self) -> int | None:
        """The update domain, counted from 0."""
        own = None if self.view is None else self.view.platform_update_domain
        return self.given_update_domain if own is None else own

    @property
    def power(self) -> str | None:
        """The power state, in lower case; None if Azure does not say, which is not "unknown"."""
        return None if self.view is None else self.view.power

    @property
    def provisioning(self) -> str | None:
        """What ARM says of the last operation, in lower case; where it is silent, the view."""
        return (
            self.provisioning_state.lower() if self.provisioning_state else self.view_provisioning
        )

    @property
    def view_provisioning(self) -> str | None:
        """How the view sees provisioning, which may differ from what ARM says."""
        return None if self.view is None else self.view.provisioning

    @property
    def health(self) -> str | None:
        """The application's health, in lower case; None if nothing watches it."""
        return None if self.view is None else self.view.health

    @property
    def is_running(self) -> bool | None:
        """Whether the power state is "running"; None if it is absent or unknown."""
        return None if self.view is None else self.view.is_running

    @property
    def is_billed(self) -> bool | None:
        """Whether compute is paid for, as InstanceView.is_billed; None if nobody says."""
        return None if self.view is None else self.view.is_billed

    @property
    def is_hibernated(self) -> bool:
        """Whether the VM is hibernated."""
        return self.view is not None and self.view.is_hibernated

    @property
    def is_settled(self) -> bool:
        """Whether nothing is on its way, neither for ARM nor in the view."""
        state = (self.provisioning_state or "succeeded").lower()
        return state in ENDS and (self.view is None or self.view.is_settled)

    @property
    def failed_but_running(self) -> bool:
        """Whether provisioning failed, for ARM or in the view, and the VM runs."""
        return self.power == "running" and "failed" in (self.provisioning, self.view_provisioning)

    @property
    def private_addresses(self) -> tuple[str, ...]:
        """The private addresses: of the interfaces that were joined, the primary one's first.

        Without any, what the row itself says, as ``az vm list --show-details`` does, or its node.
        """
        if not self.interfaces:
            of_node = () if self.node is None else self.node.internal_addresses
            return self.given_addresses or of_node
        ordered = sorted(self.interfaces, key=lambda one: one.primary is not True)
        return tuple(dict.fromkeys(ip for one in ordered for ip in one.private_addresses))
