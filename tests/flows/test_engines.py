"""Which engine translates: the packages of this machine, or a server that somebody named."""

import io
import sys

import pytest


@pytest.fixture
def typed(monkeypatch):
    def put(text):
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return put


def test_a_folder_is_installed_shows_what_it_says_and_is_used_from_then_on(dragoman, opus_folder):
    installed = dragoman("model", "install", str(opus_folder))
    assert installed.status == 0
    assert "“La protection des données est importante.”" in installed.out
    (used,) = [line for line in dragoman("model", "list").out.splitlines() if line.endswith("used")]
    assert "opus" in used
    assert "opus-mt-en-fr" in used


def test_a_folder_without_a_model_is_refused_in_a_sentence(dragoman, tmp_path):
    refused = dragoman("model", "install", str(tmp_path))
    assert refused.status == 2
    assert "it has neither model.bin (CTranslate2) nor decoder.yml (OPUS-MT)" in refused.err
