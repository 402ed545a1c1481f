"""A server that translates: what leaves, what is waited for, and each way in which it can fail, told in words."""

import json
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from translation import libretranslate as module
from translation.document import Mark, MarkKind
from translation.libretranslate import LibreTranslator
from translation.marks import transferred
from translation.server import (
    KeyRefused,
    SendsElsewhere,
    ServerBusy,
    ServerUnreachable,
    WrongAddress,
    WrongAnswer,
    server_at,
)

SENTENCES = [f"The team collected {number} forms in the camp." for number in range(101, 141)]


class Told(list):
    """What was said, and how long was waited."""

    def __init__(self):
        self.waits = []


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def engine(libretranslate, told):
    return speaking_to(libretranslate.url, libretranslate, told)


def speaking_to(url, server, told, **more):
    return LibreTranslator(url, aligner=lambda: server.engine, tell=told.append, pause=told.waits.append, **more)


def busy(status=429, **headers):
    return (
        status,
        {name.replace("_", "-"): value for name, value in headers.items()},
        b'{"error": "Slowdown: 2 per 1 minute"}',
    )


def answer(texts, status=200):
    return status, {}, json.dumps({"translatedText": texts}).encode()


# What leaves


def test_what_leaves_is_said_before_it_does(engine, libretranslate, told):
    said_when_asked = []
    libretranslate.answer, before = (
        lambda body: said_when_asked.append(len(told)) or before(body),
        libretranslate.answer,
    )
    engine.translate(["Data protection is important.", "12,400", "Data protection is important."])
    assert said_when_asked == [1]
    assert told[0].startswith("1 text (29 characters) for the translation server 127.0.0.1:")


def test_nothing_is_said_or_asked_when_there_is_nothing_to_translate(engine, libretranslate, told):
    engine.translate(["", "12,400", "https://example.org"])
    assert (told, libretranslate.asked) == ([], [])


def test_the_protocol_is_spoken_and_addresses_are_held_back(engine, libretranslate):
    engine.translate(["See https://example.org/a_b and data@example.org.", "• Data security"])
    asked = libretranslate.asked[0]
    assert (asked["source"], asked["target"], asked["format"]) == ("en", "fr", "text")
    assert asked["q"] == ["See X1 and X2.", "Data security"]
    assert "api_key" not in asked


def test_a_title_in_capitals_is_sent_in_small_letters_and_comes_back_in_capitals(engine, libretranslate):
    title, _ = engine.translate(["HOW TO SHARE DATA", "OCHA"])
    assert libretranslate.asked[0]["q"] == ["How to share data", "OCHA"]
    assert title.text.isupper()
    assert "DONNÉES" in title.text


def test_a_mark_that_the_server_lost_sends_the_text_as_it_is(engine, libretranslate):
    text = "See https://example.org/a_b today."
    libretranslate.moods = [answer(["Voir aujourd'hui."])]
    assert "https://example.org/a_b" in str(engine.translate([text])[0])
    assert [asked["q"] for asked in libretranslate.asked] == [["See X1 today."], [text]]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://mt.example.org", "leave this machine now, for the translation server mt.example.org."),
        ("http://mt.example.org", "not encrypted"),
        ("http://localhost:5000", "on this machine"),
    ],
)
def test_a_text_that_leaves_this_machine_is_warned_of_and_more_so_without_encryption(url, words):
    said = module._leaving(server_at(url), ["ab"])
    assert words in said
    assert ("encrypted" in said) == (url == "http://mt.example.org")


def test_the_key_is_sent_and_shown_nowhere(libretranslate, told):
    libretranslate.key = "a-secret"
    engine = speaking_to(libretranslate.url, libretranslate, told, key="a-secret")
    engine.translate(["Data"])
    assert libretranslate.asked[0]["api_key"] == "a-secret"
    libretranslate.key = "another"
    with pytest.raises(KeyRefused) as refused:
        engine.translate(["Data security"])
    assert "a-secret" not in "".join([*told, str(refused.value), engine.fingerprint])


# Its limits


@pytest.mark.parametrize("limits", [{"batch_limit": 7}, {"char_limit": 100}, {"batch_limit": 3, "char_limit": 60}])
def test_more_than_a_server_takes_is_sent_in_portions(engine, libretranslate, limits):
    for name, limit in limits.items():
        setattr(libretranslate, name, limit)
    said = engine.translate(SENTENCES)
    assert [str(one) for one in said] == [one.text for one in libretranslate.engine.translate(SENTENCES)]


def test_a_text_longer_than_the_server_takes_is_sent_in_parts(engine, libretranslate):
    libretranslate.char_limit = 80
    text = "Last year, " + "; ".join(sentence[:-1].lower() for sentence in SENTENCES[:6]) + "."
    (said,) = engine.translate([text])
    assert all(str(number) in said.text for number in range(101, 107))
    assert max(len(text) for asked in libretranslate.asked for text in asked["q"]) <= 80


def test_a_server_that_refuses_even_one_text_is_not_asked_for_ever(engine, libretranslate):
    libretranslate.batch_limit = 0
    with pytest.raises(WrongAnswer, match="exceeds text limit"):
        engine.translate(SENTENCES)
    assert len(libretranslate.asked) < 10


@pytest.mark.parametrize("wish", [lambda: "70", lambda: formatdate(time.time() + 70, usegmt=True)])
def test_a_busy_server_is_given_the_time_it_asks_for(engine, libretranslate, told, wish):
    libretranslate.moods = [busy(Retry_After=wish()), busy(503)]
    assert "données" in str(engine.translate(["Data protection"])[0])
    first, second = told.waits
    assert 60 < first <= 70
    assert 0 < second < 60


def test_a_server_that_stays_busy_is_left_alone(engine, libretranslate, told):
    libretranslate.moods = [busy() for _ in range(9)]
    for text in ("Data", "Data security"):
        with pytest.raises(ServerBusy, match="Slowdown"):
            engine.translate([text])
    assert len(libretranslate.asked) == 4
    assert sum(told.waits) <= 120


def test_a_server_that_asks_for_an_hour_is_not_waited_for(engine, libretranslate, told):
    libretranslate.moods = [busy(Retry_After="3600")]
    with pytest.raises(ServerBusy, match="in 3600 seconds"):
        engine.translate(["Data"])
    assert told.waits == []


# What goes wrong


@pytest.mark.parametrize(
    ("mood", "error", "words"),
    [
        ((200, {"Content-Type": "text/html"}, b"<html>Welcome</html>"), WrongAnswer, "not LibreTranslate's"),
        ((200, {}, b'{"translatedText": "one"}'), WrongAnswer, "not LibreTranslate's"),
        ((200, {}, b'{"translatedText": [3]}'), WrongAnswer, "not LibreTranslate's"),
        ((200, {}, b"[]"), WrongAnswer, "not LibreTranslate's"),
        ((200, {}, b"[" * 100_000), WrongAnswer, "not LibreTranslate's"),
        (answer(["un", "deux"]), WrongAnswer, "2 texts came back for 1"),
        (answer([]), WrongAnswer, "0 texts came back for 1"),
        ((500, {}, b'{"error": "Cannot translate text: out of memory"}'), WrongAnswer, "out of memory"),
        ((404, {}, b"nothing"), WrongAnswer, "it answered 404"),
        ((200, {}, b"x" * 4_000_001), WrongAnswer, "larger than 4 MB"),
        ((403, {}, b'{"error": "Invalid API key"}'), KeyRefused, "DRAGOMAN_ENGINE_KEY"),
        ((400, {}, b'{"error": "Visit https://x.org to get an API key"}'), KeyRefused, "Visit https://x.org"),
        ((301, {"Location": "https://elsewhere.example/translate"}, b""), SendsElsewhere, "elsewhere.example"),
        ((200, {"Content-Length": "900"}, b"{"), ServerUnreachable, "cannot be reached"),
    ],
)
def test_a_wrong_answer_is_a_named_error_that_says_what_to_do(engine, libretranslate, mood, error, words):
    libretranslate.moods = [mood]
    if "Content-Length" in mood[1]:
        libretranslate.moods = [(mood[0], {**mood[1], "Connection": "close"}, mood[2])]
    with pytest.raises(error, match=words) as refused:
        engine.translate(["Data protection"])
    assert engine.server.name in str(refused.value)


def test_a_server_that_wants_a_key_is_sent_no_text_without_one(engine, libretranslate):
    libretranslate.key = "a-secret"
    with pytest.raises(KeyRefused, match="wants an API key"):
        engine.translate(["Data protection"])
    assert libretranslate.asked == []


def test_no_server_at_all_is_asked_once_and_then_left_alone(libretranslate, told):
    engine = speaking_to("http://127.0.0.1:9", libretranslate, told)
    errors = []
    for text in ("Data", "Data security"):
        with pytest.raises(ServerUnreachable, match="without --engine") as refused:
            engine.translate([text])
        errors.append(refused.value)
    assert errors[0] is errors[1]
    assert len(told) == 1


def test_an_answer_that_never_ends_is_cut_off(libretranslate, told, monkeypatch):
    monkeypatch.setattr(module, "_SECONDS_TO_ANSWER", 0.5)

    class Dripping(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            for _ in range(40):
                self.wfile.write(b" ")
                time.sleep(0.1)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Dripping)
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    started = time.monotonic()
    with pytest.raises(ServerUnreachable, match="no whole answer"):
        speaking_to(f"http://127.0.0.1:{server.server_port}", libretranslate, told).translate(["Data"])
    assert time.monotonic() - started < 3
    server.shutdown()
    server.server_close()


def test_what_no_file_could_hold_is_taken_out(engine, libretranslate):
    libretranslate.moods = [(200, {}, b'{"translatedText": ["Des donn\\u00e9es\\ud800\\u0000\\n\\nici"]}')]
    assert str(engine.translate(["Data here"])[0]) == "Des données ici"


def test_an_empty_or_repeating_french_is_known_to_be_bad(engine, libretranslate):
    libretranslate.moods = [answer(["", "de de de de de", "Les données"])]
    empty, looping, good = engine.translate(["Data", "Data of", "The data"])
    assert empty.score is not None
    assert looping.score == empty.score < -5
    assert good.score is None


# Its address


@pytest.mark.parametrize(
    ("url", "name", "asked"),
    [
        ("https://MT.example.org/", "mt.example.org", "https://mt.example.org"),
        ("https://example.org:8443/lt/translate", "example.org:8443/lt", "https://example.org:8443/lt"),
        ("http://[::1]:5000", "[::1]:5000", "http://[::1]:5000"),
    ],
)
def test_an_address_is_spelled_in_one_way(url, name, asked):
    assert (server_at(url).name, server_at(url).url) == (name, asked)


@pytest.mark.parametrize(
    "url", ["mt.example.org", "ftp://x.org", "https://", "http://x:y", "http://[", "", "file:///etc/passwd", "https://x.org?key=s3cret"]
)  # fmt: skip
def test_what_is_no_address_of_a_server_is_refused(url):
    with pytest.raises(WrongAddress) as refused:
        server_at(url)
    assert "s3cret" not in str(refused.value)


def test_an_address_with_a_password_is_refused_and_not_repeated():
    with pytest.raises(WrongAddress, match="DRAGOMAN_ENGINE_KEY") as refused:
        server_at("https://user:s3cret@example.org")
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("localhost", True),
        ("127.8.0.1", True),
        ("[::1]", True),
        ("192.168.0.3", False),
        ("localhost.example.org", False),
    ],
)
def test_this_machine_is_told_from_others(host, near):
    assert server_at(f"http://{host}").is_near == near


# Marks


def test_bold_words_are_found_in_a_servers_french_too(engine):
    source = "Personal data must be protected."
    (said,) = engine.translate([source])
    (bold,) = transferred([Mark(MarkKind.BOLD, 0, 13)], engine.align([(source, said.text)])[0])
    assert "données" in said.text[bold.start : bold.end].lower()
