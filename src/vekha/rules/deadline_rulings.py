"""Which ruling a phrase falls under, by the parts it has; each ruling names the parts it may stand with.

A part no ruling has a place for makes the phrase unreadable: no word is ever skipped.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from vekha.calendar.periods import clip
from vekha.calendar.school_years import SchoolPlan, shipped_school_plan
from vekha.domain.deadlines import DeadlineKind, Offset, OffsetUnit, Span
from vekha.rules.deadline_account import DATES, TERMS, USES, Family, Use, account, main_stretch
from vekha.rules.deadline_dates import EDGE_DOUBT
from vekha.rules.deadline_events import EVENTS, event_ruling
from vekha.rules.deadline_parts import (
    Bound,
    Dated,
    NoMeaningError,
    NotInPlanError,
    Part,
    Phrase,
    PlaceKind,
    Ruling,
    Setting,
    Slot,
)
from vekha.rules.deadline_rates import rate_of
from vekha.rules.deadline_schedule import schedule
from vekha.rules.deadline_slots import phrase_of
from vekha.rules.deadline_vacations import every_term, half_dates, is_inner, school_dates, with_listed_terms
from vekha.rules.deadline_years import frame_of, school_frame, within_a_year

_DATES = frozenset(DATES)
_EVENTFUL = EVENTS | TERMS
_PAPERS = frozenset({"by_paper", "established"})
_SCHOOL_TIMES = frozenset({"vacation", "school_term", "school_edge"})
_TITLES = frozenset({"in_period", "deadline_word"})
_NOTES = frozenset(role for role, use in USES[Family.VACATION].items() if use is Use.NOTE)
_PLAN_WORK = ("реализац", "внедрен", "действ", "исполнен", "выполнен", "осуществл")
_NAMING = frozenset({"BODY", "ABBREVIATION", "PAPER", "ACTION", "VERSION", "CLAUSE", "PLACE", "CONSENT"})


def ruling_of(parts: tuple[Part, ...], setting: Setting) -> Ruling:
    """Return what flat parts mean; what stands after «далее» holds from the first date on."""
    roles = [part.role for part in parts]
    if "by_measure" in roles:
        parts = _with_summed(parts)
        roles = [part.role for part in parts]
    if "school_term" in roles:
        parts = with_listed_terms(parts)
        roles = [part.role for part in parts]
    if "action_of_unit" in roles and EVENTS.isdisjoint(roles) and TERMS.isdisjoint(roles):
        parts = tuple(_school_edge(part) for part in parts)
        roles = [part.role for part in parts]
    at = roles.index("then") if "then" in roles else len(roles)
    if _DATES.isdisjoint(roles[at:]):
        return rule(phrase_of(parts), setting)
    first = rule(phrase_of(parts[:at]), setting)
    if not first.dated:
        raise NoMeaningError("«далее» без первого срока")
    begin = max(dated.due for dated in first.dated) + timedelta(days=1)
    if begin > setting.plan.last:
        raise NoMeaningError("«далее» после конца плана")
    try:
        rest = rule(phrase_of(parts[at + 1 :]), replace(setting, plan=Span(begin, setting.plan.last)))
    except NotInPlanError:
        doubt = "«далее»: других сроков в периоде плана нет"
        return first._replace(kind=DeadlineKind.RECURRING, doubts=(*first.doubts, doubt))
    doubts = (*first.doubts, *rest.doubts)
    return rest._replace(kind=DeadlineKind.RECURRING, dated=first.dated + rest.dated, doubts=doubts, months=0)


def _school_edge(part: Part) -> Part:
    """«начало учебного года» is an event after «после», and by itself a part of that year."""
    edge = part.role == "action_of_unit" and part.terminals[0].startswith("EDGE_")
    return part._replace(role="school_edge") if edge else part


def rule(phrase: Phrase, setting: Setting) -> Ruling:
    """Return what the phrase means. Raises NoMeaningError where no ruling covers its parts."""
    if phrase.roles <= _DATES:
        return schedule(phrase, setting)
    if "word" in phrase.roles:
        _check_words(phrase)
    if "term" in phrase.roles:
        _check_lengths(phrase)
    if "on_day" in phrase.roles and "vacation" in phrase.roles:
        kept = tuple(part for part in phrase.parts if part.role != "on_day")
        phrase = phrase._replace(roles=phrase.roles - {"on_day"}, parts=kept)
    roles = phrase.roles
    family = family_of(phrase)
    ruling = _RULINGS[family](phrase, setting, account(phrase, family))
    if "vacation" in roles and phrase.slots and not (len(ruling.dated) == 1 and phrase.slots[0].last):
        raise NoMeaningError("каникулы названы вместе с другим сроком")
    if "approximately" in roles:
        return ruling._replace(doubts=(*ruling.doubts, "срок назван приблизительно"))
    return ruling


def family_of(phrase: Phrase) -> Family:
    """Return which ruling the parts of a phrase call for; what rules over what stands in this order."""
    roles = phrase.roles
    if not roles.isdisjoint(_EVENTFUL) and not _summed_up(phrase):
        return Family.EVENT
    if not roles.isdisjoint(_PAPERS):
        return Family.EXTERNAL
    if "throughout" in roles and "frequency" not in roles:
        return Family.THROUGHOUT
    if (not phrase.slots and not roles.isdisjoint(_SCHOOL_TIMES)) or _school_halves(phrase):
        return Family.VACATION
    named = roles <= _NOTES and "word" in roles and not roles.isdisjoint(_TITLES)
    return Family.ELSEWHERE if named or "period_elsewhere" in roles else Family.DATED


_SUMMARY = re.compile(r"по (итогам|результатам)\b")


def _summed_up(phrase: Phrase) -> bool:
    """«до 20 января по итогам года»: the date is the deadline, the summary only says of what.

    In «по итогам I полугодия» the period is what is summed up, and no deadline.
    """
    if not phrase.slots or phrase.roles & _EVENTFUL != {"by_measure"}:
        return False
    beside = zip(phrase.parts, (*phrase.parts[1:], None), strict=True)
    named = [(part, after) for part, after in beside if part.role == "by_measure"]
    return all(_SUMMARY.match(part.text) and _says_of_what(part, after) for part, after in named)


def _says_of_what(summary: Part, after: Part | None) -> bool:
    return len(summary.terminals) > len(("PO", "ACTION")) or (
        after is not None and after.role in ("word", "action_of_unit")
    )


def _with_summed(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """«по итогам I квартала, до 15 апреля»: beside another date the quarter is what is summed up."""
    found: list[Part] = []
    for part in parts:
        before = found[-1] if found else None
        period = part.role == "when" and part.place is not None and part.place.kind in _PERIODS
        other = any(one.role in _DATES and one is not part for one in parts)
        if before and before.role == "by_measure" and period and other and _SUMMARY.match(before.text):
            found[-1] = before._replace(
                text=f"{before.text} {part.text}", terminals=before.terminals + part.terminals
            )
        else:
            found.append(part)
    return tuple(found)


_PERIODS = frozenset({PlaceKind.QUARTER, PlaceKind.HALF_YEAR, PlaceKind.YEAR, PlaceKind.MONTH})


def _school_halves(phrase: Phrase) -> bool:
    """«I полугодие 2025-2026 учебного года»: a half of the school's year, not of the calendar's."""
    if "school_year" not in phrase.roles or not phrase.slots:
        return False
    halves = all(slot.first.kind is PlaceKind.HALF_YEAR and slot.last is None for slot in phrase.slots)
    plain = phrase.roles <= USES[Family.VACATION].keys() and all(s.bound is Bound.AT for s in phrase.slots)
    return halves and plain


_COUNTED = re.compile(r"\b(дн|дня|дней|сутки|суток|нед|недели|недель|мес|месяца|месяцев|лет|года)$")


def _check_lengths(phrase: Phrase) -> None:
    """«(10 дней)» is a length and no date; «1-я неделя» beside a date is a place nothing here can find."""
    for part in phrase.having("term"):
        ordinal = "NTH" in part.terminals or "-" in part.text
        quarters = any("QUARTER" in one.terminals for one in phrase.having("frequency"))
        counted = _COUNTED.search(part.text) and (not ordinal or "of_unit" in phrase.roles or quarters)
        if not counted and "LONG_DAYS" not in part.terminals:
            raise NoMeaningError(f"«{part.text}»: длительность или место в календаре, не понять")


def _check_words(phrase: Phrase) -> None:
    """Words beside the date name an executor, a paper or a work; adjectives and prepositions alone do not."""
    words = phrase.having("word")
    for part, following in zip(phrase.parts, (*phrase.parts[1:], None), strict=False):
        linked = following is not None and following.role in ("word", "action_of_unit")
        if part.terminals == ("FROM_LINK",) and not linked:
            raise NoMeaningError(f"«{part.text}» ни к чему не относится")
    if "vacation" in phrase.roles:
        return
    if words and not any(set(part.terminals) & _NAMING for part in words):
        raise NoMeaningError(f"«{' '.join(part.text for part in words)}»: к чему это относится, не сказано")


def _external(phrase: Phrase, _: Setting, doubts: tuple[str, ...]) -> Ruling:
    doubts = phrase.doubts + doubts
    if any(part.weekday for part in phrase.having("frequency")):
        doubts += ("рядом с другим документом назван день недели: что главнее, не сказано",)
    named = phrase.having("word", "deadline_word", "by_paper")
    if not named and not any("TERM" in part.terminals for part in phrase.having("established")):
        raise NoMeaningError("кем и что установлено, не сказано")
    return Ruling(DeadlineKind.EXTERNAL, (), "сроки дает другой документ или орган", doubts)


def _vacation(phrase: Phrase, setting: Setting, _: tuple[str, ...]) -> Ruling:
    """Terms, vacations and halves of a school year: always in doubt, for a school sets its own."""
    frame = frame_of(phrase, setting.plan)
    within, school = Span(frame.spans[0].first, frame.spans[-1].last), setting.school
    found = [school_dates(part, within, school) for part in phrase.having(*_SCHOOL_TIMES)]
    found += [half_dates(slot.first.number, within, school) for slot in phrase.slots]
    dated = tuple(one for one in found if one is not None)
    if len(dated) < len(found):
        return Ruling(DeadlineKind.EXTERNAL, (), "учебный график", ("дат нет: их дает учебный график",))
    once = DeadlineKind.DATE if dated[0].start is None else DeadlineKind.WINDOW
    kind = once if len(dated) == 1 else DeadlineKind.RECURRING
    doubts = (*phrase.doubts, *frame.doubts, _whose(school))
    if any(is_inner(part) for part in phrase.having("school_edge")):
        doubts += (EDGE_DOUBT,)
    return Ruling(kind, tuple(dict.fromkeys(dated)), f"учебный график: {school.basis}", doubts)


def _whose(school: SchoolPlan) -> str:
    typical = school is shipped_school_plan()
    return "даты взяты из типового учебного графика" if typical else f"даты взяты из графика: {school.basis}"


def _every_term(phrase: Phrase, setting: Setting) -> Ruling:
    """«1 раз в четверть»: a window for each term of the school year that the plan meets."""
    if phrase.slots or phrase.years or len(phrase.having("frequency")) > 1:
        raise NoMeaningError("периодичность по учебным четвертям стоит рядом с другим сроком")
    part = phrase.having("frequency")[0]
    edges = any(name.startswith("EDGE_") for name in part.terminals)
    dated = every_term(setting.plan, setting.school, part if edges else None)
    if not dated:
        raise NotInPlanError("в периоде плана нет ни одной учебной четверти")
    rule = f"учебный график: {setting.school.basis}"
    doubts = (*phrase.doubts, _whose(setting.school), *([EDGE_DOUBT] if edges and is_inner(part) else []))
    if edges and "ALSO_EACH" not in part.terminals:
        doubts += ("какой четверти, не сказано: взята каждая",)
    return Ruling(DeadlineKind.RECURRING, dated, rule, doubts)


def _throughout(phrase: Phrase, setting: Setting, doubts: tuple[str, ...]) -> Ruling:
    part, rivals = main_stretch(phrase)
    phrase = phrase._replace(doubts=phrase.doubts + doubts + rivals)
    words = part.terminals
    if {"SEASON_WORD", "VACATION", "QUALITY"} & set(words) or _foreign_period(phrase, words):
        return _period_elsewhere(phrase, setting, ())
    if "SCHOOL_TERM" in words:
        term = school_dates(part, setting.plan, setting.school)
        if term is None:
            raise NoMeaningError(f"«{part.text}»: такой четверти в плане нет")
        return _continuous((term,), (*phrase.doubts, _whose(setting.school)))
    if part.place is not None:
        return _named_stretch(phrase, part, setting)
    if phrase.slots:
        return _narrowed(phrase, words, setting)
    span, doubts, duration = _stretch(phrase, words, setting.plan)
    if "REPORTED" in words:
        doubts += ("какой период отчетный, не сказано",)
    if any({"DAILY", "DAY_WORD"} & set(one.terminals) for one in phrase.having("throughout")):
        doubts += ("«ежедневно»: прочитано как весь период, без отдельного срока на каждый день",)
    if duration is not None:
        return Ruling(DeadlineKind.EVENT, (), "срок от события", (*phrase.doubts, *doubts), offset=duration)
    return _continuous((Dated(span.first, span.last),), (*phrase.doubts, *doubts))


def _period_elsewhere(phrase: Phrase, _: Setting, doubts: tuple[str, ...]) -> Ruling:
    doubts = (*phrase.doubts, *doubts, "границы этого периода даны не здесь")
    return Ruling(DeadlineKind.EXTERNAL, (), "период дает другой документ или орган", doubts)


def _continuous(dated: tuple[Dated, ...], doubts: tuple[str, ...]) -> Ruling:
    kind = DeadlineKind.CONTINUOUS if len(dated) == 1 else DeadlineKind.RECURRING
    return Ruling(kind, dated, "в течение периода", doubts)


def _foreign_period(phrase: Phrase, words: tuple[str, ...]) -> bool:
    """«периода проведения конкурса» is not the plan's period; «периода реализации ЦМН» is."""
    if not {"PERIOD", "TERM"} & set(words):
        return False
    actions = [part for part in phrase.having("word") if "ACTION" in part.terminals]
    return bool(actions) and not actions[0].text.startswith(_PLAN_WORK)


def _named_stretch(phrase: Phrase, part: Part, setting: Setting) -> Ruling:
    """«в течение 2025 года», «в течение сентября»: the named stretch, a year clipped to the plan."""
    slotted = phrase._replace(roles=phrase.roles - {"throughout"})
    if part.place is None:
        raise NoMeaningError("период не назван")
    from_part = slotted._replace(slots=(*slotted.slots, Slot(part.place, part.last)))
    ruling = schedule(from_part, setting)
    clipped = tuple(
        Dated(inside.first, inside.last)
        for d in ruling.dated
        if (inside := clip(Span(d.start or d.due, d.due), setting.plan)) is not None
    )
    whole = clipped or ruling.dated
    doubts = tuple(doubt for doubt in ruling.doubts if "один срок или каждый год" not in doubt)
    if any(d.start is None for d in ruling.dated):
        raise NoMeaningError("«в течение» одного дня")
    return _continuous(whole, doubts)


def _narrowed(phrase: Phrase, words: tuple[str, ...], setting: Setting) -> Ruling:
    """«в течение учебного года с сентября по май» is that stretch; «сентябрь, в течение года» is doubtful."""
    slot = phrase.slots[0]
    if len(phrase.slots) == 1 and (slot.last is not None or slot.bound is Bound.SINCE):
        inner = schedule(phrase._replace(roles=phrase.roles - {"throughout"}), setting)
        return _continuous(inner.dated, inner.doubts)
    span, doubts, _ = _stretch(phrase, words, setting.plan)
    return _continuous(
        (Dated(span.first, span.last),), (*phrase.doubts, *doubts, "назван и срок, и весь период")
    )


def _stretch(
    phrase: Phrase, words: tuple[str, ...], plan: Span
) -> tuple[Span, tuple[str, ...], Offset | None]:
    """Return the stretch of «в течение ...» in the plan, doubts, and the term if it really is one."""
    if "SCHOOL" in words or "school_year" in phrase.roles:
        frame = frame_of(phrase, plan) if phrase.years else school_frame(plan)
        return _clipped(frame.spans[0], plan), frame.doubts, None
    if phrase.years:
        frame = frame_of(phrase, plan)
        first, last = frame.spans[0], frame.spans[-1]
        return _clipped(Span(first.first, last.last), plan), frame.doubts, None
    if "YEAR_WORD" in words:
        return _unnamed_year(words, plan)
    for word, (days, months) in _LENGTHS.items():
        if word in words and (plan.last - plan.first).days >= days:
            return plan, ("с какого дня считать, не сказано",), Offset(months, OffsetUnit.MONTH)
    return plan, (), None


_LENGTHS = {"MONTH_WORD": (31, 1), "QUARTER": (92, 3), "HALF_YEAR": (184, 6)}


def _unnamed_year(words: tuple[str, ...], plan: Span) -> tuple[Span, tuple[str, ...], None]:
    """«в течение года»: a plan of one year is that year; of a longer one its first year, in doubt."""
    if within_a_year(plan) and ("CALENDAR" not in words or plan.first.year == plan.last.year):
        return plan, (), None
    first_year = Span(plan.first, min(plan.last, plan.first.replace(month=12, day=31)))
    return first_year, ("год не назван, а план захватывает несколько лет: взят первый",), None


def _clipped(span: Span, plan: Span) -> Span:
    inside = clip(span, plan)
    if inside is None:
        raise NoMeaningError("названный период не входит в план")
    return inside


def _dated(phrase: Phrase, setting: Setting, doubts: tuple[str, ...]) -> Ruling:
    phrase = phrase._replace(doubts=phrase.doubts + doubts) if doubts else phrase
    if "school_year" in phrase.roles and any(s.first.kind is PlaceKind.HALF_YEAR for s in phrase.slots):
        phrase = phrase._replace(doubts=(*phrase.doubts, "полугодие прочитано как календарное, не учебное"))
    if any("SCHOOL_TERM" in part.terminals for part in phrase.having("frequency")):
        return _every_term(phrase, setting)
    if "throughout" in phrase.roles:
        return _rate_throughout(phrase, setting)
    if (
        not phrase.slots
        and not phrase.years
        and not phrase.roles & {"frequency", "school_year", "of_unit", "starting"}
    ):
        if "term" in phrase.roles:
            raise NoMeaningError("названа длительность, а не срок")
        raise NoMeaningError("срока в словах нет")
    bare_unit = "of_unit" in phrase.roles and not (phrase.slots or rate_of(phrase))
    if bare_unit and not all("CURRENT" in part.terminals for part in phrase.having("of_unit")):
        raise NoMeaningError("назван только отчетный или текущий период")
    return schedule(phrase, setting)


def _rate_throughout(phrase: Phrase, setting: Setting) -> Ruling:
    """«ежемесячно в течение учебного года»: the rate holds in that stretch."""
    part, rivals = main_stretch(phrase)
    inner = phrase._replace(roles=phrase.roles - {"throughout"}, doubts=phrase.doubts + rivals)
    if part.place is not None:
        return schedule(inner._replace(slots=(*inner.slots, Slot(part.place, part.last))), setting)
    span, doubts, duration = _stretch(phrase, part.terminals, setting.plan)
    if duration is not None:
        raise NoMeaningError(f"«{part.text}» не вяжется с периодичностью")
    ruling = schedule(inner, replace(setting, plan=span))
    return ruling._replace(doubts=(*ruling.doubts, *doubts))


_RULINGS: dict[Family, Callable[[Phrase, Setting, tuple[str, ...]], Ruling]] = {
    Family.EVENT: event_ruling,
    Family.EXTERNAL: _external,
    Family.THROUGHOUT: _throughout,
    Family.VACATION: _vacation,
    Family.ELSEWHERE: _period_elsewhere,
    Family.DATED: _dated,
}
