"""What a person sees who decides about a reading: the printed text, what was read, and the doubts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from vekha.documents.anomalies import ANOMALIES
from vekha.documents.contract import needs_review
from vekha.documents.decisions import read_in_russian
from vekha.documents.point_items import point_items
from vekha.documents.vocabulary import Column
from vekha.domain.deadlines import Confidence
from vekha.domain.decisions import DecisionKind
from vekha.domain.executors import ExecutorLevel, ExecutorPart, ExecutorRole
from vekha.domain.obligations import ShiftGround
from vekha.domain.places import Place, Remark, Weight
from vekha.domain.roadmaps import Roadmap, RoadmapItem
from vekha.rules.shift_grounds import ground_of

ROLES = {
    ExecutorRole.MINISTRY: "министерство",
    ExecutorRole.DEPARTMENT: "орган управления образованием",
    ExecutorRole.AUTHORITY: "орган власти",
    ExecutorRole.UNIT: "отдел",
    ExecutorRole.METHODICAL_CENTRE: "методический центр",
    ExecutorRole.SCHOOL: "школа",
    ExecutorRole.SCHOOL_HEAD: "руководитель школы",
    ExecutorRole.DEPUTY_HEAD: "заместитель руководителя",
    ExecutorRole.CURATOR: "куратор",
    ExecutorRole.MENTOR: "наставник",
    ExecutorRole.POST: "должность",
    ExecutorRole.BODY: "рабочая группа или комиссия",
    ExecutorRole.PARTNER: "партнёр",
    ExecutorRole.PERSON: "человек",
    ExecutorRole.UNSPECIFIED: "не понято",
}
LEVELS = {
    ExecutorLevel.FEDERAL: "федеральный уровень",
    ExecutorLevel.REGION: "регион",
    ExecutorLevel.MUNICIPALITY: "муниципалитет",
    ExecutorLevel.SCHOOL: "школа",
    ExecutorLevel.OUTSIDE: "вне системы",
    ExecutorLevel.UNKNOWN: "",
}
RESULTS = {
    "plan": "план",
    "analytical_note": "аналитическая справка",
    "order": "приказ",
    "agreement": "соглашение",
    "letter": "письмо",
    "report": "отчёт",
    "database": "база данных",
    "event": "мероприятие",
    "publication": "публикация",
    "materials": "материалы",
    "other": "иной документ",
    "none": "документ не назван",
}
REST_KINDS = {
    "approval_block": "гриф утверждения",
    "heading": "заголовок",
    "header": "шапка таблицы",
    "column_numbers": "номера столбцов",
    "section": "раздел",
    "totals": "итоги",
    "not_a_plan": "таблица не похожа на план",
    "other_column": "столбец, который план не спрашивает",
    "html": "знаки разметки",
    "order_text": "текст приказа",
    "fragment": "фрагмент",
}
COLUMN_NAMES = {
    Column.NUMBER: "номер",
    Column.TITLE: "мероприятие",
    Column.DEADLINE: "срок",
    Column.DEADLINE_START: "начало",
    Column.DEADLINE_END: "окончание",
    Column.DEADLINE_EXECUTOR: "срок и исполнитель",
    Column.QUARTER: "квартал или месяц",
    Column.EXECUTOR: "исполнитель",
    Column.RESULT: "результат",
    Column.INDICATOR: "показатель",
    Column.DIRECTION: "направление",
    Column.OTHER: "прочее",
}
CONTROLLERS = {"control": "контроль", "responsible": "ответственный", "approver": "утвердил"}
READ_FIELDS = {
    Column.NUMBER: "number",
    Column.TITLE: "title",
    Column.DEADLINE: "deadline",
    Column.EXECUTOR: "executors",
    Column.RESULT: "result",
}
"""Which cell of a reviewed row an anomaly throws doubt on."""


# How far a reading is to be trusted at most: text without columns, guessed columns, a cell not understood.
CEILINGS = {
    "ocr": 0.3,
    "flat_text": 0.4,
    "clipped_table": 0.5,
    "columns_by_content": 0.7,
    "columns_by_cuts": 0.7,
}
NOT_UNDERSTOOD, DOUBT_COSTS, LEAST = 0.3, 0.1, 0.1


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a person has to look. `about`: a value of READ_FIELDS, "" for the row as a whole.

    `code`: an anomaly's, "" for a doubt the reading of the deadline or of the executors names itself.
    """

    about: str
    code: str
    text: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.advice}".strip()


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A row of the plan beside its reading. `unread`: the deadline or the executor was not understood.

    `ground`: where its term goes from a day off by the kind of its work.
    """

    item: RoadmapItem
    section: str
    deadline: str
    executors: str
    result: str
    doubts: tuple[Doubt, ...]
    needs_review: bool
    unread: frozenset[str]
    ground: ShiftGround
    proposed: str = ""
    """The decision that stands there already, "" where a person has to name it."""

    def about(self, field: str) -> tuple[Doubt, ...]:
        return tuple(doubt for doubt in self.doubts if doubt.about == field)

    @property
    def confidence(self) -> float:
        """1 for what nobody doubts; each doubt costs a tenth, and some kinds of doubt set a ceiling."""
        ceilings = [CEILINGS[doubt.code] for doubt in self.doubts if doubt.code in CEILINGS]
        if self.unread:
            ceilings.append(NOT_UNDERSTOOD)
        return round(max(LEAST, min([1 - DOUBT_COSTS * len(self.doubts), *ceilings])), 2)


def spot(place: Place | None) -> str:
    """Return the place within its document; the name of the file stands once, at the top."""
    return str(place).removeprefix(f"{place.file}, ") if place else ""


def review_rows(roadmap: Roadmap) -> tuple[ReviewRow, ...]:
    """Return every row of the plan as a person reviews it, in the order of the document."""
    sections = {(one.number or one.title).rstrip("."): one.title for one in roadmap.sections}
    rows = (_row(item, _section(item.section, sections), roadmap) for item in roadmap.items)
    return tuple(row if row.needs_review else replace(row, proposed=DecisionKind.ACCEPT) for row in rows)


def review_points(roadmap: Roadmap) -> tuple[ReviewRow, ...]:
    """Return every duty of the order's own points likewise: those with a term wait for a person."""
    rows = (_row(item, item.section or "", roadmap) for item in point_items(roadmap))
    return tuple(
        row if row.item.deadline_text else replace(row, needs_review=False, proposed=DecisionKind.LEAVE_OUT)
        for row in rows
    )


def _row(item: RoadmapItem, section: str, roadmap: Roadmap) -> ReviewRow:
    return ReviewRow(
        item=item,
        section=section,
        deadline=read_in_russian(item.deadline),
        executors="; ".join(map(executor_in_russian, item.executors.parts)),
        result=RESULTS[item.result_kind],
        doubts=tuple(dict.fromkeys(_doubts(item, roadmap))),
        needs_review=needs_review(item, roadmap),
        unread=frozenset(_unread(item)),
        ground=ground_of(item.title, item.result_text, item.result_kind),
    )


def _section(section: str | None, sections: dict[str, str]) -> str:
    title = sections.get(section or "", section or "")
    return title if section in {None, title} else f"{section}. {title}"


def executor_in_russian(part: ExecutorPart) -> str:
    """Return «руководители ОО — руководитель школы (все), школа»."""
    several = " (все)" if part.many else ""
    level = f", {LEVELS[part.level]}" if LEVELS[part.level] else ""
    return f"{part.text or 'не назван'} — {ROLES[part.role]}{several}{level}"


def _doubts(item: RoadmapItem, roadmap: Roadmap) -> Iterator[Doubt]:
    for code in item.anomalies:
        known = ANOMALIES[code]
        yield Doubt(READ_FIELDS[known.about] if known.about else "", code, known.text, known.advice)
    yield from (Doubt("deadline", "", text) for text in item.deadline.doubts)
    yield from (Doubt("executors", "", text) for text in item.executors.doubts)
    if roadmap.flat_text and "flat_text" not in item.anomalies:
        known = ANOMALIES["flat_text"]
        yield Doubt("", "flat_text", known.text, known.advice)
    yield from (Doubt("", one.code, one.text, one.advice) for one in of_the_row(item, roadmap))


def of_the_row(item: RoadmapItem, roadmap: Roadmap) -> tuple[Remark, ...]:
    """Return what the check of the plan doubts about a row; what its cells show is among its anomalies."""
    return tuple(
        one
        for one in roadmap.remarks
        if one.place == item.place and one.code not in item.anomalies and one.weight is not Weight.NOTE
    )


def _unread(item: RoadmapItem) -> Iterator[str]:
    if item.deadline.confidence is Confidence.UNREADABLE:
        yield "deadline"
    if any(part.role is ExecutorRole.UNSPECIFIED for part in item.executors.parts):
        yield "executors"
