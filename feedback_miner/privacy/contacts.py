"""E-mail addresses, WeChat ids and QQ numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_miner.privacy.mailboxes import of_organisation
from feedback_miner.privacy.span import Span
from feedback_miner.privacy.writing import SAID, fold_numerals

__all__ = ["MAYBE_EMAIL", "emails", "maybe_wechat", "wechats"]

_HOSTS = (
    "qq|vip\\.qq|163|126|yeah|gmail|sina|foxmail|hotmail|outlook|139|189|wo|sohu|aliyun|icloud|"
    "21cn|tom|live|msn|yahoo|proton"
)
# Signs for @ that stand for nothing else, before any host; others before the usual hosts only.
_SURE_AT = r"(?i:[(\[{<【]at[)\]}>】]|[艾爱]特)"
_AT = rf"(?:@@?|{_SURE_AT}|(?i: at |_at_|\(a\)|圈a)|AT|#)"
_DOT = r"[.。·,，]|点|(?i: dot |[ ]?[(\[{<【]dot[)\]}>】])"
MAYBE_EMAIL = re.compile(rf"@|{_SURE_AT} ?[A-Za-z0-9]|{_AT} ?(?:{_HOSTS})").search
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9_](?:[A-Za-z0-9._%+\-]{0,63})[ ]?@(?:[ ]|\r?\n)?"
    r"(?:[A-Za-z0-9\-]{1,63}[ ]?[.。]){1,4}[A-Za-z]{2,10}(?![A-Za-z0-9])"
)
# Beside the word, with spaces in the name or the host: 邮箱 zhang san@163. com.
_SPACED = re.compile(
    r"(?:邮箱|邮件|邮址|(?i:e-?mail) ?:)(?:地址|账号|号码?|是|为|[: ]){0,4}"
    r"(?P<box>(?=[A-Za-z0-9._%+\-@ ]* )[A-Za-z0-9_][A-Za-z0-9._%+\-]{0,40}"
    r"(?:[ ]{1,2}[A-Za-z0-9._%+\-]{1,30}){0,2}[ ]{0,2}@[ ]{0,2}"
    r"[A-Za-z0-9\-]{1,63}(?:[ ]?[.。][ ]?[A-Za-z0-9\-]{1,63}){0,3}?"
    r"[ ]?[.。][ ]?(?:com|cn|net|org|me|edu|hk|tw)(?:[ ]?[.。][ ]?cn)?)(?![A-Za-z0-9])"
)
# People hide the signs from robots: zhangsan(at)qq.com, zhangsan#163点com.
_HIDDEN = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9_][A-Za-z0-9._%+\-]{0,63}[ ]?"
    rf"(?:{_AT}[ ]?(?:{_HOSTS})[ ]?(?:{_DOT}){{0,2}}|"
    rf"{_SURE_AT}[ ]?[A-Za-z0-9\-]{{2,30}}[ ]?(?:{_DOT}))"
    rf"[ ]?(?:c[o0]mm?|con|cn|net|COM|me|edu|康姆|抗姆|扣姆)(?:(?:{_DOT})cn)?(?![A-Za-z0-9])"
)
# A name of numerals: 八三五二零一@qq.com.
_SAID_BOX = re.compile(
    rf"[{SAID}]{{5,12}}[ ]?{_AT}[ ]?(?:{_HOSTS})[ ]?(?:{_DOT})[ ]?(?:com|cn|net|COM)(?![A-Za-z0-9])"
)
# With no end: zhangsan@qq, zhangsan@163.
_CUT = re.compile(
    r"(?<![A-Za-z0-9._%+\-@])(?:[A-Za-z][A-Za-z0-9._\-]{4,30}@(?:qq|163|126|gmail|foxmail|139|189)"
    r"|[1-9][0-9]{5,10}@qq)(?![A-Za-z0-9.。·,，@_\-点])"
)
_BOX = re.compile(rf"(.*?)[ ]?(?:@|{_SURE_AT}|{_AT})", re.DOTALL)
# The end of an address whose beginning is masked (z***5@163.com) is none.
_MASKED = re.compile(r"(?:[*＊]{2}|[A-Za-z0-9][*＊])$")


def emails(folded: str) -> Iterator[Span]:
    """Yield personal e-mail addresses of folded text; a company's mailboxes stay."""
    for pattern, score in ((_EMAIL, 0.95), (_HIDDEN, 0.85), (_SAID_BOX, 0.85), (_CUT, 0.7)):
        for found in pattern.finditer(folded):
            if _MASKED.search(folded[max(0, found.start() - 2) : found.start()]):
                continue
            if not _organisations(found[0]):
                yield Span("email", found.start(), found.end(), score, "form")
    for found in _SPACED.finditer(folded):
        if not _organisations(found["box"]):
            yield Span("email", found.start("box"), found.end("box"), 0.95, "beside 邮箱")


def _organisations(address: str) -> bool:
    """Tell whether an address is the mailbox of a company or an office."""
    box = _BOX.match(address)
    return box is not None and of_organisation(box[1].replace(" ", ""), address[box.end() :])


_SIGN = r"[ \u200b☀-➿🌀-🫿]"
_APP = (
    rf"(?:[微薇威维徽](?:{_SIGN}|[\-.·*/_+~]){{0,3}}信|微号|(?<![A-Za-z])w信(?!用)|"
    # A satellite only in sound: beside what is written as an id.
    r"卫星(?=(?:号|是|[: ]){0,3}(?!gps|bds|bd[0-9]|wifi|mate|starlink|app|tv)"
    r"[a-z](?=[a-z\-]*[0-9_])[a-z0-9_\-]{4})|"
    # Heard or misspelt so.
    r"(?:微心|微星(?=[号:]))(?=(?:号|[: ]){0,2}[a-z](?=[a-z\-]*[0-9_])[a-z0-9_\-]{4})|"
    r"某信(?=号|[: ]?[a-z0-9])|"
    r"(?<![A-Za-z0-9])w(?=[:：] ?[a-z][a-z\-]*[0-9_])|"
    r"wechat|weixin|wei xin|wei ?信|v信|[微维薇威] ?x(?:in)?(?![a-z])|"
    r"绿泡泡?|绿信|绿色(?:聊天)?软件|"
    r"(?<![A-Za-z])(?:vx|wx|vxin|[vw][ \-.]x(?![0-9])|v ?x|vc)(?![A-Za-z]{3}|[A-Za-z]{1,2}-)|"
    r"[薇微威](?=[:： 」』”\u200b☀-➿🌀-🫿]{0,3}[A-Za-z0-9])|"
    r"(?<![A-Za-z])v(?=号|[: 是信\u200b☀-➿🌀-🫿])|"
    r"[加+➕]我?个?v)"
)
_LINK = (
    r"(?:(?:微信)?(?:[呗吧啊哈哦呀]|号码|号|名|账号|帐号|账户|id|同号|联系|搜索?|添加|加我?|"
    r"也?是|也?为|叫|这个|这|"
    r"给你|发你|就|说|里|我的?|请|可以?|备注|如下|改成?了?|找我|聊|详聊|咨询|的话|就是|"
    r"[:：;；,，、。.=＝\->→ \"“'「『（(【\[」』”\u200b☀-➿🌀-🫿])){0,6}"
)
_ID = r"(?:[A-Za-z][A-Za-z0-9_\-]{4,19}|[0-9][A-Za-z0-9_\-]*[A-Za-z_][A-Za-z0-9_\-]{3,17})"
# Ids hold no full stop, but people who make one up put it in.
_WECHAT = re.compile(
    rf"{_APP}(?P<link>{_LINK})(?P<id>{_ID}(?:\.[A-Za-z0-9_]{{1,10}})?)(?![A-Za-z0-9_@.]|的?公众号)",
    re.I,
)
# The short name of the app and an id without a gap: vxmeng0417.
_GLUED = re.compile(
    r"(?<![A-Za-z0-9_])(?:vx|加v|wx(?!pay|id|app|mp|open|work|code|http))"
    r"(?P<id>[a-z]{3,12}[0-9]{2,8})(?![A-Za-z0-9_@.])",
    re.I,
)
_DIGITS = re.compile(
    r"(?:(?:微信|薇信|威信|wechat|weixin|vx|wx|加v|v信)"
    r"(?:号码?|id|账号|帐号|是|为|加|：|:| |【|→){1,4}(?=[0-9]{5})"
    r")(?P<id>[0-9]{5,11})(?![0-9A-Za-z.元块万笔年月])",
    re.I,
)
# Right behind the app's name: no day, no count, no round sum.
_GLUED_DIGITS = re.compile(
    r"(?:(?<![A-Za-z0-9])(?<!版本)v:[ ]?|微信)(?=[1-9])(?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2]))"
    r"(?P<id>[0-9]{7,11})(?<!000)(?![0-9A-Za-z.]|"
    r"[ ]?(?:[元块万笔年月日天期版号分次人个位名多条张户]|积分|更新|额度|还款|扣款|转账))",
    re.I,
)
_WXID = re.compile(r"(?<![A-Za-z0-9])(?P<id>wxid_[a-z0-9]{4,30})", re.I)
# Said to be added or found, and written as no word is: with an underscore.
_ADDED = re.compile(
    r"(?:加|添加|联系|找)(?:我|他|她|一?下)?[:： ]?"
    r"(?P<id>[A-Za-z][A-Za-z0-9\-]{0,20}_[A-Za-z0-9_\-]{2,14})(?![A-Za-z0-9_@.])"
)
# Sought by it, or the name of one who lends: with digits too, since screens are called so as well.
_SOUGHT = re.compile(
    r"(?:搜索?|扫|名片|中介|骗子)(?:我|他|她|一?下)?[:： ]?"
    r"(?P<id>[A-Za-z](?=[A-Za-z0-9_\-]*[0-9])[A-Za-z0-9\-]{0,20}_[A-Za-z0-9_\-]{2,14})"
    r"(?![A-Za-z0-9_@.]|[ ]?(?:页面|按钮|界面|接口|功能|没反应|没结果|报错))"
)
# With an underscore or a stroke and digits, in a text that asks to be added or speaks of the app.
_WRITTEN = re.compile(
    r"(?<![A-Za-z0-9_@.\-/])(?P<id>[A-Za-z](?=[A-Za-z0-9]*(?:_|-[A-Za-z0-9]*[0-9]))"
    r"(?![A-Za-z0-9_\-]*(?:err|code|null|fail|http|html|api|app|version|user|login|wx_pay))"
    r"[A-Za-z0-9_\-]{5,19}(?:\.[A-Za-z0-9]{1,10})?)(?![A-Za-z0-9_@./\-]|的?公众号)",
    re.I,
)
# Without an app's name: 那个号是…, …这个号, with an underscore or with digits behind letters.
_CALLED = re.compile(
    r"(?:[那这]?个|[他她]的|加了?个?|小|人的)号(?:码?是|叫|为|[:： ])+"
    r"(?P<id>[A-Za-z](?![0-9]{6})(?=[A-Za-z]*[0-9_])[A-Za-z0-9_]{5,19})(?![A-Za-z0-9_@.\-])"
    r"|(?<![A-Za-z0-9_@.\-/])(?P<front>[A-Za-z]{3,12}(?:_?[0-9]{2,8}|(?:[_\-][A-Za-z0-9]{2,8}){1,3}))[”」\"]?这个号(?!码?段|[称外召令])"
)
# Spoken of as a person: loan_ming那里, ming_5188这个人.
_WHO = re.compile(
    r"(?<![A-Za-z0-9_@.\-/])(?P<id>[A-Za-z]{2,12}_[A-Za-z0-9_]{2,14})(?:"
    r"那[里儿边](?!的?(?:接口|按钮|页面)|一?直?[报显提闪卡点])|"
    r"这(?:个?(?:人(?!脸)|骗子|中介|黑中介|业务员)|家伙)|"
    r"(?<=[0-9])这个?(?:卖|做|帮|说|收)(?![不得]))"
)
_ASKS = re.compile(r"微信(?!支付|公众|小程序|银行)|薇信|v信|[加找]我|加.{0,2}好友", re.I).search
# Spoken of as somebody's number, with the app named before in the sentence.
_NUMBERED = re.compile(
    r"(?:微信|薇信|威信|vx|wx|wechat|好友)[^。！？\n]{0,20}?(?<!公众)(?<!视频)号"
    r"(?:码|是|为|叫|换成了?|[:： ]){0,3}"
    r"(?P<id>[A-Za-z](?=[A-Za-z\-]*[0-9_])[A-Za-z0-9_\-]{4,19})(?![A-Za-z0-9_@.])",
    re.I,
)
_BEHIND = re.compile(
    r"(?<![A-Za-z0-9_@.\-])(?P<id>[A-Za-z][A-Za-z0-9_\-]{5,19})[ ]?[（(,，]?(?:这?个?是?为?|加)"
    r"(?:我的|我|本人|他的?|她的?|对方)?"
    r"(?:的)?(?:微信|vx|薇信|v信|wechat)(?!群|支付|转|红包)",
    re.I,
)
_QQ = re.compile(
    r"(?:(?<![A-Za-z])qq(?![A-Za-z])|q q|扣扣|口口|企鹅号?|秋秋|q号|蔻蔻|叩叩|球球|"
    r"加q|[加私留]扣|"
    r"🐧|(?<![A-Za-z])q(?=[:;；是我])|(?<![A-Za-z0-9])q(?= ?[1-9][0-9]{5})|腾讯号)"
    r"(?!音乐|飞车|邮箱|空间)(?:号码|号|同号|群号?(?=号|[: ])|账号|是|为|加我?|联系|也?是|"
    r"我的?|给|搜索?|[:：;；=,，（(【\[→ \-]){0,4}(?!(?:1[02][0-9]|9[56][0-9])[0-9]{2}(?![0-9]))"
    r"(?P<id>[1-9][0-9]{4,10}|(?P<groups>[1-9][0-9]{2,3}(?:[ \-][0-9]{3,5}){1,2}))"
    r"(?![0-9@]|元|块|万)",
    re.I,
)
_ROUND = re.compile(r"[1-9]0{4,}")
_ROUND_GROUP = re.compile(r"00(?![0-9])|(?:19|20)[0-9]{2}[ \-]?(?:0[1-9]|1[0-2])")
_MANY = re.compile(r"[ ]?(?:[人个名位多余次分期]|积分|额度)")
_QQ_BEHIND = re.compile(
    r"(?<![0-9A-Za-z.])(?P<id>[1-9][0-9]{4,10})[ ]?[（(,，]?(?:这?个?是?)(?:我的?)?(?:qq|"
    r"扣扣)(?!群|[A-Za-z])",
    re.I,
)
_WORDS = frozenset(
    [
        "android",
        "iphone",
        "ipad",
        "wechat",
        "weixin",
        "alipay",
        "taobao",
        "jingdong",
        "harmony",
        "harmonyos",
        "huawei",
        "xiaomi",
        "windows",
        "macbook",
        "excel",
        "email",
        "mail",
        "version",
        "login",
        "error",
        "token",
        "online",
        "offline",
        "service",
        "bank",
        "card",
        "credit",
        "china",
        "chinese",
        "hello",
        "please",
        "thanks",
        "money",
        "loan",
        "store",
        "system",
        "server",
        "mobile",
        "phone",
        "number",
        "wallet",
        "mini",
        "program",
        "miniprogram",
        "qrcode",
        "http",
        "https",
        "html",
        "password",
        "loading",
        "failed",
        "null",
        "undefined",
        "samsung",
        "oppor",
        "appstore",
        "google",
        "chrome",
        "safari",
        "douyin",
        "tiktok",
        "weibo",
        "unionpay",
    ]
)
_LEAST_GROUPED = 8  # digits of a QQ number in groups
_TECHNICAL = frozenset(
    ["access", "api", "app", "code", "error", "err", "id", "sdk", "token", "ui", "user"]
)
_PRODUCTS = (*sorted(_WORDS), "app", "lpr")
_NAMED = re.compile(
    r"微|[薇威维徽](?:信|[ \-.·*/_+~\u200b☀-➿🌀-🫿])|卫星|w信|"
    r"[微维薇威] ?x|绿泡|绿信|绿色|[vw][ \-.]?x|wei ?(?:xin|信)|"
    r"wechat|v信|vc|加.{0,3}v|[+➕]v|薇|威|"
    r"v[: 是号\u200b☀-➿🌀-🫿]|(?<![A-Za-z0-9])w:|某信|"
    r"q ?q|扣扣|口口|企鹅|秋秋|q号|蔻蔻|叩叩|球球|加q|加扣|私扣|留扣|🐧|q[:;；是我]|"
    r"q ?[1-9][0-9]{5}|腾讯号|"
    r"号(?:码?是|叫|为|[:： ])+[A-Za-z]|[A-Za-z0-9][”」\"]?这个号|"
    r"[A-Za-z]_[A-Za-z0-9_\-]{2,14}(?:那[里儿边]|这[个人家卖做帮说收])|"
    r"(?:[加系找搜扫]|名片|中介|骗子)(?:[我他她]|一?下|索)?[:： ]?[A-Za-z][A-Za-z0-9_\-]{0,20}_|"
    r"[加找]我|好友",
    re.I,
).search
_LATIN = re.compile(rf"[A-Za-z0-9_\-]{{5}}|[0-9]{{3}} [0-9]{{3}}|[{SAID}]{{5}}").search
_SAID = re.compile(f"[{SAID}]{{5}}")


def maybe_wechat(text: str) -> bool:
    """Tell quickly whether a text may hold an id and a word that names one."""
    return _LATIN(text) is not None and _NAMED(text) is not None


def wechats(folded: str) -> Iterator[Span]:
    """Yield WeChat ids and QQ numbers of folded text, beside a word that names them."""
    for pattern in (_WECHAT, _BEHIND, _WXID, _GLUED):
        for found in pattern.finditer(folded):
            if _like_id(found["id"], found):
                yield Span("wechat", found.start("id"), found.end("id"), 0.85, "context")
    written = (_WRITTEN,) if _ASKS(folded) else ()
    for pattern in (_ADDED, _NUMBERED, *written, _QQ_BEHIND, _DIGITS, _GLUED_DIGITS):
        for found in pattern.finditer(folded):
            if not _technical(found["id"]):
                yield Span("wechat", found.start("id"), found.end("id"), 0.8, "context")
    for pattern in (_SOUGHT, _WHO):
        for found in pattern.finditer(folded):
            if _TECHNICAL.isdisjoint(found["id"].lower().split("_")):
                yield Span("wechat", found.start("id"), found.end("id"), 0.8, "context")
    for found in _QQ.finditer(folded):
        if not _counted(found):
            yield Span("wechat", found.start("id"), found.end("id"), 0.8, "context")
    if _SAID.search(folded):
        spoken = fold_numerals(folded)
        for found in _QQ.finditer(spoken):  # 扣扣二八五七七三一九〇
            if not found["groups"] and found["id"] != folded[found.start("id") : found.end("id")]:
                yield Span("wechat", found.start("id"), found.end("id"), 0.75, "context")
    for found in _CALLED.finditer(folded):
        start, end = found.span(found.lastgroup or 0)
        if _personal(folded, start, end):
            yield Span("wechat", start, end, 0.8, "context")


def _personal(folded: str, start: int, end: int) -> bool:
    """Tell whether what is called a number is somebody's, and no case's or product's."""
    word, before = folded[start:end], folded[max(0, start - 14) : start]
    return not (
        word.lower().startswith(_PRODUCTS)
        or word[:2].isupper()
        or re.search("投诉|工单|单号|编号|受理|合同", before)
    )


def _counted(found: re.Match[str]) -> bool:
    """Tell whether digits beside a name of QQ are none of its numbers: sums or a day in groups
    (3000-5000), how many are in a group, a round sum behind what names it loosely."""
    if found["groups"]:
        digits = re.sub("[^0-9]", "", found["id"])
        return len(digits) < _LEAST_GROUPED or _ROUND_GROUP.search(found["id"]) is not None
    loose = "群" in found[0] or re.match("q[;我]", found[0], re.I) is not None
    return loose and (
        _ROUND.fullmatch(found["id"]) is not None
        or _MANY.match(found.string, found.end()) is not None
    )


def _technical(word: str) -> bool:
    """Tell whether a word is made of a program's own only (user_id, error_code_40029)."""
    parts = [part for part in word.lower().split("_") if not part.isdecimal()]
    return len(parts) > 1 and _TECHNICAL.issuperset(parts)


def _like_id(word: str, found: re.Match[str]) -> bool:
    lower = word.lower()
    if lower in _WORDS or any(lower.startswith(w) and len(lower) <= len(w) + 2 for w in _WORDS):
        return False
    if _technical(word):
        return False
    if any(char.isdigit() or char in "_-" for char in word):
        return True
    link = found.groupdict().get("link")
    # Letters only: said to be one, and not an abbreviation in capitals.
    said = link is not None and re.search(r"[:：=是为号叫搜加找]|id", link, re.I) is not None
    return said and len(word) >= 5 and not word.isupper()
