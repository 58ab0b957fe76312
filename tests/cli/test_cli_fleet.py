"""``vmssnames show --fleet``: the instance that a name is of, as the scale sets listed have it."""

import json

import pytest
from hypothesis import given, strategies as st

from vmssnames import (
    AmbiguousNameError,
    Fleet,
    InstanceIDRangeError,
    NameFormatError,
    ScaleSet,
    UnknownScaleSetError,
    format_base36,
)
from vmssnames.cli import main
from vmssnames.cli.outputs.readings import Context, fleet_readings

GROUP = "/subscriptions/1d9c7a0e-0000-4000-8000-00000000002d/resourceGroups/rg"
SETS = f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets"
LISTED = [
    {"name": "shop_ss", "prefix": "shop", "resource_id": f"{SETS}/shop_ss"},
    {"name": "web", "prefix": "w"},
    {"name": "nt", "prefix": "nt0"},
    {"name": "flex", "prefix": "flexvm", "mode": "Flexible", "resource_id": f"{SETS}/flex"},
]
FLEET = Fleet.parse(json.dumps(LISTED))


@pytest.fixture
def show(tmp_path, monkeypatch, capfd):
    """Run the command; return its exit status, the rows, and errors."""
    (tmp_path / "fleet.json").write_text(json.dumps(LISTED))
    monkeypatch.chdir(tmp_path)

    def run(*args):
        capfd.readouterr()
        status = main(["show", "--fleet", "fleet.json", "-o", "json", *args])
        out, err = capfd.readouterr()
        return status, json.loads(out) if out else {}, err

    return run


@pytest.mark.parametrize(
    "name",
    [
        "shop00002D",
        "SHOP00002d.x.internal.cloudapp.net.",
        " node/w00000a",
        "w00000A:10250",
        "w00000A/10.0.0.4",
        "nt0000000",
        "shop_ss_85",
        "WEB_85",
        "_nt_7",
        "_nt0_7",
        f"{SETS}/shop_ss/virtualMachines/6",
        f"{SETS}/SHOP_ss/virtualMachines/6/networkInterfaces/nic".upper(),
        f"azure://{SETS}/web/virtualMachines/6",
        f"https://management.azure.com{SETS}/web/virtualMachines/6?api-version=1",
        f"{GROUP}/providers/Microsoft.Compute/virtualMachines/web_6/extensions/x",
        "web_web_3_OsDisk_1_" + "6d" * 16,
        "flex_flex_12345678_OsDisk_1_" + "6d" * 16,
        "flex_df53ee36",
        "flex_12345678",
        f"{GROUP}/providers/Microsoft.Compute/virtualMachines/flex_df53ee36",
    ],
)
def test_one_reading_as_the_fleet_has_it(show, name):
    """What Fleet.resolve says, in every form that it takes."""
    want = FLEET.resolve(name)
    status, out, err = show(name)
    (row,) = out["readings"]
    assert (status, err) == (0, "") and row["name"] == name.strip()
    assert row["certainty"] == ("likely" if "extensions" in name else "certain")
    assert row["vm_name"].lower() == want.vm_name
    assert (row["instance_id"], row["base36"]) == (want.instance_id, want.base36)
    assert (row["computer_name"], row["node_name"]) == (want.computer_name, want.node_name)
    assert row["resource_id"] == (want.resource_id and str(want.resource_id))
    assert row["provider_id"] == (want.provider_id and str(want.provider_id))
    if want.instance_id is not None:
        assert row["scale_set"].lower() == want.scale_set.name
        assert row["prefix"] == want.scale_set.prefix


def test_a_command_that_can_be_pasted(show):
    """Of instances of several scale sets, each in the group that is listed, or given."""
    status, out, _ = show("shop00002d", "w00000a", "-g", "rg", "--commands", "restart")
    (restart,) = out["commands"]
    subscription = GROUP.split("/")[2]
    assert status == 0 and restart["az"] == [
        f"az vmss restart --subscription {subscription} --resource-group rg --name shop_ss "
        "--instance-ids 85",
        "az vmss restart --subscription '<subscription-id>' --resource-group rg --name web "
        "--instance-ids 10",
    ]


def test_an_id_is_of_the_scale_set_that_is_given(show):
    status, out, _ = show("85", "00002D", "-n", "SHOP_ss", "--commands", "restart")
    assert status == 0
    assert {row["computer_name"] for row in out["readings"]} == {"shop00002D"}
    (restart,) = out["commands"]
    assert restart["az"][0].endswith("--resource-group rg --name shop_ss --instance-ids 85")
    # One of six digits may be either, and both are told, the likely one first.
    rows = show("123456", "-n", "shop_ss")[1]["readings"]
    assert [row["instance_id"] for row in rows] == [123456, 63970746]


REFUSED = [
    (["85"], "'85': an ID needs its scale set: pass --scale-set"),
    (["85", "-n", "shop"], "no listed scale set has the name 'shop'; the nearest is 'shop_ss'"),
    (["85", "-n", "flex"], "'flex_85': expected"),
    (["12345678", "-n", "flex"], "'12345678': VMs of 'flex' have no IDs"),
    (["123456"], "'123456': an ID needs its scale set"),
    (
        ["shop00002d", "--subscription", "s"],
        "'shop00002d': expected the subscription 's', got '1d9",
    ),
    (["web_85\n"], "expected a decimal instance ID, got '85\\n'"),
    (
        ["shap00002d"],
        "'shap00002d': no listed scale set has the prefix 'shap'; the nearest is 'shop'",
    ),
    (["shop00002d", "-g", "other"], "'shop00002d': expected the resource group 'other', got 'rg'"),
    (["shop00002d", "-n", "web"], "'shop00002d': expected the scale set 'web', got 'shop_ss'"),
    (["flexvm00002D"], "'flex' is a Flexible scale set"),
    (["shop00002d", "--fleet", "nowhere"], "'nowhere': No such file or directory"),
]


@pytest.mark.parametrize(("args", "message"), REFUSED)
def test_one_clear_line(show, args, message):
    status, out, err = show(*args)
    assert (status, out) == (2, {}) and message in err and err.count("\n") == 1


def test_a_long_list_on_one_line(show, tmp_path):
    """As `az vmss list | jq -c` prints it: all of it is read, without a warning about long lines."""
    listed = [{**LISTED[0], "tags": {"pad": "x" * 17_000_000}}, LISTED[1]]
    (tmp_path / "fleet.json").write_text(json.dumps(listed))
    status, out, err = show("shop00002d", "w00000a")
    assert (status, err) == (0, "") and [row["instance_id"] for row in out["readings"]] == [85, 10]


def test_a_word_stays_one(show):
    """Its first letter is a prefix, and no command follows from that."""
    status, out, err = show("warning", "--commands", "restart")
    (row,) = out["readings"]
    assert (status, row["certainty"], out["commands"]) == (2, "unlikely", [])
    assert "'warning': no commands: six letters" in err


def told(show, tmp_path, listed, *args):
    """The first reading of *args* among the scale sets *listed*, and what is complained of."""
    (tmp_path / "fleet.json").write_text(json.dumps(listed))
    status, out, err = show(*args)
    return (out["readings"][0] if out else None), err


def test_options_distinguish_namesakes(show, tmp_path):
    """By group or subscription; otherwise both are named, and neither is taken."""
    places = [("s", "a"), ("s", "b"), ("t", "b")]
    listed = [
        {
            "name": "web",
            "prefix": "web",
            "resource_id": SETS.replace(GROUP, f"/subscriptions/{s}/resourceGroups/{g}") + "/web",
        }
        for s, g in places
    ]
    for name in (["web00002d"], ["web_85"], ["85", "-n", "web"]):
        row, err = told(show, tmp_path, listed, *name)
        assert row is None and "have the" in err
        row, err = told(show, tmp_path, listed, *name, "-g", "b")
        assert row is None and "both" in err
        for s, g in places:
            given = ("-g", g, "--subscription", s)
            row, err = told(show, tmp_path, listed, *name, *given)
            assert row["resource_id"].startswith(f"/subscriptions/{s}/resourceGroups/{g}/")
        row, err = told(show, tmp_path, listed, *name, "-g", "c")
        assert row is None and "and 1 more have the" in err
        # Where another is, too.
        place = f"/subscriptions/s/resourceGroups/c/providers/{SETS.partition('/providers/')[2]}"
        api = {"name": "api", "prefix": "api", "resource_id": f"{place}/api"}
        row, err = told(show, tmp_path, [*listed, api], *name, "-g", "c")
        assert row is None and "and 1 more have the" in err


def test_a_name_and_a_prefix_that_are_one_word(show, tmp_path):
    """Service Fabric's node is called by the prefix, a role instance by the name."""
    listed = [{"name": "nt", "prefix": "x"}, {"name": "other", "prefix": "nt"}]
    row, err = told(show, tmp_path, listed, "_nt_7", "--commands", "restart")
    assert row is None and "both 'nt' and 'other' have the name or prefix 'nt'" in err
    row, _ = told(show, tmp_path, listed[:1], "_nt_7")
    assert (row["kind"], row["scale_set"]) == ("role_instance", "nt")
    row, _ = told(show, tmp_path, listed[1:], "_nt_7")
    assert (row["kind"], row["scale_set"]) == ("service_fabric_node", "other")


def test_a_path_says_more_than_the_list(show, tmp_path):
    """Of another group, and of a VM that only looks like a Flexible scale set's."""
    listed = [{"name": "web", "prefix": "w"}, {"name": "flex", "prefix": None, "mode": "flexible"}]
    other = SETS.replace("/rg/", "/q/")
    row, _ = told(show, tmp_path, listed, f"{other}/web/virtualMachines/5")
    assert row["note"] == "a resource ID names its kind" and "/q/" in row["resource_id"]
    vm = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/flex_backup01"
    row, _ = told(show, tmp_path, listed, vm)
    assert (row["resource_id"], row["note"]) == (vm, "a resource ID names its kind")
    portal = f"https://portal.azure.com/#@contoso/resource{SETS}/web/virtualMachines/5/overview"
    row, _ = told(show, tmp_path, listed, portal)
    assert row["resource_id"] == f"{SETS}/web/virtualMachines/5" and row["prefix"] == "w"


def test_options_complete_names(show, tmp_path):
    row, _ = told(
        show,
        tmp_path,
        [{"name": "web", "prefix": "w"}],
        "w00002d",
        "-g",
        "rg",
        "--subscription",
        "s",
    )
    assert row["resource_id"].startswith("/subscriptions/s/resourceGroups/rg/")


WORDS = ["web", "nt", "w", "nt0", "aks-p-12345678-vmss", "shop_ss", "x000001"]
PLACE = "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Compute/"
FORMS = [
    "{word}{base36}",
    "{word}{base36}.x.net",
    "{word}_{number}",
    "_{word}_{number}",
    "{word}_df53ee36",
    "{word}_{word}_{number}_OsDisk_1_" + "6d" * 16,
    PLACE + "virtualMachineScaleSets/{word}/virtualMachines/{number}",
    "azure://" + PLACE + "virtualMachineScaleSets/{word}/virtualMachines/{number}",
    PLACE + "virtualMachines/{word}_df53ee36",
    "{number}",
    "{base36}",
]
places = st.tuples(st.sampled_from("st"), st.sampled_from("ab"))


@st.composite
def scale_sets(draw):
    name = draw(st.sampled_from(WORDS))
    prefix = draw(st.sampled_from([None, *(word for word in WORDS if "_" not in word)]))
    place = draw(st.none() | places)
    path = place and f"{PLACE.format(*place)}virtualMachineScaleSets/{name}"
    return ScaleSet(name, prefix, path, draw(st.sampled_from(["uniform", "flexible"])))


@st.composite
def names(draw):
    number = draw(st.sampled_from([0, 5, 85, 99999, 12345678, 36**6 - 1]))
    words = {"word": draw(st.sampled_from(WORDS)), "number": number}
    place = draw(places)
    return draw(st.sampled_from(FORMS)).format(*place, base36=format_base36(number), **words)


@given(
    st.lists(scale_sets(), min_size=1, max_size=5),
    names(),
    st.tuples(*(st.sampled_from([None, *some]) for some in ("s", "a", WORDS))),
)
def test_only_what_the_fleet_resolves_is_printed(listed, name, given):
    """And never of a subscription, group or scale set that is another than what is given."""
    fleet = Fleet(listed)
    refusals = NameFormatError, InstanceIDRangeError, UnknownScaleSetError, AmbiguousNameError
    try:
        told = fleet_readings(name, fleet, Context(*given))
    except refusals:
        return
    try:
        want = fleet.resolve(name)
    except refusals:
        want = None
    for _, row, known in told:
        assert given[0] in (None, known.subscription) and given[1] in (None, known.resource_group)
        assert given[2] in (None, row["scale_set"], known.scale_set)
        if want is not None:
            assert (row["instance_id"], row["vm_name"]) == (want.instance_id, want.vm_name)
