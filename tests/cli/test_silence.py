"""Nothing that was given is dropped without a word: options, inputs, columns, files."""

import json
import os
import subprocess
import sys

import pytest

from vmssnames import load_instances

COMMAND = (sys.executable, "-m", "vmssnames")

PATH = "/subscriptions/s/resourceGroups/{}/providers/Microsoft.Compute/virtualMachineScaleSets/web"


def vm(group, number=1, **fields):
    """Return an instance of the scale set web in a resource group."""
    return {
        "name": f"web_{number}",
        "instanceId": str(number),
        "id": f"{PATH.format(group)}/virtualMachines/{number}",
        "osProfile": {"computerName": f"web{number:06}"},
        "powerState": "VM running",
        **fields,
    }


def lines_of(error):
    assert all(line.startswith("vmssnames: ") for line in error.splitlines())
    return error.splitlines()


@pytest.mark.parametrize(
    "args, said",
    [
        ("hosts --addresses a --addresses b", "--addresses: given twice: 'a' and 'b'"),
        ("hosts --write a --write b", "--write: given twice: 'a' and 'b'"),
        ("convert --to id --to base36", "--to: given twice: 'id' and 'base36'"),
        ("convert --to id --prefix a --prefix b", "--prefix: given twice: 'a' and 'b'"),
        ("scan --columns line --columns name", "separate names by commas"),
        ("annotate --field h --add line --add name", "separate names by commas"),
        ("show -n a -n b 1", "-n/--scale-set: given twice: 'a' and 'b'"),
        ("inventory --group-by power --group-by zone", "--group-by: given twice"),
        ("inventory --diff a b --diff a c", "--diff: given twice"),
        ("inventory --html a --html b", "--html: given twice"),
        ("snippet jq --prefix a --prefix b", "--prefix: given twice"),
    ],
)
def test_an_option_for_one_value_is_given_once(run, args, said):
    """Two values of an option that takes one are an error: the last would replace the first."""
    status, out, error = run(*args.split())
    assert (status, out) == (2, "") and said in error and len(lines_of(error)) == 1


@pytest.mark.parametrize(
    "first, last",
    [
        (["-o", "json"], ["-o", "tsv"]),
        (["--color", "always"], ["--color", "never"]),
        (["--limit", "0"], ["--limit", "1"]),
        (["--schema", "1", "-o", "json"], ["--schema", "2"]),
        (["--subscription", "s"], ["--subscription", "s"]),
    ],
)
def test_the_last_option_of_how_counts(run, first, last):
    """An option that says how can be overridden, as an alias needs it; an equal one is none."""
    assert run("show", "85", *first, *last) == run(
        "show",
        "85",
        *(word for word in first if word in ("-o", "json") and "-o" not in last),
        *last,
    )


@pytest.mark.parametrize(
    "args", [("annotate",), ("convert", "--to", "id"), ("scan", "-"), ("show", "-")]
)
def test_standard_input_is_read_once(args):
    """What --fleet has read from standard input is not there for the names."""
    done = subprocess.run(
        [*COMMAND, args[0], "--fleet", "-", *args[1:]],
        input="web\n",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2 and done.stdout == ""
    assert "standard input: already read" in done.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("annotate", "--prefix", "web"),
        ("scan", "--prefix", "web"),
        ("convert", "--to", "node-name"),
        ("annotate", "--prefix", "web", "--column", "1", "--add", "vm_name"),
    ],
)
def test_a_filter_does_not_read_its_own_output(tmp_path, args):
    """A file that is read and written at once would grow until the disk is full."""
    log = tmp_path / "own.log"
    log.write_text("web000001\n")
    for paths, stdin in (([str(log)], None), (["-"], str(log))):
        with open(log, "a") as out, open(stdin or os.devnull) as source:
            done = subprocess.run(
                [*COMMAND, *args, *paths],
                stdin=source,
                stdout=out,
                stderr=subprocess.PIPE,
                timeout=60,
            )
        assert done.returncode == 2
        assert b"the input is also the output: write to another file" in done.stderr
    assert log.read_text() == "web000001\n"


@pytest.mark.parametrize(
    "args", [("scan", "--prefix", "web"), ("--help",), ("--version",), ("85",)]
)
def test_kernels_that_are_not_there_are_one_line(args):
    """A wrong VMSSNAMES_BACKEND is an error like all others; importing the package raises it."""
    environment = {**os.environ, "VMSSNAMES_BACKEND": "no-such"}
    settings = {"env": environment, "capture_output": True, "text": True, "input": ""}
    done = subprocess.run([*COMMAND, *args], **settings)
    assert (done.returncode, done.stdout) == (2, "")
    assert lines_of(done.stderr)[0].startswith("vmssnames: no 'no-such' kernels here, only (")
    done = subprocess.run([sys.executable, "-c", "import vmssnames"], **settings)
    assert "ImportError: no 'no-such' kernels here" in done.stderr


def test_names_on_standard_input_may_start_with_a_mark():
    """A byte-order mark before the first name is no part of it."""
    settings = {"input": "\ufeffweb000001\n".encode(), "capture_output": True}
    done = subprocess.run([*COMMAND, "show", "-", "-o", "tsv", "--columns", "name"], **settings)
    assert done.stdout == b"name\nweb000001\n"


def test_stream_reads_a_file_once(run, files):
    (files / "one.json").write_text(json.dumps({"name": "web_1", "instanceId": "1"}))
    args = "inventory", "--stream", "one.json", "one.json", "-o", "csv", "--columns", "name"
    status, out, error = run(*args)
    assert (status, out) == (0, "name\nweb_1\n")
    assert "given more than once; read once" in error


@pytest.mark.parametrize(
    "text, said",
    [
        ("web,wb,extra\n", "line 1: expected 2 columns, got 3"),
        ("name,prefix\n,web\n", "line 2: expected a scale set with a name"),
        ("name,prefix,id\nweb,wb,foo\n", "line 2: 'foo': expected a path"),
        ("name,prefix,name\na,b,c\n", "the column 'name' is there twice"),
        ("null\n", "got the JSON value null"),
        ("true", "got the JSON value true"),
    ],
)
def test_what_is_wrong_with_a_list_of_scale_sets(run, files, text, said):
    (files / "fleet.csv").write_text(text)
    (files / "log").write_text("web000001")
    status, out, error = run("scan", "--fleet", "fleet.csv", "log")
    assert (status, out) == (2, "") and said in error


def test_lists_with_semicolons_and_places(run, files):
    """Spreadsheets write semicolons; a group and a subscription tell equal names apart."""
    (files / "fleet.csv").write_text(
        "name;prefix;resource_group;subscription_id\nweb;wa;rg1;s\nweb;wb;rg2;s\n"
    )
    (files / "log").write_text("wb000001")
    _, out, error = run("scan", "--fleet", "fleet.csv", "--columns", "resource_id", "log")
    assert (out.splitlines()[-1], error) == (f"{PATH.format('rg2')}/virtualMachines/1", "")


def test_files_of_a_directory_that_are_not_read_are_counted(run, files):
    (files / "fleets").mkdir()
    (files / "fleets" / "prefixes").write_text("api\n")
    (files / "log").write_text("web000001")
    _, _, error = run("scan", "--fleet", "fleets", "log")
    assert "ends in .json, .ndjson, .jsonl, .csv, .tsv or .txt" in error
    (files / "fleets" / "web.txt").write_text("web\n")
    (files / "fleets" / ".hidden").write_text("web\n")
    _, out, error = run("scan", "-v", "--fleet", "fleets", "log", "--columns", "name")
    assert "web000001" in out and "1 entry skipped, such as 'prefixes'" in error


def test_computer_names_that_do_not_follow_from_ids_are_counted(run, files):
    """A list can say what the rule does not: then names are not converted without a word."""
    vms = [vm("rg"), vm("rg", 2, osProfile={"computerName": "web000003"})]
    (files / "list.json").write_text(json.dumps(vms))
    (files / "names").write_text("web_2\n")
    _, out, error = run("convert", "--fleet", "list.json", "--to", "computer-name", "names")
    assert out == "web000002\n"
    assert "1 computer name does not follow from the instance ID, such as 'web000003'" in error


def test_scale_sets_of_one_name_are_told_apart(run, files):
    """Equal names in two resource groups are two scale sets, and messages say which is which."""
    (files / "both.json").write_text(json.dumps([vm("rg1"), vm("rg2")]))
    (files / "later.json").write_text(json.dumps([vm("rg1"), vm("rg2", powerState="VM stopped")]))
    assert "2 instances of 2 scale sets" in run("inventory", "both.json", "-o", "table")[1]
    _, out, _ = run(
        *("inventory", "--diff", "both.json", "later.json"),
        *("--columns", "resource_group,resource_id", "--sort", "scale_set"),
    )
    assert out.splitlines()[1] == f"rg2\t{PATH.format('rg2')}/virtualMachines/1"
    error = run("inventory", "both.json", "-o", "ssh")[2]
    assert "skipped 'web_1' in 'rg2': 'web_1' in 'rg1' has the same host name" in error
    error = run("table", "both.json")[2]
    assert "resourceGroups/rg1" in error and "resourceGroups/rg2" in error
    (files / "names").write_text("web_1\n")
    args = "convert", "--fleet", "both.json", "--to", "resource-id", "names"
    assert "both" in run(*args)[2] and "both" in run(*args, "-g", "rg3")[2]
    assert run(*args, "-g", "rg2")[1] == f"{PATH.format('rg2')}/virtualMachines/1\n"
    assert run(*args, "-g", "rg3")[0] == 1


def test_what_scale_sets_with_one_prefix_share(run, files):
    """The computer name, the node name and base 36 do not depend on which scale set it is."""
    (files / "fleet.csv").write_text("name,prefix\nweb,wb\napi,wb\n")
    (files / "log").write_text("wb00000a")
    fields = "instance_id,base36,computer_name,node_name,vm_name"
    _, out, _ = run("scan", "--fleet", "fleet.csv", "--columns", fields, "log")
    assert out.splitlines()[0].split("\t") == ["10", "00000A", "wb00000A", "wb00000a", ""]
    (files / "rows").write_text("h\nwb00000a\n")
    args = "annotate", "--fleet", "fleet.csv", "--column", "h", "--add", fields, "rows"
    assert run(*args)[1].splitlines()[1] == "wb00000a,10,00000A,wb00000A,wb00000a,"
    assert run("scan", "--fleet", "fleet.csv", "--unique", "-o", "name", "log")[1] == "wb00000A\n"
    (files / "names").write_text("wb00000a\n")
    args = "convert", "--fleet", "fleet.csv", "--to", "vm-name", "names"
    assert run(*args)[0] == 1
    assert run(*args, "-n", "api")[1] == "api_10\n"


@pytest.mark.parametrize(
    "args, said",
    [
        (("--column", "9", "--add", "vm_name"), "the first row has fewer cells: 2, got 9"),
        (("--column", "h", "--add", "x=vm_name"), "'x' already exists: pass NEW=vm_name"),
        (("--column", "h", "--add", "a=vm_name,a=base36"), "'a' is there twice"),
    ],
)
def test_columns_that_cannot_be_added(run, files, args, said):
    (files / "rows").write_text("h,x\nweb000001,1\n")
    status, out, error = run("annotate", "--prefix", "web", *args, "rows")
    assert (status, out) == (2, "") and said in error


def test_hosts_that_no_zone_may_have_are_named(run, files):
    """One VM with an odd name or address stops the zone: the message says which."""
    vms = [
        vm("rg", 1, osProfile={"computerName": "localhost"}, private_addresses="10.0.0.4"),
        vm("rg", 2, private_addresses="010.0.0.5"),
        vm("rg", 3, osProfile={"computerName": "w" * 64}, private_addresses="10.0.0.6"),
    ]
    (files / "list.json").write_text(json.dumps(vms))
    status, out, error = run("hosts", "list.json")
    assert (status, out) == (2, "")
    for said in ("'web_1': expected a label", "'web_2': expected the address", "at most 63"):
        assert said in error


def test_a_name_in_the_domain_comes_before_short_ones(run, files):
    """Of several names in a line of a hosts file, that in --domain is the host."""
    (files / "known").write_text("10.0.0.4 web1 web000001.a.b web2\n")
    assert "web000001.a.b" in run("hosts", "--addresses", "known", "--domain", "a.b")[1]
    assert "web1" in run("hosts", "--addresses", "known")[1]


def test_a_page_does_not_replace_another_file(run, files):
    """--html writes over its own pages only."""
    (files / "list.json").write_text(json.dumps([vm("rg")]))
    (files / "page.html").write_text("my notes")
    status, _, error = run("inventory", "list.json", "--html", "page.html")
    assert status == 2 and "'page.html': not written by this command" in error
    assert (files / "page.html").read_text() == "my notes"
    (files / "page.html").write_text("")
    for _ in range(2):
        assert run("inventory", "list.json", "--html", "page.html")[0] == 0
        assert (files / "page.html").read_text().startswith("<!DOCTYPE html>")
    older = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"""
    (files / "page.html").write_text(older)
    assert run("inventory", "list.json", "--html", "page.html")[0] == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_page_can_be_written_to_a_pipe(files):
    (files / "list.json").write_text(json.dumps([vm("rg")]))
    os.mkfifo(files / "pipe")
    command = [*COMMAND, "inventory", "list.json", "--html", "pipe"]
    writing = subprocess.Popen(command, cwd=files, stderr=subprocess.PIPE)
    assert (files / "pipe").read_bytes().startswith(b"<!DOCTYPE html>")
    assert (writing.communicate(timeout=60)[1], writing.returncode) == (b"", 0)


def test_standard_output_may_be_closed(files):
    """The first file that is opened then has its number, and is no output."""
    (files / "hosts.txt").write_text("10.0.0.4 web000001\n")
    command = [*COMMAND, "hosts", "--addresses", "hosts.txt", "--write", "out"]
    done = subprocess.run(
        command, cwd=files, preexec_fn=lambda: os.close(1), stderr=subprocess.PIPE, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "web000001" in (files / "out").read_text()


def test_a_pool_and_a_number_is_a_name_for_every_command(run, files):
    """POOL-5 is instance 5 of a listed pool, for show as for convert."""
    (files / "fleet.txt").write_text("web\n")
    (files / "names").write_text("web-1\n")
    assert run("convert", "--fleet", "fleet.txt", "--to", "vm-name", "names")[1] == "web_1\n"
    _, out, _ = run("show", "web-1", "--fleet", "fleet.txt", "-o", "tsv", "--columns", "vm_name")
    assert out == "vm_name\nweb_1\n"
    assert run("show", "api-1", "--fleet", "fleet.txt")[0] == 2


def test_a_scale_set_whose_call_failed_has_no_changes():
    """A snapshot tells nothing of a scale set whose call failed, and all of the others."""
    rows = [vm("rg"), vm("rg", 2), {"name": "api_1", "instanceId": "1"}]
    before, after = load_instances(rows), load_instances(rows[:1])
    assert {one.vm.name for one in before.diff(after)} == {"web_2", "api_1"}
    after._lists.has_failed = True  # A call for nodes, for example.
    assert {one.vm.name for one in before.diff(after)} == {"web_2", "api_1"}
    after._lists.lacks_instances = True
    assert {one.vm.name for one in before.diff(after)} == {"web_2"}
    assert {one.vm.name for one in after.diff(before)} == {"web_2"}


@pytest.mark.parametrize("form", ["tsv", "ansible", "ssh", "prometheus", "json"])
def test_old_lists_are_said_in_each_format(run, files, form):
    """A list of hosts that is a month old lacks hosts, whatever it is printed for."""
    for name in ("list.json", "later.json"):
        (files / name).write_text(json.dumps([vm("rg")]))
        os.utime(files / name, (10**9, 10**9))
    assert run("inventory", "list.json", "-o", form)[2].count("more than a day ago") == 1
    error = run("inventory", "--diff", "list.json", "later.json")[2]
    assert error.count("more than a day ago") == 1, "the older list may be old"


def test_an_incomplete_list_has_no_changes(run, files):
    """A VM on a page that is missing was neither removed nor added."""
    (files / "whole.json").write_text(json.dumps({"value": [vm("rg"), vm("rg", 2)]}))
    page = {"value": [vm("rg", powerState="VM stopped")], "nextLink": f"https://x{PATH}/next"}
    (files / "page.json").write_text(json.dumps(page))
    columns = "--columns", "change,name"
    status, out, error = run("inventory", "--diff", "whole.json", "page.json", *columns)
    assert (status, out) == (1, "change\tname\nchanged\tweb_1\n")
    said = "the newer list is incomplete: VMs on the lists that it lacks are no changes"
    assert said in error
    _, out, error = run("inventory", "--diff", "page.json", "whole.json", *columns)
    assert out == "change\tname\nchanged\tweb_1\n" and "the older list is incomplete" in error


@pytest.mark.parametrize("text", ["{name", "name}", "{"])
def test_a_lone_brace_is_said_in_our_words(run, files, text):
    error = run("annotate", "--prefix", "web", "--template", text)[2]
    assert "a lone brace: write {{ or }} for it" in error
