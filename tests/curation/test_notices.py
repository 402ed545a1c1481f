"""Notices: who is told what, once, where it leads, and what is left of them when a person is erased."""

import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest
from lxml import html

from curation.catalog import StaleDraft
from curation.notices import Digest, NoticeKind, is_due
from curation.review import NotAllowed, ReviewAction, Role, decide

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")


def told(desk, name):
    """What waits for this person, newest first: kind, who did it, where."""
    notices = desk.catalog.notices(desk.people[name].id)
    return [(notice.kind, notice.actor, notice.position) for notice in notices]


def edit(desk, draft, position, name, text="Autre texte"):
    version = desk.catalog.draft_page(draft).units[position].version
    desk.catalog.edit_unit(draft, position, text, (), desk.people[name], desk.clock(), seen=version)


def test_a_comment_tells_whom_it_names_and_whom_it_answers_once_each(desk):
    draft, say = desk.draft(), desk.catalog.comment
    say(draft, 2, "Un doute ici.", desk.people["Zoé"], desk.clock())
    say(draft, 2, "@Zoé @Luc @luc, moi aussi. @Amina", desk.people["Amina"], desk.clock())
    say(draft, 3, "Autre chose.", desk.people["Luc"], desk.clock())
    say(draft, 2, "Réglé alors.", desk.people["Luc"], desk.clock())
    assert told(desk, "Zoé") == [(NoticeKind.ANSWERED, "Luc", 2), (NoticeKind.MENTIONED, "Amina", 2)]
    assert told(desk, "Amina") == [(NoticeKind.ANSWERED, "Luc", 2)]
    assert told(desk, "Luc") == [(NoticeKind.MENTIONED, "Amina", 2)]
    desk.accounts.disable("Zoé", at=desk.clock())
    say(draft, 2, "@Zoé ?", desk.people["Luc"], desk.clock())
    assert len(told(desk, "Zoé")) == 2


def test_the_steps_of_a_draft_tell_those_who_worked_on_it_and_never_who_took_them(desk):
    draft = desk.draft()
    desk.step(draft, ReviewAction.CLAIM, "Amina")
    edit(desk, draft, 1, "Luc")
    desk.step(draft, ReviewAction.SEND_BACK, "Luc", "Le titre est à revoir.")
    assert told(desk, "Amina") == [(NoticeKind.SENT_BACK, "Luc", None)]  # she held it
    assert told(desk, "Luc") == []
    desk.step(draft, ReviewAction.CLAIM, "Amina")
    desk.step(draft, ReviewAction.RELEASE, "dragoman", "")  # by itself
    assert told(desk, "Amina")[0] == (NoticeKind.RELEASED, "dragoman", None)
    edit(desk, draft, 2, "Amina")
    desk.step(draft, ReviewAction.APPROVE, "Maëlle")
    desk.step(draft, ReviewAction.PUBLISH, "dragoman", "")
    assert [kind for kind, *_ in told(desk, "Luc")] == [NoticeKind.PUBLISHED, NoticeKind.APPROVED]
    assert [kind for kind, *_ in told(desk, "Amina")][:2] == [NoticeKind.PUBLISHED, NoticeKind.APPROVED]
    assert told(desk, "Maëlle") == []
    assert told(desk, "Zoé") == []


def test_a_suggestion_that_is_taken_tells_whoever_made_it(desk):
    draft = desk.draft()
    desk.catalog.suggest(draft, [(1, "Pour quoi"), (2, "Demander")], "a.po", desk.people["Zoé"], desk.clock())
    first, second = desk.catalog.suggestions(draft)
    desk.catalog.answer_suggestion(first.id, True, desk.people["Luc"], desk.clock())
    desk.catalog.answer_suggestion(first.id, True, desk.people["Luc"], desk.clock())  # twice
    desk.catalog.answer_suggestion(second.id, False, desk.people["Luc"], desk.clock())
    assert told(desk, "Zoé") == [(NoticeKind.TAKEN, "Luc", 1)]


def test_a_step_that_fails_tells_nobody(desk):
    draft = desk.draft()
    edit(desk, draft, 1, "Amina")
    value = desk.catalog.draft(draft)
    approval = decide(value, ReviewAction.APPROVE, desk.people["Luc"], desk.clock())
    with pytest.raises(StaleDraft):
        desk.catalog.record(approval, seen=value.version - 1)
    assert told(desk, "Amina") == []


def test_a_draft_is_for_somebody_until_a_day(desk):
    draft = desk.draft()
    amina, zoe = desk.signed_in("Amina"), desk.signed_in("Zoé")
    page = amina.get(f"/brouillons/{draft}").text
    assert "Pour qui voudra" in page
    choices = html.fromstring(page).xpath("//select[@id='who']/option/text()")
    assert choices == ["qui voudra", "Amina", "Luc", "Maëlle"]
    luc = desk.people["Luc"].id
    done = amina.send(f"/brouillons/{draft}/attribution", who=luc, due="2026-03-05")
    assert done.status_code == 303
    amina.send(f"/brouillons/{draft}/attribution", who=luc, due="2026-03-05")  # twice
    assert told(desk, "Luc") == [(NoticeKind.ASSIGNED, "Amina", None)]
    shown = amina.get(f"/brouillons/{draft}").text
    assert "à rendre le 5 mars 2026" in shown
    assert "en retard" not in shown
    assert (
        amina.get(f"/brouillons/{draft}/historique").text.count("a confié le brouillon à Luc, pour le 5 mars 2026") == 1
    )
    assert "Maëlle" not in zoe.get(f"/brouillons/{draft}").text  # a contributor reads it, and cannot say it
    assert zoe.send(f"/brouillons/{draft}/attribution", who="", due="").status_code == 403
    desk.clock.now = datetime(2026, 3, 5, 22, 59, tzinfo=UTC)
    amina = desk.signed_in("Amina")
    assert "en retard" not in amina.get(f"/brouillons/{draft}").text
    desk.clock.now += timedelta(minutes=1)  # midnight where people review, as the list of drafts counts
    assert "en retard" in amina.get(f"/brouillons/{draft}").text
    wrong = amina.send(f"/brouillons/{draft}/attribution", who=luc, due="demain")
    assert wrong.status_code == 403
    assert "Ce jour ne se lit pas" in wrong.text
    for nobody in (desk.people["Zoé"].id, 999):
        with pytest.raises(NotAllowed, match="ne relit pas"):
            desk.catalog.assign(draft, nobody, None, desk.people["Luc"], desk.clock())
    desk.step(draft, ReviewAction.REJECT, "Luc")
    with pytest.raises(NotAllowed, match="n’attend plus"):
        desk.catalog.assign(draft, luc, date(2026, 4, 1), desk.people["Luc"], desk.clock())


def test_the_page_shows_what_is_for_me_and_marks_it_read(desk):
    draft = desk.draft()
    for number in range(3):
        desk.catalog.comment(draft, number, f"@Amina, question {number}", desk.people["Luc"], desk.clock())
    amina, luc = desk.signed_in("Amina"), desk.signed_in("Luc")
    page = html.fromstring(amina.get("/avis").text)
    assert [a.get("href") for a in page.xpath("//li//a")][:2] == [
        f"/brouillons/{draft}/segments/2",
        f"/brouillons/{draft}/segments/1",
    ]
    assert amina.get(f"/brouillons/{draft}/segments/2").headers["location"] == f"/brouillons/{draft}#s2"
    assert page.xpath("//header//a[@href='/avis']/span")[0].text_content() == "3 nouveaux"
    amina.get("/avis")
    assert amina.send("/avis", notice=2).status_code == 303
    assert desk.catalog.unseen(desk.people["Amina"].id) == 2
    luc.get("/avis")
    assert luc.send("/avis", notice=1).status_code == 404  # another's
    desk.catalog.comment(draft, 4, "@Amina, venue après la page", desk.people["Luc"], desk.clock())
    amina.send("/avis", notice=3, all=1)
    assert [notice.is_new for notice in desk.catalog.notices(desk.people["Amina"].id)] == [True, False, False, False]
    assert luc.get("/avis?page=99999999").status_code == 200


def test_nothing_is_left_of_an_erased_person(desk):
    draft = desk.draft()
    jean = desk.accounts.add("Jean Dupont", "quatre mots au hasard", Role.REVIEWER, "jean@example.org", at=desk.clock())
    desk.people["Jean Dupont"] = jean
    desk.catalog.comment(draft, 1, "De moi.", jean, desk.clock())
    desk.catalog.comment(draft, 1, "Merci @jean dupont !", desk.people["Luc"], desk.clock())
    desk.catalog.settle(draft, 2, True, jean, desk.clock())
    desk.catalog.comment(draft, 1, "@Luc, d’accord.", jean, desk.clock())
    said = f"@Luc, {'mot ' * 30}puis @Jean Dupont."  # a notice breaks off between the two names
    desk.catalog.comment(draft, 1, said, desk.people["Maëlle"], desk.clock())
    desk.catalog.suggest(draft, [(1, "Pour quoi")], "a.po", jean, desk.clock())
    desk.catalog.assign(draft, jean.id, None, desk.people["Luc"], desk.clock())
    key = desk.catalog.renew_feed_key(jean.id)
    desk.catalog.mail_failed(jean.id, "mail_refused", "550 jean@example.org")
    assert desk.accounts.erase("Jean Dupont", at=desk.clock()) == f"personne-{jean.id}"
    with sqlite3.connect(desk.database.path) as raw:
        kept = "\n".join(raw.iterdump()).casefold()
    raw.close()
    for trace in ("jean", "dupont", key.casefold()):
        assert trace not in kept, trace
    assert f"@personne-{jean.id} !" in desk.catalog.comments(draft)[1].text
    assert desk.catalog.assignment(draft).account_id is None
    assert (NoticeKind.MENTIONED, f"personne-{jean.id}", 1) in told(desk, "Luc")
    assert "a confié le brouillon à personne-" in desk.signed_in("Luc").get(f"/brouillons/{draft}/historique").text


MORNING = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("digest", "hours", "due"),
    [
        (Digest.DAILY, None, True),
        (Digest.DAILY, 23.9, True),  # the clock that starts it is not exact
        (Digest.DAILY, 3, False),
        (Digest.DAILY, 8, False),  # another day, but hardly
        (Digest.WEEKLY, 48, False),
        (Digest.WEEKLY, 167, True),
        (Digest.NEVER, None, False),
    ],
)
def test_a_digest_is_due_once_a_day_or_a_week(digest, hours, due):
    last = None if hours is None else MORNING - timedelta(hours=hours)
    assert is_due(digest, last, MORNING) is due
