"""How well red lines are caught, as measured once and shipped: for the day's page to say."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from feedback_miner import resources
from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.lexicon.tsv import number, read_rows
from feedback_miner.stamps import stamp

__all__ = ["NAMES", "Measured", "file_of", "load", "told"]

NAMES = ("texts", "today", "raised", "called", "right")


class Measured(NamedTuple):
    """Counts on gold ``texts`` that nothing was tuned on, with the default engine: of those
    labelled for ``today`` how many were ``raised`` to urgency 2 or 3; of those ``called`` for today
    how many are labelled 2 or 3 (``right``)."""

    texts: int
    today: int
    raised: int
    called: int
    right: int


def file_of(codebook: str) -> Path:
    """Return where the figures of a bundled codebook, by its folder's name, are kept."""
    return resources.lexicons() / "models" / f"triage.{codebook}.tsv"


def load(folder: Path) -> Measured | None:
    """Return the figures of a codebook folder, None where none were taken: of a codebook of the
    user's own, whatever it grew from. Raises ConfigError for a damaged file."""
    path = file_of(folder.name)
    bundled = folder.resolve().parent == resources.lexicons().resolve()
    return _load(path, stamp(path)) if bundled and path.is_file() else None


@lru_cache(maxsize=4)
def _load(path: Path, as_of: object) -> Measured:
    rows = list(read_rows(path, ("name", "value")))
    found = {row["name"]: int(number(row, "value", 0, 1e9)) for row in rows}
    if set(found) != set(NAMES) or not (found["today"] and found["called"]):
        raise ConfigError(
            t(f"应有 {'、'.join(NAMES)}", f"it should give {', '.join(NAMES)}"),
            file=str(path),
            do=t("请重新安装", "reinstall"),
        )
    return Measured(**found)


def told(measured: Measured | None) -> str:
    """Say how well red lines are caught and how that was measured."""
    if measured is None:
        return t(
            "红线（紧急度 3）的召回对这个编码本未曾测量：请用 label 标一批自己的数据，"
            "再用 evaluate 测。",
            "How many red lines (urgency 3) are caught was never measured for this codebook: label "
            "some texts of your own (label) and measure (evaluate).",
        )
    raised = f"{measured.raised / measured.today:.1%}"
    right = f"{measured.right / measured.called:.1%}"
    return t(
        f"红线召回的测法：{measured.texts:,} 条自编并按标注规范标好、未参与训练与调参的文本中，"
        f"标为紧急度 3 的 {measured.today:,} 条有 {raised} 被判为 2 或 3；"
        f"被判为 3 的 {measured.called:,} 条有 {right} 标为 2 或 3（默认引擎；"
        "scripts/measure_triage.py）。您的数据说法可能不同，漏报不会为零：「未入队」请抽看。",
        f"How red lines were measured: on {measured.texts:,} texts of our own, labelled by the "
        f"guideline and kept from training and tuning, {raised} of the {measured.today:,} labelled "
        f"urgency 3 were raised to 2 or 3; of the {measured.called:,} called 3, {right} are "
        "labelled 2 or 3 (default engine; scripts/measure_triage.py). Your texts may be worded "
        "otherwise and some will be missed: have a look at what was left out.",
    )
