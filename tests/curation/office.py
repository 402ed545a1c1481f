"""Writes small Word documents and EPUBs, part by part, for what only a file can show."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
TITLE = "<dc:title>A document</dc:title>"
SENTENCE = "People who share their data must be able to trust that it is safe with those who hold it."


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these parts, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def p(*runs: str, style: str = "", settings: str = "") -> str:
    """A paragraph of runs; what is no markup becomes one."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = "".join(run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    return f"<w:p><w:pPr>{named}{settings}</w:pPr>{inner}</w:p>"


def style(id_: str, name: str, *inner: str, kind: str = "paragraph", based_on: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{kind}" w:styleId="{id_}"><w:name w:val="{name}"/>{base}{"".join(inner)}</w:style>'


def table(*rows: tuple[str, ...], settings: str = "", row: str = "") -> str:
    """A table whose cells hold paragraphs, or a text that becomes one."""
    lines = (
        f"<w:tr>{row if n == 0 else ''}"
        + "".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in cells)
        + "</w:tr>"
        for n, cells in enumerate(rows)
    )
    return f"<w:tbl><w:tblPr>{settings}</w:tblPr>{''.join(lines)}</w:tbl>"


def docx(*body: str, links: Mapping[str, str] | None = None, **parts: str) -> bytes:
    """A Word document; `parts` are the insides of styles, numbering, footnotes, endnotes, settings, footer and core."""
    roots = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes"}
    roots |= {"settings": "settings", "footer": "ftr"}
    core = parts.pop("core", TITLE)
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": f"<w:document {NAMES}><w:body>{''.join(body)}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations({name: f"{name}.xml" for name in parts}, links or {}),
    }
    for name, inside in parts.items():
        files[f"word/{name}.xml"] = f"<w:{roots[name]} {NAMES}>{inside}</w:{roots[name]}>"
    files["docProps/core.xml"] = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"{core}</cp:coreProperties>"
    )
    return archive(files)


def relations(parts: Mapping[str, str], links: Mapping[str, str] | None = None) -> str:
    inner = "".join(
        f'<Relationship Id="{kind}" Type="{R}/{kind}" Target="{target}"/>' for kind, target in parts.items()
    )
    inner += "".join(
        f'<Relationship Id="{name}" Type="{R}/hyperlink" Target="{target}" TargetMode="External"/>'
        for name, target in (links or {}).items()
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def chapter(body: str, kind: str = "", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return (
        f'{declaration}<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f'<head><title/></head><body epub:type="{kind}">{body}</body></html>'
    )


def epub(
    chapters: Mapping[str, str], said: str = TITLE, guide: str = "", more: Mapping[str, str] | None = None
) -> bytes:
    """An EPUB with these chapters in this order; `said` is its metadata, a chapter "nav…" is its table of contents."""
    nav = ' properties="nav"'
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"{nav * name.startswith("nav")}/>'
        for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" xmlns:opf="http://www.idpf.org/2007/opf">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{said}</metadata><manifest>{items}</manifest>'
        f"<spine>{spine}</spine><guide>{guide}</guide></package>"
    )
    texts = {f"OPS/{name.replace('%20', ' ')}": text for name, text in chapters.items()}
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OPS/book.opf": book,
            **texts,
            **(more or {}),
        }
    )
