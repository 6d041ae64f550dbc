"""What can go wrong, named for what is wrong; only the command line turns these into exit codes."""

from __future__ import annotations


class KgError(Exception):
    """Something the user can mend; the message says what is wrong and what to do next."""

    exit_code = 1


class InputError(KgError):
    """An input that can't be read or is not what it claims to be."""


class UsageError(KgError):
    """A name, path, parameter or setting that does not exist or does not fit."""

    exit_code = 2


class QueryError(KgError):
    """A query file that does not parse."""

    exit_code = 3


class StoreError(KgError):
    """A store that is locked, read-only, full or out of reach."""

    exit_code = 4


class TimeLimitError(KgError):
    """A query that ran past its time limit."""

    exit_code = 124
