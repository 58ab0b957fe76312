"""How tests run the command in a new process."""

import sys

COMMAND = [sys.executable, "-m", "vmssnames"]
