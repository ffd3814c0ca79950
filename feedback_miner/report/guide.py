"""What the columns of the workbook's tables mean, for people who did not write them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from feedback_miner.language import t
from feedback_miner.tables import frame

__all__ = ["guide"]

# A name ending in _low or _high is the end of the 95 % interval of the name before it.
MEANINGS: dict[str, tuple[str, str]] = {
    "outcome": ("结果变量：要解释的评分", "the score to be explained"),
    "source": (
        "驱动来自：closed 评分题，text 文本褒贬，mentioned 文本提及，both 两者",
        "drivers from: closed scores, text polarity, mentioned in words, both",
    ),
    "driver": ("驱动因素", "driver"),
    "factor": ("编码本中的因素", "factor of the codebook"),
    "n": ("基数：计入的份数", "base: responses that count"),
    "n_rest": ("不提该主题的份数", "responses that do not name the theme"),
    "left_out": ("因缺失未计的份数", "left out for missing cells"),
    "correlation": ("皮尔逊相关 r", "Pearson's r"),
    "correlation_n": ("相关的基数", "base of the correlation"),
    "spearman": ("斯皮尔曼等级相关", "Spearman's rank correlation"),
    "coefficient": (
        "标准化回归系数 β（HC3 区间）",
        "standardised regression weight (HC3 interval)",
    ),
    "slope": ("斜率：驱动高 1 分，结果高几分", "points of the outcome a point of the driver"),
    "odds": ("优势比：驱动高 1 个标准差", "odds ratio a standard deviation of the driver"),
    "importance": (
        "相对重要性（Johnson；优先级表中为占解释力的份额）",
        "relative importance (Johnson; in priorities: share of what is explained)",
    ),
    "lmg": (
        "相对重要性（LMG / Shapley），相加为 R²",
        "relative importance (LMG / Shapley), adds up to R²",
    ),
    "rank_low": ("名次 95% 区间下端", "lower end of the rank's 95% interval"),
    "rank_high": ("名次 95% 区间上端", "upper end of the rank's 95% interval"),
    "vif": (
        "方差膨胀因子；5 以上系数不可单独解读",
        "variance inflation; from 5 do not read the weight alone",
    ),
    "note": ("提示", "note"),
    "r2": ("R²：解释的差异", "R²: share explained"),
    "r2_low": ("校正 R² 的 95% 区间下端", "lower end of the interval of the adjusted R²"),
    "r2_high": ("校正 R² 的 95% 区间上端", "upper end of the interval of the adjusted R²"),
    "r2_adjusted": ("校正 R²", "adjusted R²"),
    "pseudo_r2": ("有序 logit 的 McFadden 伪 R²", "McFadden's pseudo R² of the ordered logit"),
    "rank_stability": (
        "名次稳定度：自助样本与整体的名次相关",
        "mean rank correlation of bootstrap samples",
    ),
    "period": (
        "时段：月份，或日、周、季的第一天",
        "period: month, or first day of day, week, quarter",
    ),
    "slope_p": ("走势（直线）的 p", "p-value of the trend (a straight line)"),
    "slope_clear": ("校正后走势明确", "the trend is clear after correction"),
    "step": ("最近一期均值减此前各期均值", "last period's mean less that of all before"),
    "step_p": ("最近一期与此前之差的 p", "p-value of the last period's difference"),
    "step_clear": ("校正后最近一期明确不同", "the last period clearly differs after correction"),
    "measure": ("指标", "measure"),
    "theme": ("主题或因素", "theme or factor"),
    "polarity": ("褒贬：negative 不满，positive 称赞", "polarity"),
    "both": (
        "一个答案里称赞、另一个答案里不满的份数：算在中性里，净情感中计 0",
        "praise in one answer, blame in another: part of neutral, 0 in net sentiment",
    ),
    "complaints": (
        "不满：凡有负面观点的份数，褒贬皆有的也在内",
        "complaints: every response with a negative opinion, praise beside it or not",
    ),
    "with_theme": ("提及者的值", "value of those who name it"),
    "without": ("不提者的值", "value of those who do not"),
    "difference": ("两者之差", "difference"),
    "impact": ("影响 = 全体 − 不提者", "impact = all − those who do not name it"),
    "p": ("p 值", "p-value"),
    "p_adjusted": (
        "校正后的 p：Benjamini–Hochberg（错误发现率）；主题与上期相比为方差因子之后的 Holm",
        "p adjusted: Benjamini-Hochberg (false-discovery rate); of topics since the last wave "
        "Holm, after the variance factor",
    ),
    "variance": (
        "方差因子（基因组控制）：p 与区间已按它放宽",
        "variance factor (genomic control) by which p and interval are widened",
    ),
    "n_base": ("上期的文本数", "texts in the last wave"),
    "n_new": ("本期的文本数", "texts in this wave"),
    "texts_base": ("上期有效文本数", "valid texts of the last wave"),
    "texts_new": ("本期有效文本数", "valid texts of this wave"),
    "selected": ("选定的主题数", "the number of topics chosen"),
    "npmi": ("词的连贯度 NPMI", "coherence of the words, NPMI"),
    "diversity": ("不同的词占比", "share of distinct words"),
    "stability": (
        "稳定度：与自助样本所得模型的前十词重合",
        "overlap of top words with models of bootstrap samples",
    ),
    "seeds": ("与另一随机种子的重合", "the same with another random seed"),
    "error": ("得分的标准误", "standard error of the score"),
    "weight": ("文本属于该主题的权重", "weight of the topic in the text"),
    "clear": ("校正后是否明确", "clear after correction"),
    "option": ("选项", "option"),
    "chosen": ("选了的人数", "how many chose it"),
    "n_chosen": ("选了且评了分的人数", "how many chose it and scored the outcome"),
    "n_not_chosen": ("未选且评了分的人数", "how many did not choose it and scored the outcome"),
    "mean_not_chosen": ("未选者的均值", "mean of those who did not choose it"),
    "order": ("按平均位次排的重要次序", "order of importance, by mean rank"),
    "mean_rank": (
        "平均位次：1 最重要，按答了该题的人计，没排的项并列最后",
        "mean rank (1: most important) of all who answered, what they left out tied last",
    ),
    "n_ranked": ("排了该选项的人数", "how many ranked the option"),
    "mean_place": (
        "平均名次：1 最重要，按排了该选项的人计",
        "mean place (1: most important) of those who ranked the option",
    ),
    "first": ("排第一的人数", "how many put it first"),
    "first_share": ("排第一的占比", "share who put it first"),
    "top3": ("排进前三的人数", "how many put it among the first three"),
    "top3_share": ("排进前三的占比", "share who put it among the first three"),
    "options": ("选项数", "options of the question"),
    "complete": ("全部排完的人数", "how many ranked every option"),
    "set_aside": (
        "未计入的份数：名次重复、超出范围或读不出",
        "set aside: a place given twice, out of range or unreadable",
    ),
    "kendall_w": ("Kendall W：0 毫无共识，1 完全一致", "Kendall's W: 0 no agreement, 1 all alike"),
    "kendall_n": ("Kendall W 的基数", "base of Kendall's W"),
    "kendall_p": ("Kendall W 的 p", "p-value of Kendall's W"),
    "penalty": ("做不好时扣的分", "points lost when poor"),
    "reward": ("做好时加的分", "points gained when good"),
    "contrast": (
        "惩罚与奖励之和：负为扣分更重",
        "penalty + reward: below 0 the penalty weighs more",
    ),
    "contrast_p": ("不对称的 p", "p of the asymmetry"),
    "contrast_p_adjusted": ("不对称的 p，校正后", "the same, adjusted"),
    "n_closed": ("评分模型的基数", "base of the model of closed scores"),
    "n_text": ("文本模型的基数", "base of the model of words"),
    "importance_rank_low": ("重要性名次 95% 区间下端", "lower end of its rank's 95% interval"),
    "importance_rank_high": ("重要性名次 95% 区间上端", "upper end of its rank's 95% interval"),
    "importance_clear": (
        "重要性明确居前：名次区间不伸到后一半",
        "clearly among the important: the rank interval keeps out of the lower half",
    ),
    "deviation": (
        "相对平均：与各因素平均之差，单位标准差，两种来源按份数加权；低于 0 为表现差",
        "against the factors' average in standard deviations, both sources weighed by their n",
    ),
    "deviation_closed": ("评分相对平均：单位标准差", "rating against the average of ratings"),
    "deviation_text": ("文字相对平均：单位标准差", "words against the average of words"),
    "kano_driver": ("类型来自哪一题：空为文字", "the driver the kind is of (empty: words)"),
    "kano": ("类型：basic 基本，performance 期望，delighter 魅力，indifferent 无差异", "kind"),
    "quadrant": (
        "象限：fix 先改（影响大、表现低于平均），keep 保持（影响大、不低于平均），low 次要"
        "（影响小、低于平均），overkill 维持（影响小、不低于平均；不等于没有不满）",
        "quadrant: fix (matters, below average), keep (matters, not below), low (matters less, "
        "below), overkill: maintain (matters less, not below; people may still complain)",
    ),
    "performance": (
        "表现 0–100（优先级表中：相对平均放回评分的 0–100）",
        "performance on 0-100 (in priorities: against the average, laid out on the ratings)",
    ),
    "rating": ("评分折算 0–100", "rating on 0-100"),
    "mentions": ("提及份数", "responses that mention it"),
    "top2": ("最高两级占比，只有 4–11 级的标尺有", "share in the top two, of scales of 4-11 steps"),
    "bottom2": ("最低两级占比，同上", "share in the bottom two, as above"),
    "floor": ("选最低分占比", "share at the lowest"),
    "ceiling": ("选最高分占比", "share at the highest"),
    "nps": ("净推荐值，−100 至 100", "net promoter score, -100 to 100"),
    "net": ("净情感：工作簿中 ×100", "net sentiment: times 100 in the workbook"),
    "pooled": ("该行合并了几个人数太少或不常见的组", "how many small or rare levels share the row"),
    "alpha": ("Cronbach α", "Cronbach's alpha"),
    "alpha_standardised": ("标准化 α", "standardised alpha"),
    "omega": ("McDonald ω", "McDonald's omega"),
    "item_total": ("题总相关（去掉该题）", "corrected item-total correlation"),
    "alpha_if_deleted": ("删去该题后的 α", "alpha if the item is deleted"),
    "loading": ("载荷", "loading"),
    "communality": ("共同度", "communality"),
    "primary": ("是否属于该因子", "whether the item belongs to the factor"),
    "eigenvalue": ("特征值", "eigenvalue"),
    "random": ("随机数据特征值的第 95 百分位", "95th percentile of random eigenvalues"),
    "path": ("路径系数", "path coefficient"),
    "total": ("总效应", "total effect"),
    "direct": ("直接效应 / 是否有直接路径", "direct effect / whether there is a path"),
    "indirect": ("间接效应 a×b", "indirect effect a x b"),
    "share": ("占比", "share"),
    "composite_reliability": ("组合信度 ρc", "composite reliability"),
    "variance_extracted": ("平均提取方差 AVE", "average variance extracted"),
    "loyal": ("忠诚占比：标尺最高五分之一，0–10 为 9–10", "upper fifth of the scale: 9-10 of 0-10"),
    "bend": ("弯曲（平方项）", "bend (square)"),
    "effect": ("效应量名称（路径表：结果构念）", "name of the effect size (paths: the effect)"),
    "size": ("效应量", "effect size"),
    "suppressed": ("因人数太少未列的组数", "levels suppressed as too small"),
    "test": ("检验", "test"),
    "straightlining": ("直线作答", "straight-lining"),
    "speeding": ("作答过快", "speeding"),
    "duplicate": ("与更早的答卷重复", "repeats an earlier response"),
    "longstring": ("最长同分连串", "longest run of one answer"),
    "same_as": ("与哪份重复", "the response it repeats"),
}


def guide(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the columns that occur in ``tables`` with what they mean, in order of appearance."""
    told, word = t("含义", "meaning"), t("列名", "column")
    rows, seen = [], set()
    for table in tables:
        for name in map(str, table.columns):
            if name in MEANINGS and name not in seen:
                seen.add(name)
                rows.append({word: name, told: t(*MEANINGS[name])})
    if rows:
        ends = t("该量 95% 区间的两端", "ends of the 95% interval of what stands before")
        rows.append({word: "…_low, …_high", told: ends})
    return frame(rows, {word: "str", told: "str"})
