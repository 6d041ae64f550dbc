"""How right the extraction is: precision, recall and F1 a class on annotated articles.

`evaluate(gold, extractions)` compares what was extracted with what careful readers annotated; the measures
are those of the project's gold set (tests/gold/GUIDELINES.md).
"""

from kg.evaluate.compare import Difference, difference
from kg.evaluate.gold import GoldArticle, read_gold
from kg.evaluate.measures import HEADLINES, Evaluation, Miss, Tally, evaluate
from kg.evaluate.reliability import Bin, reliability

__all__ = [
    "HEADLINES",
    "Bin",
    "Difference",
    "Evaluation",
    "GoldArticle",
    "Miss",
    "Tally",
    "difference",
    "evaluate",
    "read_gold",
    "reliability",
]
