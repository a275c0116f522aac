"""The deadline of a row whose quarters or months are marked, as a text to show and as a reading."""

from collections.abc import Sequence
from dataclasses import replace

from vekha.documents.period_columns import Filled
from vekha.documents.wording import one_line
from vekha.domain.deadlines import Confidence, Deadline, DeadlineKind
from vekha.domain.roadmaps import Marks
from vekha.rules.deadline_columns import read_marks
from vekha.rules.deadline_parts import Setting
from vekha.rules.deadlines import read_in

_MIXED = "в столбцах кварталов или месяцев стоит текст рядом с другими отметками: срок назначит человек"
_OUTSIDE = "срок в ячейке не сходится с заголовком её столбца"


def marks_of(filled: Sequence[Filled]) -> Marks:
    """Return what the cells of one row say."""
    headings = tuple(period.heading for one in filled if one.is_mark for period in one.periods)
    told = tuple(
        (one.periods[0].heading if len(one.periods) == 1 else "", one_line(one.text))
        for one in filled
        if not one.is_mark
    )
    return Marks(headings, told, filled[0].periods[0].year if filled else "")


def read_marked(marks: Marks, setting: Setting) -> Deadline:
    """Return the reading of one row's marks: a text that stands alone is read, beside marks it is not."""
    if not marks.told:
        return replace(read_marks(marks.headings, setting, over=marks.year), phrase=marks.text())
    if marks.headings or len(marks.told) > 1:
        return Deadline(
            marks.text(), DeadlineKind.UNSPECIFIED, (), Confidence.UNREADABLE, None, (), (_MIXED,)
        )
    heading, text = marks.told[0]
    read = replace(read_in(text, setting), phrase=marks.text())
    if heading and not _within(read, read_marks((heading,), setting, over=marks.year)):
        return replace(read, confidence=Confidence.UNREADABLE, occurrences=(), kind=DeadlineKind.UNSPECIFIED,
                       doubts=(*read.doubts, _OUTSIDE))  # fmt: skip
    return read


def _within(read: Deadline, column: Deadline) -> bool:
    """Whether every date of a cell lies in the period of its column; an event has no dates to compare."""
    if not column.occurrences:
        return not read.occurrences
    period = column.occurrences[0]
    first = period.start or period.raw_due
    return all(
        first <= (one.start or one.raw_due) and one.raw_due <= period.raw_due for one in read.occurrences
    )
