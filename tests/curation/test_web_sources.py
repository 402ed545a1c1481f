"""The pages of the watched sources: what deserves attention first, said in words, with every visit of late."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from curation.errors import SourcesInvalid
from curation.health import Condition, Health
from curation.model import Source, SourceKind
from curation.triage import Triage
from curation.watch_views import Activity, Check
from curation.web import health_words as words
from curation.web.chart import HEIGHT, chart, outcome, summary
from curation.web.sources import LISTS

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")

EVIL = "<script>alert(1)</script>"


def text(response):
    return unescape(response.text)


def source(name, **values):
    return Source(name, name.upper(), SourceKind.FEED, f"https://{name}.example/feed", **values)


def visit(told, days=0, outcome="ok", found=12, **values):
    return Check(told.now - timedelta(days=days, hours=1), outcome, found=found, **values)


def refused(told, days, status=403):
    return visit(told, days, "failed", 0, kind="http error", message=f"the server answered {status}")


@pytest.fixture
def watched(told):
    """Five sources: one that fails, one that fell silent, one that is well, one we never saw, one asked to wait."""
    told.sources = [source(name, rhythm="monthly") for name in ("well", "broken", "silent", "unseen", "asked")]
    today = told.now.date()
    told.catalog.did = {
        "well": Activity((visit(told, new=2), visit(told, 1)), (today - timedelta(days=3),)),
        "broken": Activity(tuple(refused(told, days) for days in range(4)), (today,)),
        "silent": Activity((visit(told),), (today - timedelta(days=100),)),
        "asked": Activity(
            (visit(told, 0, "failed", 0, kind="http error", message="the server answered 429"),), (today,)
        ),
    }
    return told


def names(response):
    return re.findall(r'<h2 class="h3"><a href="/sources/([^"]+)"', response.text)


def test_the_most_alarming_come_first_and_are_counted(watched):
    response = watched.signed_in().get("/sources")
    assert names(response) == ["broken", "silent", "asked", "unseen", "well"]
    counted = "1 en panne, 1 silencieuse, 1 en attente, 1 jamais visitée, 1 à jour."
    assert f"5 sources : {counted}" in text(response).replace("\u00a0", " ")


def test_a_source_that_we_never_reached_since_we_were_offline_says_so(told):
    told.sources, told.catalog.did = [source("far")], {"far": Activity((visit(told, 0, "offline", 0),))}
    assert "Nous étions hors ligne à la dernière passe\u00a0: elle sera visitée" in text(
        told.signed_in().get("/sources")
    )


def test_a_source_in_trouble_says_since_when_how_often_why_and_what_to_do(watched):
    page = text(watched.signed_in().get("/sources?etat=en-panne"))
    assert "Depuis le 7 mars 2026, 4\u00a0essais de suite\u00a0: le serveur a répondu 403." in page
    assert "Les robots n’y sont pas les bienvenus" in page
    assert "prochain essai le 10 mars 2026" in page


def test_a_list_holds_one_condition(watched):
    visitor = watched.signed_in()
    assert names(visitor.get("/sources?etat=silencieuses")) == ["silent"]
    assert "Aucune source n’est dans cet état" in visitor.get("/sources?etat=en-retard").text
    assert visitor.get("/sources?etat=nulle-part").status_code == 404


def test_every_condition_has_a_list_and_words():
    assert set(LISTS.values()) == set(Condition) == set(words.CONDITIONS)
    assert set(words.KINDS) == set(SourceKind)


def test_a_mistake_in_the_watch_list_is_told_and_breaks_nothing(told):
    def mistaken():
        raise SourcesInvalid('source "a": field "kind" is missing')

    told.sources = mistaken
    response = told.signed_in().get("/sources")
    assert response.status_code == 200
    assert 'source "a": field "kind" is missing' in text(response)


def test_a_watch_list_that_changed_shows_at_once(told):
    visitor = told.signed_in()
    assert "La liste de veille est vide" in visitor.get("/sources").text
    told.sources = [source("new")]
    assert names(visitor.get("/sources")) == ["new"]


def test_one_source_shows_its_visits_with_those_that_failed_and_its_publications(watched):
    watched.publication(1, source_id="broken", title="From the broken one")
    watched.publication(2, source_id="well", title="From the other", triage=Triage.DROP)
    page = text(watched.signed_in().get("/sources/broken"))
    assert page.count("<time") == 4
    assert page.count('<span class="hint" lang="en">the server answered 403</span>') == 4
    assert "From the broken one" in page
    assert "From the other" not in page
    assert watched.signed_in().get("/sources/nobody").status_code == 404


def test_publications_that_failed_are_listed_under_their_visit(watched):
    failures = ("https://well.example/1: encrypted: a password is needed to read it",)
    watched.catalog.did["well"] = Activity((visit(watched, outcome="failed", found=12, failures=failures),))
    page = text(watched.signed_in().get("/sources/well"))
    assert "lue, sauf 1\u00a0publication" in page
    assert failures[0] in page


def test_what_was_wrong_with_the_source_is_not_said_twice(watched):
    message = "unreachable: no such host"
    lost = visit(
        watched, 0, "offline", 0, kind="unreachable", message=message, failures=(f"https://a.example: {message}",)
    )
    watched.catalog.did["well"] = Activity((lost,))
    page = text(watched.signed_in().get("/sources/well"))
    assert page.count(message) == 1
    assert "non lue" not in page


def test_what_others_wrote_is_shown_and_never_run(told):
    told.sources = [source("evil", title=EVIL), source("worse", title=EVIL)]
    told.catalog.did = {"evil": Activity((visit(told, 0, "failed", 0, kind=EVIL, message=EVIL, failures=(EVIL,)),))}
    told.publication(1, source_id="evil", title=EVIL, address="javascript:alert(1)")
    visitor = told.signed_in()
    for path in ("/sources", "/sources/evil"):
        page = visitor.get(path).text
        assert "<script>" not in page
        assert "&lt;script&gt;" in page
        assert not re.search(r'href="javascript:|\sstyle=|<[^>]+"\son\w+=', page)


def test_the_list_stays_small_with_many_sources(told):
    told.sources = [source(f"source-{number}") for number in range(30)]
    told.catalog.did = {each.id: Activity(tuple(visit(told, d, new=d % 3) for d in range(30))) for each in told.sources}
    response = told.signed_in().get("/sources")
    assert int(response.headers["content-length"]) < 40_000


# The chart


def test_a_chart_has_one_bar_a_visit_and_the_newest_on_the_right(told):
    drawn = chart(
        [visit(told, new=1, found=9), refused(told, 1), visit(told, 2, "offline", 0), visit(told, 3, "held", 0)]
    )
    assert [bar.look for bar in drawn.bars] == ["away", "away", "failed", "read"]
    assert [bar.x for bar in drawn.bars] == sorted(bar.x for bar in drawn.bars)
    assert (
        drawn.bars[-1].title
        == "10 mars 2026 à 9\u00a0h\u00a000\u00a0: lue, 9\u00a0publications, 1\u00a0nouvelle, 0\u00a0modifiée"
    )


@pytest.mark.parametrize("numbers", [(0, 0), (1, 0), (1, 1), (400, 1), (400, 400), (3, 9)])
def test_no_bar_leaves_the_chart_and_one_new_publication_shows_beside_hundreds(told, numbers):
    found, new = numbers
    (bar,) = chart([visit(told, found=found, new=new)]).bars
    assert 0 < bar.found <= HEIGHT
    assert bar.new <= bar.found
    assert bool(bar.new) == bool(new)


def test_the_chart_says_in_words_what_it_draws(told):
    assert summary([]) == "Aucune visite pour l’instant"
    visits = [visit(told, new=3), refused(told, 1), visit(told, 2, "offline", 0)]
    assert summary(visits) == "2\u00a0visites, dont 1 a échoué\u00a0; 3\u00a0publications nouvelles"
    assert outcome(visit(told, 0, "held", 0)) == "pas encore redemandée"
    assert outcome(visit(told, 0, "unreachable", 0)) == "pas de réponse"


# Words


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (timedelta(seconds=-90), "à l’instant"),
        (timedelta(minutes=5), "il y a 5\u00a0min"),
        (timedelta(hours=3), "il y a 3\u00a0h"),
        (timedelta(hours=30), "hier"),
        (timedelta(days=12), "il y a 12\u00a0jours"),
        (timedelta(days=90), "il y a 3\u00a0mois"),
        (timedelta(days=900), "il y a 2\u00a0ans"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(passed, told):
    now = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    assert words.ago(now - passed, now) == told


def test_a_rhythm_says_whether_it_was_declared_learnt_or_supposed():
    learnt = Health(Condition.FRESH, None, "weekly", is_learnt=True, learnt_days=8)
    assert words.rhythm(source("a"), learnt) == "chaque semaine, d’après ce qu’on a vu"
    supposed = Health(Condition.FRESH, None, "monthly")
    assert words.rhythm(source("a"), supposed) == "chaque mois, faute d’en savoir plus"
    differs = Health(Condition.FRESH, None, "monthly", learnt_days=8, differs=True)
    assert (
        words.rhythm(source("a", rhythm="monthly"), differs) == "chaque mois\u00a0; vu\u00a0: environ tous les 8 jours"
    )
