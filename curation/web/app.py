"""The web application: who asks for which page, and what is said when something goes wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders, UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curation.accounts import Accounts
from curation.alternatives import Alternatives
from curation.blobs import BlobStore
from curation.catalog import Catalog, StaleDraft
from curation.catalog_reader import NoSuchDraft
from curation.model import Source
from curation.review import NotAllowed
from curation.web import people
from curation.web.language import _, marked, said, speaking
from curation.web.routes import LARGEST_FORM, PAGES, Page
from curation.web.session import COOKIE, Attempts, Clock, Sessions, comes_from_here
from curation.web.site import STATIC, Ask, Sent, Site, templates, to
from glossary.keeping import Glossary

LOG: Final = logging.getLogger(__name__)
PAGES_AT_ONCE: Final = 4  # more would share the same processors, each with a long draft in memory
MOST_FIELDS: Final = 1_000
SLOWEST_FORM: Final = 60  # seconds for a form to arrive: lines in the field are slow, and a stalled one holds its place
SLOWEST_FILE: Final = 900

ERRORS: Final = MappingProxyType(
    {
        400: (
            marked("Cette demande n’est pas complète"),
            marked("Revenez en arrière, rechargez la page, puis réessayez."),
        ),
        403: (
            marked("Cette page n’est pas pour vous"),
            marked("Votre rôle n’y donne pas accès. Demandez à l’administration."),
        ),
        404: (
            marked("Cette page n’existe pas"),
            marked("L’adresse est peut-être mal recopiée, ou le texte a été déplacé."),
        ),
        405: (
            marked("Cette adresse ne se visite pas ainsi"),
            marked("Revenez à la liste des brouillons et repartez de là."),
        ),
        408: (
            marked("Votre envoi a mis trop de temps"),
            marked("La connexion est peut-être lente. Revenez en arrière, puis réessayez."),
        ),
        413: (
            marked("C’est trop long pour être envoyé"),
            marked("Votre texte dépasse ce que nous pouvons recevoir en une fois."),
        ),
        500: (
            marked("Quelque chose s’est cassé chez nous"),
            marked("Votre texte n’est pas perdu si vous revenez en arrière. Réessayez."),
        ),
    }
)
FOREIGN: Final = (
    marked("Cette demande vient d’un autre site"),
    marked("Par prudence, rien n’a été fait. Ouvrez la page depuis la liste des brouillons."),
)
OUTDATED: Final = marked("Cette page était ouverte depuis longtemps.")


def create_app(
    catalog: Catalog,
    accounts: Accounts,
    glossary: Glossary,
    blobs: BlobStore,
    *,
    secret: bytes,
    four_eyes: bool = True,
    clock: Clock = lambda: datetime.now(UTC),
    sources: Callable[[], Sequence[Source]] = lambda: (),
    alternatives: Alternatives | None = None,
) -> Starlette:
    """The review pages over this catalog; `secret` signs the sessions, and a new one signs everybody out.

    `sources` reads the watch list, anew for each page that shows it; `alternatives` asks the engine of this machine for
    other French, None where there is none.
    """
    sessions, attempts = Sessions(secret, clock), Attempts(clock)
    site = Site(
        catalog, blobs, accounts, glossary, sessions, attempts, clock, four_eyes, sources, templates(), alternatives
    )
    room = asyncio.Semaphore(PAGES_AT_ONCE)
    # One hash takes a moment and 64 MB: a crowd at the door waits there, and holds up nobody who is inside.
    door = asyncio.Semaphore(1)
    app = Starlette(
        routes=[
            *(
                Route(
                    page.path,
                    _endpoint(site, page, door if _hashes(page) else room),
                    methods=[page.method],
                    max_body_size=page.largest,
                )
                for page in PAGES
            ),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(SafeHeaders), Middleware(GZipMiddleware, minimum_size=500)],
        exception_handlers={HTTPException: _lost(site)},
    )
    app.router.redirect_slashes = False  # such a redirect names whatever host the request named
    return app


def _endpoint(site: Site, page: Page, place: asyncio.Semaphore) -> Callable[[Request], Awaitable[Response]]:
    """Reads the form here, then answers in a thread: the database and the password hash may take their time."""

    async def endpoint(request: Request) -> Response:
        fields, files = await _form(site, request, page) if request.method == "POST" else ({}, {})
        async with place:
            return await run_in_threadpool(_answer, site, page, request, fields, files)

    return endpoint


def _hashes(page: Page) -> bool:
    return page.handler in people.HASHING


Fields = dict[str, str]
Files = dict[str, Sent]


async def _form(site: Site, request: Request, page: Page) -> tuple[Fields, Files]:
    """What the form holds; it must be of a decent size, and come within a decent time. Nobody's file is taken in."""
    takes_files = page.largest > LARGEST_FORM
    if takes_files and not await run_in_threadpool(_is_known, site, request):
        return {}, {}
    try:
        async with asyncio.timeout(SLOWEST_FILE if takes_files else SLOWEST_FORM):
            return await _with_files(request) if takes_files else (_fields(await _body(request)), {})
    except TimeoutError:
        raise HTTPException(408) from None


def _is_known(site: Site, request: Request) -> bool:
    session = site.sessions.read(request.cookies.get(COOKIE, ""))
    return session is not None and site.accounts.whose(session.mark, at=site.clock()) is not None


def _fields(body: bytes) -> Fields:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise HTTPException(400) from None


async def _with_files(request: Request) -> tuple[Fields, Files]:
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        sent = {name: value for name, value in form.items() if isinstance(value, UploadFile)}
        return fields, {name: Sent(file.filename or "", await file.read()) for name, file in sent.items()}


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for some in request.stream():
        body += some
        if len(body) > LARGEST_FORM:
            raise HTTPException(413)
    return bytes(body)


def _answer(site: Site, page: Page, request: Request, fields: Fields, files: Files) -> Response:
    try:
        ask, is_new = _who(site, request, fields, files)
    except Exception:
        LOG.exception("nobody can tell who asks for %s", request.url.path)
        return _error(site, Ask(request, site.sessions.start(), None, fields), 500)
    with speaking(ask.speaks):
        response = _answered(site, page, ask)
    return people.signed(site, ask, response, ask.session) if is_new and not _signs(response) else response


def _answered(site: Site, page: Page, ask: Ask) -> Response:
    """What the page answers, or why it does not."""
    try:
        return _refused(site, page, ask) or page.handler(site, ask)
    except HTTPException as error:
        return _error(site, ask, error.status_code)
    except NoSuchDraft:
        return _error(site, ask, 404)
    except (NotAllowed, StaleDraft) as error:
        status = 409 if isinstance(error, StaleDraft) else 403
        return site.page(ask, "refused.html", status, message=said(error), typed=ask.typed, back=_back_from(ask))
    except Exception:
        LOG.exception("%s %s failed", ask.request.method, ask.path)
        return _error(site, ask, 500)


def _who(
    site: Site, request: Request, fields: Fields, files: Mapping[str, Sent] = MappingProxyType({})
) -> tuple[Ask, bool]:
    """Who asks, and whether they need a cookie: a session that was ended is nobody's."""
    session = site.sessions.read(request.cookies.get(COOKIE, ""))
    if session is None:
        return Ask(request, site.sessions.start(), None, fields, files), True
    person = site.accounts.whose(session.mark, at=site.clock())
    if person is None:
        return Ask(request, session, None, fields, files), False
    return Ask(request, session, person.actor, fields, files, person.must_choose, person.language), False


def _refused(site: Site, page: Page, ask: Ask) -> Response | None:
    """Why the page does not answer this request, as the page to show instead; None when it does."""
    if page.method == "POST" and not comes_from_here(ask.request):
        return site.page(ask, "error.html", 403, title=_(FOREIGN[0]), advice=_(FOREIGN[1]))
    if page.roles and ask.actor is None:
        return people.session_ended(site, ask) if page.method == "POST" else to(f"/connexion?vers={quote(ask.address)}")
    if page.method == "POST" and not site.sessions.accepts(ask.session, ask.text("csrf")):
        return _token_missing(site, ask)
    if page.roles and ask.must_choose and page.path != "/compte":
        return people.choose_first(site, ask)
    if page.roles and ask.person.role not in page.roles:
        return _error(site, ask, 403)
    return None


def _token_missing(site: Site, ask: Ask) -> Response:
    if ask.actor is None:
        error = _("Cette page était ouverte depuis longtemps, ou votre navigateur refuse les cookies. Réessayez.")
        return people.sign_in_page(site, ask, 403, error=error)
    return people.send_again(site, ask, 403, ask.path, _(OUTDATED))


def _error(site: Site, ask: Ask, status: int) -> Response:
    title, advice = ERRORS.get(status, ERRORS[500])
    return site.page(ask, "error.html", status, title=_(title), advice=_(advice))


def _lost(site: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    """For requests that no page takes: an unknown address, the wrong method, a form that cannot be read."""

    async def lost(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return await run_in_threadpool(_lost_page, site, request, status)

    return lost


def _lost_page(site: Site, request: Request, status: int) -> Response:
    try:
        ask, is_new = _who(site, request, {})
        with speaking(ask.speaks):
            response = _error(site, ask, status)
        return people.signed(site, ask, response, ask.session) if is_new else response
    except Exception:
        LOG.exception("nobody can tell who asks for %s", request.url.path)
        return _error(site, Ask(request, site.sessions.start(), None, {}), 500)


def _signs(response: Response) -> bool:
    return "set-cookie" in response.headers


def _back_from(ask: Ask) -> str:
    """Where to go on from a step that was refused: its draft, its entry of the glossary, or the front page."""
    draft_id, name = (ask.request.path_params.get(part) for part in ("draft_id", "name"))
    if draft_id is not None:
        return f"/brouillons/{draft_id}"
    if name is not None:
        return f"/glossaire/{quote(name)}"
    return "/glossaire" if ask.path.startswith("/glossaire") else "/"


POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("style", "script", "img", "frame", "connect")),
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# Somebody else's page, cleaned: our style, shown in our pages, and nothing more.
COPY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; form-action 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox"
)

FILE_POLICY: Final = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"

HEADERS: Final = MappingProxyType(
    {
        "x-content-type-options": "nosniff",
        # Not "no-referrer": with it browsers hide where a form comes from, and we ask for that.
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
    }
)


class SafeHeaders:
    """Says to the browser on every answer: nothing from elsewhere, no guessing, no framing, keep nothing private."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                _secure(MutableHeaders(scope=message), scope["path"], found=message["status"] == 200)
            await send(message)

        await self._app(scope, receive, sending)


def _secure(headers: MutableHeaders, path: str, *, found: bool) -> None:
    ending = path.rpartition("/")[2]
    headers["content-security-policy"] = {"copie": COPY_POLICY, "piece": FILE_POLICY}.get(ending, POLICY)
    for name, value in HEADERS.items():
        headers[name] = value
    headers["cache-control"] = _kept(path, found=found)


def _kept(path: str, *, found: bool) -> str:
    """How long a browser keeps the page: files for good (their address changes with them), accounts not at all.

    A page of a PDF never changes; the copy of a web page does, with what was read of it. A draft is asked for anew each
    time, yet not "no-store": with that, going back would empty the form, and what was typed before the line broke
    would be gone.
    """
    if found and path.startswith("/static/"):
        return "public, max-age=31536000, immutable"
    if found and path.startswith("/revisions/") and not path.endswith("/copie"):
        return "private, max-age=86400"
    if path.startswith("/flux/"):
        return "private, no-store"
    return "private, no-cache" if path.startswith("/brouillons/") else "no-store"
