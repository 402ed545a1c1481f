"""A draft that goes out as a file and comes back: what is saved, what waits beside its segment, what is left alone."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path
from shutil import which
from threading import Barrier, Thread

import docx
import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.filters.pofilter import cmdlineparser
from translate.storage.po import pofile
from translate.storage.xliff import Xliff1File
from translate.storage.xliff2 import Xliff2File

from curation.exchange.bilingual import BilingualFile, Entry, Key, NotReturnable, Stamp, alike, mark_of
from curation.exchange.comparing import Fate, compared
from curation.exchange.opening import opened
from curation.exchange.po import write_po
from curation.exchange.table_docx import write_docx
from curation.exchange.xliff import write_xliff_12, write_xliff_20
from curation.review import ReviewAction
from curation.taking_back import Sender, taken_back
from curation.views import StoredUnit
from curation.web import app as web
from curation.web.offline import FORMATS, draft_file
from tests.curation.desk import HERE, TERMS
from translation.unit import Finding, Origin, Segment, TranslationUnit

SCHEMAS = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas")
WRITERS = {"po": write_po, "xliff12": write_xliff_12, "xliff20": write_xliff_20, "docx": write_docx}


def sent(visitor, draft_id, content, name="retour.po"):
    """Upload the file, and what the result page says, as plain text."""
    response = visitor.client.post(
        f"/brouillons/{draft_id}/fichier",
        data={"csrf": visitor.token},
        files={"fichier": (name, content, "application/octet-stream")},
        headers=HERE,
    )
    visitor._seen(response)
    response.said = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.text)))
    return response


def fetched(visitor, draft_id, kind="po"):
    visitor.get(f"/brouillons/{draft_id}")
    response = visitor.client.get(f"/brouillons/{draft_id}/fichier/{kind}")
    assert response.status_code == 200
    return response.content


def with_french(content, changes):
    """The PO file with other French, by the number of the segment counted from 0."""
    po = polib.pofile(content.decode())
    for number, text in changes.items():
        po[number].msgstr = text
    return str(po).encode()


def state(desk, draft_id):
    return [(s.unit.target, s.version, s.edited_by) for s in desk.catalog.draft_page(draft_id).units]


# Each format, with the tools that people use


def a_file(texts, draft=7):
    entries = (
        Entry(source, target, Key(draft, n + 1), Stamp(n + 1, mark_of(target)), n % 2 == 1, ("À vérifier : « b »",))
        for n, (source, target) in enumerate(texts)
    )
    return BilingualFile(tuple(entries), "Le titre", draft)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
@pytest.mark.parametrize("kind", WRITERS)
def test_what_is_written_is_read_back(kind, texts):
    file = a_file(
        [(source or "x", target) for source, target in texts if mark_of(source) != mark_of("")] or [("a", "b")]
    )
    back = opened(WRITERS[kind](file))
    assert [(e.key, e.stamp) for e in back.entries] == [(e.key, e.stamp) for e in file.entries]
    for came, went in zip(back.entries, file.entries, strict=True):
        assert alike(came.source, went.source)
        assert alike(came.target, went.target)


REAL = [("Ask first.", "Demandez d’abord\u202f!"), ('A "q" \\n <b> & {x} %s', "« é » \\ {x} %s"), ("Ask first.", "x")]


@pytest.mark.skipif(which("msgfmt") is None, reason="gettext is not installed")
def test_gettext_takes_the_po(tmp_path):
    (tmp_path / "a.po").write_bytes(write_po(a_file(REAL)))
    ran = subprocess.run(["msgfmt", "-c", "-o", tmp_path / "a.mo", tmp_path / "a.po"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(("kind", "reader"), [("po", pofile), ("xliff12", Xliff1File), ("xliff20", Xliff2File)])
def test_another_tool_keeps_what_the_return_needs(kind, reader, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(WRITERS[kind](a_file(REAL)))
    store = reader.parsefile(str(path))
    units = [unit for unit in store.units if unit.source]
    assert [unit.source for unit in units] == [source for source, _ in REAL]
    units[0].target = "Demandez avant"
    store.savefile(str(path))
    back = opened(path.read_bytes())
    assert [entry.target for entry in back.entries] == ["Demandez avant", *(target for _, target in REAL[1:])]
    assert [(entry.key, entry.stamp) for entry in back.entries] == [(e.key, e.stamp) for e in a_file(REAL).entries]


@pytest.mark.skipif(not SCHEMAS.exists(), reason="php-symfony-translation, which has the schemas, is not installed")
@pytest.mark.parametrize(
    ("kind", "name"), [("xliff12", "xliff-core-1.2-strict.xsd"), ("xliff20", "xliff-core-2.0.xsd")]
)
def test_xliff_follows_its_schema(kind, name):
    class Near(etree.Resolver):
        def resolve(self, address, public_id, context):
            return self.resolve_filename(str(SCHEMAS / "xml.xsd"), context) if address.endswith("xml.xsd") else None

    parser = etree.XMLParser()
    parser.resolvers.add(Near())
    etree.XMLSchema(etree.parse(SCHEMAS / name, parser)).assertValid(etree.fromstring(WRITERS[kind](a_file(REAL))))


def test_the_table_is_a_word_document(tmp_path):
    document = docx.Document(io.BytesIO(write_docx(a_file(REAL), "Rendez ce fichier.")))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [row[1:3] for row in rows] == [["English", "Français"], *([*pair] for pair in REAL)]
    document.tables[0].rows[1].cells[2].text = "Demandez avant"
    document.save(tmp_path / "a.docx")
    back = opened((tmp_path / "a.docx").read_bytes())
    assert [entry.target for entry in back.entries] == ["Demandez avant", *(target for _, target in REAL[1:])]
    assert [entry.stamp for entry in back.entries] == [entry.stamp for entry in a_file(REAL).entries]
