"""Mail (.eml, mbox): the plain text of a message, else its HTML; the subject is the title."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.utils import parseaddr

from kg.errors import InputError
from kg.read.html import fragment_text
from kg.read.jsonl import lines
from kg.read.records import Draft, Failure, Settings
from kg.read.sources import DOCUMENT_AT_MOST, Source

_HEADER = re.compile(rb"^[A-Za-z][A-Za-z0-9-]*:", re.MULTILINE)
_SIGNATURE = "\n-- \n"


def read_eml(source: Source, settings: Settings) -> Iterator[Draft]:
    """The article of one message. Raises InputError if it is no mail or has no text."""
    yield parse_mail(source.all_bytes())


def read_mbox(source: Source, settings: Settings) -> Iterator[Draft | Failure]:
    """The article of each message; a failure for each that has no text."""
    for number, message in enumerate(_messages(source), 1):
        try:
            yield parse_mail(message)._replace(line=number)
        except InputError as error:
            yield Failure(source.path, str(error), number)


def parse_mail(data: bytes) -> Draft:
    """The article of one message. Raises InputError if it is no mail or has no text."""
    if not data.strip():
        raise InputError("empty")
    if not _HEADER.match(data.lstrip()):
        raise InputError("no mail message")
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        text = _words(message)
        fields = {name: str(message.get(name, "")) for name in ("subject", "date", "from", "message-id")}
    except (ValueError, LookupError, IndexError, AttributeError, TypeError, RecursionError) as error:
        # The standard library's parser raises all of these on broken headers.
        raise InputError(f"a mail message that can't be read ({type(error).__name__})") from error
    if not text.strip():
        raise InputError("a mail message without text")
    return Draft(
        text=text.partition(_SIGNATURE)[0] or text,
        title=fields["subject"],
        id=fields["message-id"].strip(" <>\t"),
        published=fields["date"],
        publisher=parseaddr(fields["from"])[0],
    )


def _words(message: Message) -> str:
    assert isinstance(message, EmailMessage)
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = part.get_content()
    if not isinstance(content, str):
        return ""
    return fragment_text(content) if part.get_content_type() == "text/html" else content


def _messages(source: Source) -> Iterator[bytes]:
    """The messages of an mbox, one held at a time; a line "From " after a blank line begins the next."""
    held: list[bytes] = []
    size = 0
    blank = True
    with source.open() as stream:
        for line in lines(stream):
            if blank and line.startswith(b"From "):
                if held:
                    yield b"".join(held)
                held, size = [], 0
            elif size <= DOCUMENT_AT_MOST:
                held.append(line[1:] if line.startswith(b">From ") else line)
                size += len(line)
            blank = not line.strip()
    if held:
        yield b"".join(held)
