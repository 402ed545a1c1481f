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
# Where each function is called with French, and which of its arguments hold it, for some by how many there are.
ONE, BOTH = (1,), (1, 2)
CALLS = (
    ("curation", dict.fromkeys(("_", "gettext", "marked"), ONE)),
    ("curation", dict.fromkeys(("ngettext", "forms"), BOTH)),
    ("curation", {"Told": {None: ONE, 2: BOTH, 3: BOTH, 4: BOTH}}),
    ("curation/web", {"count": {2: (2,), 3: (2, 3)}}),
)


def wordings() -> dict[str, str]:
    """Each French wording with its plural, "" for what is never counted."""
    found: dict[str, str] = {}
    for one, many in _called():
        found[one] = found.get(one) or many
    return found


def _called() -> Iterator[tuple[str, str]]:
    for folder, keywords in CALLS:
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, METHODS, OPTIONS, keywords):
            one, many = message if isinstance(message, tuple) else (message, "")
            yield one, many or (f"{one}s" if "count" in keywords else "")


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
