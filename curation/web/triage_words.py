"""What the triage page calls its lists, decisions, themes and languages, and the receipts it gives, in French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from curation.relevance import Reason
from curation.triage import DRAFTED_FROM, Triage, TriageDecision
from curation.views import TriageBand
from curation.web.french import calendar_day, count, number

_D = TriageDecision

# The address of each list, its name, what it says when nothing is in it, and what it holds.
LISTS: Final[Mapping[str, tuple[str, str, tuple[Triage, ...]]]] = MappingProxyType(
    {
        "": ("À trier", "Aucune publication n’attend votre avis. Revenez après la prochaine passe.", (Triage.WAIT,)),
        "version-francaise": (
            "Version française",
            "Aucune publication n’attend d’être liée à sa version française.",
            (Triage.LINK,),
        ),
        "plus-tard": ("Plus tard", "Rien n’a été remis à plus tard.", (Triage.LATER,)),
        "gardees": ("Gardées", "Aucune publication n’est gardée pour l’instant.", (Triage.DRAFT, Triage.KEEP)),
        "ecartees": ("Écartées", "Aucune publication n’est écartée.", (Triage.DROP,)),
        "liees": ("Liées", "Aucune publication n’est liée à sa version française.", (Triage.LINKED,)),
    }
)

STATES: Final[Mapping[Triage, str]] = MappingProxyType(
    {
        Triage.DRAFT: "gardée d’office",
        Triage.WAIT: "à trier",
        Triage.DROP: "écartée",
        Triage.LATER: "plus tard",
        Triage.KEEP: "gardée",
        Triage.LINK: "version française trouvée",
        Triage.LINKED: "liée",
    }
)

BUTTONS: Final[Mapping[TriageDecision, str]] = MappingProxyType(
    {_D.LINK: "Lier la version française", _D.KEEP: "Garder", _D.DROP: "Écarter", _D.LATER: "Plus tard"}
)

# What happened to one publication, to several, and what follows for one and for several.
_DONE: Final[Mapping[TriageDecision, tuple[str, str, str, str]]] = MappingProxyType(
    {
        _D.KEEP: (
            *("publication gardée", "publications gardées"),
            *("elle sera rédigée à la prochaine passe", "elles seront rédigées à la prochaine passe"),
        ),
        _D.DROP: (
            *("publication écartée", "publications écartées"),
            *("elle ne sera pas traduite", "elles ne seront pas traduites"),
        ),
        _D.LATER: ("publication remise", "publications remises", "à plus tard", "à plus tard"),
        _D.LINK: (
            *("publication liée", "publications liées"),
            *("un lien mènera à sa version française", "un lien mènera à leur version française"),
        ),
    }
)

LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(
    {"en": "anglais", "fr": "français", "es": "espagnol", "ar": "arabe", "pt": "portugais", "": "langue inconnue"}
)


# How a French version was found, by the code that the catalog keeps; "{}" holds the quoted words.
_EVIDENCE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "hreflang": 2 * ("annoncée par la page (hreflang)",),
        "link": ("un lien de la page y mène", "un lien de la page dit {}"),
        "text": ("le texte la nomme", "le texte dit {}"),
        "twin": 2 * ("même adresse en français",),
        "feed": 2 * ("même publication dans le flux français de la source",),
    }
)


def french_evidence(kept: str) -> str:
    """How a French version was found, in words: "link: French" is “un lien de la page dit « French »”."""
    code, _, words = kept.partition(": ")
    if code in _EVIDENCE:
        bare, quoting = _EVIDENCE[code]
        return quoting.format(_quoted(words)) if words else bare
    # A catalog of an earlier day keeps the words alone.
    if kept.startswith("hreflang="):
        return _EVIDENCE["hreflang"][0]
    return f"la page dit {_quoted(kept)}" if kept else ""


def _quoted(words: str) -> str:
    return f"«\u00a0{words}\u00a0»"


def receipt(decision: TriageDecision, decided: int) -> str:
    """What a decision did: "3 publications gardées : elles seront rédigées à la prochaine passe."."""
    one, many, follows_one, follow_many = _DONE[decision]
    joined = " " if decision is _D.LATER else "\u00a0: "
    return f"{count(decided, one, many)}{joined}{follows_one if decided < 2 else follow_many}."


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
    told = "\u00a0; ".join(filter(None, parts))
    return f"Sur {count(judged, 'publication jugée', 'publications jugées')}\u00a0: {told}."


def _kept_among(bands: Sequence[TriageBand], *, above: bool) -> str:
    held = [band for band in bands if (band.low >= DRAFTED_FROM) is above]
    kept, judged = sum(band.kept for band in held), sum(band.kept + band.dropped for band in held)
    if not judged:
        return ""
    where = f"à partir d’un score de {percent(DRAFTED_FROM)}" if above else "au-dessous"
    return f"{where}, {count(kept, 'gardée')} sur {number(judged)}"


def percent(score: float) -> int:
    """A score from 0 to 1 as people read it, out of 100."""
    return min(round(score * 100), 100)
