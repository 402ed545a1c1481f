"""The glossary in the review pages: propose, discuss, decide, weigh a change, and have segments read again."""

import re
from dataclasses import replace
from html import unescape

import pytest

from curation.review import ReviewAction
from curation.term_steps import TermAction, address_of, key_of, mark_of
from curation.web.term_form import entry_of, faults, typed_of
from glossary.keeping import Glossary, shipped
from glossary.termbase import Status, Term
from glossary.validation import problems
from tests.curation.desk import EVIL, Desk
from translation.document import BlockKind

CONSENT = Term(
    "consent",
    "consentement",
    forbidden=("accord",),
    part_of_speech="noun",
    gender="m",
    definition="Accord libre.",
    origin="RGPD",
    domain="protection des données",
    stages=("collecte",),
)
OLD = Term("data base", "base", Status.DEPRECATED, part_of_speech="noun", gender="f")
NEW = {"source": "data sharing", "target": "partage de données", "part_of_speech": "noun"}
WHOLE = {**NEW, "gender": "m", "definition": "Fait de donner accès.", "origin": "OCHA"}
ROWS = [
    (BlockKind.PARAGRAPH, 0, "Data sharing helps.", [("Data sharing helps.", "La diffusion aide.", 0)]),
    (BlockKind.PARAGRAPH, 0, "Data sharing harms.", [("Data sharing harms.", "Le partage de données nuit.", 0)]),
]
PUBLISHED = (ReviewAction.CLAIM, ReviewAction.APPROVE, ReviewAction.PUBLISH)


@pytest.fixture
def desk(database, tmp_path):
    glossary = Glossary(tmp_path / "home" / "glossary.po")
    glossary.change(lambda _: [CONSENT, OLD])
    return Desk(database, glossary)


def term(desk, source="data sharing"):
    return desk.glossary.terms.get(source)


def page(desk, source="data sharing"):
    return f"/glossaire/{address_of(term(desk, source))}"


def proposed(desk, name="Amina", **fields):
    visitor = desk.signed_in(name)
    visitor.get("/glossaire/nouveau")
    answer = visitor.send("/glossaire/nouveau", **{**NEW, **fields})
    assert answer.status_code == 303
    return visitor


def amended(visitor, path, action="amend", **fields):
    """Sends the form of an entry as the browser shows it, with these fields changed."""
    html = visitor.get(f"{path}/modifier").text
    return visitor.send(f"{path}/modifier", action=action, **{**form(html), **fields})


def form(html):
    fields = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html.split('class="panel entry"')[1])
    )
    fields |= dict(re.findall(r'<input id="\w+" name="(\w+)"[^>]* value="([^"]*)"', html))
    fields |= dict(re.findall(r'<textarea id="\w+" name="(\w+)"[^>]*>\n([^<]*)</textarea>', html))
    fields |= dict(re.findall(r'<select id="\w+" name="(\w+)".*?<option value="([^"]*)" selected', html))
    fields |= dict.fromkeys(re.findall(r'name="([\w-]+)" value="oui" checked', html), "oui")
    return {name: unescape(value) for name, value in fields.items() if name != "csrf"}


def step(visitor, path, action, comment="Parce que."):
    html = visitor.get(path).text
    seen = re.search(r'name="seen" value="(\w+)"', html)[1]
    return visitor.send(path, action=action, comment=comment, seen=seen)


def approved(desk):
    proposed(desk, **WHOLE)
    luc = desk.signed_in("Luc")
    assert step(luc, page(desk), "approve").status_code == 303
    return luc


def draft(desk, *steps, url="u"):
    draft_id = desk.draft(rows=ROWS, url=url, title=f"Sharing {url}", french=f"Partage {url}")
    for action in steps:
        desk.step(draft_id, action)
    return draft_id


def checks(desk, draft_id):
    units = desk.catalog.draft_page(draft_id).units
    return [[finding.check for finding in stored.unit.findings if finding.stands] for stored in units]


def test_a_reviewer_proposes_and_a_keeper_is_told_and_approves(desk):
    visitor = proposed(desk, comment="Lu chez OCHA.", **WHOLE)
    assert "La proposition est enregistrée" in visitor.get(f"{page(desk)}?fait=propose").text
    assert term(desk).status is Status.PROPOSED
    assert ">Approuver<" not in visitor.get(page(desk)).text
    luc = desk.signed_in("Luc")
    for path in ("/", "/glossaire"):
        assert '1<span class="off"> proposé</span>' in luc.get(path).text
    assert "Lu chez OCHA." in luc.get(page(desk)).text
    assert step(luc, page(desk), "approve").status_code == 303
    assert term(desk).status is Status.APPROVED
    assert "proposé</span>" not in luc.get("/").text
    told = [(event.action, event.actor.name) for event in desk.catalog.term_history(key_of(term(desk)))]
    assert told == [("approve", "Luc"), ("propose", "Amina")]


def test_a_reviewer_cannot_decide(desk):
    amina = proposed(desk, **WHOLE)
    for action in ("approve", "refuse", "deprecate"):
        assert amina.send(page(desk), action=action, comment="Moi.", seen=mark_of(term(desk))).status_code == 403
    for path in ("modifier", "relire"):
        assert amina.send(f"{page(desk)}/{path}", **WHOLE, seen=mark_of(term(desk))).status_code == 403
    assert amina.get(f"{page(desk)}/modifier").status_code == 403
    assert term(desk).status is Status.PROPOSED


def test_from_a_segment_its_two_texts_are_the_example_and_the_way_back_is_there(desk):
    draft_id = draft(desk)
    visitor = desk.signed_in("Amina")
    html = visitor.get(f"/brouillons/{draft_id}").text
    address = unescape(re.search(r'href="(/glossaire/nouveau\?[^"]+segment=1)"', html)[1])
    fields = form(visitor.get(address).text)
    assert (fields["example_en"], fields["example_fr"]) == ("Data sharing helps.", "La diffusion aide.")
    answer = visitor.send("/glossaire/nouveau", **{**fields, **NEW})
    assert term(desk).example == ("Data sharing helps.", "La diffusion aide.")
    back = re.search(r'href="([^"]+)">Revenir au segment', visitor.get(answer.headers["location"]).text)[1]
    assert visitor.get(back).headers["location"] == f"/brouillons/{draft_id}#s1"


@pytest.mark.parametrize(
    "query", ["brouillon=999&segment=1", "brouillon=x&segment=1", "brouillon=" + "9" * 30, "segment=²"]
)
def test_a_segment_that_is_not_there_breaks_nothing(desk, query):
    assert desk.signed_in("Amina").get(f"/glossaire/nouveau?{query}").status_code in (200, 404)


def test_a_proposal_may_be_incomplete_and_an_approval_not(desk):
    proposed(desk)
    luc = desk.signed_in("Luc")
    answer = step(luc, page(desk), "approve")
    assert answer.status_code == 422
    for sentence in ("Donnez une définition", "Dites qui emploie cette forme", "Choisissez le genre"):
        assert sentence in answer.text
    assert 'aria-describedby="gender-hint gender-wrong"' in answer.text
    whole = {"gender": "m", "definition": "Fait de donner accès.", "origin": "OCHA"}
    assert amended(luc, page(desk), "approve", **whole).status_code == 303
    assert (term(desk).status, term(desk).gender) == (Status.APPROVED, "m")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"source": ""}, "Écrivez le terme anglais."),
        ({"target": " "}, "Écrivez la forme française à préférer."),
        ({"source": "Consent", "part_of_speech": "noun", "domain": "protection des données"}, "a déjà une entrée"),
        ({"target": "accord"}, "est à éviter pour «\u00a0consent\u00a0»"),
        ({"forbidden": "consentement"}, "est la forme à préférer pour «\u00a0consent\u00a0»"),
        ({"tolerated": "don", "forbidden": "Don"}, "est à la fois acceptée et à éviter"),
        ({"synonyms": "consent"}, "a déjà sa propre entrée"),
        ({"do_not_translate": "oui"}, "s’écrit de même en français"),
        ({"target": "x" * 201}, "C’est trop long"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(desk, fields, sentence):
    visitor = desk.signed_in("Amina")
    visitor.get("/glossaire/nouveau")
    answer = visitor.send("/glossaire/nouveau", **{**NEW, "note": "Tapé pour rien ?", **fields})
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    assert "Tapé pour rien ?" in unescape(answer.text)
    assert len(desk.glossary.terms) == 2


def test_every_sentence_of_the_glossarys_checks_has_its_french():
    broken = Term(
        "", "", forbidden=("x",), tolerated=("x",), stages=("lune",), do_not_translate=True, synonyms=("consent",)
    )
    others = [CONSENT, replace(CONSENT, domain="autre", synonyms=("data",))]
    met = [
        replace(broken, part_of_speech="noun"),
        replace(CONSENT, forbidden=("consentement",)),
        Term("data", "accord"),
    ]
    for entry in met:
        assert problems([*others, entry])
        assert "" not in faults(entry, others)


def test_an_entry_goes_through_the_form_unharmed():
    for entry in [
        *shipped(),
        CONSENT,
        replace(CONSENT, note="Voir : ceci.", case_sensitive=True, not_with=("a b", "c")),
    ]:
        assert entry_of(typed_of(entry), entry) == entry


def test_everyone_discusses_and_the_history_tells_what_changed(desk):
    amina = approved(desk) and desk.signed_in("Amina")
    assert step(amina, page(desk), "comment", "Et « diffusion » ?").status_code == 303
    assert step(amina, page(desk), "comment", " ").status_code == 403
    assert amended(desk.signed_in("Luc"), page(desk), tolerated="diffusion de données").status_code == 303
    html = amina.get(page(desk)).text
    assert "Et « diffusion » ?" in html
    assert "<ins>diffusion de données</ins>" in html
    assert html.index("a modifié l’entrée") < html.index("a écrit") < html.index("a approuvé le terme")


def test_a_refusal_says_why_and_the_proposal_can_be_made_better(desk):
    amina = proposed(desk)
    address, luc = page(desk), desk.signed_in("Luc")
    assert step(luc, address, "refuse", " ").status_code == 403
    assert step(luc, address, "refuse", "Trop vague.").status_code == 303
    assert term(desk) is None
    html = amina.get(address).text
    assert "Trop vague." in html
    assert address in amina.get("/glossaire?statut=refuse").text
    again = unescape(re.search(r'href="(/glossaire/nouveau\?reprendre=[^"]+)"', html)[1])
    assert amina.send("/glossaire/nouveau", **form(amina.get(again).text)).status_code == 303
    assert term(desk).status is Status.PROPOSED
    assert [event.action for event in desk.catalog.term_history(key_of(term(desk)))] == ["propose", "refuse", "propose"]


def test_an_abandoned_term_is_no_longer_looked_for_and_can_come_back(desk):
    luc, draft_id = approved(desk), None
    draft_id = draft(desk)
    assert step(luc, page(desk), "deprecate", "Vieilli.").status_code == 303
    assert "data sharing" not in luc.get(f"/brouillons/{draft_id}").text
    assert step(luc, page(desk), "approve").status_code == 303
    assert "partage de données" in luc.get(f"/brouillons/{draft_id}").text


def test_waiting_drafts_follow_an_approval_at_once(desk):
    waiting, published = draft(desk, url="u0"), draft(desk, *PUBLISHED, url="u1")
    desk.catalog.follow_terms(lambda unit: replace(unit, entries=()), "before", desk.clock())
    approved(desk)
    assert checks(desk, waiting) == [[], ["term-missing", "glossary-changed"], []]
    assert checks(desk, published) == [[], [], []]


def test_a_keeper_sees_the_effect_before_approving(desk):
    draft(desk, url="u0"), draft(desk, *PUBLISHED, url="u1")
    amina = proposed(desk, **WHOLE)
    assert "L’effet sur les textes" not in amina.get(page(desk)).text
    html = desk.signed_in("Luc").get(page(desk)).text
    assert "dans 4\u00a0segments de 2\u00a0textes" in unescape(html)
    assert "2\u00a0segments ne disent pas" in unescape(html)
    assert "La diffusion aide." in html
    assert "/relire" not in html


def test_a_keeper_sees_the_effect_before_changing(desk):
    luc = approved(desk)
    draft(desk)
    answer = amended(luc, page(desk), "effet", target="diffusion", tolerated="")
    assert answer.status_code == 200
    assert "Ce qui en serait dit avec cette entrée" in answer.text
    assert "Le partage de données nuit." in answer.text
    assert term(desk).target == "partage de données"


def test_what_an_abandoned_term_would_mean_again_is_shown_and_it_comes_back_corrected(desk):
    luc = approved(desk)
    draft(desk)
    step(luc, page(desk), "deprecate", "Vieilli.")
    assert "L’effet sur les textes" in luc.get(page(desk)).text
    assert "La diffusion aide." in amended(luc, page(desk), "effet", note="Revu.").text
    assert term(desk).status is Status.DEPRECATED
    assert amended(luc, page(desk), "approve", note="Revu.").status_code == 303
    assert (term(desk).status, term(desk).note) == (Status.APPROVED, "Revu.")


def test_exactly_the_segments_shown_are_to_be_read_again(desk):
    luc, waiting, published = approved(desk), draft(desk, url="u0"), draft(desk, *PUBLISHED, url="u1")
    html = luc.get(f"{page(desk)}?effet=oui").text
    seen = re.search(r'/relire">.*?name="seen" value="(\w+)"', html)[1]
    assert luc.send(f"{page(desk)}/relire", seen=seen).status_code == 303
    assert checks(desk, waiting) == checks(desk, published) == [[], ["glossary-changed"], []]
    assert desk.catalog.draft(published).state == "published"
    assert "1\u00a0passage approuvé ou publié attend" in unescape(luc.get(page(desk)).text)
    assert "a fait relire 2\u00a0segments dans 2\u00a0textes" in unescape(luc.get(page(desk)).text)
    assert "1\u00a0passage approuvé ou publié" in unescape(luc.get("/").text)


def test_when_other_segments_are_meant_nothing_is_done_and_they_are_shown(desk):
    luc = approved(desk)
    seen = re.search(r'name="seen" value="(\w+)"', luc.get(f"{page(desk)}?effet=oui").text)[1]
    draft_id = draft(desk)
    answer = luc.send(f"{page(desk)}/relire", seen=seen)
    assert (answer.status_code, checks(desk, draft_id)) == (409, [[], [], []])
    assert "a changé depuis que vous" in answer.text


def test_a_keeper_lets_a_published_segment_stand(desk):
    luc, draft_id = approved(desk), draft(desk, *PUBLISHED)
    seen = re.search(r'/relire">.*?name="seen" value="(\w+)"', luc.get(f"{page(desk)}?effet=oui").text)[1]
    luc.send(f"{page(desk)}/relire", seen=seen)
    amina = desk.signed_in("Amina")
    assert "La diffusion aide." in amina.get("/glossaire/a-reprendre").text
    assert "Laisser ainsi" not in amina.html
    assert amina.send("/glossaire/a-reprendre", draft=draft_id, position=1, reason="Non.").status_code == 403
    assert luc.send("/glossaire/a-reprendre", draft=draft_id, position=1, reason="").status_code == 403
    assert luc.send("/glossaire/a-reprendre", draft=draft_id, position=1, reason="Citation.").status_code == 303
    assert "Aucun passage n’est à reprendre" in luc.get("/glossaire/a-reprendre").text
    assert luc.send("/glossaire/a-reprendre", draft=draft_id, position=1, reason="Citation.").status_code == 409


def test_two_keepers_at_one_entry_see_both_and_lose_nothing(desk):
    luc, maelle = approved(desk), desk.signed_in("Maëlle")
    typed = form(maelle.get(f"{page(desk)}/modifier").text)
    assert amended(luc, page(desk), note="De Luc.").status_code == 303
    answer = maelle.send(f"{page(desk)}/modifier", **{**typed, "note": "De Maëlle.", "action": "amend"})
    assert answer.status_code == 409
    assert "<del>De Luc.</del>" in answer.text or "<del>Luc</del>" in answer.text
    assert term(desk).note == "De Luc."
    again = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', answer.text))
    assert (
        maelle.send(f"{page(desk)}/modifier", **{k: unescape(v) for k, v in again.items()}, action="amend").status_code
        == 303
    )
    assert term(desk).note == "De Maëlle."


def test_a_decision_on_an_entry_that_changed_is_asked_again(desk):
    proposed(desk, **WHOLE)
    luc, seen = desk.signed_in("Luc"), mark_of(term(desk))
    assert amended(desk.signed_in("Maëlle"), page(desk), note="Autre.").status_code == 303
    luc.get(page(desk))
    assert luc.send(page(desk), action="approve", seen=seen).status_code == 409
    assert term(desk).status is Status.PROPOSED


def test_saving_without_a_change_leaves_no_trace(desk):
    luc = approved(desk)
    before = desk.catalog.term_history(key_of(term(desk)))
    assert amended(luc, page(desk)).headers["location"].endswith("?fait=inchange")
    assert desk.catalog.term_history(key_of(term(desk))) == before


def test_a_new_name_keeps_the_history(desk):
    luc = approved(desk)
    answer = amended(luc, page(desk), source="sharing of data")
    assert answer.headers["location"].startswith("/glossaire/sharing-of-data-")
    assert "a proposé ce terme" in luc.get(answer.headers["location"]).text


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("lettre=D", ">data base<", ">consent<"),
        ("domaine=protection+des+donn%C3%A9es", ">consent<", ">data base<"),
        ("etape=collecte", ">consent<", ">data base<"),
        ("statut=abandonne", ">data base<", ">consent<"),
        ("q=accord&lettre=C", ">consent<", ">data base<"),
        ("lettre=Z", "Voir tout le glossaire", ">consent<"),
        ("statut=n-importe", "Voir tout le glossaire", ">consent<"),
    ],
)
def test_the_list_is_narrowed_by_letter_domain_stage_and_standing(desk, query, there, absent):
    html = desk.signed_in("Amina").get(f"/glossaire?{query}").text
    assert there in html
    assert absent not in html


def test_each_entry_has_a_place_to_lead_to_and_homographs_name_each_other(desk):
    other = replace(CONSENT, target="accord préalable", forbidden=(), domain="recherche", only_with=("ethics",))
    desk.glossary.put(other)
    visitor = desk.signed_in("Amina")
    html = visitor.get("/glossaire").text
    assert f'id="{address_of(CONSENT)}"' in html
    html = visitor.get(f"/glossaire/{address_of(other)}").text
    assert f'href="/glossaire/{address_of(CONSENT)}"' in html
    assert "Ce sens ne vaut que si la phrase anglaise contient" in html


@pytest.mark.parametrize("name", ["rien-000000", "consent", "%2e%2e", "x" * 300])
def test_an_entry_that_is_not_there_is_told(desk, name):
    assert desk.signed_in("Luc").get(f"/glossaire/{name}").status_code == 404


def test_what_others_wrote_in_an_entry_is_shown_and_never_run(desk):
    fields = {name: f"{name} {EVIL}" for name in ("source", "target", "definition", "note", "origin", "domain", "why")}
    fields |= {name: f"{name} {EVIL}" for name in ("tolerated", "forbidden", "synonyms", "only_with", "inflected")}
    fields |= {"example_en": EVIL, "example_fr": EVIL, "gender": EVIL, "part_of_speech": EVIL, "comment": EVIL}
    amina = proposed(desk, **fields)
    path, luc = page(desk, f"source {EVIL}"), desk.signed_in("Luc")
    assert amended(luc, path, "approve", gender="m", part_of_speech="noun").status_code == 303
    path = page(desk, f"source {EVIL}")
    shown = (path, f"{path}?effet=oui", f"{path}/modifier", "/glossaire", f"/glossaire?domaine={EVIL}&lettre={EVIL}")
    for one in shown:
        html = luc.get(one).text
        assert "<script>" not in html
        assert "alert(1)" in html
    refused = amina.send("/glossaire/nouveau", **{**fields, "target": ""})
    assert "<script>" not in refused.text


def test_every_step_of_an_entry_is_told_in_french():
    from curation.web.term_words import HAPPENED

    assert set(HAPPENED) == set(TermAction)
