"""A Python service that reports drift with redis-py: the other side of `driftop emit`.

stream_sink.py read SOCKET TENANT     prints its reports as JSON, one a line
stream_sink.py write SOCKET TENANT N  writes N reports
"""
import json
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone

try:
    import redis
except ImportError:
    sys.exit(77)


@dataclass
class Dimension:
    name: str
    severity: str
    value: float
    baseline: float
    z_score: float
    sample_count: int
    metadata: dict | None = None


def names(joined):
    return joined.split("|") if joined else []


def read(client, key):
    for entry_id, fields in client.xrange(key):
        dimensions = [Dimension(**d) for d in json.loads(fields["dims"])]
        print(json.dumps({
            "id": entry_id,
            "window_start": datetime.fromisoformat(fields["ws"]).isoformat(),
            "window_end": datetime.fromisoformat(fields["we"]).isoformat(),
            "degraded": names(fields["degraded"]),
            "warned": names(fields["warned"]),
            "dimensions": [asdict(d) for d in dimensions],
        }))


def write(client, key, count):
    start = datetime(2026, 11, 22, 13, tzinfo=timezone.utc)
    for i in range(count):
        dimensions = [
            Dimension("faithfulness", "ok", 0.1 * i, 1e-7 * i, -1.5 / (i + 1), i, None),
            Dimension("Köln \"✓\" \U0001f600", "degraded", float(i), 1e16 + i, 4.25, 7,
                      {"ref": "s3://bucket/é", "n": [1, 2.5, None, True]}),
        ]
        client.xadd(key, {
            "ws": (start + timedelta(minutes=i)).isoformat(),
            "we": (start + timedelta(minutes=i + 1)).isoformat(),
            "degraded": "|".join(d.name for d in dimensions if d.severity == "degraded"),
            "warned": "",
            "dims": json.dumps([asdict(d) for d in dimensions]),
        }, maxlen=15000, approximate=True)


def main():
    action, path, tenant = sys.argv[1:4]
    client = redis.Redis(unix_socket_path=path, decode_responses=True)
    key = f"rag:telemetry:{tenant}"
    if action == "read":
        read(client, key)
    else:
        write(client, key, int(sys.argv[4]))


main()
