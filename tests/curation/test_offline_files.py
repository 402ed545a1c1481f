"""Files of a draft, written and read: with the tools that people use, and whatever else comes."""

import io
import re
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path
from shutil import which

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.storage.po import pofile
from translate.storage.xliff import Xliff1File
from translate.storage.xliff2 import Xliff2File

from curation.exchange.bilingual import BilingualFile, Entry, Key, NotReturnable, Stamp, alike, mark_of
from curation.exchange.opening import opened
from curation.exchange.po import write_po
from curation.exchange.table_docx import write_docx
from curation.exchange.xliff import write_xliff_12, write_xliff_20

SCHEMAS = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas")
WRITERS = {"po": write_po, "xliff12": write_xliff_12, "xliff20": write_xliff_20, "docx": write_docx}


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


def test_a_file_that_pofilter_cut_down_still_comes_back(tmp_path):
    path, found = tmp_path / "a.po", tmp_path / "found.po"
    path.write_bytes(write_po(a_file([*REAL, ("We met %d families.", "Nous avons vu des familles.")])))
    subprocess.run([Path(sys.executable).with_name("pofilter"), "-t", "printf", path, found], check=True)
    back = opened(found.read_bytes())
    assert [(entry.key, entry.stamp.version) for entry in back.entries] == [(Key(7, 4), 4)]


# What comes back, for what it is


def test_t42_letters_and_line_ends_of_other_systems_are_read():
    written = write_po(a_file([("Ask first.", "Demandez à l’écart\u202f!"), ("b", "é")])).decode()
    plain = written.replace("\u202f", " ").replace("’", "'").replace("«", "").replace("»", "")
    for content, recoded in [
        (written.encode("utf-8-sig"), False),
        (written.replace("\n", "\r\n").encode(), False),
        (written.replace("\n", "\r").encode(), False),
        (written.encode("utf-16"), True),
        (plain.encode("latin-1"), True),
        (plain.replace("charset=UTF-8", "charset=ISO-8859-1").encode("latin-1"), True),
    ]:
        back = opened(content)
        assert [entry.target.replace("’", "'").replace("\u202f", " ") for entry in back.entries] == [
            "Demandez à l'écart !",
            "é",
        ]
        assert back.recoded is recoded


def test_tracked_changes_in_word_are_read_as_accepted():
    content = write_docx(a_file([("Ask first.", "Demandez")]))
    run = '<w:r><w:rPr><w:lang w:val="fr-FR"/></w:rPr><w:t xml:space="preserve">Demandez</w:t></w:r>'
    gone = run.replace("w:t ", "w:delText ").replace("/w:t>", "/w:delText>")
    changed = f'<w:del w:id="1">{gone}</w:del><w:ins w:id="2">{run}</w:ins>'
    assert [entry.target for entry in opened(repacked(content, run, changed)).entries] == ["Demandez"]
    moved = f'<w:moveFrom w:id="1">{run}</w:moveFrom><w:ins w:id="2">{run.replace("Demandez", "Posez")}</w:ins>'
    assert [entry.target for entry in opened(repacked(content, run, moved)).entries] == ["Posez"]


def repacked(content, before, after):
    """The Word file with another piece of XML in its text."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            assert name != "word/document.xml" or before in part
            new.writestr(name, part.replace(before, after))
    return made.getvalue()


def test_a_segment_that_a_tool_cut_in_two_and_marked_up_is_one_again():
    text = write_xliff_20(a_file([("Ask first. Explain.", "Demandez. Expliquez.")])).decode()
    cut = re.sub(
        r"<segment.*</segment>",
        '<segment><source>Ask <pc id="1">first</pc>.</source><target>Demandez <pc id="1">avant</pc>.</target></segment>'
        "<ignorable><source> </source></ignorable>"
        '<segment><source>Explain.</source><target>Expli<ph id="2"/>quez.</target></segment>',
        text,
        flags=re.S,
    )
    (entry,) = opened(cut.encode()).entries
    assert (entry.source, entry.target) == ("Ask first. Explain.", "Demandez avant. Expliquez.")


BOMB = """<?xml version="1.0"?><!DOCTYPE xliff [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY f SYSTEM "file:///etc/hostname">]><xliff version="1.2"><file><body><trans-unit id="7.1">
<source>x</source><target>&b;&f;</target></trans-unit></body></file></xliff>"""


def bursting():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * 70_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "vide"),
        (b"\xef\xbb\xbf\r\n", "vide"),
        (b"%PDF-1.7", "ni du PO"),
        (b"/etc/hostname", "ni du PO"),
        (b'msgid "a\nmsgstr b', "abîmé à la ligne 1"),
        (b'msgid "a"\nmsgstr "Demandez\n', "abîmé à la ligne 2"),
        (b"<xliff><file>", "abîmé"),
        (b"<html></html>", "pas du XLIFF"),
        (BOMB.encode(), "type de document"),
        (b"PK\x03\x04 broken", "ne s’ouvre pas"),
        (bursting(), "ne s’ouvre pas"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content, why):
    with pytest.raises(NotReturnable, match=why):
        opened(content)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200), st.text(max_size=200).map(lambda text: f'msgid "a"\n{text}'.encode("utf-8", "replace"))
    )
)
def test_whatever_comes_is_read_or_refused(content):
    with suppress(NotReturnable):
        assert isinstance(opened(content), BilingualFile)
