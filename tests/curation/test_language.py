"""The language that the pages speak."""

from curation.web.language import gettext, ngettext, speaking


def test_french_stands_as_it_is_written():
    assert gettext("Brouillons") == "Brouillons"
    assert [ngettext("mot", "mots", n) for n in (0, 1, 2)] == ["mot", "mot", "mots"]


def test_english_is_read_from_its_catalog_and_what_is_missing_stays_french():
    with speaking("en"):
        assert (gettext("Brouillons"), gettext("Rien de tel")) == ("Drafts", "Rien de tel")
    assert gettext("Brouillons") == "Brouillons"


def test_a_language_that_we_do_not_have_is_french():
    with speaking("xx"):
        assert gettext("Brouillons") == "Brouillons"
