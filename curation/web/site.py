"""What every page is made with: the catalog, the accounts, the glossary, and a way to render a template."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from curation.accounts import Accounts
from curation.alternatives import Alternatives
from curation.blobs import BlobStore
from curation.catalog import Catalog
from curation.export.glossary_page import GENDERS, PARTS_OF_SPEECH
from curation.model import Source
from curation.review import Actor, Role
from curation.triage import Triage
from curation.unit_states import OF_ORIGIN, SETTLED
from curation.web import french, key_words, language
from curation.web.seldom import Seldom
from curation.web.session import LANGUAGE_COOKIE, Attempts, Clock, Session, Sessions
from curation.web.typed import figure
from glossary.exchange import GlossaryError
from glossary.keeping import Glossary
from glossary.termbase import Status, TermBase
from translation.risk import Level

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
KEEPERS: Final = frozenset({Role.EDITOR, Role.ADMIN})  # of the glossary
SECRET_FIELDS: Final = frozenset({"csrf", "password", "new_password"})


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that came with a form: what the browser calls it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: whose session it is, who signed in (None: nobody), the fields of the form that came, its files.

    `must_choose` says that the person came in with a password that others know, and has to choose one first;
    `language` is the one they chose, where they have an account.
    """

    request: Request
    session: Session
    actor: Actor | None
    form: Mapping[str, str]
    files: Mapping[str, Sent] = field(default_factory=dict)
    must_choose: bool = False
    language: str = ""

    @property
    def person(self) -> Actor:
        """Who asks, on a page that only people who signed in reach."""
        assert self.actor is not None
        return self.actor

    @property
    def account_id(self) -> int:
        """The number of the account of whoever asks: people have one, the tool has none."""
        assert self.person.id is not None
        return self.person.id

    def in_address(self, name: str) -> int:
        """A number that the address holds under this name."""
        return int(self.request.path_params[name])

    @property
    def draft_id(self) -> int:
        return self.in_address("draft_id")

    @property
    def position(self) -> int:
        """Of the segment in the address."""
        return self.in_address("position")

    def text(self, field: str) -> str:
        return self.form.get(field, "")

    def query(self, field: str) -> str:
        return self.request.query_params.get(field, "")

    def number(self, field: str) -> int:
        """A number that our own form carries; a form without it is not ours."""
        value = figure(self.text(field), digits=18)
        if value is None:
            raise HTTPException(400)
        return value

    @property
    def typed(self) -> dict[str, str]:
        """What the form held, to give it back: neither passwords nor tokens."""
        return {name: value for name, value in self.form.items() if name not in SECRET_FIELDS}

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def address(self) -> str:
        """The page that was asked for, with its query, to come back to; "" for a form, which is not sent twice."""
        url = self.request.url
        return f"{url.path}{url.query and '?'}{url.query}" if self.request.method in ("GET", "HEAD") else ""

    @property
    def speaks(self) -> str:
        """The language of the answer: the account's, or what this browser chose at the door."""
        return self.language or self.request.cookies.get(LANGUAGE_COOKIE, "")

    @property
    def by_script(self) -> bool:
        """Whether a script of our pages asks, which reads values and shows them in the page that is open."""
        return "application/json" in self.request.headers.get("accept", "")


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the pages need, made once; `blobs` are the publications as they were fetched.

    `sources` reads the watch list anew each time; `alternatives` offers other French, None without an engine.
    """

    catalog: Catalog
    blobs: BlobStore
    accounts: Accounts
    glossary: Glossary
    sessions: Sessions
    attempts: Attempts
    clock: Clock
    four_eyes: bool
    sources: Callable[[], Sequence[Source]]
    templates: Environment
    alternatives: Alternatives | None = None
    seldom: Seldom = field(default_factory=Seldom)

    @property
    def terms(self) -> TermBase:
        return self.glossary.terms

    def page(self, ask: Ask, template: str, status: int = 200, **values: Any) -> Response:
        """The template as a page for whoever asks; a script that is refused something is told why in a sentence."""
        if ask.by_script and status >= 400:
            return self.told(ask, status, _sentence(values))
        html = self.templates.get_template(template).render(
            actor=ask.actor,
            csrf=self.sessions.token(ask.session),
            path=ask.path,
            visited=ask.address,
            zone=french.zone_name(),
            waiting=self._waiting() if ask.actor and status < 500 else 0,
            doubtful=self.catalog.readings_waiting() if ask.actor and status < 500 else 0,
            unseen=self.catalog.unseen(ask.account_id) if ask.actor and status < 500 else 0,
            tour=self._tour(ask) if ask.actor and ask.path == "/" and status < 500 else 0,
            proposed=self._proposed() if ask.actor and ask.actor.role in KEEPERS and status < 500 else 0,
            **values,
        )
        return HTMLResponse(html, status)

    def told(self, ask: Ask, status: int, message: str, **values: Any) -> Response:
        """A refusal for a script: the sentence, who is signed in here by now, and the token of their forms."""
        account = ask.actor.name if ask.actor else ""
        told = {"message": message, "account": account, "csrf": self.sessions.token(ask.session)}
        return JSONResponse(told | values, status)

    def fragment(self, ask: Ask, template: str, **values: Any) -> str:
        """A piece of a page, for a page that is open."""
        return self.templates.get_template(template).render(
            actor=ask.actor, csrf=self.sessions.token(ask.session), **values
        )

    def _tour(self, ask: Ask) -> int:
        """The step of the first visit's tour to show, 0 for none: until it was ended, and when somebody asks for it."""
        asked = ask.query("visite")
        if asked in ("1", "2", "3"):
            return int(asked)
        return 1 if self.catalog.toured_at(ask.account_id) is None else 0

    def _waiting(self) -> int:
        """How many publications wait for a person's word: every page's navigation says it."""
        return self.catalog.triage_counts().get(Triage.WAIT, 0)

    def _proposed(self) -> int:
        """How many terms wait for a keeper's word; none when the glossary cannot be read, which its own page tells."""
        try:
            return sum(term.status is Status.PROPOSED for term in self.terms)
        except GlossaryError:
            return 0


def _sentence(values: Mapping[str, Any]) -> str:
    """What a page that refuses says first, whichever page it is."""
    return next((str(values[name]) for name in ("message", "error", "advice") if values.get(name)), "")


Handler = Callable[[Site, Ask], Response]


@cache  # compiled once, for however many rooms there are
def templates() -> Environment:
    """The templates, with every value escaped and a missing one an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # what the extension adds
        language.gettext, language.ngettext, newstyle=True
    )
    environment.filters |= {
        "moment": french.moment,
        "day": french.day,
        "calendar_day": french.calendar_day,
        "number": french.number,
        "web": web_address,
    }
    environment.globals |= {
        "count": french.count,
        "STATES": french.STATES,
        "UNIT_STATES": french.UNIT_STATES,
        "OF_ORIGIN": OF_ORIGIN,
        "SETTLED": SETTLED,
        "TURNED_DOWN": french.TURNED_DOWN,
        "ROLES": french.ROLES,
        "KEYS": key_words.KEYS,
        "LEVELS": french.LEVELS,
        "spoken": language.spoken,
        "LANGUAGES": language.LANGUAGES,
        "quoted": french.quoted,
        "percent": french.percent,
        "asset": _asset,
        "Role": Role,
        "Level": Level,
        "PARTS_OF_SPEECH": language.Wordings(PARTS_OF_SPEECH),
        "GENDERS": language.Wordings(GENDERS),
    }
    return environment


def _asset(name: str) -> str:
    """A file's address, new whenever the file is, so that browsers may keep it for good."""
    return f"/static/{name}?{_digest(name)}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def web_address(address: str) -> str:
    """The address if it is http or https, else "": a page never links to "javascript:"."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc else ""


def local_address(address: str) -> str:
    """The address if it is a page of ours, else the front page: signing in never sends anybody elsewhere."""
    safe = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if safe else "/"


def to(address: str) -> Response:
    """Go and see this page: what was sent is done, and reloading will not send it again."""
    return RedirectResponse(address, 303)
