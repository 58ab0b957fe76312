"""A shell hands every argument on as it was: bash itself, and PowerShell by its documented rules.

PowerShell is asked itself, too, where there is a ``pwsh``.
"""

import json
import shlex
import shutil
import subprocess

import pytest
from cases import HOSTILE_GROUPS, HOSTILE_SCRIPTS, SHAPES, SUBSCRIPTION, commands
from hypothesis import given, strategies as st

from vmssnames.operations import OPERATION_NAMES
from vmssnames.operations.quoting import quote_az, quote_powershell

BASH, PWSH = shutil.which("bash"), shutil.which("pwsh")

# about_Quoting_Rules and the language specification: inside single quotes only single
# quotes are special, of which there are these, and two of them stand for one.
SINGLE = "'\u2018\u2019\u201a\u201b"
# What can stand between the words of our commands; all else would be read as something.
PLAIN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")


def bash_words(text):
    """Return what bash makes of *text*: one list of words for each command."""
    # In the place of az stands a function that writes its arguments, and the end of them.
    script = "az() { printf '%s\\0' az \"$@\"; printf '\\1\\0'; }\n" + text
    ran = subprocess.run([BASH, "-c", script], capture_output=True, check=True, timeout=20)
    assert not ran.stderr
    return [one.split("\0")[:-1] for one in ran.stdout.decode("utf-8").split("\1\0") if one]


def powershell_words(text):
    """Return the words and operators of *text*, strings without their quotes.

    A word of the command itself is (0, word), a string in quotes (1, string).
    """
    words, at = [], 0
    while at < len(text):
        if text[at] in " \n":
            at += 1
        elif text[at] in SINGLE:
            value, at = "", at + 1
            while text[at] not in SINGLE or text[at + 1 : at + 2] in (*SINGLE,):
                at += text[at] in SINGLE
                value, at = value + text[at], at + 1
            words.append((1, value))
            at += 1
        elif text[at] in ",;|":
            words.append((0, text[at]))
            at += 1
        else:
            end = at
            while end < len(text) and (text[end] in PLAIN or text[end] == "$"):
                end += 1
            assert end > at, f"{text[at]!r} outside quotes"
            words.append((0, text[at:end]))
            at = end
    return words


@pytest.mark.skipif(BASH is None, reason="no bash")
@pytest.mark.parametrize("group", HOSTILE_GROUPS)
@pytest.mark.parametrize("shape", SHAPES)
def test_bash_gives_az_the_words(shape, group, tally):
    """bash splits all commands as shlex does, and no word of ours becomes another."""
    for name in OPERATION_NAMES:
        for script in HOSTILE_SCRIPTS if name == "run-command" else HOSTILE_SCRIPTS[:1]:
            lines = commands(name, shape, group=group, script=script)
            found = bash_words(lines)
            assert [word for one in found for word in one] == shlex.split(lines)
            for words in found:
                assert words[0] == "az"
                if "--resource-group" in words:
                    assert words[words.index("--resource-group") + 1] == group
                if name == "run-command":
                    assert words[-1] == script
                tally("words in bash", "equal")


@pytest.mark.skipif(BASH is None, reason="no bash")
@given(st.lists(st.text(st.characters(exclude_characters="\0\1", exclude_categories=["Cs"]))))
def test_bash_gives_any_text_back(texts):
    texts = [one for one in texts if not one.startswith(("-", "@", "'")) and "=@" not in one]
    assert bash_words("az " + " ".join(quote_az(one) for one in texts)) == [["az", *texts]]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(SINGLE))))
def test_powershell_gives_any_text_back(texts):
    """By the rules; also next to each other, as in a list."""
    for between in (" ", ",", "; "):
        found = powershell_words(between.join(quote_powershell(one) for one in texts))
        assert [value for quoted, value in found if quoted] == texts
        assert {value for quoted, value in found if not quoted} <= {between.strip()}


@pytest.mark.parametrize("group", HOSTILE_GROUPS)
@pytest.mark.parametrize("shape", SHAPES)
def test_powershell_commands_hold_the_values(shape, group, tally):
    """Everything from the user is quoted, and only the command is outside the quotes."""
    for name in OPERATION_NAMES:
        for script in HOSTILE_SCRIPTS if name == "run-command" else HOSTILE_SCRIPTS[:1]:
            lines = commands(name, shape, "powershell", group, script)
            if not lines:
                continue
            words = powershell_words(lines)
            plain = powershell_words(commands(name, shape, "powershell", "rg", "x"))
            # The same command whatever the values are.
            assert [one[0] or one for one in words] == [one[0] or one for one in plain]
            values = [value for quoted, value in words if quoted]
            assert SUBSCRIPTION in values
            if (0, "Invoke-AzRestMethod") not in words:
                assert group in values
            if name == "run-command":
                assert script in values
            tally("commands for PowerShell", "read back by its rules")


@pytest.mark.skipif(PWSH is None, reason="no pwsh")
@pytest.mark.parametrize("script", HOSTILE_SCRIPTS)
def test_powershell_itself_reads_the_script(script):
    """Its parser finds no error, and the script among the strings."""
    line = commands("run-command", "one", "powershell", HOSTILE_GROUPS[0], script)
    ask = (
        "$text = [Console]::In.ReadToEnd(); $errors = $null; $tokens = $null;"
        "[void][Management.Automation.Language.Parser]::ParseInput("
        "$text, [ref]$tokens, [ref]$errors);"
        "ConvertTo-Json -Compress @{errors = $errors.Count; strings = @($tokens | "
        "Where-Object { $_ -is [Management.Automation.Language.StringLiteralToken] } | "
        "ForEach-Object { $_.Value })}"
    )
    ran = subprocess.run(
        [PWSH, "-NoProfile", "-NonInteractive", "-Command", ask],
        input=line.encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    found = json.loads(ran.stdout)
    assert found["errors"] == 0
    assert script in found["strings"]
