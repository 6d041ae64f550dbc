"""`kg.resolve`: which mentions become one entity."""

from __future__ import annotations

from kg.annotate import annotate
from kg.extract.mentions import Mention
from kg.models import Article
from kg.resolve import resolve


def test_one_name_is_one_kind() -> None:
    """A name taken for a person once and for a body twice is one entity, of the kind that most mentions have."""
    text = "Wikinews wrote to him. He spoke to Wikinews. Wikinews published it.\n"
    doc = annotate(text)
    at = [token.i for token in doc if token.text == "Wikinews"]
    mentions = [
        Mention(at[0], at[0] + 1, "organization", "Wikinews"),
        Mention(at[1], at[1] + 1, "person", "Wikinews", role="he"),
        Mention(at[2], at[2] + 1, "organization", "Wikinews"),
    ]
    entities = resolve(Article(id="a", text=text), doc, mentions)
    (only,) = entities.all
    assert (only.kind, only.label, only.role, len(only.spans)) == ("organization", "Wikinews", None, 3)
    assert {entities.owner(mention).iri for mention in mentions} == {only.iri}


def test_spellings_with_one_iri_are_one_entity() -> None:
    """Names that differ in punctuation only would get the same IRI, and so are joined."""
    text = "Orlan & Sons sold it. Orlan Sons said so.\n"
    doc = annotate(text)
    first, second = (token.i for token in doc if token.text == "Orlan")
    mentions = [
        Mention(first, first + 3, "organization", "Orlan & Sons"),
        Mention(second, second + 2, "organization", "Orlan Sons"),
    ]
    (only,) = resolve(Article(id="a", text=text), doc, mentions).all
    assert (only.label, only.aliases) == ("Orlan & Sons", ("Orlan Sons",))
