"""`vekha roll-up`: figures of an organisation and everything below it."""

from collections.abc import Iterator
from dataclasses import asdict

from vekha.actions.act_as import act_as
from vekha.actions.roll_up import RollUp
from vekha.actions.roll_up import roll_up as count_up
from vekha.cli import door
from vekha.cli.period import AsOf, First, Last, Unit, instant, period
from vekha.domain.figures import Branch, Figures
from vekha.reports.phrases import percent


def roll_up(  # noqa: PLR0913 - the options of the command line
    *,
    organisation: Unit,
    first: First,
    last: Last,
    as_of: AsOf = "",
    now: door.Now = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Свести исполнение: школа, муниципалитет, регион."""
    at = instant(as_of, door.moment(now))
    with door.database() as engine:
        unit = act_as(engine, "", organisation).viewer
        viewer = act_as(engine, "", sees or organisation).viewer
        done = count_up(engine, viewer, unit.organisation_id, period(first, last), at)
    door.show(as_object(done), "\n".join(_lines(done)), as_json=as_json)


def as_object(done: RollUp) -> dict[str, object]:
    """Return the roll-up as the JSON contract has it: a tree, each node with own and total figures."""
    return {
        "from": done.period.first,
        "to": done.period.last,
        "as_of": done.as_of,
        "tree": _node(done.tree),
        "silent": [each.code for each in done.silent],
    }


def _node(branch: Branch) -> dict[str, object]:
    return {
        "organisation": branch.organisation.code,
        "name": branch.organisation.name,
        "level": branch.organisation.level,
        "own": figures_object(branch.own),
        "total": figures_object(branch.total),
        "branches": [_node(below) for below in branch.branches],
    }


def figures_object(figures: Figures) -> dict[str, object]:
    """Return the counts with the base and the shares; a share of nothing is null."""
    derived = {
        "base": figures.base,
        "on_review": figures.on_review,
        "discipline": figures.discipline,
        "completion": figures.completion,
        "mean_delay_days": figures.mean_delay_days,
    }
    return {**asdict(figures), **derived}


def _lines(done: RollUp) -> Iterator[str]:
    yield "срок наступил / в срок / с нарушением / не исполнено / на проверке / дисциплина"
    yield from _branch_lines(done.tree, 0)
    if done.silent:
        yield "Ничего не представили: " + "; ".join(each.short_name for each in done.silent) + "."


def _branch_lines(branch: Branch, depth: int) -> Iterator[str]:
    total = branch.total
    numbers = (total.base, total.in_time, total.late, total.not_done, total.on_review)
    counts = " / ".join(str(number) for number in numbers)
    yield f"{'  ' * depth}{branch.organisation.short_name}: {counts} / {percent(total.discipline)}"
    for below in branch.branches:
        yield from _branch_lines(below, depth + 1)
