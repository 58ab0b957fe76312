"""A real browser: Chromium, by its WebDriver."""

import json
import urllib.error
import urllib.request


class Browser:
    """A session of a WebDriver."""

    def __init__(self, url, options):
        self.url = url
        wanted = {"browserName": "chrome", "goog:chromeOptions": {"args": options}}
        wanted["goog:loggingPrefs"] = {"browser": "ALL"}
        said = self.send("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.url += f"/session/{said['sessionId']}"

    def send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            with error:
                raise AssertionError(error.read().decode()) from None

    def go(self, path):
        self.send("POST", "/url", {"url": path.as_uri()})

    def run(self, script, *args):
        return self.send("POST", "/execute/sync", {"script": script, "args": args})

    def complaints(self):
        return self.send("POST", "/se/log", {"type": "browser"})


def opened(driver, *more):
    base = ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,900"]
    return Browser(driver, [*base, *more])
