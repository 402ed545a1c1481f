"""The tour of a first visit: three steps, once, without JavaScript, and again for whoever asks."""

import pytest
from lxml import html

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")


def step(visitor, path="/"):
    found = html.fromstring(visitor.get(path).text).xpath("//section[contains(@class, 'tour')]")
    return found[0] if found else None


def test_a_first_visit_is_led_through_three_steps_and_the_next_is_not(desk):
    desk.draft()
    amina = desk.signed_in("Amina")
    path = "/"
    for title in ("1. Choisissez un texte", "2. Lisez, corrigez"):
        shown = step(amina, path)
        assert shown.xpath(".//h2/text()") == [title]
        assert shown.xpath(".//button/text()") == ["Passer la visite"]
        path = shown.xpath(".//a[text()='Suivant']/@href")[0]
    last = step(amina, path)
    assert last.xpath(".//h2/text()") == ["3. Décidez"]
    assert last.xpath(".//button/text()") == ["J’ai compris"]
    assert step(desk.signed_in("Amina")) is not None  # it was not ended yet
    assert amina.send("/visite").headers["location"] == "/"
    assert step(amina) is None
    assert step(desk.signed_in("Amina")) is None
    assert "/?visite=1" in amina.get("/aide").text
    assert step(amina, "/?visite=1").xpath(".//h2/text()") == ["1. Choisissez un texte"]
    assert step(amina, "/?visite=4") is None


def test_it_may_be_passed_at_once_and_speaks_to_each_role(desk):
    zoe = desk.signed_in("Zoé")
    assert "Commenter" in step(zoe, "/?visite=2").text_content()
    assert "Approuver" not in step(zoe, "/?visite=3").text_content()
    zoe.get("/")
    zoe.send("/visite")
    assert step(zoe) is None
    assert step(desk.signed_in("Luc")) is not None  # each person their own
