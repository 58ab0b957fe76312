"""The fixtures of a real browser."""

import shutil
import socket
import subprocess
import time
import urllib.request

import pytest

from tests.external.tools.browser import opened


@pytest.fixture(scope="module")
def driver():
    program = shutil.which("chromedriver")
    assert program, "chromedriver and chromium must be there"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([program, f"--port={port}", "--silent"])
    url = f"http://127.0.0.1:{port}"
    try:
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


@pytest.fixture(scope="module")
def browser(driver):
    session = opened(driver)
    yield session
    session.send("DELETE", "")
