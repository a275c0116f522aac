"""Word files made for one test: the XML as a test writes it, in the smallest package that is a DOCX."""

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
HEADER = ("№ п/п", "Мероприятие", "Срок", "Ответственный исполнитель", "Результат")
ROWS = (
    ("1.", "Проверка столовых", "до 15 мая 2026 г.", "Руководители ОО", "Приказ ОО"),
    ("2.", "Сводный отчёт о проверке", "Ноябрь 2026 г.", "УО", "Аналитическая справка"),
    ("3.", "Обучение поваров", "до 01.10.2026", "Методический центр", "Удостоверения"),
)


def package(document: str, **parts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", document)
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return packed.getvalue()


def body(inner: str) -> str:
    return f"<w:document {W}><w:body>{inner}</w:body></w:document>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(one if one.startswith('<w:') else cell(one) for one in cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def plan(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    """A document that is one plan table."""
    return package(
        body(paragraph("План на 2026 год") + table(row(*header), *(row(*one) for one in rows or ROWS)))
    )
