"""Signing in and out, one's own password, and the accounts that an administrator keeps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.accounts import AccountError, NoSuchAccount, same_name, valid_email
from curation.notices import Digest
from curation.passwords import one_time_password
from curation.review import Actor, Role
from curation.told import Told
from curation.web import notices
from curation.web.language import LANGUAGES, _, marked, said
from curation.web.review_words import BUTTONS
from curation.web.session import COOKIE, LANGUAGE_COOKIE, Session
from curation.web.site import Ask, Site, local_address, to
from curation.web.triage_words import BUTTONS as DECISIONS

UNSENT = "garde."
WRONG = marked("Ce nom et ce mot de passe ne vont pas ensemble. Vérifiez-les, puis réessayez.")
KEPT = 365 * 24 * 3600  # seconds that a browser remembers the language
TYPED = ("target", "note", "summary", "comment")  # the fields that hold a person's own words
TOO_MANY = marked("Trop d’essais. Attendez un quart d’heure, ou demandez un nouveau mot de passe à l’administration.")
CHOOSE_FIRST = marked("Choisissez d’abord un mot de passe à vous, en cliquant sur votre nom en haut de la page.")


def ask_sign_in(site: Site, ask: Ask) -> Response:
    if ask.actor is not None:
        return to(local_address(ask.query("vers")))
    return sign_in_page(site, ask, to=local_address(ask.query("vers")))


def sign_in(site: Site, ask: Ask) -> Response:
    """Open a session and go where the person was going; a text that could not be sent is given back first."""
    name, address = ask.text("name").strip(), _address(ask)
    if site.attempts.exhausted(name, address):
        return sign_in_page(site, ask, 429, error=_(TOO_MANY))
    actor = site.accounts.authenticate(name, ask.text("password"))
    if actor is None or actor.id is None:
        site.attempts.failed(name, address)
        return sign_in_page(site, ask, 401, error=_(WRONG))
    site.attempts.succeeded(name, address)
    session = _opened(site, actor.id)
    return signed(site, ask, _welcome(site, ask, actor, session), session)


def _opened(site: Site, account_id: int) -> Session:
    """A session under a mark that nobody saw before: one that was planted in the browser opens nothing."""
    session = site.sessions.start()
    site.accounts.open_session(account_id, session.mark, at=site.clock())
    return session


def sign_out(site: Site, ask: Ask) -> Response:
    """End the session here as well: a copy of its cookie opens nothing any more."""
    site.accounts.close_session(ask.session.mark)
    response = to("/connexion")
    response.delete_cookie(COOKIE)
    return response


def sign_in_page(site: Site, ask: Ask, status: int = 200, **values: str) -> Response:
    """The door; `to` is where to go then, and what could not be sent waits in the form."""
    unsent = {name: value for name, value in ask.form.items() if name.startswith(UNSENT)}
    given = {"to": ask.text("to") or "/", "error": "", "name": ask.text("name"), **values}
    return site.page(
        ask,
        "sign_in.html",
        status,
        unsent=unsent,
        written=_written(unsent),
        nobody=not site.accounts.list(),
        **given,
    )


def session_ended(site: Site, ask: Ask) -> Response:
    """A form came after its session had ended: sign in here, and nothing typed is lost."""
    unsent = {f"{UNSENT}{name}": value for name, value in ask.typed.items()} | {f"{UNSENT}": ask.path}
    values = {"to": "/", "error": "", "name": ""}
    return site.page(ask, "sign_in.html", 401, unsent=unsent, written=_written(unsent), nobody=False, **values)


def choose_first(site: Site, ask: Ask) -> Response:
    """Whoever came in with a password that others know chooses one before anything else; what they typed waits."""
    if ask.request.method == "POST":
        return send_again(site, ask, 403, ask.path, _(CHOOSE_FIRST))
    return to("/compte")


def _written(fields: Mapping[str, str]) -> bool:
    """Whether a form holds words that a person typed, rather than a button pressed."""
    return any(name.removeprefix(UNSENT) in TYPED for name in fields)


def signed(site: Site, ask: Ask, response: Response, session: Session) -> Response:
    """The response with the session's cookie; over https it never travels in clear."""
    secure = ask.request.url.scheme == "https"
    response.set_cookie(COOKIE, site.sessions.written(session), httponly=True, samesite="lax", secure=secure)
    return response


def choose_language(site: Site, ask: Ask) -> Response:
    """Speak another language from now on: to this person wherever they sign in, and at this browser's door."""
    language = ask.text("langue")
    if language not in LANGUAGES:
        raise HTTPException(400)
    if ask.actor is not None:
        site.accounts.set_language(ask.person.name, language)
    response = to(local_address(ask.text("retour")))
    secure = ask.request.url.scheme == "https"
    response.set_cookie(LANGUAGE_COOKIE, language, KEPT, httponly=True, samesite="lax", secure=secure)
    return response


def accounts(site: Site, ask: Ask) -> Response:
    return _accounts_page(site, ask)


def change_account(site: Site, ask: Ask) -> Response:
    """Add an account, or change one's role, password or whether it is open; mistakes are told on the same page.

    A password made for somebody is shown once, to whoever asked for it, and kept nowhere.
    """
    change = _CHANGES.get(ask.text("change"))
    if change is None:
        raise HTTPException(400)
    try:
        password = change(site, ask)
    except AccountError as error:
        return _accounts_page(site, ask, 422, error=said(error))
    if password:
        return _accounts_page(site, ask, made_for=ask.text("name").strip(), password=password)
    return to("/comptes?fait=1")


def own_account(site: Site, ask: Ask) -> Response:
    return own_page(site, ask, done=ask.query("fait"))


def own_page(site: Site, ask: Ask, status: int = 200, error: str = "", *, done: str = "") -> Response:
    """A person's own account; `done` names what was just changed."""
    told = notices.own_values(site, ask)
    return site.page(ask, "own_account.html", status, error=error, done=done, must_choose=ask.must_choose, **told)


def set_wishes(site: Site, ask: Ask) -> Response:
    """Keep the person's address and how often they want a mail, or say on the same page what is wrong."""
    digest = next((digest for digest in Digest if digest == ask.text("digest")), None)
    if digest is None:
        raise HTTPException(400)
    try:
        email = valid_email(ask.text("email"))
    except AccountError as refused:
        return own_page(site, ask, 422, said(refused))
    site.catalog.wish(ask.account_id, email, digest)
    return to("/compte?fait=avis#avis")


def change_own_password(site: Site, ask: Ask) -> Response:
    """Another password for whoever knows the old one; every other session ends."""
    person = ask.person
    if site.attempts.exhausted(person.name, _address(ask)):
        return own_page(site, ask, 429, _(TOO_MANY))
    if site.accounts.authenticate(person.name, ask.text("password")) is None:
        site.attempts.failed(person.name, _address(ask))
        error = _("Le mot de passe actuel n’est pas le bon.")
        return own_page(site, ask, 422, error)
    if ask.text("new_password").strip() == ask.text("password").strip():
        error = _("C’est le même mot de passe qu’avant\u00a0: choisissez-en un autre.")
        return own_page(site, ask, 422, error)
    try:
        site.accounts.set_password(person.name, ask.text("new_password"))
    except AccountError as refused:
        return own_page(site, ask, 422, said(refused))
    assert person.id is not None  # people have accounts; the tool has none
    return signed(site, ask, to("/compte?fait=1"), _opened(site, person.id))


def _welcome(site: Site, ask: Ask, actor: Actor, session: Session) -> Response:
    path = local_address(ask.text(UNSENT))
    if path == "/":
        return to(local_address(ask.text("to")))
    fields = {
        name.removeprefix(UNSENT): value
        for name, value in ask.form.items()
        if name.startswith(UNSENT) and name != UNSENT
    }
    inside = Ask(ask.request, session, actor, fields)
    return send_again(site, inside, 200, path, _("Vous voilà de retour."))


def send_again(site: Site, ask: Ask, status: int, path: str, message: str) -> Response:
    """What was typed or pressed, given back as a form that the person sends again if they wish."""
    return site.page(
        ask,
        "send_again.html",
        status,
        fields=ask.typed,
        written=_written(ask.typed),
        step=_step(path, ask.typed),
        to=path,
        back=_back(path),
        message=message,
    )


def _step(path: str, fields: Mapping[str, str]) -> str:
    """The name of the button that this form came from, "" when it has none worth telling."""
    if path.endswith("/licence"):
        return _("Enregistrer la licence")
    if path == "/tri":
        decision = (fields.get("seule") or fields.get("decision", "")).partition(" ")[0]
        return next((label for known, label in DECISIONS.items() if known == decision), "")
    return next((label for action, label in BUTTONS.items() if action == fields.get("action")), "")


def _back(path: str) -> str:
    """The draft that the form belongs to, the triage page, or the list."""
    if path == "/tri":
        return path
    draft = re.match(r"/brouillons/\d+", path)
    return draft[0] if draft else "/"


def _address(ask: Ask) -> str:
    return ask.request.client.host if ask.request.client else ""


def _accounts_page(site: Site, ask: Ask, status: int = 200, error: str = "", **made: str) -> Response:
    people = sorted(site.accounts.list(), key=lambda account: (account.disabled_at is not None, account.name))
    values = {"name": ask.text("name"), "email": ask.text("email")} if error else {"name": "", "email": ""}
    done = bool(ask.query("fait"))
    told = {"made_for": "", "password": "", **made}
    unsent = notices.unsent(site)
    return site.page(
        ask, "accounts.html", status, people=people, error=error, done=done, typed=values, unsent=unsent, **told
    )


def _add(site: Site, ask: Ask) -> str:
    password = one_time_password()
    role, email = _role(ask), ask.text("email")
    site.accounts.add(ask.text("name"), password, role, email, at=site.clock(), one_time=True)
    return password


def _set_role(site: Site, ask: Ask) -> None:
    site.accounts.set_role(_other(ask), _role(ask))


def _reset_password(site: Site, ask: Ask) -> str:
    return site.accounts.reset_password(_other(ask))


def _disable(site: Site, ask: Ask) -> None:
    site.accounts.disable(_other(ask), at=site.clock())


def _enable(site: Site, ask: Ask) -> None:
    site.accounts.enable(_other(ask))


# What each button does; a password that it made comes back.
_CHANGES: Final[Mapping[str, Callable[[Site, Ask], str | None]]] = MappingProxyType(
    {"add": _add, "role": _set_role, "password": _reset_password, "disable": _disable, "enable": _enable}
)


def _role(ask: Ask) -> Role:
    try:
        return Role(ask.text("role"))
    except ValueError:
        raise HTTPException(400) from None


def _other(ask: Ask) -> str:
    """The account to change: never one's own, so that nobody locks themselves out."""
    name = ask.text("name")
    if same_name(name, ask.person.name):
        raise AccountError(Told("Une autre personne doit changer votre compte, pour que vous ne perdiez pas l’accès."))
    if not name:
        raise NoSuchAccount(name)
    return name


HASHING: Final = frozenset({sign_in, change_own_password, change_account})  # what costs a password hash
