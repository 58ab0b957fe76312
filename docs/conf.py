"""The Sphinx configuration of the documentation: ``make docs``.

The directive ``command-help`` reads the parser of the command, and autodoc the docstrings, so the
pages cannot disagree with the program.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
# The help fits this page, whatever the terminal.
os.environ["COLUMNS"] = "84"

import vmssnames  # noqa: E402
from vmssnames.cli import COMMANDS  # noqa: E402
from vmssnames.cli.parser import build_parser  # noqa: E402

_SUMMARY = (
    "Converts between VM names, computer names, instance IDs and resource IDs of Azure scale-set "
    "instances, and summarizes what Azure reports about them: a Python library and a command."
)

project = "vmssnames"
author = "the vmssnames contributors"
project_copyright = author
version = release = vmssnames.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build", "README.md"]
source_suffix = {".md": "markdown"}

myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]

nitpicky = True
# Types of Python itself and of its typing module have no pages here.
nitpick_ignore_regex = [
    (r"py:.*", r"(?!vmssnames\b).*"),
    # Private types of parameters and attributes.
    (
        r"py:.*",
        r"vmssnames\.(names\.value|fleet\.texts|models\.fields|inventory\.items|operations\.table)\..*",
    ),
]
suppress_warnings = ["config.cache"]

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
python_use_unqualified_type_names = True
add_module_names = False
maximum_signature_line_length = 80

html_theme = "furo"
html_title = f"vmssnames {version}"
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_css_files = ["custom.css"]
html_baseurl = os.environ.get("DOCS_URL", "")
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}

man_pages = [("reference/cli", "vmssnames", "Azure scale-set instance names", author, 1)]


class CommandHelp(SphinxDirective):
    """Shows ``vmssnames COMMAND --help``; without an argument, ``vmssnames --help``."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the help as a literal block."""
        parser = build_parser(COMMANDS)
        if self.arguments:
            (choices,) = (one.choices for one in parser._actions if one.dest == "command")
            assert isinstance(choices, dict)
            parser = choices[self.arguments[0]]
        text = parser.format_help()
        return [nodes.literal_block(text, text, language="text")]


def public_reference(app: Sphinx, env: Any, node: Any, content: Any) -> Any:
    """Resolve a reference to ``vmssnames.names.vm_names.VMName`` as one to ``vmssnames.VMName``."""
    target = node.get("reftarget", "")
    if node.get("refdomain") != "py" or not target.startswith("vmssnames."):
        return None
    objects = env.get_domain("py").objects
    package, last = target.split(".")[1], target.rpartition(".")[2]
    for name in (f"vmssnames.{last}", f"vmssnames.{package}.{last}"):
        found = objects.get(name)
        if found is not None:
            from sphinx.util.nodes import make_refnode

            return make_refnode(
                app.builder, node.get("refdoc", ""), found.docname, found.node_id, content
            )
    return None


def write_texts(app: Sphinx, error: Exception | None) -> None:
    """Write ``llms.txt``, an index of the site, or ``llms-full.txt``, all pages as plain text."""
    if error is not None:
        return
    pages = [name for name in _in_order(app.env, "index") if name != "changelog"]
    out = Path(app.outdir)
    if app.builder.name == "html":
        index = [f"# {project}", "", f"> {_SUMMARY}", ""]
        for name in pages[1:]:
            index.append(f"- [{app.env.titles[name].astext()}]({html_baseurl}{name}.html)")
        (out / "llms.txt").write_text("\n".join(index) + "\n", encoding="utf-8")
    elif app.builder.name == "text":
        whole = "\n\n".join((out / f"{name}.txt").read_text(encoding="utf-8") for name in pages)
        (out / "llms-full.txt").write_text(whole, encoding="utf-8")


def _in_order(env: Any, name: str) -> list[str]:
    """Return the page *name* and all pages below it, in the order of the tables of contents."""
    below = [one for child in env.toctree_includes.get(name, ()) for one in _in_order(env, child)]
    return [name, *below]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive, the references and the files for machines."""
    app.add_directive("command-help", CommandHelp)
    app.connect("missing-reference", public_reference)
    app.connect("build-finished", write_texts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
