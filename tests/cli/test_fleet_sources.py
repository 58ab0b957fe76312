"""``--fleet`` and VMSSNAMES_FLEET take whatever tells the scale sets: lists, instances, nodes."""

import json
import os

import azure_shapes as azure
import pytest

from vmssnames import Fleet, NameFormatError
from vmssnames.cli import main

ROWS = json.dumps([azure.row(85), azure.row(9)])
NODES = json.dumps({"kind": "List", "items": [azure.node(85)]})
SETS = json.dumps([azure.scale_set()])
CSV = "name,prefix\nshop-web_ss,shopweb\n"


@pytest.fixture
def run(tmp_path, monkeypatch, capfdbinary):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VMSSNAMES_FLEET", raising=False)
    os.mkdir("all")
    files = {"rows.json": ROWS, "nodes.json": NODES, "sets.json": SETS, "web.csv": CSV}
    files |= {"all/rows.json": ROWS, "all/web.csv": CSV, "all/README": "not read"}
    files |= {"yaml.txt": "- id: x\n", "vms.json": json.dumps([{"name": "vm1", "vmId": "x"}])}
    files |= {"other.csv": "name,prefix\nshop-web_ss,other\n", "log": "at SHOPWEB00002D\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    def run(*args):
        status = main(list(args))
        out, errors = capfdbinary.readouterr()
        return status, out.decode(), errors.decode()

    return run


@pytest.mark.parametrize(
    "files",
    [
        ["rows.json"],
        ["nodes.json"],
        ["sets.json"],
        ["web.csv"],
        ["all"],
        ["rows.json", "nodes.json"],
    ]
    + [["sets.json", "rows.json"], ["web.csv", "nodes.json"], ["all", "sets.json"]],
)
def test_every_source_gives_the_same_answers(run, files):
    fleets = [word for file in files for word in ("--fleet", file)]
    status, out, errors = run("show", "SHOPWEB00002d", *fleets, "-o", "json")
    (reading,) = json.loads(out)["readings"]
    assert (status, errors, reading["vm_name"]) == (0, "", "shop-web_ss_85")
    assert run("annotate", *fleets, "log")[1] == "at SHOPWEB00002D(shop-web_ss/85)\n"
    assert run("convert", "--to", "vm-name", *fleets, "log")[0] == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ["--fleet", "web.csv", "--fleet", "other.csv"],
            "has the prefix 'shopweb' in 'web.csv', and 'other'",
        ),
        (
            ["--fleet", "other.csv", "--fleet", "rows.json"],
            "the prefix 'shopweb' in 'rows.json', and 'other' in 'ot",
        ),
        (["--fleet", "yaml.txt"], "got YAML: use -o json instead of -o yaml"),
        (["--fleet", "vms.json"], "'vms.json': 1 instance, none of which names"),
        (["--fleet", "nope.json"], "'nope.json': No such file"),
        (["--fleet", "empty"], "'empty': no file in this directory ends in .json"),
    ],
)
def test_one_clear_error(run, args, message):
    os.mkdir("empty")
    status, out, errors = run("show", "shopweb00002d", *args)
    assert (status, out, errors.count("\n")) == (2, "", 1) and message in errors, errors


def test_the_variable(run, monkeypatch):
    monkeypatch.setenv("VMSSNAMES_FLEET", f"nodes.json{os.pathsep}web.csv")
    assert "shop-web_ss_85" in run("SHOPWEB00002D")[1]
    assert "shop-web_ss_85" in run("show", "SHOPWEB00002D")[1]
    assert run("annotate", "log")[:2] == (0, "at SHOPWEB00002D(shop-web_ss/85)\n")
    # Every option that names scale sets is used instead.
    assert run("annotate", "--prefix", "api", "log")[:2] == (0, "at SHOPWEB00002D\n")
    assert run("scan", "--resource-ids", "log")[0] == run("scan", "--aks", "log")[0] == 1
    status, out, errors = run("api00002d")
    assert (status, "api" in out) == (0, True)
    assert (
        errors
        == "vmssnames: VMSSNAMES_FLEET: 'api00002d': no listed scale set has the prefix 'api'\n"
    )
    for value in ("nope.json", "yaml.txt"):
        monkeypatch.setenv("VMSSNAMES_FLEET", value)
        for args in (["shopweb00002d"], ["annotate", "log"], ["scan", "log"]):
            status, out, errors = run(*args)
            assert (status, out) == (2, "") and errors.startswith(
                f"vmssnames: VMSSNAMES_FLEET: '{value}'"
            )
    monkeypatch.setenv("VMSSNAMES_FLEET", "")
    assert run("SHOPWEB00002D")[0] == 0
    assert "no scale set given" in run("scan", "log")[2]


def test_the_library_reads_lists_only(monkeypatch):
    monkeypatch.setenv("VMSSNAMES_FLEET", "nope.json")
    assert len(Fleet.parse("web\n")) == 1
    for text in (ROWS, NODES):
        with pytest.raises(NameFormatError, match=r"use load_instances\(\.\.\.\)\.fleet"):
            Fleet.parse(text)


def test_odd_entries_of_a_directory(run):
    os.symlink("L", "all/L")
    os.symlink("loop.json", "all/loop.json")
    os.mkdir("all/x.json")
    assert run("show", "SHOPWEB00002d", "--fleet", "all")[0] == 0


def test_a_variable_without_names(run, monkeypatch):
    monkeypatch.setenv("VMSSNAMES_FLEET", os.pathsep)
    status, out, errors = run("scan", "log")
    assert (status, out) == (2, "") and "VMSSNAMES_FLEET: expected the names of files" in errors


def test_a_directory_of_lists_may_have_a_manifest_of_something_else(run, tmp_path):
    (tmp_path / "all" / "manifest.json").write_text(SETS)
    assert run("show", "shopweb00002d", "--fleet", "all")[0] == 0
