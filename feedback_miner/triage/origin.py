"""Where a complaint came in and who handles it there: columns of the export beside its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from feedback_miner import privacy
from feedback_miner.ingest.unanswered import unanswered
from feedback_miner.tables import own_columns

__all__ = ["Origin", "flag_of", "names_staff", "origins", "staff"]

_CHANNEL = re.compile(
    r"^(?:投诉|受理|反馈|接收|进线|工单|来件|来电|案件)?(?:渠道|来源)(?:渠道|名称|类型)?$"
    r"|^(?:complaint.?)?(?:channel|source|source.?channel)$",
    re.I,
)
_HANDLER = re.compile(
    r"^(?:当前|投诉|工单|案件)?(?:处理|经办|办理|受理|跟进|责任|承办)人员?(?:姓名)?$"
    r"|^(?:经办|坐席|座席)$|^(?:handler|assignee|agent|handled.?by|case.?owner)$",
    re.I,
)
# Whom an analyst's own column may name besides; never who calls, contacts or complains.
_STAFF = re.compile(
    r"^(?:当前|投诉|工单|案件|后续)?(?:处理|经办|办理|受理|跟进|责任|承办|负责|回访|审[核批]|复核|登记|录入|督办"
    r"|转办|派[单发]|接[单听]|对接|主办|协办|牵头|主责|专办|结案|办结|值班|外呼|分派|分配)"
    r"(?:人|人员|员|专员|同事)(?:姓名|名字)?$"
    r"|^(?:经办|坐席|座席|专员|专办员|组长|班长|组员|主办|协办|承办|牵头|主责|督办|值班|[一二三]线坐?席?)"
    r"(?:姓名|名字)?$"
    r"|^(?:分?[派配]|指派|转|交)给(?:了?谁|哪位)?$|^(?:谁在?|由谁|哪位在?)(?:跟进?|办理?|处理|负责)$"
    r"|^(?:handler|assignee|agent|operator|staff|handled.?by|assigned.?to|(?:case.?)?owner)$",
    re.I,
)
# Where complaints are published: what comes from there is read by others too.
_PRESS = re.compile(
    r"黑猫|聚投诉|消费保(?!障|护)|啄木鸟投诉|媒体(?:转|曝光|投诉)|舆情|曝光台|电视台|报社|记者"
)
# A supervisor that hands a complaint on has it on its desk: for today. Petitions, the town's
# hotline and consumers' councils are to be answered soon.
_SUPERVISOR = re.compile(
    r"12378|12363|12386|(?<![非无])监管|银保监|银监|证监|金融监督管理|金监|金管局|人民银行|人行|央行"
)
_PUBLIC = re.compile(
    r"信访|消保委|消协|消委会|消费者(?:协会|权益保护委员会)|12345|12315|(?:市长|市民|政务)热线"
    r"|金融办|金融局"
)


class Origin(NamedTuple):
    """The channel and the handler's cell at the source, "" where not told; the channel that is a
    regulator's or publishes complaints, and the urgency it asks for."""

    channel: str
    handler: str
    relay: str
    urgency: int

    @property
    def flag(self) -> str:
        """The flag that the channel raises by itself, "" for none."""
        return flag_of(self.relay)


def flag_of(relay: str) -> str:
    """Return the flag that a channel which hands on complaints raises, "" for no channel."""
    if not relay:
        return ""
    regulator = _SUPERVISOR.search(relay) or _PUBLIC.search(relay)
    return "regulator" if regulator else "media"


def origins(responses: pd.DataFrame, *, salt: str = "", keep: bool = False) -> dict[str, Origin]:
    """Return the origin by response_id of those that tell any. Personal data is masked as in
    texts, unless ``keep``; the handler is staff (see ``staff``)."""
    names = own_columns(responses)
    channels = [name for name in names if _CHANNEL.match(name.strip())]
    handlers = [name for name in names if _HANDLER.match(name.strip())]
    if not channels and not handlers:
        return {}
    said = _each(responses, channels, str if keep else lambda cell: privacy.mask(cell, salt))
    by = _each(responses, handlers[:1], str if keep else lambda cell: staff(cell, salt))
    found = {}
    for response_id, cells, person in zip(
        responses["response_id"].astype("str").tolist(), said, by, strict=True
    ):
        relay, urgency = _relay(cells)
        one = Origin(" / ".join(cells), "".join(person), relay, urgency)
        if one.channel or one.handler:
            found[response_id] = one
    return found


def staff(cell: str, salt: str = "") -> str:
    """Return a cell that tells who handles a case, personal data in it masked; a cell that is
    nothing but a name stays: it is staff, no customer."""
    if not cell or privacy.likely_name(cell):
        return cell
    return privacy.mask(privacy.mask_cell(cell, salt=salt), salt)


def names_staff(header: str) -> bool:
    """Tell whether a column's header says that it tells who of the staff handles a case."""
    return _STAFF.match(header.strip()) is not None


def _each(
    responses: pd.DataFrame, names: list[str], shown: Callable[[str], str]
) -> list[list[str]]:
    """Return the distinct answered cells of some columns, row by row, as they may be shown."""

    @lru_cache(maxsize=10_000)
    def once(cell: str) -> str:
        return "" if unanswered(cell, "channel") else shown(cell)

    columns = [responses[name].astype("str").str.strip().tolist() for name in names]
    if not columns:
        return [[] for _ in range(len(responses))]
    return [
        [told for cell in dict.fromkeys(row) if (told := once(cell))]
        for row in zip(*columns, strict=True)
    ]


def _relay(cells: list[str]) -> tuple[str, int]:
    for pattern, urgency in ((_SUPERVISOR, 3), (_PUBLIC, 2), (_PRESS, 2)):
        for cell in cells:
            if pattern.search(cell):
                return cell, urgency
    return "", 0
