"""What typer says of a misspelt command, in Russian."""

import re

# Typer's message -> ours; what is not in the table is shown as it came.
_RUSSIAN = (
    (r"No such command '(?P<name>[^']*)'\.(?: Did you mean (?P<near>.+)\?)?", "команды «{name}» нет"),
    (
        r"No such option: (?P<name>\S+)(?: \(?(?:Possible options:|Did you mean) (?P<near>.+?)\??\)?)?",
        "параметра {name} нет",
    ),
    (r"Missing option '?(?P<name>[^'.]*)'?\..*", "не задан параметр {name}"),
    (r"Missing argument '?(?P<name>[^'.]*)'?\..*", "не хватает: {name}"),
    (r"Option '(?P<name>[^']*)' requires .*", "у параметра {name} нет значения"),
    (r"Option '(?P<name>[^']*)' does not take a value\.", "параметр {name} пишется без значения"),
    (r"Got unexpected extra argument\S* \((?P<name>.*)\)", "лишнее: {name}"),
    (
        r"Invalid value for .*: path '(?P<name>.*)' is not readable\.",
        "файл {name} не читается, проверьте права на него",
    ),
    (r"Invalid value for '?(?P<name>[^':]*)'?.*: .*valid integer.*", "{name}: нужно целое число"),
    (
        r"Invalid value for '?(?P<name>[^':]*)'?.*: .*greater than or equal to (?P<least>\d+)",
        "{name}: не меньше {least}",
    ),
    (
        r"Invalid value for '?(?P<name>[^':]*)'?.*: .*less than or equal to (?P<most>\d+)",
        "{name}: не больше {most}",
    ),
    (r"Invalid value for '?(?P<name>[^':]*)'?.*: .*is not one of (?P<near>.*?)\.?", "{name}: такого нет"),
)


def told(message: str) -> str:
    """Return the message in Russian, with what typer takes for meant."""
    for pattern, russian in _RUSSIAN:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            named = found.groupdict()
            near = f"; есть: {named['near']}" if named.get("near") else ""
            return russian.format(**named) + near
    return message
