"""The one counting function: every figure of every paper comes from here (design 4.15)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from vekha.calendar.zones import local_day
from vekha.domain.figures import Branch, Fact, Figures
from vekha.domain.obligations import Outcome, State
from vekha.domain.organisations import Organisation
from vekha.rules.russian import natural_key
from vekha.rules.states import DONE

# What was sent or done is not held up by a suspension.
_PAUSABLE = frozenset({State.OPEN, State.RETURNED})
_SENT = DONE | {State.SUBMITTED, State.RETURNED}


_LET_OFF = {State.WAIVED: Outcome.WAIVED, State.WITHDRAWN: Outcome.WITHDRAWN}
_AHEAD = frozenset({Outcome.NOT_DUE, Outcome.SUSPENDED})


def outcome(fact: Fact) -> Outcome:
    """Return the one column an obligation stands in. A done one without a date counts as in time."""
    if fact.state in _LET_OFF:
        return _LET_OFF[fact.state]
    if fact.suspended and fact.state in _PAUSABLE:
        return Outcome.SUSPENDED
    if fact.term_come is None:
        return Outcome.IN_TIME if fact.state in DONE else Outcome.WAITING
    if not fact.term_come:
        return Outcome.NOT_DUE
    if fact.state in DONE:
        return Outcome.IN_TIME if fact.in_time else Outcome.LATE
    return Outcome.ON_REVIEW if fact.state is State.SUBMITTED else Outcome.NOT_DONE


def count(facts: Iterable[Fact], zones: Mapping[int, str]) -> dict[int, Figures]:
    """Return the figures of each organisation that has a fact. `zones`: where its days are counted."""
    sums: dict[int, Figures] = defaultdict(Figures)
    for fact, times in Counter(facts).items():
        alike = replace(fact, count=fact.count * times)
        sums[fact.organisation_id] += figures_of(alike, zones[fact.organisation_id])
    return dict(sums)


def figures_of(fact: Fact, zone: str) -> Figures:
    """Return one group's figures."""
    number, found = fact.count, outcome(fact)
    dated, done = fact.term_come is not None, fact.state in DONE
    on_review = found is Outcome.ON_REVIEW
    in_base = found in {Outcome.IN_TIME, Outcome.LATE, Outcome.NOT_DONE, Outcome.ON_REVIEW} and dated
    return Figures(
        in_time=number * (found is Outcome.IN_TIME and dated),
        late=number * (found is Outcome.LATE),
        not_done=number * (found is Outcome.NOT_DONE),
        review_in_time=number * (on_review and fact.in_time is True),
        review_late=number * (on_review and fact.in_time is not True),
        not_due=number * (found is Outcome.NOT_DUE),
        done_early=number * (found is Outcome.NOT_DUE and done),
        waived=number * (found is Outcome.WAIVED),
        withdrawn=number * (found is Outcome.WITHDRAWN),
        suspended=number * (found is Outcome.SUSPENDED),
        waiting=number * (found is Outcome.WAITING),
        done_undated=number * (found is Outcome.IN_TIME and not dated),
        returned=number * (found is Outcome.NOT_DONE and fact.state is State.RETURNED),
        extended=number * (fact.extended and (in_base or found in _AHEAD)),
        in_time_original=number * (in_base and done and fact.in_time_original is True),
        sent=number * (fact.state in _SENT),
        late_days=number * (days_late(fact.due, fact.counted_at, zone) if found is Outcome.LATE else 0),
    )


def days_late(due: date | None, counted_at: datetime | None, zone: str) -> int:
    """Return the calendar days from `due` to the local day of `counted_at`, never below 0.

    0 with a late paper means the due day itself, after closing time.
    """
    if due is None or counted_at is None:
        return 0
    return max(0, (local_day(counted_at, zone) - due).days)


def grow(organisations: Sequence[Organisation], figures: Mapping[int, Figures], root_id: int) -> Branch:
    """Return the tree below `root_id`, children in order of name; parents add the counts of their parts."""
    children: dict[int | None, list[Organisation]] = defaultdict(list)
    for each in sorted(organisations, key=lambda one: (natural_key(one.name), one.id)):
        children[each.parent_id].append(each)

    def branch(organisation: Organisation) -> Branch:
        below = tuple(branch(child) for child in children[organisation.id])
        own = figures.get(organisation.id, Figures())
        return Branch(organisation, own, sum((one.total for one in below), own), below)

    return branch(next(each for each in organisations if each.id == root_id))


def below(organisations: Sequence[Organisation], root_id: int) -> tuple[Organisation, ...]:
    """Return the organisations of the subtree of `root_id`, itself included, () without it."""
    parents = {each.id: each.parent_id for each in organisations}
    if root_id not in parents:
        return ()
    return tuple(each for each in organisations if root_id in _line(each.id, parents))


def silent(tree: Branch) -> tuple[Organisation, ...]:
    """Return the organisations whose terms have come and that sent nothing, in the order of the tree."""
    here = (tree.organisation,) if tree.own.silent else ()
    return here + tuple(found for one in tree.branches for found in silent(one))


def _line(organisation_id: int, parents: Mapping[int, int | None]) -> list[int]:
    line: list[int] = []
    above: int | None = organisation_id
    while above is not None and above not in line:
        line.append(above)
        above = parents.get(above)
    return line
