"""What stands where in the workbook a person fills: columns, cells of the order, choices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from vekha.documents.filled import Wording
from vekha.documents.review import ReviewRow, spot
from vekha.domain.decisions import CheckpointChoice, DecisionKind, PastChoice
from vekha.domain.obligations import ShiftPolicy

ROWS_SHEET, ORDER_SHEET, SEAL_SHEET = "Решения", "Приказ", "vekha"
SEAL = "vekha-review-1"
"""First cell of the sealed sheet: what the book is, and the version of its layout."""
DIGEST_LINE = "SHA-256 документа: "
LONGEST_CELL = 32_767  # Excel's own limit
CUT = " … [обрезано: длиннее ячейки Excel]"
NEEDS, CLEAR = "нужно решение", "решения не ждёт"


class Group(StrEnum):
    """PRINTED and READ cells may not be changed, ABOUT ones are for the eye, FILLED are the person's."""

    PRINTED = "printed"
    READ = "read"
    ABOUT = "about"
    FILLED = "filled"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet of rows. `hint`: what a person sees beside an empty cell of it."""

    key: str
    title: str
    width: int
    group: Group
    hint: str = ""


COLUMNS = (
    Column("ordinal", "№ строки", 8, Group.PRINTED),
    Column("number", "Пункт", 8, Group.PRINTED),
    Column("title", "Мероприятие", 44, Group.PRINTED),
    Column("deadline_text", "Срок: напечатано", 18, Group.PRINTED),
    Column("deadline", "Срок: прочитано", 22, Group.READ),
    Column("executor_text", "Исполнитель: напечатано", 20, Group.PRINTED),
    Column("executors", "Исполнитель: прочитано", 24, Group.READ),
    Column("result_text", "Результат: напечатано", 22, Group.PRINTED),
    Column("result", "Результат: прочитано", 15, Group.READ),
    Column("doubts", "Сомнения", 40, Group.ABOUT),
    Column("decision", "Решение", 22, Group.FILLED, "Выберите из списка."),
    Column("phrase", "Другая формулировка срока", 20, Group.FILLED, "Например: до 1 октября 2026 года"),
    Column("dates", "Свои даты", 18, Group.FILLED,
           "15.09.2026, или промежуток 01.09.2026 – 15.09.2026; несколько сроков — через точку с запятой."),
    Column("executor", "Исполнитель вместо напечатанного", 20, Group.FILLED, "Например: руководители ОО"),
    Column("policy", "Срок на выходной", 18, Group.FILLED, "Пусто: по виду работы."),
    Column("policy_basis", "Основание переноса", 20, Group.FILLED, "Пункт документа или инструкции."),
    Column("who", "Кто решил", 18, Group.FILLED, "Пусто: как на листе «Приказ»."),
    Column("why", "Почему", 26, Group.FILLED, "Пусто: как на листе «Приказ»."),
    Column("status", "Состояние", 16, Group.ABOUT),
    Column("day_off", "Срок на выходной: по виду работы", 44, Group.ABOUT),
    Column("section", "Раздел", 26, Group.ABOUT),
    Column("place", "Место в документе", 24, Group.ABOUT),
)  # fmt: skip
PLAN_CELLS: Mapping[str, str] = {
    "plan_start": "Начало плана",
    "plan_end": "Конец плана",
    "issuer": "Кто издал: код или название",
    "controller": "Кто ведёт контроль",
    "policy": "Срок на выходной",
    "policy_basis": "Основание переноса",
    "returns": "Какая бумага считается",
    "past": "Прошедшие сроки",
    "checkpoints": "Контрольные точки постоянной работы",
    "who": "Кто решил",
    "why": "Почему",
}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "decision": {
        DecisionKind.ACCEPT: "принять прочитанное",
        DecisionKind.PHRASE: "другая формулировка",
        DecisionKind.DATES: "свои даты",
        DecisionKind.LEAVE_OUT: "не ставить на контроль",
    },
    "policy": {
        ShiftPolicy.FOLLOWING: "на следующий рабочий день",
        ShiftPolicy.PRECEDING: "на предыдущий рабочий день",
        ShiftPolicy.MODIFIED_FOLLOWING: "на следующий в том же месяце",
        ShiftPolicy.NONE: "не переносить",
    },
    "returns": {"accepted_version": "принятая", "first_version": "первая присланная"},
    "checkpoints": {
        CheckpointChoice.OWN: "по отчётным датам документа",
        CheckpointChoice.NONE: "только к концу срока",
        CheckpointChoice.YEARLY: "раз в год",
        CheckpointChoice.HALF_YEARLY: "раз в полугодие",
        CheckpointChoice.QUARTERLY: "раз в квартал",
    },
    "past": {PastChoice.HISTORY: "только в учёт", PastChoice.IN_FORCE: "поставить на контроль"},
}
FRESH = "Создайте книгу заново: vekha read ФАЙЛ --review проверка.xlsx."
NAMES = {column.key: f"«{column.title}»" for column in COLUMNS} | {
    key: f"«{title}»" for key, title in PLAN_CELLS.items()
}


def wording() -> Wording:
    """Return how messages call the parts of the workbook."""
    return Wording(
        fresh=FRESH,
        plan="ответ",
        day="15.09.2026",
        dates="15.09.2026",
        signature=f"здесь или на листе «{ORDER_SHEET}»",
        names=NAMES,
        choices={key: {code: f"«{name}»" for code, name in known.items()} for key, known in CHOICES.items()},
    )


def shown(row: ReviewRow) -> dict[str, str]:
    """Return what the cells of a row show that the person does not fill, by key."""
    return {key: cell(row) for key, cell in _SHOWN.items()}


_SHOWN: Mapping[str, Callable[[ReviewRow], str]] = {
    "ordinal": lambda row: str(row.item.ordinal),
    "number": lambda row: row.item.number or "",
    "title": lambda row: row.item.title,
    "deadline_text": lambda row: row.item.deadline_text,
    "deadline": lambda row: row.deadline,
    "executor_text": lambda row: row.item.executor_text,
    "executors": lambda row: row.executors,
    "result_text": lambda row: row.item.result_text,
    "result": lambda row: row.result,
    "day_off": lambda row: f"{CHOICES['policy'][row.ground.policy]}: {row.ground.basis}",
    "doubts": lambda row: "\n".join(f"• {doubt}" for doubt in row.doubts),
    "status": lambda row: NEEDS if row.needs_review else CLEAR,
    "section": lambda row: row.section,
    "place": lambda row: spot(row.item.place),
}


def cell_text(text: str) -> str:
    """Return the text as a cell can hold it; what is longer than Excel's limit is cut with a mark."""
    kept = speakable(text)
    return kept if len(kept) <= LONGEST_CELL else kept[: LONGEST_CELL - len(CUT)] + CUT


def speakable(text: str) -> str:
    """Return the text with a replacement mark for what neither XML nor UTF-8 can say: half characters."""
    return "".join("\ufffd" if _unspeakable(letter) else letter for letter in text)


def _unspeakable(letter: str) -> bool:
    return letter in "\x00\ufffe\uffff" or "\ud800" <= letter <= "\udfff"
