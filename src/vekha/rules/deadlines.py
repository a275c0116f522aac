"""What a deadline phrase means: plain spelling, tokens, tree, named parts, ruling, occurrences."""

from dataclasses import replace

from vekha.domain.deadlines import Confidence, Deadline, DeadlineKind, Span
from vekha.rules.deadline_executor import without_executor
from vekha.rules.deadline_explain import Read, lines_of
from vekha.rules.deadline_lexer import lex
from vekha.rules.deadline_parser import parts_of
from vekha.rules.deadline_parts import NoMeaningError, Setting
from vekha.rules.deadline_reports import occurrences_of
from vekha.rules.deadline_rulings import ruling_of
from vekha.rules.normalise import plain

_LONGEST = 1000
"""Longer texts are no deadline phrase; they are not parsed at all."""
_FIRST_YEAR, _LAST_YEAR = 1950, 2090
"""Plans before or after these years are mistakes of the document, not plans."""
_INFERRED = frozenset({DeadlineKind.CONTINUOUS, DeadlineKind.RECURRING})


def read_deadline(
    phrase: str, plan: Span, *, item: str = "", executor: str = "", result: str = ""
) -> Deadline:
    """Return the reading of `phrase` in the plan period (both ends inclusive). Never raises.

    `item`, `executor` and `result` are the texts of its row: they tell a report from other papers, and which
    words of the cell repeat the executor. Raw calendar dates; the shift off a day off is a later step.
    A phrase with a word that has no role, or with parts that do not go together, is unreadable.
    """
    return read_in(phrase, Setting(plan, item, executor, result))


def read_in(phrase: str, setting: Setting) -> Deadline:
    """Return what `read_deadline` does, by the school year of the setting. Never raises."""
    try:
        return _reading(phrase, setting)
    except NoMeaningError as why:
        return _unreadable(phrase, str(why))


def _reading(phrase: str, setting: Setting) -> Deadline:
    """Return the reading. Raises NoMeaningError where there is none."""
    _check_size(phrase, setting.plan)
    line, notes = without_executor(plain(phrase), setting.executor)
    lexed = lex(line)
    if lexed.unknown:
        raise NoMeaningError(f"непонятные слова: «{'», «'.join(lexed.unknown)}»")
    parts = parts_of(lexed.words)
    ruling = ruling_of(parts, setting)
    occurrences, report_doubts = occurrences_of(ruling, setting)
    doubts = lexed.doubts + ruling.doubts + report_doubts
    if len(doubts) > 1:
        doubts = tuple(dict.fromkeys(doubts))
    return Deadline(
        phrase=phrase,
        kind=ruling.kind,
        occurrences=occurrences,
        confidence=Confidence.PROPOSED if doubts else Confidence.READ,
        offset=ruling.offset,
        explain=lines_of(phrase, Read(lexed, parts, ruling, notes), occurrences),
        doubts=doubts,
        last_day=ruling.last_day,
    )


def _check_size(phrase: str, plan: Span) -> None:
    if not phrase or phrase.isspace():
        raise NoMeaningError("срок не указан")
    if len(phrase) > _LONGEST:
        raise NoMeaningError("текст слишком длинный для срока")
    in_calendar = plan.first.year >= _FIRST_YEAR and plan.last.year <= _LAST_YEAR
    if not in_calendar or plan.last < plan.first:
        raise NoMeaningError("период плана вне календаря")


def with_inferred_period(deadline: Deadline, why: str) -> Deadline:
    """Return the deadline as doubtful where its dates rest on a plan period the document does not name."""
    if deadline.kind not in _INFERRED or deadline.confidence is Confidence.UNREADABLE:
        return deadline
    return replace(deadline, confidence=Confidence.PROPOSED, doubts=(*deadline.doubts, why))


def _unreadable(phrase: str, doubt: str) -> Deadline:
    shown = " ".join(phrase.split())[:200]
    explain = (f"Срок «{shown}» не прочитан.", f"{doubt[:1].upper()}{doubt[1:]}.")
    return Deadline(phrase, DeadlineKind.UNSPECIFIED, (), Confidence.UNREADABLE, None, explain, (doubt,))
