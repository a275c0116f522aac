"""The plan check: what contradicts itself in a plan that was read, as remarks with place and advice.

What a single row lacks or repeats (no executor, no result, a number twice) is seen while rows are read; here
stand the rules that need the plan's period, its people, the calendar or another row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vekha.domain.places import Place, Remark, Weight
from vekha.domain.roadmaps import Roadmap
from vekha.rules.plan_check_dates import days_off, outside_period, year_typos
from vekha.rules.plan_check_levels import no_room_for_schools
from vekha.rules.plan_check_people import controllers_who_execute, people_without_post

Finding = tuple[Place | None, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: a pure function that yields (place, Russian text), and what a person should do."""

    code: str
    find: Callable[[Roadmap], Iterator[Finding]]
    advice: str
    weight: Weight = Weight.DOUBT


RULES = (
    Rule("year_typo", year_typos, "Сверьте год с подлинником и назовите верный срок в решении."),
    Rule(
        "outside_plan_period",
        outside_period,
        "Проверьте год срока и период плана: одно из двух, вероятно, ошибочно.",
    ),
    Rule(
        "deadline_on_day_off",
        days_off,
        "Выберите правило переноса (policy): на следующий или на предыдущий рабочий день, или без переноса.",
        Weight.NOTE,
    ),
    Rule(
        "controller_executes",
        controllers_who_execute,
        "Назовите другого контролирующего: себя человек не контролирует, напоминания уйдут его руководителю.",
    ),
    Rule(
        "person_without_post",
        people_without_post,
        "Назовите должность: при смене человека обязанность остаётся за должностью.",
        Weight.NOTE,
    ),
    Rule(
        "no_room_before_summary",
        no_room_for_schools,
        "Назначьте школам более ранний срок: собирающему нужно время на свод.",
    ),
)


def plan_remarks(roadmap: Roadmap) -> tuple[Remark, ...]:
    """Return what every rule finds, rule by rule, in the order of the document."""
    return tuple(
        Remark(rule.code, text, place, rule.advice, rule.weight)
        for rule in RULES
        for place, text in rule.find(roadmap)
    )
