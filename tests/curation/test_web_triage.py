"""The triage page: what it says of each publication, what each decision does, and that nothing is lost on the way."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from curation.catalog import Catalog, Visit
from curation.export import export
from curation.model import Fetched, Source, SourceKind, Validators
from curation.relevance import Reason
from curation.triage import Triage, TriageDecision
from curation.views import Provenance
from curation.watch_views import Judgement, TriageBand
from curation.web.triage import ROWS_A_PAGE
from curation.web.triage_words import BUTTONS, LISTS, STATES, french_evidence, receipt, worth
from translation.document import Block, BlockKind, Document, headed

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")

EVIL = "<script>alert(1)</script>"


def text(response):
    return unescape(response.text)


def buttons(response):
    return re.findall(r'name="seule" value="([^"]+)"', response.text)


def test_only_the_weightiest_themes_are_open(told):
    told.publication(1, reasons=tuple(Reason(f"theme-{n}", (f"phrase {n}",), 1 - n / 10) for n in range(7)))
    page = text(told.signed_in().get("/tri"))
    assert page.index("theme-3") < page.index("et 3\u00a0autres thèmes") < page.index("theme-4")


def test_a_publication_says_what_it_is_and_why_it_scored_so(told):
    told.publication(7)
    page = text(told.signed_in().get("/tri"))
    for words in ("OCHA", "1er mars 2026", "1\u202f200\u00a0mots", "environ 5\u00a0min", "anglais", "CC BY 4.0"):
        assert words in page, words
    assert re.search(r'<meter[^>]* value="42"[^>]*></meter> <strong>42</strong>', page)
    assert '<q class="chip" lang="en">personal data</q>' in page
    assert 'href="https://example.org/7"' in page
    assert "traduction permise" in page


def test_what_spoke_against_is_told_apart_and_a_closed_licence_says_what_may_go_out(told):
    reasons = (Reason("consent", ("consent",), 0.3), Reason("jobs", ("vacancy",), -0.2))
    told.publication(1, reasons=reasons, licence="")
    page = text(told.signed_in().get("/tri"))
    assert page.index("consent</q>") < page.index("Parle contre") < page.index("vacancy</q>")
    assert "Licence inconnue\u00a0: résumé seulement" in page


@pytest.mark.parametrize("decision", [TriageDecision.KEEP, TriageDecision.DROP, TriageDecision.LATER])
def test_a_reviewer_decides_one_by_its_own_button_whatever_is_ticked(told, decision):
    told.publication(1), told.publication(2)
    visitor = told.signed_in("Amina")
    visitor.get("/tri")
    answer = visitor.send("/tri", seule=f"{decision} 1", p2="1", motif="  Pour les équipes   terrain ")
    assert answer.status_code == 303
    assert [row.triage is Triage.WAIT for row in told.catalog.rows] == [False, True]
    assert (told.catalog.rows[0].decided_by, told.catalog.rows[0].note) == ("Amina", "Pour les équipes terrain")
    assert receipt(decision, 1) in text(visitor.get(answer.headers["location"]))


def test_the_ticked_are_decided_together_and_counted(told):
    for number in range(1, 6):
        told.publication(number)
    visitor = told.signed_in()
    visitor.get("/tri")
    answer = visitor.send("/tri", decision="keep", p2="1", p3="1", p5="1")
    assert [told.catalog.state(number) for number in (2, 3, 5)] == [Triage.KEEP] * 3
    page = text(visitor.get(answer.headers["location"]))
    assert "3\u00a0publications gardées\u00a0: elles seront rédigées à la prochaine passe." in page
    assert '<a href="/tri?etat=gardees">' in page
    # The receipt stands where the person goes on: before the first that was not decided after those that were.
    assert page.index('id="pub1"') < page.index('id="suite"') < page.index('id="pub4"')


def test_one_is_told_as_one():
    assert receipt(TriageDecision.KEEP, 1) == "1\u00a0publication gardée\u00a0: elle sera rédigée à la prochaine passe."
    assert receipt(TriageDecision.LATER, 2) == "2\u00a0publications remises à plus tard."


def test_all_are_ticked_without_a_script(told):
    told.publication(1), told.publication(2)
    visitor = told.signed_in()
    assert " checked" not in visitor.get("/tri").text
    assert visitor.get("/tri?etat=&page=1&cocher=tout").text.count(" checked") == 2


def test_nothing_ticked_is_said_and_what_was_typed_stays(told):
    told.publication(1)
    visitor = told.signed_in()
    visitor.get("/tri")
    answer = visitor.send("/tri", decision="drop", motif="Hors sujet")
    assert answer.status_code == 422
    assert "Cochez d’abord" in answer.text
    assert 'value="Hors sujet"' in answer.text


def test_a_refusal_is_said_and_the_others_are_done(told):
    told.publication(1), told.publication(2, title="Drafted")
    visitor = told.signed_in()
    visitor.get("/tri")
    answer = visitor.send("/tri", decision="keep", p1="1", p2="1")
    assert answer.status_code == 409
    assert "a déjà un brouillon" in answer.text
    assert receipt(TriageDecision.KEEP, 1) in text(answer)


def test_a_french_version_is_shown_with_its_evidence_and_can_be_linked(told):
    told.publication(1, triage=Triage.LINK, french_address="https://example.org/fr/1", french_evidence="link: Français")
    visitor = told.signed_in()
    page = text(visitor.get("/tri?etat=version-francaise"))
    assert 'href="https://example.org/fr/1" hreflang="fr"' in page
    assert "Indice\u00a0: un lien de la page dit «\u00a0Français\u00a0»" in page
    answer = visitor.send("/tri", etat="version-francaise", seule="link 1")
    assert told.catalog.state(1) is Triage.LINKED
    assert answer.headers["location"].startswith("/tri?etat=version-francaise&")


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ('hreflang: hreflang="fr"', "annoncée par la page (hreflang)"),
        ("link: Version française", "un lien de la page dit «\u00a0Version française\u00a0»"),
        ("link", "un lien de la page y mène"),
        ("text: Available in French: www.a.org/fr", "le texte dit «\u00a0Available in French: www.a.org/fr\u00a0»"),
        ("twin", "même adresse en français"),
        ("feed", "même publication dans le flux français de la source"),
        ('hreflang="fr-FR"', "annoncée par la page (hreflang)"),
        ("Lire en français", "la page dit «\u00a0Lire en français\u00a0»"),
    ],
)
def test_how_a_french_version_was_found_is_told_in_words(kept, told):
    assert french_evidence(kept) == told


def test_only_what_would_change_something_is_offered(told):
    told.publication(1)
    told.publication(2, triage=Triage.LATER)
    told.publication(3, triage=Triage.KEEP)
    told.publication(4, triage=Triage.DROP, french_address="https://example.org/fr")
    visitor = told.signed_in()
    offered = {key: buttons(visitor.get(f"/tri?etat={key}")) for key in LISTS}
    assert offered[""] == ["keep 1", "drop 1", "later 1"]
    assert offered["plus-tard"] == ["keep 2", "drop 2"]
    assert offered["gardees"] == ["drop 3", "later 3"]
    assert offered["ecartees"] == ["link 4", "keep 4", "later 4"]


def test_every_state_is_in_one_list_and_every_decision_has_its_words():
    held = [state for _, _, states in LISTS.values() for state in states]
    assert sorted(held) == sorted(Triage)
    assert set(STATES) == set(Triage)
    assert set(BUTTONS) == set(TriageDecision)
    assert all(receipt(decision, number) for decision in TriageDecision for number in (1, 2))


def test_the_navigation_says_how_many_wait(told):
    visitor = told.signed_in()
    assert "en attente</span>" not in visitor.get("/aide").text
    told.publication(1), told.publication(2, triage=Triage.KEEP)
    assert '<span class="n">1<span class="off"> en attente</span></span>' in visitor.get("/aide").text


def test_a_long_list_has_pages_and_deciding_keeps_the_page(told):
    for number in range(1, ROWS_A_PAGE + 3):
        told.publication(number)
    visitor = told.signed_in()
    assert "Page 1 sur 2" in visitor.get("/tri").text
    assert "Page 2 sur 2" in visitor.get("/tri?page=999").text
    answer = visitor.send("/tri", page="2", seule=f"keep {ROWS_A_PAGE + 1}")
    assert "page=2" in answer.headers["location"]


@pytest.mark.parametrize("fields", [{"seule": "keep"}, {"decision": "keep", "pabc": "1"}, {"seule": "keep 1\u0661"}])
def test_a_form_that_names_no_publication_decides_nothing(told, fields):
    told.publication(1)
    visitor = told.signed_in()
    visitor.get("/tri")
    assert visitor.send("/tri", **fields).status_code == 422
    assert told.catalog.state(1) is Triage.WAIT


def test_nonsense_is_turned_down(told):
    visitor = told.signed_in()
    visitor.get("/tri")
    assert visitor.send("/tri", decision="explode", p1="1").status_code == 400
    assert visitor.get("/tri?etat=nulle-part").status_code == 404
    assert "receipt" not in visitor.get("/tri?fait=explode&n=3").text
    assert visitor.get("/tri?page=x&fait=keep&n=-1").status_code == 200


def test_a_decision_sent_without_its_token_waits_under_its_own_name(told):
    told.publication(1)
    visitor = told.signed_in()
    visitor.get("/tri")
    answer = visitor.send("/tri", csrf="faux", seule="drop 1", motif="Hors sujet")
    assert answer.status_code == 403
    assert told.catalog.state(1) is Triage.WAIT
    assert "Une étape restait à faire\u00a0: Écarter" in text(answer)
    assert '<a href="/tri">Revenir au tri</a>' in answer.text
    again = dict(re.findall(r'name="(\w+)" value="([^"]*)"', answer.text.split('action="/tri"')[1]))
    again.pop("csrf")
    visitor.send("/tri", **again)
    assert (told.catalog.state(1), told.catalog.rows[0].note) == (Triage.DROP, "Hors sujet")


def test_a_decision_after_the_session_ended_changes_nothing_until_it_is_sent_again(told):
    told.publication(1)
    visitor = told.signed_in()
    visitor.get("/tri")
    told.now += timedelta(hours=13)
    assert visitor.send("/tri", decision="keep", p1="1").status_code == 401
    assert told.catalog.state(1) is Triage.WAIT


def test_what_others_wrote_is_shown_and_never_run(told):
    told.publication(
        1,
        title=f"Title {EVIL}",
        organisation=EVIL,
        address="javascript:alert(1)",
        published=EVIL,
        lang=f'en" onload="{EVIL}',
        reasons=(Reason(EVIL, (EVIL,), 0.4),),
        french_address="javascript:alert(2)",
        french_evidence=EVIL,
        decided_by=EVIL,
        decided_at=told.now,
        note=EVIL,
    )
    page = told.signed_in().get("/tri").text
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") >= 6
    assert not re.search(r'href="javascript:|\sstyle=|<[^>]+"\son\w+=', page)


def test_what_the_score_is_worth_is_told_in_plain_words(told):
    told.catalog.bands = [TriageBand(0.2, 0.5, 6, 14), TriageBand(0.5, 0.8, 9, 1), TriageBand(0.8, 1.0, 10, 0)]
    page = text(told.signed_in().get("/tri"))
    words = "Sur 40 publications jugées : à partir d’un score de 50, 19 gardées sur 20 ; au-dessous, 6 gardées sur 20."
    assert words in page.replace("\u00a0", " ")
    assert "de 20 à 50" in page
    assert worth([]) == ""


def test_the_page_is_small_even_when_it_is_full(told):
    for number in range(1, ROWS_A_PAGE + 1):
        told.publication(number, title="A rather long title about data responsibility " * 2)
    assert len(told.signed_in().get("/tri").content) < 100_000


def real(told, database, judgement, licence=("CC-BY-4.0", "pied")):
    """Serve the pages over a real catalog with one publication that was judged so."""
    catalog = Catalog(database)
    address = "https://example.org/consent"
    fetched = Fetched(address, b"<p>", "text/html", validators=Validators())
    document = headed(Document("Consent in the field", "en", (Block(BlockKind.PARAGRAPH, "Ask first."),)))
    source = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
    catalog.record_revision(source, address, document, Visit(address, fetched, "0" * 64), licence, told.now, judgement)
    told.serve(catalog)
    return catalog


FRENCH = "https://example.org/fr/consentement"
FOUND = Judgement(Triage.LINK, 0.34, (), FRENCH, "link: Version française")


def test_a_link_goes_from_triage_to_the_export_without_a_translated_word(told, database, tmp_path):
    catalog = real(told, database, FOUND, licence=("", ""))
    amina, editor = told.signed_in("Amina"), told.signed_in("Maëlle")
    amina.get("/tri?etat=version-francaise")
    amina.send("/tri", etat="version-francaise", seule="link 1")
    assert "lien vers la version française officielle" in text(amina.get("/"))
    assert not re.search(r"\d\u00a0(?:mot|segment)|résumé seulement|rien de signalé", text(amina.get("/")))
    page = text(amina.get("/brouillons/1"))
    assert "Rien à traduire" in page
    assert f'<a href="{FRENCH}" hreflang="fr"' in page
    assert "un lien de la page dit «\u00a0Version française\u00a0»" in page
    assert '<h1 lang="en">Consent in the field</h1>' in page
    assert page.count('name="summary"') == 1
    assert not re.search("ne permet pas|Traduction automatique|À regarder|n’est pas connue", page)

    def take(visitor, action):
        visitor.get("/brouillons/1")
        seen = catalog.draft(1).version
        return visitor.get(visitor.send("/brouillons/1/etape", action=action, seen=seen).headers["location"])

    take(amina, "claim")
    amina.send("/brouillons/1/resume", summary="Comment demander le consentement.")
    take(editor, "approve")  # whoever wrote the summary does not approve it
    assert "la fiche mène à la version française officielle" in text(take(editor, "publish"))
    assert "comme demandé au tri" in text(editor.get("/brouillons/1/historique"))

    report = export(catalog.records(), tmp_path / "portail", told.now.date())
    assert (report.full, report.links) == (0, 1)
    (entry,) = json.loads((tmp_path / "portail/catalog.json").read_bytes())["entries"]
    assert (entry["state"], entry["french_address"], entry["title"]) == ("link", FRENCH, "Consent in the field")
    assert (entry["summary"], entry["licence"]["refusal"]) == ("Comment demander le consentement.", "")
    assert FRENCH in (tmp_path / "portail" / entry["page"]).read_text(encoding="utf-8")
    again = export(catalog.records(), tmp_path / "portail", told.now.date())
    assert (again.added, again.changed, again.removed) == ((), (), ())


def test_a_translation_says_that_an_official_french_version_may_exist(told, database):
    catalog = real(told, database, FOUND)
    catalog.queue_draft(1, (), Provenance("m1", "g1"), told.now)
    page = text(told.signed_in().get("/brouillons/1"))
    assert "Une version française officielle existe peut-être" in page
    assert f'<a href="{FRENCH}" hreflang="fr"' in page
    assert "Rien à traduire" not in page


def test_what_a_person_decides_is_kept_in_a_real_catalog(told, database):
    """No stand-in here: the page, the decision and the numbers come from the file."""
    real(told, database, Judgement(Triage.WAIT, 0.34, (Reason("collection", ("informed consent",), 0.34),)))
    visitor = told.signed_in()
    page = visitor.get("/tri").text
    assert "Consent in the field" in page
    assert "Collecte" in page
    (number,) = re.findall(r'name="seule" value="keep (\d+)"', page)
    answer = visitor.send("/tri", seule=f"keep {number}", motif="Utile")
    assert receipt(TriageDecision.KEEP, 1) in text(visitor.get(answer.headers["location"]))
    kept = text(visitor.get("/tri?etat=gardees"))
    assert 'Amina, le 10 mars 2026\u00a0: <span lang="fr">Utile</span>' in kept
    assert "Sur 1\u00a0publication jugée" in kept
