"""T27: an English page with a French abstract, and what is no other language."""

import pytest

from curation.extract import extract
from curation.extract.language import with_block_languages
from translation.document import Block, BlockKind, Document

ENGLISH = "The people whose data are kept have the right to know what is done with them and by whom."
FRENCH = "Les personnes dont les données sont conservées ont le droit de savoir ce qui en est fait et par qui."
SPANISH = "Las personas cuyos datos se guardan tienen derecho a saber lo que se hace con ellos y por quién."
PAGE = f"""<html lang="en"><body><article><h1>Data and people</h1><h2>Abstract</h2><p>{ENGLISH} {ENGLISH}</p>
<h2>Résumé</h2><p>{FRENCH} {FRENCH}</p><h2>Resumen</h2><p>{SPANISH}</p><h2>Introduction</h2><p>{ENGLISH}</p>
<p>{ENGLISH} {ENGLISH}</p></article></body></html>"""


def languages(*texts, lang="en"):
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)
    return [block.lang for block in with_block_languages(Document("Data", lang, blocks)).blocks]


def test_each_block_of_a_page_says_its_language():
    document = extract(PAGE.encode(), "text/html", "https://data.example/")
    assert document.lang == "en"
    said = {block.text: block.lang for block in document.blocks}
    assert (said[f"{ENGLISH} {ENGLISH}"], said[f"{FRENCH} {FRENCH}"], said[SPANISH]) == ("", "fr", "es")


def test_short_blocks_between_french_ones_are_french():
    assert languages(ENGLISH, FRENCH, "Mots clés", FRENCH, "Keywords", ENGLISH) == ["", "fr", "fr", "fr", "", ""]


@pytest.mark.parametrize(
    "text",
    [
        "Médecins Sans Frontières and the Direction de la protection des données have signed it.",
        "No Damage 86,332 a o e 86%",
        "Lac Tchad, Diffa, Maradi, Zinder",
        "",
    ],
)
def test_names_and_figures_are_of_no_other_language(text):
    assert languages(ENGLISH, text, ENGLISH) == ["", "", ""]


def test_what_a_page_declares_holds_unless_the_words_say_otherwise():
    declared = [Block(BlockKind.PARAGRAPH, text, lang="fr") for text in ("Mots clés", ENGLISH)]
    document = with_block_languages(Document("Data", "en", tuple(declared)))
    assert [block.lang for block in document.blocks] == ["fr", ""]
