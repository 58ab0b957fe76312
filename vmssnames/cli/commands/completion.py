"""``vmssnames completion``: prints the completion script for a shell.

The scripts are in ``completions``.  `make completions` generates them from the parser; here
they are only printed, since shells run this command as they start.
"""

from __future__ import annotations

from ..streams import write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

FILES = {
    "bash": "vmssnames.bash",
    "zsh": "_vmssnames",
    "fish": "vmssnames.fish",
    "powershell": "vmssnames.ps1",
}

SUMMARY = "print the completion script for a shell"

DESCRIPTION = """\
Prints a script that lets a shell complete commands, options, forms, operations and
files.
"""

EXAMPLES = ""

NOTES = """\
to load it in every new shell:
  bash, in ~/.bashrc
    source <(vmssnames completion bash)
  zsh, once, into a directory of $fpath
    mkdir -p ~/.zfunc && vmssnames completion zsh > ~/.zfunc/_vmssnames
    and in ~/.zshrc: fpath=(~/.zfunc $fpath); autoload -Uz compinit; compinit
  fish, once
    vmssnames completion fish > ~/.config/fish/completions/vmssnames.fish
  PowerShell, in $PROFILE
    vmssnames completion powershell | Out-String | Invoke-Expression
"""


class Options:
    """The options of ``completion``."""

    shell: str


def add_options(parser: ArgumentParser) -> None:
    """Add the options of the command to *parser*."""
    parser.add_argument("shell", metavar="SHELL", choices=tuple(FILES), help=", ".join(FILES))


def run(options: Options) -> int:
    """Print the script for the shell in *options*; return the exit status."""
    write_all(script(options.shell))
    return 0


def script(shell: str) -> bytes:
    """Return the script for *shell*, one of FILES.

    >>> script("zsh").splitlines()[0]
    b'#compdef vmssnames'
    """
    from importlib.resources import files

    return files("vmssnames.cli").joinpath("completions", FILES[shell]).read_bytes()
