"""How the plan check calls a row, and several."""

from vekha.domain.roadmaps import RoadmapItem

SHOWN_TITLE = 60


def named(item: RoadmapItem) -> str:
    """Return «строка 2.1 «Проведение ...»»; a row without a number is called by its ordinal."""
    title = item.title if len(item.title) <= SHOWN_TITLE else f"{item.title[: SHOWN_TITLE - 3].rstrip()}..."
    return f"строка {number_of(item)} «{title}»"


def number_of(item: RoadmapItem) -> str:
    """Return the number as printed without its full stop, else «№ 3 по порядку»."""
    return item.number.rstrip(".") if item.number else f"№ {item.ordinal} по порядку"


def listed(items: list[RoadmapItem]) -> str:
    """Return «строки 2.1, 2.2»."""
    word = "строка" if len(items) == 1 else "строки"
    return f"{word} {', '.join(number_of(one) for one in items)}"
