"""``python -m vmssnames`` is the command ``vmssnames``."""

from .cli import run

run()
