"""What is read in blocks is what is read one by one."""

import random

import pytest

from vmssnames import Fleet, ScaleSet
from vmssnames.cli.converter import FORMS, TO_FORMS, Converter

GROUP = "/subscriptions/0000-00/resourceGroups/rg/providers/Microsoft.Compute"
BEGINNINGS = [
    "web", "WEB", "vm", "12", "a1b2c3", "web-vmss", "web-vmss0", "web-vmss1", "wn0-", "web00002D-",
    "aks-np-12345678-vmss", "kube-proxy-aks-np-12345678-vmss", "aks-np-12345678-vmss00000a-",
    "akswin", "x86", "my_set", "web_85", "_nt0", "my.set", "0", "00", "node/web", "user@web", "",
    "aks-np-12345678-vms", "aks-np-12345678-vm", "tcp", "10.0.0.0", "https://x", "st005",
    f"{GROUP}/virtualMachineScaleSets/web/virtualMachines", f"azure://{GROUP}/virtualMachineScaleSets/x/virtualMachines",
    f"{GROUP}/virtualMachines/aks-np-12345678-vmss000000", f"{GROUP}/disks",
]  # fmt: skip
JOINTS = ["", "", "", "_", "_", "/", "-"]
ENDS = [
    "000000", "00000a", "00002D", "000085", "00zzzz", "warning", "0", "7", "85", "085", "1234", "123456",
    "1679615", "1679616", "12345678", "df53ee36", "0a1b", "0000001", "-1", "\u0661",
]  # fmt: skip
TAILS = [
    "",
    "",
    "",
    "",
    ".x.net",
    ".x.net.",
    ".x..net",
    ".eastus.cloudapp.azure.com",
    ":9100",
    "$",
    "_1",
    "\r",
]


FLEET = Fleet(
    [
        ("my_set", "web"),
        ("web", "api"),
        ("x", None),
        ("web_85", "vm"),
        "st005",
        "aks-np-12345678-vmss",
        ScaleSet("my.set", "flex", None, "flexible"),
    ]
)


class Alone(Converter):
    """Reads each line by itself."""

    def _split(self, texts):
        return [None] * len(texts), [-1] * len(texts)


def lines(draw):
    some = draw.sample(BEGINNINGS, draw.randint(1, 4))
    return [
        "" if draw.random() < 0.02 else draw.choice(some) + draw.choice(JOINTS) + draw.choice(ENDS) + draw.choice(TAILS)
        for _ in range(draw.randint(1, 30))
    ]  # fmt: skip


@pytest.mark.parametrize("source", [None, *FORMS])
@pytest.mark.parametrize("to", TO_FORMS)
def test_blocks_are_lines(to, source):
    """Whatever precedes a line, and whatever is remembered from other blocks."""
    draw = random.Random(f"{to} {source}")
    for _ in range(40):
        given = [draw.choice([None, None, one]) for one in ("web", "my_set", "0000-00", "rg")]
        given.append(draw.choice([None, None, FLEET]))
        blocks, alone = Converter(to, source, *given), Alone(to, source, *given)
        for _ in range(3):
            texts = lines(draw)
            expected = list(alone.convert(texts))
            if draw.random() < 0.5:
                end = draw.choice(["\n", "\r\n"])
                plain = "".join(text.removesuffix("\r") + end for text in texts)
                together = blocks.convert_all(plain.encode())
                if together is not None:
                    assert together[0] == len(texts)
                    written = "".join(f"{one}{end}" for one, _ in expected)
                    assert (together[1].decode(), {two for _, two in expected}) == (written, {None})
                    continue
            assert list(blocks.convert(texts)) == expected, texts


def test_plain_blocks_are_not_read_by_line():
    """Or the test above would test nothing."""
    for text, result in [
        ("web00002d", "85"),
        ("web00002d.x.net", "85"),
        ("node/web00002d", "85"),
        ("my_set_85", "85"),
        ("85", "85"),
        (f"{GROUP}/virtualMachineScaleSets/web/virtualMachines/85", "85"),
    ]:
        converter = Converter("id", None, None, None)
        expected = (3, f"{result}\n".encode() * 3)
        assert converter.convert_all(f"{text}\n".encode() * 3) == expected


def test_a_fleet_says_what_names_do_not_contain(cli, tmp_path):
    (tmp_path / "fleet.csv").write_text("name,prefix\nmy_set,web\napi_ss,api\n")
    args = ["convert", "--fleet", tmp_path / "fleet.csv"]
    hosts = b"web00000a.x.net\nAPI00000B\n\nother00000c\n"
    status, out, errors = cli(*args, "--to", "vm-name", stdin=hosts)
    assert (status, out) == (1, "my_set_10\napi_ss_11\n\n\n")
    told = "line 4: 'other00000c': no listed scale set has the prefix 'other'"
    assert errors.startswith(f"vmssnames: {told}") and errors.count("\n") == 1
    assert cli(*args, "--to", "node-name", stdin=b"my_set_10\n") == (0, "web00000a\n", "")
    ids = ["--from", "id", "--scale-set", "api_ss", "--to", "computer-name"]
    assert cli(*args, *ids, stdin=b"85\n1000000\n") == (0, "api00002D\napi00LFLS\n", "")
    status, _, errors = cli(*args, "--to", "node-name", stdin=b"85\n")
    assert status == 1 and "'85' does not contain its scale set: pass --scale-set" in errors


def test_aks_nodes_need_no_list(cli, tmp_path):
    (tmp_path / "fleet.csv").write_text("name,prefix\nmy_set,web\n")
    lines = b"web00000a\naks-np-12345678-vmss00000a\napi00000a\n"
    listed = ["convert", "--to", "vm-name", "--fleet", tmp_path / "fleet.csv"]
    status, out, errors = cli(*listed, "--aks", stdin=lines)
    assert (status, out) == (1, "my_set_10\naks-np-12345678-vmss_10\n\n")
    assert errors.startswith("vmssnames: line 3: 'api00000a': no listed scale set has the prefix")
    assert cli(*listed, stdin=lines)[1] == "my_set_10\n\n\n"
    # Without a list, nothing else is converted.
    status, out, _ = cli("convert", "--to", "vm-name", "--aks", stdin=lines)
    assert (status, out) == (1, "\naks-np-12345678-vmss_10\n\n")
    nodes = b"aks-np-12345678-vmss_10\n" * 2
    found = cli("convert", "--to", "node-name", "--aks", stdin=nodes)
    assert found == (0, "aks-np-12345678-vmss00000a\n" * 2, "")
