"""A term's fields as text, the same in every format: their names, their order, and how each is written and read."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import count
from pathlib import Path
from typing import Any, Final

from glossary.termbase import Status, Term


class GlossaryError(Exception):
    """A glossary file that cannot be read or written; `path`, and `line` (0 when unknown) say where."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path.name}, line {line}: {why}" if line else f"{path.name}: {why}")
        self.path, self.line = path, line


@dataclass(frozen=True, slots=True)
class Received:
    """What a file from somewhere holds: its terms in its order, and the names of the columns we have no field for."""

    terms: tuple[Term, ...]
    passed_over: tuple[str, ...] = ()


LISTS: Final = ("tolerated", "forbidden", "synonyms", "stages", "inflected", "only_with", "not_with")
FLAGS: Final = ("case_sensitive", "do_not_translate")
IN_ENTRY: Final = ("source", "target")  # every format has a place of its own for them
NAMES: Final = tuple(field.name for field in fields(Term))
EXAMPLE: Final = ("example_en", "example_fr")
COLUMNS: Final = (*(name for name in NAMES if name != "example"), *EXAMPLE)
MOST_BYTES: Final = 100_000_000  # as text; the largest glossaries that agencies publish have a fifth of it

_UNPRINTED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def in_order(terms: Iterable[Term]) -> list[Term]:
    """By their English; the order never depends on where the terms come from."""
    return sorted(terms, key=lambda term: (term.source.casefold(), repr(term)))


def concept_ids(terms: Iterable[Term]) -> list[str]:
    """A name for each term, made of its English, that an address or an XML file can hold; homographs differ in it."""
    listed = list(terms)
    shared = Counter(_slug(term.source) for term in listed)
    names: dict[str, None] = {}
    for term in listed:
        alone = shared[_slug(term.source)] == 1
        name = _slug(term.source if alone else f"{term.source} {term.part_of_speech} {term.domain}")
        free = (f"{name}-{number}" for number in count(2))
        names[name if name not in names else next(other for other in free if other not in names)] = None
    return list(names)


def _slug(text: str) -> str:
    spelled = text.lower().replace("œ", "oe").replace("’", "-")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return "c-" + "-".join(re.findall("[a-z0-9]+", plain))


def as_pairs(term: Term) -> Iterator[tuple[str, str]]:
    """A term's fields as (key, text), a list as one pair an item; what is empty is left out, the status never is."""
    for name in NAMES:
        if name not in IN_ENTRY:
            yield from pairs_of(term, name)


def pairs_of(term: Term, name: str) -> Iterator[tuple[str, str]]:
    """One field of a term as (key, text), none when it is empty."""
    value = getattr(term, name)
    if name in LISTS:
        yield from ((name, item) for item in value)
    elif name == "example":
        yield from ((key, text) for key, text in zip(EXAMPLE, value, strict=True) if text)
    elif name in FLAGS:
        yield from [(name, "yes")] if value else []
    elif value:
        yield name, value


def from_pairs(pairs: Iterable[tuple[str, str]]) -> Term:
    """The reverse of `as_pairs`; ValueError says in words what is wrong with a field."""
    values: dict[str, list[str]] = defaultdict(list)
    for key, text in pairs:
        if key not in COLUMNS:
            raise ValueError(f"there is no field {key!r}")
        values[key].append(text)
    twice = [key for key, texts in values.items() if len(texts) > 1 and key not in LISTS]
    if twice:
        raise ValueError(f"{twice[0]!r} is given twice")
    english, french = ("".join(values.pop(key, ())) for key in EXAMPLE)
    return Term(**{key: _value(key, texts) for key, texts in values.items()}, example=(english, french))


def _value(key: str, texts: list[str]) -> Any:
    if key in LISTS:
        return tuple(texts)
    if key in FLAGS:
        return texts[0] == "yes"
    if key == "status" and texts[0] not in set(Status):
        raise ValueError(f"{texts[0]!r} is not a status")
    return Status(texts[0]) if key == "status" else texts[0]


def quoted(value: str) -> str:
    """The text itself, or as a JSON string when a line of text would not give it back."""
    plain = value == value.strip() and value and value[0] != '"'
    return value if plain and not _UNPRINTED.search(value) else json.dumps(value)


def split_pair(line: str) -> tuple[str, str]:
    """A line "field: value" as its two halves; ValueError when it is none."""
    key, colon, text = line.partition(": ")
    if not colon:
        raise ValueError(f"{line!r} is not a field and its value")
    return key, str(json.loads(text)) if text.startswith('"') else text


def text_of(path: Path) -> str:
    """A whole text file, its byte order mark taken off; GlossaryError when it is too long or not UTF-8."""
    try:
        check_size(path)
        return path.read_bytes().decode("utf-8-sig")  # line ends as they are: a cell may hold some
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise GlossaryError(path, line, "is not UTF-8; save it as UTF-8 and try again") from error
    except OSError as error:
        raise GlossaryError(path, 0, f"cannot be read ({error.strerror})") from error


def check_size(path: Path, most: int = MOST_BYTES) -> None:
    """GlossaryError when the file has more bytes than any glossary needs."""
    if path.stat().st_size > most:
        raise GlossaryError(path, 0, f"has more than {most // 1_000_000} MB; cut it into several files")


def replace_file(path: Path, content: bytes) -> None:
    """The whole new file or the old one, never half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
