"""What the header of a column says of its cells: the kind of personal data that stands there,
and whether a cell looks like a value of that kind even in a form that free text would not tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from feedback_miner.privacy import namelists
from feedback_miner.privacy.wholenames import likely_name, sure_level
from feedback_miner.privacy.writing import fold
from feedback_miner.survey import short

__all__ = [
    "among_names",
    "announced",
    "column_kind",
    "digits_of",
    "holds_names",
    "name_column",
    "of_levels",
    "of_things",
    "reach",
    "speaking",
    "told",
]

_NOT_PERSONAL = re.compile(
    r"满意|评分|评价(?!人)|原因|理由|建议|意见|类型|类别|种类|等级|级别|状态|是否|渠道|品牌|运营商|"
    r"归属地|所在[省市]|省份|城市|内容|描述|次数|时长|数量|机型|型号|尾号|后四位|余额|金额|额度|"
    r"年龄|性别|职业|学历|收入|职务|岗位|部门|民族|婚姻|关系(?!人)|人数|时间|结果|备注|年份|态度|服务质量|"
    r"服务水平|体验|有效期|到期|期限|签发|发证|次序|比例|占比|(?<!出生)(?<!生日)日期|"
    r"(?<![a-z])(?:type|status|score|rating|count|brand|model|segment)(?![a-z])",
    re.I,
)
# Below these stand places, offices and goods, many of which are called like persons (萧山, 雷凌).
_THINGS = re.compile(
    r"(?:归属地|所在|省份|城市|(?:区县|县区|市县|县市|(?:行政|地|市|辖|城|片|大|战)区|[省市县]|区域|街道|乡镇|商圈|籍贯|"
    r"[总支分]行|银行|网点|机构|门店|店[铺名]|部门|品牌|车[型系]|[机款]型|型号|产品|商品|品种|权益|礼品|奖品|套餐|"
    r"学校|院校|专业|民族|楼盘)(?:名称?|全称|简称)?)(?=\W*$|[（(])|(?:归属地|所在[省市])|"
    r"(?<![a-z])(?:city|province|district|county|region|area|branch|outlet|store|shop|brand|model|"
    r"product)(?:[ _\-]?name)?(?![a-z])",
    re.I,
)
# Whose names stand below them where they end the header: 借款人, but not 借款人资质.
_ROLES = (
    r"(?:投诉|举报|反映|反馈|申诉|信访|来[电访信]|[借贷付收还存取汇用持欠扣]款|持[卡有]|联[系络]|申请|"
    r"处理|受理|承办|办理|经手|主办|负责|责任|回访|登记|录入|审[核批查]|复[核审]|制[表单]|填[表报写]|"
    r"跟进|当事|委托|代理|代办|担保|保证|法定代表|被?保险|投保|受益|监护|收[件货]|寄件|发件|签[收字]|"
    r"推荐|介绍|接口|关系|共有|共借|主借|主贷|共贷|抵押|出质|债务|债权|提交|提出|发起|接待|接听|转[办派]|派单|督办|"
    r"催收|权利|产权|咨询|执行|开户|领卡|答题|受访)人员?|"
    r"经办(?:人员?|员|者|柜员|客户经理)?|(?:催收|信贷|审批|审核|录入|登记|复核|受理|话务|接线)员|"
    r"法人代表|法人|配偶|机主|户主|车主|房主"
)
_PERSONS = (
    rf"姓名|名字|户名称?|(?<![\u4e00-\u9fff])经办$|(?:{_ROLES})(?:全?名称?)?"
    r"(?=$|[^\u4e00-\u9fff\w]|_|[及和与或]|(?:联系)?(?:电话|手机|方式))|"
    r"(?:\b|_|card|account|policy)holder(?:'?s)?(?:[ _\-]?names?)?$|"
    r"^(?:(?:customer|client|contact|full|real|first|last|given|family|borrower|complainant|"
    r"applicant|agent|staff|employee|handler|account|acct)[ _\-]?)?names?$|^surname$|"
    r"(?<![a-z])(?:borrower|complainant|applicant|guarantor|beneficiary|contact[ _]person)$"
)
# Below these stand names, or what is said of the people: only what looks like a name is one.
_STAFF = (
    r"经理|专员|主任|主管|行长|顾问|坐席|座席|客服|(?<![会成动人])员工?|人员|"
    r"(?<![本他她每几个有何某的口法别年轻器])人|"
    r"(?<![a-z])(?:agent|manager|operator|staff|owner|handler|assignee|approver)"
)
_BY_HEADER = (
    ("birth_date", r"出生(?:日期|年月日?|时间|日)?$|生日(?:日期)?(?=$|[^\u4e00-\u9fff])|"
                   r"birth ?_?da(?:y|te)|\bdob\b"),
    ("address", r"(?:身份证|证件|护照|账单|卡片)(?:上的?)?(?:登记|邮寄|寄送)?[住地]址"),
    # 号码 by itself may be of a contract, an order or a paper.
    ("phone", r"手机|电话|联[系络]方式|联络$|座机|固话|(?:^|[\W_0-9])号码|"
              r"(?:来电|去电|主叫|被叫|外呼|呼[叫入出]|回[访拨]|预留|绑定|拨[打入]|接听|联[系络]|注册|登录|"
              r"签约|短信|本机|机主|对方|来显|致电)的?号码|"
              r"mobile|phone|(?<![a-z])tel(?![a-z])|(?<![a-z])cell(?![a-z])"),
    ("id_card", r"身份证|证件|护照|通行证|居[住留]证|居留许可|永居证|回乡证|台胞证|"
                r"军官证|士兵证|警官证|驾驶证|驾照|id_?card|id_?no\b|passport|(?<![a-z])identity"),
    ("wechat", r"(?:微信|wechat|weixin|qq)(?!.*(?:卡|邮箱|e?-?mail|支付|公众号|小程序|银行))|"
               r"openid|unionid"),
    ("bank_card", r"卡号|银行卡|账号|帐号|账户|card_?no|bank_?card|card_?number|"
                  r"(?<![a-z])account(?![a-z])"),
    ("email", r"邮箱|邮件|e-?mail"),
    ("plate", r"车牌|号牌|(?<![a-z])plate"),
    ("address", r"(?<!网点)(?<!支行)(?<!分行)(?<!营业厅)(?<!营业部)(?<!链接)(?<!网页)(?<!网站)"
                r"(?<!下载)(?<!图片)(?<!录音)(?<!附件)(?<!文件)地址(?!链接)|住址|户籍|[坐座]落|address|addr\b"),
    (
        "name",
        rf"{_PERSONS}|客户名|用户名|客户姓|经理|专员|主任|人员|业务员|坐席|座席|柜员|员工|"
        r"name|agent|manager|operator|staff|customer|^客户$|^用户$",
    ),
)  # fmt: skip
_HEADERS = tuple((kind, re.compile(words, re.I)) for kind, words in _BY_HEADER)
_HOLDS_NAMES = re.compile(_PERSONS, re.I)
# What a header ends with is what stands below it (银行卡户名, 姓名（与证件一致）), unless it joins
# two things (联系方式/联系人) or a bracket says that the other is meant (联系人（手机）).
_PERSON_LAST = re.compile(
    rf"(?!.*[/／、&+及和与或](?!.*[）)]))[^（(]*?(?:{_PERSONS}|{_STAFF})(?:姓名|名称?)?\s*"
    r"(?:[（(](?!.*(?:手机|电话|方式|号|phone|tel|\bno\b))[^（(]*[）)])?\W*",
    re.I,
)
_SHAPES = {
    "phone": re.compile(
        r"(?=(?:.*[0-9]){6})"
        r"[+(（]?[0-9OoIl](?:[0-9OoIl \n\-+()（）/、,，;；.#*]|转|分机|内线|ext){5,60}",
        re.DOTALL,
    ),
    "id_card": re.compile(
        r"(?:[\u4e00-\u9fff]{2,12}[:： (]{0,2})?(?=(?:[^0-9]*[0-9]){4})"
        r"[A-Za-z0-9][0-9 \-()/A-Za-z]{5,22}|[\u4e00-\u9fff]{1,3}字第 ?[0-9]{5,10} ?号?"
    ),
    "bank_card": re.compile(
        r"(?:[\u4e00-\u9fff]{2,6}[:： ]{0,2})?(?=(?:.*[0-9]){6})[0-9OoIl][0-9OoIl \-]{7,25}"
    ),
    # An at sign in disguise, (a) or 艾特, is for the eye of a person only.
    "email": re.compile(r"\S+@\S+|[\w.+\-]{2,40}\W{0,2}(?:at|a|艾特|#)\W{0,2}[\w\-]+[.。点][\w.]+|"
                        r"[\w.+\-]{2,60}[.。](?:com|cn|net|org)"),
    "wechat": re.compile(r"[A-Za-z0-9_\-]{5,40}"),
    "plate": re.compile(
        r"[\u4e00-\u9fff]?[A-Za-z][ ·•.\-]?[临试]?[A-Za-z0-9]{4,6}[\u4e00-\u9fff]?"
    ),
    "address": re.compile(
        r"(?=.*(?:[省市区县镇乡村路街号栋幢楼室弄巷湾园苑城座塔厦]|[0-9]))(?=.*[^\W\d]).{4,120}",
        re.DOTALL,
    ),
    "birth_date": re.compile(
        r"(?:19|20)[0-9]{2}(?:[0-9]{4}|[\-/.年 ]{1,2}[0-9]{1,2}(?:[\-/.月 ]{1,2}[0-9]{1,2}日?|月)?)"
        r"(?:[ T][0-9:.]{4,15})?|[0-9]{1,2}[\-/.][0-9]{1,2}[\-/.](?:19|20)?[0-9]{2}|[1-4][0-9]{4}"
    ),
}  # fmt: skip
# Characters up to which a cell is a value of its column and no running text.
_REACH = {"address": 120, "email": 60}
_LONG = 40
_SERVICE = re.compile(r"(?:400|800|95|96|1[0-2])[0-9\-]")
_MASKED = re.compile(r"[*＊]{2,}|[xX]{4,}")
_NUMBER = re.compile(r"[+\-]?[0-9]+(?:\.[0-9]+)?(?:[eE]\+?[0-9]{1,2})?")
# What stands in a column of names where there is no name: whole cells.
_FILLER = re.compile(
    r"[\W\d_]*|[无空否是有]|暂?无|没有|匿名(?:用户|客户|投诉|举报|者)?|未知|不详|不明|不知道?|保密|本人|同上|其他|其它|"
    r"(?:未|不愿?|不便|拒绝?|没有?)(?:提供|填写?|登记|透露|留名?|署名|留姓名|告知|具名)(?:姓名)?|见附件|"
    r"投诉人|客户|用户|顾客|系统|(?:系统)?自动|机器人|测试|待(?:分配|定|补充|核实?)|"
    r"(?:一名|某)?(?:先生|女士|小姐|男士|同志)|"
    r"none|null|nan|n/?a|nil|unknown|anonymous|test|admin|system|"
    r"[A-Za-z]{0,4}[\-_ ]?[0-9][0-9\-_]*|工号 ?[A-Za-z0-9]+",
    re.I,
)
_TITLED = re.compile(
    r"[\u4e00-\u9fff]{1,2}(?:先生|女士|小姐|男士|同志|经理|老师|主任|某某?|师傅|总)|某某?|[\u4e00-\u9fff][*＊]{2}"
)
# Who is no person: companies, branches and offices, and a day.
_ORGANISATION = re.compile(
    r"公司|集团|支行|分行|总行|银行|农商行|信用社|营业[部厅]|网点|分理处|储蓄所|合作社|事务所|委员会|工作室|"
    r"(?:中心|超市|商行|经营部|服务部|门市部?|学校|医院|幼儿园|酒店|宾馆|饭店|柜台|窗口|[管办]理处|办事处)$|"
    r"[\u4e00-\u9fff]{2}[部组处局队厂店]$|[\u4e00-\u9fff]{3}[室院所行社]$|[A-Za-z0-9一二三四五六七八九十]组$|"
    r"[0-9]{1,4}[\-/.年][0-9]{1,2}|"
    r"(?<![a-z])(?:co|ltd|inc|llc|corp|company|bank|branch|center|centre|dept|department|team)(?![a-z])",
    re.I,
)
_HAN = re.compile("[\u4e00-\u9fff]{2,4}")
_ASIDE = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]\s*$")
_SENTENCE = re.compile(r"[。！？!?]|[，；;：:][^，]{7,}|[\u4e00-\u9fff]{16,}")
_SENTENCE_END = re.compile(r"[。！？!?]")
_MANY_SENTENCES = 0.3
_MOSTLY = 0.6  # of the different cells of a column of names
_OF_ANYTHING = re.compile("names?", re.I)
_MOST_LEVELS = 20  # different answers of a question with few
_AGAIN = 3  # times that each is given on average
_LONGEST = 20  # characters of a header, or of its part, that names what stands below


@lru_cache(maxsize=1024)
def column_kind(header: str) -> str:
    """Return the kind of personal data that a header announces, or "". In a header of several
    rows (客户回访评价—客户姓名) the column's own name comes before those of its groups."""
    return _kind(speaking(header))


def speaking(header: str) -> str:
    """Return the part of a header that tells what stands below it: the last that says anything."""
    own = short(header)
    if own == header or _kind(own) or _says_other(own):
        return own
    group = header[: header.rindex(own)].rstrip("—–： ")
    return speaking(group) if group else own


def _says_other(part: str) -> bool:
    return len(part) <= _LONGEST and _NOT_PERSONAL.search(part) is not None


def _kind(part: str) -> str:
    """Return the kind of personal data that a header of one row, or a part of it, announces."""
    if len(part) > _LONGEST or _NOT_PERSONAL.search(part):
        return ""
    if _PERSON_LAST.fullmatch(part):
        return "name"
    for kind, words in _HEADERS:
        if words.search(part):
            return kind
    return ""


def reach(header: str) -> int:
    """Return how many characters a cell below a header may have and still be a value of the
    column's kind: more is running text."""
    return _REACH.get(column_kind(header), _LONG)


@lru_cache(maxsize=1024)
def holds_names(header: str) -> bool:
    """Tell whether a header says that whole names of persons stand below (客户姓名, 经办人,
    联系人及电话), and not perhaps something else (客户, product_name)."""
    part = speaking(header)
    return _kind(part) != "" and _HOLDS_NAMES.search(part) is not None


def told(header: str, cells: Iterable[str]) -> str:
    """Return the header of a column as far as its ``cells`` bear it out: "" where it announces
    names and they are sentences (投诉人: 「本人多次致电…」), or says no more than ``name`` and none
    looks like a person's; with 姓名 behind where it may be of names (客户经理) and most are."""
    if column_kind(header) != "name":
        return header
    filled = [cell for cell in cells if cell.strip()][:500]
    sentences = sum(_SENTENCE.search(cell) is not None for cell in filled)
    if sentences > _MANY_SENTENCES * len(filled):
        return ""
    likely = [likely_name(cell) for cell in dict.fromkeys(filled)]
    if _OF_ANYTHING.fullmatch(speaking(header)) and not any(likely):
        return ""
    if not holds_names(header) and sum(likely) >= max(2, _MOSTLY * len(likely)):
        return f"{header}姓名"
    return header


def announced(text: str, header: str) -> bool:
    """Tell whether ``text``, a whole cell without space around it, looks like what its header
    announces."""
    kind, folded = column_kind(header), fold(text)
    if not kind:
        return False
    if kind == "name":
        return _name(text, header)
    if _MASKED.search(folded):
        return False
    if len(text) > _LONG and _SENTENCE_END.search(text):
        return False
    if kind == "phone" and _SERVICE.match(folded) and len(folded) < 11:
        return False
    return _SHAPES[kind].fullmatch(folded) is not None


def _name(text: str, header: str) -> bool:
    """Tell whether a cell below a header of names is one: anything in letters that is no filler,
    no organisation and no sentence where the header is sure, else what looks like a name."""
    if not holds_names(header):
        return likely_name(text)
    plain = _ASIDE.sub("", fold(text)).strip()
    if _FILLER.fullmatch(plain) or _TITLED.fullmatch(plain) or _ORGANISATION.search(plain):
        return False
    return not _SENTENCE.search(text)


def digits_of(cell: str) -> str:
    """Return the digits of a whole number that a spreadsheet shows in another form (6.22202E+18,
    13812345678.0), "" for any other cell. Digits that it no longer shows are zeros."""
    plain = fold(cell).strip().replace(",", "")
    if "." not in plain and "e" not in plain.lower():
        return ""
    if not _NUMBER.fullmatch(plain):
        return ""
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return ""
    whole = number == number.to_integral_value() and number >= 0
    return f"{number:.0f}" if whole and number.adjusted() < 30 else ""


@lru_cache(maxsize=1024)
def of_things(header: str) -> bool:
    """Tell whether a header says that places, offices or goods stand below (区县, 支行, 车型), and
    no persons: a whole cell that looks like a name is none there, unless all do or it is no word
    that is known and typical of a name."""
    part = speaking(header)
    return len(part) <= _LONGEST and _THINGS.search(part) is not None and not holds_names(header)


def of_levels(cells: Sequence[str]) -> bool:
    """Tell whether the cells of a column are few answers that come again and again, and less than
    half of these look like names: then only what is no word that is known is one."""
    levels = Counter(cell for cell in cells if cell.strip())
    if not levels or len(levels) > _MOST_LEVELS or levels.total() < _AGAIN * len(levels):
        return False
    return 2 * sum(map(sure_level, levels)) < len(levels)


def among_names(cell: str) -> bool:
    """Tell whether a cell of a column of names is one too: what begins with a surname (高峰, 方正),
    an everyday word or not, but fillers and organisations."""
    text, lists = cell.strip(), namelists.load()
    if _FILLER.fullmatch(text) or _TITLED.fullmatch(text) or _ORGANISATION.search(text):
        return False
    longest = 4 if text[:2] in lists.compound else 3
    begins = text[:1] in lists.surnames or longest == 4
    return likely_name(cell) or (
        begins and len(text) <= longest and _HAN.fullmatch(text) is not None
    )


def name_column(cells: Iterable[str]) -> bool:
    """Tell whether a column holds little but full names, whatever its header says."""
    filled = [cell for cell in cells if cell.strip()][:500]
    if len(filled) < 5:
        return False
    likely = sum(likely_name(cell, strict=True) for cell in filled)
    if likely >= 0.7 * len(filled):
        return True
    # Many of two characters are typical of no name by themselves: others vouch for them.
    loosely = sum(map(likely_name, filled))
    return likely >= 0.3 * len(filled) and loosely >= 0.7 * len(filled)
