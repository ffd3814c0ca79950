"""Chinese customer feedback on loans in; factors, drivers, topics and a care queue out.

The public functions and classes are loaded when first used, so that importing the package is
quick:

>>> import feedback_miner as fm
>>> analysis = fm.analyze([path])                    # doctest: +SKIP
>>> fm.write_report(analysis, folder)                # doctest: +SKIP
>>> fm.Annotator().annotate("审批太慢了，不过利率低")   # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from feedback_miner.version import __version__

if TYPE_CHECKING:
    from feedback_miner.analysis import Analysis
    from feedback_miner.annotate import Annotator
    from feedback_miner.annotation import Annotation
    from feedback_miner.errors import FeedbackMinerError
    from feedback_miner.ingest.description import load as load_survey
    from feedback_miner.lexicon import load as load_codebook
    from feedback_miner.pipeline import analyze
    from feedback_miner.report import write as write_report
    from feedback_miner.survey import Column, Options, Scale, Survey

__all__ = [
    "Analysis",
    "Annotation",
    "Annotator",
    "Column",
    "FeedbackMinerError",
    "Options",
    "Scale",
    "Survey",
    "__version__",
    "analyze",
    "load_codebook",
    "load_survey",
    "write_report",
]

_HOMES = {
    "Analysis": ("analysis", "Analysis"),
    "Annotation": ("annotation", "Annotation"),
    "Annotator": ("annotate", "Annotator"),
    "Column": ("survey", "Column"),
    "FeedbackMinerError": ("errors", "FeedbackMinerError"),
    "Options": ("survey", "Options"),
    "Scale": ("survey", "Scale"),
    "Survey": ("survey", "Survey"),
    "analyze": ("pipeline", "analyze"),
    "load_codebook": ("lexicon", "load"),
    "load_survey": ("ingest.description", "load"),
    "write_report": ("report", "write"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(f"{__name__}.{module}"), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
