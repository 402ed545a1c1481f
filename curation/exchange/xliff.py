"""A draft as XLIFF 1.2 and 2.0: for OmegaT, Virtaal, memoQ, Trados, Phrase and their like.

The texts go out without inline elements: a draft's bold words and links are carried over a change when it is saved, so
none can be lost in another tool. Elements that a tool puts in are read as the text that they surround.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from curation.exchange.bilingual import BilingualFile, Entry, NotReturnable, key_of, possible, stamp_of
from curation.told import Told

V12: Final = "urn:oasis:names:tc:xliff:document:1.2"
V20: Final = "urn:oasis:names:tc:xliff:document:2.0"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_VERSION: Final = "version"  # the category of the note that holds the stamp
# What they hold is another tool's own markup, and no text.
_CODES: Final = frozenset({"bpt", "ept", "it", "ph", "x", "bx", "ex", "sc", "ec", "cp", "sm", "em"})


def write_xliff_12(file: BilingualFile) -> bytes:
    """One trans-unit a segment, its key as id; "needs-review-translation" where it is doubtful."""
    root = etree.Element(f"{{{V12}}}xliff", nsmap={None: V12}, version="1.2")
    about = {"original": f"dragoman-{file.draft}", "source-language": "en", "target-language": "fr"}
    body = _under(_under(root, "file", datatype="plaintext", **about), "body")
    for entry in file.entries:
        # A tool may write notes anew; an attribute that it does not know it keeps.
        unit = _under(body, "trans-unit", id=str(entry.key), extradata=str(entry.stamp))
        unit.set(_SPACE, "preserve")
        _under(unit, "source", entry.source).set(_LANG, "en")
        state = "needs-review-translation" if entry.doubtful else "translated"
        _under(unit, "target", entry.target, state=state).set(_LANG, "fr")
        for remark in entry.remarks:
            _under(unit, "note", remark).set("from", "dragoman")
    return _written(root)


def write_xliff_20(file: BilingualFile) -> bytes:
    """One unit a segment, its key as id; in the state "initial" where it is doubtful."""
    root = etree.Element(f"{{{V20}}}xliff", nsmap={None: V20}, version="2.0", srcLang="en", trgLang="fr")
    within = _under(root, "file", id=f"dragoman-{file.draft}", original=possible(file.title))
    for entry in file.entries:
        unit = _under(within, "unit", id=str(entry.key))
        notes = _under(unit, "notes")
        _under(notes, "note", str(entry.stamp), category=_VERSION)
        for remark in entry.remarks:
            _under(notes, "note", remark)
        segment = _under(unit, "segment", state="initial" if entry.doubtful else "translated")
        for name, text in (("source", entry.source), ("target", entry.target)):
            _under(segment, name, text).set(_SPACE, "preserve")
    return _written(root)


def _under(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{name}", attributes)
    element.text = possible(text) or None
    return element


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def read_xliff(text: str) -> BilingualFile:
    """The units of an XLIFF file of either version in its order, or NotReturnable. No entity is expanded."""
    root = _root(text.encode("utf-8", "replace"))
    if _name(root) != "xliff":
        raise NotReturnable(
            Told("Ce fichier n’est pas du XLIFF\u00a0: il commence par «\u00a0%(name)s\u00a0».", name=_name(root))
        )
    declared = (e.get("target-language") or e.get("trgLang") for e in root.iter("{*}file", "{*}xliff"))
    entries = (_unit_12(e) if _name(e) == "trans-unit" else _unit_20(e) for e in root.iter("{*}trans-unit", "{*}unit"))
    return BilingualFile(tuple(entries), language=next((language for language in declared if language), ""))


def _root(content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        told = (
            Told("Ce fichier XLIFF est abîmé à la ligne %(line)s\u00a0: rien n’en a été pris.", line=error.lineno)
            if error.lineno
            else Told("Ce fichier XLIFF est abîmé\u00a0: rien n’en a été pris.")
        )
        raise NotReturnable(told) from error
    if root.getroottree().docinfo.doctype:
        raise NotReturnable(Told("Ce fichier déclare un type de document, ce qu’un fichier XLIFF ne fait pas."))
    return root


def _unit_12(unit: Any) -> Entry:
    source, target = (_joined(unit.iterchildren(name)) for name in ("{*}source", "{*}target"))
    return Entry(source, target, key_of(unit.get("id")), stamp_of(unit.get("extradata")))


def _unit_20(unit: Any) -> Entry:
    """A unit with its segments joined: a tool may have cut it into several."""
    parts = list(unit.iterchildren("{*}segment", "{*}ignorable"))
    source = "".join(_joined(part.iterchildren("{*}source")) for part in parts)
    target = "".join(_french(part) for part in parts)
    notes = unit.iterfind("{*}notes/{*}note")
    stamp = next((stamp_of(note.text) for note in notes if note.get("category") == _VERSION), None)
    return Entry(source, target, key_of(unit.get("id")), stamp)


def _french(part: Any) -> str:
    """The target of a part; what is between two segments stays as it is in the English where nobody said otherwise."""
    said = _joined(part.iterchildren("{*}target"))
    return said or ("" if _name(part) == "segment" else _joined(part.iterchildren("{*}source")))


def _joined(elements: Iterator[Any]) -> str:
    return "".join(piece for element in elements for piece in _texts(element))


def _texts(element: Any) -> Iterator[str]:
    """The text of an element and of those inside it, without other tools' codes and undeclared entities."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and _name(child) not in _CODES:
            yield from _texts(child)
        yield child.tail or ""


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)
