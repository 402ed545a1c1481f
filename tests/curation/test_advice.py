"""What to do about a source that fails: said in both languages for every kind of error that a visit may meet."""

import pytest

from curation import errors
from curation.advice import FRENCH, UNKNOWN, advice
from curation.errors import CurationError, HttpError

NOT_OF_A_VISIT = {"error", "watch list", "themes", "no other reading", "no such page"}


def kinds(of=CurationError):
    for error in of.__subclasses__():
        if error.__module__ == errors.__name__:
            yield error.kind
            yield from kinds(error)


def test_every_kind_of_error_has_its_advice_and_no_advice_is_for_nothing():
    assert set(kinds()) - NOT_OF_A_VISIT == set(FRENCH)


@pytest.mark.parametrize("kind", FRENCH)
def test_each_says_what_happened_and_what_to_do_in_both_languages(kind):
    told = advice(kind, "")
    assert told.what[0].islower() or told.what.startswith("ReliefWeb")
    assert not told.what.endswith(".")
    assert told.french.endswith(".")
    assert told.english


@pytest.mark.parametrize(
    ("status", "english", "french"),
    [
        (403, "ask the publisher", "robots"),
        (404, "not there any more", "changé d’adresse"),
        (429, "less often", "toute seule"),
        (503, "fault of its own", "chez eux"),
        (418, "browser", "navigateur"),
    ],
)
def test_what_to_do_depends_on_the_status(status, english, french):
    error = HttpError("https://a.org", status)
    told = advice(error.kind, str(error), error.url)
    assert told.what == f"le serveur a répondu {status}"
    assert told.english == error.advice
    assert english in told.english
    assert french in told.french


def test_reliefweb_refuses_whoever_has_no_name_of_their_own():
    error = HttpError("https://api.reliefweb.int/v2/reports", 403)
    told = advice(error.kind, str(error), error.url)
    assert "appname" in told.english
    assert "appname" in told.french


def test_a_status_is_found_in_a_publication_s_own_failure_too():
    assert advice("", "https://a.org/1: the server answered 404").what == "le serveur a répondu 404"


def test_a_kind_that_nobody_knows_still_has_advice():
    told = advice("new kind", "whatever")
    assert (told.what, told.french) == UNKNOWN
    assert told.english
