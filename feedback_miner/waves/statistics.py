"""What two waves are compared by: the differences of ``ratings``."""

from feedback_miner.ratings.differences import Difference, means, nets, shares, square_and_add
from feedback_miner.ratings.statistics import adjust

__all__ = ["Difference", "adjust", "means", "nets", "shares", "square_and_add"]
