"""What a text may be, and how plausible that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import hostile_texts, ids, prefixes, scale_sets

from vmssnames import InstanceIDRangeError, NameFormatError, Reading, identify
from vmssnames.identify import CERTAINTIES

READINGS = [
    ("85", [("instance_id", 85, "likely")]),
    ("0", [("instance_id", 0, "likely")]),
    ("00002D", [("base36", 85, "likely")]),
    ("000085", [("base36", 293, "likely")]),  # no decimal ID starts with a zero
    ("ubuntu", [("base36", 1833891618, "unlikely")]),
    ("123456", [("instance_id", 123456, "likely"), ("base36", 63970746, "unlikely")]),
    (
        "1234567",
        [("instance_id", 1234567, "likely"), ("computer_name", int("234567", 36), "unlikely")],
    ),
    ("nsgvmss00002D", [("computer_name", 85, "likely")]),
    ("node/aks-viz3d4-33002848-vmss0001nc", [("computer_name", 2136, "likely")]),
    ("nsgvmss00002D.", [("computer_name", 85, "likely")]),
    ("nsgvmss00002d.x.internal.cloudapp.net.", [("fqdn", 85, "likely")]),
    ("jeffhost-ubuntu.reddog.microsoft.com", [("fqdn", 1833891618, "unlikely")]),
    ("warning", [("computer_name", 651108652, "unlikely")]),
    ("nsgvmss_85", [("vm_name", 85, "likely")]),
    ("kn-infra_ss_0", [("vm_name", 0, "likely")]),
    ("web_1679616", [("vm_name", 1679616, "unlikely")]),
    ("web_12345678", [("flexible_vm_name", None, "likely"), ("vm_name", 12345678, "unlikely")]),
    ("web_01234567", [("flexible_vm_name", None, "likely")]),  # no decimal ID starts with a zero
    ("flexprofile-mp-0_df53ee36", [("flexible_vm_name", None, "likely")]),
    ("2314k8s03000001", [("computer_name", 1, "likely")]),
    ("0000000", [("computer_name", 0, "unlikely")]),
]


@pytest.mark.parametrize(("text", "readings"), READINGS)
def test_readings(text, readings):
    assert [(r.kind, r.instance_id, r.certainty) for r in identify(text)] == readings


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("", NameFormatError, "'': expected six base-36 digits, got ''"),
        ("vmvm", NameFormatError, "'vmvm': expected six base-36 digits, got 'vmvm'"),
        ("web00000!", NameFormatError, "'web00000!': expected six base-36 digits, got '00000!'"),
        ("web_1a2b", NameFormatError, "'web_1a2b': expected a decimal instance ID, got '1a2b'"),
        (
            "web_99999999999",
            InstanceIDRangeError,
            "'web_99999999999': instance ID 99999999999 is outside 0..2176782335",
        ),
        ("10.0.0.4", NameFormatError, "'10.0.0.4': expected six base-36 digits, got '10'"),
        ("node/", NameFormatError, "'': expected six base-36 digits, got ''"),
    ],
)
def test_what_is_nothing(text, error, message):
    with pytest.raises(error) as caught:
        identify(text)
    assert str(caught.value) == message


def test_what_is_no_text():
    with pytest.raises(TypeError, match="expected a str, got int"):
        identify(85)


@given(
    hostile_texts
    | st.builds("{}_{}".format, scale_sets, ids)
    | st.builds(str.__add__, prefixes, st.just("00002D"))
)
def test_readings_are_in_order_and_explained(text):
    try:
        readings = identify(text)
    except (NameFormatError, InstanceIDRangeError):
        return
    places = [CERTAINTIES.index(reading.certainty) for reading in readings]
    assert places == sorted(places)
    for reading in readings:
        assert isinstance(reading, Reading)
        assert len(reading.note) > 20
        assert reading.certainty != "certain"  # a bare text never proves anything
        assert reading.instance_id is None or 0 <= reading.instance_id < 36**6
    assert len({reading.kind for reading in readings}) == len(readings)
