"""Generated files: recognized by their mark, compared, and written all or none."""

import json
import os
import subprocess
import sys
import time

import pytest
from hosts_files import COMMON, HOSTS, ROWS, TODAY, ZONE, serial_of


@pytest.mark.parametrize("text", ["10.9.9.9 printer\n", "\n" + ZONE, "$ORIGIN a.net.\n"])
def test_files_of_others_are_not_overwritten(zone, run, files, text):
    path = files / "theirs"
    path.write_text(text)
    for command in (
        lambda *more: zone("--write", path, *more),
        lambda *more: run("hosts", "--addresses", "hosts.csv", "--write", path, *more),
        lambda *more: run("table", "rows.json", "--write", path, *more),
        lambda *more: run("table", "rows.json", "-o", "sqlite", "--write", path, *more),
        lambda *more: run("table", "rows.json", "-o", "json", "--write", path, *more),
    ):
        for more in ((), ("--check",)):
            status, out, err = command(*more)
            assert (status, out) == (
                2,
                "",
            ) and "not written by this command" in err
            assert path.read_text() == text
    path.write_text("")
    assert zone("--write", path)[0] == 0


def test_all_zones_are_written_or_none(zone, files):
    """One that cannot be written leaves all as they are."""
    directory = files / "reverse"
    directory.mkdir()
    zone("--reverse", "--write", directory)
    before = {path: path.read_bytes() for path in directory.iterdir()}
    (files / "hosts.csv").write_text(HOSTS.replace(".7", ".8").replace(".4", ".5") + "x,10.0.2.1\n")
    (directory / "2.0.10.in-addr.arpa.zone").symlink_to(files / "nowhere" / "x")
    status, _, err = zone("--reverse", "--write", directory)
    assert status == 2 and "No such file or directory" in err
    left = {path: path.read_bytes() for path in directory.iterdir() if not path.is_symlink()}
    assert left == before
    (directory / "2.0.10.in-addr.arpa.zone").unlink()
    (directory / "2.0.10.in-addr.arpa.zone").symlink_to("0.0.10.in-addr.arpa.zone")
    status, _, err = zone("--reverse", "--write", directory)
    assert status == 2 and "two output files are the same file: remove the link" in err
    (directory / "2.0.10.in-addr.arpa.zone").unlink()
    assert zone("--reverse", "--write", directory) == (0, "", "")


def test_check_needs_a_file_to_compare_with(zone, files):
    for path in ("/dev/null", "no/such/file", "", "new/", "."):
        assert zone("--write", path, "--check")[0] == 2, path
    assert sorted(os.listdir(files)) == ["hosts.csv", "nics.json", "rows.json"]


@pytest.mark.posix
def test_concurrent_processes_get_different_serials(environment, tmp_path):
    """Whoever comes later sees what the one before wrote."""
    target = tmp_path / "zone"
    target.write_text(ZONE.replace(str(TODAY), "10"))
    running = []
    for at in range(6):
        source = tmp_path / f"{at}.csv"
        source.write_text(f"web,10.0.0.{at + 1}\n")
        command = [sys.executable, "-m", "vmssnames", "zone", "--addresses", str(source), *COMMON]
        running.append(subprocess.Popen([*command, "--write", str(target)], env=environment))
    assert [one.wait() for one in running] == [0] * 6
    today = int(time.strftime("%Y%m%d", time.gmtime())) * 100
    assert serial_of(target) == today + 5


def test_one_zone_does_not_overwrite_another(zone, files):
    path = files / "web.zone"
    path.write_text(ZONE.replace("$ORIGIN vm.example.net", "$ORIGIN other.example.net"))
    before = path.read_text()
    assert zone("--write", path)[0] == 2 and path.read_text() == before


def test_differences_are_described(run, zone, files):
    directory = files / "reverse"
    directory.mkdir()
    (files / "hosts.csv").write_text("".join(f"w{at},10.0.{at}.1\n" for at in range(13)))
    err = zone("--reverse", "--write", directory, "--check")[2]
    assert err.count("does not exist") == 10 and err.endswith("vmssnames: and 3 more files\n")
    zone("--reverse", "--write", directory)
    (files / "hosts.csv").write_text("".join(f"w{at or 77},10.0.{at}.1\n" for at in range(13)))
    status, _, err = zone("--reverse", "--write", directory, "--check")
    assert status == 1 and err.count("\n") == 1 and "1 more and 1 fewer lines" in err
    for form, said in (("csv", "0 more and 1 fewer lines"), ("sqlite", "has different content")):
        (files / "rows.json").write_text(json.dumps(ROWS))
        run("table", "rows.json", "-o", form, "--write", form)
        before = (files / form).read_bytes()
        (files / "rows.json").write_text(json.dumps(ROWS[:2]))
        err = run("table", "rows.json", "-o", form, "--write", form, "--check")[2]
        assert said in err and (files / form).read_bytes() == before
    path = files / "addn"
    run("hosts", "--addresses", "hosts.csv", "--write", path)
    head, *lines = path.read_text().splitlines(keepends=True)
    path.write_text(head + "".join(reversed(lines)))
    assert (
        "has its lines in a different order"
        in run("hosts", "--addresses", "hosts.csv", "--write", path, "--check")[2]
    )


def test_formats_of_one_zone_do_not_overwrite_each_other(zone, run, files):
    zone("--write", "web.zone")
    before = (files / "web.zone").read_bytes()
    azure_form = ("zone", "--addresses", "hosts.csv", "--domain", "vm.example.net", "-o", "azure")
    assert run(*azure_form, "--write", "web.zone")[0] == 2
    assert (files / "web.zone").read_bytes() == before
    assert run(*azure_form, "--write", "azure.zone") == run(*azure_form, "--write", "azure.zone")
    assert zone("--write", "azure.zone")[0] == 2


def test_the_first_different_lines_are_shown(run, zone, files):
    """Lines are quoted, with any bytes, and shortened; the comma of JSON before them does not count."""

    def check(*args):
        return run(*args, "--check")[2].partition("': ")[2]

    hosts = ("hosts", "--addresses", "hosts.csv", "--write", "addn")
    run(*hosts)
    rows = "b,10.0.0.1\na,10.0.0.2\n"
    (files / "hosts.csv").write_text(rows)
    # Sorted by name: what is first is neither the least nor the greatest as text.
    assert "+'10.0.0.2\\ta' -'10.0.1.4\\tweb000009'" in check(*hosts)
    (files / "hosts.csv").write_text("a,10.0.0.9\nb,10.0.0.8\nc,10.0.0.95\n")
    assert "+'10.0.0.9\\ta' -" in check(*hosts)
    mark = (files / "addn").read_bytes().splitlines(keepends=True)[0]
    (files / "addn").write_bytes(mark + b"\xe9" * 300 + b"\n" + b"z\nb\n")
    assert f"-'{chr(92)}ufffd" in check(*hosts) and "...\n" in check(*hosts)
    table = ("table", "rows.json", "-o", "json", "--write", "t.json")
    (files / "rows.json").write_text(json.dumps(ROWS[:2]))
    run(*table)
    (files / "rows.json").write_text(json.dumps(ROWS))
    assert check(*table).startswith("1 more and 0 fewer lines, such as +'\"shopweb00002s")
    zone("--write", "z")
    said = zone("--write", "z", "--check", "--soa-mail", "x@y.org")[2]
    assert "1 more and 1 fewer lines" in said and "x.y.org" in said
    (files / "addn").write_bytes(mark + b"z\ny\nz\n")
    assert check(*hosts).endswith("-'z'\n")
    csv_table = ("table", "rows.json", "-o", "csv", "--write", "t.csv")
    run(*csv_table)
    whole = (files / "t.csv").read_text()
    (files / "t.csv").write_text(whole.rstrip("\n"))
    assert check(*csv_table) == "has a different end of file\n"
    (files / "t.csv").write_text(whole.rstrip("\n") + ",\n")
    assert "1 more and 1 fewer lines" in check(*csv_table)
    assert (
        f"{TODAY + 1} 3600 600 604800 60' -'@" in said and f"{TODAY} 3600 600 604800 60'\n" in said
    )
    (files / "t.csv").write_text("")
    assert "4 more and 0 fewer lines, such as +'host,scale_set" in check(*csv_table)
    (files / "addn").unlink()
    run("hosts", "--addresses", "hosts.csv", "--write", "addn")
    whole = (files / "addn").read_bytes()
    (files / "addn").write_bytes(whole + whole.splitlines(keepends=True)[-1])
    assert "or duplicates" in check(*hosts)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_among_files_is_an_error(zone, files):
    """It is written to at once, and all files together."""
    directory = files / "reverse"
    directory.mkdir()
    os.mkfifo(directory / "1.0.10.in-addr.arpa.zone")
    status, _, err = zone("--reverse", "--write", directory)
    assert status == 2 and "1.0.10.in-addr.arpa.zone': a device, but the others are files" in err
    assert len(os.listdir(directory)) == 1


def test_files_of_0_1_0_are_overwritten(run, files):
    """The mark of 0.1.0 is still recognized: in all formats, also of zones without hosts."""
    old = ": made " + "anew each time, what is changed here is lost\n"
    new = ". DO NOT EDIT: changes are overwritten.\n"
    zone = ("--domain", "vm.example.net")
    for command in (
        ("hosts",),
        ("zone", *zone, "--ns", "ns1.example.net"),
        ("zone", *zone, "-o", "azure"),
        ("zone", *zone, "-o", "unbound"),
    ):
        command = (*command, "--addresses", "hosts.csv", "--write", "file")
        (files / "file").unlink(missing_ok=True)
        assert run(*command) == (0, "", "")
        text = (files / "file").read_text()
        comment, _, rest = text.partition(" Generated by ")
        (files / "file").write_text(f"{comment} {rest.replace(new, old, 1)}")
        assert run(*command, "--check")[0] == 1
        assert run(*command) == (0, "", "")
        # A zone has the next serial.
        lines = (files / "file").read_text().splitlines(), text.splitlines()
        assert lines[0][:2] == lines[1][:2] and lines[0][-1] == lines[1][-1]
    (files / "d").mkdir()
    left = files / "d" / "vm.example.net.2.zone"
    left.write_text(f"; vmssnames zone -o azure{old}$ORIGIN vm.example.net.\n")
    azure = ("zone", "--addresses", "hosts.csv", *zone, "-o", "azure", "--write", "d")
    assert f"{left.name}': not of these hosts" in run(*azure)[2]
