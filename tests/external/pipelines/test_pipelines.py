"""What docs/how-to/pipelines.md says of other people's programs, with these programs themselves.

`make test-pipelines`: needs rsyslogd, journalctl and systemd-journal-remote, kubectl, GNU
parallel, zstd and tail, which tools/programs.sh installs from Debian.
"""

import http.server
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from documents import ROOT

FLEET, LOG = ROOT / "demo" / "fleet.json", ROOT / "demo" / "cluster.log"
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
COMMAND = f"{shlex.quote(sys.executable)} -m vmssnames"


def shell(script):
    """Return what *script* prints; vmssnames in it is this one."""
    define = f'vmssnames() {{ {COMMAND} "$@"; }}; export -f vmssnames; set -euo pipefail\n'
    run = subprocess.run(
        ["bash", "-c", define + script],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


ANNOTATED = shell(f"vmssnames annotate --fleet {FLEET} {LOG}")


def test_the_log_has_names():
    assert "shopweb00002D(shop-web_ss/85)" in ANNOTATED


@pytest.fixture
def kubernetes():
    """A minimal API server for ``kubectl logs``: one pod, with the log of the demo."""
    pod = {
        "kind": "Pod",
        "apiVersion": "v1",
        "metadata": {"name": "proxy", "namespace": "kube-system"},
    }
    pod |= {"spec": {"containers": [{"name": "main"}]}, "status": {"phase": "Running"}}

    resources = [{"name": "pods", "kind": "Pod", "namespaced": True, "verbs": ["get"]}]
    resources.append({"name": "pods/log", "kind": "Pod", "namespaced": True, "verbs": ["get"]})
    answers = {
        "/api": {"kind": "APIVersions", "versions": ["v1"]},
        "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
        "/api/v1": {"kind": "APIResourceList", "groupVersion": "v1", "resources": resources},
        "/api/v1/namespaces/kube-system/pods/proxy": pod,
    }

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.partition("?")[0]
            is_log = path.endswith("/pods/proxy/log")
            body = LOG.read_bytes() if is_log else json.dumps(answers.get(path)).encode()
            self.send_response(200 if is_log or path in answers else 404)
            self.send_header("Content-Type", "text/plain" if is_log else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_kubectl_logs(kubernetes, tmp_path):
    logs = f"kubectl --cache-dir {tmp_path} --server {kubernetes} logs -n kube-system proxy"
    assert shell(f"{logs} | vmssnames annotate --fleet {FLEET}") == ANNOTATED


def test_journalctl(tmp_path):
    """A journal of the demo's lines, written by systemd's own program, read by journalctl."""
    export = "".join(
        f"__REALTIME_TIMESTAMP={1795343795000000 + i}\n__MONOTONIC_TIMESTAMP={i}\n"
        f"_BOOT_ID={'0' * 31}1\n_HOSTNAME=shopweb00002D\nSYSLOG_IDENTIFIER=app\nMESSAGE={line}\n\n"
        for i, line in enumerate(LOG.read_text().splitlines(), 1)
    )
    journal = tmp_path / "demo.journal"
    subprocess.run(
        ["/lib/systemd/systemd-journal-remote", "-o", journal, "-"],
        input=export.encode(),
        check=True,
        capture_output=True,
    )
    read = f"journalctl --file {journal} -o cat --no-pager"
    assert shell(f"{read} | vmssnames annotate --fleet {FLEET}") == ANNOTATED
    objects = shell(
        f"journalctl --file {journal} -o json --no-pager | "
        f"vmssnames annotate --fleet {FLEET} --field _HOSTNAME --add instance_id,scale_set"
    )
    assert [json.loads(line)["instance_id"] for line in objects.splitlines()] == [85] * 9


def test_tail():
    out = shell(f"tail -n 4 {LOG} | vmssnames scan --fleet {FLEET}")
    assert out == "shop-web_ss_85\nshop-web_ss_36\nshop-web_ss_36\n"


def test_parallel(tmp_path):
    """A file in parts, on all cores, in order."""
    text = LOG.read_text() * 20_000
    (tmp_path / "log").write_text(text)
    out = shell(
        f"parallel --pipepart -a {tmp_path}/log --block 4M -k vmssnames annotate --fleet {FLEET} | sha256sum"
    )
    assert out == shell(f"vmssnames annotate --fleet {FLEET} {tmp_path}/log | sha256sum")
    files = [tmp_path / f"{i}.log" for i in range(4)]
    for file in files:
        file.write_text(text[:100_000])
    names = " ".join(map(str, files))
    out = shell(f"parallel -k vmssnames scan --count --fleet {FLEET} ::: {names}")
    assert len(set(out.split())) == 1


def test_zstd_between(tmp_path):
    out = shell(f"zstd -qc {LOG} | vmssnames annotate --fleet {FLEET} | zstd -q | zstd -dcq")
    assert out == ANNOTATED


# rsyslog

RSYSLOG = """\
global(workDirectory="{directory}")
module(load="imtcp")
module(load="omprog")
template(name="as-it-came" type="string" string="%rawmsg-after-pri%\\n")
input(type="imtcp" address="127.0.0.1" port="{port}" ruleset="explain")
ruleset(name="explain") {{
    action(type="omprog" binary="{program}" template="as-it-came"
           action.resumeRetryCount="-1" action.resumeInterval="1"
           queue.type="LinkedList" queue.size="100000" queue.timeoutShutdown="30000")
}}
"""


class Rsyslog:
    """A rsyslogd for one test, on a free port, with our filter as its omprog."""

    def __init__(self, directory):
        self.out, self._directory = directory / "explained.log", directory
        program = directory / "explain"
        program.write_text(f"#!/bin/sh\nexec {COMMAND} annotate --fleet {FLEET} >>{self.out}\n")
        program.chmod(0o755)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        config = directory / "rsyslog.conf"
        config.write_text(RSYSLOG.format(directory=directory, port=self._port, program=program))
        self.start()

    def start(self):
        self._process = subprocess.Popen(
            [
                "/usr/sbin/rsyslogd",
                "-n",
                "-f",
                self._directory / "rsyslog.conf",
                "-i",
                self._directory / "pid",
            ],
            env=ENVIRONMENT,
        )
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self._port)).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.1)
        raise AssertionError("rsyslogd does not listen")

    def send(self, lines):
        with socket.create_connection(("127.0.0.1", self._port)) as to:
            to.sendall("".join(f"<13>{line}\n" for line in lines).encode())

    def send_slowly(self, lines):
        with socket.create_connection(("127.0.0.1", self._port)) as to:
            for line in lines:
                to.sendall(f"<13>{line}\n".encode())

    def filters(self):
        """Return the process IDs of our filter, the children of this rsyslogd."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        tasks = Path(f"/proc/{self._process.pid}/task").iterdir()
        assert children.exists()
        return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]

    def lines(self, count, seconds=30):
        """Return what was written, once it is *count* lines or no more comes."""
        until = time.monotonic() + seconds
        lines = []
        while len(lines) < count and time.monotonic() < until:
            time.sleep(0.2)
            lines = self.out.read_text().splitlines() if self.out.exists() else []
        return lines

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(60) == 0


@pytest.fixture
def rsyslog(tmp_path):
    one = Rsyslog(tmp_path)
    yield one
    if one._process.poll() is None:
        one.stop()


def test_rsyslog_explains_a_stream(rsyslog):
    """Each line is there as soon as it came, in order."""
    lines = [line for line in LOG.read_text().splitlines() if not line.startswith("{")]
    for number, line in enumerate(lines, 1):
        rsyslog.send([line])
        assert len(rsyslog.lines(number)) == number
    assert rsyslog.lines(len(lines)) == [
        line for line in ANNOTATED.splitlines() if not line.startswith("{")
    ]


def test_rsyslog_restarted_loses_and_doubles_nothing(rsyslog):
    """The filter ends when its input does, with all that it read written."""
    rsyslog.send(f"line {i} of shopweb00002D" for i in range(20_000))
    rsyslog.lines(1)
    rsyslog.stop()
    rsyslog.start()
    rsyslog.send(f"line {i} of shopweb00002D" for i in range(20_000, 40_000))
    expected = [f"line {i} of shopweb00002D(shop-web_ss/85)" for i in range(40_000)]
    assert rsyslog.lines(len(expected)) == expected


def test_a_killed_filter_loses_no_more_than_omprog_says(rsyslog):
    """omprog starts it again; what was in the pipe is lost, as its manual says, and no more."""
    total, kills = 60_000, 0
    line = "line {} of shopweb00002D"

    def stream():
        for i in range(total):
            yield line.format(i)
            if i % 100 == 0:
                time.sleep(0.01)

    sender = threading.Thread(target=rsyslog.send_slowly, args=(stream(),))
    sender.start()
    for _ in range(3):
        rsyslog.lines(1)
        for pid in rsyslog.filters():
            os.kill(pid, signal.SIGKILL)
            kills += 1
        time.sleep(1.5)
    sender.join()
    rsyslog.send(["the last of shopweb00002D"])
    until = time.monotonic() + 60
    while time.monotonic() < until and "the last" not in rsyslog.out.read_text()[-200:]:
        time.sleep(0.5)
    written = rsyslog.out.read_text().splitlines()
    whole = [
        one for one in written if re.fullmatch(r"line \d+ of shopweb00002D\(shop-web_ss/85\)", one)
    ]
    numbers = [int(one.split()[1]) for one in whole]
    assert kills >= 1
    assert len(set(numbers)) == len(numbers), "a line was doubled"
    assert numbers == sorted(numbers)
    # A pipe holds 64 KiB, and as much again may be read and not yet written.
    lost = total - len(numbers)
    print(f"{kills} kills, {lost} of {total} lines lost")
    assert lost * len(line.format(10_000)) <= kills * (2 * 65536 + 600_000)
    assert written[-1] == "the last of shopweb00002D(shop-web_ss/85)"
