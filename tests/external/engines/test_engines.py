"""One table for all engines: what each gives for a column is what the rule gives for its values."""

import random
import subprocess
import sys

import naive
import pytest

from vmssnames import Fleet, ScaleSet

# [docs] nsgvmss00002D is instance 85; the others follow from the rule.
PAIRS = [
    ("nsgvmss", 85, "nsgvmss00002D"),
    ("web", 0, "web000000"),
    ("k8s-1", 36**6 - 1, "k8s-1ZZZZZZ"),
]

HOSTILE = [
    "", "web", "00002D", "web00002D\n", "web00002D\0", "\0web00002D", "web00002D ", " web00002D",
    "web0_002D", "web+0002D", "web-0002D\r\n", "web 0002D", "web00000!", "web000٠0", "ſeb00002D", "web00000ſ",
    "-web00002D", "a" * 59 + "00002D", "web.00002D", "wéb00002D", "web\u200b00002D", "web_00002D", "日本00002D",
]  # fmt: skip

FLEET = Fleet(
    [
        ScaleSet("web_ss", "web", f"/subscriptions/{'0' * 8}-0000-0000-0000-{'0' * 12}/resourceGroups/rg"
                 "/providers/Microsoft.Compute/virtualMachineScaleSets/web_ss"),
        "api",
        ("one", "both"),
        ("two", "both"),
    ]
)  # fmt: skip


@pytest.mark.parametrize(("prefix", "number", "host"), PAIRS)
def test_documented_pairs(engine, prefix, number, host):
    assert engine.names(prefix, [number]) == [host]
    assert engine.ids([host]) == engine.ids([host], prefix=prefix) == [number]
    assert engine.ids([host.lower()], prefix=prefix) == [number]
    assert engine.split([host]) == [{"prefix": prefix, "instance_id": number}]


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        [None],
        ["web00002D"],
        [None, "web00002D", None],
        ["web00002D", None, "API00000a", "web000000", None] * 7,
    ],
)
def test_nulls_and_empty_columns(engine, hosts):
    expected = [None if host is None else naive.value(host[-6:]) for host in hosts]
    assert engine.ids(hosts) == expected
    assert engine.ids(hosts, errors="null") == expected
    assert engine.names("web", expected) == [
        None if one is None else f"web{naive.base36(one)}" for one in expected
    ]
    assert engine.split(hosts) == [
        None if host is None else {"prefix": host[:-6], "instance_id": naive.value(host[-6:])}
        for host in hosts
    ]


@pytest.mark.parametrize("bad", HOSTILE)
def test_hostile_values(engine, bad):
    hosts = ["web00002D", bad, None, "web000001"]
    assert engine.ids(hosts, errors="null") == [85, None, None, 1]
    assert engine.ids(hosts, errors="null", prefix="web") == [85, None, None, 1]
    with pytest.raises(BaseException) as error:
        engine.ids(hosts)
    assert isinstance(error.value, Exception), "a panic, not an error"
    if engine.name != "sqlite3":  # It says nothing of errors.
        assert "item " in str(error.value)
        assert "expected" in str(error.value)


@pytest.mark.parametrize("bad", [-1, 36**6, 2**32, 2**32 + 85, 2**62, -(2**63)])
def test_ids_out_of_range(engine, bad):
    assert engine.names("web", [85, bad, None], errors="null") == ["web00002D", None, None]
    with pytest.raises(Exception, match="outside 0..2176782335|user-defined function raised"):
        engine.names("web", [85, bad, None])


def test_instances_of_a_fleet(engine):
    hosts = ["web00002D", "API_7", None, "both000001", "nope", "http://web_ss_3:80/"]
    found = engine.resolve(hosts, FLEET, errors="null")
    assert [one and one["vm_name"] for one in found] == [
        "web_ss_85", "api_7", None, None, None, "web_ss_3",
    ]  # fmt: skip
    path = str(FLEET.scale_sets[0].resource_id)
    assert [one and one["resource_id"] for one in found][:2] == [f"{path}/virtualMachines/85", None]
    if "scale_set" in found[0]:
        assert [one and one["instance_id"] for one in found] == [85, 7, None, None, None, 3]
        assert [one and one["scale_set"] for one in found][:2] == ["web_ss", "api"]
        assert [one and one["resource_group"] for one in found][:2] == ["rg", None]
    with pytest.raises(Exception, match="both 'one' and 'two'|user-defined function raised"):
        engine.resolve(hosts, FLEET)


def test_a_million_rows(engine):
    """A million random rows are what the naive rule says; memory does not grow with rounds."""
    draw = random.Random(7)
    count = 20_000 if engine.name == "sqlite3" or engine.kind == "grouped" else 1_000_000
    known = [
        f"{prefix}{naive.base36(draw.randrange(36**6))}"
        for prefix in ("web", "API", "k8s-1")
        for _ in range(3000)
    ]
    known += [None, *HOSTILE, *map(str.lower, known)]
    if engine.kind != "categorical":
        known += [f"x{i:06}" for i in range(3000)]
    wanted = {
        host: None if host is None or host in HOSTILE else naive.value(host[-6:]) for host in known
    }
    hosts = draw.choices(known, k=count)
    assert engine.ids(hosts, errors="null") == [wanted[host] for host in hosts]
    ids = [draw.choice([None, draw.randrange(36**6)]) for _ in range(1000)] * (count // 1000)
    assert engine.names("web", ids) == [
        None if one is None else f"web{naive.base36(one)}" for one in ids
    ]


def test_no_engine_is_imported_unasked():
    code = (
        "import sys, vmssnames; vmssnames.Fleet; import vmssnames.arrow; "
        "print({'polars', 'pandas', 'pyarrow', 'duckdb', 'datafusion', 'numpy'} & {*sys.modules})"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"
