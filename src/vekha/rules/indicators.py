"""Indicators out of titles, result cells and indicator columns: unit, direction, target, parts of a share."""

import re
from dataclasses import replace

from vekha.domain.indicators import Direction, Indicator, IndicatorPlan
from vekha.rules.name_matching import folded

NOT_PLANNED = "план не задан"
DIRECTIONS = {
    Direction.AT_LEAST: "не менее",
    Direction.AT_MOST: "не более",
    Direction.INCREASE: "рост на",
    Direction.DECREASE: "снижение на",
}
NO_PLAN = "План не задан: в тексте нет целевого значения, внесите его из акта, который его утвердил."
PERHAPS_AT_LEAST = "«{}»: напечатано «менее» без «не»; проверьте, не потеряно ли «не»."
ONLY_A_NUMBER = "Направление не названо: принято «не менее»."

NUMBER = r"(?P<low>\d+(?:[.,]\d+)?)(?:\s*[-–—]\s*(?P<high>\d+(?:[.,]\d+)?))?"
UNIT = r"\s*(?:-?[а-яё]{1,2}(?=\s))?\s*(?P<unit>%|процент\w*|(?:[а-яё]+(?:ых|их)\s+)*[а-яё]+\.?)?"
DOWN = r"(?:снижени\w*|снизить\w*|снизится|сокращени\w*|сократить\w*|уменьшени\w*|уменьшить\w*)"
UP = r"(?:увеличени\w*|увеличить\w*|увеличится|рост\w*|прирост\w*|повышени\w*|повысить\w*)"
# The first that is found rules; a change («на 10 %») is told from a level («до 10 %») by its preposition.
TARGETS: tuple[tuple[str, Direction], ...] = (
    (DOWN + r"[^.;]*?\bна\s+", Direction.DECREASE),
    (DOWN + r"[^.;]*?\bдо\s+", Direction.AT_MOST),
    (r"не\s+(?:менее|менее\s+чем|ниже|меньше|хуже)(?:\s+чем)?(?:\s+(?:на|в|у|до))?\s+", Direction.AT_LEAST),
    (r"не\s+(?:более|выше|больше)(?:\s+чем)?(?:\s+(?:на|в|у|до))?\s+", Direction.AT_MOST),
    (UP + r"[^.;]*?\bна\s+", Direction.INCREASE),
    (r"(?:свыше|более|выше|больше)(?:\s+чем)?(?:\s+(?:на|в|у))?\s+", Direction.AT_LEAST),
    (r"(?:от|минимум|по\s+меньшей\s+мере|как\s+минимум)\s+", Direction.AT_LEAST),
    (r"(?:максимум)\s+", Direction.AT_MOST),
    (r"менее(?:\s+чем)?(?:\s+(?:на|в|у))?\s+", Direction.AT_MOST),
    (r"\bдо\s+", Direction.AT_LEAST),
)  # fmt: skip
PATTERNS = tuple(
    (re.compile(rf"\b{words}{NUMBER}{UNIT}".replace(r"\b\b", r"\b"), re.IGNORECASE), direction)
    for words, direction in TARGETS
)
BARE = re.compile(rf"(?<![\d.№-]){NUMBER}\s*(?P<unit>%|процент\w*)", re.IGNORECASE)
AGES = re.compile(
    r"\b(?:в\s+возрасте\s+)?от\s+\d+\s+до\s+\d+\s+(?:лет|года)|\bот\s+\d+\s+до\s+\d+\b", re.IGNORECASE
)
NOT_UNITS = re.compile(
    r"(?:январ|феврал|март|апрел|ма[яй]$|июн|июл|август|сентябр|октябр|ноябр|декабр|год|г\.?$|лет$|класс|числ)"
)
SHARE = re.compile(
    r"(?:дол[яиюей]+|процент|удельн\w+\s+вес\w*|охват)\s+(?P<part>.+)", re.IGNORECASE | re.DOTALL
)
OF_WHOLE = re.compile(
    r"\s*,?\s+(?:от|в|среди|из)\s+(?=(?:их\s+)?общ|числа|количества|всех)(?P<whole>[^,;(]+)", re.IGNORECASE
)
PARTICIPLE = re.compile(
    r",?\s+(?:не\s+)?(?=[а-яё]+(?:[вдл]ш|ющ|ящ|ущ|нн|ем)(?:их|ых|ей|ой|ую|его|ого)\b)", re.IGNORECASE
)
BEFORE_NUMBER = re.compile(
    r"[\s,–—:-]*\b(?:не\s+(?:менее|более|ниже|выше|меньше|больше)(?:\s+чем)?|свыше|более|менее(?:\s+чем)?|до|на|от|у|в)"
    r"[\s:–—-]*$",
    re.IGNORECASE,
)
TAIL = re.compile(r"[\s,;–—-]*(?:,\s*%|%|\(%\))?\s*(?:\([^()]*\))?[\s.,;–—:-]*$")
SPLIT = re.compile(r";\s+|\n+|(?<=%)\s*,\s+(?=[а-яё]+(?:ен|ено|ена|ены)\b)")


def read_indicators(text: str) -> tuple[Indicator, ...]:
    """Return the indicators of a cell or clause, in order; a text without a word has none. Never raises."""
    return tuple(read_indicator(part) for part in SPLIT.split(text) if re.search(r"[^\W\d_]", part))


def read_indicator(text: str) -> Indicator:
    """Return one indicator. A target that is not printed is None with the doubt that says so."""
    plain = " ".join(text.split())
    masked = AGES.sub(lambda found: " " * len(found.group()), plain)
    found = next(
        ((hit, direction) for pattern, direction in PATTERNS for hit in _hits(pattern, masked)), None
    )
    bare = None if found else BARE.search(masked)
    shared = _share(Indicator(plain), plain, _low(found[0] if found else bare))
    if found:
        return _with_target(shared, found[0], found[1])
    if bare:
        doubts = () if bare["low"] == "100" else (ONLY_A_NUMBER,)
        return replace(_with_target(shared, bare, Direction.AT_LEAST), doubts=doubts)
    unit = "%" if "%" in plain or shared.part else None
    return replace(shared, unit=unit, doubts=(NO_PLAN,))


def plan_text(plan: IndicatorPlan) -> str:
    """Return «не менее 60 %», «от 20 до 30 %» or «план не задан»."""
    if plan.target is None:
        return NOT_PLANNED
    unit = f" {plan.unit}" if plan.unit else ""
    if plan.target_high is not None:
        return f"от {_figure(plan.target)} до {_figure(plan.target_high)}{unit}"
    said = DIRECTIONS[plan.direction or Direction.AT_LEAST]
    return f"{said} {_figure(plan.target)}{unit}"


def is_called(text: str, name: str) -> bool:
    """Whether a person who writes `name` means the indicator: one text begins the other."""
    one, other = folded(text), folded(name)
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _figure(value: float) -> str:
    return f"{value:.12g}".replace(".", ",")


def _low(hit: re.Match[str] | None) -> int | None:
    return hit.start("low") if hit else None


def _hits(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Targets, not dates: «до 15 мая», «до 2026 года», «5 класс» count nothing."""
    return [
        hit
        for hit in pattern.finditer(text)
        if not NOT_UNITS.match((hit["unit"] or "").lower())
        and not text[hit.end("low") :].startswith((".0", ".1"))
    ]


def _with_target(indicator: Indicator, hit: re.Match[str], direction: Direction) -> Indicator:
    unit = hit["unit"] or None
    suspicious = hit.group().lower().startswith("менее")
    return replace(
        indicator,
        unit="%" if unit and (unit == "%" or unit.lower().startswith("процент")) else unit,
        direction=direction,
        target=_number(hit["low"]),
        target_high=_number(hit["high"]) if hit["high"] else None,
        doubts=(PERHAPS_AT_LEAST.format(hit.group().strip()),) if suspicious else (),
    )


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _share(indicator: Indicator, text: str, until: int | None) -> Indicator:
    """What the numerator and the denominator of a share count; «от общего числа ...» names the latter."""
    found = SHARE.search(text)
    if found is None:
        return indicator
    said = (
        found["part"] if until is None or until <= found.start("part") else text[found.start("part") : until]
    )
    whole = OF_WHOLE.search(said) or OF_WHOLE.search(text, until or 0)
    part = said[: whole.start()] if whole and whole.string is said else said
    part = TAIL.sub("", BEFORE_NUMBER.sub("", part))
    if whole:
        return replace(indicator, part=part, whole=whole["whole"].strip(" ,.–—-"))
    cut = PARTICIPLE.search(part)
    return replace(indicator, part=part, whole=part[: cut.start()] if cut else None)
