"""The HTML half of `bench.extract`: real pages, what a person found in them, and four readers of the same bytes."""

from __future__ import annotations

import gzip
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.measures import Figures, figures, letters, mean, pace, share, words
from curation.errors import DocumentError
from curation.extract import extract
from curation.extract.decoding import decode
from translation.document import Document, headed

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "bench" / "data" / "extract" / "html"
UNREAD = "script style noscript template svg head iframe select button input textarea option math video audio"
BLOCKS = """address article aside blockquote br caption dd details div dl dt figcaption figure footer form h1 h2 h3 h4
h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"""
MARKS = ".//sup[a[starts-with(@href,'#')]] | .//a[starts-with(@href,'#')][contains(@class,'footnote')]"
HEADINGS = "descendant-or-self::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"
NOTES = ".//*[@role='doc-endnotes' or contains(@class,'footnotes')]//li"
PARTS: Mapping[str, str] = {
    "headings": HEADINGS,
    "lists": ".//li",
    "tables": ".//tr[not(.//tr)]",
    "footnotes": NOTES,
    "captions": ".//figcaption | .//caption",
    "quotes": ".//blockquote",
}
KINDS = {"headings": "heading", "lists": "list_item", "tables": "table_row", "footnotes": "footnote"}
KINDS |= {"captions": "caption", "quotes": "quote"}
ENOUGH = 60  # letters of a part: whoever has its beginning has it


@dataclass(frozen=True)
class Page:
    """A page, and what a person said of it: `main` and `drop` point at its main text, `has` and `lacks` quote it."""

    name: str
    content: bytes
    title: str = ""
    lang: str = ""
    refused: bool = False
    main: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    footnotes: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()

    @cached_property
    def reference(self) -> tuple[Any, ...]:
        """The elements of the main text, with what is none of it taken out."""
        from lxml import html

        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
        tree = html.document_fromstring(decode(self.content).replace("\0", "").encode(), parser=parser)
        elements = [deepcopy(element) for path in self.main for element in tree.xpath(path)]
        for element in elements:
            for path in (*self.drop, MARKS):
                for unwanted in element.xpath(path):
                    unwanted.drop_tree()
        return tuple(elements)

    @cached_property
    def text(self) -> str:
        return " ".join(text_of(element) for element in self.reference)

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """The letters that each heading, list item, row … begins with, by kind."""
        paths = dict(PARTS)
        paths |= {"footnotes": " | ".join((NOTES, *self.footnotes))} if self.footnotes else {}
        paths |= {"captions": " | ".join((PARTS["captions"], *self.captions))} if self.captions else {}
        return {kind: tuple(self._found(path)) for kind, path in paths.items()}

    def _found(self, path: str) -> Iterator[str]:
        for element in self.reference:
            for part in element.xpath(path):
                if found := letters(text_of(part, without="ul ol" if part.tag == "li" else ""))[:ENOUGH]:
                    yield found


def text_of(element: Any, without: str = "") -> str:
    """What a reader sees of an element, with a space wherever a block begins or ends."""
    if not isinstance(element.tag, str) or element.tag in UNREAD.split() or element.tag in without.split():
        return ""
    said = [element.text or ""]
    for child in element:
        said += [text_of(child, without), child.tail or ""]
    return f" {''.join(said)} " if element.tag in BLOCKS.split() else "".join(said)


def pages(corpus: Path | None = None) -> list[Page]:
    """The pages that ship with the project; with `corpus`, those that may not be copied too."""
    entries = tomllib.loads((FOLDER / "pages.toml").read_text(encoding="utf-8"))["page"]
    return [_page(entry, content) for entry in entries if (content := _content(entry, corpus)) is not None]


def _content(entry: Mapping[str, Any], corpus: Path | None) -> bytes | None:
    if "copy" in entry:
        path = ROOT / entry["copy"] if "/" in entry["copy"] else FOLDER / entry["copy"]
        return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return (corpus / entry["file"]).read_bytes() if corpus else None


def _page(entry: Mapping[str, Any], content: bytes) -> Page:
    told = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Page(content=content, **{key: told[key] for key in told if key not in ("file", "copy", "licence")})


# Ours and the peers: bytes in, text out. The peers are given the text that our decoding made of the bytes.


def ours(content: bytes) -> str:
    document = document_of(content)
    return "\n".join(block.text for block in document.blocks) if document else ""


def document_of(content: bytes) -> Document | None:
    try:
        return headed(extract(content, "text/html"))
    except DocumentError:
        return None


def trafilatura_alone(content: bytes) -> str:
    import trafilatura

    return trafilatura.extract(decode(content), include_comments=False, include_tables=True) or ""


def trafilatura_recall(content: bytes) -> str:
    import trafilatura

    return trafilatura.extract(decode(content), include_comments=False, include_tables=True, favor_recall=True) or ""


def readability(content: bytes) -> str:
    from lxml import html
    from readability import Document as Readable

    try:
        found = Readable(decode(content))
        summary = found.summary(html_partial=True)
        return f"{found.short_title()}\n{text_of(html.fromstring(summary))}" if summary.strip() else ""
    except Exception:
        return ""


def all_text(content: bytes) -> str:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(decode(content), "lxml")
    for unread in soup(["script", "style", "noscript", "template"]):
        unread.decompose()
    return soup.get_text(" ")


READERS: Mapping[str, Callable[[bytes], str]] = {
    "ours": ours,
    "trafilatura, recall": trafilatura_recall,
    "trafilatura": trafilatura_alone,
    "readability-lxml": readability,
    "bs4 get_text": all_text,
}


# Measures


@dataclass(frozen=True, slots=True)
class Score:
    """What one reader got of a set of pages, as shares; a part is None where no page has such a part."""

    main: Figures
    has: float
    lacks: float
    parts: Mapping[str, float | None]


def score(judged: Sequence[Page], read: Callable[[bytes], str]) -> Score:
    texts = {page.name: read(page.content) for page in judged}
    squeezed = {name: letters(text) for name, text in texts.items()}
    spaced = {name: f" {' '.join(words(text))} " for name, text in texts.items()}
    return Score(
        mean([figures(texts[page.name], page.text) for page in judged if page.main]),
        share([letters(each) in squeezed[page.name] for page in judged for each in page.has]) or 0.0,
        share([f" {' '.join(words(each))} " in spaced[page.name] for page in judged for each in page.lacks]) or 0.0,
        {kind: share([part in squeezed[page.name] for page in judged for part in page.parts[kind]]) for kind in PARTS},
    )


def kept_as_such(judged: Sequence[Page]) -> Mapping[str, float | None]:
    """How much of each kind of part we keep as a block of that kind, not only as text."""
    said = {
        (page.name, kind): letters(" ".join(block.text for block in document.blocks if block.kind == KINDS[kind]))
        for page in judged
        for kind in PARTS
        if (document := document_of(page.content))
    }
    return {
        kind: share([part in said.get((page.name, kind), "") for page in judged for part in page.parts[kind]])
        for kind in PARTS
    }


def told(judged: Sequence[Page]) -> Mapping[str, float | None]:
    """How often we get right what stands once on a page: its title, its language, and how many parts it has."""
    read = {page.name: document_of(page.content) for page in judged}
    right = {
        "title": [(read[page.name], page.title) for page in judged if page.title],
        "lang": [(read[page.name], page.lang) for page in judged if page.lang],
    }
    shares = {
        name: share([document is not None and getattr(document, name) == value for document, value in each])
        for name, each in right.items()
    }
    return shares | {kind: _counted(judged, read, kind) for kind in ("headings", "lists", "tables")}


def _counted(judged: Sequence[Page], read: Mapping[str, Document | None], kind: str) -> float | None:
    pairs = []
    for page in judged:
        document = read[page.name]
        blocks = document.blocks if document else ()
        if kind in page.counts:
            pairs.append((sum(block.kind == KINDS[kind] for block in blocks), page.counts[kind]))
    wanted = sum(count for _, count in pairs)
    return 1 - sum(abs(found - count) for found, count in pairs) / wanted if wanted else None


# The report


def report(corpus: Path | None, *, every: bool, timed: bool) -> None:
    """The table of one run, all readers on the same pages; `every` lists what we miss on each page."""
    judged = [page for page in pages(corpus) if not page.refused]
    refused = [page for page in pages(corpus) if page.refused]
    text = sum(bool(page.main) for page in judged)
    print(f"\nHTML: {len(judged)} pages, {text} with a reference text, {len(refused)} that are no publication")
    print(f"{'':20} {'prec.':>6} {'recall':>6} {'F1':>6} {'has':>6} {'lacks':>6} " + _heads(PARTS))
    for name, read in READERS.items():
        got = score(judged, read)
        main = " ".join(f"{figure:6.3f}" for figure in (got.main.precision, got.main.recall, got.main.f1))
        print(f"{name:20} {main} {got.has:6.3f} {got.lacks:6.3f} {_row(got.parts)}")
    print(f"{'ours, of that kind':55} {_row(kept_as_such(judged))}")
    once = " ".join(f"{name} {figure:.3f}" for name, figure in told(judged).items() if figure is not None)
    print(f"ours, title, language and counts: {once}")
    print(f"ours, pages refused: {sum(document_of(page.content) is None for page in refused)} of {len(refused)}")
    if timed:
        for name, read in READERS.items():
            took = pace(read, [page.content for page in judged])
            print(f"{name:20} {took.a_second:6.1f} pages/s, slowest {took.slowest:.2f} s, {took.megabytes:4.0f} MB")
    if every:
        for line in _listed(judged):
            print(line)


def _heads(names: Iterable[str]) -> str:
    return " ".join(f"{name:>9}" for name in names)


def _row(parts: Mapping[str, float | None]) -> str:
    return " ".join(f"{'' if figure is None else format(figure, '.3f'):>9}" for figure in parts.values())


def _listed(judged: Sequence[Page]) -> Iterator[str]:
    for page in judged:
        text = ours(page.content)
        squeezed, spaced = letters(text), f" {' '.join(words(text))} "
        main = figures(text, page.text)
        theirs = figures(trafilatura_recall(page.content), page.text)
        yield f"  {page.name:30} {main.precision:.3f} {main.recall:.3f} {main.f1:.3f}, trafilatura {theirs.f1:.3f}"
        yield from (f"      lost: {each}" for each in page.has if letters(each) not in squeezed)
        yield from (f"      kept: {each}" for each in page.lacks if f" {' '.join(words(each))} " in spaced)
        for kind, parts in page.parts.items():
            if lost := [part for part in parts if part not in squeezed]:
                yield f"      {kind}: {len(lost)} of {len(parts)} lost, such as {lost[:3]}"
