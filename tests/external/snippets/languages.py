"""The languages that run here: each calls a function of a snippet for many inputs.

A Language takes the text of a snippet, "id", "prefix", "name" or "scale_set", and the inputs:
computer names, or for "name" pairs of a prefix and an ID.  It returns what came back, None for
nothing.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
# What the JavaScript packages are installed below.
NODE = HERE.parents[2] / "build" / "snippets"


def output(command, **options):
    """Return what a command prints; its messages are in the error if it fails."""
    done = subprocess.run(command, capture_output=True, timeout=600, check=False, **options)
    assert done.returncode == 0, (command, done.stderr.decode("utf-8", "replace")[-2000:])
    return done.stdout


class Language:
    """Something that runs snippets of the language *of*; *name* tells several of one apart."""

    # What strings it cannot be given.
    refuses = frozenset()
    # Whether it can be given bytes that are not UTF-8, as lone surrogates.
    takes_bytes = False
    # Whether a prefix that was given is part of the function, not an argument.
    is_bound = False
    functions = ("id", "prefix", "name", "scale_set")

    def __init__(self, of, name=None):
        self.of, self.name = of, name or of

    def __repr__(self):
        return self.name

    def takes(self, text):
        if text is None:
            return True
        has_bytes = any("\ud800" <= one <= "\udfff" for one in text)
        return (self.takes_bytes or not has_bytes) and self.refuses.isdisjoint(text)


class JSONLines(Language):
    """A program that reads and writes JSON, one value per line."""

    def __init__(self, of, command, end, rest, program, name=None):
        super().__init__(of, name)
        self.command, self.end, self.rest, self.program = command, end, rest, program

    def version(self):
        return f"{self.program} {version_of([self.command[0], '--version'])}"

    def call(self, text, function, inputs):
        with tempfile.TemporaryDirectory() as place:
            file = Path(place, f"snippet.{self.end}")
            file.write_text(self.rest(text, function))
            lines = "".join(json.dumps(one) + "\n" for one in inputs)
            found = output([*self.command, str(file)], input=lines.encode("ascii"))
        return [json.loads(line) for line in found.splitlines()]


def version_of(command):
    """Return the first version in what a command says about itself."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return re.search(r"[0-9]+(\.[0-9]+)+", done.stdout + done.stderr).group()


def jq(text, function):
    call = {"name": "vmss_name(.[0]; .[1])"}.get(function, f"vmss_{function}")
    return f"{text}\n{call}"


def javascript(text, function):
    call = {"id": "vmssId(x)", "prefix": "vmssPrefix(x)", "scale_set": "vmssScaleSet(x)"}
    call = call.get(function, "vmssName(...x)")
    return f"""{text}
const lines = require("fs").readFileSync(0, "utf8").trimEnd().split("\\n");
for (const x of lines.map(JSON.parse)) console.log(JSON.stringify({call}));
"""


def ruby(text, function):
    call = "vmss_name(*x)" if function == "name" else f"vmss_{function}(x)"
    return f"""require "json"
{text}
STDIN.each_line {{ |line| x = JSON.parse(line); puts JSON.generate({call}) }}
"""


def php(text, function):
    call = "vmss_name(...$x)" if function == "name" else f"vmss_{function}($x)"
    return f"""<?php
{text}
while (($line = fgets(STDIN)) !== false) {{ $x = json_decode($line); echo json_encode({call}), "\\n"; }}
"""


def perl(text, function):
    call = "vmss_name(@$x)" if function == "name" else f"vmss_{function}($x)"
    return f"""use strict; use warnings; use JSON::PP;
{text}
my $json = JSON::PP->new->allow_nonref;
while (my $line = <STDIN>) {{ my $x = $json->decode($line); print $json->encode({call}), "\\n"; }}
"""


class HexLines(Language):
    """A program that reads texts in hexadecimal, one per line, an ID after a space.

    It writes a line for each, "-" for nothing.
    """

    takes_bytes = True

    def __init__(self, of, build, program, version, name=None, refuses=()):
        super().__init__(of, name)
        self.build, self.program, self._version = build, program, version
        self.refuses = frozenset(refuses)

    def version(self):
        return f"{self.program} {version_of(self._version)}"

    def call(self, text, function, inputs):
        lines = []
        for one in inputs:
            name, *number = one if function == "name" else (one,)
            data = (name or "").encode("utf-8", "surrogateescape")
            lines.append(" ".join([data.hex(), *map(str, number)]))
        with tempfile.TemporaryDirectory() as place:
            command = self.build(Path(place), text, function)
            found = output(command, input="".join(f"{one}\n" for one in lines).encode(), cwd=place)
        answers = [None if one == "-" else one for one in found.decode().splitlines()]
        return [one and int(one) for one in answers] if function == "id" else answers


def lua(interpreter):
    def build(place, text, function):
        call = "vmss_name(s, tonumber(n))" if function == "name" else f"vmss_{function}(s)"
        (place / "snippet.lua").write_text(f"""{text}
for line in io.lines() do
  local hex, n = line:match("^(%x*) ?(.*)$")
  local s = hex:gsub("%x%x", function(two) return string.char(tonumber(two, 16)) end)
  local found = {call}
  print(type(found) == "number" and ("%.0f"):format(found) or found or "-")
end
""")
        return [interpreter, "snippet.lua"]

    return build


def bash(place, text, function):
    call = 'vmss_name "$s" "$n"' if function == "name" else f'vmss_{function} "$s"'
    (place / "snippet.bash").write_text(f"""set -u
{text}
while read -r hex n; do
  s= escaped=
  for ((i = 0; i < ${{#hex}}; i += 2)); do escaped+="\\\\x${{hex:i:2}}"; done
  printf -v s '%b' "$escaped"
  {call} || echo -
done
""")
    return ["bash", "snippet.bash"]


def go(place, text, function):
    call = {"id": "vmssID(s)", "name": "vmssName(s, n)", "scale_set": "vmssScaleSet(s)"}
    call = call.get(function, 'vmssPrefix(s), vmssPrefix(s) != ""')
    head = 'package main\nimport "strings"\nvar _ = strings.ToLower\n'
    (place / "snippet.go").write_text(head + text)
    (place / "main.go").write_text(f"""package main
import ("bufio"; "encoding/hex"; "fmt"; "os"; "strings"; "strconv")
func main() {{
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1 << 20)
	for lines.Scan() {{
		words := strings.Split(lines.Text(), " ")
		bytes, _ := hex.DecodeString(words[0])
		s, n := string(bytes), int64(0)
		if len(words) > 1 {{ n, _ = strconv.ParseInt(words[1], 10, 64) }}
		_ = n
		if found, ok := {call}; ok {{ fmt.Println(found) }} else {{ fmt.Println("-") }}
	}}
}}
""")
    environment = os.environ | {"GOCACHE": str(place), "GO111MODULE": "off", "GOFLAGS": ""}
    output(["go", "build", "-o", "snippet", "snippet.go", "main.go"], cwd=place, env=environment)
    return ["./snippet"]


def java(place, text, function):
    call = f"vmss{function.title().replace('_', '')}(s{', n' if function == 'name' else ''})"
    (place / "Snippet.java").write_text(f"""public class Snippet {{
{text}
public static void main(String[] unused) throws Exception {{
    var lines = new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null; ) {{
        String[] words = line.split(" ");
        byte[] bytes = java.util.HexFormat.of().parseHex(words[0]);
        String s = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        long n = words.length > 1 ? Long.parseLong(words[1]) : 0;
        Object found = {call};
        System.out.println(found == null ? "-" : found);
    }}
}}
}}
""")
    return ["java", "-Xshare:auto", "Snippet.java"]


def csharp(place, text, function):
    call = f"Vmss{function.title().replace('_', '')}(s{', n' if function == 'name' else ''})"
    (place / "snippet.cs").write_text(f"""public class Snippet {{
{text}
public static void Main() {{
    for (string line; (line = System.Console.In.ReadLine()) != null; ) {{
        string[] words = line.Split(' ');
        byte[] bytes = new byte[words[0].Length / 2];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = System.Convert.ToByte(words[0].Substring(2 * i, 2), 16);
        string s = System.Text.Encoding.UTF8.GetString(bytes);
        long n = words.Length > 1 ? long.Parse(words[1]) : 0;
        object found = {call};
        System.Console.WriteLine(found ?? "-");
    }}
}}
}}
""")
    output(["mcs", "-r:System", "-out:snippet.exe", "snippet.cs"], cwd=place)
    return ["mono", "snippet.exe"]


class Awk(Language):
    """An awk: it reads lines with tabs; most end a text at a NUL."""

    takes_bytes = True
    refuses = frozenset("\n\t\0")

    def __init__(self, program, command, version, environment=()):
        super().__init__("awk", f"awk: {program}")
        self.program, self.command, self._version = program, command, version
        self.environment = os.environ | {"LC_ALL": "C"} | dict(environment)

    def version(self):
        return f"{self.program.partition(',')[0]} {version_of(self._version)}"

    def call(self, text, function, inputs):
        lines = inputs if function != "name" else [f"{name}\t{n}" for name, n in inputs]
        call = "vmss_name($1, $2 + 0)" if function == "name" else f"vmss_{function}($1)"
        with tempfile.TemporaryDirectory() as place:
            file = Path(place, "snippet.awk")
            file.write_text(f'{text}\n{{ found = {call}; print found == "" ? "-" : found }}\n')
            found = output(
                [*self.command, "-F", "\t", "-f", str(file)],
                input="".join(f"{one or ''}\n" for one in lines).encode("utf-8", "surrogateescape"),
                env=self.environment,
            )
        answers = [None if one == "-" else one for one in found.decode().splitlines()]
        return [one and int(one) for one in answers] if function == "id" else answers


class SQL(Language):
    """An SQL engine: inputs are the rows of a table."""

    integer = "BIGINT"
    text = "TEXT"
    marks = "?"

    def call(self, text, function, inputs):
        with self.connected() as run:
            text = "\n".join(one for one in text.splitlines() if not one.startswith("--"))
            if function == "name":
                columns = f"k {self.integer}, prefix {self.text}, instance_id {self.integer}"
                self.fill(run, "instances", columns, [(i, *one) for i, one in enumerate(inputs)])
            else:
                self.fill(run, "hosts", f"k {self.integer}, host {self.text}", enumerate(inputs))
            for statement in self.statements(text):
                run(statement)
            return [row[0] for row in run(self.query(function))]

    def statements(self, text):
        return [one for one in text.split(";\n") if one.strip()]

    def query(self, function):
        if function == "scale_set":
            return (
                "SELECT scale_set FROM hosts LEFT JOIN vmss_scale_sets s "
                f"ON s.prefix = {self.folded('vmss_prefix(host)')} ORDER BY k"
            )
        if function == "name":
            return "SELECT vmss_name(prefix, instance_id) FROM instances ORDER BY k"
        return f"SELECT vmss_{function}(host) FROM hosts ORDER BY k"

    def folded(self, text):
        return f"lower({text})"

    def fill(self, run, table, columns, rows):
        run(f"CREATE TEMPORARY TABLE {table} ({columns})")
        rows = [tuple(row) for row in rows]
        marks = ", ".join([self.marks] * len(rows[0]))
        run(f"INSERT INTO {table} VALUES ({marks})", rows)


class SQLite(SQL):
    def version(self):
        return f"SQLite {sqlite3.sqlite_version}"

    @contextlib.contextmanager
    def connected(self):
        with contextlib.closing(sqlite3.connect(":memory:")) as con:
            yield (
                lambda text, rows=None: (
                    con.execute(text) if rows is None else con.executemany(text, rows)
                )
            )

    def query(self, function):
        if function == "name":
            return "SELECT computer_name FROM vmss_names"
        if function == "scale_set":
            return (
                "SELECT scale_set FROM vmss_hosts LEFT JOIN vmss_scale_sets "
                "ON vmss_scale_sets.prefix = vmss_hosts.prefix"
            )
        return f"SELECT {'prefix' if function == 'prefix' else 'instance_id'} FROM vmss_hosts"


class DuckDB(SQL):
    def version(self):
        import duckdb
        import pyarrow  # noqa: F401

        return f"DuckDB {duckdb.__version__}"

    @contextlib.contextmanager
    def connected(self):
        import duckdb

        with contextlib.closing(duckdb.connect()) as con:

            def run(text, rows=None):
                if rows is None:
                    return (
                        con.execute(text).fetchall() if "SELECT" in text[:7] else con.execute(text)
                    )
                import pyarrow as pa

                table = pa.table(
                    list(map(list, zip(*rows, strict=True))), ["k", "a", "b"][: len(rows[0])]
                )
                con.register("given", table)
                return con.execute(text.partition("VALUES")[0] + "SELECT * FROM given")

            yield run


class ClickHouse(SQL):
    integer = "Nullable(Int64)"
    text = "Nullable(String)"

    def version(self):
        import chdb

        return f"chDB {chdb.__version__}, ClickHouse {chdb.engine_version}"

    @contextlib.contextmanager
    def connected(self):
        from chdb.session import Session

        with tempfile.TemporaryDirectory() as place:
            session = Session(place)

            def run(text, rows=None):
                if rows is not None:
                    with Path(place, "rows.json").open("w") as file:
                        for row in rows:
                            file.write(json.dumps(dict(zip("kab", row, strict=False))) + "\n")
                    kinds = ", ".join(
                        f"{key} Nullable({'Int64' if isinstance(value, int) else 'String'})"
                        for key, value in zip("kab", rows[0], strict=False)
                    )
                    text = text.partition("VALUES")[0]
                    text += f"SELECT * FROM file('{place}/rows.json', 'JSONEachRow', '{kinds}')"
                found = session.query(text, "JSONCompactEachRow")
                return (
                    [json.loads(line) for line in str(found).splitlines()]
                    if "SELECT" in text[:7]
                    else None
                )

            try:
                yield run
            finally:
                session.close()

    def fill(self, run, table, columns, rows):
        run(f"CREATE TABLE {table} ({columns}) ENGINE = Memory")
        rows = list(rows)
        run(f"INSERT INTO {table} VALUES", rows)

    def query(self, function):
        return super().query(function) + " SETTINGS output_format_json_quote_64bit_integers = 0"


class Server:
    """A database server of our own, while tests run."""

    def __init__(self):
        self.place = tempfile.TemporaryDirectory()
        self.path = Path(self.place.name)
        self.process = None

    def user(self, name):
        """Return how to run a program as *name*: servers do not run as root."""
        if os.getuid():
            return []
        shutil.chown(self.path, name)
        return ["setpriv", "--reuid", name, "--clear-groups"]

    def start(self, command, socket_path):
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(300):
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as one:
                one.connect(str(socket_path))
                return
            assert self.process.poll() is None, command
            time.sleep(0.1)
        raise AssertionError(f"{command} did not start")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(30)
        self.place.cleanup()


class PostgreSQL(SQL):
    marks = "%s"
    refuses = frozenset("\0")
    server = None

    def version(self):
        import psycopg  # noqa: F401 - without it there is no PostgreSQL here

        return f"PostgreSQL {version_of([self.program('postgres'), '--version'])}"

    @staticmethod
    def program(name):
        found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
        return str(found[-1]) if found else name

    def started(self):
        if PostgreSQL.server is None:
            server = PostgreSQL.server = Server()
            data, user = str(server.path / "data"), server.user("postgres")
            common = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"]
            output([*user, self.program("initdb"), "-D", data, *common], cwd="/")
            command = [self.program("postgres"), "-D", data, "-k", str(server.path), "-h", ""]
            server.start([*user, *command, "-F"], server.path / ".s.PGSQL.5432")
        return PostgreSQL.server

    @contextlib.contextmanager
    def connected(self):
        import psycopg

        with psycopg.connect(
            host=str(self.started().path), user="postgres", dbname="postgres"
        ) as con:
            cursor = con.cursor()

            def run(text, rows=None):
                if rows is None:
                    cursor.execute(text)
                    return cursor.fetchall() if cursor.description else None
                return cursor.executemany(text, rows)

            yield run
            con.rollback()

    def statements(self, text):
        return [text]  # Functions contain semicolons.

    def folded(self, text):
        return f'lower({text} COLLATE "C")'


class MariaDB(SQL):
    marks = "%s"
    text = "LONGTEXT CHARACTER SET utf8mb4"
    server = None

    def version(self):
        import pymysql  # noqa: F401

        return f"MariaDB {version_of(['mariadbd', '--version'])}"

    def started(self):
        if MariaDB.server is None:
            server = MariaDB.server = Server()
            user = server.user("mysql")
            data = f"--datadir={server.path}/data"
            output(
                [
                    *user,
                    "mariadb-install-db",
                    "--no-defaults",
                    data,
                    "--auth-root-authentication-method=normal",
                ]
            )
            path = f"--socket={server.path}/s"
            server.start(
                [*user, "mariadbd", "--no-defaults", data, path, "--skip-networking"],
                server.path / "s",
            )
        return MariaDB.server

    @contextlib.contextmanager
    def connected(self):
        import pymysql

        path = str(self.started().path / "s")
        with pymysql.connect(
            unix_socket=path, user="root", charset="utf8mb4", autocommit=True
        ) as con:
            cursor = con.cursor()

            def run(text, rows=None):
                if rows is None:
                    cursor.execute(text)
                    return cursor.fetchall()
                return cursor.executemany(text, rows)

            run("DROP DATABASE IF EXISTS snippets")
            run("CREATE DATABASE snippets")
            run("USE snippets")
            yield run


class Spark(SQL):
    text = "STRING"
    session = None

    def version(self):
        import pyspark

        return f"Spark {pyspark.__version__}"

    @contextlib.contextmanager
    def connected(self):
        from pyspark.sql import SparkSession

        if Spark.session is None:
            made = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
            Spark.session = made.config("spark.log.level", "OFF").getOrCreate()

        def run(text, rows=None):
            if rows is None:
                return Spark.session.sql(text).collect()
            table, columns = rows
            frame = Spark.session.createDataFrame(table[1], columns.replace(" BIGINT", " bigint"))
            return frame.createOrReplaceTempView(table[0])

        yield run

    def fill(self, run, table, columns, rows):
        run(None, ((table, list(rows)), columns))


class Starlark(Language):
    """Starlark in Rust, in this process."""

    def version(self):
        from importlib.metadata import version

        return f"starlark-pyo3 {version('starlark-pyo3')}"

    def call(self, text, function, inputs):
        import starlark

        call = "vmss_name(*x)" if function == "name" else f"vmss_{function}(x)"
        module, names = starlark.Module(), starlark.Globals.standard()
        module["inputs"] = list(inputs)
        made = f"{text}\nfound = [{call} for x in inputs]\nfound\n"
        dialect = starlark.Dialect.standard()
        dialect.enable_top_level_stmt = True
        return starlark.eval(module, starlark.parse("snippet", made, dialect), names)


class VRL(Language):
    """Vector's language, in this process: it sets fields of events."""

    FIELDS = {
        "id": "instance_id",
        "prefix": "prefix",
        "name": "computer_name",
        "scale_set": "scale_set",
    }

    def version(self):
        from importlib.metadata import version

        return f"pyvrl {version('pyvrl')}"

    def call(self, text, function, inputs):
        import pyvrl

        if function == "name":
            events = [{"prefix": prefix, "instance_id": number} for prefix, number in inputs]
        else:
            events = [{"host": one} for one in inputs]
        transform = pyvrl.Transform(f"{text}\n.")  # The event is the result.
        return [transform.remap(one).get(self.FIELDS[function]) for one in events]


class CEL(Language):
    """The evaluator of Buf, with the extension for strings."""

    functions = ("id",)

    def takes(self, text):
        return text is not None

    def version(self):
        package = NODE / "node_modules/@bufbuild/cel/package.json"
        return f"@bufbuild/cel {json.loads(package.read_text())['version']}"

    def call(self, text, function, inputs):
        lines = "".join(json.dumps(one) + "\n" for one in inputs)
        found = output(
            ["node", str(HERE / "cel.mjs"), str(NODE), text], input=lines.encode("ascii")
        )
        answers = [json.loads(line) for line in found.splitlines()]
        return [None if one == -1 else one for one in answers]


class Excel(Language):
    """LibreOffice Calc, with a formula for each row of a sheet."""

    is_bound = True
    # XML cannot have them.
    refuses = frozenset(map(chr, range(32))) - {"\t", "\n"}

    def version(self):
        import openpyxl  # noqa: F401

        return f"LibreOffice {version_of(['soffice', '--version'])}"

    def call(self, text, function, inputs):
        from openpyxl import Workbook, load_workbook

        book = Workbook()
        sheet = book.active
        formulas = "".join(
            line.strip() + " " if not line.startswith("#") else "" for line in text.splitlines()
        ).split("=IF")[1:]
        formulas = [f"=IF{one}".strip() for one in formulas]
        for row, one in enumerate(inputs, 2):
            value = one[1] if function == "name" else one
            sheet.cell(row, 1).value = value
            if isinstance(value, str):
                sheet.cell(row, 1).data_type = "s"
            for column, formula in enumerate(formulas, 2):
                # What Excel got after its file format has this prefix there.
                cell = formula.replace("BASE(", "_xlfn.BASE(").replace("DECIMAL(", "_xlfn.DECIMAL(")
                for letter in "ABC":
                    cell = cell.replace(f"{letter}2", f"{letter}{row}")
                sheet.cell(row, column).value = cell
        column = {"prefix": 3, "scale_set": 4}.get(function, 2)
        with tempfile.TemporaryDirectory() as place:
            book.save(f"{place}/a.xlsx")
            home = f"-env:UserInstallation=file://{place}/home"
            convert = ["soffice", home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
            output([*convert, "--outdir", f"{place}/out", f"{place}/a.xlsx"])
            found = load_workbook(f"{place}/out/a.xlsx", data_only=True).active
        cells = [found.cell(row, column).value for row in range(2, len(inputs) + 2)]
        return [answer(cell, function == "id") for cell in cells]


def answer(value, is_number):
    """Return the value of a cell, None for an empty one; an error is a failure."""
    assert not str(value).startswith("#"), value
    assert not (is_number and value and not isinstance(value, int)), value
    return value or (0 if value == 0 and is_number else None)


class Terraform(Language):
    """Terraform itself, where it is: a plan of outputs needs no provider."""

    refuses = frozenset("\0")
    is_bound = True
    # Values of maps by host, so that equal hosts are one.
    MAPS = {
        "id": "vmss_ids",
        "prefix": "vmss_prefixes",
        "name": "vmss_names",
        "scale_set": "vmss_scale_set",
    }

    def version(self):
        return f"Terraform {version_of(['terraform', 'version'])}"

    def call(self, text, function, inputs):
        keys = [one[1] for one in inputs] if function == "name" else inputs
        name = "instance_ids" if function == "name" else "hosts"
        with tempfile.TemporaryDirectory() as place:
            inputs_file = {"locals": {name: [escaped_template(one) for one in keys]}}
            outputs = {"output": {"found": {"value": f"${{local.{self.MAPS[function]}}}"}}}
            Path(place, "snippet.tf").write_text(text)
            Path(place, "a.tf.json").write_text(json.dumps(inputs_file | outputs))
            options = {"cwd": place, "env": os.environ | {"CHECKPOINT_DISABLE": "1"}}
            output(["terraform", "init", "-input=false"], **options)
            output(["terraform", "apply", "-auto-approve", "-input=false"], **options)
            found = json.loads(output(["terraform", "output", "-json", "found"], **options))
        return [found.get(str(one)) for one in keys]


def escaped_template(value):
    """Return *value* so that Terraform reads the text, not a template."""
    return value.replace("${", "$${").replace("%{", "%%{") if isinstance(value, str) else value


NUL = ("\0",)
RUN = (
    PostgreSQL("postgresql"),
    MariaDB("mysql"),
    SQLite("sqlite"),
    DuckDB("duckdb"),
    ClickHouse("clickhouse"),
    Spark("spark"),
    JSONLines("jq", ["jq", "-c", "-f"], "jq", jq, "jq"),
    Awk("gawk", ["gawk"], ["gawk", "--version"]),
    Awk("gawk, UTF-8", ["gawk"], ["gawk", "--version"], {"LC_ALL": "C.UTF-8"}),
    Awk("mawk", ["mawk"], ["mawk", "-W", "version"]),
    Awk("busybox", ["busybox", "awk"], ["busybox"]),
    HexLines("lua", lua("lua5.1"), "Lua", ["lua5.1", "-v"], "lua: 5.1"),
    HexLines("lua", lua("lua5.4"), "Lua", ["lua5.4", "-v"], "lua: 5.4"),
    HexLines("lua", lua("luajit"), "LuaJIT", ["luajit", "-v"], "lua: LuaJIT"),
    JSONLines("ruby", ["ruby"], "rb", ruby, "Ruby"),
    JSONLines("javascript", ["node"], "js", javascript, "Node.js"),
    HexLines("go", go, "Go", ["go", "version"]),
    HexLines("csharp", csharp, "Mono", ["mono", "--version"]),
    HexLines("java", java, "Java", ["java", "--version"]),
    JSONLines("php", ["php"], "php", php, "PHP"),
    JSONLines("perl", ["perl"], "pl", perl, "Perl"),
    HexLines("bash", bash, "Bash", ["bash", "--version"], refuses=NUL),
    Starlark("starlark"),
    VRL("vrl"),
    CEL("cel"),
    Excel("excel"),
    # It is in no registry: where it is not, a parser reads the snippet.
    *([Terraform("terraform")] if shutil.which("terraform") else []),
)
