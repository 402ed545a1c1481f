"""A source's health one word for its badge, one sentence for why, and how often it is expected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from curation.advice import advice
from curation.health import LIMITS, Condition, Health, Trouble
from curation.model import Source, SourceKind
from curation.web.formats import calendar_day, count, day
from curation.web.language import Wordings, _, forms, marked

_C = Condition

# One source, several sources, and the tone of the badge.
CONDITIONS: Final[Mapping[Condition, tuple[str, str, str]]] = MappingProxyType(
    {
        _C.FAILING: (*forms("en panne", "en panne"), "bad"),
        _C.SILENT: (*forms("silencieuse", "silencieuses"), "bad"),
        _C.OVERDUE: (*forms("en retard", "en retard"), "warn"),
        _C.FALTERING: (*forms("en difficulté", "en difficulté"), "warn"),
        _C.WAITING: (*forms("en attente", "en attente"), "calm"),
        _C.NEVER: (*forms("jamais visitée", "jamais visitées"), "calm"),
        _C.DUE: (*forms("attendue", "attendues"), "calm"),
        _C.FRESH: (*forms("à jour", "à jour"), "good"),
    }
)

KINDS: Final[Mapping[SourceKind, str]] = Wordings(
    {
        SourceKind.FEED: marked("flux"),
        SourceKind.LISTING: marked("page qui liste"),
        SourceKind.SITEMAP: marked("plan de site"),
        SourceKind.DOCUMENT: marked("document suivi"),
        SourceKind.RELIEFWEB: marked("recherche ReliefWeb"),
    }
)

RHYTHMS: Final[Mapping[str, str]] = Wordings(
    {
        "daily": marked("chaque jour"),
        "weekly": marked("chaque semaine"),
        "fortnightly": marked("tous les quinze jours"),
        "monthly": marked("chaque mois"),
        "quarterly": marked("chaque trimestre"),
        "twice-yearly": marked("deux fois par an"),
        "yearly": marked("chaque année"),
        "rarely": marked("rarement"),
    }
)


def why(health: Health, now: datetime) -> str:
    """Why the source is said to be so, as a sentence."""
    if health.trouble and health.condition in (_C.FAILING, _C.FALTERING, _C.WAITING):
        return _troubled(health.trouble)
    if health.condition is _C.NEVER:
        if health.we_were_offline:
            return _("Nous étions hors ligne à la dernière passe\u00a0: elle sera visitée à la prochaine.")
        return _("Elle sera visitée à la prochaine passe.")
    if health.condition is _C.WAITING:
        return _("Elle sera redemandée un peu plus tard.")
    return _fresh(health, now)


def to_do(source: Source, health: Health) -> str:
    """What a person can do about it; "" when there is nothing to say."""
    if health.trouble:
        return _(advice(health.trouble.kind, health.trouble.message, source.url).french)
    if health.condition is _C.SILENT:
        return _("Ouvrir l’adresse\u00a0: la source a peut-être déménagé, ou publie moins souvent qu’on ne le croit.")
    return ""


def rhythm(source: Source, health: Health) -> str:
    """How often something new is expected, and what was seen when that is far from it."""
    expected = RHYTHMS.get(health.rhythm, health.rhythm)
    if source.rhythm:
        known = _("%(expected)s\u00a0; vu\u00a0: environ tous les %(days)s jours") if health.differs else "%(expected)s"
    elif health.is_learnt:
        known = _("%(expected)s, d’après ce qu’on a vu")
    else:
        known = _("%(expected)s, faute d’en savoir plus")
    return known % {"expected": expected, "days": health.learnt_days}


def ago(then: datetime, now: datetime) -> str:
    """ "il y a 3 h", "hier", "il y a 12 jours"; what is to come counts as now."""
    passed = max(now - then, timedelta(0))
    minutes, days = int(passed.total_seconds() // 60), days_between(then.date(), now.date())
    if minutes < 1:
        return _("à l’instant")
    if minutes < 60:
        return _("il y a %(minutes)s\u00a0min") % {"minutes": minutes}
    return _("il y a %(hours)s\u00a0h") % {"hours": minutes // 60} if minutes < 24 * 60 else days_ago(max(days, 1))


def days_ago(days: int) -> str:
    """ "aujourd’hui", "hier", "il y a 12 jours", "il y a 3 mois"."""
    if days < 2:
        return _("hier") if days == 1 else _("aujourd’hui")
    if days < 60:
        return _("il y a %(days)s\u00a0jours") % {"days": days}
    if days < 730:
        return _("il y a %(months)s\u00a0mois") % {"months": days // 30}
    return _("il y a %(years)s\u00a0ans") % {"years": days // 365}


def days_between(earlier: date, later: date) -> int:
    return max((later - earlier).days, 0)


def _troubled(trouble: Trouble) -> str:
    told = {"day": day(trouble.since), "what": _(advice(trouble.kind, trouble.message).what)}
    if trouble.in_a_row == 1:
        return _("Le %(day)s, la visite a échoué\u00a0: %(what)s.") % told
    tries = {"tries": count(trouble.in_a_row, "essai")}
    return _("Depuis le %(day)s, %(tries)s de suite\u00a0: %(what)s.") % {**told, **tries}


def _fresh(health: Health, now: datetime) -> str:
    if health.last_news is None:
        return _("Aucune publication trouvée pour l’instant.")
    told = {"ago": days_ago(days_between(health.last_news, now.date()))}
    limits = LIMITS.get(health.rhythm)
    if limits is None or health.condition is _C.FRESH:
        return _("Dernière publication %(ago)s.") % told
    told["day"] = calendar_day(health.last_news + timedelta(days=limits.due))
    if health.condition is _C.DUE:
        return _("Dernière publication %(ago)s\u00a0: la suivante est attendue ces jours-ci.") % told
    return _("Dernière publication %(ago)s\u00a0: la suivante était attendue vers le %(day)s.") % told
