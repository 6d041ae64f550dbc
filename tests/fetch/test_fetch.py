"""Fetching from a server on this machine: robots.txt, redirects, limits, feeds, and addresses that are refused."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.fetch import Fetcher
from kg.fetch.addresses import is_public, resolve
from kg.fetch.http import Limits
from kg.fetch.robots import Robots
from kg.models import Article
from kg.read import read_paths
from kg.read.records import Draft, Failure

_WORDS = "Russia sold Venezuela five aircraft on Monday, Maduro told reporters at the palace in Caracas. "
_PAGE = f"<html><head><title>Jets</title></head><body><article><h1>Jets</h1><p>{_WORDS * 3}</p></article></body></html>"
_FEED = """<rss version="2.0"><channel><title>Wire</title>
<item><title>One</title><link>/page</link><pubDate>Fri, 31 May 2024 10:00:00 GMT</pubDate>
<description>Short.</description></item>
<item><title>Two</title><link>/missing</link><description>Short.</description></item>
<item><title>Three</title><link>/whole</link><guid>g3</guid><description>{words}</description></item></channel></rss>"""


class _Site(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        html = {"Content-Type": "text/html; charset=utf-8"}
        pages: dict[str, tuple[int, dict[str, str], bytes]] = {
            "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /private\nDisallow: /*.cgi$\nAllow: /private/open\n"),
            "/page": (200, html, _PAGE.encode()),
            "/private/open": (200, html, _PAGE.encode()),
            "/latin": (
                200,
                {"Content-Type": "text/html; charset=iso-8859-1"},
                _PAGE.replace("M", "É").encode("latin-1"),
            ),
            "/text": (200, {"Content-Type": "text/plain"}, f"title: T\n\n{_WORDS}".encode()),
            "/feed": (200, {"Content-Type": "application/rss+xml"}, _FEED.format(words=_WORDS * 20).encode()),
            "/image": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
            "/moved": (301, {"Location": "/page"}, b""),
            "/to-private": (302, {"Location": "/private/closed"}, b""),
            "/loop": (302, {"Location": "/loop"}, b""),
            "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
            "/to-metadata": (302, {"Location": "http://169.254.169.254/latest"}, b""),
            "/huge": (200, html, b"x" * 50_000),
        }
        if self.path == "/slow":
            time.sleep(3)
        if self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"<html>")
            return
        status, headers, body = pages.get(self.path, (404, html, b"no"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[tuple[str, list[str]]]:
    """The address of a small site, and the paths that were asked for."""
    _Site.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", _Site.asked
        server.shutdown()


def fetch(url: str, **limits: float) -> list[Draft | Failure]:
    """What a fetcher without patience finds at an address."""
    allowed = Limits(limits.get("seconds", 10.0), int(limits.get("max_bytes", 1_000_000)), allow_private=True)
    return list(Fetcher(allowed, delay=0.0).articles(url))


@pytest.mark.parametrize("path", ["/page", "/moved", "/private/open", "/text"])
def test_page(site: tuple[str, list[str]], path: str) -> None:
    """Its article, under the address where it was found at last."""
    (draft,) = fetch(site[0] + path)
    assert isinstance(draft, Draft)
    assert _WORDS.strip() in str(draft.text)
    assert draft.url == draft.id == site[0] + path.replace("moved", "page")
    assert site[1][0] == "/robots.txt"


def test_header_outranks_the_page(site: tuple[str, list[str]]) -> None:
    """The server says what the bytes are."""
    (draft,) = fetch(site[0] + "/latin")
    assert isinstance(draft, Draft)
    assert "on Éonday" in str(draft.text)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/private/closed", "robots.txt asks programs to leave this page alone (as defence-kg)"),
        ("/run.cgi", "robots.txt asks programs to leave this page alone (as defence-kg)"),
        ("/to-private", "robots.txt asks programs to leave the page alone to which this one moved"),
        ("/missing", "the server answers 404"),
        ("/image", "of type image/png, which is no article"),
        ("/loop", "moved more than 5 times"),
        ("/to-file", "no http or https address"),
        ("/huge", "longer than 20,000 bytes"),
        ("/slow", "the server takes too long"),
        ("/cut", "the answer breaks off"),
    ],
)
def test_what_cannot_be_fetched_is_a_failure(site: tuple[str, list[str]], path: str, reason: str) -> None:
    """With the reason in one line; a page closed to programs is not even asked for."""
    (failure,) = fetch(site[0] + path, seconds=1.0, max_bytes=20_000)
    assert isinstance(failure, Failure)
    assert failure.reason.startswith(reason)
    assert ("/private/closed" in site[1]) == (path == "/to-private")


def test_feed(site: tuple[str, list[str]]) -> None:
    """Its entries' pages with the feed's dates; an entry that is whole is not fetched; a lost one fails alone."""
    one, two, three = fetch(site[0] + "/feed")
    assert isinstance(one, Draft)
    assert (one.url, one.title, one.published) == (site[0] + "/page", "Jets", "2024-05-31")
    assert isinstance(two, Failure)
    assert str(two) == f"{site[0]}/missing: the server answers 404"
    assert isinstance(three, Draft)
    assert three.id == "g3"
    assert "/whole" not in site[1]


def test_private_addresses_are_refused(site: tuple[str, list[str]]) -> None:
    """Without --allow-private nothing on this machine is asked, by whatever name."""
    port = site[0].rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "127.1", "[::ffff:127.0.0.1]"):
        (failure,) = Fetcher(Limits(), delay=0.0).articles(f"http://{host}:{port}/page")
        assert isinstance(failure, Failure)
        assert "private network" in failure.reason or "no such host" in failure.reason
    assert site[1] == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("10.0.0.1", False),
        ("172.16.9.9", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    """Those of the public internet, whatever they are wrapped in."""
    assert is_public(address) == public


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "file:///etc/passwd", "//example.org", "http://", "http://u:p@8.8.8.8/", "http://[x/", "x",
     "http://8.8.8.8:99999/"],
)  # fmt: skip
def test_odd_addresses_are_refused(url: str) -> None:
    """Before anything is asked."""
    with pytest.raises(InputError):
        resolve(url)


def test_robots_rules() -> None:
    """The longest rule decides, an allowing one in a tie; a group that names the program outranks the others."""
    rules = Robots.parse("User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /*?print\nCrawl-delay: 2\nDisallow:\n")
    allowed = {path: rules.allows(f"http://x{path}") for path in ("/", "/a", "/a/b", "/c?print=1", "/c", "/ab")}
    assert allowed == {"/": True, "/a": False, "/a/b": True, "/c?print=1": False, "/c": True, "/ab": False}
    assert rules.delay == 2.0
    own = Robots.parse("User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: Defence-KG # us\nAllow: /\n")
    assert own.allows("http://x/a")
    assert not Robots.parse("User-agent: *\nDisallow: /").allows("http://x/a")
    assert Robots.parse("User-agent: *\nDisallow: /*" + "a*" * 5000 + "b$").allows("http://x/" + "a" * 6000)
    ends = Robots.parse("User-agent: *\nDisallow: /*.pdf$\nDisallow: /b$")
    paths = {path: ends.allows(f"http://x{path}") for path in ("/a.pdf.pdf", "/a.pdf.html", "/.pdf", "/b", "/bc")}
    assert paths == {"/a.pdf.pdf": False, "/a.pdf.html": True, "/.pdf": False, "/b": False, "/bc": True}
    with pytest.raises(InputError):
        Robots(closed=True).allows("http://x/")


def test_command_writes_jsonl_that_can_be_read(site: tuple[str, list[str]], tmp_path: Path) -> None:
    """`kg fetch` gives what `kg load` takes; exit code 1 if something failed; without --allow-private, nothing."""
    run = [sys.executable, "-m", "kg", "fetch", "--delay", "0", f"{site[0]}/page", f"{site[0]}/missing"]
    out = tmp_path / "news.jsonl"
    done = subprocess.run([*run, "--allow-private", "-o", str(out)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [f"kg: {site[0]}/missing: the server answers 404", "fetched 1 · failed 1"]
    (article,) = read_paths([out])
    assert isinstance(article, Article)
    assert (article.id, article.source, article.title) == (f"{site[0]}/page", f"{site[0]}/page", "Jets")
    done = subprocess.run([*run, "--log-format", "json"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads(done.stderr.splitlines()[-1])["failed"] == 2
