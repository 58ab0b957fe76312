"""A real browser: Chromium, by its WebDriver."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Keys by their names, as WebDriver numbers them.
KEYS = {
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "Tab": "\ue004",
    "End": "\ue010",
    "Home": "\ue011",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
}


class Browser:
    """A session of a WebDriver."""

    def __init__(self, url: str, options: list[str]) -> None:
        self.url = url
        wanted: dict[str, Any] = {"browserName": "chrome", "goog:chromeOptions": {"args": options}}
        wanted["goog:loggingPrefs"] = {"browser": "ALL"}
        said = self.send("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.url += f"/session/{said['sessionId']}"

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send a command; return its answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            with error:
                raise AssertionError(error.read().decode()) from None

    def go(self, path: Path, address: str = "") -> None:
        """Open the file *path*, as if for the first time."""
        self.send("POST", "/url", {"url": "about:blank"})
        self.send("POST", "/url", {"url": path.as_uri() + address})

    def run(self, script: str, *args: object) -> Any:
        """Run *script*; a promise that it returns is waited for."""
        return self.send("POST", "/execute/sync", {"script": script, "args": args})

    def press(self, *keys: str) -> None:
        """Press and release each of *keys*: a name in KEYS, or text."""
        typed = [key for one in keys for key in ([KEYS[one]] if one in KEYS else one)]
        steps = [{"type": kind, "value": key} for key in typed for kind in ("keyDown", "keyUp")]
        self.send("POST", "/actions", {"actions": [{"type": "key", "id": "k", "actions": steps}]})
        self.run("return new Promise(done => requestAnimationFrame(() => setTimeout(done, 20)))")

    def tell(self, command: str, **settings: object) -> Any:
        """Send a *command* of the DevTools."""
        return self.send("POST", "/goog/cdp/execute", {"cmd": command, "params": settings})

    def complaints(self) -> list[dict[str, Any]]:
        """Return what the console says since the last call."""
        found: list[dict[str, Any]] = self.send("POST", "/se/log", {"type": "browser"})
        return found


@contextmanager
def driver() -> Iterator[str]:
    """Start the WebDriver; yield its URL."""
    program = shutil.which("chromedriver")
    if program is None:
        raise SystemExit("chromedriver is missing: sh tools/programs.sh tools")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([program, f"--port={port}", "--silent"])
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{url}/status", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


def opened(url: str, *more: str) -> Browser:
    """Return a new session of the WebDriver at *url*, with *more* options of Chromium."""
    base = ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,900"]
    return Browser(url, [*base, *more])
