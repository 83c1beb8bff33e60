"""The Python sink doing what driftop does, for bench_emit.c; prints milliseconds without the start.

bench_sink.py single SOCKET FILE N  the first N reports of FILE, one XADD after the other
bench_sink.py bulk SOCKET FILE      all of FILE, pipelined
"""
import json
import sys
import time

import redis

BATCH = 500


def entry(line):
    report = json.loads(line)
    return f"python:{report['tenant']}", {
        "ws": report["window_start"],
        "we": report["window_end"],
        "degraded": "|".join(report["degraded"]),
        "warned": "|".join(report["warned"]),
        "dims": json.dumps(report["dimensions"]),
    }


def single(client, path, count):
    entries = [entry(line) for line, _ in zip(open(path), range(count))]
    start = time.perf_counter()
    for key, fields in entries:
        client.xadd(key, fields, maxlen=15000, approximate=True)
    return time.perf_counter() - start


def bulk(client, path):
    start = time.perf_counter()
    pipeline = client.pipeline(transaction=False)
    for number, line in enumerate(open(path), 1):
        key, fields = entry(line)
        pipeline.xadd(key, fields, maxlen=15000, approximate=True)
        if number % BATCH == 0:
            pipeline.execute()
    pipeline.execute()
    return time.perf_counter() - start


client = redis.Redis(unix_socket_path=sys.argv[2])
client.ping()
if sys.argv[1] == "single":
    print(single(client, sys.argv[3], int(sys.argv[4])) * 1000)
else:
    print(bulk(client, sys.argv[3]) * 1000)
