"""Pages followed through a caller's fetch, the cheapest requests, and what is redacted."""

import json
import time
from email.utils import formatdate

import azure_shapes as azure
import pytest
from hypothesis import example, given, strategies as st

from vmssnames import InventoryFormatError, NameFormatError, ScaleSet, load_instances
from vmssnames.inventory import Pages, ThrottledError, requests
from vmssnames.models.redaction import redacted

HOST = "https://management.azure.com"
START = f"{HOST}{azure.WEB}/virtualMachines?api-version=2025-04-01"


def server(answers):
    """A fetch that gives each of *answers* once, and the URLs that it was asked for."""
    asked, left = [], list(answers)

    def fetch(url):
        asked.append(url)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return fetch, asked


def page(*numbers, link=None):
    body = {"value": [azure.row(number) for number in numbers]}
    return body if link is None else body | {"nextLink": f"{START}&$skiptoken={link}"}


def test_pages_are_followed_to_the_end():
    """Empty ones that go on, too; as text, bytes or objects."""
    answers = [
        (200, {}, page(1, 2, link=1)),
        (200, {}, json.dumps(page(link=2))),
        (200, {}, json.dumps(page(3)).encode()),
    ]
    fetch, asked = server(answers)
    found = load_instances(Pages(fetch, START))
    assert [vm.instance_id for vm in found] == [1, 2, 3]
    assert asked == [START, f"{START}&$skiptoken=1", f"{START}&$skiptoken=2"]
    assert found.is_whole and found.notes == ()


def test_what_two_pages_have_counts_once():
    fetch, _ = server([(200, {}, page(1, 2, link=1)), (200, {}, page(2, 3))])
    found = load_instances(Pages(fetch, START))
    assert [vm.instance_id for vm in found] == [1, 2, 3]
    assert "'shop-web_ss_2': listed twice" in found.notes[0]


RETRY = [
    ({"Retry-After": "120"}, 120.0),
    ({"retry-after": "0"}, 0.0),
    ({}, None),
    ({"Retry-After": "soon"}, None),
    ({"Retry-After": "-5"}, None),
    ({"Retry-After": "1e9"}, None),
    ({"Retry-After": "nan"}, None),
    ({"Retry-After": 120}, 120.0),
    ([("retry-after", "7")], 7.0),
    (None, None),
    ({"Retry-After": "9" * 400}, None),
    ({"Retry-After": "Wed, 99 Oct 99999999999 07:28:00 GMT"}, None),
    ({"Retry-After": "Wed, 21 Oct 2015 07:28:00"}, 0.0),
    ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("headers", "wait"), RETRY)
def test_throttling_can_be_continued(status, headers, wait):
    fetch, asked = server([(200, {}, page(1, link=1)), (status, headers, b""), (200, {}, page(2))])
    pages = Pages(fetch, START)
    next(pages)
    with pytest.raises(ThrottledError) as caught:
        next(pages)
    assert (caught.value.retry_after, caught.value.status) == (wait, status)
    assert caught.value.url == asked[1]
    assert len(next(pages)["value"]) == 1
    assert asked[1] == asked[2]
    with pytest.raises(StopIteration):
        next(pages)


def test_a_time_of_day_is_a_wait():
    fetch, _ = server([(429, {"Retry-After": formatdate(time.time() + 100, usegmt=True)}, b"")])
    with pytest.raises(ThrottledError) as caught:
        next(Pages(fetch, START))
    assert 90 < caught.value.retry_after <= 100


def test_what_fetch_raises_goes_through_and_may_be_tried_again():
    fetch, asked = server([TimeoutError(), (200, {}, page(1))])
    pages = Pages(fetch, START)
    with pytest.raises(TimeoutError):
        next(pages)
    assert len(list(pages)) == 1
    assert asked == [START, START]


WRONG = [
    ((200, {}, page(link=1) | {"nextLink": START}), "nextLink: loops back to"),
    (
        (200, {}, {"value": [], "nextLink": "https://evil.example/x"}),
        "expected a URL of https://management.azure.com",
    ),
    (
        (200, {}, {"value": [], "nextLink": "http://management.azure.com/x"}),
        "expected a URL of https://management.azure.com",
    ),
    ((200, {}, {"value": [], "nextLink": "//evil.example/x"}), "expected a URL of"),
    (
        (200, {}, {"value": [], "nextLink": "https://management.azure.com@evil.example/"}),
        "expected a URL of",
    ),
    ((200, {}, {"value": [], "nextLink": "/relative"}), "expected a URL of"),
    ((200, {}, {"value": [], "nextLink": 5}), "nextLink: expected a URL"),
    (
        (404, {}, {"error": {"code": "NotFound", "message": "gone"}}),
        "an error from Azure: NotFound: gone",
    ),
    ((500, {}, b"<html>"), "expected JSON"),
    ((500, {}, {"value": []}), "expected status 200, got 500"),
    (
        (200, {}, {"virtualMachine": {"statusesSummary": []}}),
        "the instance view of a whole scale set",
    ),
    ((200, {}, b"[]"), "expected a page of a list"),
    ((200, {}, {"value": "x"}), "expected"),
    ((200, {}, b""), "expected JSON, got nothing"),
    ((204, {}, None), "status 204: expected a page, got NoneType"),
    ((200, {}, 5), "status 200: expected a page, got int"),
    ((200, {}, [page(1)]), "status 200: expected a page, got list"),
    ((200, {}, b'{"value": []} {"value": []}'), "expected a page of a list"),
    ((200, {}, {"value": [], "nextLink": "https://[x"}), "expected a URL, got 'https://[x'"),
    ((200, {}, {"value": [], "nextLink": False}), "nextLink: expected a URL, got bool"),
    ((200, {}, {"value": [], "nextLink": "https://man\nagement.azure.com/x"}), "expected a URL"),
    ((200, {}, {"value": [], "nextLink": " https://management.azure.com/x"}), "expected a URL"),
]


@pytest.mark.parametrize(("answer", "message"), WRONG, ids=range(len(WRONG)))
def test_wrong_answers(answer, message):
    fetch, asked = server([answer])
    with pytest.raises(InventoryFormatError) as caught:
        next(Pages(fetch, START))
    assert message in str(caught.value)
    assert len(asked) == 1, "a token goes nowhere else"


def test_a_load_that_was_interrupted_has_all_when_it_is_tried_again():
    answers = [(200, {}, page(1, link=1)), (429, {}, b""), TimeoutError(), (200, {}, page(2))]
    fetch, asked = server(answers)
    pages = Pages(fetch, START)
    for error in (ThrottledError, TimeoutError):
        with pytest.raises(error):
            load_instances(pages)
    assert [vm.instance_id for vm in load_instances(pages)] == [1, 2]
    assert [vm.instance_id for vm in load_instances(pages)] == [1, 2]
    assert len(asked) == 4


def test_a_loop_of_several_pages_ends():
    answers = [(200, {}, page(1, link=1)), (200, {}, page(2, link=2)), (200, {}, page(3, link=1))]
    fetch, asked = server(answers)
    with pytest.raises(InventoryFormatError, match="loops back"):
        list(Pages(fetch, START))
    assert len(asked) == 3


# -- requests


def test_one_request_lists_all_of_a_uniform_scale_set():
    (request,) = requests(ScaleSet("shop-web_ss", "shopweb", azure.WEB))
    assert (request.method, request.body) == ("GET", None)
    assert request.url == f"{START}&$expand=instanceView"


def test_one_request_lists_all_of_a_flexible_scale_set():
    owner = f"{azure.GROUP}/virtualMachineScaleSets/shop-batch"
    (request,) = requests(ScaleSet("shop-batch", None, owner, "flexible"), cloud="AzureChinaCloud")
    start, _, query = request.url.partition("?")
    assert start == f"https://management.chinacloudapi.cn{azure.GROUP}/virtualMachines"
    from urllib.parse import parse_qs

    assert parse_qs(query) == {
        "api-version": ["2025-04-01"],
        "$expand": ["instanceView"],
        "$filter": [f"'virtualMachineScaleSet/id' eq '{owner}'"],
    }


def test_requests_need_to_know_where_it_is():
    with pytest.raises(NameFormatError, match="expected a resource ID for the scale set 'web'"):
        requests(ScaleSet("web", "web"))
    with pytest.raises(ValueError, match="expected one of"):
        requests(ScaleSet("shop-web_ss", "shopweb", azure.WEB), cloud="moon")


# -- redaction

HIDDEN = "[redacted]"
SECRETS = [
    ("https://x.blob/a?sv=1&sig=AbC%3D", f"https://x.blob/a?{HIDDEN}"),
    ('"https://x.blob/a?sig=AbC"', f'"https://x.blob/a?{HIDDEN}"'),
    ("https://me:pass@host/x", f"https://{HIDDEN}@host/x"),
    ("https://me:a@b@host/x", f"https://{HIDDEN}@host/x"),
    ("sig=AbC&se=2", f"sig={HIDDEN}"),
    ("AccountKey=abc==;EndpointSuffix=x", f"AccountKey={HIDDEN}"),
    ("password: hunter2", f"password: {HIDDEN}"),
    ("password='a hunter2 c' x", f"password={HIDDEN} x"),
    ("password=ab,hunter2 x", f"password={HIDDEN} x"),
    ("password:  hunter2", f"password:  {HIDDEN}"),
    ("password:\n\nhunter2", f"password:\n\n{HIDDEN}"),
    ("password => hunter2", f"password => {HIDDEN}"),
    ("--password hunter2", f"--password {HIDDEN}"),
    ("PGPASSWORD=hunter2", f"PGPASSWORD={HIDDEN}"),
    ("passphrase=hunter2", f"passphrase={HIDDEN}"),
    ("<password>hunter2</password>", f"<password>{HIDDEN}</password>"),
    ('{"token": "abc"}', f'{{"token": {HIDDEN}}}'),
    ('"adminPassword":"hunter2"', f'"adminPassword":{HIDDEN}'),
    (r"{\"password\":\"hunter2\"}", r"{\"password\":" + HIDDEN),
    ("client_secret=abc", f"client_secret={HIDDEN}"),
    ("primaryKey=hunter2", f"primaryKey={HIDDEN}"),
    ("storageAccountKey: hunter2", f"storageAccountKey: {HIDDEN}"),
    ("Authorization: Bearer abcdefghijk", f"Authorization: Bearer {HIDDEN}"),
    ("Authorization: Basic hunter2aaaa", f"Authorization: Basic {HIDDEN}"),
    ("sig%3Dhunter2", f"sig%3D{HIDDEN}"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", HIDDEN),
    ("-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----", HIDDEN),
    ("to me.you+x@mail.example.com now", f"to {HIDDEN} now"),
    ("to hunter2@exämple.com now", f"to {HIDDEN} now"),
    ("to hunter2@localhost now", f"to {HIDDEN} now"),
    ("at 10.0.0.4:22", f"at {HIDDEN}:22"),
    ("x_10.0.0.4_y", f"x_{HIDDEN}_y"),
    ("at fe80::1 and ::1", f"at {HIDDEN} and {HIDDEN}"),
    ("at 2001:db8:0:1:2:3:4:5.", f"at {HIDDEN}."),
    ("addr:2001:db8::1", f"addr:{HIDDEN}"),
    ("at ::ffff:10.0.0.4 x", f"at {HIDDEN} x"),
    ("fe80::/64", f"{HIDDEN}/64"),
]
HARMLESS = [
    *("14:08:36", "version 2.7.41491.1095", "10.0.19045.3448", "std::string", "a/b.c", "C:\\x\\y"),
    *("https://aka.ms/x", "exit code 1", "user='x'", "2025-03-04T05:06:07.1234567+00:00", "a::b"),
    *("ProvisioningState/failed/1", "extensions[0].statuses[0]", "web_85", "the key is missing"),
]


@pytest.mark.parametrize(("text", "shown"), SECRETS)
def test_secrets_are_redacted(text, shown):
    assert redacted(text) == shown


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_not_redacted(text):
    assert redacted(text) == text


@given(st.text(), st.sampled_from(SECRETS), st.text())
@example("bindpw", SECRETS[0], "")
def test_secrets_are_redacted_anywhere(before, secret, after):
    """A secret between spaces is redacted, whatever is around it."""
    text, shown = secret
    label = shown.partition(HIDDEN)[0]
    value = text.removeprefix(label).split()[0]
    found = redacted(f"{before} {text} {after}")
    # After a word such as "password", all of the next word is a secret, the label included.
    assert label + HIDDEN in found or (HIDDEN in found and value not in found)


# -- what a review asked for


def test_an_empty_last_page_is_the_end():
    fetch, _ = server([(200, {}, page(1, link=1)), (200, {}, {"value": []})])
    assert load_instances(Pages(fetch, START), {"value": [azure.row(2, scale_set="o")]}).is_whole


@pytest.mark.parametrize("status", [500, 502])
@pytest.mark.parametrize("body", [b"", b"<html>"])
def test_errors_have_the_status(status, body):
    fetch, _ = server([(status, {}, body)])
    with pytest.raises(InventoryFormatError, match=f"status {status}: expected JSON") as caught:
        next(Pages(fetch, START))
    assert "pathlib" not in str(caught.value)


def test_the_collector_works_while_others_do():
    import gc

    def fetch(url):
        assert gc.isenabled()
        return 200, {}, page(1)

    assert len(load_instances(Pages(fetch, START))) == 1
    assert gc.isenabled()


def test_errors_have_no_secrets():
    for answer in (
        {"value": [], "nextLink": "https://other/?sig=SECRET"},
        {"error": {"code": "X", "message": "GET https://a/x?sv=1&sig=SECRET failed"}},
    ):
        fetch, _ = server([(200, {}, answer)])
        with pytest.raises(InventoryFormatError) as caught:
            next(Pages(fetch, START))
        assert "SECRET" not in str(caught.value)


def test_a_quote_in_a_filter_is_doubled():
    from vmssnames.inventory import flexible_filter

    owner = azure.WEB.replace("resourceGroups/shop", "resourceGroups/o'x")
    scale_set = ScaleSet("shop-web_ss", None, owner, "flexible")
    assert "/resourceGroups/o''x/" in flexible_filter(scale_set)


MORE_SECRETS = [
    '--password "correct horse hunter2"',
    '-Password (ConvertTo-SecureString "hunter2" -AsPlainText -Force)',
    f'token="{"A" * 3000}hunter2"',
    '{"adminPassword":{"value":"hunter2"}}',
    "<password><![CDATA[hunter2]]></password>",
    r'pwd="a\"b hunter2"',
    'password=a"hunter2"',
    "curl -u admin:hunter2 https://x",
    '<add key="Password" value="hunter2"/>',
    "Authorization: hunter2tokenvalue",
    "SecretKey   :     hunter2",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7hunter2VJTUt9Us8cKj",
]


@pytest.mark.parametrize("text", MORE_SECRETS)
def test_more_that_is_hidden(text):
    assert "hunter2" not in redacted(f"x {text} y")


def test_a_truncated_key_is_not_shown():
    from vmssnames import InstanceView

    key = "-----BEGIN PRIVATE KEY-----\n" + ("MIIE" * 16 + "\n") * 100 + "-----END PRIVATE KEY-----"
    failed = {"code": "ProvisioningState/failed/1", "message": key}
    (said,) = InstanceView({"extensions": [{"name": "x", "statuses": [failed]}]}).findings
    assert "MIIEMIIE" not in str(said)
