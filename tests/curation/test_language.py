"""The language that the pages speak, and how somebody chooses it."""

from datetime import UTC, date, datetime
from html import unescape

import pytest

from curation.accounts import NameTaken
from curation.passwords import weakness
from curation.told import Told
from curation.web import formats
from curation.web.language import Wordings, forms, gettext, marked, ngettext, said, speaking
from tests.curation.desk import PASSWORD


def test_french_stands_as_it_is_written():
    assert gettext("Brouillons") == "Brouillons"
    assert [ngettext("mot", "mots", n) for n in (0, 1, 2)] == ["mot", "mot", "mots"]


def test_english_is_read_from_its_catalog_and_what_is_missing_stays_french():
    with speaking("en"):
        assert (gettext("Brouillons"), gettext("Rien de tel")) == ("Drafts", "Rien de tel")
        assert [ngettext("mot", "mots", n) for n in (0, 1, 2)] == ["words", "word", "words"]
    assert gettext("Brouillons") == "Brouillons"


def test_a_language_that_we_do_not_have_is_french():
    with speaking("xx"):
        assert gettext("Brouillons") == "Brouillons"


def test_a_table_of_wordings_is_read_in_the_language_that_is_spoken():
    table = Wordings({"a": marked("Ajouter"), "b": marked("Annuler")})
    assert (dict(table), len(table)) == ({"a": "Ajouter", "b": "Annuler"}, 2)
    with speaking("en"):
        assert list(table.values()) == ["Add", "Cancel"]
        assert formats.count(3, *forms("brouillon", "brouillons")).startswith("3\u00a0")


def test_what_errors_say_is_said_in_english_with_its_values():
    taken = NameTaken("100 % Zoé")
    assert str(taken) == said(taken) == "Le nom «\u00a0100 % Zoé\u00a0» est déjà pris\u00a0: choisissez-en un autre."
    weak = weakness("court")
    with speaking("en"):
        assert said(taken) == "The name “100 % Zoé” is already taken: choose another."
        assert gettext(weak).startswith("This password is too short: it needs at least 10 characters.")
        assert said(ValueError("anything else")) == "anything else"
        assert said(ValueError()) == ""


def test_a_told_sentence_counts_and_holds_other_told_sentences():
    one, two = (
        Told("Une licence : %(what)s", "%(num)s licences", num=n, what=Told("Licence inconnue")) for n in (1, 2)
    )
    assert (str(one), str(two)) == ("Une licence : Licence inconnue", "2 licences")
    with speaking("en"):
        assert gettext(one) == "Une licence : Unknown licence"


def test_days_hours_and_figures_are_written_as_each_language_does():
    at = datetime(2026, 3, 1, 9, 5, tzinfo=UTC)
    assert formats.moment(at) == "1er mars 2026 à 10\u00a0h\u00a005"
    assert (formats.number(12400), formats.percent(92), formats.quoted("x")) == (
        "12\u202f400",
        "92\u00a0%",
        "«\u00a0x\u00a0»",
    )
    with speaking("en"):
        assert formats.moment(at) == "1 March 2026, 10:05"
        assert formats.calendar_day(date(2026, 8, 12)) == "12 August 2026"
        assert (formats.number(12400), formats.percent(92), formats.quoted("x")) == ("12,400", "92%", "“x”")
        assert [formats.count(n, "mot") for n in (0, 1, 2)] == ["0\u00a0words", "1\u00a0word", "2\u00a0words"]


# Choosing


def spoken_on(answer):
    return answer.text.partition('<html lang="')[2][:2]


def test_whoever_is_not_signed_in_chooses_for_this_browser(desk):
    visitor = desk.visitor()
    assert spoken_on(visitor.get("/connexion?vers=/tri")) == "fr"
    answer = visitor.send("/langue", langue="en", retour="/connexion?vers=/tri")
    assert (answer.status_code, answer.headers["location"]) == (303, "/connexion?vers=/tri")
    kept = answer.headers["set-cookie"].lower()
    assert "dragoman-langue=en" in kept
    assert all(said in kept for said in ("httponly", "samesite=lax", "max-age=31536000"))
    door = visitor.get("/connexion?vers=/tri")
    assert spoken_on(door) == "en"
    assert "Password" in door.text
    assert "do not go together" in visitor.send("/connexion", name="Amina", password="faux").text
    assert spoken_on(visitor.get("/nulle-part")) == "en"
    assert spoken_on(desk.visitor().get("/connexion")) == "fr"


def test_over_https_the_choice_never_travels_in_clear(desk):
    visitor = desk.visitor()
    visitor.client.base_url = "https://testserver"
    visitor.get("/connexion")
    answer = visitor.send("/langue", headers={"Origin": "https://testserver"}, langue="en", retour="/")
    assert "secure" in answer.headers["set-cookie"].lower()


def test_the_choice_of_a_person_follows_them_and_wins_over_the_browsers(desk):
    amina = desk.signed_in("Amina")
    page = amina.get("/aide?page=1").text
    assert '<input type="hidden" name="retour" value="/aide?page=1">' in page
    assert '<button class="link" name="langue" value="en" lang="en">English</button>' in page
    assert amina.send("/langue", langue="en", retour="/aide").headers["location"] == "/aide"
    assert spoken_on(amina.get("/aide")) == "en"
    assert "First steps" in amina.html
    assert spoken_on(desk.signed_in("Amina").get("/")) == "en"
    luc = desk.visitor()
    luc.get("/connexion")
    luc.send("/langue", langue="en", retour="/")
    luc.get("/connexion")
    luc.send("/connexion", name="Luc", password=PASSWORD)
    assert spoken_on(luc.get("/compte")) == "fr"


def test_an_unknown_language_changes_nothing_and_no_address_leads_elsewhere(desk):
    amina = desk.signed_in("Amina")
    amina.get("/compte")
    assert amina.send("/langue", langue="de", retour="/").status_code == 400
    assert spoken_on(amina.get("/compte")) == "fr"
    for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example"):
        assert amina.send("/langue", langue="en", retour=elsewhere).headers["location"] == "/"
    assert amina.send("/langue", langue="fr", retour="/", csrf="faux").status_code == 403
    assert spoken_on(amina.get("/compte")) == "en"


def test_a_page_that_gives_a_text_back_has_no_choice_that_would_lose_it(desk):
    desk.draft()
    amina = desk.signed_in("Amina")
    assert 'action="/langue"' in amina.get("/brouillons/1").text
    answer = amina.send("/brouillons/1/segments/1", target="Mon texte", version=1, csrf="faux")
    assert "Mon texte" in answer.text
    assert 'action="/langue"' not in answer.text


@pytest.mark.parametrize("path", ["/nulle-part", "/brouillons/999", "/comptes"])
def test_errors_speak_the_language_too(desk, path):
    amina = desk.signed_in("Amina")
    amina.get("/compte")
    amina.send("/langue", langue="en", retour="/")
    told = unescape(amina.get(path).text)
    assert "Cette page" not in told
    assert "This page" in told
