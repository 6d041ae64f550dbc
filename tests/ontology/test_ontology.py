"""`ontology/kg.ttl`: the same terms as `kg.vocab`, each one explained, aligned and used as it says."""

from __future__ import annotations

from functools import lru_cache

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, Namespace, URIRef
from rdflib.namespace import DCTERMS, SKOS

from kg.paths import ONTOLOGY
from kg.reference import reference_files
from kg.vocab import CLASSES, CONCEPTS, KG, PROPERTIES, PROV, SCHEMA, SH

_KG = Namespace(KG)
_SEM = "http://semanticweb.cs.vu.nl/2009/11/sem/"
_WIKIDATA = "http://www.wikidata.org/entity/"
_DATATYPES = {"cameoCode", "m49Code", "ploverCode"}


@lru_cache(maxsize=1)
def _ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / "kg.ttl")


def _defined(kind: URIRef) -> set[str]:
    return {str(s).removeprefix(KG) for s in _ontology().subjects(RDF.type, kind) if str(s).startswith(KG)}


def test_classes_are_those_of_the_vocabulary() -> None:
    """Both ways: none is missing here, none there."""
    assert _defined(OWL.Class) == set(CLASSES)


def test_properties_are_those_of_the_vocabulary() -> None:
    """Each is an object or a datatype property, and not both."""
    of_things, of_values = _defined(OWL.ObjectProperty), _defined(OWL.DatatypeProperty)
    assert of_things | of_values == set(PROPERTIES) == _defined(RDF.Property)
    assert of_things & of_values == set()


def test_concepts_are_those_of_the_vocabulary() -> None:
    """Scheme by scheme; every concept stands in at least one."""
    ontology = _ontology()
    found = {
        scheme: {str(c).removeprefix(KG) for c in ontology.subjects(SKOS.inScheme, _KG[scheme])}
        for scheme in _defined(SKOS.ConceptScheme)
    }
    assert found == {scheme: set(names) for scheme, names in CONCEPTS.items()}
    assert _defined(SKOS.Concept) == {name for names in CONCEPTS.values() for name in names}


def test_nothing_else_is_defined() -> None:
    """No term outside the vocabulary but three code systems; no blank nodes, so that loading twice changes nothing."""
    subjects = set(_ontology().subjects())
    concepts = {name for names in CONCEPTS.values() for name in names}
    known = {*CLASSES, *PROPERTIES, *CONCEPTS, *concepts, *_DATATYPES}
    assert {str(s) for s in subjects} == {KG + name for name in known} | {KG.removesuffix("#")}
    assert not any(isinstance(node, rdflib.BNode) for node in _ontology().all_nodes())


@pytest.mark.parametrize("name", [*CLASSES, *PROPERTIES])
def test_every_class_and_property_is_explained(name: str) -> None:
    """One English label, one comment and a source."""
    ontology, subject = _ontology(), _KG[name]
    for predicate in (RDFS.label, RDFS.comment):
        (value,) = ontology.objects(subject, predicate)
        assert isinstance(value, rdflib.Literal)
        assert (value.language, bool(value.strip())) == ("en", True)
    assert list(ontology.objects(subject, DCTERMS.source))


@pytest.mark.parametrize("name", PROPERTIES)
def test_every_property_says_what_it_joins(name: str) -> None:
    """Domain and range: one class with rdfs:domain/range, several with schema:domainIncludes/rangeIncludes."""
    ontology, subject = _ontology(), _KG[name]
    for single, many in ((RDFS.domain, SCHEMA + "domainIncludes"), (RDFS.range, SCHEMA + "rangeIncludes")):
        alone = list(ontology.objects(subject, single))
        several = list(ontology.objects(subject, URIRef(many)))
        assert (len(alone), len(several)) == (1, 0) or (not alone and len(several) > 1)
        for target in (*alone, *several):
            if str(target).startswith(KG):
                assert (target, RDF.type, OWL.Class) in ontology
    ranges = [
        str(target)
        for predicate in (RDFS.range, URIRef(SCHEMA + "rangeIncludes"))
        for target in ontology.objects(subject, predicate)
    ]
    literal = all(target.startswith(str(rdflib.XSD)) for target in ranges)
    assert literal == ((subject, RDF.type, OWL.DatatypeProperty) in ontology)


@pytest.mark.parametrize("name", sorted({name for names in CONCEPTS.values() for name in names}))
def test_every_concept_is_explained(name: str) -> None:
    """One preferred label, one definition, a source; a broader concept is of the same scheme."""
    ontology, subject = _ontology(), _KG[name]
    assert len(list(ontology.objects(subject, SKOS.prefLabel))) == 1
    assert len(list(ontology.objects(subject, SKOS.definition))) == 1
    assert list(ontology.objects(subject, DCTERMS.source))
    schemes = set(ontology.objects(subject, SKOS.inScheme))
    for broader in ontology.objects(subject, SKOS.broader):
        assert schemes & set(ontology.objects(broader, SKOS.inScheme))


def test_schemes_name_the_property_they_serve() -> None:
    """Each scheme has a label, a source and the property whose values it lists."""
    for scheme in CONCEPTS:
        (served,) = _ontology().objects(_KG[scheme], RDFS.seeAlso)
        assert str(served).removeprefix(KG) in PROPERTIES
        assert list(_ontology().objects(_KG[scheme], SKOS.prefLabel))
        assert list(_ontology().objects(_KG[scheme], DCTERMS.source))


def test_no_concept_is_broader_than_itself() -> None:
    """The hierarchies end."""
    for start in _ontology().subjects(RDF.type, SKOS.Concept):
        above = [b for parent in _ontology().objects(start, SKOS.broader) for b in _above(parent)]
        assert start not in above


def _above(concept: rdflib.term.Node) -> set[rdflib.term.Node | None]:
    return set(_ontology().transitive_objects(concept, SKOS.broader))


@pytest.mark.parametrize(
    ("subject", "predicate", "namespace"),
    [
        ("Event", RDFS.subClassOf, _SEM),
        ("Actor", RDFS.subClassOf, _SEM),
        ("Place", RDFS.subClassOf, _SEM),
        ("participant", RDFS.subPropertyOf, _SEM),
        ("Article", RDFS.subClassOf, SCHEMA),
        ("Person", RDFS.subClassOf, SCHEMA),
        ("Organization", RDFS.subClassOf, SCHEMA),
        ("Country", RDFS.subClassOf, SCHEMA),
        ("Actor", RDFS.subClassOf, PROV),
        ("Article", RDFS.subClassOf, PROV),
        ("Evidence", RDFS.subClassOf, PROV),
        ("speaker", RDFS.subPropertyOf, PROV),
        ("Country", SKOS.closeMatch, _WIKIDATA),
        ("Person", SKOS.closeMatch, _WIKIDATA),
        ("ministry", SKOS.closeMatch, _WIKIDATA),
    ],
)
def test_terms_are_aligned(subject: str, predicate: URIRef, namespace: str) -> None:
    """SEM, schema.org, PROV-O and Wikidata readers find the terms they know."""
    assert any(str(o).startswith(namespace) for o in _ontology().objects(_KG[subject], predicate))


@pytest.mark.parametrize(
    ("concept", "codes"),
    [
        ("MilitaryExercise", {"062", "150", "COOPERATE", "MOBILIZE"}),
        ("requested", {"0232", "REQUEST"}),
        ("suspended", {"1622", "SANCTION"}),
        ("threaten", {"130", "THREATEN"}),
        ("western-asia", {"145"}),
    ],
)
def test_codes_of_other_systems(concept: str, codes: set[str]) -> None:
    """CAMEO, PLOVER and UN M49 codes are notations."""
    assert {str(code) for code in _ontology().objects(_KG[concept], SKOS.notation)} == codes


def test_weapon_categories_are_the_twelve_of_sipri() -> None:
    """Each names SIPRI as its source."""
    categories = set(_ontology().subjects(SKOS.inScheme, _KG.WeaponCategoryScheme))
    assert len(categories) == 12
    for category in categories:
        assert "sipri.org" in str(_ontology().value(category, DCTERMS.source))


def test_persons_organizations_and_countries_exclude_each_other() -> None:
    """A reasoner finds out when one node is two of them."""
    pairs = {
        (str(a).removeprefix(KG), str(b).removeprefix(KG)) for a, b in _ontology().subject_objects(OWL.disjointWith)
    }
    assert {("Person", "Organization"), ("Person", "Country"), ("Organization", "Country")} <= pairs


@pytest.mark.parametrize("file", [ONTOLOGY / "shapes.ttl", *reference_files()], ids=lambda file: file.name)
def test_other_files_use_defined_terms(file: object) -> None:
    """A misspelt term in the shapes or the reference data would match nothing, silently."""
    graph = rdflib.Graph().parse(str(file))
    used = {str(node) for node in {*graph.all_nodes(), *graph.predicates()} if str(node).startswith(KG)}
    assert used - {KG} - {str(s) for s in _ontology().subjects()} == set()


def test_shapes_list_the_concepts_of_their_scheme() -> None:
    """An sh:in of concepts holds exactly those of the property's scheme."""
    from rdflib.collection import Collection

    shapes = rdflib.Graph().parse(ONTOLOGY / "shapes.ttl")
    concepts = {name for names in CONCEPTS.values() for name in names}
    seen: set[str] = set()
    for shape, items in shapes.subject_objects(URIRef(SH + "in")):
        names = {str(item).removeprefix(KG) for item in Collection(shapes, items)}
        if names <= concepts:
            fits = [scheme for scheme, listed in CONCEPTS.items() if set(listed) == names]
            assert fits, f"{shape} lists the concepts of no scheme: {sorted(names)}"
            seen.update(fits)
        else:
            assert names <= set(PROPERTIES), shape
    assert set(CONCEPTS) - seen == {"MediumScheme"}  # kg:medium holds the concept's label
