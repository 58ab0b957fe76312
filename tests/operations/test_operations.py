"""What may be done with an instance: requests and commands, and that none is for all by mistake."""

import shlex

import pytest
from hypothesis import given, strategies as st
from strategies import ids, scale_sets

from vmssnames import Operation, Request, ResourceID, operation
from vmssnames.names.resource_id import is_segment
from vmssnames.operations import OPERATION_NAMES

WEB = ResourceID("0000-00", "Rg", "web", 85)
OTHERS = [ResourceID("0000-00", "Rg", "web", 9), ResourceID("0000-00", "Rg", "web", 0)]
VM = ResourceID("0000-00", "Rg", vm_name="web_df53ee36")
BASE = "https://management.azure.com/subscriptions/0000-00/resourceGroups/Rg/providers/Microsoft.Compute"
SET = f"{BASE}/virtualMachineScaleSets/web"

# name, request for one instance, and for a VM on its own, beyond the instance's or the VM's path
ONE = [
    ("show", "GET", "", ""),
    ("instance-view", "GET", "/instanceView", "/instanceView"),
    ("start", "POST", "/start", "/start"),
    ("restart", "POST", "/restart", "/restart"),
    ("power-off", "POST", "/powerOff", "/powerOff"),
    ("deallocate", "POST", "/deallocate", "/deallocate"),
    ("reimage", "POST", "/reimage", "/reimage"),
    ("reimage-all", "POST", "/reimageall", None),
    ("redeploy", "POST", "/redeploy", "/redeploy"),
    ("perform-maintenance", "POST", "/performMaintenance", "/performMaintenance"),
    ("simulate-eviction", "POST", "/simulateEviction", "/simulateEviction"),
    ("run-command", "POST", "/runCommand", "/runCommand"),
    ("delete", "DELETE", "", ""),
    ("protect", "PUT", "", None),
    ("unprotect", "PUT", "", None),
    ("boot-diagnostics", "POST", "/retrieveBootDiagnosticsData", "/retrieveBootDiagnosticsData"),
    ("network-interfaces", "GET", "/networkInterfaces", None),
    ("extensions", "GET", "/extensions", "/extensions"),
    ("approve-rolling-upgrade", "POST", "/approveRollingUpgrade", None),
]


@pytest.mark.parametrize(("name", "method", "path", "vm_path"), ONE)
def test_requests_for_one(name, method, path, vm_path):
    version = "2018-10-01" if name == "network-interfaces" else "2025-04-01"
    request = operation(name).rest(WEB)
    assert (request.method, request.url) == (
        method,
        f"{SET}/virtualMachines/85{path}?api-version={version}",
    )
    if vm_path is None:
        for form in (operation(name).rest, operation(name).az, operation(name).powershell):
            with pytest.raises(ValueError, match=f"^{name}: not available for VMs outside"):
                form(VM)
    else:
        assert operation(name).rest(VM).url == (
            f"{BASE}/virtualMachines/web_df53ee36{vm_path}?api-version={version}"
        )


BULK = {
    "start": "start",
    "restart": "restart",
    "power-off": "poweroff",
    "deallocate": "deallocate",
    "reimage": "reimage",
    "reimage-all": "reimageall",
    "redeploy": "redeploy",
    "perform-maintenance": "performMaintenance",
    "delete": "delete",
    "update-to-latest-model": "manualupgrade",
    "approve-rolling-upgrade": "approveRollingUpgrade",
}


@pytest.mark.parametrize("name", [name for name in OPERATION_NAMES if name != "list"])
def test_requests_for_several(name):
    """Azure takes a list of IDs, in text; where it takes none, there is one request for each."""
    if name in BULK:
        assert operation(name).rest([WEB, *OTHERS, WEB]) == Request(
            "POST",
            f"{SET}/{BULK[name]}?api-version=2025-04-01",
            {"instanceIds": ["85", "9", "0"]},
        )
        assert len(operation(name).requests([WEB, *OTHERS])) == 1
    else:
        with pytest.raises(ValueError, match=f"^{name}: expected one instance"):
            operation(name).rest([WEB, *OTHERS])
        assert [r.url for r in operation(name).requests([WEB, *OTHERS])] == [
            operation(name).rest(one).url for one in (WEB, *OTHERS)
        ]


@pytest.mark.parametrize("name", OPERATION_NAMES)
def test_nothing_is_never_all(name):
    """An empty list means all instances to Azure: no request and no command comes of one."""
    one = operation(name)
    for form in (one.rest, one.requests, one.az, one.powershell):
        for nobody in ([], (), iter(())):
            with pytest.raises(ValueError, match="expected an instance, got none"):
                form(nobody)
        with pytest.raises(ValueError, match="expected an instance, got "):
            form(ResourceID("0000-00", "Rg", "web"))  # the whole scale set
        with pytest.raises(ValueError, match="expected an instance, got "):
            form(ResourceID("0000-00", "Rg", "web", 85, child="extensions/e"))
        with pytest.raises(TypeError):
            form(["web_85"])


@pytest.mark.parametrize("name", OPERATION_NAMES)
def test_every_command_names_its_instance(name):
    """Whatever is done is done to the instances given, by their IDs; listing lists all."""
    if name == "list":
        return
    for one in (WEB, *OTHERS):
        for line in operation(name).az(one).splitlines():
            words = shlex.split(line)
            assert words[0] == "az"
            if words[1] == "rest":
                assert f"/virtualMachines/{one.instance_id}" in words[words.index("--url") + 1] or (
                    f'"instanceIds":["{one.instance_id}"]' in words[words.index("--body") + 1]
                )
            else:
                flag = next(word for word in words if word.startswith("--instance-id"))
                assert words[words.index(flag) + 1] == str(one.instance_id)
        (line,) = operation(name).powershell(one).splitlines()
        assert line.startswith(
            "Set-AzContext -Subscription '0000-00' -ErrorAction Stop | Out-Null; "
        )
        assert f"-InstanceId '{one.instance_id}'" in line or f"Machines/{one.instance_id}" in line


def test_traps():
    """`az vmss reimage` reimages all disks, so reimage is not that; nor does it stop what deallocates."""
    assert operation("reimage").az(WEB).startswith("az rest --method post --url ")
    assert "/virtualMachines/85/reimage?" in operation("reimage").az(WEB)
    assert "/reimage?" in operation("reimage").az([WEB, *OTHERS])
    assert operation("reimage-all").az(WEB).startswith("az vmss reimage ")
    assert "-StayProvisioned" in operation("power-off").powershell(WEB)
    assert "-StayProvisioned" not in operation("deallocate").powershell(WEB)
    for name in ("reimage", "reimage-all", "delete", "deallocate", "redeploy"):
        assert operation(name).note


def test_commands_for_several():
    """One command for each scale set where az and PowerShell take several, else one for each."""
    elsewhere = ResourceID("1111", "Rg", "web", 3)
    assert operation("restart").az([WEB, elsewhere, *OTHERS]).splitlines() == [
        "az vmss restart --subscription 0000-00 --resource-group Rg --name web --instance-ids 85 9 0",
        "az vmss restart --subscription 1111 --resource-group Rg --name web --instance-ids 3",
    ]
    assert len(operation("show").az([WEB, *OTHERS]).splitlines()) == 3
    assert len(operation("list").az([WEB, *OTHERS]).splitlines()) == 1
    assert operation("start").az([VM, VM]) == f"az vm start --ids {VM}"
    with pytest.raises(ValueError, match="expected instances of one scale set"):
        operation("restart").rest([WEB, elsewhere])


@pytest.mark.parametrize(
    ("name", "found"),
    [("powerOff", "power-off"), ("POWER off", "power-off"), ("reimage_all", "reimage-all")],
)
def test_names(name, found):
    assert operation(name).name == found
    assert repr(operation(name)) == f"operation('{found}')"
    assert isinstance(operation(name), Operation)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("reboot", "no operation 'reboot': did you mean 'restart'?"),
        ("stop", "no operation 'stop': did you mean 'power-off'?"),
        ("frobnicate", "no operation 'frobnicate': expected one of show, list, "),
        ("restrat", "no operation 'restrat': did you mean 'restart'?"),
        ("", "no operation '': expected one of show, list, "),
        ("\x1b[2J", r"no operation '\x1b[2J': expected one of "),
    ],
)
def test_unknown_operations(name, message):
    """Nothing is guessed: a near miss may cost a machine."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        operation(name)
    assert str(caught.value).startswith(message)
    with pytest.raises(TypeError):
        operation(None)


def test_vms_are_named_by_paths_of_their_own():
    """`az vm --ids` takes the first name of a path for the VM's: there must be no scale set's."""
    listed = ResourceID("0000-00", "Rg", "web", vm_name="web_df53ee36")
    assert operation("delete").az(listed) == f"az vm delete --ids {VM}"
    assert operation("delete").az([listed, VM]) == f"az vm delete --ids {VM}"
    assert operation("delete").rest(listed) == operation("delete").rest(VM)


def test_many_instances_take_no_longer_each():
    many = [ResourceID("0000-00", "Rg", "web", i) for i in range(20_000)]
    (line,) = operation("restart").az(many + many).splitlines()
    assert len(line.split()) == 20_000 + 10


def test_clouds():
    for cloud, host in [
        ("AzureUSGovernment", "management.usgovcloudapi.net"),
        ("AzureChinaCloud", "management.chinacloudapi.cn"),
    ]:
        assert operation("start").rest(WEB, cloud=cloud).url.startswith(f"https://{host}/subs")
    with pytest.raises(ValueError, match="expected one of"):
        operation("start").rest(WEB, cloud="AzureGermanCloud")


def unquoted(line):
    """Return the words of a line of PowerShell: in single quotes, only doubled ones are special."""
    quotes, words, word, inside, at = "'\u2018\u2019\u201a\u201b", [], "", False, 0
    while at < len(line):
        c = line[at]
        if inside and c in quotes and line[at + 1 : at + 2] in quotes and line[at + 1 : at + 2]:
            word += c
            at += 1
        elif c in quotes:
            inside = not inside
        elif not inside and c in " ;|,":
            words += [word]
            word = ""
        else:
            word += c
        at += 1
    return [*words, word]


hostile = st.text(
    st.characters(blacklist_categories=("C", "Z"), blacklist_characters="/?#%*[]\\"),
    min_size=1,
    max_size=30,
).filter(is_segment)


@given(hostile, scale_sets, ids, st.text(max_size=40))
def test_strangers_names_stay_what_they_are(group, scale_set, instance_id, script):
    """A shell, PowerShell and a URL receive group and script unchanged, whatever is in them."""
    one = ResourceID("0000-00", group, scale_set, instance_id)
    if group[0] in "-@'" or group.partition("=")[2].startswith("@"):
        with pytest.raises(ValueError, match="which az would interpret"):
            operation("restart").az(one)
    else:
        words = shlex.split(operation("restart").az(one))
        assert words[words.index("--resource-group") + 1] == group
    assert group in unquoted(operation("restart").powershell(one))
    url = operation("restart").rest(one).url
    assert url.isascii()
    assert not set(" '\"`$") & set(url)
    # az takes "-x" for an option, and reads the file where "@file" is said.
    if script.startswith(("-", "@")) or script.partition("=")[2].startswith("@"):
        with pytest.raises(ValueError, match="which az would interpret"):
            operation("run-command").az(VM, script=script)
    else:
        assert shlex.split(operation("run-command").az(VM, script=script))[-1] == script
    assert operation("run-command").rest(one, script=script).body["script"] == [script]


def test_other_resources_have_no_commands():
    with pytest.raises(TypeError, match="^expected ResourceIDs, got int$"):
        operation("restart").az(85)
