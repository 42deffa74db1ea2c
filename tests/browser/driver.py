"""Drives a headless Chromium through chromedriver (the W3C WebDriver protocol), with the standard
library alone, and starts and stops the program that is tested."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004"}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--force-device-scale-factor=1",
]


def missing():
    """What is needed and not there, or None."""
    for names in (("chromium", "chromium-browser", "google-chrome"), ("chromedriver",)):
        if not any(shutil.which(name) for name in names):
            return names[0]
    return None


class Server:
    """`newsidx serve` on a free port."""

    def __init__(self, binary, folder, *flags):
        self.process = subprocess.Popen(
            [binary, "serve", "--port", "0", *flags], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        line = self.process.stdout.readline()
        if not line.startswith("http"):
            raise SystemExit(f"the server did not start: {line}")
        self.url = line.split()[0].rstrip("/")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)


class Browser:
    """A browser of its own, with an empty profile. `scripts=False` runs no scripts."""

    def __init__(self, width=1280, height=900, scripts=True, dark=False):
        self.profile = tempfile.mkdtemp(prefix="newsidx-browser-")
        self.process = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        port = None
        for line in self.process.stdout:
            if "successfully on port" in line:
                port = line.split("on port")[1].strip().rstrip(".")
                break
        self.base = f"http://127.0.0.1:{port}"
        options = {"args": [*FLAGS, f"--user-data-dir={self.profile}", f"--window-size={width},{height}"]}
        if not scripts:
            options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
        wanted = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}
        self.session = f"/session/{self.call('POST', '/session', {'capabilities': wanted})['sessionId']}"
        self.size(width, height)
        self.media(dark)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("DELETE", self.session)
        except OSError:
            pass
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, path, body=None):
        data = None if method in ("GET", "DELETE") else json.dumps(body or {}).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"].split("\n")[0]) from None

    def post(self, path, **body):
        return self.call("POST", self.session + path, body)

    def get(self, path):
        return self.call("GET", self.session + path)

    def cdp(self, command, **params):
        return self.post("/goog/cdp/execute", cmd=command, params=params)

    def size(self, width, height):
        """The size of the page, smaller than any window may be."""
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def media(self, dark):
        scheme = "dark" if dark else "light"
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, url):
        self.post("/url", url=url)

    @property
    def url(self):
        return self.get("/url")

    @property
    def title(self):
        return self.get("/title")

    def back(self):
        self.post("/back")

    def find(self, css):
        return self.post("/element", using="css selector", value=css)[ELEMENT]

    def count(self, css):
        return len(self.post("/elements", using="css selector", value=css))

    def text(self, css):
        return self.get(f"/element/{self.find(css)}/text")

    def texts(self, css):
        found = self.post("/elements", using="css selector", value=css)
        return [self.get(f"/element/{one[ELEMENT]}/text") for one in found]

    def attribute(self, css, name):
        return self.get(f"/element/{self.find(css)}/attribute/{name}")

    def is_shown(self, css):
        return self.get(f"/element/{self.find(css)}/displayed")

    def click(self, css):
        self.post(f"/element/{self.find(css)}/click")

    def type(self, css, text):
        self.post(f"/element/{self.find(css)}/value", text=KEYS.get(text, text))

    def press(self, *keys):
        """Presses keys wherever the focus is."""
        actions = []
        for key in keys:
            key = KEYS.get(key, key)
            actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.post("/actions", actions=[{"type": "key", "id": "keys", "actions": actions}])

    def drag(self, css, start, end):
        """Drags over an element from one share of its width to another."""
        x, y, width, height = self.script(
            "const r = document.querySelector(arguments[0]).getBoundingClientRect(); return [r.x, r.y, r.width, r.height]", css
        )
        at = lambda share: {"type": "pointerMove", "x": round(x + width * share), "y": round(y + height / 2), "duration": 60}
        steps = [at(start), {"type": "pointerDown", "button": 0}, at((start + end) / 2), at(end), {"type": "pointerUp", "button": 0}]
        self.post("/actions", actions=[{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps}])

    def script(self, text, *arguments):
        return self.post("/execute/sync", script=text, args=list(arguments))

    def complaints(self):
        """What the browser wrote to its console as an error: a broken policy, a failed script."""
        return [entry["message"] for entry in self.post("/se/log", type="browser") if entry["level"] == "SEVERE"]

    def wait(self, what, holds, seconds=10):
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain: {what}")
            time.sleep(0.05)

    def picture(self, path, whole=False):
        shot = self.cdp("Page.captureScreenshot", captureBeyondViewport=whole, format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot))
