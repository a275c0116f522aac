"""The paper a step rests on: read as people write it, and checked (design 4.7). Pure."""

from datetime import date

from vekha.domain.life import Ground, PaperKind
from vekha.domain.refusals import RefusedError
from vekha.rules.act_titles import act_day, act_title
from vekha.rules.russian import short_date

LONGEST_NUMBER = 100  # the column act_grounds.number


class GroundError(RefusedError):
    """The step has no reason, no paper, or one that cannot be."""


KIND_NAMES = {
    PaperKind.ORDER: "приказ",
    PaperKind.DIRECTIVE: "распоряжение",
    PaperKind.RESOLUTION: "постановление",
    PaperKind.LETTER: "письмо",
    PaperKind.MEMO: "служебная записка",
    PaperKind.ACT: "акт",
}
_UNNAMED = "Назовите бумагу, на которой это основано: --act «приказ № 5 от 01.02.2026»."
_STEMS = (
    ("приказ", PaperKind.ORDER),
    ("распоряжен", PaperKind.DIRECTIVE),
    ("постановлен", PaperKind.RESOLUTION),
    ("письм", PaperKind.LETTER),
    ("служебн", PaperKind.MEMO),
    ("докладн", PaperKind.MEMO),
    ("акт", PaperKind.ACT),
)


def read_act(text: str, reason: str) -> Ground:
    """Return the ground of «приказ № 5 от 01.02.2026» or «№ 5 от 1 февраля 2026 г.».

    Without the kind of paper it is called an act. Raises GroundError.
    """
    if not text.strip():
        raise GroundError(_UNNAMED)
    found = act_title(text)
    if found is None:
        raise GroundError(
            f"Не разобрано основание «{text}». Напишите номер и дату: --act «приказ № 5 от 01.02.2026»."
        )
    if len(found.number) > LONGEST_NUMBER:
        raise GroundError(f"Номер бумаги длиннее {LONGEST_NUMBER} знаков. Напишите только номер.")
    return Ground(reason.strip(), _kind(found.words, text), found.number, _day(found.day, text))


def check_ground(ground: Ground, today: date) -> None:
    """Raise GroundError unless the ground has a reason, a number and a date not after `today`."""
    if not ground.reason:
        raise GroundError("Напишите причину: --reason. Она останется в журнале и попадёт в справку.")
    if not ground.number or ground.dated is None:
        raise GroundError(_UNNAMED)
    if ground.dated > today:
        raise GroundError(
            f"Бумага датирована {short_date(ground.dated)}: этот день ещё не наступил. Проверьте --act."
        )


def ground_title(ground: Ground) -> str:
    """Return «приказ № 5 от 01.02.2026», "" where there is no paper."""
    if not ground.number:
        return ""
    dated = f" от {short_date(ground.dated)}" if ground.dated else ""
    return f"{KIND_NAMES[ground.kind]} № {ground.number}{dated}"


def _kind(words: str, text: str) -> PaperKind:
    if not words:
        return PaperKind.ACT
    for stem, kind in _STEMS:
        if words.casefold().startswith(stem):
            return kind
    raise GroundError(
        f"Не понято, что за бумага «{words}» в основании «{text}». "
        f"Бывает: {', '.join(KIND_NAMES.values())}; или напишите только номер и дату."
    )


def _day(text: str, act: str) -> date:
    day = act_day(text)
    if day is None:
        raise GroundError(f"Не разобрана дата «{text}» в основании «{act}». Напишите, например, 01.02.2026.")
    return day
