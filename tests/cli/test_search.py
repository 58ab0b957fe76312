"""``vmssnames scan`` and ``vmssnames annotate``, as people and pipes meet them: real processes."""

import bz2
import csv
import gzip
import io
import json
import os
import shutil
import signal
import subprocess
import time
import zlib

import pytest
from commands import COMMAND

from vmssnames.cli import streams
from vmssnames.cli.inputs import files

pytestmark = pytest.mark.skipif(os.name == "nt", reason="file descriptors and signals of POSIX")

LOG = b"""\
Nov 22 10:00:01 web00002D kubelet[1]: node web00002d is up
nothing here
I1122 pod="x" node="kn-infra00000a" vm=kn-infra_ss_10\r
"""
SETS = "/subscriptions/00-00/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets"
FLEET = json.dumps(
    [
        {
            "name": "web",
            "id": f"{SETS}/web",
            "virtualMachineProfile": {"osProfile": {"computerNamePrefix": "web"}},
        },
        {"name": "kn-infra_ss", "prefix": "kn-infra"},
    ]
)


@pytest.fixture
def fleet(tmp_path):
    path = tmp_path / "fleet.json"
    path.write_text(FLEET)
    return str(path)


# annotate


def test_names_are_explained(cli, fleet):
    assert cli("annotate", "--fleet", fleet, stdin=LOG) == (
        0,
        LOG.decode()
        .replace("web00002D", "web00002D(web/85)")
        .replace("web00002d", "web00002d(web/85)")
        .replace("kn-infra00000a", "kn-infra00000a(kn-infra_ss/10)")
        .replace("kn-infra_ss_10", "kn-infra_ss_10(kn-infra_ss/10)"),
        "",
    )


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["--template", "{vm_name}"], "x web_85 y"),
        (["--template", "{resource_id}"], f"x {SETS}/web/virtualMachines/85 y"),
        (["--template", ""], "x  y"),
        (["--template", "{name}[{{{base36}}}]"], "x web00002D[{00002D}] y"),
        (["--at-line-end", "--template", "id={instance_id}"], "x web00002D y id=85"),
        (["--at-line-end"], "x web00002D y web00002D(web/85)"),
        (["--max-id", "84"], "x web00002D y"),
    ],
)
def test_templates(cli, fleet, args, line):
    status, out, errors = cli("annotate", "--fleet", fleet, *args, stdin=b"x web00002D y\n")
    assert (status, out, errors) == (0, line + "\n", "")


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"no newline", bytes(range(256)) * 9, b"\xff\0\r\nx\r", LOG * 20_000]
)
def test_without_a_name_bytes_stay_as_they_are(cli, data, tmp_path):
    with open(tmp_path / "out", "wb") as out:
        assert cli("annotate", "--status", "--prefix", "nobody", stdin=data, stdout=out)[::2] == (
            1,
            "",
        )
    assert (tmp_path / "out").read_bytes() == data


def test_aks_without_a_list(cli):
    line = b"node aks-pool1-12345678-vmss00000a web00002D akswin000000\n"
    assert cli("annotate", "--aks", stdin=line)[1] == (
        "node aks-pool1-12345678-vmss00000a(aks-pool1-12345678-vmss/10) web00002D akswin000000\n"
    )


def test_unlikely_names_are_counted(cli):
    status, out, errors = cli("annotate", "--prefix", "web", stdin=b"the webserver web_1\n")
    assert (status, out) == (0, "the webserver(web/1717867971) web_1(web/1)\n")
    assert errors == (
        "vmssnames: 1 of 2 names, such as 'webserver', are probably ordinary words: "
        "--max-id 1679615 ignores them\n"
    )
    assert cli(
        "annotate", "--prefix", "web", "--status", "--max-id", "1679615", stdin=b"webserver\n"
    ) == (
        1,
        "webserver\n",
        "",
    )


def test_resource_ids_and_embedded(cli, fleet):
    line = f"[azure://{SETS}/web/virtualMachines/6] debug-web00000A-x\n".encode()
    assert cli("annotate", "--fleet", fleet, "--status", stdin=line)[0] == 1
    out = cli("annotate", "--fleet", fleet, "--resource-ids", "--embedded", stdin=line)[1]
    assert out == f"[azure://{SETS}/web/virtualMachines/6(web/6)] debug-web00000A(web/10)-x\n"


# annotate: rows


def test_objects_keep_their_text(cli, fleet):
    lines = [
        (
            '{"host":"WEB00002d.x.net", "n":1.0e2,"n":2, "é":"\\u00e9"}',
            ',"instance_id":85,"scale_set":"web"',
        ),
        (' {"host": "kn-infra_ss_10"} \r', ',"instance_id":10,"scale_set":"kn-infra_ss"'),
        ('{"host":"other"}', ""),
        ('{"host":5}', ""),
        ('{"x":{"host":"web_1"}}', ""),
        ('{"host":"web_1"', ""),
        ('["host"]', ""),
        ('{"h\\u006fst":"web\\u005f1"}', ',"instance_id":1,"scale_set":"web"'),
        ("host web_1", ""),
        ("[" * 100_000 + '"host"', ""),
        ("", ""),
        (
            f'{{"host":"azure://{SETS}/web/virtualMachines/6"}}',
            ',"instance_id":6,"scale_set":"web"',
        ),
    ]
    status, out, errors = cli(
        "annotate",
        "--fleet",
        fleet,
        "--field",
        "host",
        "--add",
        "instance_id,scale_set",
        stdin="\n".join(line for line, _ in lines).encode(),
    )
    expected = "\n".join(
        f"{b}{add}{c}{d}" for (line, add) in lines for b, c, d in [line.rpartition("}")]
    )
    told = "vmssnames: 7 of 11 lines are JSON objects; the others are unchanged\n"
    assert (status, out, errors) == (0, expected, told)
    for line in out.splitlines():
        if '"instance_id"' in line:
            assert json.loads(line)["instance_id"] in (85, 10, 1, 6)


def test_fields_within_and_of_another_name(cli):
    line = b'{"kubernetes":{"host":"web_1"},"instance_id":"x"}\n'
    args = ["annotate", "--prefix", "web", "--field", "kubernetes.host", "--add"]
    assert cli(*args, "vm.id=instance_id,resource_id", stdin=line)[1] == (
        '{"kubernetes":{"host":"web_1"},"instance_id":"x","vm.id":1,"resource_id":null}\n'
    )
    assert cli(*args, "instance_id", stdin=line) == (
        0,
        line.decode(),
        "vmssnames: 1 objects unchanged: they already have a field with this name\n",
    )
    aks = b'{"kubernetes":{"host":"aks-pool1-12345678-vmss00000a"}}\n'
    args[1:3] = ["--aks"]
    assert '"vm_name":"aks-pool1-12345678-vmss_10"' in cli(*args, "vm_name", stdin=aks)[1]


@pytest.mark.parametrize(
    ("args", "rows", "expected"),
    [
        (
            ["--column", "host"],
            "a,host,b\n1,web00002D,2\n3,x,4\n",
            "a,host,b,instance_id\n1,web00002D,2,85\n3,x,4,\n",
        ),
        (
            ["--column", "host"],
            "a\thost\r\n1\tweb00002D\r\n",
            "a\thost\tinstance_id\r\n1\tweb00002D\t85\r\n",
        ),
        (["--column", "2"], "1,web00002D\n2\n", "1,web00002D,85\n2,,\n"),
        (
            ["--column", "host"],
            '\ufeffhost,x\n"web_1","a ""b""\nc"\nweb_2,',
            '\ufeffhost,x,instance_id\n"web_1","a ""b""\nc",1\nweb_2,,2',
        ),
        (["--column", "host"], 'host\n\n"web_1', 'host,instance_id\n\n"web_1'),
        (["--column", "é"], "é\nweb_1\n", "é,instance_id\nweb_1,1\n"),
        (["--column", "1"], 'say "\tweb_1\n', 'say "\tweb_1\t\n'),
    ],
)
def test_columns(cli, args, rows, expected):
    out = cli("annotate", "--prefix", "web", *args, "--add", "instance_id", stdin=rows.encode())[1]
    assert out == expected


def test_several_files_of_rows_have_a_heading_each(cli, tmp_path):
    (tmp_path / "a").write_bytes(b"host\nweb_1\n")
    (tmp_path / "b").write_bytes(b"x,host\n1,web_2\n")
    args = ["annotate", "--prefix", "web", "--column", "host", "--add", "instance_id"]
    assert cli(*args, tmp_path / "a", tmp_path / "b")[1] == (
        "host,instance_id\nweb_1,1\nx,host,instance_id\n1,web_2,2\n"
    )


# scan


def test_names_one_a_line(cli, fleet, tmp_path):
    names = "web00002D\nweb00002d\nkn-infra00000a\nkn-infra_ss_10\n"
    assert cli("scan", "--fleet", fleet, stdin=LOG) == (0, names, "")
    (tmp_path / "{a}").write_bytes(LOG)
    (tmp_path / "b\x1b[2J").write_bytes(b"x")
    status, out, errors = cli("scan", "--fleet", fleet, "{a}", "b\x1b[2J", cwd=tmp_path)
    assert (status, errors) == (0, "")
    assert out == "".join(f"{{a}}:{name}\n" for name in names.split())
    assert (
        cli("scan", "--fleet", fleet, "--count", "{a}", "b\x1b[2J", cwd=tmp_path)[1]
        == "{a}:4\nb\\x1b[2J:0\n"
    )
    assert cli("scan", "--fleet", fleet, stdin=b"nothing") == (1, "", "")
    assert cli("scan", "--fleet", fleet, "--count", stdin=b"nothing") == (1, "0\n", "")


def test_the_fields_of_a_name(cli, fleet):
    args = ["scan", "--fleet", fleet]
    assert cli(*args, "--with", "line,offset,scale_set,instance_id", stdin=LOG)[1] == (
        f"web00002D\t1\t16\tweb\t85\nweb00002d\t1\t{LOG.index(b'web00002d')}\tweb\t85\n"
        f"kn-infra00000a\t3\t{LOG.index(b'kn-infra0')}\tkn-infra_ss\t10\n"
        f"kn-infra_ss_10\t3\t{LOG.index(b'kn-infra_')}\tkn-infra_ss\t10\n"
    )
    rows = list(
        csv.DictReader(
            io.StringIO(cli(*args, "--with", "vm_name,resource_id", "-o", "csv", stdin=LOG)[1])
        )
    )
    assert rows[0] == {
        "name": "web00002D",
        "vm_name": "web_85",
        "resource_id": f"{SETS}/web/virtualMachines/85",
    }
    told = json.loads(cli(*args, "--with", "kind,certainty,node_name", "-o", "json", stdin=LOG)[1])
    assert told["schema_version"] == 2 and len(told["matches"]) == 4
    assert told["matches"][3] == {
        "name": "kn-infra_ss_10",
        "kind": "vm_name",
        "certainty": "certain",
        "node_name": "kn-infra00000a",
    }
    lines = cli(*args, "-o", "ndjson", stdin=LOG)[1].splitlines()
    assert [json.loads(line)["name"] for line in lines][0] == "web00002D"
    assert cli(*args, "-o", "tsv", stdin=b"")[:2] == (
        *(1, "name\tscale_set\tinstance_id\tcertainty\tline\n"),
    )
    assert json.loads(cli(*args, "-o", "json", stdin=b"")[1])["matches"] == []


def test_each_instance_once(cli, fleet):
    assert cli("scan", "--fleet", fleet, "--unique", stdin=LOG)[1] == (
        "scale_set\tinstance_id\tcomputer_name\tvm_name\tcertainty\tcount\tfirst\tlast\n"
        "kn-infra_ss\t10\tkn-infra00000A\tkn-infra_ss_10\tcertain\t2\t3\t3\n"
        "web\t85\tweb00002D\tweb_85\tcertain\t2\t1\t1\n"
    )
    hosts = json.loads(cli("scan", "--fleet", fleet, "--unique", "-o", "json", stdin=LOG)[1])[
        "matches"
    ]
    assert [host["count"] for host in hosts] == [2, 2]


def test_a_node_and_its_resource_id_are_one_instance(cli, tmp_path):
    """If there is one pool of that name: of two, nobody knows whose the node is."""
    pool = "aks-np-12345678-vmss"
    path = "/subscriptions/{}/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets"
    ids = [f"azure://{path.format(one)}/{pool}/virtualMachines/13" for one in "ab"]
    (tmp_path / "a").write_text(f"x\n{pool}00000d\n{ids[0]}\n")
    (tmp_path / "b").write_text(f"{pool}_13\n")
    args = ["scan", "--aks", "--unique", "-o", "csv"]
    head = "scale_set,instance_id,computer_name,vm_name,certainty,count,first,last\n"
    row = f"{pool},13,{pool}00000D,{pool}_13,certain,3,a:2,b:1\n"
    assert cli(*args, "a", "b", cwd=tmp_path) == (0, head + row, "")
    (tmp_path / "b").write_text(f"{ids[1]}\n")
    rows = cli(*args, "a", "b", cwd=tmp_path)[1].splitlines()[1:]
    assert sorted(line.split(",")[4] for line in rows) == ["certain", "certain", "likely"]


def test_two_owners_are_listed(cli, tmp_path):
    (tmp_path / "fleet.csv").write_text("name,prefix\nweb,vm\napi,vm\n")
    args = ["scan", "--fleet", tmp_path / "fleet.csv", "--with", "scale_set,vm_name,certainty"]
    assert cli(*args, stdin=b"vm00000A")[1] == "vm00000A\tweb|api\t\tpossible\n"


@pytest.mark.parametrize("form", ["tsv", "csv", "ndjson", "json", "table"])
@pytest.mark.parametrize(
    "fields",
    [
        "kind,instance_id,base36,scale_set,prefix",
        "offset,computer_name,node_name,vm_name,line,certainty",
        "file,resource_id,line,provider_id",
    ],
)
def test_rows_do_not_depend_on_their_neighbours(cli, fleet, tmp_path, form, fields):
    """A block in which every name has one listed scale set is written another way."""
    (tmp_path / 'a,"{b}').write_bytes(LOG)
    word = LOG + b"webserver\n"  # Unlikely: its block takes the other way.
    args = ["scan", "--fleet", fleet, "--with", fields, "-o", form]
    simple = cli(*args, 'a,"{b}', cwd=tmp_path)[1]
    (tmp_path / 'a,"{b}').write_bytes(word)
    status, out, _ = cli(*args, 'a,"{b}', cwd=tmp_path)
    assert status == 0
    if form == "json":
        assert json.loads(out)["matches"][:-1] == json.loads(simple)["matches"]
    elif form == "table":
        split = [[line.split() for line in text.splitlines()] for text in (simple, out)]
        assert split[0] == split[1][:-1]
    else:
        assert out.startswith(simple) and out.count("\n") == simple.count("\n") + 1


def test_names_in_longer_words_are_counted(cli, tmp_path):
    """They are found with --embedded only; one line says how many there are."""
    log = b"web00000a kube-proxy-web00000b web00000c-mycluster web-frontend\n"
    told = "vmssnames: 2 more inside longer words: --embedded finds them\n"
    assert cli("scan", "--prefix", "web", stdin=log) == (0, "web00000a\n", told)
    assert cli("annotate", "--prefix", "web", stdin=log)[2] == told
    status, out, errors = cli(
        "scan", "--prefix", "web", "--embedded", "--max-id", "9999", stdin=log
    )
    assert (status, out.split(), errors) == (0, ["web00000a", "web00000b", "web00000c"], "")
    # Of a long text, a sample.
    (tmp_path / "log").write_bytes(b"x-web00000a\n" * 2_000_000)
    status, out, errors = cli("scan", "--prefix", "web", tmp_path / "log")
    assert (status, out) == (1, "") and errors.startswith("vmssnames: at least ")
    assert 2_000_000 * 8 / 24 < int(errors.split()[3]) < 1_000_000


def test_a_name_that_may_begin_in_an_escape_has_both_owners(cli):
    log = rb"log \nweb00000a, path C:/nweb00000b"
    args = ["--prefix", "web", "--prefix", "nweb"]
    status, out, errors = cli("scan", *args, "--unique", stdin=log)
    assert [line.split("\t")[:2] for line in out.splitlines()[1:]] == [
        ["nweb", "11"],
        ["nweb|web", "10"],
    ]
    assert errors.count("\n") == 1 and "1 of 2 names" in errors and "both scale sets" in errors
    annotated = r"log \nweb00000a(nweb|web/10), path C:/nweb00000b(nweb/11)"
    assert cli("annotate", *args, stdin=log)[1] == annotated


def test_a_name_of_a_thousand_scale_sets_costs_what_one_of_three_costs(cli, tmp_path):
    (tmp_path / "fleet.csv").write_text(
        "name,prefix\n" + "".join(f"s{i},web\n" for i in range(1000))
    )
    log = b"web00000a up\n" * 1000
    args = ["--fleet", tmp_path / "fleet.csv"]
    assert len(cli("annotate", *args, stdin=log)[1]) < 2 * len(log) + 20_000
    _, out, _ = cli("scan", *args, "--unique", stdin=log)
    assert out.splitlines()[1].split("\t")[:3] == ["s0|s1|998 more", "10", "web00000A"]


# what both promise


def zstd_compress(data):
    """Return *data* compressed by Python 3.14, or by the program zstd; None without both."""
    try:
        from compression import zstd
    except ImportError:
        if not shutil.which("zstd"):
            return None
        return subprocess.run(["zstd", "-q"], input=data, capture_output=True, check=True).stdout
    return zstd.compress(data)


def compressed(how):
    if how == "gzip":
        return gzip.compress(LOG[:50]) + gzip.compress(LOG[50:])
    return zstd_compress(LOG)


@pytest.mark.parametrize("how", ["gzip", "zstd"])
def test_compressed_files(cli, tmp_path, how):
    data = compressed(how)
    if data is None:
        data = bytes.fromhex("28b52ffd")
        (status, _, errors) = cli("scan", "--prefix", "web", stdin=data)
        assert status == 2 and "install the program zstd, or use Python 3.14" in errors
        return
    (tmp_path / "log").write_bytes(data)
    assert cli("scan", "--prefix", "web", tmp_path / "log") == cli(
        "scan", "--prefix", "web", stdin=LOG
    )
    assert cli("scan", "--prefix", "web", stdin=data)[1] == "web00002D\nweb00002d\n"
    # What breaks off is an error, after the whole lines before it.
    large = gzip.compress(LOG * 5000) if how == "gzip" else zstd_compress(LOG * 5000)
    (tmp_path / "cut").write_bytes(large[:-20])
    status, out, errors = cli("annotate", "--prefix", "web", tmp_path / "cut")
    assert status == 2 and errors.count("\n") == 1 and "cut" in errors
    assert out == "" or out.endswith("\n")
    (tmp_path / "bad").write_bytes(large[:40] + b"\0\xff" * 20 + large[80:])
    status, out, errors = cli("annotate", "--prefix", "web", tmp_path / "bad", tmp_path / "log")
    assert (
        status == 2
        and errors.count("\n") == 1
        and "bad" in errors
        and out.endswith("vm=kn-infra_ss_10\r\n")
    )


def test_without_the_program_zstd(cli, environment):
    status, _, errors = cli(
        "scan", "--prefix", "web", stdin=bytes.fromhex("28b52ffd00"), env={"PATH": ""}
    )
    assert status == 2
    assert (
        "install the program zstd, or use Python 3.14" in errors or "damaged or truncated" in errors
    )


def test_other_compressions_are_bytes(cli):
    assert cli("scan", "--prefix", "web", stdin=bz2.compress(LOG))[0] == 1


@pytest.mark.parametrize("command", ["scan", "annotate"])
@pytest.mark.parametrize(
    ("args", "told"),
    [
        ([], "no scale set given: pass --prefix, --fleet or --aks"),
        (["--prefix", "we_b"], "--prefix: expected a computer-name prefix of 1 to 58"),
        (["--prefix", "$(reboot)"], "--prefix: "),
        (["--fleet", "/nowhere"], "'/nowhere': No such file"),
        (["--fleet", os.devnull], "the file is empty: expected az vmss list -o json"),
        (
            ["--prefix", "web", "--max-id", "-1"],
            "argument --max-id: expected 0..2176782335, got '-1'",
        ),
        (
            ["--prefix", "web", "--max-id", "\u0663"],
            "argument --max-id: expected 0..2176782335, got '\\u0663'",
        ),
        (["--prefix", "web", "/nowhere"], "'/nowhere': No such file"),
        (["--prefix", "web", "/"], "Is a directory"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(cli, command, args, told):
    status, out, errors = cli(command, *args, stdin=b"x\n")
    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert errors.startswith("vmssnames: ") and told in errors


@pytest.mark.parametrize(
    "args",
    [
        ["annotate", "--template", "{nme}"],
        ["annotate", "--field", "x"],
        ["annotate", "--add", "instance_id"],
        ["annotate", "--field", "x", "--column", "y", "--add", "instance_id"],
        ["annotate", "--field", "x", "--add", "size"],
        ["annotate", "--field", "x", "--add", "instance_id", "--at-line-end"],
        ["annotate", "--column", "0", "--add", "instance_id"],
        ["annotate", "--column", "host", "--add", "instance_id"],
        ["scan", "--with", "size"],
        ["scan", "--count", "--unique"],
        ["scan", "--unique", "--with", "line"],
    ],
)
def test_options_that_make_no_sense(cli, args):
    status, out, errors = cli(*args, "--prefix", "web", stdin=b"web_1\n")
    assert (status, out, errors.count("\n")) == (2, "", 1)


def test_an_invalid_fleet_is_reported_by_line(cli, tmp_path):
    (tmp_path / "fleet.txt").write_text("web\nwe b\n")
    status, _, errors = cli("annotate", "--fleet", tmp_path / "fleet.txt", stdin=b"")
    assert status == 2 and "fleet.txt': line 2: " in errors


def test_the_next_file_is_read_all_the_same(cli, tmp_path):
    (tmp_path / "a").write_bytes(b"web_1\n")
    status, out, errors = cli("scan", "--prefix", "web", "/nowhere", tmp_path / "a")
    assert status == 2 and out.endswith("web_1\n") and errors.count("\n") == 1


@pytest.mark.parametrize(
    "args", [["annotate"], ["annotate", "--field", "host", "--add", "instance_id"]]
)
def test_a_line_is_answered_when_it_comes(environment, args):
    process = subprocess.Popen(
        [*COMMAND, *args, "--prefix", "web"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )
    with process:
        for line in (b'{"host":"web_1"}\n', b'{"host":"web_2"}\n'):
            process.stdin.write(line)
            process.stdin.flush()
            answer = process.stdout.readline()
            assert answer.startswith(line[:14]) and len(answer) > len(line)
        process.stdin.close()
        assert process.wait(10) == 0


@pytest.mark.parametrize("how", ["full", "closed pipe", "interrupt"])
def test_ways_to_end(environment, how, tmp_path):
    (tmp_path / "log").write_bytes(LOG * 20_000)
    command = [*COMMAND, "annotate", "--prefix", "web", tmp_path / "log"]
    if how == "full":
        with open("/dev/full", "wb") as full:
            result = subprocess.run(
                command, stdout=full, stderr=subprocess.PIPE, env=environment, check=False
            )
        assert (result.returncode, result.stderr) == (
            2,
            b"vmssnames: standard output: No space left on device\n",
        )
        return
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    process.stdout.read(10)
    if how == "interrupt":
        process.send_signal(signal.SIGINT)
        # Whoever reads on gets what was written.
        process.stdout.read()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(10) == {"closed pipe": 141, "interrupt": 130}[how]


def test_memory_does_not_follow_the_file(environment):
    """More lines, and a longer line, than there is memory for."""
    script = f"ulimit -v 120000; exec {' '.join(COMMAND)} annotate --aks --at-line-end | wc -c"
    for data in (b"host kn-infra00000a\n" * 50_000, b"x" * 1_000_000):
        process = subprocess.Popen(
            ["bash", "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
        for _ in range(130):
            process.stdin.write(data)
        out, errors = process.communicate(timeout=60)
        assert int(out) == len(data) * 130
        assert (b"was not searched" in errors) == (data[:1] == b"x")


@pytest.mark.parametrize("whole_lines", [False, True])
def test_lines_that_are_too_long_lose_nothing(monkeypatch, capfd, tmp_path, whole_lines):
    """The pieces make up the input, in order; names before and after a break are found."""
    monkeypatch.setattr(files, "READ_SIZE", 64)
    monkeypatch.setattr(files, "MAX_READ", 64)
    monkeypatch.setattr(files, "MAX_LINE", 256)
    monkeypatch.setattr(files, "_NEAR_END", 128)
    path = tmp_path / "log"
    texts = [
        b"a line\n" + b"web_1 " * 100 + b"\nweb_2\n",
        b"a" * 1000 + b"web00000A web00000B\nweb00000C",
        b"a" * 1000,
        b"a" * 300 + b"\n" + b"b" * 300 + b"\n",
        b"\n" * 600,
    ]
    for text in texts:
        path.write_bytes(text)
        pieces = [
            (bytes(view), searched)
            for view, searched in files.blocks(str(path), whole_lines=whole_lines)
        ]
        assert b"".join(piece for piece, _ in pieces) == text
        for (piece, searched), (after, _) in zip(pieces, pieces[1:], strict=False):
            if searched:
                assert piece.endswith((b"\n", b" "))
        unsearched = b"".join(piece for piece, searched in pieces if not searched)
        assert bool(unsearched) == ("not searched" in capfd.readouterr().err)
        if not whole_lines:
            assert b"web_" not in unsearched and b"web00000C" not in unsearched
            assert len(unsearched) <= 1010
        else:
            assert not unsearched.startswith(b"a line")


def test_blocks_are_lines_however_they_arrive():
    """Any cutting of the input gives the same lines."""
    text = LOG * 30 + b"end"
    for size in (1, 3, 7, 50, 200):
        read, write = os.pipe()
        if os.fork() == 0:
            os.close(read)
            for at in range(0, len(text), size):
                os.write(write, text[at : at + size])
            os._exit(0)
        os.close(write)
        saved = os.dup(0)
        os.dup2(read, 0)
        streams.begin()
        try:
            got = [bytes(view) for view, searched in files.blocks("-") if searched]
        finally:
            os.dup2(saved, 0)
            os.close(saved)
            os.close(read)
            os.wait()
        assert b"".join(got) == text
        assert all(piece.endswith(b"\n") for piece in got[:-1])


def test_a_file_that_grows(environment, tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"")
    tail = subprocess.Popen(["tail", "-f", path], stdout=subprocess.PIPE)
    ours = subprocess.Popen(
        [*COMMAND, "annotate", "--prefix", "web"],
        stdin=tail.stdout,
        stdout=subprocess.PIPE,
        env=environment,
    )
    tail.stdout.close()
    try:
        for i in range(3):
            with open(path, "ab") as log:
                log.write(b"web_%d\n" % i)
            begun = time.monotonic()
            assert ours.stdout.readline() == b"web_%d(web/%d)\n" % (i, i)
            assert time.monotonic() - begun < 30
    finally:
        tail.kill()
        tail.wait()
        assert ours.wait(10) == 0
        ours.stdout.close()


@pytest.mark.parametrize(
    ("args", "rows", "expected"),
    [
        # A number is one, whatever the first row has in it.
        (["--column", "2"], b"2,web000001\n3,web000002\n", b"2,web000001,1\n3,web000002,2\n"),
        (["--column", "1"], b"\xef\xbb\xbfweb000001,x\n", b"\xef\xbb\xbfweb000001,x,1\n"),
        # A quote opens a cell at its beginning only.
        (
            ["--column", "host"],
            b'host,size\nweb_1,5" disk\nweb_2,x\n',
            b'host,size,instance_id\nweb_1,5" disk,1\nweb_2,x,2\n',
        ),
        (
            ["--column", "host"],
            b'host,x\nweb_1,"a,""b"\nweb_2,""\n',
            b'host,x,instance_id\nweb_1,"a,""b",1\nweb_2,"",2\n',
        ),
        (
            ["--column", "host"],
            b'host,b\n"web_1"\rx,y\nweb_2,z\n',
            b'host,b,instance_id\n"web_1"\rx,y,\nweb_2,z,2\n',
        ),
        (
            ["--column", "host"],
            b'host,b\n"' + b"a" * 200_000 + b'",y\nweb_2,z\n',
            b'host,b,instance_id\n"' + b"a" * 200_000 + b'",y,\nweb_2,z,2\n',
        ),
        (["--column", "host", "--aks"], b"host\n\xff_5\n", b"host,instance_id\n\xff_5,\n"),
        (["--field", "host"], b'{"host":"\\ud800_5"}\n', b'{"host":"\\ud800_5"}\n'),
        (["--field", b"\xff"], b'{"\xff":"web_1"}', b'{"\xff":"web_1","instance_id":1}'),
    ],
)
def test_odd_rows(cli, tmp_path, args, rows, expected):
    with open(tmp_path / "out", "wb") as out:
        _, _, errors = cli(
            "annotate", "--prefix", "web", *args, "--add", "instance_id", stdin=rows, stdout=out
        )
    assert ((tmp_path / "out").read_bytes(), errors) == (expected, "")


def test_a_quote_that_nothing_closes(cli):
    rows = 'host,x\nweb_1,"\n' + "web_2,y\n" * 200_000
    status, out, errors = cli(
        "annotate",
        "--prefix",
        "web",
        "--column",
        "host",
        "--add",
        "instance_id",
        stdin=rows.encode(),
    )
    told = "standard input: line 2: a quote that is never closed: what follows it is unchanged"
    assert (status, errors) == (2, f"vmssnames: {told}\n")
    assert out == rows.replace("host,x\n", "host,x,instance_id\n")
    # Also at the end, and what precedes it is written.
    rows = 'x,host\n"a\nb",web_1\n"c,web_2\nd,web_3\n'
    args = ["annotate", "--prefix", "web", "--column", "host", "--add", "instance_id"]
    status, out, errors = cli(*args, stdin=rows.encode())
    assert (status, errors) == (2, f"vmssnames: {told.replace('line 2', 'line 4')}\n")
    assert out == 'x,host,instance_id\n"a\nb",web_1,1\n"c,web_2\nd,web_3\n'


def test_ragged_rows(cli):
    """What is added stands under its header, or not at all."""
    rows = b"host,note\nweb_1\nweb_2,x,extra\nweb_3,x\n"
    args = ["annotate", "--prefix", "web", "--column", "host", "--add", "instance_id"]
    out = "host,note,instance_id\nweb_1,,1\nweb_2,x,extra\nweb_3,x,3\n"
    told = "vmssnames: 1 rows unchanged: they have more cells than the first\n"
    assert cli(*args, stdin=rows) == (0, out, told)


@pytest.mark.parametrize(
    ("args", "value", "added"),
    [
        # A value that names nothing, even unwrapped, is searched: it counts if it has one instance.
        ([], "http://web00002D:80/x and web_85", ("web", 85)),
        ([], "10.0.0.4 web00002d", ("web", 85)),
        ([], "web00002D,web00002E", None),
        ([], "kube-proxy-web00002D", None),
        (["--embedded"], "kube-proxy-web00002D", ("web", 85)),
        # Two scale sets of one prefix give what text gives.
        (["--fleet", "two.csv"], "api00000a", ("ss1|ss2", 10)),
        # A resource ID names its own scale set.
        (["--resource-ids"], "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/other/virtualMachines/7", ("other", 7)),
        (["--aks"], "system:node:aks-a-12345678-vmss00000a", ("aks-a-12345678-vmss", 10)),
        ([], ["web00002D"], ("web", 85)),
        ([], {"a": "x", "b": ["on web00002D"]}, ("web", 85)),
        ([], ["web00002D", "web_7"], None),
        ([], 85, None),
        ([], "x" * 5000 + " web00002D", None),
    ],
)  # fmt: skip
def test_values_of_rows(cli, tmp_path, args, value, added):
    (tmp_path / "two.csv").write_text("name,prefix\nss1,api\nss2,api\n")
    given = ["annotate", "--prefix", "web", *args, "--add", "scale_set,instance_id"]
    text = json.dumps({"h": value})
    out = json.loads(cli(*given, "--field", "h", stdin=text.encode(), cwd=tmp_path)[1])
    assert (out.get("scale_set"), out.get("instance_id")) == (added or (None, None))
    if isinstance(value, str):
        row = f'h,x\n"{value}",y\n'
        out = cli(*given, "--column", "h", stdin=row.encode(), cwd=tmp_path)[1]
        cells = next(csv.reader([out.splitlines()[1]]))[2:]
        assert cells == ([added[0], str(added[1])] if added else ["", ""])


def test_what_rows_do_not_say_is_counted(cli):
    args = ["annotate", "--prefix", "web", "--field", "h", "--add", "instance_id"]
    rows = b'{"h":"webserver"}\n{"h":"web_1 web_2"}\n{"h":"web_1"}\n[1]\ntext\n\n'
    status, out, errors = cli(*args, stdin=rows)
    assert (status, out.count("instance_id")) == (0, 2)
    assert errors.splitlines() == [
        "vmssnames: 3 of 5 lines are JSON objects; the others are unchanged",
        "vmssnames: 1 values unchanged: they contain names of several instances",
        "vmssnames: 1 of 2 names, such as 'webserver', are probably ordinary words: --max-id 1679615 ignores them",
    ]
    # If none is an object, it is no JSON; brackets alone are no line.
    assert cli(*args, stdin=b"[\n1\n]\n")[::2] == (
        2,
        "vmssnames: 0 of 1 lines are JSON objects; the others are unchanged\n",
    )


@pytest.mark.parametrize(
    ("args", "rows", "told"),
    [
        (
            ["--column", "host", "--add", "vm_name"],
            "host,vm_name\n",
            "the column 'vm_name' already exists: pass NEW=vm_name",
        ),
        (["--column", "host", "--add", 'a"b=vm_name'], "host\n", "without quotes or commas"),
        (["--column", "9" * 5000, "--add", "vm_name"], "host\n", "a number from 1 on"),
    ],
)
def test_columns_that_cannot_be_added(cli, args, rows, told):
    status, out, errors = cli("annotate", "--prefix", "web", *args, stdin=rows.encode())
    assert (status, out, errors.count("\n")) == (2, "", 1) and told in errors


def test_instances_of_namesakes_are_two(cli, tmp_path):
    fleet = [
        {"name": "web", "prefix": f"web{i}", "id": SETS.replace("/rg/", f"/{i}/") + "/web"}
        for i in "ab"
    ]
    (tmp_path / "f").write_text(json.dumps(fleet))
    out = cli("scan", "--fleet", tmp_path / "f", "--unique", stdin=b"weba000001\nwebb000001\n")[1]
    assert [line.split("\t")[2] for line in out.splitlines()[1:]] == ["weba000001", "webb000001"]


def test_line_numbers_start_over_in_each_file(cli, tmp_path):
    (tmp_path / "a").write_bytes(b"x\nweb_1\n")
    args = ["scan", "--prefix", "web", "--with", "line,offset", tmp_path / "a", tmp_path / "a"]
    assert [line.split("\t")[2:] for line in cli(*args)[1].splitlines()] == [["2", "2"]] * 2


def test_what_was_not_read_is_not_counted(cli, tmp_path):
    (tmp_path / "a").write_bytes(b"web_1\n")
    status, out, _ = cli("scan", "--prefix", "web", "--count", "/nowhere", tmp_path / "a")
    assert (status, out) == (2, f"{tmp_path / 'a'}:1\n")


def test_closed_standard_input_is_an_error(cli, tmp_path):
    (tmp_path / "a").write_bytes(b"x\n")
    script = f"{' '.join(COMMAND)} scan --prefix web {tmp_path / 'a'} - <&-"
    result = subprocess.run(["bash", "-c", script], capture_output=True, check=False)
    assert result.returncode == 2 and b"standard input: " in result.stderr


def test_hostile_names_of_the_shape_of_aks(cli):
    line = b"aks-a.b-12345678-vmss_5 aks-" + b"p" * 45 + b"-12345678-vmss000005\n"
    for args in (["-o", "tsv"], ["--unique"], []):
        assert cli("scan", "--aks", *args, stdin=line)[::2] == (0, "")


def test_compressed_lines_are_answered_as_they_come(environment):
    process = subprocess.Popen(
        [*COMMAND, "annotate", "--prefix", "web"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )
    packer = zlib.compressobj(wbits=31)
    with process:
        for i in range(3):
            process.stdin.write(packer.compress(b"web_%d\n" % i) + packer.flush(zlib.Z_SYNC_FLUSH))
            process.stdin.flush()
            assert process.stdout.readline() == b"web_%d(web/%d)\n" % (i, i)
        process.stdin.write(packer.flush())
        process.stdin.close()
        assert process.wait(10) == 0


def test_a_path_in_a_line_that_is_cut(cli, tmp_path):
    path = SETS.replace("/rg/", "/a(b)/") + "/web/virtualMachines/5"
    text = b"x" * ((1 << 24) - 150) + b" " + path.encode() + b" " + b"y" * 1000
    (tmp_path / "log").write_bytes(text)
    assert cli("scan", "--prefix", "web", "--resource-ids", tmp_path / "log")[1] == path + "\n"


def test_tables_for_people(cli):
    args = ["scan", "--prefix", "web", "--with", "line,vm_name", "-o", "table"]
    assert cli(*args, stdin=b"web_1 x\nweb00000A\n")[1] == (
        "NAME       LINE  VM NAME\nweb_1      1     web_1\nweb00000A  2     web_10\n"
    )
    assert cli(*args, stdin=b"x") == (1, "", "")


@pytest.mark.parametrize(
    ("args", "first", "second", "expected"),
    [
        (["--field", "h"], '{"h":"web_1"}', '{"h":"web_2"}\n', '{"h":"web_1","i":1}\n{"h":"web_2","i":2}\n'),
        (["--field", "h"], '{"h":', '{"h":"web_2"}\n', '{"h":\n{"h":"web_2","i":2}\n'),
        (["--column", "h"], "h\nweb_1", "h\nweb_2\n", "h,i\nweb_1,1\nh,i\nweb_2,2\n"),
        (["--column", "h"], 'h\n"x', "h\nweb_2", 'h,i\n"x\nh,i\nweb_2,2'),
    ],
)  # fmt: skip
def test_files_of_rows_are_not_joined(cli, tmp_path, args, first, second, expected):
    """The end of a file without a newline, and the next one, are two lines."""
    (tmp_path / "a").write_text(first)
    (tmp_path / "b").write_text(second)
    found = cli(
        "annotate",
        "--prefix",
        "web",
        *args,
        "--add",
        "i=instance_id",
        tmp_path / "a",
        tmp_path / "b",
    )
    assert found[1] == expected


def test_a_field_that_no_object_has_is_said(cli):
    args = ["annotate", "--prefix", "web", "--add", "instance_id"]
    rows = b'{"h":"web_1"}\n{"h":["web_1"]}\n{"x":1}\n'
    told = "vmssnames: 3 JSON objects unchanged: none has a string at --field\n"
    for field in ("host", "h.1", "h.\u0660", "x"):
        assert cli(*args, "--field", field, stdin=rows) == (0, rows.decode(), told)
    assert cli(*args, "--field", "h", stdin=rows)[2] == ""


def test_digits_of_other_scripts_are_no_column_number(cli):
    args = ["annotate", "--prefix", "web", "--add", "instance_id", "--column", "\u0661"]
    status, out, errors = cli(*args, stdin=b"h\nweb_1\n")
    assert (status, out, errors.count("\n")) == (2, "", 1) and "expected one of h" in errors
    status, out, _ = cli(*args, stdin="\u0661\nweb_1\n".encode())
    assert (status, out) == (0, "\u0661,instance_id\nweb_1,1\n")


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_places_in_json_have_one_type(cli, tmp_path, form):
    """The file and the line, of one file as of several; in the first schema, one file's line."""
    for name in ("a{}.log", "b.log"):
        (tmp_path / name).write_bytes(b"x\nat web00002D\n")
    args = ("scan", "--prefix", "web", "--unique", "-o", form)

    def places(*files, schema="2", **kwargs):
        out = cli(*args, "--schema", schema, *files, cwd=tmp_path, **kwargs)[1]
        rows = json.loads(out)["matches"] if form == "json" else map(json.loads, out.splitlines())
        return [(row["first"], row["last"]) for row in rows]

    assert places("a{}.log") == [("a{}.log:2", "a{}.log:2")]
    assert places("a{}.log", "b.log") == [("a{}.log:2", "b.log:2")]
    assert places(stdin=b"web_1") == [("-:1", "-:1")]
    assert places("a{}.log", schema="1") == [(2, 2)]
