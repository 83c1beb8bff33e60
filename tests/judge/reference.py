"""The verdict, slow and plain: what driftop says of a tenant, as functions of its entries and now.

This is written from the rules alone and shares nothing with the program that it judges. Entries
stand oldest first. Times are epoch milliseconds; None is unknown. A severity is one of "ok",
"warn", "degraded" and "no_data".
"""
import json
import math
import re
from dataclasses import dataclass, field
from datetime import datetime, timezone
from statistics import median, pstdev

SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000

STATE_ENTRIES = 64      # a state is made from so many
QUESTION_ENTRIES = 256  # a question is answered from so many
FORGET = 7 * DAY

BAD = ("warn", "degraded")
WORSE = {"ok": 0, "no_data": 1, "warn": 2, "degraded": 3}
RANK = {"ok": 0, "superseded": 0, "empty": 1, "stale": 2, "no_data": 3, "warn": 4, "silent": 5,
        "degraded": 6}

WORDS = {word: severity for severity, words in {
    "ok": "ok info healthy normal pass", "warn": "warn warning",
    "degraded": "degraded critical error fatal"}.items() for word in words.split()}


# --- 1. One reading ---------------------------------------------------------------------------

@dataclass
class Reading:
    severity: str
    value: float | None = None
    baseline: float | None = None
    z: float | None = None

    @property
    def known(self):
        return self.severity != "no_data"

    @property
    def bad(self):
        return self.severity in BAD


@dataclass
class Entry:
    """`readings` is None where the entry is no report, `content` what makes two entries equal."""
    id: tuple
    ws: int | None
    we: int | None
    content: object
    readings: dict | None

    @property
    def ms(self):
        return self.id[0]


NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*")


def number(value):
    if isinstance(value, str) and NUMBER.fullmatch(value):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) else None


def severity_of(word, name, degraded, warned, value):
    """The lists are None where the entry has no such field."""
    listed = "degraded" if name in (degraded or []) else "warn" if name in (warned or []) else None
    text = word.strip().lower() if isinstance(word, str) else ""
    if text:
        severity = WORDS.get(text) or listed or "warn"
    elif listed:
        severity = listed
    else:
        severity = "no_data" if degraded is None and warned is None else "ok"
    return "no_data" if severity == "ok" and value is None else severity


def readings_of(dimensions, degraded, warned):
    if not isinstance(dimensions, list):
        return None
    readings = {}
    for item in dimensions:
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            continue
        name, value = item["name"], number(item.get("value"))
        severity = severity_of(item.get("severity"), name, degraded, warned, value)
        reading = Reading(severity, value, number(item.get("baseline")), number(item.get("z_score")))
        if name not in readings or WORSE[severity] > WORSE[readings[name].severity]:
            readings[name] = reading
    return readings


def time_of(text):
    """ISO 8601; without an offset it is local, and the tests are in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return round(moment.timestamp() * 1_000_000) // 1000


def names_in(text, separator):
    return None if text is None else [name for name in text.split(separator) if name]


def decode(entry_id, fields):
    """An entry of a stream, of either dialect."""
    original = "report" in fields and "dims" not in fields
    dims = fields.get("report" if original else "dims")
    separator = "," if original else "|"
    ws = fields.get("window_start" if original else "ws")
    we = fields.get("window_end" if original else "we")
    try:
        dimensions = json.loads(dims)
    except (TypeError, ValueError):
        dimensions = None
    readings = readings_of(dimensions, names_in(fields.get("degraded"), separator),
                           names_in(fields.get("warned"), separator))
    return Entry(entry_id, time_of(ws), time_of(we), (ws, we, dims), readings)


def decode_line(entry_id, line):
    """A line of a JSONL sink."""
    ws, we, dimensions = line["window_start"], line["window_end"], line["dimensions"]
    return Entry(entry_id, time_of(ws), time_of(we), (ws, we, json.dumps(dimensions)),
                 readings_of(dimensions, line.get("degraded"), line.get("warned")))


def reports_of(entries):
    """The reports that are readings: neither unreadable ones nor repetitions, which only times
    tell from a report that says the same again."""
    seen, reports = set(), []
    for entry in entries:
        timed = entry.ws is not None or entry.we is not None
        if entry.readings is not None and not (timed and entry.content in seen):
            reports.append(entry)
        seen.add(entry.content)
    return reports


# --- 2. Presence ------------------------------------------------------------------------------

def family(name):
    return name.rpartition(".")[0] or name


def alternatives_of(name, reports):
    """The names of its family that no known report holds together with it."""
    together = set().union(*(report.readings for report in reports if name in report.readings))
    others = set().union(*(report.readings for report in reports)) - together
    return {other for other in others if family(other) == family(name)}


@dataclass
class Word:
    """What one report says of a dimension: `own` reading, or what follows from its alternatives:
    "ok", "nothing" or "no_data"."""
    report: Entry
    own: Reading | None
    implied: str | None = None

    @property
    def severity(self):
        """Of the known reading that it is; None where it is none."""
        if self.own:
            return self.own.severity if self.own.known else None
        return "ok" if self.implied == "ok" else None

    @property
    def no_data(self):
        return not self.own.known if self.own else self.implied == "no_data"


def word_of(report, name, alternatives):
    """None is a hole."""
    if name in report.readings:
        return Word(report, report.readings[name])
    others = [report.readings[other].severity for other in alternatives if other in report.readings]
    if not others:
        return None
    known = [severity for severity in others if severity != "no_data"]
    if not known:
        return Word(report, None, "no_data")
    return Word(report, None, "ok" if all(s == "ok" for s in known) else "nothing")


def usual_gap(words):
    """`words` has one for each report. None where no gap is known."""
    at = [i for i, word in enumerate(words) if word]
    gaps = sorted(b - a for a, b in zip(at, at[1:]))
    if not gaps:
        return None
    return gaps[-2] if len(gaps) >= 4 else gaps[-1]


def is_renamed(name, reports):
    here = [name in report.readings for report in reports]
    p = len(here) - 1 - here[::-1].index(True)
    if p < 2 or not all(here[:p + 1]) or p + 1 == len(reports):
        return False
    known = [report.readings[name] for report in reports[:p + 1] if report.readings[name].known]
    if known and known[-1].bad:
        return False
    before = {n for report in reports[:p + 1] for n in report.readings}
    after = {n for report in reports[p + 1:] for n in report.readings}
    left = {n for n in reports[p].readings if n not in after}
    new = {n for n in reports[p + 1].readings if n not in before}
    go_on = all(n in report.readings for n in new for report in reports[p + 1:])
    return len(new) == len(left) and go_on


# --- 3. Silence -------------------------------------------------------------------------------

def steps_of(entries):
    """Between the beginnings of groups of arrivals."""
    begins = []
    for before, entry in zip([None] + entries, entries):
        if before:
            gap = entry.ms - before.ms
            known = entry.we is not None and before.we is not None
            step = abs(entry.we - before.we) if known else 0
            if gap < SECOND or gap < step / 10:
                continue
        begins.append(entry.ms)
    return [b - a for a, b in zip(begins, begins[1:])]


def silent_after(entries):
    """How old the newest entry may become."""
    steps = sorted(steps_of(entries))
    if len(steps) >= 4:
        usual = steps[math.ceil(0.9 * len(steps)) - 1]
    else:
        lengths = [e.we - e.ws for e in entries if e.ws is not None and e.we is not None]
        moves = [abs(b.we - a.we) for a, b in zip(entries, entries[1:])
                 if a.we is not None and b.we is not None]
        known = steps[-1:]
        known += [min(median(lengths), 24 * HOUR)] if lengths else []
        known += [median(moves)] if moves and not steps else []
        usual = max(known, default=0)
    if usual <= 0:
        return HOUR
    return max(3 * MINUTE, usual + min(2 * usual, 6 * HOUR))


def pauses_as_usual(entries, now, limit):
    """Looks at all entries of the stream, not at the newest alone."""
    times = [entry.ms for entry in entries]

    def was_quiet(moment):
        before = [t for t in times if t <= moment]
        return before and moment - before[-1] > limit

    return all(was_quiet(now - days * DAY) and
               any(now - days * DAY < t <= now - (days - 1) * DAY for t in times)
               for days in (1, 2))


# --- 4. Since ---------------------------------------------------------------------------------

def run_begin(items, holds, complete):
    """The time of the oldest of the newest unbroken run; None where it may have begun before what
    is known. `items` is a list of (time, what)."""
    begin = None
    for ms, what in reversed(items):
        if not holds(what):
            return begin
        begin = ms
    return begin if complete else None


def first_after(words, reports, last, matters, complete):
    """The time of the first report after report number `last` (-1: before all) that matters."""
    at = [r.ms for r, word in list(zip(reports, words))[last + 1:] if matters(word)]
    return at[0] if at and (last >= 0 or complete) else None


# --- 5. Rules K/N/M ---------------------------------------------------------------------------

DEFAULT_RULES = {"warn": (2, 3, 2), "degraded": (1, 1, 2)}


@dataclass
class Alert:
    state: str = "normal"
    severity: str | None = None
    since: int | None = None

    @property
    def open(self):
        return self.state in ("firing", "recovering")

    @property
    def order(self):
        """The highest open level, firing before recovering, else pending."""
        return (WORSE[self.severity] if self.open else 0,
                ("normal", "pending", "recovering", "firing").index(self.state))


def one_for_each_window(words):
    """Of the known readings that share a window start the newest one stands."""
    last = {word.report.ws: i for i, word in enumerate(words)}
    return [word for i, word in enumerate(words)
            if word.report.ws is None or last[word.report.ws] == i]


def opened_at(severities, level, rule):
    """Returns the number of the reading that opened the level, or None where it is closed."""
    k, n, m = rule
    opened, since_closing, good = None, [], 0
    for i, severity in enumerate(severities):
        bad = severity in BAD and WORSE[severity] >= WORSE[level]
        good = 0 if bad else good + 1
        if opened is None:
            since_closing.append(bad)
            if bad and sum(since_closing[-n:]) >= k:
                opened = i
        elif good >= m:
            opened, since_closing = None, []
    return opened


def alert_of(words, rules):
    """`words` are known readings, oldest first."""
    if not words:
        return Alert()
    severities = [word.severity for word in words]
    newest = severities[-1]
    for level in ("degraded", "warn"):
        opened = opened_at(severities, level, rules[level])
        if opened is not None:
            firing = newest in BAD and WORSE[newest] >= WORSE[level]
            return Alert("firing" if firing else "recovering", level, words[opened].report.ms)
    if newest not in BAD:
        return Alert()
    begin = run_begin([(w.report.ms, w.severity) for w in words], lambda s: s in BAD, True)
    return Alert("pending", newest, begin)


# --- 6. Flapping ------------------------------------------------------------------------------

@dataclass
class Flapping:
    changes: int
    bad: int
    readings: int
    since: int
    last: int
    current: bool


def flapping_of(words):
    """The newest stretch of at least 4 changes at most 5 readings apart; None where there is none.
    """
    severities = [word.severity for word in words]
    changes = [i for i in range(1, len(words)) if severities[i] != severities[i - 1]]
    stretches = []
    for i in changes:
        if stretches and i - stretches[-1][-1] <= 5:
            stretches[-1].append(i)
        else:
            stretches.append([i])
    for stretch in reversed(stretches):
        if len(stretch) >= 4:
            inside = severities[stretch[0] - 1:stretch[-1] + 1]
            return Flapping(len(stretch), sum(s in BAD for s in inside), len(inside),
                            words[stretch[0]].report.ms, words[stretch[-1]].report.ms,
                            len(words) - 1 - stretch[-1] <= 5)
    return None


# --- 7. Not back ------------------------------------------------------------------------------

def spread(values):
    middle = median(values)
    deviation = median(abs(value - middle) for value in values)
    return max(1.4826 * deviation, pstdev(values) / 2)


@dataclass
class NotBack:
    value: float
    baseline: float | None
    since: int


def incidents(readings):
    """Groups of bad ones with at most single oks between them, as lists of numbers."""
    groups = []
    for i, (_, reading) in enumerate(readings):
        if reading.bad:
            if groups and i - groups[-1][-1] <= 2:
                groups[-1].append(i)
            else:
                groups.append([i])
    return [group for group in groups if len(group) >= 2]


def not_back_of(reports, name):
    """Of a dimension that is ok and present now."""
    readings = [(report.ms, report.readings[name]) for report in reports
                if name in report.readings and report.readings[name].known
                and report.readings[name].value is not None]
    for incident in reversed(incidents(readings)):
        before = [r for _, r in readings[:incident[0]] if not r.bad][-20:]
        if len(before) < 5:
            return None
        reference, s = median(r.value for r in before), spread([r.value for r in before])
        shift = median(readings[i][1].value for i in incident) - reference
        if abs(shift) <= 4 * s:  # no shift is none, also where all values are equal
            continue
        tolerance = max(2 * s, abs(shift) / 3)
        near = [(r.value - reference) * math.copysign(1, shift) <= tolerance
                for _, r in readings[incident[-1] + 1:] if not r.bad]
        threes = [near[i:i + 3] for i in range(len(near) - 2)] or [near[-1:] * 2]
        if any(sum(three) >= 2 for three in threes):
            return None
        baselines = [r.baseline for r in before if r.baseline is not None]
        return NotBack(reference, median(baselines) if baselines else None, readings[incident[0]][0])
    return None


# --- A dimension ------------------------------------------------------------------------------

@dataclass
class Dimension:
    name: str
    state: str
    held: str | None    # the bad severity that it counts as
    alert: Alert
    since: int | None
    bad_since: int | None
    far: float
    not_back: NotBack | None = None
    flapping: Flapping | None = None
    last_known: str | None = None
    missing: int = 0

    @property
    def counts(self):
        """For the tenant."""
        return self.held or ("ok" if self.state == "superseded" else self.state)

    @property
    def told(self):
        """What order and status by the rule go by: a level that is open, else what is unknown."""
        if self.alert.open:
            return self.alert.severity
        return self.state if self.state in ("stale", "no_data") else "ok"

    @property
    def order(self):
        return (-RANK[self.told], -steps_of_far(self.far), self.name.encode())


def steps_of_far(far):
    return int(far * 10 + 1e-9)


def how_far(readings, newest):
    """`readings`: the dimension's own; `newest`: the one that stands."""
    if newest.z is not None and abs(newest.z) >= 1:
        return min(abs(newest.z), 99.0)
    values = [r.value for r in readings if r.severity == "ok"][-20:]
    if newest.value is None or len(values) < 5:
        return 0.0
    distance, s = abs(newest.value - median(values)), spread(values)
    if distance == 0:
        return 0.0
    return min(distance / s, 99.0) if s > 0 else 99.0


@dataclass
class Account:
    """What some entries say of a dimension, report by report."""
    reports: list
    words: list
    complete: bool

    @property
    def known(self):
        return [word for word in self.words if word and word.severity]


def account_of(name, entries, alternatives):
    reports = reports_of(entries.entries)
    return Account(reports, [word_of(report, name, alternatives) for report in reports],
                   entries.complete)


def state_and_missing(name, account, gap, last_known):
    at = max(i for i, word in enumerate(account.words) if word)
    newest, missing = account.words[at], len(account.words) - 1 - at
    if not newest.own:
        lost = newest.implied == "no_data" and last_known in BAD
        return ("no_data" if lost else "superseded"), missing
    if is_renamed(name, account.reports):
        return "superseded", missing
    if gap is not None and missing >= 3 * gap:
        return "stale", missing
    return newest.own.severity, missing


def since_of(state, account):
    words, reports, complete = account.words, account.reports, account.complete
    if state == "no_data":
        last = max((i for i, word in enumerate(words) if word and word.severity), default=-1)
        return first_after(words, reports, last, lambda word: word and word.no_data, complete)
    if state in ("stale", "superseded"):
        last = max(i for i, word in enumerate(words) if word and word.own)
        return first_after(words, reports, last, lambda word: True, complete)
    return severity_since(account, lambda severity: severity == state)


def severity_since(account, holds):
    items = [(word.report.ms, word.severity) for word in account.known]
    return run_begin(items, holds, account.complete)


def windows_repeat(entries):
    return any(a.ws == b.ws and a.ws is not None for a, b in zip(entries, entries[1:]))


def rule_readings(near, far, near_entries, far_entries):
    words = far.known if windows_repeat(near_entries) else near.known
    rolls = len({entry.ws for entry in far_entries if entry.ws is not None}) >= 3
    return one_for_each_window(words) if rolls else words


def judge_dimension(name, near_entries, far_entries, rules):
    """From the newest entries that a state is made from, and those that were read."""
    alternatives = alternatives_of(name, reports_of(near_entries.entries))
    near = account_of(name, near_entries, alternatives)
    far = account_of(name, far_entries, alternatives)
    last_known = near.known[-1].severity if near.known else None
    state, missing = state_and_missing(name, near, usual_gap(far.words), last_known)
    held = last_known if state in ("no_data", "stale") and last_known in BAD else None
    bad_since, far_off = None, 0.0
    if state in BAD or held:
        bad_since = severity_since(far, lambda severity: severity in BAD)
        own = [word.own for word in near.words if word and word.own]
        far_off = how_far(own, [reading for reading in own if reading.known][-1])
    alert = alert_of(rule_readings(near, far, near_entries.entries, far_entries.entries), rules)
    return Dimension(name, state, held, alert, since_of(state, far), bad_since, far_off,
                     not_back_of(far.reports, name) if state == "ok" else None,
                     flapping_of(far.known), last_known, missing)


# --- A tenant ---------------------------------------------------------------------------------

@dataclass
class Stream:
    """All that a stream holds; `lost` where it held more once."""
    entries: list
    lost: bool = False

    def newest(self, count):
        return Known(self.entries[-count:], len(self.entries) <= count and not self.lost)


@dataclass
class Known:
    """`complete` where nothing was ever before the oldest one."""
    entries: list
    complete: bool


@dataclass
class Tenant:
    name: str
    state: str
    silent: bool = False
    forgotten: bool = False
    alert: Alert = field(default_factory=Alert)
    since: int | None = None
    bad_since: int | None = None
    dimensions: list = field(default_factory=list)
    question: bool = False

    @property
    def told(self):
        if self.alert.open:
            return self.alert.severity
        if self.silent:
            return "silent"
        if not self.dimensions:
            return self.state
        return max((d.told for d in self.dimensions), key=RANK.get)

    @property
    def order(self):
        rank = max(RANK[self.told], RANK["silent"] if self.silent else 0)
        far = self.dimensions[0].far if self.dimensions else 0
        return (self.forgotten, -rank, -steps_of_far(far), self.name.encode())


def question_is_open(near, dimensions, state):
    """Whether more than the newest entries have to be looked at."""
    if state not in ("ok", "empty"):
        return True
    if windows_repeat(near.entries):
        return True
    reports = reports_of(near.entries)
    for d in dimensions:
        if d.state != "superseded" and d.missing >= 3:
            return True
        if d.last_known in BAD or d.state == "no_data":
            return True
        if d.state == "ok":
            readings = [(0, report.readings[d.name]) for report in reports
                        if d.name in report.readings and report.readings[d.name].known]
            for incident in incidents(readings):
                if sum(not reading.bad for _, reading in readings[:incident[0]]) < 22:
                    return True
    return False


def standing(reports, names, alternatives):
    """The worst standing reading at each report, as (time, severity)."""
    stands, worst = {}, []
    for report in reports:
        for name in names:
            word = word_of(report, name, alternatives[name])
            if word and word.severity:
                stands[name] = word.severity
            elif word and word.implied == "nothing":
                stands.pop(name, None)
        worst.append((report.ms, max(stands.values(), key=WORSE.get, default=None)))
    return worst


def tenant_since(far, near, dimensions, holds):
    reports = reports_of(near.entries)
    alternatives = {d.name: alternatives_of(d.name, reports) for d in dimensions}
    worst = standing(reports_of(far.entries), list(alternatives), alternatives)
    first = next((i for i, (_, severity) in enumerate(worst) if severity), len(worst))
    return run_begin(worst[first:], holds, far.complete)


def judge_tenant(name, stream, now, rules=None):
    """Returns None for a stream of which nothing is a report."""
    rules = rules or DEFAULT_RULES
    if not stream.entries:
        return Tenant(name, "empty")
    near = stream.newest(STATE_ENTRIES)
    if all(entry.readings is None for entry in near.entries):
        return None
    age = max(0, now - stream.entries[-1].ms)
    limit = silent_after(near.entries)
    silent = age > limit and not pauses_as_usual(stream.entries, now, limit)
    tenant = judge_known(name, near, near, rules, silent)
    if tenant.question:
        tenant = judge_known(name, near, stream.newest(QUESTION_ENTRIES), rules, silent)
    tenant.forgotten = silent and age > FORGET
    return tenant


def judge_known(name, near, far, rules, silent):
    names = sorted({n for report in reports_of(near.entries) for n in report.readings})
    dimensions = sorted((judge_dimension(n, near, far, rules) for n in names),
                        key=lambda d: d.order)
    state = max((d.counts for d in dimensions), key=RANK.get, default="no_data")
    worst = state
    if silent and state not in BAD:
        state = "silent"
    tenant = Tenant(name, state, silent, dimensions=dimensions)
    tenant.alert = max((d.alert for d in dimensions), key=lambda a: a.order, default=Alert())
    if state == "silent":
        tenant.since = near.entries[-1].ms
    elif state in ("ok",) + BAD:
        tenant.since = tenant_since(far, near, dimensions, lambda severity: severity == state)
    if state in BAD:
        tenant.bad_since = tenant_since(far, near, dimensions, lambda severity: severity in BAD)
    tenant.question = question_is_open(near, dimensions, "silent" if silent else worst)
    return tenant


# --- 8. A fleet -------------------------------------------------------------------------------

STATUS = {"degraded": 2, "warn": 1, "ok": 0}


def judge_fleet(streams, now, rules=None):
    """The tenants in their order."""
    verdicts = [judge_tenant(name, stream, now, rules) for name, stream in streams.items()]
    return sorted((v for v in verdicts if v), key=lambda v: v.order)


def status_of(verdicts, by_alert=False):
    words = {verdict.told if by_alert else verdict.state
             for verdict in verdicts if not verdict.forgotten}
    found = {STATUS.get(word, 3) for word in words} or ({0} if verdicts else {3})
    return next(status for status in (2, 1, 3, 0) if status in found)
