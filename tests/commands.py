"""How tests run the command in a process of its own."""

import sys

COMMAND = [sys.executable, "-m", "vmssnames"]
