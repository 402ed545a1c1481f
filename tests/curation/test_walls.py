"""Pages that stand in front of a publication, and publications that are about such pages."""

from __future__ import annotations

import pytest

from curation.errors import DocumentError, NoText, SoftNotFound, Walled
from curation.extract import extract
from curation.extract.walls import wall_of

WALLS = [
    ("login", "Log in | Agency", "Please log in to continue to the report.\nForgot your password?"),
    ("login", "Consent guidance", "You must be logged in to view this document. Don't have an account? Register now."),
    ("login", "Connexion", "Connectez-vous pour accéder au document. Mot de passe oublié ?"),
    ("login", "The state of data", "Subscribe to read the full story. Already a subscriber? Sign in here."),
    ("cookies", "Agency", "We use cookies to improve this site. Accept all cookies. Manage your preferences."),
    ("cookies", "Before you continue", "We and our partners store cookies on your device.\nAccept all\nReject all"),
    ("cookies", "Rapport annuel", "Nous utilisons des cookies pour mesurer l’audience.\nTout accepter\nTout refuser"),
    ("robot check", "Just a moment...", "Checking your browser before accessing agency.example. Ray ID: 7a1b"),
    ("robot check", "Agency", "Please enable JavaScript to view this page."),
    ("robot check", "Access Denied", "You don't have permission to access this server."),
    ("robot check", "Un instant…", "Vérifiez que vous êtes humain. Cette opération peut durer quelques secondes."),
    ("not found", "Page not found | Agency", "Oops! We have looked everywhere."),
    ("not found", "404", ""),
    ("not found", "Agency | Oops! That page can’t be found.", "It looks like nothing was found at this location."),
    ("not found", "Agency", "The page you are looking for could not be found. Check the address and try again."),
    ("not found", "Page introuvable", "La page demandée n’existe plus ou a été déplacée."),
    ("error page", "503 Service Unavailable", "The server is temporarily unable to service your request."),
    ("error page", "Error", "Error establishing a database connection"),
    ("error page", "Maintenance", "Le site est en maintenance. Merci de réessayer plus tard."),
    ("coming soon", "Coming soon", "Our new site is under construction. Stay tuned!"),
    ("coming soon", "Agency", "Cette page est en cours de construction."),
]


@pytest.mark.parametrize(("kind", "title", "text"), WALLS)
def test_t25_a_wall_is_recognised_by_its_title_and_what_it_says_to_the_visitor(kind, title, text):
    assert wall_of(title, text, False) == kind


ARTICLES = [
    (
        "Cookie banners do not ask for consent",
        "The regulator examined 200 humanitarian sites last year. Most of them set cookies before a visitor had "
        "answered. "
        "Cookies that measure an audience need consent under the directive. A banner with one button is no choice. "
        "Organisations should list their cookies, and remove those that nobody reads.",
    ),
    (
        "Consent",
        "Consent must be freely given, specific and informed. People who depend on assistance can rarely refuse. "
        "The guidance asks organisations to rely on another legal basis wherever they can.",
    ),
    (
        "Passwords in field offices",
        "Half of the offices share one password for the registration database. The guidance recommends a password for "
        "each person and a second factor to log in. Staff who leave keep their access for three months on average.",
    ),
    (
        "Broken links and 404 errors in humanitarian archives",
        "A third of the reports published before 2010 answer with an error today. The study followed 12,000 links from "
        "evaluations. Archives that keep their own copies lose less than one report in a hundred.",
    ),
    (
        "Login security for caseworkers",
        "Attackers send a page that looks like the login page of the agency. Caseworkers in four countries gave away "
        "their names and passwords. The agency now trains everybody twice a year.",
    ),
    (
        "The server in the camp",
        "The registration server was unavailable for nine days in May. Families waited in the sun. An error in the "
        "database had to be mended by hand, and 4,000 records were entered again.",
    ),
    (
        "Coming soon: a new law on personal data",
        "Parliament votes in June on a bill that creates an independent authority. Humanitarian organisations would "
        "have to register their databases. The ministry expects the law to enter into force next year.",
    ),
    (
        "Robots and CAPTCHAs",
        "Tests that tell people from robots keep blind people out of aid portals. Audio tests exist in English only. "
        "The authors ask for forms that need no such test.",
    ),
]


@pytest.mark.parametrize(("title", "text"), ARTICLES)
def test_t25_a_text_about_walls_is_none(title, text):
    assert wall_of(title, text, False) == ""


@pytest.mark.parametrize(("kind", "title", "text"), WALLS)
def test_t25_a_long_text_is_no_wall_whatever_its_title(kind, title, text):
    assert wall_of(title, text + " The people affected were asked what they need and what they fear." * 20, True) == ""


def test_t25_a_password_field_alone_makes_a_login_page_only_of_an_empty_one():
    said = "The annual report shows how information was shared between the clusters of the response. "
    assert wall_of("Annual report", said, True) == "login"
    assert wall_of("Annual report", said * 6, True) == ""


def page(title, text):
    paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines())
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(5))
    return (
        f"<html lang=en><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav>{paragraphs}</body></html>"
    )


@pytest.mark.parametrize(("kind", "title", "text"), [wall for wall in WALLS if wall[2]])
def test_t25_a_page_that_is_a_wall_is_refused_by_name(kind, title, text):
    behind = kind in {"login", "cookies", "robot check"}
    with pytest.raises(Walled if behind else SoftNotFound) as raised:
        extract(page(title, text).encode(), "text/html")
    assert raised.value.wall == kind
    assert isinstance(raised.value, DocumentError)
    assert isinstance(raised.value, NoText) is behind


def test_a_page_that_is_broken_or_not_there_yet_may_be_there_tomorrow():
    assert [SoftNotFound(wall).worth_retrying for wall in ("not found", "error page", "coming soon")] == [
        False,
        True,
        True,
    ]
    assert not Walled("login").worth_retrying
    assert str(SoftNotFound()).startswith("page not found")


@pytest.mark.parametrize(("title", "text"), ARTICLES)
def test_t25_a_page_about_walls_is_read(title, text):
    assert extract(page(title, text).encode(), "text/html").title == title
