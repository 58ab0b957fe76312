"""AKS pools: their disks have cut names, which hold no instance ID.

Of a name of more than 41 characters Azure keeps 20 of the scale set's, then 21 of it, where the digit
of the instance would follow: all instances have the same.
"""

from random import Random
from zlib import crc32

import azure_shapes as azure
import pytest

from vmssnames import load_instances
from vmssnames.names import DiskName

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def machines_of(seed, count):
    """Return random instances of AKS pools, as scale set and instance ID."""
    random = Random(seed)
    found = set()
    while len(found) < count:
        pool = "".join(random.choices(LETTERS, k=random.randint(3, 12)))
        scale_set = f"aks-{pool}-{random.randrange(10**8):08}-vmss"
        found |= {(scale_set, random.randrange(2000)) for _ in range(random.randint(1, 9))}
    return sorted(found)[:count]


def disk(scale_set, guid):
    """Return the name of an OS disk as Azure cuts it."""
    return f"{scale_set[:20]}{scale_set[:21]}OS__1_{guid:032x}"


def pieces(scale_set, number):
    """Return a row and a separate view of one instance, each with its cut disk."""
    name = disk(scale_set, crc32(f"{scale_set}/{number}".encode()))
    row = azure.row(number, scale_set=scale_set, prefix=scale_set, instanceView=None)
    row["properties"]["vmId"] = name[-32:]
    row["properties"]["storageProfile"] = {"osDisk": {"name": name}}
    view = azure.view(disks=[{"name": name}])
    return row, view


@pytest.mark.parametrize("seed", range(5))
def test_no_false_finding_and_no_other_instance(seed):
    """10 000 rows of AKS pools: no finding, no lost view, and no instance that is not listed."""
    machines = machines_of(seed, 2000)
    rows, views = zip(*(pieces(*one) for one in machines), strict=True)
    found = load_instances(list(rows), list(views))
    assert {(vm.scale_set, vm.instance_id) for vm in found} == set(machines)
    assert not found.problems and not found.notes
    assert all(vm.power == "running" for vm in found)
    # Without rows, a view names no instance: its disk has no ID.
    alone = load_instances(list(views))
    assert {vm.instance_id for vm in alone} <= {None}
    named = [
        view | {"computerName": f"{row['name'].rpartition('_')[0]}{azure.base36(number)}"}
        for (_, number), row, view in zip(machines, rows, views, strict=True)
    ]
    recovered = load_instances(named)
    assert {vm.instance_id for vm in recovered} == {number for _, number in machines}
    assert not recovered.problems


def test_a_cut_name_has_no_id():
    for scale_set, number in machines_of(7, 500):
        parsed = DiskName.parse(disk(scale_set, number))
        assert parsed.is_cut and parsed.instance_id is None
