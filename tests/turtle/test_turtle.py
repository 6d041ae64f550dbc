"""The Turtle writer: exact, deterministic, in a reader's order."""

from __future__ import annotations

import io
import random

import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize
from rdflib.compare import isomorphic

from kg.turtle import Section, write_sections, write_trig, write_turtle
from kg.vocab import BASE, KG, OA, PROV, RDF, RDFS, XSD

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    [
        '"',
        '""',
        '"""',
        'ends in "',
        "a\nb",
        'a\n"""b"',
        "\r\n",
        "\\",
        "\\u0041",
        "a\u2028b",
        "\u202eb",
        "\ufffe",
        "'''\n",
    ]
)
_LOCALS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn", "Z"]), max_size=12) | st.sampled_from(
    [
        "",
        ".",
        "..",
        "a.",
        "a.b",
        "-a",
        "1",
        "a/../b",
        "a//b",
        "a:b",
        "x#",
        "x#y#z",
        "a?b=c",
        "%C3%A9",
        "é",
        "a/./b",
        "#",
    ]
)
_NAMESPACES = st.sampled_from([KG, BASE, f"{BASE}article/", RDFS, XSD, "https://w3id.org/", "urn:x:", "mailto:"])


def _node(namespace: str, local: str) -> NamedNode | None:
    try:
        return NamedNode(namespace + local)
    except ValueError:
        return None


_IRIS = st.builds(_node, _NAMESPACES, _LOCALS).filter(lambda node: node is not None)
_NUMBERS = st.sampled_from(["1", "-1", "+1", "1.10", ".5", "1.", "1e6", "1.5E-3", "01", "true", "false", "1 ", "", "x"])
_TYPED = st.builds(
    lambda value, name: Literal(value, datatype=NamedNode(XSD + name)),
    _NUMBERS | _TEXTS,
    st.sampled_from(["integer", "decimal", "double", "boolean", "date", "string", "float"]),
)
_TAGGED = st.builds(
    lambda value, tag: Literal(value, language=tag), _TEXTS, st.sampled_from(["en", "es-419", "zh-hans"])
)
_OBJECTS = _IRIS | st.builds(Literal, _TEXTS) | _TYPED | _TAGGED
_TRIPLES = st.lists(st.builds(Triple, _IRIS, _IRIS, _OBJECTS), max_size=12)


def _turtle(triples: list[Triple], base: str | None = BASE) -> bytes:
    out = io.BytesIO()
    write_turtle(triples, out, base=base)
    return out.getvalue()


def _parsed(turtle: bytes) -> set[Triple]:
    return {quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)}


@settings(max_examples=400, deadline=None)
@given(_TRIPLES)
def test_oxigraph_reads_back_the_same_triples(triples: list[Triple]) -> None:
    """Whatever the strings and IRIs, the Turtle means exactly the triples it was made of."""
    assert _parsed(_turtle(triples)) == set(triples)
    assert _parsed(_turtle(triples, base=None)) == set(triples)


@settings(max_examples=150, deadline=None)
@given(_TRIPLES)
def test_rdflib_reads_back_the_same_triples(triples: list[Triple]) -> None:
    """A second parser reads the Turtle as it reads the same triples in N-Triples."""
    turtle = rdflib.Graph().parse(data=_turtle(triples), format="turtle")
    ntriples = rdflib.Graph()
    for triple in triples:
        ntriples.add(tuple(map(_rdflib, (triple.subject, triple.predicate, triple.object))))  # type: ignore[arg-type]
    assert set(turtle) == set(ntriples)


def _rdflib(term: object) -> rdflib.term.Node:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, Literal)
    datatype = None if term.language or term.datatype.value == XSD + "string" else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype)


@settings(max_examples=100, deadline=None)
@given(_TRIPLES, st.randoms(use_true_random=False))
def test_the_order_of_the_triples_changes_nothing(triples: list[Triple], dice: random.Random) -> None:
    """Shuffled and doubled triples give the same bytes."""
    shuffled = triples + triples
    dice.shuffle(shuffled)
    assert _turtle(shuffled) == _turtle(triples)


def _kg(text: str) -> list[Triple]:
    head = (
        f"@base <{BASE}> . @prefix kg: <{KG}> . @prefix oa: <{OA}> . @prefix prov: <{PROV}> . @prefix rdfs: <{RDFS}> . "
    )
    return [quad.triple for quad in parse((head + text).encode(), format=RdfFormat.TURTLE)]


def _fact(iri: str, kind: str, start: int) -> str:
    return f"""<{iri}> a kg:{kind} ; prov:wasDerivedFrom <{iri}#char={start},99> .
        <{iri}#char={start},99> a kg:Evidence ; prov:wasQuotedFrom <article/a> ; oa:start {start} ; oa:end 99 . """


def test_subjects_stand_in_the_order_of_the_text() -> None:
    """Article, entities, then facts by the offset they begin at, each with its items and evidence under it."""
    triples = _kg(
        _fact("article/a/statement/10", "Statement", 70)
        + _fact("article/a/statement/2", "Statement", 9)
        + _fact("article/a/transfer/1", "ArmsTransfer", 10)
        + "<article/a/transfer/1/item/10> kg:quantity 1 . <article/a/transfer/1/item/2> kg:quantity 2 . "
        + "<country/VEN> a kg:Country, kg:Actor . <article/a> a kg:Article . kg:planned rdfs:label 'planned' . "
        + "<article/a/person/x> a kg:Person ."
    )
    lines = _turtle(triples).decode().splitlines()
    starts = [line.split(" ")[0] for line in lines if line and line[0] not in " @"]
    assert starts == [
        "<article/a>",
        "<country/VEN>",
        "<article/a/person/x>",
        "<article/a/statement/2>",
        "<article/a/statement/2#char=9,99>",
        "<article/a/transfer/1>",
        "<article/a/transfer/1/item/2>",
        "<article/a/transfer/1/item/10>",
        "<article/a/transfer/1#char=10,99>",
        "<article/a/statement/10>",
        "<article/a/statement/10#char=70,99>",
        "kg:planned",
    ]


def test_a_block_reads_like_a_card() -> None:
    """Type, labels, other predicates by name, text last; numbers bare; only the prefixes that occur."""
    triples = _kg(
        """<weapon/igla-s> kg:quantity 24, 100 ; kg:value 1.10 ; rdfs:label "Igla-S" ; kg:text "a\\n\\"b\\"" ;
           kg:confidence "0.90"^^<http://www.w3.org/2001/XMLSchema#float> ; a kg:WeaponSystem ."""
    )
    assert _turtle(triples).decode() == (
        f"@base <{BASE}> .\n@prefix kg: <{KG}> .\n@prefix rdfs: <{RDFS}> .\n@prefix xsd: <{XSD}> .\n\n"
        "<weapon/igla-s> a kg:WeaponSystem ;\n"
        '    rdfs:label "Igla-S" ;\n'
        '    kg:confidence "0.90"^^xsd:float ;\n'
        "    kg:quantity 24 , 100 ;\n"
        "    kg:value 1.10 ;\n"
        '    kg:text """a\n"b\\"""" .\n'
    )


def test_what_an_editor_hides_is_escaped() -> None:
    """Marks of writing direction and control characters can't make a file look like another."""
    turtle = _turtle([Triple(NamedNode(KG + "a"), NamedNode(KG + "b"), Literal("x\u202ey\x07\u2028z"))])
    assert b'"x\\u202Ey\\u0007\\u2028z"' in turtle


def test_blank_nodes_get_labels_of_their_content() -> None:
    """Two graphs that differ in the names of their blank nodes alone give the same bytes."""

    def graph(a: str, b: str) -> list[Triple]:
        p, q = NamedNode(KG + "p"), NamedNode(KG + "q")
        return [
            Triple(BlankNode(a), p, BlankNode(b)),
            Triple(BlankNode(b), q, Literal("x")),
            Triple(NamedNode(KG + "s"), p, BlankNode(a)),
        ]

    assert _turtle(graph("x", "y")) == _turtle(graph("y", "x"))
    written = rdflib.Graph().parse(data=_turtle(graph("x", "y")), format="turtle")
    given_ = rdflib.Graph().parse(data=serialize(graph("m", "n"), format=RdfFormat.N_TRIPLES), format="nt")
    assert isomorphic(written, given_)


def test_sections_share_blank_nodes() -> None:
    """A blank node in two sections is one node still, and no other node takes its label."""
    p = NamedNode(KG + "p")
    sections = [
        Section([Triple(NamedNode(KG + "a"), p, BlankNode("x")), Triple(NamedNode(KG + "a"), p, Literal("one"))]),
        Section([Triple(NamedNode(KG + "b"), p, BlankNode("x"))]),
        Section([Triple(NamedNode(KG + "c"), p, BlankNode("y"))]),
    ]
    out = io.BytesIO()
    write_sections(sections, out)
    objects = {t.subject: t.object for t in _parsed(out.getvalue()) if isinstance(t.object, BlankNode)}
    a, b, c = (objects[NamedNode(KG + name)] for name in "abc")
    assert a == b != c


def test_trig_keeps_the_graphs() -> None:
    """A dataset comes back as it was: default graph, named graphs, the same triple in two of them."""
    triple = Triple(NamedNode(KG + "a"), NamedNode(RDF + "type"), NamedNode(KG + "Actor"))
    quads = [
        Quad(triple.subject, triple.predicate, triple.object),
        Quad(triple.subject, triple.predicate, triple.object, NamedNode(BASE + "article/a10")),
        Quad(triple.subject, triple.predicate, triple.object, NamedNode(BASE + "article/a2")),
    ]
    out = io.BytesIO()
    write_trig(quads, out, base=BASE)
    assert set(parse(out.getvalue(), format=RdfFormat.TRIG)) == set(quads)
    assert out.getvalue().index(b"<article/a2>") < out.getvalue().index(b"<article/a10>")


def test_triple_terms_make_it_turtle_12() -> None:
    """A reifier's triple term is written in RDF 1.2 and announced by VERSION."""
    inner = Triple(NamedNode(KG + "t"), NamedNode(KG + "quantity"), Literal("24", datatype=NamedNode(XSD + "integer")))
    triple = Triple(NamedNode(KG + "e"), NamedNode(RDF + "reifies"), inner)
    assert _turtle([triple]).startswith(b'VERSION "1.2"\n')
    assert b"rdf:reifies <<( kg:t kg:quantity 24 )>>" in _turtle([triple])
    assert _parsed(_turtle([triple])) == {triple}


def test_nothing_makes_an_empty_file() -> None:
    """No triples, no bytes: an empty file is valid Turtle."""
    assert _turtle([]) == b""
