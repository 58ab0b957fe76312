"""Parsers for languages that do not run here: they find what is misspelled, not what is wrong."""

import json
import re
from importlib.metadata import version

from languages import HERE, NODE, output


class Parsed:
    """A language *of* which a parser reads snippets."""

    def __init__(self, of):
        self.of = of

    def __repr__(self):
        return self.of


class KQL(Parsed):
    def version(self):
        package = NODE / "node_modules/@kusto/language-service-next/package.json"
        return f"Microsoft's parser {json.loads(package.read_text())['version']}"

    def faults(self, text):
        query = (
            'let Syslog = datatable(Computer: string)["web00002D"];\n'
            "let Instances = datatable(InstanceId: long)[85];\n"
        )
        # The example at the end is in comments.
        body, _, example = text.rstrip("\n").rpartition(";\n")
        asked = f"{query}{body};\n" + example.replace("// ", "")
        found = output(
            ["node", str(HERE / "kql.cjs"), str(NODE)],
            input=(json.dumps(asked) + "\n").encode("ascii"),
        )
        return json.loads(found)


class SQL(Parsed):
    def version(self):
        return f"sqlglot {version('sqlglot')}"

    def faults(self, text):
        import sqlglot
        from sqlglot.errors import SqlglotError

        try:
            # A batch ends at GO, which is a command of the client; a body may be a string.
            batches = text.split("\nGO\n") if self.of == "tsql" else [text]
            batches += [f"SELECT {one}" for one in re.findall(r"\$\$(.*?)\$\$", text, re.DOTALL)]
            found = [one for batch in batches for one in sqlglot.parse(batch, dialect=self.of)]
        except SqlglotError as error:
            return [str(error)]
        return [one.sql() for one in found if isinstance(one, sqlglot.exp.Command)]


class HCL(Parsed):
    def version(self):
        return f"python-hcl2 {version('python-hcl2')}"

    def faults(self, text):
        import hcl2

        try:
            hcl2.loads(text)
        except Exception as error:
            return [str(error)]
        return []


PARSED = (
    KQL("kql"),
    SQL("bigquery"),
    SQL("snowflake"),
    SQL("trino"),
    SQL("tsql"),
    HCL("terraform"),
)
