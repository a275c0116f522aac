"""What the actions in the journal are called in Russian."""

DEED_NAMES = {
    "amend": "новая редакция",
    "appoint": "назначение исполнителя",
    "acknowledge": "принятие к исполнению",
    "answer_request": "ответ на просьбу",
    "calendar_layer": "календарный слой",
    "calendar_recount": "пересчёт сроков по календарю",
    "check_deadlines": "проверка сроков",
    "close": "снятие с контроля",
    "close_year": "закрытие года",
    "compose_letters": "составление писем",
    "confirm": "утверждение прочитанного",
    "decide_links": "решение о связях пунктов",
    "erase": "стирание имени",
    "event": "сообщение о событии",
    "extend": "продление срока",
    "hand_over": "передача дел",
    "issue": "постановка на контроль",
    "mark_heads": "отметка голов журнала",
    "organisations": "загрузка организаций",
    "reinstate": "восстановление",
    "reopen": "возобновление контроля",
    "report": "отчёт",
    "request": "просьба исполнителя",
    "resume": "снятие приостановки",
    "review": "проверка отчёта",
    "schedule": "график сроков",
    "submit": "отчёт об исполнении",
    "substitute": "замещение",
    "suspend": "приостановка",
    "target": "план показателя",
    "undo": "отзыв группового действия",
    "waive": "освобождение",
    "withdraw": "отмена",
}


def deed_name(action: str) -> str:
    """Return the Russian name, the action's own where none is known."""
    return DEED_NAMES.get(action, action)
