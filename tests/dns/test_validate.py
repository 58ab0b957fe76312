"""Host names, domains and addresses that name servers accept."""

import pytest
from hypothesis import given, strategies as st

from vmssnames import NameFormatError
from vmssnames.dns import (
    Hosts,
    hosts_lines,
    validate,
)
from vmssnames.dns.validate import check_address, check_domain, check_host

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
def test_many_names_are_checked_like_one(names):
    """Checking many names rejects exactly the names that checking each would."""
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
def test_bad_addresses(text):
    for others in ([], ["10.0.0.5"]):
        with pytest.raises(NameFormatError, match="expected the address of a host, got"):
            Hosts(["a", "b"][: len(others) + 1], [*others, text])


@given(
    st.ip_addresses(v=6).flatmap(
        lambda one: st.sampled_from([str(one), one.exploded, str(one).upper()])
    )
    | st.from_regex(r"[0-9a-fA-F:.%]{2,20}", fullmatch=True)
)
def test_without_ipv6_in_python_the_answers_are_the_same(text):
    """As in Python for WebAssembly, whose sockets know no IPv6."""

    def answer():
        try:
            return check_address(text)
        except NameFormatError as error:
            return str(error)

    expected = answer()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(validate, "has_ipv6", False)
        assert answer() == expected


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


class Evil(str):
    """Says one thing and is another."""

    def __format__(self, spec):
        return "evil 60 IN A 6.6.6.6\n$INCLUDE /etc/passwd"

    __str__ = lower = __repr__ = lambda self: "evil\n"


def test_subclasses_of_str():
    for hosts in (Hosts([Evil("web")], ["10.0.0.4"]), Hosts(["web"], [Evil("10.0.0.4")])):
        assert set(map(type, hosts.labels + hosts.addresses)) == {str}
        assert list(hosts_lines(hosts)) == ["10.0.0.4\tweb\n"]
    for names, addresses in (([b"web"], ["10.0.0.4"]), (["web"], [1]), ([None], ["10.0.0.4"])):
        with pytest.raises(TypeError):
            Hosts(names, addresses)
    assert Hosts(iter(["web"]), iter(["10.0.0.4"])).labels == ["web"]


def test_distinct_addresses(kernels):
    assert kernels.distinct_addresses(b"") and kernels.distinct_addresses(b"abcd")
    assert kernels.distinct_addresses(b"abcdabceabbc") and not kernels.distinct_addresses(
        b"abcd" * 2
    )
    assert not kernels.distinct_addresses(b"abcdwxyz1234abcd")


def test_the_longest_domains_and_names():
    longest = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 61])
    assert len(longest) == 253 and check_domain(longest) == check_domain(f"{longest}.") == longest
    with pytest.raises(NameFormatError):
        check_domain(f"{longest}d")
    # The longest of the labels is what has room, or not; not the last.
    domain = ".".join(["a" * 61] * 4)
    with pytest.raises(NameFormatError, match="expected a domain"):
        Hosts(["abcdefgh", "z"], ["10.0.0.4", "10.0.0.5"]).in_domain(domain)


def test_the_first_problems_are_listed():
    names = [f"a{at}" for at in range(6)]
    with pytest.raises(NameFormatError) as caught:
        Hosts(names, ["10.0.0.4"] * 6)
    assert str(caught.value).count(" is ") == 5 and "more" not in str(caught.value)
