"""Glossaries as TBX-Basic, the format of terminology tools: its edition of 2008 (v2) and that of 2019 (v3, DCA).

What TBX-Basic has a place for stands in that place; what that place would not give back as it was stands beside it, in
a note of ours: "dragoman.stages: collecte".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from lxml import etree

from glossary.exchange.fields import (
    EXAMPLE,
    LISTS,
    NAMES,
    GlossaryError,
    Received,
    check_size,
    concept_ids,
    from_pairs,
    in_order,
    pairs_of,
    quoted,
    replace_file,
    split_pair,
)
from glossary.termbase import Status, Term


@dataclass(frozen=True, slots=True)
class _Edition:
    """What an edition of the standard calls its elements, and what its files begin with."""

    root: str
    header: str
    entry: str
    language: str
    word: str
    attributes: Mapping[str, str]
    namespace: str = ""
    doctype: str = ""
    categories: str = ""

    def tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}" if self.namespace else name


_EDITIONS: Final[Mapping[int, _Edition]] = MappingProxyType(
    {
        2: _Edition(
            *("martif", "martifHeader", "termEntry", "langSet", "tig"),
            attributes={"type": "TBX-Basic"},
            doctype='<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">',
            categories="TBXBasicXCSV02.xcs",
        ),
        3: _Edition(
            *("tbx", "tbxHeader", "conceptEntry", "langSec", "termSec"),
            attributes={"type": "TBX-Basic", "style": "dca"},
            namespace="urn:iso:std:iso:30042:ed-2",
        ),
    }
)
NEWEST: Final = 3

_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_SOURCE: Final = "Dragoman: English-French terms of responsible data management in humanitarian action. CC BY 4.0."
_PREFERRED, _ADMITTED, _DEPRECATED, _SUPERSEDED = (
    f"{status}Term-admn-sts" for status in ("preferred", "admitted", "deprecated", "superseded")
)
_RANKS: Final[Mapping[str, int]] = MappingProxyType(
    {"preferred": 0, "": 1, "admitted": 2, "superseded": 3, "deprecated": 4, "obsolete": 4}
)
_PARTS: Final = frozenset({"noun", "verb", "adjective", "adverb"})
_KINDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {**{part: (part, "") for part in _PARTS}, "acronym": ("noun", "acronym"), "phrase": ("other", "phrase")}
)
_GENDERS: Final[Mapping[str, str]] = MappingProxyType({"m": "masculine", "f": "feminine"})
_GENDER_OF: Final = {name: gender for gender, name in _GENDERS.items()}
_ROOTS: Final = frozenset({"martif", "tbx"})
_ENTRIES: Final = frozenset({"termEntry", "conceptEntry"})
_WORDS: Final = frozenset({"tig", "ntig", "termSec"})
_OURS: Final = re.compile(r"dragoman\.(?=\w+: )")
_IMPOSSIBLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FOLDS: Final = re.compile(r"[ \t\r\n]+")


def write_tbx(terms: Iterable[Term], path: Path, edition: int = NEWEST) -> None:
    """One concept a term, in the order of the English; the same terms always give the same bytes.

    `edition` is 2 or 3. A character that XML has no place for stands, written out, in the note beside.
    """
    names = _EDITIONS[edition]
    root = etree.Element(
        names.tag(names.root),
        {**names.attributes, _LANG: "en"},
        nsmap={None: names.namespace} if names.namespace else None,
    )
    _add_header(_under(root, names.tag(names.header)), names)
    body = _under(_under(root, names.tag("text")), names.tag("body"))
    ordered = in_order(terms)
    for term, name in zip(ordered, concept_ids(ordered), strict=True):
        _add_entry(body, term, name, names)
    etree.indent(root, " ")
    content = etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype=names.doctype or None)
    replace_file(path, content + b"\n")


def _add_header(header: Any, names: _Edition) -> None:
    source = _under(_under(header, names.tag("fileDesc")), names.tag("sourceDesc"))
    _under(source, names.tag("p"), _SOURCE)
    if names.categories:
        _under(_under(header, names.tag("encodingDesc")), names.tag("p"), names.categories, type="XCSURI")


def _add_entry(body: Any, term: Term, name: str, names: _Edition) -> None:
    entry = _under(body, names.tag(names.entry), id=name)
    if term.domain:
        _under(entry, names.tag("descrip"), term.domain, type="subjectField")
    if term.note and not _OURS.match(term.note):
        _under(entry, names.tag("note"), term.note)
    _add_english(_under(entry, names.tag(names.language), **{_LANG: "en"}), term, names)
    _add_french(_under(entry, names.tag(names.language), **{_LANG: "fr"}), term, names)
    _add_what_is_lost(entry, term, names)


def _add_english(section: Any, term: Term, names: _Edition) -> None:
    part, kind = _KINDS.get(term.part_of_speech, ("", ""))
    notes = {"partOfSpeech": part, "termType": kind, "administrativeStatus": _PREFERRED}
    word = _add_word(section, term.source, notes, names)
    if term.example[0]:
        _under(word, names.tag("descrip"), term.example[0], type="context")
    for form in term.synonyms:
        _add_word(section, form, {"administrativeStatus": _ADMITTED}, names)


def _add_french(section: Any, term: Term, names: _Edition) -> None:
    if term.definition:
        _under(section, names.tag("descrip"), term.definition, type="definition")
    status = _SUPERSEDED if term.status is Status.DEPRECATED else _PREFERRED
    gender = _GENDERS.get(term.gender[:1], "")
    word = _add_word(section, term.target, {"grammaticalGender": gender, "administrativeStatus": status}, names)
    if term.origin:
        _under(word, names.tag("admin"), term.origin, type="source")
    if term.example[1]:
        _under(word, names.tag("descrip"), term.example[1], type="context")
    for forms, status in ((term.tolerated, _ADMITTED), (term.forbidden, _DEPRECATED)):
        for form in forms:
            _add_word(section, form, {"administrativeStatus": status}, names)


def _add_word(section: Any, text: str, notes: Mapping[str, str], names: _Edition) -> Any:
    word = _under(section, names.tag(names.word))
    _under(word, names.tag("term"), text)
    for kind, value in notes.items():
        if value:
            _under(word, names.tag("termNote"), value, type=kind)
    return word


def _add_what_is_lost(entry: Any, term: Term, names: _Edition) -> None:
    """Whatever a reader of the standard places alone would not get back, as notes in front of the languages."""
    told = _told(entry)
    for field in NAMES:
        if getattr(told, field) != getattr(term, field):
            for key, value in _pairs(term, field):
                note = etree.Element(names.tag("note"))
                note.text = f"dragoman.{key}: {quoted(value)}"
                entry.find(names.tag(names.language)).addprevious(note)


def _pairs(term: Term, field: str) -> list[tuple[str, str]]:
    """A field as (key, text), also when there is nothing in it."""
    return list(pairs_of(term, field)) or [(EXAMPLE[0] if field == "example" else field, "")]


def _under(parent: Any, tag: str, text: str = "", **attributes: str) -> Any:
    element = etree.SubElement(parent, tag, attributes)
    element.text = _IMPOSSIBLE.sub("", text) or None
    return element


def read_tbx(path: Path) -> Received:
    """The concepts that have words in English and French, whatever edition or style of TBX; the rest is passed over.

    Of several French words the preferred one comes first, the others are tolerated, or forbidden where the file says
    that they are deprecated. GlossaryError for what is not TBX, or hostile.
    """
    try:
        check_size(path)
        with path.open("rb") as file:
            return Received(tuple(_terms(file, path)))
    except etree.XMLSyntaxError as error:
        raise GlossaryError(path, error.lineno or 0, f"is not well-formed XML ({error.msg})") from error
    except OSError as error:
        raise GlossaryError(path, 0, f"cannot be read ({error.strerror})") from error


def _terms(file: Any, path: Path) -> Iterator[Term]:
    options = {"resolve_entities": False, "load_dtd": False, "no_network": True, "huge_tree": False}
    parsing = etree.iterparse(file, events=("start", "end"), remove_comments=True, remove_pis=True, **options)
    for event, element in parsing:
        if event == "start" and element.getparent() is None:
            _check_root(element, path)
        elif event == "end" and _name(element) in _ENTRIES:
            if _sections(element, "en") and _sections(element, "fr"):
                yield _term(element, path)
            element.clear()
            while element.getprevious() is not None:  # give back the memory of what was read
                del element.getparent()[0]


def _check_root(root: Any, path: Path) -> None:
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise GlossaryError(path, 0, "declares entities of its own, which no glossary needs")
    if _name(root) not in _ROOTS:
        raise GlossaryError(path, 0, f"is not TBX: it begins with <{_name(root)}>")


def _term(entry: Any, path: Path) -> Term:
    """The term of an entry: what the standard places say, but where a note of ours says it exactly."""
    try:
        if next(entry.iter(etree.Entity), None) is not None:
            raise ValueError("it uses an entity that is not declared")
        told = _told(entry)
        exact = [split_pair(note.removeprefix("dragoman.")) for note in _raw_notes(entry) if _OURS.match(note)]
        fields = {"example" if key in EXAMPLE else key for key, _ in exact}
        kept = [pair for name in NAMES if name not in fields for pair in _pairs(told, name)]
        return from_pairs((key, text) for key, text in (*kept, *exact) if text or key not in LISTS)
    except ValueError as error:
        raise GlossaryError(path, entry.sourceline or 0, str(error)) from error


def _told(entry: Any) -> Term:
    """What an entry says in the places that the standard has for it."""
    concept, english, french = _said(entry), _words(entry, "en"), _words(entry, "fr")
    source, target = _head(english), _head(french)
    definitions = [_said(section).get("definition", "") for section in _sections(entry, "fr")]
    return Term(
        source.text,
        target.text,
        Status.DEPRECATED if target.text and target.rank >= _RANKS["superseded"] else Status.APPROVED,
        tolerated=tuple(word.text for word in french if word is not target and word.rank < _RANKS["superseded"]),
        forbidden=tuple(word.text for word in french if word is not target and word.rank >= _RANKS["superseded"]),
        part_of_speech=_part_of_speech(source.said) or _part_of_speech(target.said),
        gender=_GENDER_OF.get(target.said.get("grammaticalGender", ""), ""),
        definition="".join(definitions[:1]) or concept.get("definition", ""),
        note="\n".join(note for note in map(_folded, _raw_notes(entry)) if not _OURS.match(note)),
        origin=target.said.get("source", ""),
        synonyms=tuple(word.text for word in english if word is not source),
        domain=concept.get("subjectField", ""),
        example=(source.said.get("context", ""), target.said.get("context", "")),
    )


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of one language: how far it is from being the preferred one, and what else is said of it."""

    text: str
    rank: int
    said: Mapping[str, str]


_NO_WORD: Final = _Word("", 0, MappingProxyType({}))


def _head(words: Sequence[_Word]) -> _Word:
    return min(words, key=lambda word: word.rank, default=_NO_WORD)


def _words(entry: Any, language: str) -> list[_Word]:
    found = []
    for section in _sections(entry, language):
        for element in section:
            if _name(element) in _WORDS:
                said = _said(element)
                if text := said.get("term"):
                    status = said.get("administrativeStatus", "").lower()
                    rank = next((rank for known, rank in _RANKS.items() if known and status.startswith(known)), 1)
                    found.append(_Word(text, rank, said))
    return found


def _sections(entry: Any, language: str) -> list[Any]:
    """The parts of an entry in one language; a region ("fr-CA") is the same language."""
    return [part for part in entry if re.split("[-_]", part.get(_LANG, ""))[0].lower() == language and len(part)]


def _said(element: Any) -> dict[str, str]:
    """What is said right in an element, by category, the first time it is said; a group says what its head does."""
    said: dict[str, str] = {}
    for child in element:
        name = _name(child)
        told = child if name == "termGrp" else child[:1] if name.endswith("Grp") else [child]
        for one in told:
            said.setdefault(one.get("type") or _name(one), _folded("".join(one.itertext())))
    return said


def _raw_notes(entry: Any) -> list[str]:
    return ["".join(note.itertext()) for note in entry.iter() if _name(note) == "note"]


def _part_of_speech(said: Mapping[str, str]) -> str:
    part, kind = said.get("partOfSpeech", ""), said.get("termType", "")
    return kind if kind in ("acronym", "phrase") else "name" if part == "properNoun" else part if part in _PARTS else ""


def _folded(text: str) -> str:
    """A text whose line ends were put there by whoever laid out the file; a no-break space is no such thing."""
    return _FOLDS.sub(" ", text).strip(" ")


def _name(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
