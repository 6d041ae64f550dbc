"""The vocabulary: namespaces, terms and the minting of IRIs. `ontology/kg.ttl` defines every term here.

This module imports no RDF library, so that every command can afford it; terms are plain strings
(full IRIs), which pyoxigraph and rdflib both wrap.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Container
from urllib.parse import quote

KG = "https://w3id.org/defence-kg/ontology#"
BASE = os.environ.get("KG_BASE", "https://w3id.org/defence-kg/id/")
GRAPH = "https://w3id.org/defence-kg/graph/"

ONTOLOGY_GRAPH = GRAPH + "ontology"
REFERENCE_GRAPH = GRAPH + "reference"
LINKS_GRAPH = GRAPH + "links"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
SCHEMA = "https://schema.org/"
GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
SH = "http://www.w3.org/ns/shacl#"

PREFIXES: dict[str, str] = {
    "kg": KG,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": PROV,
    "oa": OA,
    "schema": SCHEMA,
    "geo": GEO,
    "sh": SH,
    "kgg": GRAPH,
}
"""The prefixes of every export, saved query and page, in one order."""

CLASSES = (
    "Article Actor Person Organization Country Place WeaponSystem Event Statement MilitaryExercise "
    "Contingent ArmsTransfer TransferItem SupplyRelation Evidence Corroboration CoMention"
).split()

PROPERTIES = (
    # article
    "inputHash extractorVersion text truncated mentions "
    # actors, countries, places, weapons
    "country role organizationType iso3 iso2 capital seat demonym region administeredBy placeType category origin "
    "generic ambiguousLabel "
    # any fact
    "confidence extractor modality inferred supports "
    # statements
    "speaker speakerLabel speakerRole relayedBy content form cue addressee about asserts speechAct medium date "
    # exercises
    "name series participant observer host location startDate endDate status personnel contingent exerciseType "
    "equipment superlative "
    # transfers
    "supplier recipient item supplierState recipientState value valueQualifier currency transferMode condition "
    "orderDate deliveryDate weapon quantity quantityDelivered quantityQualifier "
    # links
    "sameEventAs sameAs corroboration articleCount originCount publisherCount between"
).split()

CONCEPTS: dict[str, tuple[str, ...]] = {
    scheme: tuple(names.split())
    for scheme, names in {
        "ConditionScheme": "new second-hand modernized",
        "ExerciseStatusScheme": "planned ongoing completed cancelled",
        "ExerciseTypeScheme": "land naval air joint nuclear cyber command-post",
        "FormScheme": "direct indirect mixed",
        "MediumScheme": (
            "interview letter notice parliamentary-session press-conference radio report social-network "
            "speech written-statement television"
        ),
        "ModalityScheme": "planned asserted conditional alleged",
        "OrganizationTypeScheme": (
            "alliance armed-force armed-group company government-body international-organization media "
            "ministry ngo other parliament party think-tank"
        ),
        "PlaceTypeScheme": "city island military-base area sea strait training-area",
        "RegionScheme": (
            "world africa americas asia europe oceania northern-africa sub-saharan-africa "
            "latin-america-and-the-caribbean northern-america central-asia eastern-asia south-eastern-asia "
            "southern-asia western-asia eastern-europe northern-europe southern-europe western-europe "
            "australia-and-new-zealand melanesia micronesia polynesia"
        ),
        "SpeechActScheme": (
            "assertive commissive directive expressive accuse admit announce answer apologise ask assert "
            "condemn confirm criticise demand deny describe estimate exclaim express praise promise question "
            "tell threaten urge warn"
        ),
        "TransferModeScheme": "sale aid lease loan license",
        "TransferStatusScheme": "cancelled considered requested approved ordered delivering delivered suspended",
        "WeaponCategoryScheme": (
            "aircraft air-defence-systems anti-submarine-warfare-weapons armoured-vehicles artillery engines "
            "missiles naval-weapons satellites sensors ships other-weapons"
        ),
    }.items()
}
"""Concept scheme → its concepts, as local names; a concept may stand in several."""


def term(local: str) -> str:
    """The full IRI of a term of the kg: vocabulary."""
    return KG + local


def slug(label: str) -> str:
    """A label as the last part of an IRI: ASCII lower case, words joined by hyphens.

    Letters outside ASCII are transliterated where Unicode decomposes them, else percent-encoded, so
    that the result is a valid IRI segment and differs for labels that differ in more than case,
    accents and punctuation. "C++" and "C" fall together: an IRI minted from a slug is a name, not a key
    for arbitrary text.
    """
    plain = unicodedata.normalize("NFKD", label.casefold().replace("ı", "i").replace("ø", "o").replace("ł", "l"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return quote(re.sub(r"[^\w]+", "-", plain).strip("-_"), safe="-_") or "x"


def country_iri(iso3: str) -> str:
    """The IRI of a state by its ISO 3166-1 alpha-3 code."""
    return f"{BASE}country/{iso3}"


def weapon_iri(label: str) -> str:
    """The IRI of a weapon system by its designation."""
    return f"{BASE}weapon/{slug(label)}"


def organization_iri(label: str) -> str:
    """The IRI of a listed organisation by its name."""
    return f"{BASE}organization/{slug(label)}"


def place_iri(label: str) -> str:
    """The IRI of a listed place by its name."""
    return f"{BASE}place/{slug(label)}"


def article_iri(article_id: str) -> str:
    """The IRI of an article, which also names its graph: any identifier, percent-encoded."""
    return f"{BASE}article/{quote(article_id, safe='')}"


def article_named(name: str, known: Container[str]) -> str:
    """The IRI of the article called so, where it is known: an identifier, an IRI, `article/c05` as tables show it.

    For anything else, the IRI of an article with that identifier.
    """
    bare = name.removeprefix("<").removesuffix(">")
    forms = (bare, article_iri(name), BASE + bare.removeprefix("id:"))
    return next((iri for iri in forms if iri in known), article_iri(name))


def in_article(article_id: str, kind: str, name: int | str) -> str:
    """The IRI of a thing known only within one article: `in_article("c05", "transfer", 2)`."""
    return f"{article_iri(article_id)}/{kind}/{name if isinstance(name, int) else slug(name)}"


def evidence_iri(fact_iri: str, start: int, end: int) -> str:
    """The IRI of a fact's evidence at a span (RFC 5147 character range of `kg:text`)."""
    return f"{fact_iri}#char={start},{end}"
