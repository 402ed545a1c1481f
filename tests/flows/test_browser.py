"""A reviewer's morning in a real browser: sign in, correct, approve, and find the text in the export."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect, sync_playwright

PASSWORD = "quatre mots mis ensemble"
FRENCH = "Commencer par demander aux personnes ce qu’elles acceptent."


@pytest.fixture
def address(home):
    environment = {**os.environ, "DRAGOMAN_HOME": str(home)}
    command = [sys.executable, "-m", "flows.cli"]
    for name, role in (("Amina", "reviewer"), ("Luc", "editor")):
        added = [*command, "user", "add", name, "--role", role]
        subprocess.run(added, input=PASSWORD, text=True, env=environment, check=True, capture_output=True)
    serving = [*command, "review", "--port", "0"]
    with subprocess.Popen(serving, stdout=subprocess.PIPE, text=True, env=environment) as server:
        yield server.stdout.readline().split()[2]
        server.terminate()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request):
    options = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}
    with sync_playwright() as playwright, playwright.chromium.launch(**options) as browser:
        yield browser.new_page(java_script_enabled=request.param)


def open_draft(page, address, name):
    page.goto(address)
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Guidance on consent").or_(page.locator("main h3 a")).first.click()


def test_sign_in_edit_approve_publish_and_find_it_in_the_export(dragoman, guidance, address, page, tmp_path):
    guidance.write("consent", "First ask people what they accept.")
    assert dragoman("run", "--plain", "--json").json["drafted"] == 1

    open_draft(page, address, "amina")
    source = page.get_by_text("First ask people what they accept.").first
    expect(source).to_be_visible()
    row = page.locator("[id^=s]", has=source).last
    row.get_by_text("Modifier").click()
    row.locator("textarea").fill(FRENCH)
    row.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text(FRENCH).first).to_be_visible()
    page.get_by_role("button", name="Se déconnecter").click()
    open_draft(page, address, "Luc")  # whoever edited a draft does not approve it
    page.get_by_role("button", name="Approuver").click()
    page.get_by_role("button", name="Publier").click()

    assert dragoman("export", str(tmp_path / "portal")).status == 0
    (exported,) = (tmp_path / "portal" / "documents").glob("*.html")
    page.goto(exported.as_uri())
    expect(page.get_by_text(FRENCH)).to_be_visible()
    expect(page.get_by_text("relu par Luc")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
