"""``vmssnames fetch``: which programs it runs, what it writes, and what it says went wrong."""

import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import azure_shapes as azure
import pytest
from commands import COMMAND
from fake_programs import Programs
from hypothesis import given, settings, strategies as st

from vmssnames import InventoryFormatError, load_instances
from vmssnames.cli import main
from vmssnames.cli.calls import Scope
from vmssnames.inventory.snapshot import open_snapshot, read_snapshot

pytestmark = pytest.mark.posix

SUB = azure.SUB
PLACE = f"--subscription {SUB} --resource-group shop"
LIST = f"az vmss list-instances {PLACE} --name"
NICS = f"az vmss nic list {PLACE} --vmss-name"
CLOUD = {"name": "AzureCloud", "endpoints": {"resourceManager": "https://arm.example/"}}
FORBIDDEN = {
    "status": 1,
    "errors": "WARNING: a warning\nERROR: (AuthorizationFailed) The client has no access.\n",
}
NO_CONTEXT = {"status": 1, "errors": "error: current-context is not set\n"}
# What may be run: all of it reads.
READS = (
    *("az cloud show", "az account show", "az account list", "az vmss list", "az vmss show"),
    *("az vmss list-instances", "az vmss nic list", "az network nic list"),
    *("az rest --method get", "kubectl config current-context", "kubectl get nodes"),
)


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """az and kubectl alone on PATH, which know one scale set of two instances."""
    monkeypatch.chdir(tmp_path)
    found = Programs(tmp_path / "bin", "az", "kubectl")
    monkeypatch.setenv("PATH", str(found.directory))
    found.answer("az cloud show", CLOUD)
    found.answer("az account show", {"id": SUB, "state": "Enabled"})
    found.answer("az vmss list ", [azure.scale_set()])
    found.answer(LIST, [azure.row(85), azure.row(9, "stopped")])
    found.answer(NICS, [azure.interface(85, "10.0.0.85"), azure.interface(9, "10.0.0.9")])
    found.answer("kubectl config current-context", "prod\n")
    nodes = {"kind": "List", "apiVersion": "v1", "items": [azure.node(85), azure.node(9)]}
    found.answer("kubectl get nodes", json.dumps(nodes, indent=4))
    yield found
    for words in found.calls:
        assert " ".join(words).startswith(READS)


@pytest.fixture
def run(programs, capfdbinary):
    """Run the command in this process; return its status, output and errors."""

    def run(*args):
        capfdbinary.readouterr()
        status = main(list(args))
        out, errors = capfdbinary.readouterr()
        return status, out.decode(), errors.decode()

    return run


def manifest(directory="snap"):
    return json.loads(Path(directory, "manifest.json").read_text())


def test_a_snapshot(run, programs):
    status, out, errors = run("fetch", "snap")
    assert status == 0
    assert out == (
        "snap: 2 instances and 2 nodes of 1 scale set, in 4 files below data; "
        "7 of 7 calls answered\n"
    )
    # One line for each call, and nothing else.
    assert len(errors.splitlines()) == len(programs.calls) == 7
    assert f"{LIST} shop-web_ss --expand instanceView: 2 instances, " in errors
    assert "kubectl get nodes --context=prod: 2 nodes, " in errors
    found = read_snapshot("snap")
    assert sorted(one.kind for one in found.files) == [
        *("instances", "interfaces", "nodes", "scale-sets")
    ]
    assert manifest()["scope"]["contexts"] == ["prod"]
    ((one, files),) = found.scale_sets
    assert (one.name, one.prefix, one.is_uniform) == ("shop-web_ss", "shopweb", True)
    assert {found.files[index].kind for index in files} == {"instances", "interfaces"}
    names = {one.lower() for one in found.names.read_text().splitlines()}
    assert names == {"shop-web_ss_85", "shopweb00002d", "shop-web_ss_9", "shopweb000009"}
    # As received.
    assert json.loads(found.files[files[0]].path.read_bytes())


@pytest.mark.parametrize("slow", ["kubectl", "az account", "az vmss list ", NICS])
def test_answers_in_any_order(run, programs, slow):
    answer = next(one for start, one in programs.answers if start.startswith(slow))
    programs.answer(slow, **answer | {"seconds": 0.3})
    if slow == "kubectl":
        programs.answer("kubectl get nodes", **answer)
        programs.answer("kubectl config current-context", "prod\n", seconds=0.3)
    assert "2 instances and 2 nodes of 1 scale set, in 4 files" in run("fetch", "snap")[1]


def test_only_its_user_reads_a_snapshot(run):
    os.mkdir("snap", 0o755)
    run("fetch", "snap")
    for path in (Path("snap"), *Path("snap").rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_every_command_takes_a_snapshot(run):
    run("fetch", "snap")
    rows = run("inventory", "snap", "-o", "ndjson")[1].splitlines()
    first = json.loads(rows[0])
    assert (first["name"], first["private_addresses"], first["ready"]) == (
        *("shop-web_ss_9", "10.0.0.9", "true"),
    )
    assert load_instances(Path("snap")) == load_instances(
        *(one.path for one in read_snapshot("snap").files)
    )
    assert "10.0.0.85\tshopweb00002d" in run("hosts", "snap")[1]
    zone = "zone", "snap", "--domain", "x.net", "--ns", "ns.y.net", "--serial", "1"
    assert "shopweb00002d" in run(*zone)[1]
    assert "shop-web_ss_85" in run("table", "snap", "-o", "csv")[1]
    assert run("inventory", "--diff", "snap", "snap")[0] == 0
    fleet = "--fleet", "snap"
    Path("log").write_text("at SHOPWEB00002D\n")
    assert run("annotate", *fleet, "log")[1] == "at SHOPWEB00002D(shop-web_ss/85)\n"
    assert run("scan", *fleet, "--count", "log") == (0, "1\n", "")
    assert run("scan", *fleet, "--unique", "snap")[0] == 0
    names = run("convert", *fleet, "--to", "id", "snap")[1]
    assert sorted(set(names.split())) == ["85", "9"]
    status, _, errors = run("inventory", "--stream", "snap", "-o", "tsv")
    assert (status, "--stream reads NDJSON, and 'snap' is a snapshot" in errors) == (2, True)


@pytest.mark.parametrize("how", ["--fleet", "VMSSNAMES_FLEET"])
def test_a_name_in_the_night(run, monkeypatch, how):
    run("fetch", "snap")
    given = ("--fleet", "snap") if how == "--fleet" else ()
    if not given:
        monkeypatch.setenv(how, "snap")
    status, out, errors = run("show", "SHOPWEB000009.x.net", *given, "-o", "table")
    assert (status, errors) == (0, "")
    assert "certain host name: in the snapshot of 20" in out
    for line in ("power                 stopped", "ready                 true"):
        assert f"    {line}\n" in out
    assert "    addresses             10.0.0.9\n" in out
    found = json.loads(run("show", "shop-web_ss_9", *given, "-o", "json")[1])
    assert found["instances"]["shop-web_ss_9"]["power"] == "stopped"
    assert found["readings"][0]["computer_name"] == "shopweb000009"
    status, _, errors = run("show", "shopweb00000z", *given)
    assert (status, errors) == (
        0,
        "vmssnames: 'shopweb00000z': the snapshot has no such instance\n",
    )


def test_a_name_that_follows_no_rule(run, programs):
    odd = azure.flexible() | {"name": "db-primary"}
    odd = json.loads(json.dumps(odd).replace("shop-batch_1a2b3c4d", "db-primary"))
    programs.answer("az vmss list ", [azure.scale_set("shop-batch", "shopbatch", "Flexible")])
    programs.answer("az rest", {"value": [odd]})
    programs.answer("az network nic list", [])
    assert run("fetch", "snap", "--only", "az")[0] == 0
    status, out, errors = run("show", "db-primary", "--fleet", "snap", "-o", "json")
    assert (status, errors) == (0, "")
    assert json.loads(out)["instances"]["db-primary"]["scale_set"] == "shop-batch"


def two_flexible(programs):
    """Two VMs with one name, which no rule gives, in two resource groups."""
    sets = [azure.scale_set("shop-batch", "shopbatch", "Flexible")]
    sets += [json.loads(json.dumps(sets[0]).replace("Groups/shop/", "Groups/other/"))]
    programs.answer("az vmss list ", sets)
    odd = json.loads(json.dumps(azure.flexible()).replace("shop-batch_1a2b3c4d", "db-primary"))
    other = json.loads(json.dumps(odd).replace("Groups/shop/", "Groups/other/"))
    other["properties"]["vmId"] = "other"
    start = f"az rest --method get --url https://arm.example/subscriptions/{SUB}/resourceGroups/"
    programs.answer(f"{start}shop/", {"value": [odd]})
    programs.answer(f"{start}other/", {"value": [other]})
    programs.answer("az network nic list", [])


def test_a_name_that_two_have_is_an_error(run, programs):
    two_flexible(programs)
    assert run("fetch", "snap", "--only", "az")[0] == 0
    fleet = "--fleet", "snap", "-o", "json"
    status, out, errors = run("show", "db-primary", *fleet)
    assert (status, out) == (2, "")
    assert "2 instances have the name 'db-primary', such as" in errors
    for group in ("shop", "OTHER"):
        found = json.loads(run("show", "db-primary", "-g", group, *fleet)[1])
        assert found["instances"]["db-primary"]["resource_group"] == group.lower()
    assert run("show", "db-primary", "-n", "unknown", *fleet)[0] == 2


def test_a_name_of_two_scale_sets_is_an_error(run, programs):
    """The snapshot does not choose where the list of its scale sets would not."""
    other = json.loads(json.dumps(azure.scale_set("zz")).replace("Groups/shop/", "Groups/other/"))
    programs.answer("az vmss list ", [azure.scale_set(), other])
    stopped = json.loads(
        json.dumps(azure.row(85, "stopped", scale_set="zz")).replace(
            "Groups/shop/", "Groups/other/"
        )
    )
    place = PLACE.replace(" shop", " other")
    programs.answer(f"az vmss list-instances {place}", [stopped])
    programs.answer(f"az vmss nic list {place}", [])
    assert run("fetch", "snap")[0] == 0
    status, out, errors = run("show", "shopweb00002d", "--fleet", "snap")
    assert (status, out) == (2, "")
    assert "shop-web_ss" in errors and "zz" in errors
    # The node with this name is of the other scale set.
    out = run("show", "zz_85", "--fleet", "snap", "-o", "table")[1]
    assert "    power                 stopped\n" in out
    assert "ready" not in out


def test_flexible_scale_sets_are_listed_page_by_page(run, programs):
    programs.answer("az vmss list ", [azure.scale_set("shop-batch", "shopbatch", "Flexible")])
    first = "az rest --method get --url https://arm.example/subscriptions/"
    link = "https://arm.example/subscriptions/next"
    programs.answer(first, {"value": [azure.flexible("00000001")], "nextLink": link})
    programs.answer(f"{first}next", {"value": [azure.flexible("00000002")]})
    programs.answer(f"az network nic list {PLACE}", [])
    status, out, errors = run("fetch", "snap", "--only", "az")
    assert (status, "2 instances" in out) == (0, True), errors
    assert len(load_instances(Path("snap"))) == 2
    programs.answer(f"{first}next", {"value": [], "nextLink": "https://evil.example/"})
    status, _, errors = run("fetch", "snap", "--only", "az")
    assert status == 1
    assert "nextLink: expected a URL of https://arm.example" in errors
    assert not any("evil" in word for words in programs.calls for word in words)
    programs.answer("az cloud show", {"name": "x"})
    status, _, errors = run("fetch", "snap", "--only", "az")
    assert "the endpoint of the cloud is unknown" in errors


@pytest.mark.parametrize("endpoint", ["http://arm.example/", "ftp://x", "", 5, None])
def test_an_endpoint_without_tls_gets_no_request(run, programs, endpoint):
    programs.answer("az cloud show", {"name": "x", "endpoints": {"resourceManager": endpoint}})
    programs.answer("az vmss list ", [azure.scale_set("shop-batch", "shopbatch", "Flexible")])
    assert run("fetch", "snap", "--only", "az")[0] == 1
    assert not any(words[1] == "rest" for words in programs.calls)
    # Uniform scale sets need none.
    programs.answer("az vmss list ", [azure.scale_set()])
    status, _, errors = run("fetch", "snap", "--only", "az")
    assert (status, "az cloud show: failed: " in errors) == (0, True)
    assert run("hosts", "snap")[0] == 0


def test_a_cluster_that_is_missing_makes_a_snapshot_incomplete(run, programs):
    programs.answer("kubectl get nodes --context=b", **FORBIDDEN)
    assert run("fetch", "snap", "--only", "kubectl", "--context=a", "--context=b")[0] == 1
    status, out, errors = run("inventory", "snap", "-o", "tsv")
    assert (status, out.count("\n"), "without Kubernetes nodes" in errors) == (1, 3, True)
    assert run("hosts", "snap")[0] == 2


def test_scale_sets_without_instances(run, programs):
    programs.answer(LIST, [])
    programs.answer(NICS, [])
    assert run("fetch", "empty", "--only", "az")[0] == 0
    assert run("inventory", "empty", "-o", "json")[0] == 0
    assert run("inventory", "--diff", "empty", "empty")[0] == 0
    programs.answer(LIST, **FORBIDDEN)
    assert run("fetch", "snap", "--only", "az")[0] == 1
    status, _, errors = run("inventory", "snap")
    assert (status, "without instances: az vmss list-instances" in errors) == (1, True)


def test_interfaces_of_other_vms_in_the_group_are_not_reported(run, programs):
    programs.answer("az vmss list ", [azure.scale_set("shop-batch", "shopbatch", "Flexible")])
    programs.answer("az rest", {"value": [azure.flexible()]})
    nics = []
    for vm in (azure.flexible()["id"], f"{azure.GROUP}/virtualMachines/other"):
        nic = azure.interface(0, f"10.0.0.{len(nics)}")
        nics.append(nic | {"id": f"{azure.GROUP}/networkInterfaces/{len(nics)}"})
        nics[-1]["properties"]["virtualMachine"] = {"id": vm}
    programs.answer("az network nic list", nics)
    assert run("fetch", "snap", "--only", "az")[0] == 0
    status, out, errors = run("inventory", "snap", "-o", "tsv")
    assert (status, "without a listed VM" in errors, "10.0.0.0" in out) == (0, False, True)


@pytest.mark.parametrize(
    ("call", "answer", "said"),
    [
        ("az vmss list ", [azure.row(85)], "expected scale sets, got something else"),
        (LIST, [azure.scale_set()], "expected instances, got something else"),
        (LIST, [azure.interface(85, "10.0.0.1")], "expected instances, got something else"),
        (NICS, [azure.row(85)], "expected network interfaces, got something else"),
        (LIST, {"value": [azure.row(85)], "nextLink": "https://x/"}, "the list is incomplete"),
    ],
)
def test_an_answer_of_another_kind_is_a_failure(run, programs, call, answer, said):
    programs.answer(call, answer)
    status, _, errors = run("fetch", "snap", "--only", "az")
    assert said in errors
    assert status == (2 if call == "az vmss list " else 1)


def test_what_is_odd_in_an_answer_is_said(run, programs):
    programs.answer(LIST, "hello\n" + json.dumps([azure.row(85), azure.row(85)]))
    status, _, errors = run("fetch", "snap", "--only", "az")
    assert status == 0
    assert "skipped a line that is not JSON" in errors
    assert "listed twice" in errors
    programs.answer(NICS, "hello\n[]")
    assert f"{NICS} shop-web_ss: skipped a line" in run("fetch", "snap", "--only", "az")[2]


@pytest.mark.parametrize("given", ["-x", "@/etc/passwd", "", "'q", "a\0b", "\ud800", 5, None])
def test_one_odd_subscription_does_not_stop_the_others(run, programs, given):
    rows = [{"id": given, "state": "Enabled"}, {"id": SUB, "state": "Enabled"}]
    programs.answer("az account list", rows[::-1])
    status, _, errors = run("fetch", "snap", "--subscription", "ALL", "--only", "az")
    assert (status, "internal error" in errors) == (1, False)
    assert len(load_instances(Path("snap"))) == 2


def test_a_context_that_no_program_takes(run, programs):
    programs.answer("kubectl config current-context", "a\0b\n")
    status, _, errors = run("fetch", "snap")
    assert (status, "embedded null byte" in errors) == (1, True)


def test_what_did_not_come_is_said(run, programs):
    other = azure.scale_set("shop-api", "shopapi")
    programs.answer("az vmss list ", [azure.scale_set(), other])
    programs.answer(f"{LIST} shop-api", **FORBIDDEN)
    programs.answer(f"{NICS} shop-api", [])
    status, out, errors = run("fetch", "snap")
    assert status == 1
    call = f"{LIST} shop-api --expand instanceView"
    said = "(AuthorizationFailed) The client has no access.: ask for the role Reader"
    assert f"vmssnames: {call}: failed: {said}" in errors
    assert "8 of 9 calls answered, 1 failed" in out
    assert [one["call"] for one in manifest()["failed"]] == [call]
    # Readers say so, and do not take the rest for all.
    status, out, errors = run("inventory", "snap", "-o", "tsv")
    assert (status, out.count("\n")) == (1, 3)
    assert f"snap: without instances: {call}: (AuthorizationFailed)" in errors
    assert not load_instances(Path("snap")).is_whole
    for command in (("hosts",), ("table",)):
        status, out, errors = run(*command, "snap")
        assert (status, out) == (2, "")
        assert "incomplete snapshot: run vmssnames fetch again" in errors
    assert run("show", "shopapi000009", "--fleet", "snap")[0] == 0
    with pytest.raises(InventoryFormatError, match="without instances"):
        load_instances(Path("snap"), strict=True)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            {"status": 1, "errors": "Please run 'az login' to setup account.\n"},
            "failed: Please run 'az login' to setup",
        ),
        ({"status": 1, "errors": "ERROR: AADSTS70043: expired\n"}, "AADSTS70043: expired: run az"),
        ({"out": '[{"name": "x"', "status": 0}, "the JSON is truncated"),
        ({"out": "", "status": 0}, "expected JSON, got nothing"),
        ({"out": "[", "status": 3}, "exit status 3"),
        ({"seconds": 60}, "no answer after 1 s: pass a longer --timeout"),
        ({"children": ["/bin/sleep 60 &"], "seconds": 60}, "no answer after 1 s"),
        ({"children": ["kill -9 $PPID"]}, "ended by signal 9"),
        ({"status": 1, "errors": "\x1b[31mERROR: \x1b]0;x\x07\n"}, r"\x1b]0;x\x07"),
    ],
)
def test_programs_that_fail(run, programs, answer, said):
    programs.answer("az account show", **answer)
    start = time.monotonic()
    status, out, errors = run("fetch", "snap", "--only", "az", "--timeout", "1")
    assert (status, out, time.monotonic() - start < 20) == (2, "", True)
    assert said in errors
    assert errors.splitlines()[-1] == "vmssnames: snap: unchanged: nothing was received"
    assert not os.path.exists("snap")


def test_warnings_around_the_json(run, programs):
    text = "WARNING: a new version is available\n" + json.dumps([azure.row(85)])
    programs.answer(LIST, text)
    status, out, errors = run("fetch", "snap", "--only", "az")
    assert (status, "1 instance " in out) == (0, True)
    status, _, errors = run("inventory", "snap")
    assert "skipped a line that is not JSON, such as 'WARNING: a new version" in errors


def test_kubectl_without_a_context(run, programs):
    programs.answer("kubectl config current-context", **NO_CONTEXT)
    status, out, errors = run("fetch", "snap")
    # Nobody asked for nodes.
    assert (status, "5 of 5 calls answered\n" in out) == (0, True)
    assert "without Kubernetes nodes: current-context is not set: pass --context" in errors
    status, _, errors = run("fetch", "nodes", "--only", "kubectl")
    assert (status, os.path.exists("nodes")) == (2, False)
    assert "failed: current-context is not set: pass --context" in errors


def test_nodes_alone(run):
    assert run("fetch", "snap", "--context", "a", "--context=b", "--only", "kubectl")[0] == 0
    assert manifest()["scope"]["contexts"] == ["a", "b"]
    assert run("show", "shopweb00002d", "--fleet", "snap", "-o", "table")[1].count("true") == 1


@pytest.mark.parametrize("name", ["-o", "--query", "@file", "'", "a=@b"])
def test_names_that_az_would_interpret(run, programs, name):
    """No name from Azure becomes an option of az, or a file that it reads."""
    group = json.dumps(azure.scale_set("web", "web", "Flexible"))
    for bad in (
        json.loads(json.dumps(azure.scale_set()).replace("shop-web_ss", name)),
        azure.scale_set("web") | {"id": f"{azure.GROUP}/{name}"},
        json.loads(group.replace("Groups/shop/", f"Groups/{name}/")),
    ):
        programs.answer("az vmss list ", [azure.scale_set(), bad])
        status, _, errors = run("fetch", "snap", "--only", "az")
        assert (status, "failed: " in errors) == (1, True)
    programs.answer("az account show", {"id": name, "state": "Enabled"})
    assert run("fetch", "other", "--only", "az")[0] == 2
    assert not any(name in words for words in programs.calls)
    assert run("fetch", "other", "-g", name)[0] == 2


def test_a_full_disk(run, programs):
    """If a file cannot be written, the old snapshot stays, and nothing of the new one."""
    run("fetch", "snap")
    before = sorted(Path("snap").rglob("*"))
    programs.answer(LIST, json.dumps([azure.row(85)]) + " " * 200_000)
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "from vmssnames.cli import main; sys.exit(main(['fetch', 'snap']))"
    )
    done = subprocess.run([*COMMAND[:1], "-c", script], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "vmssnames: snap: unchanged: File too large"
    assert sorted(Path("snap").rglob("*")) == before


def test_directories_for_something_else(run):
    os.mkdir("data")
    for name, content in (("full", "notes.txt"), ("app", "manifest.json")):
        os.mkdir(name)
        Path(name, content).write_text('{"name": "an app"}')
    os.makedirs("photos/data/2026")
    Path("file").write_text("")
    os.symlink("app/manifest.json", "full/manifest.json")
    for name in ("full", "app", "photos", "file", "-", ""):
        status, _, errors = run("fetch", name)
        assert (status, len(errors.splitlines())) == (2, 1), errors
    assert not os.path.exists("full/data")
    assert "'data'" not in run("fetch", "photos")[2]


def test_two_at_once(run, programs):
    programs.answer("az vmss list ", [azure.scale_set()], seconds=2)
    with subprocess.Popen(
        [*COMMAND, "fetch", "snap"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as first:
        while not os.path.exists("snap/data"):
            time.sleep(0.01)
        status, _, errors = run("fetch", "snap")
        assert status == 2
        assert "another vmssnames fetch is writing to this directory" in errors
        first.communicate()
    assert first.returncode == 0


def test_old_runs_are_removed_unless_they_are_read(run):
    run("fetch", "snap")
    Path("snap/data/notes").write_text("mine")
    Path("snap/data/20260101T000000Z-00000000").mkdir()
    with open_snapshot("snap") as snapshot:
        status, _, errors = run("fetch", "snap")
        assert (status, "an old run is still there" in errors) == (0, True)
        assert all(one.path.exists() for one in snapshot.files)
        assert read_snapshot("snap").run != snapshot.run
    run("fetch", "snap")
    assert sorted(os.listdir("snap/data")) == sorted(["notes", read_snapshot("snap").run])


def test_old_runs_that_cannot_be_removed(run):
    """The new snapshot counts, whatever stands in the place of an old run."""
    run("fetch", "snap")
    os.mkfifo("snap/data/20200101T000000Z-00000000")
    Path("snap/data/20200101T000000Z-00000001").write_text("a file")
    os.symlink("/", "snap/data/20200101T000000Z-00000002")
    status, out, errors = run("fetch", "snap")
    assert (status, "7 of 7 calls answered" in out) == (0, True)
    assert "2 old runs are still there" in errors


def test_data_that_is_a_link_belongs_to_somebody_else(run):
    run("fetch", "other")
    os.mkdir("snap")
    os.symlink("../other/data", "snap/data")
    status, _, errors = run("fetch", "snap")
    assert (status, "data is a link" in errors) == (2, True)
    assert run("inventory", "other")[0] == 0
    os.symlink("../other/manifest.json", "snap/manifest.json")
    assert run("fetch", "snap")[0] == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_at_once(run, programs, number):
    """Also if a child of az left its session, and still holds its output open."""
    child = f"{sys.executable} -c 'import os, time; os.setsid(); time.sleep(9)' &"
    programs.answer("az account show", children=[child], seconds=60)
    with subprocess.Popen([*COMMAND, "fetch", "snap"], stderr=subprocess.PIPE) as process:
        while not any(words[1] == "account" for words in programs.calls):
            time.sleep(0.02)
        time.sleep(0.3)
        start = time.monotonic()
        process.send_signal(number)
        process.wait()
        assert time.monotonic() - start < 5
    assert process.returncode in (130, 128 + number)
    assert not os.path.exists("snap")


def test_killed_at_any_moment(run, programs, request):
    """Whenever fetch is killed, readers find the old snapshot or the new one, whole.

    The answers of each round differ in every file, so that a mixture would be seen.
    """

    def fetch(number):
        programs.answer(LIST, [azure.row(85, vmId=f"round-{number}")])
        programs.answer(NICS, [azure.interface(85, f"10.0.0.{number}")])
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen([*COMMAND, "fetch", "snap", "--only", "az"], **quiet)

    durations = []
    for _ in range(2):
        start = time.monotonic()
        assert fetch(0).wait() == 0
        durations.append(time.monotonic() - start)
    draw, current, interrupted = random.Random(5), 0, 0
    rounds = 100 if request.config.getoption("--deep") else 12
    for number in range(1, rounds + 1):
        was = manifest()["run"]
        with fetch(number) as process:
            time.sleep(draw.uniform(0, min(durations)))
            process.send_signal(draw.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGINT)))
        interrupted += process.returncode != 0
        current = current if manifest()["run"] == was else number
        (vm,) = load_instances(Path("snap"))
        assert (vm.vm_id, vm.private_addresses) == (f"round-{current}", (f"10.0.0.{current}",))
    assert interrupted >= rounds // 4, "nearly every kill came after the end"
    run("fetch", "snap")
    # What killed runs left is removed.
    assert len(os.listdir("snap/data")) == 1


def test_a_dry_run_prints_what_would_run(run, programs):
    status, out, errors = run("fetch", "snap", "-g", "shop", "--dry-run")
    assert (status, errors, programs.calls, os.path.exists("snap")) == (0, "", [], False)
    assert out.splitlines()[0] == "az cloud show"
    programs.answer("az network nic list", [])
    programs.answer("az rest", {"value": []})
    flexible = azure.scale_set("shop-batch", "shopbatch", "Flexible")
    programs.answer("az vmss list ", [azure.scale_set(), flexible])
    run("fetch", "snap", "-g", "shop")
    # What was run is what was printed, with values in the place of the placeholders.
    planned = {
        tuple(call.words[:3])
        for call in Scope([], "shop", None, None, []).planned(("az", "kubectl"))
    }
    assert planned == {tuple(words[:3]) for words in programs.calls}
    for line in out.splitlines():
        assert line.startswith(READS)
    url = next(words[-3] for words in programs.calls if words[1] == "rest")
    planned = next(
        call.words[-1]
        for call in Scope([], None, None, None, []).planned(("az",))
        if call.words[1] == "rest"
    )
    assert (
        "".join(
            planned.replace("<cloud>", "arm.example")
            .replace("<subscription>", SUB)
            .replace("<resource-group>", "shop")
            .replace("<scale-set>", "shop-batch")
        ).lower()
        == url.lower()
    )


def test_subscriptions(run, programs):
    rows = [{"id": f"{n}", "state": "Disabled" if n == 2 else "Enabled"} for n in range(3)]
    programs.answer("az account list", rows)
    status, _, errors = run("fetch", "snap", "--subscription", "all", "--only", "az")
    assert (status, "2 subscriptions, 1 not enabled" in errors) == (0, True)
    listed = [words[4] for words in programs.calls if words[:3] == ["az", "vmss", "list"]]
    assert sorted(listed) == ["0", "1"]
    # Both answered with the same scale set, which is fetched once.
    assert sum(words[2] == "list-instances" for words in programs.calls) == 1
    assert run("fetch", "snap", "--subscription", "all", "--subscription", "x")[0] == 2


@pytest.mark.parametrize(
    "args",
    [
        ("-n", "web"),
        ("--only", "az", "--context", "x"),
        ("--only", "kubectl", "-g", "x"),
        ("--jobs", "0"),
        ("--jobs", "x"),
        ("--timeout", "nan"),
        ("--timeout", "-1"),
        ("-g", ""),
        ("--context", ""),
    ],
)
def test_wrong_options(run, programs, args):
    status, _, errors = run("fetch", "snap", *args)
    assert (status, len(errors.splitlines()), programs.calls) == (2, 1, [])


def test_programs_that_are_missing(run, programs, monkeypatch):
    os.remove("bin/kubectl")
    assert run("fetch", "snap")[0] == 0
    assert "--context needs kubectl" in run("fetch", "snap", "--context", "x")[2]
    assert "not on PATH: kubectl" in run("fetch", "snap", "--only", "kubectl")[2]
    monkeypatch.setenv("PATH", "bin")
    assert "expected an absolute directory on PATH" in run("fetch", "snap")[2]
    monkeypatch.setenv("PATH", "/nowhere")
    assert "not on PATH: az, kubectl" in run("fetch", "snap")[2]
    # Reading a snapshot needs no program.
    assert run("inventory", "snap")[0] == 0


def test_damaged_snapshots(run):
    run("fetch", "snap")
    one = next(one for one in read_snapshot("snap").files if one.kind == "instances")
    data = one.path.read_bytes()
    for damage in (
        lambda: one.path.write_bytes(data[:-9]),
        lambda: one.path.write_bytes(data + b" "),
        lambda: one.path.unlink(),
        lambda: one.path.mkdir(),
        lambda: (one.path.rmdir(), one.path.symlink_to("/etc/hostname")),
        lambda: (one.path.unlink(), os.mkfifo(one.path)),
    ):
        damage()
        for args in (
            ("inventory", "snap"),
            ("show", "shopweb00002d", "--fleet", "snap"),
            ("annotate", "--fleet", "snap", "snap"),
            ("scan", "--fleet", "snap", "snap"),
        ):
            status, out, errors = run(*args)
            assert (status, out) == (2, "")
            assert "the snapshot is damaged: run vmssnames fetch" in errors
    os.mkdir("other")
    status, _, errors = run("inventory", "other")
    assert (status, "this directory has no manifest.json" in errors) == (2, True)


def test_many_foreign_files(run):
    """Only what the manifest names is read."""
    run("fetch", "snap")
    for n in range(3000):
        Path("snap", f"{n}.json").write_text("{")
    Path("snap/data/x.json").symlink_to("/dev/zero")
    assert run("inventory", "snap")[0] == run("scan", "--fleet", "snap", "snap")[0] == 0
    assert run("fetch", "snap")[0] == 0


_PLACES = st.sampled_from(
    ["kind", "version", "run", "started", "scope", "files", "scale_sets", "failed", "names"]
)
_VALUES = st.sampled_from(
    [None, 1, "x", [], {}, [1], [[]], [{}], "data/../../x", "/etc/passwd", "data/x", -1, True]
    + [float("inf"), 10**30, "\0", "\ud800", "..", "2026-01-01", [10**30], [-2], [0.5]]
    + ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59+00:00"]
)


@settings(max_examples=150)
@given(_PLACES, _VALUES, st.sampled_from(["", "path", "kind", "size", "files", "resource_id"]))
def test_foreign_manifests(tmp_path_factory, place, value, key):
    """A manifest is read as fetch wrote it, or rejected; it never leads out of its directory."""
    directory = tmp_path_factory.mktemp("snapshot")
    run_ = "20260101T000000Z-00000000"
    one = {"path": f"data/{run_}/0-x.json", "kind": "instances", "size": 2}
    web = azure.scale_set()
    scale_set = {"name": web["name"], "prefix": "shopweb", "mode": "uniform", "files": [0]}
    scale_set["resource_id"] = web["id"]
    whole = {
        "kind": "vmssnames snapshot",
        "version": 1,
        "run": run_,
        "started": "2026-01-01T00:00:00+00:00",
        "scope": {},
        "files": [one],
        "scale_sets": [scale_set],
        "failed": [],
        "names": f"data/{run_}/names.txt",
    }
    if key and place in ("files", "scale_sets"):
        whole[place][0][key] = value
    else:
        whole[place] = value
    (directory / "manifest.json").write_text(json.dumps(whole))
    (directory / "data" / run_).mkdir(parents=True)
    (directory / "data" / run_ / "0-x.json").write_text("[]")
    (directory / "data" / run_ / "names.txt").write_bytes(b"\xff\n")
    try:
        found = read_snapshot(directory)
        for path in (*(one.path for one in found.files), found.names):
            assert path.parent.parent == directory / "data"
        load_instances(directory)
        with open_snapshot(directory) as snapshot:
            snapshot.read_names()
    except InventoryFormatError as error:
        assert "\n" not in str(error)
