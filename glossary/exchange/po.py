"""The PO master of a glossary, made to be kept under version control and edited by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import polib

from glossary.exchange.fields import (
    GlossaryError,
    as_pairs,
    from_pairs,
    in_order,
    quoted,
    replace_file,
    split_pair,
    text_of,
)
from glossary.termbase import Term

_COMMENT: Final = """Dragoman: English-French terms of responsible data management in humanitarian action.
Definitions, notes and selection: CC BY 4.0, the Dragoman contributors.
The French forms are those of the bodies named in each entry's "origin"; a bare term has no licence of its own."""
_METADATA: Final = {
    "Project-Id-Version": "dragoman-glossary",
    "Language": "fr",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "X-Licence": "CC-BY-4.0",
    "X-Source-Language": "en",
}


def write_po(terms: Iterable[Term], path: Path) -> None:
    """One entry a term, in the order of the English; the same terms always give the same bytes."""
    po = polib.POFile(wrapwidth=0)
    po.header, po.metadata = _COMMENT, dict(_METADATA)
    ordered = in_order(terms)
    for term, context in zip(ordered, _contexts(ordered), strict=True):
        comment = "\n".join(f"{key}: {quoted(value)}" for key, value in as_pairs(term))
        po.append(polib.POEntry(msgid=term.source, msgstr=term.target, msgctxt=context, comment=comment))
    replace_file(path, (f"{po}".strip("\n") + "\n").encode("utf-8"))


def read_po(path: Path) -> list[Term]:
    """The terms of a PO file in its order; an entry without comments is an approved term."""
    text_of(path)  # polib reads what is not UTF-8 without a word
    try:
        po = polib.pofile(str(path), encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise GlossaryError(path, int(line[1]) if line else 0, "is not a PO file") from error
    return [_from_entry(entry, path) for entry in po if not entry.obsolete]


def _from_entry(entry: Any, path: Path) -> Term:
    try:
        pairs = [split_pair(line) for line in entry.comment.split("\n") if line]
        return from_pairs([("source", entry.msgid), ("target", entry.msgstr), *pairs])
    except ValueError as error:
        raise GlossaryError(path, entry.linenum or 1, f"{entry.msgid!r}: {error}") from error


def _contexts(terms: list[Term]) -> Iterator[str | None]:
    """What tells homographs apart in a PO file, None for a term that has its English for itself."""
    shared = Counter(term.source for term in terms)
    seen: Counter[tuple[str, str]] = Counter()
    for term in terms:
        context = quoted(f"{term.part_of_speech} {term.domain}".strip())
        seen[term.source, context] += 1
        number = seen[term.source, context]
        yield None if shared[term.source] == 1 else context if number == 1 else f"{context} ({number})"
