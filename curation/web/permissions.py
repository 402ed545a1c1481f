"""Permissions beside a draft: who gave one, when, for what, until when; recorded with its file, and ended."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.dates import french_day
from curation.errors import BlobLost
from curation.evidence import LARGEST_FILE, attached, kind_named
from curation.permissions import NotAPermission, Permission, Typed, given
from curation.web import pages
from curation.web.french import SCOPES
from curation.web.language import _, marked, said
from curation.web.rights import rights_of
from curation.web.site import Ask, Site, to

FIELD: Final = "piece"
LARGEST_BODY: Final = LARGEST_FILE + 100_000  # the file and the fields around it
LOST: Final = marked(
    "Le fichier de cette autorisation n’est plus sur cette machine, ou il a été abîmé. Demandez à la personne qui "
    "tient l’outil de le reprendre d’une sauvegarde."
)
NOTHING_TYPED: Final = Typed("", "", "", "", "")


def show(site: Site, ask: Ask) -> Response:
    """All permissions of the draft's publication, and the form that records one."""
    return _page(site, ask)


def record(site: Site, ask: Ask) -> Response:
    """Keep a permission and its file; what cannot be kept is told above the form, with what was typed in it."""
    site.catalog.draft(ask.draft_id)
    typed = Typed(*(ask.text(field) for field in ("given_by", "given_on", "scope", "until", "note")))
    try:
        values = given(typed, french_day(site.clock()))
        name, content = _sent(ask)
    except NotAPermission as error:
        return _page(site, ask, 422, error=said(error), typed=typed)
    digest = site.blobs.put(content) if content else ""
    kept = replace(values, file_digest=digest, file_name=name)
    site.catalog.record_permission(ask.draft_id, kept, ask.person, site.clock())
    return to(f"/brouillons/{ask.draft_id}/autorisations?fait=notee")


def end(site: Site, ask: Ask) -> Response:
    """Note that a permission was taken back: from the next export on it opens nothing."""
    number = ask.in_address("permission_id")
    site.catalog.end_permission(ask.draft_id, number, ask.person, site.clock(), ask.text("note").strip())
    return to(f"/brouillons/{ask.draft_id}/autorisations?fait=retiree")


def piece(site: Site, ask: Ask) -> Response:
    """The file of a permission, to keep and never to be shown inside a page of ours."""
    one = _permission(site, ask)
    try:
        content = site.blobs.get(one.file_digest)
    except BlobLost:
        back = f"/brouillons/{ask.draft_id}"
        return site.page(ask, "refused.html", 410, message=_(LOST), typed={}, back=back)
    name = quote(one.file_name)
    return Response(
        content,
        media_type=kind_named(one.file_name).media_type,
        headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def _permission(site: Site, ask: Ask) -> Permission:
    number = ask.in_address("permission_id")
    found = (one for one in site.catalog.permissions(ask.draft_id) if one.id == number and one.file_digest)
    one = next(found, None)
    if one is None:
        raise HTTPException(404)
    return one


def _sent(ask: Ask) -> tuple[str, bytes]:
    """The name to keep the file under and its bytes; ("", b"") when none came."""
    sent = ask.files.get(FIELD)
    if sent is None or not (sent.name or sent.content):
        return "", b""
    return attached(sent.name, sent.content), sent.content


def _page(site: Site, ask: Ask, status: int = 200, *, error: str = "", typed: Typed = NOTHING_TYPED) -> Response:
    page, today = site.catalog.draft_page(ask.draft_id), french_day(site.clock())
    return site.page(
        ask,
        "permissions.html",
        status,
        page=page,
        title=pages.title_of(page),
        rights=rights_of(page, today),
        scopes={scope.value: _(words) for scope, words in SCOPES.items()},
        today=today.isoformat(),
        typed=asdict(typed),
        error=error,
        done=ask.query("fait"),
    )
