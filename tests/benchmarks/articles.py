"""Article-shaped data of any size: the same number gives the same N-Quads."""

from __future__ import annotations

import random
from collections.abc import Iterator

from kg.vocab import BASE, DCTERMS, KG, OA, PROV, RDF, RDFS, SKOS, XSD, article_iri

STATES = (
    "USA RUS CHN FRA DEU GBR ISR KOR TUR IND PAK UKR POL ITA ESP SWE NOR DNK NLD BEL CZE ROU BGR GRC EGY SAU ARE QAT "
    "KWT OMN JOR IRQ IRN KAZ ARM AZE GEO SRB HRV HUN AUT CHE PRT CAN MEX BRA ARG CHL PER COL VEN JPN TWN PHL VNM THA "
    "IDN MYS SGP AUS NZL ZAF NGA KEN ETH MAR DZA TUN AGO SEN"
).split()
WEAPONS = (
    "igla-s f-16-fighting-falcon rafale s-400-triumf bayraktar-tb2 javelin type-26-frigate k2-black-panther mig-29 "
    "himars patriot su-30 leopard-2a4 gripen spike-lr2 aim-120-amraam mi-35 f-35-lightning-ii jf-17-thunder fa-50"
).split()
_ACTS = "assert deny accuse threaten promise warn demand".split()
_STATUS = "considered approved ordered delivering delivered cancelled".split()
_WORDS = (
    "defence ministry said that deliveries of the new system would begin next year while talks on a second batch "
    "continue and officials deny any delay in the programme despite reports from the region about costs and range"
).split()
PEOPLE = 4_000
QUADS = 118
"""About so many an article."""


def article(number: int) -> tuple[str, bytes]:
    """An article's IRI and its N-Quads: five statements, two transfers, an exercise, their evidence."""
    chance = random.Random(number)
    iri = article_iri(f"n{number:07}")
    lines = [line for part in (_head, _statements, _transfers, _exercise) for line in part(iri, number, chance)]
    return iri, "".join(f"{line} <{iri}> .\n" for line in lines).encode()


def articles(count: int) -> Iterator[tuple[str, bytes]]:
    """The first articles, in order."""
    return map(article, range(count))


def _head(iri: str, number: int, chance: random.Random) -> Iterator[str]:
    day = f"{2015 + number % 11}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    yield f"<{iri}> <{RDF}type> <{KG}Article>"
    yield f'<{iri}> <{DCTERMS}identifier> "n{number:07}"'
    yield f'<{iri}> <{DCTERMS}title> "{_text(chance, 8)}"'
    yield f'<{iri}> <{DCTERMS}issued> "{day}"^^<{XSD}date>'
    yield f'<{iri}> <{DCTERMS}publisher> "Publisher {number % 40}"'
    yield f'<{iri}> <{KG}inputHash> "{number:064x}"'
    yield f'<{iri}> <{KG}extractorVersion> "benchmark"'
    yield f'<{iri}> <{KG}text> "{_text(chance, 150)}"'
    for state in sorted({_state(chance) for _ in range(4)}):
        yield f"<{iri}> <{KG}mentions> <{BASE}country/{state}>"


def _statements(iri: str, number: int, chance: random.Random) -> Iterator[str]:
    for n in range(1, 6):
        state, person = _state(chance), chance.randrange(PEOPLE)
        speaker = f"{BASE}person/{state}/person-{person}"
        fact = f"{iri}/statement/{n}"
        yield f"<{iri}> <{KG}mentions> <{speaker}>"
        for kind in ("Person", "Actor"):
            yield f"<{speaker}> <{RDF}type> <{KG}{kind}>"
        yield f'<{speaker}> <{RDFS}label> "Person {person} of {state}"'
        yield f'<{speaker}> <{SKOS}altLabel> "Person {person}"'
        yield f"<{speaker}> <{KG}country> <{BASE}country/{state}>"
        yield f"<{fact}> <{RDF}type> <{KG}Statement>"
        yield f"<{fact}> <{KG}speaker> <{speaker}>"
        yield f'<{fact}> <{KG}speakerLabel> "Person {person}"'
        yield f'<{fact}> <{KG}content> "{_text(chance, 14)}"'
        yield f"<{fact}> <{KG}form> <{KG}direct>"
        yield f"<{fact}> <{KG}speechAct> <{KG}{chance.choice(_ACTS)}>"
        yield f"<{fact}> <{KG}about> <{BASE}country/{_state(chance)}>"
        yield from _common(iri, fact, chance, "content")


def _transfers(iri: str, number: int, chance: random.Random) -> Iterator[str]:
    for n in (1, 2):
        fact, supplier, recipient = f"{iri}/transfer/{n}", _state(chance), _state(chance)
        item = f"{fact}/item/1"
        yield f"<{fact}> <{RDF}type> <{KG}ArmsTransfer>"
        for role, state in (("supplier", supplier), ("recipient", recipient)):
            yield f"<{fact}> <{KG}{role}> <{BASE}country/{state}>"
            yield f"<{fact}> <{KG}{role}State> <{BASE}country/{state}>"
        yield f"<{fact}> <{KG}status> <{KG}{chance.choice(_STATUS)}>"
        yield f'<{fact}> <{KG}date> "{2005 + number % 21}-{number % 12 + 1:02}"^^<{XSD}gYearMonth>'
        yield f"<{fact}> <{KG}item> <{item}>"
        yield f"<{item}> <{RDF}type> <{KG}TransferItem>"
        yield f"<{item}> <{KG}weapon> <{BASE}weapon/{chance.choice(WEAPONS)}>"
        yield f'<{item}> <{KG}quantity> "{chance.randrange(1, 300)}"^^<{XSD}integer>'
        yield from _common(iri, fact, chance, "quantity")


def _exercise(iri: str, number: int, chance: random.Random) -> Iterator[str]:
    fact = f"{iri}/exercise/1"
    yield f"<{fact}> <{RDF}type> <{KG}MilitaryExercise>"
    yield f'<{fact}> <{KG}name> "Exercise {number % 500}"'
    for state in sorted({_state(chance) for _ in range(3)}):
        yield f"<{fact}> <{KG}participant> <{BASE}country/{state}>"
    yield f'<{fact}> <{KG}startDate> "{2005 + number % 21}-{number % 12 + 1:02}-03"^^<{XSD}date>'
    yield f"<{fact}> <{KG}status> <{KG}completed>"
    yield from _common(iri, fact, chance, "name")


def _common(iri: str, fact: str, chance: random.Random, supports: str) -> Iterator[str]:
    start = chance.randrange(900)
    evidence = f"{fact}#char={start},{start + 60}"
    yield f'<{fact}> <{KG}confidence> "{chance.randrange(40, 99) / 100}"^^<{XSD}decimal>'
    yield f'<{fact}> <{KG}extractor> "benchmark/rule"'
    yield f"<{fact}> <{PROV}wasDerivedFrom> <{evidence}>"
    yield f"<{evidence}> <{RDF}type> <{KG}Evidence>"
    yield f"<{evidence}> <{PROV}wasQuotedFrom> <{iri}>"
    yield f'<{evidence}> <{OA}start> "{start}"^^<{XSD}integer>'
    yield f'<{evidence}> <{OA}end> "{start + 60}"^^<{XSD}integer>'
    yield f'<{evidence}> <{OA}exact> "{_text(chance, 10)}"'
    yield f"<{evidence}> <{KG}supports> <{KG}{supports}>"


def _state(chance: random.Random) -> str:
    """Few states are in most of the news."""
    return STATES[int(len(STATES) * chance.random() ** 2)]


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))
