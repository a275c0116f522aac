"""What two rows have in common when one waits for the other: the relations of `dependency_rules.toml`."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from vekha.rules.dependency_rows import Plan, Row, akin, shared
from vekha.rules.dependency_titles import Clause, works_named
from vekha.rules.dependency_words import is_generic, is_person, lexicon, stem

GROUP_STEMS = frozenset({"пар", "групп", "подгрупп", "команд", "класс"})
NEAR_ROWS = 3
STAGE = "этап"
# Works so wide that naming them («реализация») says little about which row is meant.
WIDE_KINDS = frozenset({"apply", "hold", "develop"})
_PURPOSE = re.compile(r"(?:^|\s)(?:для|на|по|о|об)\s")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A work of one row held against a work of another one."""

    plan: Plan
    before: Row
    gives: Clause
    after: Row
    takes: Clause


def holds(thing: str, meeting: Meeting) -> bool:
    """Whether the two works have in common what the rule asks for."""
    return _RELATIONS[thing](meeting)


def weight(meeting: Meeting) -> tuple[bool, bool, bool, int, int]:
    """Of several candidates the largest is the closest.

    In this order: the work is named, one section, the paper collected, more telling words, nearer above.
    """
    plan = meeting.plan
    mine = plan.telling(meeting.gives.words | meeting.before.words)
    alike = len(shared(mine, plan.telling(meeting.takes.words)))
    asked = meeting.takes.kind == "collect" and bool(_handed(meeting) & meeting.takes.words)
    named = meeting.gives.kind in meeting.takes.mentions
    return named, _same_section(meeting), asked, alike, meeting.before.ordinal


def _handed(meeting: Meeting) -> set[str]:
    return {word for word in meeting.before.words if word.startswith(lexicon().papers)}


def _paper(meeting: Meeting) -> bool:
    """The same things, unless what narrows them down says they are two."""
    heads = {head for head in meeting.gives.heads & meeting.takes.heads if not _bare(head)}
    if not heads:
        return False
    mine, theirs = meeting.gives.rest, meeting.takes.rest
    return not mine or not theirs or bool(shared(mine, theirs))


def _bare(head: str) -> bool:
    """A word for anything («работа», «вопрос») is no thing two rows could share."""
    return is_generic(head) and not head.startswith(lexicon().papers)


def _topic(meeting: Meeting) -> bool:
    plan = meeting.plan
    return bool(shared(plan.telling(meeting.gives.words), plan.telling(meeting.takes.words)))


def _theme(meeting: Meeting) -> bool:
    mine = {word for word in meeting.gives.words - {stem(meeting.gives.act)} if not is_generic(word)}
    theirs = {word for word in meeting.takes.words - {stem(meeting.takes.act)} if not is_generic(word)}
    return bool(shared(mine, theirs))


def _papers(meeting: Meeting) -> bool:
    """The second puts together papers of the sort the first hands over, or speaks of the same matter."""
    theirs = {word for word in meeting.takes.words if not is_generic(word)}
    return bool(shared(theirs, meeting.before.words) or _handed(meeting) & meeting.takes.words)


def _people(meeting: Meeting) -> bool:
    """The same people; a pair or a group may be called after them («наставнические пары»)."""
    mine = {word for word in meeting.gives.words if is_person(word)}
    named = meeting.takes.heads if meeting.takes.kind == "recruit" else meeting.takes.words
    if meeting.takes.kind == "group":
        unnamed = not any(is_person(word) for word in named) and _same_section(meeting)
        return bool(mine) and (unnamed or bool(shared(mine, named)))
    return bool(shared(mine, {word for word in named if is_person(word)}))


def _same_section(meeting: Meeting) -> bool:
    return meeting.before.work.section == meeting.after.work.section


def _groups(meeting: Meeting) -> bool:
    """The second works with groups made by the first, or made of the people the first lists."""
    if not meeting.takes.words & GROUP_STEMS:
        return False
    people = {word for word in meeting.gives.words if is_person(word)}
    made = meeting.gives.kind == "group" and bool(meeting.gives.words & meeting.takes.words & GROUP_STEMS)
    return made or bool(shared(people, meeting.takes.words))


def _each_group(meeting: Meeting) -> bool:
    texts = (meeting.takes.text, *(made.text for made in meeting.after.made))
    return any(_of_each(text) for text in texts)


def _of_each(text: str) -> bool:
    words = text.split()
    return any(
        word.startswith(lexicon().each) and any(stem(near) in GROUP_STEMS for near in words[at + 1 : at + 5])
        for at, word in enumerate(words)
    )


def _way(meeting: Meeting) -> bool:
    """The first is a paper about the work of the second and about the same matter."""
    if not any(head.startswith(lexicon().ways) for head in meeting.gives.heads):
        return False
    act = stem(meeting.takes.act)
    narrowing = {word for word in meeting.takes.words - {act} if not is_generic(word)}
    if any(akin(act, word) for word in meeting.gives.rest):
        return not narrowing or bool(shared(narrowing, meeting.gives.words))
    telling = meeting.plan.telling(narrowing)
    return meeting.takes.kind in meeting.gives.mentions and bool(shared(telling, meeting.gives.rest))


def _named(meeting: Meeting) -> bool:
    named = meeting.gives.kind in meeting.takes.mentions
    return named and (
        _theme(meeting) or any(akin(stem(meeting.gives.act), word) for word in meeting.takes.words)
    )


def _frame(meeting: Meeting) -> bool:
    framed = any(head.startswith(lexicon().frames) for head in meeting.takes.heads)
    return framed and _theme(meeting)


def _matter(meeting: Meeting) -> bool:
    """The first speaks of the work of the second, or of what it is done to: «заявки на конкурс»."""
    mine = {word for word in meeting.gives.words - {stem(meeting.gives.act)} if not is_generic(word)}
    return bool(shared(mine, {word for word in meeting.takes.words if not is_generic(word)}))


def _stage(meeting: Meeting) -> bool:
    """Stages of one event follow each other as the plan lists them."""
    staged = all(STAGE in clause.words for clause in (meeting.gives, meeting.takes))
    return staged and (meeting.gives.act == meeting.takes.act or _theme(meeting))


def _served(meeting: Meeting) -> bool:
    """The first lists people for what the second does: «нуждающиеся в подвозе», «подвоз»."""
    plan = meeting.plan
    done = plan.telling(meeting.takes.heads)
    return any(is_person(word) for word in meeting.gives.words) and bool(shared(done, meeting.gives.words))


def _document(meeting: Meeting) -> bool:
    """The same paper, and a paper it is: a group that was approved is not carried out."""
    return _paper(meeting) and not meeting.takes.heads & GROUP_STEMS


def _for(meeting: Meeting) -> bool:
    """The first names the work of the second as its purpose: «эксперты для обучения»."""
    purpose = _PURPOSE.split(meeting.gives.text, maxsplit=1)
    if len(purpose) == 1:
        return False
    words = purpose[1].split()
    if meeting.takes.kind in works_named(words):
        return _topic(meeting) or _theme(meeting)
    plan = meeting.plan
    return len(shared(plan.telling(meeting.takes.words), plan.telling(map(stem, words)))) > 1


def _results(meeting: Meeting) -> bool:
    """The second tells how the first went: it speaks of results, and names the work or its matter."""
    if not _tells_outcome(meeting.takes):
        return False
    named = meeting.gives.kind in meeting.takes.mentions - WIDE_KINDS
    topical = meeting.gives.kind not in WIDE_KINDS and _topic(meeting)
    return named or topical or _event(meeting) or _same_outcome(meeting)


def _tells_outcome(clause: Clause) -> bool:
    return any(word.startswith(lexicon().outcome) for word in clause.text.split())


def _same_outcome(meeting: Meeting) -> bool:
    """All that tells the second from other rows stands in the first; or all that narrows the first down
    stands in the second, and both speak of results or of one act.
    """
    act = stem(meeting.gives.act)
    mine = {word for word in meeting.gives.words - {act} if not is_generic(word)}
    asked = meeting.plan.telling(meeting.takes.words - {stem(meeting.takes.act)})
    if asked and asked == shared(asked, mine):
        return True
    if not mine or mine != shared(mine, meeting.takes.words):
        return False
    return _tells_outcome(meeting.gives) or any(akin(act, word) for word in meeting.takes.words)


def _event(meeting: Meeting) -> bool:
    """The second names the event itself: «победители конкурса»."""
    act = stem(meeting.gives.act)
    wide = is_generic(act) or act.startswith(lexicon().outcome)
    return not wide and any(akin(act, word) for word in meeting.takes.words) and _of_one_matter(meeting)


def _of_one_matter(meeting: Meeting) -> bool:
    """Where both say which one they mean, they mean the same: «конкурс чтецов»."""
    acts = {stem(meeting.gives.act), stem(meeting.takes.act)}
    mine = _narrowing(meeting.gives, acts)
    theirs = _narrowing(meeting.takes, acts)
    return not mine or not theirs or bool(shared(mine, theirs))


def _narrowing(clause: Clause, acts: set[str]) -> set[str]:
    said = {word for word in clause.words - acts if not word.startswith(lexicon().outcome)}
    return {word for word in said if not is_generic(word) and not any(akin(word, act) for act in acts)}


def _listed_people(meeting: Meeting) -> bool:
    """The same people, and people few rows of the plan speak of."""
    plan = meeting.plan
    mine = {word for word in plan.telling(_people_of(meeting.gives)) if is_person(word)}
    return bool(shared(mine, plan.telling(meeting.takes.words)))


def _people_of(clause: Clause) -> frozenset[str]:
    """Whom a search is for stands first: «поиск экспертов (для обучения наставников)»."""
    if clause.kind != "recruit":
        return clause.words
    return clause.heads if any(is_person(head) for head in clause.heads) else clause.rest


def _strong(meeting: Meeting) -> bool:
    """Two telling words in common."""
    plan = meeting.plan
    acts = {stem(meeting.gives.act), stem(meeting.takes.act)}
    return len(shared(plan.telling(meeting.gives.words - acts), plan.telling(meeting.takes.words - acts))) > 1


def _topic_or_near(meeting: Meeting) -> bool:
    return _topic(meeting) or 0 < meeting.after.ordinal - meeting.before.ordinal < NEAR_ROWS


def _any(_: Meeting) -> bool:
    return True


_RELATIONS: dict[str, Callable[[Meeting], bool]] = {
    "paper": _paper,
    "topic": _topic,
    "theme": _theme,
    "papers": _papers,
    "people": _people,
    "groups": _groups,
    "each_group": _each_group,
    "way": _way,
    "named": _named,
    "frame": _frame,
    "document": _document,
    "results": _results,
    "matter": _matter,
    "stage": _stage,
    "served": _served,
    "event": _event,
    "listed_people": _listed_people,
    "strong": _strong,
    "for": _for,
    "topic_or_near": _topic_or_near,
    "any": _any,
}
