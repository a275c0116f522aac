"""Doubts about dates already found: parts that moved none of them, dates that clash with each other."""

from itertools import pairwise

from vekha.rules.deadline_parts import Dated, Phrase, Ruling
from vekha.rules.deadline_rates import Rate

IDLE = frozenset({"weekday", "starting", "of_unit", "year_of_report"})


def idle_doubts(phrase: Phrase, rate: Rate | None, ruling: Ruling) -> tuple[str, ...]:
    """Doubts about parts that moved no date of this phrase: a part without an effect is never passed over."""
    doubts: list[str] = []
    if not (rate and rate.weekdays):
        found = {dated.due.isoweekday() for dated in ruling.dated if dated.start is None}
        days = phrase.having("weekday")
        if days and ({day.weekday for day in days} != found or len(days) != len(ruling.dated)):
            doubts.append(f"день недели «{days[0].text}» не сходится с датой")
    if phrase.starting and phrase.slots and "frequency" not in phrase.roles:
        doubts.append("«начиная с» без периодичности: один срок или каждый год, не сказано")
    lone = [part for part in phrase.having("of_unit") if {"QUARTER", "HALF_YEAR"} & set(part.terminals)]
    if lone and lone[0].terminals[0] != "ZA" and not phrase.having("term"):
        doubts.append(f"«{lone[0].text}»: к чему это относится, не сказано")
    if phrase.report_from and not any(dated.period for dated in ruling.dated):
        doubts.append("первый отчет назван, а отчетный период нет")
    return tuple(doubts)


def clash_doubts(dated: tuple[Dated, ...]) -> tuple[str, ...]:
    """Dates beside windows, and windows that overlap, are doubtful: which of them is the deadline?"""
    if len(dated) < 2:
        return ()
    if any(d.start is None for d in dated):
        return (
            ("названы и день, и период: что из них срок, не сказано",) if any(d.start for d in dated) else ()
        )
    last = max(d.due for d in dated[:-1])
    overlap = any(b.start is not None and b.start <= a.due for a, b in pairwise(dated))
    nested = dated[-1].start is not None and dated[-1].start <= last
    return ("названные периоды перекрываются: что из них срок, не сказано",) if overlap or nested else ()
