"""``python -m vmssnames`` is the command ``vmssnames``."""

from .cli import main

raise SystemExit(main())
