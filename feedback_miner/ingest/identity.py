"""Which column identifies a response, and ids made unique."""

from __future__ import annotations

import re

import pandas as pd

__all__ = ["identifier", "make_unique", "names_a_customer", "names_an_id"]

_NAME = re.compile(
    r"(?i)^(?:id|no\.?|number|序号|编号|.*(?:序号|编号|单号|流水号|工单号|案件号|答卷号|问卷号|"
    r"(?:用户|客户|受访者|被访者|样本)(?:id|号))|"
    r"(?:resp|response|respondent|ticket|case|record|user|customer|answer|review|row)"
    r"[ _-]?(?:id|no|number|code)|_id|uuid|guid)$"
)
# Whose rows they are: one customer has several, one of a questionnaire or a ticket has not.
_CUSTOMER = re.compile(
    r"(?i)(?:客户|用户|会员|借款人|贷款人|申请人|持卡人|投保人|受访者|被访者)"
    r"(?:[ _-]?(?:id|no)|(?:唯一)?(?:编号|号码?|代码|标识))|客户信息号|cif号?|"
    r"(?:customer|client|user|member|borrower|respondent|panelist|cust|cif)"
    r"[ _-]?(?:id|no\.?|number|code|key)"
)
_SHARE = 0.98


def names_an_id(name: str) -> bool:
    """Tell whether a header names an id (序号, 工单编号, id, ticket_no)."""
    return _NAME.match(name.strip().replace("（2）", "")) is not None


def names_a_customer(name: str) -> bool:
    """Tell whether a header names the number of a customer (客户号, 会员编号, customer_id)."""
    return _CUSTOMER.fullmatch(name.strip().replace("（2）", "")) is not None


def identifier(table: pd.DataFrame) -> str | None:
    """Return the first column that is named as an id and tells nearly all rows apart."""
    for name in table.columns:
        if name in ("response_id", "source", "row") or not names_an_id(str(name)):
            continue
        cells = table[name]
        filled = cells[cells != ""]
        # Files of several waves repeat their numbers: distinct within one file is enough.
        distinct = sum(
            part.nunique() for _, part in filled.groupby(table["source"].loc[filled.index])
        )
        if len(filled) >= 0.9 * len(table) and distinct >= _SHARE * len(filled) and distinct:
            return str(name)
    return None


def make_unique(ids: pd.Series) -> pd.Series:
    """Return ``ids`` with ``#2``, ``#3`` … behind repeated ones."""
    result = ids.astype("str")
    for _ in range(10):
        copy = result.groupby(result, sort=False).cumcount()
        if not (copy > 0).any():
            return result
        result = result.where(copy == 0, result + "#" + (copy + 1).astype("str"))
    position = pd.Series(range(1, len(ids) + 1), index=ids.index).astype("str")
    return result.where(~result.duplicated(), result + "#" + position + "#")
