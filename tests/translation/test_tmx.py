"""TMX files: what goes out comes back, what other tools write is read, and what is hostile or broken is refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translation import tmx
from translation.memory import MemoryOrigin, MemoryUnit
from translation.tmx import Refused, TmxError, read_tmx, write_tmx

WHERE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
ALLOWED = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | st.sampled_from("\t\n\r")
TEXT = st.text(ALLOWED)
SEGMENT = TEXT.filter(str.strip)
MOMENT = st.datetimes(datetime(1000, 1, 1), timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))
UNITS = st.lists(
    st.builds(
        MemoryUnit,
        SEGMENT,
        SEGMENT,
        TEXT,
        TEXT,
        st.builds(MemoryOrigin, TEXT, TEXT, st.none() | MOMENT),
        approved=st.just(False),
    )
)
PAIR = '<tu><tuv xml:lang="en"><seg>Risks</seg></tuv><tuv xml:lang="fr"><seg>Risques</seg></tuv></tu>'


def file(path, body, head=""):
    path.write_text(f'<?xml version="1.0"?>{head}<tmx version="1.4"><header/><body>{body}</body></tmx>', "utf-8")
    return path


def pairs(path):
    return [(unit.source, unit.target) for unit in read_tmx(path) if isinstance(unit, MemoryUnit)]


@WHERE
@given(UNITS)
def test_what_is_written_is_read_again(tmp_path, units):
    path = tmp_path / "memory.tmx"
    assert write_tmx(units, path) == len(units)
    assert list(read_tmx(path)) == units


@WHERE
@given(st.text())
def test_any_text_at_all_can_be_written(tmp_path, text):
    path = tmp_path / "memory.tmx"
    write_tmx([MemoryUnit(f"a{text}", "b", origin=MemoryOrigin(text, text))], path)
    ((source, _),) = pairs(path)
    assert set(f"a{text}") - set(source) <= {chr(n) for n in (*range(32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)}


def test_the_same_units_give_the_same_bytes(tmp_path):
    units = [
        MemoryUnit("Risks", "Risques", "Before", origin=MemoryOrigin("T", "Awa", datetime(2026, 3, 1, tzinfo=UTC)))
    ]
    one, two = tmp_path / "one.tmx", tmp_path / "two.tmx"
    write_tmx(units, one)
    write_tmx(units, two)
    assert one.read_bytes() == two.read_bytes()
    assert b'changedate="20260301T000000Z"' in one.read_bytes()


def test_a_failed_export_leaves_the_file_before(tmp_path):
    path = tmp_path / "memory.tmx"
    write_tmx([MemoryUnit("Risks", "Risques")], path)
    with pytest.raises(ZeroDivisionError):
        write_tmx((MemoryUnit("Risks", str(1 / number)) for number in (1, 0)), path)
    assert pairs(path) == [("Risks", "Risques")]
    assert list(tmp_path.iterdir()) == [path]


def test_what_other_tools_write_is_read(tmp_path):
    body = """<tu creationid="LUC" creationdate="20250102T030405Z">
      <prop type="client">X</prop><note>seen</note>
      <tuv xml:lang="EN-US"><seg>Ask <bpt i="1">&lt;b&gt;</bpt>first<ept i="1">&lt;/b&gt;</ept>,
        <hi type="x">always</hi>.</seg></tuv>
      <tuv xml:lang="es"><seg>Pregunte.</seg></tuv>
      <tuv lang="fr_CA"><seg>Demandez <ph x="1"/>d’abord<ph>&lt;br/&gt;</ph> <ph>%s</ph>.<!-- ? --></seg></tuv>
      <tuv lang="fr-FR"><seg>Commencez par demander.</seg></tuv></tu>"""
    path = file(tmp_path / "other.tmx", body, '<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
    first, second = read_tmx(path)
    origin = MemoryOrigin("", "LUC", datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert first == MemoryUnit("Ask first,\n        always.", "Demandez d’abord %s.", origin=origin, approved=False)
    assert second.target == "Commencez par demander."


@pytest.mark.parametrize(
    ("unit", "why"),
    [
        ('<tu><tuv xml:lang="en"><seg>Risks</seg></tuv></tu>', "no French"),
        ('<tu><tuv xml:lang="fr"><seg>Risques</seg></tuv></tu>', "no English"),
        (PAIR.replace("Risques", " "), "empty"),
        (PAIR.replace("<seg>Risques</seg>", ""), "empty"),
        (PAIR.replace("Risques", "é" * 10_001), "more than 10000 characters"),
    ],
)
def test_a_unit_that_is_not_taken_says_why_and_where_and_the_others_are_taken(tmp_path, unit, why):
    refused, taken = read_tmx(file(tmp_path / "some.tmx", f"\n{unit}{PAIR}"))
    assert isinstance(refused, Refused)
    assert (refused.line, why in refused.why) == (2, True)
    assert isinstance(taken, MemoryUnit)


def test_files_that_try_to_read_others_or_to_burst_are_refused(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the password", "utf-8")
    ways = [
        f'<!DOCTYPE tmx [<!ENTITY s SYSTEM "{secret.as_uri()}">]>',
        f'<!DOCTYPE tmx [<!ENTITY % s SYSTEM "{secret.as_uri()}"> %s;]>',
        "<!DOCTYPE tmx [<!ENTITY a 'aaaaaaaaaa'><!ENTITY s '&a;&a;&a;&a;&a;&a;&a;'>]>",
    ]
    for way in ways:
        with pytest.raises(TmxError, match="entities"):
            list(read_tmx(file(tmp_path / "hostile.tmx", PAIR.replace("Risks", "&s;"), way)))


def test_an_entity_that_only_the_network_knows_is_not_asked_for(tmp_path, publisher):
    address = publisher.serve("/tmx14.dtd", body='<!ENTITY s "secret">')
    path = file(tmp_path / "far.tmx", PAIR.replace("Risks", "Risks &s;"), f'<!DOCTYPE tmx SYSTEM "{address}">')
    (refused,) = read_tmx(path)
    assert "entity" in refused.why
    assert not publisher.asked("/tmx14.dtd")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "not well-formed"),
        ("Risks\tRisques\n", "not well-formed"),
        (f'<tmx version="1.4"><body>{PAIR}', "not well-formed"),
        ("<html><body/></html>", "<html>"),
        ("<tmx>" + "<a>" * 300 + "</a>" * 300 + "</tmx>", "not well-formed"),
    ],
)
def test_a_file_that_is_no_tmx_is_refused_by_name(tmp_path, content, why):
    path = tmp_path / "wrong.tmx"
    path.write_text(content, "utf-8")
    with pytest.raises(TmxError, match=why) as caught:
        list(read_tmx(path))
    assert "wrong.tmx" in str(caught.value)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(tmx, "MOST_BYTES", 100)
    with pytest.raises(TmxError, match="cut it"):
        list(read_tmx(file(tmp_path / "large.tmx", PAIR)))
