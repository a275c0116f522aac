"""What can be wrong with a calendar. Each message is Russian and says where and what to do."""

from datetime import date


class CalendarError(Exception):
    """The tree of this package."""


class LayerError(CalendarError):
    """A calendar file that cannot be accepted; `line` is 1-based."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}, строка {line}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


class YearNotPublishedError(CalendarError):
    """A day outside the years a calendar covers at all (a year inside without its decree is provisional)."""

    def __init__(self, day: date, first: date, last: date) -> None:
        super().__init__(
            f"Календаря на {day.year} год нет: дни известны с {first:%d.%m.%Y} по {last:%d.%m.%Y}. "
            "Проверьте дату и срок, от которого она считается."
        )


class UnknownSubjectError(CalendarError):
    """A code that is no federal subject."""

    def __init__(self, subject: str) -> None:
        super().__init__(
            f"Субъекта с кодом «{subject}» нет. Нужен двузначный код субъекта Российской Федерации, "
            "например 23; без кода действует только федеральный календарь."
        )
