"""Holds what destinations took against what they had to be told."""
import json
from collections import Counter
from dataclasses import dataclass, field

from edges import decoded, edges_of, facts_of


@dataclass
class Taken:
    """One message that a destination took."""
    document: dict
    at_s: float                # when
    router: int | None = None  # the process that brought it, where that is known

    @property
    def name(self):
        d = self.document
        return (d["edge"], d["kind"], d["dimension"], id_of(d["at_id"]))

    @property
    def repeats(self):
        return (self.document["id"], self.name)


@dataclass
class Segment:
    """A stream from its making to its deletion. Of each group: how many of its entries were
    acknowledged then, and how many were handed out."""
    entries: list = field(default_factory=list)  # (ID, fields)
    ends: dict | None = None                     # None: it was not deleted


def id_of(text):
    ms, seq = text.split("-")
    return int(ms), int(seq)


class Facts:
    """Of all entries of a segment, found once for all destinations."""

    def __init__(self, segment, born):
        self.segment = segment
        self.entries = decoded(segment.entries)
        self.first = next((i for i, e in enumerate(self.entries) if e.id > born), len(self.entries))
        self.facts = [facts_of(self.entries, i) if i >= self.first else None
                      for i in range(len(self.entries))]

    def steps(self, destination, told):
        """Yields, for 0, 1, 2… of its entries: the number, the edges of that entry, and what is told
        then."""
        yield self.first, [], told
        for i in range(self.first, len(self.entries)):
            told = dict(told)
            edges = edges_of(destination, self.facts[i], self.entries[i].id, told)
            yield i + 1, edges, told


class Faults:
    """What is wrong, as sentences."""

    def __init__(self):
        self.sentences, self.stories = [], []
        self.counts = Counter()

    def add(self, kind, what):
        self.counts[kind] += 1
        if len(self.sentences) < 40:
            self.sentences.append(f"{kind}: {what}")


def first_of_each(messages):
    seen, first = set(), []
    for message in messages:
        if message.repeats not in seen:
            seen.add(message.repeats)
            first.append(message)
    return first


def takes(names, at, edges):
    """Returns where the names go on behind those of an entry's edges, which stand in any order of
    dimensions; None where they are others."""
    here = names[at:at + len(edges)]
    return at + len(edges) if sorted(here, key=repr) == sorted((e.name for e in edges), key=repr) \
        else None


@dataclass
class State:
    """What may hold at a point of a stream: what is told, how many messages were taken until then,
    and which edges they are of."""
    told: dict
    at: int
    edges: tuple = ()

    @property
    def name(self):
        return tuple(sorted(self.told.items())), self.at


def behind(facts, destination, state, names):
    """All that may hold behind a segment. What was handed out and not acknowledged when the stream
    was deleted may have been told or not, and what was told may have been saved or not."""
    count = len(facts.entries)
    least, most = (count, count) if facts.segment.ends is None else \
        facts.segment.ends.get(destination.name, (0, 0))
    least, most = max(least, facts.first), max(most, facts.first)
    at, taken, kept, found = state.at, state.edges, [], []
    for number, edges, told in facts.steps(destination, state.told):
        at, taken = takes(names, at, edges), taken + tuple(edges)
        if at is None or number > most:
            break
        if number >= least:
            kept.append(told)
            found += [State(saved, at, taken) for saved in kept]
    return found


def check_stream(key, all_facts, destination, messages, faults):
    """Returns the edges that were due, as far as that is known."""
    names = [message.name for message in first_of_each(messages)]
    states = [State({}, 0)]
    for facts in all_facts:
        found = [s for state in states for s in behind(facts, destination, state, names)]
        states = list({state.name: state for state in found}.values())
    whole = [state for state in states if state.at == len(names)]
    if whole:
        return whole[0].edges
    explain(key, all_facts, destination, names, faults)
    faults.stories += story(key, all_facts, destination, messages)
    return ()


def explain(key, all_facts, destination, names, faults):
    """Says what is wrong, as well as that can be said."""
    told, due = {}, []
    for facts in all_facts:
        for _, edges, told in facts.steps(destination, told):
            due += [edge.name for edge in edges]
    where = f"{destination.name} {key}"
    for name in due:
        if name not in names:
            faults.add("missing", f"{where} {name}")
    for name in names:
        if name not in due:
            faults.add("false", f"{where} {name}")
    if sorted(due, key=repr) == sorted(names, key=repr):
        faults.add("order", f"{where}: {names} instead of {due}")


def story(key, all_facts, destination, messages):
    """What was written, due and taken, in the order of entries."""
    told, lines = {}, [f"{destination.name} {key}"]
    for facts in all_facts:
        for number, edges, told in facts.steps(destination, told):
            entry = facts.entries[number - 1] if number else None
            taken = [f"{m.document['edge']} {m.document['dimension']} {m.document['id'][:6]} "
                     f"{m.at_s:.2f} by {m.router}"
                     for m in messages if entry and m.name[3] == entry.id and number > facts.first]
            said = {n: r.severity for n, r in entry.readings.items() if n != "always"} \
                if entry and entry.readings else None
            lines.append(f"  {number} {entry and entry.id[0]} {said} due "
                         f"{[f'{e.edge} {e.dimension}' for e in edges]} taken {taken}")
        lines.append(f"  deleted: {facts.segment.ends}")
    return lines


def check_repeats(destination, messages, losses, lease_s, faults):
    """A message comes again only where its commit cannot have happened: its router, or Redis, failed
    between the two, or its lease can have ended, as on a machine that is too busy: what is left of it
    when something is sent is a fifth at least, and few may come so. `losses` are (from, until, process
    or None)."""
    first, count, outlived = {}, 0, []
    for message in messages:
        before = first.setdefault(message.repeats, message)
        if before is message:
            continue
        count += 1
        failed = any(until >= before.at_s and begin <= message.at_s and
                     (who is None or before.router in (None, who)) for begin, until, who in losses)
        what = (f"{destination.name} {message.document['tenant']} {message.name} at {before.at_s:.2f} "
                f"by {before.router} and {message.at_s:.2f} by {message.router}")
        if not failed and message.at_s - before.at_s >= lease_s / 5:
            outlived.append(what)
        elif not failed:
            faults.add("repeated", what)
        first[message.repeats] = message
    if len(outlived) > max(3, len(messages) // 30):
        for what in outlived:
            faults.add("repeated", what)
    return count


def check_ids(destination, messages, faults):
    """One incident has one id, which no other has; one alert one key."""
    incidents, keys = {}, {}
    for message in messages:
        d = message.document
        alert = (d["stream"], d["kind"], d["dimension"])
        if keys.setdefault(d["key"], alert) != alert:
            faults.add("key", f"{destination.name} {alert} and {keys[d['key']]} share {d['key']}")
        if d["edge"] in ("firing", "no_data", "stale"):
            incident = alert + (id_of(d["at_id"]),)
            if incidents.setdefault(d["id"], incident) != incident:
                faults.add("id", f"{destination.name} {incident} and {incidents[d['id']]}")
    for message in messages:
        d = message.document
        incident = incidents.get(d["id"])
        if incident is None or incident[:3] != (d["stream"], d["kind"], d["dimension"]):
            faults.add("id", f"{destination.name} {d['tenant']} {message.name}: of no incident")


def check_fields(destination, message, by_edge, faults):
    """What a document says of its entry."""
    d, edge = message.document, by_edge.get((message.document["stream"],) + message.name)
    if edge is None:
        return
    reading = edge.reading
    said = {"schema": d["schema"], "destination": d["destination"], "since_id": id_of(d["since_id"]),
            "value": d["value"], "baseline": d["baseline"], "z_score": d["z_score"]}
    due = {"schema": "driftop.alert/1", "destination": destination.name, "since_id": edge.since,
           "value": reading.value if reading else None,
           "baseline": reading.baseline if reading else None, "z_score": reading.z if reading else None}
    if edge.severity:
        said, due = said | {"severity": d["severity"]}, due | {"severity": edge.severity}
    if said != due:
        faults.add("field", f"{destination.name} {d['tenant']} {message.name}: " + ", ".join(
            f"{k} {said[k]} instead of {due[k]}" for k in due if said[k] != due[k]))


def document_of(line):
    return json.loads(line)
