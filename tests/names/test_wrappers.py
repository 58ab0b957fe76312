"""What stands around a name is taken off everywhere in the same way, and nothing else is."""

import json

import pytest
from documents import ROOT
from hypothesis import given, strategies as st
from strategies import prefixes

from vmssnames import Fleet, InstanceIDRangeError, NameFormatError, ScaleSet, identify
from vmssnames.cli.converter import Converter
from vmssnames.names.conventions import inner_name
from vmssnames.names.wrappers import MOST, WRAPPERS, unwrap

NAMES_PAGE = (ROOT / "docs" / "reference" / "names.md").read_text()
GROUP = "/subscriptions/0000-00/resourceGroups/rg/providers/Microsoft.Compute"

# How each wrapper is put around a name.
PUT = {
    "percent-encoding": lambda name: f"%22{name}%22".replace("%22", "%20"),
    "escaped slashes": lambda name: f"node\\/{name}",
    "quotes or brackets": lambda name: f"[{name}]",
    "punctuation": lambda name: f"{name},",
    "prompt": lambda name: f"[root@{name} ~]#",
    "system:node:": lambda name: f"system:node:{name}",
    "node/": lambda name: f"nodes/{name}/proxy",
    "label": lambda name: f"kubernetes.io/hostname={name}",
    "URL": lambda name: f"https://{name}/containerLogs/x",
    "share": lambda name: f"\\\\{name}\\c$",
    "machine account": lambda name: f"CONTOSO\\{name}$",
    "service": lambda name: f"HTTP/{name}",
    "user": lambda name: f"azure.user@{name}",
    "port or address": lambda name: f"{name}:10250",
}


def rows():
    table = NAMES_PAGE.partition("| wrapper | example | name |\n")[2].partition("\n\n")[0]
    for line in table.splitlines()[1:]:
        wrapper, example, name = (cell.strip() for cell in line.strip("|").split("|"))
        yield wrapper, example.strip("`"), name.strip("`")


@pytest.mark.parametrize(("wrapper", "example", "name"), list(rows()))
def test_the_table_of_the_docs(wrapper, example, name):
    found, taken = unwrap(example)
    assert (found, taken[0]) == (name, wrapper)
    assert identify(example)[0].note.endswith(f"; taken off: {', '.join(taken)}")


def test_the_docs_have_every_wrapper():
    assert list(dict.fromkeys(row[0] for row in rows())) == list(WRAPPERS)
    assert {*PUT, "scale set/ID"} == {*WRAPPERS}


@pytest.mark.parametrize(
    "text",
    [
        "web00000a", "web_85", "web.x.net", "a b web00000a", "-web00000a", "web00000!", "web00000a@",
        "@web00000a", "(web00000a", "web00000a)", "foo=web00000a", "x/web00000a", "x/y/85", "$",
        "web00000a$$", "=web00000a", f"{GROUP}/virtualMachineScaleSets/web/virtualMachines/85",
        f"azure://{GROUP}/virtualMachineScaleSets/web/virtualMachines/85", "web/085", "web/", "/85",
    ],
)  # fmt: skip
def test_anything_else_stays(text):
    assert unwrap(text) == (text, ())


@pytest.mark.parametrize("text", ["%2", "%2gweb00000a", "%ffweb00000a", "%22web00000a%2"])
def test_percent_encoding_that_is_cut_short(text):
    with pytest.raises(NameFormatError, match="expected two hexadecimal digits after each '%'"):
        unwrap(text)


def test_zero_bytes_are_no_name():
    with pytest.raises(NameFormatError, match="taken|expected"):
        identify("%00web00000a")


def test_too_many_wrappers_are_an_error():
    assert unwrap("(((web00000a)))") == ("web00000a", ("quotes or brackets",) * 3)
    for deep in ("((((web00000a))))", "%252525252522web00000a"):
        with pytest.raises(NameFormatError, match=f"expected at most {MOST} wrappers"):
            unwrap(deep)


def test_a_long_word_takes_no_time():
    assert unwrap("a" * 10**7)[1] == ()
    assert unwrap("(" * 10**6 + "a")[1] == ()
    with pytest.raises(NameFormatError):
        identify("%41" * 10**6)


wrapped_by = st.lists(st.sampled_from(sorted(PUT)), min_size=1, max_size=2)


def wrapped(name, by):
    for wrapper in by:
        name = PUT[wrapper](name)
    return name


@given(prefixes, st.integers(0, 9999), wrapped_by, st.booleans())
def test_every_way_to_read_a_name_agrees(prefix, instance_id, by, is_upper):
    """identify, resolve, resolve_many, convert and rows read a wrapped name as the name itself."""
    fleet = Fleet([ScaleSet("my_set", prefix)])
    name = fleet.scale_sets[0].instance(instance_id).computer_name
    text = wrapped(name.upper() if is_upper else name, by)
    try:
        bare, taken = unwrap(text)
    except NameFormatError:
        return  # Percent-encoding may be broken by what is around it.
    if bare.lower() != name.lower():
        return  # Such as a prompt around a URL, which is no wrapper of a name.
    for read in (fleet.resolve, lambda one: fleet.resolve_many([one])[0]):
        found = read(text)
        assert (found.instance_id, found.scale_set.name) == (instance_id, "my_set")
    assert taken
    try:
        expected = {one.instance_id for one in identify(bare)}
    except (NameFormatError, InstanceIDRangeError):
        expected = None
    if expected is not None:
        assert {one.instance_id for one in identify(text)} == expected
    (converted, _), (plain, _) = Converter("id", "computer-name", None, None).convert([text, bare])
    assert converted == plain == str(instance_id)


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("aks-d2sv3c0-34429652-vmss000000-mycluster", "aks-d2sv3c0-34429652-vmss000000"),
        ("aks-nodepool1-32897461-vmss00000a-000001", "aks-nodepool1-32897461-vmss00000a"),
        ("kube-proxy-aks-nodepool1-32897461-vmss00000a", "aks-nodepool1-32897461-vmss00000a"),
        ("x-k8s-agentpool-32078657-vmss000000-y", "k8s-agentpool-32078657-vmss000000"),
        ("aks-aks-nodepool1-32897461-vmss00000a", "aks-nodepool1-32897461-vmss00000a"),
        ("aks-nodepool1-32897461-vmss00000a", ""),
        ("aks-nodepool1-32897461-vmss00000ab", ""),
        ("my-nodepool1-32897461-vmss00000a-x", ""),
        ("aks-32897461-vmss00000a-x", ""),
        ("aks-nodepool1-3289746-vmss00000a-x", ""),
        ("aks-nodepool1-32897461-vmss000_0-x", ""),
    ],
)
def test_nodes_inside_longer_words(text, inner):
    assert inner_name(text) == inner
    if inner:
        (reading,) = identify(f"{text}.internal.cloudapp.net")
        assert str(reading.value).lower() == inner
        assert reading.certainty == "likely" and "inside a longer word" in reading.note
        fleet = Fleet([ScaleSet(inner[:-6], None)])
        assert fleet.resolve(text).instance_id == reading.instance_id
        assert fleet.resolve_many([text])[0].instance_id == reading.instance_id
        (result,) = Converter("id", None, None, None).convert([text])
        assert result == (str(reading.instance_id), None)


@pytest.mark.parametrize(
    ("text", "instance_id"),
    [
        ("aks-nodepool1-32897461-vmss00000a_1", 10),
        ("aks-nodepool1-32897461-vmss00000a/1", 10),
        ("aks-nodepool1-32897461-vmss_10_1", 10),
        ("aks-nodepool1-32897461-vmss00000a_20261126", 10),
        ("aks-np-12345678-vmss00000A-aks-np-12345678-vmss00000B", 10),
    ],
)
def test_what_follows_a_node_is_no_instance_id(cli, text, instance_id):
    best = identify(text)[0]
    assert (best.instance_id, best.scale_set in text) == (instance_id, True)
    assert best.scale_set.endswith("-vmss")
    assert Fleet([ScaleSet(best.scale_set, None)]).resolve(text).instance_id == instance_id
    (result,) = Converter("id", None, None, None).convert([text])
    assert result[0] == str(instance_id)
    if "/" in text:
        return  # A pair is only possible: no rows, no commands.
    row = json.dumps({"h": text}).encode()
    out = cli("annotate", "--aks", "--field", "h", "--add", "instance_id", stdin=row)[1]
    assert json.loads(out)["instance_id"] == instance_id


def test_seven_characters_after_vmss(cli):
    done = cli("convert", "--to", "id", stdin=b"aks-nodepool1-12345678-vmss00000a1\n")
    said = "expected six characters after '-vmss', got 7"
    assert done == (1, "\n", f"vmssnames: line 1: 'aks-nodepool1-12345678-vmss00000a1': {said}\n")


def test_pairs_with_a_slash_may_be_anything(cli):
    for text in ("tcp/22", "linux/386", "web/85"):
        assert identify(text)[0].certainty in ("possible", "unlikely")
        assert cli("show", text, "--commands", "restart")[0] == 2
    with pytest.raises(NameFormatError):
        identify("10.0.0.4/24")


def test_rows_of_aks_are_read_like_names(cli):
    for value in ("system:node:aks-a-12345678-vmss00000a", "kube-proxy-aks-a-12345678-vmss00000a"):
        row = json.dumps({"host": value}).encode()
        out = cli("annotate", "--aks", "--field", "host", "--add", "vm_name", stdin=row)[1]
        assert json.loads(out)["vm_name"] == "aks-a-12345678-vmss_10"


def test_aks_has_one_name_for_scale_set_and_prefix():
    for text, form, expected in [
        ("akswdjob000000", "vm-name", "akswdjob_0"),
        ("k8s-agentpool1-32474172-vmss_1216", "node-name", "k8s-agentpool1-32474172-vmss0000xs"),
        ("aks-tompool-39923754-vmss_13", "node-name", "aks-tompool-39923754-vmss00000d"),
    ]:
        other = (
            "aks-other-11111111-vmss_1" if form == "node-name" else "aks-other-11111111-vmss000001"
        )
        (found, _), (second, _) = Converter(form, None, None, None).convert([text, other])
        assert found == expected and second


def test_machines_of_cluster_api_need_their_pool():
    lines = [
        "st005-42",
        "st005000016",
        "st005-42",
        "redis-0",
        f"{GROUP}/virtualMachineScaleSets/redis/virtualMachines/1",
        "redis-0",
    ]
    results = [found for found, _ in Converter("id", None, None, None).convert(lines)]
    assert results == [None, "42", "42", None, "1", "0"]
    assert Fleet([ScaleSet("st005", None)]).resolve("st005-42").instance_id == 42
    # A computer name goes first.
    fleet = Fleet([ScaleSet("web", "web"), ScaleSet("other", "web-")])
    assert fleet.resolve("web-100001").scale_set.name == "other"
    assert fleet.resolve("web-85").scale_set.name == "web"
    with pytest.raises(NameFormatError):
        Fleet(["redis"]).resolve("covid-19")


def test_convert_to_resource_ids(cli):
    path = f"{GROUP}/virtualMachineScaleSets/web/virtualMachines/85"
    assert cli("convert", "--to", "resource-id", stdin=f"azure://{path}\n".encode()) == (
        0,
        f"{path}\n",
        "",
    )
    place = ("--subscription", "0000-00", "-g", "rg")
    done = cli("convert", "--to", "provider-id", *place, stdin=b"web_85\nweb00002d\n")
    assert done == (
        1,
        f"azure://{path}\n\n",
        "vmssnames: line 2: 'web00002d' does not contain its scale set: pass --scale-set\n",
    )
    done = cli("convert", "--to", "resource-id", stdin=b"web_85\n")
    assert (
        done[2]
        == "vmssnames: line 1: 'web_85' does not contain its subscription: pass --subscription\n"
    )
    done = cli("convert", "--to", "resource-id", "-g", "other", stdin=f"{path}\n".encode())
    assert done[0] == 1 and "expected the resource group 'other', got 'rg'" in done[2]


@pytest.mark.parametrize(
    "text",
    [
        f"{GROUP}/virtualMachines/k8s-agentpool-32078657-vmss000000",
        "FF00000020000001",
        "redis-0",
        "version",
    ],
)
def test_no_command_for_what_may_be_no_instance(cli, text):
    """A node's name in a VM's place, an outer word, hexadecimal digits, a lone word."""
    status, out, errors = cli("show", text, "--commands", "restart", "-o", "json")
    assert status == 2 and errors.startswith("vmssnames: ")
    assert not out or json.loads(out)["commands"] == []


def test_a_nodes_name_in_a_vms_place():
    best, second = identify(f"{GROUP}/virtualMachines/k8s-agentpool-32078657-vmss000000")
    assert (best.scale_set, best.instance_id, best.certainty) == (
        "k8s-agentpool-32078657-vmss",
        0,
        "likely",
    )
    assert second.certainty == "unlikely" and second.instance_id is None
