import pytest

from translation.packages import ensure_starter


@pytest.fixture(scope="session")
def models(tmp_path_factory):
    """A folder with the starter unpacked in it."""
    folder = tmp_path_factory.mktemp("models")
    ensure_starter(folder)
    return folder


@pytest.fixture(scope="session")
def argos(models):
    """The real engine, loaded once."""
    from translation.engine import ArgosTranslator
    from translation.packages import newest

    return ArgosTranslator(newest(models))


@pytest.fixture(scope="session")
def opus(opus_folder, tmp_path_factory):
    """The same model, installed from a plain OPUS-MT folder."""
    from translation.engine import ArgosTranslator
    from translation.packages import install_folder

    return ArgosTranslator(install_folder(opus_folder, tmp_path_factory.mktemp("opus-models")))
