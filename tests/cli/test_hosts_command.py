"""``vmssnames hosts``: hosts files, and the lines between marks in those of others."""

import json

import azure_shapes as azure
from hosts_files import COMMON, HOSTS, NICS, ROWS


def test_hosts_from_lists(run):
    """Any order and any option give the same file; VMs without an address are reported."""
    want = (
        "# vmssnames hosts: made anew each time, what is changed here is lost\n"
        "10.0.1.4\tshopweb000009\nfd00::4\tshopweb000009\n10.0.0.7\tshopweb00002d\n"
    )
    told = "vmssnames: left out: 'shop-web_ss_100' has no address\n"
    for args in (
        ("rows.json", "nics.json"),
        ("nics.json", "rows.json"),
        ("--inventory", "rows.json", "--nics", "nics.json"),
        ("rows.json", "--nics", "nics.json"),
    ):
        assert run("hosts", *args) == (0, want, told)
    assert (
        "10.0.0.7\tshopweb00002d.a.net shopweb00002d\n"
        in (run("hosts", "rows.json", "nics.json", "--domain", "A.net.")[1])
    )


def test_hosts_from_standard_input(cli):
    status, out, _ = cli("hosts", stdin=json.dumps([*ROWS, *NICS]).encode())
    assert status == 0 and out.endswith("10.0.0.7\tshopweb00002d\n")
    status, out, _ = cli("hosts", "--addresses", "-", stdin=HOSTS.encode())
    assert status == 0 and out.endswith("10.0.1.4\tweb000009\n10.0.0.7\tweb00002d\n")


def test_networks(run):
    base = ("hosts", "--addresses", "hosts.csv", "--network")
    assert run(*base, "10.0.0.0/23")[0] == 0
    assert run(*base, "10.0.0.0/24", "--network", "10.0.1.0/24")[0] == 0
    said = run(*base, "10.0.0.0/24")
    assert said == (
        2,
        "",
        "vmssnames: --network: expected all in 10.0.0.0/24: web000009 is 10.0.1.4\n",
    )
    assert run(*base, "10.0.0.1/24")[0] == 2


def test_hosts_between_marks_in_a_file_of_others(run, files):
    path = files / "hosts"
    before, after = (
        "127.0.0.1 localhost\n# BEGIN vmssnames\n",
        "# END vmssnames\n10.9.9.9 printer\n",
    )
    path.write_text(before + "old\n" + after)
    command = ("hosts", "--addresses", "hosts.csv", "--write", path)
    assert run(*command) == (0, "", "")
    ours = run("hosts", "--addresses", "hosts.csv")[1]
    assert path.read_text() == before + ours + after
    assert run(*command, "--check") == (0, "", "")
    wrong = [
        (before + before + after, "BEGIN on line 2, BEGIN on line 4, END on line 5"),
        (after + before, "END on line 1, BEGIN on line 4"),
        (before, "BEGIN on line 2"),
        (before + after + after, "BEGIN on line 2, END on line 3, END on line 5"),
    ]
    for text, found in wrong:
        path.write_text(text)
        status, _, err = run(*command)
        assert status == 2 and path.read_text() == text
        assert f"# END vmssnames, one of each, got {found}; it is as it was" in err
    path.write_text("mine\n")
    # Which nobody should remove.
    assert run(*command)[2].endswith("# END vmssnames, one of each; it is as it was\n")


def test_a_long_hosts_file(run, files):
    (files / "hosts.csv").write_text(
        "".join(f"w{at},10.0.{at >> 8}.{at & 255}\n" for at in range(10_001))
    )
    for name, told in (("hosts", True), ("addn", False)):
        err = run("hosts", "--addresses", "hosts.csv", "--write", name)[2]
        assert ("each lookup reads all of them" in err) is told


def test_marks_are_lines(run, files):
    path = files / "hosts"
    for text in (
        "1.1.1.1 a # BEGIN vmssnames\nold\n# END vmssnames\n",
        "# BEGIN vmssnames\nold\n10.8.8.8 important # END vmssnames\n",
        "## BEGIN vmssnames\n## END vmssnames\n",
    ):
        path.write_text(text)
        assert run("hosts", "--addresses", "hosts.csv", "--write", path)[0] == 2
        assert path.read_text() == text


def test_marks_of_hosts_files(run, files):
    """Nothing between them yet; in files of Windows; without a newline at the end."""
    path = files / "addn"
    ours = run("hosts", "--addresses", "hosts.csv")[1]
    for before, after in (
        ("# BEGIN vmssnames\n", "# END vmssnames\n"),
        ("1.1.1.1 a\r\n# BEGIN vmssnames\r\n", "# END vmssnames\r\n1.1.1.2 b\r\n"),
        ("# BEGIN vmssnames\n", "# END vmssnames"),
    ):
        path.write_bytes((before + after).encode())
        assert run("hosts", "--addresses", "hosts.csv", "--write", path) == (0, "", "")
        assert path.read_bytes().decode() == before + ours + after
    status, _, err = run("zone", "--addresses", "hosts.csv", *COMMON, "--write", path)
    assert status == 2 and "BEGIN" not in err, "a zone has no place among hosts"
    status, _, err = run("hosts", "--addresses", "hosts.csv", "--write", "rows.json")
    assert status == 2 and "or # BEGIN vmssnames and then # END vmssnames, one of each" in err


def test_the_warning_about_long_hosts_files(run, files):
    for count, told in ((10_000, False), (10_001, True)):
        rows = [f"w{at},10.0.{at >> 8}.{at & 255}\n" for at in range(count)]
        (files / "hosts.csv").write_text("".join(rows))
        err = run("hosts", "--addresses", "hosts.csv", "--write", "hosts")[2]
        assert bool(err) is told


def test_several_pairs_of_marks_are_an_error(run, files):
    """One error lists the first of them; two pairs of marks are ambiguous."""
    for text, told in (
        ("# BEGIN vmssnames\n# END vmssnames\n" * 2, "END on line 4;"),
        ("# BEGIN vmssnames\n" * 60_000, "BEGIN on line 4, ...;"),
        ("# BEGIN vmssnames\n# END vmssname\n", "got BEGIN on line 1;"),
    ):
        (files / "addn").write_text(text)
        status, _, err = run("hosts", "--addresses", "hosts.csv", "--write", "addn")
        assert status == 2 and told in err and (files / "addn").read_text() == text
    before, after = "x\n# BEGIN vmssnames \t\n", "# END vmssnames \r\ny\n"
    (files / "addn").write_bytes((before + after).encode())
    assert run("hosts", "--addresses", "hosts.csv", "--write", "addn")[0] == 0
    whole = before + run("hosts", "--addresses", "hosts.csv")[1] + after
    assert (files / "addn").read_bytes() == whole.encode()


def test_the_first_omissions_are_listed(run, files):
    rows = [azure.row(number) for number in range(13)]
    (files / "rows.json").write_text(json.dumps(rows))
    (files / "nics.json").write_text(json.dumps([azure.interface(0, "10.0.0.4")]))
    err = run("hosts", "rows.json", "nics.json")[2]
    assert err.count("left out: ") == 10 and err.endswith("vmssnames: and 2 more are left out\n")
    for row in rows:
        row["properties"].pop("osProfile", None)
        row["properties"].pop("instanceView", None)
    (files / "rows.json").write_text(json.dumps([*rows, azure.row(85)]))
    status, out, err = run("table", "rows.json")
    assert (status, out.count("\n")) == (0, 2) and err.count("has no computer name") == 10
    assert err.endswith("vmssnames: and 3 more are left out\n")
