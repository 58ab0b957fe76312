"""Nothing joins another machine, no machine is two or none, and order changes nothing."""

import copy
import itertools
import json
import pickle

import azure_shapes as azure
import pytest
from hypothesis import given, strategies as st

from vmssnames import (
    Fleet,
    InventoryFormatError,
    ScaleSetVM,
    UnknownScaleSetError,
    identify,
    load_instances,
)

DISK = "{}_{}_{}_OsDisk_1_{}"


def powers(found):
    return sorted((vm.name or "", vm.power) for vm in found)


# -- metadata


def without(raw, *keys):
    return {key: value for key, value in raw.items() if key not in keys}


def test_row_metadata_and_view_in_any_order():
    row = azure.row(85, instanceView=None)
    view = azure.view("stopped", computerName="shopweb00002D")
    for sources in itertools.permutations([row, azure.metadata(85), view]):
        found = load_instances(*sources)
        assert powers(found) == [("shop-web_ss_85", "stopped")]
        assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == found
        assert found.join(azure.interface(85, "10.0.0.7"))[0].private_addresses == ("10.0.0.7",)


def test_metadata_of_two_resource_groups_is_of_two_machines():
    one = without(azure.metadata(85), "resourceId")
    found = load_instances([one, one | {"resourceGroupName": "other", "vmId": "z"}])
    assert sorted(vm.resource_group for vm in found) == ["other", "shop"]


def test_metadata_of_the_machine_before_does_not_join():
    old = azure.metadata(85) | {"vmId": "old", "osProfile": {"computerName": "old00002D"}}
    found = load_instances(azure.row(85), old)
    assert [vm.computer_name for vm in found] == ["shopweb00002D"]
    assert [one.kind for one in found.unmatched] == ["metadata"]
    with pytest.raises(InventoryFormatError, match="without a listed VM"):
        load_instances(azure.row(85), old, strict=True)


@pytest.mark.parametrize(
    "other",
    [
        without(azure.metadata(85), "resourceId"),
        without(azure.metadata(85), "resourceId", "resourceGroupName", "subscriptionId"),
        {"name": "shop-web_ss_85", "instanceId": "85", "vmId": azure.metadata(85)["vmId"].upper()},
    ],
)
def test_one_machine_counts_once(other):
    for sources in itertools.permutations([azure.row(85), other]):
        assert len(load_instances(*sources)) == 1


def test_a_flexible_vm_is_one_in_both_its_lists():
    name = "shop-batch_1a2b3c4d"
    owner = f"{azure.GROUP}/virtualMachineScaleSets/shop-batch"
    stub = {"name": name, "id": f"{owner}/virtualMachines/{name}", "instanceId": name}
    nic = {
        "id": "/subscriptions/1/networkInterfaces/n",
        "virtualMachine": {"id": azure.flexible()["id"]},
        "ipConfigurations": [{"privateIPAddress": "10.0.0.7"}],
    }
    for sources in itertools.permutations([stub, azure.flexible(), nic]):
        (vm,) = load_instances(*sources)
        assert (vm.power, vm.private_addresses, vm.mode) == ("running", ("10.0.0.7",), "flexible")
        assert "no-view" not in [one.kind for one in vm.findings]


def test_one_vm_id_in_two_places_is_reported():
    found = load_instances(azure.row(85), azure.row(86, vmId="00000055-aaaa"))
    assert len(found) == 2
    assert found.notes == ("'shop-web_ss_86': has the same vmId as 'shop-web_ss_85'",)


def test_two_of_one_name_and_no_place_are_two():
    rows = [
        {"resourceGroup": group, "instanceId": "5", "name": "web_5", "vmId": group}
        for group in ("a", "b")
    ]
    assert [vm.resource_group for vm in load_instances(rows)] == ["a", "b"]
    rows = [without(row, "resourceGroup") for row in rows]
    assert len(load_instances(rows)) == 2


# -- views


@pytest.mark.parametrize(
    "disk",
    [
        DISK.format("shop-web_ss", "shop-web_ss", 85, "f" * 32),
        DISK.format("other", "other", 85, "f" * 32),
        DISK.format("shop-web_ss", "shop-web_ss", 86, "f" * 32),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_view_with_another_disk_is_of_another_machine(disk, known):
    row = azure.row(85, instanceView=None)
    if not known:
        row["properties"]["storageProfile"] = None
    view = azure.view("stopped", computerName="shopweb00002D", disks=[{"name": disk}])
    found = load_instances(row, view)
    if not known and "shop-web_ss_85" in disk:
        assert powers(found) == [("shop-web_ss_85", "stopped")]
    else:
        assert len(found) == 2
        assert [vm.power for vm in found if vm.source == "rest"] == [None]


def test_two_views_of_one_disk_each_are_two_machines():
    views = [
        azure.view(disks=[{"name": DISK.format("web", "web", 5, letter * 32)}]) for letter in "ab"
    ]
    assert [vm.instance_id for vm in load_instances(views)] == [5, 5]


def test_two_views_of_one_row_are_reported():
    row = azure.row(85, instanceView=None)
    views = [azure.view(power, computerName="shopweb00002D") for power in ("running", "stopped")]
    found = load_instances(row, views)
    assert powers(found) == [("shop-web_ss_85", "stopped")]
    assert found.notes == ("'shop-web_ss_85': two instance views; the last one is used",)


def test_joining_is_the_same_in_any_order():
    row = azure.row(85, instanceView=None)
    view = azure.view("stopped", computerName="shopweb00002D")
    pieces = [row, view, azure.interface(85, "10.0.0.7"), azure.node(85), azure.metadata(85)]
    want = load_instances(*pieces)
    for order in itertools.permutations(pieces):
        found = load_instances(order[0])
        for piece in order[1:]:
            found = found.join(piece)
        assert found == want
        assert (found.notes, found.unmatched) == ((), ())


# -- what comes again


def test_a_row_that_says_less_loses_nothing():
    again = {"id": azure.row(85)["id"], "name": "shop-web_ss_85", "powerState": "VM running"}
    (vm,) = load_instances(azure.row(85), again)
    assert (vm.computer_name, vm.size, vm.power) == ("shopweb00002D", "Standard_D4s_v5", "running")
    assert vm.fault_domain == 1
    assert [one.kind for one in vm.problems] == ["duplicate"]


def test_interfaces_without_an_id_are_not_one():
    owner = {"virtualMachine": {"id": azure.row(85)["id"]}}
    nics = [owner | {"ipConfigurations": [{"privateIPAddress": f"10.0.0.{n}"}]} for n in (4, 5)]
    assert load_instances(azure.row(85), nics)[0].private_addresses == ("10.0.0.4", "10.0.0.5")


def test_an_interface_that_says_two_owners_joins_neither():
    nic = azure.interface(85, "10.0.0.7")
    nic["properties"]["virtualMachine"]["id"] = azure.row(86)["id"]
    found = load_instances(azure.row(85), azure.row(86), nic)
    assert len(found.unmatched) == 1


def test_two_nodes_of_one_machine_are_reported():
    other = azure.node(85) | {"metadata": {"name": "other"}}
    found = load_instances(azure.row(85), azure.node(85), other)
    assert found.notes == ("'shop-web_ss_85': two nodes, 'shopweb00002d' and 'other'",)


# -- what is no instance, and envelopes

OWN = azure.row(85)["id"]
OTHERS = [
    {"id": f"{OWN}/extensions/health", "name": "health", "provisioningState": "Failed"},
    {"id": f"{OWN}/runCommands/r", "name": "r"},
    {"name": "Standard_D2", "numberOfCores": 2},
    {"columns": 1, "rows": [1]},
    {"columns": [{"name": "name"}], "rows": [["a"], {"name": "b"}]},
    {"columns": [{"name": "name"}], "rows": [["a", "b"]]},
    {"columns": [{"name": "a"}, {"name": "a"}], "rows": [[1, 2]]},
]


@pytest.mark.parametrize("other", OTHERS, ids=range(len(OTHERS)))
def test_other_documents_are_rejected(other):
    with pytest.raises(InventoryFormatError):
        load_instances([azure.row(85), other])


@pytest.mark.parametrize(
    "more", [{"data": []}, {"items": []}, {"instances": []}, {"value": []}, {"compute": {"a": 1}}]
)
def test_a_row_with_the_key_of_an_envelope_is_a_row(more):
    assert [vm.instance_id for vm in load_instances(azure.row(85) | more)] == [85]


def test_several_lists_in_one_envelope_are_all_read():
    given = {"value": [azure.row(1)], "items": [azure.row(2)], "hostvars": {"h": azure.row(3)}}
    assert [vm.instance_id for vm in load_instances(given)] == [1, 2, 3]


@pytest.mark.parametrize("key", ["compute", "Compute", "COMPUTE"])
def test_compute_in_any_case(key):
    assert load_instances({key: azure.metadata(85)})[0].instance_id == 85


def test_keys_that_are_not_strings():
    (vm,) = load_instances([{1: 2, b"a": 3, None: 4, "instanceId": "85", "name": "web_85"}])
    assert vm.instance_id == 85
    assert vm.extra and vm.to_rest() and vm.problems == ()


# -- odd IDs

ODD = [" 5", "5 ", "+5", "1_0", "-1", -1, "0x5", "007", "٣", "99999999999", "", None]


@pytest.mark.parametrize("given", ODD)
def test_an_unreadable_id_comes_from_the_path(given):
    row = azure.row(5) | {"instanceId": given}
    (vm,) = load_instances(row)
    assert (vm.instance_id, vm.mode) == (5, "uniform")
    assert [one.kind for one in vm.problems] == ([] if given in ("", None) else ["instance-id"])


@pytest.mark.parametrize("given", [5, 5.0, "5"])
def test_an_id_may_be_a_number(given):
    assert load_instances([{"instanceId": given, "name": "web_5"}])[0].instance_id == 5


def test_digits_of_flexible_names_are_not_ids():
    for name in ("flex_12345678", "flex_1234567"):
        (vm,) = load_instances([{"name": name, "vmss": {"name": "flex"}}])
        assert vm.instance_id is None


def test_an_id_and_a_name_that_differ():
    (vm,) = load_instances([{"instanceId": "7", "name": "web_5"}])
    assert [one.kind for one in vm.problems] == ["names-differ"]


# -- finding, comparing, learning


@pytest.mark.parametrize("name", ["85.4", "85.evil", "85.0.0.4", "shop-web_ss_85.x"])
def test_only_host_names_have_a_domain(name):
    assert load_instances(azure.row(85)).find(name) == []


def test_diff_of_machines_that_are_hard_to_tell():
    same = load_instances([{"name": "x", "vmId": str(n)} for n in range(2)])
    assert same.diff(same) == []
    twice = load_instances([azure.view(), azure.view()])
    assert len(twice) == 2 and twice.diff(twice) == []


def test_a_machine_that_moved_is_reported():
    before = load_instances(azure.row(5, vmId="a"), azure.row(6, vmId="b"))
    after = load_instances(azure.row(5, vmId="b"), azure.row(6, vmId="a"))
    told = [(one.kind, one.before.name, one.after.name) for one in before.diff(after)]
    assert told == [
        ("changed", "shop-web_ss_6", "shop-web_ss_5"),
        ("changed", "shop-web_ss_5", "shop-web_ss_6"),
    ]


def test_a_name_that_azure_does_not_give_spoils_no_fleet():
    braces = json.loads(json.dumps(azure.row(85)).replace("shop-web_ss", "{name}"))
    assert [one.name for one in load_instances(braces, azure.row(85)).fleet] == ["shop-web_ss"]


@pytest.mark.parametrize("model", [{"mode": "Weird"}, {"prefix": "bad prefix!"}])
def test_an_odd_model_is_a_scale_set_all_the_same(model):
    assert len(load_instances(azure.row(85), azure.scale_set(**model)).fleet) == 1


def test_a_row_without_a_place_is_of_the_scale_set_that_is_known():
    row = {"instanceId": "85", "name": "shop-web_ss_85"}
    fleet = load_instances(row, azure.scale_set()).fleet
    assert fleet.resolve("shop-web_ss_85").computer_name == "shopweb00002D"


# -- the way back


def test_to_rest_loses_no_key():
    for raw in (
        {"name": "x", "properties": "@{vmId=1}"},
        {"A_B": 3, "aB": 4, "name": "x_y"},
        {"_x": 1, "a__b": 2, "instance_id": "5"},
    ):
        values = json.dumps(ScaleSetVM(raw).to_rest())
        assert all(json.dumps(value) in values for value in raw.values())


def test_to_rest_says_what_was_read():
    vm = ScaleSetVM({"vm_id": "A", "vmId": "B", "provisioning_state": "C"})
    assert vm.vm_id == vm.to_rest()["properties"]["vmId"] == "A"
    assert "B" in json.dumps(vm.to_rest())
    vm = ScaleSetVM({"provisioningState": "A", "properties": {"provisioningState": None}})
    assert vm.provisioning_state == vm.to_rest()["properties"]["provisioningState"] == "A"


def test_a_view_alone_goes_back_and_comes_again():
    vm = load_instances([azure.view("stopped")])[0]
    assert load_instances([vm.to_rest()])[0].power == "stopped"


def test_depth_does_not_break_the_way_back():
    deep = json.loads('{"a":' * 300 + "1" + "}" * 300)
    vm = load_instances([azure.row(85) | {"foo": deep}])[0]
    assert vm.to_rest()["properties"]["foo"] == deep
    hosts = azure.row(85)
    for _ in range(500):
        hosts = {"hostvars": {"h": hosts}}
    with pytest.raises(InventoryFormatError, match="lists in lists"):
        load_instances(hosts)


# -- many of one

MANY = 20_000


def test_many_of_one_are_read_as_many():
    """Here a loop within a loop would take minutes."""
    nics = [azure.interface(85, "10.0.0.7", name=f"n{number}") for number in range(MANY)]
    (vm,) = load_instances([azure.row(85)] * MANY, nics)
    assert (len(vm.interfaces), vm.private_addresses) == (MANY, ("10.0.0.7",))
    assert len(vm.findings) == 1
    statuses = [{"code": f"PowerState/{number}"} for number in range(MANY)]
    (vm,) = load_instances(azure.row(85, instanceView={"statuses": statuses}))
    assert len(vm.problems) == MANY - 1


# -- what a review asked for

OWN_ID = {"id": OWN, "name": "shop-web_ss_85"}


def test_the_last_power_state_counts():
    first = OWN_ID | {"instanceView": azure.view("running", platformFaultDomain=3)}
    (vm,) = load_instances(first, OWN_ID | {"powerState": "VM deallocated"})
    assert vm.power == "deallocated"
    (vm,) = load_instances(first, OWN_ID | {"powerState": "VM running"})
    assert (vm.power, vm.fault_domain) == ("running", 3)
    (vm,) = load_instances(first).join(OWN_ID | {"powerState": "VM deallocated"})
    assert vm.power == "deallocated"


def test_a_power_state_next_to_a_view_without_one():
    (vm,) = load_instances(
        azure.row(85, instanceView=azure.view(None)) | {"powerState": "VM running"}
    )
    assert (vm.power, vm.view_provisioning) == ("running", "succeeded")


@pytest.mark.parametrize(
    "given",
    [
        {
            "Name": "web_1",
            "ComputerName": "web000001",
            "Statuses": [{"Code": "PowerState/running"}],
        },
        {"instanceId": "5", "name": "web_5", "statuses": [{"code": "PowerState/running"}]},
        {"name": "web_5", "vmId": "x", "powerState": "running", "vmAgent": {"vmAgentVersion": "1"}},
    ],
)
def test_a_view_that_has_a_name(given):
    assert load_instances(given)[0].power == "running"


@pytest.mark.parametrize(
    "given",
    [
        {"statuses": [], "orchestrationServices": []},
        {"virtualMachine": None, "extensions": None, "statuses": []},
        {"virtualMachine": {}, "statuses": []},
    ],
)
def test_the_view_of_a_scale_set_is_not_a_machine(given):
    with pytest.raises(InventoryFormatError, match="of a whole scale set"):
        load_instances(given)


def test_a_row_without_a_place_is_the_one_that_has_it():
    lone = {"name": "shop-web_ss_85", "instanceId": "85", "powerState": "VM running"}
    for sources in itertools.permutations([azure.row(85, instanceView=None), lone]):
        (vm,) = load_instances(*sources)
        assert (vm.power, vm.resource_group, vm.size) == ("running", "shop", "Standard_D4s_v5")
    other = json.loads(
        json.dumps(azure.row(85, vmId="z")).replace("resourceGroups/shop/", "resourceGroups/o/")
    )
    assert len(load_instances(azure.row(85), other, lone)) == 3, "of which of the two nobody says"


CUT = [
    {"data": [azure.row(85)], "skip_token": "x"},
    {"data": [azure.row(85)], "$skipToken": "x", "resultTruncated": "true"},
    {"data": [azure.row(85)], "result_truncated": True},
]


@pytest.mark.parametrize("given", CUT)
def test_resource_graph_says_that_it_left_rows_out(given):
    folded = {key.replace("$", ""): value for key, value in given.items()}
    assert not load_instances(folded).is_whole
    assert load_instances({"data": [azure.row(85)], "resultTruncated": "false"}).is_whole


def test_what_ends_a_list():
    def link(path):
        return f"https://management.azure.com{path}?$skiptoken=1"

    whole = azure.GROUP.replace("/resourceGroups/shop", "") + "/virtualMachines"
    page = {"value": [azure.flexible("a0000000")], "nextLink": link(whole)}
    last = {"value": [azure.flexible("b0000000")]}
    assert load_instances(page, last).is_whole, "of a subscription's list rows are of any group"
    nics = {"value": [azure.interface(85, "10.0.0.7")]}
    open_nics = nics | {"nextLink": link(azure.WEB + "/networkInterfaces")}
    assert load_instances(azure.row(85), open_nics, nics).is_whole
    assert not load_instances(open_nics, {"value": [azure.row(85)]}, last).is_whole
    page = {"value": [azure.row(85)], "nextLink": link(azure.WEB + "/virtualMachines")}
    assert not load_instances(page, last, {"value": []}).is_whole
    assert not load_instances(page).where(power="running").is_whole
    assert not load_instances(page).join(nics).is_whole
    assert load_instances(page).join({"value": [azure.row(86)]}).is_whole


def test_case_makes_no_difference():
    row = azure.row(85)
    other = json.loads(json.dumps(row).replace("shop-web_ss", "SHOP-WEB_SS"))
    other["properties"]["provisioningState"] = "succeeded"
    other["location"] = "WestEurope"
    one, two = load_instances(row), load_instances(other)
    assert one == two and hash(one[0]) == hash(two[0])
    assert one.diff(two) == []
    both = load_instances(azure.row(86), other)
    assert len(both.counts("scale_set")) == 1 and len(both.fleet) == 1


def test_where_takes_numbers_and_their_digits():
    found = load_instances([azure.row(number) for number in range(10)])
    for wanted in (5, "5", [5], range(5, 6), iter(["5"])):
        assert [vm.instance_id for vm in found.where(instance_id=wanted)] == [5]
    assert len(found.where(zone=2)) == len(found.where(latest_model="true")) == 10


def test_a_selection_keeps_the_notes():
    found = load_instances(azure.row(85), azure.row(85), azure.interface(86, "10.0.0.8"))
    chosen = found.where(power="running")
    assert chosen.notes == found.notes != ()
    assert chosen.join(azure.row(86))["shop-web_ss_86"].private_addresses == ("10.0.0.8",)
    assert chosen.join(azure.row(86)).notes[0] == found.notes[0]


def test_one_error_in_place_of_another_is_a_change():
    def failed(name, code):
        status = {"code": f"ProvisioningState/failed/{code}", "level": "Error"}
        return azure.row(
            85, instanceView=azure.view(extensions=[{"name": name, "statuses": [status]}])
        )

    (change,) = load_instances(failed("a", 1)).diff(load_instances(failed("b", 2)))
    assert change.fields == {
        "problems": ("extension ProvisioningState/failed/1", "extension ProvisioningState/failed/2")
    }
    assert change != load_instances(failed("a", 1)).diff(load_instances(failed("b", 3)))[0]


def test_a_flexible_vm_is_one_to_diff_and_find():
    name = "shop-batch_1a2b3c4d"
    stub = {
        "name": name,
        "id": f"{azure.GROUP}/virtualMachineScaleSets/shop-batch/virtualMachines/{name}",
        "virtualMachineResourceId": azure.flexible()["id"],
        "instanceId": name,
    }
    told = load_instances(stub).diff(load_instances(azure.flexible()))
    assert [one.kind for one in told] == ["changed"]
    assert len(load_instances(stub).find(azure.flexible()["id"])) == 1


@pytest.mark.parametrize(
    "given",
    [
        {"privateIps": "10.0.0.4,10.0.0.5"},
        {"private_ipv4_addresses": ["10.0.0.4", "10.0.0.5"]},
        {"private_ip_addresses": ["10.0.0.4", "10.0.0.5"]},
    ],
)
def test_addresses_that_the_row_says(given):
    row = {"name": "web_85", "instanceId": "85"} | given
    assert load_instances(row)[0].private_addresses == ("10.0.0.4", "10.0.0.5")
    assert load_instances(azure.row(85) | given, azure.interface(85, "10.0.0.7"))[
        0
    ].private_addresses == ("10.0.0.7",)


def test_ansibles_own_host_is_not_an_instance():
    hosts = {"localhost": {"ansible_connection": "local"}, "h": azure.row(85)}
    assert len(load_instances({"hostvars": hosts})) == 1


def test_two_documents_of_the_metadata_service():
    later = azure.metadata(85) | {"platformFaultDomain": "4"}
    found = load_instances([azure.metadata(85), later])
    assert (len(found), len(found.notes)) == (1, 1)
    assert found.join([])[0].size == "Standard_D4s_v5"


def test_edges_of_one_row():
    node = azure.node(85, ready="False")
    node["status"]["conditions"].insert(0, {"type": "NetworkReady", "status": "True"})
    (vm,) = load_instances(azure.row(85), node)
    assert vm.node.is_ready is False
    assert load_instances(azure.row(85, hardwareProfile={"vmSize": "Own"}))[0].size == "Own"
    (vm,) = load_instances(
        [
            {
                "name": "85",
                "instanceId": "85",
                "id": OWN,
                "provisioningState": "Failed",
                "powerState": "running",
            }
        ]
    )
    assert vm.failed_but_running and "names-differ" not in [one.kind for one in vm.problems]
    (vm,) = load_instances(azure.row(85) | {"location": ""}, azure.metadata(85))
    assert vm.location == "westeurope"
    assert pickle.loads(pickle.dumps(vm)).location == "westeurope"
    (vm,) = load_instances(azure.metadata(85) | {"resourceId": "/odd"})
    assert vm.resource_id is None and [one.kind for one in vm.problems] == ["resource-id"]
    canceled = load_instances(azure.row(85, provisioningState="Canceled"))[0]
    assert "provisioning" in [one.kind for one in canceled.problems]


def test_what_comes_again_keeps_interfaces_and_node():
    found = load_instances(azure.row(85), azure.interface(85, "10.0.0.7"), azure.node(85))
    (vm,) = found.join(azure.row(85, "stopped"))
    assert (vm.power, vm.private_addresses, vm.node.is_ready) == ("stopped", ("10.0.0.7",), True)


def test_a_disk_name_that_was_cut_says_no_instance():
    cut = "aks-nodepool1-257812" * 2 + "0disk1_" + "7" * 32
    (vm,) = load_instances([azure.view(disks=[{"name": cut}])])
    assert (vm.instance_id, vm.scale_set) == (None, None)
    view = azure.view(disks=[{"name": cut}], computerName="aks-nodepool1-25781205-vmss00000a")
    (vm,) = load_instances([view])
    assert (vm.instance_id, vm.problems) == (10, ())


@given(
    st.from_regex(r"[a-z][a-z0-9]{6,11}", fullmatch=True),
    st.from_regex(r"[0-9]{8}", fullmatch=True),
    st.sets(st.integers(0, 2000), min_size=1, max_size=4),
    st.sampled_from(["OS__1", "OsDisk_1", "disk1", "disk2"]),
    st.uuids(),
)
def test_disks_of_aks_pools_give_no_false_finding(pool, hash_, numbers, kind, guid):
    """Azure cuts their names to 20 and 21 characters of the scale set's, and leaves the ID out."""
    scale_set = f"aks-{pool}-{hash_}-vmss"
    disk = f"{scale_set[:20]}{scale_set[:21]}{kind}_{guid.hex}"
    rows = [
        azure.row(
            number, scale_set=scale_set, prefix=scale_set, storageProfile={"osDisk": {"name": disk}}
        )
        for number in sorted(numbers)
    ]
    found = load_instances(rows)
    assert [(vm.instance_id, vm.problems) for vm in found] == [(n, ()) for n in sorted(numbers)]
    (alone,) = load_instances([azure.view(disks=[{"name": disk}])])
    assert alone.instance_id is None
    readings = [one for one in identify(disk) if one.kind == "disk_name"]
    assert [(one.instance_id, one.scale_set) for one in readings] == [(None, None)]
    # No command for an instance that the name does not have.
    with pytest.raises(UnknownScaleSetError, match="truncated name, which has no instance ID"):
        Fleet([scale_set]).resolve(disk)


def test_two_scale_sets_of_one_name_are_not_guessed_between():
    other = json.loads(
        json.dumps(azure.scale_set(prefix="o")).replace("resourceGroups/shop/", "resourceGroups/o/")
    )
    lone = {"name": "shop-web_ss_85", "instanceId": "85"}
    assert len(load_instances(lone, azure.scale_set(), other).fleet) == 3


def test_others_complete_the_fields_that_were_given():
    """``others`` counts with ``folded=`` as without, and the caller's dict stays as it was."""
    raw = {"instanceId": "85", "name": ""}
    for more in ({}, {"folded": {"instanceid": "85", "name": ""}}):
        before = dict(more.get("folded", {}))
        vm = ScaleSetVM(raw, others=({"vmid": "a", "name": "web_85"}, {"vmid": "b"}), **more)
        assert (vm.vm_id, vm.given_name, vm.instance_id) == ("a", "web_85", 85)
        assert more.get("folded", {}) == before


@pytest.mark.parametrize(
    ("first", "last", "power"),
    [
        ({"power": "VM running"}, {"powerStatus": "VM deallocated"}, "deallocated"),
        ({"powerState": "VM running", "status": "VM running"}, {"state": "VM stopped"}, "stopped"),
        ({"status": "VM running"}, {"powerState": "VM deallocated"}, "deallocated"),
        ({"power": "VM running"}, {"statuses": [{"code": "ProvisioningState/failed"}]}, None),
    ],
)
def test_a_state_of_an_earlier_row_is_out_of_date(first, last, power):
    row = {"instanceId": "1", "name": "web_1"}
    (vm,) = load_instances([row | first], [row | last])
    assert vm.power == power and "conflict" not in {one.kind for one in vm.problems}


def test_events_of_metadata_stay_when_inventories_are_joined():
    event = {"EventId": "e", "EventType": "Reboot", "Resources": ["web_1"]}
    known = [event, {"vmId": "b", "offer": "x", "name": "web_1"}]
    other = [{"instanceId": "2", "name": "web_2"}]
    for found in (load_instances(known, other), load_instances(known).join(other)):
        assert [len(vm.events) for vm in found] == [1, 0]


def test_thousands_of_events_and_namesakes_take_linear_time():
    event = {"EventId": "e", "EventType": "Reboot", "Resources": ["web_1"]}
    events = [event | {"Description": str(n)} for n in range(5000)]
    (vm,) = load_instances([{"instanceId": "1", "name": "web_1"}], events)
    assert len(vm.events) == 5000
    rows = [{"vmId": f"r{n}", "name": "web", "resourceGroup": f"g{n}"} for n in range(3000)]
    documents = [{"vmId": f"a{n}", "offer": "x", "name": "web"} for n in range(3000)]
    assert len(load_instances(rows, documents)) > 3000
    assert len(load_instances("[]\n" + "$\n[]\n" * 20_000)) == 0


@pytest.mark.parametrize(
    "raw",
    [
        {"instanceId": "1", "status": {1: 2}},
        {"instanceId": "1", "name": "web_1", "type": 10**5000},
        {
            "EventId": "1",
            "EventType": "Reboot",
            "Resources": ["w"],
            "NotBefore": "Mon, 19 Sep 99999999999 18:29:47 +9999999999",
        },
        {"a": {"value": [{"instanceId": "1"}], "sensitive": False}, "A": 5},
    ],
)
def test_odd_objects_are_read_or_rejected(raw):
    try:
        found = load_instances(raw)
    except InventoryFormatError:
        return
    assert found.records() and found.problems is not None


def test_states_in_lists_in_lists():
    text = '{"instanceId":"1","status":' + "[" * 900 + "]" * 900 + "}"
    (vm,) = load_instances(text)
    assert vm.power is None and vm.findings is not None


def test_rows_with_and_without_a_place_are_one_however_they_come():
    """A list without resource IDs joins one with them, before and after it, and in ``join``."""
    placed, bare = azure.row(85), {"name": "shop-web_ss_85", "instanceId": "85"}
    others = [azure.row(9), azure.row(36)]
    for first, second in ((placed, bare), (bare, placed)):
        assert len(load_instances([*others, first, second])) == 3
        assert len(load_instances([*others, first]).join([second])) == 3
        assert len(load_instances([first]).join([second], others)) == 3


def test_the_order_is_by_scale_set_and_id_and_then_by_all_that_tells_two_apart():
    """The short key and the whole key give one order, whatever order the rows come in."""
    rows = [azure.row(n) for n in (100, 9, 85)] + [azure.row(9, scale_set="A"), azure.row(0)]
    other = json.loads(json.dumps(azure.row(9, vmId="z")).replace("Groups/shop/", "Groups/o/"))
    for more in ([], [other], [azure.flexible("b"), azure.flexible("a")]):
        expected = None
        for several in itertools.permutations([*rows, *more]):
            listed = load_instances(list(several))
            found = [(vm.scale_set, vm.instance_id, vm.name, vm.resource_group) for vm in listed]
            expected = expected or found
            assert found == expected
            by_id = [(one[0].lower(), one[1]) for one in found if one[1] is not None]
            assert by_id == sorted(by_id)
