"""The list of drafts: what to do now and why, orders and filters, who has what, how far it is and how long it takes."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import sqlalchemy as sa

from curation.catalog import Catalog
from curation.database import DatabaseUnusable
from curation.effort import learnt, level_of, minutes
from curation.next_draft import Why, propose
from curation.review import Actor, ReviewAction, ReviewState, Role
from curation.schema import draft, publication
from curation.views import QueueRow, Tally
from curation.web.queue_words import duration
from curation.web.seldom import Seldom
from tests.curation.desk import ROWS
from translation.document import BlockKind
from translation.risk import Level

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 1)
AMINA = Actor(1, "Amina", Role.REVIEWER)
CLAIM, SEND_BACK, APPROVE = ReviewAction.CLAIM, ReviewAction.SEND_BACK, ReviewAction.APPROVE


def row(number, state=ReviewState.QUEUED, *, claimed_by="", at=NOW, **values):
    return QueueRow(number, 1, state, f"Draft {number}", "OCHA", "", 100, claimed_by, NOW, at, **values)


def give(desk, draft_id, **values):
    with desk.database.write() as connection:
        connection.execute(sa.update(draft).where(draft.c.id == draft_id).values(**values))


def speak_of(desk, draft_id, *themes, organisation="OCHA"):
    """What the publication of a draft is about, and whose it is."""
    reasons = [{"theme": theme, "phrases": ["x"], "weight": 0.4} for theme in themes]
    against = {"theme": "recruitment", "phrases": ["x"], "weight": -0.2}
    values = {"reasons": [*reasons, against], "organisation": organisation}
    with desk.database.write() as connection:
        connection.execute(sa.update(publication).where(publication.c.id == draft_id).values(**values))


def shown(html):
    """The numbers of the drafts on a page, in their order."""
    return [int(number) for number in re.findall(r'<a href="/brouillons/(\d+)"', html)]


def plain(html):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_what_is_proposed_is_the_first_reason_that_holds():
    luc = {"state": ReviewState.IN_REVIEW, "claimed_by": "Luc"}
    candidates = {
        Why.DUE: row(1, assigned_to="Amina", due=TODAY + timedelta(days=3)),
        Why.BEGUN: row(2, ReviewState.IN_REVIEW, claimed_by="Amina"),
        Why.SENT_BACK: row(3),
        Why.OVERDUE: row(4, due=TODAY - timedelta(days=1)),
        Why.ASSIGNED: row(5, assigned_to="Amina", due=TODAY + timedelta(days=4)),
        Why.FIRST: row(6),
    }
    tallies = {3: Tally(sent_back=True, returned_to=AMINA.id), 6: Tally(sent_back=True, returned_to=7)}
    others = [row(7, **luc), row(8, assigned_to="Luc", due=TODAY), row(9, ReviewState.APPROVED)]
    left = [*others, *reversed(candidates.values())]
    for why, expected in candidates.items():
        found = propose(left, tallies, AMINA, TODAY)
        assert (found.why, found.row) == (why, expected)
        left.remove(expected)
    assert propose(left, tallies, AMINA, TODAY).row.draft_id == 8  # what is for others comes when nothing else waits
    assert propose([others[0], others[2]], tallies, AMINA, TODAY) is None


def test_of_several_the_most_pressing_is_proposed_and_of_ones_own_the_last_touched():
    late, later = (row(n, due=TODAY - timedelta(days=n)) for n in (1, 2))
    assert propose([late, later], {}, AMINA, TODAY).row is later
    held = {"state": ReviewState.IN_REVIEW, "claimed_by": "Amina"}
    old, new = (row(n, at=NOW + timedelta(hours=n), **held) for n in (1, 2))
    assert propose([old, new], {}, AMINA, TODAY).row is new


def test_the_page_proposes_one_draft_and_says_why(desk):
    first, second, third = (desk.draft(title=f"Draft {n}", url=str(n)) for n in range(3))
    amina = desk.signed_in("Amina")
    html = amina.get("/").text
    assert "C’est le plus douteux de ceux qui attendent." in html
    assert shown(html) == [first, second, third]  # each once, the proposed one first
    desk.step(second, CLAIM, "Amina")
    assert "Vous l’avez commencé." in amina.get("/").text
    assert shown(amina.html)[0] == second
    desk.step(second, APPROVE, "Amina")
    desk.step(second, SEND_BACK, "Luc")
    assert "Il vous a été renvoyé" in amina.get("/").text
    assert "Il vous a été renvoyé" not in desk.signed_in("Luc").get("/").text
    give(desk, third, assigned_to=desk.people["Amina"].id, due="2026-02-27")
    assert "Il vous est confié, et son échéance est proche ou passée." in amina.get("/").text
    assert "en retard\u00a0: à rendre le 27 février 2026" in amina.html
    assert shown(amina.html)[0] == third
    assert "confié à Amina" in desk.signed_in("Luc").get("/?etat=a-relire").text
    assert "Pour vous maintenant" not in amina.get("/?etat=a-relire").text


def test_who_has_what_since_when_and_how_far_it_is(desk):
    draft_id = desk.draft()
    desk.catalog.edit_unit(draft_id, 1, "Le texte de Luc.", (), desk.people["Luc"], desk.clock(), seen=1)
    seen = {}
    for days in (0, 1, 3, 9):
        desk.clock.now = NOW + timedelta(days=days)
        if days:
            desk.catalog.annotate(draft_id, desk.people["Luc"], desk.clock(), summary=f"Jour {days}")
        seen[days] = plain(desk.signed_in("Amina").get("/").text)
    told = ("depuis aujourd’hui", "depuis hier", "depuis 3\u00a0jours", "depuis le 1er mars 2026")
    for days, words in zip(seen, told, strict=True):
        assert " ".join(f"chez Luc {words}".split()) in seen[days]
    assert "1 segment relu sur 9" in seen[0]
    html = desk.signed_in("Luc").get("/").text
    assert '<progress max="9" value="1" aria-label="Avancement de la relecture"></progress>' in html
    assert "chez vous depuis le" in html


def test_orders_and_filters_combine_and_stay_in_the_address(desk):
    short, long, other = (desk.draft(title=f"Draft {n}", url=str(n), rows=ROWS * n) for n in (1, 80, 2))
    speak_of(desk, short, "consent", organisation="OCHA")
    speak_of(desk, long, "consent", "data-protection", organisation="CALP & Co")
    speak_of(desk, other, "data-protection", organisation="CALP & Co")
    give(desk, other, due="2026-03-02")
    give(desk, long, due="2026-03-09")
    luc = desk.signed_in("Luc")
    assert shown(luc.get("/?etat=a-relire&ordre=effort").text) == [short, other, long]
    assert shown(luc.get("/?etat=a-relire&ordre=echeance").text) == [other, long, short]
    assert shown(luc.get("/?theme=consent&ordre=anciens").text) == [short, long]
    assert shown(luc.get("/?source=CALP+%26+Co&theme=consent").text) == [long]
    links = {unescape(link) for link in re.findall(r'href="(/\?[^"]*)"', luc.html)}
    assert "/?etat=a-relire&theme=consent&source=CALP+%26+Co" in links
    assert '<option value="CALP &amp; Co" selected>' in luc.html
    assert "recruitment" not in luc.html  # a theme that spoke against the publication
    assert 15 < minutes_of(luc.get("/?etat=a-relire&ordre=effort").text)[-1] < 60
    assert shown(luc.get("/?minutes=15&theme=data-protection").text) == [other]
    assert "(avec vos filtres)" in luc.html
    assert '<option value="15" selected>15\u00a0min</option>' in luc.html
    assert "(avec vos filtres)" not in luc.get("/").text
    desk.step(short, CLAIM, "Amina")
    give(desk, long, assigned_to=desk.people["Amina"].id)
    assert set(shown(luc.get("/?personne=Amina").text)) == {short, long}
    assert shown(luc.get("/?personne=-").text) == [other]
    assert "Aucun brouillon ne répond à ces choix" in luc.get("/?theme=nothing&etat=a-relire").text
    assert "Enlever les filtres" in luc.html
    strange = luc.get("/?theme=%22%3E%3Cscript%3E&minutes=7&personne=%00&source=" + "x" * 900)
    assert strange.status_code == 200
    assert '"><script>' not in strange.text


def minutes_of(html):
    return [int(found) for found in re.findall(r"environ (\d+)\u00a0min", html)]


def test_a_long_list_keeps_its_filters_from_page_to_page_and_its_weight(desk):
    for number in range(53):
        speak_of(desk, desk.draft(url=str(number), rows=[]), "consent")
    amina = desk.signed_in("Amina")
    page = amina.get("/?etat=a-relire&theme=consent")
    assert len(shown(page.text)) == 50
    after = unescape(re.search(r'rel="next" href="([^"]*)"', page.text)[1])
    assert after == "/?etat=a-relire&theme=consent&page=2"
    assert len(shown(amina.get(after).text)) == 3
    assert len(page.text) < 60_000
    more = unescape(re.search(r'<a href="([^"]*)">Voir aussi', amina.get("/?theme=consent").text)[1])
    assert more == "/?etat=a-relire&theme=consent"


def test_units_are_counted_once_for_each_version_of_a_draft(desk):
    draft_id, _other = desk.draft(), desk.draft(title="Other", url="other")
    amina = desk.signed_in("Amina")
    counted = []

    @sa.event.listens_for(desk.database.engine, "before_cursor_execute")
    def listen(connection, cursor, statement, parameters, *_):
        if "FROM draft LEFT OUTER JOIN unit" in statement:
            counted.append(parameters[-1])

    amina.get("/")
    assert len(counted) == 1  # both drafts at once
    counted.clear()
    amina.get("/")
    assert counted == []
    amina.get(f"/brouillons/{draft_id}")
    amina.edit(draft_id, 4, "D’accord.")
    amina.get("/")
    assert counted == [draft_id]
    rows = desk.catalog.queue()
    assert desk.catalog.tallies(rows) == Catalog(desk.database).tallies(rows)
    tally = desk.catalog.tallies(rows)[draft_id]
    assert (tally.units, tally.edited, tally.reviewed, tally.done, tally.doubtful) == (9, 1, 1, 2, 0)
    assert sum(tally.left.values()) == 11
    assert tally.held_since == desk.clock()
    assert desk.catalog.tallies([row(99)]) == {}


def test_the_time_of_a_card_follows_what_past_reviews_took(desk):
    rows = [(BlockKind.PARAGRAPH, 0, "x", [(f"{'We hold data. ' * 9}{n}.", f"Phrase {n}.", 0)]) for n in range(12)]
    waiting = desk.draft(title="Waiting", url="waiting", rows=rows)
    before = minutes_of(desk.signed_in("Amina").get("/").text)
    for number in range(8):
        done = desk.draft(title="Done", url=f"done-{number}", rows=rows)
        desk.step(done, CLAIM, "Luc")
        for position in range(1, 13):
            desk.clock.now += timedelta(minutes=3)
            text = f"Texte {position}."
            desk.catalog.edit_unit(done, position, text, (), desk.people["Luc"], desk.clock(), seen=1)
        desk.step(done, APPROVE, "Luc")
    past = desk.catalog.past_reviews()
    assert [draft.seconds for draft in past] == [12 * 180] * 8
    whole = desk.catalog.tallies(desk.catalog.queue((ReviewState.QUEUED,)))[waiting].left
    assert all({k: n for k, n in draft.words.items() if n} == {k: n for k, n in whole.items() if n} for draft in past)
    paces = learnt(past)
    assert minutes(whole, 0, paces) > 3 * minutes(whole)
    after = minutes_of(desk.signed_in("Amina").get("/").text)
    assert (len(before), len(after)) == (1, 1)
    assert after[0] == pytest.approx(minutes(whole, 0, paces), abs=3)
    assert after[0] > 3 * before[0]


def test_quiet_claims_end_when_the_list_is_shown_and_are_looked_for_once_a_minute(desk, monkeypatch):
    draft_id = desk.draft()
    desk.step(draft_id, CLAIM, "Luc")
    desk.clock.now += timedelta(hours=24)
    real, asked = desk.catalog.end_quiet_claims, []
    monkeypatch.setattr(desk.catalog, "end_quiet_claims", lambda at: asked.append(at) or real(at))
    amina = desk.signed_in("Amina")
    assert shown(amina.get("/?etat=a-relire").text) == [draft_id]
    assert desk.catalog.draft(draft_id).state is ReviewState.QUEUED
    amina.get("/")
    desk.clock.now += timedelta(seconds=59)
    amina.get("/")
    assert len(asked) == 1
    desk.clock.now += timedelta(seconds=1)
    amina.get("/")
    assert len(asked) == 2


def test_a_disk_that_takes_nothing_more_does_not_hide_the_list(desk, monkeypatch):
    draft_id = desk.draft()

    def full(at):
        raise DatabaseUnusable(desk.database.path, "database or disk is full")

    monkeypatch.setattr(desk.catalog, "end_quiet_claims", full)
    answer = desk.signed_in("Amina").get("/")
    assert (answer.status_code, shown(answer.text)) == (200, [draft_id])


def test_what_is_asked_seldom_is_asked_again_after_its_time_and_when_the_clock_was_put_back():
    asked, seldom, hour = [], Seldom(), timedelta(hours=1)

    def ask(at):
        return seldom.ask("x", hour, at, lambda: asked.append(at) or len(asked))

    assert [ask(NOW), ask(NOW + hour / 2), ask(NOW + hour), ask(NOW - hour)] == [1, 1, 2, 3]
    assert seldom.ask("y", hour, NOW, lambda: "other") == "other"


def test_a_duration_is_as_exact_as_an_estimate_is():
    told = [duration(minutes).replace("\u00a0", " ") for minutes in (1, 9, 12, 33, 57, 58, 64, 80, 119, 140)]
    assert told == ["1 min", "9 min", "10 min", "35 min", "55 min", "1 h", "1 h", "1 h 15", "2 h", "2 h 15"]


def test_every_level_has_its_words_as_the_units_say(desk):
    draft_id = desk.draft()
    (tally,) = desk.catalog.tallies(desk.catalog.queue()).values()
    counted = dict.fromkeys(Level, 0)
    for stored in desk.catalog.draft_page(draft_id).units:
        counted[level_of(stored.unit.risk)] += len(stored.unit.segment.text.split())
    assert tally.left == counted
