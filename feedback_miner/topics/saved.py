"""A fitted topic model in a file: applied to the next wave, its topics keep number and name."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_miner import privacy
from feedback_miner.errors import ConfigError, MissingInputError
from feedback_miner.language import t
from feedback_miner.store import write_bytes
from feedback_miner.store.damage import DAMAGED
from feedback_miner.topics.engines import KINDS, Engine, restore
from feedback_miner.topics.vocabulary import Vocabulary

__all__ = ["Known", "Saved", "load", "save"]

FORMAT = "feedback-miner topics 1"
LARGEST = 200 * 2**20  # bytes a member of the file may unpack to
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """A topic as the next wave will know it. ``column`` is the engine's, or -1 for a theme that
    came up later, which is known by any of its ``marks`` (words)."""

    topic: int
    name: str
    words: tuple[str, ...]
    factor: str
    n: int
    column: int
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Saved:
    """A fitted model with what the next wave is held against: ``texts`` is how many valid texts
    there were, ``frequencies`` in how many each word stood, ``unknown`` the share of their words
    that the model does not know (None in files that do not tell). ``terms`` and ``stopwords`` are
    those the texts were cut into words by, ``codebook`` the id and version they came from: another
    codebook's longer terms would hide the words the model knows."""

    kind: str
    engine: Engine
    vocabulary: Vocabulary
    topics: tuple[Known, ...]
    texts: int
    frequencies: Mapping[str, int] = field(default_factory=dict)
    unknown: float | None = None
    codebook: str = ""
    terms: tuple[str, ...] = ()
    stopwords: frozenset[str] = frozenset()


def save(model: Saved, path: Path) -> None:
    """Write the model: a zip of NumPy arrays and one JSON text, no pickle, the same bytes for the
    same model, whole or not at all. Words that the recognisers take for personal data are left
    out. Raises OutputError or StorageError."""
    meta = {
        "format": FORMAT,
        "kind": model.kind,
        "words": [privacy.mask_word(word) for word in model.vocabulary.words],
        "texts": model.texts,
        "unknown": model.unknown,
        "codebook": model.codebook,
        "terms": [term for term in model.terms if term == privacy.mask_word(term)],
        "stopwords": sorted(model.stopwords),
        "frequencies": {
            w: n for w, n in sorted(model.frequencies.items()) if w == privacy.mask_word(w)
        },
        "topics": [
            {
                "topic": one.topic,
                "name": _masked(one.name),
                "words": [privacy.mask_word(word) for word in one.words],
                "factor": one.factor,
                "n": one.n,
                "column": one.column,
                "marks": [privacy.mask_word(word) for word in one.marks],
            }
            for one in model.topics
        ],
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(meta, ensure_ascii=False, sort_keys=True, indent=0)
        archive.writestr(_member("model.json"), text.encode())
        arrays = {"idf": model.vocabulary.idf, **model.engine.state()}
        for name, array in sorted(arrays.items()):
            part = io.BytesIO()
            np.lib.format.write_array(part, np.asarray(array, dtype="<f4"), allow_pickle=False)
            archive.writestr(_member(f"{name}.npy"), part.getvalue())
    write_bytes(path, buffer.getvalue())


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # a fixed date: the same bytes
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _masked(text: str) -> str:
    return privacy.redact(text, privacy.recognise(text))


def load(path: Path) -> Saved:
    """Read a saved model. Raises MissingInputError where it is not there and ConfigError where it
    is not what ``save`` wrote."""
    try:
        with zipfile.ZipFile(path) as archive:
            if any(member.file_size > LARGEST for member in archive.infolist()):
                raise ValueError("too large")
            meta = json.loads(archive.read("model.json"))
            arrays = {
                name.removesuffix(".npy"): np.lib.format.read_array(
                    io.BytesIO(archive.read(name)), allow_pickle=False
                ).astype(float)
                for name in archive.namelist()
                if name.endswith(".npy")
            }
        return _built(meta, arrays)
    except FileNotFoundError:
        raise MissingInputError(
            t("找不到主题模型", "no such topic model"),
            file=str(path),
            do=t("请检查 --known-topics 的路径", "check the path of --known-topics"),
        ) from None
    except (PermissionError, IsADirectoryError) as error:
        raise MissingInputError(
            t("无法读取", "cannot be read") + f" ({error.strerror})", file=str(path)
        ) from None
    except DAMAGED as error:
        raise ConfigError(
            t("不是本工具保存的主题模型", "not a topic model saved by this tool")
            + f" ({type(error).__name__})",
            file=str(path),
            do=t("请用 topics --save-model 重新保存", "save it anew by topics --save-model"),
        ) from None


def _built(meta: dict[str, Any], arrays: dict[str, Array]) -> Saved:
    words, idf = tuple(map(str, meta["words"])), arrays.pop("idf")
    if meta["format"] != FORMAT or meta["kind"] not in KINDS or len(words) != len(idf):
        raise ValueError("format")
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise ValueError("numbers")
    engine = restore(meta["kind"], arrays)
    topics = tuple(
        Known(
            int(one["topic"]),
            str(one["name"]),
            tuple(map(str, one["words"])),
            str(one["factor"]),
            int(one["n"]),
            int(one["column"]),
            tuple(map(str, one["marks"])),
        )
        for one in meta["topics"]
    )
    fitted = Saved(
        str(meta["kind"]),
        engine,
        Vocabulary(words, idf),
        topics,
        int(meta["texts"]),
        {str(word): int(n) for word, n in meta["frequencies"].items()},
        None if meta.get("unknown") is None else float(meta["unknown"]),
        str(meta.get("codebook", "")),
        tuple(map(str, meta.get("terms", ()))),
        frozenset(map(str, meta.get("stopwords", ()))),
    )
    if meta["kind"] != "semantic":  # tried once, so that shapes that do not fit show here
        columns = engine.transform(fitted.vocabulary.terms([[*words[:3]]])).shape[1]
        if any(one.column >= columns for one in topics):
            raise ValueError("topics")
    return fitted
