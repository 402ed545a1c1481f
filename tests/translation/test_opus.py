"""A folder of an OPUS-MT model comes in whole or not at all, and what is installed of it works as any package does."""

import json
import shutil

import numpy as np
import pytest
import sentencepiece

from glossary.termbase import Status, Term, TermBase
from translation.document import Mark, MarkKind
from translation.engine import ArgosTranslator
from translation.marks import transferred
from translation.package_errors import DamagedPackage, WrongLanguages
from translation.packages import ensure_starter, install_folder, installed, newest

SENTENCES = ["Data protection is important.", "The camp received 12,400 families.", "See https://example.org/a_b."]


@pytest.fixture
def given(opus_folder, tmp_path):
    """A copy of the folder, to spoil."""
    return shutil.copytree(opus_folder, tmp_path / "given")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "models"


def french(engine, texts):
    return [str(hypothesis) for hypothesis in engine.translate(texts)]


def config(folder, **changed):
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changed))


def test_an_installed_folder_goes_before_what_was_there_and_is_recorded_by_its_files(given, folder):
    starter = ensure_starter(folder)
    package = install_folder(given, folder)
    assert installed(folder) == [package, starter]
    assert newest(folder) == package
    assert (package.kind, package.origin, package.after) == ("opus", "given", ())
    assert ArgosTranslator(package).fingerprint.startswith(f"opus/{package.fingerprint[:16]}/")


def test_the_model_says_what_it_says_as_an_argos_package(argos, opus):
    assert french(opus, SENTENCES) == french(argos, SENTENCES)


def test_a_folder_installed_twice_is_there_once_and_stays_as_it_is(given, folder):
    before = sorted(path.name for path in given.iterdir())
    assert install_folder(given, folder) == install_folder(given, folder)
    assert len(installed(folder)) == 1
    assert sorted(path.name for path in given.iterdir()) == before


def test_every_file_of_the_model_counts_in_its_fingerprint(given, folder):
    first = install_folder(given, folder)
    config(given, layer_norm_epsilon=2e-6)
    assert install_folder(given, folder).fingerprint != first.fingerprint


def test_a_model_that_must_be_told_the_end_of_a_sentence_is_told(given, folder, argos):
    config(given, add_source_eos=False)  # as ct2-transformers-converter leaves it
    package = install_folder(given, folder)
    assert package.after == ("</s>",)
    engine = ArgosTranslator(package)
    assert french(engine, SENTENCES) == french(argos, SENTENCES)
    assert "</s>" not in str(engine.translate(["The ☃ and the 漢字 are on the ☂."])[0])
    assert engine.attend([(SENTENCES[0], "La")]) == argos.attend([(SENTENCES[0], "La")])


def test_a_model_of_several_languages_is_told_to_speak_french(given, folder):
    told(given, ">>deu<<", ">>fra<<")
    engine = ArgosTranslator(install_folder(given, folder))
    assert engine.package.before == (">>fra<<",)
    assert not any("<<" in said for said in french(engine, SENTENCES))
    (alignment,) = engine.align([("Data protection", "La protection des données")])
    assert len(alignment.rows[0]) == len(engine.spell("Data protection").pieces)


def told(folder, *tokens):
    """Give the model names of languages, in the place of pieces that no text here holds."""
    file = folder / "source_vocabulary.json"
    known = json.loads(file.read_text("utf-8"))
    known[-len(tokens) :] = tokens
    file.write_text(json.dumps(known), encoding="utf-8")


def test_terms_are_said_and_bold_words_are_found_as_with_an_argos_package(argos, opus):
    terms = TermBase([Term("aid worker", "travailleur humanitaire", status=Status.APPROVED)])
    source = "The aid worker must ask for consent."
    for engine in (argos, opus):
        (said,) = engine.translate([source], terms=terms)
        assert "travailleur humanitaire" in said.text.lower(), engine.fingerprint
        (bold,) = transferred([Mark(MarkKind.BOLD, 4, 14)], engine.align([(source, said.text)])[0])
        assert said.text[bold.start : bold.end].lower().endswith("travailleur humanitaire"), engine.fingerprint


@pytest.mark.parametrize("name", ["model.bin", "config.json", "source.spm", "target.spm", "source_vocabulary.json"])
def test_a_folder_that_lacks_a_file_is_refused_by_name_and_leaves_nothing(given, folder, name):
    (given / name).unlink()
    with pytest.raises(DamagedPackage, match=name.replace("source_v", "v").removesuffix(".json")):
        install_folder(given, folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["model.bin", "config.json", "source.spm", "target.spm", "target_vocabulary.json"])
def test_a_damaged_file_is_refused_and_leaves_nothing(given, folder, name):
    (given / name).write_bytes((given / name).read_bytes()[:100])
    with pytest.raises(DamagedPackage, match="given"):
        install_folder(given, folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["source.spm", "target.spm"])
def test_the_pieces_of_another_model_are_refused(given, folder, name):
    (given / name).write_bytes(trained(["zxq wvk jjk qqz"] * 50, given.parent).read_bytes())
    with pytest.raises(DamagedPackage, match=f"{name} belongs to another model"):
        install_folder(given, folder)


def test_a_model_that_is_not_converted_is_refused_with_the_command_to_convert_it(given, folder):
    (given / "model.bin").rename(given / "pytorch_model.bin")
    with pytest.raises(DamagedPackage, match="ct2-transformers-converter"):
        install_folder(given, folder)


def test_a_folder_that_is_not_there_is_named(folder, tmp_path):
    with pytest.raises(DamagedPackage, match="nowhere"):
        install_folder(tmp_path / "nowhere", folder)


def test_a_model_of_other_languages_is_refused(given, folder):
    (given / "tokenizer_config.json").write_text('{"source_lang": "fr", "target_lang": "en"}')
    with pytest.raises(WrongLanguages, match="fr to en"):
        install_folder(given, folder)
    (given / "tokenizer_config.json").unlink()
    told(given, ">>deu<<", ">>spa<<")
    with pytest.raises(WrongLanguages, match="deu"):
        install_folder(given, folder)
    assert list(folder.iterdir()) == []


# As it is downloaded


def trained(lines, folder):
    """A small sentencepiece model of these lines, made by sentencepiece itself."""
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_prefix=str(folder / "trained"), vocab_size=60, hard_vocab_limit=False
    )
    return folder / "trained.model"


# JSON is YAML: Marian's and OPUS-MT's own files say the same in more lines.
WIDTH, INNER, HEADS = 16, 32, 2
MARIAN = {
    "type": "transformer", "enc-depth": 1, "dec-depth": 1, "transformer-heads": HEADS,
    "transformer-ffn-activation": "swish", "transformer-preprocess": "", "transformer-postprocess": "dan",
    "transformer-postprocess-emb": "d", "transformer-decoder-autoreg": "self-attention",
    "transformer-no-projection": False, "transformer-guided-alignment-layer": "last",
}  # fmt: skip


def marian_weights(pieces):
    """The weights of a tiny Marian transformer that learnt nothing, under Marian's names."""
    chance = np.random.default_rng(7)
    shapes = {"Wemb": (pieces, WIDTH), "decoder_ff_logit_out_b": (1, pieces)}
    for scope, attentions in (("encoder_l1", ["self"]), ("decoder_l1", ["self", "context"])):
        for attention in attentions:
            for part in "qkvo":
                shapes[f"{scope}_{attention}_W{part}"] = (WIDTH, WIDTH)
                shapes[f"{scope}_{attention}_b{part}"] = (1, WIDTH)
            shapes |= {f"{scope}_{attention}_Wo_ln_{kind}": (1, WIDTH) for kind in ("scale", "bias")}
        shapes |= {f"{scope}_ffn_W1": (WIDTH, INNER), f"{scope}_ffn_b1": (1, INNER)}
        shapes |= {f"{scope}_ffn_W2": (INNER, WIDTH), f"{scope}_ffn_b2": (1, WIDTH)}
        shapes |= {f"{scope}_ffn_ffn_ln_{kind}": (1, WIDTH) for kind in ("scale", "bias")}
    return {name: chance.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.fixture
def downloaded(tmp_path):
    """An OPUS-MT folder as it is downloaded."""
    made = tmp_path / "opus-2020-02-26"
    made.mkdir()
    lines = ["Data protection is important.", "La protection des données est importante."] * 20
    model = trained(lines, tmp_path)
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(model, made / name)
    spm = sentencepiece.SentencePieceProcessor(model_file=str(model))
    pieces = ["</s>", "<unk>", *(spm.id_to_piece(n) for n in range(3, spm.get_piece_size()))]
    quoted = (f"{json.dumps(piece, ensure_ascii=False)}: {number}\n" for number, piece in enumerate(pieces))
    (made / "opus.spm32k-spm32k.vocab.yml").write_text("".join(quoted), encoding="utf-8")
    written = np.frombuffer(json.dumps(MARIAN).encode() + b"\0", dtype=np.int8)
    np.savez(made / "opus.npz", **marian_weights(len(pieces)), **{"special:model.yml": written})
    about = {"models": ["opus.npz"], "vocabs": ["opus.spm32k-spm32k.vocab.yml"] * 2}
    (made / "decoder.yml").write_text(json.dumps(about))
    return made


def test_a_downloaded_model_is_converted_and_translates_offline(downloaded, folder):
    package = install_folder(downloaded, folder)
    assert (package.kind, package.before, package.after) == ("opus", (), ())
    said = ArgosTranslator(package).translate(["Data protection is important.", ""])
    assert len(said) == 2
    assert said == ArgosTranslator(newest(folder)).translate(["Data protection is important.", ""])


@pytest.mark.parametrize("name", ["opus.npz", "opus.spm32k-spm32k.vocab.yml", "target.spm"])
def test_a_download_that_lacks_a_file_is_refused_by_name(downloaded, folder, name):
    (downloaded / name).unlink()
    with pytest.raises(DamagedPackage, match=f"no {name}"):
        install_folder(downloaded, folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content"), [("opus.npz", b"?"), ("decoder.yml", b"models: 3"), ("decoder.yml", b"[")]
)
def test_a_download_that_cannot_be_converted_is_refused(downloaded, folder, name, content):
    (downloaded / name).write_bytes(content)
    with pytest.raises(DamagedPackage, match="cannot be converted"):
        install_folder(downloaded, folder)
    assert list(folder.iterdir()) == []
