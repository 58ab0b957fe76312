"""Real name servers load what the command writes, and give every answer, in both directions."""

import random

import pytest

from benchmarks.servers import DOMAIN, SERVERS, Bind, Knot, Nsd, ask, reverse_question, write
from vmssnames import encode_computer_names

FIRST = 0x0A000100  # 10.0.1.0


def ipv4(number):
    return ".".join(map(str, number.to_bytes(4, "big")))


def random_hosts(count):
    """Names and their addresses, these in no order; some have IPv6, too."""
    names = encode_computer_names("nsgvmss", sorted(random.sample(range(36**6), count)))
    numbers = random.sample(range(FIRST, FIRST + 2 * count), count)
    hosts = {name: [ipv4(number)] for name, number in zip(names, numbers, strict=True)}
    for at, name in enumerate(names[: max(count // 50, 1)]):
        hosts[name].append(f"fd00::{at + 1:x}")
    return hosts


def written(path, hosts):
    rows = [f"{name},{one}\n" for name, addresses in hosts.items() for one in addresses]
    random.shuffle(rows)
    path.write_text("".join(rows))
    return path


def full(name):
    return f"{name}.{DOMAIN}"


def asked(hosts):
    """Every question about *hosts*, and its answer."""
    for name, addresses in hosts.items():
        for address in addresses:
            yield (full(name), "AAAA" if ":" in address else "A"), {address}
            yield reverse_question(address), {f"{name.lower()}.{DOMAIN}."}


def unused(hosts):
    """An address without a host, in a /24 that the server has the zone of."""
    used = {addresses[0] for addresses in hosts.values()}
    while True:
        net = random.choice(list(used)).rpartition(".")[0]
        for last in random.sample(range(256), 256):
            if f"{net}.{last}" not in used:
                return f"{net}.{last}"


def check(server, hosts):
    pairs = list(asked(hosts))
    answers = ask(server.port, [question for question, _ in pairs])
    wrong = [
        (question, want, got)
        for (question, want), got in zip(pairs, answers, strict=True)
        if want != got
    ]
    assert not wrong, f"{len(wrong)} wrong answers, such as {wrong[:3]}"


def some(hosts):
    names = list(hosts)
    return [names[0], names[-1], *random.sample(names, min(len(names), 20))]


@pytest.mark.parametrize("kind", SERVERS, ids=[kind.name for kind in SERVERS])
def test_every_answer_in_both_directions(kind, tmp_path, pytestconfig):
    """Loaded, asked for all; in any case; for what is not there; changed, loaded and asked again."""
    hosts = random_hosts(pytestconfig.getoption("hosts"))
    path = written(tmp_path / "hosts.csv", hosts)
    server = kind(tmp_path / "server")
    server.load(path)
    last = list(hosts)[-1]
    with server:
        server.wait_for((full(last), "A"), set(hosts[last][:1]))
        check(server, hosts)
        for name in some(hosts):
            for spelling in (name.upper(), name.lower(), name.swapcase()):
                assert ask(server.port, [(full(spelling), "A")]) == [set(hosts[name][:1])]
        absent = [(full(name), "A") for name in ("nsgvmss", "web000000", "x", "*", "a.b")]
        absent += [reverse_question(unused(hosts)), reverse_question("fd00::ffff")]
        assert ask(server.port, absent) == [set()] * len(absent)

        changed = random.choice(list(hosts))
        before, after = hosts[changed][0], unused(hosts)
        hosts[changed][0] = after
        server.load(written(path, hosts))
        server.reload()
        server.wait_for((full(changed), "A"), {after})
        server.wait_for(reverse_question(after), {f"{changed.lower()}.{DOMAIN}."})
        server.wait_for(reverse_question(before), set())
        check(server, {name: hosts[name] for name in (changed, *some(hosts))})


def test_a_million(tmp_path, pytestconfig):
    """NSD and Knot with a million hosts, the names of all addresses in one zone."""
    if not pytestconfig.getoption("million"):
        pytest.skip("--million: minutes")
    hosts = random_hosts(1_000_000)
    path = written(tmp_path / "hosts.csv", hosts)
    for kind in (Nsd, Knot):
        server = kind(tmp_path / kind.name, split=8)
        server.load(path)
        last = list(hosts)[-1]
        with server:
            server.wait_for((full(last), "A"), set(hosts[last][:1]))
            check(server, {name: hosts[name] for name in random.sample(list(hosts), 50_000)})


def test_less_than_a_24(tmp_path):
    """RFC 2317: the /24 of another operator points to names in the delegated zones."""
    hosts = {f"web00000{at}": [f"10.0.0.{at * 60 + 1}"] for at in range(4)}
    server = Bind(tmp_path / "server", split=26)
    server.load(written(tmp_path / "hosts.csv", hosts))
    parent = "0.0.10.in-addr.arpa"
    (server.data / f"{parent}.zone").write_text(
        f"$ORIGIN {parent}.\n$TTL 60\n@\tSOA\tns.example.org. m.example.org. 1 60 60 60 60\n"
        f"@\tNS\tns.example.org.\n$INCLUDE {server.data}/{parent}.delegation\n"
    )
    assert len(list(server.zones())) == 1 + 1 + 3
    with server:
        server.wait_for((full("web000003"), "A"), {"10.0.0.181"})
        for name, (address,) in hosts.items():
            own, _ = reverse_question(address)
            ((target,),) = ask(server.port, [(own, "CNAME")])
            assert ask(server.port, [(target, "PTR")]) == [{f"{name}.{DOMAIN}."}]
        # Whose address has no host is handed over, too.
        assert ask(server.port, [("60.0.0.10.in-addr.arpa", "CNAME")]) == [
            {"60.0-26.0.0.10.in-addr.arpa."}
        ]


def test_texts_and_aliases(tmp_path):
    """TXT and CNAME of a real inventory, asked of BIND."""
    import subprocess
    import sys

    server = Bind(tmp_path / "server")
    zone = server.data / f"{DOMAIN}.zone"
    subprocess.run(
        [
            *(sys.executable, "-m", "vmssnames", "zone", "demo/instances.json", "demo/nics.json"),
            *("--domain", DOMAIN, "--ns", "ns1.example.net", "--txt", "--cname"),
            *("--write", str(zone)),
        ],
        check=True,
    )
    with server:
        server.wait_for((full("shopweb00002d"), "A"), {"10.1.0.11"})
        assert ask(
            server.port,
            [
                (full("SHOPWEB00002D"), "TXT"),
                (full("shop-web-ss-85"), "CNAME"),
                (full("shop-web-ss-85"), "A"),
            ],
        ) == [{'"vm=shop-web_ss_85" "id=85"'}, {f"shopweb00002d.{DOMAIN}."}, {"10.1.0.11"}]


def test_hosts_between_marks_in_dnsmasq(tmp_path):
    """Dnsmasq answers what was there, too, after the names between the two lines are new."""
    from benchmarks.servers import Dnsmasq

    server = Dnsmasq(tmp_path / "server")
    path = server.data / "addn-hosts"
    path.write_text("10.9.9.9\tprinter\n# BEGIN vmssnames\n# END vmssnames\n10.9.9.8\tphone\n")
    hosts = written(tmp_path / "hosts.csv", {"web000001": ["10.0.0.4"]})
    write(hosts, "hosts", "--write", str(path))
    with server:
        server.wait_for((full("web000001"), "A"), {"10.0.0.4"})
        assert ask(server.port, [("printer", "A"), ("phone", "A"), ("web000001", "A")]) == [
            {"10.9.9.9"},
            {"10.9.9.8"},
            {"10.0.0.4"},
        ]
