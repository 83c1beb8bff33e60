"""Entries as producers write them, as (ID, fields) with the ID as a pair of numbers."""
import json
from datetime import datetime, timezone

from reference import MINUTE, Stream, decode

NOW = 1_795_600_800_000  # 2026-11-25T10:00:00Z


def iso(ms):
    return datetime.fromtimestamp(ms / 1000, timezone.utc).isoformat()


def dimension(name, severity="ok", value=0.9, baseline=0.9, z=0.0):
    return {"name": name, "severity": severity, "value": value, "baseline": baseline, "z_score": z,
            "sample_count": 30, "metadata": None}


def named(dimensions, severity):
    return [d["name"] for d in dimensions if d["severity"] == severity]


def entry(ms, dimensions, ws=None, we=None, seq=0):
    """The dialect that driftop emit writes; without `we` there are no times."""
    fields = {} if we is None else {"ws": iso(ws), "we": iso(we)}
    return (ms, seq), fields | {
        "degraded": "|".join(named(dimensions, "degraded")),
        "warned": "|".join(named(dimensions, "warn")), "dims": json.dumps(dimensions)}


def original_entry(ms, dimensions, ws=None, we=None, seq=0):
    """The dialect of the original sink."""
    items = [{"sample_size" if key == "sample_count" else "detail" if key == "metadata" else key:
              value or "" if key == "metadata" else value for key, value in d.items()}
             for d in dimensions]
    fields = {} if we is None else {"window_start": iso(ws), "window_end": iso(we)}
    return (ms, seq), fields | {
        "degraded": ",".join(named(dimensions, "degraded")),
        "warned": ",".join(named(dimensions, "warn")), "report": json.dumps(items)}


def line_of(an_entry, tenant=None):
    """The entry as NDJSON, with its ID; None where it is none."""
    (ms, seq), fields = an_entry
    return json.dumps({"id": f"{ms}-{seq}", "tenant": tenant, "ws": fields.get("ws"),
                       "we": fields.get("we"), "degraded": fields["degraded"].split("|"),
                       "warned": fields["warned"].split("|"), "dims": json.loads(fields["dims"])})


def stream_of(entries, until=None):
    """What the reference is told: the entries before a moment."""
    return Stream([decode(i, fields) for i, fields in entries if until is None or i[0] < until])


def shifted(entries, ms):
    """The same a while later."""
    def moved(text):
        return iso(round(datetime.fromisoformat(text).timestamp() * 1000) + ms)
    times = ("ws", "we", "window_start", "window_end")
    return [((i[0] + ms, i[1]), {k: moved(v) if k in times else v for k, v in fields.items()})
            for i, fields in entries]


# Patterns: what one dimension says in each report; None where it is missing.

OK, W, D, NONE = "ok", "warn", "degraded", "no_data"
SHAPE = {OK: (0.9, 0.2), W: (0.8, -2.5), D: (0.6, -4.5)}


def minutes(step=MINUTE, window=None, **patterns):
    """A report each `step` whose last one is at NOW; each pattern is a list of severities, or of
    dimensions as dimension() makes them. "__" in a name is a dot."""
    count = max(len(pattern) for pattern in patterns.values())
    entries = []
    for i in range(count):
        ms = NOW - (count - 1 - i) * step
        dimensions = []
        for key, pattern in patterns.items():
            name, what = key.replace("__", "."), pattern[i] if i < len(pattern) else None
            if isinstance(what, tuple):
                severity, value, baseline, z = what
                dimensions.append(dimension(name, severity, value, baseline, z))
            elif what == NONE:
                dimensions.append(dimension(name, "ok", None, None, None))
            elif what:
                value, z = SHAPE[what]
                dimensions.append(dimension(name, what, value + i % 3 * 0.005, 0.9, z))
        ws, we = window(ms) if window else (ms - step, ms)
        entries.append(entry(ms, dimensions, ws, we))
    return entries
