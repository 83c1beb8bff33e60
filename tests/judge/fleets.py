"""Random fleets by seed: what producers do, and what happens to them."""
import random
from dataclasses import dataclass, field

from reference import DAY, HOUR, MINUTE, SECOND, STATE_ENTRIES, silent_after
from streams import NOW, dimension, entry, original_entry, shifted, stream_of

COUNTS = (1, 2, 3, 4, 5, 8, 20, 40, 63, 64, 65, 70, 100, 130, 200, 255, 256, 257, 300)
STEPS = (10 * SECOND, MINUTE, MINUTE, MINUTE, 5 * MINUTE, HOUR, DAY)
WORDS = {"ok": ("ok", "OK", "info", " healthy ", "normal", "Pass"),
         "warn": ("warn", "Warning", "WARN"),
         "degraded": ("degraded", "CRITICAL", "error", "fatal")}


@dataclass
class Written:
    """A tenant's stream as it is written; `lost` of its oldest entries are deleted again."""
    entries: list
    lost: int = 0
    notes: list = field(default_factory=list)


def chance(dice, share):
    return dice.random() < share


# --- When reports come ------------------------------------------------------------------------

def intervals(dice, step, count):
    """The time between two reports: regular, jittering, in bursts, with outages, at random."""
    kind = dice.choice(("regular", "regular", "jitter", "outages", "bursts", "exponential"))
    for i in range(count):
        if kind == "jitter":
            yield int(step * dice.uniform(0.5, 1.5))
        elif kind == "outages" and chance(dice, 0.03):
            yield int(step * dice.uniform(2, 60))
        elif kind == "bursts":
            yield dice.choice((20, 37, 400, 999, 1000)) if i % 5 else 5 * step
        elif kind == "exponential":
            yield int(dice.expovariate(1 / step)) + 1
        else:
            yield step


def times(dice, step, count):
    """IDs in milliseconds, oldest first."""
    age = dice.choice((0, 0, 0, 0, int(step / 2), step, 3 * step, 4 * MINUTE, 20 * step, 2 * HOUR,
                       8 * DAY, -3 * SECOND, -6 * SECOND))
    at, result = NOW - age, []
    for interval in intervals(dice, step, count):
        result.append(at)
        at -= interval
    return result[::-1]


def nightly(dice):
    """Reports from 7 to 22 o'clock for some days, seen at some hour."""
    step = dice.choice((MINUTE, 10 * MINUTE, HOUR))
    shift = dice.randrange(24) * HOUR
    newest = NOW - dice.randrange(0, step)
    at = [newest - i * step for i in range(5 * DAY // step)]
    return step, [ms for ms in at if 7 * HOUR <= (ms + shift) % DAY <= 22 * HOUR][-300:][::-1][-300:]


def windows(dice, step):
    """Returns a function of an ID: the report's window."""
    kind = dice.choice(("own", "own", "own", "own", "hour", "sliding", "never", "idle", "backfill",
                        "none"))
    return {"own": lambda ms: (ms - step, ms), "hour": lambda ms: (ms - ms % HOUR, ms),
            "sliding": lambda ms: (ms - HOUR, ms), "never": lambda ms: (NOW - 9 * DAY, ms),
            "idle": lambda ms: (ms, ms - step), "backfill": lambda ms: (ms - 3 * DAY, ms - 2 * DAY),
            "none": lambda ms: (None, None)}[kind], kind


# --- What a dimension says --------------------------------------------------------------------

def severities(dice, count):
    """How well it does, over all its reports."""
    kind = dice.choice(("fine", "fine", "noise", "noise", "incident", "incidents", "end", "flaps",
                        "all", "warned"))
    result = ["ok"] * count

    def fall(begin, length):
        worst = dice.choice(("warn", "degraded", "degraded"))
        for i in range(max(begin, 0), min(begin + length, count)):
            result[i] = dice.choice((worst, worst, worst, "warn"))
    if kind == "noise":
        result = [dice.choice(("warn", "warn", "warn", "degraded")) if chance(dice, 0.08) else "ok"
                  for _ in range(count)]
    elif kind == "incident":
        fall(dice.randrange(count), dice.randrange(1, 40))
    elif kind == "incidents":
        for _ in range(4):
            fall(dice.randrange(count), dice.randrange(1, 12))
    elif kind == "end":
        length = dice.choice((1, 2, 3, 5, 10, 40, 64, 70, 200))
        fall(count - length - dice.choice((0, 0, 0, 1, 2, 3, 4, 8)), length)
    elif kind == "flaps":
        result = [("ok", dice.choice(("degraded", "warn")))[i % 2] for i in range(count)]
    elif kind in ("all", "warned"):
        fall(0, count)
        result = ["warn"] * count if kind == "warned" else result
    return result, kind


def presence(dice, count):
    """Whether it is in a report: True, False, or None where it is there without data."""
    kind = dice.choice(("always", "always", "always", "regular", "random", "vanishes", "appears",
                        "hole", "no data", "no data at random", "first"))
    if kind == "regular":
        every = dice.choice((2, 3, 10))
        end = count - dice.choice((0, 0, 3 * every - 1, 3 * every, 4 * every))
        return [i % every == 0 and i < max(end, 1) for i in range(count)], kind
    if kind == "random":
        share = dice.choice((0.97, 0.9, 0.5, 0.3, 0.1))
        return [chance(dice, share) for _ in range(count)], kind
    if kind == "vanishes":
        end = count - dice.choice((1, 2, 3, 4, 5, 10, 40, 63, 64, 100))
        back = chance(dice, 0.2)
        return [i < end or (back and i == count - 1) for i in range(count)], kind
    if kind == "hole":
        begin, length = dice.randrange(count), dice.randrange(2, 12)
        end = count - dice.choice((0, 1, 2, 3, 4, 5, 3 * length, 3 * length + 3))
        return [i < end and not begin <= i < begin + length for i in range(count)], kind
    if kind == "appears":
        begin = dice.randrange(count)
        return [i >= begin for i in range(count)], kind
    if kind == "no data":
        begin = count - dice.choice((1, 2, 3, 5, 10, 40, 64, 70))
        return [None if i >= begin else True for i in range(count)], kind
    if kind == "no data at random":
        return [None if chance(dice, 0.3) else True for _ in range(count)], kind
    if kind == "first":
        return [i < dice.choice((1, 1, 2, 3)) for i in range(count)], kind
    return [True] * count, kind


def values(dice, said):
    """Values and baselines that fit; some come back half way, some baselines slide along."""
    level, noise = dice.choice((0.92, 0.5, 12.0, -0.02)), dice.choice((0, 0.002, 0.01, 0.05))
    fall = dice.choice((-0.25, -0.1, 0.3, 0.02)) * max(abs(level), 0.1)
    back = dice.choice((1, 1, 1, 0.5, 0))  # how much of it, after the first incident
    slides = chance(dice, 0.3)
    baseline, fallen, result = level, False, []
    for severity in said:
        fallen = fallen or severity == "degraded"
        base = level + (fall * (1 - back) if fallen else 0)
        value = (level + fall if severity != "ok" else base) + dice.gauss(0, noise) * abs(level)
        result.append((round(value, 5), round(baseline, 5)))
        if slides:
            baseline += (value - baseline) / 10
    return result


def scores(dice):
    """Returns a function of severity: z as this producer writes it."""
    kind = dice.choice(("z", "z", "z", "null", "relative"))

    def score(severity):
        scale = {"ok": 0.8, "warn": 2.4, "degraded": 4.5}[severity]
        if kind == "null":
            return None
        return round(dice.gauss(0, 0.3) + dice.choice((scale, -scale)) *
                     (0.05 if kind == "relative" else 1), 3)
    return score


def oddly(dice, item):
    """The same as a less careful producer writes it."""
    odd = dict(item)
    if chance(dice, 0.3) and item["severity"] in WORDS:
        odd["severity"] = dice.choice(WORDS[item["severity"]])
    if chance(dice, 0.1):
        odd["severity"] = dice.choice(("sev1", "sev1", "", None, 3))
    if chance(dice, 0.2) and item["value"] is not None:
        odd["value"] = f" {item['value']}"
    if chance(dice, 0.05):
        odd["value"] = dice.choice((float("nan"), float("inf"), "n/a", True, None))
    if chance(dice, 0.05):
        odd["z_score"] = dice.choice((float("-inf"), "x", None))
    return odd


def one(dice, name, count, present=None):
    """A dimension's items, one for each report; None where it is missing."""
    said, kind = severities(dice, count)
    if present is None:
        present, how = presence(dice, count)
    else:
        how = "given"
    numbers, score = values(dice, said), scores(dice)
    odd = chance(dice, 0.15)
    items = []
    for here, severity, (value, baseline) in zip(present, said, numbers):
        if here is False:
            items.append(None)
        elif here is None:
            items.append(dimension(name, "ok", None, None, None))
        else:
            item = dimension(name, severity, value, baseline, score(severity))
            items.append(oddly(dice, item) if odd else item)
    return items, f"{name}: {kind}, {how}{', odd' if odd else ''}"


def worst_key(dice, count):
    """One name of a family for each report, as the real producer does it."""
    names = ["R.faith", "R.rel"] + (["R"] if chance(dice, 0.3) else [])
    share = dice.choice((0.03, 0.1, 0.5))
    chosen = [dice.choice(names[1:]) if chance(dice, share) else names[0] for _ in range(count)]
    together = chance(dice, 0.15)
    made = [one(dice, n, count, [c == n or (together and i == 0) for i, c in enumerate(chosen)])
            for n in names]
    return [items for items, _ in made], [note for _, note in made]


def renamed(dice, count):
    """One name until a report, another from then on."""
    p = dice.randrange(count)
    old, _ = one(dice, "hit_rate", count, [i < p for i in range(count)])
    new, _ = one(dice, "hit_rate_5", count, [i >= p for i in range(count)])
    return [old, new], [f"hit_rate: renamed at {p}"]


def dimensions(dice, count):
    columns, notes = [], []
    for name in ("f", "cost", "A.x", "A.y", "judge.a.b")[:dice.choice((1, 1, 2, 3, 5))]:
        items, note = one(dice, name, count)
        columns.append(items)
        notes.append(note)
    for more in (worst_key, renamed):
        if chance(dice, 0.2):
            items, note = more(dice, count)
            columns += items
            notes += note
    if chance(dice, 0.4):
        columns.append([dimension("g") for _ in range(count)])
    return columns, notes


# --- A tenant, a fleet ------------------------------------------------------------------------

def unreadable(ms):
    return (ms, 0), {"hello": "world"}


def at_the_edge_of_silence(dice, written):
    """Moves the newest one to about where it is silent."""
    stream = stream_of(written.entries)
    newest = stream.entries[-1].ms
    age = int(silent_after(stream.newest(STATE_ENTRIES).entries)) + dice.choice((-1, 0, 1, 1000))
    written.entries = shifted(written.entries, NOW - age - newest)
    written.notes.append("at the edge of silence")
    return written


def tenant(dice):
    written = some_tenant(dice)
    return at_the_edge_of_silence(dice, written) if chance(dice, 0.2) else written


def some_tenant(dice):
    if chance(dice, 0.03):
        return Written([unreadable(NOW - i * MINUTE) for i in range(9, -1, -1)], 0, ["no report"])
    if chance(dice, 0.02):
        return Written([entry(NOW - MINUTE, [dimension("f")], NOW - 2 * MINUTE, NOW - MINUTE)], 1,
                       ["empty"])
    if chance(dice, 0.1):
        step, at = nightly(dice)
    else:
        step = dice.choice(STEPS)
        at = times(dice, step, dice.choice(COUNTS))
    window, kind = windows(dice, step)
    columns, notes = dimensions(dice, len(at))
    write = dice.choice((entry, original_entry))
    holes = chance(dice, 0.1)
    entries, used = [], None
    for i, ms in enumerate(at):
        used = ms if used is None or ms > used else used + 1
        new = write(used, [column[i] for column in columns if column[i]], *window(used))
        entries.append(damaged(dice, new, entries) if holes else new)
    lost = dice.randrange(len(entries)) if chance(dice, 0.1) else 0
    notes.insert(0, f"{len(at)} reports, step {step / 1000:g} s, windows {kind}, "
                    f"{write.__name__}{', holes' if holes else ''}{f', {lost} lost' if lost else ''}")
    return Written(entries, lost, notes)


def damaged(dice, new, entries):
    """Some of a careless producer's entries: no report, no dimensions, the one before again, without
    lists."""
    entry_id, fields = new
    kind = dice.choice(("unreadable", "no dimensions", "again", "no lists") + ("fine",) * 6)
    if kind == "unreadable":
        return unreadable(entry_id[0])
    if kind == "no dimensions":
        return entry_id, {key: "[]" if key in ("dims", "report") else value
                          for key, value in fields.items()}
    if kind == "again" and entries:
        return entry_id, dict(entries[-1][1])
    if kind == "no lists":
        return entry_id, {k: v for k, v in fields.items() if k not in ("degraded", "warned")}
    return new


def fleet(seed, count=40):
    """Tenants by name. Each one has dice of its own, so that it is the same in a larger fleet."""
    return {f"t{i:03}": tenant(random.Random(f"{seed}.{i}")) for i in range(count)}
