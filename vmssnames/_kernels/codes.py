"""Numbers that kernels and their callers agree on; csrc/scan.h and csrc/render.h have the same."""

from __future__ import annotations

# The kind of a match.
COMPUTER_NAME, VM_NAME = 0, 1

# The owner of a match that is in no table.
NO_OWNER = 2**32 - 1

# Instead of an owner: only ``Fleet.resolve`` can tell what a value names.
ASK = 2**32 - 2

# What a piece of a template is.
LITERAL, VERBATIM, DECIMAL, BASE36, OWNERS, TEXT = range(6)

# Where the rendered template goes: in place of the match, to the end of its line, or alone.
IN_PLACE, AT_LINE_END, MATCH_ONLY = range(3)
