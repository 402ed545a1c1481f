"""What is for one person: their notices, how they want to be told of them, and the tour of their first visit."""

from __future__ import annotations

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.web.feed import address_of
from curation.web.language import _
from curation.web.notice_words import DIGESTS, MAIL_ERRORS, told
from curation.web.site import Ask, Site, to
from curation.web.typed import page_number

NOTICES_A_PAGE: Final = 50


def show(site: Site, ask: Ask) -> Response:
    """The person's notices, newest first."""
    number = page_number(ask.query("page"))
    offset = (number - 1) * NOTICES_A_PAGE
    found = site.catalog.notices(ask.account_id, NOTICES_A_PAGE + 1, offset)
    return site.page(
        ask,
        "notices.html",
        notices=[told(notice) for notice in found[:NOTICES_A_PAGE]],
        number=number,
        more=len(found) > NOTICES_A_PAGE,
        done=bool(ask.query("fait")),
    )


def see(site: Site, ask: Ask) -> Response:
    """Mark one notice as read, or all up to the newest that the page showed."""
    known = site.catalog.see(ask.account_id, ask.number("notice"), site.clock(), all_before="all" in ask.form)
    if not known:
        raise HTTPException(404)
    return to("/avis?fait=1")


def own_values(site: Site, ask: Ask) -> dict[str, Any]:
    """What a person's own page says of mails and of their feed."""
    wishes = site.catalog.wishes(ask.account_id)
    return {
        "wishes": wishes,
        "digests": DIGESTS,
        "mail_error": _(MAIL_ERRORS.get(wishes.error, "")) if wishes.error else "",
        "feed_address": address_of(ask, wishes.feed_key) if wishes.feed_key else "",
    }


def unsent(site: Site) -> dict[int, tuple[str, str]]:
    """By account, why the person's last mail did not go out, in our words and in the server's."""
    return {key: (_(MAIL_ERRORS.get(kind, kind)), words) for key, (kind, words) in site.catalog.mail_errors().items()}


def set_feed(site: Site, ask: Ask) -> Response:
    """Make the person's feed, give it a new secret address, or remove it."""
    if "remove" in ask.form:
        site.catalog.remove_feed_key(ask.account_id)
    elif "renew" in ask.form:
        site.catalog.renew_feed_key(ask.account_id)
    else:
        raise HTTPException(400)
    return to("/compte?fait=flux#flux")


def end_tour(site: Site, ask: Ask) -> Response:
    """The tour of the first visit does not come again by itself."""
    site.catalog.toured(ask.account_id, site.clock())
    return to("/")
