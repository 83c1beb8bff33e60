"""What a destination has to be told of a stream, slow and plain, entry by entry from its beginning.

Written from the rules alone, on the reference of the verdict. An alert is a kind and a dimension of
one stream at one destination; what was told of it changes with an entry, and each change is an edge.
"""
import os
import sys
from dataclasses import dataclass, field

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "judge"))

from reference import (BAD, QUESTION_ENTRIES, STATE_ENTRIES, WORSE, Known, account_of,  # noqa: E402
                       alternatives_of, decode, reports_of, rule_readings, state_and_missing,
                       usual_gap, windows_repeat)

ROUTE_RULES = {"warn": (3, 5, 3), "degraded": (2, 3, 2)}
LEVELS = ("degraded", "warn")


# --- What the newest entries say, whoever is told -----------------------------------------------

@dataclass
class Fact:
    """Of one dimension. `readings` are the known ones as (ID, severity), `named` whether each
    report that names it has no data, as (ID, bool); `missing_since` is the first report without it,
    where it does not come and nothing else does in its place."""
    readings: list
    named: list
    stale: bool
    missing_since: tuple | None
    here: bool
    own: object


def further(near, entries):
    """The 256 newest entries where the near ones leave a question: windows are told again and
    again, or a name did not come with the last three readable ones."""
    readable = [entry for entry in near if entry.readings is not None]
    late = set().union(*(entry.readings for entry in readable[-3:]))
    missing = set().union(*(entry.readings for entry in readable)) - late
    return entries[-QUESTION_ENTRIES:] if windows_repeat(near) or missing else near


def fact_of(name, near, far, reports):
    alternatives = alternatives_of(name, reports)
    account = account_of(name, Known(near, True), alternatives)
    record = account_of(name, Known(far, True), alternatives)
    known = rule_readings(account, record, near, far)
    last_known = account.known[-1].severity if account.known else None
    state, missing = state_and_missing(name, account, usual_gap(record.words), last_known)
    named = [(r.id, not r.readings[name].known) for r in reports if name in r.readings]
    gone = missing > 0 and state != "superseded"
    return Fact([(word.report.id, word.severity) for word in known], named, state == "stale",
                reports[-missing].id if gone else None, name in reports[-1].readings,
                reports[-1].readings.get(name))


def facts_of(entries, index):
    """By dimension; nothing of an entry that is no report, or says again what was said."""
    near = entries[max(0, index + 1 - STATE_ENTRIES):index + 1]
    far = further(near, entries[:index + 1])
    reports = reports_of(near)
    if not reports or reports[-1] is not near[-1]:
        return {}
    names = sorted({name for report in reports for name in report.readings})
    return {name: fact_of(name, near, far, reports) for name in names}


# --- One machine --------------------------------------------------------------------------------

@dataclass
class Opening:
    at: tuple
    since: tuple
    bad: int
    of: int


def opening(readings, rule):
    """`readings` are (ID, bad). Returns how it opened where it is open at the end, else None."""
    k, n, m = rule
    opened, looked_at, good = None, [], 0
    for entry_id, bad in readings:
        good = 0 if bad else good + 1
        if opened is None:
            looked_at.append((entry_id, bad))
            last = looked_at[-n:]
            count = sum(is_bad for _, is_bad in last)
            if bad and count >= k:
                opened = Opening(entry_id, next(i for i, is_bad in last if is_bad), count, len(last))
        elif good >= m:
            opened, looked_at = None, []
    return opened


def stays_open(readings, rule):
    """What was told open closes by good ones in a row alone."""
    last = [bad for _, bad in readings[-rule[2]:]]
    return len(last) < rule[2] or any(last)


# --- A destination ------------------------------------------------------------------------------

@dataclass(frozen=True)
class Alert:
    """That is open. `level` is None of kinds without one."""
    level: str | None
    opened: tuple
    since: tuple


@dataclass(frozen=True)
class Edge:
    edge: str
    kind: str
    dimension: str
    at: tuple
    opened: tuple
    since: tuple
    severity: str | None = None
    reading: object = field(default=None, compare=False)

    @property
    def name(self):
        return (self.edge, self.kind, self.dimension, self.at)


@dataclass(frozen=True)
class Destination:
    name: str
    severity: str = "warn"
    rules: tuple = tuple(ROUTE_RULES.items())

    @property
    def kinds(self):
        """What is no level is as grave as a warning."""
        return ("threshold", "no_data", "stale") if self.severity == "warn" else ("threshold",)

    def rule(self, level):
        return dict(self.rules)[level]

    @property
    def levels(self):
        return LEVELS if self.severity == "warn" else ("degraded",)


def is_bad_at(level):
    return lambda severity: severity in BAD and WORSE[severity] >= WORSE[level]


def level_now(destination, fact, before):
    """Returns the highest level that is open, and how that opened by the readings alone."""
    for level in destination.levels:
        readings = [(i, is_bad_at(level)(severity)) for i, severity in fact.readings]
        rule = destination.rule(level)
        opened = opening(readings, rule)
        told = before is not None and WORSE[before.level] >= WORSE[level]
        if opened or (told and stays_open(readings, rule)):
            return level, opened
    return None, None


THRESHOLD_EDGES = {(None, "warn"): "firing", (None, "degraded"): "firing",
                   ("warn", "degraded"): "worse", ("degraded", "warn"): "eased",
                   ("warn", None): "resolved", ("degraded", None): "resolved"}


def threshold(destination, fact, before):
    """Returns the name of the edge, or None, and the alert behind it."""
    level, opened = level_now(destination, fact, before)
    edge = THRESHOLD_EDGES.get((before.level if before else None, level))
    if level is None:
        return edge, None
    if before is None:
        return edge, Alert(level, opened.at, opened.since)
    return edge, Alert(level, before.opened, before.since)


def no_data(destination, fact, before):
    opened = opening(fact.named, destination.rule("warn"))
    if before is None:
        newest_has_none = fact.here and fact.named[-1][1]
        if opened and newest_has_none:
            return "no_data", Alert(None, opened.at, opened.since)
        return None, None
    if opened or stays_open(fact.named, destination.rule("warn")):
        return None, before
    return "back", None


def stale(entry_id):
    def follow(_, fact, before):
        if before is not None:
            return (None, before) if fact.missing_since else ("back", None)
        if fact.stale:
            return "stale", Alert(None, entry_id, fact.missing_since)
        return None, None
    return follow


def edges_of(destination, facts, entry_id, told):
    """Changes `told`, by (kind, dimension), and returns the edges of an entry, in no order."""
    edges = []
    follows = {"threshold": threshold, "no_data": no_data, "stale": stale(entry_id)}
    for name, fact in facts.items():
        for kind in destination.kinds:
            follow = follows[kind]
            before = told.pop((kind, name), None)
            edge, after = follow(destination, fact, before)
            if after:
                told[kind, name] = after
            if edge:
                alert = before or after
                level = (after or before).level
                edges.append(Edge(edge, kind, name, entry_id, alert.opened, alert.since, level,
                                  fact.own))
    return edges


def decoded(entries):
    return [decode(entry_id, fields) for entry_id, fields in entries]
