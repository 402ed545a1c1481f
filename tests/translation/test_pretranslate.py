from glossary.termbase import Term, TermBase
from translation.checks import check
from translation.document import Block, BlockKind, Document
from translation.engine import Hypothesis, PseudoTranslator
from translation.memory import TranslationMemory
from translation.pretranslate import pretranslate
from translation.segmentation import block_texts
from translation.unit import Finding, Origin


def document(*texts: str) -> Document:
    return Document("A title", "en", tuple(Block(BlockKind.PARAGRAPH, text) for text in texts))


class Counting(PseudoTranslator):
    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, texts, *, terms=None):
        self.asked += texts
        self.terms = terms
        return super().translate(texts)


def test_every_segment_gets_a_unit_in_order():
    units = pretranslate(document("One is here. Two is there.", "Three."), engine=PseudoTranslator())
    assert [u.segment.index for u in units] == [0, 1, 2]
    assert [u.target for u in units] == ["⟦One is here.⟧", "⟦Two is there.⟧", "⟦Three.⟧"]
    assert {(u.origin, u.score) for u in units} == {(Origin.MACHINE, 0.0)}


def test_what_was_approved_is_not_translated_again():
    engine = Counting()
    memory = {"Data  are\u00a0kept safe.": "Les données sont gardées en sûreté."}
    approved, made = pretranslate(document("Data are kept safe.", "Nobody knew."), engine=engine, memory=memory)
    assert (approved.target, approved.origin, approved.score) == (*memory.values(), Origin.MEMORY, None)
    assert made.origin is Origin.MACHINE
    assert engine.asked == ["Nobody knew."]


def test_the_engine_hears_each_text_once_and_the_terms():
    engine, terms = Counting(), TermBase([Term("notes", "notes")])
    units = pretranslate(document("Notes", "Risks", "Notes"), engine=engine, terms=terms)
    assert engine.asked == ["Notes", "Risks"]
    assert engine.terms is terms
    assert [u.target for u in units] == ["⟦Notes⟧", "⟦Risks⟧", "⟦Notes⟧"]
    assert [u.entries for u in units] == [terms.entries("Notes"), (), terms.entries("Notes")]


def test_checks_see_source_and_french_of_every_unit():
    def check(source: str, target: str) -> tuple[Finding, ...]:
        return (Finding("seen", f"{source} / {target}"),)

    units = pretranslate(
        document("Notes", "Risks"), engine=PseudoTranslator(), memory={"Risks": "Risques"}, check=check
    )
    assert [u.findings[0].message for u in units] == ["Notes / ⟦Notes⟧", "Risks / Risques"]


def test_progress_ends_at_all():
    heard: list[tuple[int, int]] = []
    texts = [f"Sentence number {number}." for number in range(600)]
    pretranslate(document(*texts), engine=PseudoTranslator(), progress=lambda done, of: heard.append((done, of)))
    assert heard[-1] == (600, 600)
    assert heard == sorted(heard)


def test_an_empty_document_has_no_units():
    assert pretranslate(document(), engine=PseudoTranslator()) == []


def test_a_real_draft_goes_back_into_its_blocks(argos):
    whole = Document(
        "A title",
        "en",
        (
            Block(BlockKind.HEADING, "Data protection", 1),
            Block(BlockKind.PARAGRAPH, "Collect only what you need. Keep it safe."),
            Block(BlockKind.CODE, "x = 1\n"),
            Block(BlockKind.TABLE_ROW, "Name\t\t12"),
        ),
    )
    units = pretranslate(whole, engine=argos)
    texts = block_texts(whole, {u.segment.index: u.target for u in units})
    assert texts[2] == "x = 1\n"
    assert texts[3].split("\t")[1:] == ["", "12"]
    assert "données" in texts[0]


def test_memory_knows_a_text_however_its_accents_and_spaces_are_encoded():
    memory = TranslationMemory([("The cafe\u0301 is\n open.", "Un."), ("Empty", " ")])
    assert memory["The caf\u00e9 is open."] == "Un."
    assert "the café is open." not in memory
    assert len(memory) == 1


def test_the_later_of_two_approvals_counts():
    assert TranslationMemory([("Risks", "Risques"), ("Risks ", "Les risques")])["Risks"] == "Les risques"


def test_a_passage_that_is_french_already_is_kept_and_told():  # T27
    blocks = (
        Block(BlockKind.PARAGRAPH, "Collect less."),
        Block(BlockKind.PARAGRAPH, "Collectez moins.", lang="fr"),
        Block(BlockKind.PARAGRAPH, "Recojan menos.", lang="es"),
    )
    engine = Counting()
    english, french, spanish = pretranslate(Document("A title", "en", blocks), engine=engine)
    assert engine.asked == ["Collect less."]
    assert (french.target, french.origin, french.score) == ("Collectez moins.", Origin.SOURCE, None)
    assert "Déjà en français" in french.findings[0].message
    assert spanish.target == "Recojan menos."
    assert "espagnol" in spanish.findings[0].message
    assert english.origin is Origin.MACHINE
    assert not any(finding.blocking for unit in (french, spanish) for finding in unit.findings)


def test_an_approved_wording_that_the_machine_does_not_follow_elsewhere_is_told():
    memory = {"Keep it safe.": "Gardez-la en lieu sûr."}
    units = pretranslate(
        document("Keep it safe.", "Keep it safe!"), engine=Counting(), memory=memory, check=lambda source, target: ()
    )
    assert [[finding.check for finding in unit.findings] for unit in units] == [[], ["inconsistent"]]


def test_a_machine_s_figures_and_quotation_marks_are_written_in_the_french_way():
    english = "They said “yes” 1,200 times."
    engine = Saying({english: "Ils ont dit “oui” 1,200 fois.", "$49,497": "$49,497"})
    figures, quoted = pretranslate(document("$49,497", english), engine=engine, check=check)
    assert (figures.target, figures.findings) == ("49\u202f497\u00a0$", ())
    assert (quoted.target, quoted.findings) == ("Ils ont dit «\u00a0oui\u00a0» 1\u202f200 fois.", ())


class Saying(PseudoTranslator):
    """An engine that says what the test wants."""

    def __init__(self, french):
        self.french = french

    def translate(self, texts, *, terms=None):
        return [Hypothesis(self.french[text], -0.1) for text in texts]
