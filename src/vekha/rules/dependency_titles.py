"""What a row says is done: its clauses, each a kind of work with what it is done to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vekha.rules.dependency_words import (
    WORD,
    begins,
    folded,
    is_adjective,
    is_generic,
    lexicon,
    starts,
    stem,
    thing,
    works_begun,
)

_SEGMENT = re.compile(r"[;:\n]|\.(?=\s|$)|\s[-–—]\s|(?<=\S)(?=\()")
_DEFINED = re.compile(r"\((?:далее|здесь)[^)]*\)")
_TOKEN = re.compile(r"[а-яa-z]+(?:-[а-яa-z]+)*|[,/()]")
_NOMINATIVE = re.compile(r"(?:ие|ка|ция|ть|ль|ти|чь|[бвгджзклмнпрстфхцчшщ]|[знбдч]а|сы|ры|но|ны|на)$")
_QUOTES = str.maketrans('«»„“"', "     ")
_OBLIQUE = re.compile(r"(?:[аяоеи][мх]|[оеё]в)$")
_MASCULINE = frozenset({"прием", "подъем"})
_JOINTS = frozenset({"и", ",", "/", "или", "(", ")"})
_OF_PAPER = frozenset({"о", "об", "обо"})
PREPOSITIONS = frozenset({
    "в", "во", "на", "по", "о", "об", "обо", "с", "со", "к", "ко", "за", "из", "от", "до", "для", "при",
    "под", "над", "между", "у", "через", "без", "про", "около",
})  # fmt: skip
# «организация работы», «проведение внутреннего мониторинга»: the work stands this near its carrier.
REACH = 4
_NARROWING = re.compile(r"(?:^|\s)(?:с|со|к|ко|до|в|во|на|от|при|через|[(),/]|по (?:итог|результат)\w*)\s")
PAIR_REACH = 7
# «организация проведения обучения»: so many carriers hand over one to the next.
CARRIERS_IN_A_ROW = 3
ROADMAP = "дорожн-карт"
_WRAPPERS = (
    "проект", "изменени", "приказ", "мероприят", "издан", "итог", "результат", "реализац", "выполнен",
    "исполнен",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """A kind of work («» where no word names one) and its object.

    act: the word that names the work. heads: the things it is done to, as `thing` calls them. words: stems of
    all its words, the act among them. text: the object as printed, folded. last: a closing act of a work.
    """

    kind: str
    act: str
    heads: frozenset[str]
    words: frozenset[str]
    mentions: frozenset[str]
    text: str
    last: bool = False

    @property
    def rest(self) -> frozenset[str]:
        """What narrows the things down: «(план) повышения квалификации».

        Fillers are no part of it, nor is whom, where and with whom it is done.
        """
        near = _NARROWING.split(self.text)[0]
        return frozenset(word for word in map(stem, near.split()) if not is_generic(word)) - self.heads


@dataclass(frozen=True, slots=True)
class Named:
    """A work as a title names it, with the words that stand before its name."""

    kind: str
    act: str
    led: tuple[str, ...]


def clauses_of(text: str) -> tuple[Clause, ...]:
    """Return the clauses of a title or of a result, in order. Segments part at «:», «;», a full stop."""
    return tuple(clause for segment in segments(text) for clause in _clauses(segment))


def segments(text: str) -> tuple[str, ...]:
    """Return the pieces of a text that stand for themselves, folded; empty ones left out."""
    pieces = (piece.strip() for piece in _SEGMENT.split(_DEFINED.sub(" ", folded(text)).translate(_QUOTES)))
    return tuple(piece for piece in pieces if WORD.search(piece))


def _clauses(segment: str) -> Iterator[Clause]:
    tokens = _TOKEN.findall(segment)
    acts = list(_acts(tokens))
    if not acts:
        yield _clause(Named("", "", ()), tokens)
        return
    bounds = [start for start, _, _ in acts[1:]] + [len(tokens)]
    pending: list[Named] = []
    starts_at = [0, *bounds[:-1]]
    for (_, at, kind), start, end in zip(acts, starts_at, bounds, strict=True):
        pending.append(Named(kind, tokens[at], _led(tokens[start:at])))
        told = tokens[at + 1 : end]
        if any(len(word) > 2 for word in told) or end == len(tokens):
            yield from (_clause(named, told) for named in pending)
            pending = []


def _led(tokens: list[str]) -> tuple[str, ...]:
    """What stands before the name of a work: «(итоговый) мониторинг», «организация (общей) встречи»."""
    return tuple(word for word in tokens if len(word) > 2 and not begins(word, lexicon().carriers))


def _acts(tokens: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (first token of the clause, token of the act, kind) of each main act.

    The first act stands near the start; another one follows a joint and is in the nominative, so that
    «мониторинг введения и реализации» is one work and «сбор и анализ» are two.
    """
    at = 0
    first = True
    while at < len(tokens):
        opens = at == 0 or (_opens(tokens, at) and (first or tokens[at - 1] in _JOINTS))
        found = _act_at(tokens, at) if opens else None
        if found is not None:
            yield at, found[0], found[1]
            at, first = found[0], False
        elif first and (at >= REACH or tokens[at] in PREPOSITIONS):
            first = False
        at += 1


def _opens(tokens: list[str], at: int) -> bool:
    """Whether the word can name a main act: a noun in the nominative or an infinitive, no participle."""
    word = tokens[at]
    if is_adjective(word) or (_OBLIQUE.search(word) and word not in _MASCULINE):
        return False
    return _NOMINATIVE.search(word) is not None


def _act_at(tokens: list[str], at: int, depth: int = CARRIERS_IN_A_ROW) -> tuple[int, str] | None:
    """Return where the work named at `at` stands and its kind; a carrier gives way to what it carries."""
    word = tokens[at]
    pair = _kind(tokens, at, pairs=True)
    if pair:
        return at, pair
    if depth and begins(word, lexicon().carriers):
        for near in range(at + 1, min(at + 1 + REACH, len(tokens))):
            if tokens[near] in PREPOSITIONS - _OF_PAPER or tokens[near] == "(":
                break
            carried = None if tokens[near] in _JOINTS | _OF_PAPER else _act_at(tokens, near, depth - 1)
            if carried:
                return carried
    single = _kind(tokens, at, pairs=False)
    return (at, single) if single else None


def _kind(tokens: list[str], at: int, *, pairs: bool) -> str:
    begun = works_begun(tokens[at])
    return next((kind for kind, rest in begun if bool(rest) is pairs and _follow(tokens, at, rest)), "")


def works_named(tokens: list[str]) -> frozenset[str]:
    """Return the kinds of work that stand among the words as objects: «сбор результатов (мониторинга)».

    «организация» alone is an institution there.
    """
    return frozenset(
        kind
        for at, word in enumerate(tokens)
        for kind, rest in works_begun(word)
        if (rest or not begins(word, lexicon().carriers)) and _follow(tokens, at, rest)
    )


def _follow(tokens: list[str], at: int, rest: tuple[str, ...]) -> bool:
    near = tokens[at + 1 : at + 1 + PAIR_REACH]
    return all(any(starts(word, start) for word in near) for start in rest)


def _clause(named: Named, tokens: list[str]) -> Clause:
    told = [token for token in tokens if len(token) > 2 and token not in PREPOSITIONS]
    words = [*named.led, *told]
    act = named.act
    return Clause(
        kind=named.kind,
        act=act,
        heads=frozenset(_heads(tokens)),
        words=frozenset(stem(word) for word in words) | ({stem(act)} if act else set()),
        mentions=works_named(tokens),
        text=" ".join(tokens),
        last=any(begins(word, lexicon().last) for word in words),
    )


def _heads(tokens: list[str]) -> Iterator[str]:
    """Yield the nouns a work is done to: the first one, and those a joint adds to it."""
    awaited, found = True, False
    for at, word in enumerate(tokens):
        if word in _JOINTS:
            awaited = True
        elif word in PREPOSITIONS:
            awaited = awaited and not found
        elif awaited and len(word) > 2 and not is_adjective(word) and not _is_wrapper(word):
            yield from _things(tokens, at)
            awaited, found = False, True


def _things(tokens: list[str], at: int) -> Iterator[str]:
    """A «план мероприятий» is a «дорожная карта»; another «карта» is a thing of its own."""
    word = tokens[at]
    if word.startswith("карт") and at and tokens[at - 1].startswith("дорожн"):
        yield ROADMAP
        return
    yield thing(word)
    if word.startswith("план") and at + 1 < len(tokens) and tokens[at + 1].startswith("мероприят"):
        yield ROADMAP


def _is_wrapper(word: str) -> bool:
    """«проект программы», «изменения в план»: the thing is what follows."""
    return word in PREPOSITIONS or word.startswith(_WRAPPERS)
