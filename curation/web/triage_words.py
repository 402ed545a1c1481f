"""What the triage page calls its lists, decisions, themes and languages, and the receipts it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from curation.relevance import Reason
from curation.triage import DRAFTED_FROM, Triage, TriageDecision
from curation.watch_views import TriageBand
from curation.web.french import calendar_day, count, number
from curation.web.language import Wordings, _, forms, marked, ngettext

_D = TriageDecision

# The address of each list, its name, what it says when nothing is in it, and what it holds.
LISTS: Final[Mapping[str, tuple[str, str, tuple[Triage, ...]]]] = MappingProxyType(
    {
        "": (
            marked("À trier"),
            marked("Aucune publication n’attend votre avis. Revenez après la prochaine passe."),
            (Triage.WAIT,),
        ),
        "version-francaise": (
            marked("Version française"),
            marked("Aucune publication n’attend d’être liée à sa version française."),
            (Triage.LINK,),
        ),
        "plus-tard": (marked("Plus tard"), marked("Rien n’a été remis à plus tard."), (Triage.LATER,)),
        "gardees": (
            marked("Gardées"),
            marked("Aucune publication n’est gardée pour l’instant."),
            (Triage.DRAFT, Triage.KEEP),
        ),
        "ecartees": (marked("Écartées"), marked("Aucune publication n’est écartée."), (Triage.DROP,)),
        "liees": (
            marked("Liées"),
            marked("Aucune publication n’est liée à sa version française."),
            (Triage.LINKED,),
        ),
    }
)

STATES: Final[Mapping[Triage, str]] = Wordings(
    {
        Triage.DRAFT: marked("gardée d’office"),
        Triage.WAIT: marked("à trier"),
        Triage.DROP: marked("écartée"),
        Triage.LATER: marked("plus tard"),
        Triage.KEEP: marked("gardée"),
        Triage.LINK: marked("version française trouvée"),
        Triage.LINKED: marked("liée"),
    }
)

BUTTONS: Final[Mapping[TriageDecision, str]] = Wordings(
    {
        _D.LINK: marked("Lier la version française"),
        _D.KEEP: marked("Garder"),
        _D.DROP: marked("Écarter"),
        _D.LATER: marked("Plus tard"),
    }
)

# What happened, to one publication and to several, with what follows.
_DONE: Final[Mapping[TriageDecision, tuple[str, str]]] = MappingProxyType(
    {
        _D.KEEP: forms(
            "%(n)s\u00a0publication gardée\u00a0: elle sera rédigée à la prochaine passe.",
            "%(n)s\u00a0publications gardées\u00a0: elles seront rédigées à la prochaine passe.",
        ),
        _D.DROP: forms(
            "%(n)s\u00a0publication écartée\u00a0: elle ne sera pas traduite.",
            "%(n)s\u00a0publications écartées\u00a0: elles ne seront pas traduites.",
        ),
        _D.LATER: forms("%(n)s\u00a0publication remise à plus tard.", "%(n)s\u00a0publications remises à plus tard."),
        _D.LINK: forms(
            "%(n)s\u00a0publication liée\u00a0: un lien mènera à sa version française.",
            "%(n)s\u00a0publications liées\u00a0: un lien mènera à leur version française.",
        ),
    }
)

LANGUAGES: Final[Mapping[str, str]] = Wordings(
    {
        "en": marked("anglais"),
        "fr": marked("français"),
        "es": marked("espagnol"),
        "ar": marked("arabe"),
        "pt": marked("portugais"),
        "": marked("langue inconnue"),
    }
)


# How a French version was found, by the code that the catalog keeps; the second says it with the words that told.
_EVIDENCE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "hreflang": 2 * (marked("annoncée par la page (hreflang)"),),
        "link": (marked("un lien de la page y mène"), marked("un lien de la page dit «\u00a0%(words)s\u00a0»")),
        "text": (marked("le texte la nomme"), marked("le texte dit «\u00a0%(words)s\u00a0»")),
        "twin": 2 * (marked("même adresse en français"),),
        "feed": 2 * (marked("même publication dans le flux français de la source"),),
    }
)


def french_evidence(kept: str) -> str:
    """How a French version was found, in words: "link: French" is “un lien de la page dit « French »”."""
    code, _colon, words = kept.partition(": ")
    if code in _EVIDENCE:
        bare, quoting = _EVIDENCE[code]
        return _(quoting) % {"words": words} if words else _(bare)
    # A catalog of an earlier day keeps the words alone.
    if kept.startswith("hreflang="):
        return _(_EVIDENCE["hreflang"][0])
    return _("la page dit «\u00a0%(words)s\u00a0»") % {"words": kept} if kept else ""


def receipt(decision: TriageDecision, decided: int) -> str:
    """What a decision did: "3 publications gardées : elles seront rédigées à la prochaine passe."."""
    return ngettext(*_DONE[decision], decided) % {"n": number(decided)}


def language(code: str) -> str:
    return LANGUAGES.get(code, code)


def published_on(text: str) -> str:
    """A publication's date as a French day; what is no date is left out."""
    try:
        return calendar_day(date.fromisoformat(text[:10]))
    except ValueError:
        return ""


def for_and_against(reasons: Sequence[Reason]) -> tuple[list[Reason], list[Reason]]:
    """The reasons that spoke for the publication, and those that spoke against it."""
    return [r for r in reasons if r.weight >= 0], [r for r in reasons if r.weight < 0]


def worth(bands: Sequence[TriageBand]) -> str:
    """What the score is worth, by people's decisions: "" until there are any."""
    judged = sum(band.kept + band.dropped for band in bands)
    if not judged:
        return ""
    parts = (_kept_among(bands, above=True), _kept_among(bands, above=False))
    told = _("\u00a0; ").join(filter(None, parts))
    counted = count(judged, "publication jugée", "publications jugées")
    return _("Sur %(publications)s\u00a0: %(told)s.") % {"publications": counted, "told": told}


def _kept_among(bands: Sequence[TriageBand], *, above: bool) -> str:
    held = [band for band in bands if (band.low >= DRAFTED_FROM) is above]
    kept, judged = sum(band.kept for band in held), sum(band.kept + band.dropped for band in held)
    if not judged:
        return ""
    said = (
        _("à partir d’un score de %(score)s, %(kept)s sur %(judged)s")
        if above
        else _("au-dessous, %(kept)s sur %(judged)s")
    )
    return said % {"score": percent(DRAFTED_FROM), "kept": count(kept, "gardée"), "judged": number(judged)}


def percent(score: float) -> int:
    """A score from 0 to 1 as people read it, out of 100."""
    return min(round(score * 100), 100)
