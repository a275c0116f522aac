"""No document makes a reader ask the network for anything: a server listens and must hear nobody."""

import os
import socket
import subprocess
import threading
import time

import pytest
from tests.documents import made_docx, made_odt, made_xlsx
from tests.documents.made_pdf import pdf, plan_page
from tests.documents.made_scan import needs_tesseract, page, saved
from tests.documents.made_xlsx import with_entry
from tests.documents.material import needs_office

from vekha.documents.errors import DocumentError
from vekha.documents.limits import Limits
from vekha.documents.office import office_program
from vekha.documents.reading import read_apart

PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONS = f'<Relationships xmlns="{PACKAGE}">{{}}</Relationships>'
OUTSIDE = '<Relationship Id="rIdX{}" Type="{}" Target="{}" TargetMode="External"/>'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


class Listener:
    """A server on loopback that writes down who calls."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.heard = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def address(self, name):
        return f"http://127.0.0.1:{self.server.getsockname()[1]}/{name}"

    def _serve(self):
        while True:
            try:
                caller, _ = self.server.accept()
            except OSError:
                return
            with caller:
                caller.settimeout(2)
                try:
                    self.heard.append(caller.recv(60))
                except TimeoutError:
                    self.heard.append(b"")


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.server.shutdown(socket.SHUT_RDWR)
    made.server.close()
    made.thread.join(5)


def relations(listener, *kinds):
    made = (OUTSIDE.format(at, KIND + kind, listener.address(kind)) for at, kind in enumerate(kinds))
    return RELATIONS.format("".join(made))


def html(listener):
    address = listener.address
    return (
        f"<html><head><base href='{address('')}'><link rel=stylesheet href='{address('a.css')}'>"
        f"<style>@import url({address('b.css')});</style><script src='{address('a.js')}'></script></head>"
        f"<body><img src='{address('a.png')}'><iframe src='{address('f')}'></iframe>"
        f"<object data='{address('o')}'></object><table background='{address('t')}'><tr><td>а<td>б</table>"
    ).encode()


def docx(listener):
    content = with_entry(
        made_docx.plan(), "word/_rels/document.xml.rels", relations(listener, "image", "oleObject")
    )
    content = with_entry(content, "word/_rels/settings.xml.rels", relations(listener, "attachedTemplate"))
    settings = f'<w:settings {made_docx.W}><w:attachedTemplate r:id="rIdX0" xmlns:r="r"/></w:settings>'
    return with_entry(content, "word/settings.xml", settings)


def xlsx(listener):
    link = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    content = with_entry(made_xlsx.book(), "xl/externalLinks/externalLink1.xml", link)
    relation = relations(listener, "externalLinkPath")
    content = with_entry(content, "xl/externalLinks/_rels/externalLink1.xml.rels", relation)
    sheet = f'=WEBSERVICE("{listener.address("w")}")'
    return made_xlsx.with_part(
        content,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", f"<row><c><f>{sheet}</f></c></row></sheetData>".encode()),
    )


def odt(listener):
    image = f'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{listener.address("i")}"'
    picture = f"<draw:frame><draw:image {image}/></draw:frame>"
    return made_odt.package(
        f"<text:p>План на 2026 год{picture}</text:p>{made_odt.table(made_odt.row('а', 'б'))}"
    )


def pdf_file(listener):
    address = listener.address
    catalog = (
        f"/OpenAction << /S /URI /URI ({address('open')}) >> /AA << /WC << /S /JavaScript /JS "
        f"(app.launchURL\\('{address('js')}'\\)) >> >> /URI << /Base ({address('base')}) >>"
    )
    return pdf(plan_page(), catalog=catalog)


def text(listener):
    return f"План на 2026 год\n{listener.address('т')}\tб\n\\\\127.0.0.1\\share\tг\n".encode()


@pytest.mark.parametrize("made", [html, docx, xlsx, odt, pdf_file, text], ids=lambda one: one.__name__)
def test_a_reader_calls_nobody(made, listener):
    assert read_apart(made(listener), "f").raw_text
    assert [] == listener.heard


def rtf(listener):
    picture = f'\\*\\fldinst INCLUDEPICTURE "{listener.address("r.png")}" \\\\d'
    template = f"\\*\\template {listener.address('t.dot')}"
    return f"{{\\rtf1\\ansi text {{\\field{{{picture}}}{{\\fldrslt y}}}}{{{template}}}}}".encode()


@pytest.fixture
def doc(listener, tmp_path):
    """A DOC with a picture far away; LibreOffice as it comes asks for it, so the server hears."""
    page = tmp_path / "a.html"
    page.write_text(f"<html><body><p>text</p><img src='{listener.address('a.png')}'></body></html>")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office_program(),
        profile,
        "--headless",
        "--convert-to",
        "doc:MS Word 97",
        "--outdir",
        tmp_path,
        page,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert listener.heard
    listener.heard.clear()
    return (tmp_path / "a.doc").read_bytes()


@pytest.fixture(params=["own_network", "proxy_only"])
def network(request, tmp_path, monkeypatch):
    """With `unshare`, and where the system has none: the dead proxy holds alone, and that is said."""
    if request.param == "proxy_only":
        fails = tmp_path / "bin" / "unshare"
        fails.parent.mkdir()
        fails.write_text("#!/bin/sh\nexit 1\n")
        fails.chmod(0o755)
        monkeypatch.setenv("PATH", f"{fails.parent}{os.pathsep}{os.environ['PATH']}")
    return request.param


@pytest.mark.system
@needs_office
def test_libreoffice_calls_nobody(doc, listener, network):
    for content in (doc, rtf(listener)):
        doubts = {code for code, _ in read_apart(content, "f").doubts}
        if network == "proxy_only":
            assert "network_left" in doubts
    time.sleep(0.2)

    assert [] == listener.heard


@pytest.mark.system
@needs_office
@pytest.mark.parametrize("network", ["proxy_only"], indirect=True)
def test_a_policy_refuses_libreoffice_with_a_network(listener, network):
    with pytest.raises(DocumentError, match=r"documents\.office_network"):
        read_apart(rtf(listener), "f", Limits(office_network="refuse"))


@pytest.mark.system
@needs_tesseract
def test_recognising_calls_nobody(listener):
    words = [("1.", listener.address("a.png"), "май 2026", "УО", "Приказ")]

    assert read_apart(saved(page(*words)), "f", Limits(ocr=True)).raw_text
    assert [] == listener.heard


def test_the_listener_hears(listener):
    host, port = listener.server.getsockname()
    with socket.create_connection((host, port)) as caller:
        caller.sendall(b"GET /")
        caller.shutdown(socket.SHUT_WR)
        caller.recv(1)

    assert [b"GET /"] == listener.heard


def test_no_reader_leaves_a_file_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    read_apart(made_docx.plan(), "f.docx")

    assert [] == list(tmp_path.iterdir())
