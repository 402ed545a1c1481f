"""Signing in and out, one's own password, and the accounts that an administrator keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.accounts import AccountError, NoSuchAccount, same_name
from curation.review import Actor, Role
from curation.web.french import BUTTONS
from curation.web.session import COOKIE, Session
from curation.web.site import Ask, Site, local_address, to
from curation.web.triage_words import BUTTONS as DECISIONS

UNSENT = "garde."
WRONG = "Ce nom et ce mot de passe ne vont pas ensemble. Vérifiez-les, puis réessayez."
TYPED = ("target", "note", "summary")  # the fields that hold a person's own words
TOO_MANY = "Trop d’essais pour ce nom. Attendez un quart d’heure, ou demandez un nouveau mot de passe."


def ask_sign_in(site: Site, ask: Ask) -> Response:
    if ask.actor is not None:
        return to(local_address(ask.query("vers")))
    return sign_in_page(site, ask, to=local_address(ask.query("vers")))


def sign_in(site: Site, ask: Ask) -> Response:
    """Open a session and go where the person was going; a text that could not be sent is given back first."""
    name, address = ask.text("name").strip(), _address(ask)
    if site.attempts.exhausted(name, address):
        return sign_in_page(site, ask, 429, error=TOO_MANY)
    actor = site.accounts.authenticate(name, ask.text("password"))
    if actor is None or actor.id is None:
        site.attempts.failed(name, address)
        return sign_in_page(site, ask, 401, error=WRONG)
    site.attempts.succeeded(name, address)
    session = site.sessions.start(actor.id, site.accounts.stamp(actor.id))
    return signed(site, ask, _welcome(site, ask, actor, session), session)


def sign_out(site: Site, ask: Ask) -> Response:
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


def _written(fields: Mapping[str, str]) -> bool:
    """Whether a form holds words that a person typed, rather than a button pressed."""
    return any(name.removeprefix(UNSENT) in TYPED for name in fields)


def signed(site: Site, ask: Ask, response: Response, session: Session) -> Response:
    """The response with the session's cookie; over https it never travels in clear."""
    secure = ask.request.url.scheme == "https"
    response.set_cookie(COOKIE, site.sessions.written(session), httponly=True, samesite="lax", secure=secure)
    return response


def accounts(site: Site, ask: Ask) -> Response:
    return _accounts_page(site, ask)


def change_account(site: Site, ask: Ask) -> Response:
    """Add an account, or change one's role, password or whether it is open; mistakes are told on the same page."""
    change = _CHANGES.get(ask.text("change"))
    if change is None:
        raise HTTPException(400)
    try:
        change(site, ask)
    except AccountError as error:
        return _accounts_page(site, ask, 422, error=str(error))
    return to("/comptes?fait=1")


def own_account(site: Site, ask: Ask) -> Response:
    return site.page(ask, "own_account.html", error="", done=bool(ask.query("fait")))


def change_own_password(site: Site, ask: Ask) -> Response:
    """A new password for whoever knows the old one; every other session ends."""
    person = ask.person
    if site.attempts.exhausted(person.name, _address(ask)):
        return site.page(ask, "own_account.html", 429, error=TOO_MANY, done=False)
    if site.accounts.authenticate(person.name, ask.text("password")) is None:
        site.attempts.failed(person.name, _address(ask))
        error = "Le mot de passe actuel n’est pas le bon."
        return site.page(ask, "own_account.html", 422, error=error, done=False)
    try:
        site.accounts.set_password(person.name, ask.text("new_password"))
    except AccountError as refused:
        return site.page(ask, "own_account.html", 422, error=str(refused), done=False)
    session = site.sessions.start(person.id, site.accounts.stamp(person.id or 0))
    return signed(site, ask, to("/compte?fait=1"), session)


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
    return send_again(site, inside, 200, path, "Vous voilà de retour.")


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
        return "Enregistrer la licence"
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


def _accounts_page(site: Site, ask: Ask, status: int = 200, error: str = "") -> Response:
    people = sorted(site.accounts.list(), key=lambda account: (account.disabled_at is not None, account.name))
    values = {"name": ask.text("name"), "email": ask.text("email")} if error else {"name": "", "email": ""}
    return site.page(
        ask, "accounts.html", status, people=people, error=error, done=bool(ask.query("fait")), typed=values
    )


def _add(site: Site, ask: Ask) -> None:
    role = _role(ask)
    site.accounts.add(ask.text("name"), ask.text("password"), role, ask.text("email"), at=site.clock())


def _set_role(site: Site, ask: Ask) -> None:
    site.accounts.set_role(_other(ask), _role(ask))


def _set_password(site: Site, ask: Ask) -> None:
    site.accounts.set_password(_other(ask), ask.text("password"))


def _disable(site: Site, ask: Ask) -> None:
    site.accounts.disable(_other(ask), at=site.clock())


def _enable(site: Site, ask: Ask) -> None:
    site.accounts.enable(_other(ask))


_CHANGES = {"add": _add, "role": _set_role, "password": _set_password, "disable": _disable, "enable": _enable}


def _role(ask: Ask) -> Role:
    try:
        return Role(ask.text("role"))
    except ValueError:
        raise HTTPException(400) from None


def _other(ask: Ask) -> str:
    """The account to change: never one's own, so that nobody locks themselves out."""
    name = ask.text("name")
    if same_name(name, ask.person.name):
        raise AccountError("Une autre personne doit changer votre compte, pour que vous ne perdiez pas l’accès.")
    if not name:
        raise NoSuchAccount(name)
    return name
