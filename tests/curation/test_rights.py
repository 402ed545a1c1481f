import pytest

from curation.rights import LICENCES, licence_of, refusal, settled
from curation.stated_licence import guess_licence

CC = "https://creativecommons.org/licenses"


@pytest.mark.parametrize(
    ("links", "text", "licence"),
    [
        ([f"{CC}/by-sa/4.0/"], "", "CC-BY-SA-4.0"),
        ([f"{CC}/by-nc-nd/3.0/igo/deed.en"], "", "CC-BY-NC-ND-3.0-IGO"),
        (["https://creativecommons.org/publicdomain/zero/1.0/"], "", "CC0-1.0"),
        ([], "Licensed under CC BY-NC 4.0.", "CC-BY-NC-4.0"),
        ([], "This work is under a Creative Commons Attribution-ShareAlike 4.0 licence", "CC-BY-SA-4.0"),
        ([], "Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International", "CC-BY-NC-ND-4.0"),
        ([], "Creative Commons Attribution-NonCommercial 4.0 International", "CC-BY-NC-4.0"),
        ([], "Creative Commons Attribution 4.0 International License", "CC-BY-4.0"),
        ([], "Creative Commons Attribution-Noncommercial-No Derivative Works 3.0", "CC-BY-NC-ND-3.0"),
        ([], "Creative Commons Attribution-NonCommercial-No Derivatives 4.0", "CC-BY-NC-ND-4.0"),
        ([], "Creative Commons Attribution-Non Commercial-No Derivs", "CC-BY-NC-ND-4.0"),
        ([], "Creative Commons Attribution-NonCommercial-\nNoDerivs", "CC-BY-NC-ND-4.0"),
        ([], "CC BY–NC–ND 4.0", "CC-BY-NC-ND-4.0"),
        ([], "CC-BY-NC\u2011ND", "CC-BY-NC-ND-4.0"),
        ([], "CC BY-NC-SA 3.0 IGO", "CC-BY-NC-SA-3.0-IGO"),
        ([], "Licensed under CC-BY-NC-SA 3.0 IGO", "CC-BY-NC-SA-3.0-IGO"),
        ([f"{CC}/by/3.0/igo"], "", "CC-BY-3.0-IGO"),
        ([], "Attribution-ShareAlike 3.0 IGO (CC BY-SA 3.0 IGO)", "CC-BY-SA-3.0-IGO"),
        ([], "This work is licensed under a Creative Commons Attribution 4.0 International License.", "CC-BY-4.0"),
        ([], "licensed under a Creative Commons BY-NC 4.0 licence", "CC-BY-NC-4.0"),
        (
            [],
            "Creative Commons Attribution - Pas d’Utilisation Commerciale - Pas de Modification 4.0",
            "CC-BY-NC-ND-4.0",
        ),
        ([], "Creative Commons Attribution – Partage dans les mêmes conditions 4.0", "CC-BY-SA-4.0"),
        ([], "published under CC0", "CC0-1.0"),
        ([f"{CC}/by/4.0/"], "Text: CC BY-NC-SA 4.0", "CC-BY-NC-SA-4.0"),
        ([], "licensed under a Creative Commons licence", ""),
        ([], "Creative Commons Attribution licence, with no derivatives allowed", "CC-BY-ND-4.0"),
        ([f"{CC}/by-nc-nd/2.1/jp/"], "", "CC-BY-NC-ND-4.0"),
        ([f"{CC}/by-nd-nc/1.0/"], "", "CC-BY-NC-ND-1.0"),
        ([f"{CC}/by/2.0/"], "© Org. All rights reserved.", "all-rights-reserved"),
        ([], "© 2023 Somebody. All rights reserved.", "all-rights-reserved"),
        ([], "A page that says nothing of the kind. According to the commons, CC means copy.", ""),
    ],
)
def test_a_stated_licence_is_read(links, text, licence):
    assert guess_licence(links, text)[0] == licence


def test_of_two_stated_licences_the_one_that_allows_less_is_taken():
    assert guess_licence([f"{CC}/by/4.0/", f"{CC}/by-nd/4.0/"], "")[0] == "CC-BY-ND-4.0"
    assert guess_licence([], "CC BY 4.0 picture. All rights reserved.")[0] == "all-rights-reserved"


def test_the_evidence_is_what_the_licence_was_read_from():
    assert guess_licence([f"{CC}/by/4.0/"], "") == ("CC-BY-4.0", f"{CC}/by/4.0/")


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("© 2024 Agency", ""),
        ("© 2024 Agency. Tous droits réservés.", "all-rights-reserved"),
        ("No part of this publication may be reproduced without prior written permission.", "permission-required"),
        (
            "This material may not be translated or adapted without the express written consent of Agency.",
            "permission-required",
        ),
        ("Translation requires prior written authorisation.", "permission-required"),
        (
            "This report may be reproduced for non-commercial purposes, with acknowledgement of the source.",
            "reproduction-only",
        ),
        ("Reproduction is authorised provided the source is acknowledged.", "reproduction-only"),
        (
            "© European Union, 2023. Reproduction is authorised provided the source is acknowledged.",
            "EU-reuse",
        ),
        (
            "Funded by the European Union. Reproduction is authorised provided the source is acknowledged.",
            "reproduction-only",
        ),
        ("Personal data can be used for educational purposes only if its source agrees.", ""),
        (
            "The reuse policy of Commission documents is implemented by Decision 2011/833/EU. Reuse is authorised.",
            "EU-reuse",
        ),
        (
            "This guide may be freely reproduced, translated and distributed if the source is cited.",
            "reuse-with-source",
        ),
        ("It may be reproduced but not translated, and the source must be cited.", "reproduction-only"),
        ("This publication is in the public domain.", "public-domain"),
        ("This is a work of the U.S. Government and is not subject to copyright.", "public-domain"),
        ("Not subject to copyright protection in the United States.", "public-domain"),
        ("Data that is already in the public domain may identify people all the same.", ""),
        ("Information is available under the Open Government Licence v3.0.", "OGL-UK-3.0"),
        ("Contains information licensed under the Open Government Licence – Canada.", "OGL-Canada"),
        ("Open Government Licence – Ontario", ""),
        ("Publié sous Licence Ouverte 2.0 (Etalab).", "etalab-2.0"),
        (
            "Users may download the materials for personal, non-commercial use, without any right to resell or "
            "redistribute them or to compile or create derivative works therefrom.",
            "UN-terms",
        ),
        ("Data may not be shared without the written consent of the person.", ""),
    ],
)
def test_t51_what_a_publisher_allows_in_words_of_its_own_is_read(text, licence):
    assert guess_licence([], text)[0] == licence


@pytest.mark.parametrize(
    ("link", "licence"),
    [
        ("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/", "OGL-UK-3.0"),
        ("http://www.nationalarchives.gov.uk/doc/open-government-licence/", "OGL-UK-3.0"),
        ("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/2/", "OGL-UK-2.0"),
        ("https://open.canada.ca/en/open-government-licence-canada", "OGL-Canada"),
        ("https://www.etalab.gouv.fr/licence-ouverte-open-licence/", "etalab-2.0"),
        ("https://www.un.org/en/about-us/terms-of-use", ""),
    ],
)
def test_a_link_to_a_government_licence_is_read(link, licence):
    assert guess_licence([link], "")[0] == licence


def test_of_two_licences_that_allow_a_translation_the_one_with_more_conditions_is_taken():
    assert guess_licence([f"{CC}/by/4.0/", f"{CC}/by-sa/4.0/", f"{CC}/by-nc/4.0/"], "")[0] == "CC-BY-NC-4.0"


def test_every_licence_that_is_guessed_is_one_we_know():
    guessed = [
        guess_licence([f"{CC}/{code}/{version}/igo"], "")[0] for code in ("by", "by-nd") for version in ("3.0", "4.0")
    ]
    assert guessed == ["CC-BY-3.0-IGO", "CC-BY-4.0", "CC-BY-ND-3.0-IGO", "CC-BY-ND-4.0"]
    assert licence_of("CC-BY-3.0-IGO").url == f"{CC}/by/3.0/igo/deed.fr"


def test_no_derivatives_reserved_and_unknown_refuse_the_translation():
    refused = {identifier for identifier in LICENCES if refusal(identifier)}
    closed = {"all-rights-reserved", "permission-required", "reproduction-only", "UN-terms", ""}
    assert refused == {i for i in LICENCES if "-ND" in i} | closed
    assert refusal("something-nobody-heard-of") == refusal("")
    assert licence_of("CC-BY-4.0").label == "CC BY 4.0"


BY, ND, RESERVED = ("CC-BY-4.0", "footer"), ("CC-BY-ND-4.0", "footer, new"), ("all-rights-reserved", "")


@pytest.mark.parametrize(
    ("known", "confirmed", "found", "held"),
    [
        (("", ""), False, BY, (*BY, False)),
        (BY, False, ("", ""), (*BY, False)),
        (BY, False, RESERVED, (*BY, False)),
        (RESERVED, False, ("CC-BY-4.0", ""), (*RESERVED, False)),
        (("CC-BY-4.0", ""), False, RESERVED, (*RESERVED, False)),
        (RESERVED, False, BY, (*BY, False)),
        (BY, True, ND, (*ND, False)),
        (ND, True, BY, (*ND, True)),
        (("CC-BY-4.0", "footer, new"), True, ND, ("CC-BY-4.0", "footer, new", True)),
    ],
    ids=[
        "stated replaces unknown",
        "unknown replaces nothing",
        "a hint does not replace what is stated",
        "of two hints the stricter: first",
        "of two hints the stricter: second",
        "stated replaces a hint",
        "a person's word falls when the page now forbids",
        "a person's word is not loosened by a page",
        "a person who saw the evidence is not asked again",
    ],
)
def test_what_is_held_of_a_licence_when_a_visit_finds_another(known, confirmed, found, held):
    assert settled(known, confirmed, found) == held
