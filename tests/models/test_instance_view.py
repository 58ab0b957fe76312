"""Instance views: status codes, every element, tolerance, and the way back to REST."""

import copy
import datetime
import pickle
import subprocess
import sys

import pytest
from azure_shapes import full_view, pascal, respelled, snake, view
from hypothesis import given, strategies as st

from vmssnames.models.instance_view import InstanceView, Status, StatusCode

UTC = datetime.UTC
NOW = datetime.datetime(2026, 3, 4, 6, 6, 7, tzinfo=UTC)

CODES = [
    # raw, family, state, detail, component, exit code
    ("PowerState/running", "PowerState", "running", None, None, None),
    ("PowerState/Running", "PowerState", "running", None, None, None),
    ("powerstate/running", "PowerState", "running", None, None, None),
    ("OSState/Generalized", "OSState", "generalized", None, None, None),
    ("HibernationState/Hibernated", "HibernationState", "hibernated", None, None, None),
    ("ProvisioningState/Unavailable", "ProvisioningState", "unavailable", None, None, None),
    (
        "ProvisioningState/failed/OSProvisioningTimedOut",
        *("ProvisioningState", "failed", "OSProvisioningTimedOut", None, None),
    ),
    (
        "ProvisioningState/succeeded/osProvisioningInProgress",
        *("ProvisioningState", "succeeded", "osProvisioningInProgress", None, None),
    ),
    ("ProvisioningState/failed/0", "ProvisioningState", "failed", "0", None, 0),
    ("ProvisioningState/failed/-1", "ProvisioningState", "failed", "-1", None, -1),
    (
        "ProvisioningState/<handlerStatus>/<code>",
        "ProvisioningState",
        "<handlerstatus>",
        "<code>",
        None,
        None,
    ),
    ("EncryptionState/notEncrypted", "EncryptionState", "notencrypted", None, None, None),
    ("ComponentStatus/StdOut/succeeded", "ComponentStatus", "succeeded", None, "StdOut", None),
    ("componentStatus/StdErr/succeeded", "ComponentStatus", "succeeded", None, "StdErr", None),
    (
        "ComponentStatus/JoinDomainException for Option 3 meaning 'User Specified'/failed/1",
        *(
            "ComponentStatus",
            "failed",
            "1",
            "JoinDomainException for Option 3 meaning 'User Specified'",
            1,
        ),
    ),
    ("ComponentStatus/a/b.c/failed/-3", "ComponentStatus", "failed", "-3", "a/b.c", -3),
    ("ComponentStatus/X/failed/Reason", "ComponentStatus", "failed", "Reason", "X", None),
    ("ComponentStatus/failed", "ComponentStatus", "failed", None, None, None),
    ("NewState/somehow/Else", "NewState", "somehow", "Else", None, None),
    ("ready", None, "ready", None, None, None),
    ("", None, None, None, None, None),
    ("PowerState/", "PowerState", None, None, None, None),
    ("/running", None, "running", None, None, None),
]


@pytest.mark.parametrize(("raw", *"family state detail component exit_code".split()), CODES)
def test_codes(raw, family, state, detail, component, exit_code):
    code = StatusCode.parse(raw)
    said = code.family, code.state, code.detail, code.component, code.exit_code
    assert said == (family, state, detail, component, exit_code)
    assert (code.raw, str(code), code) == (raw, raw, StatusCode(raw))
    assert code == StatusCode(raw.upper()) and hash(code) == hash(StatusCode(raw.upper()))
    assert pickle.loads(pickle.dumps(code)) == copy.deepcopy(code) == code


@given(st.text())
def test_the_vocabulary_is_open(raw):
    """Any string is a code: none is rejected, and the string is kept."""
    assert StatusCode.parse(raw).raw == raw


@pytest.mark.parametrize("bad", [None, 5, b"PowerState/running", ["x"]])
def test_a_code_is_a_text(bad):
    with pytest.raises(TypeError):
        StatusCode(bad)


TIMES = [
    ("2020-10-12T14:08:14.5238803+00:00", datetime.datetime(2020, 10, 12, 14, 8, 14, 523880, UTC)),
    ("2020-10-12T14:08:14.52388Z", datetime.datetime(2020, 10, 12, 14, 8, 14, 523880, UTC)),
    ("2020-10-12T14:08:14.531Z", datetime.datetime(2020, 10, 12, 14, 8, 14, 531000, UTC)),
    ("2020-10-12T22:08:14+08:00", datetime.datetime(2020, 10, 12, 14, 8, 14, 0, UTC)),
    ("2020-10-12T14:08:14", datetime.datetime(2020, 10, 12, 14, 8, 14, 0, UTC)),
    ("/Date(1714979289000)/", datetime.datetime(2024, 5, 6, 7, 8, 9, 0, UTC)),
    ("/Date(1714979289000+0200)/", datetime.datetime(2024, 5, 6, 7, 8, 9, 0, UTC)),
    (
        datetime.datetime(2020, 10, 12, 14, 8, 14),
        datetime.datetime(2020, 10, 12, 14, 8, 14, 0, UTC),
    ),
    ("0001-01-01T00:00:00+00:00", None),
    ("0001-01-01T00:00:00", None),
    ("", None),
    (None, None),
]
NO_TIMES = [
    "<time disk created>",
    "20201012",
    "2020-W01-1",
    "/Date(x)/",
    "/Date(99999999999999999999)/",
]
NO_TIMES += ["2020-13-01T00:00:00Z", 5, True, [], {}, "２０２０-10-12T14:08:14"]


@pytest.mark.parametrize(("given", "time"), TIMES)
def test_times(given, time):
    status = Status({"time": given})
    assert status.time == time
    assert list(status.unreadable()) == []


@pytest.mark.parametrize("given", NO_TIMES)
def test_no_times(given):
    status = Status({"time": given})
    assert status.time is None
    assert list(status.unreadable("x")) == [("x.time", "a time", given)]


@pytest.mark.parametrize(
    ("given", "number"),
    [("5", 5), (5, 5), (5.0, 5), ("", None), (None, None), ("0", 0)],
)
def test_numbers(given, number):
    seen = InstanceView({"platformFaultDomain": given})
    assert seen.platform_fault_domain == number
    assert seen.findings == ()


@pytest.mark.parametrize("given", ["two", "-1x", True, 5.5, "٣", [1], {}, float("inf"), "1" * 5000])
def test_no_numbers(given):
    seen = InstanceView({"platformFaultDomain": given})
    assert seen.platform_fault_domain is None
    (finding,) = seen.findings
    assert (finding.severity, finding.kind, finding.path) == (
        "info",
        "unreadable",
        "platformFaultDomain",
    )
    assert finding.text.startswith("expected a number, got ")
    assert len(str(finding)) < 200


SPELLINGS = {
    "rest": lambda one: one,
    "sdk": lambda one: respelled(one, snake),
    "powershell": lambda one: respelled(one, pascal),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_element_has_a_typed_attribute(spelling):
    """What the reference has, whoever spells it."""
    seen = InstanceView(SPELLINGS[spelling](full_view()))
    assert (seen.platform_update_domain, seen.platform_fault_domain) == (5, 2)
    assert seen.rdp_thumb_print == seen.thumb_print == "896820962FC4D68ED400B7DE2E61C2574E33F299"
    agent = seen.vm_agent
    assert agent.vm_agent_version == "2.9.1.1"
    assert agent.statuses[0].message == "Guest Agent is running"
    (handler,) = agent.extension_handlers
    assert handler.type == "Microsoft.Azure.Extensions.CustomScript"
    assert (handler.type_handler_version, handler.status.display_status) == ("2.1.10", "Ready")
    due = seen.maintenance_redeploy_status
    assert due.is_customer_initiated_maintenance_allowed is True
    days = [
        due.pre_maintenance_window_start_time,
        due.pre_maintenance_window_end_time,
        due.maintenance_window_start_time,
        due.maintenance_window_end_time,
    ]
    assert [day.day for day in days] == [5, 6, 7, 8]
    assert (due.last_operation_result_code, due.last_operation_message) == ("None", "none so far")
    (disk,) = seen.disks
    assert disk.disk_name.instance_id == 85
    assert disk.storage_alignment_status == "Aligned"
    assert [status.state for status in disk.statuses] == ["succeeded", "encrypted"]
    (settings,) = disk.encryption_settings
    assert settings.enabled is True
    assert settings.disk_encryption_key.secret_url.endswith("/secrets/s/1")
    assert settings.disk_encryption_key.source_vault.id.endswith("/vault")
    assert settings.key_encryption_key.key_url.endswith("/keys/k/1")
    assert settings.key_encryption_key.source_vault.id.endswith("/vault")
    (extension,) = seen.extensions
    assert (extension.name, extension.type_handler_version) == ("join", "1.3.11")
    assert extension.type == "Microsoft.Compute.JsonADDomainExtension"
    assert extension.statuses[0].code.exit_code == 1
    assert extension.substatuses[0].code.component.startswith("JoinDomainException")
    assert (seen.health, seen.health_status.level) == ("unhealthy", "Error")
    assert seen.boot_diagnostics.console_screenshot_blob_uri.startswith("https://x.blob")
    assert seen.boot_diagnostics.serial_console_log_blob_uri.startswith("https://x.blob")
    assert seen.boot_diagnostics.status.state == "succeeded"
    assert [status.family for status in seen.statuses] == [
        "ProvisioningState",
        "OSState",
        "PowerState",
    ]
    assert seen.assigned_host.endswith("/hosts/h")
    assert seen.placement_group_id == "90ed3dac-c700-456f-81da-11aad2fe737e"
    assert (seen.computer_name, seen.os_name, seen.os_version) == (
        "shopweb00002D",
        "ubuntu",
        "24.04",
    )
    assert seen.hyper_v_generation == "V2"
    assert seen.interconnect_instance_view.interconnect_subgroup_id == "g7"
    assert seen.capacity_reservation_type == "Open"
    assert seen.extra == {}
    assert seen == InstanceView(full_view())
    assert seen.to_rest() == full_view()


def test_the_spelling_of_2016():
    """Domains as texts, platformUpgradeDomain, the thumbprint in windowsConfiguration."""
    seen = InstanceView(
        {
            "platformUpgradeDomain": "5",
            "platformFaultDomain": "2",
            "windowsConfiguration": {"rdpThumbprint": "AB"},
            "statuses": [{"code": "PowerState/Running"}],
        }
    )
    assert (seen.platform_update_domain, seen.platform_fault_domain) == (5, 2)
    assert (seen.thumb_print, seen.power) == ("AB", "running")
    assert seen.to_rest() == {
        "platformUpdateDomain": 5,
        "platformFaultDomain": 2,
        "windowsConfiguration": {"rdpThumbPrint": "AB"},
        "statuses": [{"code": "PowerState/Running"}],
    }


def test_more_elements_of_a_plain_vm():
    seen = InstanceView(
        {
            "patchStatus": {
                "availablePatchSummary": {
                    "status": "Succeeded",
                    "rebootPending": False,
                    "otherPatchCount": 3,
                },
                "lastPatchInstallationSummary": {"failedPatchCount": 1},
                "configurationStatuses": [{"code": "PatchModeConfigurationState/Ready"}],
            },
            "isVMInStandbyPool": True,
        }
    )
    patches = seen.patch_status
    assert patches.available_patch_summary.reboot_pending is False
    assert patches.available_patch_summary.other_patch_count == 3
    assert patches.last_patch_installation_summary.failed_patch_count == 1
    assert patches.configuration_statuses[0].state == "ready"
    assert seen.is_vm_in_standby_pool is True


def test_unknown_elements_are_kept():
    raw = view() | {"brandNew": {"some_thing": [1, {"a_b": 2}]}}
    seen = InstanceView(raw)
    assert seen.extra == {"brandNew": {"some_thing": [1, {"a_b": 2}]}}
    assert seen.raw is raw


@pytest.mark.parametrize("empty", [None, [], "absent"])
def test_absent_null_and_empty_are_nothing(empty):
    raw = {} if empty == "absent" else dict.fromkeys(("disks", "extensions", "statuses"), empty)
    seen = InstanceView(raw | {"vmAgent": None, "bootDiagnostics": None})
    assert seen.disks == seen.extensions == seen.statuses == ()
    assert seen.vm_agent is seen.boot_diagnostics is seen.power is None
    assert seen.findings == ()


def test_powershell_unwraps_lists_of_one():
    seen = InstanceView({"Statuses": {"Code": "PowerState/running", "Level": 0, "Time": None}})
    assert (seen.power, seen.statuses[0].level) == ("running", "Info")


@pytest.mark.parametrize(
    "cut",
    ["System.Object[]", "@{Code=PowerState/running; Level=0}", "Microsoft.Azure.Management.X"],
)
def test_output_that_powershell_truncated(cut):
    seen = InstanceView({"Statuses": [cut], "VmAgent": cut})
    assert seen.statuses == () and seen.vm_agent is None
    assert {(one.path, "ConvertTo-Json -Depth 20" in one.text) for one in seen.findings} == {
        ("statuses[0]", True),
        ("vmAgent", True),
    }


# -- what follows


def of(*codes):
    return InstanceView({"statuses": [{"code": code} for code in codes]})


def test_states_are_taken_by_family_never_by_place():
    orders = [
        ("ProvisioningState/succeeded", "OSState/generalized", "PowerState/running"),
        ("PowerState/running", "ProvisioningState/succeeded", "OSState/generalized"),
        ("OSState/generalized", "powerstate/RUNNING", "provisioningState/Succeeded"),
    ]
    for codes in orders:
        seen = of(*codes)
        assert (seen.power, seen.provisioning, seen.is_generalized) == (
            "running",
            "succeeded",
            True,
        )
        assert seen.status("osstate").state == "generalized"


@pytest.mark.parametrize(
    ("power", "running", "billed", "settled"),
    [
        ("starting", False, True, False),
        ("running", True, True, True),
        ("stopping", False, True, False),
        ("stopped", False, True, True),
        ("deallocating", False, False, False),
        ("deallocated", False, False, True),
        ("unknown", None, None, True),
        (None, None, None, True),
    ],
)
def test_what_follows_from_the_power_state(power, running, billed, settled):
    seen = InstanceView(view(power))
    assert seen.power == power
    assert (seen.is_running, seen.is_billed, seen.is_settled) == (running, billed, settled)


@pytest.mark.parametrize(
    ("provisioning", "settled"),
    [
        ("succeeded", True),
        ("failed/AllocationFailed", True),
        ("canceled", True),
        ("updating", False),
        ("creating", False),
        ("deleting", False),
        ("succeeded/osProvisioningInProgress", False),
        ("creating/OSProvisioningComplete", False),
    ],
)
def test_settled_states(provisioning, settled):
    assert InstanceView(view(provisioning=provisioning)).is_settled is settled


def test_hibernation_is_a_status_of_its_own():
    seen = of(
        "ProvisioningState/succeeded", "PowerState/deallocated", "HibernationState/Hibernated"
    )
    assert (seen.is_hibernated, seen.power, seen.is_billed) == (True, "deallocated", False)
    assert not of("PowerState/deallocated").is_hibernated


def test_failed_is_not_down():
    seen = of("ProvisioningState/failed/VMExtensionProvisioningError", "PowerState/running")
    assert seen.failed_but_running and seen.is_running
    assert "but the VM is running" in seen.explain()[0]
    assert not of("ProvisioningState/failed", "PowerState/stopped").failed_but_running


@pytest.mark.parametrize(
    "said", ["VM running", "running", "PowerState/running", {"code": "PowerState/running"}]
)
def test_a_view_of_a_power_state_only(said):
    assert InstanceView({"powerState": said}).power == "running"


# -- findings


def kinds(seen):
    return [(one.severity, one.kind, one.path) for one in seen.findings]


def test_findings_of_the_full_view():
    seen = InstanceView(full_view())
    assert kinds(seen) == [
        ("warning", "generalized", "statuses[1]"),
        ("error", "extension", "extensions[0].statuses[0]"),
        ("error", "component", "extensions[0].substatuses[0]"),
        ("error", "health", "vmHealth.status"),
        ("info", "maintenance", "maintenanceRedeployStatus"),
    ]
    assert seen.explain(NOW)[:2] == [
        "extensions[0].statuses[0]: extension join failed with exit code 1, but the VM's "
        "provisioning succeeded: could not join (ProvisioningState/failed/1), 1 hour ago",
        "extensions[0].substatuses[0]: extension join: JoinDomainException for Option 3 meaning "
        "'User' failed: user='[redacted]' (ComponentStatus/JoinDomainException for Option 3 "
        "meaning 'User'/failed/1)",
    ]
    assert seen.findings[1].exit_code == 1
    assert "me@example.com" in seen.findings[2].sentence(redact=False)


READY = {
    "code": "ProvisioningState/succeeded",
    "displayStatus": "Ready",
    "time": "2026-03-04T05:06:00Z",
}
NOT_READY = {
    "code": "ProvisioningState/Unavailable",
    "level": "Warning",
    "displayStatus": "Not Ready",
}
EXTENSION = {"name": "x", "statuses": [{"code": "ProvisioningState/failed/0", "level": "Error"}]}
FINDINGS = [
    ({}, []),
    (view("creating"), []),
    (view(None, provisioning="creating"), []),
    (view(None), [("info", "no-power-state", "statuses")]),
    (view(provisioning="failed/AllocationFailed"), [("error", "provisioning", "statuses[0]")]),
    (
        view(provisioning="succeeded/osProvisioningInProgress"),
        [("info", "provisioning", "statuses[0]")],
    ),
    (view(vmAgent={"statuses": [READY]}), []),
    (
        view("stopped", vmAgent={"statuses": [READY]}),
        [("info", "stale-agent", "vmAgent.statuses[0]")],
    ),
    (view(vmAgent={"statuses": [NOT_READY]}), [("warning", "agent", "vmAgent.statuses[0]")]),
    (
        view("deallocated", vmAgent={"statuses": [NOT_READY]}),
        [("info", "agent", "vmAgent.statuses[0]")],
    ),
    (
        view(None, vmAgent={"statuses": [NOT_READY]}),
        [("info", "no-power-state", "statuses"), ("warning", "agent", "vmAgent.statuses[0]")],
    ),
    (
        view(vmAgent={"extensionHandlers": [{"type": "T", "status": NOT_READY}]}),
        [("warning", "handler", "vmAgent.extensionHandlers[0].status")],
    ),
    (view(extensions=[EXTENSION]), [("error", "extension", "extensions[0].statuses[0]")]),
    (
        view(extensions=[{"name": "x", "statuses": [{"code": "ProvisioningState/transitioning"}]}]),
        [("warning", "extension", "extensions[0].statuses[0]")],
    ),
    (
        view(disks=[{"name": "d", "statuses": [{"code": "ProvisioningState/failed"}]}]),
        [("error", "disk", "disks[0].statuses[0]")],
    ),
    (
        view(vmHealth={"status": {"code": "HealthState/unknown"}}),
        [("warning", "health", "vmHealth.status")],
    ),
    (view(vmHealth={"status": {"code": "HealthState/healthy"}}), []),
    (
        {"statuses": [{"code": "PowerState/running"}, {"code": "PowerState/stopped"}]},
        [("warning", "conflict", "statuses[1]")],
    ),
    ({"statuses": [{"code": "PowerState/running"}] * 2}, []),
]


@pytest.mark.parametrize(("raw", "found"), FINDINGS)
def test_findings(raw, found):
    assert kinds(InstanceView(raw)) == found


def test_a_message_is_its_end_on_one_line():
    """Scripts write pages before what went wrong, and anything that a terminal would obey."""
    message = "line of output\n" * 1000 + "\x1b[2Jfailed: \u202eno such file"
    raw = view(
        extensions=[
            {
                "name": "x\x1b",
                "statuses": [{"code": "ProvisioningState/failed/2", "message": message}],
            }
        ]
    )
    (sentence,) = InstanceView(raw).explain()
    assert sentence.isprintable() and len(sentence) < 800
    assert "\\x1b[2Jfailed: \\u202eno such file (ProvisioningState/failed/2)" in sentence


@pytest.mark.parametrize(
    "message",
    [
        "https://x/y?sig=" + "A" * 6000 + " tail",
        "password: AAAA https://x?" + "A" * 4078,
        "password=" + "A" * 6000,
        "token: AAAA" + " b" * 2043,
    ],
)
def test_a_truncated_secret_is_not_shown(message):
    failed = {"code": "ProvisioningState/failed/2", "message": message}
    (sentence,) = InstanceView(view(extensions=[{"name": "x", "statuses": [failed]}])).explain()
    assert "AAA" not in sentence and ": ..." in sentence


def test_secrets_anywhere_are_hidden():
    """Not in messages alone: codes, names and what does not read are of strangers, too."""
    secret = "https://x/a?sig=SECRET"
    raw = view(
        platformFaultDomain=secret,
        vmAgent={
            "statuses": [{"code": f"ProvisioningState/{secret}", "displayStatus": secret}],
            "extensionHandlers": [{"type": secret, "status": {"code": f"X/{secret}"}}],
        },
        extensions=[{"name": secret, "statuses": [{"code": f"ProvisioningState/failed/{secret}"}]}],
        disks=[
            {"name": secret, "statuses": [{"code": "ProvisioningState/failed", "time": secret}]}
        ],
    )
    said = InstanceView(raw).explain(NOW)
    assert len(said) == 6 and not [one for one in said if "SECRET" in one]
    assert any("SECRET" in one.sentence(redact=False) for one in InstanceView(raw).findings)


# -- values


def test_views_are_frozen_values():
    seen = InstanceView(full_view())
    with pytest.raises(AttributeError, match="InstanceView is frozen: cannot set 'power'"):
        seen.power = "stopped"
    with pytest.raises(AttributeError, match="InstanceView is frozen: cannot delete 'raw'"):
        del seen.raw
    assert seen == InstanceView(full_view()) and hash(seen) == hash(InstanceView(full_view()))
    assert seen != InstanceView(view()) and seen != full_view()
    assert pickle.loads(pickle.dumps(seen)) == copy.deepcopy(seen) == seen
    assert repr(InstanceView({"osName": "u"})) == "InstanceView(os_name='u')"


def test_a_part_is_of_an_object():
    for bad in ("text", 5, [1]):
        with pytest.raises(ValueError, match="an object"):
            InstanceView(bad)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.data())
def test_nothing_makes_a_view_fail(data):
    """Any value in place of any element: a finding, not an exception."""
    raw = full_view()
    at, key = raw, None
    while True:
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], (dict, list)) or not at[key] or data.draw(st.booleans()):
            break
        at = at[key]
    at[key] = data.draw(json_values)
    seen = InstanceView(raw)
    for one in seen.findings:
        assert one.sentence(NOW).isprintable()
    seen.to_rest(), repr(seen), hash(seen), seen.is_settled, seen.is_billed
    assert seen == InstanceView(copy.deepcopy(raw))


# -- what is quick is what is slow

QUIET = {
    "code": "ProvisioningState/succeeded",
    "level": "Info",
    "displayStatus": "Ready",
    "time": "x",
}
HEALTHY = view(
    vmAgent={
        "vmAgentVersion": "2.9",
        "statuses": [QUIET],
        "extensionHandlers": [{"type": "T", "typeHandlerVersion": "1", "status": QUIET}],
    },
    disks=[{"name": "d", "statuses": [QUIET, {"code": "EncryptionState/notEncrypted"}]}],
    extensions=[{"name": "x", "type": "T", "statuses": [QUIET], "substatuses": [QUIET]}],
)
ODD_PARTS = [
    {"extensions": [{"name": "x", "statuses": [], "substatuses": True}]},
    {"extensions": [{"name": "x", "statuses": [QUIET], "subStatuses": [{"code": "X/failed"}]}]},
    {"extensions": [{"name": "x", "statuses": [QUIET], "sub_statuses": [{"code": "X/failed"}]}]},
    {"extensions": [{"name": "x", "statuses": [QUIET | {"level": "Error"}]}]},
    {"extensions": [{"name": "x", "statuses": [QUIET], "substatuses": [{"code": "X/a/failed"}]}]},
    {"extensions": [{"name": "x", "statuses": {"code": "ProvisioningState/failed"}}]},
    {"disks": [{"name": "d", "statuses": [QUIET | {"Level": "Error", "level": None}]}]},
    {
        "disks": [
            {"name": "d", "statuses": [{"code": "EncryptionState/encrypted", "level": "Error"}]}
        ]
    },
    {"vmAgent": {"statuses": [QUIET], "extension_handlers": [{"status": {"code": "X/failed"}}]}},
    {"vmAgent": {"statuses": [QUIET], "extensionHandlers": [{"status": {"code": "X/failed"}}]}},
    {"vmAgent": {"statuses": [QUIET], "extensionHandlers": {"status": {"code": "X/failed"}}}},
    {"vm_agent": {"statuses": [QUIET], "extension_handlers": [{"status": {"code": "X/failed"}}]}},
]


def slowly(raw, monkeypatch):
    """The findings of *raw* where no part is taken to be quiet at a glance."""
    with monkeypatch.context() as patched:
        patched.setattr("vmssnames.models.quiet.are_all_quiet", lambda *_: False)
        patched.setattr("vmssnames.models.checks.is_quiet_agent", lambda _: False)
        return InstanceView(raw).findings


@pytest.mark.parametrize("odd", ODD_PARTS, ids=range(len(ODD_PARTS)))
@pytest.mark.parametrize("power", ["running", "stopped"])
def test_a_glance_hides_nothing(odd, power, monkeypatch):
    raw = {key: value for key, value in HEALTHY.items() if key != "vmAgent"} | view(power) | odd
    assert InstanceView(raw).findings == slowly(raw, monkeypatch)


def test_healthy_views_are_checked_quickly(monkeypatch):
    quick = InstanceView(HEALTHY)
    assert {one.kind for one in quick.findings} == {"unreadable"}, "the times alone"
    assert quick.findings == slowly(HEALTHY, monkeypatch)


@given(st.data())
def test_a_glance_hides_nothing_of_anything(data):
    raw = copy.deepcopy(data.draw(st.sampled_from([HEALTHY, full_view()])))
    at = raw
    while True:
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], (dict, list)) or not at[key] or data.draw(st.booleans()):
            break
        at = at[key]
    failed = {"code": "ProvisioningState/failed/1", "level": "Error"}
    other = data.draw(json_values | st.sampled_from([failed, [failed], "X/failed", "Error"]))
    if isinstance(at, dict) and data.draw(st.booleans()):
        at[data.draw(st.sampled_from([snake, pascal, str.upper]))(key)] = other
    else:
        at[key] = other
    with pytest.MonkeyPatch.context() as patched:
        assert InstanceView(raw).findings == slowly(raw, patched)


# -- edges that a review asked for

MORE_FINDINGS = [
    (
        ["ProvisioningState/succeeded", "ProvisioningState/succeeded/osProvisioningInProgress"],
        "provisioning",
    ),
    (["OSState/failed"], "status"),
    (["HealthState/unhealthy"], "status"),
    (["PowerState/running", "PowerState/stopped"], "conflict"),
]


@pytest.mark.parametrize(("codes", "kind"), MORE_FINDINGS)
def test_more_findings(codes, kind):
    seen = of(*codes)
    assert kind in [one.kind for one in seen.findings]
    assert seen.is_settled is (kind != "provisioning")


def test_components_may_differ():
    seen = of("ComponentStatus/a/succeeded", "ComponentStatus/b/transitioning")
    assert "conflict" not in [one.kind for one in seen.findings]


def test_a_component_that_warns():
    parts = [
        {"code": "ComponentStatus/a/error"},
        {"code": "ComponentStatus/b/x", "level": "Warning"},
    ]
    seen = InstanceView(view(extensions=[{"name": "x", "substatuses": parts}]))
    assert [one.severity for one in seen.findings if one.kind == "component"] == ["warning"] * 2


def test_the_first_of_a_family_counts():
    seen = of("PowerState/running", "PowerState/stopped")
    assert (seen.power, seen.status("powerstate").state) == ("running", "running")
    assert InstanceView(view("running") | {"powerState": "VM stopped"}).power == "running"
    assert InstanceView({"powerState": " VM running "}).power is None


@pytest.mark.parametrize(
    ("raw", "exit_code"),
    [("ProvisioningState/failed/137", 137), ("ComponentStatus/a/failed/-1073", -1073)],
)
def test_exit_codes_of_several_digits(raw, exit_code):
    assert StatusCode(raw).exit_code == exit_code


def test_of_two_spellings_the_first_that_says_something():
    seen = InstanceView({"osName": None, "os_name": "ubuntu", "OsName": "other"})
    assert seen.os_name == "ubuntu"


def test_every_unreadable_value_is_reported():
    seen = InstanceView({"platformFaultDomain": "a", "platformUpdateDomain": 1.5, "osName": 2.5})
    assert [one.path for one in seen.findings] == [
        *("platformFaultDomain", "platformUpdateDomain", "osName"),
    ]


def test_a_zone_before_greenwich():
    time = Status({"time": "/Date(1714979289000-0700)/"}).time
    assert time == datetime.datetime(2024, 5, 6, 7, 8, 9, 0, UTC)


def test_wording_has_an_end():
    seen = of("PowerState/" + "x" * 100_000, "ProvisioningState/failed/" + "y" * 100_000)
    assert max(map(len, seen.explain())) < 2000


def test_what_gives_access_is_not_in_a_repr():
    assert "SECRET" not in repr(InstanceView(full_view()))


def test_missing_values_are_shared_and_read_only():
    from vmssnames import ScaleSetVM

    with pytest.raises(TypeError):
        ScaleSetVM({"name": "x"}).tags["a"] = 1


def test_to_rest_is_a_copy():
    from vmssnames import ScaleSetVM

    raw = {"name": "x", "tags": {"a": 1}}
    ScaleSetVM(raw).to_rest()["tags"]["a"] = 2
    assert raw["tags"] == {"a": 1}


def test_the_os_disk_names_its_instance():
    """A data disk may have been another instance's."""
    data, own = "other_other_7_disk2_", "web_web_1_OsDisk_1_"
    seen = InstanceView({"disks": [{"name": data + "a" * 32}, {"name": own + "b" * 32}]})
    assert (seen.os_disk.scale_set, seen.os_disk.instance_id) == ("web", 1)
    two = InstanceView(
        {"disks": [{"name": data + "a" * 32}, {"name": "web_web_1_disk3_" + "b" * 32}]}
    )
    assert two.os_disk is None


TO_REST = """
import {first}
from vmssnames import InstanceView
view = {{"vm_agent": {{"extension_handlers": []}}, "is_vm_in_standby_pool": True, "private_ip": 1}}
print(InstanceView(view).to_rest())
"""


def test_keys_of_rest_do_not_depend_on_what_was_imported(environment):
    """``to_rest()`` gives the same keys whichever modules were imported before it."""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", TO_REST.format(first=first)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for first in ("vmssnames", "vmssnames.inventory", "vmssnames.dns")
    }
    (output,) = outputs
    assert "isVMInStandbyPool" in output and "extensionHandlers" in output


def test_to_rest_knows_keys_of_every_model_in_a_fresh_process(environment):
    code = "from vmssnames import InstanceView; print(InstanceView({'mac_address': 1, 'vm_id': 2, 'virtual_machine_Profile': 3}).to_rest())"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "{'macAddress': 1, 'vmId': 2, 'virtualMachineProfile': 3}\n"


@pytest.mark.parametrize(
    ("code", "message", "codes"),
    [
        ("ProvisioningState/failed/0", "command terminated with exit status=127\n[stdout]", (127,)),
        ("ProvisioningState/failed/0", "Enable failed", ()),
        ("ProvisioningState/failed/1", "process exited with exit code 1", (1,)),
        ("ProvisioningState/failed/1", "Command failed, Exit Code: '127'", (1, 127)),
        ("ProvisioningState/failed", "exit status 100", (100,)),
        ("ProvisioningState/failed/-3", None, (-3,)),
        ("ProvisioningState/failed/0", "exit status 0", ()),
        ("ProvisioningState/failed/0", "the exit of 12 hosts", ()),
        ("ProvisioningState/succeeded/0", "finished with exit status 3", ()),
        (None, "exit status 3", ()),
    ],
)
def test_a_failure_has_no_exit_code_zero(code, message, codes):
    raw = {"code": code, "message": message}
    assert (
        Status({key: value for key, value in raw.items() if value is not None}).exit_codes == codes
    )
    view = {"extensions": [{"name": "join", "statuses": [raw]}]}
    found = [one for one in InstanceView(view).findings if one.kind == "extension"]
    for one in found if code and "failed" in code else ():
        assert one.exit_code == (codes[0] if codes else None)
        left = f" with exit code {' and '.join(map(str, codes))}" if codes else ""
        assert one.text == f"extension join failed{left}"
