"""Whether a publication has an official French version, and where: what pages state, what addresses suggest."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from curation.extract import extract
from curation.extract.french_links import french_in_header, french_in_text, stated_french
from curation.french_version import FrenchCandidate, french_in_feed, french_twin, is_french_version
from curation.model import Ref
from curation.twins import language_in_name, without_language
from translation.document import Block, BlockKind, Document, as_json, from_json

HERE = "https://agency.example/en/guidance/consent"
THERE = "https://agency.example/fr/orientations/consentement"


def stated(body="", head="", url=HERE):
    return stated_french(html.document_fromstring(f"<html><head>{head}</head><body>{body}<p>x</p></body></html>"), url)


def test_an_alternate_in_the_head_is_the_surest_evidence():
    head = "<link rel='alternate' hreflang='fr-FR' href='/fr/orientations/consentement'>"
    found = stated("<a href='/fr/autre'>Français</a>", head)
    assert found[0] == FrenchCandidate(THERE, "hreflang", 'hreflang="fr-FR"')
    assert found[1].evidence == "link"


def test_plain_french_goes_before_the_french_of_a_region():
    head = "".join(f"<link rel=alternate hreflang={code} href='/{code}/a'>" for code in ("fr-CA", "fr", "en"))
    assert [each.address for each in stated(head=head)] == [f"https://agency.example/{c}/a" for c in ("fr", "fr-CA")]


@pytest.mark.parametrize(
    "head",
    [
        f"<link rel=alternate hreflang=fr href='{HERE}'>",
        f"<link rel=alternate hreflang=fr href='{HERE}/?utm_source=x#top'>",
        "<link rel=alternate hreflang=fr href='https://agency.example/'>",
        "<link rel=alternate hreflang=fr href='/fr/'>",
        "<link rel=alternate hreflang=fr href='https://fr.agency.example/accueil'>",
        "<link rel=alternate hreflang=fr type='application/rss+xml' href='/fr/feed'>",
        "<link rel=alternate hreflang=fr href='https://translate.google.com/translate?u=x'>",
        "<link rel=alternate hreflang=fr href='http://[bad'>",
        "<link rel=alternate hreflang=es href='/es/guia'>",
    ],
    ids=["itself", "itself with a tail", "root", "French root", "French home", "feed", "machine", "no address", "es"],
)
def test_an_alternate_that_is_no_french_version_does_not_count(head):
    assert stated(head=head) == ()


def test_a_home_page_has_a_home_page_for_its_french_version():
    head = "<link rel=alternate hreflang=fr href='/fr'>"
    assert stated(head=head, url="https://agency.example/en")[0].address == "https://agency.example/fr"


@pytest.mark.parametrize(
    "link",
    [
        "<a href='{}'>Français</a>",
        "<a href='{}'>FR</a>",
        "<a href='{}'>[fr]</a>",
        "<a href='{}'>French version</a>",
        "<a href='{}'>Lire cet article en français</a>",
        "<a href='{}'>This page is also available in French</a>",
        "<a href='{}'>Disponible en français</a>",
        "<a href='{}'>Télécharger (français, PDF, 1,2 Mo)</a>",
        "<a href='{}'>Français (Canada)</a>",
        "<a href='{}' aria-label='Version française'><svg></svg></a>",
        "<a href='{}' title='Français'>🇫🇷</a>",
        "<a href='{}'><img src=f.png alt='French'></a>",
        "<a href='{}' hreflang='fr'></a>",
        "<ul class='language-switcher'><li><a href='{}' lang='fr'>Le consentement</a></li></ul>",
        "<select><option value='{}'>Français</option></select>",
        "<a href='{}'>Guidance on informed consent (French)</a>",
    ],
)
def test_a_link_that_says_french_leads_to_the_french_version(link):
    found = stated(link.format(THERE), "<title>Guidance on consent</title>")
    assert [(each.address, each.evidence) for each in found] == [(THERE, "link")]


@pytest.mark.parametrize(
    "link",
    [
        "<a href='{}'>French Guiana</a>",
        "<a href='{}'>French Red Cross</a>",
        "<a href='{}'>French data protection authority</a>",
        "<a href='{}'>Canada (Français)</a>",
        "<a href='{}'>Canada (English/Français)</a>",
        "<a href='{}'>France</a>",
        "<a href='{}' hreflang='fr'>Actualités</a>",
        "<a href='#fr'>Français</a>",
        "<a href='mailto:fr@agency.example'>Français</a>",
        "<a href='/fr'>Français</a>",
        "<a href='{}/1'>Report on cash (French)</a><a href='{}/2'>Report on shelter (French)</a>",
    ],
)
def test_a_link_to_something_else_that_is_french_is_not_the_french_version(link):
    assert stated(link.format(THERE, THERE), "<title>Guidance on consent</title>") == ()


def test_a_french_pdf_beside_the_english_one_is_the_french_version():
    files = "<a href='/f/Consent_2024_EN.pdf'>Download</a><a href='/f/Consent_2024_FR.pdf'>Consentement</a>"
    assert [each.address for each in stated(files)] == ["https://agency.example/f/Consent_2024_FR.pdf"]
    assert stated("<a href='/f/Other_FR.pdf'>Autre</a><a href='/f/Consent_EN.pdf'>Download</a>") == ()


def test_a_link_header_may_name_the_french_version_of_a_pdf():
    header = '<https://a.org/x>; rel="canonical", </f/note_fr.pdf>; rel="alternate"; hreflang="fr"'
    assert french_in_header(header, "https://a.org/f/note_en.pdf").address == "https://a.org/f/note_fr.pdf"
    assert french_in_header('<https://a.org/x>; rel="canonical"', "https://a.org/x") is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Also available in French at https://a.org/f/note_fr.pdf.", "https://a.org/f/note_fr.pdf"),
        ("Version française : https://a.org/fr/note (PDF)", "https://a.org/fr/note"),
        ("Ce rapport est disponible en français sur www.a.org/fr/note", "https://www.a.org/fr/note"),
        ("The French Red Cross version is at https://a.org/x", ""),
        ("Not available in French. See https://a.org/x", ""),
        ("Available in French at https://a.org/", ""),
    ],
)
def test_a_pdf_may_say_in_its_text_where_its_french_version_is(text, address):
    found = french_in_text(text)
    assert (found.address if found else "") == address
    assert found is None or found.told.startswith("text: ")


def test_what_a_page_states_stands_in_its_metadata_and_old_records_without_it_still_load():
    text = "<p>Humanitarian organisations collect personal data about affected people to plan assistance.</p>" * 3
    page = f"<html><body><nav><a href='{THERE}'>Français</a></nav><h1>Consent</h1>{text}</body></html>"
    document = extract(page.encode(), "text/html", HERE)
    assert (document.metadata.french, document.metadata.french_evidence) == (THERE, "link: Français")
    old = as_json(document)
    del old["metadata"]["french"], old["metadata"]["french_evidence"]
    assert from_json(old).metadata.french == ""


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("https://a.org/en/news/x/", "https://a.org/fr/news/x/"),
        ("https://a.org/en", "https://a.org/fr"),
        ("https://a.org/EN/x", "https://a.org/FR/x"),
        ("https://a.org/en-us/x", "https://a.org/fr-fr/x"),
        ("https://a.org/en-CA/x", "https://a.org/fr-CA/x"),
        ("https://a.org/eng/acts/P-21.xml", "https://a.org/fra/acts/P-21.xml"),
        ("https://a.org/x?p=3&lang=en", "https://a.org/x?p=3&lang=fr"),
        ("https://en.a.org/x", "https://fr.a.org/x"),
        ("https://a.org/f/report_en.pdf", "https://a.org/f/report_fr.pdf"),
        ("https://a.org/f/Report-EN.pdf", "https://a.org/f/Report-FR.pdf"),
        ("https://a.org/f/Report_English.pdf", "https://a.org/f/Report_French.pdf"),
        ("https://a.org/f/Guide_EN_v2.pdf", "https://a.org/f/Guide_FR_v2.pdf"),
        ("https://a.org/f/Guide%20(English).pdf", "https://a.org/f/Guide%20(French).pdf"),
        ("https://a.org/en/f/guide_en.pdf", "https://a.org/fr/f/guide_fr.pdf"),
        ("https://a.org/mise-en-oeuvre", ""),
        ("https://a.org/garden/children", ""),
        ("https://en.org/x", ""),
        ("https://a.org/fr/x", ""),
        ("https://a.org/", ""),
        ("http://[x", ""),
        ("mailto:en@a.org", ""),
    ],
)
def test_the_twin_of_an_address_is_spelled_as_the_english_one_is(english, french):
    assert french_twin(english) == french


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.org/news/x", "https://a.org/fr/news/x"),
        ("https://www.a.org/x", "https://fr.a.org/x"),
        ("https://a.org/x?lang=en&p=3", "https://a.org/x?p=3"),
        ("https://a.org/f/Guide_EN_v2.pdf", "https://a.org/f/Guide_v2.pdf"),
        ("https://a.org/f/EN_Guide.pdf", "https://a.org/f/Guide-FR.pdf"),
    ],
)
def test_twins_are_one_address_without_their_language(one, other):
    assert without_language(one) == without_language(other)


def test_the_language_of_a_pdf_may_stand_in_its_name():
    names = (
        "a_FR.pdf",
        "a-fra.pdf",
        "a%20(French).pdf",
        "Rapport_VF.pdf",
        "a_en.pdf",
        "a_ES.pdf",
        "a-2024.pdf",
        "EN_a.pdf",
    )
    found = [language_in_name(f"https://a.org/f/{name}") for name in names]
    assert found == ["fr", "fr", "fr", "fr", "en", "es", "", "en"]


# Is it the French version?

ENGLISH = """Operational guidance on data responsibility
OCHA and UNHCR registered 12,400 families in Maradi in March 2024, and 3,250 in Diffa.
The Centre for Humanitarian Data published this guidance for information managers of the clusters.
Biometric identification of refugees requires an impact assessment and explicit consent.
Personal information must be encrypted, and destroyed after 90 days by KoboToolbox administrators.
The confidentiality of the participants is the responsibility of each organisation in the consortium.
Contact the protection cluster in Niamey before any transfer of data to the ministry of the interior."""
FRENCH = """Directives opérationnelles sur la responsabilité des données
OCHA et le HCR ont enregistré 12 400 familles à Maradi en mars 2024, et 3 250 à Diffa.
Le Centre for Humanitarian Data a publié ces directives pour les gestionnaires de l’information des clusters.
L’identification biométrique des réfugiés exige une analyse d’impact et un consentement explicite.
Les informations personnelles doivent être chiffrées, et détruites après 90 jours par les administrateurs KoboToolbox.
La confidentialité des participants est la responsabilité de chaque organisation dans le consortium.
Contacter le cluster protection à Niamey avant tout transfert de données au ministère de l’intérieur."""
OTHER = """Note sur les violences faites aux femmes
Le HCR et ses partenaires ont tenu 41 réunions à Goma en 2019 avec les associations de femmes de la région.
Les données sur la santé ne sont pas partagées avec les autorités sans que les personnes le demandent par écrit.
Une permanence est ouverte tous les jours dans les locaux de la Croix-Rouge pour les personnes qui arrivent.
Les équipes mobiles vont dans les villages où la route est coupée depuis le passage de la tempête.
Le rapport de la mission est envoyé au siège, qui décide de la suite avec les bailleurs de fonds.
Les formations ont lieu deux fois par an pour les agents des districts et leurs remplaçants."""


def document(text, lang="fr"):
    title, *lines = text.splitlines() or [""]
    blocks = (Block(BlockKind.HEADING, title, 1), *(Block(BlockKind.PARAGRAPH, line) for line in lines))
    return Document(title, lang, blocks)


def test_a_translation_is_recognised_by_its_numbers_its_names_and_their_order():
    assert is_french_version(document(ENGLISH, "en"), document(FRENCH))


@pytest.mark.parametrize(
    "candidate",
    [
        ENGLISH,
        OTHER,
        "\n".join([*FRENCH.splitlines()[:2], *ENGLISH.splitlines()[2:]]),
        "\n".join(FRENCH.splitlines()[:2]),
        FRENCH + "\n" + "\n".join(OTHER.splitlines()[1:] * 3),
        "Accueil\nPublications\nNous contacter\nNos projets dans la région",
        "",
    ],
    ids=["still English", "another French text", "half translated", "its summary", "a collection", "menu", "empty"],
)
def test_what_is_not_the_translation_is_not_taken_for_it(candidate):
    assert not is_french_version(document(ENGLISH, "en"), document(candidate))


def test_last_year_s_report_in_french_is_not_this_year_s():
    figures = "In {} the cluster reached {} people in {} camps, {} schools, {} clinics and {} water points."
    texte = "En {} le cluster a aidé {} personnes dans {} camps, {} écoles, {} dispensaires et {} points d’eau."
    this, last = (2024, 48210, 31, 112, 57, 86), (2023, 39755, 28, 97, 44, 73)
    english = document(f"{ENGLISH}\n{figures.format(*this)}", "en")
    assert is_french_version(english, document(f"{FRENCH}\n{texte.format(*this)}"))
    changed = FRENCH.replace("12 400", "9 120").replace("3 250", "2 870").replace("2024", "2023")
    assert not is_french_version(english, document(f"{changed}\n{texte.format(*last)}"))


PAIRS = sorted(Path(__file__).parent.parent.glob("golden/french/*/"))


@pytest.mark.parametrize("french", PAIRS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("english", PAIRS, ids=lambda folder: folder.name)
def test_of_real_pages_only_a_page_s_own_translation_is_its_french_version(english, french):
    original, candidate = (
        extract((folder / name).read_bytes(), "text/plain") for folder, name in ((english, "en.md"), (french, "fr.md"))
    )
    assert is_french_version(original, candidate) == (english == french and french.name != "half-translated")


# In the source's French feed

FEED = [
    Ref("https://a.org/fr/nouvelles/niger", "Niger : 12 400 familles enregistrées", "2024-03-05", "node/48213"),
    Ref("https://a.org/fr/news/data-policy", "Politique de données", "2024-03-01", ""),
    Ref("https://a.org/fr/bulletin-7", "Humanitarian data bulletin seven", "2024-02-01", ""),
    Ref("https://a.org/fr/autre", "Une autre nouvelle", "2024-03-05", ""),
]


@pytest.mark.parametrize(
    ("title", "published", "address", "found"),
    [
        ("Data policy", "", "https://a.org/en/news/data-policy", 1),
        ("Data policy", "", "https://a.org/news/data-policy", 1),
        ("Niger: families registered", "", "https://a.org/node/48213", 0),
        ("Humanitarian Data Bulletin: seven", "", "https://a.org/en/x", 2),
        ("12,400 families registered in Niger", "2024-03-05T09:00:00Z", "https://a.org/en/x", 0),
        ("12,400 families registered in Niger", "2024-03-04", "https://a.org/en/x", None),
        ("2,400 families registered in Niger", "2024-03-05", "https://a.org/en/x", None),
        ("Something else", "2024-03-05", "https://a.org/en/x", None),
        ("Annual report", "", "https://a.org/2024/report", None),
    ],
)
def test_the_french_feed_has_the_publication_by_address_number_title_or_date(title, published, address, found):
    assert french_in_feed(title, published, address, FEED) == (None if found is None else FEED[found])


def test_of_two_entries_that_fit_none_is_taken():
    refs = [Ref("https://a.org/1", "Data policy of 2024"), Ref("https://a.org/2", "Data policy of 2024")]
    assert french_in_feed("Data policy of 2024", "", "https://a.org/en/x", refs) is None
    assert french_in_feed("Data policy of 2024", "", "https://a.org/en/x", []) is None


ADDRESSES = st.text(st.sampled_from("enfrEN/:?&=.-_[]()%2*http#@ é"), max_size=40).map("https://".__add__) | st.text()


@given(ADDRESSES, ADDRESSES)
def test_any_address_is_compared_without_an_error(one, other):
    assert without_language(one) == without_language(one)
    assert french_twin(one) != one or not one
    french_in_feed("A title", "2024-01-01", one, [Ref(other, "A title", "2024-01-01", other)])
    stated(f"<a href='{escape(other)}'>Français</a>", url=one)
