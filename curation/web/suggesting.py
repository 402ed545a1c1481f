"""French from those who may not edit: kept beside its segment until a reviewer takes it or sets it aside."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from curation.review import NotAllowed, may_suggest
from curation.views import DraftPage, StoredUnit
from curation.web import pages
from curation.web.language import _, marked
from curation.web.site import Ask, Site, to

LONGEST: Final = 10_000  # letters: no segment is a tenth as long
CLOSED: Final = marked("Ce texte n’est plus en relecture\u00a0: on ne peut plus rien y proposer.")
EMPTY: Final = marked("Écrivez le français que vous proposez pour ce segment.")
NOT_BY_ITSELF: Final = marked(
    "Vous ne modifiez plus les brouillons vous-même\u00a0: proposez ce texte avec le bouton du segment."
)
TOO_LONG: Final = marked("Ce texte est trop long pour un segment.")


def propose(site: Site, ask: Ask, page: DraftPage, stored: StoredUnit, target: str) -> Response:
    """Keep this person's French as a suggestion; the draft itself stays as it is.

    The address that it leads back to says what became of it: kept, known already, or the same as what stands there.
    What a script saves while somebody types is no proposal: they reviewed when their page was opened.
    """
    if ask.by_script:
        raise NotAllowed(_(NOT_BY_ITSELF))
    if not may_suggest(page.draft, ask.person):
        raise NotAllowed(_(CLOSED))
    if not target or len(target) > LONGEST:
        raise NotAllowed(_(TOO_LONG if target else EMPTY))
    segment = stored.unit.segment
    if target == stored.unit.target:
        return to(pages.address_of(page, segment, told="pareil"))
    new = site.catalog.suggest(page.draft.id, [(segment.index, target)], "", ask.person, site.clock())
    return to(pages.address_of(page, segment, told="propose" if new else "connu"))
