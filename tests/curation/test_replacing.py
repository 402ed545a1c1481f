"""Finding words in the French of a draft: what counts as the same, what stays as it is, what is put there."""

import pytest

from curation.replacing import Wanted, checked, places
from curation.views import StoredUnit
from glossary.termbase import TermBase
from translation.memory import TranslationMemory
from translation.unit import Finding, Origin, Segment, TranslationUnit


def stored(number, target, source="Data.", origin=Origin.MACHINE, findings=()):
    return StoredUnit(TranslationUnit(Segment(0, 0, number, source), target, origin, findings=findings), 1)


def after(target, what, by, **options):
    """What the text becomes, and how often the words were found; as it was where nothing is."""
    found = places([stored(0, target)], Wanted(what, by, **options))
    return (found[0].after, found[0].times) if found else (target, 0)


@pytest.mark.parametrize(
    ("text", "what", "by", "becomes"),
    [
        ("La donnée, puis la donnée.", "donnée", "information", "La information, puis la information."),
        ("Donnée utile. DONNÉE.", "donnée", "information", "Information utile. INFORMATION."),
        ("Une donnée utile.", "Donnée", "Information", "Une information utile."),
        ("L’organisation parle.", "organisation", "ONU", "L’ONU parle."),
        ("Les données.", "donnée", "information", "Les données."),
        ("Une donnee.", "donnée", "information", "Une donnee."),
        ("Voici l'accord, l’accord.", "l’accord", "le consentement", "Voici le consentement, le consentement."),
        ("Quatre points\u00a0: un.", "points:", "choses :", "Quatre choses\u00a0: un."),
        ("Pourquoi\u202f? Non.", "pourquoi ?", "Comment ?", "Comment\u202f? Non."),
        ("Dit «\u00a0oui\u00a0» hier.", "«oui»", "« non »", "Dit «\u00a0non\u00a0» hier."),
        ("12\u202f000 personnes.", "12 000", "13 000", "13 000 personnes."),
        ("Voir https://a.org/donnée ici.", "donnée", "x", "Voir https://a.org/donnée ici."),
        ("Une très bonne idée.", "très", "", "Une bonne idée."),
        ("Prix (a.b) et aXb.", "a.b", "c", "Prix (c) et aXb."),
        ("E\u0301quipe prête.", "équipe", "groupe", "Groupe prête."),
    ],
)
def test_what_a_text_becomes(text, what, by, becomes):
    assert after(text, what, by)[0] == becomes


def test_capitals_parts_of_words_and_the_english_can_be_asked_for():
    assert after("Donnée et donnée.", "donnée", "Info", as_typed=True) == ("Donnée et Info.", 1)
    assert after("Les données.", "donnée", "information", whole_words=False) == ("Les informations.", 1)
    units = [stored(0, "Le consentement.", "Informed  Consent."), stored(1, "Le consentement.", "Agreement.")]
    (one,) = places(units, Wanted("consentement", "accord", english="informed consent"))
    assert one.stored is units[0]


def test_nothing_is_sought_in_vain_and_a_passage_of_the_original_is_no_french():
    units = [stored(0, "Texte."), stored(1, "texto", origin=Origin.SOURCE)]
    assert places(units, Wanted("  ", "x")) == ()
    assert places(units, Wanted("texto", "x")) == ()
    assert places(units, Wanted("texte", "texte")) == ()


def test_the_checks_tell_what_is_new_and_of_the_same_english_elsewhere():
    old = Finding("number", "12 n’est plus là.")
    units = [
        stored(0, "Nous avons vu 12 familles.", "We met 12 families.", findings=(old,)),
        stored(1, "Nous avons vu 12 familles.", "We met 12 families."),
    ]
    found = places(units, Wanted("12", "treize"))
    assert [place.times for place in found] == [1, 1]
    (one,), beside = checked(units, found[:1], TermBase(), TranslationMemory())
    assert any(finding.blocking for finding in one.new)
    assert old not in one.new
    assert {finding.check for finding in beside[1]} == {"inconsistent"}
