"""`kg.validate`: every shape catches what it is there for, and lets through what the extractors write."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import pytest
import rdflib
from pyoxigraph import RdfFormat, Triple, parse, serialize
from rdflib import RDF, XSD, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from kg.errors import UsageError
from kg.paths import ONTOLOGY
from kg.shapes import NodeShape, UnknownConstraintError, compiled, conforms
from kg.store import open_store
from kg.validate import SHAPES, Checked, check, report_triples, validate
from kg.vocab import BASE, LINKS_GRAPH, PREFIXES, REFERENCE_GRAPH, term

_A = f"{BASE}article/a1"
_HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + f"@prefix id: <{BASE}> .\n"
_TEXT = "Deal signed 😀\\n\\nRussia sold 24 jets to Venezuela, Maduro said."

_VALID = f"""@base <{_A}/> .
<{_A}> a kg:Article ; dcterms:identifier "a1" ; dcterms:title "Deal signed 😀" ; dcterms:issued "2025-01-02"^^xsd:date ;
  dcterms:source <https://news.example/a1> ; dcterms:publisher "News" ; dcterms:language "en" ; skos:note "invented" ;
  kg:inputHash "{"0f" * 32}" ; kg:extractorVersion "kg 0" ; kg:text "{_TEXT}" ; kg:truncated false ;
  kg:mentions <maduro>, <VEN>, <RUS>, <sea>, <jet>, <navy> .
<maduro> a kg:Person, kg:Actor ; rdfs:label "Nicolás Maduro" ; skos:altLabel "Maduro" ; kg:country <VEN> ;
  kg:role "president" .
<navy> a kg:Organization, kg:Actor ; rdfs:label "Navy" ; kg:organizationType kg:armed-force .
<VEN> a kg:Country, kg:Actor ; rdfs:label "Venezuela" ; kg:iso3 "VEN" ; kg:iso2 "VE" ; kg:demonym "Venezuelan" ;
  kg:capital "Caracas" ; kg:seat "Miraflores" ; kg:region kg:latin-america-and-the-caribbean .
<RUS> a kg:Country, kg:Actor ; rdfs:label "Russia" ; kg:iso3 "RUS" ; kg:iso2 "RU" ; kg:administeredBy <VEN> .
<sea> a kg:Place ; rdfs:label "Black Sea" ; kg:placeType kg:sea ; kg:country <RUS> ; geo:lat 43.0 ; geo:long 34.0 .
<jet> a kg:WeaponSystem ; rdfs:label "Su-30" ; skos:altLabel "Su30" ; kg:ambiguousLabel "Su30" ;
  kg:category kg:aircraft ; kg:origin <RUS> ; kg:generic false .
<statement/1> a kg:Statement ; kg:speaker <maduro> ; kg:speakerLabel "Maduro" ; kg:speakerRole "president" ;
  kg:relayedBy <navy> ; kg:content "Russia sold 24 jets to Venezuela" ; kg:form kg:indirect ; kg:cue "say" ;
  kg:addressee <navy> ; kg:about <VEN>, <jet>, <sea> ; kg:asserts <transfer/1> ; kg:speechAct kg:assert ;
  kg:medium "speech" ; kg:date "2025-01"^^xsd:gYearMonth ; kg:confidence 0.9 ; kg:extractor "statements/after" ;
  kg:modality kg:asserted ; kg:inferred kg:date ; prov:wasDerivedFrom <statement/1#char=15,47> .
<exercise/1> a kg:MilitaryExercise ; kg:name "Zapad 2025" ; kg:series "Zapad" ; kg:participant <RUS>, <navy> ;
  kg:observer <VEN> ; kg:host <RUS> ; kg:location <sea>, <RUS> ; kg:startDate "--02-10"^^xsd:gMonthDay ;
  kg:endDate "2025-02-15"^^xsd:date ; kg:status kg:planned ; kg:personnel 9000 ;
  kg:contingent <exercise/1/contingent/1> ; kg:exerciseType kg:naval ; kg:equipment <jet> ;
  kg:superlative "the largest" ; kg:confidence 1.0 ;
  kg:extractor "exercises/named" ; kg:modality kg:planned ; prov:wasDerivedFrom <exercise/1#char=0,4> .
<exercise/1/contingent/1> a kg:Contingent ; kg:participant <RUS> ; kg:personnel 50 .
<transfer/1> a kg:ArmsTransfer ; kg:supplier <RUS> ; kg:recipient <VEN> ; kg:item <transfer/1/item/1> ;
  kg:supplierState <RUS> ; kg:recipientState <VEN> ; kg:value 1500000.5 ; kg:valueQualifier "nearly" ;
  kg:currency "USD" ; kg:status kg:ordered ; kg:transferMode kg:sale ; kg:condition kg:new ;
  kg:date "2025"^^xsd:gYear ; kg:orderDate "2024-12-30"^^xsd:date ; kg:deliveryDate "2026"^^xsd:gYear ;
  kg:location <RUS> ; kg:confidence 0.5 ; kg:extractor "transfers/sell" ; kg:modality kg:asserted ;
  prov:wasDerivedFrom <transfer/1#char=15,35> .
<transfer/1/item/1> a kg:TransferItem ; kg:weapon <jet> ; kg:quantity 24 ; kg:quantityDelivered 0 ;
  kg:quantityQualifier "about" .
<supply-relation/1> a kg:SupplyRelation ; kg:supplier <RUS> ; kg:recipient <VEN> ; kg:supplierState <RUS> ;
  kg:recipientState <VEN> ; kg:superlative "the main supplier" ; kg:confidence 0.0 ; kg:extractor "transfers/relation" ;
  kg:modality kg:alleged ; prov:wasDerivedFrom <supply-relation/1#char=15,21> .
<statement/1#char=15,47> a kg:Evidence ; prov:wasQuotedFrom <{_A}> ; oa:start 15 ; oa:end 47 ;
  oa:exact "Russia sold 24 jets to Venezuela" ; kg:supports kg:content, kg:speaker .
<exercise/1#char=0,4> a kg:Evidence ; prov:wasQuotedFrom <{_A}> ; oa:start 0 ; oa:end 4 ; oa:exact "Deal" .
<transfer/1#char=15,35> a kg:Evidence ; prov:wasQuotedFrom <{_A}> ; oa:start 15 ; oa:end 35 ;
  oa:exact "Russia sold 24 jets " .
<supply-relation/1#char=15,21> a kg:Evidence ; prov:wasQuotedFrom <{_A}> ; oa:start 15 ; oa:end 21 ; oa:exact "Russia" .
<c1> a kg:Corroboration ; kg:articleCount 3 ; kg:originCount 2 ; kg:publisherCount 3 .
<transfer/1> kg:sameEventAs <{BASE}article/a2/transfer/1> ; kg:corroboration <c1> .
<maduro> kg:sameAs <{BASE}article/a2/actor/maduro> .
"""


def _check(turtle: str) -> Checked:
    return check(_A, (quad.triple for quad in parse(_HEAD + turtle, format=RdfFormat.TURTLE)))


def _broken_by(turtle: str) -> set[str]:
    return {violation.shape.removeprefix(SHAPES) for violation in _check(turtle).violations}


def test_complete_graph_conforms() -> None:
    """A graph that uses every class and property of the vocabulary's facts has no violation."""
    assert _check(_VALID).violations == ()


@pytest.mark.parametrize(
    ("old", "new", "shape"),
    [
        # what the vocabulary promises of facts and their evidence
        ("prov:wasDerivedFrom <transfer/1#char=15,35>", "kg:modality kg:asserted", "Fact-evidence"),
        ('oa:exact "Russia sold 24 jets "', 'oa:exact "Russia sold 25 jets "', "Article-quotes"),
        ("oa:start 15 ; oa:end 21", "oa:start 15 ; oa:end 20", "Article-offsets"),
        ("oa:start 0 ; oa:end 4", "oa:start 0 ; oa:end 0", "Evidence-start"),
        ("kg:confidence 0.9", "kg:confidence 1.2", "Fact-confidence"),
        ("kg:confidence 0.9", "kg:confidence 0.9, 0.8", "Fact-confidence"),
        ("kg:confidence 0.9", 'kg:confidence "0.9"', "Fact-confidence"),
        ('kg:extractor "statements/after"', 'kg:extractor "after"', "Fact-extractor"),
        ("kg:modality kg:planned ;", "kg:modality kg:maybe ;", "Fact-modality"),
        ("kg:inferred kg:date", "kg:inferred kg:confidence", "Fact-inferred"),
        ("kg:supports kg:content", "kg:supports kg:contents", "Evidence-supports"),
        # a misspelt property
        ("kg:status kg:ordered", "kg:status kg:ordered ; kg:statuss kg:ordered", "ArmsTransfer"),
        # dates: no invented parts, no wrong types
        ('"2025"^^xsd:gYear', '"2025"', "ArmsTransfer-date"),
        ('"2025"^^xsd:gYear', '"20xx"^^xsd:gYear', "ArmsTransfer-date"),
        ('"2024-12-30"^^xsd:date', '"2024-13-30"^^xsd:date', "ArmsTransfer-orderDate"),
        ('"2025-02-15"^^xsd:date', '"2025-02-30"^^xsd:date', "MilitaryExercise-endDate"),
        ('"--02-10"^^xsd:gMonthDay', '"--02-40"^^xsd:gMonthDay', "MilitaryExercise-startDate"),
        ('"2025-01"^^xsd:gYearMonth', '"2025-01-01T00:00:00"^^xsd:dateTime', "Statement-date"),
        ('dcterms:issued "2025-01-02"^^xsd:date', 'dcterms:issued "2025-01"^^xsd:gYearMonth', "Article-issued"),
        # concepts of the right scheme
        ("kg:status kg:planned", "kg:status kg:delivered", "MilitaryExercise-status"),
        ("kg:status kg:ordered", "kg:status kg:ongoing", "ArmsTransfer-status"),
        ("kg:form kg:indirect", "kg:form kg:planned", "Statement-form"),
        ("kg:category kg:aircraft", "kg:category kg:sea", "WeaponSystem-category"),
        # parties
        ("kg:supplier <RUS> ; kg:recipient <VEN> ; kg:item", "kg:item", "ArmsTransfer-party"),
        ("kg:recipientState <VEN> ; kg:value", "kg:recipientState <navy> ; kg:value", "ArmsTransfer-recipientState"),
        ("kg:speaker <maduro>", "kg:speaker <sea>", "Statement-speaker"),
        ("kg:speaker <maduro>", "kg:speaker <maduro>, <navy>", "Statement-speaker"),
        ("kg:weapon <jet>", "kg:weapon <sea>", "TransferItem-weapon"),
        ("kg:quantity 24", "kg:quantity 0", "TransferItem-quantity"),
        ("kg:quantity 24", "kg:quantity 24.5", "TransferItem-quantity"),
        ('kg:currency "USD"', 'kg:currency "dollar"', "ArmsTransfer-currency"),
        ("<navy> a kg:Organization, kg:Actor", "<navy> a kg:Organization", "Organization"),
        ("<maduro> a kg:Person, kg:Actor", "<maduro> a kg:Person, kg:Organization, kg:Actor", "Person"),
        ("<VEN> a kg:Country, kg:Actor", "<VEN> a kg:Country, kg:Organization, kg:Actor", "Organization"),
        ("<sea> a kg:Place", "<sea> a kg:Town", "Article-mentions"),
        ("<navy> a kg:Organization, kg:Actor", "<navy> a kg:Actor", "Actor"),
        ("<VEN> a kg:Country, kg:Actor", "<VEN> a kg:Country", "Country"),
        ("geo:lat 43.0", "geo:lat 143.0", "Place-lat"),
        ("kg:originCount 2", "kg:originCount 4", "Corroboration-originCount"),
        ("<transfer/1/item/1> a kg:TransferItem", "[] a kg:TransferItem", "TransferItem"),
    ],
)  # fmt: skip
def test_broken_promise_is_caught(old: str, new: str, shape: str) -> None:
    """Each edit of the valid graph is reported under the shape that forbids it."""
    assert old in _VALID
    assert shape in _broken_by(_VALID.replace(old, new, 1))


@lru_cache(maxsize=1)
def _shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / "shapes.ttl")


def _wrong_values(shape: Node) -> Iterator[Literal | URIRef | None]:
    """For each constraint of a property shape, a value that breaks it; None: the property is missing."""
    shapes = _shapes()
    kind = shapes.value(shape, SH.datatype)
    typed = URIRef(str(kind)) if kind is not None else None
    for constraint, value in shapes.predicate_objects(shape):
        match str(constraint).removeprefix(str(SH)):
            case "minCount":
                yield None
            case "datatype" | "nodeKind" | "or":
                yield Literal("x", datatype=XSD.base64Binary)
            case "class" | "in":
                yield URIRef(term("nothing-of-this-kind"))
            case "pattern":
                yield Literal("?!")
            case "minLength":
                yield Literal("")
            case "minInclusive" | "minExclusive":
                yield Literal(str(int(float(str(value))) - 1), datatype=typed)
            case "maxInclusive":
                yield Literal(str(int(float(str(value))) + 1), datatype=typed)
            case "lessThan" | "lessThanOrEquals":
                yield Literal("999", datatype=XSD.integer)
            case "path" | "message" | "maxCount":
                pass
            case other:
                assert constraint == RDF.type, f"{shape} has a constraint that no value is known to break: {other}"


def _property_shapes() -> list[str]:
    return sorted(str(s).removeprefix(SHAPES) for s in _shapes().subjects(RDF.type, SH.PropertyShape))


@lru_cache(maxsize=1)
def _valid() -> rdflib.Graph:
    return rdflib.Graph().parse(data=_HEAD + _VALID, format="turtle")


@pytest.mark.parametrize("name", _property_shapes())
def test_every_constraint_bites(name: str) -> None:
    """For each constraint of each property shape, a graph that breaks it alone is reported under that shape."""
    shape = URIRef(SHAPES + name)
    focus, steps = _focus(shape)
    lines: list[str] = []
    broken = list(_mutants(shape, focus, steps))
    for number, mutant in enumerate(broken):
        lines.append(mutant.serialize(format="nt").replace(_A, f"{_A}-{number}"))
    triples = (quad.triple for quad in parse("".join(lines), format=RdfFormat.N_TRIPLES))
    reported = {(v.node, v.shape) for v in check(_A, triples).violations}
    assert broken
    assert [n for n in range(len(broken)) if (str(focus).replace(_A, f"{_A}-{n}"), str(shape)) not in reported] == []


@pytest.mark.parametrize("name", _property_shapes())
def test_quick_check_passes_nothing_broken(name: str) -> None:
    """The compiled shapes let through the valid graph, and none that breaks a single constraint."""
    shape = URIRef(SHAPES + name)
    focus, steps = _focus(shape)
    quick = _compiled()
    assert conforms(quick, _triples(_valid()))
    passed = [
        n for n, mutant in enumerate(_mutants(shape, focus, steps, whole=True)) if conforms(quick, _triples(mutant))
    ]
    assert passed == []


_Place = TypeVar("_Place", str, Path)


@lru_cache(maxsize=1)
def _compiled() -> tuple[NodeShape, ...]:
    return compiled(ONTOLOGY / "shapes.ttl")


def _triples(graph: rdflib.Graph) -> list[Triple]:
    return [quad.triple for quad in parse(graph.serialize(format="nt"), format=RdfFormat.N_TRIPLES)]


def _focus(shape: URIRef) -> tuple[Node, list[URIRef]]:
    """A node of the valid graph that the property shape looks at, and the properties it looks at."""
    owner = _shapes().value(None, SH.property, shape)
    target = _shapes().value(owner, SH.targetClass)
    steps = _steps(_shapes().value(shape, SH.path))
    ends = [(o if _inverse(shape) else s) for step in steps for s, o in _valid().subject_objects(step)]
    return next(node for node in ends if target is None or (node, RDF.type, target) in _valid()), steps


def _mutants(shape: URIRef, focus: Node, steps: list[URIRef], *, whole: bool = False) -> Iterator[rdflib.Graph]:
    """The valid graph (`whole`), or what it says around the focus, broken in one way after another."""
    shapes = _shapes()
    around = _copy if whole else _around
    path = shapes.value(shape, SH.path)
    for value in _wrong_values(shape):
        data = around(focus)
        for step in steps:
            data.remove((None, step, focus) if _inverse(shape) else (focus, step, None))
        if value is not None:
            data.add((focus, steps[0], value))
        yield data
    first = _valid().value(focus, steps[0])
    if shapes.value(shape, SH.maxCount) is not None and isinstance(path, URIRef):
        assert first is not None, f"the valid graph has no {path} of {focus}"
        data = around(focus)
        data.add((focus, path, Literal("2") if isinstance(first, Literal) else URIRef("urn:second")))
        yield data


def _copy(_: Node) -> rdflib.Graph:
    data = rdflib.Graph()
    data += _valid()
    return data


def _around(focus: Node) -> rdflib.Graph:
    """The part of the valid graph that its shapes look at: what is said of the node, and what its neighbours are."""
    valid = _valid()
    data = rdflib.Graph()
    for triple in (*valid.triples((focus, None, None)), *valid.triples((None, None, focus))):
        data.add(triple)
        for kind in valid.triples((triple[2], RDF.type, None)):
            data.add(kind)
    return data


def _inverse(shape: URIRef) -> bool:
    path = _shapes().value(shape, SH.path)
    return _shapes().value(path, SH.inversePath) is not None


def _steps(path: Node | None) -> list[URIRef]:
    """The properties of a path: itself, the inverted one, or the alternatives."""
    shapes = _shapes()
    if isinstance(path, URIRef):
        return [path]
    inverse = shapes.value(path, SH.inversePath)
    if inverse is not None:
        return [URIRef(str(inverse))]
    either = shapes.value(path, SH.alternativePath)
    assert either is not None
    return [URIRef(str(step)) for step in Collection(shapes, either)]


def test_unknown_constraint_is_not_guessed(tmp_path: Path) -> None:
    """Shapes that a user extends with a constraint that is not compiled are left to pyshacl."""
    text = (ONTOLOGY / "shapes.ttl").read_text(encoding="utf-8")
    extended = tmp_path / "shapes.ttl"
    for old, new in (
        ("sh:path kg:cue ;", 'sh:path kg:cue ; sh:languageIn ( "en" ) ;'),
        ("sh:path kg:cue ;", "sh:path ( kg:cue rdfs:label ) ;"),
        ("sh:path kg:cue ;", "sh:path kg:cue ; sh:nodeKind sh:BlankNodeOrIRI ;"),
        ("SELECT $this ?value WHERE {", "SELECT $this ?value\nWHERE\n{"),
    ):
        assert old in text
        extended.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(UnknownConstraintError):
            compiled(extended)


def test_quick_check_leaves_the_doubtful_to_pyshacl() -> None:
    """A date with a time zone and a subclass of a class are valid, though the quick check does not say so."""
    zone = _VALID.replace('dcterms:issued "2025-01-02"^^xsd:date', 'dcterms:issued "2025-01-02Z"^^xsd:date')
    subclass = _VALID.replace(
        "<navy> a kg:Organization,", "kg:Navy rdfs:subClassOf kg:Organization . <navy> a kg:Navy,"
    )
    for turtle in (zone, subclass):
        triples = [quad.triple for quad in parse(_HEAD + turtle, format=RdfFormat.TURTLE)]
        assert not conforms(_compiled(), triples)
        assert check(_A, triples).violations == ()


def test_thorough_gives_the_same() -> None:
    """The report does not depend on who looked first."""
    for turtle in (_VALID, _VALID.replace("kg:confidence 0.9", "kg:confidence 1.2")):
        triples = [quad.triple for quad in parse(_HEAD + turtle, format=RdfFormat.TURTLE)]
        assert check(_A, triples).violations == check(_A, triples, thorough=True).violations


def test_offsets_count_code_points() -> None:
    """The words after a character outside the Basic Multilingual Plane are found where code points put them."""
    assert "Article-quotes" not in _broken_by(_VALID)
    shifted = _VALID.replace("oa:start 15 ; oa:end 21", "oa:start 16 ; oa:end 22")
    assert "Article-quotes" in _broken_by(shifted)


def test_text_left_out_is_no_error() -> None:
    """`--no-text` stores no kg:text; then there is nothing to compare the evidence with."""
    assert _check(_VALID.replace(f'kg:text "{_TEXT}" ;', "")).violations == ()


def _store(folder: _Place, *, second: str = "") -> _Place:
    """A store of a1 (valid, its countries, place and weapon in the reference graph) and, with more triples, a2."""
    with open_store(folder, mode="write") as store:
        own: str = _VALID
        for name in ("VEN", "RUS", "sea", "jet"):
            own = own.replace(f"<{name}>", f"<{BASE}reference/{name}>")
        reference: list[str] = [block for block in _blocks(own) if block.startswith(f"<{BASE}reference/")]
        store.put_graph(REFERENCE_GRAPH, _ntriples("\n".join(reference)))
        for block in [*reference, *(b for b in _blocks(own) if b.startswith("<c1>"))]:
            own = own.replace(block, "")
        own = own.replace(
            f"kg:sameEventAs <{BASE}article/a2/transfer/1> ; kg:corroboration <c1>", "kg:condition kg:new"
        )
        store.replace([(_A, _nquads(own, _A))])
        if second:
            text = own.replace(_A, f"{BASE}article/a2").replace('"a1"', '"a2"')
            store.replace([(f"{BASE}article/a2", _nquads(text + second, f"{BASE}article/a2"))])
    return folder


def _blocks(turtle: str) -> list[str]:
    return [block + " ." for block in turtle.split(" .\n")]


def _ntriples(turtle: str) -> bytes:
    triples = [quad.triple for quad in parse(_HEAD + turtle, format=RdfFormat.TURTLE)]
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _nquads(turtle: str, graph: str) -> bytes:
    return _ntriples(turtle).replace(b" .\n", f" <{graph}> .\n".encode())


def test_reference_descriptions_are_taken_into_account(tmp_path: Path) -> None:
    """Countries and weapons stand in the reference graph only, and satisfy what the article's facts demand of them."""
    with open_store(_store(tmp_path / "s")) as store:
        assert [(c.graph, c.violations) for c in validate(store)] == [(_A, ())]
    with open_store(tmp_path / "s", mode="write") as store:
        store.put_graph(REFERENCE_GRAPH, b"")
    with open_store(tmp_path / "s") as store:
        broken = {v.shape.removeprefix(SHAPES) for outcome in validate(store) for v in outcome.violations}
        assert {"ArmsTransfer-supplier", "TransferItem-weapon", "Article-mentions"} <= broken


def test_articles_are_checked_one_by_one(tmp_path: Path) -> None:
    """Only the article with the error does not conform; naming an article checks that one alone."""
    folder = _store(tmp_path / "s", second="<statement/1> kg:confidence 1.7 .")
    with open_store(folder) as store:
        assert [(c.graph[-2:], c.conforms) for c in validate(store)] == [("a1", True), ("a2", False)]
        assert [c.graph[-2:] for c in validate(store, ("a2",))] == ["a2"]
        with pytest.raises(UsageError, match="no article a9"):
            list(validate(store, ("a9",)))


@pytest.mark.parametrize("server", ["oxigraph_server", "rdflib_server"])
def test_a_server_is_checked_alike(
    server: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The same outcome from a SPARQL server as from the embedded store."""
    wrong = "<statement/1> kg:confidence 1.7 ."
    with open_store(_store(tmp_path / "s", second=wrong)) as store:
        expected = [(c.graph, c.violations) for c in validate(store)]
    assert [bool(violations) for _, violations in expected] == [False, True]
    address = str(request.getfixturevalue(server))
    if server == "rdflib_server":
        monkeypatch.setenv("KG_QUERY_URL", address)
        monkeypatch.setenv("KG_UPDATE_URL", address)
    with open_store(address) as store:
        store.update("DROP ALL")
        _store(address, second=wrong)
        assert [(c.graph, c.violations) for c in validate(store)] == expected
        store.update("DROP ALL")


def test_links_are_checked_besides(tmp_path: Path) -> None:
    """A corroboration that counts more origins than articles is reported under the graph of links."""
    folder = _store(tmp_path / "s")
    bad = f"<{_A}/transfer/1> kg:corroboration <urn:c> ."
    bad += " <urn:c> a kg:Corroboration ; kg:articleCount 1 ; kg:originCount 2"
    with open_store(folder, mode="write") as store:
        store.put_graph(LINKS_GRAPH, _ntriples(bad + " ."))
    with open_store(folder) as store:
        outcomes = {c.graph: [v.shape for v in c.violations] for c in validate(store)}
    assert outcomes == {_A: [], LINKS_GRAPH: [SHAPES + "Corroboration-originCount"]}


def test_reference_graph_is_checked_when_asked(tmp_path: Path) -> None:
    """A user's weapon with an origin that no file describes is found."""
    folder = _store(tmp_path / "s")
    with open_store(folder, mode="write") as store:
        extra = '<urn:w> a kg:WeaponSystem ; rdfs:label "W" ; kg:origin <urn:nowhere> .'
        kept = serialize((q.triple for q in store.quads(REFERENCE_GRAPH)), format=RdfFormat.N_TRIPLES) or b""
        store.put_graph(REFERENCE_GRAPH, kept + _ntriples(extra))
    with open_store(folder) as store:
        last = list(validate(store, reference=True))[-1]
    assert last.graph == REFERENCE_GRAPH
    assert [(v.node, v.shape) for v in last.violations] == [("urn:w", SHAPES + "WeaponSystem-origin")]


def test_standard_report_holds_the_results_of_all_graphs() -> None:
    """One sh:ValidationReport, sh:conforms false, with a sh:result for each violation that names its shape."""
    outcomes = [
        _check(_VALID.replace("kg:confidence 0.9", "kg:confidence 1.2")),
        _check(_VALID.replace('kg:currency "USD"', 'kg:currency "dollar"')),
        _check(_VALID),
    ]
    data = serialize(report_triples(outcomes), format=RdfFormat.N_TRIPLES) or b""
    graph = rdflib.Graph().parse(data=data, format="nt")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert [str(o) for o in graph.objects(report, SH.conforms)] == ["false"]
    named = sorted(str(graph.value(r, SH.sourceShape)) for r in graph.objects(report, SH.result))
    assert named == [SHAPES + "ArmsTransfer-currency", SHAPES + "Fact-confidence"]
    assert {str(graph.value(r, SH.resultSeverity)) for r in graph.objects(report, SH.result)} == {str(SH.Violation)}
