"""Links the words of a row state: another's number, a term after an event, a product, whom it appoints."""

import re
from collections.abc import Iterator

from vekha.domain.deadlines import Offset, OffsetUnit
from vekha.domain.dependencies import Lag, LagUnit, Link, LinkKind
from vekha.rules.dependency_rows import Plan, Row, shared, stems
from vekha.rules.dependency_table import reversed_dates
from vekha.rules.dependency_titles import Clause, clauses_of
from vekha.rules.dependency_words import WORD, folded, is_generic, lexicon, stem

_REFERENCE = re.compile(
    r"(?:пункт\w*|пп?\.|строк\w+)\s*((?:\d+(?:\.\d+)*)(?:\s*(?:,|и)\s*\d+(?:\.\d+)*)*)\.?"
    r"(?!\s*(?:стать|част|приказ|распоряж|постановл|положен|порядк|правил|указ|решени))"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_PLAN_PARTS = ("куратор", "координатор", "ответствен", "комисс", "штаб", "тьютор", "рабоч")
_FROM_BASE = re.compile(
    r"\b(?:из|(?:вошедш|включенн|внесенн)\w* в) (?:\w+ )?((?:баз|реестр|банк|спис|перечен|перечн)\w*)"
)
MENTIONED_WORDS = 2
TOLD_LETTERS = 200
DAYS_OF_WEEK = 7


def mentioned_links(plan: Plan) -> Iterator[Link]:
    """Yield the links the words of the rows state, the surest first."""
    for after in plan.rows:
        yield from _by_number(plan, after)
        yield from _by_event(plan, after)
    for after in plan.rows:
        yield from _by_product(plan, after)
        yield from _by_paper_handed_up(plan, after)
    for before in plan.rows:
        yield from _by_appointment(plan, before)


def _link(before: Row, after: Row, rule: str, why: str, lag: Lag | None = None) -> Link:
    kind = LinkKind.START_START if before.work.open_ended else LinkKind.FINISH_START
    return Link(before.ordinal, after.ordinal, kind, why, rule, lag)


def _by_number(plan: Plan, after: Row) -> Iterator[Link]:
    """«по итогам п. 3.2»; a number two rows share names neither."""
    printed = [(row.work.number or "").rstrip(". ") for row in plan.rows]
    for match in _REFERENCE.finditer(folded(f"{after.work.title} {after.work.deadline_text}")):
        for number in _NUMBER.findall(match.group(1)):
            if printed.count(number) == 1:
                before = plan.rows[printed.index(number)]
                if before.ordinal != after.ordinal:
                    why = f"{after.work.label} прямо называет {before.work.label}"
                    yield _link(before, after, "named_by_number", why, _lag(after.work.offset))


def _by_event(plan: Plan, row: Row) -> Iterator[Link]:
    """«в течение 5 рабочих дней после утверждения плана»: whoever approves the plan starts the term."""
    offset = row.work.offset
    if offset is None or not offset.event:
        return
    for asked in clauses_of(offset.event):
        found = [one for one in plan.rows if one is not row and _does(one, asked)]
        if asked.kind and len(found) == 1:
            happens = f"оно наступает в {found[0].work.label}"
            why = f"срок {row.work.label} отсчитан от события «{offset.event}», {happens}"
            pair = (row, found[0]) if offset.before else (found[0], row)
            yield _link(*pair, "term_after_event", why, _lag(offset))


def _does(row: Row, asked: Clause) -> bool:
    return any(_same_work(one, asked) for one in row.clauses)


def _same_work(one: Clause, asked: Clause) -> bool:
    if one.kind != asked.kind:
        return False
    theirs = {word for word in asked.words - {stem(asked.act)} if not is_generic(word)}
    return theirs == shared(theirs, one.words) if theirs else bool(one.heads & asked.heads)


def _lag(offset: Offset | None) -> Lag | None:
    """A term of months is no number of days: the link stands without a lag."""
    if offset is None or offset.unit is OffsetUnit.MONTH:
        return None
    if offset.unit is OffsetUnit.WORKING_DAY:
        return Lag(offset.count, LagUnit.WORKING_DAY)
    days = offset.count * (DAYS_OF_WEEK if offset.unit is OffsetUnit.WEEK else 1)
    return Lag(days, LagUnit.DAY)


def _by_product(plan: Plan, after: Row) -> Iterator[Link]:
    """«отбор в соответствии с перечнем запросов» waits for the row that makes the list of requests."""
    head = folded(after.work.title).split(":")[0]
    for wanted in (*_wanted(head), *_out_of_base(f"{head} {folded(after.work.result_text)}")):
        earlier = [row for row in plan.rows if row.ordinal < after.ordinal and _makes(row, wanted)]
        finite = [row for row in earlier if not row.work.open_ended] or earlier
        if finite:
            before = max(finite, key=lambda row: (len(shared(wanted, _product(row))), row.ordinal))
            why = f"{after.work.label} опирается на то, что даёт {before.work.label}: «{' '.join(wanted)}»"
            yield _link(before, after, "uses_product", why)


def _wanted(head: str) -> Iterator[tuple[str, ...]]:
    """Yield the first telling words after each marker, as printed."""
    for marker in lexicon().marker_phrases:
        at = head.find(marker)
        if at >= 0:
            yield from _told(head[at + len(marker) :][:TOLD_LETTERS])
    for match in re.finditer("|".join(rf"\b{made}\w*" for made in lexicon().made), head):
        yield from _told(head[match.end() : match.end() + TOLD_LETTERS])


def _out_of_base(text: str) -> Iterator[tuple[str, ...]]:
    """«согласия участников (из общей базы)»: the base must be there."""
    yield from ((found.group(1),) for found in _FROM_BASE.finditer(text))


def _told(tail: str) -> Iterator[tuple[str, ...]]:
    words = [word for word in WORD.findall(re.split(r"[,;)]", tail)[0]) if len(word) > 2]
    telling = tuple(word for word in words if not is_generic(stem(word)))[:MENTIONED_WORDS]
    if telling:
        yield telling


def _makes(row: Row, wanted: tuple[str, ...]) -> bool:
    """The row leaves behind one of the things named, and all of them stand in it."""
    asked = {stem(word) for word in wanted}
    said = _product(row).union(*(clause.words for clause in row.clauses))
    return bool(shared(asked, _product(row))) and asked == shared(asked, said)


def _product(row: Row) -> frozenset[str]:
    """What a row leaves behind: the words of its result and the things of its title."""
    made = stems(row.work.result_text)
    return made.union(*(clause.heads | {stem(clause.act)} for clause in row.clauses))


def _by_paper_handed_up(plan: Plan, after: Row) -> Iterator[Link]:
    """The same sort of report, handed over below and then above, is one paper on its way up."""
    if after.work.result_kind not in {"report", "analytical_note"} or after.high is None:
        return
    if not _hands_over(after):
        return
    mine = plan.telling(stems(after.work.result_text))
    lower = [
        row
        for row in plan.rows
        if row.ordinal < after.ordinal
        and row.work.result_kind == after.work.result_kind
        and row.high is not None
        and row.high < after.high
        and _hands_over(row)
        and shared(mine, plan.telling(stems(row.work.result_text)))
        and not reversed_dates(row, after)
    ]
    if lower:
        before = lower[-1]
        why = (
            f"{before.work.label} передаёт материалы снизу, {after.work.label} передаёт такие же дальше вверх"
        )
        yield _link(before, after, "handed_up", why)


def _hands_over(row: Row) -> bool:
    return any(word.startswith(lexicon().handing) for word in WORD.findall(folded(row.work.result_text)))


def _by_appointment(plan: Plan, before: Row) -> Iterator[Link]:
    """Who is appointed can begin only then: the first row of each section that is his own."""
    for clause in before.clauses:
        if clause.kind != "appoint":
            continue
        posts = {word for word in clause.words if word.startswith(_PLAN_PARTS)}
        told: set[str | None] = set()
        for after in plan.rows[before.ordinal :]:
            if (
                after.work.section not in told
                and _done_by(after, posts, clause)
                and not reversed_dates(before, after)
            ):
                told.add(after.work.section)
                why = f"{before.work.label} назначает тех, кто исполняет {after.work.label}"
                yield _link(before, after, "appointed_acts", why)


def _matter(clause: Clause) -> frozenset[str]:
    return frozenset(word for word in clause.words if not is_generic(word))


def _done_by(row: Row, posts: set[str], clause: Clause) -> bool:
    """Whether the post leads the row, alone or after its own organisation; or the row is done with it."""
    for part in row.work.parts:
        words = stems(part.text)
        if shared(posts, words):
            return not posts <= {"ответственн"} or bool(shared(_matter(clause), words))
        if part.level.value != "school":
            break
    beside = {word for word in shared(posts, row.words) if not is_generic(word)}
    return bool(beside) and "agree" in {one.kind for one in row.clauses}
