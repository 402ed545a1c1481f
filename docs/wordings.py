"""Brings curation/web/locale/en.po up to date with what the pages say: `python docs/wordings.py`.

New wordings come without a translation, those that are gone are marked as obsolete, and every translation stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polib
from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).parent.parent
CATALOG = ROOT / "curation/web/locale/en.po"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
# Which arguments of each function hold French, for some by how many there are.
ONE, BOTH = (1,), (1, 2)
SAID = {
    **dict.fromkeys(("_", "gettext", "marked"), ONE),
    **dict.fromkeys(("ngettext", "forms"), BOTH),
    "Told": {None: ONE, 2: BOTH, 3: BOTH, 4: BOTH},
}
COUNTED = {"count": {2: (2,), 3: (2, 3)}}  # only on the pages: elsewhere bytes and lists have such a method


def wordings() -> dict[str, str]:
    """Each French wording with its plural, "" for what is never counted."""
    found: dict[str, str] = {}
    for one, many in _called():
        found[one] = found.get(one) or many
    return found


def _called() -> Iterator[tuple[str, str]]:
    for message in _extracted("curation", SAID):
        yield message if isinstance(message, tuple) else (message, "")
    for message in _extracted("curation/web", COUNTED):
        yield message if isinstance(message, tuple) else (message, f"{message}s")


def _extracted(folder: str, keywords: Mapping[str, object]) -> Iterator[str | tuple[str, ...]]:
    for _, _, message, _, _ in extract_from_dir(ROOT / folder, METHODS, OPTIONS, keywords):
        yield message


def updated(catalog: polib.POFile, wanted: Mapping[str, str]) -> polib.POFile:
    """The catalog with an entry for each wording; what it has of a translation stays, also where it is gone."""
    known = {entry.msgid: entry for entry in catalog}
    for entry in known.values():
        entry.obsolete = entry.msgid not in wanted
    for one, many in wanted.items():
        if one not in known:
            known[one] = polib.POEntry(msgid=one)
            catalog.append(known[one])
        _count(known[one], many)
    catalog.sort(key=lambda entry: (bool(entry.obsolete), entry.msgid.casefold()))
    return catalog


def _count(entry: polib.POEntry, many: str) -> None:
    """Give the entry the plural that it has now."""
    if many and not entry.msgid_plural:
        entry.msgstr, entry.msgstr_plural = "", {0: entry.msgstr, 1: ""}
    elif not many and entry.msgid_plural:
        entry.msgstr, entry.msgstr_plural = entry.msgstr_plural.get(0, ""), {}
    entry.msgid_plural = many


if __name__ == "__main__":
    catalog = updated(polib.pofile(str(CATALOG), wrapwidth=120), wordings())
    catalog.save(str(CATALOG))
    print(f"{len(catalog.untranslated_entries())} wordings want a translation in {CATALOG.relative_to(ROOT)}")
