"""A small world for one test: a server, routers, what their destinations took, and a clock that can
be put forward."""
import json
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time

from check import id_of
from reference import MINUTE
from servers import Node, wait_until
from streams import D, NONE, OK, SHAPE, W, dimension, entry

PROGRAM = os.environ.get("DRIFTOP", "./driftop")
CLOCK_LIBRARY = os.environ.get("STEPPED_CLOCK_LIBRARY", os.path.abspath("stepped_clock.so"))
PREFIX = "rag:telemetry:"
WORDS = {"ok": OK, "W": W, "D": D, "n": NONE}


class Clock:
    """Of all programs of a world. Milliseconds."""

    def __init__(self, path):
        self.path, self.ahead_ms = path, 0
        self.write()

    def write(self):
        with open(self.path, "r+b" if os.path.exists(self.path) else "wb") as out:
            out.write(struct.pack("=q", self.ahead_ms * 1_000_000))

    def now(self):
        return int(time.time() * 1000) + self.ahead_ms

    def put_forward(self, ms):
        self.ahead_ms += ms
        self.write()


class Process:
    """A driftop that runs, and what it says."""

    def __init__(self, world, words):
        self.said_path = os.path.join(world.directory, f"err{len(world.processes)}")
        self.out_path = os.path.join(world.directory, f"out{len(world.processes)}")
        with open(self.said_path, "w") as err, open(self.out_path, "w") as out:
            self.popen = subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=out,
                                          stderr=err, env=world.environment)

    @property
    def said(self):
        with open(self.said_path) as lines:
            return lines.read()

    @property
    def out(self):
        with open(self.out_path) as lines:
            return lines.read()

    def signal(self, number):
        self.popen.send_signal(number)

    def wait(self, patience_s=60):
        return self.popen.wait(timeout=patience_s)

    def end(self):
        self.signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGCONT)
            self.popen.kill()
        self.popen.wait()


class World:
    def __init__(self, *server_options, stepped=False):
        self.directory = tempfile.mkdtemp(prefix="driftop-world-")
        self.processes, self.clock = [], Clock(os.path.join(self.directory, "clock"))
        self.environment = os.environ | {"HOME": self.directory, "TZ": "UTC"}
        if stepped:
            self.environment |= {"STEPPED_CLOCK": self.clock.path, "LD_PRELOAD": CLOCK_LIBRARY}
            if "ASAN_OPTIONS" in os.environ:
                self.environment["ASAN_OPTIONS"] += ":verify_asan_link_order=0"
        self.node = Node(self.directory, *server_options, environment=self.environment)
        self.url = f"redis://127.0.0.1:{self.node.port}"
        self.reports = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
        self.node.kill()
        shutil.rmtree(self.directory)

    # Programs

    def path(self, name):
        return os.path.join(self.directory, name)

    def start(self, *words):
        process = Process(self, words)
        self.processes.append(process)
        return process

    def route(self, *words):
        return self.start("route", *words, self.url)

    def run(self, *words):
        """Returns the process when it has ended."""
        process = self.route(*words)
        process.wait()
        return process

    def file(self, name="ops"):
        """A destination that is a file of that name."""
        return "--to", f"{name}=file:{self.path(name)}"

    def command(self, script, name="ops"):
        """A destination that is a script of the shell, which gets the message on its standard input
        and is where all files of this world are."""
        with open(self.path(name + ".sh"), "w") as out:
            out.write(f"cd {self.directory}\n{script}\n")
        return "--to", f"{name}=command:/bin/sh {self.path(name)}.sh"

    # What was taken

    def lines(self, name="ops"):
        try:
            with open(self.path(name)) as lines:
                return [json.loads(line) for line in lines if line.endswith("\n")]
        except FileNotFoundError:
            return []

    def told(self, name="ops", silences=False):
        """"acme f firing degraded" …, without silences where they are not the matter."""
        return [" ".join(filter(None, (d["tenant"], d["dimension"], d["edge"], d["severity"])))
                for d in self.lines(name) if silences or d["kind"] != "silent"]

    def expect(self, *due, name="ops", silences=False):
        """Waits until that was told, and nothing else."""
        try:
            wait_until(lambda: len(self.told(name, silences)) >= len(due), "all is told", 20)
        finally:
            told = self.told(name, silences)
            if told != list(due):
                raise AssertionError(f"{told} instead of {list(due)}; "
                                     f"{[p.said for p in self.processes]}")

    # Streams

    def ask(self, *words):
        reply = self.node.ask(*words)
        if isinstance(reply, Exception):
            raise reply
        return reply

    def add(self, tenant, pattern, minutes=0):
        """Reports of dimension f, one for each word, so many minutes apart."""
        for word in pattern.split():
            self.reports += 1
            value, z = SHAPE.get(WORDS[word], (None, None))
            severity = "ok" if word == "n" else WORDS[word]
            now = self.clock.now()
            fields = entry(now, [dimension("f", severity, value, 0.9, z), dimension("g")],
                           now + (self.reports - 1) * MINUTE, now + self.reports * MINUTE)[1]
            self.ask("XADD", PREFIX + tenant, "*", *[w for pair in fields.items() for w in pair])
            if minutes:
                self.pass_time(minutes)

    def pass_time(self, minutes, step=5, moment_s=0.03):
        """In steps, with a moment after each in which everybody notices."""
        while minutes > 0:
            self.clock.put_forward(min(step, minutes) * MINUTE)
            minutes -= step
            time.sleep(moment_s)

    def group(self, tenant, name="ops"):
        """Returns (pending, last delivered) of a group, or None."""
        groups = self.node.ask("XINFO", "GROUPS", PREFIX + tenant)
        if isinstance(groups, Exception):
            return None
        for words in groups:
            group = dict(zip(*[iter(words)] * 2))
            if group[b"name"].decode() == name:
                return group[b"pending"], group[b"last-delivered-id"].decode()
        return None

    def wait_for_group(self, *tenants, name="ops"):
        wait_until(lambda: all(self.group(tenant, name) for tenant in tenants), "a group is there; "
                   + str([p.said for p in self.processes]), 20)

    def is_read(self, *tenants, name="ops"):
        """Whether all entries are acknowledged."""
        for tenant in tenants:
            last = self.ask("XREVRANGE", PREFIX + tenant, "+", "-", "COUNT", 1)[0][0].decode()
            pending, delivered = self.group(tenant, name)
            if pending > 0 or id_of(delivered) < id_of(last):
                return False
        return True

    def wait_until_read(self, *tenants, name="ops"):
        wait_until(lambda: self.is_read(*tenants, name=name), "all is read", 20)
