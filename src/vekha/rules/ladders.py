"""Ladders of reminders and escalations: read from TOML, checked, laid out on a calendar (design, section 5).

The id of a ladder is the SHA-256 of its canonical text, `ladder_toml`: comments and layout do not count.
"""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import TypeGuard

from vekha.calendar.toml_lines import entry_lines
from vekha.calendar.work_calendar import WorkCalendar
from vekha.calendar.zones import at_local
from vekha.domain.refusals import RefusedError
from vekha.domain.watches import Audience, Ladder, Schedule, Stage, Step

SEND_WINDOW_OPENS = time(9)  # local time of the organisation (domain/escalation.md, SendWindow)
SHIPPED = ("normal", "review", "schedule_request", "request")

_LONGEST_STAGE = 32  # the column notices.stage
_LONGEST_OFFSET = 250  # a working year: a larger number is a slip of the pen
_MOST_REPEATS = 52
_STAGE = re.compile(r"[a-z][a-z0-9-]*")
_LADDER_KEYS = frozenset({"name", "version", "steps"})
_STEP_KEYS = frozenset({"stage", "workdays", "audience", "every_workdays", "times"})


class LadderError(RefusedError):
    """A ladder file that cannot be accepted. The message names the file, the line and the step."""


def parse_ladder(toml_text: str, file: str = "лестница") -> Ladder:
    """Return the ladder written in `toml_text`; raises LadderError, which names `file`."""
    try:
        table = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise LadderError(f"{file}: это не TOML ({error}). Исправьте указанное место.") from error
    _check_ladder(table, file)
    lines = entry_lines(toml_text, "steps")
    steps = []
    for number, row in enumerate(table["steps"], start=1):
        line = f", строка {lines[number - 1]}" if number <= len(lines) else ""
        where = f"{file}{line}, ступень {number}"
        steps.append(_step(row, where))
        _check_order(steps, where)
    return _ladder(table["name"], table["version"], tuple(steps))


@cache
def shipped_ladder(name: str) -> Ladder:
    """Return a ladder of the package; raises LadderError for an unknown name."""
    if name not in SHIPPED:
        raise LadderError(f"Лестницы «{name}» нет. Есть: {', '.join(SHIPPED)}.")
    source = files("vekha.rules") / "data" / "ladders" / f"{name}.toml"
    return parse_ladder(source.read_text(encoding="utf-8"), f"{name}.toml")


def ladder_toml(ladder: Ladder) -> str:
    """Return the canonical text: parsing it gives the same ladder with the same id."""
    return _canonical(ladder.name, ladder.version, ladder.steps)


def schedule_id(ladder_id: str, day_table_id: str, zone: str, days: tuple[date, date, date]) -> str:
    """Return the id of the tuple; `days` are the day of arming, the remind date and the due date."""
    parts = (ladder_id, day_table_id, zone, *(day.isoformat() for day in days))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def stages_of(schedule: Schedule, ladder: Ladder, labour: WorkCalendar) -> tuple[Stage, ...]:
    """Lay the ladder out on the calendar: each stage at the opening of the send window on its working day.

    A before-stage less than a working day after the day of arming is dropped. Positions count from 0 in the
    order of time: of several stages that have come, the latest is the one with the highest position.
    """
    days = sorted(
        (day, order, name, step)
        for order, step in enumerate(ladder.steps)
        for name, day in _days_of(step, schedule, labour)
    )
    return tuple(
        Stage(schedule.id, name, step.audience, at_local(day, SEND_WINDOW_OPENS, schedule.zone), position)
        for position, (day, _, name, step) in enumerate(days)
    )


def stage_names(step: Step) -> tuple[str, ...]:
    """Return the names of a step's stages: its own, then one for each repeat («overdue-5-2»)."""
    return (step.stage, *(f"{step.stage}-{time}" for time in range(2, step.times + 1)))


def _days_of(step: Step, schedule: Schedule, labour: WorkCalendar) -> Iterator[tuple[str, date]]:
    if step.workdays < 0:
        day = labour.add_workdays(schedule.remind_date, step.workdays)
        if labour.workdays_between(schedule.armed_on, day) >= 1:
            yield step.stage, day
        return
    # The day of the due date itself slips back: on the following day «сегодня срок» would no longer be true.
    due = schedule.due_date
    for turn, name in enumerate(stage_names(step)):
        offset = step.workdays + turn * (step.every_workdays or 0)
        yield name, labour.add_workdays(due, offset) if offset else labour.preceding(due)


def _ladder(name: str, version: int, steps: tuple[Step, ...]) -> Ladder:
    content = _canonical(name, version, steps)
    return Ladder(hashlib.sha256(content.encode()).hexdigest(), name, version, steps)


def _canonical(name: str, version: int, steps: tuple[Step, ...]) -> str:
    blocks = [f'name = "{name}"\nversion = {version}\n']
    for step in steps:
        lines = [
            "[[steps]]",
            f'stage = "{step.stage}"',
            f"workdays = {step.workdays}",
            f'audience = "{step.audience}"',
        ]
        if step.every_workdays is not None:
            lines += [f"every_workdays = {step.every_workdays}", f"times = {step.times}"]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _check_ladder(table: Mapping[str, object], file: str) -> None:
    _refuse_unknown(table, _LADDER_KEYS, file)
    name, version, steps = table.get("name"), table.get("version"), table.get("steps")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", name):
        raise LadderError(
            f"{file}: name — имя лестницы латиницей (строчные буквы, цифры, «_»), а не {name!r}."
        )
    if not _is_count(version, 1, 1_000_000):
        raise LadderError(f"{file}: version — номер редакции лестницы, целое число от 1, а не {version!r}.")
    if not isinstance(steps, list) or not steps or not all(isinstance(step, dict) for step in steps):
        raise LadderError(f"{file}: в лестнице нет ступеней. Опишите каждую в своём разделе [[steps]].")


def _step(row: Mapping[str, object], where: str) -> Step:
    _refuse_unknown(row, _STEP_KEYS, where)
    stage, workdays = row.get("stage"), row.get("workdays")
    if not isinstance(stage, str) or not _STAGE.fullmatch(stage):
        raise LadderError(f"{where}: stage — имя ступени латиницей, например «overdue-3», а не {stage!r}.")
    if not _is_count(workdays, -_LONGEST_OFFSET, _LONGEST_OFFSET):
        raise LadderError(
            f"{where}: workdays — целое число рабочих дней от -{_LONGEST_OFFSET} до {_LONGEST_OFFSET}, "
            f"а не {workdays!r}."
        )
    every, times = _repeat(row, workdays, where)
    step = Step(stage, workdays, _audience(row.get("audience"), where), every, times)
    if len(stage_names(step)[-1]) > _LONGEST_STAGE:
        raise LadderError(f"{where}: имя «{stage}» длиннее {_LONGEST_STAGE} знаков вместе с номером повтора.")
    return step


def _audience(value: object, where: str) -> Audience:
    names = [audience.value for audience in Audience]
    if value not in names:
        raise LadderError(f"{where}: кому писать — audience = {value!r}? Возможны: {', '.join(names)}.")
    return Audience(value)


def _repeat(row: Mapping[str, object], workdays: int, where: str) -> tuple[int | None, int]:
    if "every_workdays" not in row and "times" not in row:
        return None, 1
    every, times = row.get("every_workdays"), row.get("times")
    if every is None:
        raise LadderError(
            f"{where}: times без every_workdays. Укажите, через сколько рабочих дней повторять."
        )
    if times is None:
        raise LadderError(f"{where}: повтор без предела. Укажите times — сколько раз писать всего.")
    if workdays < 0:
        raise LadderError(f"{where}: повторять можно только в день срока и после него (workdays от 0).")
    if not _is_count(every, 1, _LONGEST_OFFSET):
        raise LadderError(f"{where}: every_workdays — целое от 1 до {_LONGEST_OFFSET}, а не {every!r}.")
    if not _is_count(times, 2, _MOST_REPEATS):
        raise LadderError(f"{where}: times — целое от 2 до {_MOST_REPEATS}, а не {times!r}.")
    return every, times


def _check_order(steps: list[Step], where: str) -> None:
    """Refuse the newest step where it goes back in time or says again what an earlier one says."""
    newest = steps[-1]
    if len(steps) > 1 and newest.workdays < steps[-2].workdays:
        raise LadderError(
            f"{where}: ступени не по порядку: {newest.workdays} после {steps[-2].workdays}. "
            "Расположите их от самой ранней к самой поздней."
        )
    said = Counter((name, step.audience) for step in steps for name in stage_names(step))
    twice = [name for name in stage_names(newest) if said[name, newest.audience] > 1]
    if twice:
        raise LadderError(
            f"{where}: ступень «{twice[0]}» для «{newest.audience}» уже есть. Назовите её иначе или уберите."
        )


def _refuse_unknown(table: Mapping[str, object], known: frozenset[str], where: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise LadderError(f"{where}: неизвестный ключ «{unknown[0]}». Возможны: {', '.join(sorted(known))}.")


def _is_count(value: object, least: int, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
