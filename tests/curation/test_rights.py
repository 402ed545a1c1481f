import pytest

from curation.rights import LICENCES, guess_licence, licence_of, refusal, settled

CC = "https://creativecommons.org/licenses"


@pytest.mark.parametrize(
    ("links", "text", "licence"),
    [
        ([f"{CC}/by-sa/4.0/"], "", "CC-BY-SA-4.0"),
        ([f"{CC}/by-nc-nd/3.0/igo/deed.en"], "", "CC-BY-NC-ND-3.0"),
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
        ([], "CC BY-NC-SA 3.0 IGO", "CC-BY-NC-SA-3.0"),
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


def test_no_derivatives_reserved_and_unknown_refuse_the_translation():
    refused = {identifier for identifier in LICENCES if refusal(identifier)}
    assert refused == {i for i in LICENCES if "-ND" in i} | {"all-rights-reserved", ""}
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
