"""What stands around a possible name: words in front (我叫, 客户), words behind (先生, 来电)."""

from __future__ import annotations

import re
from functools import lru_cache

from feedback_miner.privacy import namelists

__all__ = ["LISTED", "behind", "in_front", "may_end", "telling"]

_LONGEST = 6  # characters of a word in front
_WINDOW = 14
_MARKS = ' \t\n\r　:：「“"（(『【[_-—、/，,。.；;！!？?·~|《…＞>＜<*&+=”」）)】』]‘’@'
_NAMING = ("姓名", "名字", "名叫", "名为", "叫做", "叫", "是", "为", "了")
_CALLING = frozenset(_NAMING) - {"是", "为", "了"}
_PEOPLE = frozenset(("party", "role", "folk", "kin"))
_PARTING = frozenset("，,。.；;！!？?…\n）)")
_BEHIND_MARKS = frozenset(("sure", "named", "field", "digit", "bracket", "edge", "line"))
# One goes to a person where 那里 follows (去王丽那里); 去 alone is before places and in 去年, 去向.
_GOING = "去"
_THERE = re.compile(r"[\u4e00-\u9fff]{2,4}?那[里儿边]").match
_BRACKETS = frozenset('（(「“【[『‘"《')

_ROLE_END = frozenset("员师长嫂哥姐妹弟妈爸叔婶舅者")
_LOOSE = frozenset(
    (
        *(day + hour for day in "昨今前当" for hour in "天日时晚"),
        *("上午", "下午", "刚才", "方才", "后来", "现在", "最后", "收到", "不认识", "打", "打着"),
        *("替", "以", "到", "在", "的", "那个", "这个", "某个", "上是", "上的是"),
    )
)
_LONGEST_LOOSE = max(map(len, _LOOSE))
LISTED = frozenset(("、", "和", "与", "及", "，", ",", "/", " ", "跟", "以及", "　", "；", "\n"))

_TITLE = (
    r"(?:先生|女士|小姐|同志|老师|师傅|大姐|大哥|阿姨|叔叔|大爷|大妈|大娘|同学|律师|医生|教授|专员|"
    r"客户经理|经理|主任|行长|主管|柜员|客服|店长|队长|科长|处长|部长|总监|会计|警官|法官|书记|董事长|"
    r"秘书|组长|顾问|业务员|信贷员|市长|局长|院长|校长|镇长|村长|所长|站长|厅长|美女(?!儿)|帅哥|"
    r"姐姐?(?![妹夫])|哥(?!们)|老板|妹子|(?:小|老)(?:姑娘|伙子|同志|伙))"
)
_FORMS: tuple[tuple[str, str], ...] = (
    (
        "person",
        r"[ 　]?(?:先生|女士|同志)",
    ),
    (
        "title",
        rf"[ 　]?[（(]?(?:(?:这|那)[个位名]|(?:你们|贵行|网点|支行|分行)的?)?(?:原|前|副|总|客户|"
        rf"理财|信贷|大堂|个贷|项目)?{_TITLE}|[（(](?:借款人|客户|担保人|经办|本人|员工|持卡人|投诉人|共借人|联系人|"
        r"我|[男女][)）,，]|工号|化名|身份证)|"
        r"之(?:[夫母女弟姐妹媳婿]|妻(?!子)|父(?!辈)|兄(?!弟)|子(?![类弹公女])|妻子|兄弟|子女|配偶|家属)|"
        r"的?(?:女儿|儿子|老公|老婆|妻子|丈夫|母亲|父亲|妈妈|爸爸|家人|家属|爱人|夫妇|夫妻|本人)",
    ),
    (
        "data",
        r"[ 　，,：:（(、;；/|\-_\t\n]{0,3}(?:身份证|证件号|联系电话|联系方式|内线|分机|手机号|"
        r"电话号?码?[:：是为0-9]|手机[:：是为0-9]|电话[:：是为0-9]|卡号|工号|尾号|"
        r"[男女](?![朋友儿士生孩性人方子主的])|1[3-9][0-9][0-9*]|[1-9][0-9]{5}(?:19|20)[0-9]{2}|"
        r"62[0-9]{6}|0[0-9]{2,3}-|[0-9]{2}岁|\*{4})",
    ),
    (
        "saying",
        "都?没你们?|都?比你们?|来了(?:[也都]|就)|一样的?|似的|再世|说过|式的|见了[也都]|都得|附体|"
        "[也都](?:没|算|救|帮)不",
    ),
    (
        "signed",
        r"[ 　，,]{0,3}(?:敬上|敬启|谨上|谨启|拜上|拜谢|呈上|顿首|手书|[上留启]$|亲笔)|"
        r"[ 　，,\n]{0,3}于?20[0-9]{2} ?[年.\-/]|[。！]?\s*$",
    ),
    (
        "reporting",
        "来电|致电|来信|来函|来访|来行|来柜|反映|反馈|投诉|声称|自称|诉求|咨询|申诉|名下|的?名义|"
        "在我行|在贵行|在你行|在本行",
    ),
    (
        "deed",
        r"表示|称(?!呼)|诉称|要求|申请|反应|本人|于[0-9二今昨前]|拨打|多次|再次|口头|态度|服务|辱骂|威胁|"
        r"承诺|答应|告知|接待|经办|热情|专业|耐心|负责|办理|离职|入职|代办|天天|半夜|主动|忽悠|经手|那边|"
        r"失联|收了|收我|拿了|拿我|不肯|亲自|偷偷|挂断|挂我|这个人|那个人|那个小|这个小|姑娘|小伙|总是|老是|"
        r"跟进|替[我他她]|打人|签字|签名|冒用|冒充|盗用|身份|逾期|欠款|的贷款|的借款|的账户|的信用卡|全程|"
        r"跟办|骗|上门|泄露|擅自|私自|回复|沟通|联系|账户|欠[我的钱你]|同意|[一两二三]位|点[个了]?赞|拖欠|"
        r"自(?:[0-9]|[去今前本]年)|强烈(?!的)|现(?:[于因]|申请|要求)|特(?:向|此)|"
        r"今(?:投诉|反映|申请|来[电信函])|原(?:[在于系]|[是为]贵)|"
        r"细心|微笑|查无此人|[一二三两几][个三]字|办事|未婚|已婚|去世|因[病为伤公]|两口子|一家|独居|老人|"
        r"[来到][我他她][家店们的]|[来到]家里|上门|登门|陪着?[我他她]|领着|带着[我他她]",
    ),
    (
        "predicate",
        r"把我|不接|不给|没给|没回|接的|接了|挂了|删了|贷款|借款|推荐|推销|催收|电话催|"
        r"[给帮跟和对让叫教带陪][我他她]|帮忙|强制|诱导|误导|违规|收取|承办|受理|登记|签约|签订|签了|号称|"
        r"非常|十分|特别|真的|不仅|不但|很|欠|签|业务|[两三每几]次|处理|说|讲|解释|[打接]的?(?:电话|来)|打来|"
        r"骂|拒|这个?名|情绪|挂机|挂线|挂电话|核实|核查|陈述|扬言|哭诉|无法(?:接受|偿还|还款|联系|沟通)|无力(?:偿还|还款)|"
        "不(?:认可|接受|同意|配合|满意)|坚持|坚决|质疑|执意|失业|病重|住院|患病|接受方案|愿意|拒绝|误操作|"
        "未接|未还|已(?:还款|结清|接听|失业)|暂无力|家属|认为|希望|提出|协助|协调|配合|否认|情况属实|"
        r"从头|一直|根本|不理|认真|辛苦|担保|还款|还钱|借[我的钱了]",
    ),
    (
        "remark",
        r"走(?:了?以?后|的时候)|账上|那[里儿](?![是有没])|拦[着住我下]|声音|[什啥]么?时候|无人接听|后就|"
        r"太(?:差|好|坏|敷衍|不)|真(?:棒|好|行|不错|差)|呢[？?]|(?:国家|生源地)?助学|"
        r"(?:电话|微信)(?:沟通|联系)|了(?:(?<=辛苦.{2}了)|(?<=辛苦.{3}了)|(?<=辛苦.{4}了))",
    ),
    (
        "cut",
        r"[，,。；;、！!？?\s　）)」』”’\"】\]》~…（(/&:：\-—|_]|$",
    ),
    (
        "grammar",
        "[的是在又都也就还没不未已你您我他她们这那和跟与给让被把将对向从去来到会能要想回发加等因为于打问做"
        "办用两该此带贷借收叫代拿送推介接提帮教陪转俱均有却竟居每只曾正同由及以前]",
    ),
)
_BEHIND = re.compile("|".join(f"(?P<{group}>{form})" for group, form in _FORMS))


def in_front(text: str, start: int) -> str:
    """Return the kind of what stands in front of ``text[start]``.

    A group of cues (``sure``: 我叫, ``party``, ``role``, ``folk``, ``kin``, ``direct``: 感谢,
    ``taking``: 和, 去…那里, ``unit``: 网点, ``weak``, ``greeting``: 您好), ``named`` (我老公叫),
    ``field`` (客户：), ``loose`` (昨天),
    ``roleish`` (…员), ``digit``, ``line`` (nothing), ``edge`` (a mark), ``bracket`` or ``none``."""
    if not start:
        return "line"
    if text[start - 1] not in telling():
        return "none"
    if text[start - 1].isdecimal():
        return "digit"
    before = text[max(0, start - _WINDOW) : start]
    cues = namelists.load().cues
    words = before.rstrip(_MARKS)
    if words.endswith(_NAMING) and words not in cues:
        for ending in _NAMING:
            if words.endswith(ending):
                shorter = words.removesuffix(ending).rstrip(_MARKS)
                if _known(shorter) in _PEOPLE:
                    return "named" if ending in _CALLING else "field"
    group = _known(words)
    marks = before[len(words) :]
    if group == "sure":
        return "sure"
    if marks and start > 1 and text[start - 2].isdecimal() and marks[-1] in "、.．)）":
        return "digit"
    if not marks and not group and before[-1] == _GOING and _THERE(text, start):
        return "taking"
    if not marks:
        return group if group in _PEOPLE else _looser(before, group)
    if group in _PEOPLE and not set(marks) & _PARTING:
        return "field"
    if marks[-1] in _BRACKETS:
        return "bracket"
    return "line" if not words or "\n" in marks else "edge"


@lru_cache(maxsize=1 << 13)
def may_end(char: str) -> frozenset[str]:
    """Return the kinds, as ``in_front`` tells them, of which what ends in ``char`` may be ("":
    nothing is in front)."""
    if not char:
        return frozenset(("line",))
    if char not in telling():
        return frozenset(("none",))
    if char.isdecimal():
        return frozenset(("digit",))
    if char in _MARKS:
        return _BEHIND_MARKS
    kinds = {group for cue, group in namelists.load().cues.items() if cue.endswith(char)}
    if any(one.endswith(char) for one in _NAMING):
        kinds |= {"named", "field"}
    if char in _ROLE_END:
        kinds.add("roleish")
    if char == _GOING:
        kinds.add("taking")
    if any(one.endswith(char) for one in _LOOSE):
        kinds.add("loose")
    return frozenset((*kinds, "none"))


@lru_cache(maxsize=1)
def telling() -> frozenset[str]:
    """Return the characters behind which anything but ``none`` may be."""
    return (
        namelists.load().cue_ends
        | _ROLE_END
        | {one[-1] for one in _LOOSE}
        | frozenset(_MARKS + "0123456789" + _GOING)
    )


def _looser(before: str, group: str) -> str:
    if before[-1] in _ROLE_END and group != "none":
        return "roleish"
    if group:
        return group
    ends = (before[-size:] for size in range(1, _LONGEST_LOOSE + 1))
    return "loose" if any(map(_LOOSE.__contains__, ends)) else "none"


def _known(words: str) -> str:
    """Return the group of the longest word known at the end of ``words``, "" for none."""
    if not words:
        return ""
    cues = namelists.load().cues
    for size in _sizes().get(words[-1], ()):
        if found := cues.get(words[-size:]):
            return found
    return ""


@lru_cache(maxsize=1)
def _sizes() -> dict[str, tuple[int, ...]]:
    """Return, of each character that words in front end in, how long these are, longest first."""
    sizes: dict[str, set[int]] = {}
    for cue in namelists.load().cues:
        if len(cue) <= _LONGEST:
            sizes.setdefault(cue[-1], set()).add(len(cue))
    return {end: tuple(sorted(found, reverse=True)) for end, found in sizes.items()}


def behind(text: str, end: int) -> str:
    """Return the kind of what stands behind: ``person`` (先生, 女士), ``title``, ``data``,
    ``signed``, ``saying`` (都没你们), ``reporting`` (来电), ``deed`` (态度), ``predicate`` (说),
    ``remark`` (真棒, 什么时候: said of things as often), ``cut``, ``grammar`` or ``none``."""
    found = _BEHIND.match(text, end)
    return (found.lastgroup or "none") if found else "none"
