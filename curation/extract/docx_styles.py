"""What a Word document's styles and numbering make of a paragraph: a heading, a list item, and how deep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from translation.document import BlockKind

_NAMESPACE: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF: Final = frozenset({"0", "false", "off"})
_DEEPEST_HEADING: Final = 6
_BODY_TEXT: Final = 9  # the outline level that says: no heading
# Word names its own styles in English whatever its language; other programs and older files do not.
_HEADING: Final = re.compile(
    r"(?:heading|titre|[üu]e?berschrift|berschrift|t[ií]tulo|titolo|kop|rubrik|overskrift|otsikko|nag[lł][oó]wek|nadpis"
    r"|заголовок|başlık|标题|見出し|제목|عنوان)[ _-]?([1-9])\b"
)
_NAMED: Final = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (r"(?:toc|tm|verzeichnis|tdc|sommario|inhopg)[ _-]?\d\b|toc heading", "toc"),
        (r"table of (?:figures|authorities)|index(?: \d)?$", "toc"),
        (r"(?:title|titel|titre|t[ií]tulo|titolo|tytuł|название)$", "title"),
        (r"caption|l[ée]gende|beschriftung|ep[ií]grafe|didascalia|legenda$|bijschrift", "caption"),
        (r"(?:foot|end)note text|notes? de (?:bas de page|fin)", "footnote"),
        (r"list (?:bullet|number)|liste? [àa] (?:puces|num)|aufz[äa]hlungszeichen|listennummer|lista con vi", "list"),
        (r"(?:intense )?quote|block text|citation|zitat|cita\b|citazione|citaat", "quote"),
        (r"html preformatted|macro text|source code|code block", "code"),
    )
)
_KINDS: Final = {
    "caption": BlockKind.CAPTION,
    "footnote": BlockKind.FOOTNOTE,
    "quote": BlockKind.QUOTE,
    "code": BlockKind.CODE,
}


def w(name: str) -> str:
    """The full name of a WordprocessingML element or attribute."""
    return _NAMESPACE + name


def value(parent: Any, *path: str) -> str | None:
    """The `w:val` of the element that `path` leads to; None when there is no such element."""
    found = parent.find("/".join(map(w, path))) if parent is not None else None
    return None if found is None else found.get(w("val"), "")


def switched(properties: Any, name: str) -> bool | None:
    """Whether a property that is on or off is on; None where nothing is said of it."""
    said = value(properties, name)
    return None if said is None else said.lower() not in _OFF


def number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else None


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph is by its style and its own settings."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    is_title: bool = False
    left_out: bool = False  # a line of a table of contents
    bold: bool = False
    italic: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    id: str
    name: str
    based_on: str | None
    paragraph: Any
    run: Any
    header_row: bool


class Styles:
    """The styles and numberings of one document; `styles` and `numbering` are its parts, or None."""

    def __init__(self, styles: Any, numbering: Any) -> None:
        self._styles = {style.id: style for style in _styles(styles)}
        self._default = next(
            (
                style.get(w("styleId"))
                for style in (() if styles is None else styles.iterchildren(w("style")))
                if style.get(w("type")) == "paragraph" and style.get(w("default")) in ("1", "true", "on")
            ),
            None,
        )
        self._numbered = _Numbering(numbering)
        self.lang = ""
        if styles is not None:
            declared = styles.find("/".join(map(w, ("docDefaults", "rPrDefault", "rPr", "lang"))))
            self.lang = "" if declared is None else declared.get(w("val"), "")

    def look(self, properties: Any) -> Look:
        """What a paragraph with these properties (`w:pPr`, or None) is."""
        chain = self._chain(value(properties, "pStyle") or self._default)
        kind, level, said = BlockKind.PARAGRAPH, 0, ""
        for outline, name in self._stated(properties, chain):
            if outline is not None and outline < _BODY_TEXT:
                kind, level = BlockKind.HEADING, min(outline + 1, _DEEPEST_HEADING)
            said = name
            break
        if said in _KINDS:
            kind = _KINDS[said]
        elif said == "title":
            kind, level = BlockKind.HEADING, 1
        if kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE) and (depth := self._depth(properties, chain, said)):
            kind, level = BlockKind.LIST_ITEM, depth
        return Look(
            kind,
            level,
            said == "title",
            said == "toc",
            self._on(chain, "b") or False,
            self._on(chain, "i") or False,
            self._on(chain, "vanish") or False,
        )

    def run_on(self, properties: Any, name: str, of_paragraph: bool) -> bool:
        """Whether a property is on in a run that stands in a paragraph whose style has it so.

        A run's own setting counts alone; a character style turns round what the paragraph's style says.
        """
        own = switched(properties, name)
        if own is not None:
            return own
        return bool(self._on(self._chain(value(properties, "rStyle")), name)) != of_paragraph

    def has_header_row(self, table_style: str | None) -> bool:
        """Whether a table's style shows its first row as a header."""
        return any(style.header_row for style in self._chain(table_style))

    def _chain(self, style_id: str | None) -> list[_Style]:
        """A style and those it is based on, nearest first."""
        found: list[_Style] = []
        while style_id in self._styles and self._styles[style_id] not in found:
            found.append(self._styles[style_id])
            style_id = found[-1].based_on
        return found

    @staticmethod
    def _stated(properties: Any, chain: Iterable[_Style]) -> Iterator[tuple[int | None, str]]:
        """What is said of the paragraph, nearest first: an outline level from 0, or what its style's name means."""
        if (outline := number(value(properties, "outlineLvl"))) is not None:
            yield outline, ""
        for style in chain:
            for name in (style.name, style.id.lower()):
                if match := _HEADING.match(name):
                    yield int(match[1]) - 1, ""
                if meaning := next((said for pattern, said in _NAMED if pattern.match(name)), ""):
                    yield None, meaning
            if (outline := number(value(style.paragraph, "outlineLvl"))) is not None:
                yield outline, ""

    def _depth(self, properties: Any, chain: list[_Style], said: str) -> int:
        """How deep in a list the paragraph stands; 0 when it is no item."""
        stated = [properties, *(style.paragraph for style in chain)]
        list_id = next(filter(None, (value(each, "numPr", "numId") for each in stated)), None)
        level = next(filter(None, (value(each, "numPr", "ilvl") for each in stated)), None)
        ids = [style.id for style in chain]
        depth = self._numbered.depth(list_id, number(level), ids) if list_id else 0
        if list_id == "0":
            return 0
        named = next(
            (match for style in chain if (match := re.search(r"\w [2-5]$", style.name)) and said == "list"), None
        )
        return max(depth, int(named[0][-1]) if named else int(said == "list"))

    @staticmethod
    def _on(chain: Iterable[_Style], name: str) -> bool | None:
        return next((on for style in chain if (on := switched(style.run, name)) is not None), None)


def _styles(part: Any) -> Iterator[_Style]:
    for style in () if part is None else part.iterchildren(w("style")):
        header = any(each.get(w("type")) == "firstRow" and len(each) for each in style.iterchildren(w("tblStylePr")))
        yield _Style(
            style.get(w("styleId"), ""),
            (value(style, "name") or "").lower(),
            value(style, "basedOn"),
            style.find(w("pPr")),
            style.find(w("rPr")),
            header,
        )


class _Numbering:
    """The lists of a document: which levels show a bullet or a number, and which style each level belongs to."""

    def __init__(self, part: Any) -> None:
        self._silent: dict[str, set[int]] = {}
        self._style_levels: dict[str, Mapping[str, int]] = {}
        if part is None:
            return
        abstract = {each.get(w("abstractNumId")): each for each in part.iterchildren(w("abstractNum"))}
        for each in part.iterchildren(w("num")):
            list_id, levels = each.get(w("numId"), ""), abstract.get(value(each, "abstractNumId"))
            if levels is None:
                continue
            found = {number(level.get(w("ilvl"))) or 0: level for level in levels.iterchildren(w("lvl"))}
            self._silent[list_id] = {
                at for at, level in found.items() if value(level, "numFmt") == "none" and not value(level, "lvlText")
            }
            self._style_levels[list_id] = {
                style: at for at, level in found.items() if (style := value(level, "pStyle"))
            }

    def depth(self, list_id: str, level: int | None, style_ids: Iterable[str]) -> int:
        """The depth from 1; 0 for a level that shows neither bullet nor number."""
        linked = self._style_levels.get(list_id, {})
        if level is None:
            level = next((linked[style] for style in style_ids if style in linked), 0)
        return 0 if level in self._silent.get(list_id, ()) else level + 1
