"""Reports of armed conflict, read into claims and joined into events. Offline and deterministic.

    import dateline
    for claim in dateline.read("Rebels took Orvenne on Sunday, the army said.", date="2031-03-03"):
        print(claim["type"], claim["trigger"], claim["place"])

`read` gives what one report claims, as `dateline read --format jsonl` has it. `Reader.read_batch` and `fuse` work on Arrow tables
(`pip install dateline[arrow]`); `Ledger` asks a file that `dateline add` made. `dateline.spark` and `dateline.ray` do the same on many
machines. A claim says that a report says so, never that it is so: docs/claims.md.
"""

from __future__ import annotations

import datetime as _datetime
import json as _json
import os as _os
import threading as _threading
from typing import TYPE_CHECKING, Any, Literal

from . import _dateline

if TYPE_CHECKING:
    import pyarrow
    from typing_extensions import TypedDict, Unpack

    class Asked(TypedDict, total=False):
        """The filters of a ledger's tables."""

        types: str | list[str] | None
        statuses: str | list[str] | None
        place: str | None
        party: str | None
        country: str | None
        start: str | _datetime.date | None
        end: str | _datetime.date | None
        outlet: str | None
        text: str | None
        min_confidence: float | None
        limit: int | None
        as_of: str | _datetime.date | None
        rule: str | None
        fields: str | None


__version__: str = _dateline.VERSION
__all__ = ["Ledger", "Reader", "fuse", "read", "resolve", "steps", "__version__"]

_ASKED = (
    "types", "statuses", "place", "party", "country", "start", "end", "outlet", "text", "min_confidence", "limit", "as_of",
    "rule", "fields",
)


def _day(day: str | _datetime.date | None) -> str | None:
    """A day as text; a moment is cut to its day."""
    if isinstance(day, _datetime.datetime):
        day = day.date()
    return day.isoformat() if isinstance(day, _datetime.date) else day


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise ImportError("tables need pyarrow; pip install dateline[arrow]") from error
    return pyarrow


class Reader:
    """A model, loaded once. It may be used from many threads; Python's lock is not held while it reads.

    model: a model file instead of the built-in one. gazetteer: a file that `dateline gazetteer import` made. resolve: whether to look
    up which days, places and parties the words mean. gate: whether to pass over reports that a cheap test says hold no claim.
    """

    def __init__(
        self,
        model: str | _os.PathLike[str] | None = None,
        *,
        gazetteer: str | _os.PathLike[str] | None = None,
        resolve: bool = True,
        gate: bool = False,
    ) -> None:
        self._reader = _dateline.Reader(model, gazetteer, resolve, gate)

    @property
    def name(self) -> str:
        """The model with its version, as claims name it in `made_by`."""
        return self._reader.name

    def __repr__(self) -> str:
        return f"<dateline.Reader {self.name}>"

    def record(
        self,
        text: str,
        *,
        date: str | _datetime.date | None = None,
        title: str | None = None,
        outlet: str | None = None,
        url: str | None = None,
        language: str | None = None,
        licence: str | None = None,
        id: str | None = None,
        min_confidence: float = 0.0,
    ) -> dict[str, Any]:
        """One report: `id`, `date`, `claims`, and `problems` with what was odd about it. A line of `--format jsonl`."""
        told = self._reader.record(text, _day(date), title, outlet, url, language, licence, id, min_confidence)
        record: dict[str, Any] = _json.loads(told)
        return record

    def read(
        self,
        text: str,
        *,
        date: str | _datetime.date | None = None,
        title: str | None = None,
        outlet: str | None = None,
        url: str | None = None,
        language: str | None = None,
        min_confidence: float = 0.0,
    ) -> list[dict[str, Any]]:
        """What one report claims, in the order of the text. `date` is the day of publication: without it "on Sunday" is no day."""
        record = self.record(
            text, date=date, title=title, outlet=outlet, url=url, language=language, min_confidence=min_confidence
        )
        claims: list[dict[str, Any]] = record["claims"]
        return claims

    def read_batch(
        self, reports: pyarrow.RecordBatch, *, jobs: int | None = None, texts: bool = False
    ) -> pyarrow.RecordBatch:
        """A table of reports to a table of coded reports: a row for each row, in its order, its claims nested in it.

        Columns in: `text`; if there are any, `id`, `date`, `title`, `outlet`, `url`, `language`, `licence`. A row that holds no report, or
        that cannot be read, comes out with a problem that says so. jobs: threads, all processors if not said. texts: whether the texts
        are handed on.
        """
        _pyarrow()
        batch: pyarrow.RecordBatch = self._reader.read_batch(reports, jobs or 0, texts)
        return batch


_shared: Reader | None = None
_making = _threading.Lock()


def _reader() -> Reader:
    """The built-in model, loaded when it is first wanted and once a process."""
    global _shared
    with _making:
        if _shared is None:
            _shared = Reader()
        return _shared


def read(
    text: str,
    *,
    date: str | _datetime.date | None = None,
    title: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    language: str | None = None,
    min_confidence: float = 0.0,
) -> list[dict[str, Any]]:
    """What one report claims, with the built-in model: see Reader.read."""
    return _reader().read(
        text, date=date, title=title, outlet=outlet, url=url, language=language, min_confidence=min_confidence
    )


def resolve(
    *,
    place: str | None = None,
    time: str | None = None,
    party: str | None = None,
    near: str | None = None,
    date: str | _datetime.date | None = None,
    country: str | list[str] | None = None,
    future: bool = False,
) -> dict[str, Any]:
    """Which place, which days, or which party a few words mean; where nobody can say, `unresolved` says why.

    resolve(place="Homs", near="Syria"); resolve(time="last Sunday", date="2024-12-07"); resolve(party="the army", country="SY",
    date="2024-12-07"). `date` is the day on which the words were written.
    """
    if sum(asked is not None for asked in (place, time, party)) != 1:
        raise TypeError("resolve one thing at a time; give one of place=, time=, party=")
    if place is not None:
        told = _dateline.place(place, near)
    elif time is not None:
        told = _dateline.time(time, _day(date), future)
    else:
        countries = [country] if isinstance(country, str) else list(country or [])
        told = _dateline.who(party or "", countries, _day(date))
    answer: dict[str, Any] = _json.loads(told)
    return answer


def fuse(coded: Any) -> pyarrow.Table:
    """Events of coded reports, in the order of their ids; the column `event` holds all of each, as JSON.

    coded: a table, record batch or reader of them, as Reader.read_batch makes them. A report that is there twice counts once. For
    what people decided about events, and to keep them, add the reports to a ledger: `dateline add`.
    """
    arrow = _pyarrow()
    if isinstance(coded, arrow.RecordBatch):
        coded = arrow.Table.from_batches([coded])
    events: pyarrow.Table = arrow.Table.from_batches([_dateline.fuse(coded)])
    return events


class Ledger:
    """A ledger's tables, to look at: what `dateline export` writes. Reads only, and opens the file anew for each question.

    Each table takes the filters of `dateline list`: types and statuses (one or a list), place, party and country, start and end
    (days on which it happened; of reports: published), outlet, text, min_confidence, limit; as_of (a day: what was known then), rule and
    fields (docs/figures.md). The answer is a pyarrow.Table; `.to_pandas()` makes a DataFrame of it.
    """

    def __init__(self, path: str | _os.PathLike[str]) -> None:
        _pyarrow()
        self._path = _os.fspath(path)
        self._ledger = _dateline.Ledger(path)

    def __repr__(self) -> str:
        return f"<dateline.Ledger {self._path}>"

    def _table(
        self, what: Literal["events", "claims", "figures", "control", "reports"], asked: Asked
    ) -> pyarrow.Table:
        whole: dict[str, Any] = dict.fromkeys(_ASKED)
        for name, wanted in asked.items():
            if name not in whole:
                raise TypeError(f"there is no filter {name!r}; these are: {', '.join(_ASKED)}")
            whole[name] = _day(wanted) if isinstance(wanted, _datetime.date) else wanted
        for name in ("types", "statuses"):
            words = whole[name]
            whole[name] = [words] if isinstance(words, str) else list(words or [])
        table: pyarrow.Table = self._ledger.table(what, whole).read_all()
        return table

    def events(self, **asked: Unpack[Asked]) -> pyarrow.Table:
        """A row an event. Without statuses: those that a claim says happened."""
        return self._table("events", asked)

    def claims(self, **asked: Unpack[Asked]) -> pyarrow.Table:
        """A row a claim, with its sentence."""
        return self._table("claims", asked)

    def figures(self, **asked: Unpack[Asked]) -> pyarrow.Table:
        """A row a number of people of an event, with its rule and all that is told."""
        return self._table("figures", asked)

    def control(self, **asked: Unpack[Asked]) -> pyarrow.Table:
        """A row a stretch of days in which one party holds a place, or it is contested."""
        return self._table("control", asked)

    def reports(self, **asked: Unpack[Asked]) -> pyarrow.Table:
        """A row a report, without its text."""
        return self._table("reports", asked)


from . import steps  # noqa: E402  (needs the names above)
