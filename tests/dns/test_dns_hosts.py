"""Hosts: from inventories and from CSV, and what they reject."""

import random
from types import SimpleNamespace

import azure_shapes as azure
import pytest

from vmssnames import NameFormatError, load_instances
from vmssnames.dns import (
    Hosts,
    hosts_lines,
)


def test_contradictions():
    with pytest.raises(NameFormatError, match=r"10\.0\.0\.4 is the address of 'a' and of 'b'"):
        Hosts(["a", "b"], ["10.0.0.4"] * 2)
    with pytest.raises(NameFormatError, match=r"'a' has the addresses 10\.0\.0\.4 and 10\.0\.0\.5"):
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


def test_a_vm_without_a_computer_name_is_left_out():
    row = azure.row(85, osProfile=None)
    listed = load_instances(
        row, azure.row(9), azure.interface(85, "10.0.0.7"), azure.interface(9, "10.0.0.4")
    )
    assert Hosts.of(listed).left_out == ("'shop-web_ss_85' has no computer name",)


def test_duplicates_are_written_once():
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
    ('a,"10.0.0.4,10.0.0.5"', r"'a' has the addresses 10\.0\.0\.4 and 10\.0\.0\.5"),
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


def test_several_addresses_without_an_interface():
    """The cell of an inventory has the addresses of all interfaces; an empty one has none."""
    for cells in ('"10.0.0.5,10.0.0.4"', '"fd00::5,10.0.0.5,fd00::4"'):
        with pytest.raises(NameFormatError, match=r"'web' has the addresses [^ ]+5 and [^ ]+4"):
            Hosts.parse(f"name,computer_name,private_addresses\nw_1,web,{cells}\n")
    for cells in ('", 10.0.0.4"', '"10.0.0.4,"'):
        with pytest.raises(NameFormatError, match="line 2: expected the address of a host, got ''"):
            Hosts.parse(f"name,private_addresses\nweb,{cells}\n")


def test_hosts_without_interfaces():
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
    reason = "'shop-web_ss_2' has 2 addresses, but no interface marks the primary one: also pass az vmss nic list -g GROUP --vmss-name NAME"
    assert hosts.left_out == (reason,)
    row = azure.flexible() | {"privateIps": "10.0.0.9"}
    assert Hosts.of(load_instances([row])).addresses == ["10.0.0.9"]


def test_singular_and_plural():
    assert repr(Hosts(["a"], ["10.0.0.4"])) == "<Hosts: 1 address, from a to a>"
    assert repr(load_instances([azure.row(1)])) == "<Inventory of 1 in 1 scale set>"


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
def test_columns_of_different_lengths(kernels, labels, addresses, bits):
    with pytest.raises(ValueError):
        kernels.reverse_rows(labels, addresses, bits, b"\n")


def test_csv_with_two_columns_of_addresses():
    with pytest.raises(NameFormatError, match="expected one column of addresses, got 2"):
        Hosts.parse("host,ip,address\na,10.0.0.4,10.0.0.5\n")
    with pytest.raises(NameFormatError, match="expected a label"):
        Hosts.parse('"web\n",10.0.0.4\n')
    with pytest.raises(NameFormatError, match="expected a label"):
        Hosts.parse("web\u00a0,10.0.0.4\n")


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


def test_an_inventory_without_addresses():
    with pytest.raises(
        NameFormatError, match="interfaces for the 7 instances: also pass az vmss nic"
    ):
        Hosts.of(load_instances([azure.row(number) for number in range(7)]))
    nics = [azure.interface(number) for number in range(7)]
    with pytest.raises(NameFormatError, match="'shop-web_ss_0' has no address; .*; and 2 more"):
        Hosts.of(load_instances([azure.row(number) for number in range(7)], nics))
    with pytest.raises(NameFormatError, match="line 1: 'web' has no address; line 2: 'x'"):
        Hosts.parse("web,\nx, \n")
    hosts = Hosts.parse("web,\nx,10.0.0.4\n")
    assert (hosts.labels, hosts.left_out) == (["x"], ("line 1: 'web' has no address",))


def test_the_order_of_interfaces():
    """The primary one first, wherever it is listed, and then by ID."""
    nics = [
        azure.interface(85, "10.0.0.6", primary=False, name="c"),
        azure.interface(85, "10.0.0.5", primary=False, name="b"),
        azure.interface(85, "10.0.0.4", name="z"),
    ]
    for order in (nics, nics[::-1], nics[1:] + nics[:1]):
        hosts = Hosts.of(load_instances(azure.row(85), *order), every_interface=True)
        assert hosts.addresses == ["10.0.0.4", "10.0.0.5", "10.0.0.6"]
        assert hosts.labels[1:] == ["shopweb00002d-nic2", "shopweb00002d-nic3"]


def test_csv_from_other_programs():
    assert Hosts.parse("\n\nHost , Address\nweb,10.0.0.4\n").labels == ["web"]
    for text in ("web,10.0.0.4\u00a0\n", "\u212a,10.0.0.4\n"):
        with pytest.raises(NameFormatError, match="line 1: expected"):
            Hosts.parse(text)
    with pytest.raises(NameFormatError, match=r"^line 2: expected a label .*; line 4: .* got 'x'$"):
        Hosts.parse("a,10.0.0.4\nb b,10.0.0.5\nc,10.0.0.6\nd,x\n")
    with pytest.raises(
        NameFormatError, match="a header row would have the columns host and address"
    ):
        Hosts.parse("vmname,ip\na,10.0.0.4\n")
    with pytest.raises(TypeError, match="expected a str, got bytes"):
        Hosts.parse(b"a,10.0.0.4\n")


def test_columns_of_other_types():
    with pytest.raises(TypeError, match="expected a column"):
        Hosts("ab", ["10.0.0.1", "10.0.0.2"])
    with pytest.raises(TypeError, match="to be str, got bytes"):
        Hosts([b"a"], ["10.0.0.1"])


def test_ipv6_among_ipv4():
    """IPv6 is respelled, IPv4 is unchanged, in the same order; one error lists all problems."""
    hosts = Hosts(list("abc"), ["10.0.0.4", "FD00:0::1", "10.0.0.5"])
    assert hosts.addresses == ["10.0.0.4", "fd00::1", "10.0.0.5"]
    assert Hosts(list("ab"), ["FD00:0::1", "fd00::2"]).addresses == ["fd00::1", "fd00::2"]
    for bad in ("10.0.0.300", "fd00::g", "127.0.0.1", "169.254.0.1"):
        with pytest.raises(NameFormatError, match="expected the address of a host, got"):
            Hosts(list("abc"), ["10.0.0.4", "fd00::1", bad])


def test_more_than_65536_hosts(kernels):
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


@pytest.mark.parametrize("text", ["a,b\rc,d\n", "a" * 200_000 + ",10.0.0.4\n"])
def test_lines_that_are_no_csv(text):
    with pytest.raises(NameFormatError, match="line 1: expected"):
        Hosts.parse(text)


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("127.0.0.1 localhost\n10.0.0.4\tweb000000 web000000.x.net\n", [("web000000", "10.0.0.4")]),
        ("# made\n10.0.0.4 web000000.x.net web000000 # x\n", [("web000000", "10.0.0.4")]),
        ("Computer,ComputerIP\nweb000000,10.0.0.4\n", [("web000000", "10.0.0.4")]),
        ("NAME,INTERNAL-IP\nweb000000,10.0.0.4\n", [("web000000", "10.0.0.4")]),
        (
            "web000000 10.0.0.4\nweb000001  10.0.0.5\n",
            [("web000000", "10.0.0.4"), ("web000001", "10.0.0.5")],
        ),
        (
            "NAME   STATUS   INTERNAL-IP   OS-IMAGE\nweb000000   Ready   10.0.0.4   Ubuntu 22.04 LTS\n"
            "web000001   Ready   <none>   Ubuntu 22.04 LTS\n",
            [("web000000", "10.0.0.4")],
        ),
        ("web000000.PROD.example,10.0.0.4\n", [("web000000", "10.0.0.4")]),
    ],
)
def test_forms_of_tables(text, hosts):
    for spelled in (text, text.replace("\n", "\r\n"), "\ufeff" + text):
        found = Hosts.parse(spelled, domain="prod.example")
        assert list(zip(found.labels, found.addresses, strict=True)) == hosts
