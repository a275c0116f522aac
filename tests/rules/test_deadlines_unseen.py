"""Phrases labelled before the reader saw them: floors of accuracy, and the law that no part is idle."""

from datetime import date

import pytest
from tests.rules.deadline_table import Row, counted, rows, unseen, written

from vekha.domain.deadlines import Deadline, Span
from vekha.rules.deadline_account import USES, Family, Use
from vekha.rules.deadline_lexer import lex
from vekha.rules.deadline_parser import parts_of, table
from vekha.rules.deadline_parts import NoMeaningError, Part, Setting
from vekha.rules.deadline_rulings import ruling_of
from vekha.rules.deadlines import read_deadline
from vekha.rules.normalise import plain

UNDATED = {"unspecified", "external", "event"}
FLOOR, NEEDLESS_AT_MOST = 0.97, 0.05
MARKS = {"sep", "opened", "closed"}


def right(row: Row, deadline: Deadline) -> bool:
    if deadline.kind.value not in row.kind.split(" или "):
        return False
    dates = row.dates in ("-", "любые") or written(deadline, shortened="…" in row.dates) == row.dates
    offset = not row.offset or row.offset == counted(deadline)
    return (deadline.kind.value in UNDATED or dates) and offset


def test_unseen_phrases_are_read_and_what_is_wrong_is_never_silent():
    read = [(row, read_deadline(row.phrase, row.plan)) for row in unseen()]
    wrong = [row.phrase for row, deadline in read if not right(row, deadline)]
    silent = [row.phrase for row, deadline in read if not right(row, deadline) and not deadline.needs_review]
    plain_rows = [row for row in unseen() if row.review == "нет"]
    needless = [row.phrase for row, deadline in read if row.review == "нет" and deadline.needs_review]

    assert [] == silent
    assert len(wrong) <= (1 - FLOOR) * len(read), wrong
    assert len(needless) <= NEEDLESS_AT_MOST * len(plain_rows), needless


def test_every_role_of_the_grammar_has_a_use_in_some_ruling_and_a_ruling_knows_no_other():
    lark_roles = {name for row in table().moves for rule in row.values() if not isinstance(rule, int)
                  for name in [rule.name] if rule.makes == 1} - MARKS  # fmt: skip
    known = {role for uses in USES.values() for role in uses}

    assert lark_roles == known
    assert set(Family) == set(USES)


NAMING = {"word", "period_elsewhere", "school_term"}
"""Roles that name an event; a phrase without a term keeps no name of it."""
CONFIRMING = {
    "of_unit",
    "weekday",
    "frequency",
    "vacation",
    "established",
    "by_paper",
    "throughout",
    "school_year",
    "at_once",
    "after",
    "by_measure",
}
"""Roles that may say once more what another part says: «15 мая (пятница)», «2 раза в год (май, декабрь)»,
«незамедлительно при выявлении»; beside a date «по итогам года» is a note."""


def doubtless() -> list[tuple[Row, tuple[Part, ...]]]:
    found = []
    for row in [*rows(), *unseen()]:
        deadline = read_deadline(row.phrase, row.plan, result=row.result)
        if not deadline.needs_review:
            found.append((row, parts_of(lex(plain(row.phrase)).words)))
    return found


def meaning(parts: tuple[Part, ...], row: Row) -> object:
    try:
        ruling = ruling_of(parts, Setting(row.plan, result=row.result))
    except NoMeaningError:
        return None
    return ruling.kind, ruling.dated, ruling.offset, bool(ruling.doubts)


def idle_parts(row: Row, parts: tuple[Part, ...]) -> list[str]:
    whole = meaning(parts, row)
    tells = {role for uses in USES.values() for role, use in uses.items() if use is Use.TELLS} - NAMING
    twice = {part.role for part in parts if sum(one.role == part.role for one in parts) > 1}
    return [
        part.text
        for at, part in enumerate(parts)
        if part.role in tells - CONFIRMING - twice and meaning(parts[:at] + parts[at + 1 :], row) == whole
    ]


@pytest.mark.parametrize(("row", "parts"), doubtless(), ids=lambda value: getattr(value, "phrase", ""))
def test_a_part_left_out_changes_a_reading_without_doubts(row: Row, parts: tuple[Part, ...]):
    assert [] == idle_parts(row, parts)


@pytest.mark.parametrize(
    "phrase",
    [
        "15 мая (суббота)",
        "15 мая, 20 мая (пятница)",
        "2 раза в год (май, июнь, июль)",
        "ежеквартально (1 января, 2 января)",
        "ежеквартально (май)",
        "еженедельно (5 мая, 6 мая)",
        "до 15 мая следующего года",
        "до 15 мая предыдущего года",
        "15 мая (летние каникулы)",
        "ежемесячно до 5 числа, ежеквартально",
        "в течение I квартала, в течение II квартала",
        "до 5 числа месяца, следующего за отчетным кварталом, последнего месяца квартала",
        "до 5 числа текущего квартала",
        "до 15 мая, начиная с 2026 года",
        "по графику, 15 мая",
        "по графику в течение года",
        "в течение года по мере необходимости",
        "в течение 3 дней и в течение 5 дней со дня подписания",
        "15 мая до 20 мая",
        "апрель 2026 г., 2027 г.",
        "2026-2027 гг. (апрель 2026 г.)",
        "до декабря 2026 г., сентябрь 2026 г.",
        "май 2026, сентябрь, март 2027",
        "май-июнь 2026, 2027 гг. октябрь",
        "1 раз в год, 1 полугодие 2026-2027 учебного года",
        "2 полугодие 2026-2027 учебного года, апрель",
        "каждые 2 месяца",
        "до окончания III четверти; за 5 дней до начала занятий",
        "I полугодие по итогам",
        "до даты",
        "по мере необходимости, II четверть",
        "I четверть, по итогам проверки",
    ],
)
def test_a_part_that_contradicts_or_does_nothing_is_doubtful(phrase: str):
    assert read_deadline(phrase, Span(date(2026, 1, 1), date(2026, 12, 31))).needs_review
