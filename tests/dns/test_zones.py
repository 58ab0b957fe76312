"""Hosts files, zones, aliases and texts, and the formats for unbound and Azure."""

import copy
import pickle
from types import SimpleNamespace

import azure_shapes as azure
import pytest

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
from vmssnames.dns.writers import quoted
from vmssnames.dns.zone import is_greater

ZONE = Zone(
    "vm.example.net",
    ["ns1.example.net", "ns2.example.net."],
    2026010100,
    mail="dns@example.net",
)


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
        with pytest.raises(ValueError, match="expected hosts from an inventory"):
            zone_lines(HOSTS, ZONE, **more)


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
    ({"ns": ["a.net", "A.NET."]}, "the name server a.net is listed twice"),
    ({"ns": ["ns.10.in-addr.arpa"]}, "expected a name server other than the domain"),
]


@pytest.mark.parametrize(("change", "message"), BAD_ZONES)
def test_bad_zones(change, message):
    good = {"domain": "a.net", "ns": ["ns.a.net"], "mail": "x@a.net", "serial": 1}
    with pytest.raises(ValueError, match=message):
        Zone(**(good | change))


def test_names_too_long_for_their_domain():
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
def test_invalid_texts(text):
    with pytest.raises(NameFormatError, match="expected a text"):
        quoted(text)


def test_zones_are_reproducible():
    names, addresses = (
        [f"web{number:06d}" for number in range(100)],
        [f"10.0.0.{n + 1}" for n in range(100)],
    )
    one = "".join(zone_lines(Hosts(names, addresses), ZONE))
    two = "".join(zone_lines(Hosts(names[::-1], addresses[::-1]), ZONE))
    assert one == two


def test_writers_reject_other_types():
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


def test_hosts_with_two_addresses_apart(monkeypatch):
    """They do then, and have got a str and one alias, and are in one of Azure's zones."""
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


def test_the_longest_name_anywhere():
    """At any position."""
    domain = ".".join(["a" * 61] * 4)
    hosts = ["a", "b" * 7, "c"]
    with pytest.raises(NameFormatError, match="expected a domain"):
        hosts_lines(Hosts(hosts, ["10.0.0.4", "10.0.0.5", "10.0.0.6"]), domain)


def test_name_servers_within_the_zone_need_addresses():
    hosts = Hosts(["web000001", "ns2"], ["10.0.0.4", "10.0.0.3"])

    def written(**ns):
        servers = {f"{name}.a.net": address for name, address in ns.items()}
        return "".join(zone_lines(hosts, Zone("a.net", servers, 1)))

    with pytest.raises(NameFormatError, match=r"expected an address for ns1\.a\.net"):
        written(ns1=None)
    assert "ns1\tA\t10.0.0.2\n" in written(ns1="10.0.0.2")
    assert "ns1\tAAAA\tfd00::2\n" in written(ns1="FD00:0::2")
    assert written(ns2="10.0.0.3").count("ns2\tA") == written(ns2=None).count("ns2\tA") == 1
    with pytest.raises(
        NameFormatError, match=r"'ns2' is 10\.0\.0\.3 and the name server 10\.9\.9\.9"
    ):
        written(ns2="10.9.9.9")
    assert "@\tA\t10.0.0.2\n" in "".join(zone_lines(hosts, Zone("a.net", {"a.net": "10.0.0.2"}, 1)))
    both = written(ns2=["10.0.0.3", "fd00::3"])
    assert both.count("ns2\tA\t") == 1 and "ns2\tAAAA\tfd00::3\n" in both
    for bad in (["10.9.9.9", "10.0.0.3"], ["10.0.0.3", "10.9.9.9"]):
        with pytest.raises(NameFormatError, match="and the name server 10.9.9.9"):
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
            NameFormatError, match="alias 'shop-web-ss-85' of shopweb00002d is also another host"
        ):
            zone_lines(two, ZONE, cname=True)
    servers = Zone("a.net", {"shop-web-ss-85.a.net": "10.0.0.1"}, 1)
    with pytest.raises(NameFormatError, match="alias 'shop-web-ss-85'"):
        zone_lines(hosts, servers, cname=True)


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
        with pytest.raises(
            NameFormatError, match="expected name servers outside of the Azure zone"
        ):
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


def of_a_vm(name):
    """Return a host with a VM called *name*, which no VM may be called."""
    vm = SimpleNamespace(name=name, computer_name="web", instance_id=85)
    return Hosts(["web"], ["10.0.0.4"], [vm])


def test_texts_are_checked_before_the_first_line():
    for name in ("web_\u00fc", "web\n85", "w" * 253):
        with pytest.raises(NameFormatError, match="expected a text"):
            zone_lines(of_a_vm(name), ZONE, txt=True)


@pytest.mark.parametrize("name", ["localhost", "xn--p1ai", "-x", "a" * 64, "123"])
def test_aliases_are_valid_hosts(name):
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


def test_serials_half_way_around():
    assert is_greater(2**31 - 1, 0) and not is_greater(2**31, 0) and not is_greater(0, 1)


@pytest.mark.parametrize("name", ["ns.ip6.arpa", "x.in-addr.arpa", "in-addr.arpa"])
def test_servers_in_reverse_zones(name):
    with pytest.raises(NameFormatError, match="expected a name server other than the domain"):
        Zone("a.net", [name], 1)


def test_servers_with_similar_names():
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
    with pytest.raises(NameFormatError, match="alias 'a-b' of y is also x"):
        zone_lines(Hosts(["x", "y"], ["10.0.0.4", "10.0.0.5"], vms), ZONE, cname=True)


def test_character_strings():
    assert quoted("a" * 255) == '"' + "a" * 255 + '"'
    assert quoted('\\ "') == '"\\\\ \\""'
