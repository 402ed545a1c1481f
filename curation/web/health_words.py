"""A source's health in French: one word for its badge, one sentence for why, and how often it is expected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from curation.advice import advice
from curation.health import LIMITS, Condition, Health, Trouble
from curation.model import Source, SourceKind
from curation.web.french import calendar_day, count, day

_C = Condition

# One source, several sources, and the tone of the badge.
CONDITIONS: Final[Mapping[Condition, tuple[str, str, str]]] = MappingProxyType(
    {
        _C.FAILING: ("en panne", "en panne", "bad"),
        _C.SILENT: ("silencieuse", "silencieuses", "bad"),
        _C.OVERDUE: ("en retard", "en retard", "warn"),
        _C.FALTERING: ("en difficulté", "en difficulté", "warn"),
        _C.WAITING: ("en attente", "en attente", "calm"),
        _C.NEVER: ("jamais visitée", "jamais visitées", "calm"),
        _C.DUE: ("attendue", "attendues", "calm"),
        _C.FRESH: ("à jour", "à jour", "good"),
    }
)

KINDS: Final[Mapping[SourceKind, str]] = MappingProxyType(
    {
        SourceKind.FEED: "flux",
        SourceKind.LISTING: "page qui liste",
        SourceKind.SITEMAP: "plan de site",
        SourceKind.DOCUMENT: "document suivi",
        SourceKind.RELIEFWEB: "recherche ReliefWeb",
    }
)

RHYTHMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "daily": "chaque jour",
        "weekly": "chaque semaine",
        "fortnightly": "tous les quinze jours",
        "monthly": "chaque mois",
        "quarterly": "chaque trimestre",
        "twice-yearly": "deux fois par an",
        "yearly": "chaque année",
        "rarely": "rarement",
    }
)


def why(health: Health, now: datetime) -> str:
    """Why the source is said to be so, as a sentence."""
    if health.trouble and health.condition in (_C.FAILING, _C.FALTERING, _C.WAITING):
        return _troubled(health.trouble)
    if health.condition is _C.NEVER:
        offline = "Nous étions hors ligne à la dernière passe\u00a0: " if health.we_were_offline else ""
        return f"{offline}elle sera visitée à la prochaine." if offline else "Elle sera visitée à la prochaine passe."
    if health.condition is _C.WAITING:
        return "Elle sera redemandée un peu plus tard."
    return _fresh(health, now)


def to_do(source: Source, health: Health) -> str:
    """What a person can do about it; "" when there is nothing to say."""
    if health.trouble:
        return advice(health.trouble.kind, health.trouble.message, source.url).french
    if health.condition is _C.SILENT:
        return "Ouvrir l’adresse\u00a0: la source a peut-être déménagé, ou publie moins souvent qu’on ne le croit."
    return ""


def rhythm(source: Source, health: Health) -> str:
    """How often something new is expected, and what was seen when that is far from it."""
    expected = RHYTHMS.get(health.rhythm, health.rhythm)
    if not source.rhythm:
        return f"{expected}, d’après ce qu’on a vu" if health.is_learnt else f"{expected}, faute d’en savoir plus"
    seen = f"\u00a0; vu\u00a0: environ tous les {health.learnt_days} jours" if health.differs else ""
    return f"{expected}{seen}"


def ago(then: datetime, now: datetime) -> str:
    """ "il y a 3 h", "hier", "il y a 12 jours"; what is to come counts as now."""
    passed = max(now - then, timedelta(0))
    minutes, days = int(passed.total_seconds() // 60), days_between(then.date(), now.date())
    if minutes < 1:
        return "à l’instant"
    if minutes < 60:
        return f"il y a {minutes}\u00a0min"
    return f"il y a {minutes // 60}\u00a0h" if minutes < 24 * 60 else days_ago(max(days, 1))


def days_ago(days: int) -> str:
    """ "aujourd’hui", "hier", "il y a 12 jours", "il y a 3 mois"."""
    if days < 2:
        return "hier" if days == 1 else "aujourd’hui"
    if days < 60:
        return f"il y a {days}\u00a0jours"
    return f"il y a {days // 30}\u00a0mois" if days < 730 else f"il y a {days // 365}\u00a0ans"


def days_between(earlier: date, later: date) -> int:
    return max((later - earlier).days, 0)


def _troubled(trouble: Trouble) -> str:
    what = advice(trouble.kind, trouble.message).what
    if trouble.in_a_row == 1:
        return f"Le {day(trouble.since)}, la visite a échoué\u00a0: {what}."
    return f"Depuis le {day(trouble.since)}, {count(trouble.in_a_row, 'essai')} de suite\u00a0: {what}."


def _fresh(health: Health, now: datetime) -> str:
    if health.last_news is None:
        return "Aucune publication trouvée pour l’instant."
    news = f"Dernière publication {days_ago(days_between(health.last_news, now.date()))}"
    limits = LIMITS.get(health.rhythm)
    if limits is None or health.condition is _C.FRESH:
        return f"{news}."
    expected = calendar_day(health.last_news + timedelta(days=limits.due))
    if health.condition is _C.DUE:
        return f"{news}\u00a0: la suivante est attendue ces jours-ci."
    return f"{news}\u00a0: la suivante était attendue vers le {expected}."
