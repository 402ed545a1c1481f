"""A draft as a gettext PO file: for Poedit, Lokalize, Virtaal, Weblate, or any editor of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import polib

from curation.exchange.bilingual import BilingualFile, Entry, NotReturnable, Stamp, key_of, possible, stamp_of
from curation.told import Told

_METADATA: Final = {
    "Last-Translator": "dragoman",
    "Language-Team": "French",
    "Language": "fr",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "X-Source-Language": "en",
}
_FUZZY: Final = "fuzzy"
_NO_LINE: Final = re.compile(
    "[\0\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"
)  # polib would begin a line there, gettext does not
_SAYS: Final = re.compile(r"(?:#~\s*)?(?:msg|\")")
_WHOLE: Final = re.compile(r'(?:#~\s*)?(?:msg\w+(?:\[\d+\])?\s*)?"(?:[^"\\]|\\.)*"')


def write_po(file: BilingualFile, comment: str = "") -> bytes:
    """One entry a segment: its key as context, its remarks and its stamp as comments, "fuzzy" where it is doubtful.

    The same file always gives the same bytes.
    """
    po = polib.POFile(wrapwidth=0)
    po.header = comment
    dated = {"PO-Revision-Date": file.at.strftime("%Y-%m-%d %H:%M+0000")} if file.at else {}
    po.metadata = {"Project-Id-Version": f"dragoman {file.draft}", **dated, **_METADATA}
    po.extend(_po_entry(entry) for entry in file.entries)
    return (str(po).strip("\n") + "\n").encode()


def _po_entry(entry: Entry) -> Any:
    comments = [*map(possible, entry.remarks), *([str(entry.stamp)] if entry.stamp else [])]
    return polib.POEntry(
        msgctxt=str(entry.key) if entry.key else None,
        msgid=possible(entry.source),
        msgstr=possible(entry.target),
        comment="\n".join(comments),
        flags=[_FUZZY] if entry.doubtful else [],
    )


def read_po(text: str) -> BilingualFile:
    """The entries of a PO file in its order, or NotReturnable."""
    text = _NO_LINE.sub(" ", text)
    _check_lines(text)
    try:
        # polib would open a text that is the name of a file: no such name begins with a line of comment.
        po = polib.pofile(f"#\n{text}", wrapwidth=0)
    except (OSError, ValueError, IndexError, AttributeError) as error:
        raise NotReturnable(Told("Ce fichier PO est abîmé\u00a0: rien n’en a été pris.")) from error
    said = {name.lower(): str(value) for name, value in po.metadata.items()}
    return BilingualFile(
        entries=tuple(_entries(entry for entry in po if not entry.obsolete)),
        obsolete=tuple(_entries(entry for entry in po if entry.obsolete)),
        language=said.get("language", ""),
    )


def _entries(po_entries: Iterable[Any]) -> Iterator[Entry]:
    for entry in po_entries:
        doubtful = _FUZZY in entry.flags
        yield Entry(entry.msgid, entry.msgstr, key_of(entry.msgctxt), _stamp(entry.comment), doubtful)


def _stamp(comment: str) -> Stamp | None:
    return next((stamp for line in comment.split("\n") if (stamp := stamp_of(line))), None)


def _check_lines(text: str) -> None:
    """Refuse a text with an open quotation: polib would take it, and cut its last letter off."""
    for number, line in enumerate(text.split("\n"), start=1):
        if _SAYS.match(line.strip()) and not _WHOLE.fullmatch(line.strip()):
            raise NotReturnable(
                Told("Ce fichier PO est abîmé à la ligne %(line)s\u00a0: rien n’en a été pris.", line=number)
            )
