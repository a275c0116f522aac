"""Read hostile files in a process of its own: the kernel ends it when one takes more than a second of CPU.

Run as `python hostile_ics.py`; prints the name of each file that was refused in time, one a line.
"""

import os
import signal
import sys
from collections.abc import Callable

from vekha.calendar.errors import LayerError
from vekha.calendar.ics import LIMIT_CHARACTERS, days_from_ics
from vekha.calendar.layers import parse_layer

SECONDS_OF_CPU = 1.0
DAY, KIND = "DTSTART;VALUE=DATE:20260320", "CATEGORIES:NONWORKING"


def _event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""])


def _filled(head: str, piece: str, tail: str = "") -> str:
    """As much of the piece as the reader still opens."""
    return head + piece * ((LIMIT_CHARACTERS - len(head) - len(tail)) // len(piece)) + tail


EVENT = f"BEGIN:VEVENT\r\n{DAY}\r\n{KIND}\r\n"
CENTURY = "".join(
    f"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{year}0101\r\nDTEND;VALUE=DATE:{year + 1}0101\r\n"
    f"{KIND}\r\nEND:VEVENT\r\n"
    for year in range(2000, 2100)
)
# Made when they are read: the whole is larger than what one process should hold.
FILES: dict[str, Callable[[], str]] = {
    "endless rule": lambda: _event(DAY, KIND, "RRULE:FREQ=YEARLY"),
    "endless seconds": lambda: _event(DAY, KIND, "RRULE:FREQ=SECONDLY"),
    "rule with step zero": lambda: _event(DAY, KIND, "RRULE:FREQ=YEARLY;INTERVAL=0;UNTIL=20990101"),
    "rule on a day that never comes": lambda: _event(
        DAY, KIND, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9"
    ),
    "count of a million digits": lambda: _filled(
        "BEGIN:VCALENDAR\r\n" + EVENT + "RRULE:FREQ=YEARLY;COUNT=", "9"
    ),
    "long year of every year": lambda: _event(
        DAY, KIND, "DTEND;VALUE=DATE:20270320", "RRULE:FREQ=YEARLY;UNTIL=20991231"
    ),
    "every year of a century": lambda: "BEGIN:VCALENDAR\r\n" + CENTURY + "END:VCALENDAR\r\n",
    "huge": lambda: "BEGIN:VCALENDAR\r\n" + "X-A:b\r\n" * 20_000_000,
    "as big as may be, cut": lambda: _filled("BEGIN:VCALENDAR\r\n", EVENT + "END:VEVENT\r\n"),
    "deep nesting": lambda: _filled("BEGIN:VCALENDAR\r\n", "BEGIN:VEVENT\r\nBEGIN:VALARM\r\n"),
    "one endless fold": lambda: _filled("BEGIN:VCALENDAR\r\nX", "\r\n "),
    "parameters without end": lambda: _filled("BEGIN:VCALENDAR\r\nDTSTART", ";A=b"),
    "quotes that never close": lambda: _filled("BEGIN:VCALENDAR\r\nDTSTART;A=", '"'),
    "semicolons": lambda: _filled("BEGIN:VCALENDAR\r\nDTSTART", ";"),
    "backslashes": lambda: _event(DAY, "SUMMARY:" + _filled("", "\\")),
    "one name without a colon": lambda: _filled("BEGIN:VCALENDAR\r\n", "A"),
    "zero bytes": lambda: _filled("BEGIN:VCALENDAR\r\n", "\0"),
    "no line is whole": lambda: _filled("BEGIN:VCALENDAR\r\n", "\r"),
}
TOML: dict[str, Callable[[], str]] = {
    "deep brackets": lambda: "x = " + _filled("", "["),
    "deep tables": lambda: _filled("x = ", "{a="),
    "quotes of a key": lambda: _filled("", '"a'),
    "one long array": lambda: _filled("calendar = 'x'\ndays = [", "{},", "]"),
    "a thousand headers": lambda: _filled("calendar = 'x'\n", "[[days]]\n"),
    "a long number": lambda: "calendar = " + _filled("", "9"),
    "a long year": lambda: "calendar = 'x'\n[years]\n" + "9" * 5_000 + " = 'decreed'",
}


def _refused(name: str, read: Callable[[str, str], object], text: str) -> None:
    signal.setitimer(signal.ITIMER_PROF, SECONDS_OF_CPU)
    try:
        read(text, name)
    except LayerError:
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process: nothing in Python has to notice
    for known, made in FILES.items():
        _refused(known, days_from_ics, made())
    for known, made in TOML.items():
        _refused(known, parse_layer, made())
    os._exit(0)
