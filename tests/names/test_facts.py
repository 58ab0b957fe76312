"""The facts themselves, pinned; C's copies of them; and real strings, each with what it means."""

import csv
import re

import naive
import pytest
from documents import ROOT

from vmssnames import (
    ComputerName,
    FlexibleVMName,
    InstanceIDRangeError,
    NameFormatError,
    VMName,
    identify,
    parse_base36,
)
from vmssnames.names import grammar
from vmssnames.names.vm_names import check_prefix, check_scale_set


def test_the_facts():
    """Each as Microsoft's sentence has it, so that a slip in _grammar.py is seen."""
    assert grammar.DIGITS == "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" == naive.DIGITS
    assert (grammar.BASE, grammar.WIDTH) == (36, 6)
    assert grammar.MAX_INSTANCE_ID == 2_176_782_335 == naive.value("ZZZZZZ")
    assert 2**31 <= grammar.MAX_INSTANCE_ID < 2**32
    assert grammar.SEPARATOR == "_"
    assert (grammar.MAX_COMPUTER_NAME, grammar.MAX_PREFIX) == (64, 58)
    assert (grammar.MAX_SCALE_SET, grammar.DECIMAL_WIDTH) == (64, 10)
    assert grammar.FLEXIBLE_WIDTH == 8
    assert sorted(grammar.HEX_DIGITS) == sorted("0123456789abcdefABCDEF")
    assert (grammar.MAX_FQDN, grammar.MAX_LABEL) == (253, 63)
    assert grammar.MAX_PLAUSIBLE_ID == naive.value("00ZZZZ") == 1_679_615


def test_c_has_the_same_facts(compiled):
    for name, value in compiled.GRAMMAR.items():
        assert value == getattr(grammar, name), name


# Rows of kinds met in the wild: documentation, source code, logs.  `expected` starts
# with "error" or gives key=value pairs.
ROWS = [
    ("base36", "0000VU", "1146"),
    ("base36", "ffffff", "932906715"),
    ("base36", "1Y2P0IJ32E8E7", "error: 13 digits"),
    ("computer_name", "nsgvmss00002D", "prefix=nsgvmss;id=85"),
    ("computer_name", "myprefixZZZZZZ", "prefix=myprefix;id=2176782335"),
    ("computer_name", "aks-001-xxxxx-vmss000046", "prefix=aks-001-xxxxx-vmss;id=150"),
    ("computer_name", "kn-infra000000", "prefix=kn-infra;id=0"),
    ("computer_name", "VMSSEE6C2000001", "prefix=vmssee6c2;id=1"),
    ("computer_name", "compute-00000a", "prefix=compute-;id=10"),
    ("computer_name", "compute-000010", "prefix=compute-;id=36"),
    ("computer_name", "aks-viz3d4-33002848-vmss0001nc", "prefix=aks-viz3d4-33002848-vmss;id=2136"),
    ("computer_name", "2314k8s03000001", "prefix=2314k8s03;id=1"),
    ("encode", "prefix=nsgvmss;id=85", "nsgvmss00002D"),
    ("encode", "prefix=k8s-ingress-000008-z2-vmss;id=35", "k8s-ingress-000008-z2-vmss00000Z"),
    ("encode", "prefix=aks-userpool-12345678-vmss;id=32", "aks-userpool-12345678-vmss00000W"),
    ("encode", "prefix=myprefix;id=2176782336", "error: beyond 36^6-1"),
    ("vm_name", "nsgvmss_85", "scale_set=nsgvmss;id=85"),
    ("vm_name", "kn-infra_ss_0", "scale_set=kn-infra_ss;id=0"),
    ("vm_name", "nodes.my-cluster.k8s.local_3", "scale_set=nodes.my-cluster.k8s.local;id=3"),
    ("vm_name", "vm-1234", "error: wrong separator"),
    ("vm_name", "akswin_a", "error: not decimal"),
    ("flex_vm_name", "batchtest_183819e2", "scale_set=batchtest;suffix=183819e2"),
    ("flex_vm_name", "myFlexibleVM_abc123", "error: not eight digits"),
    ("fqdn", "nt0000000.internal.cloudapp.net", "prefix=nt0;id=0"),
    ("fqdn", "vm000001.cptddnsr.org.", "prefix=vm;id=1"),
    ("fqdn", "flux-user000001.internal.cloudapp.net.40651", "computer=flux-user000001;id=1"),
    ("fqdn", "vm0.neo4j-abc123.eastus.cloudapp.azure.com", "error: an index, no computer name"),
    ("fqdn", "wn0-kafka.m0uc.bx.internal.cloudapp.net", "error: HDInsight"),
    ("not_vmss", "jeffhost-ubuntu.reddog.microsoft.com", "unlikely: 1833891618"),
    ("not_vmss", "kernelci-production", "unlikely: 1835517911"),
    ("not_vmss", "aks-nodepool1-12345678-vmss0001", "unlikely: 1740082177"),
    ("not_vmss", "capz-target-cluster-md-0-xs8cn", "error: a hyphen in the last six"),
    ("not_vmss", "vmvm", "error: too short"),
    ("prefix_linux", "abc-", "valid"),
    ("prefix_linux", "a" * 59, "error: 59 characters"),
    ("scale_set_name", "example-vmss-over-15-chars-name", "valid"),
]

# A longer list of the same, where it lies beside the project.
VECTORS = ROOT.parent / "shared" / "facts" / "name_vectors.csv"
KINDS = {kind for kind, _, _ in ROWS}

if VECTORS.exists():
    with VECTORS.open(newline="", encoding="utf-8") as file:
        ROWS += [
            (row["kind"], row["input"], row["expected"])
            for row in csv.DictReader(file)
            if row["kind"] in KINDS
        ]


def pairs(text):
    return dict(re.findall(r"(\w+)=([^;\s]+)", text))


def read(kind, text):
    """Return what we make of *text*, as strings under the names that the rows use."""
    if kind == "base36":
        return {"id": str(parse_base36(text))}
    if kind in ("computer_name", "fqdn", "not_vmss"):
        name = ComputerName.from_host(text)
        return {"prefix": name.prefix, "id": str(name.instance_id), "computer": str(name)}
    if kind == "vm_name":
        name = VMName.parse(text)
        return {"scale_set": name.scale_set, "id": str(name.instance_id)}
    if kind == "flex_vm_name":
        name = FlexibleVMName.parse(text)
        return {"scale_set": name.scale_set, "suffix": name.suffix}
    if kind == "encode":
        given = pairs(text)
        return {"computer": str(ComputerName(given["prefix"], int(given["id"])))}
    return {"prefix_linux": check_prefix, "scale_set_name": check_scale_set}[kind](text) and {}


@pytest.mark.parametrize(("kind", "text", "expected"), ROWS)
def test_real_strings(kind, text, expected):
    try:
        found = read(kind, text)
    except (NameFormatError, InstanceIDRangeError):
        # A few rows describe what is no computer name without the word "error".
        assert "error" in expected or (kind == "fqdn" and "id=" not in expected)
        return
    if kind == "not_vmss":
        told = {r.certainty for r in identify(text) if str(r.instance_id) == found["id"]}
        assert told == {"unlikely"}
        assert found["id"] in expected
        return
    assert not expected.startswith("error")
    want = {"id": expected} if kind == "base36" else pairs(expected)
    want = {"computer": expected} if kind == "encode" else want
    for key in want.keys() & found.keys():
        # Some rows give the prefix in the case it was defined with.
        assert found[key].lower() == want[key].lower(), key
    assert want.keys() & found.keys() or expected.startswith("valid")
