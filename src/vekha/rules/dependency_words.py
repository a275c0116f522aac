"""Words of work as data (`dependency_words.toml`), and what makes two forms of a word the same."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

WORD = re.compile(r"[а-яa-z]+(?:-[а-яa-z]+)*")
_ENDING = re.compile(
    r"(?:иями|ями|ами|иях|иям|ием|ией|ого|его|ому|ему|ыми|ими|иеся|ихся|имся|ах|ях|ам|ям|ом|ем|ов|ев|ей|ой|"
    r"ый|ий|ая|яя|ое|ее|ые|ие|ых|их|ым|им|ую|юю|ия|ии|ию|ья|ью|ть|а|я|ы|и|у|ю|е|о|ь|й)$"
)
_FLEETING = re.compile(r"(?<=[бвгджзклмнпрстфхцчшщ])[ое](?=к$)")
_ADJECTIVE = re.compile(
    r"(?:ого|его|ому|ему|ых|их|ым|ыми|ими|ой|ую|юю|ая|яя|ое|ее|ые|ый|[кщш]ие|[кщш]ий|[нщ]ней)$"
)
SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class WorkKind:
    """A kind of work and the beginnings of words that name it; a group of two asks for both in that order."""

    code: str
    name: str
    words: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the words of a row may mean; all entries are beginnings of words."""

    works: tuple[WorkKind, ...]
    carriers: tuple[str, ...]
    same: tuple[tuple[str, ...], ...]
    people: tuple[str, ...]
    ways: tuple[str, ...]
    frames: tuple[str, ...]
    papers: tuple[str, ...]
    marker_phrases: tuple[str, ...]
    made: tuple[str, ...]
    each: tuple[str, ...]
    generic: tuple[str, ...]
    last: tuple[str, ...]
    outcome: tuple[str, ...]
    handing: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """Return the words, read once."""
    data = tomllib.loads(files("vekha.rules").joinpath("dependency_words.toml").read_text(encoding="utf-8"))
    return Lexicon(
        works=tuple(
            WorkKind(row["kind"], row["name"], tuple(tuple(word.split("+")) for word in row["words"]))
            for row in data["works"]
        ),
        carriers=tuple(data["carriers"]["words"]),
        same=tuple(tuple(group) for group in data["same"]["groups"]),
        people=tuple(data["people"]["words"]),
        ways=tuple(data["ways"]["words"]),
        frames=tuple(data["frames"]["words"]),
        papers=tuple(data["papers"]["words"]),
        marker_phrases=tuple(data["markers"]["phrases"]),
        made=tuple(data["markers"]["made"]),
        each=tuple(data["each"]["words"]),
        generic=tuple(data["generic"]["words"]),
        last=tuple(data["last"]["words"]),
        outcome=tuple(data["outcome"]["words"]),
        handing=tuple(data["handing"]["words"]),
    )


@lru_cache(maxsize=20_000)
def works_begun(word: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (kind, what must follow) of every work whose name the word may begin, narrow kinds first."""
    return tuple(
        (work.code, group[1:]) for work in lexicon().works for group in work.words if starts(word, group[0])
    )


def folded(text: str) -> str:
    """Return the text in lower case with «е» for «ё»."""
    return text.lower().replace("ё", "е")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the word without its ending, so that the forms of a noun are one: «карты», «карт» → «карт»."""
    bare = _ENDING.sub("", word)
    if len(bare) < SHORTEST_STEM:
        return word
    return _FLEETING.sub("", bare) if len(bare) > SHORTEST_STEM + 1 else bare


def starts(word: str, start: str) -> bool:
    """Whether the word, or its stem where a vowel flees («заявок»), begins so.

    «пар$» asks for the stem itself: «партнёр» is no pair.
    """
    if start.endswith("$"):
        return stem(word) == start[:-1]
    return word.startswith(start) or stem(word).startswith(start)


def is_adjective(word: str) -> bool:
    """Whether the word looks like an adjective, which stands before the noun it belongs to."""
    return _ADJECTIVE.search(word) is not None


def begins(word: str, starts: tuple[str, ...]) -> bool:
    """Whether the word begins as any of `starts`."""
    return word.startswith(starts)


@lru_cache(maxsize=20_000)
def is_generic(word: str) -> bool:
    """Whether the word tells two rows apart no better than «план» does: places, levels, years, fillers."""
    return len(word) < SHORTEST_STEM or word.startswith(lexicon().generic)


@lru_cache(maxsize=20_000)
def is_person(word: str) -> bool:
    """Whether the word names people who may be listed, taught or put into groups."""
    return word.startswith(lexicon().people)


@lru_cache(maxsize=20_000)
def thing(word: str) -> str:
    """Return the stem under which synonyms meet: «реестр» and «банк» are a «база»."""
    for group in lexicon().same:
        if any(starts(word, each) for each in group):
            return group[0]
    return stem(word)
