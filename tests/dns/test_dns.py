"""Hosts and zones: what is refused before a line is written, and what the lines are."""

import copy
import pickle
import random
from types import SimpleNamespace

import azure_shapes as azure
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from vmssnames import NameFormatError, load_instances
from vmssnames.dns import (
    Hosts,
    Zone,
    azure_zones,
    hosts_lines,
    reverse_zone_lines,
    reverse_zones,
    unbound_lines,
    zone_lines,
)
from vmssnames.dns.reverse import delegations, split_of
from vmssnames.dns.validate import check_address, check_domain, check_host
from vmssnames.dns.writers import quoted
from vmssnames.dns.zone import is_greater

ZONE = Zone(
    "vm.example.net",
    ["ns1.example.net", "ns2.example.net."],
    2026010100,
    mail="dns@example.net",
)

GOOD_HOSTS = ["web00002d", "WEB00002D", "a", "a-b", "a" * 63, "1a", "1-2", "0x1g"]
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
        "0",
        "123456",
        "0x",
        "0X7f000001",
    ),
]


@pytest.mark.parametrize("name", GOOD_HOSTS)
def test_good_hosts(name):
    assert check_host(name) == name.lower() == Hosts([name], ["10.0.0.4"]).labels[0]


@pytest.mark.parametrize("name", BAD_HOSTS)
def test_bad_hosts(name):
    for others in ([], ["web000001"]):
        with pytest.raises(NameFormatError, match="expected a label of a host name"):
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
    ("169.253.1.1", "169.253.1.1"),
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
        "fe80::1",
        "febf::1",
        "169.254.1.1",
        "::10.0.0.4",
        "::ffff:0:10.0.0.4",
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
        "10.0.0.2",
        "a.0x1",
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
    with pytest.raises(NameFormatError, match="got 1 for 2"):
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
    for more in ({"txt": True}, {"cname": True}):
        with pytest.raises(ValueError, match="expected hosts of an inventory"):
            zone_lines(HOSTS, ZONE, **more)


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
    ({"mail": ""}, "expected a mailbox, got ''"),
    ({"mail": "joe"}, "expected a mailbox, got 'joe'"),
    ({"mail": "joe."}, "expected a mailbox, got 'joe.'"),
    ({"mail": "a.b@c.net"}, "expected a mailbox without a dot before @"),
    ({"ns": {"ns.a.net": "::1"}}, "expected the address of a host"),
    ({"serial": -1}, "expected a serial of 32 bits"),
    ({"serial": 2**32}, "expected a serial of 32 bits"),
    ({"ttl": 2**31}, "expected a TTL of 31 bits"),
    ({"serial": 10**5000}, "expected a serial of 32 bits, got of 16610 bits"),
    ({"mail": "a@"}, "expected a mailbox, got 'a@'"),
    ({"mail": "@a.net"}, "expected a mailbox"),
    ({"ns": ["a.net", "A.NET."]}, "a.net stands there twice"),
    ({"ns": ["ns.10.in-addr.arpa"]}, "expected a name server with a name of its own"),
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
        lambda: list(
            zone_lines(Hosts(["abcdefg"], ["10.0.0.4"]), Zone(domain, ["n.b"], 1, mail="m.b"))
        ),
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


def test_what_stands_there_twice_is_written_once():
    hosts = Hosts(["b", "a", "B", "a"], ["10.0.0.5", "fd00::4", "10.0.0.5", "FD00:0::4"])
    assert list(hosts_lines(hosts)) == ["fd00::4\ta\n", "10.0.0.5\tb\n"]


CSVS = [
    'host;address;"a note, of\ntwo lines"\nweb000001;10.0.0.4;x\nweb000002;10.0.0.5;\n',
    'host\taddress\t"a note, of\ntwo lines"\nweb000001\t10.0.0.4\tx\nweb000002\t10.0.0.5\t\n',
    '"web000001";"10.0.0.4"\nweb000002;10.0.0.5\n',
    'host,address,"note; more"\nweb000001,10.0.0.4,x\nweb000002,10.0.0.5,\n',
    'host,address,"a\ttab"\nweb000001,10.0.0.4,x\nweb000002,10.0.0.5,\n',
    "notes;more,host,ip\n,web000001,10.0.0.4\n1;2,web000002,10.0.0.5\n",
    "web000001;10.0.0.4\nweb000002;10.0.0.5\n",
    "web000001 ; 10.0.0.4\n;\nweb000002;10.0.0.5\n; ;;\n",
    "Host Name;IP Address;Notes\nweb000001;10.0.0.4;1,5\nweb000002;10.0.0.5;\n",
    ",,,\nhost,ip,x\nweb000001,10.0.0.4,\n,,\n,,,,\nweb000002,10.0.0.5,\n,,\n",
    "computer-name,PRIVATE IP\nweb000001,10.0.0.4\nweb000002,10.0.0.5\n",
    " \r\n\nweb000001\t10.0.0.4\nweb000002\t10.0.0.5\n",
    "web000001,10.0.0.4\nweb000002,10.0.0.5\n",
    "web000001\t10.0.0.4\nweb000002\t10.0.0.5",
    "\ufeffweb000001,10.0.0.4\r\n\r\nweb000002, 10.0.0.5 \r\n",
    "host,address\nweb000001,10.0.0.4\nweb000002,10.0.0.5\n",
    "IP,zone,Computer_Name\n10.0.0.4,1,web000001\n10.0.0.5,,web000002\n",
    'name,computer_name,private_addresses\nweb_1,web000001,"10.0.0.4"\nweb_2,web000002,10.0.0.5\n',
]


@pytest.mark.parametrize("text", CSVS)
def test_csv(text):
    hosts = Hosts.parse(text)
    assert hosts.labels == ["web000001", "web000002"]
    assert hosts.addresses == ["10.0.0.4", "10.0.0.5"]


BAD_CSVS = [
    ("", "expected a host with an address, got none"),
    ("host,address\n", "expected a host with an address, got none"),
    ("web000001", "line 1: expected 2 cells with commas between them, got 1: 'web000001'"),
    ("a,10.0.0.4,x\n", "line 1: expected 2 cells with commas between them, got 3"),
    ("a\t10.0.0.4\tx\n", "line 1: expected 2 cells with tabs between them, got 3"),
    ("a,10.0.0.4\nb,10.0.0.5,c\n", "line 2: expected 2 cells .*, got 3: 'b,10.0.0.5,c'"),
    ("a.b.net,10.0.0.4", "expected a label of a host name, without a domain, got 'a.b.net'"),
    ("web_1;10.0.0.4,fd00::4\nb;10.0.0.5", "line 1: expected a label of .*, got 'web_1'"),
    ('a.b;"10.0.0.4,fd00::4"', "without a domain, got 'a.b'"),
    ("1,5;\na_b;10.0.0.7", "line 2: expected a label"),
    ("web;x\na;10.0.0.7", "line 1: expected the address of a host, got 'x'"),
    ("10.0.0.4,a", "expected a label of a host name, got '10.0.0.4'"),
    ("web.net1,10.0.0.4", "a host name, without a domain, got 'web.net1'"),
    ("host;ip;x\na;10.0.0.4", "line 2: expected 3 cells with semicolons .*, got 2: 'a;10.0.0.4'"),
    ("\n\nhost,ip,address\na,1,2", "line 3: expected one column of addresses, got 2"),
    ("\n\na,10.0.0.4\nb", "line 4: expected 2 cells"),
    ("host,what\na,10.0.0.4", "expected the address of a host, got 'what'"),
    ('a,"10.0.0.4', "line 1: expected CSV"),
    ('a,"10.0.0.4,10.0.0.5"', r"'a' is 10\.0\.0\.4 and 10\.0\.0\.5"),
    ("a b,10.0.0.4", "expected a label of a host name, got 'a b'"),
]


@pytest.mark.parametrize(("text", "message"), BAD_CSVS)
def test_bad_csv(text, message):
    with pytest.raises(NameFormatError, match=message):
        Hosts.parse(text)


def test_a_cell_of_several_addresses():
    hosts = Hosts.parse('host,ip\na,"10.0.0.4, fd00::4"\n')
    assert hosts.addresses == ["10.0.0.4", "fd00::4"] and hosts.labels == ["a", "a"]


@pytest.mark.parametrize("between", ["\t", ";"])
def test_commas_in_cells(between):
    hosts = Hosts.parse(f"a{between}10.0.0.4,fd00::4\nb{between}10.0.0.5\n")
    assert hosts.addresses == ["10.0.0.4", "fd00::4", "10.0.0.5"]


def test_of_several_addresses_none_is_taken_for_the_hosts_own():
    """An inventory's cell holds those of all interfaces; what is not there is no address."""
    for cells in ('"10.0.0.5,10.0.0.4"', '"fd00::5,10.0.0.5,fd00::4"'):
        with pytest.raises(NameFormatError, match=r"'web' is [^ ]+5 and [^ ]+4"):
            Hosts.parse(f"name,computer_name,private_addresses\nw_1,web,{cells}\n")
    for cells in ('", 10.0.0.4"', '"10.0.0.4,"'):
        with pytest.raises(NameFormatError, match="line 2: expected the address of a host, got ''"):
            Hosts.parse(f"name,private_addresses\nweb,{cells}\n")


def test_hosts_without_interfaces_have_the_one_address_that_is_said():
    """By the row, as `az vm list --show-details` has it, or by the node; of several, none."""
    nodes = [azure.node(1), azure.node(2)]
    for node, addresses in zip(
        nodes, (["10.0.0.4", "fd00::4"], ["10.0.0.5", "10.0.0.6"]), strict=True
    ):
        node["status"]["addresses"] = [
            {"type": "InternalIP", "address": address} for address in addresses
        ]
    hosts = Hosts.of(load_instances([azure.row(1), azure.row(2)], {"items": nodes}))
    assert hosts.labels == ["shopweb000001"] * 2 and hosts.addresses == ["10.0.0.4", "fd00::4"]
    reason = "'shop-web_ss_2' has 2 addresses, and no interface to say which is its"
    assert hosts.left_out == (reason,)
    row = azure.flexible() | {"privateIps": "10.0.0.9"}
    assert Hosts.of(load_instances([row])).addresses == ["10.0.0.9"]


def test_the_writers_say_what_they_take():
    """Not an inventory, nor one for the other."""
    listed = load_instances([azure.row(1)], [azure.interface(1, "10.0.0.4")])
    hosts = Hosts.of(listed)
    for write in (
        hosts_lines,
        lambda given: zone_lines(given, ZONE),
        lambda given: reverse_zones(given, "a.net", ZONE),
        lambda given: reverse_zone_lines(given, "a.net", ZONE),
        lambda given: unbound_lines(given, "a.net"),
        lambda given: azure_zones(given, ZONE),
    ):
        with pytest.raises(TypeError, match="^expected Hosts, got Inventory: see Hosts.of$"):
            write(listed)
    for write in (
        lambda given: zone_lines(hosts, given),
        lambda given: reverse_zones(hosts, "a.net", given),
        lambda given: reverse_zone_lines(hosts, "a.net", given),
        lambda given: azure_zones(hosts, given),
    ):
        with pytest.raises(TypeError, match="^expected a Zone, got list$"):
            write(["ns"])
    for change in ({"serial": "1"}, {"ttl": 1.5}, {"serial": None}, {"ttl": True}):
        with pytest.raises(TypeError, match="^expected a (serial|TTL) of 3. bits, got "):
            Zone(**({"domain": "a.net", "ns": ["ns.b.net"], "serial": 1} | change))


def test_hosts_with_two_addresses_that_do_not_stand_together(monkeypatch):
    """They do then, and have one text and one alias, and are in one of Azure's zones."""
    one, other = SimpleNamespace(name="w_1"), SimpleNamespace(name="w_2")
    one.instance_id, one.computer_name = 1, "b"
    other.instance_id, other.computer_name = 2, "a"
    hosts = Hosts(["b", "a", "b"], ["10.0.0.1", "10.0.0.2", "fd00::1"], [one, other, one])
    assert hosts.labels == ["b", "b", "a"] and hosts.instances == [one, one, other]
    assert hosts.addresses == ["10.0.0.1", "fd00::1", "10.0.0.2"]
    text = "".join(zone_lines(hosts, ZONE, txt=True, cname=True))
    assert text.count("TXT") == text.count("CNAME") == 2
    monkeypatch.setattr("vmssnames.dns.writers.AZURE_RECORD_SETS", 2)
    assert len(azure_zones(hosts, ZONE)) == 2


def test_the_longest_name_of_all_has_room_in_the_domain():
    """Wherever it stands."""
    domain = ".".join(["a" * 61] * 4)
    hosts = ["a", "b" * 7, "c"]
    with pytest.raises(NameFormatError, match="expected a domain"):
        hosts_lines(Hosts(hosts, ["10.0.0.4", "10.0.0.5", "10.0.0.6"]), domain)


def test_one_of_a_thing_is_one():
    assert repr(Hosts(["a"], ["10.0.0.4"])) == "<Hosts: 1 address, from a to a>"
    assert repr(load_instances([azure.row(1)])) == "<Inventory of 1 in 1 scale set>"


def test_name_servers_within_the_zone_need_addresses():
    hosts = Hosts(["web000001", "ns2"], ["10.0.0.4", "10.0.0.3"])

    def written(**ns):
        servers = {f"{name}.a.net": address for name, address in ns.items()}
        return "".join(zone_lines(hosts, Zone("a.net", servers, 1)))

    with pytest.raises(NameFormatError, match=r"expected the address of ns1\.a\.net"):
        written(ns1=None)
    assert "ns1\tA\t10.0.0.2\n" in written(ns1="10.0.0.2")
    assert "ns1\tAAAA\tfd00::2\n" in written(ns1="FD00:0::2")
    assert written(ns2="10.0.0.3").count("ns2\tA") == written(ns2=None).count("ns2\tA") == 1
    with pytest.raises(
        NameFormatError, match=r"'ns2' is 10\.0\.0\.3 and, as a server, 10\.9\.9\.9"
    ):
        written(ns2="10.9.9.9")
    assert "@\tA\t10.0.0.2\n" in "".join(zone_lines(hosts, Zone("a.net", {"a.net": "10.0.0.2"}, 1)))
    both = written(ns2=["10.0.0.3", "fd00::3"])
    assert both.count("ns2\tA\t") == 1 and "ns2\tAAAA\tfd00::3\n" in both
    for bad in (["10.9.9.9", "10.0.0.3"], ["10.0.0.3", "10.9.9.9"]):
        with pytest.raises(NameFormatError, match="and, as a server, 10.9.9.9"):
            written(ns2=bad)
    # Another zone's server needs none.
    assert list(zone_lines(hosts, Zone("a.net", ["ns1.xa.net"], 1)))


def test_aliases():
    """A VM name as a label; never one that another host has, too."""
    vms = load_instances(
        azure.row(85),
        azure.interface(85, "10.0.0.7", "fd00::7"),
        azure.interface(85, "10.1.0.7", primary=False, name="second"),
    )
    hosts = Hosts.of(vms, every_interface=True)
    lines = "".join(zone_lines(hosts, ZONE, cname=True))
    assert lines.count("CNAME") == 1 and "\nshop-web-ss-85\tCNAME\tshopweb00002d\n" in lines
    vm = hosts.instances[0]
    for name in ("shop-web-ss-85", "SHOP-WEB-SS-85"):
        two = Hosts(["shopweb00002d", name], ["10.0.0.7", "10.0.0.8"], [vm, vm])
        with pytest.raises(
            NameFormatError, match="alias 'shop-web-ss-85' of shopweb00002d is another host, too"
        ):
            zone_lines(two, ZONE, cname=True)
    servers = Zone("a.net", {"shop-web-ss-85.a.net": "10.0.0.1"}, 1)
    with pytest.raises(NameFormatError, match="alias 'shop-web-ss-85'"):
        zone_lines(hosts, servers, cname=True)


def test_a_reverse_zone_of_its_own():
    for name, owner in (
        ("0.0.10.in-addr.arpa", "7"),
        ("0.10.in-addr.arpa", "7.0"),
        ("10.in-addr.arpa", "7.0.0"),
        ("0-26.0.0.10.in-addr.arpa", "7"),
    ):
        zone = Zone(name, ["ns1.example.net"], 1)
        lines = "".join(reverse_zone_lines(HOSTS, "vm.example.net", zone))
        assert f"\n{owner}\tPTR\tapi000001.vm.example.net.\n" in lines
    six = Zone("0.0.d.f.ip6.arpa", ["ns1.example.net"], 1)
    assert "4" + ".0" * 27 + "\tPTR\tweb" in "".join(reverse_zone_lines(HOSTS, "a.net", six))
    for name in ("vm.example.net", "in-addr.arpa", "0-24.0.0.10.in-addr.arpa", "d.f.ip6.arpa"):
        with pytest.raises(NameFormatError, match="expected a reverse zone, got"):
            reverse_zone_lines(HOSTS, "a.net", Zone(name, ["n.b"], 1))
    for name in ("9.0.10.in-addr.arpa", "64-26.0.0.10.in-addr.arpa", "1-26.0.0.10.in-addr.arpa"):
        with pytest.raises(NameFormatError, match=f"expected a host in {name}, got none"):
            reverse_zone_lines(HOSTS, "a.net", Zone(name, ["n.b"], 1))


def test_zones_within_a_24():
    zones = reverse_zones(HOSTS, "a.net", ZONE, ipv4=25)
    assert list(zones)[:3] == [
        "0-25.0.0.10.in-addr.arpa",
        "128-25.0.0.10.in-addr.arpa",
        "0-25.1.0.10.in-addr.arpa",
    ]
    assert list(zones["128-25.0.0.10.in-addr.arpa"])[1:] == ["200\tPTR\tweb000009.a.net.\n"]
    parents = delegations(list(zones), list(ZONE.ns))
    assert list(parents) == ["0.0.10.in-addr.arpa", "1.0.10.in-addr.arpa"]
    lines = parents["0.0.10.in-addr.arpa"]
    assert lines[:3] == [
        "0-25\tNS\tns1.example.net.\n",
        "0-25\tNS\tns2.example.net.\n",
        "0\tCNAME\t0.0-25\n",
    ]
    assert lines[-1] == "255\tCNAME\t255.128-25\n" and len(lines) == 2 * (2 + 128)
    assert not delegations(["0.0.10.in-addr.arpa"], ["n"])


@pytest.mark.parametrize(
    "split", [{"ipv4": 0}, {"ipv4": 20}, {"ipv4": 32}, {"ipv6": 62}, {"ipv6": 12}, {"ipv6": 128}]
)
def test_splits_that_are_none(split):
    with pytest.raises(ValueError, match="expected a split of IPv"):
        reverse_zones(HOSTS, "a.net", ZONE, **split)


def rows_of(kernels, blob, packed, bits, end):
    rows = kernels.reverse_rows(blob, packed, bits, end)
    return {first: rows.lines(at) for at, first in enumerate(rows.firsts)}


def naive_rows(labels, addresses, bits, end):
    """PTR lines of blocks, by their first addresses, as one would write them down."""
    blocks = {}
    order = sorted(range(len(labels)), key=lambda at: addresses[at])
    for at in order:
        octets = [str(octet) for octet in addresses[at].to_bytes(4, "big")]
        first = addresses[at] & ~((1 << 32 - bits) - 1)
        own = octets[{8: 1, 16: 2}.get(bits, 3) :]
        line = ".".join(own[::-1]).encode() + b"\tPTR\t" + labels[at].encode() + end
        blocks[first] = blocks.get(first, b"") + line
    return blocks


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_rows_of_reverse_zones(kernels, data):
    """On every kernel, whatever the addresses: sorted, equal ones in order, blocks where they are."""
    near = st.integers(0x0A0000F0, 0x0A000110)
    addresses = data.draw(st.lists(near | st.integers(0, 2**32 - 1), max_size=40))
    labels = [data.draw(st.sampled_from(["a", "bb", "c" * 63])) for _ in addresses]
    bits = data.draw(st.sampled_from([8, 16, 24, 25, 26, 30, 31]))
    end = data.draw(st.sampled_from([b"\n", b".vm.example.net.\n"]))
    packed = b"".join(one.to_bytes(4, "big") for one in addresses)
    blob = "".join(f"{label}\n" for label in labels).encode()
    found = rows_of(kernels, blob, packed, bits, end)
    assert list(found) == sorted(found)
    assert found == naive_rows(labels, addresses, bits, end)


def test_many_rows_of_reverse_zones(kernels):
    """Every octet in every place, and the longest lines there can be."""
    addresses = [at * 0x01010101 for at in range(256)] + [
        0xFFFFFFFF - at * 65793 for at in range(256)
    ]
    labels = ["x" * 63] * 512
    packed = b"".join(one.to_bytes(4, "big") for one in addresses)
    for bits in (8, 24, 31):
        found = rows_of(kernels, (b"x" * 63 + b"\n") * 512, packed, bits, b".a.\n")
        assert found == naive_rows(labels, addresses, bits, b".a.\n")
    with pytest.raises(ValueError):
        kernels.reverse_rows(b"a\n", packed, 24, b"\n")


def test_every_kernel_writes_the_same_zones(kernels):
    text = "".join(reverse_zones(HOSTS, "vm.example.net", ZONE)["0.0.10.in-addr.arpa"])
    assert text.endswith("7\tPTR\tapi000001.vm.example.net.\n200\tPTR\tweb000009.vm.example.net.\n")


def test_azure_imports():
    """Below 25 000 record sets each, the SOA record among them; nothing lost."""
    names = [f"web{at:06d}" for at in range(50_000)]
    addresses = [f"10.0.{at >> 8}.{at & 255}" for at in range(50_000)]
    zone = Zone("a.net", ["ns1.xa.net"], 1)
    files = ["".join(lines) for lines in azure_zones(Hosts(names, addresses), zone)]
    assert [text.count("\tA\t") + text.count("SOA") for text in files] == [25_000, 25_000, 3]
    assert all(text.startswith("$ORIGIN a.net.\n$TTL 300\n@\tSOA\t") for text in files)
    found = [line for text in files for line in text.splitlines() if line.startswith("web")]
    assert found == [f"{name}\tA\t{address}" for name, address in zip(names, addresses)]
    for server in ("ns1.a.net", "a.net"):
        with pytest.raises(NameFormatError, match="expected servers outside of Azure's zone"):
            azure_zones(HOSTS, Zone("a.net", {server: "10.9.9.9"}, 1))
    with pytest.raises(NameFormatError, match="expected a domain"):
        azure_zones(HOSTS, Zone(".".join(["a" * 61] * 4), ["n.b"], 1, mail="a.b"))


@pytest.mark.parametrize(
    "change",
    [
        {"serial": True},
        {"serial": 1.0},
        {"ttl": 300.5},
        {"ttl": "3"},
        {"ns": "ns1"},
        {"serial": None},
    ],
)
def test_zones_of_other_types(change):
    with pytest.raises(TypeError):
        Zone(**({"domain": "a.net", "ns": ["ns.b.net"], "serial": 1} | change))


class Evil(str):
    """Says one thing and is another."""

    def __format__(self, spec):
        return "evil 60 IN A 6.6.6.6\n$INCLUDE /etc/passwd"

    __str__ = lower = __repr__ = lambda self: "evil\n"


def test_texts_that_say_they_are_another():
    for hosts in (Hosts([Evil("web")], ["10.0.0.4"]), Hosts(["web"], [Evil("10.0.0.4")])):
        assert set(map(type, hosts.labels + hosts.addresses)) == {str}
        assert list(hosts_lines(hosts)) == ["10.0.0.4\tweb\n"]
    for names, addresses in (([b"web"], ["10.0.0.4"]), (["web"], [1]), ([None], ["10.0.0.4"])):
        with pytest.raises(TypeError):
            Hosts(names, addresses)
    assert Hosts(iter(["web"]), iter(["10.0.0.4"])).labels == ["web"]


def test_splits_are_whole_numbers():
    for split in (24.0, "24", None):
        with pytest.raises(TypeError):
            reverse_zones(HOSTS, "a.net", ZONE, ipv4=split)
    with pytest.raises(TypeError):
        unbound_lines(HOSTS, "a.net", 1.5)


def of_a_vm(name):
    """A host whose VM is called *name*, as none may be."""
    vm = SimpleNamespace(name=name, computer_name="web", instance_id=85)
    return Hosts(["web"], ["10.0.0.4"], [vm])


def test_texts_are_checked_before_the_first_line():
    for name in ("web_\u00fc", "web\n85", "w" * 253):
        with pytest.raises(NameFormatError, match="expected a text"):
            zone_lines(of_a_vm(name), ZONE, txt=True)


@pytest.mark.parametrize("name", ["localhost", "xn--p1ai", "-x", "a" * 64, "123"])
def test_aliases_are_held_to_what_hosts_are(name):
    with pytest.raises(NameFormatError, match="alias of '"):
        zone_lines(of_a_vm(name), ZONE, cname=True)


def test_a_host_is_in_one_azure_zone_with_all_its_addresses():
    names = [f"web{at:06d}" for at in range(13_000) for _ in "46"]
    addresses = [
        one for at in range(13_000) for one in (f"10.0.{at >> 8}.{at & 255}", f"fd00::{at + 1:x}")
    ]
    zone = Zone("a.net", ["ns1.xa.net"], 1)
    files = ["".join(lines) for lines in azure_zones(Hosts(names, addresses), zone)]
    assert len(files) == 2 and all(text.count("\tA") < 25_000 for text in files)
    own = [
        {line.split("\t")[0] for line in text.splitlines() if line[:3] == "web"} for text in files
    ]
    assert not own[0] & own[1] and len(own[0] | own[1]) == 13_000


def test_distinct_addresses(kernels):
    assert kernels.distinct_addresses(b"") and kernels.distinct_addresses(b"abcd")
    assert kernels.distinct_addresses(b"abcdabceabbc") and not kernels.distinct_addresses(
        b"abcd" * 2
    )
    assert not kernels.distinct_addresses(b"abcdwxyz1234abcd")


@pytest.mark.parametrize(
    ("labels", "addresses", "bits"),
    [
        (b"a\n", b"abcd", 7),
        (b"a\n", b"abcd", 32),
        (b"a\n", b"abcde", 24),
        (b"a\nb\n", b"abcd", 24),
        (b"a", b"abcd", 24),
        (b"", b"abcd", 24),
    ],
)
def test_rows_that_do_not_go_together(kernels, labels, addresses, bits):
    with pytest.raises(ValueError):
        kernels.reverse_rows(labels, addresses, bits, b"\n")


def test_csv_with_two_columns_of_addresses():
    with pytest.raises(NameFormatError, match="expected one column of addresses, got 2"):
        Hosts.parse("host,ip,address\na,10.0.0.4,10.0.0.5\n")
    with pytest.raises(NameFormatError, match="expected a label"):
        Hosts.parse('"web\n",10.0.0.4\n')
    with pytest.raises(NameFormatError, match="expected a label"):
        Hosts.parse("web\u00a0,10.0.0.4\n")


# -- what mutations showed to be untested


def test_domains_and_names_at_their_longest():
    longest = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 61])
    assert len(longest) == 253 and check_domain(longest) == check_domain(f"{longest}.") == longest
    with pytest.raises(NameFormatError):
        check_domain(f"{longest}d")
    # The longest of the labels is what has room, or not; not the last.
    domain = ".".join(["a" * 61] * 4)
    with pytest.raises(NameFormatError, match="expected a domain"):
        Hosts(["abcdefgh", "z"], ["10.0.0.4", "10.0.0.5"]).in_domain(domain)


def test_as_many_problems_as_are_told():
    names = [f"a{at}" for at in range(6)]
    with pytest.raises(NameFormatError) as caught:
        Hosts(names, ["10.0.0.4"] * 6)
    assert str(caught.value).count(" is ") == 5 and "more" not in str(caught.value)


def test_hosts_are_sorted_by_label_and_ipv4_comes_first():
    hosts = Hosts(["b", "b", "a"], ["2001:db8::1", "9.9.9.9", "10.0.0.1"])
    assert list(zip(hosts.labels, hosts.addresses)) == [
        ("a", "10.0.0.1"),
        ("b", "9.9.9.9"),
        ("b", "2001:db8::1"),
    ]


def test_hosts_with_instances_stay_in_their_order():
    one, other = SimpleNamespace(name="x"), SimpleNamespace(name="y")
    hosts = Hosts(["b", "a", "b"], ["10.0.0.5", "10.0.0.4", "10.0.0.5"], [one, other, one])
    assert (hosts.labels, hosts.instances) == (["b", "a"], [one, other])
    for instances in ([one], [one] * 3):
        with pytest.raises(NameFormatError, match="expected an instance for each name"):
            Hosts(["b", "a"], ["10.0.0.5", "10.0.0.4"], instances)
    assert repr(hosts) == "<Hosts: 2 addresses, from b to a>"


def test_an_inventory_without_addresses_is_refused_with_its_reasons():
    with pytest.raises(
        NameFormatError, match="interfaces of the 7 instances, got none: az vmss nic"
    ):
        Hosts.of(load_instances([azure.row(number) for number in range(7)]))
    nics = [azure.interface(number) for number in range(7)]
    with pytest.raises(NameFormatError, match="'shop-web_ss_0' has no address; .*; and 2 more"):
        Hosts.of(load_instances([azure.row(number) for number in range(7)], nics))
    with pytest.raises(NameFormatError, match="line 1: 'web' has no address; line 2: 'x'"):
        Hosts.parse("web,\nx, \n")
    hosts = Hosts.parse("web,\nx,10.0.0.4\n")
    assert (hosts.labels, hosts.left_out) == (["x"], ("line 1: 'web' has no address",))


def test_interfaces_in_an_order_of_their_own():
    """The primary one, wherever it stands, then by ID."""
    nics = [
        azure.interface(85, "10.0.0.6", primary=False, name="c"),
        azure.interface(85, "10.0.0.5", primary=False, name="b"),
        azure.interface(85, "10.0.0.4", name="z"),
    ]
    for order in (nics, nics[::-1], nics[1:] + nics[:1]):
        hosts = Hosts.of(load_instances(azure.row(85), *order), every_interface=True)
        assert hosts.addresses == ["10.0.0.4", "10.0.0.5", "10.0.0.6"]
        assert hosts.labels[1:] == ["shopweb00002d-nic2", "shopweb00002d-nic3"]


def test_csv_as_it_may_come():
    assert Hosts.parse("\n\nHost , Address\nweb,10.0.0.4\n").labels == ["web"]
    for text in ("web,10.0.0.4\u00a0\n", "\u212a,10.0.0.4\n"):
        with pytest.raises(NameFormatError, match="line 1: expected"):
            Hosts.parse(text)
    with pytest.raises(NameFormatError, match=r"^line 2: expected a label .*; line 4: .* got 'x'$"):
        Hosts.parse("a,10.0.0.4\nb b,10.0.0.5\nc,10.0.0.6\nd,x\n")
    with pytest.raises(NameFormatError, match="a head would name its columns host and address"):
        Hosts.parse("vmname,ip\na,10.0.0.4\n")
    with pytest.raises(TypeError, match="expected a str, got bytes"):
        Hosts.parse(b"a,10.0.0.4\n")


def test_columns_that_are_none():
    with pytest.raises(TypeError, match="expected a column"):
        Hosts("ab", ["10.0.0.1", "10.0.0.2"])
    with pytest.raises(TypeError, match="to be str, got bytes"):
        Hosts([b"a"], ["10.0.0.1"])


def test_ipv6_among_ipv4():
    """The one is spelled anew, the other stays, each in its place; all that is wrong is said."""
    hosts = Hosts(list("abc"), ["10.0.0.4", "FD00:0::1", "10.0.0.5"])
    assert hosts.addresses == ["10.0.0.4", "fd00::1", "10.0.0.5"]
    assert Hosts(list("ab"), ["FD00:0::1", "fd00::2"]).addresses == ["fd00::1", "fd00::2"]
    for bad in ("10.0.0.300", "fd00::g", "127.0.0.1", "169.254.0.1"):
        with pytest.raises(NameFormatError, match="expected the address of a host, got"):
            Hosts(list("abc"), ["10.0.0.4", "fd00::1", bad])


def test_zones_are_values():
    one = Zone("a.net", {"ns.b.net": ["10.0.0.2"][:0]}, 1)
    assert one == Zone("A.NET.", ["NS.b.net"], 1) and hash(one) == hash(
        Zone("a.net", ["ns.b.net"], 1)
    )
    for change in (
        {"serial": 2},
        {"ttl": 1},
        {"mail": "x.y"},
        {"ns": ["ns.c.net"]},
        {"domain": "b.net"},
    ):
        assert one != Zone(**({"domain": "a.net", "ns": ["ns.b.net"], "serial": 1} | change))
    assert pickle.loads(pickle.dumps(one)) == copy.copy(one) == one
    with pytest.raises(TypeError):
        one.ns["evil\n"] = ()


def test_serials_half_way_round():
    assert is_greater(2**31 - 1, 0) and not is_greater(2**31, 0) and not is_greater(0, 1)


@pytest.mark.parametrize("name", ["ns.ip6.arpa", "x.in-addr.arpa", "in-addr.arpa"])
def test_servers_in_reverse_zones(name):
    with pytest.raises(NameFormatError, match="expected a name server with a name of its own"):
        Zone("a.net", [name], 1)


def test_a_server_that_only_looks_so():
    assert Zone("a.net", ["ns1.notin-addr.arpa"], 1).ns


def alias_of(name, host="web", zone=ZONE):
    vm = SimpleNamespace(name=name, computer_name=host, instance_id=85)
    lines = "".join(zone_lines(Hosts([host], ["10.0.0.4"], [vm]), zone, cname=True))
    return [line.split("\t")[0] for line in lines.splitlines() if "CNAME" in line]


def test_aliases_as_labels():
    assert alias_of("My.Web_SS_85") == ["my-web-ss-85"]
    assert alias_of("web") == alias_of("WEB") == alias_of(None) == []
    room = Zone(".".join(["a" * 60] * 4), ["ns1.example.net"], 1, mail="a.b")
    assert alias_of("w_123456", zone=room) and len(room.domain) == 243
    with pytest.raises(NameFormatError, match="alias of 'w_12345678': expected a domain"):
        alias_of("w_12345678", zone=room)
    vms = [
        SimpleNamespace(name=name, computer_name=host, instance_id=1)
        for name, host in (("a_b", "x"), ("a.b", "y"))
    ]
    with pytest.raises(NameFormatError, match="alias 'a-b' of y is x, too"):
        zone_lines(Hosts(["x", "y"], ["10.0.0.4", "10.0.0.5"], vms), ZONE, cname=True)


def test_character_strings():
    assert quoted("a" * 255) == '"' + "a" * 255 + '"'
    assert quoted('\\ "') == '"\\\\ \\""'


def test_ipv6_networks_in_any_order():
    addresses = ["fd00:0:0:2::1", "fd00:0:0:1::1", "fd00:0:0:2::2", "fd00:0:0:1::2", "10.0.0.4"]
    zones = reverse_zones(Hosts(list("abcde"), addresses), "a.net", ZONE)
    found = {name: len(list(lines)) - 1 for name, lines in zones.items()}
    assert sorted(found.values()) == [1, 2, 2]


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("10.in-addr.arpa", 8),
        ("0.0.10.in-addr.arpa", 24),
        ("0.0.0.10.in-addr.arpa", None),
        ("0-31.0.0.10.in-addr.arpa", 31),
        ("0-32.0.0.10.in-addr.arpa", None),
        ("0-24.0.0.10.in-addr.arpa", None),
        (".".join("0" * 4) + ".ip6.arpa", 16),
        (".".join("0" * 3) + ".ip6.arpa", None),
        (".".join("0" * 31) + ".ip6.arpa", 124),
        (".".join("0" * 32) + ".ip6.arpa", None),
    ],
)
def test_names_of_reverse_zones(name, split):
    found = split_of(name)
    assert (found is None) is (split is None) and (split is None or [*found.values()] == [split])


def test_more_hosts_than_two_bytes_count(kernels):
    count = 70_000
    addresses = random.sample(range(0x0A000000, 0x0A000000 + 2 * count), count)
    packed = b"".join(one.to_bytes(4, "big") for one in addresses)
    blob = "".join(f"h{at}\n" for at in range(count)).encode()
    rows = kernels.reverse_rows(blob, packed, 8, b".\n")
    found = rows.lines(0).decode().splitlines()
    order = sorted(range(count), key=addresses.__getitem__)
    assert len(found) == count and [line.split("\t")[2] for line in found] == [
        f"h{at}." for at in order
    ]


@pytest.mark.parametrize(
    ("labels", "addresses"), [(b"a\n", b"abcdefgh"), (b"a\rb\nc", b"abcd"), (b"a\n", b"")]
)
def test_kernels_refuse_in_the_same_words(kernels, labels, addresses):
    with pytest.raises(ValueError, match="^expected four bytes an address, a line for each, and 8"):
        kernels.reverse_rows(labels, addresses, 24, b"\n")
    with pytest.raises(ValueError, match="^expected four bytes an address$"):
        kernels.distinct_addresses(b"abcde")
    assert kernels.reverse_rows(b"a\rb\n", b"abcd", 24, b"\n").lines(0) == b"100\tPTR\ta\rb\n"
