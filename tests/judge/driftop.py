"""The program under test, and the server that it reads."""
import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time

import reference

PROGRAM = os.environ.get("DRIFTOP", "./driftop")
ENVIRONMENT = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"} | {
    name: value for name, value in os.environ.items()
    if name in ("PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS")}


def run(*arguments):
    """Returns its status and what it printed."""
    done = subprocess.run([PROGRAM, *arguments], env=ENVIRONMENT, capture_output=True, timeout=120)
    if not done.stdout:
        raise AssertionError(f"{' '.join(arguments)}: status {done.returncode}, "
                             f"{done.stderr.decode(errors='replace')}")
    return done.returncode, done.stdout.decode()


def snapshot(*arguments):
    """Returns the snapshot, and the status with --exit-code."""
    status, out = run("snapshot", "-f", "json", "--exit-code", *arguments)
    return json.loads(out), status


class Redis:
    """A connection over a unix socket."""

    def __init__(self, path):
        self.path = path
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.replies = self.socket.makefile("rb")

    @property
    def url(self):
        return f"unix://{self.path}"

    def reply(self):
        line = self.replies.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"$":
            return self.replies.read(int(rest) + 2)[:-2] if int(rest) >= 0 else None
        if kind == b"*":
            return [self.reply() for _ in range(int(rest))]
        if kind == b"-":
            raise RuntimeError(rest.decode())
        return rest

    def pipeline(self, commands):
        data = []
        for command in commands:
            data.append(b"*%d\r\n" % len(command))
            for word in command:
                word = word if isinstance(word, bytes) else str(word).encode()
                data.append(b"$%d\r\n%s\r\n" % (len(word), word))
        self.socket.sendall(b"".join(data))
        return [self.reply() for _ in commands]

    def write(self, key, entries):
        self.pipeline([["XADD", key, f"{ms}-{seq}", *[w for pair in fields.items() for w in pair]]
                       for (ms, seq), fields in entries])

    def close(self):
        self.socket.close()


class Server:
    """A server of one's own, for a run by hand; the tests have one already."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="driftop-model-")
        path = os.path.join(self.directory, "redis.sock")
        program = os.environ.get("REDIS_SERVER", "redis-server")
        self.process = subprocess.Popen(
            [program, "--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no",
             "--dir", self.directory], stdout=subprocess.DEVNULL)
        self.path = path

    def __enter__(self):
        while not os.path.exists(self.path):
            if self.process.poll() is not None:
                raise RuntimeError("the server ended")
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.directory)


def open_redis(stack):
    """A connection to $REDIS_SOCKET, or to a server of one's own, until the stack closes."""
    path = os.environ.get("REDIS_SOCKET") or stack.enter_context(Server()).path
    return stack.enter_context(contextlib.closing(Redis(path)))


def rule_options(rules):
    """The rules as options; none where they are the usual ones."""
    if rules is None or rules == reference.DEFAULT_RULES:
        return []
    return [word for level, (k, n, m) in rules.items()
            for word in ("--rule", f"{level}:{k}/{n}/{m}")]
