"""What may be handed in: files by name and size, figures, notes, papers received outside the system."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from vekha.domain.evidence import DEFAULT_LIMITS, EvidenceAct, EvidenceLimits
from vekha.domain.obligations import Figure
from vekha.domain.refusals import RefusedError
from vekha.rules.act_titles import act_day, act_title
from vekha.rules.figure_checks import form_faults

MAX_NAME = 255
MAX_INDICATOR = 500
MAX_EXPLANATION = 1000
MAX_ACT_NUMBER = 100
_LARGEST_FIGURE = Decimal(10) ** 15
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class PaperError(RefusedError):
    """What was handed in cannot be taken: a file, a figure, the note or the instant."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file as it came; `name` is whatever the sender's computer called it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """A paper that came by another way: when (aware UTC), who took it and why so (design 4.8)."""

    at: datetime
    receiver_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything handed in at once."""

    files: tuple[IncomingFile, ...] = ()
    figures: tuple[Figure, ...] = ()
    note: str = ""
    received: Received | None = None
    acts: tuple[EvidenceAct, ...] = ()
    links: tuple[str, ...] = ()


def check_paper(paper: Paper, now: datetime, limits: EvidenceLimits = DEFAULT_LIMITS) -> None:
    """Raise PaperError naming everything wrong with the paper at once."""
    wrong = [*_file_faults(paper.files, limits), *_figure_faults(paper.figures), *form_faults(paper.figures)]
    wrong += _act_faults(paper.acts, now)
    if paper.received:
        wrong.extend(_received_faults(paper.received, now))
    if not (paper.files or paper.figures or paper.acts or paper.links or paper.note.strip()):
        wrong.append("Сдавать нечего: приложите файл, впишите показатель или напишите, что сделано.")
    if wrong:
        raise PaperError("\n".join(wrong))


def check_size(name: str, size_bytes: int, limits: EvidenceLimits = DEFAULT_LIMITS) -> str:
    """Return the Russian complaint about a file's size, "" when it may be taken."""
    if size_bytes > limits.file_bytes:
        size = f"{size_bytes / 1024**2:.1f}".replace(".", ",")
        limit = f"{limits.file_bytes / 1024**2:g}".replace(".", ",")
        return f"Файл «{safe_name(name)}» ({size} МБ) больше {limit} МБ. Сожмите его или разделите на части."
    if not size_bytes:
        return f"Файл «{safe_name(name)}» пуст. Проверьте, тот ли это файл."
    return ""


def safe_name(name: str) -> str:
    """Return the name for display only: no folders, no control or direction characters, never empty."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(sign for sign in last if unicodedata.category(sign) not in _UNPRINTABLE)
    tidy = " ".join(printable.split()).strip(". ")
    if len(tidy) <= MAX_NAME:
        return tidy or "без имени"
    stem, dot, ending = tidy.rpartition(".")
    if not dot or len(ending) > 10:
        return tidy[:MAX_NAME]
    return stem[: MAX_NAME - len(ending) - 1] + dot + ending


def read_figure(text: str) -> Figure:
    """Return the figure written as «показатель=числитель/знаменатель» or «показатель=число».

    Raises PaperError. A comma or a point divides the fraction.
    """
    indicator, sign, value = text.rpartition("=")
    if not sign or not indicator.strip():
        raise PaperError(f"Показатель «{text}» не разобран. Пишите так: доля педагогов=12/40.")
    above, slash, below = value.partition("/")
    return Figure(indicator.strip(), _number(above, text), _number(below, text) if slash else None)


def explained(figures: Sequence[Figure], texts: Sequence[str]) -> tuple[Figure, ...]:
    """Return the figures with the explanations «показатель=пояснение» beside them. Raises PaperError."""
    said: dict[str, str] = {}
    for text in texts:
        indicator, sign, why = text.partition("=")
        if not sign or not why.strip():
            raise PaperError(f"Пояснение «{text}» не разобрано. Пишите так: доля педагогов=открыт филиал.")
        said[indicator.strip()] = why.strip()[:MAX_EXPLANATION]
    unknown = sorted(said.keys() - {figure.indicator for figure in figures})
    if unknown:
        raise PaperError(f"Пояснение есть, а показателя «{unknown[0]}» нет. Проверьте его название.")
    return tuple(replace(figure, explanation=said.get(figure.indicator, "")) for figure in figures)


def _number(written: str, text: str) -> float:
    try:
        number = Decimal(re.sub(r"\s", "", written).replace(",", "."))
    except InvalidOperation as error:
        raise PaperError(f"В показателе «{text}» «{written.strip()}» — не число. Пишите 12/40.") from error
    if not number.is_finite() or abs(number) > _LARGEST_FIGURE:
        raise PaperError(f"В показателе «{text}» «{written.strip()}» — слишком большое число.")
    return float(number)


def check_type(name: str, limits: EvidenceLimits) -> str:
    """Return the Russian complaint about the kind of a file, "" when it may be taken."""
    ending = safe_name(name).rpartition(".")[2].lower()
    if ending in limits.types:
        return ""
    return (
        f"Файл «{safe_name(name)}»: такие файлы не принимаются. Можно: {', '.join(sorted(limits.types))}. "
        "Сохраните документ в PDF."
    )


def read_evidence_act(text: str) -> EvidenceAct:
    """Return the act written as «Приказ о наставничестве № 5 от 01.02.2026». Raises PaperError."""
    found = act_title(text)
    dated = act_day(found.day) if found else None
    if found is None or dated is None or len(found.number) > MAX_ACT_NUMBER:
        raise PaperError(f"Акт «{text}» не разобран. Пишите так: приказ о наставничестве № 5 от 01.02.2026.")
    return EvidenceAct(found.words or "акт", found.number, dated)


def _act_faults(acts: Sequence[EvidenceAct], now: datetime) -> list[str]:
    return [
        f"Акт № {act.number} датирован {act.dated:%d.%m.%Y} — это ещё не наступило. Проверьте дату."
        for act in acts
        if act.dated > now.date() + timedelta(days=1)  # east of Greenwich the day begins earlier
    ]


def _file_faults(files: Sequence[IncomingFile], limits: EvidenceLimits) -> list[str]:
    faults = [check_size(file.name, len(file.content), limits) for file in files]
    faults += [check_type(file.name, limits) for file in files]
    if len(files) > limits.files:
        faults.append(f"Файлов {len(files)}, за один раз можно {limits.files}. Сложите их в архив.")
    return [fault for fault in faults if fault]


def _figure_faults(figures: Sequence[Figure]) -> list[str]:
    faults = []
    for figure in figures:
        if figure.numerator < 0 or (figure.denominator or 0) < 0:
            faults.append(f"Показатель «{figure.indicator}» не может быть отрицательным.")
        if figure.denominator == 0 and figure.numerator:
            faults.append(f"В показателе «{figure.indicator}» знаменатель равен нулю, а числитель нет.")
        if len(figure.indicator) > MAX_INDICATOR:
            faults.append(f"Название показателя «{figure.indicator[:40]}…» длиннее {MAX_INDICATOR} знаков.")
    twice = [name for name, count in Counter(figure.indicator for figure in figures).items() if count > 1]
    return faults + [f"Показатель «{name}» вписан дважды. Оставьте одно значение." for name in twice]


def _received_faults(received: Received, now: datetime) -> list[str]:
    faults = []
    if received.at > now:
        faults.append("Бумага не может быть получена позже, чем её вносят. Проверьте --received-at.")
    if not received.reason.strip():
        faults.append("Напишите причину, по которой бумага получена не через систему (--reason).")
    if not received.receiver_id:
        faults.append("Назовите, кто получил бумагу (--receiver).")
    return faults
