"""The scanner: what it finds, on every set of kernels, compared with a naive search with re."""

import copy
import pickle
import random
import re
from time import process_time

import naive
import pytest
from hypothesis import given, strategies as st

from vmssnames import Columns, Fleet, Match, ScaleSet, Scanner
from vmssnames._kernels import backend, python_scan
from vmssnames.names import boundaries
from vmssnames.scan.scanner import _cut

GROUP = "/subscriptions/1d9c7a0e-0000-4000-8000-00000000002d/resourceGroups/rg"
PATH = f"{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets"


def found(scanner, text):
    return [(m.start, m.end, m.kind, m.instance_id) for m in scanner.scan(text)]


def names(scanner, text):
    return [m.name for m in scanner.scan(text.encode() if isinstance(text, str) else text)]


# Neighbours, by what they are, one of each; and a byte that folds to a hyphen, a letter
# of another script, a line's end.
NEIGHBOURS = {
    "letter": ["a", "Z"],
    "digit": ["0", "9"],
    "hyphen": ["-"],
    "underscore": ["_"],
    "other": ["", " ", ".", "/", ":", "\r", "\n", "\0", "@", "[", "`", "{", "\x7f", "é", "\u212a"],
}


@pytest.mark.parametrize("embedded", [False, True])
@pytest.mark.parametrize("name", ["web00000A", "web_10"])
def test_neighbours(kernels, name, embedded):
    """Which characters may be around a name is a table."""
    scanner = Scanner(["web"], embedded=embedded)
    before = boundaries.BEFORE_EMBEDDED if embedded else boundaries.BEFORE
    behind = boundaries.AFTER_EMBEDDED if embedded else boundaries.AFTER
    for left, lefts in NEIGHBOURS.items():
        for right, rights in NEIGHBOURS.items():
            for a in lefts:
                for b in rights:
                    lone = left == "underscore" and name == "web_10"
                    expected = (before[left] or lone) and behind[right]
                    got = [one for one in names(scanner, f"{a}{name}{b}") if one == name]
                    assert got == [name] * expected, (a, b)


def test_a_lone_underscore_is_one_at_a_boundary(kernels):
    scanner = Scanner(["web"])
    assert names(scanner, "_web_1") == ["web_1"]
    for text in ("__web_1", "a_web_1", "-_web_1", "0_web_1"):
        assert names(scanner, text) == []


@pytest.mark.parametrize(
    "text, expected",
    [
        ("web00000A", ["web00000A"]),
        ("WEB00000a.x.internal.cloudapp.net.40651", ["WEB00000a"]),
        ("node/web00000A:8080", ["web00000A"]),
        ("`web00000A`|'web000001'", ["web00000A", "web000001"]),
        ("web00000A/10.0.0.4", ["web00000A"]),
        ("web00000A.log web00000A-App.csv", ["web00000A"]),
        ("web-00000A web0000A web0000000A", []),
        ("xweb00000A x-web00000A", []),
        (
            "web_0 web_00 web_01 web_2176782335 web_2176782336 web_21767823350",
            ["web_0", "web_2176782335"],
        ),
        ("web_1_abcd web_1.vhd web__1", ["web_1", "web_1"]),
        ("x.web_1 x.web00000A", ["web_1", "web00000A"]),
        ("web_1-a web_1a", []),
        ("webserver", ["webserver"]),
        ("", []),
        ("web", []),
        ("00000A", []),
    ],
)
def test_names_in_text(kernels, text, expected):
    assert names(Scanner(["web"]), text) == expected


@pytest.mark.parametrize(
    "fleet, text, expected",
    [
        (["a"], "a000000", ["a000000"]),
        (["a" * 58], "a" * 58 + "000000", ["a" * 58 + "000000"]),
        (["a" * 58], "a" * 59 + "000000", []),
        (["nt0", "nt"], "nt0000000 nt000000", ["nt0000000", "nt000000"]),
        (["pool-"], "pool-000001 pool000001", ["pool-000001"]),
        (["ab", "abcdefgh"], "abcdefgh000000", ["abcdefgh000000"]),
        (["ab", "abcdefgh"], "abcdefgh", ["abcdefgh"]),  # prefix ab, and six letters
        (["1234567"], "1234567000000", ["1234567000000"]),
        ([("a" * 64, "x")], "a" * 64 + "_7", ["a" * 64 + "_7"]),
        (
            [("kn-infra_ss", "kn-infra")],
            "kn-infra_ss_0 kn-infra000000 kn-infra_0",
            ["kn-infra_ss_0", "kn-infra000000"],
        ),
        (
            [("nodes.k8s.local", "x"), "local"],
            "nodes.k8s.local_3 k8s.local_3",
            ["nodes.k8s.local_3", "local_3"],
        ),
        ([("web_1", "x"), "web"], "web_1_2 web_1", ["web_1_2", "web_1"]),
        # A computer name inside a VM name: that which begins first, and then the longest.
        ([("web000000", "web")], "web000000_5 web000000", ["web000000_5", "web000000"]),
        ([("a.b000001", "b")], "a.b000001_7 b000001", ["a.b000001_7", "b000001"]),
        ([("b000001.x", "b")], "b000001.x_7 b000001.x", ["b000001.x_7", "b000001"]),
        ([("a_0." * 16, "x"), "a"], "a_0." * 16 + "_5", ["a_0." * 16 + "_5"]),
    ],
)
def test_prefixes_and_scale_sets_of_all_shapes(kernels, fleet, text, expected):
    assert names(Scanner(fleet), text) == expected


def test_embedded(kernels):
    text = "node-debugger-aks-user-25795745-vmss000001-6wndx x_web00000A_y"
    fleet = ["aks-user-25795745-vmss", "vmss", "web"]
    assert names(Scanner(fleet), text) == []
    # The longest of the known prefixes.
    assert names(Scanner(fleet, embedded=True), text) == [
        "aks-user-25795745-vmss000001",
        "web00000A",
    ]
    assert names(Scanner(["vmss"], embedded=True), text) == ["vmss000001"]
    assert names(Scanner(["web"], embedded=True), "-" * 70 + "web00000A-web_1") == [
        "web00000A",
        "web_1",
    ]


def test_aks(kernels):
    scanner = Scanner([], aks=True)
    text = "aks-nodepool1-25781205-vmss00000b AKS-a-1234abcd-VMSS_7 swarmm-x-12345678-vmss000000"
    assert names(scanner, text) == text.split()
    (first, *_), (match, *_) = scanner.scan(text.encode()), scanner.scan(b"aks-a-12345678-vmss_1")
    assert (first.certainty, first.scale_set.name, first.instance_id) == (
        "likely",
        "aks-nodepool1-25781205-vmss",
        11,
    )
    assert match.instance.computer_name == "aks-a-12345678-vmss000001"
    for text in (
        "aks--12345678-vmss000000",
        "aks-a-1234567-vmss000000",
        "aks-a-1234567g-vmss000000",
        "aks-a-12345678-vms000000",
        "akswin000000",
        "web-a-12345678-vmss000000",
        "xaks-a-12345678-vmss000000",
    ):
        assert names(scanner, text) == []
    assert names(Scanner(["akswin"], aks=True), "akswin000000 aks-a-12345678-vmss_0") == [
        "akswin000000",
        "aks-a-12345678-vmss_0",
    ]


@given(
    st.text("aks-8vm0123f", max_size=30).map("aks-".__add__)
    | st.from_regex(r"(aks|k8s|swarmm|ak)-[a-z-]{0,3}-?[0-9a-g]{7,9}-vmss?", fullmatch=True)
)
def test_the_shape_of_aks_names_is_that_of_shapes_py(text):
    """_shapes.py has the rule, C repeats it."""
    expected = python_scan.is_aks(text.encode())
    for name in (*backend.compiled(), "python"):
        tables = backend.load(name).tables([], [])
        data = text.encode() + b"000000"
        assert bool(tables.scan(data, 0, 36**6 - 1, True, False, False, True)[0]) == expected


def test_paths(kernels):
    fleet = Fleet([ScaleSet("web", "web", f"{PATH}/web"), "api"])
    scanner = Scanner(fleet, resource_ids=True)
    for path, expected in [
        (f"{PATH}/web/virtualMachines/6", ["resource_id"]),
        (f"azure://{PATH}/web/virtualMachines/6", ["provider_id"]),
        (f"AZURE://{PATH.upper()}/WEB/VIRTUALMACHINES/6", ["provider_id"]),
        (f"{PATH}/web/virtualMachines/web_6", ["resource_id"]),
        (f"{PATH}/api/virtualMachines/6", ["resource_id"]),
        # A path names its own scale set, whether it is listed or not.
        (f"{PATH}/db/virtualMachines/6", ["resource_id"]),
        (f"{PATH.replace('/rg/', '/other/')}/web/virtualMachines/6", ["resource_id"]),
        (f"{PATH}/web/virtualMachines/06", []),
        (f"{PATH}/web/virtualMachines/6a", []),
        (f"{PATH}/web/virtualMachines/", []),
        (f"{PATH}/web/virtualMachines", []),
        (f"{PATH}/web", []),
        ("/virtualMachines/6 virtualMachines", []),
    ]:
        for before, behind in [
            ("[", "]"),
            ('{"id":"', '"}'),
            ("", ""),
            ("x=", ",next"),
            ("", "/extensions/health"),
        ]:
            text = f"{before}{path}{behind}".encode()
            got = list(scanner.scan(text))
            assert [m.kind for m in got] == expected, text
            for m in got:
                assert text[m.start : m.end].decode() == path == m.name
                assert m.instance_id == 6
    assert names(scanner, f"{GROUP} web00000A {PATH}/web/virtualMachines/6 web_7")[::2] == [
        "web00000A",
        "web_7",
    ]
    assert scanner.count(f"{PATH}/web/virtualMachines/6".encode()) == 1
    # Names within a path are part of it.
    inside = f"{PATH.replace('/rg/', '/web00000A/')}/api/virtualMachines/api_6"
    assert names(scanner, inside) == [inside]
    assert Scanner(fleet).count(f"{PATH}/web/virtualMachines/6".encode()) == 0


def test_two_owners(kernels):
    scanner = Scanner([("web", "vm"), ("api", "vm"), ("db", "db")])
    match, sure = scanner.scan(b"vm00000A db00000A")
    assert (match.scale_set, match.certainty, match.instance) == (None, "possible", None)
    assert {one.name for one in match.scale_sets} == {"web", "api"} and match.prefix == "vm"
    assert (sure.scale_set.name, sure.certainty) == ("db", "certain")
    assert scanner.annotate(b"vm00000A db00000A") == b"vm00000A(web|api/10) db00000A(db/10)"
    assert scanner.annotate(b"vm00000A", "{vm_name}") == b"?_10"


def test_flexible_scale_sets_never_decode(kernels):
    flexible = ScaleSet("flex", "flex", mode="Flexible")
    assert names(Scanner([flexible]), "flex00000A flex_12345678 flex_df53ee36") == []
    # Of two with the prefix, one does: nobody knows whose it is.
    (match,) = Scanner([flexible, ScaleSet("web", "flex")]).scan(b"flex00000A")
    assert match.scale_set is None


def test_max_id(kernels):
    assert names(
        Scanner(["web"], max_id=36**4 - 1), "webserver web00ZZZZ web010000 web_1679616 web_5"
    ) == ["web00ZZZZ", "web_5"]
    (match,) = Scanner(["web"]).scan(b"webserver")
    assert match.certainty == "unlikely"


def test_matches_at_every_offset(kernels):
    """A name is found at any position in blocks and batches."""
    scanner = Scanner(["web", "aks-pool-12345678-vmss", "a"])
    for name in (b"web00000A", b"aks-pool-12345678-vmss_7", b"a000000"):
        for border in (0, 64, 128, 4096, 8192):
            for offset in range(max(0, border - 66), border + 66):
                for fill in (b" ", b".", b"x "):
                    head = (fill * (offset + 1))[-offset:] if offset else b""
                    if head.endswith(b"x"):
                        head = head[:-1] + b" "
                    for tail in (b"", b" ", b"\n" * 64):
                        assert [m[:2] for m in found(scanner, head + name + tail)] == [
                            (offset, offset + len(name))
                        ]


def test_long_words(kernels):
    for byte in (b"a", b"0", b"-", b"_", b"A0", b"a.", b"a_0.", b"a_0-"):
        text = byte * 5_000
        assert Scanner(["web"]).count(text) == Scanner(["web"], embedded=True).count(text) == 0
        assert names(Scanner(["web"]), text + b" web00000A") == ["web00000A"]


@pytest.mark.parametrize("embedded", [False, True])
def test_random_fleets_and_near_misses(request, embedded):
    """Every set of kernels finds what a naive search with re does."""
    pure = request.config.getoption("--pure")
    rounds = 10_000 if request.config.getoption("--deep") else 100
    draw = random.Random()
    for _ in range(rounds):
        prefixes, sets, text = near_misses(draw)
        expected = naive.matches(text, prefixes, sets, embedded=embedded)
        for name in ("python",) if pure else (*backend.compiled(), "python"):
            assert scanned(name, prefixes, sets, text, embedded) == expected, (
                name,
                prefixes,
                sets,
                text,
            )


# Escapes, and what is left of them when they are cut.
ESCAPES = [
    "\\n", "\\t", "\\0", "\\", "%22", "%2522", "%25", "%2", "%", "\\x1b", "\\u003c", "\\u00", "\\033", "#033", "#0", "\\e",
    "\x1b[31m", "\x1b[0;1m", "\x1b[K", "\x1b(B", "\x1b", "[", "31m", ";1m", "m", "n", "33", "^[[1m", "(",
    "_1.7", "_20260131.", "_20261331.", ".5",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # JSON in text, with any number of backslashes.
        (r'{"m":"up\nWEB00000A"}', ["WEB00000A"]),
        (r'{"m":"\\nweb00000a\tweb_5\r\nweb00000b\u003cweb00000c"}', ["web00000a", "web_5", "web00000b", "web00000c"]),
        # Colours, raw and written out.
        ("\x1b[31mweb00000a\x1b[0m \x1b[01;31m\x1b[Kweb_5\x1b[m", ["web00000a", "web_5"]),
        (r"#033[31mweb00000a \x1b[1;31mweb00000b \u001b[31mweb00000c \e[1mweb00000d ^[[1mweb00000e", ["web00000a", "web00000b", "web00000c", "web00000d", "web00000e"]),
        ("\x1b(Bweb00000a", ["web00000a"]),
        # URLs and XML.
        ("?q=host%3Dweb00000a%22 %2Fweb_5 &quot;web00000b &#10;web00000c", ["web00000a", "web_5", "web00000b", "web00000c"]),
        (r"\_nt_5 \n_web_5", ["_web_5"[1:]]),
        # A file in a Windows path, and a newline: the first that is known.
        (r"C:\nweb00000a", ["web00000a"]),
        # No escapes.
        ("nweb00000a 22web00000a %2web00000a x1bweb00000a [31mweb00000a 31mweb00000a", []),
        (r"\xzzweb00000a \u00gweb00000a \qweb00000a", []),
        # Versions and dates.
        ("web_1.7.3_linux.zip web_20260131.tar web_10.0.0.4", []),
        ("web_10.contoso.com web_10. web_20261331.x web_20260131", ["web_10", "web_10", "web_20261331", "web_20260131"]),
        ("web_10_OsDisk_1_0", ["web_10"]),
    ],
)  # fmt: skip
def test_escapes_versions_and_dates(kernels, text, found):
    assert names(Scanner(["web"]), text) == found


def test_of_several_names_with_one_end_the_first_that_fits_counts(kernels):
    """The longest overlaps a name that begins before it, and a shorter one does not."""
    for keys, text in [
        (["m-q", "q00000a-b", "b"], "m-q00000a-b00000z"),
        (["m-q", "q00000a-b", "b"], "m-q00000a-b_5"),
    ]:
        first, second = text[:9], text[10:]
        assert names(Scanner(keys, embedded=True), text) == [first, second]
        assert names(Scanner(keys, embedded=True), text[2:]) == [text[2:]]


def test_kernels_write_the_same(request):
    """Also where the text is annotated in part, or almost."""
    draw = random.Random(5)
    words = [
        "web00000a",
        "web_10",
        "(web/10)",
        " web_10",
        "(web/1)",
        "[web00000a]",
        "x",
        "\n",
        "\r",
        " ",
        "(",
        "]",
    ]
    templates = [
        "{name}({scale_set}/{instance_id})",
        "[{name}]",
        "({name} {vm_name})",
        "{vm_name}",
        "{node_name}x",
    ]
    scanner, names = Scanner(["web"]), ["python"]
    names += [] if request.config.getoption("--pure") else backend.compiled()
    for _ in range(500):
        text = "".join(draw.choices(words, k=draw.randint(1, 15))).encode()
        template, where = (
            draw.choice(templates),
            draw.choice(["in_place", "line_end", "match_only"]),
        )
        columns, made = scanner.scan_columns(text), set()
        for name in names:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(backend, "kernels", backend.load(name))
                made.add(bytes(scanner.render(text, columns, template, where=where)))
        assert len(made) == 1, (text, template, where)


@pytest.mark.parametrize("at_line_end", [False, True])
def test_what_was_annotated_stays_as_it_is(kernels, at_line_end):
    """annotate(annotate(text)) is annotate(text), for every template that has the name first."""
    draw = random.Random(3)
    scanner = Scanner(["web", "api", ("kn_ss", "kn")], aks=True)
    words = [
        "web00000a",
        "WEB_10",
        "kn00000b",
        "kn_ss_5",
        "aks-a-01234567-vmss00000c",
        "(web/10)",
        "x",
        "\n",
        "\r\n",
        ", ",
        " ",
        "(",
        "[",
        "]",
    ]
    templates = [
        "{name}({scale_set}/{instance_id})",
        "[{name}]",
        "{name} {vm_name}",
        "({name} is {computer_name})",
        "{node_name}!",
    ]
    if at_line_end:
        templates += ["{instance_id}", "id={vm_name};"]
    for _ in range(300):
        text = "".join(draw.choices(words, k=draw.randint(1, 12))).encode()
        template = draw.choice(templates)
        once = scanner.annotate(text, template, at_line_end=at_line_end)
        if not scanner.count(once):
            continue
        again = scanner.annotate(once, template, at_line_end=at_line_end)
        assert again == once, (text, template)


def test_of_two_readings_the_known_one_counts(kernels):
    r"""In C:\nweb00000a a newline may precede web00000a: what is listed is found."""
    text = r"C:\nweb00000a"
    assert names(Scanner(["web"]), text) == ["web00000a"]
    assert names(Scanner(["nweb"]), text) == ["nweb00000a"]


def near_misses(draw):
    """Return prefixes, scale sets, and a text made of pieces of names of theirs."""
    alphabet = draw.choice(["ab", "aB0-", "abcdefgh0123-"])

    def word(longest):
        return draw.choice("ab0") + "".join(draw.choices(alphabet, k=draw.randint(0, longest)))

    prefixes = sorted({word(draw.choice([3, 10, 57])).lower() for _ in range(draw.randint(1, 6))})
    sets = sorted(
        {
            word(draw.choice([4, 63])).lower().replace("-", draw.choice("-_."))
            for _ in range(draw.randint(1, 4))
        }
    )
    common = ""
    if draw.random() < 0.4:
        # What all end with is searched for first.
        common = draw.choice(["-vmss", "ab", "a-b", "b0b", word(7).lower()])
        prefixes = sorted({one[: 58 - len(common)].rstrip("-") + common for one in prefixes})
        sets = sorted({one[: 64 - len(common)] + common for one in sets})
    loose = [
        *prefixes,
        *sets,
        common,
        common.replace("-", "\r"),
        "00000A",
        "0000",
        "000000",
        "-",
        "_",
        ".",
        " ",
        "_7",
        "_10",
        "\n",
        "x",
        "zzzzzz",
        "é",
        *draw.sample(ESCAPES, 6),
    ]
    whole = [
        *(f"{p}00000{d}" for p in prefixes for d in "0Zz"),
        *(f"{s}_{d}" for s in sets for d in (0, 5, 10)),
    ]
    text = "".join(
        draw.choice(loose if draw.random() < 0.6 else whole) for _ in range(draw.randint(1, 60))
    )
    text = draw.choice([str, str.upper, str.swapcase])(text)
    # Names at the ends of batches, and batches that are full of them.
    text = " " * draw.randint(0, 4100) * (draw.random() < 0.2) + text
    if draw.random() < 0.05:
        text += draw.choice([common, *whole, "x "]) * draw.randint(0, 900) + text
    return prefixes, sets, text.encode()


def scanned(name, prefixes, sets, text, embedded):
    tables = backend.load(name).tables(
        *([(key, i) for i, key in enumerate(keys)] for keys in (prefixes, sets))
    )
    _, (*columns, _) = tables.scan(text, 0, 36**6 - 1, False, embedded, False, True)
    return [
        (start, end, kind, (prefixes, sets)[kind][owner])
        for start, end, kind, owner, _ in Columns.of(columns)
    ]


# The names of AKS, of one scale set, of some that share two bytes; and what may come before each.
SUFFIXES = [
    (["aks-a-12345678-vmss", "aks-b-00000000-vmss"], ["aks-a-12345678-vmss"]),
    (["web"], ["web"]),
    (["shopweb", "apiweb", "0eb"], ["shop-web"]),
    (["x" * 56 + "ab"], ["y.z_w-" + "x" * 56 + "ab"]),
    ([], ["shop_ss", "api.ss", "x-ss"]),
    ([], ["shop_s", "api_s"]),
]


@pytest.mark.parametrize(
    ("prefixes", "sets"), SUFFIXES, ids=["aks", "one", "share", "long", "sets", "underscore"]
)
@pytest.mark.parametrize("embedded", [False, True])
def test_the_common_end_of_all_keys_at_every_place(kernels, prefixes, sets, embedded):
    """A name is found wherever it stands in a batch, and however many stand around it."""
    end, first = sets[0][-2:], (prefixes or sets)[0]
    names = [(prefixes or sets)[-1] + "00002D", sets[0] + "_85", first.upper() + "zzzzzz"]
    # Also a byte that folds to a hyphen, and what only looks like a name.
    near = [f"{end}00002D-", f"{first}00002", f"x{sets[0]}_8", first.replace("-", "\r")]
    near += ["\r".join(one.rsplit("-", 1)) for one in names]
    places = [*range(70), *range(4096 - 90, 4096 + 10), *range(8192 - 90, 8192 + 10, 3)]
    rests = "", " " * 63, "0", f" {names[0]}" * 150
    for number, at in enumerate(places):
        name, once = names[number % len(names)], " ".join(near)
        for turn, between in enumerate((" ", end * 60, once, once + " " * 3900)):
            text = (between * (at // len(between) + 1))[:at] + name
            data = (text + rests[(number + turn) % 4]).encode()
            # The rule takes long, and the Python kernels are held to it by the same texts.
            if kernels.name != "python":
                expected = scanned("python", prefixes, sets, data, embedded)
            elif number % 20 == turn:
                expected = naive.matches(data, prefixes, sets, embedded=embedded)
            else:
                continue
            assert scanned(kernels.name, prefixes, sets, data, embedded) == expected


def test_many_and_few_by_turns(kernels):
    """Full batches are searched in another way than others: the change loses nothing."""
    draw = random.Random(6)
    prefixes, sets = SUFFIXES[0]
    names = [f"{prefixes[0]}00002d", f"{sets[0]}_7", "-vmss", f"{prefixes[1]}00000", "\r-vmss0000"]
    for _ in range(4):
        parts: list[str] = []
        for _ in range(12):
            share = draw.choice([0, 0.002, 0.02, 0.2, 1])
            parts += (
                draw.choice(names) if draw.random() < share else "abcdef " for _ in range(400)
            )
            parts.append(draw.choice(["", " ", "x", "_", "\n"]))
        data = draw.choice(["", " "]).join(parts).encode()
        expected = naive.matches(data, prefixes, sets)
        assert scanned(kernels.name, prefixes, sets, data, False) == expected


def test_instance_ids_of_matches(kernels):
    """What a match says is what names.py says of its text."""
    draw = random.Random(4)
    ids = [draw.randrange(36**6) for _ in range(500)]
    hosts = [f"web{naive.base36(i)}" for i in ids]
    scanner = Scanner(["web"])
    columns = scanner.scan_columns(" ".join(hosts).lower().encode())
    assert list(columns.instance_ids) == ids
    assert (
        list(scanner.scan_columns(" ".join(f"web_{i}" for i in ids).encode()).instance_ids) == ids
    )


@pytest.mark.parametrize("role", range(5))
def test_every_byte_in_every_lane(request, role):
    """Every byte value, before a name, in its prefix, in its digits and after it, at any position."""
    rows = []
    for byte in range(256):
        for offset in range(64):
            one = bytes([byte])
            name = [
                one + b"web00000A",
                b"we" + one + b"00000A",
                b"web0000" + one + b"A",
                b"web00000A" + one,
                b"web_" + one + b"7",
            ][role]
            rows.append((b" " * offset + name).ljust(128))
    text = b"".join(rows)
    pure = request.config.getoption("--pure")
    found = {}
    for name in ("python",) if pure else ("python", *backend.compiled()):
        found[name] = scanned(name, ["web"], ["web"], text, False)
    assert all(one == found["python"] for one in found.values())
    assert len(found["python"]) % 64 == 0 and found["python"]


TEMPLATES = [
    "{name}({scale_set}/{instance_id})",
    "{computer_name}({scale_set}/{instance_id})",
    "{{{kind}}} {base36} {node_name} {vm_name} {prefix}",
    "{resource_id} {provider_id}",
    "",
    "é{instance_id}",
]


def test_paths_of_unlisted_scale_sets(kernels):
    """They are certain; a template knows their scale set, and not their prefix."""
    text = f"{PATH}/db.x/virtualMachines/6, azure://{PATH}/aks-a-12345678-vmss/virtualMachines/7"
    scanner = Scanner([], resource_ids=True)
    first, second = scanner.scan(text.encode())
    assert (first.scale_set.name, first.scale_set.prefix, first.certainty) == (
        "db.x",
        None,
        "certain",
    )
    assert str(first.instance.resource_id) == f"{PATH}/db.x/virtualMachines/6"
    assert second.scale_set.prefix == "aks-a-12345678-vmss"
    template = "<{scale_set}|{vm_name}|{prefix}|{base36}|{kind}>"
    assert scanner.annotate(text.encode(), template) == (
        b"<db.x|db.x_6|?|000006|resource_id>, "
        b"<aks-a-12345678-vmss|aks-a-12345678-vmss_7|?|000007|provider_id>"
    )
    assert list(Scanner([]).scan(text.encode())) == []


@pytest.mark.parametrize("separator", ["\\/", "\\\\/", "%2F", "%2f", "%252F", "%2525252f"])
@pytest.mark.parametrize("scheme", ["", "azure://", "azure%3A//"])
def test_paths_as_json_and_addresses_write_them(separator, scheme, kernels):
    """The scale set is the one that the same path with "/" names."""
    path = f"{PATH}/Db.x/virtualMachines/6"
    written = (scheme + path).replace("/", separator)
    text = f'"id":"{written}",?id={written}&x=1'
    scanner = Scanner([], resource_ids=True)
    first, second = scanner.scan(text.encode())
    assert (first.name, second.name) == (written, written)
    assert first.kind == ("provider_id" if scheme else "resource_id")
    for match in (first, second):
        assert str(match.instance.resource_id) == path and match.scale_set.prefix is None
    annotated = scanner.annotate(text.encode(), "<{scale_set}|{vm_name}|{instance_id}>").decode()
    assert annotated == '"id":"<Db.x|Db.x_6|6>",?id=<Db.x|Db.x_6|6>&x=1'
    assert scanner.count(text.encode()) == 2


@pytest.mark.parametrize("separator", ["\\", "%2", "%2E", "%25F", "2F", "%25252525252F", "//"])
def test_paths_with_other_separators(separator, kernels):
    written = f"{PATH}/web/virtualMachines/6".replace("/", separator)
    assert list(Scanner([], resource_ids=True).scan(written.encode())) == []


def test_templates(kernels):
    path = f"{PATH}/kn_ss"
    fleet = Fleet([ScaleSet("kn_ss", "Kn", path), "web"])
    scanner = Scanner(fleet, resource_ids=True)
    said = {
        "name": ["KN00000a", "KN_ss_10", "web_1", f"{path}/virtualMachines/10"],
        "kind": ["computer_name", "vm_name", "vm_name", "resource_id"],
        "instance_id": ["10", "10", "1", "10"],
        "base36": ["00000A", "00000A", "000001", "00000A"],
        "scale_set": ["kn_ss", "kn_ss", "web", "kn_ss"],
        "prefix": ["Kn", "Kn", "web", "Kn"],
        "computer_name": ["KN00000a", "Kn00000A", "web000001", "Kn00000A"],
        "node_name": ["kn00000a", "kn00000a", "web000001", "kn00000a"],
        "vm_name": ["kn_ss_10", "KN_ss_10", "web_1", "kn_ss_10"],
        "resource_id": [f"{path}/virtualMachines/10"] * 2 + ["?/1", f"{path}/virtualMachines/10"],
        "provider_id": [f"azure://{path}/virtualMachines/10"] * 2
        + ["azure://?/1", f"azure://{path}/virtualMachines/10"],
    }
    text = " ".join(said["name"]).encode()
    for field, words in said.items():
        assert scanner.annotate(text, f"{{{field}}}").decode() == " ".join(words), field
    assert scanner.annotate(b"web_1", "{{é}}").decode() == "{é}"
    for wrong in ("{nme}", "{}", "{name!r}", "{name:>9}", "{name", "name}", "{name.x}", "{0}"):
        with pytest.raises(ValueError, match="template"):
            scanner.annotate(text, wrong)
    aks = Scanner([], aks=True)
    assert aks.annotate(
        b"AKS-a-12345678-vmss00000a", "{scale_set} {node_name} {vm_name} {resource_id}"
    ) == (b"AKS-a-12345678-vmss aks-a-12345678-vmss00000a AKS-a-12345678-vmss_10 ?/10")


def test_at_line_end(kernels):
    scanner = Scanner(["web", "api"])
    text = b"web_1 web000001 api_2 web_1\r\nnone\n\nweb_3"
    expected = b"web_1 web000001 api_2 web_1 web/1 api/2\r\nnone\n\nweb_3 web/3"
    assert scanner.annotate(text, "{scale_set}/{instance_id}", at_line_end=True) == expected
    # A line is annotated already only if all that would be added is at its end.
    text = b"web_1 web_2 9 2\nweb_1 web_2 1 2\n"
    assert scanner.annotate(text, "{instance_id}", at_line_end=True) == (
        b"web_1 web_2 9 2 1 2\nweb_1 web_2 1 2\n"
    )
    for text in (b"", b"\n", b"web_1", b"web_1\r", b"web_1\r\n\r\n", b"web_1\n"):
        annotated = scanner.annotate(text, "!", at_line_end=True)
        assert annotated.replace(b" !", b"") == text
        assert len(annotated.splitlines()) == len(text.splitlines())


@pytest.mark.parametrize("at_line_end", [False, True])
def test_all_kernels_write_the_same(request, at_line_end):
    pure = request.config.getoption("--pure")
    draw = random.Random()
    for _ in range(50):
        prefixes, sets, text = near_misses(draw)
        fleet = Fleet(
            [
                *[(f"s{i}", p) for i, p in enumerate(prefixes)],
                *[(s, None) for s in sets if s[0] != "_"],
            ]
        )
        text += bytes(draw.choices(b"\r\n\r\n \xff", k=9)) + text
        for template in TEMPLATES:
            expected = None
            for name in ("python",) if pure else ("python", *backend.compiled()):
                monkey = backend.kernels
                try:
                    backend.kernels = backend.load(name)
                    got = Scanner(fleet, aks=True).annotate(text, template, at_line_end=at_line_end)
                finally:
                    backend.kernels = monkey
                expected = got if expected is None else expected
                assert got == expected, (name, template, text)


@given(st.binary(max_size=200), st.sampled_from([b"", b"web00000A", b"web_1", b"-web00000A"]))
def test_other_text_is_unchanged(noise, name):
    """Deleting the annotations gives the input back, byte for byte."""
    text = noise.replace(b"<", b"") + name + noise.replace(b"<", b"")
    annotated = Scanner(["web"]).annotate(text, "{name}<{instance_id}>")
    assert re.sub(rb"<\d+>", b"", annotated) == text


def test_threads_change_nothing(kernels):
    lines = b"web00000A and web_1 are up\nnothing\n" * 60_000
    text = lines + b"x" * 3_000_000 + b"\nweb00000b"
    scanner = Scanner(["web"])
    if kernels.name == "python":
        text = text[:200_000] + text[-2_000_100:]
    one = scanner.scan_columns(text)
    assert scanner.scan_columns(text, threads=3) == one
    assert scanner.count(text, threads=3) == len(one) == scanner.count(text)
    assert scanner.annotate(text, threads=3) == scanner.annotate(text)
    with pytest.raises(ValueError, match="threads"):
        scanner.count(text, threads=0)


def test_what_may_be_scanned(kernels):
    scanner = Scanner(["web"])
    for data in (bytearray(b"web_1"), memoryview(b"web_1"), memoryview(b"web_1")[::1]):
        assert scanner.count(data) == 1
    for wrong in ("web_1", None, 5, ["web_1"]):
        with pytest.raises(TypeError):
            list(scanner.scan(wrong))
    with pytest.raises(ValueError):
        Scanner(["web"], max_id=-1)


def test_columns_and_matches_are_values():
    columns = Scanner(["web"]).scan_columns(b"web_1 web00000A")
    assert len(columns) == 2 and columns == Scanner(["web"]).scan_columns(b"web_1 web00000A")
    assert list(columns)[0][:3] == (0, 5, 1) and "2 matches" in repr(columns)
    assert columns.starts.typecode == "Q" and columns.owners.typecode == "I"
    a, b = Scanner(["web"]).scan(b"web_1 web00000A")
    assert a != b and a == next(Scanner(["web"]).scan(b"web_1")) and "web_1" in repr(a)
    assert isinstance(a, Match) and a.instance.node_name == "web000001"


def test_a_fleet_that_went_through_pickle_finds_the_same(kernels):
    fleet = Fleet([("kn_ss", "kn"), "web"])
    fleet.tables()
    again = pickle.loads(pickle.dumps(fleet))
    assert again == fleet and names(Scanner(again), "kn00000A kn_ss_3") == ["kn00000A", "kn_ss_3"]


def test_as_many_matches_as_a_batch_can_bring(kernels):
    """Four bytes a match, and one that ended with the batch before."""

    def batch(n, tails=0):
        return (b"a_0 " * n).ljust(4096 - 7 * tails) + b"a000000" * tails

    text = batch(1000) + batch(1000) + batch(1000) + batch(72, 1) + b" " + b"a_0 " * 1024
    assert Scanner(["a"]).count(text) == 3 * 1000 + 73 + 1024
    assert Scanner(["a"]).count(b"a_0 " * 9000) == 9000


@pytest.mark.parametrize(
    ("fleet", "embedded", "text", "expected"),
    [
        ([("x.y", "xy"), ("z", "z"), ("y_1.z_2", "q")], False, "x.y_1.z_2_3", ["x.y_1", "z_2"]),
        (
            [("a.b", "zz"), ("b_1.api000002", "yy"), "api"],
            False,
            "a.b_1.api000002_7",
            ["a.b_1", "api000002"],
        ),
        (
            ["web-", "api", ("000001.api000002", "q")],
            True,
            "web-000001.api000002_7",
            ["web-000001", "api000002"],
        ),
    ],
)
def test_dropped_overlaps_hide_nothing(kernels, fleet, embedded, text, expected):
    """A name that overlaps one before it takes nothing away that does not."""
    assert names(Scanner(fleet, embedded=embedded), text) == expected


def test_parts_end_at_line_ends(monkeypatch, kernels):
    monkeypatch.setattr("vmssnames.scan.scanner._PART", 100)
    text = rb'{"m":"web000001 trace\n at x"} web_2' + b"\n"
    text *= 40
    bounds = _cut(memoryview(text), 4)
    assert len(bounds) == 5
    assert all(text[at - 1 : at] == b"\n" for at in bounds[1:])
    scanner = Scanner(["web"])
    assert scanner.scan_columns(text, threads=4) == scanner.scan_columns(text)
    assert scanner.count(text, threads=4) == 80
    for at_line_end in (False, True):
        one = scanner.annotate(text, "{instance_id}", at_line_end=at_line_end)
        assert scanner.annotate(text, "{instance_id}", at_line_end=at_line_end, threads=4) == one
    assert _cut(memoryview(b"x" * 10_000), 4) == [0, 10_000]


def test_kernels_read_unchanging_memory(monkeypatch, kernels):
    """They read it twice: once to count, once to write."""
    seen = []
    scanner = Scanner(["web"])
    real = Scanner._columns
    monkeypatch.setattr(
        Scanner,
        "_columns",
        lambda self, view, base: seen.append(view.readonly) or real(self, view, base),
    )
    for data in (b"web_1", bytearray(b"web_1"), memoryview(bytearray(b"web_1"))):
        assert scanner.annotate(data) == b"web_1(web/1)"
        assert len(scanner.scan_columns(data)) == 1
    assert seen == [True] * 6


def test_a_flexible_scale_set_does_not_spoil_templates(kernels):
    fleet = Fleet(
        [ScaleSet("web", "web", f"{PATH}/web"), ScaleSet("flex", None, f"{PATH}/flex", "flexible")]
    )
    assert (
        Scanner(fleet).annotate(b"web_1", "{resource_id}").decode()
        == f"{PATH}/web/virtualMachines/1"
    )


def test_paths_have_the_owner_that_resolve_finds(kernels):
    fleet = Fleet(
        [
            ScaleSet("web", "a"),
            ScaleSet("web", "b", f"{PATH}/web"),
            ScaleSet("web", "c", f"{PATH.replace('/rg/', '/q/')}/web", "flexible"),
        ]
    )
    for where in (PATH, PATH.replace("/rg/", "/other/")):
        path = f"{where}/web/virtualMachines/5"
        (match,) = Scanner(fleet, resource_ids=True).scan(path.encode())
        assert match.prefix == fleet.resolve(path).scale_set.prefix
    assert names(Scanner(fleet, resource_ids=True, max_id=4), path) == []


def test_many_paths(kernels):
    path = f"{PATH}/web/virtualMachines/5"
    assert Scanner(["web"], resource_ids=True).count((path + " ").encode() * 300) == 300
    # And what only looks like one, as many as fit.
    assert Scanner(["web"], resource_ids=True).count(b"virtualMachines " * 20_000) == 0
    assert names(Scanner(["web"], resource_ids=True), f"/subscriptions/{'x' * 900} {path}") == [
        path
    ]


def test_aks_shapes_that_are_not_prefixes(kernels):
    """A VM name may have dots; a computer name has no prefix of more than 58 characters."""
    scanner = Scanner([], aks=True)
    (match,) = scanner.scan(b"aks-a.b-12345678-vmss_5")
    assert match.scale_set.prefix is None and match.instance.vm_name == "aks-a.b-12345678-vmss_5"
    assert names(scanner, "aks-" + "p" * 40 + "-12345678-vmss000005")
    assert names(scanner, "aks-" + "p" * 41 + "-12345678-vmss000005") == []
    assert names(scanner, "AKS-A-12345678-VMSS000005") == ["AKS-A-12345678-VMSS000005"]
    text = b"aks-a-12345678-vmss_1 aks-b-12345678-vmss_1"
    assert (
        scanner.annotate(text, "{scale_set}", at_line_end=True)
        == text + b" aks-a-12345678-vmss aks-b-12345678-vmss"
    )


def test_the_longest_prefix_within_a_word(kernels):
    prefix = "a" * 58
    assert names(Scanner([prefix], embedded=True), f"x-{prefix}000001-y") == [f"{prefix}000001"]


def test_instances_of_a_line_are_remembered_for_sixteen(kernels):
    scanner = Scanner(["a"])
    line = " ".join(f"a_{i}" for i in range(16))
    again = f"{line} a_0"
    assert (
        scanner.annotate(again.encode(), "", at_line_end=True).count(b" ") - again.count(" ") == 16
    )
    longer = f"{line} a_16 a_0"
    assert (
        scanner.annotate(longer.encode(), "", at_line_end=True).count(b" ") - longer.count(" ")
        == 18
    )


def test_scanners_are_values(kernels):
    scanner = Scanner(["web"], aks=True)
    scanner.annotate(b"web_1")
    again = pickle.loads(pickle.dumps(scanner))
    assert again == scanner == copy.deepcopy(scanner) != Scanner(["web"])
    assert again.annotate(b"web_1") == b"web_1(web/1)"
    assert "aks=True" in repr(scanner)


def test_a_longer_name_takes_the_place_of_one_that_was_found_long_before(kernels):
    """Though the matches of the batches before were copied out meanwhile."""
    text = b"a_0 " * 4095 + b" a_0" + b".b_1"
    assert len(text) == 4 * 4096 + 4
    matches = list(Scanner(["a", ("a_0.b", "x")]).scan(text))
    assert len(matches) == 4096
    assert [match.name for match in matches[-2:]] == ["a_0", "a_0.b_1"]


def test_words_with_numbers_after_underscores_take_no_time(compiled, monkeypatch):
    """One look at the filter answers for all starts before an underscore, up to 64 of them."""

    def seconds(text):
        start = process_time()
        assert scanner.count(text) == 0
        return process_time() - start

    scanner = Scanner(["web"])
    texts = b"ab_1c_22_x" * 200_000, b"abc1c 22 x" * 200_000

    for name in compiled.names():
        monkeypatch.setattr(backend, "kernels", backend.load(name))
        # 2 to 8 times as long; before, 14 to 94 times.
        # In turns: a busy machine slows both, or the least of many is of a quiet moment.
        turns = [[seconds(text) for text in texts] for _ in range(25)]
        numbers, words = map(min, zip(*turns, strict=True))
        assert numbers < 12 * words
