"""Stand-ins for ``az`` and ``kubectl``: scripts that print what a test prepared.

What the real programs do is tested in tests/external; here it is what goes wrong with them.
"""

import json
import os
import sys

_SCRIPT = """\
#!{python} -SE
import json, os, sys, time
here = os.path.dirname(os.path.realpath(__file__))
words = [os.path.basename(__file__), *sys.argv[1:]]
with open(os.path.join(here, "log"), "a") as file:
    file.write(json.dumps(words) + "\\n")
with open(os.path.join(here, "answers.json")) as file:
    answers = json.load(file)
line = " ".join(words)
for start, answer in answers:
    if line.startswith(start):
        break
else:
    sys.exit("ERROR: unexpected: " + line)
for name in answer.get("children", ()):
    os.system(name)
time.sleep(answer.get("seconds", 0))
sys.stderr.write(answer.get("errors", ""))
sys.stdout.write(answer.get("out", ""))
sys.exit(answer.get("status", 0))
"""


class Programs:
    """Programs in *directory*, which answer by the first match of *answers*, pairs of a beginning
    and what to do: "out", "errors", "status", "seconds" and shell commands as "children".
    """

    def __init__(self, directory, *names):
        self.directory, self.answers = directory, []
        directory.mkdir(exist_ok=True)
        for name in names:
            (directory / name).write_text(_SCRIPT.format(python=sys.executable))
            (directory / name).chmod(0o755)

    def answer(self, start, out="", **more):
        """Answer a call that begins with *start*, before all that was told."""
        out = out if isinstance(out, str) else json.dumps(out)
        self.answers.insert(0, (start, {"out": out, **more}))
        # Another process may read it.
        new = self.directory / "answers.new"
        new.write_text(json.dumps(self.answers))
        os.replace(new, self.directory / "answers.json")

    @property
    def calls(self):
        """The calls so far, each a list of words."""
        log = self.directory / "log"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
