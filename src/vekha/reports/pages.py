"""Which blocks share pages of one orientation: DOCX and HTML turn the sheet in the same places."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from vekha.reports.paper import Block, Heading, Paragraph, Table


@dataclass(frozen=True, slots=True)
class Pages:
    """A run of blocks printed on sheets of one orientation."""

    wide: bool
    blocks: list[Block] = field(default_factory=list)


def turned(blocks: Sequence[Block]) -> list[Pages]:
    """Return the blocks in runs; a heading goes with its table, a small note stays under it."""
    runs = [Pages(wide=False)]
    for block, following in zip_longest(blocks, blocks[1:]):
        leading = following if isinstance(block, Heading) else block
        wide = isinstance(leading, Table) and leading.wide
        stays = isinstance(block, Paragraph) and block.small
        if wide != runs[-1].wide and not stays:
            runs.append(Pages(wide))
        runs[-1].blocks.append(block)
    return runs
