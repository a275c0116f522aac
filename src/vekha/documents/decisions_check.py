"""Reading a filled decisions file: every misfit is found before any is reported."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from vekha.documents.contract import needs_review
from vekha.documents.errors import DecisionsError
from vekha.domain.deadlines import Confidence, Span
from vekha.domain.decisions import Decision, DecisionKind, Decisions, PastChoice
from vekha.domain.executors import ExecutorRole
from vekha.domain.obligations import ShiftPolicy
from vekha.domain.places import Place, Remark, Weight
from vekha.domain.roadmaps import Roadmap, RoadmapItem
from vekha.rules.deadlines import read_deadline
from vekha.rules.executors import read_executors

DEFAULT_BASIS = "ГК РФ, статья 193 (по аналогии)"
FRESH = "Создайте файл решений заново: vekha read ФАЙЛ --decisions решения.toml."
TABLES = {
    "document": frozenset({"file", "sha256", "title", "order_number", "order_date"}),
    "plan": frozenset({"plan_start", "plan_end", "issuer", "controller", "policy", "policy_basis", "returns",
                       "past", "who", "why"}),
}  # fmt: skip
ITEM_KEYS = frozenset({"ordinal", "number", "title", "decision", "phrase", "dates", "executor", "who", "why"})
RETURNS = ("accepted_version", "first_version")
RUSSIAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
TOML_PLACE = re.compile(r"at line (\d+), column (\d+)")
Table = Mapping[str, object]
Choice = TypeVar("Choice", bound=StrEnum)
DatePair = tuple[date | None, date]


def checked(text: str, roadmap: Roadmap) -> Decisions:
    """Return the decisions. Raises DecisionsError with all misfits."""
    check = _Check(roadmap)
    data = check.parsed(text)
    plan = check.table(data, "plan")
    span = check.span(plan)
    decisions = Decisions(
        file_sha256=check.sha256(check.table(data, "document")),
        plan=span,
        issuer=check.text(plan, "issuer", "[plan]"),
        controller=check.text(plan, "controller", "[plan]"),
        policy=check.choice(plan, "policy", ShiftPolicy, ShiftPolicy.FOLLOWING),
        policy_basis=check.text(plan, "policy_basis", "[plan]") or DEFAULT_BASIS,
        returns=check.returns(plan),
        past=check.past(plan),
        items=check.items(data, plan, span),
    )
    if check.misfits:
        raise DecisionsError(tuple(check.misfits))
    return decisions


@dataclass(slots=True)
class _Check:
    roadmap: Roadmap
    misfits: list[Remark] = field(default_factory=list)

    def misfit(self, what: str, advice: str, place: Place | None = None) -> None:
        self.misfits.append(Remark("decision_misfit", what, place, advice, Weight.ERROR))

    def parsed(self, text: str) -> Table:
        try:
            data = tomllib.loads(text.removeprefix("\ufeff"))
        except tomllib.TOMLDecodeError as error:
            found = TOML_PLACE.search(str(error))
            where = f"строка {found[1]}, столбец {found[2]}" if found else "конец файла"
            misfit = Remark("decision_misfit", f"файл не читается как TOML: {where}.",
                            None, "Проверьте кавычки и скобки в этом месте.", Weight.ERROR)  # fmt: skip
            raise DecisionsError((misfit,)) from error
        for name in data:
            if name not in TABLES and name != "item":
                self.misfit(f"неизвестный раздел «{name}».", "Уберите его или исправьте название.")
        return data

    def table(self, data: Table, name: str) -> Table:
        found = data.get(name)
        if not isinstance(found, Mapping):
            self.misfit(f"нет раздела [{name}].", FRESH)
            return {}
        for key in found:
            if key not in TABLES[name]:
                self.misfit(f"[{name}]: неизвестное поле «{key}».", "Исправьте название поля.")
        return found

    def sha256(self, document: Table) -> str:
        found = self.text(document, "sha256", "[document]")
        if document and found != self.roadmap.sha256:
            self.misfit(f"решения составлены по другому файлу, не по «{self.roadmap.file}».", FRESH)
        return found

    def text(self, table: Table, key: str, where: str, place: Place | None = None) -> str:
        found = table.get(key, "")
        if not isinstance(found, str):
            self.misfit(f"{where}: поле {key} должно быть строкой в кавычках.", "Исправьте значение.", place)
            return ""
        return found.strip()

    def choice(self, table: Table, key: str, kind: type[Choice], default: Choice) -> Choice:
        found = self.text(table, key, "[plan]")
        if not found:
            return default
        try:
            return kind(found)
        except ValueError:
            self.misfit(f"[plan]: {key} = «{found}» не понято.", f"Допустимо: {', '.join(kind)}.")
            return default

    def returns(self, plan: Table) -> str:
        found = self.text(plan, "returns", "[plan]") or RETURNS[0]
        if found not in RETURNS:
            self.misfit(f"[plan]: returns = «{found}» не понято.", f"Допустимо: {', '.join(RETURNS)}.")
        return found

    def past(self, plan: Table) -> PastChoice | None:
        return self.choice(plan, "past", PastChoice, PastChoice.HISTORY) if plan.get("past") else None

    def span(self, plan: Table) -> Span:
        start = self.day(plan.get("plan_start"), "[plan] plan_start")
        end = self.day(plan.get("plan_end"), "[plan] plan_end")
        if start and end and end < start:
            self.misfit("[plan]: конец плана раньше начала.", "Исправьте plan_start и plan_end.")
        return Span(start or date.min, end or date.max)

    def day(self, value: object, where: str, place: Place | None = None) -> date | None:
        found = as_day(value)
        if found is None:
            shown = f"«{_shown(value)}» — не дата" if value else "дата не указана"
            self.misfit(f"{where}: {shown}.", "Напишите так: 2026-09-15.", place)
        return found

    def items(self, data: Table, plan: Table, span: Span) -> tuple[Decision, ...]:
        rows = data.get("item", [])
        tables = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        known = {item.ordinal: item for item in self.roadmap.items}
        numbers = [_ordinal(row) for row in tables]
        counts = Counter(numbers)
        for item in self.roadmap.items:
            ordinal = item.ordinal
            if not counts[ordinal]:
                self.misfit(f"{_named(item)}: нет решения.", FRESH, item.place)
            elif counts[ordinal] > 1:
                self.misfit(f"{_named(item)}: решений несколько.", "Оставьте одно.", item.place)
        decisions = []
        for said, row in zip(numbers, tables, strict=True):
            found = known.get(said) if said is not None else None
            if said is None:
                self.misfit("у решения нет целого ordinal.", "Впишите номер строки или создайте файл заново.")
            elif found is None:
                self.misfit(f"решение по строке «{said}», которой в документе нет.", "Удалите его.")
            else:
                decisions.append(_RowCheck(self, found, row, plan, span).decision())
        return tuple(decisions)


def _ordinal(row: Table) -> int | None:
    said = row.get("ordinal")
    return said if type(said) is int else None  # true would be 1


def _shown(value: object) -> str:
    """Return a TOML value as a person wrote it."""
    return f"[{', '.join(map(_shown, value))}]" if isinstance(value, list) else str(value)


def as_day(value: object) -> date | None:
    """Return a TOML date, «2026-09-15» or «15.09.2026» as a date; None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    found = RUSSIAN_DATE.fullmatch(value.strip())
    try:
        return (
            date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(value.strip())
        )
    except ValueError:
        return None


def _named(item: RoadmapItem) -> str:
    return f"строка {item.ordinal} (номер {item.number or 'не напечатан'})"


@dataclass(slots=True)
class _RowCheck:
    """One [[item]] against its row."""

    check: _Check
    item: RoadmapItem
    row: Table
    plan: Table
    span: Span

    def decision(self) -> Decision:
        self._same_row()
        kind = self._kind()
        phrase, executor = self._text("phrase"), self._text("executor")
        decision = Decision(
            ordinal=self.item.ordinal,
            kind=kind,
            phrase=phrase if kind is DecisionKind.PHRASE else "",
            dates=self._dates() if kind is DecisionKind.DATES else (),
            executor=executor,
            who=self._signature("who", kind, executor),
            why=self._signature("why", kind, executor),
        )
        if kind is not DecisionKind.LEAVE_OUT:
            self._phrase_can_be_read(decision)
            self._executor_can_be_read(executor)
        return decision

    def _misfit(self, what: str, advice: str) -> None:
        self.check.misfit(f"{_named(self.item)}: {what}", advice, self.item.place)

    def _text(self, key: str) -> str:
        return self.check.text(self.row, key, _named(self.item), self.item.place)

    def _same_row(self) -> None:
        for key in self.row:
            if key not in ITEM_KEYS:
                self._misfit(f"неизвестное поле «{key}».", "Исправьте название поля.")
        if self._text("title") not in {"", self.item.title.strip()}:
            self._misfit("в документе под этим порядковым номером другое мероприятие.", FRESH)

    def _kind(self) -> DecisionKind:
        found = self._text("decision")
        if not found:
            self._misfit("решение не принято.", "Впишите decision: accept, phrase, dates или leave_out.")
            return DecisionKind.ACCEPT
        try:
            kind = DecisionKind(found)
        except ValueError:
            self._misfit(f"decision = «{found}» не понято.", f"Допустимо: {', '.join(DecisionKind)}.")
            return DecisionKind.ACCEPT
        if kind is DecisionKind.ACCEPT and (self._text("phrase") or self.row.get("dates")):
            self._misfit("при accept заполнены phrase или dates.", "Поставьте decision phrase или dates.")
        return kind

    def _phrase_can_be_read(self, decision: Decision) -> None:
        if decision.kind is not DecisionKind.PHRASE or self.span.first == date.min:
            return
        if not decision.phrase:
            self._misfit("выбрано phrase, а формулировка пуста.", "Впишите phrase.")
            return
        item = self.item
        read = read_deadline(decision.phrase, self.span, item=item.title, executor=item.executor_text,
                             result=item.result_text)  # fmt: skip
        if read.confidence is Confidence.UNREADABLE:
            self._misfit(
                f"формулировка «{decision.phrase}» не читается.", "Напишите иначе или укажите dates."
            )

    def _executor_can_be_read(self, executor: str) -> None:
        read = read_executors(executor, self.check.roadmap.body.issuer_level)
        if executor and all(part.role is ExecutorRole.UNSPECIFIED for part in read.parts):
            self._misfit(
                f"исполнитель «{executor}» не понят.", "Впишите executor, например «руководители ОО»."
            )

    def _dates(self) -> tuple[DatePair, ...]:
        found = self.row.get("dates", [])
        if not isinstance(found, list) or not found:
            self._misfit("выбрано dates, а дат нет.", "Впишите, например, dates = [[2026-09-15]].")
            return ()
        pairs = [self._pair(one) for one in found]
        return tuple(pair for pair in pairs if pair is not None)

    def _pair(self, value: object) -> DatePair | None:
        """[due] or [start, due]; an empty start means none."""
        parts = value if isinstance(value, list) else [value]
        if len(parts) not in {1, 2}:
            self._misfit(f"«{_shown(value)}» — не срок.", "Срок: [дата] или [начало, конец].")
            return None
        where = f"{_named(self.item)}, dates"
        due = self.check.day(parts[-1], where, self.item.place)
        start = self.check.day(parts[0], where, self.item.place) if len(parts) == 2 and parts[0] else None
        if due and start and start > due:
            self._misfit("начало срока позже конца.", "Исправьте dates.")
        return (start, due) if due else None

    def _signature(self, key: str, kind: DecisionKind, executor: str) -> str:
        """Who decided and why: wanted where a person changed or settled something."""
        plain = (
            kind is DecisionKind.ACCEPT and not executor and not needs_review(self.item, self.check.roadmap)
        )
        undecided = not self._text("decision")
        own = self._text(key)
        found = own or self.check.text(self.plan, key, "[plan]")
        if plain or undecided:
            return own
        if not found:
            asked = "кто решил" if key == "who" else "почему так решено"
            self._misfit(f"не сказано, {asked}.", f"Впишите {key} здесь или в разделе [plan].")
        return found
