"""Cells that hold a deadline and its executor together: «до 15 мая 2026 г., Иванова И.И., методист»."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from vekha.documents.drafts import Draft
from vekha.documents.vocabulary import Column
from vekha.documents.wording import DATE, PERSON, deadline_likeness, executor_likeness, is_post, words

SPLIT_SHARE = 0.5
"""Of the cells under a title of deadlines hold an executor as well: the column is one of both."""
SURELY_TIME = 0.75
LONGEST = 60
"""Words; a longer cell is a paragraph."""
SEPARATORS = " \t\n,;:/|–—-"
SHORTENED = re.compile(r"(?:\b[гГ]{1,2}|\b[А-ЯЁ]|\bкв|\bп|\bдр|\d)\.$")
_TOKEN = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[\n,;:.|/()–—-]\s*$")
_TAIL = re.compile(r"^(?:г|гг|года|году|год|месяца|числа)\b\.?", re.IGNORECASE)
_BROKEN_OFF = re.compile(r"(?:^|\s)(?:до|с|со|по|в|во|на|не|позднее|к|и|или|-|–|—)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Halves:
    deadline: str
    executor: str


def halves_of(text: str) -> Halves | None:
    """Return the deadline and the executor a cell holds in either order; None where it holds not both."""
    if len(words(text)) > LONGEST:
        return None
    best = max(_splits(text), key=lambda one: one[0], default=None)
    return best[1] if best is not None else None


def _splits(text: str) -> Iterator[tuple[float, Halves]]:
    """Yield each cut between two words that leaves a deadline on one side and an executor on the other."""
    for token in list(_TOKEN.finditer(text))[1:]:
        before, after = text[: token.start()], text[token.start() :]
        if _BROKEN_OFF.search(before) or _TAIL.match(after):
            continue
        for deadline, executor in ((before, after), (after, before)):
            score = _score(deadline, executor)
            if score > 0:
                yield score + _stop_weight(before), Halves(_bare(deadline), _bare(executor))


def _stop_weight(before: str) -> float:
    """A cut at a line's end is surer than one at a comma, and that surer than one at a blank."""
    if before.rstrip(" ").endswith("\n"):
        return 0.5
    return 0.3 if _SENTENCE_END.search(before) else 0.0


def _score(deadline: str, executor: str) -> float:
    """Return how well the sides fit: one is all time, the other none; 0 where they do not."""
    when, who = words(deadline), words(executor)
    if not when or not who or DATE.search(executor) or deadline_likeness(executor) > 1 / 3:
        return 0.0
    if any(is_post(word) for word in when) or PERSON.search(deadline):
        return 0.0
    time, likeness = deadline_likeness(deadline), executor_likeness(_bare(executor))
    fits = time >= SURELY_TIME and (likeness > 0 or _bare(executor)[:1].isupper())
    return time + likeness if fits else 0.0


def _bare(text: str) -> str:
    """Return a side without what parted it from the other; a full stop that shortens a word stays."""
    bare = text.strip(SEPARATORS)
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1].strip(SEPARATORS)
    bare = bare.lstrip(".)")
    for opening, closing in (("(", ")"), (")", "(")):
        if bare.count(opening) > bare.count(closing):
            bare = bare.strip(opening).strip(SEPARATORS)
    return bare if SHORTENED.search(bare) else bare.rstrip(".")


def holds_both(texts: Iterable[str]) -> bool:
    """Whether a column of deadlines is one of executors too."""
    filled = [text for text in texts if text.strip()]
    return bool(filled) and sum(halves_of(text) is not None for text in filled) >= SPLIT_SHARE * len(filled)


def parted(draft: Draft) -> Draft:
    """Return the row with its combined cell taken apart and flagged; what tells nothing is the deadline."""
    text = draft.text(Column.DEADLINE_EXECUTOR)
    if not text:
        return draft
    halves = halves_of(text) or _whole(text)
    fields = dict(draft.fields)
    fields.pop(Column.DEADLINE_EXECUTOR)
    for role, half in ((Column.DEADLINE, halves.deadline), (Column.EXECUTOR, halves.executor)):
        fields[role] = "\n".join(filter(None, [fields.get(role, ""), half]))
    shared = draft.shared
    if Column.DEADLINE_EXECUTOR in shared:
        shared = shared - {Column.DEADLINE_EXECUTOR} | {Column.DEADLINE, Column.EXECUTOR}
    return replace(draft, fields=fields, shared=shared, anomalies=(*draft.anomalies, "split_cell"))


def _whole(text: str) -> Halves:
    who = executor_likeness(text) > deadline_likeness(text)
    return Halves("", text) if who else Halves(text, "")
