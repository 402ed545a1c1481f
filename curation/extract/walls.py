"""Pages that stand in front of a publication, or say that there is none: login forms, cookie notices, "not found".

A publication may be about any of these: this project watches texts on consent, passwords and data protection. So a page
is refused only when it is short, and its title or most of its sentences speak to the visitor as such a page does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

WALLS: Final = frozenset(["login", "cookies", "robot check"])  # there is a publication behind these
_TITLED: Final = 150  # words: a longer page under such a title is a text about it
_MOSTLY: Final = 0.5  # of the words must stand in sentences that speak as a wall does
_PARTLY: Final = 0.15  # when the title says it too
_BARE: Final = 25  # words: under such a title nothing more is needed
_NO_MORE: Final = 60  # words beside a password field
_PARTS: Final = re.compile(r"\s+[|–—·•»:-]\s+|\s*\|\s*")
_SENTENCE: Final = re.compile(r"[^.!?…\n]+[.!?…]*")
_NO_LETTERS: Final = re.compile(r"[^\w ’']+")


@dataclass(frozen=True, slots=True)
class _Wall:
    """A kind of page: how it is titled, what it says to its visitor, and up to how many words it has."""

    kind: str
    titles: re.Pattern[str]
    says: re.Pattern[str]
    longest: int


def _wall(kind: str, titles: str, says: str, longest: int) -> _Wall:
    """A wall whose patterns are written on lines, each an alternative or several."""
    either = ["|".join(line.strip() for line in lines.strip().splitlines()) for lines in (titles, says)]
    return _Wall(kind, re.compile(either[0], re.I), re.compile(either[1], re.I), longest)


_WALLS: Final = (
    _wall(
        "robot check",
        r"""
        just a moment|attention required!?|access denied|are you (?:a )?(?:robot|human)\??|security check
        robot (?:check|challenge)|checking your browser.*|ddos[- ]guard|captcha|request (?:blocked|rejected)
        verif(?:y|ying) (?:that )?you are (?:a )?human|un instant|accès refusé|vérification de sécurité
        javascript (?:is )?(?:required|disabled)|pardon our interruption
        """,
        r"""
        (?:please )?(?:enable|turn on|activate) (?:javascript|cookies|js)\b
        \bjavascript is (?:required|disabled|not enabled)|(?:requires?|needs?) javascript\b
        activer (?:le )?javascript|javascript est (?:désactivé|requis)|checking (?:if the site|your browser)
        verif(?:y|ying) (?:that )?you are (?:a |not a )?(?:human|robot)|are you (?:a )?(?:robot|human)
        i(?:'|’)? ?a?m not a robot|complete the (?:security check|captcha)
        needs to review the security of your|you (?:have been|are|were) blocked|unusual (?:traffic|activity)
        you do(?:n't|n’t| not) have permission to access|(?:cloudflare|incapsula)|\bray id\b|incident id
        your ip(?: address)?\b|redirected (?:shortly|automatically|once)|performance (?:&|and) security by
        vérifi(?:er|ez|ons|cation)\b.{0,40}\b(?:humain|robot|navigateur)|je ne suis pas un robot
        """,
        150,
    ),
    _wall(
        "not found",
        r"""
        (?:error|erreur|http)?\s*404(?:\s*(?:error|erreur|page|file|not found|non trouvée?|introuvable))*
        (?:the )?(?:page|file|document|content|resource) (?:was |is |could )?(?:not|cannot) (?:be )?(?:found|available)
        not found
        (?:page|document) (?:no longer (?:available|exists)|unavailable|missing|introuvable|non trouvée?|inexistante?)
        (?:la )?page (?:demandée )?(?:n['’]existe (?:pas|plus)|est introuvable|n['’]a pas été trouvée)
        (?:oops|whoops|sorry|oups|désolé)\W*(?:page not found|that page can['’]t be found|404)
        (?:oops|oups)!? that page can['’]t be found|we can['’]?t find (?:that|the) page.*
        nothing (?:was )?found
        """,
        r"""
        (?:page|url|file|document|resource|address|content)\b.{0,60}?\b(?:not (?:be )?found|can(?:'t|’t|not) be found)
        (?:page|url|file|document|resource|address|content)\b.{0,60}?\b(?:does(?:n't|n’t| not) exist|is missing)
        (?:page|url|file|document|resource|address|link|content)\b.{0,60}?\bno longer (?:exists?|available)
        (?:page|url|file|document|resource|content)\b.{0,60}?\b(?:has|have) been (?:moved|removed|deleted|renamed)
        (?:can(?:'t|’t|not)|could(?:n't|n’t| not)|unable to) (?:seem to )?find (?:the|that|what|this)
        nothing was found
        (?:page|adresse|document|contenu|fichier)\b.{0,60}?\b(?:introuvable|n['’]existe (?:pas|plus)|non trouvée?)
        (?:page|adresse|document|contenu|fichier)\b.{0,60}?\b(?:n['’]a pas été trouvée?|supprimée?|déplacée?)
        check the (?:url|address|spelling)|vérifie[rz] l['’](?:url|adresse)|(?:try|use) (?:a|the|our) search
        maybe try|(?:return|go back|back) to (?:the |our )?home ?page
        retour(?:ner|nez)? (?:à|sur|vers) (?:la page d['’])?l?['’]?accueil|error 404|404 (?:error|not found)
        ^\W*(?:oops|oups|sorry|désolé)
        """,
        120,
    ),
    _wall(
        "error page",
        r"""
        (?:error|erreur|http)?\s*(?:400|403|410|429|50[0234])(?:\s*(?:error|erreur))?
        (?:400|403|410|429)\s*(?:bad request|forbidden|gone|too many requests)
        50[0234]\s*(?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out)
        internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|forbidden
        bad request|server error|(?:application|database|fatal|unexpected) error|(?:error|erreur)
        an error (?:has )?occurred|une erreur est survenue|something went wrong
        (?:site )?(?:under |down for |en )?maintenance
        (?:site|page|service) (?:temporarily |temporairement )?(?:unavailable|indisponible)|wordpress › error
        problem loading page|we['’]ll be back soon!?
        """,
        r"""
        (?:server|application|critical|unexpected|database|technical|fatal) (?:error|difficult\w+|problem)
        error (?:has )?occurred|error establishing|something went wrong
        temporarily (?:unavailable|unable|down|offline)
        (?:site|website|page|service)\b.{0,40}\b(?:maintenance|unavailable|offline)|try again (?:later|in a)
        contact (?:the |your )?(?:site |server |system )?administrator|encountered an (?:internal )?error
        erreur (?:interne|inattendue|est survenue|s['’]est produite|critique|technique)
        (?:site|page|service)\b.{0,40}\b(?:indisponible|en maintenance)|réessaye[rz]|stack trace
        uncaught exception|<b>(?:warning|fatal)
        """,
        100,
    ),
    _wall(
        "coming soon",
        r"""
        coming soon|(?:site|page|website)?\s*under construction
        (?:site|page)?\s*en (?:cours de )?construction|bientôt disponible|à venir|prochainement
        welcome to nginx!?|it works!?|apache2? .*default page.*|default web site page
        domain (?:for sale|parked)|index of /.*|hello world!?
        """,
        r"""
        coming soon|under construction|en (?:cours de )?construction|bientôt (?:disponible|en ligne)
        (?:launch|open)ing soon
        (?:page|site|content|section)\b.{0,30}\bwill be (?:available|online|published) (?:soon|shortly)
        (?:page|site|content|section)\b.{0,30}\bbeing (?:built|prepared|updated)
        check back (?:soon|later)|(?:page|contenu|rubrique)\b.{0,30}\b(?:prochainement|sous peu)
        domain\b.{0,30}\b(?:for sale|parked|registered)|welcome to wordpress|this is your first post
        default (?:web )?page|web server\b.{0,40}\b(?:installed|working)|stay tuned
        """,
        80,
    ),
    _wall(
        "login",
        r"""
        (?:log|sign)[ -]?(?:in|on)(?: (?:required|page|to .{1,40}))?
        (?:member|user|staff|account|partner)s? (?:log|sign)[ -]?in|authentication(?: required)?
        (?:se )?connecter|connexion|identification|authentification|espace membres?
        (?:subscription|registration) required|accès réservé|restricted access
        """,
        r"""
        \b(?:log|sign) ?in (?:to|with|using|here|or|below|now|again)\b
        \b(?:you must|please) (?:be )?(?:first )?(?:log|sign|logged|signed) ?in\b
        ^\W*(?:please )?(?:log|sign) ?in\W*$|(?:forgot|lost|reset)(?:ten)? (?:your )?(?:password|username)
        remember me|don(?:'|’)?t have an account
        (?:create|register) (?:for )?(?:an? |your )?(?:new |free )?account
        enter your (?:password|e-?mail|user ?name|credentials)|user ?name (?:and|or) (?:e-?mail|password)
        subscribe (?:now )?to (?:read|continue|access)
        already (?:a (?:subscriber|member)|have an account|registered)|(?:subscribers|members) only
        (?:connecte|identifie)z-vous|vous (?:devez|connecter|identifier)\b.{0,40}\b(?:connect|identif)
        mot de passe (?:oublié|perdu)|réservé aux (?:abonnés|membres)|saisi(?:r|ssez) votre|créer un compte
        se souvenir de moi
        """,
        150,
    ),
    _wall(
        "cookies",
        r"""
        we (?:use|value) (?:cookies|your privacy)|(?:your|manage) (?:cookie|privacy) (?:choices|preferences|settings
        consent)
        cookie (?:settings|preferences|notice)|before you continue(?: to .{1,40})?|nous utilisons des cookies
        gérer (?:mes|les|vos) cookies|paramètres des cookies
        """,
        r"""
        \b(?:we|our (?:partners|site|website)|this (?:web)?site|us)\b.{0,60}\b(?:cookies|similar technologies|trackers)
        \b(?:accept|reject|refuse|allow|decline|disable) (?:all|only|our|these|the|optional|necessary)? ?cookies?
        \b(?:accept|reject|manage|set) (?:all|your|the)? ?(?:consent|preferences)
        ^\W*(?:accept|reject|allow|refuse|decline) (?:all|selected|everything)?\W*$
        (?:cookie|privacy|consent) (?:settings|preferences|policy|notice|choices)\W*$
        (?:change|withdraw|manage) your (?:consent|preferences|settings|choices|mind)
        by (?:continuing|clicking|using)\b.{0,60}\b(?:agree|consent|accept)
        ^\W*(?:strictly )?(?:necessary|functional|analytics|marketing|performance|advertising)(?: cookies)?\W*$
        your (?:experience|privacy)\b.{0,40}\b(?:cookies|site|us)\b
        (?:nous|ce site|notre site)\b.{0,60}\b(?:cookies|traceurs)|(?:tout|toutes?) (?:accepter|refuser)
        (?:accepter|refuser|gérer|paramétrer) (?:les|mes|vos|tous les)? ?cookies
        en (?:poursuivant|continuant|cliquant)\b.{0,60}\b(?:acceptez|consentez)
        (?:continuer|poursuivre) sans accepter|(?:vos|mes) (?:préférences|choix)
        """,
        250,
    ),
)


def wall_of(title: str, text: str, has_password: bool) -> str:
    """What kind of wall or error a page is, "" for none; `text` is its running text, a line for each paragraph.

    One of "login", "cookies", "robot check", "not found", "error page", "coming soon". `title` may hold several titles
    parted by " | ". `has_password` says that the page asks for a password.
    """
    words = len(text.split())
    parts = {_NO_LETTERS.sub("", part).strip(): part.strip(" .!…") for part in _PARTS.split(title)}
    for wall in _WALLS:
        titled = any(wall.titles.fullmatch(spelled) for both in parts.items() for spelled in both)
        said = _share(wall.says, text, words) if words <= max(wall.longest, _TITLED) else 0.0
        if (titled and words <= _TITLED and (said > _PARTLY or words < _BARE)) or (
            said > _MOSTLY and words <= wall.longest
        ):
            return wall.kind
    return "login" if has_password and words < _NO_MORE else ""


def _share(says: re.Pattern[str], text: str, words: int) -> float:
    """How much of the text stands in sentences that say so."""
    said = sum(len(sentence.split()) for sentence in _SENTENCE.findall(text) if says.search(sentence.strip()))
    return said / max(1, words)
