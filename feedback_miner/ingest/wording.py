"""What a header says: role, question kind, outcome, factor. Words only; cells are not looked at.

The factor ids are those of the ``loan`` codebook; a proposal that a user may edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_miner.privacy.masking import TOKEN_PATTERN
from feedback_miner.survey import Outcome, QuestionKind

__all__ = [
    "asks_advice",
    "asks_improvement",
    "factor_of",
    "is_channel",
    "is_counted",
    "is_demographic",
    "is_duration",
    "is_importance",
    "is_multiple",
    "is_open",
    "is_personal",
    "is_ranking",
    "is_satisfaction_item",
    "is_score",
    "is_single",
    "is_statement",
    "is_technical",
    "is_time",
    "is_title",
    "is_usage",
    "is_weight",
    "is_yes_no",
    "leaves",
    "names_direction",
    "outcome_of",
    "question_of",
    "reversed_item",
    "reversed_wording",
]


class _Words:
    """A pattern of words that does not see our own tokens: a header in which an employee's name
    is masked (您对客户经理[姓名]的满意度) does not ask for a name."""

    __slots__ = ("_compiled", "pattern")

    def __init__(self, words: str) -> None:
        self.pattern = words
        self._compiled = re.compile(words, re.IGNORECASE)

    def search(self, name: str) -> re.Match[str] | None:
        return self._compiled.search(_said(name))

    def fullmatch(self, name: str) -> re.Match[str] | None:
        return self._compiled.fullmatch(_said(name))

    def finditer(self, name: str) -> Iterator[re.Match[str]]:
        return self._compiled.finditer(_said(name))


def _said(name: str) -> str:
    return TOKEN_PATTERN.sub("", name) if "[" in name else name


def _any(words: str) -> _Words:
    return _Words(words)


_TIME = _any(
    r"时间(?!.{0,4}(?:满意|评价|长短))|日期|年月日?$|\b(?:date|time|datetime|timestamp|month)\b|"
    r"(?:_at|_date|_time)$|^(?:submitted|created|updated)\b"
)
_DURATION = _any(
    r"所用时间|用时|(?:答题|作答|填写)时[长间]|耗时|\bduration\b|time[ _]taken|seconds?$"
)
_WEIGHT = _any(
    r"^(?:样本|调查|抽样)?(?:权重|加权系数|权数)$|"
    r"^(?:sample[ _]?|survey[ _]?)?weights?$|^(?:wgt|wt|weighting)$|^加权$"
)
_TECHNICAL = _any(
    r"^来自ip$|\bip\b|ip地址|^ip|来源详情|user.?agent|浏览器|操作系统|经度|纬度|经纬度|坐标|\burl\b|网址|"
    r"链接|头像|openid|unionid|cookie|设备(?:号|id)|mac地址|微信昵称|^昵称$|总分$|"
    r"^(?:延长|延期)的?(?:理由|原因|说明|事由)$"  # what a desk writes of a case is asked of nobody
)
_PERSONAL = _any(
    r"姓名|^名字$|联系人|手机号?码?$|手机号|电话(?:号码)?$|联系方式|联系电话|身份证|证件号|邮箱|e-?mail|"
    r"微信号|qq号?$|银行卡号|^卡号|车牌|(?:家庭|居住|通讯|通信|收货|详细|联系)地址|\bphone\b|\bmobile\b(?!.*app)|"
    r"(?:full|first|last|customer|user)[ _]?name"
)
_CHANNEL = _any(
    r"^(?:\d+[、.．]\s*)?(?:来源|渠道|channel|source)(?:（\d）)?$|(?:受理|来源|办理|投诉|反馈|接入|申请|"
    r"提交|填写|进件|获客|联系)渠道|渠道(?:名称|类型)?$|受理方式|来电渠道|channel"
)
_DEMOGRAPHIC = _any(
    r"性别|年龄|学历|教育(?:程度|水平)|职业|行业|收入|地区|省份?$|城市|区域|所在地|婚姻|家庭人口|岗位|"
    r"部门|分行|支行|网点|机构|客群|客户(?:类型|类别|等级|星级)|会员|等级$|类型|类别|品类|品牌$|分类|种类|"
    r"户龄|账龄|期数$|是否|有无|您是(?!否满意).{0,6}[？?]?$|年限|多久|频率|时长段|"
    r"\b(?:age|sex|gender|education|occupation|job|income|region|province|city|country|nphh|household|"
    r"marital|segment|group|type|category|kind|class|provider|brand|branch|department|level|tier|"
    r"label|wave|year|quarter)\b|(?:type|provider|category)$|^sex|gender"
)
_STATEMENT = _any(
    r"(?:^|[\W\d_])(?:我们?|本人)(?:很|非常|十分|比较|会|愿|信|觉得|认为|对|不|也|都|感到|喜欢|相信|认可|认同|"
    r"满意|推荐|同意|能|可以|打算|考虑|将|还|仍|更|总)|"
    r"\bI (?!am (?:a|an|from)\b)\w+|\bI'(?:d|ll|m)\b"
)
_ADVICE = _any(
    r"(?:意见|建议|想说的话?|吐槽|期望|希望)(?:内容|文本)?(?:[(（【\[].{0,12}[)）】\]])?\W*$|"
    r"(?:意见|建议).{0,4}(?:请|是什么)|\b(?:suggestions?|comments?)\W*$"
)
# What asks for improvement: under 意见 or 反馈 people praise as well.
_IMPROVEMENT = _any(
    r"改进|改善|提升|优化|加强|希望|期望|期待|更好|更满意|不足|improve|better|wish|"
    r"^(?!.*(?:意见|反馈|评价|留言|想说|感受)).*(?:建议|suggest)"
)
_COUNTED = _any(
    r"哪|什么|何种|多少|几[个次年]|怎[样么]|方式|批次|期次|轮次|版本|楼|[组班层号次天月周期届码]$|选项|"
    r"\b(?:which|what|how many|how often|batch|round|version|number|code)\b"
)
_YES_NO = _any(r"是否|有没有|有无|是不是|^(?:is|has|did|do|does)[ _]")
_USAGE = _any(
    r"次数|时长|流量|arpu|mou$|dou$|金额|余额|欠费|话费|费用?（|（元|\(元|元）|元\)|占比|"
    r"比例|比率|(?:点赞|反对|转发|回复|浏览|阅读|收藏|评论|关注|粉丝|投票)数|数$|数量|总量|笔数|分钟|"
    r"（?[kmg]b）?|（次|\(次|驻留|\b(?:count|amount|total|usage|minutes|likes?|votes?|views?|"
    r"balance|price|qty|quantity|num)\b"
)
_SCORE = _any(
    r"满意|评分|打分|得分|分数|分值|几分|多少分|评价(?!内容|文本)|星级?评|程度|认可|认同|同意|推荐|可能性|"
    r"意愿|愿意|\bnps\b|nps|score|rating|\bsat|satis|cusa|likel|agree|recommend|stars?\b|\bcsat\b|\bces\b|"
    r"[(（]?\s*\d{1,2}\s*[-~～—–至到]\s*\d{1,3}\s*分"
)
_OPEN = _any(
    r"意见|建议|描述|详情|内容|评论|留言|反馈|原因|理由|为什么|为何|说明|备注|诉求|投诉(?!次数|量|渠道|类)|"
    r"的(?:地方|方面|之处|环节|问题)|是什么|哪些|什么|请注明|怎么看|如何看|为何|想说|"
    r"感受|心得|想法|期望|请填写|请简述|请输入|文本|回答|话术|原文|正文|不足|优点|缺点|改进|改善|"
    r"\b(?:text|content|comments?|reviews?|feedback|remarks?|suggestions?|improve|why|reason|"
    r"complaint|message|body|answer|verbatim|description|note|notes|summary|question|title)\b"
)
_RANKING = _any(
    r"排序|排名|排列|名次|先后顺序|从(?:高到低|大到小|重到轻)|\brank(?:ing|ed|s)?(?![a-z])|"
    r"in order of|order of (?:importance|preference)"
)
_IMPORTANCE = _any(r"重要(?:程度|性)|看重|importan")
_SINGLE = _any(r"单选|single.?(?:select|choice)|select one|choose one")
_MULTIPLE = _any(r"多选|multi.?(?:select|choice|ple)|select all|all that apply")
_TITLE = _any(r"主题$|标题$|题目$|摘要$|\b(?:title|subject|summary|headline)\b")

# What asks for both sides: 满意或不满意的原因, 优点和缺点.
_GOOD = (
    r"(?<!不)(?:满意|喜欢|认可|推荐|愿意|会)|优点|优势|长处|好评|表扬|赞美|高分|做得好|"
    r"(?<!dis)\blikes?\b|\bsatisfied|strengths?|\bbest\b|\bpros\b"
)
_BAD = (
    r"不满|不喜欢|不认可|不推荐|不愿|不会|缺点|不足|劣势|短板|差评|吐槽|批评|投诉|低分|做得不好|"
    r"dislikes?|dissatisfied|weakness(?:es)?|worst|\bcons\b"
)
_AND = r"[^,，。;；？?]{0,6}?(?:和|与|及|或|还是|[、/／]|\band\b|\bor\b)[^,，。;；？?]{0,6}?"
_BOTH = rf"(?:{_GOOD}){_AND}(?:{_BAD})|(?:{_BAD}){_AND}(?:{_GOOD})|优缺点|优劣|好坏"
_WHY = r"原因|为什么|为何|理由|\bwhy\b|reason|打(?:出)?(?:这|该).{0,4}分"
# A problem to be asked about, or what is convenient to tell, is a question of fact.
_ASKED = r"(?!.{0,6}(?:咨询|想问|要问|请教|提问|了解|接听|透露|回答|填写))"
# Why one chose us or what pleased, where neither is left open nor denied.
_SURE = r"^(?!.*(?:不(?:打算|会|想|愿|再|选|够)|没|是否|还会|吗|后悔|怎样|如何|怎么|距离))"
_QUESTIONS: tuple[tuple[QuestionKind, _Words], ...] = (
    (
        "why",
        _any(rf"^(?=.*(?:{_WHY})).*(?:{_BOTH})"),
    ),
    ("remark", _any(_BOTH)),
    (
        "dislike",
        _any(
            r"(?:最)?不满意?|不喜欢|不足|缺点|不好的|差的地方|讨厌|痛点|困扰|遇到(?:过)?(?:的|哪些|什么)?问题|"
            r"失望|反感|头[疼痛]|生气|气愤|恼火|(?:最|哪里|哪儿|体验|做得)(?:比较|最|很)?[差糟]|短板|劣势|弱项|"
            r"低分|差评|扣分|做[得的](?:还|都)?不|不(?:够好|合理|舒服|能接受|放心|认可|顺[心畅利])|"
            r"(?:不(?:会|愿意?|想)?|没有?)(?:[把向].{1,6})?推荐|阻止|阻碍|劝退|最(?:担心|担忧|顾虑)(?!.{0,8}(?:类型|种类))|"
            # Why one left or never came: 注销账户的原因, 为什么没有选择我们.
            r"(?:注销|销户|销卡|(?:不再|停止)(?:使用|借|贷|合作|选)|(?:没有?|未|不)选择|(?:转投|转到)(?!我|本|贵|此)|"
            r"选择(?:了)?(?:其[他它]|别)家?).{0,14}?(?:原因|理由|为什么|为何)|"
            r"(?:原因|理由|为什么|为何|什么让您).{0,8}?(?:注销|销户|销卡|不再使用|(?:没有?|未|不)选择|转投(?!我|本|贵)|"
            r"选择(?:了)?(?:其[他它]|别)家?)|"
            r"差在|(?<!解决)(?<!解决的)(?<!解决什么)(?<!生活中)最大的?(?:困难|难题|障碍|问题)|(?<!无)障碍(?!人)|(?<!毫不)犹豫|毛病|"
            r"(?:觉得|感到|感觉|认为)(?:很|最|比较|有点)?(?:麻烦|繁琐|不便)|"
            rf"不方便{_ASKED}|(?:有|存在)哪些问题{_ASKED}|(?:有|遇到|碰到)(?:过|了)?(?:的|哪些|什么)?困难(?!时|的?时候|帮扶)|"
            r"^(?!.*(?:建议|意见)).*吐槽|"
            r"dislike|worst|problem|cons\b|negative|disappoint|frustrat|annoy|weakness|unhappy|"
            r"dissatisf|(?:low|poor) (?:score|rating)|not (?:to )?recommend|pain points?"
        ),
    ),
    (
        "like",
        _any(
            r"最?喜欢|最?满意的|满意之处|优点|好的(?:地方|方面)|亮点|值得(?:肯定|称赞)|"
            r"优势|长处|强项|(?<!是否)认可(?!度|程度|吗)|欣赏|打动|感动|惊喜|(?<![更没不])(?<!没[给打])(?<!不[给打])高分|好评|"
            r"(?<![不能会更])(?<!能更)(?<!不够)(?<!缺乏)(?<!没有)(?<!是否)(?<!怎样才能)吸引(?!力)|好在(?:哪|什么)|"
            rf"{_SURE}.*(?:哪|什么|谁|最)(?:(?!改进|改善|做到|需要).){{0,16}}(?<![能会才])[让使令]您(?:最|比较|感到|感觉|觉得)*满意|"
            rf"{_SURE}.*(?:选择|选用)(?:了)?(?:我[们行司]|本[行司平产]|贵[行司]).{{0,10}}(?:原因|理由)|"
            rf"{_SURE}.*(?:原因|理由|为什么|为何).{{0,6}}(?:选择|选用)(?:了)?(?:我[们行司]|本[行司平产])|"
            rf"{_SURE}.*再次(?:借|贷|用|使用|选择|申请|办理).{{0,10}}(?:原因|理由)|"
            r"做[得的](?:比较|很)?好|相比.{0,12}更好|(?:体验|哪里|哪些|哪个|哪方面).{0,4}最好|最(?:方便|省心|放心|舒服|贴心)|"
            r"(?<!是否)(?<!要让您)(?:愿意|会)推荐(?!.{0,6}(?:吗|打分|评分|程度|可能))|"
            r"推荐(?:我们|本行|本产品|贵?[公我]司|给[^,，。？?吗]{0,6})?的?(?:主要|最大|最重要的?)?(?:原因|理由)|"
            r"\blike\b|best|pros\b|positive|impress|strength|delight|enjoy|appreciate|"
            r"(?:high|good) (?:score|rating)"
        ),
    ),
    (
        "improve",
        _any(
            r"建议|改进|改善|提升|优化|加强|希望|期望|期待|意见|做[得的]更好|更满意|"
            r"improve|suggest|better|wish"
        ),
    ),
    ("why", _any(_WHY)),
    ("complaint", _any(r"投诉|诉求|举报|工单|信访|来电内容|反映|complain|ticket|grievance")),
)
_LEAVES = _any(
    r"(?<!不)(?<!不会)(?<!不想)(?<!不打算)(?<!不愿)(?<!不愿意)(?<!不考虑)(?<!没)(?<!没有)"
    r"(?:会|想|打算|考虑|准备|就|愿意)(?:马上|立刻|立即|可能|再)?(?:更换|换|转投|转到|转去|离开)"
    r"(?!.{0,6}[成麻代费损困])|"
    r"(?<![会想愿要])不(?:会|想|愿意?|打算|考虑)?再[次来]?.{0,4}"
    r"(?:借|贷|用|选|申请|办|合作|推荐|入住|光顾|惠顾|预订|预定|购买|消费|下单)|"
    r"不(?:会|想|愿意?|打算)(?:向.{0,8})?推荐"
)
_OUTCOMES: tuple[tuple[Outcome, _Words], ...] = (
    (
        "price_tolerance",
        _any(
            r"(?:即使|就算|哪怕|如果|若).{0,16}(?:更高|略高|稍高|上调|上涨|涨价|贵|提高).{0,16}"
            r"(?:仍|还|也|愿意|继续|接受)|"
            # Others are cheaper: 即使别家利率低一点，我也不会换, and its reverse.
            r"(?:别家|别的|别人|其[他它]|他行|同行|对手|竞品|另一家|市场上).{0,16}(?:低|便宜|优惠|划算|实惠)"
            r".{0,16}(?:仍|还会|也|不会|不换|就|会换|换到|转到|愿意|继续)|愿意(?:接受|支付).{0,6}(?:更高|略高)|价格(?:容忍|敏感)|"
            r"price.{0,4}toleran|pay.{0,4}more"
        ),
    ),
    (
        "switching_cost",
        _any(
            r"(?:转换|更换|换到|换成|转到|转去).{0,12}(?:成本|麻烦|代价|费事|费力|损失|困难)|"
            r"switching.{0,4}(?:cost|barrier)"
        ),
    ),
    ("recommend", _any(r"推荐(?!人|奖|码|活动|产品)|\bnps\b|nps|recommend|advocacy")),
    (
        "reuse",
        _any(
            rf"{_LEAVES.pattern}|"
            r"(?:再次|继续|重复|还会|仍会|愿意再|下次|再).{0,8}"
            r"(?:借|贷|使用|选择|办理|申请|购买|合作|考虑|入住|光顾|惠顾|预订|预定|消费|下单)|"
            r"(?:不|没有?)(?:会|想|打算|愿意?|考虑|准备)?(?:再)?(?:更换|换|转到|转去|离开)(?!.{0,6}[成麻代费损困])|"
            r"(?:一直|长期|优先|首选).{0,4}(?:用|借|贷|选)|首选|"
            r"续贷|复借|复贷|复购|回购|续借|忠诚|留存|转介|\b(?:re-?use|re-?purchase|retention|renew)|"
            r"loyal|^cusl|^loy\W?\d*$|invest.?more|(?:use|buy|borrow|come back).{0,10}again|"
            r"(?:take|get|buy|order|apply for).{0,8}another|stay with"
        ),
    ),
    (
        "satisfaction",
        _any(
            r"(?:总体|整体|总的|综合|总|全面).{0,12}(?:满意|评价|感受|体验|印象)|(?:满意度?).{0,6}(?:总体|整体)|"
            r"^(?:\d+[、.．]\s*)?满意度$|overall|\bcsat\b|^cusa|(?:general|total).{0,10}satis|"
            r"satisf.{0,10}(?:overall|in general)|^(?:customer )?satisfaction$|"
            r"how satisfied are you(?: with (?:us|our \w+|the company))?\W*$"
        ),
    ),
)
_SATISFACTION_ITEM = _any(r"(?:c?sat|satis\w*|总?满意度?)[ _.-]?\d{1,2}")
_DIRECTION = _any(r"满意(?:程)?度|satisf")
# Order settles ties: the narrower matter first.
_FACTORS: tuple[tuple[str, _Words], ...] = (
    (
        "security",
        _any(
            r"信息安全|资金安全|账户安全|安全保障|安全|隐私|泄露|个人信息|保密|风险防范|防诈|"
            r"security|privacy|safety|data protection"
        ),
    ),
    (
        "aftercare",
        _any(
            r"贷后|催收|关怀|还款提醒|提醒|权益|积分|增值|活动|优惠券|回馈|后续|售后|困难帮扶|协商还款|"
            r"after.?care|after.?sales|collection|reminders?|benefits?|rewards?|points"
        ),
    ),
    (
        "ux",
        _any(
            r"app\b|app|界面|操作|小程序|页面|网页|功能布局|登录|流畅|易用|使用体验|用户体验|交互|线上体验|"
            r"便捷|\bux\b|\bui\b|interface|usability|ease of use|website|mobile"
        ),
    ),
    (
        "rates",
        _any(
            r"利率|利息|费用|费率|息费|手续费|价格|定价|收费|资费|年化|成本|\brates?\b|interest|fees?\b|pric"
        ),
    ),
    (
        "approval_speed",
        _any(
            r"审批|放款|到账|下款|审核|申请(?:流程|手续|速度|环节)|办理(?:速度|效率|时效)|时效|放贷|额度审批|"
            r"速度|效率|等待|手续|approv|disburs|application|speed|turnaround|waiting"
        ),
    ),
    (
        "service",
        _any(
            r"客服|服务态度|服务质量|服务人员|客户经理|专业(?:性|程度|度|水平)?|热线|投诉处理|响应|态度|"
            r"工作人员|柜员|服务|service|staff|support|agent|attitude|professional"
        ),
    ),
    (
        "product",
        _any(
            r"额度|期限|产品|还款方式|种类|多样|创新|借款条件|准入|灵活|limit|term\b|product|variety|"
            r"innovation|flexib"
        ),
    ),
    ("brand", _any(r"品牌|信誉|信任|口碑|形象|声誉|可靠|诚信|brand|reputation|trust|image")),
)
_REVERSED = _any(
    r"不满意?(?:程)?度|不满程度|困难程度|麻烦程度|难易程度.{0,6}难|担心程度|担忧程度|费力程度|负担程度|"
    r"dissatisf|difficulty|\beffort score\b|annoy"
)
_REVERSED_ITEM = _any(
    r"反向(?:题|计分|项)|逆向(?:题|计分)|\breverse[d]?[ -]?(?:coded|scored|item)|\(r\)\s*$"
)


def reversed_item(name: str) -> bool:
    """Tell whether a header says that its item is scored in reverse (反向题, reverse scored)."""
    return _REVERSED_ITEM.search(name) is not None


def is_time(name: str) -> bool:
    """Tell whether a header names a moment (提交答卷时间, created_at)."""
    return _TIME.search(name) is not None and not is_duration(name)


def is_duration(name: str) -> bool:
    """Tell whether a header names the time an answer took (所用时间)."""
    return _DURATION.search(name) is not None


def is_weight(name: str) -> bool:
    """Tell whether a header names a respondent's weight (权重)."""
    return _WEIGHT.search(name.strip()) is not None


def is_technical(name: str) -> bool:
    """Tell whether a header names a technical trace (IP, 来源详情)."""
    return _TECHNICAL.search(name) is not None


def is_personal(name: str) -> bool:
    """Tell whether a header names a person's data (姓名, 手机号, 地址)."""
    return _PERSONAL.search(name) is not None


def is_channel(name: str) -> bool:
    """Tell whether a header names the channel a response came by."""
    return _CHANNEL.search(name) is not None


def is_demographic(name: str) -> bool:
    """Tell whether a header names a group of customers (性别, 城市, 客户星级)."""
    return _DEMOGRAPHIC.search(name) is not None and not is_statement(name)


def is_statement(name: str) -> bool:
    """Tell whether a header is a statement to agree with (我信任这个品牌), whatever it names."""
    return _STATEMENT.search(name) is not None


def asks_advice(name: str) -> bool:
    """Tell whether a header ends in asking for opinions or suggestions (11.其他建议)."""
    return _ADVICE.search(name) is not None and not (is_demographic(name) or is_yes_no(name))


def asks_improvement(question: str) -> bool:
    """Tell whether a question asks what should be better, not for opinions of any kind."""
    return _IMPROVEMENT.search(question) is not None


def is_counted(name: str) -> bool:
    """Tell whether a header asks which option, or names a count or code (批次), not a rating."""
    return _COUNTED.search(name) is not None


def is_yes_no(name: str) -> bool:
    """Tell whether a header asks for yes or no (是否…)."""
    return _YES_NO.search(name) is not None


def is_usage(name: str) -> bool:
    """Tell whether a header names a measured number (ARPU, 次数, 点赞数)."""
    return _USAGE.search(name) is not None


def is_score(name: str) -> bool:
    """Tell whether a header asks for a rating (满意度, 评分, NPS)."""
    return _SCORE.search(name) is not None


def is_ranking(name: str) -> bool:
    """Tell whether a header asks to put options in order (请排序, rank)."""
    return _RANKING.search(name) is not None


def is_importance(name: str) -> bool:
    """Tell whether a header asks how important something is, by order or by marks."""
    return _IMPORTANCE.search(name) is not None


def is_multiple(name: str) -> bool:
    """Tell whether a header says that several options may be chosen (【多选题】)."""
    return _MULTIPLE.search(name) is not None


def is_single(name: str) -> bool:
    """Tell whether a header says that one option may be chosen (【单选题】)."""
    return _SINGLE.search(name) is not None and not is_multiple(name)


def is_open(name: str) -> bool:
    """Tell whether a header asks for words (意见建议, 用户描述, review)."""
    return _OPEN.search(name) is not None


def is_title(name: str) -> bool:
    """Tell whether a header names the title of a longer text beside it (留言主题)."""
    return _TITLE.search(name) is not None


def question_of(name: str) -> QuestionKind:
    """Return what an open question asks for: improve, like, dislike, why, complaint or remark."""
    return next((kind for kind, words in _QUESTIONS if words.search(name)), "remark")


def outcome_of(name: str) -> Outcome:
    """Return the outcome a score measures, "" for none."""
    return next((outcome for outcome, words in _OUTCOMES if words.search(name)), "")


def is_satisfaction_item(name: str) -> bool:
    """Tell whether a header is a numbered item of a satisfaction scale (sat1, SAT_2, 满意3)."""
    return _SATISFACTION_ITEM.fullmatch(name.strip()) is not None


def names_direction(name: str) -> bool:
    """Tell whether a header says which way its scale runs: satisfaction (利率满意度)."""
    return _DIRECTION.search(name) is not None


def factor_of(name: str) -> str:
    """Return the ``loan`` factor with the most words in a header, "" for none."""
    best, most = "", 0
    for factor, words in _FACTORS:
        found = sum(len(match[0]) for match in words.finditer(name))
        if found > most:
            best, most = factor, found
    return best


def leaves(name: str) -> bool:
    """Tell whether to agree with a header's statement is to leave (别家更便宜我会换)."""
    return _LEAVES.search(name) is not None


def reversed_wording(name: str) -> bool:
    """Tell whether a high number is the bad end by the header's words (不满意程度)."""
    return _REVERSED.search(name) is not None or reversed_item(name) or leaves(name)
