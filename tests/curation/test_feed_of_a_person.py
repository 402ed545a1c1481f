"""A person's feed: their notices, at a secret address, for readers that cannot sign in."""

from datetime import timedelta

import feedparser
import pytest

from curation.review import ReviewAction
from tests.curation.hostile import HOSTILE, SHORT, hostile_desk

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")


def address(page):
    return page.split('class="address" href="')[1].split('"')[0]


def path(page):
    return address(page).removeprefix("http://testserver")


def test_a_person_makes_a_feed_reads_it_elsewhere_and_takes_it_away(desk):
    draft = desk.draft()
    desk.catalog.comment(draft, 3, "@Amina, un <b>doute</b> & demi", desk.people["Luc"], desk.clock())
    desk.clock.now += timedelta(hours=1)
    desk.catalog.assign(draft, desk.people["Amina"].id, None, desk.people["Luc"], desk.clock())
    amina, reader = desk.signed_in("Amina"), desk.visitor()
    assert 'class="address"' not in amina.get("/compte").text
    assert amina.send("/compte/flux", renew=1).status_code == 303
    where = path(amina.get("/compte?fait=flux").text)
    assert len(where) > len("/flux/.atom") + 42  # 32 random bytes

    got = reader.get(where)
    assert (got.status_code, got.headers["content-type"]) == (200, "application/atom+xml")
    assert got.headers["cache-control"] == "private, no-store"
    assert got.headers["x-robots-tag"] == "noindex, nofollow"
    feed = feedparser.parse(got.content)
    assert not feed.bozo
    assert feed.feed.title == "Dragoman\u00a0: pour Amina"
    assert [entry.title for entry in feed.entries] == ["Luc vous confie ce texte", "Luc vous demande votre avis"]
    assert feed.entries[1].link == f"http://testserver/brouillons/{draft}/segments/3"
    assert "un &lt;b&gt;doute&lt;/b&gt; &amp; demi" in got.text
    assert feed.entries[0].updated_parsed[:4] == (2026, 3, 1, 10)
    assert len({entry.id for entry in feed.entries}) == 2

    tag = got.headers["etag"]
    same = reader.client.get(where, headers={"If-None-Match": tag})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    desk.catalog.comment(draft, 4, "@Amina !", desk.people["Luc"], desk.clock())
    new = reader.client.get(where, headers={"If-None-Match": tag})
    assert new.status_code == 200
    assert feedparser.parse(new.content).entries[1].id == feed.entries[0].id

    amina.send("/compte/flux", renew=1)
    other = path(amina.get("/compte").text)
    assert (reader.get(where).status_code, reader.get(other).status_code) == (404, 200)
    desk.accounts.disable("Amina", at=desk.clock())
    assert reader.get(other).status_code == 404
    desk.accounts.enable("Amina")
    assert reader.get(other).status_code == 200
    amina = desk.signed_in("Amina")
    amina.get("/compte")
    assert amina.send("/compte/flux", remove=1).status_code == 303
    for lost in (other, "/flux/.atom", "/flux/x.atom", "/flux/" + "é" * 500 + ".atom"):
        assert reader.get(lost).status_code == 404
    assert amina.send("/compte/flux").status_code == 400


def test_the_feed_of_hostile_texts_is_a_feed(database):
    desk = hostile_desk(database)
    writer = desk.people[SHORT[0]]
    for number, text in enumerate(HOSTILE * 3):
        desk.catalog.comment(2, number, f"@Maëlle {text}", writer, desk.clock())
    key = desk.catalog.renew_feed_key(desk.people["Maëlle"].id)
    feed = feedparser.parse(desk.visitor().get(f"/flux/{key}.atom").content)
    assert not feed.bozo
    assert len(feed.entries) == 50
    assert all(entry.link.startswith("http://testserver/brouillons/2/segments/") for entry in feed.entries)
    assert {entry.content[0]["type"] for entry in feed.entries} == {"text/plain"}
    assert {entry.title_detail["type"] for entry in feed.entries} == {"text/plain"}


def test_a_feed_with_nothing_in_it_is_one_too(desk):
    key = desk.catalog.renew_feed_key(desk.people["Zoé"].id)
    feed = feedparser.parse(desk.visitor().get(f"/flux/{key}.atom").content)
    assert not feed.bozo
    assert feed.entries == []
    assert feed.feed.updated_parsed[:3] == (2026, 3, 1)
    draft = desk.draft()
    desk.step(draft, ReviewAction.CLAIM, "Amina")
    assert feedparser.parse(desk.visitor().get(f"/flux/{key}.atom").content).entries == []


def test_a_person_says_where_and_how_often_mails_go(desk):
    zoe = desk.signed_in("Zoé")
    assert "chaque jour" in zoe.get("/compte").text
    wrong = zoe.send("/compte/avis", email="zoe chez elle", digest="weekly")
    assert wrong.status_code == 422
    assert "nom@exemple.org" in wrong.text
    assert zoe.send("/compte/avis", email="zoe@example.org", digest="hourly").status_code == 400
    assert zoe.send("/compte/avis", email=" zoe@example.org ", digest="weekly").status_code == 303
    wishes = desk.catalog.wishes(desk.people["Zoé"].id)
    assert (wishes.email, wishes.digest) == ("zoe@example.org", "weekly")
    desk.catalog.mail_failed(desk.people["Zoé"].id, "mail_refused", "550")
    assert "n’a pas pu partir" in zoe.get("/compte").text
    zoe.send("/compte/avis", email="zoé@example.org", digest="daily")
    assert "n’a pas pu partir" not in zoe.get("/compte").text
