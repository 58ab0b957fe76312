"""``vmssnames inventory -o ansible``, ``prometheus`` and ``ssh``: only plain names are written."""

import csv
import io
import json
import re

import azure_shapes as azure
import pytest

from vmssnames.cli import main

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


def test_ansible(run):
    status, out, errors = run("rows.json", "nics.json", "-o", "ansible")
    assert (status, errors) == (0, "")
    said = json.loads(out)
    assert said["_meta"]["hostvars"]["shopweb00002d"]["ansible_host"] == "10.0.0.7"
    assert said["_meta"]["hostvars"]["shopweb00002d"]["vmss_instance_id"] == 85
    assert said["vmss_shop_web_ss"] == {
        "hosts": ["shopweb000009", "shopweb00002d", "shopweb00002s"]
    }
    assert said["power_stopped"] == {"hosts": ["shopweb00002d"]}
    assert set(said["all"]["children"]) == said.keys() - {"all", "_meta"}
    assert all(re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) for name in said)


def test_groups_of_two_scale_sets(run, files):
    rows = [
        azure.row(1, scale_set="web-a", prefix="weba"),
        azure.row(1, scale_set="web_a", prefix="webb"),
    ]
    (files / "two.json").write_text(json.dumps(rows))
    said = json.loads(run("two.json", "-o", "ansible")[1])
    assert said["vmss_web_a"] == {"hosts": ["weba000001"]}
    assert said["vmss_web_a_2"] == {"hosts": ["webb000001"]}


def test_prometheus(run):
    said = json.loads(run("rows.json", "nics.json", "-o", "prometheus", "--port", "9182")[1])
    assert [one["targets"] for one in said] == [
        ["[fd00::4]:9182"],
        ["10.0.0.7:9182"],
        ["shopweb00002s:9182"],
    ]
    assert said[1]["labels"]["vmss_instance_id"] == "85"
    for one in said:
        assert all(type(value) is str for value in one["labels"].values())
        assert all(re.fullmatch("[a-z_]+", name) for name in one["labels"])


def test_ssh(run):
    assert run("rows.json", "nics.json", "-o", "ssh")[1] == (
        "Host shopweb000009 shop-web_ss_9\n    HostName fd00::4\n\n"
        "Host shopweb00002d shopweb00002D shop-web_ss_85\n    HostName 10.0.0.7\n\n"
        "Host shopweb00002s shopweb00002S shop-web_ss_100\n    HostName shopweb00002s\n"
    )


HOSTILE = [
    *("$(reboot)", "-oProxyCommand=reboot", "*", "a b", "{{ lookup('pipe','id') }}", "web\nHost *"),
    *(
        "</script><script>alert(1)</script>",
        '" onload="alert(1)',
        "=HYPERLINK('x')",
        "@SUM(1)",
        "+1",
        "-1",
    ),
    *(
        "a|b",
        "\x1b[2J",
        "\u202egnp.exe",
        "[x](javascript:alert(1))",
        "\ud800",
        "!",
        "a\tb\rc",
        "x" * 300,
    ),
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(run, files, name):
    row = azure.row(85)
    row["name"] = row["location"] = name
    row["properties"]["osProfile"]["computerName"] = name
    row["properties"]["instanceView"]["statuses"][1]["code"] = f"PowerState/{name}"
    (files / "hostile.json").write_text(json.dumps([row]))
    for form in ("table", "tsv", "csv", "markdown", "json", "ndjson"):
        status, out, errors = run("hostile.json", "-o", form, "--html", "page.html")
        assert (status, errors) == (0, ""), form
        lines = out.split("\n")
        assert all(line.isprintable() or form == "tsv" for line in lines)
        assert all(cell.isprintable() for line in lines for cell in line.split("\t"))
        if form == "csv":
            cells = [cell for row in csv.reader(io.StringIO(out)) for cell in row]
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
        if form == "markdown":
            assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines if line} == {12}
            assert not re.search(r"(?<!\\)[<\[*]", out)
    page = (files / "page.html").read_text()
    assert (page.count("<script>"), page.count("</script>")) == (1, 2)
    static = re.sub("<script.*?</script>|<style>.*?</style>", "", page, flags=re.S)
    tags = set(re.findall(r"<(?!!DOCTYPE)/?([^ >]*)", static))
    assert tags <= set(
        "html head meta title body header main section aside div h1 h2 p ul li b i span time "
        "noscript code label input select output button canvas table thead tbody".split()
    )
    for form in ("ansible", "prometheus", "ssh"):
        status, out, errors = run("hostile.json", "-o", form)
        assert status == 0
        hosts = list(json.loads(out)["_meta"]["hostvars"]) if form == "ansible" else []
        assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", host) for host in hosts)
        if form == "ansible":
            assert "{{" not in out and "{%" not in out
        if form == "ssh":
            assert re.fullmatch(r"(Host [A-Za-z0-9._ -]+\n    HostName [A-Za-z0-9.:_-]+\n)?", out)
        assert errors == "" or "skipped" in errors, "what is not written is said"


def test_invalid_addresses_are_left_out(run, files):
    hostile = azure.interface(85, "10.0.0.4\n    ProxyCommand evil")
    (files / "bad.json").write_text(json.dumps(hostile))
    for form in ("ssh", "ansible", "prometheus"):
        status, out, errors = run("rows.json", "bad.json", "-o", form)
        assert status == 0 and "evil" not in out.replace("\\n", "\n")
        assert (
            "skipped an invalid address of shopweb00002d: '10.0.0.4\\n    ProxyCommand evil'"
            in errors
        )


def test_aliases_belong_to_one_machine(run, files):
    rows = [
        azure.row(1, scale_set="a", prefix="shared"),
        azure.row(2, scale_set="b", prefix="other"),
    ]
    rows[0]["name"] = "other000002"
    rows[1]["properties"]["vmId"] = "z"
    (files / "two.json").write_text(json.dumps(rows))
    _, out, errors = run("two.json", "-o", "ssh")
    assert "Host shared000001\n" in out and "Host other000002 b_2\n" in out
    assert "skipped the alias other000002 of shared000001: another host has it" in errors


def test_three_scale_sets_with_similar_names_are_three_groups(run, files):
    rows = [
        azure.row(1, scale_set=name, prefix=f"p{at}", vmId=name)
        for at, name in enumerate(("w-a", "w_a", "w.a"))
    ]
    (files / "three.json").write_text(json.dumps(rows))
    said = json.loads(run("three.json", "-o", "ansible")[1])
    assert {name for name in said if name.startswith("vmss_")} == {
        "vmss_w_a",
        "vmss_w_a_2",
        "vmss_w_a_3",
    }


@pytest.mark.parametrize(
    "name", ["localhost", "all", "ungrouped", "10.0.0.9", "1234", "www.evil.example"]
)
def test_ambiguous_names_are_left_out(run, files, name):
    row = azure.row(85)
    row["properties"]["osProfile"]["computerName"] = name
    (files / "odd.json").write_text(json.dumps(row))
    for form in ("ansible", "prometheus", "ssh"):
        _, out, errors = run("odd.json", "-o", form)
        assert "skipped 'shop-web_ss_85'" in errors
        hosts = json.loads(out)["_meta"]["hostvars"] if form == "ansible" else out
        assert name not in hosts
