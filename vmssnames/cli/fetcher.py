"""Fetches a snapshot: runs the calls, writes what they received, and follows where it leads.

Subscriptions lead to scale sets, and these to instances and network interfaces.
"""

from __future__ import annotations

import re
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from ..errors import InventoryFormatError, shown
from ..inventory.documents import documents
from ..inventory.inventory import Inventory, infer_scale_sets, load_instances
from ..inventory.pages import Pages
from ..inventory.snapshot import NAMES
from ..names.grammar import fold
from ..names.resource_id import ResourceID
from ..names.scale_set import ScaleSet
from .calls import (
    Call,
    Scope,
    cloud_call,
    context_call,
    instance_calls,
    interface_call,
    node_call,
)
from .errors import warn
from .outputs.atomic import DeferredSignals
from .outputs.snapshots import SnapshotWriter
from .programs import Programs, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ..models.related import ScaleSetModel

    Answers = list[tuple[Call, Result]]

# How often signals are checked while programs run, in seconds.
_TICK = 0.2
# Names for completion: what a shell need not quote.
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,252}", re.ASCII)


class Fetched:
    """A scale set of the snapshot: its *model*, if there is one, and the indexes of its *files*."""

    def __init__(self, scale_set: ScaleSet, path: ResourceID, model: ScaleSetModel | None) -> None:
        self.scale_set, self.path, self.model = scale_set, path, model
        self.files: list[int] = []

    def learn(self, listed: Inventory) -> None:
        """Take the prefix from the instances in *listed* if the model does not tell it."""
        if self.scale_set.prefix is None:
            models = [] if self.model is None else [self.model]
            self.scale_set = next(infer_scale_sets(listed, models), self.scale_set)

    def record(self) -> dict[str, Any]:
        """Return the entry for the manifest."""
        one = self.scale_set
        names = {"name": one.name, "prefix": one.prefix, "mode": one.mode}
        return {**names, "resource_id": str(self.path), "files": self.files}


class Fetcher:
    """Runs the calls of *scope* with *tools*, programs by name, *jobs* at once.

    *limit* is the time for a call, in seconds.  Answers go to *writer*.  ``asked`` and ``received``
    count calls; ``failed`` has those that failed, with the kind of what is missing.
    """

    def __init__(
        self, writer: SnapshotWriter, scope: Scope, tools: dict[str, str], jobs: int, limit: float
    ) -> None:
        self._writer, self._scope, self._tools = writer, scope, tools
        variables = {} if scope.cloud is None else {"AZURE_CLOUD_NAME": scope.cloud}
        self._programs, self._pool = Programs(limit, variables), ThreadPoolExecutor(jobs)
        self._pending: dict[Future[Answers], Call] = {}
        self._followers = {
            "cloud": self._on_cloud,
            "subscriptions": self._on_subscriptions,
            "scale-sets": self._on_scale_sets,
            "instances": self._on_instances,
            "interfaces": self._on_interfaces,
            "group-interfaces": self._on_interfaces,
            "context": self._on_context,
            "nodes": self._on_nodes,
        }
        self.asked = self.received = self.instances = self.nodes = 0
        self.files: list[dict[str, Any]] = []
        self.failed: list[dict[str, str]] = []
        self.scale_sets: dict[str, Fetched] = {}
        self._cloud, self._endpoint = scope.cloud, ""
        self._subscriptions: list[str] = []
        self._contexts: list[str] = []
        # Flexible scale sets, whose requests need the endpoint of the cloud.
        self._flexible: list[Fetched] = []
        # Those of nodes, with the index of their file; they may be listed later.
        self._of_nodes: list[tuple[ScaleSet, int]] = []
        self._names: dict[str, str] = {}

    def run(self) -> None:
        """Run all calls; raise CommandError and OSError if a file cannot be written."""
        try:
            with DeferredSignals() as signals:
                self._start()
                while self._pending:
                    done, _ = wait(self._pending, _TICK, FIRST_COMPLETED)
                    signals.raise_noted()
                    for one in done:
                        del self._pending[one]
                        self._receive(one.result())
                    if not self._pending:
                        self._list_flexible()
                self._add_scale_sets_of_nodes()
        finally:
            self._programs.stop()
            self._pool.shutdown(cancel_futures=True)

    def manifest(self) -> dict[str, Any]:
        """Return what the manifest has besides the run; write the file of names."""
        # A node has the computer name in lower case.
        names = "".join(f"{name}\n" for _, name in sorted(self._names.items()))
        return {
            "scope": {
                "cloud": self._cloud,
                "subscriptions": self._subscriptions,
                "resource_group": self._scope.resource_group,
                "scale_set": self._scope.scale_set,
                "contexts": self._contexts,
            },
            "names": self._writer.add(NAMES, names.encode()),
            "files": self.files,
            "scale_sets": [one.record() for one in self.scale_sets.values()],
            "failed": self.failed,
        }

    def _start(self) -> None:
        if "az" in self._tools:
            self._submit(cloud_call(), *self._scope.account_calls())
        if "kubectl" in self._tools:
            if not self._scope.contexts:
                self._submit(context_call())
            for context in self._scope.contexts:
                self._add_context(context)

    def _submit(self, *calls: Call) -> None:
        for call in calls:
            self._pending[self._pool.submit(self._answers, call)] = call

    def _answers(self, call: Call) -> Answers:
        """Run *call* in a thread of the pool; return its answers, one for each page."""
        if not call.has_pages:
            return [(call, self._answer(call))]
        answers: Answers = []

        def fetch(url: str) -> tuple[int, dict[str, str], bytes]:
            page = call.page(url)
            answers.append((page, self._answer(page)))
            result = answers[-1][1]
            if result.error is not None:
                raise InventoryFormatError(result.error)
            return 200, {}, result.output

        try:
            for _ in Pages(fetch, call.words[-1]):
                pass
        except ValueError as error:
            if not answers or answers[-1][1].error is None:
                answers.append((call, Result(b"", str(error))))
        return answers

    def _answer(self, call: Call) -> Result:
        program, *words = call.words
        words += [] if call.kind == "context" else ["--output", "json"]
        # az itself tries again, but for "az rest".
        retry = program == "kubectl" or words[0] == "rest"
        return self._programs.run([self._tools[program], *words], retry=retry)

    def _receive(self, answers: Answers) -> None:
        """Print a line about each of *answers*, and follow where it leads."""
        for call, result in answers:
            self.asked += 1
            error = result.error
            if error is None:
                try:
                    what = self._followers[call.kind](call, result.output)
                    self.received += 1
                    again = f", {plural(result.retries, 'retry')}" if result.retries else ""
                    warn(f"{call}: {what}, {result.seconds:.1f} s{again}")
                    continue
                except ValueError as problem:
                    error = str(problem)
            if call.kind == "context" and "az" in self._tools:
                warn(f"without Kubernetes nodes: {error}")  # Nobody asked for them.
                self.asked -= 1
            elif call.kind == "cloud":
                warn(f"{call}: failed: {error}")  # Only Flexible scale sets need it.
                self.asked -= 1
            else:
                self._fail("nodes" if call.kind == "context" else call.kind, str(call), error)

    def _fail(self, kind: str, call: str, error: str) -> None:
        warn(f"{call}: failed: {error}")
        self.failed.append({"kind": kind, "call": call, "error": error})

    def _store(self, call: Call, data: bytes) -> int:
        """Write *data*, the answer to *call*; return the index of its file."""
        index = len(self.files)
        path = self._writer.add(f"{index:04}-{call.name}.json", data)
        entry = {"path": path, "kind": call.kind, "size": len(data), "command": list(call.words)}
        self.files.append(entry)
        for key in call.owners:
            self.scale_sets[key].files.append(index)
        return index

    def _on_cloud(self, call: Call, data: bytes) -> str:
        found = _object(data)
        name, endpoints = found.get("name"), found.get("endpoints")
        endpoint = endpoints.get("resourceManager") if isinstance(endpoints, dict) else None
        if not isinstance(name, str) or not isinstance(endpoint, str):
            raise InventoryFormatError("expected a cloud with the endpoint resourceManager")
        if not endpoint.startswith("https://"):
            raise InventoryFormatError(f"expected an endpoint with https, got {shown(endpoint)}")
        self._cloud, self._endpoint = name, endpoint
        return f"the cloud {shown(name)}"

    def _on_subscriptions(self, call: Call, data: bytes) -> str:
        found = documents(data)[0]
        rows = found if isinstance(found, list) else [found]
        usable = [one for one in rows if isinstance(one, dict) and one.get("state") == "Enabled"]
        for one in usable:
            name = one.get("id")
            if not isinstance(name, str):
                raise InventoryFormatError("expected a subscription with an id")
            if fold(name) in map(fold, self._subscriptions):
                continue
            self._subscriptions.append(name)
            try:
                self._submit(self._scope.scale_set_call(name))
            except ValueError as error:
                self._fail("scale-sets", f"the subscription {shown(name)}", str(error))
        if not usable:
            raise InventoryFormatError("no subscription that is enabled: run az login")
        left = len(rows) - len(usable)
        return plural(len(usable), "subscription") + (f", {left} not enabled" if left else "")

    def _on_scale_sets(self, call: Call, data: bytes) -> str:
        listed = load_instances(data)
        models = listed.scale_sets
        if len(listed) or listed.unmatched or ("show" in call.words and not models):
            raise InventoryFormatError("expected scale sets, got something else")
        self._store(call, data)
        self._say(call, listed.notes)
        for model in models:
            one = next(infer_scale_sets([], [model]), None)
            if one is None or one.resource_id is None:
                what = f"the scale set {shown(model.name or '')} at {shown(model.id or '', 200)}"
                self._fail("instances", str(call), f"{what} has no valid name and resource ID")
                continue
            fetched = Fetched(one, one.resource_id, model)
            if one.resource_id.key in self.scale_sets:
                continue
            self.scale_sets[one.resource_id.key] = fetched
            if one.is_uniform:
                self._follow(fetched)
            else:
                self._flexible.append(fetched)
        return plural(len(models), "scale set")

    def _follow(self, fetched: Fetched) -> bool:
        """Submit the calls that list the instances of *fetched*, unless az would misread them."""
        try:
            calls = instance_calls(fetched.scale_set, fetched.path, self._endpoint)
        except ValueError as error:
            self._fail("instances", f"the scale set {shown(str(fetched.path), 300)}", str(error))
            return False
        self._submit(*calls)
        return True

    def _list_flexible(self) -> None:
        """Submit the calls for Flexible scale sets, and one for each resource group of these."""
        groups: dict[tuple[str, str], list[Fetched]] = {}
        for one in self._flexible:
            if not self._endpoint:
                what = f"the Flexible scale set {shown(one.scale_set.name)}"
                self._fail("instances", what, "the endpoint of the cloud is unknown")
                continue
            if not self._follow(one):
                continue
            place = fold(one.path.subscription_id), fold(one.path.resource_group)
            groups.setdefault(place, []).append(one)
        self._flexible = []
        for several in groups.values():
            path, keys = several[0].path, [one.path.key for one in several]
            self._submit(interface_call(path.subscription_id, path.resource_group, keys))

    def _on_instances(self, call: Call, data: bytes) -> str:
        listed = load_instances(data)
        if listed.scale_sets or listed.unmatched:
            raise InventoryFormatError("expected instances, got something else")
        is_page = call.words[1] == "rest"
        if not listed.is_whole and not is_page:
            raise InventoryFormatError(listed.notes[-1])
        self._store(call, data)
        self._say(call, listed.notes if listed.is_whole else listed.notes[:-1])
        for key in call.owners:
            self.scale_sets[key].learn(listed)
        self.instances += len(listed)
        self._add_names(listed)
        return plural(len(listed), "instance")

    def _on_interfaces(self, call: Call, data: bytes) -> str:
        found = load_instances(data)
        if len(found) or found.scale_sets or not found.is_whole:
            raise InventoryFormatError("expected network interfaces, got something else")
        self._store(call, data)
        # The last says that there is no list of VMs.
        self._say(call, found.notes[:-1] if found.unmatched else found.notes)
        return plural(len(found.unmatched), "network interface")

    def _say(self, call: Call, notes: Iterable[str]) -> None:
        for note in notes:
            warn(f"{call}: {note}")

    def _on_context(self, call: Call, data: bytes) -> str:
        context = data.decode("utf-8", "replace").strip()
        self._add_context(context)
        return f"the context {shown(context)}"

    def _add_context(self, context: str) -> None:
        self._contexts.append(context)
        self._submit(node_call(context))

    def _on_nodes(self, call: Call, data: bytes) -> str:
        listed = load_instances(data)
        index = self._store(call, data)
        self._of_nodes += [(one, index) for one in listed.fleet]
        self._add_names(listed)
        count = len(listed) + len(listed.unmatched)
        self.nodes += count
        return plural(count, "node")

    def _add_scale_sets_of_nodes(self) -> None:
        """Add the scale sets that only nodes tell; their instances are the nodes."""
        for one, index in self._of_nodes:
            path = one.resource_id
            if path is not None:
                known = self.scale_sets.setdefault(path.key, Fetched(one, path, None))
                if known.model is None:
                    known.files.append(index)

    def _add_names(self, listed: Iterable[Any]) -> None:
        for vm in listed:
            names = vm.name, vm.computer_name, vm.node_name
            for name in names:
                if name and _NAME.fullmatch(name):
                    self._names.setdefault(fold(name), name)


def _object(data: bytes) -> dict[str, Any]:
    found = documents(data)[0]
    if not isinstance(found, dict):
        raise InventoryFormatError("expected a JSON object")
    return found


def plural(count: int, what: str) -> str:
    """Return *count* and the noun *what*, in the plural unless it is one."""
    several = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{count} {what if count == 1 else several}"
