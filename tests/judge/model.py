"""Random fleets: what driftop says of them is what the reference says.

model.py [--tenants N] [--file] FIRST [LAST]   compares these seeds
model.py --write [--tenants N] SEED             writes the fleet into the Redis at $REDIS_SOCKET
model.py --show SEED TENANT                                    prints a tenant's stream
"""
import argparse
import contextlib
import os
import random
import re
import sys
import tempfile

import fleets
import reference
from driftop import open_redis, rule_options, run, snapshot
from reference import BAD, MINUTE, QUESTION_ENTRIES, STATE_ENTRIES, judge_tenant, status_of
from streams import NOW, iso, line_of, stream_of

PREFIX = "rag:telemetry:"
RULES = (None, {"warn": (2, 3, 2), "degraded": (2, 3, 2)}, {"warn": (3, 5, 3), "degraded": (2, 3, 2)},
         {"warn": (1, 1, 1), "degraded": (1, 1, 1)}, {"warn": (1, 1, 2), "degraded": (4, 5, 3)})


def alert_of(alert):
    return {"state": alert.state, "severity": alert.severity, "since_ms": alert.since}


def expected_dimension(d):
    not_back = d.not_back and {"value_before": d.not_back.value, "baseline_before":
                               d.not_back.baseline, "since_ms": d.not_back.since}
    return {"state": d.state, "since_ms": d.since, "bad_since_ms": d.bad_since,
            "alert": alert_of(d.alert), "not_back": not_back}


def expected(tenant):
    """What snapshot must say of a tenant. Its since is told of states that the rules name."""
    said = {"state": tenant.state, "silent": tenant.silent, "alert": alert_of(tenant.alert),
            "dimensions": {d.name: expected_dimension(d) for d in tenant.dimensions},
            "order": [d.name for d in tenant.dimensions]}
    if tenant.state in ("ok", "silent") + BAD:
        said |= {"since_ms": tenant.since, "bad_since_ms": tenant.bad_since}
    return said


def told(tenant):
    said = dict(tenant)
    said["dimensions"] = {d["name"]: d for d in tenant["dimensions"]}
    said["order"] = [d["name"] for d in tenant["dimensions"]]
    return said


def close(a, b):
    if isinstance(a, float) or isinstance(b, float):
        return a is not None and b is not None and abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1)
    return a == b


def differences(want, have, path=""):
    """Compares what is wanted, and nothing else of what there is."""
    if isinstance(want, dict):
        if not isinstance(have, dict):
            return [(path, want, have)]
        return [difference for key in want
                for difference in differences(want[key], have.get(key, "(missing)"), f"{path}.{key}")]
    return [] if close(want, have) else [(path.lstrip("."), want, have)]


def known_longer(path, want, have, entries):
    """A since that is unknown from what must be read may be known to who reads on."""
    return want is None and path.split(".")[-1] in ("since_ms", "bad_since_ms") and \
        isinstance(have, int) and len(entries) > STATE_ENTRIES


class Comparison:
    def __init__(self, seed, count):
        self.seed = seed
        self.fleet = fleets.fleet(seed, count)
        self.failures = []
        dice = random.Random(seed)
        self.rules = dice.choice(RULES)
        self.until = NOW - dice.choice((0, 0, 7 * MINUTE, 33 * MINUTE))

    def streams(self, complete):
        """What the reference knows. `complete`: what is lost never was."""
        for name, written in self.fleet.items():
            here = written.entries[written.lost:]
            if self.until != NOW:
                here = [e for e in here if e[0][0] < self.until]
            stream = stream_of(here)
            stream.lost = bool(written.lost) and not complete
            if complete and len(here) == QUESTION_ENTRIES < len(written.entries) - written.lost:
                stream.lost = True  # a reader of files does not count what it does not judge
            yield name, stream

    def options(self):
        return ["--now", str(NOW)] if self.until == NOW else ["--until", str(self.until)]

    def fail(self, name, path, want, have):
        self.failures.append(f"seed {self.seed}, {name}: {path}: {want} by the rules, "
                             f"{have} by driftop")

    def check(self, complete, *source):
        streams = dict(self.streams(complete))
        verdicts = reference.judge_fleet(streams, self.until, self.rules)
        frame, status = snapshot(*self.options(), *rule_options(self.rules), *source)
        tenants = {tenant["tenant"]: tenant for tenant in frame["tenants"]}
        for verdict in verdicts:
            if verdict.name not in tenants:
                self.fail(verdict.name, "tenant", verdict.state, "(missing)")
                continue
            for path, want, have in differences(expected(verdict), told(tenants[verdict.name])):
                if not known_longer(path, want, have, streams[verdict.name].entries):
                    self.fail(verdict.name, path, want, have)
        for name in tenants.keys() - {verdict.name for verdict in verdicts}:
            self.fail(name, "tenant", "(not judged)", tenants[name]["state"])
        by_alert = self.rules is not None
        if status != status_of(verdicts, by_alert):
            self.fail("the fleet", "status", status_of(verdicts, by_alert), status)
        want, have = [v.name for v in verdicts if not v.forgotten], self.order(*source)
        if want != have:
            self.fail("the fleet", "order", want, have)

    def order(self, *source):
        """The tenants as the text lists them, the worst first; the forgotten are not in it."""
        _, out = run("snapshot", "-f", "text", *self.options(), *rule_options(self.rules), *source)
        return re.findall(r"^(t\d+):", out, re.MULTILINE)

    def write(self, redis):
        redis.pipeline([["FLUSHALL"]])
        for name, written in self.fleet.items():
            redis.write(PREFIX + name, written.entries)
            if written.lost:
                left = len(written.entries) - written.lost
                redis.pipeline([["XTRIM", PREFIX + name, "MAXLEN", left]])

    def in_redis(self, redis):
        self.write(redis)
        self.check(False, redis.url)

    def in_files(self, directory):
        """Those of its tenants that a file can hold."""
        self.fleet = {name: written for name, written in self.fleet.items()
                      if written.lost < len(written.entries) and
                      all("hello" not in fields and "warned" in fields and "dims" in fields
                          for _, fields in written.entries)}
        path = os.path.join(directory, "fleet.jsonl")
        with open(path, "w") as out:
            for name, written in self.fleet.items():
                out.writelines(line_of(e, name) + "\n" for e in written.entries[written.lost:])
        self.check(True, path)


def compare(arguments):
    failures = []
    with contextlib.ExitStack() as stack:
        redis = directory = None
        if arguments.file:
            directory = stack.enter_context(tempfile.TemporaryDirectory())
        else:
            redis = open_redis(stack)
        for seed in range(arguments.first, (arguments.last or arguments.first) + 1):
            comparison = Comparison(seed, arguments.tenants)
            if redis:
                comparison.in_redis(redis)
            else:
                comparison.in_files(directory)
            failures += comparison.failures
            if arguments.first_failure and failures:
                break
    return failures


def show(seed, name):
    comparison = Comparison(int(seed), int(name[1:]) + 1)
    written = comparison.fleet[name]
    print(f"rules {comparison.rules}, until {iso(comparison.until)}", *written.notes, sep="\n")
    stream = dict(comparison.streams(False))[name]
    names = sorted({n for e in stream.entries for n in e.readings or ()})
    print(f"{'':36}", *[f"{n:>10}" for n in names])
    for i, e in enumerate(stream.entries):
        cells = [(e.readings or {}).get(n) for n in names]
        print(f"{len(stream.entries) - i:4} {iso(e.ms)[:23]} {e.ms % 100000000:8}",
              *[f"{(c.severity[0] + ' ' + str(c.value)[:7]) if c else '':>10}" for c in cells],
              "" if e.readings is not None else "unreadable", iso(e.ws)[11:19] if e.ws else "-")
    tenant = judge_tenant(name, stream, comparison.until, comparison.rules)
    print(tenant)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tenants", type=int, default=40)
    parser.add_argument("--file", action="store_true")
    parser.add_argument("--first-failure", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", nargs=2)
    parser.add_argument("first", type=int, nargs="?", default=1)
    parser.add_argument("last", type=int, nargs="?")
    arguments = parser.parse_args()
    if arguments.show:
        return show(*arguments.show)
    if arguments.write:
        with contextlib.ExitStack() as stack:
            return Comparison(arguments.first, arguments.tenants).write(open_redis(stack))
    failures = compare(arguments)
    print(*failures[:200], sep="\n")
    return len(failures) > 0


if __name__ == "__main__":
    sys.exit(main())
