"""A plan as the rules of dependencies see it: rows with their works, and which words tell them apart."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from vekha.domain.dependencies import PlannedWork
from vekha.domain.executors import ExecutorLevel, ExecutorRole
from vekha.rules.dependency_titles import Clause, clauses_of
from vekha.rules.dependency_words import WORD, folded, is_generic, stem

RANK = {
    ExecutorLevel.SCHOOL: 0,
    ExecutorLevel.MUNICIPALITY: 1,
    ExecutorLevel.REGION: 2,
    ExecutorLevel.FEDERAL: 3,
}
# A word in more rows than this is the plan's subject: it tells no two rows apart.
TELLING_SHARE = 0.3
TELLING_ROWS = 4
FAMILY = 6
MADE_ON_THE_WAY = frozenset({"develop", "survey"})
AKIN_LETTERS = 5
AKIN_TAIL = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its works in the title, what its result names as made, the ranks of those who do it."""

    work: PlannedWork
    clauses: tuple[Clause, ...]
    made: tuple[Clause, ...]
    words: frozenset[str]
    low: int | None
    high: int | None

    @property
    def ordinal(self) -> int:
        return self.work.ordinal

    @property
    def first(self) -> date | None:
        return min((span.first for span in self.work.spans), default=None)

    @property
    def last(self) -> date | None:
        return max((span.last for span in self.work.spans), default=None)

    @property
    def soonest(self) -> date | None:
        """When the work is done for the first time."""
        return min((span.last for span in self.work.spans), default=None)


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows of a plan, and the beginnings of the words many of them share: what the plan is about.

    giving: by kind of work, the rows it is done in, and the works on the way their results name.
    """

    rows: tuple[Row, ...]
    subject: frozenset[str]
    giving: dict[str, list[tuple[Row, Clause]]]

    def telling(self, words: Iterable[str]) -> frozenset[str]:
        """The words that belong to few rows."""
        return frozenset(word for word in words if not is_generic(word) and word[:FAMILY] not in self.subject)


def plan_of(works: Sequence[PlannedWork]) -> Plan:
    """Return the plan with the works of each row read."""
    rows = tuple(_row(work) for work in works)
    counts = Counter(
        family for row in rows for family in {word[:FAMILY] for word in row.words if not is_generic(word)}
    )
    limit = max(TELLING_ROWS, TELLING_SHARE * len(rows))
    giving: dict[str, list[tuple[Row, Clause]]] = defaultdict(list)
    for row in rows:
        for clause in (*row.clauses, *(made for made in row.made if made.kind in MADE_ON_THE_WAY)):
            giving[clause.kind].append((row, clause))
    return Plan(rows, frozenset(family for family, count in counts.items() if count > limit), dict(giving))


def _row(work: PlannedWork) -> Row:
    ranks = [RANK[part.level] for part in work.parts if part.level in RANK and _obliged(part.role)]
    return Row(
        work=work,
        clauses=clauses_of(work.title),
        made=clauses_of(work.result_text),
        words=stems(f"{work.title} {work.result_text}"),
        low=min(ranks, default=None),
        high=max(ranks, default=None),
    )


def _obliged(role: ExecutorRole) -> bool:
    return role not in {ExecutorRole.PARTNER, ExecutorRole.UNSPECIFIED}


def stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a text."""
    return frozenset(stem(word) for word in WORD.findall(folded(text)) if len(word) > 2)


def akin(one: str, other: str) -> bool:
    """Whether two stems are of one family: «наставник» and «наставническ», «ремонт» and «ремонтн»."""
    if one == other:
        return True
    length = min(len(one), len(other))
    needed = max(AKIN_LETTERS, length - AKIN_TAIL)
    return length >= needed and one[:needed] == other[:needed]


def shared(some: Iterable[str], others: Iterable[str]) -> frozenset[str]:
    """Return the words of `some` that have kin among `others`."""
    pool = tuple(others)
    return frozenset(word for word in some if any(akin(word, other) for other in pool))
