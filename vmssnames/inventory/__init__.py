"""Many machines from many documents, joined.

documents.py   text, bytes and files as JSON
texts.py       what a text is that is not JSON
envelopes.py   lists inside documents
terraform.py   the documents of Terraform
kinds.py       what each JSON object is
items.py       the items in documents
join.py        rows, views, interfaces and nodes of one machine, merged
records.py     the columns of an export
diff.py        what changed between two inventories
inventory.py   Inventory, load_instances(), iter_instances()
snapshot.py   directories that vmssnames fetch wrote
pages.py       lists that come page by page
"""

from ..lazy import door

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .diff import Change as Change
    from .inventory import (
        Inventory as Inventory,
        iter_instances as iter_instances,
        load_instances as load_instances,
    )
    from .pages import (
        Pages as Pages,
        ThrottledError as ThrottledError,
        flexible_filter as flexible_filter,
        requests as requests,
    )
    from .records import COLUMNS as COLUMNS, FACTS as FACTS

_MODULES = {
    "diff": "Change",
    "inventory": "Inventory iter_instances load_instances",
    "pages": "Pages ThrottledError flexible_filter requests",
    "records": "COLUMNS FACTS",
}

# Modules that other packages of vmssnames may import; they are not public.
_SHARED = ("conditions", "documents", "items", "join", "records", "snapshot", "texts")

__getattr__, __dir__, __all__ = door(__name__, _MODULES)
