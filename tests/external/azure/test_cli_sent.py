"""What ``az`` sends for a command of ours is what ``rest`` says of the same operation.

azure-cli runs the command. Its login and its network are replaced by code that keeps the
last request.  API versions differ from command to command.
"""

import contextlib
import json
from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import requests
from azure.cli.core._profile import Profile
from azure.core.credentials import AccessToken
from cases import SCRIPT, SHAPES, SUBSCRIPTION, commands, resources
from urllib3 import HTTPResponse

from vmssnames.operations import OPERATION_NAMES, operation

# An instance for ``az vmss update``, which reads it and puts it back with what has changed.
INSTANCE = {"location": "somewhere", "properties": {"protectionPolicy": {}}}


class Sent(Exception):
    """A request was about to be sent; the end of what is looked at."""


class Credential:
    """A login that needs none."""

    def get_token(self, *scopes, **kwargs):
        return AccessToken("token", 2**40)


@pytest.fixture
def wire(monkeypatch):
    """Let az believe in a login; return the list that its requests go to, and nowhere else."""
    sent = []

    def send(session, request, **kwargs):
        sent.append(request)
        if request.method != "GET":
            raise Sent
        headers = {"Content-Type": "application/json"}
        body = BytesIO(json.dumps(INSTANCE).encode())
        raw = HTTPResponse(body, headers, status=200, preload_content=False)
        return requests.adapters.HTTPAdapter().build_response(request, raw)

    login = (Credential(), SUBSCRIPTION, "tenant")
    token = (("Bearer", "token", {}), SUBSCRIPTION, "tenant")
    monkeypatch.setattr(Profile, "get_login_credentials", lambda self, **kwargs: login)
    monkeypatch.setattr(Profile, "get_raw_token", lambda self, *args, **kwargs: token)
    monkeypatch.setattr(Profile, "get_subscription_id", lambda self, *args: SUBSCRIPTION)
    monkeypatch.setattr(requests.Session, "send", send)
    return sent


def sent_by(az, line, wire):
    """Return method, path, query and body of the last request that az sends for *line*."""
    wire.clear()
    # What az makes of an answer that never comes is its own affair.
    with contextlib.suppress(Exception, SystemExit):
        az.run(line)
    request = wire[-1]
    url = urlsplit(request.url)
    query = {key: values[0] for key, values in parse_qs(url.query).items()}
    assert query.pop("api-version")
    assert url.netloc == "management.azure.com"
    return request.method, unquote(url.path), query, json.loads(request.body or "null")


def ours(name, given):
    """Return the requests that mean the same: of each on its own, and of all in a list."""
    found = [operation(name).rest(one, script=SCRIPT) for one in given]
    if given[0].instance_id is not None:
        try:
            # az sends a list for one instance, too.
            both = operation(name).rest([*given, *resources("several")], script=SCRIPT)
        except ValueError:
            return found
        if both.body:
            ids = {"instanceIds": [str(one.instance_id) for one in given]}
            found.append(type(both)(both.method, both.url, ids))
    return found


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", OPERATION_NAMES)
def test_az_sends_our_request(az, name, shape, wire, tally):
    lines = commands(name, shape)
    if not lines:
        return
    meant = {
        (one.method, unquote(urlsplit(one.url).path).lower(), json.dumps(one.body, sort_keys=True))
        for one in ours(name, resources(shape))
    }
    for line in lines.split("\naz "):
        line = line if line.startswith("az ") else f"az {line}"
        method, path, query, body = sent_by(az, line, wire)
        outcome = "equal"
        if name in ("protect", "unprotect"):
            # az puts back all that it has read.
            assert body.pop("location") == INSTANCE["location"]
            outcome = "equal in what changes"
        if name == "run-command":
            assert body.pop("parameters") == []
            outcome = "equal but for an empty list"
        if name == "instance-view" and shape == "flexible":
            assert query.pop("$expand") == "instanceView"
            path += "/instanceView"
            outcome = "the same by $expand"
        if name == "power-off":
            assert query.pop("skipShutdown", "false").lower() == "false"
        assert (method, path.lower(), json.dumps(body, sort_keys=True)) in meant
        assert not query
        tally("requests of az", outcome)
