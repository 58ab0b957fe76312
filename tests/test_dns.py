"""Hosts and zones: what is refused before a line is written, and what the lines are."""

import azure_shapes as azure
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmssnames import NameFormatError, load_instances
from vmssnames.dns import Hosts, check_address, check_domain, check_host
from vmssnames.zones import (
    Zone,
    hosts_lines,
    quoted,
    reverse_zones,
    unbound_lines,
    zone_lines,
)

ZONE = Zone(
    "vm.example.net", ["ns1.example.net", "ns2.example.net."], "dns@example.net", 2026010100
)

GOOD_HOSTS = ["web00002d", "WEB00002D", "a", "0", "a-b", "a" * 63, "1a"]
BAD_HOSTS = [
    *(
        "",
        "-a",
        "a-",
        "a_b",
        "a.b",
        "a b",
        "a\n",
        "a\nb",
        "\na",
        "a\\",
        "a;",
        'a"',
        "@",
        "*",
        "$GENERATE",
    ),
    *(
        "a" * 64,
        "\u212a",
        "ä",
        "１",
        "localhost",
        "LOCALHOST",
        "xn--a",
        "XN--a",
        "a\0",
        "\ud800",
        "a\t",
        "a/b",
    ),
]


@pytest.mark.parametrize("name", GOOD_HOSTS)
def test_good_hosts(name):
    assert check_host(name) == name.lower() == Hosts([name], ["10.0.0.4"]).labels[0]


@pytest.mark.parametrize("name", BAD_HOSTS)
def test_bad_hosts(name):
    for others in ([], ["web000001"]):
        with pytest.raises(NameFormatError, match="expected a label of a host name, got"):
            Hosts([*others, name], [f"10.0.0.{at + 1}" for at in range(len(others) + 1)])
    with pytest.raises(NameFormatError):
        check_host(name)


@given(
    st.lists(
        st.text(max_size=8) | st.from_regex(r"[a-zA-Z0-9-]{1,8}", fullmatch=True),
        min_size=1,
        max_size=6,
    )
)
def test_a_table_takes_what_each_name_is(names):
    """All at once refuse what one by one would, and nothing else."""
    addresses = [f"10.0.0.{at + 1}" for at in range(len(names))]
    try:
        want = [check_host(name) for name in names]
    except NameFormatError:
        with pytest.raises(NameFormatError):
            Hosts(names, addresses)
        return
    if len(set(want)) == len(want):
        assert Hosts(names, addresses).labels == sorted(want)


ADDRESSES = [
    ("10.0.0.4", "10.0.0.4"),
    ("FD00::4", "fd00::4"),
    ("fd00:0:0:0:0:0:0:4", "fd00::4"),
    ("223.255.255.255", "223.255.255.255"),
    ("2001:db8::1", "2001:db8::1"),
]
NO_ADDRESSES = [
    *(
        "",
        "10.0.0",
        "10.0.0.256",
        "10.0.0.4 ",
        " 10.0.0.4",
        "10.0.0.4\n",
        "10.0.0.4/24",
        "010.0.0.4",
        "0x0a.0.0.4",
    ),
    *(
        "0.0.0.0",
        "127.0.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "ff02::1",
        "fe80::1%eth0",
        "::ffff:10.0.0.4",
    ),
    *("::10.0.0.4x", "1", "a", "１０.0.0.4", "\0", "10.0.0.4\0"),
]


@pytest.mark.parametrize(("text", "shown"), ADDRESSES)
def test_addresses(text, shown):
    assert check_address(text) == shown
    assert Hosts(["a"], [text]).addresses == [shown]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_no_addresses(text):
    for others in ([], ["10.0.0.5"]):
        with pytest.raises(NameFormatError, match="expected the address of a host, got"):
            Hosts(["a", "b"][: len(others) + 1], [*others, text])


@pytest.mark.parametrize(
    "domain",
    [
        "",
        ".",
        "a..b",
        "-a.net",
        "a_b.net",
        "a.net..",
        "a" * 64 + ".net",
        ".".join(["a" * 63] * 4),
        "\u212a.net",
        "a b",
    ],
)
def test_bad_domains(domain):
    with pytest.raises(NameFormatError, match="expected a domain"):
        check_domain(domain)


def test_contradictions():
    with pytest.raises(NameFormatError, match=r"10\.0\.0\.4 is 'a' and 'b'"):
        Hosts(["a", "b"], ["10.0.0.4"] * 2)
    with pytest.raises(NameFormatError, match=r"'a' is 10\.0\.0\.4 and 10\.0\.0\.5"):
        Hosts(["a", "A"], ["10.0.0.4", "10.0.0.5"])
    with pytest.raises(NameFormatError, match="expected a host with an address, got none"):
        Hosts([], [])
    many = [f"a{number}" for number in range(1000)]
    with pytest.raises(NameFormatError, match="; and 994 more") as caught:
        Hosts(many, ["10.0.0.4"] * 1000)
    assert len(str(caught.value)) < 400
    with pytest.raises(ValueError, match="got 1 for 2"):
        Hosts(["a", "b"], ["10.0.0.4"])


def test_hosts_of_an_inventory():
    """By scale set and ID; the primary interface's first addresses; others only when asked."""
    listed = load_instances(
        [azure.row(number) for number in (36, 9, 85)],
        azure.interface(36, "10.0.0.7", "10.0.0.8", "fd00::7"),
        azure.interface(9, "10.0.0.4"),
        azure.interface(9, "10.1.0.4", primary=False, name="second"),
    )
    hosts = Hosts.of(listed)
    assert list(zip(hosts.labels, hosts.addresses, strict=True)) == [
        ("shopweb000009", "10.0.0.4"),
        ("shopweb000010", "10.0.0.7"),
        ("shopweb000010", "fd00::7"),
    ]
    assert [vm.instance_id for vm in hosts.instances] == [9, 36, 36]
    assert hosts.left_out == ("'shop-web_ss_85' has no address",)
    both = Hosts.of(listed, every_interface=True)
    assert both.labels[:2] == ["shopweb000009", "shopweb000009-nic2"]
    assert both.addresses[1] == "10.1.0.4"


def test_a_machine_without_a_name_is_left_out():
    row = azure.row(85, osProfile=None)
    listed = load_instances(
        row, azure.row(9), azure.interface(85, "10.0.0.7"), azure.interface(9, "10.0.0.4")
    )
    assert Hosts.of(listed).left_out == ("'shop-web_ss_85' has no computer name",)


HOSTS = Hosts(
    ["web00002D", "web000009", "web00002d", "api000001"],
    ["10.0.1.4", "10.0.0.200", "FD00::4", "10.0.0.7"],
)


def test_a_hosts_file():
    assert "".join(hosts_lines(HOSTS)) == (
        "10.0.0.7\tapi000001\n10.0.0.200\tweb000009\n10.0.1.4\tweb00002d\nfd00::4\tweb00002d\n"
    )
    assert next(iter(hosts_lines(HOSTS, "VM.example.net."))) == (
        "10.0.0.7\tapi000001.vm.example.net api000001\n"
    )


def test_a_zone():
    assert "".join(zone_lines(HOSTS, ZONE)) == (
        "$ORIGIN vm.example.net.\n$TTL 300\n"
        "@\tSOA\tns1.example.net. dns.example.net. 2026010100 3600 600 604800 60\n"
        "@\tNS\tns1.example.net.\n@\tNS\tns2.example.net.\n"
        "api000001\tA\t10.0.0.7\nweb000009\tA\t10.0.0.200\n"
        "web00002d\tA\t10.0.1.4\nweb00002d\tAAAA\tfd00::4\n"
    )


def test_texts_of_a_zone():
    listed = load_instances(azure.row(85), azure.interface(85, "10.0.0.7", "fd00::7"))
    lines = list(zone_lines(Hosts.of(listed), ZONE, txt=True))
    assert lines[1:] == [
        "shopweb00002d\tA\t10.0.0.7\n",
        'shopweb00002d\tTXT\t"vm=shop-web_ss_85" "id=85"\n',
        "shopweb00002d\tAAAA\tfd00::7\n",
    ]
    assert "TXT" not in "".join(zone_lines(HOSTS, ZONE, txt=True))


def test_reverse_zones():
    """By /24 and /64; each with its own head; by address."""
    zones = {
        name: "".join(lines) for name, lines in reverse_zones(HOSTS, "vm.example.net", ZONE).items()
    }
    six = ".".join("0" * 12) + ".0.0.d.f.ip6.arpa"
    assert list(zones) == ["0.0.10.in-addr.arpa", "1.0.10.in-addr.arpa", six]
    assert zones["0.0.10.in-addr.arpa"].endswith(
        "@\tNS\tns2.example.net.\n7\tPTR\tapi000001.vm.example.net.\n200\tPTR\tweb000009.vm.example.net.\n"
    )
    assert zones["1.0.10.in-addr.arpa"].startswith(
        "$ORIGIN 1.0.10.in-addr.arpa.\n$TTL 300\n@\tSOA\t"
    )
    assert zones[six].endswith("4" + ".0" * 15 + "\tPTR\tweb00002d.vm.example.net.\n")


def test_unbound():
    assert list(unbound_lines(HOSTS, "vm.example.net", 60))[:2] == [
        'local-data: "api000001.vm.example.net. 60 IN A 10.0.0.7"\n',
        'local-data-ptr: "10.0.0.7 60 api000001.vm.example.net"\n',
    ]


BAD_ZONES = [
    ({"domain": "a_b"}, "expected a domain"),
    ({"ns": []}, "expected a name server, got none"),
    ({"ns": ["ns1 evil"]}, "expected a domain"),
    ({"mail": "a b@c"}, "expected a domain"),
    ({"mail": ""}, "expected a domain"),
    ({"serial": -1}, "expected a serial of 32 bits"),
    ({"serial": 2**32}, "expected a serial of 32 bits"),
    ({"ttl": 2**31}, "expected a TTL of 31 bits"),
]


@pytest.mark.parametrize(("change", "message"), BAD_ZONES)
def test_bad_zones(change, message):
    good = {"domain": "a.net", "ns": ["ns.a.net"], "mail": "x@a.net", "serial": 1}
    with pytest.raises(ValueError, match=message):
        Zone(**(good | change))


def test_names_that_are_too_long_in_their_domain():
    domain = ".".join(["a" * 61] * 4)
    assert list(hosts_lines(Hosts(["abcd"], ["10.0.0.4"]), domain))
    for write in (
        lambda: list(hosts_lines(Hosts(["abcdefg"], ["10.0.0.4"]), domain)),
        lambda: list(zone_lines(Hosts(["abcdefg"], ["10.0.0.4"]), Zone(domain, ["n"], "m", 1))),
        lambda: reverse_zones(Hosts(["abcdefg"], ["10.0.0.4"]), domain, ZONE),
        lambda: list(unbound_lines(Hosts(["abcdefg"], ["10.0.0.4"]), domain)),
    ):
        with pytest.raises(NameFormatError, match="expected a domain"):
            write()


@pytest.mark.parametrize("text", ["a\nb", "ä", "a\x7f", "a" * 256, "\0"])
def test_texts_that_are_none(text):
    with pytest.raises(NameFormatError, match="expected a text"):
        quoted(text)


def test_the_same_input_is_the_same_bytes():
    names, addresses = (
        [f"web{number:06d}" for number in range(100)],
        [f"10.0.0.{n + 1}" for n in range(100)],
    )
    one = "".join(zone_lines(Hosts(names, addresses), ZONE))
    two = "".join(zone_lines(Hosts(names[::-1], addresses[::-1]), ZONE))
    assert one == two
