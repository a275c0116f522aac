"""The register as XLSX: typed dates and numbers, frozen header, filter; no text turns formula or link."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pendulum
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from vekha.domain.figures import RegisterRow
from vekha.domain.obligations import Outcome
from vekha.domain.organisations import Organisation
from vekha.reports.fixed_zip import with_fixed_times
from vekha.reports.memo_tables import indicators, lateness_days, note, overdue_days
from vekha.reports.paper import PaperFacts
from vekha.reports.phrases import OUTCOME_NAMES, at_instant, for_period
from vekha.reports.xml_text import printable
from vekha.rules.counting import outcome
from vekha.rules.states import STATE_NAMES

Value = str | int | date | datetime | None
MAX_CELL = 32_767  # Excel's own limit
HEADER_ROW = 4
MILLIMETRES_A_CHAR = 1.9  # Excel counts the width of a column in characters


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the register: what stands over it, how wide it is in characters, what stands in it."""

    title: str
    width: int
    value: Callable[[RegisterRow, PaperFacts], Value]


def _organisation(row: RegisterRow, facts: PaperFacts) -> Organisation:
    return facts.organisations[row.fact.organisation_id]


def _parent(row: RegisterRow, facts: PaperFacts) -> str:
    above = facts.organisations.get(_organisation(row, facts).parent_id or 0)
    return above.short_name if above else ""


def _order(row: RegisterRow, facts: PaperFacts) -> str:
    return next((source.order for source in facts.sources if source.id == row.roadmap_id), "")


def _local(instant: datetime | None, row: RegisterRow, facts: PaperFacts) -> datetime | None:
    """Return the instant on the organisation's clocks, as a sheet holds it: without a zone."""
    if instant is None:
        return None
    there = instant.astimezone(pendulum.timezone(_organisation(row, facts).zone))
    return datetime(there.year, there.month, there.day, there.hour, there.minute)  # noqa: DTZ001 - local


def _days(row: RegisterRow, facts: PaperFacts) -> int | None:
    found = outcome(row.fact)
    if found is Outcome.NOT_DONE:
        return overdue_days(row, facts)
    return lateness_days(row, facts) if row.fact.in_time is False else None


COLUMNS = (
    Column("Документ", 22, _order),
    Column("Раздел", 28, lambda row, _: row.section),
    Column("Пункт", 9, lambda row, _: row.item_number or str(row.ordinal)),
    Column("Мероприятие", 60, lambda row, _: row.item_title),
    Column("Вышестоящая организация", 28, _parent),
    Column("Организация", 34, lambda row, facts: _organisation(row, facts).short_name),
    Column("Период или №", 14, lambda row, _: row.occurrence_key),
    Column("Первоначальный срок", 15, lambda row, _: row.original_due),
    Column("Срок", 12, lambda row, _: row.due),
    Column("Итог", 28, lambda row, _: OUTCOME_NAMES[outcome(row.fact)]),
    Column("Состояние", 18, lambda row, _: STATE_NAMES[row.fact.state]),
    Column("Сдано", 17, lambda row, facts: _local(row.submitted_at, row, facts)),
    Column("Получено не через систему", 17, lambda row, facts: _local(row.received_at, row, facts)),
    Column("Считается сданным", 17, lambda row, facts: _local(row.counted_at, row, facts)),
    Column("Дней опоздания", 12, _days),
    Column("У проверяющего, дней", 14, lambda row, _: row.reviewer_days or None),
    Column("Возвратов", 11, lambda row, _: row.returns or None),
    Column("Причина последнего возврата", 40, lambda row, _: row.reason),
    Column("Доработать до", 14, lambda row, _: row.return_due),
    Column("Продлений", 11, lambda row, _: row.extensions or None),
    Column("Основание", 30, lambda row, _: row.paper),
    Column("Отметки", 34, lambda row, _: note(row)),
    Column("Номер обязательства", 24, lambda row, _: row.obligation_id),
)


def xlsx_register(facts: PaperFacts) -> bytes:
    """Return the register of every obligation of the cut; the same facts give the same bytes."""
    packed = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, options) as book:
        _set_properties(book, facts)
        _write_register(book, facts)
        if facts.indicators or facts.plans:
            _write_indicators(book, facts)
    return with_fixed_times(packed.getvalue())


def _set_properties(book: xlsxwriter.Workbook, facts: PaperFacts) -> None:
    made_at = facts.as_of.replace(microsecond=0, tzinfo=None)
    title = f"Реестр обязательств. {facts.organisation.name}"
    book.set_properties({"title": title, "author": "Веха", "created": made_at})


def _write_register(book: xlsxwriter.Workbook, facts: PaperFacts) -> None:
    sheet = book.add_worksheet("Реестр")
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&Cстр. &P из &N")
    _write_head(book, sheet, facts)
    formats = _formats(book)
    heading = book.add_format(
        {"bold": True, "text_wrap": True, "bg_color": "#EDEDED", "border": 1, "valign": "vcenter"}
    )
    for position, column in enumerate(COLUMNS):
        sheet.set_column(position, position, column.width)
        sheet.write_string(HEADER_ROW, position, column.title, heading)
    for number, row in enumerate(facts.rows, start=HEADER_ROW + 1):
        for position, column in enumerate(COLUMNS):
            _write(sheet, (number, position), column.value(row, facts), formats)
    sheet.freeze_panes(HEADER_ROW + 1, 4)
    sheet.repeat_rows(HEADER_ROW)
    sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + len(facts.rows), len(COLUMNS) - 1)


def _write_indicators(book: xlsxwriter.Workbook, facts: PaperFacts) -> None:
    """The indicators on a sheet of their own, as the memo prints them."""
    table = indicators(facts)
    sheet = book.add_worksheet("Показатели")
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, column.width / MILLIMETRES_A_CHAR)
        sheet.write_string(0, position, column.title, book.add_format({"bold": True, "text_wrap": True}))
        for line, row in enumerate(table.rows, start=1):
            sheet.write_string(line, position, printable(row[position])[:MAX_CELL], wrapped)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)


def _write_head(book: xlsxwriter.Workbook, sheet: Worksheet, facts: PaperFacts) -> None:
    seen_at = at_instant(facts.as_of, facts.organisation.zone)
    lines = (
        f"Реестр обязательств {for_period(facts.period)}. {facts.organisation.name}",
        f"По состоянию на {seen_at}. Строк: {len(facts.rows)}, база подсчёта: {facts.tree.total.base}.",
        f"Отпечаток сведений (SHA-256): {facts.figures_sha256}.",
        f"Журнал: {facts.head}.",
    )
    title = book.add_format({"bold": True, "font_size": 13})
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, printable(line), title if not number else None)


def _formats(book: xlsxwriter.Workbook) -> dict[type, Format]:
    top = {"valign": "top"}
    return {
        str: book.add_format({**top, "text_wrap": True}),
        int: book.add_format(top),
        date: book.add_format({**top, "num_format": "dd.mm.yyyy"}),
        datetime: book.add_format({**top, "num_format": "dd.mm.yyyy hh:mm"}),
    }


def _write(sheet: Worksheet, cell: tuple[int, int], value: Value, formats: dict[type, Format]) -> None:
    match value:
        case None | "":
            pass
        case str():
            sheet.write_string(*cell, printable(value)[:MAX_CELL], formats[str])
        case int():
            sheet.write_number(*cell, value, formats[int])
        case datetime() | date():
            sheet.write_datetime(*cell, value, formats[type(value)])
