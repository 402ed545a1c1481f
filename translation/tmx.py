"""Translation memories as TMX 1.4b, the format that translation tools exchange; what is hostile is refused."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from lxml import etree

from translation.memory import MemoryOrigin, MemoryUnit


class TmxError(Exception):
    """A file that cannot be read as TMX; `path` says which."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name}: {why}")
        self.path = path


@dataclass(frozen=True, slots=True)
class Refused:
    """A unit of a TMX file that is not taken, the line where it begins, and why."""

    line: int
    why: str


MOST_BYTES: Final = 1_000_000_000  # well over a million units
MOST_CHARACTERS: Final = 10_000  # in one segment: more is no sentence

_HEADER: Final = {
    "creationtool": "dragoman",
    "creationtoolversion": "1",
    "segtype": "sentence",
    "o-tmf": "dragoman",
    "adminlang": "en",
    "srclang": "en",
    "datatype": "plaintext",
}
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_TITLE, _BEFORE, _AFTER = "x-title", "x-context-pre", "x-context-post"
_MOMENT: Final = "%Y%m%dT%H%M%SZ"
_IMPOSSIBLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CODES: Final = frozenset({"bpt", "ept", "it", "ut"})  # they hold the other tool's own markup, not text


def write_tmx(units: Iterable[MemoryUnit], path: Path) -> int:
    """Write the units in their order and say how many; the same units give the same bytes.

    Moments are kept to the second, and characters that XML has no place for are left out. Until the whole file is
    written, the one before stays.
    """
    beside, written = path.with_name(f".{path.name}.{os.getpid()}"), 0
    try:
        with beside.open("wb") as out, etree.xmlfile(out, encoding="utf-8") as file:
            file.write_declaration()
            with file.element("tmx", version="1.4"):
                file.write("\n", etree.Element("header", _HEADER), "\n")
                with file.element("body"):
                    for unit in units:
                        file.write("\n", _element(unit))
                        written += 1
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return written


def _element(unit: MemoryUnit) -> Any:
    origin = unit.origin
    said = {"changeid": _possible(origin.by), "changedate": origin.at and origin.at.astimezone(UTC).strftime(_MOMENT)}
    element = etree.Element("tu", {name: value for name, value in said.items() if value})
    for kind, text in ((_TITLE, origin.title), (_BEFORE, unit.before), (_AFTER, unit.after)):
        if text:
            etree.SubElement(element, "prop", type=kind).text = _possible(text)
    for lang, text in (("en", unit.source), ("fr", unit.target)):
        variant = etree.SubElement(element, "tuv", {_LANG: lang})
        etree.SubElement(variant, "seg").text = _possible(text)
    return element


def _possible(text: str) -> str:
    return _IMPOSSIBLE.sub("", text)


def read_tmx(path: Path) -> Iterator[MemoryUnit | Refused]:
    """The English-French pairs of a file in its order, none of them approved, and what is not taken; else TmxError.

    A region (en-GB, FR_ca) is accepted; two French variants of one unit make two pairs. Of the markup inside a
    segment only the text that it surrounds is kept, and a placeholder that is no markup ("%s").
    """
    if path.stat().st_size > MOST_BYTES:
        raise TmxError(path, f"more than {MOST_BYTES // 1_000_000} MB; cut it into several files")
    options = {"resolve_entities": False, "load_dtd": False, "no_network": True, "huge_tree": False}
    with path.open("rb") as file:
        parsing = etree.iterparse(file, events=("start", "end"), remove_comments=True, remove_pis=True, **options)
        try:
            for event, element in parsing:
                if event == "start" and element.getparent() is None:
                    _check_root(element, path)
                elif event == "end" and element.tag == "tu":
                    yield from _pairs(element)
                    _forget(element)
        except etree.XMLSyntaxError as error:
            raise TmxError(path, f"is not well-formed XML ({error.msg})") from error


def _check_root(root: Any, path: Path) -> None:
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise TmxError(path, "declares entities of its own, which no translation memory needs")
    if root.tag != "tmx":
        raise TmxError(path, f"is not TMX: it begins with <{root.tag}>")


def _forget(element: Any) -> None:
    """Give back the memory of what was read: a file may hold a million units."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _pairs(element: Any) -> Iterator[MemoryUnit | Refused]:
    try:
        variants = [(_language(variant), _segment(variant)) for variant in element.iterchildren("tuv")]
        english = [text for lang, text in variants if lang == "en"]
        french = [text for lang, text in variants if lang == "fr"]
        if not english or not french:
            raise ValueError(f"it has no {'French' if english else 'English'}")
        origin, before, after = _told(element)
        yield from (MemoryUnit(english[0], text, before, after, origin, approved=False) for text in french)
    except ValueError as error:
        yield Refused(element.sourceline or 0, str(error))


def _language(variant: Any) -> str:
    code = variant.get(_LANG) or variant.get("lang") or ""
    return str(re.split("[-_]", code)[0].lower())


def _segment(variant: Any) -> str:
    segment = variant.find("seg")
    text = "" if segment is None else "".join(_texts(segment))
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"a segment has more than {MOST_CHARACTERS} characters")
    if not text.strip() and _language(variant) in ("en", "fr"):
        raise ValueError("a segment is empty")
    return text


def _texts(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str):
        raise ValueError("it uses an entity that is not declared")
    is_code = element.tag in _CODES or (element.tag == "ph" and "<" in (element.text or ""))
    if not is_code:
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


def _told(element: Any) -> tuple[MemoryOrigin, str, str]:
    """Where the unit comes from, and its neighbours, as far as the file says."""
    props = {prop.get("type"): prop.text or "" for prop in element.iterchildren("prop")}
    by = element.get("changeid") or element.get("creationid") or ""
    moment = _moment(element.get("changedate") or element.get("creationdate") or "")
    return MemoryOrigin(props.get(_TITLE, ""), by, moment), props.get(_BEFORE, ""), props.get(_AFTER, "")


def _moment(text: str) -> datetime | None:
    with suppress(ValueError):
        return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
    return None
