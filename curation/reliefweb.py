"""ReliefWeb's API (version 2): the address that asks for the newest reports, and what its answer lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from curation.answers import read_json, refuse_html, refuse_other_files, unpacked
from curation.dates import iso_date
from curation.errors import NotASource, ReliefWebRefused
from curation.model import Fetched, Ref, Source
from curation.references import present, reference

MOST_REPORTS: Final = 1_000  # What the API allows in one answer.
FIELDS: Final = (
    "title",
    "url",
    "url_alias",
    "origin",
    "date.original",
    "date.created",
    "language.code",
    "file.url",
    "file.filename",
    "file.description",
    "file.mimetype",
)
# How file names and descriptions say their language: "Report_FR.pdf", "Rapport (French)".
_NAMES: Final[Mapping[str, str]] = {
    "en": r"en|eng|english|anglais",
    "fr": r"fr|fra|french|fran[cç]ais",
    "es": r"es|esp|spa|spanish|espa[nñ]ol",
    "ar": r"ar|ara|arabic",
    "pt": r"pt|por|portuguese|portugu[eê]s",
    "uk": r"uk|ukr|ukrainian",
    "ru": r"ru|rus|russian",
}


def reliefweb_address(source: Source) -> str:
    """The request for a source's newest reports in its language, as many as one visit may take up."""
    parameters = [
        ("appname", source.appname),
        ("query[value]", source.query),
        # Words without OR or AND between them must all be there.
        ("query[operator]", "AND"),
        ("filter[field]", "language.code"),
        ("filter[value]", source.language.lower().partition("-")[0]),
        ("sort[]", "date:desc"),
        ("limit", str(min(source.newest, MOST_REPORTS))),
        *(("fields[include][]", field) for field in FIELDS),
    ]
    parts = urlsplit(source.url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode([one for one in parameters if one[1]]), ""))


def read_reliefweb(fetched: Fetched, language: str) -> list[Ref]:
    """The reports of an answer; an error that the API answers is told in its own words."""
    content = unpacked(fetched)
    refuse_html(content, fetched.charset, "ReliefWeb answer")
    refuse_other_files(content, "ReliefWeb answer")
    answer = read_json(content, fetched.charset, "ReliefWeb answer")
    if error := answer.get("error"):
        raise ReliefWebRefused(f"ReliefWeb refused: {_message(error)}")
    if not isinstance(answer.get("data"), list):
        raise NotASource("JSON, but not a ReliefWeb answer")
    return present(_report(fetched.url, report, language) for report in answer["data"] if isinstance(report, dict))


def _message(error: object) -> str:
    said = error.get("message", "") if isinstance(error, dict) else error
    return " ".join(str(said or "no reason given").split())[:300]


def _report(base: str, report: dict[str, Any], language: str) -> Ref | None:
    said = report.get("fields")
    if not isinstance(said, dict) or not _is_in(said, language):
        return None
    address = _pdf(said, language) or said.get("url_alias") or said.get("origin") or said.get("url")
    dates = next(iter(_objects([said.get("date")])), {})
    when = iso_date(dates.get("original")) or iso_date(dates.get("created"))
    return reference(base, address, said.get("title"), when, report.get("id"))


def _is_in(said: Mapping[str, Any], language: str) -> bool:
    codes = {str(one.get("code", "")).lower() for one in _objects(said.get("language"))} - {""}
    return not codes or language.lower().partition("-")[0] in codes


def _pdf(said: Mapping[str, Any], language: str) -> str:
    """The PDF in the language: the one that says so, else the first that does not say another."""
    pdfs = [file for file in _objects(said.get("file")) if _is_pdf(file)]
    wanted = language.lower().partition("-")[0]
    own = [file for file in pdfs if _names(file, [wanted])]
    others = [file for file in pdfs if _names(file, [code for code in _NAMES if code != wanted])]
    chosen = own or [file for file in pdfs if file not in others]
    return str(chosen[0].get("url") or "") if chosen else ""


def _is_pdf(file: Mapping[str, Any]) -> bool:
    return "pdf" in str(file.get("mimetype", "")) or str(file.get("url", "")).lower().endswith(".pdf")


def _names(file: Mapping[str, Any], codes: Iterable[str]) -> bool:
    text = f"{file.get('filename') or file.get('url') or ''} {file.get('description') or ''}"
    names = "|".join(_NAMES[code] for code in codes if code in _NAMES)
    return bool(names) and re.search(rf"(?<![a-z])(?:{names})(?![a-z])", text, re.I) is not None


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
