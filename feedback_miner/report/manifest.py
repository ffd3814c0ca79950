"""The manifest: all that is needed to repeat a run and to check its outputs."""

from __future__ import annotations

import platform
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

from feedback_miner.analysis import Analysis
from feedback_miner.report.marks import personal_data
from feedback_miner.store import hashes
from feedback_miner.survey import SECRET
from feedback_miner.version import __version__

__all__ = ["describe"]

LIBRARIES = (
    "jieba",
    "numpy",
    "pandas",
    "scikit-learn",
    "scipy",
    "gensim",
    "snownlp",
    "statsmodels",
)
# What changes how a result comes about, never the result.
NOT_RESULTS = {"workers", *SECRET}


def describe(analysis: Analysis, folder: Path) -> dict[str, Any]:
    """Return inputs with hashes, versions, lexicon hash, seed, options, counts and the hash of
    every output in ``folder``. No clock is read: the same run gives the same bytes."""
    options = asdict(analysis.survey.options)
    return {
        "tool": {"name": "feedback-miner", "version": __version__},
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "inputs": [
            {
                "name": source.name,
                "sha256": source.sha256,
                "format": source.format,
                "encoding": source.encoding,
                "delimiter": source.delimiter,
                "sheet": source.sheet,
                "read": source.read,
                "accepted": source.accepted,
                "quarantined": source.quarantined,
                "notes": list(source.notes),
            }
            for source in analysis.responses.sources
        ],
        "codebook": {"id": analysis.codebook.id, "version": analysis.codebook.version},
        "options": {name: value for name, value in options.items() if name not in NOT_RESULTS},
        "personal_data": personal_data(analysis.survey.options),
        "columns": [
            {"name": column.name, "role": column.role, "factor": column.factor}
            for column in analysis.survey.columns
        ],
        "outputs": hashes(folder),
    }
