"""To whom an order or a letter is sent: its distribution list, the addressees at its head."""

import re

from vekha.documents.assignees import BODY_NOUNS, POST_NOUNS
from vekha.documents.person_cases import POSTS
from vekha.documents.prose import Prose
from vekha.documents.wording import one_line
from vekha.domain.roadmaps import ActKind

LIST_HEAD = re.compile(
    r"\W*(?:разослать|рассылка|расч[её]т рассылки|список рассылки|разослано|в рассылку)\b\s*:?\s*"
    r"(?P<first>.*)",
    re.IGNORECASE,
)
ITEM_NUMBER = re.compile(r"^(?:\d{1,2}[.)]|[-–—•])\s*")
NAME_END = re.compile(r"[А-ЯЁ]\.$")
COPIES = re.compile(r"\s*[-–—]\s*\d+\s*(?:экз\.?)?$")
ADDRESSEES = {*POST_NOUNS, *BODY_NOUNS, *(post for post in POSTS if post.endswith(("ю", "у", "ей", "му")))}
TITLE = re.compile(r"[«\"]?Об?о?\s+[а-яё«]")


def recipients_of(prose: Prose) -> tuple[str, ...]:
    """Return the recipients as printed, in order, each once."""
    found = [*_addressees(prose), *_listed(prose)] if prose.kind is ActKind.LETTER else _listed(prose)
    return tuple(dict.fromkeys(found))


def _listed(prose: Prose) -> list[str]:
    lines = prose.body
    for at, line in enumerate(lines):
        if head := LIST_HEAD.match(line):
            listed = [head["first"], *_until_blank(lines[at + 1 :])]
            parts = [part for text in listed for part in re.split(r"[,;]\s+|[;,]$", text)]
            plain = (COPIES.sub("", ITEM_NUMBER.sub("", one_line(part))).strip() for part in parts)
            return [
                part if NAME_END.search(part) else part.rstrip(" .") for part in plain if part.strip(" .")
            ]
    return []


def _until_blank(lines: tuple[str, ...]) -> list[str]:
    end = next((at for at, line in enumerate(lines) if not line), len(lines))
    return list(lines[:end])


def _addressees(prose: Prose) -> list[str]:
    """The lines in the dative between a letter's number and its title; a small letter goes on."""
    found: list[str] = []
    open_line = False
    for line in prose.body:
        if TITLE.match(line) or line.lower().startswith("уважаем"):
            break
        if _in_dative(line):
            found.append(one_line(line))
            open_line = True
        elif line and open_line and line[:1].islower():
            found[-1] = one_line(f"{found[-1]} {line}")
        elif not line:
            open_line = False
    return found


def _in_dative(line: str) -> bool:
    words = [word.strip(",.").lower() for word in line.split()[:3]]
    return line[:1].isupper() and any(word in ADDRESSEES for word in words)
