"""Whether a translation may go out on a day, what counts as a permission, and which files may stand as its evidence."""

from datetime import UTC, date, datetime

import pytest

from curation.evidence import EMAIL, JPEG, LARGEST_FILE, PDF, PNG, TEXT, WEBP, attached, kind_of
from curation.permissions import (
    NotAPermission,
    Permission,
    Scope,
    Typed,
    changed_since,
    given,
    release,
)
from curation.rights import LICENCES

DAY = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def permission(scope=Scope.PUBLISH, on=date(2026, 2, 1), until=None, number=1, ended_at=None):
    return Permission(number, "OCHA", on, scope, until, "", "", "", "Luc", AT, "Luc" if ended_at else "", ended_at)


@pytest.mark.parametrize(
    ("licence", "confirmed", "permissions", "opens"),
    [
        ("CC-BY-4.0", True, [], True),
        ("CC-BY-4.0", False, [], False),
        ("CC-BY-4.0", False, [permission()], True),
        ("all-rights-reserved", True, [], False),
        ("", True, [permission()], True),
        ("all-rights-reserved", True, [permission(Scope.SUMMARY), permission(Scope.INTERNAL)], False),
        ("all-rights-reserved", True, [permission(until=DAY)], True),
        ("all-rights-reserved", True, [permission(until=date(2026, 2, 28))], False),
        ("all-rights-reserved", True, [permission(on=date(2026, 3, 2))], False),
        ("all-rights-reserved", True, [permission(ended_at=AT)], False),
        ("all-rights-reserved", True, [permission(ended_at=AT), permission(number=2)], True),
        ("CC-BY-4.0", True, [permission(ended_at=AT)], True),
    ],
    ids=[
        "the licence allows it",
        "a guess that nobody confirmed opens nothing",
        "a permission is a person's word",
        "the licence forbids it",
        "nobody knows the licence",
        "only the scope to publish opens",
        "the last day counts",
        "the day after does not",
        "not before it was given",
        "taken back",
        "another one still holds",
        "an ended permission closes no licence",
    ],
)
def test_what_may_go_out(licence, confirmed, permissions, opens):
    released = release(licence, permissions, DAY, confirmed=confirmed)
    assert (released.refusal == "") is opens
    assert (released.permission is not None) is (opens and not (licence == "CC-BY-4.0" and confirmed))


def test_every_licence_that_refuses_is_opened_by_a_permission_and_by_nothing_else():
    for identifier, licence in LICENCES.items():
        assert bool(release(identifier, [], DAY).refusal) is not licence.translation
        assert release(identifier, [permission()], DAY).refusal == ""


def test_of_several_permissions_the_one_that_lasts_longest_is_named():
    some = [permission(until=date(2026, 5, 1)), permission(number=2), permission(number=3, until=date(2027, 1, 1))]
    assert release("", some, DAY).permission.id == 2


def test_only_a_permission_that_ran_out_by_itself_changes_what_nobody_touched():
    over = [permission(until=date(2026, 2, 10)), permission(until=date(2026, 2, 20))]
    assert changed_since(over, DAY) == date(2026, 2, 20)
    others = [permission(until=DAY), permission(until=date(2026, 2, 20), ended_at=AT), permission(Scope.SUMMARY)]
    assert changed_since(others, DAY) is None


def typed(**changes):
    usual = {"given_by": " OCHA  Centre ", "given_on": "2026-02-01", "scope": "publish", "until": "", "note": ""}
    return Typed(**(usual | changes))


def test_what_was_typed_becomes_values():
    assert given(typed(), DAY).given_by == "OCHA Centre"
    assert (given(typed(), DAY).until, given(typed(until="2026-12-31"), DAY).until) == (None, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("given_by", "  ", "qui a donné"),
        ("given_by", "x" * 201, "qui a donné"),
        ("given_on", "1er mars", "ne se lit pas"),
        ("given_on", "2026-03-02", "plus tard qu’aujourd’hui"),
        ("until", "2026-01-31", "avant son début"),
        ("until", "bientôt", "ne se lit pas"),
        ("scope", "everything", "Choisissez"),
        ("note", "x" * 2001, "trop longue"),
    ],
)
def test_what_cannot_be_kept_is_told_in_words(field, value, told):
    with pytest.raises(NotAPermission, match=told):
        given(typed(**{field: value}), DAY)


LETTER = b"From: ana@example.org\r\nSubject: Yes\r\n\r\nYou may translate it.\r\n"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", PDF),
        (b"\x89PNG\r\n\x1a\n\x00\x00", PNG),
        (b"\xff\xd8\xff\xe0\x00", JPEG),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", WEBP),
        (LETTER, EMAIL),
        (b"Received: by mx\r\nDate: Mon\r\nFrom: a@b\r\n\r\n\xe9", EMAIL),
        ("Accord donné au téléphone.".encode(), TEXT),
        (b"<script>alert(1)</script>", TEXT),
        (b"MZ\x90\x00\x03", None),
        (b"PK\x03\x04\x14\x00", None),
        (b"\xd0\xcf\x11\xe0", None),
        (b"caf\xe9", None),
        (b"", None),
        (b" \n", None),
    ],
)
def test_the_bytes_say_what_a_file_is(content, kind):
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("accord.pdf", "accord.pdf"),
        ("C:\\Bureau\\Accord signé.PDF", "Accord signé.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("facture.pdf.exe", "facture-pdf.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a-b-Set-Cookie-x.pdf"),
        ("\u202egnp.exe", "gnp.pdf"),
        ("", "autorisation.pdf"),
        ("...", "autorisation.pdf"),
        ("é" * 300 + ".pdf", "é" * 80 + ".pdf"),
    ],
)
def test_a_file_is_kept_under_a_harmless_name_that_ends_as_its_bytes_want(name, kept):
    assert attached(name, b"%PDF-1.7") == kept


def test_a_file_that_is_too_heavy_or_of_another_kind_is_refused_in_words():
    with pytest.raises(NotAPermission, match="10 Mo"):
        attached("a.pdf", b"%PDF-" + bytes(LARGEST_FILE))
    with pytest.raises(NotAPermission, match="ni un PDF"):
        attached("a.pdf", b"MZ\x90\x00")
