"""UTF-16, as Windows writes logs and PowerShell writes files, is read or refused, never skipped."""

import json

import pytest
from hypothesis import given, strategies as st

from vmssnames.cli.inputs.utf16 import AsUTF8, encoding_of

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
@pytest.mark.parametrize(
    "args", [(), ("--field", "a", "--add", "base36"), ("--column", "1", "--add", "base36")]
)
def test_annotate_says_that_it_cannot(cli, order, mark, args):
    done = cli("annotate", "--prefix", "web", *args, stdin=(mark + LOG).encode(order))
    said = "vmssnames: standard input: is UTF-16: convert it, such as with iconv -f UTF-16\n"
    assert done == (2, "", said)


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
