"""An account of how a text is read, as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from feedback_miner.language import t

__all__ = ["lines"]

SHOWN = 0.05  # presence below which a factor is left out
_TURNS = {"but": ("转折（但）", "turn (but)"), "though": ("让步（虽然）", "concession (though)")}
_RULED = {
    "negation": (
        "整句的词规则都认得，且有否定，模型不改",
        "they know every word of the clause, which is negated: the model is not heard",
    ),
    "direction": (
        "只说了一个方面的高低增减",
        "it only tells whether one aspect is high or low, up or down",
    ),
    "verdict": ("只有一个褒贬词", "it is one word that judges"),
    "outright": (
        "短句的词规则都认得，褒贬分明，通用模型不改",
        "they know every word of a short clause that plainly praises or blames: "
        "the general model is not heard",
    ),
    "question": (
        "只是一句评价，所评的是问题问到的因素",
        "it only judges, and what it judges is the factor that the question names",
    ),
    "list": (
        "只列了方面，褒贬随问题",
        "it only names aspects, which the question says are liked or disliked",
    ),
    "wish": (
        "被问到要改进什么，只说了好的样子或只列了方面，是希望，不是褒贬",
        "asked what should improve it only names what would be good, or aspects: a wish",
    ),
    "turn": (
        "整句话规则认得：前后转折，或一处不好、其余都好",
        "they know the text whole: it turns, or one thing is bad and the rest good",
    ),
    "blame": (
        "有一个方面明说了不好，好话都在别的分句里、说的是别的方面",
        "one factor is blamed in its own words, and all praise is of others in other clauses",
    ),
    "thanks": ("客套的感谢不算表扬", "thanks as a formality are no praise"),
    "irony": (
        "夸过头之后是没人会夸的事实，疑为反讽",
        "thick praise before a fact that nobody praises: suspected irony",
    ),
    "dispute": (
        "投诉栏里客气地提出异议（有误、存疑、不认可），是不满",
        "a complaints' column disputes something politely (an error, a doubt): dissatisfied",
    ),
    "outcome": (
        "直说了结果（停卡、关额度、下款、骂一句、总体评价）",
        "it tells an outcome plainly: a block, a pass, an insult, a verdict on the whole",
    ),
    "stray": (
        "去掉了文中没有说到的因素（催本人与信息安全无关，跑腿与态度无关）",
        "a factor is left out that the text does not tell of: calls to the debtor alone concern no "
        "data, trips no manners",
    ),
    "note": (
        "整条是坐席自己的记录，没有客户的话",
        "all of it is staff's own note of a call, nothing of the customer's",
    ),
}


def lines(account: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of ``codebooks.explain.explain``'s account. Control characters are shown as
    replacement characters, so that a text cannot steer a terminal."""
    for line in _lines(account):
        yield "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def _lines(account: Mapping[str, Any]) -> Iterator[str]:
    yield t("文本", "text") + f": {account['text']}"
    if account["normalised"] != account["text"]:
        yield t("规范化", "normalised") + f": {account['normalised']}"
    if not account["valid"]:
        yield t("无效作答：什么也没说，不再判断", "not valid: it says nothing and is not read")
    for number, clause in enumerate(account["clauses"], start=1):
        yield ""
        marks = [t(*_TURNS[clause["turn"]])] if clause["turn"] else []
        marks += clause["acts"]
        yield f"{number}. {clause['text']}" + (f"   [{', '.join(marks)}]" if marks else "")
        yield t("   分词", "   words") + ": " + " / ".join(clause["words"])
        for term in clause["terms"]:
            said = "; ".join(
                f"{e['part']} {_says(e.get('says', {}))}({e['rule']})" for e in term["entries"]
            )
            yield t("   词条", "   term") + f": {term['term']} = {said}"
        for found in clause["findings"]:
            yield t("   判断", "   finding") + f": {_finding(found)}"
    rules = account["rules"]
    yield ""
    yield t("规则合计", "rules") + f": {rules['label']} {rules['score']:+.2f}"
    if account["model"]:
        yield from _model(account["model"])
    triage = account["triage"]
    flags = ", ".join(triage["flags"]) or "—"
    yield t("紧急度", "urgency") + f": {triage['urgency']}   {t('标记', 'flags')}: {flags}"
    for one in triage["mentions"]:
        off = one["disarmed_by"]
        why = t(f"，因语境（{off}）不算", f", disarmed by its context ({off})") if off else ""
        yield f"   {one['flag']} {one['urgency']}: {one['words']} ({one['rule']}){why}"
    seen = {one["words"] for one in triage["mentions"]}
    for one in triage["reasons"]:
        if one["words"] not in seen:
            yield f"   {one['flag']}: {one['words']} ({t('模型', 'model')})"
    settled = account["settled"]
    factors = ", ".join(
        f"{f} {v['label']} {v['score']:+.2f}" for f, v in settled["factors"].items()
    )
    if settled["ruled"]:
        why = t(*_RULED[settled["ruled"]])
        yield t("按规则定", "settled by the rules") + t("：", ": ") + why
    yield (
        t("结论", "settled")
        + f": {settled['sentiment']} {settled['score']:+.2f}; {factors or '—'}"
        + f"; {', '.join(settled['acts']) or '—'}"
    )


def _says(cells: Mapping[str, str]) -> str:
    return "".join(f"{name}={value} " for name, value in cells.items())


def _finding(found: Mapping[str, Any]) -> str:
    scope = []
    if found["negation"] != 1:
        scope.append(t("否定", "negation") + f" ×{found['negation']:g}")
    if found["degree"] != 1:
        scope.append(t("程度", "degree") + f" ×{found['degree']:g}")
    factor = ".".join(filter(None, (found["factor"], found["subfactor"]))) or t("情感", "feeling")
    words = "+".join(found["evidence"])
    more = f" {', '.join(scope)}" if scope else ""
    return f"{factor} {found['value']:+.2f} ← {words}{more} ({found['rule']})"


def _model(model: Mapping[str, Any]) -> Iterator[str]:
    yield (
        t("模型：情感", "model: sentiment")
        + f" {_chances(model['sentiment'])} ← {_weights(model['sentiment_weights'])}"
    )
    for row in model["factors"]:
        if row["presence"] < SHOWN:
            continue
        mark = "✓" if row["present"] else " "
        yield (
            f" {mark} {row['factor']:15} {row['presence']:.2f}  "
            f"{_chances(row['polarity'])} ← {_weights(row['weights'])}"
        )
    yield t("   意图", "   acts") + f" {_chances(model['acts'])}"


def _chances(values: Mapping[str, float]) -> str:
    return " ".join(f"{name[:3]} {value:.2f}" for name, value in values.items())


def _weights(weights: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(
        f"{'#' if w['from'] == 'rules' else ''}{w['feature']} {w['value']:+.2f}" for w in weights
    )
