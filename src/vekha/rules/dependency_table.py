"""The table of dependencies (`dependency_rules.toml`) applied to a plan: candidates, each with its reason."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vekha.domain.dependencies import Link, LinkKind
from vekha.rules.dependency_relations import Meeting, holds, weight
from vekha.rules.dependency_rows import Plan, Row
from vekha.rules.dependency_titles import PREPOSITIONS, Clause
from vekha.rules.dependency_words import WORD, folded, lexicon

QUOTED_WORDS = 6
LAST_OF = frozenset({"hold", "survey", "monitor"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence about kinds of work; the fields are explained at the head of the table."""

    code: str
    before: frozenset[str]
    after: frozenset[str]
    thing: str
    levels: str
    pick: str
    any_dates: bool
    same_section: bool
    frames: bool
    start: bool
    last: bool
    ended: bool
    first: bool
    says: str
    example: tuple[str, str]


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rows of the table, read once."""
    data = tomllib.loads(files("vekha.rules").joinpath("dependency_rules.toml").read_text(encoding="utf-8"))
    return tuple(
        Rule(
            code=row["code"],
            before=frozenset(row["before"]),
            after=frozenset(row["after"]),
            thing=row["thing"],
            levels=row.get("levels", "any"),
            pick=row.get("pick", "all"),
            any_dates=row.get("dates") == "any",
            same_section=row.get("section") == "same",
            frames=row.get("frames", False),
            start=row.get("start", False),
            last=row.get("last", False),
            ended=row.get("dates") == "ended",
            first=row.get("first", False),
            says=row["says"],
            example=(row["example"][0], row["example"][1]),
        )
        for row in data["rules"]
    )


def table_links(plan: Plan) -> Iterator[Link]:
    """Yield what each rule proposes; the same pair may come from several rules."""
    for rule in rules():
        served: set[int] = set()
        for after in plan.rows:
            links = [link for link in _links(rule, plan, after) if link.before not in served]
            served |= {link.before for link in links if rule.first}
            yield from links


def _links(rule: Rule, plan: Plan, after: Row) -> Iterator[Link]:
    found = [meeting for meeting in _meetings(rule, plan, after) if holds(rule.thing, meeting)]
    if rule.pick == "nearest":
        found = [max(found, key=weight)] if found else []
    elif rule.pick == "nearest_of_kind":
        kinds = sorted({one.gives.kind for one in found})
        found = [max((one for one in found if one.gives.kind == kind), key=weight) for kind in kinds]
    yield from (_link(rule, meeting) for meeting in found)


def _meetings(rule: Rule, plan: Plan, after: Row) -> Iterator[Meeting]:
    waits = [clause for clause in after.clauses if _takes(clause, rule)]
    if not waits:
        return
    for kind in sorted(rule.before):
        for before, gives in plan.giving.get(kind, ()):
            if before.ordinal != after.ordinal and _may_wait(rule, before, after):
                fitting = (takes for takes in waits if _fits(rule, gives, takes))
                yield from (Meeting(plan, before, gives, after, takes) for takes in fitting)


def _takes(clause: Clause, rule: Rule) -> bool:
    """A last meeting or a last test concludes a work, whatever else it is."""
    return clause.kind in rule.after or (rule.last and clause.last and clause.kind in LAST_OF)


def _fits(rule: Rule, gives: Clause, takes: Clause) -> bool:
    if not rule.frames:
        return True
    return all(any(head.startswith(lexicon().frames) for head in one.heads) for one in (gives, takes))


def _may_wait(rule: Rule, before: Row, after: Row) -> bool:
    if rule.same_section and before.work.section != after.work.section:
        return False
    if rule.levels == "down" and not _below(before, after):
        return False
    if rule.levels == "same_or_up" and _below(before, after) and not _meets_above(before, after):
        return False
    if rule.ended and not _ended(before, after):
        return False
    return _in_order(before, after) and (rule.any_dates or not reversed_dates(before, after))


def _ended(before: Row, after: Row) -> bool:
    """Whether the plan lets the first end before the second begins."""
    return before.last is not None and after.first is not None and before.last <= after.first


def _below(before: Row, after: Row) -> bool:
    return before.low is not None and after.low is not None and before.low > after.low


def _meets_above(before: Row, after: Row) -> bool:
    return before.low is not None and after.high is not None and after.high >= before.low


def _in_order(before: Row, after: Row) -> bool:
    """Plans are written in order: a row of a later section comes first only where its dates say so."""
    if before.ordinal < after.ordinal:
        return True
    apart = before.work.section != after.work.section
    return apart and before.last is not None and after.first is not None and before.last < after.first


def reversed_dates(before: Row, after: Row) -> bool:
    """Whether the plan wants the successor done before its predecessor is."""
    if after.last is None:
        return False
    if before.work.open_ended:
        return before.first is not None and before.first > after.last
    return before.soonest is not None and before.soonest > after.last


def _link(rule: Rule, meeting: Meeting) -> Link:
    before, after = meeting.before.work, meeting.after.work
    kept = rule.start and after.open_ended
    quoted = _quoted(meeting)
    reason = rule.says.format(thing=f"«{quoted}»" if quoted else "см. оба пункта")
    return Link(
        before=before.ordinal,
        after=after.ordinal,
        kind=LinkKind.START_START if before.open_ended or kept else LinkKind.FINISH_START,
        why=f"{before.label} — {_name(meeting.gives)}, {after.label} — {_name(meeting.takes)}: {reason}",
        rule=rule.code,
    )


def _quoted(meeting: Meeting) -> str:
    """The first words of what the first row gives, as the document prints them."""
    words = [word for word in meeting.gives.text.split() if WORD.fullmatch(word)][:QUOTED_WORDS]
    while words and (words[-1] in PREPOSITIONS or words[-1] in {"и", "или"}):
        words.pop()
    work = meeting.before.work
    printed = f"{work.title} {work.result_text}"
    found = re.search(r"\W+".join(words), folded(printed)) if words else None
    return printed[found.start() : found.end()] if found else " ".join(words)


def _name(clause: Clause) -> str:
    return next((work.name for work in lexicon().works if work.code == clause.kind), "работа")
