"""Extraction to quads: pure, every quad in the article's own graph, no blank nodes, sorted N-Quads out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from kg.models import (
    ArmsTransfer,
    Entity,
    Extraction,
    Fact,
    MilitaryExercise,
    PartialDate,
    Statement,
    SupplyRelation,
)
from kg.vocab import (
    DCTERMS,
    KG,
    OA,
    PROV,
    RDF,
    RDFS,
    SKOS,
    XSD,
    article_iri,
    country_iri,
    evidence_iri,
    in_article,
)

Triple = tuple[str, str, str]
"""Subject IRI, predicate IRI, object as an N-Triples term."""

_CLASSES = {
    "person": ("Person", "Actor"),
    "organization": ("Organization", "Actor"),
    "country": ("Country", "Actor"),
    "place": ("Place",),
    "weapon": ("WeaponSystem",),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f]')
_BAD_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def article_nquads(extraction: Extraction, *, extractor_version: str, keep_text: bool = True) -> bytes:
    """The article's graph as N-Quads, UTF-8, lines sorted: the same extraction gives the same bytes."""
    graph = iri(article_iri(extraction.article.id))
    lines = {
        f"{iri(s)} {iri(p)} {o} {graph} .\n"
        for s, p, o in article_triples(extraction, extractor_version=extractor_version, keep_text=keep_text)
    }
    return "".join(sorted(lines)).encode()


def article_triples(extraction: Extraction, *, extractor_version: str, keep_text: bool = True) -> Iterator[Triple]:
    """The article's triples: its description, its entities, its facts with their evidence."""
    article = extraction.article
    subject = article_iri(article.id)
    entities = {e.iri: e for e in extraction.entities}
    yield subject, RDF + "type", iri(KG + "Article")
    described = {
        DCTERMS + "identifier": article.id,
        DCTERMS + "title": article.title or None,
        DCTERMS + "publisher": article.publisher,
        DCTERMS + "language": article.language,
        SKOS + "note": article.note,
        KG + "inputHash": article.input_hash,
        KG + "extractorVersion": extractor_version,
        KG + "text": article.text if keep_text else None,
    }
    for predicate, value in described.items():
        if value is not None:
            yield subject, predicate, literal(value)
    if article.source:
        yield subject, DCTERMS + "source", _source(article.source)
    if article.published:
        yield subject, DCTERMS + "issued", literal(article.published.isoformat(), XSD + "date")
    if article.truncated:
        yield subject, KG + "truncated", literal("true", XSD + "boolean")
    for entity in extraction.entities:
        if entity.named:
            yield subject, KG + "mentions", iri(entity.iri)
        yield from _entity(entity)
    yield from _facts(extraction, entities)


def _source(source: str) -> str:
    """An address as an IRI if it is a valid one; whatever else stands there, as a text."""
    from pyoxigraph import NamedNode

    if not re.match(r"https?://\S+$", source):
        return literal(source)
    try:
        NamedNode(source)
    except ValueError:
        return literal(source)
    return iri(source)


def _entity(entity: Entity) -> Iterator[Triple]:
    """The article's own knowledge of an entity; what the reference says stays in the reference graph."""
    if entity.reference:
        if entity.role:
            yield entity.iri, KG + "role", literal(entity.role)
        return
    for name in _CLASSES[entity.kind]:
        yield entity.iri, RDF + "type", iri(KG + name)
    yield entity.iri, RDFS + "label", literal(entity.label)
    for alias in entity.aliases:
        yield entity.iri, SKOS + "altLabel", literal(alias)
    if entity.country:
        predicate = "origin" if entity.kind == "weapon" else "country"
        yield entity.iri, KG + predicate, iri(country_iri(entity.country))
    if entity.role:
        yield entity.iri, KG + "role", literal(entity.role)
    if entity.organization_type:
        yield entity.iri, KG + "organizationType", iri(KG + entity.organization_type)


def _facts(extraction: Extraction, entities: dict[str, Entity]) -> Iterator[Triple]:
    article = extraction.article
    events: list[tuple[str, Fact]] = []
    source = article_iri(article.id)
    for number, exercise in enumerate(extraction.exercises, 1):
        events.append((in_article(article.id, "exercise", number), exercise))
        yield from _exercise(events[-1][0], exercise)
    for number, transfer in enumerate(extraction.transfers, 1):
        events.append((in_article(article.id, "transfer", number), transfer))
        yield from _transfer(events[-1][0], transfer, entities)
    for number, relation in enumerate(extraction.supply_relations, 1):
        events.append((in_article(article.id, "supply-relation", number), relation))
        yield from _supply_relation(events[-1][0], relation, entities)
    for subject, fact in events:
        yield from _common(article.text, source, subject, fact)
    for number, statement in enumerate(extraction.statements, 1):
        subject = in_article(article.id, "statement", number)
        yield from _statement(subject, statement, extraction.entities, events)
        yield from _common(article.text, source, subject, statement)


def _common(text: str, source: str, subject: str, fact: Fact) -> Iterator[Triple]:
    """Confidence, rule, modality and evidence: what every fact carries."""
    yield subject, KG + "confidence", literal(f"{fact.confidence:.2f}", XSD + "decimal")
    yield subject, KG + "extractor", literal(fact.rule)
    yield subject, KG + "modality", iri(KG + fact.modality)
    for name in fact.inferred:
        yield subject, KG + "inferred", iri(KG + name)
    for evidence in fact.evidence:
        node = evidence_iri(subject, evidence.start, evidence.end)
        yield subject, PROV + "wasDerivedFrom", iri(node)
        yield node, RDF + "type", iri(KG + "Evidence")
        yield node, PROV + "wasQuotedFrom", iri(source)
        yield node, OA + "start", literal(str(evidence.start), XSD + "integer")
        yield node, OA + "end", literal(str(evidence.end), XSD + "integer")
        yield node, OA + "exact", literal(text[evidence.start : evidence.end])
        for name in evidence.supports:
            yield node, KG + "supports", iri(KG + name)


def _statement(
    subject: str, statement: Statement, entities: Iterable[Entity], events: list[tuple[str, Fact]]
) -> Iterator[Triple]:
    yield subject, RDF + "type", iri(KG + "Statement")
    yield from _links(
        subject, {"speaker": statement.speaker, "relayedBy": statement.relayed_by, "addressee": statement.addressee}
    )
    yield from _texts(
        subject,
        {
            "speakerLabel": statement.speaker_label,
            "speakerRole": statement.speaker_role,
            "content": statement.content,
            "cue": statement.cue,
            "medium": statement.medium,
        },
    )
    yield from _concepts(subject, {"form": statement.form, "speechAct": statement.speech_act})
    yield from _dates(subject, {"date": statement.date})
    content = [(e.start, e.end) for e in statement.evidence if "content" in e.supports]

    def inside(start: int, end: int) -> bool:
        return any(a <= start and end <= b for a, b in content)

    for entity in entities:
        if any(inside(start, end) for start, end in entity.spans):
            yield subject, KG + "about", iri(entity.iri)
    for event, fact in events:
        # the trigger is a fact's first evidence: where that stands inside the speech, the speech tells it
        if inside(fact.evidence[0].start, fact.evidence[0].end):
            yield subject, KG + "asserts", iri(event)


def _exercise(subject: str, exercise: MilitaryExercise) -> Iterator[Triple]:
    yield subject, RDF + "type", iri(KG + "MilitaryExercise")
    yield from _texts(subject, {"name": exercise.name, "series": exercise.series, "superlative": exercise.superlative})
    for name, values in (
        ("participant", exercise.participants),
        ("observer", exercise.observers),
        ("host", exercise.hosts),
        ("location", exercise.locations),
        ("equipment", exercise.equipment),
    ):
        for value in values:
            yield subject, KG + name, iri(value)
    yield from _dates(subject, {"startDate": exercise.start_date, "endDate": exercise.end_date})
    yield from _concepts(subject, {"status": exercise.status})
    for kind in exercise.exercise_types:
        yield subject, KG + "exerciseType", iri(KG + kind)
    yield from _integers(subject, {"personnel": exercise.personnel})
    for number, contingent in enumerate(exercise.contingents, 1):
        node = f"{subject}/contingent/{number}"
        yield subject, KG + "contingent", iri(node)
        yield node, RDF + "type", iri(KG + "Contingent")
        yield node, KG + "participant", iri(contingent.participant)
        yield from _integers(node, {"personnel": contingent.personnel})


def _transfer(subject: str, transfer: ArmsTransfer, entities: dict[str, Entity]) -> Iterator[Triple]:
    yield subject, RDF + "type", iri(KG + "ArmsTransfer")
    yield from _parties(subject, transfer, entities)
    for number, item in enumerate(transfer.items, 1):
        node = f"{subject}/item/{number}"
        yield subject, KG + "item", iri(node)
        yield node, RDF + "type", iri(KG + "TransferItem")
        yield node, KG + "weapon", iri(item.weapon)
        yield from _integers(node, {"quantity": item.quantity, "quantityDelivered": item.quantity_delivered})
        yield from _texts(node, {"quantityQualifier": item.quantity_qualifier})
    if transfer.value is not None:
        yield subject, KG + "value", literal(_decimal(transfer.value), XSD + "decimal")
    yield from _texts(subject, {"valueQualifier": transfer.value_qualifier, "currency": transfer.currency})
    yield from _concepts(
        subject, {"status": transfer.status, "transferMode": transfer.transfer_mode, "condition": transfer.condition}
    )
    yield from _dates(
        subject, {"date": transfer.date, "orderDate": transfer.order_date, "deliveryDate": transfer.delivery_date}
    )
    for place in transfer.locations:
        yield subject, KG + "location", iri(place)


def _supply_relation(subject: str, relation: SupplyRelation, entities: dict[str, Entity]) -> Iterator[Triple]:
    yield subject, RDF + "type", iri(KG + "SupplyRelation")
    yield from _parties(subject, relation, entities)
    yield from _texts(subject, {"superlative": relation.superlative})


def _parties(subject: str, fact: ArmsTransfer | SupplyRelation, entities: dict[str, Entity]) -> Iterator[Triple]:
    """Supplier and recipient, and the states behind them (Elbit sells, Israel supplies)."""
    for role, party in (("supplier", fact.supplier), ("recipient", fact.recipient)):
        if party is None:
            continue
        yield subject, KG + role, iri(party)
        state = entities[party].country if party in entities else None
        if state:
            yield subject, KG + role + "State", iri(country_iri(state))


def _links(subject: str, values: dict[str, str | None]) -> Iterator[Triple]:
    return ((subject, KG + name, iri(value)) for name, value in values.items() if value)


def _concepts(subject: str, values: dict[str, str | None]) -> Iterator[Triple]:
    return ((subject, KG + name, iri(KG + value)) for name, value in values.items() if value)


def _texts(subject: str, values: dict[str, str | None]) -> Iterator[Triple]:
    return ((subject, KG + name, literal(value)) for name, value in values.items() if value)


def _integers(subject: str, values: dict[str, int | None]) -> Iterator[Triple]:
    return ((subject, KG + n, literal(str(v), XSD + "integer")) for n, v in values.items() if v is not None)


def _dates(subject: str, values: dict[str, PartialDate | None]) -> Iterator[Triple]:
    return ((subject, KG + name, literal(str(date), _date_type(date))) for name, date in values.items() if date)


def _date_type(date: PartialDate) -> str:
    if date.year is None:
        return XSD + "gMonthDay" if date.day else XSD + "gMonth"
    return XSD + ("date" if date.day else "gYearMonth" if date.month else "gYear")


def _decimal(value: Decimal) -> str:
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


@lru_cache(maxsize=1 << 12)
def iri(value: str) -> str:
    """An IRI as an N-Triples term; what an IRI may not hold is percent-encoded."""
    return f"<{_BAD_IRI.sub(lambda m: f'%{ord(m[0]):02X}', value)}>"


def literal(value: str, datatype: str | None = None) -> str:
    """A literal as an N-Triples term, a plain string without a datatype."""
    escaped = _ESCAPED.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04X}", value)
    return f'"{escaped}"^^<{datatype}>' if datatype else f'"{escaped}"'
