"""What to do about a source that fails: said in both languages for every kind of error that a visit may meet."""

import pytest

from curation import errors
from curation.advice import ADVICE, UNKNOWN, advice
from curation.errors import CurationError, HttpError

NOT_OF_A_VISIT = {"error", "watch list"}


def kinds(of=CurationError):
    for error in of.__subclasses__():
        if error.__module__ == errors.__name__:
            yield error.kind
            yield from kinds(error)


def test_every_kind_of_error_has_its_advice():
    assert set(kinds()) - NOT_OF_A_VISIT <= set(ADVICE)


@pytest.mark.parametrize("kind", ADVICE)
def test_each_says_what_happened_and_what_to_do_in_both_languages(kind):
    told = ADVICE[kind]
    assert told.what[0].islower()
    assert not told.what.endswith(".")
    assert told.french.endswith(".")
    assert told.english


@pytest.mark.parametrize(
    ("status", "word"), [(403, "robots"), (404, "moved"), (410, "moved"), (429, "by itself"), (503, "trouble")]
)
def test_what_to_do_depends_on_the_status(status, word):
    error = HttpError("https://a.org", status)
    told = advice(error.kind, str(error))
    assert told.what == f"le serveur a répondu {status}"
    assert word in told.english


def test_a_status_is_found_in_a_publication_s_own_failure_too():
    assert advice("", "https://a.org/1: the server answered 404").what == "le serveur a répondu 404"


def test_a_kind_that_nobody_knows_still_has_advice():
    assert advice("new kind", "whatever") == UNKNOWN
