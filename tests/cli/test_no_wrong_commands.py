"""A command names the right instance or none: names in longer words, nodes in a VM's place, words.

Each command runs in a shell whose az writes down its arguments.
"""

import json
import random
import shutil
import subprocess

import pytest

from tools.certainty import words
from vmssnames.cli.commands.show import show_names

BASH = shutil.which("bash")
GROUP = "/subscriptions/0000-00/resourceGroups/rg/providers/Microsoft.Compute"
RECORD = 'az() { printf "%s\\0" "$@"; printf "\\n"; }\n'


def near_misses(draw):
    """Return a text, and the scale set and ID that a command for it may name; None for none."""
    number, pool = draw.randrange(36**4), draw.choice(["nodepool1", "gpu", "np01"])
    digits = "".join(draw.choices("0123456789abcdef", k=8))
    base36 = (
        f"00{digit(number // 36**3)}{digit(number // 36**2)}{digit(number // 36)}{digit(number)}"
    )
    scale_set = f"aks-{pool}-{digits}-vmss"
    node, right = f"{scale_set}{base36}", (scale_set, number)
    outer = draw.choice(["mycluster", "6wndx", "000001", "00000a", "1", "prod-eu"])
    longer = [f"{node}-{outer}", f"kube-proxy-{node}", f"{outer}-{node}", f"x-{node}-{outer}"]
    return draw.choice(
        [
            *((text, right) for text in longer),
            (f"prod-{scale_set}_{number}", right),
            (f"{node}_{draw.randrange(100)}", right),
            (f"{GROUP}/virtualMachines/{node}", None),
            (f"azure://{GROUP}/virtualMachines/{node}", None),
            (f"web{base36}-000001", None),
            (f"web{base36}00000a", None),
            (f"web{base36}_1", None),
            (f"{draw.choice(['x86', 'utf', 'python', 'sha'])}_{draw.randrange(999)}", None),
            (draw.choice(words()), None),
            (f"{draw.choice(words())}-{draw.choice(words())}".lower(), None),
        ]
    )


def digit(value):
    return "0123456789abcdefghijklmnopqrstuvwxyz"[value % 36]


def commands(capfd, text):
    """The commands that are printed for *text*."""
    capfd.readouterr()
    show_names([text], "json", operations=["restart", "delete"])
    out = capfd.readouterr().out
    return json.loads(out)["commands"] if out else []


@pytest.mark.posix
def test_no_command_is_for_another_instance(capfd):
    draw = random.Random(20_261_126)
    script, expected = [RECORD], []
    for _ in range(1500):
        text, right = near_misses(draw)
        found = commands(capfd, text)
        if right is None:
            assert found == [], text
        for one in found:
            scale_set, number = right
            path = f"/virtualMachineScaleSets/{scale_set}/virtualMachines/{number}"
            (request,) = one["rest"]
            assert path in request["url"].replace("?", "/").replace(f"{path}/", path), (text, one)
            script += one["az"]
            expected += [(scale_set, str(number))] * len(one["az"])
    run = subprocess.run([BASH], input="\n".join(script).encode(), capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (0, b"")
    lines = run.stdout.decode().splitlines()
    assert len(lines) == len(expected) > 500
    for line, (scale_set, number) in zip(lines, expected, strict=True):
        given = line.split("\0")
        assert given[given.index("--name") + 1] == scale_set
        assert given[given.index("--instance-ids") + 1] == number
