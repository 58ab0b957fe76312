"""What ``vmssnames inventory`` writes for other tools, read by those tools themselves."""

import json
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests import azure_shapes as azure
from vmssnames.dns import HostTable

ROWS = [azure.row(85, "stopped"), azure.row(9), azure.flexible()]
NICS = [azure.interface(85, "10.0.0.7"), azure.interface(9, "fd00::4")]
HOSTILE = azure.row(86, location="{{ lookup('pipe', 'touch owned') }}")
VMSSNAMES = [sys.executable, "-m", "vmssnames"]


@pytest.fixture
def directory(tmp_path):
    (tmp_path / "rows.json").write_text(json.dumps(ROWS))
    (tmp_path / "nics.json").write_text(json.dumps(NICS))
    return tmp_path


def program(name):
    found = shutil.which(name, path=f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin")
    assert found, f"{name} must be there"
    return found


def written(directory, form, *files):
    command = [*VMSSNAMES, "inventory", *(files or ("rows.json", "nics.json")), "-o", form]
    return subprocess.run(command, cwd=directory, check=True, capture_output=True, text=True).stdout


def ansible(directory, *args):
    script = directory / "hosts"
    script.write_text(
        f"#!/bin/sh\ncd {directory}\nexec {sys.executable} -m vmssnames inventory -o ansible *.json\n"
    )
    script.chmod(0o755)
    result = subprocess.run(
        [program(args[0]), "-i", str(script), *args[1:]],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "WARNING" not in result.stderr and "ERROR" not in result.stderr, result.stderr
    return result.stdout


def test_ansible_takes_it_as_a_dynamic_inventory(directory):
    said = json.loads(ansible(directory, "ansible-inventory", "--list"))
    variables = said["_meta"]["hostvars"]
    assert set(variables) == {"shopweb00002d", "shopweb000009", "shopbatch7q2k"}
    assert variables["shopweb00002d"]["ansible_host"] == "10.0.0.7"
    assert variables["shopweb00002d"]["vmss_instance_id"] == 85
    assert said["vmss_shop_web_ss"]["hosts"] == ["shopweb000009", "shopweb00002d"]
    assert said["power_stopped"]["hosts"] == ["shopweb00002d"]
    graph = ansible(directory, "ansible-inventory", "--graph", "vmss_shop_batch")
    assert graph == "@vmss_shop_batch:\n  |--shopbatch7q2k\n"


def test_ansible_reads_no_template_in_it(directory):
    (directory / "hostile.json").write_text(json.dumps(HOSTILE))
    out = ansible(
        directory,
        "ansible",
        "shopweb00002e",
        "-c",
        "local",
        "-m",
        "debug",
        "-a",
        "var=vmss_location",
    )
    assert "shopweb00002e" in out and not (directory / "owned").exists()


def test_prometheus_takes_it(directory):
    (directory / "targets.json").write_text(written(directory, "prometheus"))
    (directory / "prometheus.yml").write_text(
        "scrape_configs:\n- job_name: vmss\n  file_sd_configs:\n  - files: [targets.json]\n"
    )
    result = subprocess.run(
        [program("promtool"), "check", "config", "prometheus.yml"],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr + result.stdout


def test_prometheus_takes_the_table_of_names():
    """With quotes, backslashes and letters of other scripts."""
    rows = [
        SimpleNamespace(
            computer_name=f"web{i:06}", name=name, scale_set="web", instance_id=i, resource_id=None
        )
        for i, name in enumerate(["web_0", 'a"b', "a\\b", "a\\n", "\u00e9"])
    ]
    result = subprocess.run(
        [program("promtool"), "check", "metrics"],
        input="".join(HostTable(rows).prometheus_lines()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr + result.stdout) == (0, "")


@pytest.mark.parametrize("name", ["shopweb00002d", "shopweb00002D", "shop-web_ss_85"])
def test_ssh_takes_it(directory, name):
    (directory / "config").write_text(written(directory, "ssh"))
    command = [program("ssh"), "-F", "config", "-G", name]
    said = subprocess.run(command, cwd=directory, check=True, capture_output=True, text=True).stdout
    assert "\nhostname 10.0.0.7\n" in f"\n{said}"
