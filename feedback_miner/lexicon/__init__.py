"""Codebooks and lexicons: read from files a person can edit, validated line by line."""

from __future__ import annotations

from feedback_miner.lexicon.actions import Action, Touchpoint
from feedback_miner.lexicon.bundles import bundled
from feedback_miner.lexicon.codebook import Codebook, Factor, Lexeme, SubFactor
from feedback_miner.lexicon.loading import folder_of, load, spelled, state
from feedback_miner.lexicon.patterns import Match, Pattern, PatternError, PatternSet, Sieve

__all__ = [
    "Action",
    "Codebook",
    "Factor",
    "Lexeme",
    "Match",
    "Pattern",
    "PatternError",
    "PatternSet",
    "Sieve",
    "SubFactor",
    "Touchpoint",
    "bundled",
    "folder_of",
    "load",
    "spelled",
    "state",
]
