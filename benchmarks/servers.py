"""Real name servers on loopback, for tests/external/dns and the benchmark.

Each runs in the foreground as a child of this process, with all it writes in a folder of its
own, and is stopped by its own process ID.  What it loads is made by the command ``vmssnames``.
"""

from __future__ import annotations

import random
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.reversename

DOMAIN = "vm.example.net"
NS = f"ns1.{DOMAIN}"
NS_ADDRESS = "10.255.255.254"
PLACES = "/usr/sbin:/usr/bin:/sbin:/bin"
# Questions on their way; a datagram that got lost is asked for again.
WINDOW, PATIENCE = 64, 5.0

Question = tuple[str, str]


def program(name: str) -> str:
    """Return the path of a program, which must be there."""
    found = shutil.which(name, path=PLACES)
    assert found, f"{name} is missing: sh tools/programs.sh dns installs it"
    return found


def free_port() -> int:
    """Return a port that nobody listens on, for UDP and TCP."""
    while True:
        port = random.randrange(20_000, 60_000)
        with socket.socket(type=socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            try:
                udp.bind(("127.0.0.1", port))
                tcp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def write(hosts: Path, *options: str) -> None:
    """Run ``vmssnames`` with *options* on the CSV file *hosts*, as an administrator would."""
    kind, *rest = options
    command = [sys.executable, "-m", "vmssnames", kind, "--addresses", str(hosts), *rest]
    subprocess.run([*command, "--domain", DOMAIN], check=True)


class Server:
    """A name server that answers on its port; *folder* holds all it reads and writes."""

    name = ""
    reads = "zones"

    def __init__(self, folder: Path, split: int = 24) -> None:
        self.folder, self.split, self.port = folder, split, free_port()
        self.data = folder / "data"
        self.data.mkdir(parents=True)
        self.process: subprocess.Popen[bytes] | None = None

    def load(self, hosts: Path) -> None:
        """Write what the server reads, from the CSV file *hosts*."""
        ns = ("--ns", f"{NS}={NS_ADDRESS}")
        write(hosts, "zone", *ns, "--write", str(self.data / f"{DOMAIN}.zone"))
        split = ("--split", str(self.split))
        write(hosts, "zone", *ns, "--reverse", *split, "--write", str(self.data))

    def zones(self) -> Iterator[tuple[str, Path]]:
        """Yield the zones that were written, and their files."""
        for path in sorted(self.data.glob("*.zone")):
            yield path.name.removesuffix(".zone"), path

    def command(self) -> list[str]:
        """Write the configuration; return what starts the server."""
        raise NotImplementedError

    def start(self) -> None:
        """Start the server."""
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log, cwd=self.folder)

    def reload(self) -> None:
        """Have the server read its files again."""
        assert self.process is not None
        self.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """Stop the server, whatever it is doing."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_for(self, question: Question, answer: set[str], seconds: float = 120) -> float:
        """Return how many seconds it took until *question* had its *answer*."""
        begun = time.perf_counter()
        while time.perf_counter() - begun < seconds:
            assert self.process is not None
            assert self.process.poll() is None, self.log()
            try:
                if ask(self.port, [question], patience=2, tries=1)[0] == answer:
                    return time.perf_counter() - begun
            except TimeoutError:
                pass
            time.sleep(0.005)
        raise AssertionError(f"{self.name}: no {answer} for {question}: {self.log()}")

    def log(self) -> str:
        """Return the end of what the server said."""
        return (self.folder / "log").read_text(errors="replace")[-2000:]


class Bind(Server):
    """``named``."""

    name = "bind"

    def command(self) -> list[str]:
        """Return what starts it."""
        config = self.folder / "named.conf"
        zones = "".join(
            f'zone "{name}" {{ type primary; file "{path}"; }};\n' for name, path in self.zones()
        )
        config.write_text(
            f'options {{ directory "{self.folder}"; pid-file none; session-keyfile none;\n'
            f"listen-on port {self.port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};\n"
            "recursion no; notify no; dnssec-validation no; empty-zones-enable no; };\n"
            f"controls {{ }};\n{zones}"
        )
        return [program("named"), "-f", "-4", "-c", str(config)]


class Nsd(Server):
    """``nsd``."""

    name = "nsd"

    def command(self) -> list[str]:
        """Return what starts it."""
        config, own = self.folder / "nsd.conf", self.folder
        zones = "".join(f"zone:\n name: {name}\n zonefile: {path}\n" for name, path in self.zones())
        config.write_text(
            f'server:\n ip-address: 127.0.0.1@{self.port}\n username: ""\n chroot: ""\n'
            f' pidfile: {own}/pid\n database: ""\n zonelistfile: {own}/list\n'
            f" xfrdfile: {own}/xfrd\n xfrdir: {own}\n server-count: 1\n"
            f"remote-control:\n control-enable: no\n{zones}"
        )
        return [program("nsd"), "-d", "-c", str(config)]


class Knot(Server):
    """``knotd``."""

    name = "knot"

    def command(self) -> list[str]:
        """Return what starts it."""
        config, own = self.folder / "knot.conf", self.folder
        zones = "".join(f"  - domain: {name}\n    file: {path}\n" for name, path in self.zones())
        config.write_text(
            f"server:\n    rundir: {own}\n    listen: 127.0.0.1@{self.port}\n"
            f"database:\n    storage: {own}/db\n"
            "template:\n  - id: default\n    zonefile-sync: -1\n    journal-content: none\n"
            f"zone:\n{zones}"
        )
        return [program("knotd"), "-c", str(config)]


class Unbound(Server):
    """``unbound`` with all names in its configuration."""

    name, reads = "unbound", "local-data"

    def load(self, hosts: Path) -> None:
        """Write what it reads."""
        write(hosts, "zone", "-o", "unbound", "--write", str(self.data / "hosts.conf"))

    def command(self) -> list[str]:
        """Return what starts it."""
        config = self.folder / "unbound.conf"
        config.write_text(
            f"server:\n interface: 127.0.0.1\n port: {self.port}\n do-daemonize: no\n"
            f' chroot: ""\n username: ""\n directory: "{self.folder}"\n pidfile: ""\n'
            " use-syslog: no\n do-ip6: no\n num-threads: 1\n module-config: iterator\n"
            f' local-zone: "{DOMAIN}." static\n include: "{self.data}/hosts.conf"\n'
            "remote-control:\n control-enable: no\n"
        )
        return [program("unbound"), "-d", "-c", str(config)]


class Dnsmasq(Server):
    """``dnsmasq`` with a hosts file."""

    name, reads = "dnsmasq", "addn-hosts"

    def load(self, hosts: Path) -> None:
        """Write what it reads."""
        write(hosts, "hosts", "--write", str(self.data / "addn-hosts"))

    def command(self) -> list[str]:
        """Return what starts it."""
        return [
            *(program("dnsmasq"), "--keep-in-foreground", "--conf-file=/dev/null", "--user=root"),
            *(f"--port={self.port}", "--listen-address=127.0.0.1", "--bind-interfaces"),
            *("--no-resolv", "--no-hosts", f"--addn-hosts={self.data}/addn-hosts", "--pid-file"),
            *(f"--local=/{DOMAIN}/", "--bogus-priv", "--log-facility=-"),
        ]


class HostRecords(Dnsmasq):
    """``dnsmasq`` as it is not to be used: a line of its configuration for each host."""

    reads = "host-record"

    def load(self, hosts: Path) -> None:
        """Write what it reads."""
        rows = (line.split(",") for line in hosts.read_text().split())
        self.data.joinpath("addn-hosts").write_text("")
        self.data.joinpath("records").write_text(
            "".join(f"host-record={name.lower()}.{DOMAIN},{address}\n" for name, address in rows)
        )

    def command(self) -> list[str]:
        """Return what starts it."""
        return [
            f"--conf-file={self.data}/records" if word.startswith("--conf-file") else word
            for word in super().command()
        ]

    def reload(self) -> None:
        """Start it anew, as it reads its configuration once."""
        self.stop()
        self.start()


class HostsFolder(Dnsmasq):
    """``dnsmasq`` as it is not to be used: a folder that it watches for changes."""

    reads = "hostsdir"

    def load(self, hosts: Path) -> None:
        """Write what it reads."""
        super().load(hosts)
        watched = self.folder / "watched"
        watched.mkdir(exist_ok=True)
        self.data.joinpath("addn-hosts").replace(watched / "hosts")

    def command(self) -> list[str]:
        """Return what starts it."""
        return [
            f"--hostsdir={self.folder}/watched" if word.startswith("--addn-hosts") else word
            for word in super().command()
        ]

    def reload(self) -> None:
        """Do nothing: it sees that the file is another."""


SERVERS = (Bind, Nsd, Knot, Unbound, Dnsmasq)
# What the documentation advises against, and how many hosts are enough to see why.
AVOIDED = {HostRecords: 100_000, HostsFolder: 10_000}


def reverse_question(address: str) -> Question:
    """Return the question for the name of *address*."""
    return dns.reversename.from_address(address).to_text(), "PTR"


def ask(
    port: int, questions: Sequence[Question], *, patience: float = PATIENCE, tries: int = 20
) -> list[set[str]]:
    """Return the data of the answers to *questions*, an empty set where there is none.

    What a server cannot do is {"SERVFAIL"} and the like.  Raises TimeoutError, and
    AssertionError for an answer to another question than its number says.
    """
    answers: list[set[str] | None] = [None] * len(questions)
    with socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        udp.connect(("127.0.0.1", port))
        for start in range(0, len(questions), WINDOW):
            _ask_some(
                udp,
                questions,
                range(start, min(start + WINDOW, len(questions))),
                answers,
                patience,
                tries,
            )
    return [answer for answer in answers if answer is not None]


def _ask_some(
    udp: socket.socket,
    questions: Sequence[Question],
    which: range,
    answers: list[set[str] | None],
    patience: float,
    tries: int,
) -> None:
    first = which.start
    for _ in range(tries):
        left = [at for at in which if answers[at] is None]
        for at in left:
            name, kind = questions[at]
            query = dns.message.make_query(name, kind, id=at & 0xFFFF, flags=0)
            try:
                udp.send(query.to_wire())
            except ConnectionRefusedError:
                break
        for _ in left:
            if not select.select([udp], [], [], patience)[0]:
                break
            try:
                said = dns.message.from_wire(udp.recv(4096))
            except ConnectionRefusedError:
                break
            at = first + ((said.id - first) & 0xFFFF)
            if at not in which:
                continue  # To what was asked twice, and answered before.
            assert said.question[0].name.to_text().rstrip(".").lower() == (
                questions[at][0].rstrip(".").lower()
            )
            if said.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
                answers[at] = {dns.rcode.to_text(said.rcode())}
                continue
            wanted = dns.rdatatype.from_text(questions[at][1])
            answers[at] = {
                one.to_text() for rrset in said.answer if rrset.rdtype == wanted for one in rrset
            }
        if all(answers[at] is not None for at in which):
            return
    raise TimeoutError
