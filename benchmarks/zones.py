"""``python -m benchmarks.zones``: zones of a million hosts, look-ups of a million names, servers.

Everybody works on the same fresh data in processes of their own, in turns; what they write is
compared, line by line.  ``--servers`` starts real name servers (tools/programs.sh dns) and says
how long each takes until it answers for the last name.
"""

from __future__ import annotations

import argparse
import ipaddress
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from vmssnames import Fleet, Instance, ScaleSet, encode_computer_names
from vmssnames.dns import Hosts, HostTable, Zone, reverse_zones, zone_lines

from .processes import run

if TYPE_CHECKING:
    from .servers import Server

ROUNDS = 5
DOMAIN = "vm.example.net"
ZONE = Zone(DOMAIN, ["ns1.example.net"], 2026010100)
LOOKUPS = 200_000
# Seconds that a server has to answer.
LONGEST = 120


def random_hosts(count: int) -> tuple[list[str], list[str]]:
    """Return computer names by ID, and an address for each, in no order: half of a network's."""
    names = encode_computer_names("nsgvmss", sorted(random.sample(range(36**6), count)))
    numbers = random.sample(range(0x0A000100, 0x0A000100 + 2 * count), count)
    return names, [str(ipaddress.IPv4Address(number)) for number in numbers]


def ours(names: list[str], addresses: list[str], folder: Path) -> None:
    """Write a zone and its reverse zones."""
    hosts = Hosts(names, addresses)
    with (folder / DOMAIN).open("w") as file:
        file.writelines(zone_lines(hosts, ZONE))
    for name, lines in reverse_zones(hosts, DOMAIN, ZONE).items():
        with (folder / name).open("w") as file:
            file.writelines(lines)


def plain(names: list[str], addresses: list[str], folder: Path) -> None:
    """Write the same with f-strings, as one would; two of a name or an address are refused."""
    forward = [ZONE.head()]
    reverse: dict[str, list[str]] = defaultdict(list)
    labels, seen = set(), set()
    for name, text in zip(names, addresses, strict=True):
        label, address = name.lower(), ipaddress.ip_address(text)
        if label in labels or address in seen:
            raise ValueError(name)
        labels.add(label)
        seen.add(address)
        forward.append(f"{label}\t{'A' if address.version == 4 else 'AAAA'}\t{address}\n")
        owner, _, zone = address.reverse_pointer.partition(".")
        reverse[zone].append(f"{owner}\tPTR\t{label}.{DOMAIN}.\n")
    with (folder / DOMAIN).open("w") as file:
        file.writelines(forward)
    for zone, lines in reverse.items():
        with (folder / zone).open("w") as file:
            file.write(ZONE.head(zone))
            file.writelines(sorted(lines, key=lambda line: int(line.partition("\t")[0])))


def work(way: str, source: str, folder: str) -> None:
    """Do one's part in a process of its own; print CPU seconds and the most memory there was."""
    names, addresses = [], []
    with open(source) as file:
        for line in file:
            name, _, address = line.rstrip("\n").partition(",")
            names.append(name)
            addresses.append(address)
    begun = time.process_time()
    {"ours": ours, "plain": plain}[way](names, addresses, Path(folder))
    took = time.process_time() - begun
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


def making(count: int) -> dict[str, dict[str, float]]:
    """Return CPU seconds, and most memory of the process, inputs and all, of both ways."""
    taken: dict[str, list[tuple[float, float]]] = {"ours": [], "plain": []}
    whole: list[float] = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as place:
            source = Path(place) / "hosts.csv"
            rows = zip(*random_hosts(count), strict=True)
            source.write_text("".join(f"{name},{address}\n" for name, address in rows))
            written = []
            for name, rounds in taken.items():
                folder = Path(place) / name
                folder.mkdir()
                worker = "from benchmarks.zones import work; import sys; work(*sys.argv[1:])"
                command = [sys.executable, "-c", worker, name, str(source), str(folder)]
                seconds, size = run(Path(place), *command)[2].split()
                rounds.append((float(seconds), float(size)))
                written.append({path.name: path.read_bytes() for path in folder.iterdir()})
            assert written[0] == written[1], "fast and wrong"
            folder = Path(place) / "command"
            folder.mkdir()
            command = [sys.executable, "-m", "vmssnames", "zone", "--addresses", str(source)]
            command += ["--domain", DOMAIN, "--ns", "ns1.example.net"]
            sizes = [
                run(Path(place), *command, *more)[1]
                for more in (
                    ("--write", str(folder / "zone")),
                    ("--reverse", "--write", str(folder)),
                )
            ]
            whole.append(max(sizes))
    return {
        name: {
            "seconds": min(seconds for seconds, _ in rounds),
            "bytes": median(size for _, size in rounds),
        }
        for name, rounds in taken.items()
    } | {"command": {"bytes": median(whole)}}


SETS = [ScaleSet(f"web{number}", f"web{number}-") for number in range(100)]


def _fleet(path: str, each: int) -> Callable[[str], Instance]:
    return Fleet(SETS).resolve


def _dict(path: str, each: int) -> Callable[[str], tuple[str, int]]:
    known: dict[str, tuple[str, int]] = {}
    for whose in SETS:
        names = encode_computer_names(whose.prefix or "", range(each), lower=True)
        known.update((name, (whose.name, number)) for number, name in enumerate(names))
    return known.__getitem__


def _sqlite(path: str, each: int) -> Callable[[str], tuple[str, int]]:
    from sqlite3 import connect

    find = connect(path).execute
    query = "select scale_set, instance_id from hosts where host = ?"
    return lambda host: find(query, (host,)).fetchone()


WAYS = {"Fleet.resolve": _fleet, "dict": _dict, "SQLite": _sqlite}


def look_up(way: str, path: str, each: str) -> None:
    """Look up random hosts; print microseconds of CPU for one, and what is held for it."""
    wanted = [(random.choice(SETS), random.randrange(int(each))) for _ in range(LOOKUPS)]
    hosts = [str(whose.instance(number).node_name) for whose, number in wanted]
    before = _memory()
    find = WAYS[way](path, int(each))
    begun = time.process_time()
    for host in hosts:
        find(host)
    took = time.process_time() - begun
    held = _memory() - before
    found = [find(host) for host in hosts]
    for (whose, number), one in zip(wanted, found, strict=True):
        assert (whose, number) == (one[0], one[1]) or (whose.name, number) == tuple(one)
    print(took / len(hosts) * 1e6, held)


def _memory() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def lookups(count: int) -> dict[str, dict[str, float]]:
    """Return microseconds a look-up, of hosts in no order, and memory of what is looked into."""
    each = count // len(SETS)
    out = {}
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "hosts.db"
        rows = (whose.instance(number) for whose in SETS for number in range(each))
        path.write_bytes(HostTable(rows).sqlite())
        for name in WAYS:
            worker = "from benchmarks.zones import look_up; import sys; look_up(*sys.argv[1:])"
            command = [sys.executable, "-c", worker, name, str(path), str(each)]
            said = [run(Path(place), *command)[2].split() for _ in range(ROUNDS)]
            out[name] = {
                "microseconds": min(float(took) for took, _ in said),
                "bytes": median(float(held) for _, held in said),
                "file": float(path.stat().st_size) if name == "SQLite" else 0.0,
            }
    return out


def serving(most: int) -> dict[str, dict[str, float]]:
    """Return seconds until each server answers for the last name, and again when it changed."""
    from .servers import AVOIDED, SERVERS

    out: dict[str, dict[str, float]] = {}
    runs: list[tuple[int, tuple[type[Server], ...]]] = [
        (size, SERVERS) for size in (1000, 100_000, most)
    ]
    runs += [(size, (kind,)) for kind, last in AVOIDED.items() for size in (last // 10, last)]
    for size, kinds in runs:
        names, addresses = random_hosts(size)
        for kind in kinds:
            name = f"{kind.name}, {kind.reads}, {size}"
            try:
                out[name] = _served(kind, names, addresses)
            except AssertionError as error:
                print(f"{name}: {error}", file=sys.stderr)
                out[name] = {}
            print(name, out[name], file=sys.stderr)
    return out


def _served(kind: type[Server], names: list[str], addresses: list[str]) -> dict[str, float]:
    """Return what a server takes; AssertionError if it does not answer in LONGEST seconds."""
    from .servers import reverse_question

    last = f"{names[-1]}.{DOMAIN}", "A"
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "hosts.csv"
        rows = [f"{a},{b}\n" for a, b in zip(names, addresses, strict=True)]
        path.write_text("".join(rows))
        # A million addresses are in 7813 networks: one zone for all of them.
        server = kind(Path(place) / "server", split=8 if len(names) > 200_000 else 24)
        server.load(path)
        with server:
            ready = server.wait_for(last, {addresses[-1]}, LONGEST)
            first = {f"{names[0].lower()}.{DOMAIN}."}
            server.wait_for(reverse_question(addresses[0]), first, LONGEST)
            asked = random.sample(range(len(names)), 100)
            name = _asking(server.port, [(f"{names[at]}.{DOMAIN}", "A") for at in asked])
            address = _asking(server.port, [reverse_question(addresses[at]) for at in asked])
            assert server.process is not None
            held = _held(server.process.pid)
            path.write_text("".join([*rows[:-1], f"{names[-1]},10.254.0.1\n"]))
            server.load(path)
            server.reload()
            again = server.wait_for(last, {"10.254.0.1"}, LONGEST)
    return {"ready": ready, "reloaded": again, "bytes": held, "name": name, "address": address}


def _asking(port: int, questions: list[tuple[str, str]]) -> float:
    """Return seconds a question, one after the other, this side's work among them."""
    from .servers import ask

    begun = time.perf_counter()
    for question in questions:
        (answer,) = ask(port, [question], patience=5)
        assert answer
    return (time.perf_counter() - begun) / len(questions)


def scanning() -> dict[str, dict[str, float]]:
    """Return seconds of a look-up in /etc/hosts, in a name space of its own; root alone may."""
    out = {}
    for size in (10_000, 100_000):
        names, addresses = random_hosts(size)
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "hosts"
            path.write_text("".join(map("{}\t{}\n".format, addresses, names)))
            worker = (
                "import socket, time; begun = time.perf_counter()\n"
                f"for _ in range(100): found = socket.gethostbyname({names[-1]!r})\n"
                f"assert found == {addresses[-1]!r}\n"
                "print((time.perf_counter() - begun) / 100)"
            )
            mount = 'mount --bind "$1" /etc/hosts && exec "$2" -c "$3"'
            command = ["sh", "-c", mount, "sh", str(path), sys.executable, worker]
            said = subprocess.run(
                ["unshare", "--mount", *command], stdout=subprocess.PIPE, check=False
            )
        if said.returncode:
            print("/etc/hosts: not measured, as that takes root", file=sys.stderr)
            return {}
        out[f"glibc, /etc/hosts, {size}, each look-up"] = {"ready": float(said.stdout)}
    return out


def _held(pid: int) -> float:
    """Return the bytes that a process and its children hold, what they share counted once."""
    total = 0.0
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    family = [pid]
    for one in family:
        family += [child for child, parent in parents.items() if parent == one]
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def main() -> None:
    """Measure, print, and keep what was asked."""
    from .kept import keep, made_on

    parser = argparse.ArgumentParser(prog="python -m benchmarks.zones", description=__doc__)
    parser.add_argument("--hosts", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--servers", action="store_true", help="also real name servers")
    parser.add_argument("--keep", action="store_true", help="keep it in benchmarks/results")
    options = parser.parse_args()
    found: dict[str, dict[str, dict[str, float]]] = {
        "making": making(options.hosts),
        "lookups": lookups(options.hosts),
    }
    if options.servers:
        found["serving"] = serving(options.hosts) | scanning()
    told = report(found, options.hosts)
    print(told, end="")
    if options.keep:
        keep("zones", made_on(), found, told)


def report(found: dict[str, dict[str, dict[str, float]]], count: int) -> str:
    """Return the tables of what was measured."""
    from .kept import made_on

    lines = [f"- {key}: {value}" for key, value in made_on().items()]
    lines += ["", f"### a zone of {count:,} hosts and its reverse zones, written to files", ""]
    lines += ["| | CPU | times ours | most memory, input and all |", "|---|---:|---:|---:|"]
    titles = {
        "ours": "vmssnames: Hosts, zone_lines, reverse_zones",
        "plain": "f-strings, ipaddress",
        "command": "the command `vmssnames zone`, from CSV",
    }
    base = found["making"]["ours"]["seconds"]
    for name, one in found["making"].items():
        took = f"{one['seconds']:.2f} s" if "seconds" in one else ""
        times = f"{one['seconds'] / base:.1f}x" if "seconds" in one else ""
        lines.append(f"| {titles[name]} | {took} | {times} | {one['bytes'] / 1e6:.0f} MB |")
    lines += ["", f"### a host of {count:,} looked up", ""]
    lines += ["| | CPU a look-up | memory | file |", "|---|---:|---:|---:|"]
    for name, one in found["lookups"].items():
        size = f"{one['file'] / 1e6:.0f} MB" if one["file"] else ""
        lines.append(
            f"| {name} | {one['microseconds']:.2f} µs | {one['bytes'] / 1e6:.1f} MB | {size} |"
        )
    if "serving" in found:
        lines += ["", "### until a name server answers for the last name", ""]
        lines += [
            "| server, what it reads, hosts | start | reload | memory | a name | an address |",
            "|---|---:|---:|---:|---:|---:|",
        ]
        for name, one in found["serving"].items():
            again = f"{one['reloaded']:.2f} s" if "reloaded" in one else ""
            held = f"{one['bytes'] / 1e6:.0f} MB" if "bytes" in one else ""
            asked = [
                f"{one[key] * 1e3:.2f} ms" if key in one else "" for key in ("name", "address")
            ]
            ready = f"{one['ready']:.4g} s" if one else f"not in {LONGEST} s"
            cells = [name, ready, again, held, *asked]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
