"""Files a person reviews or fills: made once and never written over, for somebody's work may be in them."""

import json
from collections.abc import Callable
from pathlib import Path

from vekha.documents.decisions import decisions_template
from vekha.documents.review_json import review_json
from vekha.documents.review_page import review_page
from vekha.documents.review_xlsx import review_xlsx
from vekha.domain.refusals import RefusedError
from vekha.domain.roadmaps import Roadmap


class ReviewFileError(RefusedError):
    """The file cannot be made: it is there already, its kind is not known, the folder is closed."""


def _json(roadmap: Roadmap) -> bytes:
    return json.dumps(review_json(roadmap), ensure_ascii=False, indent=1).encode()


KINDS: dict[str, Callable[[Roadmap], bytes]] = {
    ".xlsx": review_xlsx,
    ".html": review_page,
    ".htm": review_page,
    ".json": _json,
}
FILLED = ".xlsx"


def kind_of(path: Path) -> Callable[[Roadmap], bytes]:
    """Return what makes a file of this name. Raises ReviewFileError."""
    found = KINDS.get(path.suffix.lower())
    if found is None:
        raise ReviewFileError(
            f"По имени «{path}» не понять, какой файл нужен. Назовите его .xlsx (книга с решениями), "
            ".html (страница для просмотра и печати) или .json."
        )
    return found


def write_review(path: Path, roadmap: Roadmap) -> None:
    """Write the review as the name of the file says. Raises ReviewFileError."""
    _write_new(path, kind_of(path)(roadmap))


def write_template(path: Path, roadmap: Roadmap) -> None:
    """Write the decisions file. Raises ReviewFileError."""
    _write_new(path, decisions_template(roadmap).encode())


def _write_new(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as made:
            made.write(content)
    except FileExistsError as error:
        raise ReviewFileError(
            f"Файл {path} уже есть, в нём могут быть чьи-то решения. Укажите другое имя."
        ) from error
    except OSError as error:
        raise ReviewFileError(f"Файл {path} не записать: {error.strerror}. Проверьте папку.") from error
