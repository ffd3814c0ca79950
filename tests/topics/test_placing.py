"""Where texts belong: topics keep their numbers, a later theme has its texts alone."""

from __future__ import annotations

import numpy as np

from feedback_miner.topics.describe import Placed
from feedback_miner.topics.placing import Themes, spread


def test_a_text_of_a_later_theme_counts_for_that_theme_alone() -> None:
    shares = np.array([[0.7, 0.3], [0.4, 0.6], [0.0, 0.0]])
    placed = Placed(np.array([2, 5, -1]), np.ones(3), np.array([2, 5, -1]), np.ones(3))
    themes = Themes({0: 2, 1: 1}, {5: ("停车",)}, {}, {}, shares, placed, placed.texts)
    assert themes.numbers == [1, 2, 5]
    assert spread(themes).tolist() == [[0.3, 0.7, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
