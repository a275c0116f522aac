"""`vekha serve`: the whole product in one command. The table of `cli/commands.py` names it."""

from vekha.cli import door
from vekha.serve.house import serve_house


def serve() -> None:
    """Запустить всё разом: портал, проверку сроков по расписанию, отправку писем."""
    serve_house(door.settings())
