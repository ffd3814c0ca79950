"""Where a case stands: the words of exports and returned queues, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from feedback_miner.language import t
from feedback_miner.tables import own_columns
from feedback_miner.text.normalise import normalise

__all__ = [
    "CLOSED",
    "STATUSES",
    "TEXTS",
    "Update",
    "Updates",
    "export_extensions",
    "export_statuses",
    "read_status",
    "stage_of",
    "unread_statuses",
]

# Id: names, whether the case is closed, and the statutory stage it stands at.
STATUSES: dict[str, tuple[str, str]] = {
    "open": ("待处理", "open"),
    "progress": ("处理中", "in progress"),
    "extended": ("已延长", "extended"),
    "further": ("再延长", "extended again"),
    "closed": ("已办结", "closed"),
    "rejected": ("不予受理", "not accepted"),
}
CLOSED = frozenset({"closed", "rejected"})
TEXTS = ("owner", "extension", "note")  # what analysts write of a case beside its status
# What a case is said not to be any more or not to need is no word of where it stands: 未延期 is no
# extension, 未撤诉 no withdrawal, 无需跟进 no work.
_DENIED = re.compile(
    r"(?:未|没有?|[无毋][须需]?|不(?:予|能|可|需要?|用|必|得|再|会)?|非|取消|拒绝|驳回)"
    r"(?:申请|办理|批准|同意|获准|再次?|二次)*(?:延长|延期)"
    r"|(?:延长|延期)(?:的?(?:申请|请求))?(?:(?:尚?未|还?没有?|不)(?:能|被|获得?|予以?|得到)?"
    r"(?:批准?|同意|通过|准许?|许可|核准)|已?(?:被|遭)?(?:驳回|拒绝|否决)"
    r"|等?待(?:审批|批准|批复|审核|批|同意)|审批中|申请中)"
    r"|(?:未|没有?|并?非|不是)(?:能|被|予)?(?:撤诉|撤[回销]|作废|无效|驳回|误报)"
    r"|\bextension(?: request)?(?: was| is| has been)?"
    r" (?:not (?:yet )?(?:approved|granted)|denied|refused|rejected|declined)\b"
    r"|(?:不再|[无毋][需须]|不(?:需要?|用|必))再?(?:进一步)?(?:处理|跟进|办理|核实|转办|回复|待)"
    r"|\b(?:not?|never|without|isn['’]?t|wasn['’]?t|un)(?:[ -](?:yet|been|an?|any|longer|further))*"
    r"[ -]?(?:extended|extension|rejected|withdrawn|invalid|open|pending|in.?progress|ongoing)\b",
    re.I,
)
_NOT = (
    r"(?:未|没有?|尚未|还没|不(?:能|是|算|曾|够|会)?|无法|难以|并?非|拒绝)"
    r"(?:能够?|曾|再|全部?|完全|彻底|妥善|及时|有效|正式|最终|真正|完整|得到?|予以?|给予|被|进行|在|有人)*"
)
_NOT_EN = (
    r"(?:\b(?:not?|never|without|cannot|unable to|fail(?:s|ed)? to|yet to|to be)"
    r"|\b(?:is|was|are|were|has|have|had|do|does|did|ca|could|wo)n['’]?t)"
    r"(?:[ -](?:yet|been|be|being|get|got|fully|completely|entirely|properly|really|quite|all|any|"
    r"satisfactorily|finally))*[ -]"
)
_ENDED_EN = r"closed|done|resolved|solved|handled|finished|completed?|settled|fixed|answered"
_TO_END = (
    rf"(?:{_ENDED_EN}|close|closing|closure|resolve|resolution|solve|solution|handle|finish|settle|"
    r"fix|process(?:ed)?|started|dealt)\b"
)
# What is an end by itself, and what is one where it is said to be over (已答复, 处理完).
_END = r"完成|完结|关[闭单掉]|结案|结束|归档"
_HOW = r"(?:妥善|全部|圆满|及时|成功|电话|书面)?"
_MENDED = r"退[费款还息]|赔[付偿]|补偿|减免|和解|化解|销[案单]|更正|纠正|整改"
_DOING = r"办(?![法事])|处理|解决|回复|答复"
# It is open: said not to be ended or not to be begun, or opened again.
_UNDONE = re.compile(
    rf"{_NOT}(?:{_DOING}|{_END}|关$|已?结(?![果清])|跟进|核实|转办|受理)"
    r"|(?:处理|办理|解决|完成|办|关)不[了完好掉]"
    rf"|{_NOT_EN}{_TO_END}"
    r"|\b(?:un|non-?)(?:re)?(?:solved|closed|finished|settled|processed|handled|answered|completed)\b"
    r"|\bun-?(?:resolved|done)\b|\bincomplete\b"
    r"|reopen|re-open|重开|重新打开|待(?:重新)?(?:处理|办|解决|受理|跟进)",
    re.I,
)
_FURTHER = re.compile(r"再延长|二次延长|延期.?60|\bextended again\b|\bsecond extension\b", re.I)
_EXTENDED = re.compile(r"延长|延期|\bextended\b|\bextension\b", re.I)
_REJECTED = re.compile(
    r"不予?受理|不予(?:办理|处理)|撤诉|撤回|撤单|撤销(?:投诉|工单|诉求|申诉|案件)?(?:了|成功)?(?=$|[，,。；（(])|误报|无效|作废"
    r"|(?<!审核)(?<!审批)(?<!复核)驳回(?!重|再|补|至|到|给|修改)"  # those go back to be done again
    r"|\brejected\b|\bnot accepted\b|\bwithdrawn\b|\binvalid\b",
    re.I,
)
# An end still to come, or one that the customer did not take for one: it is being worked on.
_TO_COME = re.compile(
    r"(?:拟|打算|准备|预计|计划|预备|预期|争取|力争|尽快|马上|稍后|明[天日早]|后天|下周|本周内"
    r"|[今明]?[天日]内|周[一二三四五六日]之?前|\d+[日号]之?前|\d+个?(?:工作)?[天日]内)"
    rf"(?:即?可|能|将|会|再|予以?|安排)?{_HOW}(?:{_DOING}|办结|{_END})(?!了)"
    r"|^(?!.*(?:办结|结案|关[闭单])).*(?:客户|对方|本人|投诉人|用户)?(?:仍|还|尚)?(?<!没有)(?<!没)(?<!无)"
    r"(?:未|不|没有?)(?:予?以?|被|表示)"
    r"(?:认可|接受|满意|同意|认同|谅解)",
    re.I,
)
# An end that is asked for, or of a part: it goes on.
_ASKED = re.compile(
    r"待撤诉|(?:申请|提交|上报|报批)(?:审批)?(?:结案|关单|办结|销案|撤诉)(?!已?(?:通过|获批|同意))"
    r"|(?:结案|关单|办结)(?:的?申请|审批|待审|待批|审核)|派单|初[核步审]|完成了?\d+[%％]|快要?完成|(?<=[一-鿿])[吗?？]$"
)
_WAITING = re.compile(r"待|新建|^new$|\bopen\b|\bpending\b|\bawaiting\b", re.I)
_PROGRESS = re.compile(
    r"(?:处理|办理|解决|受理|调查|核查)中|跟进|核实|转办|部分|即将|\bin.?progress\b|\bongoing\b|\bpart(?:ly|ially)\b"
    rf"|\bprocessing\b|\bbeing (?:{_ENDED_EN}|processed)\b"
    r"|(?<!已)(?<!已经)(?<!妥善)(?<!全部)处理$"
    r"|^已?(?:受理|派单|转派|转交|分派|接单|联系|致电|去电|外呼|通话|短信|电联)(?!.*(?:办结|解决|完|已退|答复|已回复|和解|结案|关[闭单]|已处理))"
    r"|^(?!.*(?:办结|结案|关[闭单]|完结)).*(?:联系不上|(?:无法|未能|没能?|暂未)联系|无人接听)"
    r"|未接(?:通|听)?$|(?:联系|协商|沟通|核对|调解|整改|退款|退费)中$",
    re.I,
)
_ENDED = re.compile(
    rf"办结|(?<!通话)(?:{_END})|已关|已结(?![果清])|解决了|(?:处理|办理?)[完好毕]"
    rf"|已经?{_HOW}(?:{_DOING})"
    rf"|已经?(?:全额|全部|协商)?(?:{_MENDED})(?![中一部]|失败|不成|未|[，,]?待)|达成(?:和解|一致)|协商一致|退[款费]成功|已打款|已终结"
    rf"|^(?:[√✓✔☑]|ok|好了|完|完毕|了结|和解)[。.!！]?$|\b(?:{_ENDED_EN}|processed)\b",
    re.I,
)
_REASON = re.compile(
    r"^(?:延长|延期)(?:的)?(?:理由|原因|说明|事由)$|^(?:reason of )?extension(?: reason)?$", re.I
)
_COLUMN = re.compile(
    r"^(?:(?:处理|工单|办理|投诉|案件|当前|受理)?状态|办理情况|处理进度|status|state|case.?status)$",
    re.I,
)


@dataclass(frozen=True)
class Update:
    """What an analyst wrote of a case: a status of ours ("" none), who handles it, the reason of
    an extension, a note, the analyst's own columns, and the word for a status that was not
    understood.

    ``fresh``: the status was written since the queue was made, when the export said ``given``.
    ``line`` is the case that led its line there, "" of a lead; ``person`` the complainant's code;
    ``said`` the case's text as it stood there.
    ``recorded``: the queue told what it was made with, so that untouched cells are known: those of
    TEXTS that are ``untouched``, and those ``cleared`` by hand (an owner: put back)."""

    status: str = ""
    owner: str = ""
    extension: str = ""
    note: str = ""
    own: tuple[tuple[str, str], ...] = ()
    unread: str = ""
    fresh: bool = True
    given: str = "open"
    line: str = ""
    person: str = ""
    recorded: bool = True
    untouched: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    said: str = ""

    def text(self, key: str) -> str:
        """Return one of TEXTS."""
        return {"owner": self.owner, "extension": self.extension, "note": self.note}[key]

    def wrote(self, key: str) -> bool:
        """Tell whether an analyst wrote or cleared one of TEXTS since the queue was made."""
        return key in self.cleared or (self.text(key) != "" and key not in self.untouched)

    @property
    def worked(self) -> bool:
        """Tell whether an analyst wrote anything of the case."""
        words = (self.status, self.owner, self.extension, self.note, self.unread, self.cleared)
        return any(words) or any(value for _, value in self.own)


Updates = dict[str, Update]


@lru_cache(maxsize=4096)
def read_status(words: str) -> str:
    """Return the status that words mean, "" where they mean none we know.

    What is said not to be ended is open, whatever word of an end stands in it; what waits for
    something after its end (已办结待回访) has ended all the same."""
    text = words.strip()
    if text in STATUSES:
        return text
    text = _DENIED.sub(" ", normalise(text).text)
    if _FURTHER.search(text):
        return "further"
    if _EXTENDED.search(text):
        return "extended"
    if _ASKED.search(text):
        return "progress"
    if _REJECTED.search(text):
        return "rejected"
    if _UNDONE.search(text):
        return "open"
    waiting = _WAITING.search(text)
    if waiting and not _ENDED.search(text, 0, waiting.start()):
        return "open"
    if _TO_COME.search(text):
        return "progress"
    if _PROGRESS.search(text):
        return "progress"
    return "closed" if _ENDED.search(text) else ""


def export_statuses(responses: pd.DataFrame) -> dict[str, str]:
    """Return the status by response_id where the export has a column of it (处理状态)."""
    return {
        response_id: status
        for response_id, cell in _cells(responses)
        if (status := read_status(cell))
    }


def export_extensions(responses: pd.DataFrame) -> dict[str, str]:
    """Return the reason of an extension by response_id where the export has a column of it
    (延长理由)."""
    return {
        response_id: cell.strip()
        for response_id, cell in _cells(responses, _REASON)
        if cell.strip()
    }


def unread_statuses(responses: pd.DataFrame) -> dict[str, str]:
    """Return what the export's column of statuses says, by response_id, where that is no status
    we know."""
    return {
        response_id: cell.strip()
        for response_id, cell in _cells(responses)
        if cell.strip() and not read_status(cell)
    }


def _cells(responses: pd.DataFrame, column: re.Pattern[str] = _COLUMN) -> Iterator[tuple[str, str]]:
    """Yield response_id and cell of the first ``column`` of the export, nothing where it has
    none."""
    for name in own_columns(responses):
        if column.match(name.strip()):
            yield from zip(
                responses["response_id"].astype("str").tolist(),
                responses[name].astype("str").tolist(),
                strict=True,
            )
            return


def stage_of(status: str, extension: str) -> str:
    """Return the statutory stage: an extension counts only with its reason."""
    if status == "further" and extension.strip():
        return "further"
    if status in ("extended", "further") and extension.strip():
        return "extended"
    return "simple"


def name_of(status: str) -> str:
    """Return a status's name in the current language."""
    return t(*STATUSES[status])
