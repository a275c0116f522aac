"""What a person reads about the order itself, and is asked about it, in the workbook and on the page."""

from vekha.documents.review import spot
from vekha.documents.review_sheet import CHOICES
from vekha.domain.decisions import CheckpointChoice
from vekha.domain.roadmaps import PeriodAlternative, Roadmap
from vekha.rules.russian import short_date

SILENT = "в документе не названо"


def what_was_read(roadmap: Roadmap) -> list[tuple[str, str, str]]:
    """Return (what, as read, from where) of the order's head."""
    body = roadmap.body
    known = bool(body.plan_start and body.plan_end)
    period = f"{body.plan_start:%d.%m.%Y} – {body.plan_end:%d.%m.%Y}" if known else SILENT
    return [
        ("Название", body.title or SILENT, ""),
        ("Заголовок таблицы", body.table_title or SILENT, ""),
        ("Номер приказа", body.order_number or SILENT, ""),
        ("Дата приказа", short_date(body.order_date) if body.order_date else SILENT, ""),
        ("Издатель", body.issuer or SILENT, ""),
        ("Период плана", period, body.period_basis),
        *(("Период иначе", _span(one), f"{one.why} {spot(one.place)}") for one in body.period_alternatives),
        *(("Рассылка", one, "") for one in body.recipients),
    ]


def _span(one: PeriodAlternative) -> str:
    return f"{short_date(one.span.first)} – {short_date(one.span.last)}"


def plan_cells(roadmap: Roadmap) -> list[tuple[str, str, str]]:
    """Return (key, proposed answer, what it means) of what is settled for the whole document."""
    body = roadmap.body
    control = next((one for one in body.controllers if one.kind == "control"), None)
    start, end = (short_date(day) if day else "" for day in (body.plan_start, body.plan_end))
    issuer = body.issuer or "не назван"
    others = "".join(f" Или: {_span(one)}." for one in body.period_alternatives)
    return [
        ("plan_start", start, f"Первый день, включительно. {body.period_basis}{others}"),
        ("plan_end", end, "Последний день, включительно."),
        ("issuer", "", f"Пусто: как в документе ({issuer})."),
        ("controller", control.name if control else "", "Пусто: руководитель издавшей организации."),
        ("policy", "", "Если документ или инструкция решает это для всех строк. Пусто: по виду работы."),
        ("policy_basis", "", "Пункт документа или инструкции, если решено иначе, чем по виду работы."),
        ("returns", CHOICES["returns"]["accepted_version"], "Какая из присланных бумаг решает, в срок ли."),
        (
            "checkpoints",
            CHOICES["checkpoints"][CheckpointChoice.OWN],
            "Когда спрашивать о работе «постоянно» до её конца. Без отчётных дат — раз в полугодие.",
        ),
        ("past", "", "Нужно, если к дню ввода какие-то сроки уже прошли."),
        ("who", "", "Фамилия и инициалы: для строк, где это не сказано отдельно."),
        ("why", "", "Например: сверено с приказом. Для строк, где это не сказано отдельно."),
    ]
