"""Laws of the reader for any text: it never raises, invents no date, skips no word; a phrase has one tree."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lark import Tree
from tests.rules.deadline_table import rows, unseen

from vekha.domain.deadlines import Confidence, Deadline, DeadlineKind, Span
from vekha.rules.deadline_grammar import parser
from vekha.rules.deadline_lexer import lex
from vekha.rules.deadline_parser import PartShape, StuckError, parts_of, reductions, shape_of
from vekha.rules.deadline_parts import NoMeaningError
from vekha.rules.deadline_words import LexiconError, lexicon, read_lexicon
from vekha.rules.deadlines import read_deadline
from vekha.rules.normalise import plain

PHRASES = [row.phrase for row in rows()]
WORDS = sorted(lexicon().words)
BY_TERMINAL = sorted({word.type: word.text for word in lexicon().words.values()}.values())
MARKS = [",", "-", "(", ")", ";", ".", "/", "–", "\n"]
NUMBERS = [
    "1",
    "15",
    "31",
    "32",
    "0",
    "2025",
    "2024-2026",
    "01.09",
    "15.04.2025",
    "31.02.25",
    "II",
    "10.00",
    "20-го",
]
plans = st.builds(
    lambda first, days: Span(first, first + timedelta(days=days)),
    st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    st.integers(0, 1800),
)
pieces = st.one_of(
    st.sampled_from(BY_TERMINAL), st.sampled_from(WORDS), st.sampled_from(NUMBERS), st.sampled_from(MARKS)
)
from_words = st.lists(pieces, min_size=1, max_size=9).map(" ".join)
mixed = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=3).map(", ".join)


def check(deadline: Deadline, plan: Span) -> None:
    """What holds for every reading, whatever was read."""
    dated = {DeadlineKind.DATE, DeadlineKind.WINDOW, DeadlineKind.RECURRING, DeadlineKind.CONTINUOUS}
    assert bool(deadline.occurrences) == (deadline.kind in dated)
    assert deadline.needs_review == bool(deadline.doubts)
    assert deadline.explain
    assert len({one.key for one in deadline.occurrences}) == len(deadline.occurrences)
    named = {int(year) for year in re.findall(r"(?:19|20)\d\d", deadline.phrase)}
    named |= {2000 + int(year) for year in re.findall(r"(?=\.(\d\d)(?!\d))", deadline.phrase)}
    spelt = {word.number for word in lex(plain(deadline.phrase)).words if word.type in ("YEAR", "OF_YEAR")}
    years = named | spelt | set(range(plan.first.year, plan.last.year + 1))
    for one in deadline.occurrences:
        assert one.start is None or one.start <= one.raw_due
        assert one.opens_on is None or one.opens_on <= one.raw_due
        assert min(years) - 1 <= one.raw_due.year <= max(years) + 1


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=500), plans)
def test_any_text_is_read_without_an_exception(text: str, plan: Span):
    check(read_deadline(text, plan), plan)


@settings(max_examples=300, deadline=None)
@given(from_words, plans, st.sampled_from(["", "Отчет", "Отчет за полугодие"]))
def test_any_words_of_the_language_are_read_without_an_exception(text: str, plan: Span, result: str):
    check(read_deadline(text, plan, result=result), plan)


@settings(max_examples=100, deadline=None)
@given(mixed, plans)
def test_phrases_said_together_are_read_or_refused(text: str, plan: Span):
    check(read_deadline(text, plan), plan)


@pytest.mark.system
@settings(max_examples=5000, deadline=None)
@given(st.text(max_size=500) | from_words | mixed, plans, st.sampled_from(["", "Отчет"]))
def test_five_thousand_texts_and_phrases_are_read_without_an_exception(text: str, plan: Span, result: str):
    check(read_deadline(text, plan, result=result), plan)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(PHRASES),
    st.integers(0, 12),
    st.sampled_from(["зюзя", "кроме", "qwerty", "№", "%", "78901"]),
)
@example("до 1 мая", 0, "кроме")
def test_an_unknown_word_anywhere_makes_a_phrase_unreadable(phrase: str, at: int, stranger: str):
    words = phrase.split()
    words.insert(min(at, len(words)), stranger)
    deadline = read_deadline(" ".join(words), Span(date(2024, 1, 1), date(2026, 12, 31)))

    assert (Confidence.UNREADABLE, ()) == (deadline.confidence, deadline.occurrences)


@given(st.sampled_from(PHRASES), st.dates(), st.dates())
def test_a_plan_of_any_dates_is_no_reason_to_raise(phrase: str, first: date, last: date):
    assert read_deadline(phrase, Span(first, last)).explain


@given(st.integers(1, 28), st.integers(1, 12), st.integers(2020, 2030))
def test_a_written_day_is_that_day_and_no_other(day: int, month: int, year: int):
    due = date(year, month, day)
    plan = Span(date(2020, 1, 1), date(2030, 12, 31))
    for phrase in (f"до {day:02}.{month:02}.{year} г.", f"{day}.{month}.{year % 100}", f"не позднее {due}"):
        assert [(None, due)] == [(one.start, one.raw_due) for one in read_deadline(phrase, plan).occurrences]


def parses(phrase: str) -> bool:
    lexed = lex(plain(phrase))
    try:
        return not lexed.unknown and bool(parts_of(lexed.words))
    except NoMeaningError:
        return False


DEV = Path(__file__).parents[2].parent / "shared" / "roadmaps" / "phrases_dev.jsonl"
DEV_PHRASES = (
    [json.loads(line)["phrase"] for line in DEV.read_text("utf-8").splitlines()] if DEV.exists() else []
)


def one_of_each_shape() -> list[str]:
    """One phrase for each row of terminals: syntax does not ask which word stands there."""
    found: dict[tuple[str, ...], str] = {}
    for phrase in (*PHRASES, *(row.phrase for row in unseen()), *DEV_PHRASES):
        if parses(phrase):
            found.setdefault(tuple(word.type for word in lex(plain(phrase)).words), phrase)
    return list(found.values())


SHAPES = one_of_each_shape()


def with_each_pair_of_neighbours() -> list[str]:
    """As many of the shapes as hold every role of the table beside each neighbour it has anywhere."""
    kept, known = [], set()
    for phrase in SHAPES:
        words = tuple(word.type for word in lex(plain(phrase)).words)
        pairs = set(pairwise([None, *(part.role for part in shape_of(words)), None]))
        if not pairs <= known:
            kept.append(phrase)
            known |= pairs
    return kept


def one_tree_with_these_parts(phrase: str) -> bool:
    lexed = lex(plain(phrase))
    tree = parser("earley").parse(lexed.words)
    walked = [(part.role, part.terminals) for part in shape_of(tuple(word.type for word in lexed.words))]
    return not list(tree.find_data("_ambig")) and list(named_parts(tree)) == walked


def test_earley_finds_one_tree_and_the_walk_finds_its_parts():
    assert [] == [
        phrase for phrase in with_each_pair_of_neighbours() if not one_tree_with_these_parts(phrase)
    ]


@pytest.mark.system
def test_earley_finds_one_tree_of_every_shape_of_the_tables():
    assert [] == [phrase for phrase in SHAPES if not one_tree_with_these_parts(phrase)]


def named_parts(tree: Tree) -> Iterator[tuple[str, tuple[str, ...]]]:
    for child in tree.children:
        yield str(child.data), tuple(word.type for word in child.scan_values(lambda _: True))


def test_every_dev_phrase_is_in_the_grammar():
    assert [] == [phrase for phrase in DEV_PHRASES if not parses(phrase)]


def shapes(words: tuple[str, ...]) -> tuple[PartShape, ...]:
    with suppress(StuckError):
        return shape_of(words)
    return ()


@given(from_words)
def test_every_word_of_a_parsed_phrase_is_in_one_part(text: str):
    words = tuple(word.type for word in lex(plain(text)).words)
    covered = [at for shape in shapes(words) for at in range(shape.begin, shape.end)]

    assert covered in ([], list(range(len(words))))


RULES_A_WORD = 8


@given(st.text(max_size=500) | st.lists(pieces, max_size=200).map(lambda some: " ".join(some)[:500]))
def test_the_parser_takes_no_more_than_a_few_steps_a_word(text: str):
    words = tuple(word.type for word in lex(plain(text)).words)
    steps = 0
    with suppress(StuckError):
        for _ in reductions(words):
            steps += 1

    assert steps <= RULES_A_WORD * (len(words) + 1)


def test_normalisation_drops_no_letter_and_no_digit():
    for phrase in PHRASES:
        letters = re.sub(r"[^а-яa-z0-9]", "", phrase.lower().replace("ё", "е"))
        kept = re.sub(r"[^а-яa-z0-9]", "", plain(phrase))
        assert len(kept) >= len(letters)


def test_a_word_with_two_roles_is_refused():
    twice = (
        '[endings]\nnoun=""\nadjective=""\n[keywords]\n'
        'A=["май"]\nB=["ма/й я"]\n[vocabulary]\n[numbered]\n[prefixes]'
    )
    with pytest.raises(LexiconError, match="май"):
        read_lexicon(twice)
