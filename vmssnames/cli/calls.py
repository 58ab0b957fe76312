"""The calls of ``az`` and ``kubectl`` that a snapshot takes.  All of them only read."""

from __future__ import annotations

from ..inventory.pages import requests
from ..names.resource_id import CLOUDS, ResourceID
from ..names.scale_set import ScaleSet
from ..operations.quoting import check_az
from .errors import CommandError
from .programs import shown_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

ALL = "all"
# What only the answers to other calls tell.
_SUBSCRIPTION, _GROUP, _SCALE_SET = "<subscription>", "<resource-group>", "<scale-set>"
_CLOUD = "https://<cloud>"


class Call:
    """A call: its *words*, and the *kind* of its answer, which gets a file with this *name*.

    *owners* are the keys of the scale sets that the answer is about.  With *has_pages*, the last
    word is the URL of the first page.
    """

    def __init__(
        self,
        kind: str,
        words: Sequence[str],
        name: str = "",
        owners: Sequence[str] = (),
        *,
        has_pages: bool = False,
    ) -> None:
        self.kind, self.words, self.name, self.owners = kind, tuple(words), name, tuple(owners)
        self.has_pages = has_pages

    def __str__(self) -> str:
        return shown_call(self.words)

    def page(self, url: str) -> Call:
        """Return the call for the page at *url*; raise ValueError if az would interpret it."""
        return Call(self.kind, (*self.words[:-1], check_az(url, "a URL")), self.name, self.owners)


class Scope:
    """What to fetch.  Raises CommandError for names that az would interpret."""

    def __init__(
        self,
        subscriptions: Sequence[str],
        resource_group: str | None,
        scale_set: str | None,
        cloud: str | None,
        contexts: Sequence[str],
    ) -> None:
        for name in (*subscriptions, resource_group, scale_set, cloud):
            if name is not None:
                try:
                    _check(name)
                except ValueError as error:
                    raise CommandError(str(error)) from None
        if "" in contexts:
            raise CommandError("--context: expected a name, got ''")
        self.subscriptions, self.resource_group = tuple(subscriptions), resource_group
        self.scale_set, self.cloud, self.contexts = scale_set, cloud, tuple(contexts)

    def planned(self, tools: Sequence[str]) -> list[Call]:
        """Return the calls, with placeholders for what only their answers tell."""
        calls: list[Call] = []
        if "az" in tools:
            group, name = self.resource_group or _GROUP, self.scale_set or _SCALE_SET
            calls += [cloud_call(), *self.account_calls(), self.scale_set_call(_SUBSCRIPTION)]
            calls += uniform_calls(_SUBSCRIPTION, group, name, "")
            calls += [_planned_page(group, name), interface_call(_SUBSCRIPTION, group, ())]
        if "kubectl" in tools:
            calls += [] if self.contexts else [context_call()]
            calls += map(node_call, self.contexts or ("<context>",))
        return calls

    def account_calls(self) -> list[Call]:
        """Return the calls that return the subscriptions."""
        if [one.lower() for one in self.subscriptions] == [ALL]:
            return [Call("subscriptions", ("az", "account", "list"))]
        show = ["az", "account", "show"]
        given = [[*show, "--subscription", one] for one in self.subscriptions]
        return [Call("subscriptions", words) for words in given or [show]]

    def scale_set_call(self, subscription: str) -> Call:
        """Return the call that returns the scale sets of *subscription*."""
        words = ["--subscription", _check(subscription)]
        if self.resource_group is not None:
            words += ["--resource-group", self.resource_group]
        if self.scale_set is None:
            return Call("scale-sets", ("az", "vmss", "list", *words), "scale-sets")
        show = "az", "vmss", "show", *words, "--name", self.scale_set
        return Call("scale-sets", show, "scale-sets")


def _check(name: str) -> str:
    """Return *name*; raise ValueError if az would interpret it."""
    if not name:
        raise ValueError("expected a name, got ''")
    return check_az(name)


def cloud_call() -> Call:
    """Return the call that returns the endpoints of the cloud."""
    return Call("cloud", ("az", "cloud", "show"))


def context_call() -> Call:
    """Return the call that returns the current context of kubectl, which is not JSON."""
    return Call("context", ("kubectl", "config", "current-context"))


def node_call(context: str) -> Call:
    """Return the call that returns the nodes of the cluster in *context*."""
    # In one word, so that a context cannot be taken for an option.
    return Call("nodes", ("kubectl", "get", "nodes", f"--context={context}"), "nodes")


def instance_calls(scale_set: ScaleSet, path: ResourceID, endpoint: str) -> list[Call]:
    """Return the calls that return the instances of *scale_set*, whose resource ID is *path*.

    For Flexible scale sets they are pages of the REST API at *endpoint*, since ``az vm list``
    sends three requests for each VM to get its states.  The interfaces of these are in the list
    of their resource group.  Raises ValueError for names that az would interpret.
    """
    place = _check(path.subscription_id), _check(path.resource_group)
    if scale_set.is_uniform:
        return uniform_calls(*place, _check(scale_set.name), path.key)
    url = requests(scale_set)[0].url.removeprefix(CLOUDS["AzureCloud"])
    return [_rest(f"{endpoint.rstrip('/')}{url}", scale_set.name, path.key)]


def _planned_page(group: str, name: str) -> Call:
    """Return the call for a page of a Flexible scale set, with placeholders in its URL."""
    path = ResourceID("SUBSCRIPTION", "RESOURCE-GROUP", "SCALE-SET")
    call = instance_calls(ScaleSet("SCALE-SET", None, path, "flexible"), path, _CLOUD)[0]
    url = call.words[-1].replace("SUBSCRIPTION", _SUBSCRIPTION)
    return call.page(url.replace("RESOURCE-GROUP", group).replace("SCALE-SET", name))


def uniform_calls(subscription: str, group: str, name: str, key: str) -> list[Call]:
    """Return the calls that return the instances and the interfaces of a uniform scale set."""
    place = "--subscription", subscription, "--resource-group", group
    listed = "az", "vmss", "list-instances", *place, "--name", name, "--expand", "instanceView"
    nics = "az", "vmss", "nic", "list", *place, "--vmss-name", name
    return [
        Call("instances", listed, f"{name}.instances", (key,)),
        Call("interfaces", nics, f"{name}.interfaces", (key,)),
    ]


def interface_call(subscription: str, group: str, owners: Sequence[str]) -> Call:
    """Return the call that returns the interfaces of VMs in a resource group."""
    words = "az", "network", "nic", "list", "--subscription", _check(subscription)
    place = "--resource-group", _check(group)
    return Call("group-interfaces", (*words, *place), "interfaces", owners)


def _rest(url: str, name: str, key: str) -> Call:
    words = "az", "rest", "--method", "get", "--url", url
    return Call("instances", words, f"{name}.instances", (key,), has_pages=True)
