"""`kg.vocab`: names for things, made the same way everywhere."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pyoxigraph import NamedNode

from kg.vocab import (
    BASE,
    PREFIXES,
    article_iri,
    country_iri,
    evidence_iri,
    in_article,
    organization_iri,
    place_iri,
    slug,
    term,
    weapon_iri,
)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Igla-S", "igla-s"),
        ("Nicolás Maduro", "nicolas-maduro"),
        ("Bayraktar Akıncı", "bayraktar-akinci"),
        ("Bumar-Łabędy", "bumar-labedy"),
        ("People's Liberation Army", "people-s-liberation-army"),
        ("  F-16C/D ", "f-16c-d"),
        ("Ростех", "%D1%80%D0%BE%D1%81%D1%82%D0%B5%D1%85"),
        ("???", "x"),
        ("", "x"),
    ],
)
def test_slug_is_readable_and_safe(label: str, expected: str) -> None:
    """ASCII words joined by hyphens; other scripts percent-encoded; never empty."""
    assert slug(label) == expected


@pytest.mark.parametrize("label", ["a b", 'x"y<z>', "a\nb", "{}|^`\\", "emoji 😀", "a/b#c?d", "\u202eevil"])
def test_minted_iris_are_iris(label: str) -> None:
    """Whatever a name or identifier holds, the IRI is valid and the name stays one path segment."""
    for iri in (weapon_iri(label), organization_iri(label), place_iri(label), in_article(label, "actor", label)):
        assert NamedNode(iri).value == iri
    assert article_iri(label).removeprefix(BASE + "article/").count("/") == 0
    assert weapon_iri(label).removeprefix(BASE + "weapon/").count("/") == 0


def test_names_of_things_in_an_article() -> None:
    """Facts are numbered, actors named; evidence adds the character range of RFC 5147."""
    fact = in_article("c05", "transfer", 2)
    assert fact == f"{BASE}article/c05/transfer/2"
    assert in_article("c05", "actor", "the ministry") == f"{BASE}article/c05/actor/the-ministry"
    assert evidence_iri(fact, 120, 180) == f"{fact}#char=120,180"
    assert country_iri("VEN") == f"{BASE}country/VEN"
    assert article_iri("a b/c") == f"{BASE}article/a%20b%2Fc"


def test_prefixes_cover_the_vocabulary() -> None:
    """kg: expands to the terms; no two prefixes share a namespace."""
    assert PREFIXES["kg"] + "supplier" == term("supplier")
    assert len(set(PREFIXES.values())) == len(PREFIXES)


def test_base_is_configurable() -> None:
    """`KG_BASE` moves instances, not the vocabulary."""
    code = "from kg.vocab import KG, country_iri; print(country_iri('VEN'), KG)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"KG_BASE": "https://x.example/", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["https://x.example/country/VEN", term("")]
