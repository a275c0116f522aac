"""The account of a phrase: what each of its parts does under the ruling it falls under.

A part tells (it gives dates, kind or offset), is a note (it stands in the explanation and moves no date), is
doubted (it has no effect, so a person has to look) or is refused (the phrase is unreadable). There is no
fifth thing: a part without an effect and without a doubt cannot be, and two parts do not do the work of one.
"""

from enum import StrEnum

from vekha.rules.deadline_parts import NoMeaningError, Part, Phrase


class Use(StrEnum):
    """What a part does under a ruling."""

    TELLS = "tells"
    NOTE = "note"
    DOUBTED = "doubted"
    REFUSED = "refused"


class Family(StrEnum):
    """Which ruling a phrase falls under."""

    EVENT = "event"
    EXTERNAL = "external"
    THROUGHOUT = "throughout"
    VACATION = "vacation"
    ELSEWHERE = "elsewhere"
    DATED = "dated"


_TELLS, _NOTE, _DOUBTED = Use.TELLS, Use.NOTE, Use.DOUBTED
TERMS = frozenset({"within", "after_by", "before_by"})
DATES = ("when", "inside", "limit", "edge_limit", "edge_inside", "since", "until")
_BESIDE = dict.fromkeys(("word", "clock", "deadline_word", "in_period", "but", "inclusive", "stage"), _NOTE)
_BESIDE["approximately"] = _TELLS
USES: dict[Family, dict[str, Use]] = {
    Family.EVENT: {
        **dict.fromkeys(("after", "by_measure", "from_event", "at_once", "on_day"), _TELLS),
        **dict.fromkeys(
            (
                "within",
                "after_by",
                "before_by",
                "word",
                "action_of_unit",
                "period_elsewhere",
                "school_edge",
                "school_term",
                "vacation",
            ),
            _TELLS,
        ),
        **dict.fromkeys(DATES, _TELLS),
        **dict.fromkeys(("frequency", "of_unit", "school_year", "clock", "stage", "weekday"), _DOUBTED),
        **dict.fromkeys(("by_paper", "established", "approximately", "throughout"), _DOUBTED),
        **dict.fromkeys(("deadline_word", "in_period", "but", "inclusive"), _NOTE),
    },
    Family.EXTERNAL: {
        **_BESIDE,
        **dict.fromkeys(("by_paper", "established"), _TELLS),
        **dict.fromkeys(("frequency", "term", "school_year"), _NOTE),
        **dict.fromkeys((*DATES, "throughout", "weekday"), _DOUBTED),
    },
    Family.THROUGHOUT: {
        **_BESIDE,
        **dict.fromkeys((*DATES, "throughout", "school_year"), _TELLS),
        "then": _DOUBTED,
    },
    Family.VACATION: {
        **_BESIDE,
        **dict.fromkeys(("vacation", "school_term", "school_edge", "school_year", "when", "inside"), _TELLS),
    },
    Family.ELSEWHERE: {**_BESIDE, "period_elsewhere": _TELLS},
    Family.DATED: {
        **_BESIDE,
        **dict.fromkeys((*DATES, "frequency", "then", "starting", "year_of_report", "throughout"), _TELLS),
        **dict.fromkeys(("of_unit", "school_year", "reporting", "that_unit", "weekday", "vacation"), _TELLS),
        **dict.fromkeys(("term", "by_measure", "action_of_unit"), _NOTE),
    },
}
_ONCE = frozenset({"that_unit", "starting", "year_of_report", "reporting", "of_unit"})
_RHYTHM = ("reporting", "that_unit")


def account(phrase: Phrase, family: Family) -> tuple[str, ...]:
    """Return the doubts about parts that have no effect. Raises NoMeaningError for a part without a place."""
    uses = USES[family]
    if not phrase.roles <= uses.keys():
        strange = [part.text for part in phrase.parts if part.role not in uses]
        raise NoMeaningError(f"«{'», «'.join(strange)}» не вяжется с остальным")
    doubts: tuple[str, ...] = ()
    if not phrase.roles.isdisjoint(_ONCE):
        doubts = _twice(phrase)
    if family is Family.DATED:
        return doubts
    counted = effective(phrase) if family is Family.EVENT else None
    for part in phrase.parts:
        if uses[part.role] is _DOUBTED and part is not counted:
            doubts += (f"«{part.text}» стоит рядом, но срока не меняет",)
    return doubts


def effective(phrase: Phrase) -> Part | None:
    """Return the part the offset is counted by, None where the event has none."""
    terms = phrase.having(*TERMS)
    if terms:
        return next((term for term in terms if "LATER" in term.terminals), terms[0])
    counting = phrase.having("after", "from_event", "on_day")
    if not counting and not any(
        part.terminals[0] == "PO" and "ACTION" in part.terminals for part in phrase.parts
    ):
        return None
    return next((part for part in phrase.having("throughout") if part.place is None), None)


def _twice(phrase: Phrase) -> tuple[str, ...]:
    for role in _ONCE & phrase.roles:
        texts = dict.fromkeys(part.text for part in phrase.having(role))
        if len(texts) > 1:
            return (f"«{'» и «'.join(texts)}»: названо дважды, взято первое",)
    if phrase.roles.issuperset(_RHYTHM):
        texts = dict.fromkeys(part.text for part in phrase.having(*_RHYTHM))
        return (f"«{'» и «'.join(texts)}»: месяц назван дважды",)
    return ()


def main_stretch(phrase: Phrase) -> tuple[Part, tuple[str, ...]]:
    """Return the part that names the stretch best («в течение 2025 года» before «постоянно»), and a doubt."""
    ranked = sorted(phrase.having("throughout"), key=_rank)
    first = ranked[0]
    rivals = [part.text for part in ranked if _rank(part) == _rank(first) < 2 and part.text != first.text]
    if rivals:
        return first, (f"названо несколько периодов: «{first.text}», «{'», «'.join(rivals)}»",)
    return first, ()


def _rank(part: Part) -> int:
    if part.place is not None:
        return 0
    words = set(part.terminals)
    if words & {"CONSTANTLY", "CONSTANT", "DAILY"}:
        return 3
    return 2 if words & {"PERIOD", "TERM"} else 1
