"""The command, as people and pipes meet it: real processes."""

import csv
import errno
import io
import json
import os
import signal
import subprocess
import types

import azure_shapes as azure
import pytest
from commands import COMMAND
from documents import ROOT

import vmssnames
from vmssnames import cli as command_line
from vmssnames.cli import streams
from vmssnames.cli.converter import FORMS, Converter
from vmssnames.cli.outputs import instances
from vmssnames.cli.outputs.readings import COLUMNS as READING_COLUMNS, STATES
from vmssnames.inventory.records import COLUMNS as INVENTORY_COLUMNS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="file descriptors and signals of POSIX")


# vmssnames NAME...


def test_a_computer_name_is_explained(cli):
    assert cli("show", "-o", "table", "nsgvmss00002D") == (
        0,
        """\
nsgvmss00002D
  likely computer name: the prefix is not always the name of the scale set
    instance ID           85
    base-36 instance ID   00002D
    computer-name prefix  nsgvmss
    computer name         nsgvmss00002D
    node name             nsgvmss00002d
    VM name               <scale-set>_85
""",
        "",
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nsgvmss00002D", ["computer_name", "likely", "85", "nsgvmss00002d"]),
        ("nsgvmss_85", ["vm_name", "85", "00002D"]),
        ("85", ["instance_id", "00002D"]),
        ("00002D", ["base36", "85"]),
        (
            "aks-nodepool1-12345678-vmss00000a.internal.cloudapp.net.",
            ["fqdn", "10", "aks-nodepool1-12345678-vmss00000A"],
        ),
        ("node/aks-nodepool1-12345678-vmss00000a", ["computer_name", "10"]),
        ("warning", ["unlikely", "651108652", "more likely a word"]),
        ("web_12345678", ["flexible_vm_name", "Flexible", "unlikely", "12345678"]),
        ("web_df53ee36", ["flexible_vm_name", "no instance ID"]),
    ],
)
def test_each_form_explains_itself(cli, name, told):
    status, out, errors = cli(name)
    is_word = name == "warning"
    assert (status, "probably no name of an instance" in errors) == (is_word, is_word)
    assert errors.count("\n") == is_word
    for text in (name, *told):
        assert text in out


def test_names_keep_their_order_and_bad_ones_are_one_line_each(cli):
    status, out, errors = cli("nsgvmss00002D", "nsgvmss0000\xe9", "web_1", "\x1b[2J")
    assert status == 2
    assert [line.split("\t")[0] for line in out.splitlines()] == ["name", "nsgvmss00002D", "web_1"]
    assert errors == (
        "vmssnames: 'nsgvmss0000\\xe9': expected six base-36 digits, got 's0000\\xe9'\n"
        "vmssnames: '\\x1b[2J': expected six base-36 digits, got '\\x1b[2J'\n"
    )


def test_formats_for_programs(cli):
    names = ["nsgvmss00002D", "123456"]
    _, tsv, _ = cli(*names)
    assert cli("show", "-o", "tsv", *names)[1] == cli(*names, "-o", "tsv")[1] == tsv
    head, *rows = [line.split("\t") for line in tsv.splitlines()]
    rows = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["instance_id"] for row in rows] == ["85", "123456", "63970746"]
    assert list(csv.DictReader(io.StringIO(cli("show", "-o", "csv", *names)[1]))) == rows
    whole = json.loads(cli("show", "-o", "json", *names)[1])
    assert whole.keys() == {"schema_version", "readings"}
    found = whole["readings"]
    assert found == list(map(json.loads, cli("show", "-o", "ndjson", *names)[1].splitlines()))
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in found] == rows
    assert found[0]["instance_id"] == 85
    assert found[0]["vm_name"] is None


def test_a_terminal_gets_a_table(environment):
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*COMMAND, "nsgvmss00002D"], env=environment, stdout=theirs)
    assert process.wait(60) == 0
    out = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert "    instance ID           85\r\n" in out


def test_names_like_options_and_commands(cli):
    assert cli("show", "--", "-web00002D")[0] == 2
    assert "convert\tcomputer_name\tunlikely" in cli("show", "show", "convert", "-otsv")[1]
    assert cli("show", "show", "convert")[0] == 2


def test_options_may_come_first_or_last(cli):
    want = cli("show", "-o", "json", "web_1")
    assert want[0] == 0
    assert cli("web_1", "-o", "json") == cli("-o", "json", "web_1") == want


def test_a_mistyped_command_is_reported(cli):
    status, out, errors = cli("convrt")
    assert (status, out.splitlines()[1].split("\t")[0]) == (1, "convrt")
    assert errors == "vmssnames: 'convrt' was read as a name: did you mean the command 'convert'?\n"
    for name in ("nsgvmss00002D", "web_85"):
        assert cli(name)[2] == ""


def test_words_are_no_names(cli):
    """Of several names, the status is 1 only if all are unlikely."""
    hint = "vmssnames: probably no name of an instance; to find names in text: vmssnames scan"
    for word in ("version", "update", "config", "search", "lookup", "upgrade"):
        status, _, errors = cli(word)
        assert (status, errors.count("\n")) == (1, 1)
        assert errors.startswith(hint) or "did you mean the " in errors
    assert cli("version", "web00000a")[::2] == (0, "")
    assert cli("version", "lookup")[0] == 1
    assert cli("version", "web!")[0] == 2


# vmssnames --version, --help


def test_the_version_names_the_kernels(cli):
    want = f"vmssnames {vmssnames.__version__} ({vmssnames.backend()})\n"
    assert cli("--version") == (0, want, "")
    assert cli("--version", env={"VMSSNAMES_BACKEND": "python"})[1].endswith(" (python)\n")


def test_help(cli):
    status, out, errors = cli("--help")
    assert (status, errors) == (0, "")
    assert "vmssnames NAME..." in out
    assert "kubectl get nodes -o name | vmssnames convert --to id" in out
    for command in ("show", "convert", "completion"):
        status, out, errors = cli(command, "--help")
        assert (status, errors) == (0, "")
        assert f"usage: vmssnames {command}" in out


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("convert",), "the following arguments are required: --to"),
        (("convert", "--to", "x"), "invalid choice: 'x'"),
        (
            ("convert", "--to", "id", "--prefix", "a_b"),
            "vmssnames: expected a computer-name prefix",
        ),
        (("convert", "--to", "id", "--scale-set", ""), "vmssnames: expected a scale-set name"),
        (
            ("convert", "--to", "id", "no such\x1bfile"),
            "vmssnames: 'no such\\x1bfile': No such file or directory",
        ),
        (("convert", "--to", "id", "."), "vmssnames: '.': Is a directory"),
        (("show",), "vmssnames: expected a NAME (see vmssnames show --help)\n"),
        (
            ("show", "--commands", "restart", "web_1"),
            "expected a NAME before --commands, which takes all words after it",
        ),
        (("convert", "--to", "id", "99999999999999"), "'99999999999999': No such file"),
        (("convert", "--to", "id", "web000001"), "(to convert a name, pass it on standard input)"),
        (("show", "-o", "xml", "web_1"), "invalid choice: 'xml'"),
        (("--nonsense",), "unrecognized arguments: --nonsense (see vmssnames show --help)"),
        (("--nonsense", "web_1"), "unrecognized arguments: --nonsense"),
        (("web_1", "--commandz=start"), "--commandz=start: did you mean --commands? (see "),
        (("--x\x1b[2J", "web_1"), "vmssnames: unrecognized arguments: --x\\x1b[2J (see "),
        (("-o", "x" * 10**5, "web_1"), "invalid choice: 'xxxx"),
        (("conv", "--to", "id"), "vmssnames: no command 'conv': did you mean 'convert'?\n"),
    ],
)
def test_what_cannot_be_done_is_status_2(cli, args, told):
    status, out, errors = cli(*args)
    assert (status, out) == (2, "")
    assert told in errors
    assert errors.count("\n") == 1
    assert len(errors) < 1000


@pytest.mark.parametrize("args", [(), ("--nonsense",), ("convert",), ("web00000!",)])
def test_nowhere_to_complain(cli, args):
    for close in ("2>/dev/full", "2>&-"):
        script = f'exec "$0" "$@" {close}'
        found = subprocess.run(
            ["sh", "-c", script, *COMMAND, *args], stdout=subprocess.PIPE, check=False
        )
        assert (found.returncode, found.stdout) == (2, b"")


# vmssnames convert

NODES = b"node/nsgvmss00002d\nnsgvmss0000VU.internal.cloudapp.net.\nnsgvmss_36\n7\n00000Z\n"


@pytest.mark.parametrize(
    ("args", "lines"),
    [
        (["--to", "id"], ["85", "1146", "36", "7", "35"]),
        (["--to", "base36"], ["00002D", "0000VU", "000010", "000007", "00000Z"]),
        (
            ["--to", "computer-name", "--prefix", "NSGvmss"],
            ["NSGvmss00002D", "NSGvmss0000VU", "NSGvmss000010", "NSGvmss000007", "NSGvmss00000Z"],
        ),
        (
            ["--to", "node-name", "--prefix", "NSGvmss"],
            ["nsgvmss00002d", "nsgvmss0000vu", "nsgvmss000010", "nsgvmss000007", "nsgvmss00000z"],
        ),
        (
            ["--to", "vm-name", "--scale-set", "NSGvmss"],
            ["NSGvmss_85", "NSGvmss_1146", "NSGvmss_36", "NSGvmss_7", "NSGvmss_35"],
        ),
    ],
)
def test_any_form_becomes_any_form(cli, args, lines, tmp_path):
    want = "".join(f"{line}\n" for line in lines)
    assert cli("convert", *args, stdin=NODES) == (0, want, "")
    path = tmp_path / "nodes"
    path.write_bytes(NODES)
    assert cli("convert", *args, str(path)) == (0, want, "")
    assert cli("convert", *args, str(path), "-", str(path), stdin=NODES) == (0, want * 3, "")


def test_a_name_keeps_what_it_says(cli):
    stdin = b"Web00002d\n"
    assert cli("convert", "--to", "computer-name", stdin=stdin)[1] == "Web00002D\n"
    assert cli("convert", "--to", "node-name", stdin=stdin)[1] == "web00002d\n"
    assert cli("convert", "--to", "vm-name", stdin=b"Web_85\n")[1] == "Web_85\n"


@pytest.mark.parametrize(
    ("args", "line", "message"),
    [
        ("--to id", "web00000!", "'web00000!': expected six base-36 digits, got '00000!'"),
        ("--to id", "web_085", "'web_085': expected a decimal instance ID, got '085'"),
        ("--to id", "2176782336_", "'2176782336_': expected a decimal instance ID, got ''"),
        (
            "--to id",
            "web_2176782336",
            "'web_2176782336': instance ID 2176782336 is outside 0..2176782335",
        ),
        (
            "--to id",
            "123456",
            "'123456' may be the decimal ID of instance 123456 or the base-36 ID of instance 63970746: pass --from id or --from base36",
        ),
        (
            "--to id",
            "web_12345678",
            "'web_12345678' may be a Flexible VM, which has no instance ID, or the VM name of instance 12345678: pass --from vm-name",
        ),
        ("--to id", "web_df53ee36", "'web_df53ee36': a Flexible VM has no instance ID"),
        (
            "--to id",
            "aks-nodepool1-12345678-vmss0001",
            "'aks-nodepool1-12345678-vmss0001': expected six characters after '-vmss', got 4",
        ),
        (
            "--to id",
            "aks-nodepool1-12345678-vmss",
            "'aks-nodepool1-12345678-vmss': no instance ID: the scale set of the AKS pool nodepool1, not an instance",
        ),
        (
            "--to id",
            "myvmss_0_1234",
            "'myvmss_0_1234' may be the VM name of instance 1234 or the VM name of instance 0: pass --from vm-name",
        ),
        ("--to computer-name", "85", "'85' does not contain its prefix: pass --prefix"),
        ("--to computer-name", "web_85", "'web_85' does not contain its prefix: pass --prefix"),
        (
            "--to vm-name",
            "web00002D",
            "'web00002D' does not contain its scale set: pass --scale-set",
        ),
        ("--to id --prefix app", "web00002D", "'web00002D': expected the prefix 'app', got 'web'"),
        ("--to id --scale-set app", "web_85", "'web_85': expected the scale set 'app', got 'web'"),
        ("--to id --from id", "00002D", "expected a decimal instance ID, got '00002D'"),
        ("--to id", "4294967296", "'4294967296': instance ID 4294967296 is outside 0..2176782335"),
        ("--to id", "10.0.0.4", "'10.0.0.4': expected six base-36 digits, got '10'"),
        ("--to id --from base36", "85", "expected six base-36 digits, got '85'"),
        (
            "--to id --from vm-name",
            "web00002D",
            "'web00002D': expected an underscore before the instance ID",
        ),
        (
            "--to id --from computer-name",
            "web_85",
            "'web_85': expected six base-36 digits, got 'web_85'",
        ),
        ("--to id", "a\x1b[2Jb", "'a\\x1b[2Jb': expected six base-36 digits, got 'a\\x1b[2Jb'"),
        (
            "--to id",
            "-web00002D",
            "'-web00002D': expected a computer-name prefix of 1 to 58 letters, digits and hyphens, the first no hyphen, got '-web'",
        ),
    ],
)
def test_an_invalid_line_is_empty_and_reported_by_number(cli, args, line, message, tmp_path):
    ok = {"--to id --from id": "85"}.get(args, "00002D")
    args = args.split()
    ok = {"vm-name": "app_1", "computer-name": "web000001"}.get(args[-1], ok)
    stdin = f"{ok}\n{line}\n{ok}\n".encode()
    if "--to computer-name" in " ".join(args) or "--to vm-name" in " ".join(args):
        stdin = f"\n{line}\n\n".encode()
    status, out, errors = cli("convert", *args, stdin=stdin)
    assert (status, errors) == (1, f"vmssnames: line 2: {message}\n")
    assert out.count("\n") == 3
    assert out.split("\n")[1] == ""
    path = tmp_path / "names"
    path.write_bytes(stdin)
    assert cli("convert", *args, str(path)) == (1, out, f"vmssnames: {path}:2: {message}\n")


@pytest.mark.parametrize(
    ("source", "line", "instance_id"),
    [
        ("id", "123456", 123456),
        ("base36", "123456", 63970746),
        ("vm-name", "web_12345678", 12345678),
        ("computer-name", "node/1234567.x.y", int("234567", 36)),
        ("node-name", "warning", 651108652),
    ],
)
def test_from_settles_it(cli, source, line, instance_id):
    found = cli("convert", "--from", source, "--to", "id", stdin=line.encode())
    assert found == (0, str(instance_id), "")


def test_fail_fast_stops_there(cli):
    stdin = b"web000001\nweb000002\nbad\nweb000003\n"
    assert cli("convert", "--to", "id", "--fail-fast", stdin=stdin) == (
        1,
        "1\n2\n",
        "vmssnames: line 3: 'bad': expected six base-36 digits, got 'bad'\n",
    )


def test_doubts_are_reported(cli):
    """A heading is converted all the same: parsing says what a text would mean."""
    stdin = b"hostname\nnsgvmss00002D\nubuntu\n"
    assert cli("convert", "--to", "id", stdin=stdin) == (
        0,
        "1742848646\n85\n1833891618\n",
        "vmssnames: line 1: 'hostname' is probably not a name: converted as instance 1742848646\n"
        "vmssnames: line 3: 'ubuntu' is probably not a name: converted as instance 1833891618\n",
    )
    for settled in (["--from", "computer-name"], ["--prefix", "host"]):
        found = cli("convert", "--to", "id", *settled, stdin=b"hostzzzzzz\n")
        assert found == (0, "2176782335\n", "")


@pytest.mark.parametrize(
    ("args", "lines", "line"),
    [
        (
            ["--to", "vm-name", "--scale-set", "Web"],
            "web_1 heading app-a000001 APP-A000002 app-b000003",
            "line 5: 'app-b000003': expected the prefix 'app-a', got 'app-b'",
        ),
        (
            ["--to", "node-name", "--prefix", "Web"],
            "Web000001 app-a_1 APP-A_2 app-b_3",
            "line 4: 'app-b_3': expected the scale set 'app-a', got 'app-b'",
        ),
    ],
)
def test_two_scale_sets_do_not_become_one(cli, args, lines, line):
    """Otherwise somebody restarts the wrong machine."""
    status, out, errors = cli("convert", *args, stdin=lines.replace(" ", "\n").encode())
    assert status == 1
    assert out.endswith("\n")
    assert out.strip().lower().count("web") == lines.count(" ")
    assert errors.splitlines()[-1] == f"vmssnames: {line}"


def test_a_closed_standard_input_is_not_a_file(cli, tmp_path):
    """The next file that is opened gets its number; "-" must not read that file."""
    (tmp_path / "a").write_bytes(b"web000001\n")
    found = cli("convert", "--to", "id", "a", "-", cwd=tmp_path, preexec_fn=lambda: os.close(0))
    assert found == (2, "1\n", "vmssnames: standard input: Bad file descriptor\n")


def test_files_do_not_run_into_each_other(cli, tmp_path):
    """Nothing ends the last line of one; one cannot be read; one starts with a byte-order mark."""
    names = {
        "a": b"web00000A",
        "b": b"\xef\xbb\xbfweb00000B\r\nweb00000C",
        "c": b"",
        "d": b"web00000D\n",
    }
    for name, data in names.items():
        (tmp_path / name).write_bytes(data)
    found = cli("convert", "--to", "id", "a", "nope", "b", ".", "c", "d", "a", cwd=tmp_path)
    root = "vmssnames: "
    assert found == (
        2,
        "10\n11\r\n12\n13\n10",
        f"{root}'nope': No such file or directory\n{root}'.': Is a directory\n",
    )


def test_bytes_are_kept_as_they_are(cli):
    """Line endings, empty lines, a last line without an end, NUL and invalid UTF-8."""
    status, out, errors = cli(
        "convert", "--to", "id", stdin=b"web000001\r\n\n\r\nweb\0\n\xff\xfe\nweb000002"
    )
    assert (status, out) == (1, "1\r\n\n\r\n\n\n2")
    assert "line 4: 'web\\x00'" in errors
    assert "line 5: '\\xff\\xfe'" in errors
    assert cli("convert", "--to", "id", stdin=b"") == (0, "", "")
    assert cli("convert", "--to", "id", stdin=b"\n") == (0, "\n", "")


def test_many_lines(cli):
    """More than one read brings, so that lines are cut anywhere."""
    count = 100_000
    names = vmssnames.encode_computer_names("aks-nodepool1-12345678-vmss", range(count))
    status, out, errors = cli("convert", "--to", "id", stdin="\n".join(names).encode())
    assert (status, errors) == (0, "")
    assert out == "\n".join(map(str, range(count)))


def test_a_line_without_end_takes_no_memory(environment):
    import resource

    limit = 400 << 20
    process = subprocess.Popen(
        [*COMMAND, "convert", "--to", "id"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    out, errors = process.communicate(b"0" * (600 << 20) + b"\nweb000001\n", timeout=120)
    assert out == b"\n1\n"
    assert process.returncode == 1
    assert errors.startswith(b"vmssnames: line 1: expected a decimal instance ID, got '0000")
    assert len(errors) < 1000


def test_a_line_is_answered_when_it_comes(environment):
    with subprocess.Popen(
        [*COMMAND, "convert", "--to", "id"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    ) as process:
        for number in range(3):
            process.stdin.write(f"web00000{number}\nweb".encode())
            assert process.stdout.read(100) == f"{number}\n".encode()
            process.stdin.write(b"0000009\n")
            assert process.stdout.read(100) == b"9\n"
        process.stdin.close()
    assert process.returncode == 0


@pytest.mark.parametrize("extra", [{}, {"PYTHONUNBUFFERED": "1"}])
@pytest.mark.parametrize(
    "args", [("nsgvmss00002D",), ("convert", "--to", "id"), ("--version",), ("--help",)]
)
def test_nowhere_to_write(cli, args, extra):
    """A full disk and a closed output are one line and status 2; a reader gone is silence."""
    if os.path.exists("/dev/full"):
        with open("/dev/full", "wb") as full:
            found = cli(*args, stdin=b"web000001\n", stdout=full, env=extra)
        assert found == (2, "", "vmssnames: standard output: No space left on device\n")
    found = cli(*args, stdin=b"web000001\n", env=extra, preexec_fn=lambda: os.close(1))
    assert found == (2, "", "vmssnames: standard output: Bad file descriptor\n")
    ours, theirs = os.pipe()
    os.close(ours)
    found = cli(*args, stdin=b"web000001\n" * 10**5, stdout=theirs, env=extra)
    os.close(theirs)
    assert found == (141, "", "")


def test_a_reader_that_ended_on_windows(monkeypatch, capfd):
    """Windows says "Invalid argument"; elsewhere that is an error like any other."""

    def fails(fd, data):
        raise OSError(errno.EINVAL, "Invalid argument")

    for system, expected in (("nt", (141, "")), ("posix", (2, "vmssnames: standard output: Inv"))):
        with monkeypatch.context() as patched:
            patched.setattr(streams, "os", types.SimpleNamespace(name=system, write=fails))
            assert command_line.main(["web000001"]) == expected[0]
        assert capfd.readouterr().err.startswith(expected[1])


def test_no_standard_input_and_no_errors(cli, environment):
    found = cli("convert", "--to", "id", preexec_fn=lambda: os.close(0))
    assert found == (2, "", "vmssnames: standard input: Bad file descriptor\n")
    assert cli("bad", preexec_fn=lambda: os.close(2))[:2] == (2, "")


def test_ctrl_c_is_silent(environment):
    process = subprocess.Popen(
        [*COMMAND, "convert", "--to", "id"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
    )
    process.stdin.write(b"web000001\n")
    assert process.stdout.read(2) == b"1\n"
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert process.stderr.read() == b""
    for pipe in (process.stdin, process.stdout, process.stderr):
        pipe.close()


def test_the_demo_is_right(cli):

    nodes = ROOT / "demo" / "nodes.txt"
    assert cli("convert", "--to", "id", str(nodes)) == (0, "0\n2136\n14\n72\n1\n36\n85\n1\n", "")


GROUP = "/subscriptions/0000-00/resourceGroups/rg/providers/Microsoft.Compute"


@pytest.mark.parametrize(
    ("line", "instance_id"),
    [
        (f"{GROUP}/virtualMachineScaleSets/web/virtualMachines/85", "85"),
        (f"azure://{GROUP}/virtualMachineScaleSets/web/virtualMachines/85", "85"),
        ("web_web_85_OsDisk_1_6d72b805e50e4de6830303c5055077fc", "85"),
        ("_nt0_5", "5"),
        ("_k8s-web-vmss_1513", "1513"),
        ("akswin000001/10.225.5.246", "1"),
    ],
)
def test_all_that_names_an_instance_is_converted(cli, line, instance_id):
    assert cli("convert", "--to", "id", stdin=line.encode() + b"\n") == (0, f"{instance_id}\n", "")


def test_what_a_name_lacks_may_be_given(cli):
    """With the scale set's place, there is a resource ID; contradictions are errors."""
    path = f"{GROUP}/virtualMachineScaleSets/web/virtualMachines/85"
    given = ("--subscription", "0000-00", "-g", "rg", "-n", "web")
    for name in ("85", "00002D", "anything00002D", "web_85", path, f"azure://{path}"):
        (found,) = json.loads(cli("show", name, *given, "-o", "json")[1])["readings"]
        assert found["resource_id"] == path
        assert found["provider_id"] == f"azure://{path}"
        assert found["vm_name"] == "web_85"
    status, out, errors = cli("show", "app_85", "web_85", *given, "-o", "ndjson")
    assert status == 2
    assert [json.loads(line)["name"] for line in out.splitlines()] == ["web_85"]
    assert errors == "vmssnames: 'app_85': expected the scale set 'web', got 'app'\n"
    # Of several readings, only those go that are contradicted.
    _, out, errors = cli("show", "myvmss_0_1234", "-n", "myvmss_0", "-o", "json")
    assert [row["instance_id"] for row in json.loads(out)["readings"]] == [1234]


def test_names_given_twice_are_shown_twice(cli):
    _, out, _ = cli("show", "-o", "table", "web_85", "web_85")
    assert out.count("likely VM name") == 2


def test_commands(cli):
    status, out, errors = cli(
        "show", "web_85", "-g", "my rg", "--commands", "restart", "-o", "json"
    )
    assert (status, errors) == (2, "vmssnames: 'web_85': expected a resource group, got 'my rg'\n")
    status, out, errors = cli(
        "show", "web_85", "web_9", "-g", "rg", "--commands", "restart", "-o", "json"
    )
    assert (status, errors) == (0, "")
    (told,) = json.loads(out)["commands"]
    assert told["az"] == [
        "az vmss restart --subscription '<subscription-id>' --resource-group rg --name web --instance-ids 85 9"
    ]
    assert told["rest"][0]["body"] == {"instanceIds": ["85", "9"]}
    _, tsv, _ = cli("show", "web_85", "--commands", "restart", "reimage", "-o", "tsv")
    assert [line.split("\t")[:2] for line in tsv.splitlines()] == [
        ["operation", "form"],
        *(["restart", form] for form in ("REST", "az", "PowerShell")),
        *(["reimage", form] for form in ("REST", "az", "PowerShell")),
    ]
    # Scale sets that are not known are never taken for one.
    _, out, _ = cli("show", "web000001", "app000002", "--commands", "stop-them", "-o", "tsv")
    assert out == ""
    _, out, _ = cli("show", "web000001", "app000002", "--commands", "restart", "-o", "json")
    assert len(json.loads(out)["commands"][0]["az"]) == 2


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("warning", "--commands"), "'warning': no commands: six letters: more likely a word than"),
        (("aks-a-12345678-vmss", "--commands"), "no commands: the scale set of the AKS pool a"),
        (
            ("aks-a-12345678-vmss0010", "--commands"),
            "no commands: assuming that the 4 characters after",
        ),
        (("db000001", "web000002", "-n", "prod", "--commands"), "belong to different scale sets"),
        (("web_85", "--commands", "de,lete"), "no operation 'de'"),
        (("web_85", "--commands", "reboot"), "no operation 'reboot': did you mean 'restart'?"),
        (("web_df53ee36", "--commands", "protect"), "protect: not available for VMs outside"),
    ],
)
def test_commands_that_there_are_not(cli, args, message):
    status, out, errors = cli("show", *args, "-o", "tsv")
    assert status == 2
    assert out == ""
    assert message in errors
    assert errors.count("\n") == 1


def test_colours_are_for_terminals(environment):
    pty = pytest.importorskip("pty")
    for extra, coloured in [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False)]:
        ours, theirs = pty.openpty()
        process = subprocess.Popen([*COMMAND, "web_85"], env=environment | extra, stdout=theirs)
        assert process.wait(60) == 0
        assert (b"\x1b[" in os.read(ours, 10_000)) == coloured
        os.close(ours)
        os.close(theirs)


def test_help_is_an_option_and_a_word(cli):
    assert cli("help") == cli("--help") and cli("help", "zone") == cli("zone", "--help")
    assert cli("help")[0] == 0 and cli("help", "nonsense-00")[0] == 2


def test_blanks_about_a_name(cli):
    """Copied text has them around it; a newline is not part of a name."""
    assert cli(" web_85 ")[1] == cli("web_85")[1]
    assert cli("web_85\n")[0] == 2


def test_help_fits(cli):
    """No line is longer than a terminal, nor ends with a blank."""
    from vmssnames.cli import COMMANDS

    for command in (*COMMANDS, ""):
        said = cli(*filter(None, [command, "--help"]), env={"COLUMNS": "80"})[1]
        for line in said.splitlines():
            assert line == line.rstrip(), (command, line)
            assert len(line) <= 100, (command, line)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (MemoryError(), "vmssnames: out of memory\n"),
        (RecursionError("maximum"), "vmssnames: the input is nested too deeply\n"),
        (KeyError("x\x1b[2J"), "vmssnames: internal error: KeyError: 'x\\x1b[2J' (test_cli.py:"),
        (AssertionError(), "vmssnames: internal error: AssertionError: "),
    ],
)
def test_an_unexpected_error_is_one_line_and_status_2(error, line, monkeypatch, capfd):
    """Never a traceback with status 1, which means that nothing was found."""

    def fail(arguments):
        raise error

    monkeypatch.setattr(command_line, "_dispatch", fail)
    assert command_line.main(["scan"]) == 2
    out, errors = capfd.readouterr()
    assert out == "" and errors.startswith(line) and errors.count("\n") == 1


def test_the_traceback_of_an_unexpected_error_can_be_had(monkeypatch):
    monkeypatch.setattr(command_line, "_dispatch", lambda arguments: 1 // 0)
    monkeypatch.setenv("VMSSNAMES_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        command_line.main(["scan"])


def test_every_form_is_read_and_written():
    """Each choice of --from and --to has a reader and a writer of its own."""
    names = {
        "id": "85",
        "base36": "00002D",
        "computer-name": "web00002D",
        "node-name": "web00002d",
        "vm-name": "my_set_85",
    }
    assert (*names,) == FORMS
    for source, text in names.items():
        for to, expected in names.items():
            found = list(Converter(to, source, "web", "my_set").convert([text]))
            assert found == [(expected, None)], (source, to)


# How the process ends


@pytest.mark.parametrize(
    ("before", "printed"),
    [
        ("pass", b""),
        ("import atexit; atexit.register(print, 'called')", b"called\n"),
        ("sys.setprofile(lambda *_: None)", b""),
    ],
)
@pytest.mark.parametrize(("name", "status"), [("nsgvmss00002D", 0), ("!", 2), ("word12", 1)])
def test_the_process_ends_with_the_status(before, printed, name, status):
    """``run`` ends at once, but for those that want to be called."""
    code = f"import sys; sys.argv[1:] = [{name!r}]; from vmssnames.cli import run; {before}; run()"
    done = subprocess.run([*COMMAND[:1], "-c", code], capture_output=True, check=False)
    assert done.returncode == status
    assert done.stdout.endswith(printed)


def test_a_profiler_sees_the_command():
    profiled = [*COMMAND[:1], "-m", "cProfile", "-m", "vmssnames", "nsgvmss00002D"]
    done = subprocess.run(profiled, capture_output=True, check=True)
    assert b"function calls" in done.stdout


# --columns, --sort, --limit and --no-header; --form


def test_show_prints_chosen_columns(cli):
    """In each format of rows, in the order asked for."""
    args = ("show", "web00002D", "api00000A", "--columns", "name,instance_id")
    assert cli(*args) == (0, "name\tinstance_id\nweb00002D\t85\napi00000A\t10\n", "")
    assert cli(*args, "--sort", "instance_id", "--no-header", "-o", "csv")[1] == (
        "api00000A,10\nweb00002D,85\n"
    )
    assert cli(*args, "--sort", "-instance_id", "--limit", "1", "-o", "table")[1] == (
        "NAME       INSTANCE ID\nweb00002D  85\n"
    )
    assert json.loads(cli(*args, "--sort", "instance_id", "-o", "json")[1]) == {
        "schema_version": 2,
        "readings": [
            {"name": "api00000A", "instance_id": 10},
            {"name": "web00002D", "instance_id": 85},
        ],
    }
    assert cli(*args, "-o", "ndjson")[1].startswith('{"name": "web00002D", "instance_id": 85}\n')
    assert cli(*args, "-o", "markdown")[1].startswith("| NAME | INSTANCE ID |\n| --- | --- |\n")
    assert cli("show", "-", "--columns", "vm_name", "--no-header", stdin=b"web_1\n\n api_7 \n")[
        1
    ] == ("web_1\napi_7\n")


def test_show_prints_only_commands(cli):
    """One form, one line per command, to paste or to pipe."""
    place = ("-g", "g", "--subscription", "0000-00", "--commands", "restart", "reimage", "--form")
    status, said, _ = cli("show", "web_85", *place, "az")
    assert status == 0 and said.count("\n") == 2
    assert said.startswith("az vmss restart ") and "--instance-ids 85\n" in said
    assert cli("show", "web_85", *place, "rest")[1].startswith("POST https://management.azure.com/")
    assert "Restart-AzVmss" in cli("show", "web_85", *place, "powershell")[1]
    assert cli("show", "warning", *place, "az")[:2] == (2, "")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--form", "az"], "--form needs --commands OPERATION"),
        (["--commands", "restart", "--form", "az", "-o", "json"], "--form prints commands only"),
        (["--commands", "restart", "--sort", "name"], "do not work with --commands: see --form"),
        (["--commands", "restart", "--limit", "0"], "do not work with --commands: see --form"),
        (["--columns", "vmname"], "no column 'vmname': did you mean 'vm_name'?"),
        (["--columns", "name", "-o", "name"], "--columns does not work with -o name"),
        (["--no-header", "-o", "json"], "--no-header does not work with -o json"),
        (["--commands", "restart", "-o", "name"], "-o name does not work with --commands"),
        (["-"], "standard input has no names: expected one per line"),
    ],
)
def test_show_rejects(cli, args, message):
    status, said, errors = cli("show", "web_85", *args, stdin=b"\n")
    assert (status, said) == (2, "")
    assert message in errors and errors.count("\n") == 1


def test_scan_prints_chosen_columns(cli):
    """Of each name as it is found; of --unique, also sorted."""
    text = b"web00002D web_7\nweb00002D\n"
    args = ("scan", "--prefix", "web", "--columns")
    assert cli(*args, "line,vm_name", stdin=text)[1] == "1\tweb_85\n1\tweb_7\n2\tweb_85\n"
    assert cli(*args, "vm_name", "-o", "csv", stdin=text)[1] == "vm_name\nweb_85\nweb_7\nweb_85\n"
    assert cli(*args, "vm_name", "-o", "csv", "--no-header", stdin=text)[1].startswith("web_85\n")
    assert cli(*args, "vm_name,vm_name", "-o", "csv", stdin=text)[1].startswith("vm_name\nweb_85\n")
    counted = ("scan", "--prefix", "web", "--count", "-o", "csv", "--no-header")
    assert cli(*counted, stdin=text)[1] == "-,3\n"
    header = "\t".join(READING_COLUMNS) + "\n"
    assert cli("show", "web_1", "--limit", "0", stdin=text)[1] == header
    unique = (*args, "vm_name,count", "--unique", "--sort", "-count")
    assert cli(*unique, stdin=text)[1] == "vm_name\tcount\nweb_85\t2\nweb_7\t1\n"
    assert cli(*unique, "--limit", "1", "--no-header", stdin=text)[1] == "web_85\t2\n"
    for more, message in (
        (["vm_name", "--count"], "no column 'vm_name': expected file, count"),
        (["vm_name", "--with", "line"], "--columns does not work with --with"),
        (["vm_name", "--sort", "line"], "--sort needs --unique"),
        (["vmname"], "no column 'vmname': did you mean 'vm_name'?"),
        (["offset", "--unique"], "no column 'offset': expected scale_set"),
    ):
        status, said, errors = cli(*args, *more, stdin=text)
        assert (status, said) == (2, "") and message in errors


def test_states_of_a_list(cli, tmp_path):
    """--fleet with a list of instances tells their states, and which instances there are."""
    listed = tmp_path / "list.json"
    listed.write_text(json.dumps([azure.row(85, "stopped"), azure.row(9)]))
    fleet = ("--fleet", str(listed))
    out = cli("show", "shopweb00002D", *fleet, "-o", "table")[1]
    assert "certain computer name: in the list of instances" in out
    assert "    power                 stopped\n" in out and "no problems found" in out
    columns = ("--columns", "vm_name,power,zone", "-o", "csv", "--no-header")
    assert cli("show", "shopweb00002D", *fleet, *columns)[1] == "shop-web_ss_85,stopped,2\n"
    header, row = cli("show", "shopweb00002D", *fleet, "-o", "tsv")[1].splitlines()
    assert dict(zip(header.split("\t"), row.split("\t"), strict=True))["power"] == "stopped"
    # Without states, the columns are empty.
    assert cli("show", "web_85", *columns)[1] == "web_85,,\n"
    found = json.loads(cli("show", "shop-web_ss_9", *fleet, "-o", "json")[1])
    assert found["instances"]["shop-web_ss_9"]["power"] == "running"


def test_states_are_columns_of_inventory():
    """What ``show`` calls them; those of a table are among them."""
    assert set(STATES) <= set(INVENTORY_COLUMNS) and not set(STATES) & set(READING_COLUMNS)
    assert {*instances._FACTS, *(since for _, since in instances._FACTS.values() if since)} <= {
        *STATES
    }


def test_no_commands_for_what_is_not_there(cli, tmp_path):
    """A VM that the list does not have may not exist: nothing to pipe to a shell."""
    listed = tmp_path / "list.json"
    listed.write_text(json.dumps([azure.row(85)]))
    args = ("--fleet", str(listed), "--commands", "restart", "--form", "az")
    assert cli("show", "shopweb00002D", *args)[0] == 0
    status, out, errors = cli("show", "shopweb0000ZZ", *args)
    assert (status, out) == (2, "")
    assert "'shopweb0000ZZ': no commands: the list has no such instance" in errors


def test_placeholders_in_a_pipe_are_said(cli):
    args = ("show", "web_85", "--commands", "restart", "--form", "az")
    status, out, errors = cli(*args)
    assert status == 0 and "'<resource-group>'" in out
    assert errors == (
        "vmssnames: the commands have placeholders: pass --fleet with resource IDs, "
        "or --subscription, -g and -n\n"
    )
    assert cli(*args, "-g", "g", "--subscription", "0000-00")[2] == ""


def test_operations_between_commas(cli):
    args = ("show", "web_85", "-g", "g", "--subscription", "0-0", "--form", "az", "--commands")
    assert cli(*args, "restart,reimage")[1] == cli(*args, "restart", "reimage")[1]


def test_files_and_operations_are_no_names(cli, tmp_path):
    """Who passes a file, or the name of an operation, learns what to type."""
    (tmp_path / "fleet.json").write_text("{}")
    (tmp_path / "states").write_text("{}")
    for name in ("fleet.json", "states"):
        errors = cli("show", name, cwd=tmp_path)[2]
        assert ": this is a file: pass it to vmssnames inventory or scan, or to --fleet\n" in errors
    errors = cli("restart", "web_85")[2]
    assert "did you mean show NAME --commands restart?" in errors


def test_choices_that_are_near(cli):
    assert "did you mean json?" in cli("show", "web_1", "-o", "jsn")[2]
    assert "did you mean --domain?" in cli("zone", "--dom", "x")[2]
