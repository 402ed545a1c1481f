"""English and French files become pairs of sentences, and only where it is plain what goes with what."""

from __future__ import annotations

from hypothesis import given
from hypothesis.strategies import lists, text

from bench.alignment import Bead, aligned, shared
from bench.parallel import Pair, blocks, markdown_blocks, pairs, xml_blocks

ENGLISH = """---
title: Data responsibility
---

# Protecting personal data {#protecting}

Humanitarian organisations collect the personal data of 12,400 families in Sudan. They must inform every person.

{% include banner.html %}

- The consent of each person is registered in a [database](https://example.org/base).
- Only the coordination team may open that database.
"""
FRENCH = """---
title: Responsabilité des données
---

# La protection des données à caractère personnel

Les organisations humanitaires collectent les données personnelles de 12 400 familles au Soudan. Elles doivent informer
chaque personne.

- Le consentement de chaque personne est enregistré dans une [base de données](https://example.org/base).
- Voici une phrase que personne n’a jamais écrite en anglais, et qui parle longuement du temps qu’il fait à Paris.
- Seule l’équipe de coordination peut ouvrir cette base de données.
"""


def test_the_sentences_of_two_documents_stand_side_by_side(tmp_path):
    (tmp_path / "guide.en.md").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "guide.fr.md").write_text(FRENCH, encoding="utf-8")
    found = {pair.english: pair.french for pair in pairs([tmp_path])}
    assert found["They must inform every person."] == "Elles doivent informer chaque personne."
    assert found["The consent of each person is registered in a database."] == (
        "Le consentement de chaque personne est enregistré dans une base de données."
    )
    assert found["Only the coordination team may open that database."].startswith("Seule l’équipe")
    assert not any("Paris" in french for french in found.values())


def test_a_file_without_its_french_gives_nothing(tmp_path):
    (tmp_path / "guide.en.md").write_text(ENGLISH, encoding="utf-8")
    assert pairs([tmp_path]) == []


def test_french_that_was_never_translated_gives_nothing(tmp_path):
    (tmp_path / "guide.en.md").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "guide.fr.md").write_text(ENGLISH.replace("Only", "Solely"), encoding="utf-8")
    assert pairs([tmp_path]) == []


def test_a_list_that_is_aligned_already_is_taken_as_it_is(tmp_path):
    english, french = "The consent of the person is needed", "Le consentement de la personne est nécessaire"
    lines = f"consent\tconsentement\n{english}\t{french}\tarticle 6\n"
    (tmp_path / "law.en-fr.tsv").write_text(lines, encoding="utf-8")
    assert pairs([tmp_path]) == [Pair(english, french, "law")]


def test_web_pages_are_read_as_publications_are(tmp_path):
    page = "<html lang=en><body><main><h1>Consent</h1>" + "<p>People give their consent before a survey.</p>" * 3
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert "People give their consent before a survey." in blocks(tmp_path / "page.html")


def test_markdown_leaves_no_marks():
    listed = "> - **Bold** and [a link](/x){target=_blank}\n- `code` <b>inside</b>"
    assert markdown_blocks(f"## A *good* title {{: .wide}}\n\n{listed}\n\n| one | two |") == [
        "A good title",
        "Bold and a link",
        "code inside",
        "one",
        "two",
    ]


def test_an_element_of_xml_with_its_own_words_is_a_block():
    law = b"<law><title>Act</title><part>\n<text>See the <ref>Privacy Act</ref> too.</text>\n</part></law>"
    assert xml_blocks(law) == ["Act", "See the Privacy Act too."]


def test_numbers_and_common_roots_are_shared():
    assert shared("12,400 humanitarian organisations", "12 400 organisations humanitaires") > 0.5
    assert shared("humanitarian organisations", "beaucoup de pluie") == 0


def test_two_english_sentences_may_be_one_in_french():
    english = ["The organisation informs people.", "It protects their information.", "The coordination decides."]
    french = ["L’organisation informe les personnes et protège leurs informations.", "La coordination décide."]
    assert aligned(english, french) == [Bead(tuple(english[:2]), (french[0],)), Bead((english[2],), (french[1],))]


TEXTS = lists(text("abcde 12", min_size=1, max_size=30), max_size=12)


@given(TEXTS, TEXTS)
def test_every_text_is_in_one_bead_in_its_order(english, french):
    beads = aligned(english, french)
    assert [one for bead in beads for one in bead.english] == english
    assert [one for bead in beads for one in bead.french] == french
