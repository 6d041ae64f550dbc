"""Leave given for a deal: "obtained approval for 24 jets", "got the nod", a request that has been cleared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.extract.transfers.frames import frames
from kg.extract.transfers.tense import is_done

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Token

CLEARED = re.compile(
    r"\b(?:g[ia]ven? (?:\w+ ){0,2}(?:the |its |a |their )?(?:\w+ )?(?:green[- ]light|go-ahead|nod|all-clear|blessing)|"
    r"green[- ]?lit|green[- ]light(?:ed|s)|determination approving|(?:has|have|had|was|were|been) cleared the|"
    r"sign(?:ed|s) off on|"
    r"wav(?:ed|es) (?:\S+ ){0,8}through|"
    r"(?:approv|authori[sz]|clear|releas)ed the (?:\w+ )?(?:expenditure|spending|outlay|funds|funding|money))\b"
)
_GETTING = frozenset("get obtain receive win secure gain have".split())
_LEAVE = frozenset("approval clearance permission nod go-ahead authorisation authorization assent consent".split())
_GRANTING = frozenset("grant accept".split())


def leave_got(verbs: Iterable[Token]) -> Token | None:
    """The verb that tells that leave was got: "won clearance from Congress for the jets"; else None."""
    for verb in verbs:
        if verb.lemma_.lower() in _GETTING and verb.tag_ != "VBG" and is_done(verb):
            got = (c for c in verb.children if c.dep_ == "dobj")
            if any(c.lemma_.lower() in _LEAVE and not any(d.lower_ == "no" for d in c.children) for c in got):
                return verb
    return None


def leave_for(request: Token) -> Token | None:
    """The verb that clears what a noun asks for: "a request, cleared in April"; else None."""
    granting = frames().stage["approved"] | _GRANTING
    verbs = [c for c in request.children if c.dep_ in ("acl", "relcl") and c.tag_ in ("VBN", "VBD")]
    if request.dep_ == "nsubjpass":
        verbs.append(request.head)
    return next((v for v in verbs if v.lemma_.lower() in granting and is_done(v)), None)
