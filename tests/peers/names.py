"""Names that look alike, as tenants and dimensions: each has a spelling of its own in every format,
and export into emit copies them byte for byte.

    names.py DRIFTOP SOCKET
"""

import csv
import io
import json
import re
import subprocess
import sys

import redis
from prometheus_client.openmetrics.parser import text_string_to_metric_families

NAMES = [
    b"", b"(empty)", b"a", b"a ", b" a", b"a\\", b"a\\\\", b"a/b", b"a:b", b"x|y", b"x,y", b"'=1", b"=1",
    b"''=1", b"a\"b", b"a\nb", b"a\\nb", b"a\tb", b"a\rb", b"a\x1bb", b"a\\u001bb", b"a\\x1bb",
    b"a\\\\u001bb", b"a\x7fb", b"a\x00b", b"a\\u0000b", b"a\xc2\x9bb", b"a\x9bb", b"a\\x9bb",
    b"a\xffb", b"a\xfeb", b"a\\xffb", b"a\xef\xbf\xbdb", b"a\\ufffdb", b"a\x80b", b"a\xc3b",
    b"a\xc3\xa4b", b"aa\xcc\x88b", b"\xcc\x88", b"a\xc0\xafb", b"a\xed\xa0\x80b", b"a\xed\xb3\xbfb",
    b"a\\udcffb", b"a\xef\xb7\x9f\xef\xb7\xafb", b"a\\ufddf\\ufdefb", b"a\xef\xb7\x9fb",
    b"a\xe2\x80\xaeb", b"a\\u202eb", b"a\xf0\x9f\x98\x80b", b"a\xf3\xa0\x80\x81b",
    b"a\\U000e0001b", b"?", b"a{}", b"a*",
]

PAIR = b"\xef\xb7\x9f\xef\xb7\xaf"  # what spells a byte in JSON


def run(*words, data=b""):
    done = subprocess.run([DRIFTOP, *words], input=data, capture_output=True)
    assert done.returncode == 0, (words, done.returncode, done.stderr)
    return done.stdout


def quoted(name):
    """The name as JSON, its bytes as they are where JSON lets them be, and where they are no spelling."""
    spelled = re.sub(rb'["\\\x00-\x1f]', lambda found: b"\\u%04x" % found[0][0], name)
    return spelled.replace(PAIR, b"\\ufdde\\ufdef\\ufddb\\ufde7\\ufdd9\\ufdef" + PAIR[3:])


def fill():
    database = redis.Redis(unix_socket_path=SOCKET, db=0)
    for name in NAMES:
        # A dimension has a name.
        dims = b'[{"name": "%s", "severity": "ok", "value": 1}]' % quoted(name or b"b")
        database.xadd(b"rag:telemetry:" + name, {
            "ws": "2026-11-22T13:00:00+00:00", "we": "2026-11-22T13:01:00+00:00",
            "degraded": "", "warned": "", "dims": dims})


def check(what, tenants, dimensions):
    assert len(set(tenants)) == len(NAMES), (what, sorted(tenants))
    assert len(set(dimensions)) == len(NAMES), (what, sorted(dimensions))


def check_formats():
    url = URL % 0
    found = json.loads(run("snapshot", "-f", "json", url))["tenants"]
    check("json", [t["tenant"] for t in found],
          [d["name"] for t in found for d in t["dimensions"]])
    tenants = {t["tenant"] for t in found}
    for name in NAMES:
        try:
            assert PAIR in name or name.decode() in tenants, name
        except UnicodeDecodeError:
            pass
    lines = [json.loads(line) for line in run("export", url).splitlines()]
    check("ndjson", [l["tenant"] for l in lines],
          [d["name"] for l in lines for d in l["dimensions"]])
    for command in "snapshot", "export":
        text = run(command, "-f", "csv", url).decode()
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        check(command, [r["tenant"] for r in rows], [r["dimension"] for r in rows])
    text = run("snapshot", "-f", "openmetrics", url).decode()
    labels = [s.labels for f in text_string_to_metric_families(text) for s in f.samples
              if s.name == "drift_dimension_value"]
    check("openmetrics", [l["tenant"] for l in labels], [l["dimension"] for l in labels])
    for glyphs in "ascii", "braille":
        text = run("snapshot", "--glyphs", glyphs, url).decode()
        check(glyphs, re.findall(r"^(.*): OK, ", text, re.M), re.findall(r"^  (.*) ok  ", text, re.M))


def entries(number):
    database = redis.Redis(unix_socket_path=SOCKET, db=number)
    return {key: database.xrange(key) for key in database.keys()}


def check_copies():
    for number in 0, 1:
        copy = run("export", URL % number)
        run("emit", "--keep-ids", URL % (number + 1), data=copy)
    assert entries(0).keys() == entries(1).keys()
    assert entries(1) == entries(2)


DRIFTOP, SOCKET = sys.argv[1:]
URL = "unix://" + SOCKET + "?db=%d"
fill()
check_formats()
check_copies()
