"""Take a file the user named."""

from pathlib import Path

from vekha.domain.refusals import RefusedError


class NoFileError(RefusedError):
    """The file the user named cannot be read."""


def content_of(path: Path) -> bytes:
    """Return the file's bytes. Raises NoFileError with a Russian message."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NoFileError(f"Файла «{path}» нет. Проверьте имя и папку.") from error
    except IsADirectoryError as error:
        raise NoFileError(f"«{path}» — папка. Укажите файл в ней.") from error
    except OSError as error:
        raise NoFileError(f"Файл «{path}» не читается: {error.strerror}. Проверьте права на него.") from error
