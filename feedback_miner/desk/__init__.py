"""From an export to the care team's queue: what ``triage`` does, without topics and drivers."""

from __future__ import annotations

from feedback_miner.desk.notes import absent
from feedback_miner.desk.queue import Queue, prepare
from feedback_miner.desk.wish import Wish, select

__all__ = ["Queue", "Wish", "absent", "prepare", "select"]
