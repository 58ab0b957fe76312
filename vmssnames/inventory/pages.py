"""Lists of instances from Azure, page by page, with your own HTTP client.

Nothing here opens a connection: you pass *fetch*, with your credentials.

Sources
  [uniform]   Microsoft Learn, REST API reference, Compute: Virtual Machine Scale Set VMs, List
  [flexible]  the same, Virtual Machines, List: $filter and $expand
  [arm]       Microsoft, "REST API Guidelines for Resource Manager": nextLink
  [429]       Microsoft Learn, "Understand how Azure Resource Manager throttles requests"
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import InventoryFormatError, NameFormatError, shown, shown_kind
from ..models.coerce import fold_keys
from ..names.resource_id import CLOUDS
from ..names.scale_set import ScaleSet
from ..operations.operations import API_VERSION, Request
from ..operations.quoting import quote_path
from .documents import documents
from .items import ItemReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

THROTTLED = (429, 503)


class ThrottledError(Exception):
    """Azure throttles: wait *retry_after* seconds, None if it does not say how long.

    No page is lost: ``next()`` on the same Pages sends the same request again.
    """

    def __init__(self, url: str, status: int, retry_after: float | None) -> None:
        self.url, self.status, self.retry_after = url, status, retry_after
        wait = "a while" if retry_after is None else f"{retry_after:g} seconds"
        super().__init__(f"status {status}: Azure throttles requests: retry after {wait}")


def flexible_filter(scale_set: ScaleSet) -> str:
    """Return the $filter for the VMs of a Flexible scale set, or raise NameFormatError."""
    own = str(_own(scale_set)).replace("'", "''")
    return f"'virtualMachineScaleSet/id' eq '{own}'"


def requests(scale_set: ScaleSet, *, cloud: str = "AzureCloud") -> list[Request]:
    """Return the requests that list the instances of *scale_set* with their views.

    It is one request, whose answer has pages.  For a Flexible scale set it lists VMs with a
    filter, since the scale set's own list has no states.  *cloud* is as in ``Operation.rest``.

    Raises NameFormatError if the scale set's resource ID is not known, ValueError.

    >>> path = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Compute"
    >>> web = ScaleSet("web", "web", f"{path}/virtualMachineScaleSets/web")
    >>> requests(web)[0].url.partition("/web/")[2]
    'virtualMachines?api-version=2025-04-01&$expand=instanceView'
    """
    from urllib.parse import quote

    own = _own(scale_set)
    if cloud not in CLOUDS:
        raise ValueError(f"expected one of {tuple(CLOUDS)}, got {cloud!a:.64}")
    query = f"?api-version={API_VERSION}&$expand=instanceView"
    path = f"{own}/virtualMachines"
    if not scale_set.is_uniform:
        path = str(own).partition("/virtualMachineScaleSets/")[0] + "/virtualMachines"
        query += f"&$filter={quote(flexible_filter(scale_set), safe='')}"
    return [Request("GET", CLOUDS[cloud] + quote_path(path) + query)]


def _own(scale_set: ScaleSet) -> Any:
    if scale_set.resource_id is None:
        raise NameFormatError(f"expected a resource ID for the scale set {shown(scale_set.name)}")
    return scale_set.resource_id


class Pages:
    """The pages of a list, followed by their ``nextLink``.

    *fetch(url)* sends a GET and returns its status, headers and body (text, bytes or a dict).
    Empty pages are followed, too; ``load_instances(Pages(...))`` counts a VM on two pages once.

    ``next()`` raises ThrottledError if Azure throttles, and can be called again.  It raises
    InventoryFormatError for an error response, for a page that repeats, and for a nextLink to
    another host, which must not get a token.  Errors of *fetch* pass through, and ``next()``
    tries that page again.  Pages are kept: iteration starts with the first one, so
    ``load_instances`` can be called again after a wait.

    >>> pages = {
    ...     "https://arm/?page=1": {"value": [], "nextLink": "https://arm/?page=2"},
    ...     "https://arm/?page=2": {"value": [{"instanceId": "85", "name": "web_85"}]},
    ... }
    >>> [len(page["value"]) for page in Pages(lambda url: (200, {}, pages[url]), next(iter(pages)))]
    [0, 1]
    """

    # ItemReader then knows that no page is missing, even if the last one is empty.
    follows_links = True

    def __init__(
        self, fetch: Callable[[str], tuple[int, Mapping[str, str], Any]], url: str
    ) -> None:
        self.url: str | None = url
        self._fetch, self._origin = fetch, _origin(url)
        self._seen: set[str] = set()
        self._pages: list[Mapping[str, Any]] = []
        self._at = 0

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        at = 0
        while at < len(self._pages) or self.url is not None:
            if at == len(self._pages):
                self._get(self.url or "")
            yield self._pages[at]
            at += 1

    def __next__(self) -> Mapping[str, Any]:
        if self._at == len(self._pages):
            if self.url is None:
                raise StopIteration
            self._get(self.url)
        self._at += 1
        return self._pages[self._at - 1]

    def _get(self, url: str) -> None:
        status, headers, body = self._fetch(url)
        if status in THROTTLED:
            raise ThrottledError(url, status, _retry_after(headers))
        page = _page(status, body)
        self._seen.add(url)
        link = _link(fold_keys(page).get("nextlink"))
        if link and _origin(link) != self._origin:
            raise InventoryFormatError(
                f"nextLink: expected a URL of {self._origin}, got {_bare(link)}"
            )
        if link in self._seen:
            raise InventoryFormatError(f"nextLink: loops back to {_bare(link)}")
        self.url = link or None
        self._pages.append(page)


def _bare(link: str) -> str:
    return shown(link.partition("?")[0], 200)


def _link(given: Any) -> str:
    """Return the URL *given*, "" for none; it is requested with a token, so it is checked."""
    if given is None or given == "":
        return ""
    if not isinstance(given, str) or not given.isascii() or not given.isprintable() or " " in given:
        what = shown(given, 200) if isinstance(given, str) else shown_kind(type(given))
        raise InventoryFormatError(f"nextLink: expected a URL, got {what}")
    return given


def _page(status: int, body: Any) -> Mapping[str, Any]:
    if not isinstance(body, (Mapping, str, bytes, bytearray)):
        raise InventoryFormatError(f"status {status}: expected a page, got {type(body).__name__}")
    try:
        found = [body] if isinstance(body, Mapping) else documents(body)
    except InventoryFormatError as error:
        raise InventoryFormatError(f"status {status}: {error}") from None
    page = found[0]
    if len(found) == 1 and isinstance(page, Mapping):
        if isinstance(fold_keys(page).get("value"), list):
            if status == 200:
                return page
            raise InventoryFormatError(f"expected status 200, got {status}")
        # ItemReader's error says what it is instead of a page.
        list(ItemReader().items(page))
    raise InventoryFormatError(f"status {status}: expected a page of a list")


def _origin(url: str) -> str:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
    except ValueError:
        raise InventoryFormatError(f"expected a URL, got {shown(url, 200)}") from None
    return f"{parts.scheme}://{parts.netloc}".lower()


def _retry_after(headers: Any) -> float | None:
    """Return the seconds to wait from the Retry-After header: a number or a date."""
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    pairs = dict(headers or {}).items()
    given = next((str(value) for key, value in pairs if str(key).lower() == "retry-after"), None)
    if given is None:
        return None
    if given.strip().isdecimal():
        # Azure never asks for more than a day.
        return float(given) if len(given.strip()) < 9 else None
    try:
        until = parsedate_to_datetime(given)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
