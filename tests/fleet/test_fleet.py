"""Fleets: what they are made of, which names they resolve, and which they reject."""

import copy
import json
import pickle

import pytest
from hypothesis import given, strategies as st
from strategies import hostile_texts, ids, prefixes, spoiled

from vmssnames import (
    AmbiguousNameError,
    ComputerName,
    Fleet,
    Instance,
    InstanceIDRangeError,
    NameFormatError,
    ResourceID,
    ScaleSet,
    UnknownScaleSetError,
)
from vmssnames.fleet import parse

GROUP = "/subscriptions/1d9c7a0e-0000-4000-8000-00000000002d/resourceGroups/rg"
SETS = f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets"
FLEX = ScaleSet("flex", "flexvm", mode="Flexible")
FLEET = Fleet(
    [ScaleSet("kn-infra_ss", "Kn-infra", f"{SETS}/kn-infra_ss"), "web", ("nt", "nt0"), FLEX]
)


@pytest.mark.parametrize(
    "text, scale_set, instance_id",
    [
        ("kn-infra00002D", "kn-infra_ss", 85),
        ("KN-INFRA00002d", "kn-infra_ss", 85),
        ("kn-infra00002D.x.internal.cloudapp.net.", "kn-infra_ss", 85),
        (" node/web00000a\n", "web", 10),
        ("web00000A:10250", "web", 10),
        ("web00000A/10.0.0.4", "web", 10),
        ("nt0000000", "nt", 0),
        ("kn-infra_ss_85", "kn-infra_ss", 85),
        ("WEB_85", "web", 85),
        ("web_12345678", "web", 12345678),
        ("_nt_7", "nt", 7),
        ("_nt0_7", "nt", 7),
        ("_kn-infra_7", "kn-infra_ss", 7),
        (f"{SETS}/kn-infra_ss/virtualMachines/6", "kn-infra_ss", 6),
        (f"{SETS}/KN-infra_ss/virtualMachines/6/networkInterfaces/nic".upper(), "kn-infra_ss", 6),
        (f"azure://{SETS}/web/virtualMachines/6", "web", 6),
        (f"https://management.azure.com{SETS}/web/virtualMachines/6?api-version=1", "web", 6),
        (f"{GROUP}/providers/Microsoft.Compute/virtualMachines/web_6/extensions/x", "web", 6),
        ("web_web_3_OsDisk_1_" + "6d" * 16, "web", 3),
    ],
)
def test_resolve(text, scale_set, instance_id):
    found = FLEET.resolve(text)
    assert (found.scale_set.name, found.instance_id) == (scale_set, instance_id)
    assert FLEET.resolve_many([text]) == [found]


def test_all_names_of_an_instance():
    found = FLEET.resolve("kn-infra_ss_85")
    assert found.computer_name == "Kn-infra00002D" and found.node_name == "kn-infra00002d"
    assert found.vm_name == "kn-infra_ss_85" and found.base36 == "00002D"
    assert str(found.resource_id) == f"{SETS}/kn-infra_ss/virtualMachines/85"
    assert str(found.provider_id) == f"azure://{SETS}/kn-infra_ss/virtualMachines/85"
    # What a path says of its scale set stays with the instance.
    found = FLEET.resolve(f"{SETS}/web/virtualMachines/6")
    assert str(found.resource_id) == f"{SETS}/web/virtualMachines/6"
    assert FLEET.resolve("web_6").resource_id is None is FLEET.resolve("web_6").provider_id


def test_flexible_scale_sets_resolve_by_name_only():
    found = FLEET.resolve("FLEX_df53ee36")
    assert (found.scale_set, found.instance_id, found.vm_name) == (FLEX, None, "flex_df53ee36")
    assert found.computer_name is None is found.node_name and found.base36 is None
    path = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/flex_df53ee36"
    there = FLEET.resolve(path)
    assert (there.vm_name, there.scale_set.name, str(there.resource_id)) == (
        "flex_df53ee36",
        "flex",
        path,
    )
    with pytest.raises(
        UnknownScaleSetError, match="'flexvm00002D': 'flex' is a Flexible scale set"
    ):
        FLEET.resolve("flexvm00002D")
    with pytest.raises(NameFormatError, match="eight hexadecimal digits"):
        FLEET.resolve("flex_85")
    assert FLEET.resolve_many(["flexvm00002D", "flex_85", "flex_12345678"], errors="null")[:2] == [
        None,
        None,
    ]


@pytest.mark.parametrize(
    "text, error, message",
    [
        (
            "nsg00002D",
            UnknownScaleSetError,
            "'nsg00002D': no listed scale set has the prefix 'nsg'",
        ),
        ("kn-infr00002D", UnknownScaleSetError, "the nearest is 'kn-infra'"),
        (
            "webb_85",
            UnknownScaleSetError,
            "no listed scale set has the name 'webb'; the nearest is 'web'",
        ),
        (f"{SETS}/db/virtualMachines/6", UnknownScaleSetError, "has the name 'db'"),
        (
            f"{SETS.replace('/rg/', '/q/')}/kn-infra_ss/virtualMachines/6",
            UnknownScaleSetError,
            "listed is '/subscriptions/.*/rg/",
        ),
        (f"{SETS}/web", NameFormatError, "expected the resource ID of an instance"),
        (
            f"{SETS}/flex/virtualMachines/6",
            UnknownScaleSetError,
            "listed is 'the flexible flex'",
        ),
        ("web00002", UnknownScaleSetError, "has the prefix 'we'"),
        ("web0000!A", NameFormatError, "expected six base-36 digits"),
        ("web_085", NameFormatError, "'web_085'"),
        ("web_2176782336", InstanceIDRangeError, "outside 0..2176782335"),
        ("", NameFormatError, "expected"),
        ("vmss_vmss_0_OsDisk_1_" + "6d" * 16, UnknownScaleSetError, "'vmss'"),
    ],
)
def test_names_without_an_instance(text, error, message):
    with pytest.raises(error, match=message) as refused:
        FLEET.resolve(text)
    assert isinstance(refused.value, (ValueError, LookupError))
    assert FLEET.resolve_many(["web_1", text], errors="null")[1] is None
    with pytest.raises(error, match="item 1: "):
        FLEET.resolve_many(["web_1", text])


def test_two_owners_are_both_named():
    fleet = Fleet([("web", "vm"), ("api", "vm"), ("db", "vm"), ("one", "x"), ("two", "x")])
    with pytest.raises(
        AmbiguousNameError, match="'x00002D': both 'one' and 'two' have the prefix 'x'"
    ):
        fleet.resolve("x00002D")
    with pytest.raises(AmbiguousNameError, match="'api', 'db' and 1 more have the prefix 'vm'"):
        fleet.resolve("vm00002D")
    assert fleet.resolve("api_1").computer_name == "vm000001"
    other = SETS.replace("/rg/", "/other/")
    same = Fleet([ScaleSet("web", "web", f"{SETS}/web"), ScaleSet("web", "web", f"{other}/web")])
    with pytest.raises(
        AmbiguousNameError, match="both '/subscriptions/.*/other/.*' and '/subs.*/rg/"
    ):
        same.resolve("web_1")
    assert same.resolve(f"{other}/web/virtualMachines/1").resource_id.resource_group == "other"
    # A Flexible namesake may have the host name, too, but no VM of such a name.
    mixed = Fleet(["web", ScaleSet("web", "web", mode="flexible")])
    with pytest.raises(AmbiguousNameError):
        mixed.resolve("web00002D")
    with pytest.raises(AmbiguousNameError):
        mixed.resolve("web_12345678")
    assert mixed.resolve("web_85").instance_id == 85
    assert mixed.resolve("web_df53ee36").instance_id is None


@given(prefixes, ids)
def test_round_trips(prefix, instance_id):
    """Every name of an instance resolves to it."""
    fleet = Fleet([ScaleSet("the_set", prefix, f"{SETS}/the_set"), "web"])
    one = Instance(fleet.scale_sets[0], instance_id)
    for name in (one.computer_name, one.node_name, one.vm_name, one.resource_id, one.provider_id):
        assert fleet.resolve(str(name)) == one


@given(spoiled(prefixes.map(lambda p: p + "00002D")) | hostile_texts)
def test_other_text_has_one_kind_of_error(text):
    """resolve and resolve_many agree, and raise nothing but what they promise."""
    fleet = Fleet(["web", "a", "0"])
    try:
        expected = fleet.resolve(text)
    except (ValueError, LookupError):
        expected = None
    assert fleet.resolve_many([text], errors="null") == [expected]


def test_resolve_many_on_all_kernels(kernels):
    fleet = Fleet([("web", "vm"), "api", ("x", "two"), ("y", "two"), FLEX])
    texts = [
        "vm00000A",
        "API00000a",
        "web_7",
        "two00000A",
        "flexvm00000A",
        "vm00000",
        "",
        None,
        7,
        b"vm00000A",
        "vm00000\xe9",
        "-vm00000A",
        "vm00000A.x.net",
    ]
    found = fleet.resolve_many(texts, errors="null")
    assert [one and one.instance_id for one in found] == [10, 10, 7, *[None] * 9, 10]
    assert all(type(one) is Instance for one in found if one is not None)
    assert fleet.resolve_many(iter(["vm00000A"] * 3)) == [found[0]] * 3
    with pytest.raises(TypeError, match="item 0"):
        fleet.resolve_many([None])

    class Text(str):
        pass

    assert fleet.resolve_many([Text("vm00000A")]) == [found[0]]


def test_a_large_fleet(kernels):
    names = [f"set{i}" for i in range(20_000)]
    fleet = Fleet((name, f"p{i}-") for i, name in enumerate(names))
    texts = [f"P{i}-00002D" for i in range(0, 20_000, 7)]
    assert [one.vm_name for one in fleet.resolve_many(texts)] == [
        f"set{i}_85" for i in range(0, 20_000, 7)
    ]
    with pytest.raises(UnknownScaleSetError, match="nearest is 'p1999-"):
        fleet.resolve("p1999-z00002D")


def test_fleets_are_values():
    assert Fleet(["web", "api"]) == Fleet(["api", "WEB", "web"]) != Fleet(["web"])
    assert len(Fleet(["web", "WEB", ("web", "web")])) == 1 and hash(Fleet(["web"])) == hash(
        Fleet(["WEB"])
    )
    assert "WEB" in FLEET and "db" not in FLEET and FLEX in FLEET and 5 not in FLEET
    assert [one.name for one in FLEET] == ["kn-infra_ss", "web", "nt", "flex"]
    assert repr(Fleet(["web"])) == "<Fleet of 1: 'web'>" and ", ...>" in repr(FLEET)
    assert pickle.loads(pickle.dumps(FLEET)) == FLEET == copy.deepcopy(FLEET)
    assert FLEET != 5 and Fleet([]) == Fleet(())


def test_instances_are_values():
    one = ScaleSet("web", "vm").instance(85)
    assert one == Instance(ScaleSet("WEB", "VM"), 85) and hash(one) == hash(
        ScaleSet("WEB", "VM").instance(85)
    )
    assert sorted([one, ScaleSet("web", "vm").instance(7)])[1] == one
    assert pickle.loads(pickle.dumps(one)) == one == copy.copy(one) and eval(repr(one)) == one
    flexible = Instance(FLEX, None, "flex_df53ee36")
    assert eval(repr(flexible)) == flexible == pickle.loads(pickle.dumps(flexible))
    with pytest.raises(AttributeError):
        one.instance_id = 5
    for arguments in [
        (FLEX, 5),
        (FLEX, None),
        (ScaleSet("web", "vm"), None),
        (ScaleSet("web", "vm"), 5, "x"),
    ]:
        with pytest.raises(NameFormatError):
            Instance(*arguments)
    with pytest.raises(InstanceIDRangeError):
        Instance(ScaleSet("web", "vm"), 36**6)
    with pytest.raises(TypeError):
        Instance("web", 5)


@pytest.mark.parametrize(
    "arguments, error",
    [
        (("we b", "web"), NameFormatError),
        (("web", "we_b"), NameFormatError),
        (("web", "web", f"{SETS}/api"), NameFormatError),
        (("web", "web", f"{SETS}/web/virtualMachines/5"), NameFormatError),
        (("web", "web", None, "orchestrated"), ValueError),
        (("web", 5), TypeError),
        (("web", "web", 5), TypeError),
        (("$(reboot)", "web"), NameFormatError),
        (("web\n", "web"), NameFormatError),
    ],
)
def test_scale_sets_are_checked(arguments, error):
    with pytest.raises(error):
        ScaleSet(*arguments)
    with pytest.raises((error, ValueError)):
        ScaleSet(*arguments)


def test_items_of_a_fleet():
    for wrong, error, message in [
        (["web", 5], TypeError, "item 1: "),
        (
            ["web", "we_b"],
            NameFormatError,
            "item 1: 'we_b' cannot be a prefix: also pass the prefix",
        ),
        ([("web", "web", "x", "y")], TypeError, "item 0: "),
        ("web", TypeError, "got a str"),
        (None, TypeError, "not iterable"),
    ]:
        with pytest.raises(error, match=message):
            Fleet(wrong)
    no_prefix = Fleet([("web", None)])
    assert no_prefix.resolve("web_5").computer_name is None
    with pytest.raises(UnknownScaleSetError):
        no_prefix.resolve("web000005")


AZ = [
    {
        "id": f"{SETS}/web",
        "name": "web",
        "orchestrationMode": "Uniform",
        "virtualMachineProfile": {
            "osProfile": {"computerNamePrefix": "webvm", "adminUsername": "x"}
        },
    },
    {
        "id": f"{SETS}/flex",
        "name": "flex",
        "orchestrationMode": "Flexible",
        "virtualMachineProfile": None,
    },
]
REST = {
    "value": [
        {
            "id": one["id"],
            "name": one["name"],
            "properties": {k: v for k, v in one.items() if k not in ("id", "name")},
        }
        for one in AZ
    ]
}


@pytest.mark.parametrize("shape", [AZ, REST, [REST], {"value": AZ, "nextLink": None}, AZ + [AZ[0]]])
def test_json_of_azure(shape):
    fleet = Fleet.parse(json.dumps(shape, indent=1).encode("utf-8-sig"))
    assert [(one.name, one.prefix, one.mode) for one in fleet] == [
        ("web", "webvm", "uniform"),
        ("flex", None, "flexible"),
    ]
    assert fleet.scale_sets[0].resource_id == ResourceID.parse(f"{SETS}/web")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("web\n\n# a comment\r\n api \n", [("web", "web"), ("api", "api")]),
        ("kn_ss,kn\nweb,web", [("kn_ss", "kn"), ("web", "web")]),
        ("name,prefix\nkn_ss,kn\n", [("kn_ss", "kn")]),
        ("prefix\tmode\tname\nkn\tUniform\tkn_ss\n", [("kn_ss", "kn")]),
        ("computerNamePrefix,id,name,location\nkn,,kn_ss,eastus\n", [("kn_ss", "kn")]),
        ('"kn_ss","kn"\n', [("kn_ss", "kn")]),
        ("prefix\nweb\n", [("web", "web")]),
        ("\ufeffweb", [("web", "web")]),
        ('["web", {"name": "kn_ss", "prefix": "kn"}]', [("kn_ss", "kn"), ("web", "web")]),
        ('{"name": "kn_ss", "computer_name_prefix": "kn"}', [("kn_ss", "kn")]),
        ("kn_ss,\n", [("kn_ss", None)]),
        ("", []),
        ("[]", []),
    ],
)
def test_texts(text, expected):
    assert sorted((one.name, one.prefix) for one in Fleet.parse(text)) == sorted(expected)


@pytest.mark.parametrize(
    "text, message",
    [
        ("web\nwe b", "line 2: "),
        ("web\nwe_b", "line 2: 'we_b' cannot be a prefix"),
        ("a,b,c", "line 1: expected 2 columns, got 3"),
        ("name,prefix,mode\nweb,web,both", "line 2: mode must be"),
        ("[", "expected JSON"),
        ("[" * 100_000, "expected JSON"),
        ('[{"name": 5}]', "item 0: expected a str"),
        ('[{"prefix": "web"}]', "item 0: expected a scale set with a name"),
        ("[null]", "item 0: "),
        ('{"error": {"code": "AuthorizationFailed"}}', "AuthorizationFailed"),
        ('{"value": [], "nextLink": "https://x"}', "pass all pages"),
        (b"\xff\xfew\0e\0b\0", "UTF-8"),
    ],
)
def test_bad_texts(text, message):
    with pytest.raises(NameFormatError, match=message):
        Fleet.parse(text)
    with pytest.raises(TypeError):
        Fleet.parse(5)


def test_names_that_only_look_alike():
    assert ComputerName.parse("webserver").prefix == "web"
    assert Fleet(["web"]).resolve("webserver").instance_id == 1717867971


def test_a_single_vm_is_not_a_uniform_instance():
    """Its name may be that of one: it is another resource."""
    other = SETS.replace("/rg/", "/other/")
    fleet = Fleet(
        [ScaleSet("web", "web", f"{SETS}/web"), ScaleSet("flex", None, f"{SETS}/flex", "flexible")]
    )
    vms = SETS.replace("virtualMachineScaleSets", "virtualMachines")
    for path in (
        f"{vms}/web_85",
        f"{vms.replace('/rg/', '/other/')}/flex_df53ee36",
        f"{vms}/myvm",
        f"{vms}/db_85",
        f"{other}/web/virtualMachines/85",
    ):
        with pytest.raises(UnknownScaleSetError):
            fleet.resolve(path)
        assert fleet.resolve_many([path], errors="null") == [None]
    assert str(fleet.resolve(f"{vms}/flex_df53ee36").resource_id) == f"{vms}/flex_df53ee36"


def test_the_scale_set_that_is_there_goes_before_one_that_may_be():
    fleet = Fleet([ScaleSet("web", "a"), ScaleSet("web", "b", f"{SETS}/web")])
    assert fleet.resolve(f"{SETS}/web/virtualMachines/5").scale_set.prefix == "b"
    assert (
        fleet.resolve(f"{SETS.replace('/rg/', '/q/')}/web/virtualMachines/5").scale_set.prefix
        == "a"
    )
    same = Fleet(
        [
            ScaleSet("web", "v", f"{SETS}/web"),
            ScaleSet("web", "v", f"{SETS.replace('/rg/', '/q/')}/web"),
        ]
    )
    with pytest.raises(AmbiguousNameError, match="both '/subscriptions/.*' and '/subscriptions/"):
        same.resolve("v000001")


def test_what_may_be_given_as_pairs():
    assert Fleet([["kn_ss", "kn"]]) == Fleet([("kn_ss", "kn")]) == Fleet({"kn_ss": "kn"}.items())
    for wrong, message in [
        ({"web": "w"}, r"\.items\(\)"),
        ([["a", "b", "c"]], "got 3 items"),
        ([5], "item 0: expected a ScaleSet"),
        ([""], "computer-name prefix"),
    ]:
        with pytest.raises((TypeError, NameFormatError), match=message):
            Fleet(wrong)


def test_files_of_all_spellings():
    shell = [
        {
            "Name": "kn_ss",
            "OrchestrationMode": "Uniform",
            "VirtualMachineProfile": {"OsProfile": {"ComputerNamePrefix": "kn"}},
        }
    ]
    assert Fleet.parse(json.dumps(shell)).scale_sets[0].prefix == "kn"
    assert Fleet.parse("Name,Computer Name Prefix\nkn_ss,kn").scale_sets[0].prefix == "kn"
    tabs = Fleet.parse("prefix\tname\nw\tweb_ss\n\tapi\n")
    assert [(one.name, one.prefix) for one in tabs] == [("web_ss", "w"), ("api", None)]
    for text, message in [
        ("name,location\nweb,eastus", "expected the columns 'name' and 'prefix'"),
        ("web\rapi\r", "line 1: "),
        ('"' + "a" * 200_000 + '",b', "line 1: "),
    ]:
        with pytest.raises(NameFormatError, match=message):
            Fleet.parse(text)


def test_a_text_that_cuts_as_it_likes(kernels):
    class Text(str):
        def __getitem__(self, key):
            return "web000002"[key]

    assert Fleet(["web"]).resolve_many([Text("web000001")])[0].instance_id == 1


def test_an_id_out_of_range_is_reported_with_its_name():
    with pytest.raises(InstanceIDRangeError, match="'web_99999999999': instance ID"):
        FLEET.resolve("web_99999999999")


def test_other_documents_than_scale_sets():
    """Instances, which are not scale sets; and the name of a file."""
    path = f"{SETS}/web/virtualMachines/5"
    # Nor is a group called so an instance, nor what has no ID.
    named = SETS.replace("/rg/", "/virtualMachines/")
    for more in ({"id": f"{named}/web"}, {"instanceId": None}):
        assert Fleet.parse(json.dumps([{"name": "web"} | more])).resolve("web_5").vm_name == "web_5"
    with pytest.raises(
        NameFormatError, match="line 2: 'b.txt' cannot be a prefix: also pass the prefix$"
    ):
        Fleet.parse("web\nb.txt")
    for item in (
        {"name": "web_5", "id": path},
        {"name": "web_5", "instanceId": "5"},
        {"Name": "web_5", "InstanceId": "5"},
    ):
        with pytest.raises(NameFormatError, match="item 0: expected a scale set, got an instance"):
            Fleet.parse(json.dumps([item]))
    with pytest.raises(
        NameFormatError, match="line 1: 'fleet.json' .*: pass the content of a file, not its path"
    ):
        Fleet.parse("fleet.json")


def test_a_role_or_a_node():
    """If the name after an underscore is one scale set's name and another's prefix, it is neither."""
    fleet = Fleet([("nt", "x"), ("other", "nt"), ("same", "same")])
    for name in ("_nt_7", "_NT_7"):
        with pytest.raises(AmbiguousNameError, match="both 'nt' and 'other'"):
            fleet.resolve(name)
        assert fleet.resolve_many([name], errors="null") == [None]
    # A Flexible one's hosts hold no number.
    mixed = Fleet([("nt", "x"), ScaleSet("other", "nt", mode="flexible")])
    assert mixed.resolve("_nt_12345678").instance_id == 12345678
    with pytest.raises(UnknownScaleSetError, match="has the name or prefix 'np'"):
        fleet.resolve("_np_7")
    assert fleet.resolve("nt_7").scale_set.name == "nt"
    assert fleet.resolve("_same_7").scale_set.name == "same"


@given(
    st.lists(st.sampled_from(["web", "API", "api", "a-b-", "x" * 58, "x" * 59, "-a", "a b", "name", "prefix", "a,b", "é", "", "#c"])),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
    st.booleans(),
)  # fmt: skip
def test_a_list_of_prefixes_is_read_like_lines(lines, end, has_end):
    """At once or line by line: the same scale sets, or the same error."""
    text = end.join(lines) + end * has_end

    def read(reader):
        try:
            fleet = reader(text)
            return fleet.scale_sets, fleet.owners, fleet.keys("prefix"), fleet.keys("name")
        except NameFormatError as error:
            return str(error)

    assert read(Fleet.parse) == read(lambda text: Fleet(parse._of_lines(text)))
