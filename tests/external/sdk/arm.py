"""A substitute for Azure Resource Manager: pages of instances over HTTP, and failures."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute"


def view(power="running"):
    return {
        "platformUpdateDomain": 0,
        "platformFaultDomain": 1,
        "vmAgent": {"vmAgentVersion": "2.9", "statuses": [], "extensionHandlers": []},
        "statuses": [
            {
                "code": "ProvisioningState/succeeded",
                "level": "Info",
                "time": "2025-03-04T05:06:07.1234567+00:00",
            },
            {"code": f"PowerState/{power}", "level": "Info", "displayStatus": f"VM {power}"},
        ],
    }


def instance(scale_set, number):
    """An instance of a uniform scale set, as its list with $expand=instanceView has it."""
    base36 = f"{number:06d}" if number < 10 else None  # only these are asked for by name
    return {
        "name": f"{scale_set}_{number}",
        "id": f"{GROUP}/virtualMachineScaleSets/{scale_set}/virtualMachines/{number}",
        "type": "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
        "location": "westeurope",
        "instanceId": str(number),
        "sku": {"name": "Standard_D2s_v5", "tier": "Standard"},
        "properties": {
            "latestModelApplied": number % 2 == 0,
            "vmId": f"00000000-0000-0000-0000-{number:012d}",
            "provisioningState": "Succeeded",
            "osProfile": {"computerName": f"{scale_set}{base36}"} if base36 else {},
            "instanceView": view("running" if number % 3 else "stopped"),
        },
    }


def machine(scale_set, number):
    """A VM of a Flexible scale set, as the list of VMs with its filter has it."""
    name = f"{scale_set}_{number:08x}"
    return {
        "name": name,
        "id": f"{GROUP}/virtualMachines/{name}",
        "type": "Microsoft.Compute/virtualMachines",
        "location": "westeurope",
        "properties": {
            "vmId": f"00000000-0000-0000-0001-{number:012d}",
            "provisioningState": "Succeeded",
            "virtualMachineScaleSet": {"id": f"{GROUP}/virtualMachineScaleSets/{scale_set}"},
            "instanceView": view(),
        },
    }


class Arm:
    """The content of the server, its failures and their number, and the requests it received."""

    def __init__(self, count, page_size, *, flexible=False, faults=()):
        self.count, self.page_size, self.flexible = count, page_size, flexible
        self.faults = list(faults)
        self.asked, self.served, self.lock = [], 0, threading.Lock()

    def answer(self, path, query):
        """Return status, headers and body."""
        if path.lower().endswith("/virtualmachinescalesets/web"):
            mode = "Flexible" if self.flexible else "Uniform"
            profile = {"osProfile": {"computerNamePrefix": "web"}}
            return (
                200,
                {},
                {
                    "name": "web",
                    "id": path,
                    "location": "westeurope",
                    "properties": {"orchestrationMode": mode, "virtualMachineProfile": profile},
                },
            )
        if query.get("$expand") != ["instanceView"]:
            return 400, {}, {"error": {"code": "BadRequest", "message": "expected $expand"}}
        owner = f"{GROUP}/virtualMachineScaleSets/web"
        if self.flexible != (query.get("$filter") == [f"'virtualMachineScaleSet/id' eq '{owner}'"]):
            return (
                400,
                {},
                {
                    "error": {
                        "code": "BadRequest",
                        "message": "Operation 'VirtualMachineScaleSets.virtualMachines.GET' is not "
                        "allowed on Virtual Machine Scale Set 'web'.",
                    }
                },
            )
        at = int(query.get("$skiptoken", ["0"])[0])
        make = machine if self.flexible else instance
        numbers = range(at, min(at + self.page_size, self.count))
        page = {"value": [make("web", number) for number in numbers]}
        if numbers.stop < self.count or (not numbers and at == 0 and self.count):
            page["nextLink"] = ("skip", numbers.stop)
        return 200, {}, page


@contextmanager
def served(arm):
    """Run a server for *arm*; yield its URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            parts = urlsplit(self.path)
            path, query = unquote(parts.path), parse_qs(parts.query)
            with arm.lock:
                arm.asked.append(self.path)
                fault = arm.faults.pop(0) if arm.faults else None
            if fault == 429:
                return self.say(429, {"Retry-After": "0"}, b'{"error":{"code":"TooManyRequests"}}')
            if fault == 500:
                return self.say(500, {}, b'{"error":{"code":"InternalServerError"}}')
            if fault == "closed":
                self.close_connection = True
                return None
            status, headers, body = arm.answer(path, query)
            if isinstance(body.get("nextLink"), tuple):
                host = self.headers["Host"]
                kept = parts.query.partition("&$skiptoken")[0].partition("&%24skiptoken")[0]
                body["nextLink"] = (
                    f"http://{host}{parts.path}?{kept}&$skiptoken={body['nextLink'][1]}"
                )
            data = json.dumps(body).encode()
            if fault == "cut":
                # Half of what was promised, and the end.
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[: len(data) // 2])
                self.close_connection = True
                return None
            with arm.lock:
                arm.served += len(body.get("value", ()))
            return self.say(status, headers, data)

        def say(self, status, headers, data):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
