"""Two phrases in one cell: both are read or a person looks, no date is lost in silence; whence dates come."""

from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.rules.deadline_table import rows
from tests.rules.test_deadlines_laws import from_words, mixed, plans

from vekha.domain.deadlines import Deadline, DeadlineKind, Span
from vekha.rules.deadline_lexer import lex
from vekha.rules.deadline_words import Word
from vekha.rules.deadlines import read_deadline
from vekha.rules.normalise import plain

PLAN = Span(date(2024, 1, 1), date(2026, 12, 31))
MARKS = (", ", "; ", " и ", "\n")
DATED = {DeadlineKind.DATE, DeadlineKind.WINDOW}
SILENT = sorted(
    {
        row.phrase
        for row in rows()
        if "|" not in row.phrase and not read_deadline(row.phrase, PLAN).needs_review
    }
)
days = st.dates(PLAN.first, PLAN.last)


def dates(deadline: Deadline) -> set[tuple[date | None, date]]:
    return {(one.start, one.raw_due) for one in deadline.occurrences}


def written_day(day: date) -> st.SearchStrategy[str]:
    of_month = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()  # noqa: SIM905
    name = of_month[day.month - 1]
    return st.sampled_from(
        [
            f"до {day:%d.%m.%Y}",
            f"{day:%d.%m.%y} г.",
            f"не позднее {day.day} {name} {day.year} года",
            f"{day.day} {name} {day.year} г.",
            f"до конца {name} {day.year} года",
        ]
    )


def stretch(day: date) -> str:
    return f"с {day:%d.%m.%Y} по {day + timedelta(days=9):%d.%m.%Y}"


single = days.flatmap(written_day)
closed = single | days.map(stretch)


@settings(max_examples=300, deadline=None)
@given(closed, closed, st.sampled_from(MARKS))
@example("до 01.02.2025", "до 01.08.2025", "\n")
def test_two_closed_phrases_are_both_read_or_flagged(one: str, other: str, mark: str):
    joined = read_deadline(one + mark + other, PLAN)
    both = dates(read_deadline(one, PLAN)) | dates(read_deadline(other, PLAN))

    assert joined.needs_review or both == dates(joined)


@settings(max_examples=300, deadline=None)
@given(single, st.sampled_from(SILENT), st.sampled_from(MARKS), st.booleans())
@example("до 01.01.2024", "2 раза в год (май, ноябрь) с 2025 года", ", ", False)
def test_a_date_beside_any_phrase_is_never_lost_in_silence(one: str, other: str, mark: str, first: bool):
    """A single day: a stretch may say when a rate holds, «каждый четверг, с 1 по 10 мая»."""
    joined = read_deadline(one + mark + other if first else other + mark + one, PLAN)
    named = {due for _, due in dates(read_deadline(one, PLAN))}
    kept = {due for _, due in dates(joined)} | {joined.last_day}

    assert joined.needs_review or named <= kept


OWN_YEAR = {"FULL", "OF_YEAR"}
WITH_YEAR = [
    phrase
    for phrase in SILENT
    if read_deadline(phrase, PLAN).kind in DATED
    and any(word.type in OWN_YEAR for word in lex(plain(phrase)).words)
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(WITH_YEAR), st.sampled_from(WITH_YEAR), st.sampled_from(MARKS))
def test_of_two_known_phrases_none_is_passed_over_in_silence(one: str, other: str, mark: str):
    both = dates(read_deadline(one, PLAN)) | dates(read_deadline(other, PLAN))
    joined = read_deadline(one + mark + other, PLAN)

    assert joined.needs_review or both == dates(joined)


_SHAPED = {
    "WEEKDAY", "ON_WEEKDAY", "WORKDAY", "WORKING", "WEEK", "WEEKLY", "DECADE", "HALF", "TIMES", "ONCE",
    "TWICE", "EDGE_START", "EDGE_MIDDLE", "EDGE_END", "SCHOOL_TERM", "VACATION", "SCHOOL", "ALSO_EACH",
}  # fmt: skip
"""Words whose days are no number of the phrase and no end of a month."""


def said_days(words: tuple[Word, ...]) -> set[int]:
    whole = {word.number % 100 for word in words if word.type in ("FULL", "PAIR", "HOLIDAY")}
    return whole | {word.number for word in words if word.type in ("NUM", "NTH", "COUNT", "ROMAN")}


def derives(due: date, words: tuple[Word, ...], plan: Span) -> bool:
    """A number of the phrase, the end of a month (of a period, or the day before one), an end of the plan."""
    ends = (due + timedelta(days=1)).day == 1
    shaped = any(word.type in _SHAPED for word in words)
    return shaped or ends or due in (plan.first, plan.last) or due.day in said_days(words)


@settings(max_examples=300, deadline=None)
@given(from_words | mixed, plans)
def test_every_date_comes_from_a_number_of_the_phrase_or_an_end_of_a_period(text: str, plan: Span):
    words = lex(plain(text)).words
    strange = [one for one in read_deadline(text, plan).occurrences if not derives(one.raw_due, words, plan)]

    assert [] == strange
