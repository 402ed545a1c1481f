"""What holds for every engine: the offline model in both its forms, a server's, and the pretended one."""

import socket

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translation.engine import ArgosTranslator, Hypothesis, PseudoTranslator
from translation.libretranslate import LibreTranslator
from translation.packages import ensure_starter, install_folder

SENTENCES = ["Data protection is important.", "Humanitarian organizations share data.", "Collect only what you need."]
KEPT = "Write to {name} at data@example.org or see https://example.org/a_b?c=1&d=%20x today."
ALONE = ["", "  ", "\n", "N/A", "—", "12,400", "3.5 %", "https://example.org/a_b", "me@x.org", "%s"]


@pytest.fixture(params=["pseudo", "argos", "opus", "libretranslate"])
def engine(request):
    if request.param == "pseudo":
        return PseudoTranslator()
    made = request.getfixturevalue(request.param)
    if request.param != "libretranslate":
        return made
    return LibreTranslator(made.url, aligner=lambda: made.engine, tell=lambda words: None)


def french(engine, *texts):
    return [str(hypothesis) for hypothesis in engine.translate(texts)]


def test_there_is_one_french_text_for_each_english_one_in_order(engine):
    together = french(engine, *SENTENCES, *reversed(SENTENCES))
    assert len(together) == 6
    assert together[:3] == together[:2:-1]
    assert len(set(together)) == 3


def test_nothing_in_gives_nothing_out(engine):
    assert engine.translate([]) == []


@pytest.mark.parametrize("text", ALONE)
def test_a_text_without_a_word_comes_back_as_it_is(engine, text):
    assert engine.translate([text]) == [Hypothesis(text, 0.0)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(places=st.lists(st.sampled_from([*SENTENCES, *ALONE]), max_size=12))
def test_each_text_keeps_its_place_whatever_stands_around_it(engine, places):
    known = dict(zip([*SENTENCES, *ALONE], french(engine, *SENTENCES, *ALONE), strict=True))
    assert french(engine, *places) == [known[text] for text in places]


def test_addresses_and_placeholders_come_back_once_and_whole(engine):
    (said,) = french(engine, KEPT)
    for held in ("{name}", "data@example.org", "https://example.org/a_b?c=1&d=%20x"):
        assert said.count(held) == 1, said


def test_line_breaks_and_tabs_count_as_spaces(engine):
    assert french(engine, "Data protection\nis\timportant.") == french(engine, "Data protection is important.")


def test_a_bullet_stays_before_its_text(engine):
    assert "• " in french(engine, "• Data security")[0][:3]


def test_an_answer_is_the_same_each_time_and_whatever_stands_beside_it(engine):
    alone = [engine.translate([text])[0] for text in SENTENCES]
    assert engine.translate(SENTENCES) == engine.translate(SENTENCES) == alone


def test_a_score_is_a_log_probability_or_is_not_told(engine):
    assert all(said.score is None or said.score <= 0 for said in engine.translate(SENTENCES))


def test_the_fingerprint_is_stable_and_tells_engines_apart(opus_folder, tmp_path, libretranslate):
    def made():
        return [
            PseudoTranslator(),
            ArgosTranslator(ensure_starter(tmp_path)),
            ArgosTranslator(install_folder(opus_folder, tmp_path)),
            LibreTranslator(libretranslate.url, aligner=lambda: libretranslate.engine),
        ]

    first, second = ([engine.fingerprint for engine in made()] for _ in range(2))
    assert first == second
    assert len(set(first)) == 4
    assert [name.split("/")[0] for name in first] == ["pseudo", "argos", "opus", "libretranslate"]


@pytest.mark.parametrize("name", ["pseudo", "argos", "opus"])
def test_t28_an_engine_of_this_machine_opens_no_connection_when_it_is_made_or_used(request, monkeypatch, name):
    package = request.getfixturevalue(name).package if name != "pseudo" else None

    def refuse(*_, **__):
        raise AssertionError("a connection was opened")

    for call in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, call, refuse)
    engine = ArgosTranslator(package) if package else PseudoTranslator()
    assert engine.translate(SENTENCES) == engine.translate(SENTENCES)
