"""The two files a clerk fills in: organisations and people (docs/ru/organisations.md)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Generic, TypeVar

from vekha.calendar.subjects import shipped_subjects
from vekha.documents.cell_values import CellError, day, mailbox, one_of, time_of_day
from vekha.documents.csv_columns import Column, Line, folded, read_csv
from vekha.domain.organisation_files import OrganisationRow, PersonRow
from vekha.domain.organisations import Kind, Level, Role
from vekha.domain.places import Remark

ORGANISATION_COLUMNS = (
    Column("code", ("код", "код организации"), 64, required=True),
    Column("parent", ("вышестоящая", "код вышестоящей", "вышестоящая организация"), 64, required=True),
    Column("level", ("уровень",), 40, required=True),
    Column("kind", ("вид", "вид организации"), 60),
    Column("name", ("наименование", "полное наименование", "название"), 500, required=True),
    Column("short_name", ("краткое наименование", "сокращенное наименование"), 200),
    Column("zone", ("часовой пояс", "пояс"), 64),
    Column("week", ("учебная неделя", "рабочая неделя", "неделя"), 20),
    Column("subject", ("субъект", "код субъекта", "субъект рф"), 80),
    Column("opens", ("начало дня", "начало работы"), 10),
    Column("closes", ("конец дня", "окончание работы"), 10),
    Column("closes_short", ("конец короткого дня", "конец сокращенного дня"), 10),
)
PEOPLE_COLUMNS = (
    Column("organisation", ("код организации", "код", "организация"), 64, required=True),
    Column("role", ("роль",), 40, required=True),
    Column("title", ("должность",), 300),
    Column("name", ("фио", "фамилия имя отчество"), 300, required=True),
    Column("address", ("почта", "электронная почта", "e-mail", "email"), 320),
    Column("role_address", ("почта должности", "служебный ящик", "почта организации"), 320),
    Column("since", ("с", "с какого дня", "начало"), 20),
    Column("until", ("по", "по какой день", "окончание"), 20),
)
LEVELS = {
    "регион": Level.REGION,
    "муниципалитет": Level.MUNICIPALITY,
    "школа": Level.SCHOOL,
    "региональный": Level.REGION,
    "муниципальный": Level.MUNICIPALITY,
    "образовательная организация": Level.SCHOOL,
    "оо": Level.SCHOOL,
}
KINDS = {
    "орган управления": Kind.AUTHORITY,
    "методический центр": Kind.METHODICAL_CENTRE,
    "школа": Kind.SCHOOL,
    "детский сад": Kind.KINDERGARTEN,
    "дополнительное образование": Kind.ADDITIONAL_EDUCATION,
    "колледж": Kind.COLLEGE,
    "филиал": Kind.BRANCH,
    "учреждение": Kind.INSTITUTION,
}
ROLES = {
    "руководитель": Role.HEAD,
    "заместитель": Role.DEPUTY_HEAD,
    "контролер": Role.CONTROLLER,
    "куратор": Role.CURATOR,
    "специалист": Role.SPECIALIST,
    "наставник": Role.MENTOR,
    "методист": Role.METHODIST,
    "заместитель руководителя": Role.DEPUTY_HEAD,
}
ROLE_TITLES = {
    Role.HEAD: "руководитель",
    Role.DEPUTY_HEAD: "заместитель руководителя",
    Role.CONTROLLER: "контролёр",
    Role.CURATOR: "куратор",
    Role.SPECIALIST: "специалист",
    Role.MENTOR: "наставник",
    Role.METHODIST: "методист",
}
WEEKS = {
    "5": 5,
    "6": 6,
    "": 5,
    "5-дневная": 5,
    "6-дневная": 6,
    "пятидневная": 5,
    "шестидневная": 6,
    "пятидневка": 5,
    "шестидневка": 6,
}
Row = TypeVar("Row")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class ReadFile(Generic[Row]):
    """The rows that were read, and everything that is wrong with the others."""

    rows: tuple[Row, ...]
    remarks: tuple[Remark, ...]


class _Cells:
    """Reads the cells of one line and gathers what is wrong with them."""

    __slots__ = ("line", "remarks")

    def __init__(self, line: Line) -> None:
        self.line = line
        self.remarks: list[Remark] = []

    def read(self, key: str, reader: Callable[[str], Value], otherwise: Value) -> Value:
        try:
            return reader(self.line.text(key))
        except CellError as error:
            self.remarks.append(self.line.error(key, error.what, error.advice))
            return otherwise

    def required(self, key: str) -> str:
        text = self.line.text(key)
        if not text and key in self.line.headings:
            self.remarks.append(self.line.error(key, "не заполнено.", "Без этого строку не принять."))
        return text


def read_organisations(content: bytes, file: str) -> ReadFile[OrganisationRow]:
    """Return the organisations' rows. Raises DocumentError where the file as a whole is no such table."""
    table = read_csv(content, file, ORGANISATION_COLUMNS)
    return _gathered(table.lines, table.remarks, _organisation)


def read_people(content: bytes, file: str) -> ReadFile[PersonRow]:
    """Return the people's rows. Raises DocumentError where the file as a whole is no such table."""
    table = read_csv(content, file, PEOPLE_COLUMNS)
    return _gathered(table.lines, table.remarks, _person)


def _gathered(
    lines: tuple[Line, ...], remarks: tuple[Remark, ...], read: Callable[[_Cells], Row]
) -> ReadFile[Row]:
    cells = [_Cells(line) for line in lines]
    rows = tuple(read(one) for one in cells)
    return ReadFile(rows, (*remarks, *(remark for one in cells for remark in one.remarks)))


def _organisation(cells: _Cells) -> OrganisationRow:
    text = cells.line.text
    level = cells.read("level", lambda cell: one_of(cell, LEVELS), Level.SCHOOL)
    name = cells.required("name")
    opens, closes, closes_short = _hours(cells)
    return OrganisationRow(
        place=cells.line.place,
        code=cells.required("code"),
        parent=text("parent"),
        level=level,
        kind=cells.read("kind", lambda cell: _kind(cell, level), Kind.INSTITUTION).value,
        name=name,
        short_name=text("short_name") or name[:200],
        zone=text("zone"),
        week=cells.read("week", lambda cell: one_of(cell, WEEKS), 5),
        subject=cells.read("subject", _subject, ""),
        opens=opens,
        closes=closes,
        closes_short=closes_short,
    )


def _hours(cells: _Cells) -> tuple[time | None, time | None, time | None]:
    opens, closes, short = (cells.read(key, time_of_day, None) for key in ("opens", "closes", "closes_short"))
    if opens and closes and closes <= opens:
        cells.remarks.append(
            cells.line.error("closes", "день кончается раньше, чем начинается.", "Проверьте оба времени.")
        )
    if closes and short and short > closes:
        what = "короткий день кончается позже обычного."
        cells.remarks.append(cells.line.error("closes_short", what, "Проверьте оба времени."))
    return opens, closes, short


def _kind(text: str, level: Level) -> Kind:
    if text:
        return one_of(text, KINDS)
    return Kind.SCHOOL if level is Level.SCHOOL else Kind.AUTHORITY


def _subject(text: str) -> str:
    """Return the two-digit code; a spreadsheet may have eaten the leading zero; a name is understood too."""
    if not text:
        return ""
    known = shipped_subjects()
    if text.zfill(2) in known:
        return text.zfill(2)
    by_name: Mapping[str, str] = {folded(subject.name): code for code, subject in known.items()}
    if folded(text) in by_name:
        return by_name[folded(text)]
    advice = "Нужен двузначный код субъекта Российской Федерации, например 23, или его полное название."
    raise CellError(f"субъект «{text}» неизвестен.", advice)


def _person(cells: _Cells) -> PersonRow:
    role = cells.read("role", lambda cell: one_of(cell, ROLES), Role.SPECIALIST)
    name = cells.line.text("name")
    role_address = cells.read("role_address", mailbox, None)
    since, until = cells.read("since", day, None), cells.read("until", day, None)
    if since and until and until < since:
        cells.remarks.append(cells.line.error("until", "«по» раньше, чем «с».", "Проверьте обе даты."))
    if not name and not cells.line.text("role_address"):
        advice = "Напишите ФИО; для вакансии укажите почту должности."
        cells.remarks.append(cells.line.error("name", "не заполнено.", advice))
    return PersonRow(
        place=cells.line.place,
        organisation=cells.required("organisation"),
        role=role,
        title=cells.line.text("title") or ROLE_TITLES[role],
        name=name,
        address=cells.read("address", mailbox, None),
        role_address=role_address,
        since=since,
        until=until,
    )
