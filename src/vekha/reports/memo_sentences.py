"""Sentences of the memo, each from figures alone."""

from vekha.domain.figures import Branch, Figures
from vekha.reports.paper import PaperFacts
from vekha.reports.phrases import (
    at_instant,
    days,
    for_period,
    listed,
    of_obligations,
    percent,
    sent_nothing,
    share,
)
from vekha.rules.judging import Returns
from vekha.rules.russian import counted


def summary(facts: PaperFacts) -> tuple[str, ...]:
    """Return the summary: what was due, how it was done, what lies ahead."""
    figures = facts.tree.total
    when = for_period(facts.period)
    capital = when[0].upper() + when[1:]
    if not figures.base:
        return (f"{capital} ни один срок ещё не наступил: нет данных.", *_apart(figures))
    return (
        f"{capital} наступил срок {of_obligations(figures.base)}: {_outcomes(figures)}.",
        _rates(figures),
        *_apart(figures),
    )


def _outcomes(figures: Figures) -> str:
    parts = (
        (figures.in_time, "исполнено в срок"),
        (figures.late, "исполнено с нарушением срока"),
        (figures.not_done, "не исполнено"),
        (figures.on_review, "на проверке"),
    )
    return ", ".join(
        f"{name} — {number} ({share(number, figures.base)})" if number else f"{name} — 0"
        for number, name in parts
    )


def _rates(figures: Figures) -> str:
    rates = (
        f"Исполнительская дисциплина (исполнено в срок от наступивших) — {percent(figures.discipline)}, "
        f"коэффициент исполнения (исполнено всего от наступивших) — {percent(figures.completion)}."
    )
    delay = figures.mean_delay_days
    late = "" if delay is None else f" Средняя задержка исполненного с нарушением — {days(delay)}."
    review = ""
    if figures.on_review:
        review = (
            f" На проверке {figures.on_review}: сдано в срок {figures.review_in_time}, "
            f"с опозданием {figures.review_late}."
        )
    returned = ""
    if figures.returned:
        returned = f" Из неисполненных возвращено на доработку {figures.returned}."
    return rates + late + review + returned


def _apart(figures: Figures) -> tuple[str, ...]:
    """Return what stands apart from the base, only where there is something."""
    found = []
    if figures.not_due:
        early = f", из них исполнено досрочно {figures.done_early}" if figures.done_early else ""
        found.append(f"Срок ещё не наступил у {of_obligations(figures.not_due)}{early}.")
    if figures.waiting:
        found.append(f"Срок не назначен (ждёт события или графика) у {of_obligations(figures.waiting)}.")
    if figures.extended:
        found.append(
            f"Срок продлён у {of_obligations(figures.extended)}; "
            f"по первоначальному сроку исполнено вовремя {figures.in_time_original}."
        )
    if figures.suspended:
        found.append(f"Исполнение приостановлено у {of_obligations(figures.suspended)}.")
    if figures.waived or figures.withdrawn:
        found.append(f"Не входит в подсчёт: освобождено — {figures.waived}, отменено — {figures.withdrawn}.")
    if figures.done_undated:
        found.append(f"Исполнено без назначенного срока: {figures.done_undated}.")
    return tuple(found)


def who_reported(facts: PaperFacts) -> str:
    """Return who reported and who did not, by number."""
    owing = _owing(facts.tree)
    absent = len(facts.silent)
    if not owing:
        return "Ни у одной организации срок в этом периоде ещё не наступил."
    units = counted(owing, "организации", "организаций", "организаций")
    begun = f"Срок наступил у {units}"
    if not absent:
        return f"{begun}, сведения представили все."
    if absent == owing:
        return f"{begun}, сведений не представил никто."
    return f"{begun}, ничего {sent_nothing(absent)}."


def _owing(tree: Branch) -> int:
    return bool(tree.own.base) + sum(_owing(branch) for branch in tree.branches)


def method(facts: PaperFacts) -> tuple[str, ...]:
    """Return how the figures were counted."""
    return (
        f"Сведения приведены по записям, сделанным не позднее {at_instant(facts.as_of, _zone(facts))}.",
        _COUNTED,
        _judged(facts),
    )


_COUNTED = (
    "В подсчёт входят обязательства, действующий срок которых приходится на отчётный период и к этому "
    "моменту истёк; отменённые, освобождённые и приостановленные не входят. Исполненным считается то, что "
    "принял проверяющий."
)
_BY_ACCEPTED = (
    "Срок оценивается по принятой версии бумаги; время, которое прежние версии пролежали у проверяющего "
    "сверх срока, вычитается и печатается."
)
_BY_FIRST = "Срок оценивается по первой представленной версии бумаги."


def _judged(facts: PaperFacts) -> str:
    by_first = [source.order for source in facts.sources if source.returns is Returns.FIRST_VERSION]
    if not by_first:
        return _BY_ACCEPTED
    if len(by_first) == len(facts.sources):
        return _BY_FIRST
    return f"{_BY_ACCEPTED} Иначе по документам: {listed(by_first)}. {_BY_FIRST}"


def _zone(facts: PaperFacts) -> str:
    return facts.organisation.zone
