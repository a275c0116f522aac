"""Rulings for phrases with calendar places and rates: dates, windows, lists, recurring ones."""

from dataclasses import replace
from datetime import date, timedelta

from vekha.calendar.periods import calendar_year, clip, month_of, school_year_of
from vekha.domain.deadlines import DeadlineKind, Span
from vekha.rules.deadline_dates import POINTS, nth_weekday, slot_in
from vekha.rules.deadline_doubts import IDLE, clash_doubts, idle_doubts
from vekha.rules.deadline_monthly import by_month, is_monthly
from vekha.rules.deadline_parts import (
    Bound,
    Dated,
    NoMeaningError,
    NotInPlanError,
    Phrase,
    PlaceKind,
    Ruling,
    Setting,
    Slot,
)
from vekha.rules.deadline_rates import YEAR, Rate, month_starts, period_before, rate_of, windows
from vekha.rules.deadline_years import Found, Frame, frame_of, placed, typo

_YEARS_DOUBT = "несколько лет подряд: один срок или каждый год, не сказано"
_ALONE_DOUBT = "день не назван: взят весь год, срок 31 декабря"
_FIRST_REPORT = "первый срок относится к периоду до начала плана: нужен ли он, не сказано"


def schedule(phrase: Phrase, setting: Setting) -> Ruling:
    """Return the dates of a phrase of places and rates. Raises NoMeaningError where they clash."""
    if phrase.roles <= _ONLY_DATES and not phrase.years and not _any_monthly(phrase.slots):
        return _in_order(_plain(phrase, Frame((setting.plan,)), setting.plan), phrase.doubts)
    rate = rate_of(phrase)
    slots, plan, since_doubts = _since(phrase, setting.plan)
    if plan is not setting.plan:
        phrase, setting = phrase._replace(slots=slots), replace(setting, plan=plan)
    frame = frame_of(phrase, plan)
    ruling = _ruled(phrase, rate, frame, setting)
    if not ruling.dated:
        raise NotInPlanError("в периоде плана такой даты нет")
    doubts = (*phrase.doubts, *since_doubts, *_frame_doubts(frame, ruling))
    if not phrase.roles.isdisjoint(IDLE):
        doubts += idle_doubts(phrase, rate, ruling)
    return _report_doubt(_in_order(ruling, doubts), phrase, plan)


_ONLY_DATES = frozenset(
    {"when", "inside", "limit", "edge_limit", "since", "until",
     "word", "clock", "deadline_word", "in_period", "but", "inclusive", "stage", "approximately"}
)  # fmt: skip
"""Roles of dates, and of notes that move no date: without a rate only the slots rule."""


def _any_monthly(slots: tuple[Slot, ...]) -> bool:
    return bool([slot for slot in slots if not slot.first.month and is_monthly(slot.first)])


def _in_order(ruling: Ruling, doubts: tuple[str, ...]) -> Ruling:
    """Return the ruling with its dates in order, each once, and with what is doubtful about them together."""
    dated = ruling.dated
    doubts += ruling.doubts
    if len(dated) > 1:
        dated = tuple(sorted(set(dated), key=lambda d: (d.due, d.start or d.due)))
        doubts += clash_doubts(dated)
    if doubts or dated is not ruling.dated:
        return ruling._replace(dated=dated, doubts=doubts)
    return ruling


def _frame_doubts(frame: Frame, ruling: Ruling) -> tuple[str, ...]:
    return tuple(doubt for doubt in frame.doubts if doubt not in ruling.doubts)


def _since(phrase: Phrase, plan: Span) -> tuple[tuple[Slot, ...], Span, tuple[str, ...]]:
    """«начиная с», and «с» beside a rate, move the beginning of the plan for this phrase."""
    if phrase.starting is None and "since" not in phrase.roles:
        return phrase.slots, plan, ()
    starts = [phrase.starting] if phrase.starting else []
    slots = list(phrase.slots)
    if "frequency" in phrase.roles:
        open_ended = [slot for slot in slots if slot.bound is Bound.SINCE and slot.last is None]
        slots = [slot for slot in slots if slot not in open_ended]
        starts += open_ended
    elif not slots and phrase.starting:
        slots, starts = [phrase.starting._replace(bound=Bound.SINCE)], []
    doubts: tuple[str, ...] = ()
    for start in starts:
        found = placed(start._replace(bound=Bound.AT), Frame((plan,)), plan, yearly=False)
        first = found.dated[0].start or found.dated[0].due
        doubts += found.doubts
        if first > plan.last:
            raise NoMeaningError("начало срока позже конца плана")
        plan = Span(max(plan.first, first), plan.last)
    return tuple(slots), Span(plan.first, plan.last), doubts


def _ruled(phrase: Phrase, rate: Rate | None, frame: Frame, setting: Setting) -> Ruling:
    if _any_monthly(phrase.slots):
        return _monthly(phrase, rate, frame, setting)
    if not phrase.roles.isdisjoint(_MONTH_WORDS):
        _refuse_month_words(phrase)
    if rate and rate.weekdays:
        if "reporting" in phrase.roles:
            raise NoMeaningError("день недели не вяжется с отчетным периодом")
        return _weekdays(rate, _rate_spans(phrase, frame, setting.plan))
    if phrase.having("reporting"):
        return _after_report_year(phrase, rate, setting.plan)
    if rate and phrase.slots and not _only_stretches(phrase, rate):
        return _repeated(phrase, rate, frame, setting.plan)
    if rate:
        return _windows(phrase, rate, frame, setting.plan)
    return _plain(phrase, frame, setting.plan)


_MONTH_WORDS = frozenset({"that_unit", "of_unit"})


def _refuse_month_words(phrase: Phrase) -> None:
    """«отчетного месяца», «последнего месяца квартала» say of which month a number is."""
    stray = list(phrase.having("that_unit"))
    stray += [
        part
        for part in phrase.having("of_unit")
        if part.terminals[0] != "ZA" and not {"YEAR_WORD", "SCHOOL"} & set(part.terminals)
    ]
    if stray:
        raise NoMeaningError(f"«{stray[0].text}» ни к чему не относится")


def _monthly(phrase: Phrase, rate: Rate | None, frame: Frame, setting: Setting) -> Ruling:
    if all(is_monthly(slot.first) for slot in phrase.slots):
        spans = _in_plan(frame, setting.plan)
        return by_month(phrase, rate, spans, setting)
    found = _stretches(phrase, frame, setting.plan)
    spans = tuple(Span(d.start or d.due, d.due) for d in found.dated)
    ruling = by_month(phrase, rate or Rate(1), spans, setting)
    once = len(ruling.dated) == 1 and rate is None and not ruling.reports
    kind = DeadlineKind.DATE if once and ruling.dated[0].start is None else ruling.kind
    return ruling._replace(kind=kind, doubts=found.doubts + ruling.doubts)


def _in_plan(frame: Frame, plan: Span) -> tuple[Span, ...]:
    spans = tuple(inside for inside in (clip(span, plan) for span in frame.spans) if inside)
    if not spans:
        raise NoMeaningError("названные годы не входят в период плана")
    return spans


def _stretches(phrase: Phrase, frame: Frame, plan: Span) -> Found:
    """The slots that name when a rate holds: «ежемесячно с сентября по май»."""
    dated: tuple[Dated, ...] = ()
    doubts: tuple[str, ...] = ()
    for slot in phrase.slots:
        if not is_monthly(slot.first):
            if slot.bound is not Bound.AT or (slot.first.kind in POINTS and slot.last is None):
                raise NoMeaningError("дата и число месяца стоят рядом без связи")
            found = placed(slot, frame, plan, yearly="frequency" in phrase.roles)
            dated += found.dated
            doubts += found.doubts
    return Found(dated, doubts)


def _only_stretches(phrase: Phrase, rate: Rate) -> bool:
    """True when the slots say when the rate holds, not what recurs: stretches longer than its period."""
    if rate.months >= YEAR:
        return all(slot.first.kind is PlaceKind.YEAR and slot.bound is Bound.AT for slot in phrase.slots)
    for slot in phrase.slots:
        if slot.bound is not Bound.AT:
            return False
        sample = slot_in(_no_years(slot), 2023)[0]
        if sample.start is None or (sample.due - sample.start).days < max(28, rate.months * 30):
            return False
    return True


def _no_years(slot: Slot) -> Slot:
    last = slot.last._replace(years=None) if slot.last else None
    return slot._replace(first=slot.first._replace(years=None), last=last)


def _rate_spans(phrase: Phrase, frame: Frame, plan: Span) -> tuple[Span, ...]:
    if not phrase.slots:
        return _in_plan(frame, plan)
    found = _stretches(phrase, frame, plan)
    spans = tuple(Span(d.start or d.due, d.due) for d in found.dated)
    return tuple(inside for inside in (clip(span, plan) for span in spans) if inside)


def _weekdays(rate: Rate, spans: tuple[Span, ...]) -> Ruling:
    found: list[Dated] = []
    for span in spans:
        if rate.nth:
            days = [
                nth_weekday(m.year, m.month, rate.weekdays[0], rate.nth)
                for m in month_starts(span.first, span.last)
            ]
            found += [Dated(None, day, month_of(day)) for day in days if span.first <= day <= span.last]
            continue
        for weekday in rate.weekdays:
            first = span.first + timedelta(days=(weekday - 1 - span.first.weekday()) % 7)
            walk = range(first.toordinal(), span.last.toordinal() + 1, 7 * rate.step)
            found += [Dated(None, date.fromordinal(n)) for n in walk]
    return Ruling(DeadlineKind.RECURRING, tuple(found), "дни недели", rate.doubts, months=rate.months)


def _after_report_year(phrase: Phrase, rate: Rate | None, plan: Span) -> Ruling:
    """«до 1 февраля года, следующего за отчетным»: that day of every plan year, on the year before."""
    words = [word for part in phrase.having("reporting") for word in part.terminals]
    if {"QUARTER", "MONTH_WORD", "HALF_YEAR"} & set(words) or not phrase.slots:
        raise NoMeaningError("дата не вяжется с отчетным периодом")
    if phrase.years:
        raise NoMeaningError("названы и год, и отчетный год")
    found: tuple[Dated, ...] = ()
    doubts: tuple[str, ...] = ()
    for slot in phrase.slots:
        one = placed(slot, Frame((plan,)), plan, yearly=True)
        found += one.dated
        doubts += one.doubts
    if any(d.start for d in found):
        raise NoMeaningError("период не вяжется с отчетным годом")
    planned = "PLANNED" in words
    if planned:
        doubts += ("планируемый год не назван: взят каждый год плана",)
    else:
        found = tuple(d._replace(period=period_before(d.due, YEAR)) for d in found)
    kind = DeadlineKind.RECURRING if rate or len(found) != 1 else DeadlineKind.DATE
    return Ruling(kind, found, "каждый год плана, за год до того", doubts, months=YEAR, reports=not planned)


def _repeated(phrase: Phrase, rate: Rate, frame: Frame, plan: Span) -> Ruling:
    """«ежегодно (ноябрь-декабрь)», «ежеквартально (1 января, ...)», «до 1 октября 2024, далее ежегодно»."""
    found: tuple[Dated, ...] = ()
    doubts: tuple[str, ...] = ()
    for slot in phrase.slots:
        if slot.years is not None and slot.years.first == slot.years.last and rate.months == YEAR:
            one = _from_year_on(slot, phrase, plan)
        else:
            one = placed(slot, frame, plan, yearly=True)
        found += one.dated
        doubts += tuple(doubt for doubt in one.doubts if doubt not in doubts)
        doubts += () if one.dated else ("один из названных сроков не попадает в план",)
    if rate.months < YEAR and not _one_a_period(rate, phrase.slots, found):
        doubts += ("названные сроки расходятся с периодичностью",)
    return Ruling(
        DeadlineKind.RECURRING, found, "названные сроки в каждом году плана", doubts, months=rate.months
    )


def _one_a_period(rate: Rate, slots: tuple[Slot, ...], found: tuple[Dated, ...]) -> bool:
    """True when as many dates are named as the rate asks, or no two of several fall due in one period."""
    if len(slots) == 1 or rate.months == 0:
        return False
    if len(slots) * rate.months == YEAR * rate.cut and rate.step == 1:
        return True
    periods = {(d.due.year * YEAR + d.due.month - 1) // rate.months for d in found}
    return len(periods) == len(set(found))


def _from_year_on(slot: Slot, phrase: Phrase, plan: Span) -> Found:
    """A year printed beside «ежегодно» is the first of them; after «далее» without a doubt."""
    years = slot.years
    if years is None:
        raise NoMeaningError("год не назван")
    first = placed(slot, Frame((plan,)), plan, yearly=False)
    bare = _no_years(slot)
    begin = first.dated[0].start or first.dated[0].due
    doubts = (
        first.doubts
        if "then" in phrase.roles
        else (*first.doubts, "год назван рядом с «ежегодно»: взят первый из многих")
    )
    if begin > plan.last:
        return Found(first.dated, doubts)
    later = placed(bare, Frame((plan,)), Span(max(begin, plan.first), plan.last), yearly=True)
    return Found((*first.dated, *(d for d in later.dated if d.due > first.dated[0].due)), doubts)


def _windows(phrase: Phrase, rate: Rate, frame: Frame, plan: Span) -> Ruling:
    """«ежеквартально»: one window for each period of the plan, clipped to it."""
    doubts = rate.doubts
    if "then" in phrase.roles:
        if rate.months != YEAR or len(phrase.years) != 1:
            raise NoMeaningError("«далее» без первого срока")
        begin = max(plan.first, frame.spans[0].first)
        frame = Frame((Span(begin, max(begin, plan.last)),), named=True)
    spans = _in_plan(frame, plan)
    if phrase.slots:
        stretches = _stretches(phrase, frame, plan)
        doubts += stretches.doubts
        spans = tuple(Span(d.start or d.due, d.due) for d in stretches.dated)
        spans = tuple(inside for inside in (clip(span, plan) for span in spans) if inside)
    found = tuple(window for span in spans for window in windows(rate, span))
    if rate.months == YEAR and not rate.doubts:
        doubts += (_ALONE_DOUBT,)
    months = rate.months if rate.step == 1 else 0
    return Ruling(DeadlineKind.RECURRING, found, "окно на каждый период плана", doubts, months=months)


def _plain(phrase: Phrase, frame: Frame, plan: Span) -> Ruling:
    if not phrase.slots:
        return _bare_frame(phrase, frame, plan)
    found: tuple[Dated, ...] = ()
    doubts: tuple[str, ...] = ()
    for slot in phrase.slots:
        one = _one(slot, frame, plan)
        found += one.dated
        if one.doubts:
            doubts += tuple(doubt for doubt in one.doubts if doubt not in doubts)
    if "then" in phrase.roles:
        raise NoMeaningError("«далее» без периодичности")
    kind = DeadlineKind.WINDOW if found[0].start else DeadlineKind.DATE
    several = len(found) > 1 and len(set(found)) > 1
    return Ruling(DeadlineKind.RECURRING if several else kind, found, "названные сроки", doubts)


def _one(slot: Slot, frame: Frame, plan: Span) -> Found:
    years = slot.years
    if slot.first.kind is PlaceKind.YEAR and slot.last is None and years and slot.bound is Bound.AT:
        doubts: tuple[str, ...] = (_YEARS_DOUBT,) if years.last > years.first else ()
        doubts += (typo(years),) if years.misspelt else ()
        whole = Span(calendar_year(years.first).first, calendar_year(years.last).last)
        outside = () if clip(whole, plan) else ("названные годы вне периода плана",)
        return Found((Dated(whole.first, whole.last),), doubts + outside)
    if slot.bound is Bound.SINCE and slot.last is None:
        begin = placed(slot._replace(bound=Bound.AT), frame, plan, yearly=False)
        first = begin.dated[0].start or begin.dated[0].due
        if first > plan.last:
            raise NoMeaningError("начало срока позже конца плана")
        return Found((Dated(first, plan.last),), (*begin.doubts, "конец не назван: взят конец плана"))
    found = placed(slot, frame, plan, yearly=False)
    if slot.first.kind in _ENDED and not (years or slot.first.month or slot.first.number):
        return _unnamed_end(slot, found, plan)
    return found


_ENDED = frozenset({PlaceKind.YEAR, PlaceKind.SCHOOL_YEAR, PlaceKind.MONTH, PlaceKind.QUARTER})


def _unnamed_end(slot: Slot, found: Found, plan: Span) -> Found:
    """«до конца года»: plain where the plan lies in one such year, else a doubt."""
    if slot.first.kind is PlaceKind.YEAR and plan.first.year == plan.last.year:
        return found
    if slot.first.kind is PlaceKind.SCHOOL_YEAR and slot.bound is Bound.TO_END:
        whole = school_year_of(plan.first)
        if plan.last <= whole.last and whole.first <= found.dated[0].due <= whole.last:
            return Found((Dated(None, plan.last),))
    return Found(found.dated, (*found.doubts, "какого именно периода конец, не сказано"))


def _bare_frame(phrase: Phrase, frame: Frame, plan: Span) -> Ruling:
    """«2024-2025 учебный год», «в текущем году»: the stretch itself."""
    if not frame.named:
        raise NoMeaningError("срока в словах нет")
    spans = frame.spans if phrase.years else _in_plan(frame, plan)
    found = tuple(Dated(span.first, span.last) for span in spans)
    whole = DeadlineKind.WINDOW if phrase.years else DeadlineKind.CONTINUOUS
    kind = whole if len(found) == 1 else DeadlineKind.RECURRING
    return Ruling(kind, found, "названный период", frame.doubts)


def _report_doubt(ruling: Ruling, phrase: Phrase, plan: Span) -> Ruling:
    """A report on a period before the plan is doubtful, unless the phrase names the first report."""
    if phrase.report_from is not None:
        years = phrase.report_from.years
        if years is None:
            raise NoMeaningError("с отчета за какой год начинать, не сказано")
        first = slot_in(_no_years(phrase.report_from), years.first)[0]
        begin = first.start or first.due
        kept = tuple(d for d in ruling.dated if d.period is None or d.period.first >= begin)
        return ruling._replace(dated=kept)
    if any(d.period and d.period.last < plan.first for d in ruling.dated) and ruling.reports:
        return ruling._replace(doubts=(*ruling.doubts, _FIRST_REPORT))
    return ruling
