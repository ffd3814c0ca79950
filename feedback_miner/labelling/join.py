"""Labels of several workbooks put together: whose they are, where two name a coder alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from feedback_miner.errors import DataError
from feedback_miner.labelling.read import Labels
from feedback_miner.labelling.settle import is_judge
from feedback_miner.language import t

__all__ = ["join"]

Lines = Mapping[str, Mapping[str, Any]]
OVERLAP = 0.5  # share of the fewer texts from which two files that differ are two people's


def join(files: Iterable[tuple[Path, Labels]]) -> tuple[Labels, list[str]]:
    """Return the labels of all workbooks as one, and what is to be told of how.

    Who labelled other texts in another file goes on under the same name. Where two files give one
    name to labels of the same texts, most of the fewer, and they differ, two people filled in the
    same sheet: the second is a coder of the name and the file. Where only a few texts are in both,
    or the name is a judge's, it is one person, whose first label of a text counts and whose other
    is wrong. Nothing is overwritten.
    """
    whole = Labels()
    told: list[str] = []
    homes: dict[str, dict[str, Path]] = {}  # by coder: the file each key was first read from
    named: dict[str, list[str]] = {}  # the coders that files give one name
    for path, labels in files:
        whole.blank += labels.blank
        whole.added += labels.added
        whole.wrong += labels.wrong
        for name, lines in labels.coded.items():
            known = named.setdefault(name, [name])
            coder = next((one for one in known if _again(whole.coded.get(one, {}), lines)), name)
            mine = whole.coded.get(coder, {})
            both = [key for key in lines if key in mine]
            differ = sum(mine[key] != lines[key] for key in both)
            if differ and not is_judge(name) and _mostly(len(both), mine, lines):
                coder = _free(f"{name} ({path.name})", whole.coded)
                known.append(coder)
                told.append(
                    t(
                        f"「{name}」在不同文件中标了同样的 {len(both)} 条文本，{differ} 条不同："
                        f"{path.name} 的按另一位标注人计（{coder}）",
                        f'"{name}" labelled the same {len(both)} texts in different files, '
                        f"{differ} differently: that of {path.name} counts as another coder "
                        f"({coder})",
                    )
                )
            elif both and not differ:
                told.append(
                    t(
                        f"「{name}」的 {len(both)} 条标注在另一文件中完全相同，{path.name} 的不重复"
                        "计；若是两个人，请改标注人列的名字",
                        f'{len(both)} labels of "{name}" are the same in another file, those of '
                        f"{path.name} do not count again; if two people wrote them, give the coder "
                        "column different names",
                    )
                )
            kept = whole.coded.setdefault(coder, {})
            home = homes.setdefault(coder, {})
            for key, line in lines.items():
                if kept.setdefault(key, line) != line:
                    whole.wrong.append(_twice(name, line, home[key], path))
                home.setdefault(key, path)
    return whole, told


def _again(one: Lines, other: Lines) -> bool:
    """Tell whether labels of the same texts are the same, and there are some."""
    both = one.keys() & other.keys()
    return bool(both) and all(one[key] == other[key] for key in both)


def _mostly(both: int, one: Lines, other: Lines) -> bool:
    return both >= OVERLAP * min(len(one), len(other))


def _free(name: str, taken: Mapping[str, Any]) -> str:
    return name if name not in taken else _free(f"{name}'", taken)


def _twice(coder: str, line: Mapping[str, Any], first: Path, path: Path) -> DataError:
    return DataError(
        t(
            f"「{coder}」对编号 {line['id']} 的标注与 {first.name} 中的不同",
            f'"{coder}" labelled key {line["id"]} differently in {first.name}',
        ),
        file=str(path),
        column="key",
        do=t(
            f"以 {first.name} 为准，此行未计入；请改正其一后重读",
            f"that of {first.name} counts, this row is left out; mend one and read again",
        ),
    )
