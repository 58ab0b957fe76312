"""Inventories: every shape recognised, joined with the right machine, and nothing lost silently."""

import copy
import io
import json
import pickle

import azure_shapes as azure
import hypothesis
import pytest
from hypothesis import strategies as st

from vmssnames import (
    InstanceView,
    Inventory,
    InventoryFormatError,
    ScaleSet,
    ScaleSetVM,
    iter_instances,
    load_instances,
)
from vmssnames.inventory import COLUMNS
from vmssnames.inventory.conditions import parse_condition

ROWS = [azure.row(number) for number in (85, 9, 100)]

SHAPES = {
    "rest page": ("rest", {"value": ROWS}),
    "rest list": ("rest", ROWS),
    "one row": ("rest", ROWS[0]),
    "az": ("az", azure.as_az(ROWS)),
    "sdk before 38": ("sdk", azure.respelled(azure.as_az(ROWS), azure.snake)),
    "powershell": ("powershell", azure.respelled(azure.as_az(ROWS), azure.pascal)),
    "pages": ("rest", [{"value": ROWS[:1]}, {"value": ROWS[1:]}]),
    "lists in lists": ("rest", [[ROWS[0]], ROWS[1:]]),
    "resource graph": (
        "resource graph",
        {"data": [row | {"type": row["type"].lower()} for row in ROWS]},
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(shape):
    """Whoever spells them, the same machines."""
    source, given = SHAPES[shape]
    for one in (given, json.dumps(given), json.dumps(given, indent=2).encode()):
        found = load_instances(one)
        assert {vm.source for vm in found} == {source}
        assert [vm.instance_id for vm in found] == ([85] if shape == "one row" else [9, 85, 100])
        assert found["shop-web_ss_85"] == ScaleSetVM(azure.row(85))
        assert all(vm.findings == () for vm in found)
        assert found.notes == ()


def test_the_attributes_of_one():
    vm = load_instances(azure.row(85))[0]
    assert vm.name == "shop-web_ss_85"
    assert (vm.scale_set, vm.instance_id, vm.mode) == ("shop-web_ss", 85, "uniform")
    assert (vm.computer_name, vm.prefix, vm.node_name) == (
        "shopweb00002D",
        "shopweb",
        "shopweb00002d",
    )
    assert str(vm.resource_id) == azure.row(85)["id"]
    assert (vm.subscription_id, vm.resource_group) == (azure.SUB, "shop")
    assert (vm.vm_id, vm.location, vm.zone, vm.size) == (
        "00000055-aaaa",
        "westeurope",
        "2",
        "Standard_D4s_v5",
    )
    assert (vm.fault_domain, vm.update_domain) == (1, 2)
    assert (vm.power, vm.provisioning, vm.view_provisioning) == (
        "running",
        "succeeded",
        "succeeded",
    )
    assert (vm.health, vm.is_running, vm.is_billed, vm.is_settled) == (None, True, True, True)
    assert (vm.latest_model_applied, vm.tags) == (True, {"owner": "web"})
    assert vm.storage_profile.os_disk.disk_name.instance_id == 85
    assert (vm.is_hibernated, vm.failed_but_running, vm.recovered_by) == (False, False, None)
    assert repr(vm) == "<ScaleSetVM 'shop-web_ss_85', running, of rest>"


@pytest.mark.parametrize("shape", ["rest list", "az", "powershell", "sdk before 38"])
def test_the_way_back_to_rest(shape):
    found = load_instances(SHAPES[shape][1])
    assert [vm.to_rest() for vm in found] == [azure.row(number) for number in (9, 85, 100)]


def test_to_rest_keeps_nested_and_unknown_keys():
    row = azure.row(
        85,
        brandNew={"some_thing": 1},
        networkProfileConfiguration={
            "networkInterfaceConfigurations": [
                {
                    "name": "nic",
                    "properties": {
                        "primary": True,
                        "enableIPForwarding": False,
                        "ipConfigurations": [
                            {
                                "name": "ip",
                                "properties": {
                                    "privateIPAddressVersion": "IPv4",
                                    "subnet": {"id": "/subscriptions/1/resourceGroups/shop/subnet"},
                                    "publicIPAddressConfiguration": {
                                        "name": "p",
                                        "properties": {"idleTimeoutInMinutes": 4},
                                    },
                                },
                            }
                        ],
                    },
                }
            ]
        },
    )
    row["resources"] = [
        {
            "name": "x",
            "id": "/subscriptions/1/resourceGroups/shop/x",
            "properties": {"settings": {"a_b": {"c_d": 1}}},
        }
    ]
    assert ScaleSetVM(row).to_rest() == row
    assert ScaleSetVM(azure.as_az(row)).to_rest() == row
    assert ScaleSetVM(row).extra["brandNew"] == {"some_thing": 1}


def test_tags_are_not_respelled():
    row = azure.row(85) | {"tags": {"cost_center": "1", "Owner": "x"}}
    assert ScaleSetVM(row).to_rest()["tags"] == {"cost_center": "1", "Owner": "x"}


# -- other shapes


def test_metadata():
    for given in (azure.metadata(85), {"compute": azure.metadata(85), "network": {}}):
        vm = load_instances(given)[0]
        assert (vm.source, vm.name, vm.instance_id) == ("metadata", "shop-web_ss_85", 85)
        assert (vm.fault_domain, vm.update_domain, vm.zone) == (1, 2, "2")
        assert (vm.computer_name, vm.size) == ("shopweb00002D", "Standard_D4s_v5")
        assert vm.tags == {"owner": "web", "team": ""}
        assert (vm.power, vm.view, vm.problems) == (None, None, ())
        assert [one.kind for one in vm.findings] == ["no-view"]


def test_metadata_of_old_documents_has_no_resource_id():
    given = {key: value for key, value in azure.metadata(85).items() if key != "resourceId"}
    vm = load_instances(given)[0]
    assert (vm.scale_set, vm.instance_id, vm.name) == ("shop-web_ss", 85, "shop-web_ss_85")


def test_flexible():
    for given in (azure.flexible(), azure.as_az(azure.flexible())):
        vm = load_instances(given)[0]
        assert (vm.mode, vm.instance_id, vm.scale_set) == ("flexible", None, "shop-batch")
        assert (vm.name, vm.power) == ("shop-batch_1a2b3c4d", "running")
        assert vm.findings == ()


@pytest.mark.parametrize("where", ["top", "properties"])
def test_the_flexible_stub_says_what_to_ask(where):
    """A Flexible scale set's own list has names and no states; the VM's ID in one of two places."""
    name = "shop-batch_1a2b3c4d"
    owner = f"{azure.GROUP}/virtualMachineScaleSets/shop-batch"
    real = {"virtualMachineResourceId": f"{azure.GROUP}/virtualMachines/{name}"}
    stub = {"name": name, "id": f"{owner}/virtualMachines/{name}", "instanceId": name}
    stub |= real if where == "top" else {"properties": real}
    vm = load_instances({"value": [stub]})[0]
    assert (vm.mode, vm.instance_id, vm.name, vm.scale_set) == (
        "flexible",
        None,
        name,
        "shop-batch",
    )
    (finding,) = vm.findings
    assert finding.kind == "no-view" and "virtualMachineScaleSet/id" in finding.text


def test_a_plain_vm_is_of_no_scale_set():
    given = azure.flexible()
    del given["properties"]["virtualMachineScaleSet"]
    vm = load_instances(given)[0]
    assert (vm.mode, vm.scale_set, vm.power) == (None, None, "running")


@pytest.mark.parametrize("power", ["VM running", "PowerState/running", "running"])
@pytest.mark.parametrize("key", ["powerState", "power_state", "powerstate"])
def test_a_power_state_without_a_view(key, power):
    """az vm list --show-details, Terraform and Ansible have no statuses."""
    vm = load_instances([{"name": "web_85", "instanceId": "85", key: power}])[0]
    assert vm.power == "running"


def test_resource_graph_has_its_own_view():
    given = azure.flexible()
    given["properties"]["extended"] = {
        "instanceView": {
            "powerState": {"code": "PowerState/deallocated", "displayStatus": "VM deallocated"},
            "osName": "ubuntu",
        }
    }
    del given["properties"]["instanceView"]
    vm = load_instances({"data": [given | {"type": "microsoft.compute/virtualmachines"}]})[0]
    assert (vm.source, vm.power, vm.view.os_name) == ("resource graph", "deallocated", "ubuntu")


def test_resource_graph_as_a_table():
    rows = {"columns": [{"name": "id"}, {"name": "name"}], "rows": [[azure.row(85)["id"], "x_85"]]}
    assert load_instances(rows)[0].instance_id == 85
    assert load_instances({"data": rows})[0].instance_id == 85


def test_ansible_and_terraform():
    hosts = {
        "web1": {
            "name": "web_85",
            "vmss": {"id": azure.WEB, "name": "shop-web_ss"},
            "powerstate": "running",
            "computer_name": "shopweb00002D",
        }
    }
    for given in ({"_meta": {"hostvars": hosts}, "all": {"children": []}}, {"hostvars": hosts}):
        vm = load_instances(given)[0]
        assert (vm.power, vm.source, vm.scale_set) == ("running", "ansible", "shop-web_ss")
    data = {
        "name": "web",
        "id": azure.WEB,
        "instances": [
            {"instance_id": "85", "power_state": "running", "computer_name": "shopweb00002D"}
        ],
    }
    vm = load_instances(data)[0]
    assert (vm.scale_set, vm.instance_id, vm.power, vm.name) == (
        "shop-web_ss",
        85,
        "running",
        "shop-web_ss_85",
    )


def test_a_projection_by_query():
    given = [
        {
            "id": azure.row(85)["id"],
            "instanceId": "85",
            "computerName": "shopweb00002D",
            "provisioningState": "Failed",
        }
    ]
    vm = load_instances(given)[0]
    assert (vm.computer_name, vm.provisioning, vm.prefix) == ("shopweb00002D", "failed", "shopweb")


# -- what is refused, by name

REFUSED = [
    (
        {"virtualMachine": {"statusesSummary": []}, "statuses": []},
        "the instance view of a whole scale set",
    ),
    (
        {"error": {"code": "AuthorizationFailed", "message": "no"}},
        "an error from Azure: AuthorizationFailed: no",
    ),
    (
        {"error": {"message": "Virtual Machine Scale Set VM instanceId must be a number."}},
        "for a Flexible scale set run az vm list",
    ),
    ({"error": "no"}, "an error from Azure: no"),
    ([ROWS[0], {"a": 1}], "[1]: expected instances, got an object with 'a'"),
    ({}, "an object with no keys"),
    ([5], "[0]: expected an object, got int"),
    (["x"], "[0]: expected an object, got 'x'"),
    (5, "expected an object, got int"),
    (None, "expected an object, got NoneType"),
    ({"kind": "Pod", "metadata": {}, "spec": {}}, "a 'Pod' of Kubernetes"),
    ({"view_provisioning": None, "name": "x"}, "output of vmssnames"),
]


@pytest.mark.parametrize(("given", "message"), REFUSED)
def test_wrong_shapes(given, message):
    with pytest.raises(InventoryFormatError) as caught:
        load_instances(given)
    assert message in str(caught.value)
    assert str(caught.value).isprintable()


BAD_TEXTS = [
    ("", "expected JSON, got nothing"),
    (" \n", "expected JSON, got nothing"),
    ("inventory.json", "to read a file, pass a pathlib.Path"),
    ('[{"instanceId": "85"', "truncated"),
    ('[{"instanceId": "85', "truncated"),
    ('[{"id": NaN}]', "NaN is not a JSON number"),
    ('[{"id": -Infinity}]', "-Infinity is not a JSON number"),
    ('[{"id": 1, "id": 2}]', "duplicate key 'id' in an object"),
    ("[" * 100_000, "nested too deeply"),
    ('{"a":' * 100_000, "nested too deeply"),
    ('[{"id": ' + "1" * 5000 + "}]", "expected JSON"),
    (b"\xff\xfe\xff", "expected JSON in UTF-8 or UTF-16"),
    (b"\x80", "expected JSON in UTF-8 or UTF-16"),
    ("[1] x", "expected JSON: line 1"),
]


@pytest.mark.parametrize(
    ("text", "message"), BAD_TEXTS, ids=[str(one[0])[:20] for one in BAD_TEXTS]
)
def test_bad_texts(text, message):
    with pytest.raises(InventoryFormatError) as caught:
        load_instances(text)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_encodings(encoding, tmp_path):
    """PowerShell's ">" writes UTF-16, its Out-File a mark before UTF-8."""
    data = json.dumps(ROWS).encode(encoding)
    path = tmp_path / "rows.json"
    path.write_bytes(data)
    assert len(load_instances(data)) == len(load_instances(path)) == 3
    with path.open("rb") as file:
        assert len(load_instances(file)) == 3
    assert len(load_instances(memoryview(data))) == 3
    assert len(load_instances(io.StringIO("\ufeff" + json.dumps(ROWS)))) == 3


def test_documents_may_follow_each_other():
    lines = "\n".join(map(json.dumps, ROWS))
    for text in (lines, lines.replace("\n", "\r\n"), lines.replace("\n", " ")):
        assert len(load_instances(text)) == 3
    assert len(load_instances("\n\n".join(json.dumps(row, indent=2) for row in ROWS))) == 3


def test_errors_name_the_file(tmp_path):
    path = tmp_path / "rows.json"
    path.write_text('{"value": [5]}')
    with pytest.raises(InventoryFormatError, match=r"rows\.json: value\[0\]: expected an object"):
        load_instances(path)
    with pytest.raises(FileNotFoundError):
        load_instances(tmp_path / "none")


# -- joining

JOINED = [
    {"value": [azure.row(number) for number in (9, 85)]},
    [azure.interface(85, "10.0.0.7", "10.0.0.8"), azure.interface(9, "10.0.0.4")],
    {"kind": "List", "items": [azure.node(85, ready="False"), azure.node(9)]},
    azure.metadata(85),
    azure.scale_set(),
]


@hypothesis.given(st.permutations(JOINED))
def test_any_order_joins_the_same(sources):
    """Lists, interfaces, nodes, metadata and scale sets come in any order."""
    found = load_instances(*sources)
    assert found == load_instances(*JOINED) == load_instances(list(sources))
    assert [vm.private_addresses for vm in found] == [("10.0.0.4",), ("10.0.0.7", "10.0.0.8")]
    assert [vm.node.name for vm in found] == ["shopweb000009", "shopweb00002d"]
    assert [one.kind for one in found["shopweb00002D"].problems] == ["node"]
    assert found.notes == ()
    assert found.fleet.scale_sets == (ScaleSet("shop-web_ss", "shopweb", azure.WEB),)


def test_join_is_loading_together():
    together = load_instances(*JOINED)
    one_by_one = load_instances(JOINED[0])
    for source in JOINED[1:]:
        one_by_one = one_by_one.join(source)
    assert one_by_one == together
    assert one_by_one.fleet == together.fleet


def test_the_primary_interface_comes_first():
    second = azure.interface(85, "10.1.0.9", primary=False, name="b")
    first = azure.interface(85, "10.0.0.7", "fd00::7", name="a")
    for order in ([second, first], [first, second]):
        vm = load_instances(azure.row(85), order)[0]
        assert vm.private_addresses == ("10.0.0.7", "fd00::7", "10.1.0.9")
    # The same interface again is the same.
    assert len(load_instances(azure.row(85), [first, first])[0].interfaces) == 1


def test_unmatched_items_are_kept_and_reported():
    found = load_instances(azure.row(85), azure.interface(86, "10.0.0.8"), azure.node(87))
    assert [one.kind for one in found.unmatched] == ["interface", "node"]
    nic = azure.interface(86, "10.0.0.8")["id"]
    assert found.notes == (
        f"1 network interface and 1 node without a listed VM: {nic!r}, 'shopweb00002f'",
    )
    # It may join what comes later.
    later = found.join(azure.row(86))
    assert later["shop-web_ss_86"].private_addresses == ("10.0.0.8",)
    assert [one.kind for one in later.unmatched] == ["node"]


def test_ids_join_whatever_their_case():
    """One response has three spellings of one resource group."""
    nic = azure.interface(85, "10.0.0.7")
    nic = json.loads(json.dumps(nic).replace("resourceGroups/shop", "RESOURCEGROUPS/SHOP"))
    assert load_instances(azure.row(85), nic)[0].private_addresses == ("10.0.0.7",)
    row = azure.row(85)
    row["id"] = row["id"].upper() + " "
    assert load_instances(row, nic)[0].private_addresses == ("10.0.0.7",)


def test_one_id_in_two_places_is_two_machines():
    other = json.loads(
        json.dumps(azure.row(85)).replace("resourceGroups/shop/", "resourceGroups/other/")
    )
    found = load_instances(azure.row(85), other, azure.interface(85, "10.0.0.7"))
    assert [vm.resource_group for vm in found] == ["shop", "other"] or len(found) == 2
    assert [vm.private_addresses for vm in found if vm.resource_group == "other"] == [()]
    assert len(found.find("shop-web_ss_85")) == 2
    with pytest.raises(KeyError, match="2 VMs 'shop-web_ss_85' among 2"):
        found["shop-web_ss_85"]


def test_views_that_came_apart_join():
    rows = [azure.row(number, instanceView=None) for number in (9, 85)]
    views = [
        azure.view("stopped", computerName="shopweb00002D"),
        azure.view(computerName="shopweb000009"),
    ]
    found = load_instances(rows, views)
    assert [vm.power for vm in found] == ["running", "stopped"]
    assert found[1].to_rest()["properties"]["instanceView"]["computerName"] == "shopweb00002D"


def test_views_join_by_disk_before_name():
    """A guest may call itself anything; its disk it does not name."""
    rows = [azure.row(number, instanceView=None) for number in (9, 85)]
    disk = {"disks": [{"name": rows[0]["properties"]["storageProfile"]["osDisk"]["name"]}]}
    found = load_instances(rows, [azure.view("stopped", computerName="shopweb00002D", **disk)])
    assert [vm.power for vm in found] == ["stopped", None]
    assert [one.kind for one in found[0].problems] == ["renamed"]


def test_a_name_that_two_have_joins_neither():
    rows = [azure.row(85, instanceView=None), azure.row(85, instanceView=None, scale_set="other")]
    for one in rows:
        one["properties"]["storageProfile"] = None
    found = load_instances(rows, azure.view(computerName="shopweb00002D"))
    assert len(found) == 3
    assert [vm.power for vm in found if vm.source == "rest"] == [None, None]


ANONYMOUS = [
    (
        "shopweb00002D",
        "w_w_85_OsDisk_1_6d72b805e50e4de6830303c5055077fc",
        85,
        "w",
        "computer name and disk name",
    ),
    ("shopweb00002D", None, 85, None, "computer name"),
    (None, "w_w_85_OsDisk_1_6d72b805e50e4de6830303c5055077fc", 85, "w", "disk name"),
    ("renamed", "w_w_85_OsDisk_1_6d72b805e50e4de6830303c5055077fc", 85, "w", "disk name"),
    # They disagree, or an ID would be hardly one.
    ("shopweb00002D", "w_w_86_OsDisk_1_6d72b805e50e4de6830303c5055077fc", None, None, None),
    ("webserver", None, None, None, None),
    ("db1", None, None, None, None),
    (None, None, None, None, None),
]


@pytest.mark.parametrize(("name", "disk", "number", "owner", "by"), ANONYMOUS)
def test_views_that_name_no_instance(name, disk, number, owner, by):
    given = azure.view(computerName=name, disks=[{"name": disk}] if disk else None)
    vm = load_instances([given])[0]
    assert (vm.instance_id, vm.scale_set, vm.recovered_by) == (number, owner, by)
    assert vm.power == "running"
    disagree = name is not None and disk is not None and number is None
    assert [one.kind for one in vm.problems] == (["names-differ"] if disagree else [])


# -- duplicates


def test_duplicates_count_once_and_are_reported():
    pages = [{"value": ROWS[:2]}, {"value": [azure.row(85, "stopped"), ROWS[2]]}]
    found = load_instances(*pages)
    assert len(found) == 3
    assert found["shop-web_ss_85"].power == "stopped", "the last one wins"
    assert found.notes == (
        "'shop-web_ss_85': listed twice, at value[0] and value[0]: the last counts",
    )
    assert [one.kind for one in found["shop-web_ss_85"].problems] == ["duplicate"]


def test_a_new_machine_with_an_old_id_is_reported():
    found = load_instances(azure.row(85), azure.row(85, vmId="other"))
    assert "different VMs with different vmIds" in found.notes[0]


def test_a_row_without_a_view_keeps_the_view_there_was():
    found = load_instances(azure.row(85, "stopped"), azure.row(85, instanceView=None))
    assert [vm.power for vm in found] == ["stopped"]


LINK = f"https://management.azure.com{azure.WEB}/virtualMachines?$skiptoken=1"
OTHER = LINK.replace("shop-web_ss", "other")
GOES_ON = [
    ([{"value": ROWS, "nextLink": LINK}], False),
    ([{"value": ROWS[:1], "nextLink": LINK}, {"value": ROWS[1:]}], True),
    ([{"value": ROWS[:1]}, {"value": ROWS[1:], "nextLink": LINK}], True),
    ([{"value": [], "nextLink": LINK}, {"value": ROWS[:1], "nextLink": LINK}], False),
    ([{"value": [], "nextLink": LINK}, {"value": ROWS}], True),
    ([{"value": ROWS, "nextLink": LINK.upper()}, {"value": []}], True),
    # The end of one list is not that of another.
    ([{"value": ROWS}, {"value": [azure.row(1, scale_set="other")], "nextLink": OTHER}], False),
    ([{"value": ROWS, "nextLink": None}], True),
    ([ROWS], True),
]


@pytest.mark.parametrize(("pages", "whole"), GOES_ON)
def test_missing_pages_are_reported(pages, whole):
    found = load_instances(*pages)
    assert found.is_whole is whole
    assert ("the list is incomplete: fetch the page of its nextLink" in found.notes) is not whole


# -- names that disagree

DIFFER = [
    (lambda row: row.update(instanceId="86"), ["names-differ"] * 4),
    (lambda row: row.update(name="shop-web_ss_86"), ["names-differ"]),
    (
        lambda row: row["properties"]["osProfile"].update(computerName="shopweb00002E"),
        ["names-differ"],
    ),
    (
        lambda row: row["properties"]["storageProfile"]["osDisk"].update(
            name=f"shop-web_ss_shop-web_ss_86_OsDisk_1_{1:032x}"
        ),
        ["names-differ"],
    ),
    (
        lambda row: row["properties"]["storageProfile"]["osDisk"].update(
            name=f"other_other_85_OsDisk_1_{1:032x}"
        ),
        ["names-differ"],
    ),
    (lambda row: row["properties"]["instanceView"].update(computerName="elsewhere"), ["renamed"]),
    (lambda row: row["properties"]["instanceView"].update(computerName="SHOPWEB00002D"), []),
    (lambda row: row["properties"]["osProfile"].update(computerName="database"), []),
    (lambda row: row["properties"]["osProfile"].update(computerName="db-1"), []),
    (lambda row: row.update(id="/not/an/id"), ["resource-id"]),
    (lambda row: row.update(instanceId="99999999999"), ["instance-id"]),
    (
        lambda row: row["properties"].update(provisioningState="Failed"),
        ["provisioning", "states-differ"],
    ),
]


@pytest.mark.parametrize(("change", "kinds"), DIFFER, ids=range(len(DIFFER)))
def test_names_that_disagree(change, kinds):
    row = azure.row(85)
    change(row)
    vm = load_instances(row)[0]
    assert [one.kind for one in vm.problems] == kinds
    assert all(one.path for one in vm.problems)


def test_windows_shows_fifteen_characters():
    row = azure.row(85, prefix="aksnodepool1x", scale_set="s")
    row["properties"]["instanceView"]["computerName"] = "aksnodepool1x00"
    assert load_instances(row)[0].problems == ()


def test_strict_rejects_contradictions():
    assert len(load_instances(ROWS, strict=True)) == 3
    bad = azure.row(85) | {"name": "shop-web_ss_86"}
    with pytest.raises(InventoryFormatError, match="expected the VM name 'shop-web_ss_85'"):
        load_instances([bad], strict=True)
    with pytest.raises(
        InventoryFormatError, match="platformFaultDomain: expected a number, got 'two'"
    ):
        load_instances(azure.row(85, instanceView={"platformFaultDomain": "two"}), strict=True)
    with pytest.raises(InventoryFormatError, match="incomplete"):
        load_instances({"value": ROWS, "nextLink": LINK}, strict=True)


# -- the inventory itself


def test_it_is_a_sorted_sequence():
    found = load_instances([azure.flexible("b0000000"), *ROWS, azure.flexible("a0000000")])
    names = [vm.name for vm in found]
    assert names == [
        *("shop-batch_a0000000", "shop-batch_b0000000"),
        *("shop-web_ss_9", "shop-web_ss_85", "shop-web_ss_100"),
    ]
    assert (len(found), found[0].name, found[-1].instance_id) == (5, names[0], 100)
    assert repr(found) == "<Inventory of 5 in 2 scale sets>"
    assert found == load_instances([vm.raw for vm in reversed(found.instances)])
    assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == found
    assert hash(found) == hash(copy.deepcopy(found))


@pytest.mark.parametrize(
    "name",
    [
        *("shop-web_ss_85", "SHOP-WEB_SS_85", "shopweb00002D", "shopweb00002d", " shopweb00002d\n"),
        *(
            "shopweb00002d.x.internal.cloudapp.net",
            "00000055-AAAA",
            "85",
            azure.row(85)["id"].lower(),
        ),
    ],
)
def test_find(name):
    found = load_instances(ROWS)
    assert [vm.instance_id for vm in found.find(name)] == [85]
    assert found[name].instance_id == 85


def test_find_nothing():
    found = load_instances(ROWS)
    assert found.find("x") == []
    with pytest.raises(KeyError, match="no VM 'x' among 3"):
        found["x"]


def test_where_group_by_counts():
    found = load_instances(
        azure.row(1), azure.row(2, "stopped"), azure.row(3, None), azure.row(4, "stopped")
    )
    assert [vm.instance_id for vm in found.where(power="STOPPED")] == [2, 4]
    assert [vm.instance_id for vm in found.where(power=None)] == [3]
    assert [vm.instance_id for vm in found.where(power=["running", None])] == [1, 3]
    assert [
        vm.instance_id for vm in found.where(lambda vm: vm.instance_id > 2, power="stopped")
    ] == [4]
    assert [vm.instance_id for vm in found.where(is_running=True, latest_model=True)] == [1]
    assert found.counts("power") == {("running",): 1, ("stopped",): 2, (None,): 1}
    assert list(found.group_by("power", "zone")) == [
        ("running", "2"),
        ("stopped", "2"),
        (None, "2"),
    ]
    with pytest.raises(ValueError, match="no column 'powr': did you mean 'power'"):
        found.where(powr="x")
    with pytest.raises(ValueError, match="no column 'zzz': expected scale_set, name"):
        found.counts("zzz")


def test_records_and_columns_say_the_same():
    found = load_instances(*JOINED)
    records = found.records()
    assert [tuple(record) for record in records] == [COLUMNS] * 2
    assert found.columns() == {name: [record[name] for record in records] for name in COLUMNS}
    assert json.loads(json.dumps(records)) == records
    assert records[1]["private_addresses"] == "10.0.0.7,10.0.0.8"


def test_fleet():
    batch = azure.scale_set("shop-batch", None, "Flexible")
    odd = azure.row(7)
    odd["properties"]["osProfile"]["computerName"] = "renamed000007"
    found = load_instances([*ROWS, odd, azure.flexible(), batch])
    sets = {one.name: (one.prefix, one.mode) for one in found.fleet}
    assert sets == {"shop-web_ss": ("shopweb", "uniform"), "shop-batch": (None, "flexible")}
    assert found.fleet.resolve("shopweb00002d").vm_name == "shop-web_ss_85"
    assert str(found.fleet.resolve("shop-batch_1a2b3c4d").resource_id) == azure.flexible()["id"]


def test_diff_is_by_machine_not_by_name():
    before = load_instances(azure.row(1), azure.row(2), azure.row(3), azure.row(4))
    after = load_instances(
        azure.row(1), azure.row(2, "stopped"), azure.row(3, vmId="new"), azure.row(5)
    )
    told = [(one.kind, one.vm.instance_id, one.fields) for one in before.diff(after)]
    assert told == [
        ("changed", 2, {"power": ("running", "stopped")}),
        ("replaced", 3, {"vm_id": ("00000003-aaaa", "new")}),
        ("added", 5, {}),
        ("removed", 4, {}),
    ]
    assert before.diff(before) == []


def test_iter_instances_is_lazy():
    def rows():
        yield azure.row(85)
        yield {"value": [azure.row(9)]}
        yield azure.view(computerName="shopweb00000A")
        raise AssertionError("asked too early")

    found = iter_instances(rows())
    assert [next(found).instance_id for _ in range(3)] == [85, 9, 10]


def test_models_of_an_sdk_are_what_they_stand_for():
    class Model:
        def as_dict(self):
            return azure.row(85)

    assert load_instances([Model()]) == load_instances(Model()) == load_instances(azure.row(85))


def test_vms_are_frozen_values():
    vm = load_instances(*JOINED)[1]
    assert pickle.loads(pickle.dumps(vm)) == copy.copy(vm) == vm
    assert pickle.loads(pickle.dumps(vm)).private_addresses == vm.private_addresses
    assert hash(copy.deepcopy(vm)) == hash(vm)
    assert vm != ScaleSetVM(azure.row(86)) and vm != "x"
    with pytest.raises(AttributeError, match="frozen"):
        vm.power = "running"
    assert isinstance(vm.view, InstanceView) and isinstance(load_instances(ROWS), Inventory)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@hypothesis.given(st.data())
def test_nothing_makes_a_vm_fail(data):
    """Any value in place of any other: an error that names it, or a VM with findings."""
    raw = [
        azure.row(85),
        azure.interface(85, "10.0.0.7"),
        azure.node(85),
        azure.metadata(9),
        azure.scale_set(),
    ]
    at = raw
    while True:
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], (dict, list)) or not at[key] or data.draw(st.booleans()):
            break
        at = at[key]
    at[key] = data.draw(json_values)
    try:
        found = load_instances(raw)
    except InventoryFormatError as error:
        assert str(error).isprintable()
        return
    assert found == load_instances(copy.deepcopy(raw))
    for vm in found:
        assert all(sentence.isprintable() for sentence in vm.explain())
        vm.to_rest(), repr(vm), hash(vm)
    found.records(), found.fleet, found.diff(load_instances(ROWS)), found.problems


def test_conditions_in_strings():
    """``where`` takes what --where takes, functions, and values."""
    rows = [azure.row(9), azure.row(85, "stopped"), azure.row(100)]
    found = load_instances(rows)
    assert [vm.instance_id for vm in found.where("power=running", "instance_id gt 9")] == [100]
    assert [
        vm.instance_id for vm in found.where(lambda vm: vm.instance_id < 99, "power!=stopped")
    ] == [9]
    assert [vm.instance_id for vm in found.sorted_by("power", "-instance_id")] == [100, 9, 85]
    assert [vm.instance_id for vm in found.sorted_by("-instance_id", limit=1)] == [100]
    assert found.sorted_by("name").notes == found.notes
    with pytest.raises(ValueError, match="power has no value 'runing': did you mean 'running'"):
        found.where(power="runing")
    assert len(found.where(power="")) == len(found.where(instance_id="")) == 0
    with pytest.raises(ValueError, match="expected a limit of 0 or more, got -1"):
        found.sorted_by(limit=-1)


@hypothesis.given(st.text(max_size=40))
def test_any_text_is_a_condition_or_an_error(text):
    """Whatever somebody types gives a condition, or one line of why it is none."""
    try:
        condition = parse_condition(text)
    except ValueError as error:
        assert str(error).isprintable() and len(str(error)) < 1500
    else:
        assert condition(load_instances([azure.row(85)])[0]) in (True, False)
