"""Fixtures for tests of the command in this process."""

import json

import pytest
from hosts_files import COMMON, HOSTS, NICS, ROWS, TODAY

from vmssnames.cli import main
from vmssnames.cli.outputs import managed


@pytest.fixture
def files(tmp_path, monkeypatch):
    """rows.json, nics.json and hosts.csv in the current directory; it is 2026-11-23."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(managed, "date_serial", lambda: TODAY)
    monkeypatch.setattr("vmssnames.cli.commands.zone.date_serial", lambda: TODAY)
    (tmp_path / "rows.json").write_text(json.dumps({"value": ROWS}))
    (tmp_path / "nics.json").write_text(json.dumps(NICS))
    (tmp_path / "hosts.csv").write_text(HOSTS)
    return tmp_path


@pytest.fixture
def run(files, capfd):
    """Run the command in this process; return its exit status, output and errors."""

    def run(*args):
        capfd.readouterr()
        status = main(list(map(str, args)))
        return status, *capfd.readouterr()

    return run


@pytest.fixture
def zone(run):
    """Run ``zone`` on hosts.csv."""
    return lambda *args: run("zone", "--addresses", "hosts.csv", *COMMON, *args)
