"""Small documents in the shapes that Azure and its tools send, for the tests of inventories.

Written after the documented shapes; each function gives a fresh copy.
"""

import copy

SUB = "1d9c7a0e-0000-4000-8000-00000000002d"
GROUP = f"/subscriptions/{SUB}/resourceGroups/shop/providers/Microsoft.Compute"
WEB = f"{GROUP}/virtualMachineScaleSets/shop-web_ss"

# An instance view with every element that the documentation of 2026-04-01 has.
FULL_VIEW = {
    "platformUpdateDomain": 5,
    "platformFaultDomain": 2,
    "rdpThumbPrint": "896820962FC4D68ED400B7DE2E61C2574E33F299",
    "vmAgent": {
        "vmAgentVersion": "2.9.1.1",
        "extensionHandlers": [
            {
                "type": "Microsoft.Azure.Extensions.CustomScript",
                "typeHandlerVersion": "2.1.10",
                "status": {
                    "code": "ProvisioningState/succeeded",
                    "level": "Info",
                    "displayStatus": "Ready",
                    "message": "Plugin enabled",
                },
            }
        ],
        "statuses": [
            {
                "code": "ProvisioningState/succeeded",
                "level": "Info",
                "displayStatus": "Ready",
                "message": "Guest Agent is running",
                "time": "2026-03-04T05:06:07+00:00",
            }
        ],
    },
    "maintenanceRedeployStatus": {
        "isCustomerInitiatedMaintenanceAllowed": True,
        "preMaintenanceWindowStartTime": "2026-03-05T00:00:00Z",
        "preMaintenanceWindowEndTime": "2026-03-06T00:00:00Z",
        "maintenanceWindowStartTime": "2026-03-07T00:00:00Z",
        "maintenanceWindowEndTime": "2026-03-08T00:00:00Z",
        "lastOperationResultCode": "None",
        "lastOperationMessage": "none so far",
    },
    "disks": [
        {
            "name": "shop-web_ss_shop-web_ss_85_OsDisk_1_6d72b805e50e4de6830303c5055077fc",
            "encryptionSettings": [
                {
                    "enabled": True,
                    "diskEncryptionKey": {
                        "secretUrl": "https://v.vault.azure.net/secrets/s/1",
                        "sourceVault": {"id": f"/subscriptions/{SUB}/vault"},
                    },
                    "keyEncryptionKey": {
                        "keyUrl": "https://v.vault.azure.net/keys/k/1",
                        "sourceVault": {"id": f"/subscriptions/{SUB}/vault"},
                    },
                }
            ],
            "statuses": [
                {
                    "code": "ProvisioningState/succeeded",
                    "time": "2026-03-04T05:00:00.1234567+00:00",
                },
                {"code": "EncryptionState/encrypted", "displayStatus": "Encryption is enabled"},
            ],
            "storageAlignmentStatus": "Aligned",
        }
    ],
    "extensions": [
        {
            "name": "join",
            "type": "Microsoft.Compute.JsonADDomainExtension",
            "typeHandlerVersion": "1.3.11",
            "statuses": [
                {
                    "code": "ProvisioningState/failed/1",
                    "level": "Error",
                    "displayStatus": "Provisioning failed",
                    "message": "could not join",
                    "time": "2026-03-04T05:05:00+00:00",
                }
            ],
            "substatuses": [
                {
                    "code": "ComponentStatus/JoinDomainException for Option 3 meaning 'User'/failed/1",
                    "level": "Error",
                    "message": "user='me@example.com'",
                }
            ],
        }
    ],
    "vmHealth": {
        "status": {
            "code": "HealthState/unhealthy",
            "level": "Error",
            "displayStatus": "The VM is reporting itself as unhealthy or is unreachable",
            "time": "2026-03-04T05:06:00+00:00",
        }
    },
    "bootDiagnostics": {
        "consoleScreenshotBlobUri": "https://x.blob.core.windows.net/b/s.bmp?sv=1&sig=SECRET%3D",
        "serialConsoleLogBlobUri": "https://x.blob.core.windows.net/b/s.log?sv=1&sig=SECRET%3D",
        "status": {"code": "ProvisioningState/succeeded", "level": "Info"},
    },
    "statuses": [
        {
            "code": "ProvisioningState/succeeded",
            "level": "Info",
            "displayStatus": "Provisioning succeeded",
            "time": "2026-03-04T05:06:08.9326943+00:00",
        },
        {"code": "OSState/generalized", "level": "Info", "displayStatus": "VM generalized"},
        {"code": "PowerState/running", "level": "Info", "displayStatus": "VM running"},
    ],
    "assignedHost": f"{GROUP}/hostGroups/g/hosts/h",
    "placementGroupId": "90ed3dac-c700-456f-81da-11aad2fe737e",
    "computerName": "shopweb00002D",
    "osName": "ubuntu",
    "osVersion": "24.04",
    "hyperVGeneration": "V2",
    "interconnectInstanceView": {"interconnectSubgroupId": "g7"},
    "capacityReservationType": "Open",
}


def full_view():
    return copy.deepcopy(FULL_VIEW)


def view(power="running", *, provisioning="succeeded", **more):
    """A small view; no power state for None."""
    statuses = [
        {
            "code": f"ProvisioningState/{provisioning}",
            "level": "Info",
            "time": "2026-03-04T05:06:08Z",
        }
    ]
    if power is not None:
        statuses.append({"code": f"PowerState/{power}", "displayStatus": f"VM {power}"})
    return {"platformFaultDomain": 1, "platformUpdateDomain": 2, "statuses": statuses, **more}


def base36(number):
    digits = ""
    for _ in range(6):
        number, digit = divmod(number, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + digits
    return digits


def row(number, power="running", *, scale_set="shop-web_ss", prefix="shopweb", **properties):
    """An instance of a uniform scale set, as REST lists it."""
    inner = {
        "latestModelApplied": True,
        "vmId": f"{number:08x}-aaaa",
        "provisioningState": "Succeeded",
        "osProfile": {"computerName": f"{prefix}{base36(number)}", "adminUsername": "me"},
        "storageProfile": {
            "osDisk": {
                "osType": "Linux",
                "name": f"{scale_set}_{scale_set}_{number}_OsDisk_1_{number:032x}",
                "diskSizeGB": 30,
            }
        },
        "instanceView": view(power),
    }
    return {
        "name": f"{scale_set}_{number}",
        "id": f"{GROUP}/virtualMachineScaleSets/{scale_set}/virtualMachines/{number}",
        "type": "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
        "location": "westeurope",
        "zones": ["2"],
        "tags": {"owner": "web"},
        "instanceId": str(number),
        "sku": {"name": "Standard_D4s_v5", "tier": "Standard"},
        "properties": inner | properties,
    }


def as_az(one):
    """Return *one* as az prints it: no ``properties``, and a resourceGroup next to each resource ID."""
    if isinstance(one, list):
        return [as_az(each) for each in one]
    if not isinstance(one, dict):
        return one
    flat = {key: value for key, value in one.items() if key != "properties"}
    flat |= one.get("properties", {})
    flat = {key: as_az(value) for key, value in flat.items()}
    if "/resourceGroups/shop" in str(flat.get("id", "")):
        flat["resourceGroup"] = "shop"
    return flat


def respelled(one, spell):
    """*one* with all keys spelled another way, but for those that users choose."""
    if isinstance(one, list):
        return [respelled(each, spell) for each in one]
    if not isinstance(one, dict):
        return one
    return {
        spell(key): value if key == "tags" else respelled(value, spell)
        for key, value in one.items()
    }


def snake(key):
    """As the SDK before 38 spells *key*."""
    key = key.replace("hyperVGeneration", "hyper_v_generation").replace("GB", "_gb")
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in key)


def pascal(key):
    """As PowerShell spells *key*."""
    return key[:1].upper() + key[1:]


def without_nulls(one):
    return {key: value for key, value in one.items() if value is not None}


def flexible(suffix="1a2b3c4d", power="running", scale_set="shop-batch"):
    """A VM of a Flexible scale set, as REST lists VMs."""
    name = f"{scale_set}_{suffix}"
    return {
        "name": name,
        "id": f"{GROUP}/virtualMachines/{name}",
        "type": "Microsoft.Compute/virtualMachines",
        "location": "westeurope",
        "properties": {
            "vmId": f"{suffix}-bbbb",
            "provisioningState": "Succeeded",
            "virtualMachineScaleSet": {"id": f"{GROUP}/virtualMachineScaleSets/{scale_set}"},
            "osProfile": {"computerName": "shopbatch7Q2K"},
            "instanceView": view(power),
        },
    }


def interface(number, *addresses, primary=True, name="nic", scale_set="shop-web_ss"):
    """A network interface, as REST lists those of a scale set."""
    owner = f"{GROUP}/virtualMachineScaleSets/{scale_set}/virtualMachines/{number}"
    return {
        "name": name,
        "id": f"{owner}/networkInterfaces/{name}",
        "properties": {
            "primary": primary,
            "virtualMachine": {"id": owner},
            "ipConfigurations": [
                {
                    "name": f"ip{at}",
                    "properties": {"primary": at == 0, "privateIPAddress": address},
                }
                for at, address in enumerate(addresses)
            ],
        },
    }


def node(number, *, ready="True", prefix="shopweb", scale_set="shop-web_ss"):
    """A node, as kubectl prints it."""
    owner = f"{GROUP}/virtualMachineScaleSets/{scale_set}/virtualMachines/{number}"
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": f"{prefix}{base36(number)}".lower()},
        "spec": {"providerID": f"azure://{owner}"},
        "status": {"conditions": [{"type": "Ready", "status": ready}]},
    }


def metadata(number, scale_set="shop-web_ss", prefix="shopweb"):
    """The compute part of what the metadata service says: all of it texts."""
    owner = f"{GROUP}/virtualMachineScaleSets/{scale_set}/virtualMachines/{number}"
    return {
        "azEnvironment": "AzurePublicCloud",
        "location": "westeurope",
        "name": f"{scale_set}_{number}",
        "osProfile": {"computerName": f"{prefix}{base36(number)}", "adminUsername": ""},
        "platformFaultDomain": "1",
        "platformUpdateDomain": "2",
        "resourceGroupName": "shop",
        "resourceId": owner,
        "subscriptionId": SUB,
        "tags": "owner:web;team:",
        "vmId": f"{number:08x}-aaaa",
        "vmScaleSetName": scale_set,
        "vmSize": "Standard_D4s_v5",
        "zone": "2",
    }


def scale_set(name="shop-web_ss", prefix="shopweb", mode="Uniform"):
    """A scale set, as REST lists it."""
    return {
        "name": name,
        "id": f"{GROUP}/virtualMachineScaleSets/{name}",
        "type": "Microsoft.Compute/virtualMachineScaleSets",
        "location": "westeurope",
        "properties": {
            "orchestrationMode": mode,
            "virtualMachineProfile": {"osProfile": {"computerNamePrefix": prefix}},
        },
    }
