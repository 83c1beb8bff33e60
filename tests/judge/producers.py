"""The real producer's reports through the program: at every report the state is the worst of that
report's own lists. Each moment is a tenant of its own, with all reports up to it, moved so that the
newest one is now: one look at the fleet judges them all.

producers.py [--every N] [--window DURATION] [--file] [--until]
"""
import argparse
import contextlib
import gzip
import json
import os
import sys
import tempfile

from driftop import open_redis, snapshot
from reference import MINUTE
from streams import NOW

DATA = os.path.join(os.path.dirname(__file__), "..", "data")
NAMES = ("healthy", "faithcollapse")
NOT_BACK = {"healthy": [], "faithcollapse": [295, 296, 297, 298, 299]}
READ = 256  # no verdict is made from more
PREFIX = "rag:telemetry:"


def lines_of(name):
    with gzip.open(os.path.join(DATA, f"producer-{name}.jsonl.gz"), "rt") as lines:
        return [json.loads(line) for line in lines]


def worst_of_lists(line):
    return "degraded" if line["degraded"] else "warn" if line["warned"] else "ok"


def fields_of(line):
    """A line as the original sink writes it into a stream."""
    return {"window_start": line["window_start"], "window_end": line["window_end"],
            "degraded": ",".join(line["degraded"]), "warned": ",".join(line["warned"]),
            "report": json.dumps(line["dimensions"])}


def up_to(items, moment):
    """The items until a moment with the IDs that they have when it is now."""
    first = max(0, moment + 1 - READ)
    return [(NOW - (moment - i) * MINUTE, items[i]) for i in range(first, moment + 1)]


def differences(tenants, moments, name, of):
    """`of` gives the name of the tenant of a moment."""
    lines, failures = lines_of(name), []
    for moment in moments:
        tenant = tenants[of(moment)]
        not_back = any(d["not_back"] for d in tenant["dimensions"])
        if tenant["state"] != worst_of_lists(lines[moment]) or tenant["silent"]:
            failures.append(f"{name} {moment}: {worst_of_lists(lines[moment])} by the report, "
                            f"{tenant['state']} by driftop")
        if not_back != (moment in NOT_BACK[name]):
            failures.append(f"{name} {moment}: not back: {not_back}")
    return failures


def by_name(frame):
    return {tenant["tenant"]: tenant for tenant in frame["tenants"]}


def moments_of(every):
    return sorted({*range(299, -1, -every), *NOT_BACK["faithcollapse"]})


def in_redis(redis, every, window):
    failures, moments = [], moments_of(every)
    for name in NAMES:
        redis.pipeline([["FLUSHALL"]])
        fields = [fields_of(line) for line in lines_of(name)]
        for moment in moments:
            redis.write(f"{PREFIX}{name}-{moment}",
                        [((ms, 0), report) for ms, report in up_to(fields, moment)])
        frame, _ = snapshot("-w", window, "--now", str(NOW), redis.url)
        failures += differences(by_name(frame), moments, name, lambda m: f"{name}-{m}")
    return failures


def until(redis, every, window):
    """One stream, looked at as of each moment."""
    failures = []
    redis.pipeline([["FLUSHALL"]])
    for name in NAMES:
        redis.write(PREFIX + name, [((NOW + i * MINUTE, 0), fields_of(line))
                                    for i, line in enumerate(lines_of(name))])
    for moment in moments_of(every):
        frame, _ = snapshot("-w", window, "--until", str(NOW + moment * MINUTE + 1), redis.url)
        for name in NAMES:
            failures += differences(by_name(frame), [moment], name, lambda _: name)
    return failures


def in_a_file(every, window):
    failures, moments = [], moments_of(every)
    for name in NAMES:
        lines = lines_of(name)
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as out:
            for moment in moments:
                for ms, line in up_to(lines, moment):
                    out.write(json.dumps({"id": f"{ms}-0", "tenant": f"{name}-{moment}"} | line) +
                              "\n")
            out.flush()
            frame, _ = snapshot("-w", window, out.name)
        failures += differences(by_name(frame), moments, name, lambda m: f"{name}-{m}")
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--window", default="1h")
    parser.add_argument("--file", action="store_true")
    parser.add_argument("--until", action="store_true")
    arguments = parser.parse_args()
    if arguments.file:
        failures = in_a_file(arguments.every, arguments.window)
    else:
        with contextlib.ExitStack() as stack:
            redis = open_redis(stack)
            look = until if arguments.until else in_redis
            failures = look(redis, arguments.every, arguments.window)
    print(*failures[:100], sep="\n")
    return len(failures) > 0


if __name__ == "__main__":
    sys.exit(main())
