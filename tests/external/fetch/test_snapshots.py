"""``vmssnames fetch`` with the real az and kubectl: what was asked, received, written and said."""

import json
from pathlib import Path

from standins import Azure, Kubernetes, fleet

from vmssnames import load_instances
from vmssnames.inventory.snapshot import read_snapshot

FORBIDDEN = "shop-web7_ss"


def test_a_large_fleet_with_faults(world):
    """5000 instances in 40 scale sets, 429 and 500 in between, one scale set forbidden."""
    azure = Azure(fleet(34, 6), 125, forbidden=[FORBIDDEN], faults=0.15)
    cluster = Kubernetes("shop-web0_ss", "shopweb0", 125)
    done = world(azure, cluster, "fetch", "snap")
    assert done.returncode == 1, done.stderr
    # All that was asked only reads.
    assert {method for method, _ in azure.asked + cluster.asked} == {"GET"}
    assert azure.faulty > 10
    # Received: all instances but those of one scale set.
    assert azure.served == 39 * 125
    listed = load_instances(Path("snap"))
    assert len(listed) == 39 * 125
    assert listed.counts("mode") == {("flexible",): 6 * 125, ("uniform",): 33 * 125}
    assert sum(bool(vm.private_addresses) for vm in listed) == 33 * 125
    assert sum(vm.ready is not None for vm in listed) == 125
    assert all(vm.power == "running" for vm in listed)
    # Written.
    found = read_snapshot("snap")
    assert len(found.scale_sets) == 40
    assert {one.name: one.prefix for one, _ in found.scale_sets} == {
        name: Azure.prefix(name) for name in azure.scale_sets
    }
    scope = json.loads(Path("snap", "manifest.json").read_text())["scope"]
    assert (scope["cloud"], scope["contexts"]) == ("Standin", ["prod"])
    names = found.names.read_text().split()
    assert len(names) > 2 * 33 * 125
    # Reported: a line for each call, and what failed.
    assert [one["kind"] for one in found.failed] == ["instances", "interfaces"]
    assert all(FORBIDDEN in one["call"] for one in found.failed)
    lines = done.stderr.splitlines()
    failed = [line for line in lines if ": failed: " in line]
    assert len(failed) == 2
    assert all("(AuthorizationFailed) The client does not have" in line for line in failed)
    assert "snap: 4875 instances and 125 nodes of 40 scale sets" in done.stdout
    answered = len(lines) - 2
    assert f"; {answered} of {len(lines)} calls answered, 2 failed" in done.stdout
    print(done.stdout, f"{len(azure.asked)} requests, {azure.faulty} answered with 429 or 500")


def test_one_resource_group_and_one_scale_set(world):
    azure = Azure(fleet(2, 1), 3)
    done = world(azure, None, "fetch", "snap", "-g", "shop", "--only", "az", "--jobs", "2")
    assert (done.returncode, len(load_instances(Path("snap")))) == (0, 9)
    assert not any("/resourcegroups/shop/" not in path.lower() for _, path in azure.asked)


def test_what_the_programs_say(world):
    azure = Azure(fleet(1, 0), 1)
    done = world(azure, None, "fetch", "snap", "--subscription", "unknown", "--only", "az")
    assert done.returncode == 2
    assert "pass --subscription, one of az account list --output table" in done.stderr
    done = world(azure, None, "fetch", "snap", "--context", "unknown", "--only", "kubectl")
    assert done.returncode == 2
    assert "pass --context, one of kubectl config get-contexts -o name" in done.stderr
    done = world(azure, None, "fetch", "snap", "--only", "az", login=False)
    assert "failed: Please run 'az login' to setup account.\n" in done.stderr
    assert not Path("snap").exists()
