"""`vekha extend` and `vekha not-applicable`: ask, answer, or decide at once with a paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from vekha.actions.act_as import act_as
from vekha.actions.answer import Answer, Answered, answer
from vekha.actions.ask import Asked, Wish, ask
from vekha.actions.extend import Extending
from vekha.cli import door, measures
from vekha.cli.measures import Aim, carry, choice_of
from vekha.cli.period import day
from vekha.domain.life import Ground, RequestKind
from vekha.domain.refusals import RefusedError
from vekha.rules.grounds import read_act
from vekha.rules.russian import short_date

Until = Annotated[str, typer.Option("--until", metavar="ДАТА", help="Новый срок, включительно.")]
Agree = Annotated[bool, typer.Option("--agree", help="Согласовать просьбу исполнителя.")]
Refuse = Annotated[str, typer.Option("--refuse", metavar="ПРИЧИНА", help="Отказать в просьбе.")]


class UnclearRequestError(RefusedError):
    """The options say neither who asks nor who answers, or both."""


def extend(  # noqa: PLR0913 - the options of the command line
    obligation: measures.Which = "",
    *,
    until: Until = "",
    agree: Agree = False,
    refuse: Refuse = "",
    reason: measures.Reason = "",
    act: measures.Act = "",
    item: measures.Item = "",
    organisations: measures.Organisations = "",
    level: measures.AtLevel = None,
    roadmap: measures.Roadmap = "",
    yes: measures.Yes = False,
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Продлить срок: попросить, согласовать или отказать; с бумагой (--act) — решить сразу."""
    aim = Aim(obligation, choice_of(item, organisations, level, roadmap), yes, now, by, sees, as_json)
    if agree or refuse:
        _refuse_both(bool(until), agree=agree, refuse=bool(refuse))
        _answer(aim, RequestKind.EXTENSION, _answered_so(agree, refuse, act, reason))
    elif not until:
        raise UnclearRequestError("Назовите новый срок: --until. На просьбу отвечают --agree или --refuse.")
    elif act or not obligation:
        carry(aim, Extending(day(until, "--until"), read_act(act, reason)))
    else:
        _ask(aim, Wish(RequestKind.EXTENSION, reason, day(until, "--until")))


def not_applicable(  # noqa: PLR0913 - the options of the command line
    obligation: measures.Which,
    *,
    agree: Agree = False,
    refuse: Refuse = "",
    reason: measures.Reason = "",
    act: measures.Act = "",
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Сообщить «не касается» с причиной; контролёр согласует (--agree с бумагой) или отказывает."""
    aim = Aim(obligation, choice_of("", "", None, ""), yes=True, now=now, by=by, sees=sees, as_json=as_json)
    if agree or refuse:
        _refuse_both(until=False, agree=agree, refuse=bool(refuse))
        _answer(aim, RequestKind.NOT_APPLICABLE, _answered_so(agree, refuse, act, reason))
    else:
        _ask(aim, Wish(RequestKind.NOT_APPLICABLE, reason))


@dataclass(frozen=True, slots=True)
class _Word:
    agreed: bool
    ground: Ground


def _refuse_both(until: bool, *, agree: bool, refuse: bool) -> None:
    if agree and refuse:
        raise UnclearRequestError("Напишите одно из двух: --agree или --refuse.")
    if until:
        raise UnclearRequestError(
            "Согласуют тот срок, который просят. Другой срок назначьте сразу: --until с --act, без --agree."
        )


def _answered_so(agree: bool, refuse: str, act: str, reason: str) -> _Word:
    ground = read_act(act, reason) if act and agree else Ground((refuse or reason).strip())
    return _Word(agree, ground)


def _ask(aim: Aim, wish: Wish) -> None:
    at = door.moment(aim.now)
    with door.database() as engine:
        done = ask(engine, aim.obligation, wish, act_as(engine, aim.by, aim.sees, at), at)
    door.show(done, told_asked(done), as_json=aim.as_json)


def _answer(aim: Aim, kind: RequestKind, word: _Word) -> None:
    at: datetime = door.moment(aim.now)
    with door.database() as engine:
        said = Answer(kind, word.agreed, word.ground)
        done = answer(engine, aim.obligation, said, act_as(engine, aim.by, aim.sees, at), at)
    door.show(done, told_answered(done), as_json=aim.as_json)


def told_asked(done: Asked) -> str:
    """Return what was asked and until when an answer is expected, in Russian."""
    what = f"продлить до {short_date(done.wanted_due)}" if done.wanted_due else "«не касается»"
    late = " Просьба подана позже, чем разрешено: нужна причина контролёра." if done.too_late else ""
    return (
        f"Просьба записана: {what} — {done.item_title or done.obligation_id} ({done.organisation}). "
        f"Ответ до {short_date(done.answer_by)}, до него действует прежний срок.{late}"
    )


def told_answered(done: Answered) -> str:
    """Return what was answered and what comes of it, in Russian."""
    title = f"{done.item_title or done.obligation_id} ({done.organisation})"
    if not done.agreed:
        return f"Отказано: {title}. Срок прежний{_until(done)}."
    if done.waits_for:
        return f"Согласовано: {title}. Дальше решает {done.waits_for}, с бумагой: --agree --act."
    if done.kind is RequestKind.NOT_APPLICABLE:
        return f"Освобождено: {title}."
    return f"Продлено{_until(done)}: {title}."


def _until(done: Answered) -> str:
    return f" до {short_date(done.due)}" if done.due else ""
