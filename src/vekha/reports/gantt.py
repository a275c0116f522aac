"""A plan as a Gantt chart in SVG: bars over calendar days, days off shaded, today, who waits for whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vekha.calendar.work_calendar import WorkCalendar
from vekha.reports.plan_picture import FILLS, MEANINGS, Look, PictureLink, PictureRow
from vekha.reports.svg_marks import box, picture, way, words, wrapped
from vekha.rules.russian import short_date

NAMES = 330
CHART = 820
RIGHT = 60
TOP = 46
ROW = 34
BAR = 14
MARK = 5
LEGEND = 40
NAME_LETTERS = 46
# Days off are shaded where a day is wide enough to be seen.
SHADED_FROM = 3.0
MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    @property
    def day_width(self) -> float:
        return CHART / ((self.last - self.first).days + 1)

    def x(self, day: date) -> float:
        """The left edge of a day."""
        return NAMES + (day - self.first).days * self.day_width


def gantt(
    rows: Sequence[PictureRow], links: Sequence[PictureLink], today: date, calendar: WorkCalendar
) -> str:
    """Return the chart; the same rows give the same text. A row without a date is a dashed line."""
    scale = _scale(rows, today)
    height = TOP + ROW * len(rows) + LEGEND
    marks = [
        *_months(scale, height),
        *_days_off(scale, calendar, height),
        *(mark for at, row in enumerate(rows) for mark in _row(at, row, scale, calendar)),
        *(mark for link in links for mark in _link(link, rows, scale)),
        *_today(scale, today, height),
        *_legend(height),
    ]
    return picture(NAMES + CHART + RIGHT, height, "Диаграмма Ганта", marks)


def _scale(rows: Sequence[PictureRow], today: date) -> _Scale:
    days = [day for row in rows for day in (row.first, row.last) if day is not None] or [today]
    first, last = min(days).replace(day=1), max(days)
    return _Scale(first, max(last, first + timedelta(days=27)) + timedelta(days=3))


def _middle(at: int) -> float:
    return TOP + ROW * at + ROW / 2


def _months(scale: _Scale, height: int) -> Iterator[str]:
    day = scale.first
    several = (scale.last - scale.first).days > 800
    while day <= scale.last:
        x = scale.x(day)
        yield way(f"M{x:.1f} {TOP}V{height - LEGEND}", edge="#ccc")
        if day.month == 1 or day == scale.first:
            yield words(x + 3, 16, str(day.year), bold=True)
        if not several or day.month % 3 == 1:
            yield words(x + 3, TOP - 8, MONTHS[day.month - 1], size=10)
        day = (day + timedelta(days=31)).replace(day=1)


def _days_off(scale: _Scale, calendar: WorkCalendar, height: int) -> Iterator[str]:
    if scale.day_width < SHADED_FROM:
        return
    for each in range((scale.last - scale.first).days + 1):
        day = scale.first + timedelta(days=each)
        if not calendar.is_working(day):
            yield box(scale.x(day), TOP, scale.day_width, height - TOP - LEGEND, "#eee", edge="none")


def _row(at: int, row: PictureRow, scale: _Scale, calendar: WorkCalendar) -> Iterator[str]:
    middle = _middle(at)
    lines = wrapped(f"{row.label} {row.title}", NAME_LETTERS, 2)
    for line, text in enumerate(lines):
        yield words(8, middle + 4 + (line - (len(lines) - 1) / 2) * 13, text, size=11)
    if row.last is None:
        yield way(f"M{NAMES} {middle}H{NAMES + CHART}", dashed=True, edge="#666")
        yield words(NAMES + 4, middle - 4, "срок не задан", size=10)
        return
    end = scale.x(row.last) + scale.day_width
    if row.first is None or row.first == row.last:
        yield _diamond(end, middle, FILLS[row.look])
    else:
        start = scale.x(row.first)
        yield box(start, middle - BAR / 2, max(end - start, 3), BAR, FILLS[row.look])
        count = calendar.workdays_between(row.first - timedelta(days=1), row.last)
        yield words(end + 4, middle - 5, f"{count} р. д.", size=9)


def _diamond(x: float, y: float, fill: str) -> str:
    size = BAR / 2
    points = f"{x - size:.1f},{y:.1f} {x:.1f},{y - size:.1f} {x + size:.1f},{y:.1f} {x:.1f},{y + size:.1f}"
    return f'<polygon points="{points}" fill="{fill}" stroke="#000"/>'


def _link(link: PictureLink, rows: Sequence[PictureRow], scale: _Scale) -> Iterator[str]:
    before, after = rows[link.before], rows[link.after]
    if before.last is None or after.last is None:
        return
    left = before.first if link.begun and before.first else before.last
    single = before.first is None or before.first == before.last
    start = scale.x(left) + (0 if link.begun else scale.day_width) + (BAR / 2 if single else 0)
    end = scale.x(after.first or after.last)
    down = 1 if link.after > link.before else -1
    target = _middle(link.after) - down * (BAR / 2 + 1)
    from_y, turn = _middle(link.before), max(start + MARK, end + MARK)
    path = f"M{start:.1f} {from_y:.1f}H{turn:.1f}V{target - down * MARK:.1f}H{end + MARK:.1f}V{target:.1f}"
    yield way(path, dashed=link.begun, tip=True)


def _today(scale: _Scale, today: date, height: int) -> Iterator[str]:
    if scale.first <= today <= scale.last:
        x = scale.x(today)
        yield way(f"M{x:.1f} {TOP - 4}V{height - LEGEND}", dashed=True)
        yield words(x, TOP - 22, f"сегодня {short_date(today)}", bold=True, anchor="middle", size=10)


def _legend(height: int) -> Iterator[str]:
    x, y = 8.0, height - LEGEND / 2
    for look in Look:
        yield box(x, y - BAR / 2, 24, BAR, FILLS[look])
        yield words(x + 30, y + 4, MEANINGS[look], size=10)
        x += 50 + 7 * len(MEANINGS[look])
    yield words(x + 10, y + 4, "стрелка: ждёт конца, пунктир: ждёт начала; р. д. — рабочие дни", size=10)
