"""How French words follow each other: determiners that agree, elision and contraction, plural and feminine forms.

Rules of the usual grammars, for the words that stand around a term; what a rule does not know it leaves as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

APOSTROPHE: Final = "’"


class Form(NamedTuple):
    """Gender and number of a French noun: feminine or not, plural or not."""

    feminine: bool
    plural: bool


@dataclass(frozen=True, slots=True)
class Determiner:
    """What stands before a noun, by its kinds ("of the", "this", "their" …), and where it begins in the text."""

    kinds: tuple[str, ...]
    start: int
    plural: bool
    capital: bool


# Each kind in its four forms (masculine, feminine, and both in the plural), and before a vowel in the singular.
_KINDS: Final[Mapping[str, tuple[str, str, str, str, str, str]]] = MappingProxyType(
    {
        "the": ("le", "la", "les", "les", "l’", "l’"),
        "a": ("un", "une", "des", "des", "un", "une"),
        "of the": ("du", "de la", "des", "des", "de l’", "de l’"),
        "of": ("de", "de", "de", "de", "d’", "d’"),
        "to the": ("au", "à la", "aux", "aux", "à l’", "à l’"),
        "this": ("ce", "cette", "ces", "ces", "cet", "cette"),
        "his": ("son", "sa", "ses", "ses", "son", "son"),
        "my": ("mon", "ma", "mes", "mes", "mon", "mon"),
        "your": ("votre", "votre", "vos", "vos", "votre", "votre"),
        "our": ("notre", "notre", "nos", "nos", "notre", "notre"),
        "their": ("leur", "leur", "leurs", "leurs", "leur", "leur"),
        "which": ("quel", "quelle", "quels", "quelles", "quel", "quelle"),
        "no": ("aucun", "aucune", "aucun", "aucune", "aucun", "aucune"),
        "all the": ("tout le", "toute la", "tous les", "toutes les", "tout l’", "toute l’"),
        "every": ("tout", "toute", "tous", "toutes", "tout", "toute"),
        "some": ("certain", "certaine", "certains", "certaines", "certain", "certaine"),
        "such a": ("un tel", "une telle", "de tels", "de telles", "un tel", "une telle"),
    }
)
_PLURAL_ONLY: Final = frozenset({"les", "des", "aux", "ces", "ses", "mes", "vos", "nos", "leurs", "quels", "quelles"})
_PLURAL_START: Final = re.compile(r"(?:tous|toutes|certains|certaines|de tels|de telles)\b")
_ASPIRATED: Final = (
    "a(?!l[eé]in|lluc|meç|rmon)[cilmnrstu]|éris|éros|érau|ern|eurt|iér|ibou|on[gt]|olland|or[ds]|ou|u[bert]|uit"
)
_SILENT: Final = re.compile(rf"[aàâeéèêëiîïoôuùûüyœæ]|h(?!{_ASPIRATED})", re.I)
# French says "le onze", "le oui", "le yaourt", "la une".
_NOT_ELIDED: Final = re.compile(r"(?:onz|oui|yaourt|yacht|yen|yoga|youtube|yahoo|ouistiti)", re.I)


def elides(word: str) -> bool:
    """Whether "le" and "de" lose their vowel before this word; an acronym is read letter by letter."""
    if _NOT_ELIDED.match(word):
        return False
    if len(word) > 1 and word.isupper() and not re.search("[AEIOUY]", word[1:3]):
        return word[0] in "AEIOU"  # "l’UNHCR", but "le HCR" and "la RDC", whatever the letter's name
    return bool(_SILENT.match(word))


def determined(kind: str, form: Form, word: str) -> str:
    """The determiner of this kind before `word`, with the space that parts the two: "de l’", "du ", "" for no kind."""
    if not kind:
        return ""
    forms = _KINDS[kind]
    elided = elides(word)
    text = forms[2 + form.feminine] if form.plural else forms[4 * elided + form.feminine]
    if kind == "of" and form.plural:
        text = forms[4] if elided else forms[0]
    return text if text.endswith(APOSTROPHE) else f"{text} "


def _written() -> Iterator[tuple[str, str]]:
    for kind, forms in _KINDS.items():
        for form in dict.fromkeys(forms):
            yield form, kind


@lru_cache(maxsize=1)
def _known() -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]:
    """What finds a determiner at the end of a text, and the kinds of each."""
    kinds: dict[str, tuple[str, ...]] = {}
    for form, kind in _written():
        kinds[form] = (*kinds.get(form, ()), kind)
    longest_first = sorted(kinds, key=len, reverse=True)
    ends = {True: r"\s*", False: r"\s+"}  # a model may put a space where none belongs, "à l’ "
    texts = (re.escape(form).replace("’", "[’']") + ends[form.endswith("’")] for form in longest_first)
    return re.compile(rf"(?<!\w)(?:{'|'.join(texts)})$", re.I), kinds


def determiner_before(text: str, end: int) -> Determiner | None:
    """The determiner that ends right before `end`, None when there is none there."""
    pattern, kinds = _known()
    found = None
    for start in _starts(text, end):  # the longest of those that end here
        if (match := pattern.match(text, start, end)) and match.end() == end:
            found = match
            break
    if found is None:
        return None
    said = " ".join(found[0].lower().replace("'", APOSTROPHE).split())
    plural = said in _PLURAL_ONLY or bool(_PLURAL_START.match(said))
    return Determiner(kinds[said], found.start(), plural, found[0][:1].isupper())


def _starts(text: str, end: int) -> Iterator[int]:
    """Where up to three words before `end` begin, the furthest first."""
    words = [match.start() for match in re.finditer(r"(?<!\w)\w+", text[max(0, end - 30) : end])]
    return iter([max(0, end - 30) + start for start in words[-3:]])


_LINK_WORDS: Final = (
    "de du des d à au aux en pour par sur sous dans avec sans contre entre vers lors qui que dont où ne"
)
_LINKS: Final = frozenset(_LINK_WORDS.split())
_UNCHANGING: Final = frozenset(
    ["et", "ou", "non", "très", "plus", "peu", "bien", "mal"]
)  # what follows them agrees all the same
_S_PLURAL: Final = re.compile(r"(?:s|x|z)$", re.I)
_X_PLURAL: Final = re.compile(r"(?:eau|au|eu)$", re.I)
_NOT_X: Final = re.compile(r"(?:bleu|pneu|landau)$", re.I)
_AL: Final = re.compile(r"al$", re.I)
_NOT_AUX: Final = re.compile(r"(?:bal|carnaval|festival|récital|régal|fatal|final|naval|banal|natal)$", re.I)
_AIL: Final = re.compile(r"(?:trav|b|vitr|ém|cor|soupir)ail$", re.I)


def plural(word: str) -> str:
    """The plural of a noun or an adjective; an acronym has none."""
    if _S_PLURAL.search(word) or (len(word) > 1 and word.isupper()) or not word.replace("-", "").isalpha():
        return word
    if _AL.search(word) and not _NOT_AUX.search(word):
        return f"{word[:-1]}ux"
    if _AIL.search(word):
        return f"{word[:-2]}ux"
    return f"{word}x" if _X_PLURAL.search(word) and not _NOT_X.search(word) else f"{word}s"


def plural_phrase(phrase: str) -> str:
    """A noun phrase in the plural: its noun and the adjectives up to the first preposition ("analyses de risque")."""
    changed, inside = [], True
    for part in re.split(r"(\s+|[’'])", phrase):
        inside = inside and part.lower() not in _LINKS
        agrees = inside and part.strip(" ’'") and part.lower() not in _UNCHANGING
        changed.append(plural(part) if agrees else part)
    return "".join(changed)


def looks_plural(phrase: str) -> bool:
    """Whether a noun phrase is written in the plural, by its noun's ending; "accès" and "processus" are singular."""
    noun = re.split(r"[\s-]", phrase, maxsplit=1)[0].lower()
    return bool(re.search(r"(?:[^aiuès]s|es|és|ées|aux|eux)$", noun)) and not _S_IN_THE_SINGULAR.search(noun)


_S_IN_THE_SINGULAR: Final = re.compile(r"(?:ss|cès|lieux|^(?:corps|temps|pays|univers|tiers|velours)|cours|fils)$")


_SURELY_FEMININE: Final = re.compile(
    r"(?:tion|sion|xion|aison|ance|(?<!sil)ence|ette|(?<!com)(?<!tra)ité|^eau|^peau|^nuit|prison|rté|nté|image|page|plage|erreur|valeur|couleur|peur|rigueur"
    r"|^(?:part|mort|forêt|main|fin)|union|opinion|façon|leçon|rançon)$"
)
_FEMININE: Final = re.compile(
    r"(?:son|té|tié|ance|ence|ette|esse|ise|ie|ure|ude|ade|ée|ère|ine|trice|euse|ière|elle|onne|che|"
    r"cque|que|gue|ille|enne|aine|ole|iste de|ise|nne|ande|ante|ente|rre|sse|tte|lle|ve|re de vie)$"
)
_MASCULINE: Final = re.compile(
    r"(?:ment|age|isme|eur|oir|an|um|us|ing|ic|eil|euil|al|ail|eau|ier|ain|in|on|er|et|ot|at|ut|it|il|el|if|ent|ant|ard|phone|gramme|système|"
    r"thème|problème|site|texte|compte|ordre|groupe|modèle|centre|registre|titre|cadre|partage|principe|risque|contrôle|"
    r"droit|code|mode|domaine|organisme|acte|service|exercice|indice|genre|nombre|membre|rôle|formulaire|questionnaire|"
    r"bénéficiaire|partenaire|prestataire|dictionnaire|territoire|laboratoire|observatoire|répertoire|critère|ministère|"
    r"protocole|symbole|incendie|génie|musée|lycée|comité|traité|côté|arrêté|cimetière|caractère|silence|verre|"
    r"intervalle|catalogue|dialogue|manque|chèque|masque|disque|réseau|pays|cas|temps|accès|processus|consensus|ménage|camp|lieu|lien|besoin|jeu)$"
)


def likely_feminine(phrase: str) -> bool | None:
    """The gender of a noun phrase by how its noun ends; None when the ending does not say."""
    words = re.split(r"[\s]", phrase.lower(), maxsplit=1)[0]
    noun = words[:-1] if words.endswith("s") and not words.endswith(("ss", "cès", "us")) else words
    if _SURELY_FEMININE.search(noun):
        return True
    if _MASCULINE.search(noun):
        return False
    return True if _FEMININE.search(noun) else None


# Masculine and feminine endings of adjectives and participles; the plural adds its letter.
_ENDINGS: Final = (
    (re.compile(r"(?P<stem>.{2,}(?:[éi]|(?<![aglqoe])u))(?P<f>e?)(?P<p>s?)$"), "", "e"),
    (re.compile(r"(?P<stem>publi)(?:c|que)s?$"), "c", "que"),
    (re.compile(r"(?P<stem>long)(?:ue)?s?$"), "", "ue"),
    (re.compile(r"(?P<stem>nouv|b)(?:eau|eaux|el|elle|elles)$"), "eau", "elle"),
    (re.compile(r"(?P<stem>.{2,})(?:el|elle)s?$"), "el", "elle"),
    (re.compile(r"(?P<stem>.{2,})(?:if|ive)s?$"), "if", "ive"),
    (re.compile(r"(?P<stem>.{2,})(?:eux|euse|euses)$"), "eux", "euse"),
    (re.compile(r"(?P<stem>.{2,})(?:ien|ienne)s?$"), "ien", "ienne"),
    (re.compile(r"(?P<stem>.{2,})(?:ier|ière)s?$"), "ier", "ière"),
    (re.compile(r"(?P<stem>.{2,})(?:al|ale|ales|aux)$"), "al", "ale"),
    (re.compile(r"(?P<stem>.{2,})(?:ant|ante)s?$"), "ant", "ante"),
    (re.compile(r"(?P<stem>.{2,})(?:ent|ente)s?$"), "ent", "ente"),
    (re.compile(r"(?P<stem>.{2,})(?:teur|trice)s?$"), "teur", "trice"),
)


def agreed(adjective: str, form: Form) -> str:
    """An adjective or participle as it agrees with a noun of this form; one of an unknown ending only in number."""
    for ending, masculine, feminine in _ENDINGS:
        if found := ending.match(adjective):
            single = found["stem"] + (feminine if form.feminine else masculine)
            return plural(single) if form.plural else single
    if re.search(r"[aeiou]e$|[^é]es?$", adjective):
        single = adjective.removesuffix("s")
        return plural(single) if form.plural else single
    return adjective
