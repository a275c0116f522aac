"""What the actions in the journal are called in Russian."""

DEED_NAMES = {
    "calendar_layer": "календарный слой",
    "calendar_recount": "пересчёт сроков по календарю",
    "check_deadlines": "проверка сроков",
    "close": "снятие с контроля",
    "close_year": "закрытие года",
    "compose_letters": "составление писем",
    "confirm": "утверждение прочитанного",
    "erase": "стирание имени",
    "event": "сообщение о событии",
    "hand_over": "передача дел",
    "issue": "постановка на контроль",
    "mark_heads": "отметка голов журнала",
    "organisations": "загрузка организаций",
    "report": "отчёт",
    "reopen": "возобновление контроля",
    "review": "проверка отчёта",
    "schedule": "график сроков",
    "submit": "отчёт об исполнении",
    "substitute": "замещение",
}


def deed_name(action: str) -> str:
    """Return the Russian name, the action's own where none is known."""
    return DEED_NAMES.get(action, action)
