"""Snippets: how to read and write computer names in languages that are not Python.

Each is a template in ``files`` with a part for each kind of snippet, after a line ``%% kind``.
Lines between ``{{#prefix}}`` and ``{{/prefix}}`` are for one prefix; those between ``{{#rows}}``
and ``{{/rows}}`` repeat for each scale set.  Names are quoted as the language has it, and need no
escapes: the grammar of names has no character that means anything in a literal.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from ..errors import NameFormatError, shown
from ..names.vm_names import check_prefix, check_scale_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Literal

    from ..fleet.fleet import Fleet

    Kind = Literal["decode", "split", "encode", "lookup"]

# What each kind consists of, in order.
PARTS = {
    "decode": ("decode",),
    "split": ("decode", "split"),
    "encode": ("encode",),
    "lookup": ("decode", "split", "lookup"),
}

_TITLES = {
    "decode": "the instance ID in a computer name",
    "split": "the prefix and the instance ID in a computer name",
    "encode": "the computer name of an instance",
    "lookup": "the scale set and the instance ID of a computer name",
}

_EXAMPLE = "web"


class Language:
    """A language: its *title*, and how it writes comments and string literals.

    *file* is its template.  *none* is what its snippets return for any other text.
    *aliases* are other words for it, *most* the largest number of scale sets in a lookup, and
    *is_formula* says whether a snippet is one line.
    """

    __slots__ = (
        *("name", "title", "file", "comment", "quotes", "none", "aliases", "most", "is_formula"),
    )

    def __init__(
        self,
        name: str,
        title: str,
        end: str,
        comment: str,
        quote: str = "'",
        none: str = "null",
        aliases: str = "",
        most: int | None = None,
        *,
        is_formula: bool = False,
    ) -> None:
        self.name, self.title, self.file = name, title, f"{name}.{end}"
        self.comment, self.quotes = comment, (quote, quote[-1])
        self.none, self.aliases, self.most = none, tuple(aliases.split()), most
        self.is_formula = is_formula

    def quoted(self, name: str) -> str:
        """Return *name*, a prefix or a scale set, as a string literal.

        Raises NameFormatError for any other text: there is nothing to escape.

        >>> LANGUAGES["tsql"].quoted("web_1")
        "N'web_1'"
        """
        return check_scale_set(name).join(self.quotes)

    def __repr__(self) -> str:
        return f"<Language {self.name}>"


def _by_name(*languages: Language) -> dict[str, Language]:
    return {one.name: one for one in languages}


_SQL = "sql", "--", "'", "NULL"

LANGUAGES = _by_name(
    Language("kql", "Kusto Query Language", "kql", "//", '"', "long(null)", "kusto sentinel"),
    Language("postgresql", "PostgreSQL", *_SQL, "postgres pg"),
    Language("mysql", "MySQL and MariaDB", *_SQL, "mariadb"),
    Language("sqlite", "SQLite", *_SQL, "sqlite3"),
    Language("duckdb", "DuckDB", *_SQL),
    Language("clickhouse", "ClickHouse", *_SQL),
    Language("spark", "Spark SQL and Databricks", *_SQL, "sparksql databricks"),
    Language("bigquery", "BigQuery", *_SQL, "bq"),
    Language("snowflake", "Snowflake", *_SQL),
    Language("trino", "Trino", *_SQL),
    Language("tsql", "T-SQL", "sql", "--", "N'", "NULL", "mssql sqlserver"),
    Language("jq", "jq", "jq", "#", '"'),
    Language("awk", "awk", "awk", "#", '"', '""', "gawk mawk busybox"),
    Language("lua", "Lua, for Fluent Bit", "lua", "--", '"', "nil", "fluent-bit luajit"),
    Language("ruby", "Ruby, for Logstash and Fluentd", "rb", "#", "'", "nil", "logstash fluentd"),
    Language("javascript", "JavaScript", "js", "//", '"', "null", "js node"),
    Language("go", "Go", "go", "//", '"', "false", "golang"),
    Language("csharp", "C#", "cs", "//", '"', "null", "c# cs dotnet"),
    Language("java", "Java", "java", "//", '"', "null", most=2000),
    Language("php", "PHP", "php", "//"),
    Language("perl", "Perl", "pl", "#", "'", "undef"),
    Language("bash", "Bash 4.2 and later", "bash", "#", "'", "status 1"),
    Language("powershell", "PowerShell", "ps1", "#", "'", "$null", "pwsh"),
    Language("vrl", "Vector Remap Language", "vrl", "#", '"', "null", "vector"),
    Language("cel", "Common Expression Language", "cel", "//", '"', "-1"),
    Language("starlark", "Starlark", "star", "#", '"', "None", "bazel"),
    Language("excel", "Excel", "txt", "#", '"', '""', "sheets libreoffice", 60, is_formula=True),
    Language("terraform", "Terraform", "tf", "#", '"', "no entry", "hcl opentofu"),
)


def snippet(
    language: str,
    kind: Kind | None = None,
    *,
    prefix: str | None = None,
    fleet: Fleet | None = None,
) -> str:
    """Return the rule in *language*, ready to paste, with comments.

    *kind* is "decode", for the instance ID in a computer name; "split", for its prefix too;
    "encode", for the computer name of an instance; or "lookup", for its scale set.  By default it
    is "lookup" with *fleet*, else "decode".  With *prefix*, other prefixes are not accepted.

    Raises ValueError for an unknown language or kind, and for options that do not go together;
    NameFormatError for the prefix.

    >>> print(snippet("jq", "encode", prefix="nsgvmss").splitlines()[-1])
    # vmss_name("nsgvmss"; .instance_id)
    """
    own = language_called(language)
    kind = kind or ("decode" if fleet is None else "lookup")
    if kind not in PARTS:
        raise ValueError(f"expected a kind of {', '.join(PARTS)}, got {shown(kind)}")
    if (kind == "lookup") != (fleet is not None):
        raise ValueError("a lookup needs a fleet, and nothing else does")
    if prefix is not None and kind not in ("decode", "encode"):
        raise ValueError(f"{kind} is for all prefixes: omit the prefix")
    parts = _parts(own.file)
    missing = [part for part in PARTS[kind] if part not in parts]
    if missing:
        raise ValueError(f"{own.title} has no {kind}, only {' and '.join(parts)}")
    rows, skipped = lookup_rows(fleet) if fleet is not None else ([], [])
    if own.most is not None and len(rows) > own.most:
        raise ValueError(f"{own.title} takes {own.most} scale sets, got {len(rows)}: see table")
    body = [line for part in PARTS[kind] for line in _filled(own, parts[part], prefix, rows)]
    if own.is_formula:
        body = "\n".join(body).replace("\n  ", "").split("\n")
    notes = [f"skipped: {one}" for one in skipped]
    head = [f"{own.comment} {line}" for line in (*_about(own, kind), *notes)]
    return "\n".join([*head, *body, ""])


def language_called(name: str) -> Language:
    """Return the language with the name or alias *name*; raise ValueError if there is none."""
    found = LANGUAGES.get(name.lower()) or _aliases().get(name.lower())
    if found is None:
        from difflib import get_close_matches

        near = get_close_matches(name.lower(), [*LANGUAGES, *_aliases()], 1)
        hint = f"; did you mean {near[0]}?" if near else f": one of {', '.join(LANGUAGES)}"
        raise ValueError(f"expected a language, got {shown(name)}{hint}")
    return found


def lookup_rows(fleet: Fleet) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the prefix and the scale set of each name in a lookup, and what is skipped.

    A prefix in lower case leads to one scale set.  Skipped are prefixes of several, and scale
    sets without a known prefix.

    >>> from vmssnames import Fleet
    >>> lookup_rows(Fleet(["web", ("web-2", "web"), ("kn-infra_ss", "kn-infra")]))
    ([('kn-infra', 'kn-infra_ss')], ["'web' is the prefix of 2 scale sets"])
    """
    rows, skipped = [], []
    for prefix, index in fleet.keys("prefix"):
        owners = fleet.owners[index]
        if len(owners) > 1:
            skipped.append(f"{shown(prefix)} is the prefix of {len(owners)} scale sets")
        elif owners[0].is_uniform:
            rows.append((prefix, owners[0].name))
    unknown = sum(one.prefix is None and one.is_uniform for one in fleet)
    flexible = sum(not one.is_uniform for one in fleet)
    if unknown:
        skipped.append(f"scale sets without a prefix: {unknown}")
    if flexible:
        skipped.append(f"Flexible scale sets, without instance IDs in names: {flexible}")
    if not rows:
        raise NameFormatError("expected a scale set with a prefix of its own, got none")
    return rows, skipped


@cache
def tested() -> dict[str, dict[str, str]]:
    """Return what the tests ran: for each language the program, the day, and how."""
    found: dict[str, dict[str, str]] = json.loads(_data("tested.json"))
    return found


def how_tested(name: str) -> str:
    """Return in a few words how the snippets of the language *name* were tested."""
    found = tested().get(name)
    return f"{found['how']} {found['program']}" if found else "not run"


def _about(language: Language, kind: str) -> Iterator[str]:
    from .. import __version__

    yield f"{_TITLES[kind]}, from vmssnames {__version__}; {how_tested(language.name)}"
    yield f"any other text gives {language.none}"


@cache
def _aliases() -> dict[str, Language]:
    return {alias: one for one in LANGUAGES.values() for alias in one.aliases}


def _data(name: str) -> str:
    return (files("vmssnames.snippets") / name).read_text("ascii")


@cache
def _parts(file: str) -> dict[str, list[str]]:
    """Return the lines of each part of a template."""
    parts: dict[str, list[str]] = {}
    for line in _data(f"files/{file}").splitlines():
        if line.startswith("%% "):
            parts[line[3:]] = lines = []
        else:
            lines.append(line)
    return parts


def _filled(
    language: Language,
    lines: Sequence[str],
    prefix: str | None,
    rows: Sequence[tuple[str, str]],
) -> Iterator[str]:
    """Yield *lines* with the names filled in."""
    own = language.quoted(_EXAMPLE if prefix is None else check_prefix(prefix).lower())
    inside, repeated = "", list[str]()
    for line in lines:
        word = line.strip()
        if word in ("{{#prefix}}", "{{#rows}}"):
            inside = word[3:-2]
        elif word == "{{/rows}}":
            yield from _repeated(language, repeated, rows)
            inside = ""
        elif word == "{{/prefix}}":
            inside = ""
        elif inside == "rows":
            repeated.append(line)
        elif inside == "prefix" and prefix is None:
            continue
        elif prefix is None and "{{prefix}}" in line and not word.startswith(language.comment):
            raise ValueError(f"{language.title} needs the prefix here: pass one")
        else:
            yield line.replace("{{prefix}}", own)


def _repeated(
    language: Language, lines: Iterable[str], rows: Sequence[tuple[str, str]]
) -> Iterator[str]:
    text = "\n".join(lines)
    for i, (key, scale_set) in enumerate(rows, 1):
        row = text.replace("{{key}}", language.quoted(key))
        row = row.replace("{{scale_set}}", language.quoted(scale_set))
        for sign in ",;":
            row = row.replace(f"{{{{{sign}}}}}", sign if i < len(rows) else "")
        yield row
