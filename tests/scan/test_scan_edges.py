"""The edges of the scanner's rules, for each set of kernels: what mutations of the C left alive."""

import pytest

from vmssnames import Fleet, ScaleSet, Scanner

AKS = "aks-pool-01234567-vmss"


def found(fleet, text, **options):
    """Return the names that a scanner finds in *text*."""
    return [one.name for one in Scanner(fleet, **options).scan(text)]


@pytest.mark.parametrize(
    ("number", "is_name"),
    [
        # A date before a dot is none: eight digits, of this century or the last.
        ("20260101", False),
        ("20261231", False),
        ("19991231", False),
        ("20260001", True),
        ("20261301", True),
        ("20260100", True),
        ("20260132", True),
        ("18991231", True),
        ("21000101", True),
        ("2026010", True),
        ("202601011", True),
    ],
)
def test_dates_before_a_dot(kernels, number, is_name):
    text = f"log web_{number}.txt ".encode()
    assert found(["web"], text) == [f"web_{number}"] * is_name
    assert found(["web"], text.replace(b".", b",")) == [f"web_{number}"]


@pytest.mark.parametrize("escape", [rb"\n", rb"\t", rb"\r", rb"\b", rb"\f", rb"\v", rb"\0"])
@pytest.mark.parametrize("name", ["web00000a", "web_7"])
def test_each_escape_of_one_letter(kernels, escape, name):
    assert found(["web"], escape + name.encode()) == [name]
    assert found(["web"], escape[:1] + b"y" + name.encode()) == []


@pytest.mark.parametrize(("digits", "is_name"), [(23, True), (24, True), (25, False)])
@pytest.mark.parametrize("name", ["web00000a", "web_7"])
def test_the_longest_parameters_of_a_colour(kernels, digits, is_name, name):
    text = b"\x1b[" + b"1" * digits + b"m" + name.encode()
    assert found(["web"], text) == [name] * is_name


def test_a_scale_set_of_64_bytes(kernels):
    """The name of a scale set may be as long as Azure allows, at the beginning of a text or not."""
    for size in (63, 64):
        one = ScaleSet("x" * (size - 3) + "_ab", None)
        for before in (b"", b" ", b"\\n", b"y" * 70 + b" "):
            text = before + one.name.encode() + b"_5"
            assert found(Fleet([one]), text) == [f"{one.name}_5"]
        assert found(Fleet([one]), b"y" + one.name.encode() + b"_5") == []


@pytest.mark.parametrize("size", [1, 57, 58])
@pytest.mark.parametrize("before", [b"", b" ", b" " * 5, b" " * 70])
def test_words_as_long_as_a_prefix_may_be(kernels, size, before):
    prefix = "w" * (size - 1) + "b"
    text = before + prefix.encode() + b"00000a"
    assert found([prefix], text) == [f"{prefix}00000a"]
    assert found([prefix], before + b"w" + text.strip()) == []


@pytest.mark.parametrize(
    ("prefixes", "scale_sets"),
    [
        # What the prefixes end with, and what the scale sets end with: nothing, a part, all.
        (["a-vmss", "b-vmss"], ["a-vmss", "b-vmss"]),
        (["a-vmss", "b-vmss"], ["x-vmss", "y_vmss"]),
        (["a-vmss", "b-vmss"], ["x-other", "y-other"]),
        (["a12345678", "b12345678"], ["a12345678", "c_2345678"]),
        (["a12345678", "b12345678"], ["x87654321", "y87654321"]),
        (["a-vmsx", "b-vmsx"], ["a-vmss", "b-vmss"]),
        (["ss", "vmss"], ["m_ss", "ss"]),
        (["abc", "xbc"], ["c", "bc"]),
    ],
)
def test_common_ends_of_prefixes_and_scale_sets(kernels, prefixes, scale_sets):
    """All names are found, whatever the prefixes and the scale sets have in common."""
    fleet = Fleet([*zip(scale_sets, prefixes, strict=True)])
    text = " ".join([*(f"{one}00000a" for one in prefixes), *(f"{one}_7" for one in scale_sets)])
    for filler in ("", "nothing here " * 30):
        assert found(fleet, f"{filler}{text} {filler}".encode()) == text.split()


@pytest.mark.parametrize("name", ["kn_infra_x", "a.b.c.d.e", "x_1234567", "abcdefg_", "a_bcdefgh"])
def test_a_scale_set_without_a_prefix(kernels, name):
    """Its last bytes may be an underscore or a dot, which no prefix has."""
    fleet = Fleet([ScaleSet(name.rstrip("_"), None)])
    text = f"on {name.rstrip('_')}_5, x{name.rstrip('_')}_5".encode()
    assert found(fleet, text) == [f"{name.rstrip('_')}_5"]


def test_bytes_that_fold_to_a_hyphen_are_none(kernels):
    """A carriage return differs from a hyphen in one bit, as an upper-case letter from a lower."""
    for text in (b"web\rvmss00000a", b"web\rvmss_5", b"\rweb-vmss00000a"):
        names = [text[1:].decode()] if text[:1] == b"\r" else []
        assert found(["web-vmss"], text) == names
        assert found(["web-vmss", "api-vmss"], text + b" " * 200) == names


@pytest.mark.parametrize(
    ("name", "is_aks"),
    [
        (f"{AKS}00000a", True),
        (f"{AKS}_7", True),
        ("aks-a-01234567-vmss00000a", True),
        ("aks--01234567-vmss00000a", False),
        ("aks-01234567-vmss00000a", False),
        ("aks-pool-0123456g-vmss00000a", False),
        ("aks-pool-g1234567-vmss00000a", False),
        ("aks-poolx01234567-vmss00000a", False),
        ("aks-pool-01234567xvmss00000a", False),
        ("swarmm-a-01234567-vmss00000a", True),
        ("k8s-pool-01234567-vmss_0", True),
        ("web-pool-01234567-vmss_0", False),
    ],
)
def test_the_shape_of_aks(kernels, name, is_aks):
    for fleet in ([], ["web"], ["web-vmss"]):
        assert found(fleet, f"node/{name} up".encode(), aks=True) == [name] * is_aks


@pytest.mark.parametrize(
    "end", ["b", "ab", "-ab", "x-ab", "_ab", ".ab", "a_b", "a.b", "a_-b", ".5bab", "abc_d-e"]
)
@pytest.mark.parametrize("one", ["q", "wq", "w-q", "abcdq", "abcdefq"])
@pytest.mark.parametrize("two", ["z", "yz", "y-z", "abcdz", "abcdefz"])
def test_a_common_end_of_any_length(kernels, end, one, two):
    """Two keys of any lengths and their end: scale sets, prefixes, or a prefix and a scale set."""
    names = [one + end, two + end]
    vms = " ".join(f"{name}_5" for name in names)
    assert found(Fleet([ScaleSet(name, None) for name in names]), vms.encode()) == vms.split()
    if not set(end).isdisjoint("._"):
        return
    hosts = " ".join(f"{name}00000a" for name in names)
    assert found(names, hosts.encode()) == hosts.split()
    fleet = Fleet([ScaleSet(two + end, one + end)])
    text = f"{one}{end}00000a {two}{end}_5"
    assert found(fleet, text.encode()) == text.split()
