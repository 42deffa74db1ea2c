#!/usr/bin/env python3
"""Drives the web page of `newsidx serve` on the sample corpus in a headless Chromium.

    tests/browser/run.py [--binary PATH] [--axe axe.min.js] [--pictures FOLDER] [NAME…]

Needs chromium and chromedriver on the PATH. Names choose tests. Each failure is one line; the
status is 1 if there was any, 0 with a line that says so if there is no browser.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import traceback
import urllib.parse
import urllib.request

from driver import Browser, Server, missing

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS = []


def test(**browser):
    """Marks a test and says in what browser it runs."""

    def mark(run):
        TESTS.append((run.__name__, run, browser))
        return run

    return mark


def parameters(url):
    return urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)


def same(a, b):
    assert a == b, f"{a!r} is not {b!r}"


class Site:
    """Addresses of the server and what its API answers."""

    def __init__(self, url, has_sample=True):
        self.url = url
        if not has_sample:
            return
        self.story = self.json("/api/v1/stories")["stories"][0]["id"]
        self.copies = [article["id"] for article in self.json(f"/api/v1/stories/{self.story}")["articles"]]
        self.article = self.json("/api/v1/search?q=strike")["hits"][0]["id"]
        self.arabic = self.json("/api/v1/search?lang=ar")["hits"][0]["id"]

    def json(self, path):
        with urllib.request.urlopen(self.url + path) as answer:
            return json.load(answer)

    def pages(self):
        return {
            "home": "/",
            "results": "/?q=strike+OR+bridge",
            "filtered": "/?q=bridge&outlet=%3DHalden+Bay+Post&sort=newest",
            "partial": "/?q=%22harbour+strike",
            "empty": "/?q=zzqqxx+yyy",
            "mistake": "/?q=consulates+date:2025-13+a+w/x+b",
            "article": f"/articles/{self.article}?q=strike",
            "junk": f"/articles/{self.article}?q=strike&junk=true",
            "why": f"/why?id={self.article}&q=strike+-bridge+lighthouse",
            "story": f"/stories/{self.story}",
            "stories": "/stories",
            "beside": f"/compare?a={self.copies[0]}&b={self.copies[-1]}",
            "rtl": "/?q=lang:ar",
            "rtl-article": f"/articles/{self.arabic}",
            "index": "/about",
            "help": "/help",
            "nowhere": "/nowhere",
        }


@test()
def a_search_is_typed_and_answered(page, site):
    page.open(site.url + "/")
    page.type("#q", "strike")
    page.type("#q", "Enter")
    page.wait("results", lambda: page.count(".hit") > 0)
    same(parameters(page.url), {"q": ["strike"]})
    same(page.attribute("#q", "value"), "strike")
    found = site.json("/api/v1/search?q=strike")
    same(page.texts(".hit h2"), [hit["title"] for hit in found["hits"]])
    assert f"{found['summary']['articles']} articles" in page.text("h1")
    same(page.text(".read code"), "strike")
    assert all(mark.lower().startswith("str") for mark in page.texts("mark"))
    assert "strike" in page.title


@test()
def filters_narrow_and_are_taken_off(page, site):
    page.open(site.url + "/?q=bridge")
    before = page.text("h1")
    name = page.text(".filters section:first-of-type li a bdi")
    page.click(".filters section:first-of-type li a")
    page.wait("a chip", lambda: page.count(".chips li") == 1)
    same(parameters(page.url)["outlet"], ["=" + name])
    same(set(page.texts(".hit .outlet")), {name})
    page.type("#q", " ")
    page.type("#q", "Enter")
    page.wait("the filter in a new search", lambda: parameters(page.url).get("outlet") == ["=" + name])
    page.click(".chips a")
    page.wait("all results", lambda: page.count(".chips li") == 0)
    same(page.text("h1"), before)


@test()
def days_are_brushed(page, site):
    page.open(site.url + "/?q=strike+OR+bridge")
    bars = page.script("return [...document.querySelectorAll('.timeline a')].map(bar => [bar.dataset.from, bar.dataset.to])")
    page.drag(".timeline svg", 0.6, 0.999)
    page.wait("a span of days", lambda: "since" in parameters(page.url))
    asked = parameters(page.url)
    same(asked["since"], [bars[int(len(bars) * 0.6)][0]])
    same(asked["until"], [bars[-1][1]])
    same(asked["q"], ["strike OR bridge"])
    assert page.count(".hit") > 0


@test()
def a_bar_leads_to_its_days(page, site):
    page.open(site.url + "/?q=strike+OR+bridge")
    first = page.script("return document.querySelector('.timeline a').dataset.from")
    page.click(".timeline a .bar")
    page.wait("its days", lambda: parameters(page.url).get("since") == [first])


@test()
def what_was_set_aside_is_shown_with_reasons(page, site):
    page.open(site.url + f"/articles/{site.article}?q=strike")
    assert page.count(".text mark") > 0 and not page.is_shown(".junk")
    page.click("#junk")
    page.wait("junk", lambda: page.is_shown(".junk"))
    shown = page.texts(".junk .reason")
    article = site.json(f"/api/v1/articles/{site.article}")["articles"][0]
    same(shown, [block["reason"].replace("_", " ") for block in article["blocks"] if block["role"] == "junk"])
    same(parameters(page.url)["junk"], ["true"])
    page.open(page.url)
    assert page.is_shown(".junk"), "the address does not keep the switch"


@test()
def copies_are_compared(page, site):
    page.open(site.url + f"/stories/{site.story}")
    same(page.count(".lane"), len(site.copies))
    assert page.count(".lane .track circle") == len(site.copies)
    page.click(".compare button")
    page.wait("two articles", lambda: page.count(".pair") > 1)
    same(parameters(page.url), {"a": [site.copies[0]], "b": [site.copies[1]]})
    page.open(site.url + f"/compare?a={site.copies[0]}&b={site.copies[-1]}")
    assert page.count("del") > 0 and page.count("ins") > 0


@test()
def back_leads_back(page, site):
    page.open(site.url + "/?q=strike")
    titles = page.texts(".hit h2")
    page.click(".hit:nth-of-type(2) .open")
    page.wait("the article", lambda: "/articles/" in page.url)
    same(page.text("h1"), titles[1])
    page.back()
    page.wait("the results", lambda: page.count(".hit") == len(titles))
    same(page.texts(".hit h2"), titles)


@test()
def keys_are_enough(page, site):
    page.open(site.url + "/?q=strike")
    titles = page.texts(".hit h2")
    focused = lambda: page.script("return document.activeElement.textContent")
    page.press("j")
    same(focused(), titles[0])
    page.press("j", "j", "k")
    same(focused(), titles[1])
    page.press("Enter")
    page.wait("the article", lambda: "/articles/" in page.url)
    page.press("Escape")
    page.wait("the results", lambda: page.count(".hit") > 0)
    same(parameters(page.url), {"q": ["strike"]})
    page.press("/")
    same(page.script("return document.activeElement.id"), "q")
    page.press("j")
    same(page.script("return document.activeElement.value"), "j")
    page.press("Escape")
    assert page.script("return document.activeElement.id") != "q"
    page.press("?")
    assert page.is_shown("#keys")
    page.press("Escape")
    assert not page.is_shown("#keys")


@test()
def mistakes_stand_under_their_places(page, site):
    page.open(site.url + "/")
    page.type("#q", "consulates date:2025-13")
    page.type("#q", "Enter")
    page.wait("the mistake", lambda: page.count(".mistakes li") == 1)
    same(page.text(".here"), "2025-13")
    assert "date:2025-12" in page.text(".says")
    same(page.attribute("#q", "value"), "consulates date:2025-13")


@test(scripts=False)
def it_works_without_scripts(page, site):
    page.open(site.url + "/")
    page.type("#q", "strike OR bridge")
    page.type("#q", "Enter")
    page.wait("results", lambda: page.count(".hit") > 0)
    first = page.attribute(".timeline a", "data-from")
    page.click(".timeline a .bar")
    page.wait("days", lambda: parameters(page.url).get("since") == [first])
    page.back()
    page.wait("results", lambda: page.count(".hit") > 2)
    page.click(".hit .open")
    page.wait("the article", lambda: "/articles/" in page.url)
    page.click("#junk")
    assert page.is_shown(".junk")


@test(width=390, height=844)
def a_phone_is_wide_enough(page, site):
    for name, path in site.pages().items():
        page.open(site.url + path)
        wide = page.script("return document.documentElement.scrollWidth")
        assert wide <= 390, f"{name} is {wide} wide"


@test(dark=True)
def it_is_dark_where_asked(page, site):
    page.open(site.url + "/?q=strike")
    colour = page.script("return getComputedStyle(document.body).backgroundColor")
    assert max(int(part) for part in colour[4:-1].split(",")) < 60, colour


@test()
def right_to_left_is_right(page, site):
    page.open(site.url + "/?q=lang:ar")
    direction = "return getComputedStyle(document.querySelector(arguments[0])).direction"
    for css in (".hit h2", ".passage"):
        same(page.script(direction, css), "rtl")
    same(page.script(direction, "main"), "ltr")


@test()
def the_policy_is_kept(page, site):
    for name, path in site.pages().items():
        page.open(site.url + path)
        wrong = [line for line in page.complaints() if "status of 4" not in line]
        assert not wrong, f"{name}: {wrong}"
    page.open(site.url + "/")
    elsewhere = "return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin))"
    same(page.script(elsewhere), [])


HOSTILE = {
    "title": "Hexley {n} <script>pwned=1</script><img src=x onerror=pwned=1>\"' onfocus=pwned=1 autofocus x=' </title><b> \u202etxet \u2067half \x1b[31m",
    "text": "Hexley {n}: the lock gates stay shut, the wardens said. <svg/onload=pwned=1> &lt;script&gt;pwned=1&lt;/script&gt; {{{{7*7}}}} \u202e\u2066never ended "
    + "w" * 4000 + ".\n\nThe wardens of Hexley said on Monday that nobody was told why the gates would stay shut for {n} days.",
    "outlet": "Outlet {n} <img src=x onerror=pwned=1>\u202e" + "O" * 300,
    "author": "Ann <b>Other\u202e" + "A" * 300,
    "url": "javascript:pwned=1//{n}",
    "date": "2025-03-0{n}",
}


@test(hostile=True)
def nothing_hostile_gets_out(page, site):
    """Titles, texts, outlets, authors and addresses of markup, of commands, and of words wider than any page."""
    hits = site.json("/api/v1/search?q=hexley&copies=expand")["hits"]
    same(len(hits), 4)
    first, story = hits[0]["id"], hits[0]["story"]["id"]
    paths = ["/", "/about", "/stories", "/?q=hexley&copies=expand", "/?q=%3Cscript%3Epwned=1%3C/script%3E+date:2025-99",
             f"/articles/{first}?q=hexley&junk=true", f"/why?id={first}&q=hexley", f"/stories/{story}",
             f"/compare?a={first}&b={hits[1]['id']}", "/?q=hexley&outlet=%3Cimg+src=x+onerror=pwned=1%3E"]
    for width in (1280, 390):
        page.size(width, 900)
        for path in paths:
            page.open(site.url + path)
            same(page.script("return typeof pwned"), "undefined")
            same(page.script("return document.querySelectorAll('script, img, iframe, b').length"), 1)
            wide = page.script("return document.documentElement.scrollWidth")
            assert wide <= width, f"{path} is {wide} wide of {width}"
            # What changes the direction changes it within its own piece.
            open_ = page.script(
                "const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); const found = [];"
                "while (texts.nextNode()) { const t = texts.currentNode; if (!/[\\u202a-\\u202e\\u2066-\\u2069]/.test(t.data)) continue;"
                "let e = t.parentElement; while (e && !/isolate|plaintext/.test(getComputedStyle(e).unicodeBidi)) e = e.parentElement;"
                "if (!e || e === document.body) found.push(t.parentElement.outerHTML.slice(0, 80)); } return found"
            )
            same(open_, [])
            wrong = [line for line in page.complaints() if "status of 4" not in line]
            assert not wrong, f"{path}: {wrong}"


def check_with_axe(page, site, axe):
    wrong = []
    for scheme in (False, True):
        page.media(scheme)
        for width in (1280, 390):
            page.size(width, 900)
            for name, path in site.pages().items():
                page.open(site.url + path)
                page.script(axe)
                found = page.post(
                    "/execute/async",
                    script="axe.run({resultTypes: ['violations']}).then(r => arguments[arguments.length - 1](r.violations.map("
                    "v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', '))))",
                    args=[],
                )
                wrong += [f"{name}, {'dark' if scheme else 'light'}, {width}: {one}" for one in found]
    assert not wrong, "\n        ".join(wrong)


def take_pictures(page, site, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for width, height, dark in ((1280, 900, False), (1280, 900, True), (390, 844, False), (390, 844, True)):
        page.size(width, height)
        page.media(dark)
        for name, path in site.pages().items():
            page.open(site.url + path)
            page.picture(folder / f"{name}-{'dark' if dark else 'light'}-{width}.png", whole=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--binary", default=ROOT / "target/debug/newsidx")
    arguments.add_argument("--axe", type=pathlib.Path)
    arguments.add_argument("--pictures", type=pathlib.Path)
    arguments.add_argument("names", nargs="*")
    given = arguments.parse_args()
    lacking = missing()
    if lacking:
        print(f"SKIPPED: browser tests, {lacking} is not installed (Debian: apt-get install chromium chromium-driver)")
        return 0
    chosen = [(name, run, browser) for name, run, browser in TESTS if not given.names or name in given.names]
    if given.axe:
        axe = given.axe.read_text()
        chosen.append(("axe_finds_nothing", lambda page, site: check_with_axe(page, site, axe), {}))
    else:
        print("SKIPPED: axe, no --axe FILE (npm pack axe-core has axe.min.js)")
    if given.pictures:
        chosen.append(("pictures", lambda page, site: take_pictures(page, site, given.pictures), {}))
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        binary = str(pathlib.Path(given.binary).resolve())
        subprocess.run([binary, "demo", "-q"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        feed = pathlib.Path(folder, "feed.jsonl")
        feed.write_text("".join(json.dumps({key: value.format(n=n) for key, value in HOSTILE.items()}) + "\n" for n in range(1, 5)))
        build = [binary, "build", str(feed), "--no-clean", "-q", "--index", "hostile"]
        subprocess.run(build, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with Server(binary, folder) as server, Server(binary, folder, "--index", "hostile") as hostile:
            usual = Site(server.url)
            for name, run, browser in chosen:
                site = Site(hostile.url, has_sample=False) if browser.pop("hostile", False) else usual
                with Browser(**browser) as page:
                    try:
                        run(page, site)
                        print(f"ok      {name}")
                    except Exception as error:
                        place = traceback.extract_tb(error.__traceback__)[1]
                        print(f"FAILED  {name} (line {place.lineno}): {error or place.line}")
                        failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
