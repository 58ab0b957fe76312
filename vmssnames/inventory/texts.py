"""What a text is that is not JSON, with the option that gives JSON; and text around JSON.

People paste from terminals: a prompt or a warning comes before the JSON, Ansible writes the
host before it.  Such lines are skipped, and counted.
"""

from __future__ import annotations

import re

from ..errors import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Form = tuple[str, Callable[[list[str]], bool], str]

_AZ = "run az with -o json"
_POWERSHELL = "append | ConvertTo-Json -Depth 20"
_KUBECTL = "run kubectl get nodes -o json"

_DASHES = re.compile(r"\s*-{2,}(?:\s+-{2,})*\s*")
_LIST = re.compile(r"[A-Za-z][\w\[\].]*\s+:(?:\s|$)")
_YAML = re.compile(r"(?:- +)?[A-Za-z_][\w.-]*:(?:\s|$)|- [\w\"'/]|---$")
_KEY = re.compile(r'"[^"\\]*"\s*:')
_HCL = re.compile(r"(?:resource|data|module|output)\s+\"|# [a-z]+_\w+\.|[a-z_]\w*\s+=\s")
_CSV = re.compile(r'"?[A-Za-z][\w ]*"?(?:[,;]"?[A-Za-z][\w ]*"?)+')
_HEAD = r"[A-Z][A-Z0-9%/-]*(?:\([a-z]+\))?"
_NODES = re.compile(rf"{_HEAD}(?:\s+{_HEAD})+")

_CSV_HINT = "pass JSON; hosts and zone take CSV with --addresses"

# Name, predicate on the first lines, and what to do instead.  The first that matches decides.
FORMS: tuple[Form, ...] = (
    (
        "JSON with colours",
        lambda it: any("\x1b[" in line for line in it),
        "use -o json instead of -o jsonc",
    ),
    ("a file of Export-Clixml", lambda it: it[0].startswith("<Objs"), _POWERSHELL),
    ("XML", lambda it: it[0].startswith("<?xml"), "pass JSON"),
    ("HTML", lambda it: it[0].startswith("<"), "is it the page of a login or of a proxy?"),
    ("the standard error of az", lambda it: it[0].startswith(("ERROR", "WARNING")), ""),
    ("an error of kubectl", lambda it: it[0].startswith(("error: ", "Error from server")), ""),
    ("names of nodes", lambda it: it[0].startswith("node/"), _KUBECTL),
    ("a table of PowerShell", lambda it: _is_powershell_table(it), _POWERSHELL),
    (
        "a table",
        lambda it: any(map(_DASHES.fullmatch, it[1:2])) or it[0][:3] in ("+--", "+=="),
        _AZ,
    ),
    ("a table of kubectl", lambda it: bool(_NODES.fullmatch(it[0])), _KUBECTL),
    ("a description of kubectl", lambda it: it[0].startswith("Name:  "), _KUBECTL),
    ("a list of PowerShell", lambda it: bool(_LIST.match(it[0])), _POWERSHELL),
    ("an object of PowerShell", lambda it: it[0].startswith("@{"), _POWERSHELL),
    ("Python's own spelling", lambda it: bool(re.match(r"[\[{]+'", it[0])), "use json.dumps"),
    ("a piece of JSON", lambda it: bool(_KEY.match(it[0])), "pass the whole document"),
    ("YAML", lambda it: bool(_YAML.match(it[0])), "use -o json instead of -o yaml"),
    (
        "Terraform's text",
        lambda it: bool(_HCL.match(it[0])),
        "run terraform output -json or terraform show -json",
    ),
    ("tab-separated values", lambda it: it[0].count("\t") > 1, "use -o json instead of -o tsv"),
    ("CSV", lambda it: it[0].startswith("#TYPE ") or bool(_CSV.fullmatch(it[0])), _CSV_HINT),
)

_MOST_LINES = 50
_ANSIBLE = re.compile(
    r"[a-z]{2,12}: \[[^\]\n]{1,255}\](?:: [A-Z!]{1,20})?"
    r"(?: => \(item=[^\n]{0,400}?\))? => (?=[\[{])"
)
_PROMPT = re.compile(
    r"(?:PS [^\n>]*>.*|(?:\S*[$#%>]|[\w.-]+@[\w.-]+[:~]\S*[$#%>]?)(?: .*)?"
    r"|(?:[\w.@-]+ )?\[[^\]\n]{0,80}\] ?[$#%>].*|\[\d\d:\d\d:\d\d[^\]\n]{0,20}\].*)\s*"
)
# What Ansible writes between documents and after the last one.
_ANSIBLE_LINE = re.compile(
    r"(?:(?:TASK|PLAY|PLAY RECAP|RUNNING HANDLER)\b.*|[\w.-]+\s*: ok=\d.*|)\s*"
)


def form_of(text: str) -> tuple[str, str] | None:
    r"""Return what *text* is, and how to get JSON instead; None if it is not recognized.

    >>> form_of("Name    ResourceGroup\n------  -------------\nweb_0   RG\n")
    ('a table', 'run az with -o json')
    """
    lines = [line.rstrip() for line in text[:20_000].lstrip("\ufeff\r\n").split("\n")[:20]]
    lines = [line for line in lines if line]
    while len(lines) > 1 and _PROMPT.fullmatch(lines[0]):
        del lines[0]
    if not lines:
        return None
    for name, matches, instead in FORMS:
        if matches([lines[0].lstrip(), *lines[1:]]):
            return name, instead or shown(lines[0], 200)
    return None


def is_prompt(line: str) -> bool:
    r"""Return whether *line* is a prompt of a terminal, with a command or without.

    >>> is_prompt(r"PS C:\> Get-AzVM"), is_prompt("[me@box ~]$ az vmss list"), is_prompt("[1]")
    (True, True, False)
    """
    return _PROMPT.fullmatch(line) is not None


def _is_powershell_table(lines: list[str]) -> bool:
    """Return whether each dash is below a letter of a column's name: az underlines all of it."""
    if len(lines) < 2 or not _DASHES.fullmatch(lines[1]):
        return False
    heads, dashes = lines[0].split(), lines[1].split()
    return len(heads) == len(dashes) and all(
        len(head) == len(dash) for head, dash in zip(heads, dashes, strict=True)
    )


def skip_text(text: str, at: int, is_first: bool) -> tuple[int, list[str]] | None:
    r"""Return where the next JSON begins at or after *at*, and the lines before it.

    Before the first document, up to 50 lines of any text are skipped; later ones are those
    that terminals and Ansible write.  Returns None if there is other text.

    >>> skip_text("PS> Get-AzVM\n[]", 0, True)
    (13, ['PS> Get-AzVM'])
    """
    lines: list[str] = []
    while at < len(text):
        if host := _ANSIBLE.match(text, at):
            return host.end(), lines
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at : min(end, at + 4096)].strip()
        is_around = is_prompt(line) or _ANSIBLE_LINE.fullmatch(line) is not None
        if text[at] in "[{" and not is_around:
            return at, lines
        may_skip = len(lines) < _MOST_LINES if is_first else is_around
        if not may_skip or _KEY.match(line):
            return None
        lines += [line] if line else []
        at = end + 1
    return None if is_first else (len(text), lines)
