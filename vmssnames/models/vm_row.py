"""The keys of a VM's row that are read, in the spelling of Azure, its tools and people's queries.

Sources
  [vm]    azure-mgmt-compute 39.0, VirtualMachineScaleSetVM (api-version 2026-04-01)
  [imds]  Microsoft Learn, "Azure Instance Metadata Service"
"""

from __future__ import annotations

from .fields import (
    NOTHING,
    Field,
    ResourceModel,
    boolean,
    mapping,
    nested,
    number,
    string,
    strings,
    timestamp,
)
from .vm_parts import (
    HardwareProfile,
    NetworkProfile,
    OSProfile,
    ProtectionPolicy,
    Sku,
    StorageProfile,
    as_it_is,
    read_addresses,
    read_health,
    read_network,
    read_provisioning,
    read_scale_set,
    read_sku,
    read_tags,
)


class VMRow(ResourceModel):
    """The values of a row as they are given; ScaleSetVM combines them with those from elsewhere."""

    id = string("id", "resourceId")
    vm_id = string("vmId", "virtualMachineId", "properties_vmId")
    given_location = string("location")
    zones = strings("zones", "zone", "availabilityZone")
    tags = Field(("tags",), read_tags, NOTHING)
    etag = string("etag")
    sku = Field(("sku",), read_sku, None, Sku)
    hardware_profile = nested(HardwareProfile, "hardwareProfile")
    vm_size = string("vmSize", "virtualMachineSize", "size", "properties_hardwareProfile_vmSize")
    os_profile = nested(OSProfile, "osProfile")
    storage_profile = nested(StorageProfile, "storageProfile")
    network_profile = nested(NetworkProfile, "networkProfile")
    protection_policy = nested(ProtectionPolicy, "protectionPolicy")
    latest_model_applied = boolean("latestModelApplied", "latestModel", "latest")
    model_definition_applied = string("modelDefinitionApplied")
    time_created = timestamp("timeCreated", "creationTime")
    license_type = string("licenseType")
    resilient_vm_deletion_status = string("resilientVMDeletionStatus")
    virtual_machine_resource_id = string("virtualMachineResourceId")

    # The values in the row itself, which the properties below combine with those from elsewhere.
    # After Azure's keys come those of our columns, and of people's own queries.
    given_name = string("name", "vmName", "vm")
    given_instance_id = string("instanceId", "instance")
    given_scale_set = Field(
        (
            "virtualMachineScaleSet",
            "vmScaleSetName",
            "vmss",
            "scaleSet",
            "scaleSetName",
            "vmssName",
        ),
        read_scale_set,
        None,
    )
    given_computer_name = string(
        "computerName", "computer", "hostName", "properties_osProfile_computerName"
    )
    given_node_name = string("nodeName")
    given_addresses: Field[tuple[str, ...]] = Field(
        (
            *("privateIps", "privateIPAddresses", "privateIPAddress", "privateIPv4Addresses"),
            *("privateAddresses", "privateIp", "ipAddress", "ipAddresses", "ip", "ips", "address"),
        ),
        read_addresses,
        (),
    )
    given_network: Field[tuple[str, ...]] = Field(("network",), read_network, ())
    given_fault_domain = number("platformFaultDomain", "faultDomain")
    given_update_domain = number("platformUpdateDomain", "updateDomain", "upgradeDomain")
    given_view = mapping("instanceView")
    given_power: Field[object] = Field(
        # Resource Graph names the columns of a projection by their path.
        (
            *("powerState", "power", "powerStatus"),
            *(
                f"properties_extended_instanceView_powerState_{key}"
                for key in ("code", "displayStatus")
            ),
        ),
        as_it_is,
        None,
    )
    given_provisioning = Field(
        ("provisioningState", "provisioning", "provisioningStatus", "properties_provisioningState"),
        read_provisioning,
        None,
    )
    given_health = Field(("health", "healthState", "healthStatus", "vmHealth"), read_health, None)
    given_statuses: Field[object] = Field(("statuses",), as_it_is, None)
    given_status: Field[object] = Field(
        ("status", "vmStatus", "displayStatus", "codes"), as_it_is, None
    )
    given_state: Field[object] = Field(("state", "vmState", "instanceState"), as_it_is, None)
    given_os_name = string("osName")
    given_os_version = string("osVersion")
    given_agent_version = string("agentVersion")
    given_resource_group = string("resourceGroup", "resourceGroupName", "rg")
    given_subscription_id = string("subscriptionId", "subscription")
