"""TBX gives back every term, keeps to what the standard allows, and is read whoever wrote it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from translate.storage.tbx import tbxfile

from glossary.exchange import GlossaryError, read_terms
from glossary.exchange.fields import in_order
from glossary.exchange.tbx import write_tbx
from glossary.keeping import shipped
from glossary.termbase import Status, Term
from tests.glossary.whole_terms import TERMS, few_files

FULL = Term(
    "data that name people",
    "données à caractère personnel",
    status=Status.PROPOSED,
    tolerated=("données personnelles",),
    forbidden=("data personnelles",),
    part_of_speech="noun",
    gender="f pl",
    definition="Ce qui se rapporte à une personne.",
    note="Voir aussi : donnée.",
    origin="RGPD art. 4",
    synonyms=("data on named people",),
    domain="protection des données",
    example=("Personal data must be protected.", "Les données à caractère personnel doivent être protégées."),
    stages=("collecte", "partage"),
    why="Anglicisme.",
    only_with=("consent",),
)


@pytest.mark.parametrize("edition", [2, 3])
@given(terms=st.lists(TERMS, max_size=4))
@example(terms=[Term("", ""), Term("\x00", "", synonyms=("s",)), Term("a", "", forbidden=("b",), tolerated=("c", "d"))])
@example(terms=[Term("a", " b\r\n", note="dragoman.note: x", definition="\ufffe", example=("\x01", "é"))])
@few_files
def test_a_tbx_file_gives_back_every_term(tmp_path, edition, terms):
    write_tbx(terms, tmp_path / "terms.tbx", edition)
    assert list(read_terms(tmp_path / "terms.tbx").terms) == in_order(terms)


@pytest.mark.parametrize("edition", [2, 3])
def test_the_same_terms_give_the_same_bytes_in_any_order(tmp_path, edition):
    write_tbx(shipped(), tmp_path / "first.tbx", edition)
    write_tbx(shipped()[::-1], tmp_path / "second.tbx", edition)
    assert (tmp_path / "first.tbx").read_bytes() == (tmp_path / "second.tbx").read_bytes()


# What ISO 30042 and the TBX-Basic dialect allow, and where: the levels and the lists of values.
HOMES = {
    ("descrip", "subjectField"): {"termEntry", "conceptEntry"},
    ("descrip", "definition"): {"langSet", "langSec"},
    ("descrip", "context"): {"tig", "termSec"},
    ("admin", "source"): {"tig", "termSec"},
    ("termNote", "partOfSpeech"): {"tig", "termSec"},
    ("termNote", "termType"): {"tig", "termSec"},
    ("termNote", "grammaticalGender"): {"tig", "termSec"},
    ("termNote", "administrativeStatus"): {"tig", "termSec"},
}
VALUES = {
    "partOfSpeech": {"noun", "verb", "adjective", "adverb", "other"},
    "termType": {"fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase"},
    "grammaticalGender": {"masculine", "feminine", "neuter", "other"},
    "administrativeStatus": {
        f"{status}Term-admn-sts" for status in ("preferred", "admitted", "deprecated", "superseded")
    },
}


@pytest.mark.parametrize("edition", [2, 3])
def test_every_category_stands_where_the_standard_wants_it_with_a_value_that_it_knows(tmp_path, edition):
    gone = Term("old", "ancien", status=Status.DEPRECATED, part_of_speech="acronym", gender="m")
    write_tbx([*shipped(), FULL, gone], tmp_path / "terms.tbx", edition)
    root = etree.parse(tmp_path / "terms.tbx").getroot()
    seen = set()
    for element in root.iter(etree.Element):
        name, kind = etree.QName(element).localname, element.get("type")
        if name in ("descrip", "admin", "termNote"):
            seen.add((name, kind))
            assert etree.QName(element.getparent()).localname in HOMES[name, kind]
            assert element.text in VALUES.get(kind, {element.text})
        if name in ("tig", "termSec"):
            order = [etree.QName(child).localname for child in element]
            assert order == sorted(order, key=["term", "termNote", "admin", "descrip"].index)
    assert seen == set(HOMES)
    ids = [element.get("id") for element in root.iter("{*}termEntry", "{*}conceptEntry")]
    assert len(ids) == len(set(ids)) == len(shipped()) + 2


def test_the_editions_name_themselves(tmp_path):
    write_tbx([FULL], tmp_path / "two.tbx", 2)
    write_tbx([FULL], tmp_path / "three.tbx", 3)
    two, three = (etree.parse(tmp_path / name).getroot() for name in ("two.tbx", "three.tbx"))
    assert (two.tag, dict(two.attrib)["type"]) == ("martif", "TBX-Basic")
    assert three.tag == "{urn:iso:std:iso:30042:ed-2}tbx"
    assert (three.get("type"), three.get("style")) == ("TBX-Basic", "dca")


def test_another_programme_reads_our_terms_with_what_is_said_of_each(tmp_path):
    write_tbx([*shipped(), FULL], tmp_path / "terms.tbx", 2)
    store = tbxfile.parsestring((tmp_path / "terms.tbx").read_bytes(), sourcelanguage="en", targetlanguage="fr")
    assert [(unit.source, unit.target) for unit in store.units] == [
        (term.source, term.target) for term in in_order([*shipped(), FULL])
    ]
    unit = next(unit for unit in store.units if "data on named people" in [t.text for t in unit.get_source_terms()])
    assert [(term.text, term.deprecated) for term in unit.get_target_terms()] == [
        ("données à caractère personnel", False),
        ("données personnelles", False),
        ("data personnelles", True),
    ]
    assert "Voir aussi : donnée." in unit.getnotes()
    assert FULL.definition in unit.getnotes("definition")


def test_what_another_programme_wrote_is_read(tmp_path):
    store = tbxfile(sourcelanguage="en", targetlanguage="fr")
    unit = store.addsourceunit("tool")
    unit.target = "outil"
    unit.set_target_terms(["outil", "instrument"], "fr")
    unit.addnote("Chose utile.", origin="definition")
    store.savefile(str(tmp_path / "theirs.tbx"))
    assert read_terms(tmp_path / "theirs.tbx").terms == (Term("tool", "outil", tolerated=("instrument",)),)


DIALECTS = {
    "attributes": """<tbx style="dca" type="TBX-Basic" xml:lang="en-US" xmlns="urn:iso:std:iso:30042:ed:3.0"><text>
        <body>        <conceptEntry id="c7"><descripGrp><descrip type="definition">Sert à
            travailler.</descrip><admin type="source">Wikipedia</admin></descripGrp>
          <langSec xml:lang="en-GB"><termSec><term>PAL</term>
            <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
            <termSec><term>tool</term><termNote type="partOfSpeech">noun</termNote>
            <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec></langSec>
          <langSec xml:lang="de"><termSec><term>Werkzeug</term></termSec></langSec>
          <langSec xml:lang="fr"><termSec><term>machin</term>
            <termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termSec>
            <termSec><term>outil</term><termNote type="grammaticalGender">masculine</termNote>
            <admin type="source">AFNOR</admin><note>Usuel.</note></termSec></langSec></conceptEntry>
        <conceptEntry id="c8"><langSec xml:lang="en"><termSec><term>alone</term></termSec></langSec></conceptEntry>
        </body></text></tbx>""",
    "elements": """<tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
        xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
        <conceptEntry id="c7"><descripGrp><basic:definition>Sert à travailler.</basic:definition>
          <basic:source>Wikipedia</basic:source></descripGrp>
          <langSec xml:lang="en"><termSec><term>tool</term><min:partOfSpeech>noun</min:partOfSpeech></termSec>
            <termSec><term>PAL</term><min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus>
            </termSec></langSec>
          <langSec xml:lang="fr"><termSec><term>outil</term><basic:grammaticalGender>masculine</basic:grammaticalGender>
            <basic:source>AFNOR</basic:source><note>Usuel.</note></termSec>
            <termSec><term>machin</term><min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus>
            </termSec></langSec></conceptEntry></body></text></tbx>""",
    "grouped": """<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd"><martif type="TBX" xml:lang="en"><text><body>
        <termEntry id="7"><descrip type="definition">Sert à travailler.</descrip>
          <langSet xml:lang="EN"><ntig><termGrp><term><hi>tool</hi></term><termNote type="partOfSpeech">noun</termNote>
            </termGrp></ntig><ntig><termGrp><term>PAL</term></termGrp></ntig></langSet>
          <langSet xml:lang="fr"><ntig><termGrp><term>outil</term>
            <termNote type="grammaticalGender">masculine</termNote></termGrp><adminGrp>
            <admin type="source">AFNOR</admin></adminGrp><note>Usuel.</note></ntig><ntig><termGrp><term>machin</term>
            <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termGrp></ntig></langSet>
        </termEntry></body></text></martif>""",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_says_the_same(tmp_path, dialect):
    (tmp_path / "theirs.tbx").write_text(DIALECTS[dialect], "utf-8")
    assert read_terms(tmp_path / "theirs.tbx").terms == (
        Term(
            "tool",
            "outil",
            forbidden=("machin",),
            part_of_speech="noun",
            gender="m",
            definition="Sert à travailler.",
            note="Usuel.",
            origin="AFNOR",
            synonyms=("PAL",),
        ),
    )


ENTRY = (
    '<martif type="TBX"><text><body><termEntry><langSet xml:lang="en"><tig><term>tool</term></tig></langSet>'
    '<langSet xml:lang="fr"><tig><term>{}</term></tig></langSet></termEntry></body></text></martif>'
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('<!DOCTYPE martif [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + ENTRY.format("&b;"), "entities of its own"),
        ('<!DOCTYPE martif [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + ENTRY.format("&a;"), "entities of its own"),
        ('<!DOCTYPE martif SYSTEM "x.dtd">' + ENTRY.format("&a;"), "not declared"),
        (ENTRY.format("outil")[:-20], "not well-formed"),
        ("<html/>", "it begins with <html>"),
        ("", "not well-formed"),
        ('<?xml version="1.0" encoding="utf-8"?>' + ENTRY.format("\udce9"), "not well-formed"),
        (ENTRY.format("outil").replace("<tig>", "<note>dragoman.status: perhaps</note><tig>", 1), "not a status"),
    ],
)
def test_what_is_hostile_or_no_tbx_is_named(tmp_path, content, why):
    (tmp_path / "theirs.tbx").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(GlossaryError, match=why):
        read_terms(tmp_path / "theirs.tbx")


def test_a_file_in_another_encoding_that_says_so_is_read(tmp_path):
    content = '<?xml version="1.0" encoding="iso-8859-1"?>' + ENTRY.format("relevé")
    (tmp_path / "theirs.tbx").write_bytes(content.encode("latin-1"))
    assert read_terms(tmp_path / "theirs.tbx").terms == (Term("tool", "relevé"),)
