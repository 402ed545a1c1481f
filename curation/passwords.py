"""What makes a password too easy to guess, and passwords that are good for one sign-in; pure but for the dice."""

from __future__ import annotations

import re
import secrets
import unicodedata
from itertools import pairwise
from typing import Final

from curation.told import Told

SHORTEST: Final = 10
LONGEST: Final = 200
_FEWEST_SIGNS: Final = 5  # different ones
# Written down for this tool: what people in French and English offices put before "2026!".
_COMMON_WORDS: Final = """
administrateur administration admin amour anniversaire azerty azertyuiop bienvenue bonjour bonsoir camille
changeme changermoi chocolat coucou doudou dragon dragoman editeur famille football france hello humanitaire
humanitarian iloveyou jetaime letmein liberte loulou marseille master monkey motdepasse nicolas ordinateur paris
pass passe password princesse qwerty qwertyuiop qwertz reviewer relecteur relecture refugee secret soleil
sunshine temporaire test traduction translation user utilisateur vacances welcome
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
printemps summer ete automne hiver winter spring lundi mardi mercredi jeudi vendredi samedi dimanche"""
_COMMON: Final = frozenset(_COMMON_WORDS.split())
# Keys that stand side by side, and what counts up: walked along either way.
_ROWS: Final = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "1a2z3e4r5t6y7u8i9o0p",
    "1q2w3e4r5t6y7u8i9o0p",
)
_WALKED: Final = frozenset(pair for row in _ROWS for way in (row, row[::-1]) for pair in map("".join, pairwise(way)))
_LETTERS_FOR_SIGNS: Final = str.maketrans("0134578@$!", "oieastbasi")
# No letter or figure that is read as another when dictated.
_DICTATED: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def weakness(password: str, name: str = "") -> str:
    """Why a stranger would soon guess this password of the person `name`, as a French sentence; "" when all is well."""
    bare = _bare(password)
    if len(password.strip()) < SHORTEST:
        return Told(
            "Ce mot de passe est trop court\u00a0: il en faut au moins %(least)s caractères. "
            "Quelques mots mis bout à bout conviennent très bien.",
            least=SHORTEST,
        )
    if len(password) > LONGEST:
        return Told("Ce mot de passe est trop long\u00a0: %(most)s caractères au plus.", most=LONGEST)
    if name and _is_made_of(bare, [_bare(name), *map(_bare, name.split())]):
        return Told("Ce mot de passe ressemble trop à votre nom. Choisissez quelques mots qui ne parlent pas de vous.")
    if len(set(bare)) < _FEWEST_SIGNS or _is_a_walk(bare) or _is_made_of(bare, _COMMON):
        return Told(
            "Ce mot de passe est trop courant\u00a0: choisissez quelques mots qui ne vont pas ensemble d’habitude."
        )
    return ""


def one_time_password() -> str:
    """A password to dictate or to write on paper, that nobody guesses: four groups of four signs."""
    return "-".join("".join(secrets.choice(_DICTATED) for _ in range(4)) for _ in range(4))


def _bare(text: str) -> str:
    """The text in small letters without accents and spaces."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in apart if not unicodedata.combining(sign) and not sign.isspace())


def _is_made_of(bare: str, words: list[str] | frozenset[str]) -> bool:
    """Whether nothing but one of these words stands there, once or more, with figures and signs about it."""
    cores = {
        re.sub(r"[\W\d_]+", "", form) for form in (bare, bare.strip("0123456789!?.-_").translate(_LETTERS_FOR_SIGNS))
    }
    return any(word and core and not core.replace(word, "") for core in cores for word in words)


def _is_a_walk(bare: str) -> bool:
    """Whether nearly every sign is the neighbour of the one before, or the same again."""
    steps = ["".join(pair) for pair in pairwise(bare)]
    walked = sum(step in _WALKED or step[0] == step[1] for step in steps)
    return walked >= 0.7 * len(steps)
