"""``vmssnames inventory``: what it prints, where it stops, and that nothing in it is obeyed."""

import csv
import gzip
import io
import json
import os
import re
import sys
from datetime import UTC, datetime

import azure_shapes as azure
import pytest
from page_data import column, data_of

from vmssnames.cli import main
from vmssnames.inventory import COLUMNS

FAILED = {"code": "ProvisioningState/failed/1", "level": "Error", "message": "at 10.9.8.7"}


ROWS = [
    azure.row(85, "stopped"),
    azure.row(9),
    azure.row(100, None, instanceView=azure.view(extensions=[{"name": "x", "statuses": [FAILED]}])),
]


NICS = [azure.interface(85, "10.0.0.7"), azure.interface(9, "fd00::4")]


@pytest.fixture
def files(tmp_path, monkeypatch):
    """rows.json, nics.json and rows.ndjson in the current directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.json").write_text(json.dumps({"value": ROWS}))
    (tmp_path / "nics.json").write_text(json.dumps(NICS))
    (tmp_path / "rows.ndjson").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return tmp_path


@pytest.fixture
def run(files, capfd):
    """Run the command in this process; return its exit status, output and errors."""

    def run(*args):
        capfd.readouterr()
        status = main(["inventory", *map(str, args)])
        return status, *capfd.readouterr()

    return run


TABLE = """\
NAME             COMPUTER NAME  ID   POWER    PROVISIONING  HEALTH  MODEL   ZONE  FD  SIZE             FINDINGS
shop-web_ss_9    shopweb000009  9    running  succeeded             latest  2     1   Standard_D4s_v5
shop-web_ss_85   shopweb00002D  85   stopped  succeeded             latest  2     1   Standard_D4s_v5
shop-web_ss_100  shopweb00002S  100  running  succeeded             latest  2     1   Standard_D4s_v5  extension
3 instances of 1 scale set: 2 running, 1 stopped; 1 with problems: --explain NAME shows them
"""


def as_of(file):
    """Return the last line of a table, which says when *file* was written."""
    written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return f"as of {written:%Y-%m-%d %H:%M} UTC\n"


def test_the_table(run, files):
    assert run("rows.json", "-o", "table") == (0, TABLE + as_of(files / "rows.json"), "")


def test_old_states_are_mentioned_once(run, files):
    os.utime(files / "rows.json", (1e9, 1e9))
    status, out, errors = run("rows.json", "-o", "table")
    assert (status, out) == (0, f"{TABLE}as of 2001-09-09 01:46 UTC\n")
    assert errors == (
        "vmssnames: the states are as of 2001-09-09 01:46 UTC, more than a day ago: fetch them again\n"
    )
    said = json.loads(run("rows.json", "-o", "json")[1])
    assert said["as_of"] == "2001-09-09T01:46:40+00:00"
    run("rows.json", "--html", "page.html")
    page = (files / "page.html").read_text()
    assert re.search(r"states as of <time [^>]*>2001-09-09 01:46 UTC</time>", page)


def test_standard_input_in_a_process_of_its_own(cli):
    data = json.dumps(ROWS)
    for encoding in ("utf-8", "utf-16", "utf-8-sig"):
        assert cli("inventory", "-o", "table", stdin=data.encode(encoding)) == (0, TABLE, "")
    status, out, _ = cli("inventory", stdin=gzip.compress(data.encode()))
    assert (status, out.partition("\n")[0]) == (0, "\t".join(COLUMNS)), "tsv where no terminal is"


def test_rows(run):
    for form, dialect in (("tsv", {"delimiter": "\t"}), ("csv", {})):
        status, out, _ = run("rows.json", "nics.json", "-o", form)
        rows = list(csv.DictReader(io.StringIO(out), **dialect))
        assert status == 0 and tuple(rows[0]) == COLUMNS
        assert [row["instance_id"] for row in rows] == ["9", "85", "100"]
        assert [row["private_addresses"] for row in rows] == ["fd00::4", "10.0.0.7", ""]
        assert [row["latest_model"] for row in rows] == ["true"] * 3
    said = json.loads(run("rows.json", "-o", "json")[1])
    assert (said["schema_version"], said["notes"]) == (2, [])
    lines = [json.loads(line) for line in run("rows.json", "-o", "ndjson")[1].splitlines()]
    assert said["instances"] == lines
    assert tuple(lines[0]) == (*COLUMNS, "findings")
    (finding,) = lines[2]["findings"]
    assert (finding["kind"], finding["exit_code"], finding["time"]) == ("extension", 1, None)


def test_messages_are_redacted_unless_asked_otherwise(run):
    for args in (("-o", "json"), ("-o", "ndjson"), ("--explain", "85", "--explain", "100")):
        out = run("rows.json", *args)[1]
        assert "10.9.8.7" not in out and "[redacted]" in out
        assert "10.9.8.7" in run("rows.json", *args, "--unredacted")[1]


CONDITIONS = [
    (["power=running"], [9, 100]),
    (["power=RUNNING,stopped"], [9, 85, 100]),
    (["power!=running"], [85]),
    (["health="], [9, 85, 100]),
    (["health!="], []),
    (["instance_id=85"], [85]),
    (["latest_model=true", "power=stopped"], [85]),
    (["is_billed=true", "problems=0"], [9, 85]),
    (["failed_but_running=true"], []),
    (["instance_id gt 9"], [85, 100]),
    (["instance_id>=9", "instance_id<100"], [9, 85]),
    (["instance_id le 85", "problems lt 1"], [9, 85]),
    (["name=SHOP-web_ss_8?"], [85]),
    (["name=*_9,*_100"], [9, 100]),
    (["name!=*_9"], [85, 100]),
    (["computer_name~0{4}2[ds]$"], [85, 100]),
    (["computer_name!~2[ds]$"], [9]),
    (["provisioning_since lt 2026-03-05"], [9, 85, 100]),
    (["provisioning_since lt 1d"], [9, 85, 100]),
    (["provisioning_since gt 2099-01-01T00:00:00Z"], []),
    (["power=stop*", "power!="], [85]),
    (["health=initializing"], []),
    (["instance_id=09,0100"], [9, 100]),
]


@pytest.mark.parametrize(("conditions", "found"), CONDITIONS)
def test_where(run, conditions, found):
    args = [arg for one in conditions for arg in ("--where", one)]
    for source in (["rows.json"], ["rows.ndjson", "--stream"]):
        status, out, errors = run(*source, "-o", "ndjson", *args)
        none = "vmssnames: none of 3 instances matches: --group-by COLUMN shows the values\n"
        assert (status, errors) == (0, "" if found else none)
        assert sorted(json.loads(line)["instance_id"] for line in out.splitlines()) == found


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("power", "--where: expected a condition such as power=running or 'instance_id gt 9'"),
        ("power==running", "expected one =, got 'power==running': write power=running"),
        ("power=runing", "power has no value 'runing': did you mean 'running'?"),
        ("power lt running", "power has no order: use = or !="),
        ("problems=true", "problems is a number, got 'true': problems gt 0"),
        ("problems gt many", "problems is a number, got 'many'"),
        ("instance_id gt " + "9" * 5000, "instance_id is a number, got '999"),
        ("as_of lt yesterday", "expected a time such as 2026-11-28 or 2h, got 'yesterday'"),
        ("name~[", "expected a regular expression, got '[': unterminated"),
        ("mode=both", "mode is uniform, flexible or empty, got 'both'"),
        ("as_of lt 999999w", "expected a time such as 2026-11-28 or 2h, got"),
        ("zone>", "expected a value to compare zone with, got nothing"),
        ("name=~web", "expected ~ without =, got 'name=~web': write name~web"),
        ("powr=x", "no column 'powr': did you mean 'power'?"),
        ("=x", "no column '': expected scale_set, name"),
        ("\x1b=x", "no column '\\x1b': expected scale_set, name"),
    ],
)
def test_bad_conditions(run, condition, message):
    status, out, errors = run("rows.json", "--where", condition)
    assert (status, out) == (2, "")
    assert message in errors and errors.count("\n") == 1 and errors[:-1].isprintable()


def test_group_by(run):
    assert run("rows.json", "--group-by", "power,zone", "-o", "table")[1] == (
        "POWER    ZONE  COUNT\nrunning  2     2\nstopped  2     1\n"
    )
    assert run("rows.json", "--group-by", "health", "-o", "tsv")[1] == "health\tcount\n\t3\n"
    said = json.loads(run("rows.json", "--group-by", "power", "-o", "json")[1])
    assert said["counts"] == [{"power": "running", "count": 2}, {"power": "stopped", "count": 1}]
    assert run("rows.json", "--group-by", "powr")[0] == 2


def test_problems(run):
    status, out, _ = run("rows.json", "--problems", "-o", "ndjson")
    assert (status, json.loads(out)["instance_id"]) == (1, 100)
    assert run("rows.json", "--problems", "--where", "power=stopped", "-o", "ndjson")[:2] == (0, "")
    assert run("rows.ndjson", "--stream", "--problems", "-o", "ndjson")[:2] == (1, out)


def test_explain(run):
    status, out, errors = run("rows.json", "--explain", "shopweb00002s", "--explain", "85")
    assert (status, errors) == (1, "")
    assert out == (
        "shop-web_ss_100 shopweb00002S running\n"
        "  error: instanceView.extensions[0].statuses[0]: extension x failed with exit code 1, "
        "but the VM's provisioning succeeded: at [redacted] (ProvisioningState/failed/1)\n"
        "  ages: provisioning since 2026-03-04 05:06 UTC\n"
        "shop-web_ss_85 shopweb00002D stopped\n"
        "  no problems found\n"
        "  ages: provisioning since 2026-03-04 05:06 UTC\n"
    )
    assert run("rows.json", "--explain", "85")[0] == 0
    assert run("rows.json", "--explain", "x\x1b") == (
        *(
            2,
            "",
            "vmssnames: no instance named 'x\\x1b' among 3: list them with -o name\n",
        ),
    )
    said = json.loads(run("rows.json", "--explain", "85", "-o", "json")[1])
    assert [one["instance_id"] for one in said["instances"]] == [85]


def test_diff(run, files):
    new = [azure.row(85), azure.row(9, vmId="other"), azure.row(7)]
    (files / "new.json").write_text(json.dumps(new))
    status, out, _ = run("--diff", "rows.json", "new.json", "-o", "table")
    assert (status, out) == (
        1,
        "CHANGE    NAME             INSTANCE ID  COMPUTER NAME  WHAT\n"
        "added     shop-web_ss_7    7            shopweb000007\n"
        "replaced  shop-web_ss_9    9            shopweb000009  vm_id: 00000009-aaaa -> other\n"
        "changed   shop-web_ss_85   85           shopweb00002D  power: stopped -> running\n"
        "removed   shop-web_ss_100  100          shopweb00002S\n",
    )
    assert run("--diff", "rows.json", "rows.ndjson")[0] == 0
    said = json.loads(run("--diff", "rows.json", "new.json", "-o", "json")[1])
    assert said["changes"][2]["fields"] == {"power": ["stopped", "running"]}
    assert len(run("--diff", "rows.json", "new.json", "-o", "ndjson")[1].splitlines()) == 4


def test_notes_go_to_standard_error(run, files):
    (files / "more.json").write_text(json.dumps({"value": ROWS[:1], "nextLink": "https://x/y"}))
    status, _, errors = run("rows.json", "more.json", "nics.json")
    assert status == 1, "as the list is not whole"
    assert errors == (
        "vmssnames: 'shop-web_ss_85': listed twice, at rows.json: value[0] and "
        "more.json: value[0]: the last counts\n"
        "vmssnames: the list is incomplete: fetch the page of its nextLink\n"
    )
    assert run("rows.json", "more.json", "--strict")[0] == 2


def test_the_first_notes_are_printed(run, files):
    rows = [azure.row(number, vmId="same") for number in range(30)]
    (files / "same.json").write_text(json.dumps(rows))
    status, out, errors = run("same.json", "-o", "json")
    assert (status, len(json.loads(out)["notes"])) == (0, 29)
    assert errors.count("\n") == 11
    assert errors.endswith("vmssnames: and 19 more notes: inventory -o json has all of them\n")


BAD = [
    (["none.json"], "'none.json': No such file or directory"),
    (["."], "expected a snapshot: this directory has no manifest.json: pass its files, or run"),
    (
        ["rows.json", "--stream", "-o", "json"],
        "--stream works with -o tsv, csv, ndjson, not with -o json",
    ),
    (["rows.json", "--stream", "-o", "tsv", "--html", "x"], "--stream does not work with --html"),
    (["--stream", "--diff", "a", "b"], "--stream, --diff, --explain and --group-by exclude"),
    (["--diff", "rows.json"], "expected 2 arguments"),
    (["rows.json", "-o", "xml"], "invalid choice: 'xml'"),
    (["empty"], "empty: expected JSON, got nothing"),
    (["cut"], "cut: the JSON is truncated: line 1, column"),
    (["word"], "vmssnames: word: expected an object, got 'x'"),
    (["pod"], "pod: expected instances, got a 'Pod' of Kubernetes"),
    (["rows.json", "--html", "no/such/directory"], "No such file or directory"),
    (["rows.json", "--html", "."], "Is a directory"),
    (["rows.json", "--html", "rows.json/x"], "'rows.json/x': Not a directory"),
]


@pytest.mark.parametrize(("args", "message"), BAD)
def test_errors_are_one_clear_line(run, files, args, message):
    (files / "empty").touch()
    (files / "word").write_text('"x"')
    (files / "cut").write_text(json.dumps(ROWS)[:-5])
    (files / "pod").write_text('{"kind": "Pod", "metadata": {}, "spec": {}}')
    status, out, errors = run(*args)
    assert (status, out) == (2, "")
    assert message in errors and errors.startswith("vmssnames: ") and errors.count("\n") == 1


def test_a_stream_has_the_same_rows(run):
    for form in ("ndjson", "tsv", "csv"):
        whole, stream = (
            run(*args, "-o", form)[1] for args in (["rows.json"], ["rows.ndjson", "--stream"])
        )
        assert sorted(whole.splitlines()) == sorted(stream.splitlines())
    assert [
        line.split("\t")[2] for line in run("rows.ndjson", "--stream", "-o", "tsv")[1].splitlines()
    ] == [
        *("instance_id", "85", "9", "100"),
    ]


def test_a_stream_reports_the_invalid_line(run, files):
    (files / "bad").write_text(json.dumps(ROWS[0]) + "\n\n{x\n")
    status, _, errors = run("bad", "--stream", "-o", "ndjson")
    assert (status, errors.partition("expected")[0]) == (2, "vmssnames: 'bad': line 3: ")
    (files / "bad").write_text("[1]\n")
    assert "line 1: [0]: expected an object, got int" in run("bad", "--stream", "-o", "ndjson")[2]


def test_the_memory_of_a_stream(environment):
    import subprocess

    line = json.dumps(azure.row(85)) + "\n"
    script = (
        f"ulimit -v 200000; exec {sys.executable} -m vmssnames inventory --stream -o ndjson | wc -l"
    )
    process = subprocess.Popen(
        ["bash", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    for _ in range(60):
        process.stdin.write((line * 500).encode())
    out, _ = process.communicate(timeout=60)
    assert int(out) == 30_000


def test_two_machines_with_one_name_are_reported(run, files):
    rows = [azure.row(1), azure.row(1, scale_set="other", vmId="other")]
    (files / "two.json").write_text(json.dumps(rows))
    status, out, errors = run("two.json", "-o", "ssh")
    assert (status, out.count("Host ")) == (0, 1)
    assert (
        errors
        == "vmssnames: skipped 'shop-web_ss_1': 'other_1' has the same host name 'shopweb000001'\n"
    )


def test_the_page_has_all_instances_and_no_secret(run, files):
    assert run("rows.json", "--html", "page.html") == (0, "", "")
    page = (files / "page.html").read_text()
    assert "10.9.8.7" not in page + json.dumps(data_of(page))
    assert data_of(page)["count"] == 3
    assert run("rows.json", "-o", "csv", "--html", "page.html")[1].startswith("scale_set,")


def test_names_in_the_page_are_escaped_everywhere(run, files):
    hostile = "<img src=x onerror=alert(1)>"
    row = azure.row(85) | {"id": None, "vmss": {"name": hostile}, "zones": [hostile]}
    row["sku"] = {"name": hostile}
    row["properties"]["instanceView"]["statuses"][1]["code"] = f"PowerState/{hostile}"
    (files / "odd.json").write_text(json.dumps(row))
    assert run("odd.json", "--html", "page.html")[0] == 0
    page = (files / "page.html").read_text()
    assert "<img" not in page and page.count("&lt;img") >= 2


def test_codes_are_redacted_in_exports(run, files):
    failed = {"code": "ProvisioningState/failed/https://x?sig=SECRET", "level": "Error"}
    row = azure.row(85, instanceView=azure.view(extensions=[{"name": "x", "statuses": [failed]}]))
    (files / "odd.json").write_text(json.dumps(row))
    for form in ("json", "ndjson"):
        assert "SECRET" not in run("odd.json", "-o", form)[1]
        assert "SECRET" in run("odd.json", "-o", form, "--unredacted")[1]


def test_diff_of_incomplete_lists(run, files):
    page = {"value": ROWS, "nextLink": f"https://x{azure.WEB}/virtualMachines?a"}
    (files / "part.json").write_text(json.dumps(page))
    assert run("--diff", "part.json", "part.json")[0] == 1


def test_line_numbers_across_blocks(run, files, monkeypatch):
    monkeypatch.setattr("vmssnames.cli.inputs.files.READ_SIZE", 4096)
    text = "".join(json.dumps(row) + "\n" for row in ROWS * 5) + "{\n"
    (files / "many").write_text(text)
    assert "line 16: the JSON is truncated" in run("many", "--stream", "-o", "ndjson")[2]


def test_markdown_is_escaped(run, files):
    row = azure.row(85) | {"name": "_x_"}
    (files / "odd.json").write_text(json.dumps(row))
    assert "| \\_x_ |" in run("odd.json", "-o", "markdown")[1]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--port", "70000", "-o", "prometheus"], "--port: expected 1..65535, got '70000'"),
        (["--port", "9100"], "--port needs -o prometheus"),
        (["--html", "-", "-o", "csv"], "--html - and -o csv both write to standard output"),
        (["--explain", "85", "-o", "csv"], "--explain does not work with -o csv"),
        (["--group-by", "power", "-o", "ssh"], "--group-by does not work with -o ssh"),
        (["--group-by", ""], "no column ''"),
        (["--diff", "rows.json", "rows.json"], "--diff takes two files"),
        (["--stream", "--strict"], "--stream does not work with --strict"),
    ],
)
def test_options_that_do_not_go_together(run, args, message):
    status, out, errors = run("rows.json", *args)
    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert message in errors


def test_explain_finds_any_name(run):
    assert run("rows.json", "--problems", "--explain", "85")[:2] == (
        0,
        "shop-web_ss_85 shopweb00002D stopped\n  no problems found\n"
        "  ages: provisioning since 2026-03-04 05:06 UTC\n",
    )


def test_the_page_goes_to_standard_output(cli):
    data = json.dumps(ROWS).encode()
    for target in ("-", "/dev/stdout"):
        status, out, errors = cli("inventory", "--html", target, stdin=data)
        assert (status, errors) == (0, "")
        assert out.startswith("<!DOCTYPE html>") and out.endswith("</html>\n")


def test_a_stream_reports_other_items(run, files):
    lines = [*ROWS, *NICS, azure.node(85)]
    (files / "mixed").write_text("".join(json.dumps(one) + "\n" for one in lines))
    status, out, errors = run("mixed", "--stream", "-o", "ndjson")
    assert (status, out.count("\n")) == (0, 3)
    assert (
        errors
        == "vmssnames: 3 objects skipped: they are not instances, and --stream does not join\n"
    )
    page = {"value": ROWS, "nextLink": f"https://x{azure.WEB}/virtualMachines?a"}
    (files / "mixed").write_text(json.dumps(page) + "\n")
    assert run("mixed", "--stream", "-o", "ndjson")[0] == 1
    (files / "mixed").write_text("")
    assert run("mixed", "--stream", "-o", "ndjson")[0] == 2


def test_a_list_without_views_names_the_call(run, files):
    (files / "bare.json").write_text(json.dumps([azure.row(85, instanceView=None)]))
    status, _, errors = run("bare.json", "-o", "table")
    assert status == 0 and "run az vmss list-instances --expand instanceView" in errors
    assert "--expand instanceView" in run("bare.json", "--explain", "85")[1]
    assert run("bare.json", "-o", "ssh")[2] == ""


def test_interfaces_without_instances_are_an_error(run):
    status, out, errors = run("nics.json")
    assert (status, out) == (2, "")
    assert "found 2 network interfaces but no VM list" in errors


def test_facts_in_conditions(run):
    status, _, errors = run("rows.json", "--where", "is_running=no")
    assert (status, "is_running is true, false or empty, got 'no'" in errors) == (2, True)


def test_conditions_match_each_address(run, files):
    (files / "two.json").write_text(json.dumps(azure.interface(100, "10.0.0.9", "10.0.0.10")))
    for wanted in ("10.0.0.9", "10.0.0.10"):
        out = run(
            "rows.json", "two.json", "--where", f"private_addresses={wanted}", "-o", "ndjson"
        )[1]
        assert json.loads(out)["instance_id"] == 100


def test_explain_all(run):
    out = run("rows.json", "--problems", "--explain", "all")[1]
    assert out.startswith("shop-web_ss_100 ") and out.count("\n") == 3


def test_the_explanation_is_a_column(run):
    rows = list(csv.DictReader(io.StringIO(run("rows.json", "-o", "csv")[1])))
    assert [bool(row["explanation"]) for row in rows] == [False, False, True]
    assert "10.9.8.7" not in rows[2]["explanation"] and "exit code 1" in rows[2]["explanation"]


def test_nodes_in_explanations(files):
    from vmssnames import load_instances

    node = azure.node(85, ready="Unknown")
    node["status"]["conditions"][0] |= {
        "reason": "NodeStatusUnknown",
        "message": "Kubelet stopped posting node status.",
        "lastTransitionTime": "2026-03-04T05:06:07Z",
    }
    node["status"]["addresses"] = [{"type": "InternalIP", "address": "10.0.0.7"}]
    (vm,) = load_instances(azure.row(85), node)
    (finding,) = vm.problems
    assert str(finding).endswith("NodeStatusUnknown: Kubelet stopped posting node status.")
    assert (finding.time.year, vm.private_addresses) == (2026, ("10.0.0.7",))
    assert "shopweb00002d" in load_instances(azure.row(85)) and vm in load_instances(
        azure.row(85), node
    )
    assert "x" not in load_instances(azure.row(85))


@pytest.mark.parametrize(
    "command",
    [
        ("inventory",),
        ("hosts",),
        ("table",),
        ("show", "web_1", "--fleet", "-"),
        ("scan", "--fleet", "-", "/dev/null"),
    ],
)
def test_the_limit_for_decompressed_files(cli, command):
    """Two megabytes of gzip may contain two gigabytes; the error comes before memory is full."""
    data = gzip.compress(b" " * 3_000_000, 9)
    status, out, errors = cli(*command, stdin=data, env={"VMSSNAMES_MAX_DECOMPRESSED": "2M"})
    assert (status, out) == (2, "")
    assert errors == (
        "vmssnames: standard input: more than 2097152 bytes when decompressed: "
        "set VMSSNAMES_MAX_DECOMPRESSED to read more, for example to 8G\n"
    )
    assert "more than" not in cli(*command, stdin=data)[2]


@pytest.mark.parametrize("text", ["much", "1T", "-1", "1.5G", "\u0661M"])
def test_an_invalid_limit_is_an_error(cli, text):
    status, _, errors = cli(
        "inventory", stdin=gzip.compress(b"[]"), env={"VMSSNAMES_MAX_DECOMPRESSED": text}
    )
    assert status == 2 and errors.startswith(
        "vmssnames: VMSSNAMES_MAX_DECOMPRESSED: expected a size"
    )


def test_columns_sort_and_limit(run):
    """The columns that were asked for, in that order, in each format of rows."""
    args = ("rows.json", "--columns", "instance_id,power,health", "--sort", "-power,instance_id")
    assert run(*args, "-o", "tsv")[:2] == (
        0,
        "instance_id\tpower\thealth\n85\tstopped\t\n9\trunning\t\n100\trunning\t\n",
    )
    assert run(*args, "-o", "csv", "--no-header", "--limit", "1")[1] == "85,stopped,\n"
    assert run(*args, "-o", "table", "--limit", "2")[1] == (
        "INSTANCE ID  POWER    HEALTH\n85           stopped  -\n9            running  -\n"
    )
    assert run(*args, "-o", "markdown", "--limit", "0")[1].count("\n") == 2
    said = run("rows.ndjson", "--stream", "--columns", "name,is_billed", "-o", "csv")[1]
    assert said.splitlines()[0] == "name,is_billed"
    for name, order in (("health", [9, 85, 100]), ("-health", [9, 85, 100])):
        out = run("rows.json", "--sort", name, "-o", "ndjson")[1]
        assert [json.loads(line)["instance_id"] for line in out.splitlines()] == order
    wide = run("rows.json", "-o", "wide")[1].splitlines()
    assert wide[0].split("  ")[0] == "SCALE SET" and "AGENT VERSION" in wide[0] and len(wide) == 4


def test_names_narrow_the_list(run, monkeypatch):
    """By any name, also from standard input; one that is not there is said, and status 2."""
    args = ("rows.json", "-o", "name", "--name", "node/shopweb00002d", "--name", "SHOP-WEB_SS_9")
    assert run(*args) == (0, "shop-web_ss_9\nshop-web_ss_85\n", "")
    status, out, errors = run(*args, "--name", "web_1")
    assert (status, out.count("\n")) == (2, 2)
    assert errors == "vmssnames: no instance named 'web_1' among 3: list them with -o name\n"


def test_fail_if_empty(run):
    for source in (["rows.json"], ["rows.ndjson", "--stream", "-o", "csv"]):
        assert run(*source, "--where", "health=healthy", "--fail-if-empty")[0] == 1
        assert run(*source, "--where", "power=running", "--fail-if-empty")[0] == 0


def test_what_cannot_be_compared_is_said(run):
    errors = run("rows.json", "--where", "health_since lt 1h")[2]
    assert errors.startswith("vmssnames: 3 of 3 instances have no health_since to compare\n")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["-o", "ssh", "--columns", "name"], "--columns does not work with -o ssh"),
        (["--group-by", "power", "--name", "web_1"], "--name does not work with --group-by"),
        (["--group-by", "power", "--sort", "zone"], "no column 'zone': expected power, count"),
        (["--group-by", "power", "-o", "name"], "-o name does not work with --group-by"),
        (["--diff", "rows.json", "rows.json", "--sort", "zone"], "no column 'zone'"),
        (["--explain", "all", "--sort", "name"], "--sort does not work with --explain"),
        (["--columns", "nam"], "no column 'nam': did you mean 'name'?"),
        (["--sort", "-powr"], "no column 'powr': did you mean 'power'?"),
        (["--limit", "-1"], "--limit: expected 0..1000000000, got '-1'"),
        (["--sort"], "argument --sort: expected one argument"),
    ],
)
def test_bad_arrangements(run, args, message):
    files = [] if "--diff" in args else ["rows.json"]
    status, out, errors = run(*files, *args)
    assert (status, out) == (2, "")
    assert message in errors and errors.count("\n") == 1


ARRANGED = {
    "--columns": ["--columns", "name"],
    "--sort": ["--sort", "-instance_id"],
    "--limit": ["--limit", "1"],
    "--no-header": ["--no-header"],
}
FORMS = "table wide tsv csv markdown json ndjson name ansible prometheus ssh".split()


@pytest.mark.parametrize("option", ARRANGED)
@pytest.mark.parametrize("form", FORMS)
def test_no_option_is_ignored(run, option, form):
    """Each option for rows changes the output in each format, or is refused."""
    plain = run("rows.json", "-o", form)[1]
    status, out, errors = run("rows.json", "-o", form, *ARRANGED[option])
    if status == 2:
        assert out == "" and errors.startswith(f"vmssnames: {option} does not work with -o {form}")
    else:
        assert out != plain
        assert option != "--limit" or form in ("table", "markdown") or len(out) < len(plain)


def test_limits_hold_in_the_page(run, files):
    run("rows.json", "--limit", "1", "--html", "page.html")
    data = data_of((files / "page.html").read_text())
    assert column(data, "computer_name") == ["shopweb000009"]


def test_versions_of_any_size(run, files):
    """A version of thousands of digits is compared, not a crash."""
    row = azure.row(7)
    row["instanceView"] = {"osName": "x", "osVersion": "9" * 5000}
    (files / "large.json").write_text(json.dumps([row]))
    assert run("large.json", "--where", "os_version gt 10.1", "-o", "name")[1] == "shop-web_ss_7\n"
    assert run("large.json", "--where", "os_version lt 10.1", "-o", "name")[1] == ""


def test_stream_says_what_it_cannot_compare(run):
    errors = run("rows.ndjson", "--stream", "-o", "csv", "--where", "health_since lt 1h")[2]
    assert "3 of 3 instances have no health_since to compare\n" in errors


def test_counts_and_changes_are_rows(run, files):
    """--group-by and --diff take the options of rows, for their own columns."""
    counted = ("rows.json", "--group-by", "power")
    out = run(*counted, "-o", "csv")[1]
    assert out == "power,count\nrunning,2\nstopped,1\n"
    assert run(*counted, "-o", "csv", "--sort", "-count", "--limit", "1")[1].count("\n") == 2
    assert run(*counted, "--columns", "count", "--no-header", "-o", "tsv")[1] == "2\n1\n"
    found = json.loads(run(*counted, "-o", "json")[1])
    assert found == {
        "schema_version": 2,
        "counts": [{"power": "running", "count": 2}, {"power": "stopped", "count": 1}],
    }
    (files / "new.json").write_text(json.dumps([azure.row(9, "stopped"), azure.row(85)]))
    changes = ("--diff", "rows.json", "new.json")
    rows = run(*changes, "-o", "csv", "--sort", "-instance_id")[1].splitlines()
    assert rows[0] == "change,name,instance_id,computer_name,what"
    assert [row.split(",")[2] for row in rows[1:]] == ["100", "85", "9"]
    assert run(*changes, "-o", "name", "--limit", "1")[1] == "shop-web_ss_9\n"
    whole = json.loads(run(*changes, "-o", "json")[1])["changes"]
    assert {"fields", "instance"} <= whole[0].keys() and "vm_id" in whole[0]["instance"]
    old = json.loads(run(*changes, "-o", "json", "--schema", "1")[1])
    assert old["schema_version"] == 1 and "instance" not in old["changes"][0]


def test_what_has_nothing_to_sort_by_is_said(run):
    errors = run("rows.json", "--sort", "health_since", "-o", "name")[2]
    assert "3 of 3 rows have no health_since to sort by: they are last\n" in errors


def test_sorting_takes_spaces(run):
    assert run("rows.json", "--sort", "- instance_id", "-o", "name")[1].startswith(
        "shop-web_ss_100"
    )
    counted = ("rows.json", "--group-by", "power", "--sort", "power, - count", "-o", "csv")
    assert run(*counted)[1] == "power,count\nrunning,2\nstopped,1\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["rows.json", "--html", "rows.json"], "this is an input: pass another path"),
        (["--diff", "rows.json", "rows.json", "--html", "rows.json"], "this is an input"),
        (["rows.json", "--html", ""], "--html: expected a path, got ''"),
        (["rows.json", "--html", "-", "--group-by", "power"], "both write to standard output"),
        (["rows.json", "--html", "-", "--explain", "all"], "both write to standard output"),
        (["rows.json", "--html", "x", "--columns", "name"], "--columns does not work with --html"),
        (["--diff", "rows.json", "rows.json", "--html", "x", "--limit", "1"], "--html and --diff"),
        (["--diff", "rows.json", "rows.json", "--fail-if-empty"], "--fail-if-empty does not work"),
    ],
)
def test_pages_that_there_are_not(run, files, args, message):
    """An option that a page would ignore is refused, and no input is overwritten."""
    before = (files / "rows.json").read_bytes()
    status, out, errors = run(*args)
    assert (status, out) == (2, "") and message in errors
    assert (files / "rows.json").read_bytes() == before and not (files / "x").exists()


def test_tables_without_rows_have_a_header(run):
    """A program reads them as it reads others."""
    assert (
        run("rows.json", "--group-by", "power", "--limit", "0", "-o", "csv")[1] == "power,count\n"
    )
    same = run("--diff", "rows.json", "rows.json", "-o", "tsv")
    assert same == (0, "change\tname\tinstance_id\tcomputer_name\twhat\n", "")
    assert run("--diff", "rows.json", "rows.json", "-o", "tsv", "--no-header")[1] == ""


def test_no_problem_left_is_empty(run):
    """--fail-if-empty counts what is printed, also by --problems."""
    assert run(
        *("rows.json", "--where", "instance_id=85", "--problems", "--fail-if-empty", "-o", "name")
    )[:2] == (1, "")


@pytest.mark.parametrize(
    ("word", "column"), [("MODEL", "latest_model"), ("FD", "fault_domain"), ("POWER", "power")]
)
def test_headers_are_near_columns(run, word, column):
    """The headers of a table lead to the columns."""
    assert f"did you mean '{column}'?" in run("rows.json", "--columns", word)[2]


def test_a_stream_has_all_before_a_bad_line(run, files):
    """What was read is printed before the error, wherever the block ends."""
    lines = [json.dumps(azure.row(number)) for number in range(40)]
    (files / "bad.ndjson").write_text("\n".join([*lines, '{"a": 1}', lines[0]]) + "\n")
    status, out, errors = run("bad.ndjson", "--stream", "--columns", "name", "-o", "tsv")
    assert (status, out.count("\n")) == (2, 41)
    assert "'bad.ndjson': line 41: " in errors
