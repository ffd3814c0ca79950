"""Which context, if any, takes the force from words that would raise a flag."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from feedback_miner.lexicon.patterns import Match
from feedback_miner.triage.reading import NEAR, Reading
from feedback_miner.triage.words import LIFE, Guard, Raise

__all__ = ["WITHDRAWN", "Contexts"]

# Things that happen to a customer: asked about or feared, they have not happened.
EVENTS = frozenset({"legal", "harassment", "leak", "fraud", "urgent", "violence"})
# What a customer does: here a condition is a threat (再不处理我就投诉).
FORBIDDEN = frozenset({"harassment", "self_harm", "violence", "repeat"})
STANDING = frozenset({"vulnerable", "churn"}) | LIFE  # these hold whatever the feeling
# What praise of another matter does not make good, where its own clause blames.
LASTING = frozenset({"leak", "repeat"})
WITHDRAWN = "withdrawn"  # the context that tells most: a step was taken back in so many words
# What goes on after something was settled opens it again.
_REOPENED = re.compile(
    r"但是?|可是|不过|然而|结果|又|还是|仍|没想到|谁知|谁料|可现在|可今天|然后又|今天又|现在又|却|依然|居然|竟"
    r"|一分钱?[都也]?[没不未]|到现在|不服|不认账|你们骗|公关|欺负人"
)
_UNSETTLED = re.compile(
    r"(?:没|未|不|还没|没有|尚未|希望|请|要求|如果|能否|能不能|何时|什么时候|尽快|才能|怎么|如何|等|说|称|谎称"
    r"|声称|显示|回复|号称|所谓|打个|打上|写着|标成?|被|要是|若|除非|直到|再不|必须|得|要|想|麻烦|催|求|帮忙|赶紧|马上给我)"
    r"[^，。！？]{0,4}$"
)


class Contexts:
    """The guards found in one text, asked of each mention in turn."""

    def __init__(
        self,
        reading: Reading,
        found: Sequence[Match],
        guards: Mapping[str, Guard],
        label: str,
        blamed: Sequence[tuple[int, int]] = (),
    ) -> None:
        self._reading = reading
        self._found = [(match, guards[match.pattern.rule]) for match in found]
        self._label = label
        self._blamed = blamed

    def disarm(self, match: Match, raises: Raise) -> str:
        """Return the context that disarms a mention, "" where none does."""
        flag, stands = raises.flag, raises.stands
        acting = [
            what.context
            for guard, what in self._found
            if flag in what.flags and what.context not in stands and self._acts(guard, what, match)
        ]
        if acting:
            return WITHDRAWN if WITHDRAWN in acting else acting[0]
        reading = self._reading
        if "denied" not in stands and reading.negated(
            match.start, match.end, forbidding=flag not in FORBIDDEN
        ):
            return "denied"
        if flag in EVENTS:
            if "asked" not in stands and reading.asked(match.start, match.end):
                return "asked"
            if "supposed" not in stands and reading.supposed(match.start, match.end):
                return "supposed"
        if self._label == "positive" and flag not in STANDING and "averted" not in stands:
            return "" if flag in LASTING and self._is_blamed(match) else "averted"
        return ""

    def _is_blamed(self, match: Match) -> bool:
        """Tell whether the clause of a mention blames, in a text content as a whole."""
        first, last = self._reading.clause(match.start)
        return any(start < last and first < end for start, end in self._blamed)

    def _acts(self, guard: Match, what: Guard, match: Match) -> bool:
        """Tell whether a guard reaches a mention."""
        reading = self._reading
        if what.reach == "over":
            return guard.start < match.end and match.start < guard.end
        if what.reach == "clause":
            first, last = reading.clause(match.start)
            return first <= guard.start < last or guard.start < match.end <= guard.end
        if what.reach == "text":
            return True
        first, last = reading.sentence(match.start)
        inside = first <= guard.start < last
        if what.reach == "sentence":
            return inside and abs(guard.start - match.start) <= 2 * NEAR
        if what.reach == "ahead":
            near = inside and guard.start <= match.start <= guard.end + NEAR
            if not near:
                return False
            if what.context == "historic":
                return self._over(guard, match)
            return not reading.own_between(guard.end, match.start)
        return self._settled(guard, match, first, last)

    def _over(self, guard: Match, match: Match) -> bool:
        """Tell whether a mention of the past is only past: nobody complains of it now."""
        after = self._reading.text[match.end : match.end + NEAR]
        return self._label != "negative" and not re.search("现在|如今|至今|还在|今天|又", after)

    def _settled(self, guard: Match, match: Match, first: int, last: int) -> bool:
        """Tell whether what a mention speaks of was settled, said after it or in its sentence."""
        text = self._reading.text
        if guard.start < match.start and not first <= guard.start < last:
            return False
        if _UNSETTLED.search(text[max(0, guard.start - 8) : guard.start]):
            return False
        if re.match(r"[^，。]{0,2}(?:之前|前|吗|么|？|\?|不了)", text[guard.end : guard.end + 5]):
            return False
        return _REOPENED.search(text, guard.end, guard.end + NEAR) is None
