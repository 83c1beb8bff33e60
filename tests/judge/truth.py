"""The truth tables: streams, moments and the verdicts that must be told, written down by hand."""
import random
from dataclasses import dataclass, field

from reference import DAY, HOUR, MINUTE, SECOND
from streams import D, NONE, NOW, OK, W, dimension, entry, minutes


@dataclass
class Moment:
    """A verdict at `at` ms after the newest entry. What is not named is not asked."""
    at: int
    state: str
    silent: bool = False
    status: int | None = None
    dimensions: dict = field(default_factory=dict)
    alert: str | None = None
    rule: tuple | None = None  # for both levels, in place of the usual ones
    since: int | None = None  # the number of an entry
    bad_since: int | None = None
    not_back: bool | None = None
    changes: int | None = None  # of the one flapping event
    forgotten: bool = False


@dataclass
class Case:
    title: str
    entries: list
    moments: list


def hour_of(ms):
    return ms - ms % HOUR, ms


def nights(count):
    """At the end of each day its 24 hourly windows at once; the last three are degraded."""
    entries = []
    for night in range(count):
        begin = NOW - (count - 1 - night) * DAY - 23 * 37
        for hour in range(24):
            ws = begin - DAY + hour * HOUR
            bad = night == count - 1 and hour >= 21
            entries.append(entry(begin + hour * 37, [dimension("f", D if bad else OK)],
                                 ws, ws + HOUR))
    return entries


def catching_up():
    calm = minutes(f=[OK] * 30)
    begin = calm[0][0][0] - MINUTE
    return [entry(begin - 600 + i * 20, [dimension("f")], begin - (31 - i) * MINUTE,
                  begin - (30 - i) * MINUTE) for i in range(30)] + calm


def at_random(count, share, seed):
    dice = random.Random(seed)
    return [OK if dice.random() < share else None for _ in range(count)]


def outage():
    before = minutes(f=[OK] * 20 + [D] * 10)
    shift = 30 * MINUTE + 39 * MINUTE
    return [((i[0] - shift, i[1]), fields) for i, fields in before] + minutes(f=[D] * 30)


def ahead(ms):
    """The newest ID is `ms` ahead of the clock that Moment(-ms) makes."""
    entries = minutes(f=[OK] * 20)
    return [((i[0] - ms - MINUTE, i[1]), fields) for i, fields in entries] + minutes(f=[D])


def fives():
    return [an_entry for burst in range(12) for an_entry in
            [((i[0] - (11 - burst) * 30 * MINUTE, i[1]), fields)
             for i, fields in minutes(f=[OK] * 5)]]


def by_day(days, step):
    """Reports from 7 to 22 o'clock; the last one at 22."""
    last = NOW - NOW % DAY + 22 * HOUR - 5 * DAY
    times = [last - day * DAY - before for day in range(days)
             for before in range(0, 15 * HOUR + 1, step)]
    return [entry(ms, [dimension("f")], ms - step, ms) for ms in sorted(times)]


def collapse(after):
    """Faithfulness falls from 0.92 to 0.69, its baseline slides along, and then it is at `after`."""
    def near(value, i):
        return value + (i * 7 % 5 - 2) * 0.003
    rows = [("ok", near(0.92, i), 0.92, 0.1) for i in range(40)]
    rows += [("degraded", near(0.69, i), 0.92 - 0.015 * i, -4.0) for i in range(10)]
    rows += [("warn", near(0.69, i), 0.77 - 0.01 * i, -2.2) for i in range(5)]
    rows += [("ok", near(after, i), 0.70, 0.3) for i in range(8)]
    return minutes(f=rows)


def every_twentieth_warns():
    return minutes(f=[("warn", 0.905, 0.92, -2.1) if i % 20 == 15 else
                      ("ok", 0.92 + (i * 7 % 5 - 2) * 0.003, 0.92, 0.1) for i in range(60)])


def called_bad_again():
    """A value without any noise rises; later its producer warns, and nothing has changed."""
    return minutes(f=[("ok", 0.92, 0.92, 0.0)] * 40 + [("degraded", 1.196, 1.1, -4.0)] * 5 +
                     [("ok", 1.196, 1.196, 0.0)] * 25 + [("warn", 1.196, 1.196, -2.1)] * 3 +
                     [("ok", 1.196, 1.196, 0.0)] * 4)


G60 = [OK] * 60


def cost_then(without):
    cost = [OK if i % 10 == 4 else None for i in range(65)]
    return minutes(g=[OK] * (65 + without), cost=cost)


CASES = [
    Case("48 hourly", minutes(step=HOUR, f=[OK] * 48), [
        Moment(50 * MINUTE, OK, status=0), Moment(170 * MINUTE, OK),
        Moment(181 * MINUTE, "silent", True, 3)]),
    Case("4 nights at once", nights(4), [
        Moment(4 * SECOND, D), Moment(20 * HOUR, D, False, 2), Moment(31 * HOUR, D, True, 2)]),
    Case("the first night", nights(1), [Moment(2 * HOUR, D)]),
    Case("30 in 600 ms, then 30", catching_up(), [
        Moment(2 * MINUTE, OK), Moment(4 * MINUTE, "silent", True)]),
    Case("in turn", minutes(f=[OK, D] * 30, g=G60), [
        Moment(0, D, changes=59), Moment(0, D, rule=(2, 5, 3), alert="firing"),
        Moment(0, D, rule=(4, 5, 3), alert="pending")]),
    Case("in turn, one earlier", minutes(f=([OK, D] * 30)[:-1], g=G60[:-1]), [
        Moment(0, OK, rule=(2, 5, 3), alert="recovering")]),
    Case("every tenth, 9 without", cost_then(9), [Moment(0, OK)]),
    Case("every tenth, 20 without", cost_then(20), [Moment(0, OK)]),
    Case("every tenth, 33 without", cost_then(33), [
        Moment(0, "stale", status=3, dimensions={"cost": "stale"})]),
    Case("judge at random", minutes(g=[OK] * 120, judge=at_random(120, 0.3, 1)), [Moment(0, OK)]),
    *[Case(f"w in the first, {n} without", minutes(g=[OK] * (n + 1), w=[OK]), [Moment(0, OK)])
      for n in (1, 2, 3, 5, 40)],
    Case("f in the first 2 of 4", minutes(g=[OK] * 4, f=[OK] * 2), [Moment(0, OK)]),
    Case("f in the first 2 of 5", minutes(g=[OK] * 5, f=[OK] * 2), [
        Moment(0, "stale", dimensions={"f": "stale", "g": OK})]),
    Case("a lost sister", minutes(R__a=[OK] * 60, R__b=[OK] * 50), [
        Moment(0, "stale", dimensions={"R.a": OK, "R.b": "stale"})]),
    Case("the worse instead", minutes(R__a=([OK] * 8 + [None]) * 3, R__b=([None] * 8 + [W]) * 3), [
        Moment(0, W, status=1, dimensions={"R.a": "superseded", "R.b": W})]),
    Case("the worse instead, one later",
         minutes(R__a=([OK] * 8 + [None]) * 3 + [OK], R__b=([None] * 8 + [W]) * 3), [
             Moment(0, OK, status=0, dimensions={"R.a": OK, "R.b": "superseded"})]),
    Case("renamed", minutes(g=G60, hit_rate=[OK] * 50, hit_rate_5=[None] * 50 + [OK] * 10), [
        Moment(0, OK, dimensions={"hit_rate": "superseded", "hit_rate_5": OK})]),
    Case("renamed while degraded", minutes(g=G60, hit_rate=[D] * 50,
                                           hit_rate_5=[None] * 50 + [OK] * 10), [
        Moment(0, D, dimensions={"hit_rate": "stale", "hit_rate_5": OK})]),
    Case("renamed while degraded, long ago", minutes(g=[OK] * 130, hit_rate=[D] * 50,
                                                     hit_rate_5=[None] * 50 + [OK] * 80), [
        Moment(0, OK, dimensions={"hit_rate_5": OK, "g": OK})]),
    Case("degraded, then dead", minutes(f=[OK] * 50 + [D] * 10), [
        Moment(2 * MINUTE, D, False, 2, since=50), Moment(14 * MINUTE, D, True, 2, since=50),
        Moment(8 * DAY, D, True, 0, forgotten=True)]),
    Case("warn, then dead", minutes(f=[OK] * 50 + [W] * 10), [Moment(14 * MINUTE, W, True, 1)]),
    Case("degraded, then gone", minutes(g=G60, f=[OK] * 45 + [D] * 5), [
        Moment(0, D, False, 2, {"f": "stale"}, "firing", bad_since=45)]),
    Case("degraded, then no data", minutes(g=G60, f=[OK] * 45 + [D] * 5 + [NONE] * 10), [
        Moment(0, D, False, 2, {"f": "no_data"}, "firing", bad_since=45)]),
    Case("no data", minutes(g=G60, f=[OK] * 50 + [NONE] * 10), [
        Moment(0, "no_data", False, 3, {"f": "no_data"})]),
    Case("daily", minutes(step=DAY, f=[OK] * 30), [
        Moment(25 * HOUR, OK), Moment(31 * HOUR, "silent", True)]),
    Case("daily, degraded", minutes(step=DAY, f=[OK] * 29 + [D]), [Moment(20 * HOUR, D)]),
    Case("one", minutes(f=[D]), [Moment(2 * MINUTE, D), Moment(4 * MINUTE, D, True)]),
    Case("one without times", [entry(NOW, [dimension("f")])], [
        Moment(50 * MINUTE, OK), Moment(61 * MINUTE, "silent", True)]),
    Case("two at once", minutes(step=100, window=lambda ms: (ms - MINUTE, ms), f=[D] * 2), [
        Moment(30 * SECOND, D)]),
    Case("two of an hour", minutes(step=3 * SECOND, window=lambda ms: (ms - HOUR, ms), f=[OK] * 2),
         [Moment(2 * HOUR, OK)]),
    Case("an hour told every minute", minutes(window=hour_of, f=[OK] * 150), [
        Moment(2 * MINUTE, OK), Moment(5 * MINUTE, "silent", True)]),
    Case("three bad in one window", [((i[0] - MINUTE, i[1]), fields) for i, fields in minutes(
        window=lambda ms: hour_of(ms - MINUTE), f=[OK] * 177 + [D] * 3)], [
        Moment(0, D, rule=(2, 3, 2), alert="pending")]),
    Case("a window that never rolls", minutes(window=lambda ms: (NOW - 100 * MINUTE, ms),
                                              f=[OK] * 97 + [D] * 3), [
        Moment(0, D, rule=(2, 3, 2), alert="firing")]),
    Case("degraded over an outage", outage(), [
        Moment(0, D, bad_since=20), Moment(4 * MINUTE, D, True, 2, bad_since=20)]),
    Case("6 s ahead", ahead(6 * SECOND), [Moment(-6 * SECOND, D, False, 2)]),
    Case("a day ahead", ahead(DAY), [Moment(-DAY, D, False, 2)]),
    Case("fives", fives(), [
        Moment(40 * MINUTE, OK), Moment(95 * MINUTE, "silent", True)]),
    Case("hourly by day", by_day(5, HOUR), [
        Moment(5 * HOUR, OK), Moment(8 * HOUR, OK), Moment(13 * HOUR, "silent", True)]),
    Case("minutely by day", by_day(3, MINUTE), [
        Moment(5 * HOUR, OK), Moment(8 * HOUR, OK), Moment(13 * HOUR, "silent", True)]),
    Case("warn, then degraded", minutes(f=[OK] * 10 + [W] * 48 + [D] * 2), [
        Moment(0, D, since=58, bad_since=10)]),
    Case("one hole is no habit", minutes(g=[OK] * 44, f=[OK] * 20 + [None] * 10 + [OK] * 10), [
        Moment(0, "stale", dimensions={"f": "stale"})]),
    Case("every ten seconds", minutes(step=10 * SECOND, f=[OK] * 60), [
        Moment(2 * MINUTE, OK), Moment(4 * MINUTE, "silent", True)]),
    Case("counted anew after closing", minutes(f=[OK] * 20 + [D, D, OK, OK, D]), [
        Moment(0, D, rule=(2, 3, 2), alert="pending")]),
    Case("good again, not for long enough", minutes(f=[OK] * 20 + [D, D, OK]), [
        Moment(0, OK, alert="recovering"), Moment(0, OK, rule=(3, 3, 2), alert="normal")]),
    Case("still at 0.69", collapse(0.69), [Moment(0, OK, not_back=True)]),
    Case("called bad again without a change", called_bad_again(), [Moment(0, OK, not_back=True)]),
    Case("half way", collapse(0.80), [Moment(0, OK, not_back=True)]),
    Case("back", collapse(0.92), [Moment(0, OK, not_back=False)]),
    Case("better than before", collapse(0.97), [Moment(0, OK, not_back=False)]),
    Case("every twentieth warns", every_twentieth_warns(), [Moment(0, OK, not_back=False)]),
]

# One dimension f of one entry: its severity (... is: no such member), its value, the entry's lists
# (None: no such fields), and what it is.
READINGS = [
    (word, 0.9, ("", ""), state) for state, words in (
        ("ok", ("ok", "OK", " Info ", "healthy", "normal", "PASS")),
        ("warn", ("warn", "Warning", "WARN\n")),
        ("degraded", ("degraded", "CRITICAL", "error", " fatal"))) for word in words] + [
    ("ok", 0.9, ("f", "f"), "ok"),  # a known word: the lists do not count
    ("critical", 0.9, ("", "f"), "degraded"),
    ("sev1", 0.9, ("f", ""), "degraded"),
    ("sev1", 0.9, ("", "f"), "warn"),
    ("sev1", 0.9, ("f", "f"), "degraded"),
    ("sev1", 0.9, ("", ""), "warn"),
    ("sev1", 0.9, None, "warn"),
    ("sev1", None, ("", ""), "warn"),
    *[(nothing, 0.9, lists, state) for nothing in (..., None, "", "  ", 3, True) for lists, state in (
        (("f", ""), "degraded"), (("", "f"), "warn"), (("", ""), "ok"), (("g", ""), "ok"),
        (None, "no_data"))],
    ("ok", None, ("", ""), "no_data"),
    ("warn", None, ("", ""), "warn"),
    ("degraded", "n/a", ("", ""), "degraded"),
    *[("ok", text, ("", ""), "ok") for text in ("0.91", " 0.91 ", "-3", "1e-3", "12E2", 0, -1.5)],
    *[("ok", text, ("", ""), "no_data") for text in (
        "n/a", "1_0", "0x1p3", "0,91", "", " ", "nan", "inf", "Infinity", "1 2", True, False,
        float("nan"), float("inf"), float("-inf"), [0.9], {"value": 0.9})],
]
