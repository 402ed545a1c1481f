"""Terms are said, in French that agrees, with the real starter package; what is right already is left alone."""

import re

import pytest

from glossary.termbase import Status, Term, TermBase
from translation.checks import check
from translation.enforcement import placed
from translation.pieces import TargetPieces
from translation.terminology import Use, term_uses
from translation.unit import Forced

UGLY = re.compile(
    r"\b(?:le|la|les|un|une|des|du|au|aux|ce|cette|son|sa|ses)\s+(?:le|la|les|un|une|des|du|au|aux|ce|cette|son|sa)\b"
    r"|\b(?:de|à)\s+(?:le|les)\b|\b(?:le|la|de|que)\s+[aeiouéè]\w+|\b[ld]’(?![aeiouyhéèêâîôœ])|(\w{4,})\s+\1\b",
    re.I,
)


def terms(*pairs, **values):
    return TermBase([Term(source, target, **values) for source, target in pairs])


def said(argos, text, base):
    (made,) = argos.translate([text], terms=base)
    return made


@pytest.mark.parametrize(
    ("text", "source", "target", "wanted"),
    [  # T36
        ("The teams collect data on risks.", "risk", "danger", "dangers"),
        ("Ask for the consent of each person.", "consent", "agrément", "agrément"),
        ("The assessment was useful.", "assessment", "appréciation", "appréciation"),
        ("Organisations share the assessments.", "assessment", "appréciation", "appréciations"),
        ("Risk is high.", "risk", "péril", "péril"),
        ("The user must sign.", "user", "usager", "usager"),
        ("We protect the privacy of people.", "privacy", "intimité", "intimité"),
    ],
)
def test_t36_a_term_is_said_in_the_form_that_fits(argos, text, source, target, wanted):
    base = terms((source, target))
    made = said(argos, text, base)
    assert re.search(rf"\b{wanted}\b", made.text, re.I), made.text
    assert not UGLY.search(made.text), made.text
    assert [(forced.source, made.text[forced.start : forced.end].lower()) for forced in made.forced] == [
        (source, wanted)
    ]


def test_t36_the_longest_term_wins(argos):
    base = terms(
        ("data protection", "garde des données"), ("data protection officer", "délégué à la garde des données")
    )
    made = said(argos, "The data protection officer answers.", base)
    assert "délégué à la garde des données" in made.text.lower()


def test_t37_a_forbidden_word_inside_a_good_one_is_left_alone(argos):
    base = terms(("visit", "visite"), forbidden=("site",))
    made = said(argos, "The visit to the camp was short.", base)
    assert "visite" in made.text.lower()
    assert made.forced == ()


def test_a_forbidden_variant_is_never_left_in(argos):
    text = "The users of the service are protected."
    plain = argos.translate([text])[0].text
    word = "utilisateur" if "utilisateur" in plain else "usager"
    other = "usager" if word == "utilisateur" else "utilisateur"
    made = said(argos, text, terms(("user", other), forbidden=(word,)))
    assert word not in made.text.lower()
    assert other in made.text.lower()


def test_t38_acronyms_stay_or_change_as_the_term_base_says(argos):
    base = TermBase([Term("OCHA", "OCHA", do_not_translate=True, case_sensitive=True), Term("ICRC", "CICR")])
    made = said(argos, "OCHA and ICRC publish guidance.", base)
    assert "OCHA" in made.text
    assert "CICR" in made.text
    assert "ICRC" not in made.text


def test_what_says_the_term_already_is_left_as_it_was(argos):
    text = "Personal data must be protected."
    plain = argos.translate([text])[0]
    base = terms(("personal data", "données à caractère personnel"), tolerated=("données personnelles",))
    assert term_uses(base, text, plain.text)[0].use in (Use.PREFERRED, Use.TOLERATED)
    assert said(argos, text, base) == plain


def test_proposed_terms_force_nothing(argos):
    text = "The teams collect data on risks."
    assert said(argos, text, terms(("risk", "danger"), status=Status.PROPOSED)) == argos.translate([text])[0]


def test_a_name_keeps_its_words(argos):
    text = "They use the Open Data Kit application."
    assert said(argos, text, terms(("open data", "données ouvertes"))) == argos.translate([text])[0]


def test_nothing_else_is_lost(argos):
    text = "In 2023, 12,400 users of https://data.example/a wrote to info@data.example."
    made = said(argos, text, terms(("user", "usager")))
    for kept in ("2023", "12\u202f400", "https://data.example/a", "info@data.example", "usager"):
        assert kept in made.text, made.text
    assert not [finding for finding in check(text, made.text) if finding.blocking]


def test_t39_the_same_input_gives_the_same_bytes(argos):
    texts = ["The teams collect data on risks.", "The user must sign.", "Ask for consent."]
    base = terms(("risk", "danger"), ("user", "usager"), ("consent", "agrément"))
    first = argos.translate(texts, terms=base)
    assert argos.translate(texts, terms=base) == first
    assert argos.translate(texts[::-1], terms=base) == first[::-1]


def test_a_text_without_terms_is_the_same_with_a_term_base(argos):
    texts = ["The road was closed after the rain.", "N/A", ""]
    assert argos.translate(texts, terms=terms(("consent", "agrément"))) == argos.translate(texts)


def test_the_pieces_of_the_french_side_are_those_that_the_model_writes(argos):
    pieces = TargetPieces(argos.package.path / "model")
    texts = [hypothesis.text for hypothesis in argos.translate(["Collect only what you need.", "Keep it safe."])]
    for text in texts:
        assert "".join(pieces.encode(text)).replace("▁", " ").strip() == text
    assert pieces.encode("") == []


def test_a_word_that_no_piece_spells_is_spelled_letter_by_letter(tmp_path):
    (tmp_path / "target_vocabulary.json").write_text('["▁", "a", "▁ab", "b"]', encoding="utf-8")
    pieces = TargetPieces(tmp_path)
    assert pieces.encode("ab aab ß") == ["▁ab", "▁", "a", "a", "b", "▁", "ß"]


def test_a_forbidden_word_is_taken_out_where_it_is_a_word(argos):
    text = "The visit of the site was short."
    assert "visite du site" in argos.translate([text])[0].text
    assert "visite de l’emplacement" in said(argos, text, terms(("site", "emplacement"), forbidden=("site",))).text


def test_a_forced_term_is_told_where_it_is_a_word():
    (share,) = placed([Forced("share", "part")], "Le partage de la part de chacun.")
    assert (share.start, share.end) == (17, 21)


def test_two_forced_terms_with_the_same_words_have_two_places():
    one, other = placed([Forced("risk", "péril"), Forced("hazard", "péril")], "Le péril, et le péril.")
    assert one.start < other.start


@pytest.mark.parametrize(
    ("text", "source", "target", "wanted"),
    [
        ("A user.", "user", "usager", "Un usager."),
        ("The beneficiaries.", "beneficiary", "PDI", "Les PDI."),
    ],
)
def test_a_short_text_may_be_shortened_by_its_term(argos, text, source, target, wanted):
    assert said(argos, text, terms((source, target))).text == wanted


def test_the_gender_in_the_term_base_says_whether_a_term_is_plural(argos):
    base = terms(("host country", "pays d’accueil"), gender="m")
    assert said(argos, "The host country decides.", base).text.startswith("Le pays d’accueil")
    base = terms(("recourse", "secours"), gender="m")
    assert said(argos, "The recourse is long.", base).text.startswith("Le secours est")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("RISKS", "PÉRILS"),
        ("“User” means the person; user, client.", "« Usager » s’entend"),
        ("The camp is closed. Risks are high.", "Les périls sont élevés"),
    ],
)
def test_a_term_in_a_title_or_quotation_has_its_capital_and_no_article_of_ours(argos, text, wanted):
    made = said(argos, text, terms(("risk", "péril"), ("user", "usager")))
    assert wanted in made.text.replace("\u00a0", " ")
    assert "LES" not in made.text


def test_the_model_does_not_go_on_inside_a_term(argos):
    made = said(argos, "X1 risk and X2 user", terms(("risk", "péril"), ("user", "usager")))
    assert re.search(r"\bpéril\b", made.text, re.I), made.text
    assert {forced.source for forced in made.forced} == {"risk", "user"}


@pytest.mark.parametrize(
    ("text", "source", "target", "wanted"),
    [
        ("All new guidelines are public.", "guideline", "plan", "directive"),
        ("Access is free and open.", "access", "ouverture", "accès"),
        ("The analysis of the data is shared.", "data", "éléments", "données"),
    ],
)
def test_a_term_is_not_said_beside_what_the_model_says_for_it(argos, text, source, target, wanted):
    made = said(argos, text, terms((source, target)))
    assert target in made.text.lower()
    assert wanted not in made.text.lower()


def test_the_adjective_after_the_verb_agrees_with_the_term(argos):
    assert said(argos, "All new guidelines are public.", terms(("guideline", "plan"))).text.endswith("sont publics.")


def test_a_plural_that_no_rule_makes_is_the_one_of_the_term_base(argos):
    base = terms(("assessment", "bilan-conseil"), gender="m", inflected=("bilans-conseils",))
    made = said(argos, "Organisations share the assessments.", base)
    assert "bilans-conseils" in made.text


@pytest.mark.parametrize("part_of_speech", ["adjective", "verb"])
def test_a_word_that_other_words_bend_is_told_and_never_put_in(argos, part_of_speech):
    text = "Partners want evidence-based strategies."
    base = terms(("evidence-based", "fondé sur des preuves"), part_of_speech=part_of_speech)
    assert said(argos, text, base).text == argos.translate([text])[0].text
    assert [finding.check for finding in check(text, said(argos, text, base).text, base)][-1:] == ["term-missing"]
