"""Tables of the memo: by organisation, by section, and the lists of what was late, not done and returned."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from vekha.calendar.zones import local_day
from vekha.domain.figures import Fact, Figures, RegisterRow
from vekha.domain.indicators import IndicatorPlan
from vekha.domain.obligations import Outcome
from vekha.domain.organisations import Organisation
from vekha.reports.paper import Column, PaperFacts, Table, day_of
from vekha.reports.phrases import OUTCOME_NAMES, for_period, number, percent, share
from vekha.rules.counting import count, days_late, outcome
from vekha.rules.indicators import NOT_PLANNED, is_called, plan_text
from vekha.rules.russian import counted
from vekha.rules.states import STATE_NAMES

LISTED_AT_MOST = 300

_COUNTS = (
    Column("Срок наступил", 19, number=True),
    Column("В срок", 13, number=True),
    Column("Позже срока", 15, number=True),
    Column("Не исп.", 14, number=True),
    Column("На проверке", 18, number=True),
    Column("Срок впереди", 17, number=True),
    Column("Дисциплина", 23, number=True),
)


def by_organisation(facts: PaperFacts) -> Table:
    """Return a row for what the organisation owes itself, one for each branch that owes, and the sum."""
    tree = facts.tree
    owing = [branch for branch in tree.branches if branch.total.total]
    rows = [_counts(branch.organisation.short_name, branch.total) for branch in owing]
    if tree.own.total:
        rows.insert(0, _counts(tree.organisation.short_name, tree.own))
    return _counted_table("Организация", [*rows, _counts("Всего", tree.total)])


def by_section(facts: PaperFacts) -> Table:
    """Return a row for each roadmap's section, in the order of the document, and the sum."""
    titles = {source.id: f"{source.order}: " for source in facts.sources} if len(facts.sources) > 1 else {}
    facts_of: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for row in facts.rows:
        facts_of[row.roadmap_id, row.section or "Без раздела"].append(row.fact)
    zones = {each.id: each.zone for each in facts.organisations.values()}
    sums = {section: sum(count(found, zones).values(), Figures()) for section, found in facts_of.items()}
    rows = [
        _counts(titles.get(roadmap, "") + section, figures) for (roadmap, section), figures in sums.items()
    ]
    return _counted_table("Раздел", [*rows, _counts("Всего", sum(sums.values(), Figures()))])


def _counted_table(first: str, rows: Sequence[tuple[str, ...]]) -> Table:
    return Table((Column(first, 51), *_COUNTS), tuple(rows), total=True)


def _counts(label: str, figures: Figures) -> tuple[str, ...]:
    numbers = (
        figures.base,
        figures.in_time,
        figures.late,
        figures.not_done,
        figures.on_review,
        figures.not_due,
    )
    return (label, *(str(number) for number in numbers), percent(figures.discipline))


def not_done(facts: PaperFacts) -> tuple[RegisterRow, ...]:
    """Return what is not done though its term has passed, the longest overdue first."""
    return _chosen(facts, lambda row: outcome(row.fact) is Outcome.NOT_DONE, overdue_days)


def done_late(facts: PaperFacts) -> tuple[RegisterRow, ...]:
    """Return what was done late or lies late with the reviewer, the longest delay first."""
    return _chosen(facts, _is_late, lateness_days)


def _is_late(row: RegisterRow) -> bool:
    found = outcome(row.fact)
    return found is Outcome.LATE or (found is Outcome.ON_REVIEW and row.fact.in_time is not True)


def returned(facts: PaperFacts) -> tuple[RegisterRow, ...]:
    """Return what was sent back for mending at least once, the most often first."""
    return _chosen(facts, lambda row: row.returns > 0, lambda row, _: row.returns)


def dated_back(facts: PaperFacts) -> tuple[RegisterRow, ...]:
    """Return what was entered with an earlier instant («внесено задним числом»)."""
    return _chosen(facts, lambda row: row.received_at is not None, lambda _row, _facts: 0)


Days = Callable[[RegisterRow, PaperFacts], int]


def _chosen(facts: PaperFacts, fits: Callable[[RegisterRow], bool], days: Days) -> tuple[RegisterRow, ...]:
    found = [row for row in facts.rows if fits(row)]
    return tuple(sorted(found, key=lambda row: (-days(row, facts), row.ordinal, _name(row, facts))))


def overdue_days(row: RegisterRow, facts: PaperFacts) -> int:
    """Return the calendar days from the due day to the as-of day."""
    today = local_day(facts.as_of, _organisation(row, facts).zone)
    return max(0, (today - row.due).days) if row.due else 0


def lateness_days(row: RegisterRow, facts: PaperFacts) -> int:
    """Return the calendar days the paper that lies is late by, after deductions."""
    return days_late(row.fact.due, row.fact.counted_at, _organisation(row, facts).zone)


def not_done_table(facts: PaperFacts, rows: Sequence[RegisterRow]) -> Table:
    """Return the list; the reason and the new term are for a person to fill in."""
    columns = (
        Column("Пункт", 14),
        Column("Мероприятие", 80),
        Column("Организация", 48),
        Column("Срок", 24),
        Column("Дней просрочки", 22, number=True),
        Column("Состояние", 34),
        Column("Причина, новый срок", 40),
    )
    cells = [
        (
            *_item(row, facts),
            _term(row),
            str(overdue_days(row, facts) or "истёк сегодня"),
            _standing(row),
            "",
        )
        for row in rows[:LISTED_AT_MOST]
    ]
    return Table(columns, tuple(cells), wide=True)


def done_late_table(facts: PaperFacts, rows: Sequence[RegisterRow]) -> Table:
    """Return the list of what was done late."""
    columns = (
        Column("Пункт", 14),
        Column("Мероприятие", 86),
        Column("Организация", 50),
        Column("Срок", 24),
        Column("Сдано", 24),
        Column("Дней задержки", 22, number=True),
        Column("Примечание", 42),
    )
    cells = [
        (
            *_item(row, facts),
            _term(row),
            _sent_on(row, facts),
            str(lateness_days(row, facts) or "в день срока"),
            note(row),
        )
        for row in rows[:LISTED_AT_MOST]
    ]
    return Table(columns, tuple(cells), wide=True)


def changed(facts: PaperFacts) -> tuple[RegisterRow, ...]:
    """Return what was extended, suspended, waived or withdrawn, in the order of the document."""
    return _chosen(
        facts, lambda row: row.fact.extended or outcome(row.fact) in _APART, lambda _row, _facts: 0
    )


def changed_table(facts: PaperFacts, rows: Sequence[RegisterRow]) -> Table:
    """Return the list of extensions, suspensions, waivers and withdrawals with their papers."""
    columns = (
        Column("Пункт", 16),
        Column("Мероприятие", 70),
        Column("Организация", 44),
        Column("Что решено", 44),
        Column("Срок", 44),
        Column("Основание", 44),
    )
    cells = [
        (*_item(row, facts), _decided(row), _term(row), row.paper or "—") for row in rows[:LISTED_AT_MOST]
    ]
    return Table(columns, tuple(cells), wide=True)


def _decided(row: RegisterRow) -> str:
    found = outcome(row.fact)
    times = f"продлено ({counted(row.extensions, 'раз', 'раза', 'раз')})" if row.fact.extended else ""
    apart = OUTCOME_NAMES[found] if found in _APART else ""
    return "; ".join(filter(None, (times, apart)))


_APART = frozenset({Outcome.WAIVED, Outcome.WITHDRAWN, Outcome.SUSPENDED})


def returned_table(facts: PaperFacts, rows: Sequence[RegisterRow]) -> Table:
    """Return the list of returns with the reason of the last one."""
    columns = (
        Column("Пункт", 14),
        Column("Мероприятие", 78),
        Column("Организация", 48),
        Column("Возвратов", 20, number=True),
        Column("Причина последнего возврата", 62),
        Column("Состояние", 40),
    )
    cells = [
        (
            *_item(row, facts),
            str(row.returns),
            row.reason or "—",
            _standing(row),
        )
        for row in rows[:LISTED_AT_MOST]
    ]
    return Table(columns, tuple(cells), wide=True)


def indicators(facts: PaperFacts) -> Table:
    """Return the indicators by occurrence: sums of numerators and denominators, their share, the plan.

    Those nobody has reported on stand below, for their plan.
    """
    columns = (
        Column("Показатель", 39),
        Column("За что", 20),
        Column("Числитель", 24, number=True),
        Column("Знаменатель", 29, number=True),
        Column("Доля", 16, number=True),
        Column("Бумаг", 14, number=True),
        Column("План", 28),
    )
    reported = [
        (
            one.indicator,
            for_period(one.period) if one.period else f"№ {one.occurrence_key}",
            number(one.numerator),
            "—" if one.denominator is None else number(one.denominator),
            "—" if one.denominator is None else share(one.numerator, one.denominator),
            str(one.papers),
            _planned(plan for plan in facts.plans if is_called(plan.text, one.indicator)),
        )
        for one in facts.indicators
    ]
    silent: dict[str, list[IndicatorPlan]] = {}
    for plan in facts.plans:
        if not any(is_called(plan.text, one.indicator) for one in facts.indicators):
            silent.setdefault(plan.text, []).append(plan)
    unreported = [(text, "—", "—", "—", "—", "0", _planned(plans)) for text, plans in silent.items()]
    return Table(columns, (*reported, *unreported))


def _planned(plans: Iterable[IndicatorPlan]) -> str:
    """Return «не менее 60 % (постановление № 5 от 01.02.2026)»; several items may plan one indicator."""
    said = (f"{plan_text(plan)} ({plan.act})" if plan.act else plan_text(plan) for plan in plans)
    return "; ".join(dict.fromkeys(said)) or NOT_PLANNED


def note(row: RegisterRow) -> str:
    """Return the marks of a row: dated back, days with the reviewer, extended, history."""
    marks = []
    if outcome(row.fact) is Outcome.ON_REVIEW:
        marks.append("на проверке")
    if row.received_at:
        marks.append("внесено задним числом")
    if row.reviewer_days:
        marks.append(f"у проверяющего {counted(row.reviewer_days, 'день', 'дня', 'дней')}")
    if row.fact.extended:
        times = f" {counted(row.extensions, 'раз', 'раза', 'раз')}" if row.extensions > 1 else ""
        marks.append(f"продлено{times} с {day_of(row.original_due)}")
    if row.history:
        marks.append("срок прошёл до постановки на контроль")
    return "; ".join(marks)


def _standing(row: RegisterRow) -> str:
    name = STATE_NAMES[row.fact.state]
    if row.return_due:
        return f"{name} до {day_of(row.return_due)}"
    return OUTCOME_NAMES[outcome(row.fact)] if outcome(row.fact) is not Outcome.NOT_DONE else name


def _term(row: RegisterRow) -> str:
    extended = f" (был {day_of(row.original_due)})" if row.fact.extended else ""
    return day_of(row.due) + extended


def _sent_on(row: RegisterRow, facts: PaperFacts) -> str:
    sent = row.received_at or row.submitted_at
    return day_of(local_day(sent, _organisation(row, facts).zone)) if sent else "—"


def _item(row: RegisterRow, facts: PaperFacts) -> tuple[str, str, str]:
    return (row.item_number or str(row.ordinal), row.item_title, _name(row, facts))


def _name(row: RegisterRow, facts: PaperFacts) -> str:
    return name_in_tree(_organisation(row, facts), facts)


def name_in_tree(organisation: Organisation, facts: PaperFacts) -> str:
    """Return the short name, with the authority above it where the paper is not that authority's own."""
    return organisation.short_name + _authority(organisation, facts)


def full_name_in_tree(organisation: Organisation, facts: PaperFacts) -> str:
    """Return the full name, with the authority above it as `name_in_tree` has it."""
    return organisation.name + _authority(organisation, facts)


def _authority(organisation: Organisation, facts: PaperFacts) -> str:
    above = facts.organisations.get(organisation.parent_id or 0)
    own = {organisation.id, organisation.parent_id}
    return "" if above is None or facts.organisation.id in own else f", {above.short_name}"


def _organisation(row: RegisterRow, facts: PaperFacts) -> Organisation:
    return facts.organisations[row.fact.organisation_id]


def left_out(rows: Iterable[RegisterRow]) -> str:
    """Return the note that a list was cut, "" when it was not."""
    beyond = len(tuple(rows)) - LISTED_AT_MOST
    return f"Показано {LISTED_AT_MOST}, ещё {beyond} — в реестре." if beyond > 0 else ""
