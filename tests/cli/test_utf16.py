"""UTF-16, as Windows writes logs and PowerShell writes files, is read, and written back."""

import json
import subprocess

import pytest
from commands import COMMAND
from hypothesis import given, strategies as st

from vmssnames.cli.inputs import utf16
from vmssnames.cli.inputs.utf16 import AsUTF8, Copy, encoding_of


@pytest.fixture
def raw(environment):
    """Run the command; return its exit status, output and errors, as bytes."""

    def run(*args, stdin):
        made = subprocess.run(
            [*COMMAND, *args], env=environment, input=stdin, capture_output=True, check=False
        )
        return made.returncode, made.stdout, made.stderr

    return run


LOG = "Event 4624 on WEB00000A$\r\nuser é☃😀 at web00000b, end\r\n"
FORMS = [(order, mark) for order in ("utf-16-le", "utf-16-be") for mark in ("", "\ufeff")]


@pytest.mark.parametrize(("order", "mark"), FORMS)
def test_logs(cli, tmp_path, order, mark):
    data = (mark + LOG * 30_000).encode(order)
    (tmp_path / "log").write_bytes(data)
    for where, stdin in ((tmp_path / "log", b""), ("-", data)):
        status, out, errors = cli("scan", "--prefix", "web", "--count", where, stdin=stdin)
        assert (status, out, errors) == (0, "60000\n", "")
    done = cli("scan", "--prefix", "web", "--with", "line", stdin=(mark + LOG).encode(order))
    assert done == (0, "WEB00000A\t1\nweb00000b\t2\n", "")


@pytest.mark.parametrize(("order", "mark"), FORMS)
def test_annotate_and_convert_write_what_they_read(raw, order, mark):
    def both(args, text, expected):
        status, out, errors = raw(*args, stdin=(mark + text).encode(order))
        assert (status, out, errors) == (0, (mark + expected).encode(order), b"")

    web = ("annotate", "--prefix", "web")
    expected = LOG.replace("WEB00000A", "WEB00000A(web/10)").replace("b,", "b(web/11),")
    both(web, LOG * 30_000, expected * 30_000)
    both(
        (*web, "--column", "host", "--add", "base36"),
        "é,host\r\nx,web00000a\r\n",
        "é,host,base36\r\nx,web00000a,00000A\r\n",
    )
    both(
        (*web, "--field", "h", "--add", "base36"),
        '{"h":"web00000a😀"}\n{"h":"web00000a"}',
        '{"h":"web00000a😀","base36":"00000A"}\n{"h":"web00000a","base36":"00000A"}',
    )
    both(("convert", "--to", "id"), "web00000a\r\nweb00000b\r\nweb00000c", "10\r\n11\r\n12")


@given(st.binary(max_size=40), st.sampled_from(["utf-16-le", "utf-16-be"]), st.integers(1, 9))
def test_any_data_is_copied(data, order, size):
    """Also what is no UTF-16: lone surrogates, and an odd byte at the end."""
    rest = [data[i : i + size] for i in range(0, len(data), size)]

    def readinto(buffer):
        piece = rest.pop(0) if rest else b""
        buffer[: len(piece)] = piece
        return len(piece)

    source, copy, out, buffer = AsUTF8(order, b"", readinto, to_copy=True), Copy(), [], bytearray(5)
    copy.begin(order)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(utf16, "write_all", out.append)
        while got := source.readinto(buffer):
            copy.write(bytes(buffer[:got]))
        copy.end(source.rest)
    assert b"".join(out) == data


@pytest.mark.parametrize(("order", "mark"), FORMS)
def test_lists_of_scale_sets_and_vms(cli, tmp_path, order, mark):
    fleet = [{"name": "web", "virtualMachineProfile": {"osProfile": {"computerNamePrefix": "web"}}}]
    (tmp_path / "fleet").write_bytes((mark + json.dumps(fleet)).encode(order))
    (tmp_path / "csv").write_bytes((mark + "name,prefix\nweb,web\n").encode(order))
    for name in ("fleet", "csv"):
        done = cli("scan", "--fleet", tmp_path / name, stdin=b"web00000a")
        assert done == (0, "web00000a\n", "")


@given(st.text(min_size=1), st.sampled_from(["utf-16-le", "utf-16-be"]), st.integers(1, 7))
def test_any_text_in_any_pieces(text, order, size):
    data = text.encode(order, "surrogatepass")
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    head, *rest = pieces

    def readinto(buffer):
        piece = rest.pop(0) if rest else b""
        buffer[: len(piece)] = piece
        return len(piece)

    source, out, buffer = AsUTF8(order, head, readinto), b"", bytearray(5)
    while got := source.readinto(buffer):
        out += buffer[:got]
    assert out.decode() == data.decode(order, "replace").removeprefix("\ufeff")


@given(st.binary())
def test_other_data_is_not_taken_for_utf16(data):
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and data.count(0) < 0.4 * len(data):
        assert encoding_of(data) == ""
    assert encoding_of(bytes(len(data))) == ""
