"""Pages named as proof, fetched from a server of our own on loopback."""

import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from vekha.domain.evidence import DEFAULT_LIMITS
from vekha.storage.evidence_pages import PageError, fetch, text_sha256

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAGE = "<html><body><h1>Новости</h1><p>Пары утверждены</p><script>x=1</script></body></html>".encode()
ANSWERS = {
    "/news": (200, {}, PAGE),
    "/moved": (302, {"Location": "/news"}, b""),
    "/out": (302, {"Location": "http://localhost:1/secret"}, b""),
    "/round": (302, {"Location": "/round"}, b""),
    "/large": (200, {}, b"x" * 2_000_000),
    "/gone": (404, {}, b"no"),
}


class _Site(BaseHTTPRequestHandler):
    def do_GET(self):
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def _running():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def site():
    with _running() as host:
        yield host


def limits(site, **others):
    return replace(DEFAULT_LIMITS, hosts=frozenset({site}), **others)


@pytest.mark.parametrize("path", ["/news", "/moved"])
def test_the_page_is_kept_as_it_stood_with_its_instant_and_the_hash_of_its_words(site, path):
    page = fetch(f"http://{site}{path}", limits(site), NOW)
    assert (PAGE, NOW, text_sha256(PAGE)) == (page.content, page.fetched_at, page.text_sha256)
    assert page.url.endswith("/news")


def test_markup_and_scripts_do_not_change_the_hash_of_the_words():
    assert text_sha256(PAGE) == text_sha256("<div>Новости<br>Пары   утверждены</div>".encode())
    assert text_sha256(PAGE) != text_sha256("<div>Новости Пары не утверждены</div>".encode())


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/out", "не принимаются"),
        ("/round", "переадресует"),
        ("/large", "больше 1 МБ"),
        ("/gone", "ответ 404"),
    ],
)
def test_what_is_no_proof_is_refused(site, path, said):
    with pytest.raises(PageError, match=said):
        fetch(f"http://{site}{path}", limits(site, page_bytes=1024**2), NOW)


@pytest.mark.parametrize(
    "url",
    [
        "http://other.example/news",
        "file:///etc/passwd",
        "http://user:secret@127.0.0.1/",
        "http://127.0.0.1/news",
        "нет",
        "http://[::1",
        "http://127.0.0.1:99999/",
    ],
)
def test_only_pages_of_allowed_hosts_are_asked_for(site, url):
    with pytest.raises(PageError):
        fetch(url, limits(site), NOW)


def test_a_site_that_does_not_answer_is_told_in_words():
    with pytest.raises(PageError, match="не открывается"):
        fetch("http://127.0.0.1:1/", limits("127.0.0.1:1"), NOW)
