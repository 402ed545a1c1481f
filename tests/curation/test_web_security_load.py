"""The review room under strain: slow clients, crowds at the door, people saving at once, and the weight of a page."""

import re
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from curation.accounts import Accounts
from curation.web import app
from curation.web.app import create_app
from curation.web.routes import LARGEST_FILE
from glossary.keeping import Glossary
from tests.curation.desk import PASSWORD
from translation.document import BlockKind
from translation.unit import Finding

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")
SENTENCES = (Path(__file__).parents[2] / "bench/data/hot-toolbox.en.txt").read_text("utf-8").splitlines()
LIGHT = 50_000  # bytes over the line: a few seconds where there is hardly any network


def test_a_part_of_a_hundred_segments_is_light(desk):
    chosen = SENTENCES[:99]
    rows = [(BlockKind.PARAGRAPH, 0, text, [(text, f"En français : {text[::-1]}", 0)]) for text in chosen[:50]]
    together = " ".join(chosen[50:])
    rows.append((BlockKind.PARAGRAPH, 0, together, [(text, f"En français : {text[::-1]}", 0) for text in chosen[50:]]))
    findings = {n: (Finding("number", f"Le nombre {n} manque.", fix=f"Le nombre {n}."),) for n in range(0, 100, 2)}
    draft_id = desk.draft(rows=rows, findings=findings)
    desk.app = create_app(desk.catalog, desk.accounts, Glossary(), desk.blobs, secret=b"s" * 32, clock=desk.clock)
    visitor = desk.signed_in("Luc")
    with visitor.client.stream("GET", f"/brouillons/{draft_id}") as answer:
        weight = len(b"".join(answer.iter_raw()))
    page = visitor.get(f"/brouillons/{draft_id}").text
    assert page.count('<textarea name="target"') == 100
    assert page.count('class="finding') >= 50
    assert page.count('class="terms"') > 20
    assert answer.headers["content-encoding"] == "gzip"
    assert weight < LIGHT


def test_those_who_send_slowly_hold_up_nobody(desk, serve, monkeypatch):
    monkeypatch.setattr(app, "SLOWEST_FORM", 1)
    host, port = serve(desk.app).removeprefix("http://").split(":")
    head = "POST /connexion HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nname="
    slow = [socket.create_connection((host, int(port))) for _ in range(100)]
    try:
        for number, line in enumerate(slow):
            line.sendall(head.encode() if number % 2 else head[:20].encode())
        with socket.create_connection((host, int(port)), timeout=20) as quick:
            quick.sendall(b"GET /connexion HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert quick.recv(15) == b"HTTP/1.1 200 OK"
        slow[1].settimeout(20)
        assert slow[1].recv(12) == b"HTTP/1.1 408"
    finally:
        for line in slow:
            line.close()


def test_a_large_file_of_nobody_is_answered_before_it_is_read(desk, serve):
    draft_id = desk.draft()
    host, port = serve(desk.app).removeprefix("http://").split(":")
    head = f"POST /brouillons/{draft_id}/fichier HTTP/1.1\r\nHost: x\r\nContent-Length: {LARGEST_FILE}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(head.encode())
        assert line.recv(12) == b"HTTP/1.1 401"


def test_headers_without_end_are_refused(desk, serve):
    host, port = serve(desk.app).removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 200_000)
        assert line.recv(12) == b"HTTP/1.1 400"


class Caller:
    """A visitor over the line: `get` and `send` as a browser does, with the cookie and the token of the last page."""

    def __init__(self, site):
        self.client, self.token = httpx.Client(base_url=site, timeout=60, headers={"Origin": site}), ""

    def get(self, path):
        return self._seen(self.client.get(path))

    def send(self, path, **fields):
        return self._seen(self.client.post(path, data={"csrf": self.token, **fields}))

    def _seen(self, answer):
        if found := re.search(r'name="csrf" value="([^"]+)"', answer.text):
            self.token = found[1]
        return answer


@pytest.fixture
def call():
    """Opens a line to the site, signed in as whoever is named; all are closed in the end."""
    callers = []

    def opened(site, name=""):
        callers.append(caller := Caller(site))
        caller.get("/connexion")
        assert not name or caller.send("/connexion", name=name, password=PASSWORD).status_code == 303
        return caller

    yield opened
    for caller in callers:
        caller.client.close()


def test_a_crowd_at_the_door_waits_there_and_holds_up_nobody_inside(desk, serve, call, monkeypatch):
    site, opened = serve(desk.app), threading.Event()
    amina, crowd = call(site, "Amina"), [call(site) for _ in range(60)]
    monkeypatch.setattr(Accounts, "authenticate", lambda *_: opened.wait(30) and None)
    with ThreadPoolExecutor(len(crowd)) as pool:
        knocks = [pool.submit(one.send, "/connexion", name=f"x{n}", password="x") for n, one in enumerate(crowd)]
        try:
            answers = [amina.get("/").status_code for _ in range(5)]
            assert (answers, [knock.done() for knock in knocks]) == ([200] * 5, [False] * len(crowd))
        finally:
            opened.set()
    assert {knock.result().status_code for knock in knocks} == {401, 429}


def test_people_who_save_at_once_lose_nothing(desk, serve, call):
    draft_id, site = desk.draft(), serve(desk.app)
    callers = [call(site, name) for name in ("Amina", "Luc", "Maëlle") * 4]
    texts = [f"La phrase de la personne {number}." for number in range(len(callers))]
    for one in callers:
        one.get(f"/brouillons/{draft_id}")
    with ThreadPoolExecutor(len(callers)) as pool:
        path = f"/brouillons/{draft_id}/segments/1"
        sent = pool.map(lambda one, text: one.send(path, target=text, version=1).status_code, callers, texts)
        statuses = dict(zip(texts, sent, strict=True))
    kept = {entry.detail["after"]: entry.detail["conflict"] for entry in desk.catalog.history(draft_id)}
    assert sorted(statuses.values()) == [303] + [409] * (len(callers) - 1)
    assert kept == {text: status == 409 for text, status in statuses.items()}
    assert statuses[desk.target(draft_id, 1)] == 303
