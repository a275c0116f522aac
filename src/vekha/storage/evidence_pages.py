"""Fetch a page that is named as proof: from an allowed host only, once, with limits, as it stands now.

No redirect leaves the allowed hosts, and no name of ours is sent: no cookies, no login, no referrer.
"""

import hashlib
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import html
from lxml.etree import Comment, LxmlError, strip_elements

from vekha.domain.evidence import EvidenceLimits, EvidencePage
from vekha.domain.refusals import RefusedError

MOST_REDIRECTS = 3
MOST_URL = 2000
_SILENT = ("script", "style", "noscript", "template")
_MOVED = frozenset({301, 302, 303, 307, 308})


class PageError(RefusedError):
    """The page cannot be taken as proof: a strange host, no answer, too large."""


def fetch(url: str, limits: EvidenceLimits, now: datetime) -> EvidencePage:
    """Return the page as it stands; raises PageError. `now` is the instant it is fetched at."""
    address = url.strip()
    with httpx.Client(timeout=limits.page_seconds, follow_redirects=False, trust_env=False) as client:
        for _ in range(MOST_REDIRECTS + 1):
            _check_address(address, limits)
            content, moved = _got(client, address, limits)
            if not moved:
                return EvidencePage(address, now, content, text_sha256(content))
            address = urljoin(address, moved)
    raise PageError(f"Страница {url} слишком долго переадресует. Назовите её окончательный адрес.")


def text_sha256(content: bytes) -> str:
    """Return the SHA-256 of the words a person sees: layout may change, the words are the proof."""
    try:
        page = html.document_fromstring(content)
    except (LxmlError, ValueError):
        return hashlib.sha256(content).hexdigest()
    strip_elements(page, Comment, *_SILENT, with_tail=False)
    words = " ".join(" ".join(str(text) for text in page.itertext()).split())
    return hashlib.sha256(words.encode()).hexdigest()


def _check_address(address: str, limits: EvidenceLimits) -> None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise PageError(f"«{address}» — не адрес страницы. Скопируйте его из строки браузера.") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(address) > MOST_URL:
        raise PageError(f"«{address}» — не адрес страницы. Скопируйте его из строки браузера.")
    named = f"{parts.hostname}:{port}" if port else parts.hostname
    if parts.username or parts.password or named not in limits.hosts:
        allowed = ", ".join(sorted(limits.hosts)) or "пока ни один"
        raise PageError(
            f"Страницы сайта {named} не принимаются. Разрешённые сайты: {allowed}; их список ведёт "
            "оператор (evidence_hosts). Приложите снимок страницы файлом."
        )


def _got(client: httpx.Client, address: str, limits: EvidenceLimits) -> tuple[bytes, str]:
    """Return the bytes, or the address the site sends on to."""
    try:
        with client.stream("GET", address, headers={"User-Agent": "vekha"}) as answer:
            if answer.status_code in _MOVED:
                return b"", answer.headers.get("location", "")
            if answer.status_code != httpx.codes.OK:
                raise PageError(f"Страница {address} не открывается: ответ {answer.status_code}.")
            content = bytearray()
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > limits.page_bytes:
                    size = limits.page_bytes // 1024**2
                    raise PageError(f"Страница {address} больше {size} МБ. Приложите её снимок файлом.")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise PageError(
            f"Страница {address} не открывается ({type(error).__name__}). "
            "Проверьте адрес или приложите её снимок файлом."
        ) from error
    return bytes(content), ""
