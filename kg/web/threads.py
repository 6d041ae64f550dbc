"""Work that reads the store, away from the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

from kg.errors import KgError

P = ParamSpec("P")
Result = TypeVar("Result")


async def in_thread(work: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
    """What `work` returns, done in a thread; raises its errors.

    A query's rows may be released only by the thread that made them, so an error leaves its traceback,
    which holds on to them, behind there.
    """

    def working() -> Result | KgError:
        try:
            return work(*args, **kwargs)
        except KgError as error:
            error.__cause__ = error.__context__ = None
            return error.with_traceback(None)

    found = await run_in_threadpool(working)
    if isinstance(found, KgError):
        raise found
    return found
