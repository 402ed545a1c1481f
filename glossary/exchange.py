"""Glossaries as files: the PO master that is kept under version control, and the tables people send."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import polib

from glossary.termbase import Status, Term


class GlossaryError(Exception):
    """A glossary file that cannot be read; `path`, and `line` (0 when unknown) say where."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path.name}, line {line}: {why}" if line else f"{path.name}: {why}")
        self.path, self.line = path, line


_LISTS: Final = ("tolerated", "forbidden", "synonyms", "stages", "inflected", "only_with", "not_with")
_FLAGS: Final = ("case_sensitive", "do_not_translate")
_IN_ENTRY: Final = ("source", "target")  # a PO entry's own msgid and msgstr
_NAMES: Final = tuple(field.name for field in fields(Term))
_COLUMNS: Final = (*(name for name in _NAMES if name != "example"), "example_en", "example_fr")

_PO_COMMENT: Final = """Dragoman: English-French terms of responsible data management in humanitarian action.
Definitions, notes and selection: CC BY 4.0, the Dragoman contributors.
The French forms are those of the bodies named in each entry's "origin"; a bare term has no licence of its own."""
_PO_METADATA: Final = {
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
    po.header, po.metadata = _PO_COMMENT, dict(_PO_METADATA)
    ordered = sorted(terms, key=lambda term: (term.source.casefold(), repr(term)))
    for term, context in zip(ordered, _contexts(ordered), strict=True):
        comment = "\n".join(f"{key}: {_quoted(value)}" for key, value in _as_pairs(term))
        po.append(polib.POEntry(msgid=term.source, msgstr=term.target, msgctxt=context, comment=comment))
    _replace(path, f"{po}".strip("\n") + "\n")


def read_po(path: Path) -> list[Term]:
    """The terms of a PO file in its order; an entry without comments is an approved term."""
    _text(path)  # polib reads what is not UTF-8 without a word
    try:
        po = polib.pofile(str(path), encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise GlossaryError(path, int(line[1]) if line else 0, "is not a PO file") from error
    return [_from_entry(entry, path) for entry in po if not entry.obsolete]


def _from_entry(entry: Any, path: Path) -> Term:
    try:
        pairs = [_split_pair(line) for line in entry.comment.split("\n") if line]
        return _from_pairs([("source", entry.msgid), ("target", entry.msgstr), *pairs])
    except ValueError as error:
        raise GlossaryError(path, entry.linenum or 1, f"{entry.msgid!r}: {error}") from error


def _contexts(terms: list[Term]) -> Iterator[str | None]:
    """What tells homographs apart in a PO file, None for a term that has its English for itself."""
    shared = Counter(term.source for term in terms)
    seen: Counter[tuple[str, str]] = Counter()
    for term in terms:
        context = _quoted(f"{term.part_of_speech} {term.domain}".strip())
        seen[term.source, context] += 1
        number = seen[term.source, context]
        yield None if shared[term.source] == 1 else context if number == 1 else f"{context} ({number})"


def _as_pairs(term: Term) -> Iterator[tuple[str, str]]:
    """A term's fields as (key, text), a list as one pair an item; what is empty is left out, the status never is."""
    for name in _NAMES:
        value = getattr(term, name)
        if name in _IN_ENTRY:
            continue
        if name in _LISTS:
            yield from ((name, item) for item in value)
        elif name == "example":
            yield from ((key, text) for key, text in zip(_COLUMNS[-2:], value, strict=True) if text)
        elif name in _FLAGS:
            yield from [(name, "yes")] if value else []
        elif value:
            yield name, value


def _from_pairs(pairs: Iterable[tuple[str, str]]) -> Term:
    """The reverse of `_as_pairs`; ValueError says in words what is wrong with a field."""
    values: dict[str, list[str]] = defaultdict(list)
    for key, text in pairs:
        if key not in _COLUMNS:
            raise ValueError(f"there is no field {key!r}")
        values[key].append(text)
    twice = [key for key, texts in values.items() if len(texts) > 1 and key not in _LISTS]
    if twice:
        raise ValueError(f"{twice[0]!r} is given twice")
    english, french = ("".join(values.pop(key, ())) for key in _COLUMNS[-2:])
    return Term(**{key: _value(key, texts) for key, texts in values.items()}, example=(english, french))


def _value(key: str, texts: list[str]) -> Any:
    if key in _LISTS:
        return tuple(texts)
    if key in _FLAGS:
        return texts[0] == "yes"
    if key == "status" and texts[0] not in set(Status):
        raise ValueError(f"{texts[0]!r} is not a status")
    return Status(texts[0]) if key == "status" else texts[0]


def _quoted(value: str) -> str:
    """The text itself, or as a JSON string when a comment line would not give it back."""
    plain = value == value.strip() and value and value[0] != '"'
    return value if plain and not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", value) else json.dumps(value)


def _split_pair(line: str) -> tuple[str, str]:
    key, colon, text = line.partition(": ")
    if not colon:
        raise ValueError(f"{line!r} is not a field and its value")
    return key, str(json.loads(text)) if text.startswith('"') else text


def read_tsv(path: Path) -> list[Term]:
    """Tab-separated English, French and, if there, tolerated and forbidden forms (parted by `;`) and a note.

    Lines that start with `#` (a header, too) and empty lines are passed over.
    """
    terms = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not 2 <= len(cells) <= 5 or not cells[0]:
            raise GlossaryError(path, number, "a line needs English, a tab and French, and five columns at most")
        source, target, tolerated, forbidden, note = (*cells, "", "", "")[:5]
        terms.append(Term(source, target, tolerated=_items(tolerated), forbidden=_items(forbidden), note=note))
    return terms


def _items(cell: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in cell.split(";") if item.strip())


def write_csv(terms: Iterable[Term], path: Path) -> None:
    """A table that a spreadsheet opens as it is: UTF-8 with its mark, `;` between cells, no formula."""
    temporary = path.with_name(f"{path.name}.new")
    with temporary.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerow(_COLUMNS)
        writer.writerows([_guarded(cell) for cell in _as_row(term)] for term in terms)
    temporary.replace(path)


def read_csv(path: Path) -> list[Term]:
    """What `write_csv` wrote; columns may be missing or in another order, but `source` and `target` must be there."""
    _text(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter=";")
        missing = [name for name in _IN_ENTRY if name not in (reader.fieldnames or ())]
        if missing:
            raise GlossaryError(path, 1, f"there is no column {missing[0]!r}")
        return [_from_row(row, path, reader.line_num) for row in reader]


def _as_row(term: Term) -> Iterator[str]:
    cells: dict[str, list[str]] = defaultdict(list, {"source": [term.source], "target": [term.target]})
    for key, text in _as_pairs(term):
        cells[key].append(text)
    for name in _COLUMNS:
        yield "|".join(_escaped(item) for item in cells[name]) if name in _LISTS else "".join(cells[name])


def _escaped(item: str) -> str:
    return re.sub(r"([\\|])", r"\\\1", item)


def _from_row(row: Mapping[str | None, Any], path: Path, line: int) -> Term:
    try:
        if None in row or None in row.values():
            raise ValueError("there are more or fewer cells than columns")
        return _from_pairs(_row_pairs({str(name): _unguarded(cell) for name, cell in row.items()}))
    except ValueError as error:
        raise GlossaryError(path, line, str(error)) from error


def _row_pairs(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, cell in row.items():
        if name in _LISTS:
            items = re.findall(r"(?:\\.|[^\\|])+", cell, re.DOTALL)
            yield from ((name, re.sub(r"\\(.)", r"\1", item, flags=re.DOTALL)) for item in items)
        elif cell or name in _IN_ENTRY:
            yield name, cell


def _guarded(cell: str) -> str:
    """An apostrophe keeps a spreadsheet from reading the cell as a formula."""
    return f"'{cell}" if re.match(r"'*[=+\-@\t\r\n]", cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if re.match(r"'+[=+\-@\t\r\n]", cell) else cell


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise GlossaryError(path, line, "is not UTF-8; save it as UTF-8 and try again") from error
    except OSError as error:
        raise GlossaryError(path, 0, f"cannot be read ({error.strerror})") from error


def _replace(path: Path, text: str) -> None:
    """The whole new file or the old one, never half of it."""
    temporary = path.with_name(f"{path.name}.new")
    temporary.write_text(text, "utf-8", newline="\n")
    temporary.replace(path)
