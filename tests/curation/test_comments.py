"""Comments: whom they name, where they are read, who settles them, and that whatever is in them stays a text."""

import pytest
from lxml import html

from curation.comments import LONGEST, CommentRefused, checked, excerpt, mentioned, pieces, renamed
from curation.review import ReviewAction
from tests.curation.hostile import HOSTILE, LONG, SHORT, hostile_desk
from tests.curation.test_web_security_texts import dangers
from translation.document import BlockKind

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")
PEOPLE = {1: "Amina", 2: "Jean", 3: "Jean Dupont", 4: "Maëlle", 5: "d’Arc (ONG)", 6: "C++"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Amina, qu’en dis-tu ?", {1}),
        ("@amina et @MAËLLE", {1, 4}),
        ("@Mae\u0308lle", {4}),  # an accent typed apart
        ("@Jean Dupont", {3}),
        ("@Jean\u00a0Dupont.", {3}),
        ("@Jean, puis @Jean Dupont", {2, 3}),
        ("@Jean Dupontel", {2}),
        ("@Jeanne et @Aminata", set()),
        ("écrire à jean@Amina.org, ou à x.@Amina", set()),
        ("@@Amina", set()),
        ("(@d’Arc (ONG)) @C++!", {5, 6}),
        ("@Personne @", set()),
    ],
)
def test_a_comment_names_the_longest_name_that_is_there(text, named):
    said = checked(text)
    assert mentioned(said, PEOPLE) == named
    assert "".join(piece for piece, _ in pieces(said, PEOPLE)) == said


def test_a_text_says_on_one_line_how_it_begins():
    assert excerpt("Deux\r\nlignes\u2028et\ttrois") == "Deux lignes et trois"
    assert excerpt("a\u202eb\x00c\u200bd") == "abcd"
    assert excerpt("mot " * 100, 20) == "mot mot mot mot mot…"
    assert len(excerpt("x" * 500)) <= 141
    assert renamed("@Jean et @Jean Dupont", 3, "Jean Dupont", "personne-3") == "@Jean et @personne-3"


def test_an_empty_or_endless_comment_is_refused():
    for text in ("", " \n\t", "x" * (LONGEST + 1)):
        with pytest.raises(CommentRefused):
            checked(text)


def test_a_comment_is_read_under_its_segment_and_counted_beside_the_text(desk):
    draft = desk.draft()
    zoe, amina = desk.signed_in("Zoé"), desk.signed_in("Amina")
    form = zoe.get(f"/brouillons/{draft}/commenter?segment=2").text
    assert "Demandez d’abord." in form
    assert "@Maëlle" in form
    assert "@Zoé" not in form  # nobody calls themselves
    sent = zoe.send(f"/brouillons/{draft}/commenter", segment="2", comment="@Amina, à l’infinitif ?\r\nComme ailleurs.")
    assert sent.headers["location"] == f"/brouillons/{draft}#c1"
    zoe.send(f"/brouillons/{draft}/commenter", segment="", comment="Attendu en mars.")
    page = html.fromstring(amina.get(f"/brouillons/{draft}").text)
    (said,) = page.xpath("//*[@id='s2']//*[@class='comment']")
    assert said.xpath(".//strong[@class='called']/text()") == ["@Amina"]
    assert "Comme ailleurs." in said.text_content()
    editor = amina.get(f"/brouillons/{draft}/segments/2/editer").text
    assert "Comme ailleurs." in editor
    assert f'action="/brouillons/{draft}/commentaires/1"' in editor
    assert "/commenter?segment=2" in editor
    panel = page.get_element_by_id("commentaires")
    assert "2 commentaires ouverts" in panel.text_content()
    assert panel.xpath(".//ul/li/a/@href") == [f"/brouillons/{draft}#c2", f"/brouillons/{draft}#c1"]
    assert not page.xpath("//*[@id='s1']//*[@class='comment']")

    settled = amina.send(f"/brouillons/{draft}/commentaires/1", settled="1")
    assert settled.headers["location"].endswith("#s2")
    again = html.fromstring(amina.get(f"/brouillons/{draft}").text)
    assert "réglé par Amina" in again.xpath("//*[@id='s2']//details[@class='comments-settled']")[0].text_content()
    assert "1 commentaire ouvert" in again.get_element_by_id("commentaires").text_content()
    amina.send(f"/brouillons/{draft}/commentaires/1", settled="1")  # twice
    amina.send(f"/brouillons/{draft}/commentaires/1", settled="0")
    assert all(comment.is_open for comment in desk.catalog.comments(draft))
    steps = [entry.detail for entry in desk.catalog.history(draft)]
    assert [step.get("settled") for step in steps] == [False, True, None, None]
    told = amina.get(f"/brouillons/{draft}/historique").text
    assert "a rouvert un commentaire" in told
    assert "a dit un commentaire réglé" in told


def test_a_contributor_settles_their_own_comments_only(desk):
    draft = desk.draft()
    zoe, luc = desk.signed_in("Zoé"), desk.signed_in("Luc")
    for visitor in (zoe, luc):
        visitor.get(f"/brouillons/{draft}/commenter")
        visitor.send(f"/brouillons/{draft}/commenter", segment="", comment="Un mot.")
    assert zoe.send(f"/brouillons/{draft}/commentaires/1", settled="1").status_code == 303
    refused = zoe.send(f"/brouillons/{draft}/commentaires/2", settled="1")
    assert refused.status_code == 403
    assert [comment.is_open for comment in desk.catalog.comments(draft)] == [False, True]
    other = desk.draft(url="other")
    assert luc.send(f"/brouillons/{other}/commentaires/2", settled="1").status_code == 404


def test_a_comment_that_will_not_do_comes_back_with_its_text(desk):
    draft = desk.draft()
    visitor = desk.signed_in("Zoé")
    visitor.get(f"/brouillons/{draft}/commenter")
    long = visitor.send(f"/brouillons/{draft}/commenter", segment="1", comment="mot " * 600)
    assert long.status_code == 422
    assert "trop long" in long.text
    assert "mot " * 500 in long.text
    assert "vide" in visitor.send(f"/brouillons/{draft}/commenter", segment="1", comment=" \n ").text
    assert visitor.send(f"/brouillons/{draft}/commenter", segment="999", comment="Là ?").status_code == 404
    assert desk.catalog.comments(draft) == ()
    visitor.get("/deconnexion")
    visitor.client.cookies.clear()
    kept = visitor.send(f"/brouillons/{draft}/commenter", segment="1", comment="Ce que je voulais dire")
    assert kept.status_code == 401
    assert "Ce que je voulais dire" in kept.text


def test_who_is_about_to_approve_meets_a_comment_that_came_meanwhile(desk):
    draft = desk.draft()
    desk.step(draft, ReviewAction.CLAIM)
    luc = desk.signed_in("Luc")
    luc.get(f"/brouillons/{draft}")
    seen = desk.catalog.draft(draft).version
    desk.catalog.comment(draft, 1, "Attendez : le titre a changé.", desk.people["Zoé"], desk.clock())
    assert luc.take(draft, "approve", seen).status_code == 409
    assert desk.catalog.draft(draft).state == "in_review"


def test_comments_cost_a_page_next_to_nothing_where_there_are_none(desk):
    segments = [(f"Sentence {n} of the text.", f"Phrase {n} du texte.", 0) for n in range(99)]
    text = " ".join(source for source, *_ in segments)
    draft = desk.draft(rows=[(BlockKind.PARAGRAPH, 0, text, segments)])
    visitor = desk.signed_in("Amina")
    page = visitor.get(f"/brouillons/{draft}")
    assert page.text.count("/commenter?segment=") == 100
    assert int(page.headers["content-length"]) < 50_000
    assert page.headers["content-encoding"] == "gzip"


def test_t50_hostile_comments_names_and_notes_are_texts_everywhere(database):
    desk = hostile_desk(database)
    catalog, at = desk.catalog, desk.clock()
    writer = desk.people[SHORT[0]]
    for number, text in enumerate(HOSTILE):
        catalog.comment(2, number, f"@Maëlle {text}", writer, at)
        catalog.comment(2, None, f"@{SHORT[1]} {text}", writer, at)
    catalog.assign(2, desk.people["Maëlle"].id, None, writer, at)
    catalog.mail_failed(desk.people["Maëlle"].id, "mail_refused", HOSTILE[0])
    visitor = desk.signed_in("Maëlle")
    visitor.get("/brouillons/2")
    for text in (*HOSTILE, LONG):
        answer = visitor.send("/brouillons/2/commenter", segment="1", comment=text)
        assert answer.status_code in (303, 422)
        assert list(dangers(answer.text or "<p>")) == []
    visitor.send("/brouillons/2/attribution", who="", due=HOSTILE[0])
    pages = [
        "/brouillons/2",
        "/brouillons/2/commenter",
        "/brouillons/2/commenter?segment=1",
        "/brouillons/2/historique",
    ]
    for path in (*pages, "/avis", "/activite", "/activite?par=%3Cscript%3E&quoi=commentaires", "/compte", "/comptes"):
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        assert list(dangers(answer.text)) == [], path
        assert "51317" not in answer.text, path
    said = html.fromstring(visitor.get("/brouillons/2").text).text_content()
    for text in SHORT:
        assert text in said, text
