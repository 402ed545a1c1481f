"""Deciding with the rights in sight: permissions and their files, four eyes, reasons, what the memory filled."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest

from curation.catalog_replacing import Rewriting
from curation.dates import french_day
from curation.export import Site, entries_of, files
from curation.review import Rejection, ReviewAction, ReviewState, Role
from curation.schema import comment
from curation.views import Provenance
from curation.web.review_words import REJECTIONS
from tests.curation.desk import EVIL, HERE, Desk
from translation.unit import Finding, Origin

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")

RESERVED = ("all-rights-reserved", "© 2026")
PDF = b"%PDF-1.7\n<script>alert(1)</script>"


def note(visitor, draft_id, file=None, **changes):
    """Send the form that records a permission, as its page has it."""
    path = f"/brouillons/{draft_id}/autorisations"
    visitor.get(path)
    fields = {"given_by": "Centre OCHA", "given_on": "2026-02-10", "scope": "publish", "until": "", "note": ""}
    fields |= {"csrf": visitor.token, **changes}
    sent = {"piece": file} if file else {}
    return visitor._seen(visitor.client.post(path, data=fields, files=sent, headers=HERE))


def text(response):
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<[^>]+>", " ", response.text)))


def exported(desk):
    """Every byte that an export of this moment would hold."""
    entries = entries_of(desk.catalog.records(), french_day(desk.clock()))
    return b"".join(files(entries, Site()).values()).decode()


def published(desk, licence=RESERVED):
    draft_id = desk.draft(french="Zyxconsentement", licence=licence)
    desk.catalog.annotate(draft_id, desk.people["Amina"], desk.clock(), summary="Un guide utile.")
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE, ReviewAction.PUBLISH):
        desk.step(draft_id, action)
    return draft_id


def test_a_permission_opens_the_export_until_it_is_taken_back(desk):
    draft_id, luc = published(desk), desk.signed_in("Luc")
    assert "Zyx" not in exported(desk)
    page = luc.get(f"/brouillons/{draft_id}")
    assert "Seuls le résumé et un lien vers l’original paraîtront. La licence" in text(page)
    assert note(luc, draft_id, ("Accord signé.PDF", PDF), note="Par courriel.").status_code == 303
    assert "avec la mention de l’autorisation de Centre OCHA, du 10 février 2026." in text(
        luc.get(f"/brouillons/{draft_id}")
    )
    shown = exported(desk)
    assert "Zyxconsentement" in shown
    assert "Traduction diffusée avec l’autorisation de Centre OCHA, du 10 février 2026." in shown
    assert "Par courriel" not in shown
    assert "Accord" not in shown
    (given,) = desk.catalog.permissions(draft_id)
    desk.clock.now += timedelta(hours=1)
    assert (
        luc.send(f"/brouillons/{draft_id}/autorisations/{given.id}/fin", note="Reprise par lettre.").status_code == 303
    )
    assert "Zyx" not in exported(desk)
    assert "Un guide utile." in exported(desk)
    (record,) = desk.catalog.records()
    assert record.updated_at == desk.clock()
    (kept,) = desk.catalog.permissions(draft_id)
    assert replace(kept, ended_by="", ended_at=None) == given
    assert "retirée le 1er mars 2026 par Luc" in text(luc.get(f"/brouillons/{draft_id}/autorisations"))
    again = luc.send(f"/brouillons/{draft_id}/autorisations/{given.id}/fin")
    assert again.status_code == 409
    history = text(luc.get(f"/brouillons/{draft_id}/historique"))
    assert "Luc a noté l’autorisation de Centre OCHA, du 10 février 2026\u00a0: traduire et publier" in history
    assert "Luc a mis fin à l’autorisation de Centre OCHA, du 10 février 2026" in history
    assert "Reprise par lettre." in history


def test_a_permission_that_runs_out_leaves_the_summary_and_the_link(desk):
    draft_id, luc = published(desk), desk.signed_in("Luc")
    note(luc, draft_id, until="2026-03-02")
    assert "Après le 2 mars 2026, seuls le résumé et le lien resteront." in text(luc.get(f"/brouillons/{draft_id}"))
    desk.clock.now += timedelta(days=1)
    assert "Zyx" in exported(desk)
    desk.clock.now += timedelta(hours=14)  # past midnight in Paris, not yet in London
    assert desk.clock().date() == date(2026, 3, 2)
    assert "Zyx" not in exported(desk)
    assert "Un guide utile." in exported(desk)
    (entry,) = entries_of(desk.catalog.records(), french_day(desk.clock()))
    assert entry.updated_at.date() == date(2026, 3, 3)
    assert "échue le 2 mars 2026" in text(desk.signed_in("Luc").get(f"/brouillons/{draft_id}/autorisations"))


def test_the_file_of_a_permission_is_only_ever_a_download(desk):
    draft_id, other = desk.draft(licence=RESERVED), desk.draft(title="Other", url="other")
    luc = desk.signed_in("Luc")
    note(luc, draft_id, ("../Accord <signé>.html", PDF))
    page = luc.get(f"/brouillons/{draft_id}/autorisations").text
    address = re.search(r'href="(/brouillons/\d+/autorisations/\d+/piece)" download>', page)[1]
    answer = desk.signed_in("Amina").get(address)
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''Accord-sign%C3%A9.pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"].split("; ")
    assert desk.signed_in("Zoé").get(address).status_code == 403
    assert luc.get(address.replace(f"/{draft_id}/", f"/{other}/", 1)).status_code == 404
    (given,) = desk.catalog.permissions(draft_id)
    desk.blobs.path(given.file_digest).write_bytes(b"spoilt")
    lost = luc.get(address)
    assert lost.status_code == 410
    assert "n’est plus sur cette machine" in lost.text


def test_what_cannot_be_kept_is_told_above_the_form_with_what_was_typed(desk):
    draft_id, luc = desk.draft(licence=RESERVED), desk.signed_in("Luc")
    for changes, file, told in (
        ({"given_on": "2026-03-02"}, None, "plus tard qu’aujourd’hui"),
        ({"scope": "tout"}, None, "Choisissez ce que"),
        ({}, ("accord.pdf", b"MZ\x90\x00"), "ni un PDF"),
        ({}, ("accord.pdf", b"%PDF-" + bytes(10_000_000)), "10 Mo"),
    ):
        answer = note(luc, draft_id, file, note="Lettre du siège", **changes)
        assert answer.status_code == 422
        assert told in unescape(answer.text)
        assert 'value="Centre OCHA"' in answer.text
        assert "Lettre du siège" in answer.text
    assert note(luc, draft_id, ("a.pdf", b"%PDF-" + bytes(10_200_000))).status_code == 413
    assert desk.catalog.permissions(draft_id) == ()
    html = luc.get(f"/brouillons/{draft_id}/autorisations").text
    labels = set(re.findall(r'<label for="([^"]+)"', html))
    fields = re.findall(r"<(?:input(?![^>]*hidden)|select|textarea)[^>]*>", html)
    assert all(re.search(r'id="([^"]+)"', field)[1] in labels for field in fields)


def test_what_people_write_of_a_permission_is_shown_as_text(desk):
    draft_id, luc = desk.draft(licence=RESERVED), desk.signed_in("Luc")
    note(luc, draft_id, (f"{EVIL}.pdf", PDF), given_by=EVIL, note=EVIL)
    for path in ("", "/autorisations", "/historique"):
        page = luc.get(f"/brouillons/{draft_id}{path}").text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_nobody_approves_or_publishes_what_the_rights_have_closed_meanwhile(desk):
    draft_id, luc = desk.draft(licence=RESERVED), desk.signed_in("Luc")
    note(luc, draft_id, until="2026-03-01")
    desk.step(draft_id, ReviewAction.CLAIM)
    amina = desk.signed_in("Amina")
    shown = re.search(r'name="shown" value="(\w+)"', amina.get(f"/brouillons/{draft_id}").text)[1]
    seen = desk.catalog.draft(draft_id).version
    desk.clock.now += timedelta(hours=14)  # the permission's last day is over, the session too
    amina = desk.signed_in("Amina")
    amina.get("/compte")
    refused = amina.take(draft_id, "approve", seen, shown=shown)
    assert refused.status_code == 403
    assert "Les droits ont changé" in refused.text
    amina.get(f"/brouillons/{draft_id}")
    now = re.search(r'name="shown" value="(\w+)"', amina.html)[1]
    assert amina.take(draft_id, "approve", seen, shown=now).status_code == 303


def test_the_queue_says_summary_only_until_a_permission_opens_the_text(desk):
    draft_id, luc = desk.draft(licence=RESERVED), desk.signed_in("Luc")
    assert "résumé seulement" in text(luc.get("/"))
    note(luc, draft_id, scope="summary")
    assert "résumé seulement" in text(luc.get("/"))
    note(luc, draft_id)
    assert "résumé seulement" not in text(luc.get("/"))


def test_t46_errors_block_an_approval_and_warnings_do_not(database):
    error, warning = (
        Finding("number", "12 manque.", blocking=True),
        Finding("spacing", "Un espace est en trop."),
    )
    desk = Desk(database)
    warned = desk.draft(findings={1: (warning, replace(warning, message="Vu.", dismissed="C’est voulu."))})
    wrong = desk.draft(title="Other", url="other", findings={1: (error,)})
    amina = desk.signed_in("Amina")
    for draft_id in (warned, wrong):
        desk.step(draft_id, ReviewAction.CLAIM, "Amina")
    page = text(amina.get(f"/brouillons/{wrong}"))
    assert "Un segment a une erreur à corriger avant d’approuver." in page
    assert "malgré" not in page
    assert amina.take(wrong, "approve", 2, note="quand même").status_code == 403
    assert "1 constat écarté, à lire avant d’approuver Segment 2\u00a0: Vu. Écarté\u00a0: C’est voulu." in text(
        amina.get(f"/brouillons/{warned}")
    )
    assert amina.take(warned, "approve", 2).status_code == 303


@pytest.mark.parametrize("name", ["Amina", "Luc", "Maëlle"])
def test_t47_whoever_edited_a_draft_does_not_approve_it_whatever_their_role(database, name):
    desk = Desk(database)  # as it comes
    draft_id = desk.draft()
    other = "Luc" if name == "Amina" else "Amina"
    visitor = desk.signed_in(name)
    visitor.get(f"/brouillons/{draft_id}")
    visitor.edit(draft_id, 1, "Changé.")
    page = text(visitor.get(f"/brouillons/{draft_id}"))
    assert "Vous avez modifié ce texte\u00a0: une autre personne doit l’approuver." in page
    assert ("DRAGOMAN_FOUR_EYES=0" in page) is (desk.people[name].role is Role.ADMIN)
    version = desk.catalog.draft(draft_id).version
    assert visitor.take(draft_id, "approve", version, note="Je suis pressée.").status_code == 403
    assert desk.catalog.draft(draft_id).state is ReviewState.IN_REVIEW
    second = desk.signed_in(other)
    second.get(f"/brouillons/{draft_id}")
    assert second.take(draft_id, "approve", version).status_code == 303


def test_t47_whose_words_another_person_replaced_by_the_way_does_not_approve_the_rest_of_them(database):
    desk = Desk(database)
    draft_id, amina = desk.draft(), desk.people["Amina"]
    desk.catalog.edit_unit(draft_id, 1, "Pourquoi donc la donnée compte", (), amina, desk.clock(), seen=1)
    texts = [Rewriting(1, 2, "Pourquoi donc l’information compte")]
    desk.catalog.replace_texts(draft_id, texts, desk.people["Luc"], desk.clock())
    visitor = desk.signed_in("Amina")
    assert "Vous avez modifié ce texte" in visitor.get(f"/brouillons/{draft_id}").text
    assert visitor.take(draft_id, "approve", desk.catalog.draft(draft_id).version).status_code == 403
    assert desk.catalog.draft(draft_id).editors == {amina.id, desk.people["Luc"].id}


def test_t47_whoever_wrote_the_summary_does_not_approve_it_for_it_goes_out_with_the_text(database):
    desk = Desk(database)
    draft_id, amina = desk.draft(), desk.signed_in("Amina")
    amina.get(f"/brouillons/{draft_id}")
    amina.send(f"/brouillons/{draft_id}/resume", summary="Un guide utile.")
    desk.step(draft_id, ReviewAction.CLAIM, "Amina")
    assert "Vous avez modifié ce texte" in amina.get(f"/brouillons/{draft_id}").text
    assert amina.take(draft_id, "approve", desk.catalog.draft(draft_id).version).status_code == 403
    luc = desk.signed_in("Luc")
    luc.get(f"/brouillons/{draft_id}")
    assert luc.take(draft_id, "approve", desk.catalog.draft(draft_id).version).status_code == 303


def test_t47_four_eyes_can_be_switched_off(database):
    desk = Desk(database, four_eyes=False)
    draft_id = desk.draft()
    luc = desk.signed_in("Luc")
    luc.get(f"/brouillons/{draft_id}")
    luc.edit(draft_id, 1, "Changé.")
    assert luc.take(draft_id, "approve", desk.catalog.draft(draft_id).version).status_code == 303


def test_a_rejection_has_a_reason_of_the_list_and_another_reason_needs_words(desk):
    draft_id, luc = desk.draft(), desk.signed_in("Luc")
    page = luc.get(f"/brouillons/{draft_id}").text
    offered = re.findall(r'<input type="radio" id="[^"]+" name="reason" value="(\w+)" required>', page)
    assert offered == [reason.value for reason in Rejection]
    assert luc.take(draft_id, "reject", 1, reason="other").status_code == 403
    assert luc.take(draft_id, "reject", 1, reason="ennui", note="x").status_code == 400
    assert luc.take(draft_id, "reject", 1, reason="rights").status_code == 303
    (event,) = desk.catalog.history(draft_id)
    assert (event.detail, event.note) == ({"reason": "rights"}, "")
    words = REJECTIONS[Rejection.RIGHTS]
    assert f"Luc a rejeté ce texte ({words})." in text(luc.get(f"/brouillons/{draft_id}"))
    assert f"Luc a rejeté le brouillon\u00a0: {words}" in text(luc.get(f"/brouillons/{draft_id}/historique"))
    assert words in text(luc.get("/?etat=rejetes"))


def test_sending_back_lists_the_segments_that_somebody_asked_about(desk):
    draft_id = desk.draft()
    desk.step(draft_id, ReviewAction.CLAIM, "Amina")
    told = {"draft_id": draft_id, "actor": "Amina", "at": desk.clock(), "text": "Vraiment ?"}
    with desk.database.write() as connection:
        for position, settled in ((3, None), (3, None), (2, desk.clock()), (None, None)):
            connection.execute(comment.insert().values(**told, position=position, settled_at=settled))
    page = desk.signed_in("Luc").get(f"/brouillons/{draft_id}").text
    form = re.search(r'class="step send_back".*?</form>', page, re.S)[0]
    assert "1 segment a un commentaire ouvert" in form
    assert re.findall(r'href="[^"]*#s(\d+)"', form) == ["3"]


def of_memory(desk, first):
    """A second publication with the same sentences, which the memory filled; the last French differs from it."""
    page = desk.catalog.draft_page(first)
    units = [replace(stored.unit, origin=Origin.MEMORY, findings=()) for stored in page.units]
    units[2] = replace(units[2], findings=(Finding("spacing", "Un espace est en trop."),))
    units[3] = replace(units[3], origin=Origin.MACHINE)
    units[-1] = replace(units[-1], target="Une douzaine")
    other = desk.draft(title="Another", url="another")
    revision = desk.catalog.draft(other).revision_id
    with desk.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM unit WHERE draft_id = ?", (other,))
        connection.exec_driver_sql("DELETE FROM draft WHERE id = ?", (other,))
    return desk.catalog.queue_draft(revision, units, Provenance("m1", "g1"), desk.clock())


def test_what_the_memory_filled_is_confirmed_in_one_go_but_for_what_changed_meanwhile(desk):
    first = desk.draft()
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE):
        desk.step(first, action)
    draft_id, amina = of_memory(desk, first), desk.signed_in("Amina")
    page = amina.get(f"/brouillons/{draft_id}").text
    count = len(desk.catalog.draft_page(draft_id).units)
    listed = [position for position in range(count - 1) if position not in (2, 3)]
    assert f"{len(listed)} segments viennent mot pour mot de la mémoire" in text(amina.get(f"/brouillons/{draft_id}"))
    assert f'href="/brouillons/{draft_id}/memoire"' in page
    preview = amina.get(f"/brouillons/{draft_id}/memoire").text
    boxes = dict(re.findall(r'<input type="checkbox" id="s\d+" name="(s\d+)" value="(\d+)" checked', preview))
    assert list(boxes) == [f"s{position}" for position in listed]
    before = [stored.unit for stored in desk.catalog.draft_page(draft_id).units]

    luc = desk.signed_in("Luc")
    luc.get(f"/brouillons/{draft_id}")
    luc.edit(draft_id, 1, "Changé entre-temps.")
    del boxes["s4"]  # left unticked
    answer = amina.send(f"/brouillons/{draft_id}/memoire", **boxes, s2=1, s3=1, s999=1, s5x=1)
    confirmed = [position for position in listed if position not in (1, 4)]
    assert answer.headers["location"] == f"/brouillons/{draft_id}/memoire?fait={len(confirmed)}"
    with desk.database.read() as connection:
        query = "SELECT position, confirmed_by FROM unit WHERE draft_id = ? AND confirmed_at IS NOT NULL"
        rows = connection.exec_driver_sql(f"{query} ORDER BY position", (draft_id,)).all()
    assert rows == [(position, desk.people["Amina"].id) for position in confirmed]
    event = desk.catalog.history(draft_id)[0]
    assert (event.action, event.actor, event.detail) == ("annotate", "Amina", {"matches": confirmed})
    after = [stored.unit for stored in desk.catalog.draft_page(draft_id).units]
    assert [unit.target for n, unit in enumerate(after) if n != 1] == [u.target for n, u in enumerate(before) if n != 1]
    assert amina.send(f"/brouillons/{draft_id}/memoire", **boxes).headers["location"].endswith("?fait=0")
    assert desk.catalog.history(draft_id)[0].detail == {"matches": confirmed}
    told = text(amina.get(f"/brouillons/{draft_id}/historique"))
    assert f"a confirmé ensemble {len(confirmed)} segments de la mémoire" in told
