"""The reader of deadlines against its own specification table, and its laws."""

from datetime import date
from itertools import permutations

import pytest
from tests.rules.deadline_table import Row, counted, rows, written

from vekha.cli.deadlines import deadline_json
from vekha.domain.deadlines import Confidence, Deadline, DeadlineKind, Offset, OffsetUnit, Span
from vekha.rules.deadlines import read_deadline, with_inferred_period

YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))
THREE_YEARS = Span(date(2024, 1, 1), date(2026, 12, 31))
NOMINATIVE = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()  # noqa: SIM905
GENITIVE = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()  # noqa: SIM905
LAST_DAY = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def dates(deadline: Deadline) -> str:
    return written(deadline, shortened=False)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.phrase)
def test_a_phrase_reads_as_the_table_says(row: Row):
    deadline = read_deadline(row.phrase, row.plan, result=row.result)

    expected = (row.kind, row.dates, row.review, row.offset)
    review = "да" if deadline.needs_review else "нет"
    dates = written(deadline, shortened="…" in row.dates)
    assert expected == (deadline.kind.value, dates, review, counted(deadline))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.phrase)
def test_case_and_tails_of_the_year_change_nothing(row: Row):
    plain = read_deadline(row.phrase, row.plan)

    for other in (row.phrase.upper(), f"  {row.phrase}\n", row.phrase.replace(" ", "\u00a0")):
        again = read_deadline(other, row.plan)
        assert (plain.kind, plain.occurrences, plain.offset) == (again.kind, again.occurrences, again.offset)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_month_and_year_reads_in_every_shape(month: int, year: int):
    name, of_name = NOMINATIVE[month - 1], GENITIVE[month - 1]
    last = LAST_DAY[month - 1] + (month == 2 and year % 4 == 0)
    whole = f"{date(year, month, 1)}..{date(year, month, last)}"
    day = str(date(year, month, 15))
    shapes = {
        f"{name} {year}": whole,
        f"{year} год, {name}": whole,
        f"{year} г. {name}": whole,
        f"в {month:02}.{year}": whole,
        f"до 15 {of_name} {year} года": day,
        f"до 15.{month:02}.{year} г.": day,
        f"до 15.{month}.{year % 100}": day,
        f"15 {name} {year}": day,
        f"до конца {of_name} {year}": str(date(year, month, last)),
        f"до {of_name} {year}": str(date.fromordinal(date(year, month, 1).toordinal() - 1)),
        f"с 5 по 15 {of_name} {year}": f"{date(year, month, 5)}..{day}",
    }
    for shape, expected in shapes.items():
        assert (shape, expected) == (shape, dates(read_deadline(shape, THREE_YEARS)))


def test_the_parts_of_a_phrase_may_stand_in_any_order():
    for parts in (
        ("ежегодно", "ноябрь-декабрь"),
        ("ежеквартально", "1 января, 1 апреля, 1 июля, 1 октября"),
        ("2026, 2025 годах", "октябрь"),
        ("в течение 5 рабочих дней", "со дня утверждения плана"),
        ("до 15 мая", "руководители школ"),
        ("до 15 мая", "в 10.00"),
        ("ежемесячно", "до 5 числа", "2025 год"),
    ):
        readings = {
            (deadline.kind, dates(deadline), counted(deadline), deadline.needs_review)
            for order in permutations(parts)
            for deadline in [read_deadline(", ".join(order), THREE_YEARS)]
        }
        assert len(readings) == 1, (parts, readings)
        assert DeadlineKind.UNSPECIFIED not in {reading[0] for reading in readings}


def test_a_reading_names_its_parts_its_rule_and_its_dates():
    deadline = read_deadline("до 15 мая (руководители ОО)", YEAR)

    assert (
        "Фраза: «до 15 мая (руководители ОО)».",
        "Части: «до 15 мая» — предел, включительно; «руководители» — кто или что; «оо» — кто или что.",
        "Правило: названные сроки (одна дата).",
        "Даты по тексту: 15.05.2025.",
    ) == deadline.explain


def test_an_unknown_word_is_named_and_nothing_is_dated():
    deadline = read_deadline("до 1 мая абракадабра", YEAR)

    assert (Confidence.UNREADABLE, ()) == (deadline.confidence, deadline.occurrences)
    assert "абракадабра" in deadline.doubts[0]


def test_a_quarterly_report_knows_its_period_and_when_it_opens():
    plan = Span(date(2025, 9, 2), date(2027, 12, 31))
    phrase = "Ежеквартально (1 января, 1 апреля, 1 июля, 1 октября)"
    first, second, *_ = read_deadline(phrase, plan, result="Отчет образовательной организации").occurrences

    assert ("2025-Q3", date(2025, 10, 1), Span(date(2025, 7, 1), date(2025, 9, 30)), date(2025, 10, 1)) == (
        first.key,
        first.raw_due,
        first.period,
        first.opens_on,
    )
    assert ("2025-Q4", date(2026, 1, 1), date(2026, 1, 1)) == (second.key, second.raw_due, second.opens_on)


def test_a_report_due_before_its_period_ends_is_doubtful_and_opens_with_the_period():
    deadline = read_deadline("ежегодно до 1 ноября", THREE_YEARS, result="Отчет")

    assert deadline.needs_review
    assert (date(2024, 1, 1), "2024") == (deadline.occurrences[0].opens_on, deadline.occurrences[0].key)


def test_a_yearly_window_opens_with_itself_and_is_named_by_its_year():
    deadline = read_deadline("Ежегодно (ноябрь-декабрь)", THREE_YEARS, result="Аналитический отчет")

    assert [("2024", date(2024, 11, 1)), ("2025", date(2025, 11, 1)), ("2026", date(2026, 11, 1))] == [
        (one.key, one.opens_on) for one in deadline.occurrences
    ]


def test_keys_stay_when_the_day_moves():
    before = read_deadline("ежемесячно до 5 числа", YEAR)
    after = read_deadline("ежемесячно до 7 числа", YEAR)

    assert [one.key for one in before.occurrences] == [one.key for one in after.occurrences]
    assert "2024-12" == before.occurrences[0].key


def test_keys_are_unique_within_a_phrase():
    for row in rows():
        keys = [one.key for one in read_deadline(row.phrase, row.plan).occurrences]
        assert sorted(set(keys)) == sorted(keys)


def test_an_inferred_plan_period_makes_what_rests_on_it_doubtful():
    deadline = read_deadline("в течение всего периода", YEAR)
    doubtful = with_inferred_period(deadline, "период плана не назван")

    assert (Confidence.READ, Confidence.PROPOSED) == (deadline.confidence, doubtful.confidence)
    dated = read_deadline("до 1 мая 2025", YEAR)
    assert dated == with_inferred_period(dated, "период плана не назван")


def test_working_and_calendar_days_are_never_mixed():
    assert Offset(10, OffsetUnit.WORKING_DAY) == read_deadline("в течение 10 рабочих дней", YEAR).offset
    assert Offset(10, OffsetUnit.DAY) == read_deadline("в течение 10 дней", YEAR).offset


def test_the_executor_of_the_row_in_a_bracket_is_set_apart_and_told():
    deadline = read_deadline("октябрь (комиссия ЗПР)", YEAR, executor="комиссия ЗПР")

    assert ("2025-10-01..2025-10-31", False) == (dates(deadline), deadline.needs_review)
    assert "Исполнитель в ячейке срока: «комиссия зпр»." in deadline.explain
    assert read_deadline("октябрь (комиссия ЗПР)", YEAR).needs_review


def test_a_too_long_text_is_not_read():
    assert Confidence.UNREADABLE is read_deadline("до 1 мая " * 200, YEAR).confidence


def test_a_doubtful_reading_is_proposed_and_a_plain_one_read():
    plain = read_deadline("до 1 мая", YEAR)

    assert (Confidence.READ, ()) == (plain.confidence, plain.doubts)
    assert Confidence.PROPOSED is read_deadline("до 1 мая", THREE_YEARS).confidence


@pytest.mark.parametrize(
    ("phrase", "event", "before"),
    [
        ("в течение 10 рабочих дней со дня подписания приказа", "подписания приказа", False),
        ("в течение 40 дней после выхода приказа Минобрнауки РФ", "выхода приказа минобрнауки рф", False),
        ("за 2 недели до начала экзаменационного периода", "начала экзаменационного периода", True),
        ("не позднее 3 дней по окончании мероприятия", "окончании мероприятия", False),
        ("в 10-дневный срок", "", False),
    ],
)
def test_an_offset_carries_the_words_of_its_event(phrase: str, event: str, before: bool):
    offset = read_deadline(phrase, YEAR).offset

    assert (event, before) == (offset.event, offset.before)


def test_an_event_with_a_fixed_last_day_tells_it():
    deadline = read_deadline("в течение 3 дней со дня утверждения, но не позднее 5 сентября", YEAR)

    assert (date(2025, 9, 5), True) == (deadline.last_day, deadline.needs_review)
    assert "Последний день: 05.09.2025, включительно." in deadline.explain
    assert {"n": 3, "unit": "day", "after": "утверждения"} == deadline_json(deadline)["offset"]
    assert "2025-09-05" == deadline_json(deadline)["last_day"]
