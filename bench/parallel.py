"""English and French documents of a folder, sentence beside sentence.

    python -m bench.parallel --corpus DIR [DIR ...] [--sample N]

A pair is two files `NAME.en.EXT` and `NAME.fr.EXT`: web pages, PDFs, Markdown, plain text or XML. Blocks are aligned
first, then the sentences of aligned blocks. What is plainly each other's translation is kept if it is of 5 to 60 words;
so is each line of a list that is aligned already, `NAME.en-fr.tsv` with English, a tab and French.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Final

from bench.alignment import Bead, aligned
from curation.extract import extract
from translation.document import headed
from translation.segmentation import sentences

LENGTHS: Final = range(5, 61)  # words of an English text: what is longer is no sentence
FITTING: Final = 2.5  # standard deviations that the length of a French text may be from the expected
MEDIA: Final = {".pdf": "application/pdf", ".html": "text/html", ".htm": "text/html"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence or two in English and the same in French, and the name of the publication they are from."""

    english: str
    french: str
    document: str


_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_ENGLISH: Final = re.compile(
    r"\b(?:a|an|and|are|be|by|can|each|every|for|from|have|how|if|in|is|it|may|must|not|of|on|or|that|the|they|this|to|we|with"
    r"|you|your)\b",
    re.IGNORECASE,
)
_FRENCH: Final = re.compile(
    r"\b(?:à|au|aux|ce|cette|chaque|dans|de|des|doivent|du|elles?|en|est|et|ils?|la|le|les|nous|ou|par|pas|peut|pour|sont"
    r"|sur|une?|vous|[dl](?=['’]))\b",
    re.IGNORECASE,
)


# Reading


def pairs(folders: Iterable[Path]) -> list[Pair]:
    """What is surely aligned in all the documents and lists of the folders, each English sentence once."""
    found = [pair for folder in folders for pair in (*_of_documents(folder), *_of_lists(folder))]
    return list({pair.english: pair for pair in reversed(found)}.values())[::-1]


def _of_documents(folder: Path) -> Iterator[Pair]:
    for english, french in documents(folder):
        yield from aligned_files(english, french)


def _of_lists(folder: Path) -> Iterator[Pair]:
    for path in sorted(folder.glob("*.en-fr.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            english, french = (*line.split("\t"), "")[:2]
            bead = Bead((english,), (french,))
            if is_prose(bead) and bead.stretched < FITTING:
                yield Pair(english, french, path.name.partition(".en-fr.")[0])


def documents(folder: Path) -> Iterator[tuple[Path, Path]]:
    for english in sorted(folder.glob("*.en.*")):
        french = english.with_name(english.name.replace(".en.", ".fr."))
        if french.exists():
            yield english, french


def aligned_files(english: Path, french: Path) -> list[Pair]:
    name = english.name.partition(".en.")[0]
    return [Pair(ours, theirs, name) for ours, theirs in aligned_sentences(blocks(english), blocks(french))]


def aligned_sentences(english: Sequence[str], french: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The sentences that surely go together, or stand between two that do and are of fitting length."""
    beads = [bead for block in aligned(english, french) for bead in _of_sentences(block)]
    sure = [False, *(is_sure(bead) for bead in beads), False]
    for at, bead in enumerate(beads, start=1):
        between = sure[at - 1] and sure[at + 1] and bead.english and bead.french and bead.stretched < 1.5
        if (sure[at] or between) and is_prose(bead):
            yield " ".join(bead.english), " ".join(bead.french)


def _of_sentences(block: Bead) -> list[Bead]:
    ours = [sentence for text in block.english for sentence in sentences(text)]
    return aligned(ours, [sentence for text in block.french for sentence in french_sentences(text)])


def is_sure(bead: Bead) -> bool:
    return (bead.stretched < 1.5 and bead.shared > 0.1) or (bead.stretched < FITTING and bead.shared > 0.25)


def is_prose(bead: Bead) -> bool:
    """Whether words follow one another as in a sentence, on each side in its own language."""
    english, french = " ".join(bead.english), " ".join(bead.french)
    return len(_WORD.findall(english)) in LENGTHS and bool(_ENGLISH.search(english)) and bool(_FRENCH.search(french))


def french_sentences(text: str) -> list[str]:
    from sentencex import segment

    return [sentence.strip() for sentence in segment("fr", text) if sentence.strip()]


def blocks(path: Path) -> list[str]:
    """The paragraphs, headings, list items and table cells of a file."""
    content = path.read_bytes()
    match path.suffix:
        case ".md":
            return markdown_blocks(content.decode("utf-8-sig"))
        case ".xml":
            return xml_blocks(content)
        case suffix:
            document = headed(extract(content, MEDIA.get(suffix, "text/plain")))
            return [cell for block in document.blocks for cell in block.cells if cell.strip()]


_NOT_PROSE: Final = re.compile(
    r"\A---\n.*?\n---\n|^(```|~~~).*?^\1|<!--.*?-->|<(script|style|iframe)\b.*?</\2>|\{%.*?%\}|\{:(?:\{\{.*?\}\}|[^}])*\}|\{#[^}]*\}",
    re.DOTALL | re.MULTILINE,
)
_INLINE: Final = (
    (re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|\{\{.*?\}\}|\[\^[^\]]+\]:?"), " "),
    (re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])(?:\{[^}]*\})?"), r"\1"),
    (re.compile(r"</?(?:a|abbr|b|br|cite|code|em|i|kbd|span|strong|sup|sub|u)\b[^>]*>", re.IGNORECASE), " "),
    (re.compile(r"</?\w[^>]*>"), "\n\n"),
    (re.compile(r"(\*\*|__|`)"), ""),
    (re.compile(r"(?<!\w)[*_]([^*_\n]+)[*_](?!\w)"), r"\1"),
)
_NEW_BLOCK: Final = re.compile(r"\n\s*\n|\n(?=\s*(?:>|[-*+]\s|\d+\.\s|#+\s|\|))|(?<=\S)\s*\|\s*")
_MARKER: Final = re.compile(r"^(?:[\s>|]|[-*+]\s|\d+\.\s|#+\s)+|[\s|#]+$")


def markdown_blocks(text: str) -> list[str]:
    text = _NOT_PROSE.sub("\n\n", text.replace("\r\n", "\n"))
    for pattern, instead in _INLINE:
        text = pattern.sub(instead, text)
    flat = (" ".join(unescape(_MARKER.sub("", block)).split()) for block in _NEW_BLOCK.split(text))
    return [block for block in flat if any(letter.isalpha() for letter in block)]


def xml_blocks(content: bytes) -> list[str]:
    """The text of each element that holds words of its own, with all that stands inside it."""
    from lxml import etree

    root = etree.fromstring(content, parser=etree.XMLParser(resolve_entities=False, no_network=True))
    return [words for element in _with_words(root) if (words := " ".join("".join(element.itertext()).split()))]


def _with_words(element: Any) -> Iterator[Any]:
    children = [child for child in element if isinstance(child.tag, str)]
    if any((text or "").strip() for text in (element.text, *(child.tail for child in children))):
        yield element
        return
    for child in children:
        yield from _with_words(child)


# The report


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="English and French documents, sentence beside sentence.")
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="folders of documents and lists")
    parser.add_argument("--sample", type=int, default=0, help="show so many pairs, to be judged by eye")
    chosen = parser.parse_args(arguments)
    found = pairs(chosen.corpus)
    for name, count in sorted(Counter(pair.document for pair in found).items()):
        print(f"{count:6} {name}")
    print(f"{len(found):6} in all")
    for pair in random.Random(0).sample(found, min(chosen.sample, len(found))):
        print(f"\n{pair.document}\n  {pair.english}\n  {pair.french}")


if __name__ == "__main__":
    main()
