"""``python -m benchmarks.inventory``: lists of instances read, beside ``json.loads`` of the same.

Instances are random ones of the shape that the REST API sends with their views.  Everybody
reads the same text in turns, each time in a process of its own, whose CPU time and memory
are taken; what was read is counted.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path
from statistics import median

from vmssnames import format_base36

from .kept import keep, made_on
from .processes import run

ROUNDS = 5

GROUP = "/subscriptions/1d9c7a0e-0000-4000-8000-00000000002d/resourceGroups/shop/providers/"
OWNER = f"{GROUP}Microsoft.Compute/virtualMachineScaleSets/shop-web_ss"

# What each process does with the text in the file sys.argv[1], before it says how much
# memory it took, and how much the text alone does.
READERS = {
    "json.loads": "import json; found = json.loads(text)['value']",
    "load_instances": "from vmssnames import load_instances; found = load_instances(text)",
    "... and its records": (
        "from vmssnames import load_instances; found = load_instances(text); found.records()"
    ),
}
READ = """\
import gc, sys, time
gc.disable()  # for everybody: load_instances does so while it runs
def memory():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
with open(sys.argv[1]) as file:
    text = file.read()
{imports}
before, start = memory(), time.process_time()
{work}
print(time.process_time() - start, memory() - before, len(found))
"""


def instance(number: int) -> str:
    """Return an instance with its view as JSON."""
    power = random.choice(("running",) * 9 + ("stopped",))
    time = f"2026-03-04T05:{random.randrange(60):02}:07.{random.randrange(10**7):07}+00:00"
    name = f"shopweb{format_base36(number)}"
    disk = f"shop-web_ss_shop-web_ss_{number}_OsDisk_1_{random.randbytes(16).hex()}"
    good = {"code": "ProvisioningState/succeeded", "level": "Info", "time": time}
    view = {
        "placementGroupId": "90ed3dac-c700-456f-81da-11aad2fe737e",
        "platformUpdateDomain": number % 5,
        "platformFaultDomain": number % 5,
        "computerName": name,
        "osName": "ubuntu",
        "osVersion": "24.04",
        "vmAgent": {
            "vmAgentVersion": "2.9.1.1",
            "statuses": [
                good | {"displayStatus": "Ready", "message": "Guest Agent is running"},
            ],
            "extensionHandlers": [
                {
                    "type": "Microsoft.ManagedServices.ApplicationHealthLinux",
                    "typeHandlerVersion": "2.0.9",
                    "status": {"code": "ProvisioningState/succeeded", "displayStatus": "Ready"},
                }
            ],
        },
        "disks": [{"name": disk, "statuses": [good]}],
        "extensions": [
            {
                "name": "app-health",
                "type": "Microsoft.ManagedServices.ApplicationHealthLinux",
                "typeHandlerVersion": "2.0.9",
                "statuses": [good | {"message": "x" * random.randrange(200)}],
            }
        ],
        "hyperVGeneration": "V2",
        "statuses": [
            good | {"displayStatus": "Provisioning succeeded"},
            {"code": f"PowerState/{power}", "level": "Info", "displayStatus": f"VM {power}"},
        ],
    }
    return json.dumps(
        {
            "name": f"shop-web_ss_{number}",
            "id": f"{OWNER}/virtualMachines/{number}",
            "type": "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
            "location": "westeurope",
            "tags": {"owner": "web", "cost-center": str(number % 7)},
            "instanceId": str(number),
            "sku": {"name": "Standard_D4s_v5", "tier": "Standard"},
            "zones": [str(number % 3 + 1)],
            "properties": {
                "latestModelApplied": random.random() < 0.9,
                "modelDefinitionApplied": "VirtualMachineScaleSet",
                "vmId": f"{random.randbytes(16).hex()}",
                "hardwareProfile": {},
                "storageProfile": {
                    "imageReference": {"publisher": "canonical", "offer": "ubuntu-24_04-lts"},
                    "osDisk": {"osType": "Linux", "name": disk, "diskSizeGB": 64},
                    "dataDisks": [],
                },
                "osProfile": {
                    "computerName": name,
                    "adminUsername": "shop",
                    "linuxConfiguration": {"disablePasswordAuthentication": True},
                    "secrets": [],
                },
                "networkProfile": {
                    "networkInterfaces": [
                        {"id": f"{OWNER}/virtualMachines/{number}/networkInterfaces/nic"}
                    ]
                },
                "provisioningState": "Succeeded",
                "instanceView": view,
            },
        }
    )


def reading(count: int, folder: Path) -> dict[str, dict[str, float]]:
    """Return seconds and bytes that each of READERS takes for *count* instances."""
    path = folder / "page.json"
    with path.open("w") as file:
        rows = ",\n".join(instance(number) for number in range(count))
        file.write('{"value": [\n' + rows + "\n]}\n")
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in READERS}
    for _ in range(ROUNDS):
        for name, work in READERS.items():
            imports, _, work = work.partition("; ")
            script = READ.format(imports=imports, work=work)
            said = run(folder, sys.executable, "-c", script, str(path))[2].split()
            assert int(said[2]) == count
            taken[name].append((float(said[0]), float(said[1])))
    text = path.stat().st_size
    return {
        name: {
            "seconds": min(seconds for seconds, _ in rounds),
            "bytes": median(size for _, size in rounds),
            "instances": count,
            "text": text,
        }
        for name, rounds in taken.items()
    }


def commands(folder: Path, many: int) -> dict[str, dict[str, float]]:
    """Return seconds and memory of the command, for 1000 instances and for *many* one a line."""
    page, lines = folder / "thousand.json", folder / "lines.ndjson"
    page.write_text("[" + ",".join(instance(number) for number in range(1000)) + "]")
    tool = [str(Path(sys.executable).with_name("vmssnames")), "inventory", "-o", "tsv"]
    parse = "import json, sys; print('\\n' * len(json.load(open(sys.argv[1]))), end='\\n')"
    cases = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "python -c json.load, 1000 instances": [sys.executable, "-c", parse, str(page)],
        "vmssnames inventory -o tsv, 1000 instances": [*tool, str(page)],
    }
    out = {}
    for name, command in cases.items():
        # What else runs here only adds.
        rounds = [run(folder, *command) for _ in range(3 * ROUNDS)]
        if "1000" in name:
            assert {found.count(b"\n") for _, _, found in rounds} == {1001}
        out[name] = {"seconds": min(one[0] for one in rounds)}
    for count in (many // 100, many):
        with lines.open("w") as file:
            file.writelines(instance(number) + "\n" for number in range(count))
        seconds, size, found = run(folder, *tool, "--stream", str(lines))
        assert found.count(b"\n") == count + 1
        out[f"vmssnames inventory --stream, {count:,} lines"] = {"seconds": seconds, "bytes": size}
    return out


def main() -> None:
    """Measure, print, and keep what was asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inventory", description=__doc__)
    parser.add_argument("--instances", type=int, default=100_000, metavar="N")
    parser.add_argument("--lines", type=int, default=1_000_000, metavar="N", help="of NDJSON")
    parser.add_argument("--keep", action="store_true", help="keep it in benchmarks/results")
    options = parser.parse_args()
    random.seed()
    with tempfile.TemporaryDirectory() as folder:
        read = reading(options.instances, Path(folder))
        run_ = commands(Path(folder), options.lines)
    told = report(read, run_)
    print(told, end="")
    if options.keep:
        keep("inventory", made_on(), {"reading": read, "commands": run_}, told)


def report(read: dict[str, dict[str, float]], run_: dict[str, dict[str, float]]) -> str:
    """Return the tables of what was measured."""
    base = read["json.loads"]
    count, size = int(base["instances"]), base["text"] / 1e6
    lines = [f"- {key}: {value}" for key, value in made_on().items()]
    lines += ["", f"### {count:,} instances with their views, {size:.0f} MB of JSON", ""]
    lines += ["| | CPU | beyond json.loads | memory |", "|---|---:|---:|---:|"]
    for name, one in read.items():
        beyond = one["seconds"] / base["seconds"] - 1
        lines.append(
            f"| {name} | {one['seconds']:.2f} s | {beyond:.2f}x "
            f"| {one['bytes'] / 1e6:.0f} MB, {one['bytes'] / base['bytes']:.2f}x |"
        )
    lines += ["", "### the command", "", "| | CPU | most memory |", "|---|---:|---:|"]
    for name, one in run_.items():
        most = f"{one['bytes'] / 1e6:.0f} MB" if "bytes" in one else ""
        lines.append(f"| {name} | {one['seconds'] * 1000:.0f} ms | {most} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
