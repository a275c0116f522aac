"""What rows out of text without columns are, and which number may come after which."""

import re
from dataclasses import dataclass

from vekha.documents.drafts import PlanRows

ENTRY = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?P<text>[^\W\d].*|[«(].*)")
NEXT_STEP = 3
"""How many numbers may be missing before a number is no successor."""


@dataclass(frozen=True, slots=True)
class FlatPlan:
    """Rows, the line the plan starts on, and the lines that are in rows, headings or the rows' rest."""

    rows: PlanRows
    first_line: int
    lines: frozenset[int]


def follows(number: tuple[int, ...], last: tuple[int, ...]) -> bool:
    """Whether a number may come after another: a first child, a next sibling at some depth, or a slip among
    the children of one heading (2.3 printed twice).
    """
    if not last:
        return number in {(1,), (1, 1)}
    if number == (*last, 1) or (len(number) > 1 and number[:-1] == last[:-1]):
        return True
    for depth in range(len(last)):
        same_parent = number[:depth] == last[:depth] and len(number) > depth
        if same_parent and 0 < number[depth] - last[depth] <= NEXT_STEP:
            return number[depth + 1 :] in {(), (1,)}
    return False
