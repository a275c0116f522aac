"""Judging what a filled file says against its document: every misfit is found before any is reported."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from vekha.calendar.school_years import shipped_school_plan
from vekha.documents.contract import needs_review
from vekha.documents.decision_terms import terms_of
from vekha.documents.errors import DecisionsError
from vekha.documents.filled import Filled, FilledRow, Table, Wording, misfit
from vekha.documents.point_items import dated_points, point_items
from vekha.documents.printed_deadlines import setting_of
from vekha.domain.deadlines import Confidence, Span
from vekha.domain.decisions import CheckpointChoice, Decision, DecisionKind, Decisions, PastChoice
from vekha.domain.executors import ExecutorRole
from vekha.domain.obligations import ShiftPolicy
from vekha.domain.places import Place, Remark
from vekha.domain.roadmaps import Roadmap, RoadmapItem
from vekha.rules.deadlines import read_in
from vekha.rules.executors import read_executors

LONGEST_BASIS = 200  # the ground of a policy stands on every obligation, in a column of so many characters
ITEM_KEYS = frozenset({"ordinal", "number", "title", "decision", "phrase", "dates", "executor", "policy",
                       "policy_basis", "checkpoints", "who", "why"})  # fmt: skip
RETURNS = ("accepted_version", "first_version")
RUSSIAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
Choice = TypeVar("Choice", bound=StrEnum)
DatePair = tuple[date | None, date]


def judged(filled: Filled, roadmap: Roadmap) -> Decisions:
    """Return the decisions. Raises DecisionsError with all misfits."""
    check = _Check(roadmap, filled.wording, [*filled.misfits])
    plan = filled.plan
    span = check.span(plan)
    policy, policy_basis = check.policy(plan, check.wording.plan, check.wording.cells.get("policy"))
    ahead, reviewing = terms_of(plan, check.wording, check.misfits)
    decisions = Decisions(
        file_sha256=check.sha256(filled.document),
        plan=span,
        issuer=check.plan_text(plan, "issuer"),
        controller=check.plan_text(plan, "controller"),
        policy=policy,
        policy_basis=policy_basis,
        returns=check.returns(plan),
        past=check.past(plan),
        items=(*check.items(filled, span), *check.points(filled, span)),
        read_by=check.text(filled.document, "read_by", "[document]"),
        checkpoints=check.choice(plan, "checkpoints", CheckpointChoice, CheckpointChoice.OWN),
        extension_workdays=ahead,
        review_workdays=reviewing,
    )
    if check.misfits:
        raise DecisionsError(tuple(check.misfits))
    return decisions


@dataclass(slots=True)
class _Check:
    roadmap: Roadmap
    wording: Wording
    misfits: list[Remark] = field(default_factory=list)

    def misfit(self, what: str, advice: str, place: Place | None = None) -> None:
        self.misfits.append(misfit(what, advice, place))

    def plan_misfit(self, key: str, what: str, advice: str) -> None:
        self.misfit(f"{self.wording.in_plan(key)}: {what}", advice, self.wording.cells.get(key))

    def sha256(self, document: Table) -> str:
        found = self.text(document, "sha256", "[document]")
        if document and found != self.roadmap.sha256:
            self.misfit(
                f"решения составлены по другому файлу, не по «{self.roadmap.file}».", self.wording.fresh
            )
        return found

    def plan_text(self, plan: Table, key: str) -> str:
        return self.text(plan, key, self.wording.plan, self.wording.cells.get(key))

    def text(self, table: Table, key: str, where: str, place: Place | None = None) -> str:
        found = table.get(key, "")
        if not isinstance(found, str):
            name = self.wording.name(key)
            self.misfit(f"{where}: поле {name} должно быть строкой в кавычках.", "Исправьте значение.", place)
            return ""
        return found.strip()

    def allowed(self, key: str, codes: tuple[str, ...]) -> str:
        return f"Допустимо: {', '.join(self.wording.choice(key, code) for code in codes)}."

    def policy(self, table: Table, where: str, place: Place | None) -> tuple[ShiftPolicy | None, str]:
        """Return the policy a person named and its ground; both empty leave it to the kind of work."""
        name, basis_name = self.wording.name("policy"), self.wording.name("policy_basis")
        said = self.text(table, "policy", where, place)
        basis = self.text(table, "policy_basis", where, place)
        if said and said not in tuple(ShiftPolicy):
            self.misfit(f"{where}: {name} = «{said}» не понято.", self.allowed("policy", tuple(ShiftPolicy)),
                        place)  # fmt: skip
            return None, ""
        if basis and not said:
            self.misfit(f"{where}: заполнено {basis_name}, а {name} пусто.", f"Впишите {name}.", place)
        if len(basis) > LONGEST_BASIS:
            self.misfit(f"{where}: {basis_name} длиннее {LONGEST_BASIS} знаков.", "Сократите.", place)
        return (ShiftPolicy(said) if said else None), basis

    def choice(self, plan: Table, key: str, kind: type[Choice], default: Choice) -> Choice:
        found = self.plan_text(plan, key)
        if not found:
            return default
        try:
            return kind(found)
        except ValueError:
            self.not_understood(key, found, tuple(kind))
            return default

    def not_understood(self, key: str, found: str, codes: tuple[str, ...]) -> None:
        name = self.wording.name(key)
        self.misfit(f"{self.wording.plan}: {name} = «{found}» не понято.", self.allowed(key, codes),
                    self.wording.cells.get(key))  # fmt: skip

    def returns(self, plan: Table) -> str:
        found = self.plan_text(plan, "returns") or RETURNS[0]
        if found not in RETURNS:
            self.not_understood("returns", found, RETURNS)
        return found

    def past(self, plan: Table) -> PastChoice | None:
        return self.choice(plan, "past", PastChoice, PastChoice.HISTORY) if plan.get("past") else None

    def span(self, plan: Table) -> Span:
        start, end = (self.plan_day(plan, key) for key in ("plan_start", "plan_end"))
        if start and end and end < start:
            both = " и ".join(self.wording.name(key) for key in ("plan_start", "plan_end"))
            self.misfit(f"{self.wording.plan}: конец плана раньше начала.", f"Исправьте {both}.",
                        self.wording.cells.get("plan_end"))  # fmt: skip
        return Span(start or date.min, end or date.max)

    def plan_day(self, plan: Table, key: str) -> date | None:
        return self.day(plan.get(key), self.wording.in_plan(key), self.wording.cells.get(key))

    def day(self, value: object, where: str, place: Place | None = None) -> date | None:
        found = as_day(value)
        if found is None:
            shown = f"«{_shown(value)}» — не дата" if value else "дата не указана"
            self.misfit(f"{where}: {shown}.", f"Напишите так: {self.wording.day}.", place)
        return found

    def items(self, filled: Filled, span: Span) -> tuple[Decision, ...]:
        """Return a decision for each row of the table: none may be missing."""
        said = {_ordinal(row.values) for row in filled.rows}
        for item in self.roadmap.items:
            if item.ordinal not in said:
                self.misfit(f"{_named(item)}: нет решения.", self.wording.fresh, item.place)
        return self.decided(filled.rows, self.roadmap.items, filled.plan, span)

    def points(self, filled: Filled, span: Span) -> tuple[Decision, ...]:
        """Return a decision for each point of the order with a term; without one it may be passed over."""
        dated = dated_points(self.roadmap)
        wanted = {item.ordinal for item in dated}
        said = {_ordinal(row.values) for row in filled.points}
        for item in dated:
            if item.ordinal not in said:
                what = f"{_named(item)}: поручение со сроком «{item.deadline_text}» осталось без решения."
                self.misfit(what, self.wording.fresh, item.place)
        rows = tuple(
            row for row in filled.points if _ordinal(row.values) in wanted or not _passed_over(row.values)
        )
        return self.decided(rows, point_items(self.roadmap), filled.plan, span)

    def decided(
        self, rows: Sequence[FilledRow], items: Sequence[RoadmapItem], plan: Table, span: Span
    ) -> tuple[Decision, ...]:
        known = {item.ordinal: item for item in items}
        counts = Counter(_ordinal(row.values) for row in rows)
        for item in items:
            if counts[item.ordinal] > 1:
                self.misfit(f"{_named(item)}: решений несколько.", "Оставьте одно.", item.place)
        decisions = []
        for row in rows:
            said = _ordinal(row.values)
            found = known.get(said) if said is not None else None
            if said is None:
                name = self.wording.name("ordinal")
                self.misfit(f"у решения нет целого {name}.", "Впишите номер строки или создайте файл заново.",
                            row.place)  # fmt: skip
            elif found is None:
                self.misfit(
                    f"решение по строке «{said}», которой в документе нет.", "Удалите его.", row.place
                )
            else:
                decisions.append(_RowCheck(self, found, row, plan, span).decision())
        return tuple(decisions)


def _passed_over(row: Table) -> bool:
    """Nobody decided: the decision is empty, or proposed to leave it out and unsigned."""
    if row.get("decision") == DecisionKind.LEAVE_OUT:
        return not any(row.get(key) for key in ("who", "why"))
    return not any(row.get(key) for key in ITEM_KEYS - {"ordinal", "number", "title"})


def _ordinal(row: Table) -> int | None:
    said = row.get("ordinal")
    return said if type(said) is int else None  # true would be 1


def _shown(value: object) -> str:
    """Return a value as a person wrote it."""
    return f"[{', '.join(map(_shown, value))}]" if isinstance(value, list) else str(value)


def as_day(value: object) -> date | None:
    """Return a date of TOML or Excel, «2026-09-15» or «15.09.2026» as a date; None for anything else."""
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
    """One filled row against its row of the document."""

    check: _Check
    item: RoadmapItem
    row: FilledRow
    plan: Table
    span: Span

    @property
    def place(self) -> Place:
        return self.row.place or self.item.place

    def decision(self) -> Decision:
        self._same_row()
        kind = self._kind()
        phrase, executor = self._text("phrase"), self._text("executor")
        policy, policy_basis = self.check.policy(self.row.values, _named(self.item), self.place)
        changed = bool(executor or policy)
        decision = Decision(
            ordinal=self.item.ordinal,
            kind=kind,
            phrase=phrase if kind is DecisionKind.PHRASE else "",
            dates=self._dates() if kind is DecisionKind.DATES else (),
            executor=executor,
            policy=policy,
            policy_basis=policy_basis,
            checkpoints=self._checkpoints(),
            who=self._signature("who", kind, changed=changed),
            why=self._signature("why", kind, changed=changed),
        )
        if kind is not DecisionKind.LEAVE_OUT:
            self._phrase_can_be_read(decision)
            self._executor_can_be_read(executor)
        return decision

    def _checkpoints(self) -> CheckpointChoice | None:
        said = self._text("checkpoints")
        if not said:
            return None
        if said not in tuple(CheckpointChoice):
            allowed = self.check.allowed("checkpoints", tuple(CheckpointChoice))
            self._misfit(f"{self._name('checkpoints')} = «{said}» не понято.", allowed)
            return None
        return CheckpointChoice(said)

    def _misfit(self, what: str, advice: str) -> None:
        self.check.misfit(f"{_named(self.item)}: {what}", advice, self.place)

    def _name(self, key: str) -> str:
        return self.check.wording.name(key)

    def _choice(self, code: str) -> str:
        return self.check.wording.choice("decision", code)

    def _text(self, key: str) -> str:
        return self.check.text(self.row.values, key, _named(self.item), self.place)

    def _same_row(self) -> None:
        for key in self.row.values:
            if key not in ITEM_KEYS:
                self._misfit(f"неизвестное поле «{key}».", "Исправьте название поля.")
        if self._text("title") not in {"", self.item.title.strip()}:
            self._misfit(
                "в документе под этим порядковым номером другое мероприятие.", self.check.wording.fresh
            )

    def _kind(self) -> DecisionKind:
        name, found = self._name("decision"), self._text("decision")
        if not found:
            *first, last = (self._choice(code) for code in DecisionKind)
            self._misfit("решение не принято.", f"Впишите {name}: {', '.join(first)} или {last}.")
            return DecisionKind.ACCEPT
        try:
            kind = DecisionKind(found)
        except ValueError:
            self._misfit(
                f"{name} = «{found}» не понято.", self.check.allowed("decision", tuple(DecisionKind))
            )
            return DecisionKind.ACCEPT
        self._says_one_thing(kind)
        return kind

    def _says_one_thing(self, kind: DecisionKind) -> None:
        """Two answers in one row are no answer: a phrase beside dates, dates beside «accept»."""
        unused = {
            DecisionKind.ACCEPT: ("phrase", "dates"),
            DecisionKind.PHRASE: ("dates",),
            DecisionKind.DATES: ("phrase",),
        }.get(kind, ())
        if any(self.row.values.get(key) for key in unused):
            left = " или ".join(self._name(key) for key in unused)
            other = " или ".join(self._choice(key) for key in unused)
            self._misfit(f"при {self._choice(kind)} заполнены {left}.", f"Сотрите их или выберите {other}.")

    def _phrase_can_be_read(self, decision: Decision) -> None:
        if decision.kind is not DecisionKind.PHRASE or self.span.first == date.min:
            return
        if not decision.phrase:
            name = self._name("phrase")
            self._misfit(f"выбрано {self._choice('phrase')}, а формулировка пуста.", f"Впишите {name}.")
            return
        read = read_in(decision.phrase, setting_of(self.item, self.span, shipped_school_plan()))
        if read.confidence is Confidence.UNREADABLE:
            self._misfit(
                f"формулировка «{decision.phrase}» не читается.",
                f"Напишите иначе или укажите {self._name('dates')}.",
            )

    def _executor_can_be_read(self, executor: str) -> None:
        read = read_executors(executor, self.check.roadmap.body.issuer_level)
        nobody = all(part.role is ExecutorRole.UNSPECIFIED for part in read.parts)
        if executor and (nobody or read.needs_review):
            why = f" ({'; '.join(read.doubts)})" if read.doubts else ""
            advice = f"Впишите {self._name('executor')}, например «руководители ОО»."
            self._misfit(f"исполнитель «{executor}» не понят{why}.", advice)

    def _dates(self) -> tuple[DatePair, ...]:
        found = self.row.values.get("dates", [])
        if not isinstance(found, list) or not found:
            example = self.check.wording.dates
            self._misfit(f"выбрано {self._choice('dates')}, а дат нет.", f"Впишите, например, {example}.")
            return ()
        pairs = [self._pair(one) for one in found]
        return tuple(pair for pair in pairs if pair is not None)

    def _pair(self, value: object) -> DatePair | None:
        """[due] or [start, due]; an empty start means none."""
        parts = value if isinstance(value, list) else [value]
        if len(parts) not in {1, 2}:
            self._misfit(f"«{_shown(value)}» — не срок.", "Срок: [дата] или [начало, конец].")
            return None
        where = f"{_named(self.item)}, {self._name('dates')}"
        due = self.check.day(parts[-1], where, self.place)
        start = self.check.day(parts[0], where, self.place) if len(parts) == 2 and parts[0] else None
        if due and start and start > due:
            self._misfit("начало срока позже конца.", f"Исправьте {self._name('dates')}.")
        return (start, due) if due else None

    def _signature(self, key: str, kind: DecisionKind, *, changed: bool) -> str:
        """Who decided and why: wanted where a person changed or settled something."""
        plain = (
            kind is DecisionKind.ACCEPT and not changed and not needs_review(self.item, self.check.roadmap)
        )
        undecided = not self._text("decision")
        own = self._text(key)
        found = own or self.check.plan_text(self.plan, key)
        if plain or undecided:
            return own
        if not found:
            asked = "кто решил" if key == "who" else "почему так решено"
            advice = f"Впишите {self._name(key)} {self.check.wording.signature}."
            self._misfit(f"не сказано, {asked}.", advice)
        return found
