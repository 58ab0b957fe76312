"""Forms of input that people have: own queries, terminals, parts of documents, Terraform."""

import json
from pathlib import Path

import azure_shapes as azure
import pytest
from hypothesis import given, strategies as st

from vmssnames import InventoryFormatError, ScaleSetVM, load_instances
from vmssnames.inventory import COLUMNS
from vmssnames.inventory.texts import FORMS, form_of

SET = f"{azure.GROUP}/virtualMachineScaleSets/web"


# -- rows of people's own queries


@pytest.mark.parametrize(
    ("row", "attribute", "value"),
    [
        ({"instanceId": "0", "power": "VM running"}, "power", "running"),
        ({"name": "web_0", "powerState": ["VM running"]}, "power", "running"),
        (
            {"name": "web_0", "powerState": ["Provisioning succeeded", "VM stopped"]},
            *["power", "stopped"],
        ),
        ({"id": "0", "state": "PowerState/deallocated"}, "power", "deallocated"),
        ({"name": "vm1", "status": "VM running"}, "power", "running"),
        ({"name": "web_0", "state": "Running"}, "power", "running"),
        ({"name": "web_0", "state": "Failed"}, "provisioning", "failed"),
        ({"name": "web_0", "state": "Failed"}, "power", None),
        ({"instanceId": "0", "provisioning": "Failed"}, "provisioning", "failed"),
        (
            {"instanceId": "0", "provisioning": "ProvisioningState/failed/x"},
            "provisioning",
            "failed",
        ),
        ({"instanceId": "0", "statuses": ["PowerState/running"]}, "power", "running"),
        ({"instanceId": "0", "statuses": [{"code": "PowerState/running"}]}, "power", "running"),
        ({"name": "web_0", "status": "Provisioning succeeded,VM stopped"}, "power", "stopped"),
        ({"name": "web_0", "displayStatus": ["VM stopped", "x"]}, "power", "stopped"),
        (
            {
                "name": "web_0",
                "properties_extended_instanceView_powerState_code": "PowerState/running",
            },
            *("power", "running"),
        ),
        ({"name": "web_0", "health": "HealthState/unhealthy"}, "health", "unhealthy"),
        ({"name": "web_0", "health": "healthy"}, "health", "healthy"),
        (
            {"name": "web_0", "vmHealth": {"status": {"code": "HealthState/unhealthy"}}},
            *("health", "unhealthy"),
        ),
        ({"name": "web_0", "latest": False}, "latest_model_applied", False),
        ({"id": "7", "power": "VM running"}, "instance_id", 7),
        ({"name": "web_0", "ip": "10.0.0.4"}, "private_addresses", ("10.0.0.4",)),
        ({"name": "web_0", "size": "Standard_B1s", "power": "VM running"}, "size", "Standard_B1s"),
        ({"name": "web_0", "sku": "Standard_B1s", "power": "VM running"}, "size", "Standard_B1s"),
        ({"vmName": "web_0", "power": "VM running"}, "name", "web_0"),
        ({"name": "web_0", "hostname": "web000000", "power": "x"}, "computer_name", "web000000"),
    ],
)
def test_a_key_says_what_it_is(row, attribute, value):
    (vm,) = load_instances([row])
    assert getattr(vm, attribute) == value


def test_our_own_columns_are_read():
    """A table of our columns gives the values that it has, except for what is computed."""
    listed = load_instances([azure.row(85), azure.row(9, "stopped")])
    computed = {"view_provisioning", "problems", "explanation", "source", "hibernated", "mode"}
    computed |= {"provisioning_since", "health_since", "as_of"}
    kept = [name for name in COLUMNS if name not in computed]
    rows = [{name: one[name] for name in kept} for one in listed.records()]
    again = load_instances(rows)
    for one, other in zip(listed.records(), again.records(), strict=True):
        assert {name: other[name] for name in kept} == {name: one[name] for name in kept}


NAMES = st.sampled_from(
    ["power2", "myStatus", "vmPowerstate", "stateNow", "provisioning2", "healthz"]
)


@given(
    NAMES, st.sampled_from(["VM running", "on", "PowerState/running", {"a": 1}]), st.integers(1, 9)
)
def test_a_key_with_a_state_is_never_dropped_in_silence(key, value, count):
    """A key that carries a state and is not read is named once, with how often it came."""
    found = load_instances(
        [{"instanceId": str(n), "name": f"web_{n}", key: value} for n in range(count)]
    )
    times = "once" if count == 1 else f"{count} times"
    assert found.notes == (f"not read: {key} ({times})",)
    assert found.join([]).notes == found.where().notes == found.notes
    with pytest.raises(InventoryFormatError, match="not read"):
        load_instances([{"instanceId": "0", key: value}], strict=True)


@given(
    st.sampled_from(["state", "status", "tag", "vm2"]), st.sampled_from(["VM running", "hm", ""])
)
def test_a_state_is_known_by_its_value_too(key, value):
    (vm,) = load_instances([{"instanceId": "0", "name": "web_0", key: value}])
    is_read = vm.power == "running"
    may_be_a_state = value.startswith("VM") or (key in ("state", "status") and value)
    assert is_read or (key in vm.unread_states) == bool(may_be_a_state)


@pytest.mark.parametrize(
    "value", [{"code": "ok"}, [{"code": "Other/x"}], 5, "hm", ["hm"], {"a": 1}]
)
def test_a_status_that_is_not_understood_is_named(value):
    (vm,) = load_instances([{"name": "web_0", "instanceId": "0", "status": value}])
    assert (vm.power, vm.unread_states) == (None, ("status",))


def test_nothing_that_azure_documents_is_reported():
    for raw in (azure.row(85), azure.as_az(azure.row(85)), azure.flexible(), azure.metadata(85)):
        assert load_instances([raw]).notes == ()


def test_states_that_contradict_each_other():
    row = {"name": "web_0", "power": "VM running", "state": "VM deallocated"}
    (vm,) = load_instances([row])
    assert (vm.power, [one.kind for one in vm.problems]) == ("running", ["conflict"])
    assert not load_instances([row | {"state": "VM Running"}]).problems


def test_instances_in_their_scale_set():
    listed = [{"rg": "shop", "vmss": "web", "instances": [{"id": "7", "power": "VM running"}]}]
    (vm,) = load_instances(listed)
    assert (vm.name, vm.scale_set, vm.resource_group, vm.power) == (
        "web_7",
        "web",
        "shop",
        "running",
    )


def test_other_resources_in_a_list_are_counted():
    balancer = {"id": "x", "type": "Microsoft.Network/loadBalancers"}
    found = load_instances([balancer, azure.row(85), balancer, None])
    assert len(found) == 1
    assert found.notes == (
        "without instances, not read: microsoft.network/loadbalancers (2 times), null (once)",
    )
    for alone in (balancer, [balancer]):
        with pytest.raises(InventoryFormatError, match="a resource of the type 'microsoft.network"):
            load_instances(alone)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            {"value": [{"code": "ProvisioningState/succeeded", "message": "x"}]},
            "output of run-command",
        ),
        (
            [{"id": "0", "name": "Prod", "tenantId": "t", "isDefault": True}],
            "a subscription: run az",
        ),
        ([{"name": "np1", "count": 3, "mode": "System"}], "a node pool of AKS: run kubectl"),
        ([{"name": "np1", "count": 3, "powerState": {"code": "Running"}}], "a node pool of AKS"),
        (["web_0"], "got 'web_0': to convert names, use vmssnames convert"),
        ({"name": "Standard_D2", "id": "x"}, "an object with 'name', 'id': rename its keys"),
    ],
)
def test_things_that_are_no_instances(raw, message):
    with pytest.raises(InventoryFormatError, match=message):
        load_instances(raw)


def test_rows_of_nulls_with_a_view():
    row = dict.fromkeys(("id", "instanceId", "name")) | {"latestModelApplied": False}
    (vm,) = load_instances([row | {"instanceView": azure.view(computerName="web000007")}])
    assert (vm.instance_id, vm.latest_model_applied, vm.path) == (7, None, "[0].instanceView")


# -- metadata


IMDS = {
    "compute": {
        "azEnvironment": "AzurePublicCloud",
        "name": "web_0",
        "sku": "2019-Datacenter",
        "vmSize": "Standard_A3",
        "vmScaleSetName": "web",
        "resourceId": f"{SET}/virtualMachines/0",
    },
    "network": {
        "interface": [
            {
                "ipv4": {"ipAddress": [{"privateIpAddress": "10.0.0.4", "publicIpAddress": ""}]},
                "ipv6": {"ipAddress": []},
                "macAddress": "0022481A2B3C",
            }
        ]
    },
}


def test_metadata():
    (vm,) = load_instances(IMDS, strict=True)
    assert (vm.source, vm.size, vm.private_addresses) == ("metadata", "Standard_A3", ("10.0.0.4",))
    assert [one.kind for one in vm.findings] == ["no-view"]
    old = {"name": "k8s-a-12345678-0", "offer": "aks", "sku": "x", "vmId": "v", "KernelVersion": ""}
    (vm,) = load_instances(old, strict=True)
    assert (vm.source, vm.is_listed) == ("metadata", False)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"name": "vm1"}, "virtualMachines/vm1"),
        ({"name": "flex_0a1b2c3d", "vmScaleSetName": "flex"}, "virtualMachines/flex_0a1b2c3d"),
        (
            {"name": "web_0", "vmScaleSetName": "web"},
            "virtualMachineScaleSets/web/virtualMachines/0",
        ),
        ({"name": "web_0", "placementGroupId": ""}, "virtualMachines/web_0"),
        ({"name": "web_0", "placementGroupId": "p"}, None),
        ({"name": "web_0"}, None),
    ],
)
def test_metadata_without_its_resource_id(given, path):
    place = {
        "azEnvironment": "AzurePublicCloud",
        "subscriptionId": azure.SUB,
        "resourceGroupName": "g",
    }
    (vm,) = load_instances(place | given)
    found = None if vm.resource_id is None else str(vm.resource_id).partition("Compute/")[2]
    assert found == path


@pytest.mark.parametrize("junk", ["", "!"])
def test_metadata_that_says_nothing(junk):
    raw = dict.fromkeys(IMDS["compute"], junk)
    (vm,) = load_instances(raw)
    assert "no-name" in {one.kind for one in vm.problems}


def test_interfaces_of_the_model():
    profile = {"networkInterfaces": [{"id": "x", "properties": {"primary": True}}, {"id": "y"}]}
    vm = ScaleSetVM({"instanceId": "0", "networkProfile": profile})
    assert [one.primary for one in vm.network_profile.network_interfaces] == [True, None]


def test_a_vm_that_was_added_to_a_flexible_scale_set():
    path = f"{azure.GROUP}/virtualMachineScaleSets/flex/virtualMachines"
    (vm,) = load_instances([{"id": f"{path}/dbserver", "name": "dbserver"}])
    assert (str(vm.resource_id), vm.scale_set, vm.mode, vm.instance_id, vm.resource_group) == (
        *(f"{azure.GROUP}/virtualMachines/dbserver", "flex", "flexible", None, "shop"),
    )
    for name in ("085", "web_00", "00002D", "web00002D", "-1"):
        (vm,) = load_instances([{"id": f"{path}/{name}", "name": name}])
        assert vm.resource_id is None and "resource-id" in {one.kind for one in vm.problems}


def test_addresses_alone():
    machine = {"name": "web_0", "resourceGroup": "SHOP"}
    network = {"privateIpAddresses": ["10.0.0.4"], "publicIpAddresses": []}
    listed = [{"virtualMachine": {**machine, "network": network}}]
    assert load_instances(listed)[0].private_addresses == ("10.0.0.4",)
    row = azure.row(0, scale_set="web")
    for sources in ([row, listed], [listed, row]):
        (vm,) = load_instances(*sources)
        assert (vm.instance_id, vm.private_addresses) == (0, ("10.0.0.4",))


# -- text that is not JSON


ROW = json.dumps(azure.row(85))
TABLE = "  InstanceId  Name\n------------  ------------\n           1  web_1\n"
TEXTS = [
    ("\x1b[1;34m{}\x1b[0m", "JSON with colours: use -o json"),
    ("<Objs Version='1.1'>", "a file of Export-Clixml: append | ConvertTo-Json"),
    ("<?xml version='1.0'?>", "XML: pass JSON"),
    ("<!DOCTYPE html>\n<html>", "HTML: is it the page of a login or of a proxy"),
    (
        "ERROR: (AuthorizationFailed) no",
        "the standard error of az: 'ERROR: (AuthorizationFailed) no'",
    ),
    (
        "Name  Location\n----  --------\nweb_0 westus\n",
        "a table of PowerShell: append | ConvertTo-Json",
    ),
    (TABLE, "a table: run az with -o json"),
    (f"[me@box ~]$ az vmss list-instances\n{TABLE}", "a table: run az with -o json"),
    ("+----+\n| Id |\n+----+\n", "a table: run az with -o json"),
    ("error: You must be logged in to the server\n", "an error of kubectl: 'error: You must be"),
    ("node/aks-a-12345678-vmss000000\n", "names of nodes: run kubectl get nodes -o json"),
    ("NAME   CPU(cores)   MEMORY(bytes)\na1     1   2\n", "a table of kubectl: run kubectl get"),
    (
        "Name:               aks-1\nRoles:              agent\n",
        "a description of kubectl: run kubectl",
    ),
    ('{\n  \x1b[94m"id"\x1b[39;49;00m: 1\n}', "JSON with colours: use -o json"),
    ('#TYPE Microsoft.Azure.Commands.Compute\n"Name","Id"\n', "CSV: pass JSON"),
    (
        "NAME   STATUS   ROLES\na1     Ready    agent\n",
        "a table of kubectl: run kubectl get nodes -o",
    ),
    (
        "ResourceGroupName : rg\nName              : vm\n",
        "a list of PowerShell: append | ConvertTo-Json",
    ),
    ("@{Name=web_0; Id=1}", "an object of PowerShell: append | ConvertTo-Json"),
    ("[{'id': 'x', 'ok': True}]", "Python's own spelling: use json.dumps"),
    ('"vmHealth": {\n"status": {}\n}', "a piece of JSON: pass the whole document"),
    ("- id: x\n  name: y\n", "YAML: use -o json instead of -o yaml"),
    ("apiVersion: v1\nitems: []\n", "YAML: use -o json instead of -o yaml"),
    ("instances = [\n  {\n", "Terraform's text: run terraform output -json"),
    ('resource "azurerm_x" "y" {\n', "Terraform's text: run terraform output -json"),
    ("None\t/subscriptions/0\tNone\tTrue", "tab-separated values: use -o json instead of -o tsv"),
    ("Name,Location,Power\nweb_0,westus,x\n", "CSV: pass JSON"),
]


@pytest.mark.parametrize(("text", "message"), TEXTS)
def test_a_text_is_named_for_what_it_is(text, message):
    for data in (text, text.encode(), text.replace("\n", "\r\n"), text.encode("utf-16")):
        with pytest.raises(InventoryFormatError) as caught:
            load_instances(data)
        assert f"got {message}" in str(caught.value)


def test_every_form_has_an_example():
    assert {form[0] for form in FORMS} == {message.partition(":")[0] for _, message in TEXTS}
    assert form_of("") is form_of("web_0 web_1") is None


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        (f"PS C:\\> Get-AzVmssVM | ConvertTo-Json\n[{ROW}]\nPS C:\\>", 2),
        (f"me@host:~$ az vmss list-instances\n[{ROW}]\nme@host:~$ ", 2),
        (f"[me@box ~]$ az vmss list-instances\n[{ROW}]\n[me@box ~]$ ", 2),
        (f'me [ ~ ]$ az vmss list-instances\n{{"value": [{ROW}]}}\nme [ ~ ]$', 2),
        (f"[02:00:00] INFO asking Azure\n[{ROW}]", 1),
        (f"WARNING: this is a preview\n{ROW}\n", 1),
        (f"TASK [x] ***\nok: [web0] => {ROW}\n\nPLAY RECAP ***\nweb0  : ok=1  failed=0\n", 3),
        (f"ok: [web0] => {ROW}\nok: [web1] => {json.dumps(azure.row(9))}\n", 0),
        (f"changed: [web0] => (item=a) => {ROW}", 0),
    ],
)
def test_text_around_json(text, skipped):
    found = load_instances(text)
    assert "shop-web_ss_85" in [vm.name for vm in found]
    said = [note for note in found.notes if "not JSON" in note]
    several = "a line that is" if skipped == 1 else f"{skipped} lines that are"
    assert (said[0].partition(" not")[0] if said else 0) == (f"skipped {several}" if skipped else 0)


LINES = st.lists(st.text("abc :=>$-*.\t", max_size=20), max_size=12)


@given(LINES, st.integers(0, 3))
def test_any_text_before_json_is_skipped_and_counted(lines, rows):
    """Text before the JSON changes nothing but a note; after it, only prompts may come."""
    listed = [azure.row(n) for n in range(rows)]
    text = "\n".join([*lines, json.dumps({"value": listed})])
    found = load_instances(text)
    assert found == load_instances({"value": listed})
    assert bool(found.notes) == any(line.strip() for line in lines)


@pytest.mark.parametrize(
    "text", [f"{ROW} junk", f"{ROW}\njunk\n{ROW}", f"{ROW}\n]", "x\n" * 60 + ROW]
)
def test_other_text_is_an_error(text):
    with pytest.raises(InventoryFormatError):
        load_instances(text)


# -- output of Ansible and Terraform


def test_the_only_value():
    row = azure.row(85)
    for raw in ({"changed": False, "vms": [row]}, {"result": {"changed": False, "out": [row]}}):
        assert load_instances(raw)[0].instance_id == 85
    with pytest.raises(InventoryFormatError, match="an object with 'a', 'b'"):
        load_instances({"a": [row], "b": [row]})


def test_ansible():
    one = {"instance_id": "2", "name": "web_2", "latest_model": False, "power_state": "running"}
    (vm,) = load_instances({"changed": False, "instances": [one]})
    assert (vm.source, vm.latest_model_applied, vm.power) == ("ansible", False, "running")


INSTANCE = {
    "computer_name": "web000000",
    "instance_id": "0",
    "latest_model_applied": True,
    "name": "web_0",
    "power_state": "running",
    "private_ip_address": "10.0.2.4",
}
DATA = {"id": SET, "name": "web", "resource_group_name": "shop", "location": "westus"}
DATA |= {"instances": [INSTANCE]}
MANAGED = {"id": SET.replace("/web", "/api"), "name": "api", "computer_name_prefix": "api-x"}
NIC = {
    "id": f"{azure.GROUP}/networkInterfaces/n".replace("Compute", "Network"),
    "ip_configuration": [{"private_ip_address": "10.0.0.9", "primary": True}],
    "virtual_machine_id": f"{azure.GROUP}/virtualMachines/vm1",
}
VM = {"id": f"{azure.GROUP}/virtualMachines/vm1", "name": "vm1", "computer_name": "vm1"}
RESOURCES = [
    ("azurerm_virtual_machine_scale_set", DATA),
    ("azurerm_linux_virtual_machine_scale_set", MANAGED),
    ("azurerm_network_interface", NIC),
    ("azurerm_linux_virtual_machine", VM),
    ("azurerm_resource_group", {"id": "x"}),
    ("random_password", {"result": "secret"}),
]
SHOWN = [{"type": kind, "values": values} for kind, values in RESOURCES]
DOCUMENTS = [
    {
        "format_version": "1.0",
        "terraform_version": "1.9",
        "values": {
            "root_module": {
                "resources": SHOWN[:3],
                "child_modules": [{"resources": SHOWN[3:]}],
            }
        },
    },
    {
        "version": 4,
        "terraform_version": "1.9",
        "outputs": {},
        "resources": [
            {"mode": "data", "type": kind, "instances": [{"attributes": values}]}
            for kind, values in RESOURCES
        ],
    },
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_terraform(document):
    found = load_instances(document)
    web = found["web_0"]
    assert (web.resource_group, web.location, web.scale_set) == ("shop", "westus", "web")
    assert (web.power, web.private_addresses) == ("running", ("10.0.2.4",))
    assert found["vm1"].private_addresses == ("10.0.0.9",)
    assert {(one.name, one.prefix) for one in found.fleet} == {("web", "web"), ("api", "api-x")}
    assert found.notes == (
        *("without instances, not read: azurerm_resource_group (once), random_password (once)",),
    )


def test_terraform_without_instances():
    output = {"vmss_id": {"sensitive": False, "type": "string", "value": "x"}}
    with pytest.raises(InventoryFormatError, match="without any: the output vmss_id"):
        load_instances(output)
    managed = MANAGED | {"instances": 3}
    shown = {"type": "azurerm_linux_virtual_machine_scale_set", "values": managed}
    raw = {"terraform_version": "1", "values": {"root_module": {"resources": [shown]}}}
    found = load_instances(raw)
    assert (len(found), [one.prefix for one in found.fleet]) == (0, ["api-x"])


def test_outputs_of_terraform():
    output = {"sensitive": False, "type": "string"}
    raw = {"instances": {**output, "value": [INSTANCE]}, "cluster": {**output, "value": "c"}}
    found = load_instances(raw)
    assert found["web_0"].power == "running"
    assert found.notes == ("without instances, not read: the output cluster (once)",)


# -- damaged documents


FIELD = Path(__file__).parents[3] / "shared" / "field" / "azure"
EXAMPLES = [json.dumps(one) for one in (IMDS, *DOCUMENTS, [azure.row(85)], azure.full_view())]
EXAMPLES += [text for text, _ in TEXTS] + [json.dumps(azure.node(85))]
EXAMPLES += [path.read_text("utf-8") for path in sorted(FIELD.glob("*"))]
VALUES = (None, True, 0, -1.5, "", "x", [], {}, [[]], [{}], {"a": []})


def reads(source):
    """Return the inventory in *source*, all of which is looked at; None if it is rejected."""
    try:
        found = load_instances(source)
    except InventoryFormatError as error:
        assert str(error).isprintable()
        return None
    assert len(found.records()) == len(found)
    assert [vm.findings for vm in found] and found.fleet is not None or not len(found)
    return found


@pytest.mark.parametrize("text", EXAMPLES)
def test_damaged_documents(text):
    """A document that is cut, glued or in UTF-16 is read or rejected with one clear error."""
    data = text.encode()
    step = max(1, len(data) // 300)
    for end in range(0, len(data), step):
        reads(data[:end])
    whole = reads(text)
    for other in (text.encode("utf-16"), b"\xef\xbb\xbf" + data):
        assert reads(other) == whole
    if whole is not None:
        assert reads(f"{text}\n{text}") is not None


def replaced(value, by):
    """Yield copies of *value* with each inner value in turn replaced by *by*."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield {**value, key: by}
            for one in replaced(inner, by):
                yield {**value, key: one}
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield [*value[:at], by, *value[at + 1 :]]
            for one in replaced(inner, by):
                yield [*value[:at], one, *value[at + 1 :]]


def test_every_value_may_have_every_type():
    for text in EXAMPLES:
        try:
            document = json.loads(text)
        except ValueError:
            continue
        for by in VALUES:
            for one in replaced(document, by):
                reads(one)
