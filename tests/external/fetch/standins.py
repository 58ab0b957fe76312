"""Substitutes for Azure and Kubernetes: the servers that the real ``az`` and ``kubectl`` ask.

Azure is one server with TLS, as az sends no token without it, and the token service of a
managed identity.  Every request is logged.
"""

import base64
import json
import random
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from azure_shapes import flexible, interface, node, row, scale_set

TENANT = "11111111-1111-4111-8111-111111111111"
SUBSCRIPTION = "1d9c7a0e-0000-4000-8000-00000000002d"
PAGE = 50


def fleet(uniform, flexible_sets):
    """Return names and modes of scale sets."""
    names = [(f"shop-web{n}_ss", "Uniform") for n in range(uniform)]
    return names + [(f"shop-batch{n}", "Flexible") for n in range(flexible_sets)]


class Azure:
    """What the server has: *count* instances of each scale set; one of them is forbidden.

    *faults* is the share of requests that are answered with 429 or 500 at first.
    """

    def __init__(self, scale_sets, count, *, forbidden=(), faults=0.0):
        self.scale_sets, self.count, self.forbidden = dict(scale_sets), count, set(forbidden)
        self.asked, self.faulty, self.served = [], 0, 0
        self._draw, self._faults, self._seen = random.Random(7), faults, set()
        self._lock = threading.Lock()
        self.origin = ""

    def answer(self, method, path):
        """Return the status and the JSON for a request."""
        with self._lock:
            self.asked.append((method, path))
            is_new = path not in self._seen
            self._seen.add(path)
            if is_new and path.startswith("/subscriptions/") and self._draw.random() < self._faults:
                self.faulty += 1
                status = self._draw.choice((429, 500))
                code = {429: "TooManyRequests", 500: "InternalServerError"}[status]
                return status, {"error": {"code": code, "message": "at first"}}
        parts = urlsplit(path)
        return self._found(unquote(parts.path), parse_qs(parts.query))

    def _found(self, path, query):
        if path == "/metadata/endpoints":
            login = {"loginEndpoint": f"{self.origin}/", "audiences": [f"{self.origin}/"]}
            return 200, {"name": "Standin", "suffixes": {}, "authentication": login}
        if path == "/subscriptions":
            one = {"id": f"/subscriptions/{SUBSCRIPTION}", "subscriptionId": SUBSCRIPTION}
            one |= {"displayName": "shop", "state": "Enabled", "tenantId": TENANT}
            return 200, {"value": [one]}
        at = int(query.get("skip", ["0"])[0])
        lowered = path.lower()
        if lowered.endswith("/virtualmachinescalesets"):
            models = [scale_set(*one) for one in self._models()]
            return 200, self._page(path, query, at, models, 25)
        name = next((name for name in self.scale_sets if f"/{name}/" in f"{path}/"), None)
        if name in self.forbidden:
            message = f"The client does not have authorization over the scale set {name}."
            return 403, {"error": {"code": "AuthorizationFailed", "message": message}}
        rows = None
        numbers = range(self.count)
        if name and lowered.endswith("/virtualmachines"):
            assert query["$expand"] == ["instanceView"]
            assert self.scale_sets[name] == "Uniform"
            rows = [row(n, scale_set=name, prefix=self.prefix(name)) for n in numbers]
        elif name and lowered.endswith("/networkinterfaces"):
            rows = [interface(n, f"10.0.{n >> 8}.{n & 255}", scale_set=name) for n in numbers]
        elif lowered.endswith("microsoft.network/networkinterfaces"):
            rows = []
        elif lowered.endswith("/virtualmachines"):
            name = query["$filter"][0].rstrip("'").rpartition("/")[2]
            rows = [flexible(f"{n:08x}", scale_set=name) for n in numbers]
        if rows is None:
            return 404, {"error": {"code": "NotFound", "message": path}}
        page = self._page(path, query, at, rows, PAGE)
        if "interfaces" not in lowered:
            self.served += len(page["value"])
        return 200, page

    def _models(self):
        return [(name, self.prefix(name), mode) for name, mode in self.scale_sets.items()]

    @staticmethod
    def prefix(name):
        """Return the computer-name prefix of the scale set *name*, which is another text."""
        return name.removesuffix("_ss").replace("-", "")

    def _page(self, path, query, at, rows, size):
        found = {"value": rows[at : at + size]}
        if at + size < len(rows):
            kept = "&".join(f"{key}={values[0]}" for key, values in query.items() if key != "skip")
            kept = kept.replace("'", "%27").replace(" ", "%20").replace("/", "%2F")
            found["nextLink"] = f"{self.origin}{path}?{kept}&skip={at + size}"
        return found


class Kubernetes:
    """The API server of a cluster with a node for each of *count* instances of *scale_set*."""

    def __init__(self, name, prefix, count):
        self.nodes = [node(n, prefix=prefix, scale_set=name) for n in range(count)]
        for one in self.nodes:
            one.update(kind="Node", apiVersion="v1")
        self.asked = []

    def answer(self, method, path):
        """Return the status and the JSON for a request."""
        self.asked.append((method, path))
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        verbs = ["get", "list"]
        resource = {"name": "nodes", "kind": "Node", "namespaced": False, "verbs": verbs}
        if parts.path == "/api/v1/nodes":
            at = int(query.get("continue", ["0"])[0])
            size = int(query.get("limit", ["500"])[0])
            meta = {"continue": str(at + size)} if at + size < len(self.nodes) else {}
            found = {"kind": "NodeList", "apiVersion": "v1", "metadata": meta}
            return 200, found | {"items": self.nodes[at : at + size]}
        answers = {
            "/api": {"kind": "APIVersions", "versions": ["v1"]},
            "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
            "/api/v1": {"kind": "APIResourceList", "groupVersion": "v1", "resources": [resource]},
        }
        return (200, answers[parts.path]) if parts.path in answers else (404, {})


class Tokens:
    """The token service of a managed identity; its tokens are worth nothing."""

    def __init__(self):
        self.asked = []

    def answer(self, method, path):
        """Return the status and the JSON for a request."""
        self.asked.append((method, path))
        parts = [{"alg": "RS256", "typ": "JWT"}, {"tid": TENANT, "oid": "standin"}, "signature"]
        encoded = [
            base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts
        ]
        found = {"access_token": ".".join(encoded), "expires_on": "4102444800"}
        return 200, found | {"token_type": "Bearer", "resource": "any"}


@contextmanager
def served(content, certificate=None):
    """Run a server for *content*, with TLS if there is a *certificate*; yield its URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def answer(self):
            if "Content-Length" in self.headers:
                self.rfile.read(int(self.headers["Content-Length"]))
            status, found = content.answer(self.command, self.path)
            data = json.dumps(found).encode()
            self.send_response(status)
            if status == 429:
                self.send_header("Retry-After", "1")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"{'https' if certificate else 'http'}://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
