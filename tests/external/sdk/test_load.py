"""Inventories by the real client of Microsoft's SDK, from a substitute for Azure.

``make test-sdk`` runs these with the newest SDK and with the newest whose models are of the
older kind.
"""

import azure.mgmt.compute
import pytest
from arm import SUBSCRIPTION, Arm, served
from azure.core.exceptions import AzureError, HttpResponseError
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.mgmt.compute import ComputeManagementClient

from vmssnames import load_instances
from vmssnames.integrations.azure import load
from vmssnames.inventory import Pages, ThrottledError, requests

FAULTS = [429, 500, "closed", "cut"]


class Credential:
    """Never asked: nothing here wants a token."""

    def get_token(self, *scopes, **options):
        raise AssertionError(scopes)


def client_of(url, **options):
    return ComputeManagementClient(
        credential=Credential(),
        subscription_id=SUBSCRIPTION,
        base_url=url,
        credential_scopes=["none"],
        authentication_policy=SansIOHTTPPolicy(),
        retry_backoff_factor=0.01,
        **options,
    )


def loaded(arm, **options):
    with served(arm) as url, client_of(url, **options) as client:
        return load(client, "rg", "web")


@pytest.mark.parametrize("flexible", [False, True], ids=["uniform", "flexible"])
@pytest.mark.parametrize(
    ("count", "page_size"), [(0, 10), (1, 10), (10, 10), (101, 10), (950, 100)]
)
def test_all_come_once(count, page_size, flexible):
    arm = Arm(count, page_size, flexible=flexible)
    found = loaded(arm)
    assert arm.served == len(found) == count
    assert len({vm.vm_id for vm in found}) == count
    assert len(arm.asked) == 1 + max(1, -(-count // page_size)), "never one call a VM"
    assert found.notes == ()
    assert {vm.view.platform_fault_domain for vm in found} <= {1}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("flexible", [False, True], ids=["uniform", "flexible"])
@pytest.mark.parametrize("when", [0, 1, 3])
def test_one_fault_loses_and_doubles_nothing(fault, when, flexible):
    arm = Arm(55, 10, flexible=flexible, faults=[None] * when + [fault])
    found = loaded(arm)
    assert len(found) == len({vm.name for vm in found}) == 55
    assert arm.served >= 55
    assert found.notes == ()
    assert arm.faults == []


def test_faults_at_every_request():
    arm = Arm(200, 10, faults=[*FAULTS, None] * 20)
    found = loaded(arm)
    print(f"\nSDK {azure.mgmt.compute.__version__}: asked {len(arm.asked)} times", end="; ")
    print(f"served {arm.served}, loaded {len(found)} of 200 instances")
    assert sorted(vm.instance_id for vm in found) == list(range(200))


@pytest.mark.parametrize("fault", [500, "closed"])
def test_what_does_not_end_is_an_error_and_no_inventory(fault):
    arm = Arm(50, 10, faults=[None, None, None, *[fault] * 1000])
    with pytest.raises((AzureError, HttpResponseError)):
        loaded(arm, retry_total=3)


def test_the_attributes_of_one():
    found = loaded(Arm(3, 10))
    vm = found["web_0"]
    assert (vm.power, vm.provisioning, vm.computer_name) == ("stopped", "succeeded", "web000000")
    assert (vm.size, vm.latest_model_applied, vm.fault_domain) == ("Standard_D2s_v5", True, 1)
    assert vm.view.provisioning_status.time.isoformat() == "2025-03-04T05:06:07.123456+00:00"
    assert found.fleet.resolve("web000002").vm_name == "web_2"


@pytest.mark.parametrize("flexible", [False, True], ids=["uniform", "flexible"])
def test_the_models_themselves_are_instances(flexible):
    arm = Arm(3, 10, flexible=flexible)
    with served(arm) as url, client_of(url) as client:
        if flexible:
            owner = client.virtual_machine_scale_sets.get("rg", "web")
            listed = client.virtual_machines.list(
                "rg",
                filter=f"'virtualMachineScaleSet/id' eq '{owner.id}'",
                expand="instanceView",
            )
        else:
            listed = client.virtual_machine_scale_set_vms.list("rg", "web", expand="instanceView")
        models = list(listed)
    found = load_instances(models)
    assert len(found) == 3
    assert found == load_instances([model.as_dict() for model in models])
    assert {vm.mode for vm in found} == {"flexible" if flexible else "uniform"}
    assert all(vm.power for vm in found)


@pytest.mark.parametrize("flexible", [False, True], ids=["uniform", "flexible"])
def test_the_requests_are_those_that_azure_takes(flexible):
    """The same list without the SDK: ``requests`` and ``Pages``, with a wait in between."""
    import urllib.error
    import urllib.request

    arm = Arm(25, 10, flexible=flexible, faults=[None, 429])
    with served(arm) as url:

        def fetch(asked):
            try:
                with urllib.request.urlopen(asked) as answer:
                    return answer.status, answer.headers, answer.read()
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, error.headers, error.read()

        fleet = loaded_fleet(flexible)
        (request,) = requests(next(iter(fleet)))
        pages = Pages(fetch, url + request.url.removeprefix("https://management.azure.com"))
        found, waits = [], []
        while True:
            try:
                found.append(next(pages))
            except ThrottledError as error:
                waits.append(error.retry_after)
            except StopIteration:
                break
    assert waits == [0.0]
    assert len(load_instances(found)) == 25


def loaded_fleet(flexible):
    return loaded(Arm(1, 10, flexible=flexible)).fleet
