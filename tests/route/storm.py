"""The storm: routers that are killed and stopped at random, servers that fail, and tenants that come
and go, while every edge has to arrive: none missing, none false, in order, and again only where the
commit of the first time did not happen.

storm.py --seed 7 --seconds 600 --routers 4 [--cluster] [--tenants 200] [--rate 150] [--calm]
"""
import argparse
import http.server
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter

from edges import Destination
from check import (Facts, Faults, Segment, Taken, check_fields, check_ids, check_repeats,
                   check_stream, document_of, id_of)
from servers import Cluster, RedisError, Single, wait_until
from tenants import Tenant

PREFIX = "rag:telemetry:"
PROGRAM = os.environ.get("DRIFTOP", "./driftop")
LEASE_S = 2.0
KEEP = 150  # entries of a stream; a window is 64
DESTINATIONS = (Destination("page"), Destination("hook"), Destination("lines"),
                Destination("strict", "degraded"))


# --- Destinations -------------------------------------------------------------------------------

# Takes a message, and now and then kills its router after that, before it can be saved.
PAGE = """#!/bin/sh
read -r line || exit 75
printf '%s %s\\n' $PPID "$line" >>"$1"
case $line in
*'"sent_ms":'???????????DEADLY,*) kill -9 $PPID ;;
esac
"""


class Hook(http.server.ThreadingHTTPServer):
    """A webhook that is now and then away, and now and then kills who brought it something."""
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, storm):
        self.storm, self.taken, self.lock = storm, [], threading.Lock()
        super().__init__(("127.0.0.1", 0), HookHandler)

    def handle_error(self, *_):
        pass


class HookHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        router = self.server.storm.routers[int(self.path.strip("/"))]
        process = router.process
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            mood = self.server.storm.hook_dice.random()
        if not self.server.storm.calm and mood < 0.02:
            return self.misbehave(mood)
        with self.server.lock:
            self.server.taken.append(Taken(document_of(body), time.monotonic(), process.pid))
        self.answer(200)
        if not self.server.storm.calm and mood > 0.995 and self.server.storm.deadly:
            process.kill()

    def misbehave(self, mood):
        if mood < 0.005:
            self.close_connection = True
        elif mood < 0.01:
            self.answer(503)
        elif mood < 0.015:
            self.answer(429, "1")
        else:
            self.answer(500)

    def answer(self, status, retry_after=None):
        self.send_response(status)
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.send_header("Content-Length", "0")
        self.end_headers()


# --- Routers ------------------------------------------------------------------------------------

class Router:
    def __init__(self, storm, number):
        self.storm, self.number, self.process, self.stopped = storm, number, None, False
        self.configuration = os.path.join(storm.directory, f"{number}.conf")
        with open(self.configuration, "w") as out:
            out.write(f"""
[destination page]
kind = command
target = /bin/sh {storm.directory}/page {storm.directory}/page.taken
[destination lines]
kind = file
target = {storm.directory}/lines.taken
[destination strict]
kind = file
target = {storm.directory}/strict.taken
severity = degraded
""")
            if storm.has_hook:
                out.write(f"[destination hook]\nkind = webhook\n"
                          f"target = http://127.0.0.1:{storm.hook.server_port}/{number}\n")
        os.chmod(self.configuration, 0o600)
        self.start()

    def start(self):
        self.stopped = False
        self.process = subprocess.Popen(
            [PROGRAM, "route", "--config", self.configuration, "--lease", f"{int(LEASE_S * 1000)}ms",
             self.storm.servers.url], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=open(os.path.join(self.storm.directory, f"{self.number}.err"), "a"))

    def signal(self, number):
        if self.process.poll() is None:
            self.process.send_signal(number)

    def revive(self):
        """Starts it again where something has killed it."""
        if self.process.poll() is not None:
            status = self.process.returncode
            # One that has only begun does not listen for SIGTERM yet, and is ended by it.
            if status not in (0, -signal.SIGKILL, -signal.SIGTERM):
                raise AssertionError(f"router {self.number} ended with {status}: "
                                     f"{self.storm.said(self.number)}")
            self.storm.log(f"router {self.number} ended with {status} ({self.process.pid})")
            self.storm.lose(self.storm.looked, time.monotonic(), self.process.pid)
            self.storm.counts["routers started again"] += 1
            self.start()


# --- The storm ----------------------------------------------------------------------------------

class Storm:
    def __init__(self, options):
        self.options, self.calm = options, options.calm
        self.dice = random.Random(options.seed)
        self.hook_dice = random.Random(f"{options.seed}.hook")
        self.deadly, self.counts, self.losses = True, Counter(), []
        self.directory = tempfile.mkdtemp(prefix="driftop-storm-")
        self.has_hook = has_webhook()
        self.streams, self.tenants, self.last_ms = {}, {}, 0
        with open(os.path.join(self.directory, "page"), "w") as out:
            out.write(PAGE.replace("DEADLY", "XX" if self.calm else "77"))
        self.servers = Cluster() if options.cluster else Single()
        self.hook = Hook(self)
        threading.Thread(target=self.hook.serve_forever, daemon=True).start()
        self.routers = []
        self.waiting = []  # (when, what to do)

    def log(self, text):
        if self.options.verbose:
            print(f"{time.monotonic():9.2f} {text}", file=sys.stderr, flush=True)

    def said(self, number):
        with open(os.path.join(self.directory, f"{number}.err")) as lines:
            return lines.read()[-600:]

    def lose(self, begin, end, who=None):
        self.losses.append((begin, end, who))

    # Streams

    def key(self, name):
        return PREFIX + name

    def new_id(self):
        self.last_ms = max(self.last_ms + 1, int(time.time() * 1000))
        return self.last_ms, 0

    def ask(self, key, *words):
        """Tries until it is answered."""
        end = time.monotonic() + 30
        while True:
            try:
                reply = self.servers.of(key).ask(*words)
            except (OSError, KeyError) as error:
                reply = error
            if not isinstance(reply, Exception):
                return reply
            if isinstance(reply, RedisError):
                if "equal or smaller" in str(reply):
                    return None  # an earlier try was carried out
                if str(reply).split()[0] not in ("MOVED", "CLUSTERDOWN", "LOADING", "READONLY"):
                    raise reply
            if time.monotonic() > end:
                raise AssertionError(f"{words[0]} {key}: {reply}")
            time.sleep(0.02)
            if self.options.cluster:
                self.servers.learn()

    def add(self, name):
        tenant = self.tenants.setdefault(name, Tenant(self.options.seed, name))
        segments = self.streams.setdefault(self.key(name), [Segment()])
        if segments[-1].ends is not None:
            segments.append(Segment())
        entry_id = self.new_id()
        fields = tenant.report(entry_id[0])
        words = [word for pair in fields.items() for word in pair]
        self.ask(self.key(name), "XADD", self.key(name), "MAXLEN", KEEP, f"{entry_id[0]}-0", *words)
        segments[-1].entries.append((entry_id, fields))
        self.counts["entries"] += 1

    def alive(self):
        return [key for key, segments in self.streams.items() if segments[-1].ends is None]

    def is_read(self, key):
        """Whether all that was written is told, and saved, by each destination."""
        groups = self.servers.of(key).pipeline([("XINFO", "GROUPS", key)])[0]
        if isinstance(groups, Exception):
            raise groups
        groups = [dict(zip(*[iter(words)] * 2)) for words in groups]
        last = max((entry_id for entry_id, _ in self.streams[key][-1].entries), default=(0, 0))
        return len(groups) == len(DESTINATIONS) and all(
            g[b"pending"] == 0 and id_of(g[b"last-delivered-id"].decode()) >= last for g in groups)

    def delete(self):
        """Notes what each group had, in the moment in which the stream goes. What goes with entries
        that are not told yet may be told in part, and saved in part: only --rough has that."""
        alive = self.alive()
        keys = self.dice.sample(alive, min(len(alive), 20))
        key = next((key for key in keys if self.options.rough or self.is_read(key)), None)
        if key is None:
            return "none is deleted, as none is read yet"
        names = [d.name for d in DESTINATIONS]
        commands = [("MULTI",), ("XINFO", "GROUPS", key)]
        commands += [("XPENDING", key, name, "-", "+", "10000") for name in names]
        replies = self.servers.of(key).pipeline(commands + [("DEL", key), ("EXEC",)])[-1]
        if isinstance(replies, Exception):
            raise replies
        segment, groups = self.streams[key][-1], {}
        if not isinstance(replies[0], Exception):
            groups = {g[b"name"].decode(): g for g in (dict(zip(*[iter(words)] * 2))
                                                       for words in replies[0])}
        segment.ends = {}
        for name, pending in zip(names, replies[1:]):
            if name not in groups:
                segment.ends[name] = (0, 0)
                continue
            last = id_of(groups[name][b"last-delivered-id"].decode())
            handed_out = sum(entry_id <= last for entry_id, _ in segment.entries)
            first = min((id_of(p[0].decode()) for p in pending), default=None)
            done = sum(first is None or entry_id < first for entry_id, _ in segment.entries)
            segment.ends[name] = (min(done, handed_out), handed_out)
        self.counts["streams deleted"] += 1
        return f"{key} deleted"

    def make_again(self):
        dead = [key for key, segments in self.streams.items() if segments[-1].ends is not None]
        if dead:
            self.add(self.dice.choice(dead)[len(PREFIX):])

    def appear(self):
        for _ in range(self.dice.randrange(1, 4)):
            self.add(f"new{len(self.streams)}")
        return "tenants appeared"

    # Faults

    def kill(self):
        router = self.dice.choice(self.routers)
        router.signal(signal.SIGKILL)
        self.counts["routers killed"] += 1
        return f"router {router.number} killed ({router.process.pid})"

    def stop(self):
        router = self.dice.choice(self.routers)
        if router.stopped or router.process.poll() is not None:
            return None
        router.stopped = True
        router.signal(signal.SIGSTOP)
        begin, process = time.monotonic(), router.process
        length = self.dice.uniform(0.2, 2) * LEASE_S

        def go_on():
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
            if router.process is process:
                router.stopped = False
            self.lose(begin, time.monotonic() + 0.5, process.pid)
        self.waiting.append((begin + length, go_on))
        self.counts["routers stopped"] += 1
        return f"router {router.number} stopped for {length:.1f} s ({process.pid})"

    def terminate(self):
        router = self.dice.choice(self.routers)
        if not router.stopped:
            router.signal(signal.SIGTERM)
            self.counts["routers ended"] += 1
        return f"router {router.number} ended ({router.process.pid})"

    def fail(self):
        begin = time.monotonic()
        done = self.servers.fail(self.dice)
        self.lose(begin, time.monotonic() + 1)
        self.counts["servers failed"] += 1
        return done

    FAULTS = ((kill, 6), (stop, 4), (terminate, 2), (fail, 1), (appear, 2), (delete, 5))

    def strike(self):
        """A failover can take back what a group had, and nobody could say what was told of a stream
        that went in that moment: in a cluster none goes."""
        faults = [f for f in self.FAULTS if not self.options.cluster or f[0] is not Storm.delete]
        done = self.dice.choices([f for f, _ in faults], [weight for _, weight in faults])[0](self)
        if done:
            self.log(done)

    # The run

    def pass_time(self, now):
        for entry in [entry for entry in self.waiting if entry[0] <= now]:
            self.waiting.remove(entry)
            entry[1]()
        for router in self.routers:
            router.revive()
        self.looked = min(now, time.monotonic())

    def blow(self):
        self.begun = self.looked = time.monotonic()
        names = [f"t{i:03}" for i in range(self.options.tenants)]
        for name in names[::2]:  # of before there was a router
            for _ in range(self.dice.randrange(10)):
                self.add(name)
        self.routers += [Router(self, i) for i in range(self.options.routers)]
        end = time.monotonic() + self.options.seconds
        next_fault, written = time.monotonic() + 2, 0
        while time.monotonic() < end:
            now = time.monotonic()
            self.pass_time(now)
            if not self.calm and now >= next_fault:
                self.strike()
                next_fault = time.monotonic() + self.dice.uniform(0.1, 1.5)
            if self.dice.random() < 0.02:
                self.make_again()
            living = [key[len(PREFIX):] for key in self.alive()]
            self.add(self.dice.choice(names if self.dice.random() < 0.1 else living or names))
            written += 1
            time.sleep(max(0, self.begun + written / self.options.rate - time.monotonic()))
        self.end()

    def end(self):
        """Lets all come to rest: every entry acknowledged by every group."""
        self.deadly = False
        self.log("the end")
        end = time.monotonic() + 60
        while not self.is_quiet():
            self.pass_time(time.monotonic() + 3600)
            if time.monotonic() > end:
                break  # what is missing is told by the check
            time.sleep(0.1)
        self.log("quiet")
        for router in self.routers:
            router.signal(signal.SIGTERM)
        for router in self.routers:
            status = router.process.wait(timeout=30)
            if status not in (0, -signal.SIGKILL):
                raise AssertionError(f"router {router.number} ended with {status}: "
                                     f"{self.said(router.number)}")

    def is_quiet(self):
        for key in self.alive():
            groups = self.ask(key, "XINFO", "GROUPS", key)
            last = self.streams[key][-1].entries[-1][0]
            found = {}
            for words in groups:
                group = dict(zip(*[iter(words)] * 2))
                found[group[b"name"].decode()] = (group[b"pending"], id_of(
                    group[b"last-delivered-id"].decode()))
            if any(found.get(d.name, (1,))[0] > 0 or found[d.name][1] < last
                   for d in self.destinations()):
                self.last_noise = f"{key} {last} {found}"
                return False
        return True

    def destinations(self):
        return [d for d in DESTINATIONS if d.name != "hook" or self.has_hook]

    # The check

    def taken(self, destination):
        if destination.name == "hook":
            return self.hook.taken
        taken = []
        with open(os.path.join(self.directory, destination.name + ".taken")) as lines:
            for line in lines:
                router = None
                if destination.name == "page":
                    router, line = line.split(" ", 1)
                document = document_of(line)
                at_s = document["sent_ms"] / 1000 - time.time() + time.monotonic()
                # Of a router that was killed before its program looked nobody knows.
                taken.append(Taken(document, at_s, None if router in (None, "1") else int(router)))
        return taken

    def check(self):
        faults, begin = Faults(), time.monotonic()
        facts = {}
        for destination in self.destinations():
            messages = self.taken(destination)
            by_stream = {}
            for message in messages:
                by_stream.setdefault(message.document["stream"], []).append(message)
            for key in by_stream:
                if key not in self.streams:
                    faults.add("false", f"{destination.name} {key}")
            born, by_edge = self.born(destination), {}
            for key, segments in self.streams.items():
                if (key, born) not in facts:
                    facts[key, born] = [Facts(segment, born) for segment in segments]
                edges = check_stream(key, facts[key, born], destination, by_stream.get(key, []),
                                     faults)
                by_edge |= {(key,) + edge.name: edge for edge in edges}
            self.counts["repeats"] += check_repeats(destination, messages, self.losses, LEASE_S,
                                                   faults)
            self.counts["messages"] += len(messages)
            self.counts[f"messages of {destination.name}"] = len(messages)
            for message in messages:
                self.counts[message.document["edge"]] += 1
            check_ids(destination, messages, faults)
            dead = f"driftop:{destination.name}:dead"
            for entry in self.ask(dead, "XRANGE", dead, "-", "+"):
                faults.add("dead", str(entry)[:300])
            for message in messages:
                check_fields(destination, message, by_edge, faults)
        self.log(f"checked in {time.monotonic() - begin:.1f} s")
        return faults

    def born(self, destination):
        key = f"driftop:{destination.name}:born"
        return id_of(self.ask(key, "GET", key).decode())

    def close(self):
        for router in self.routers:
            router.signal(signal.SIGKILL)
            router.process.wait()
        self.hook.shutdown()
        self.servers.close()


def has_webhook():
    return "libcurl" in subprocess.run(["ldd", PROGRAM], capture_output=True, text=True).stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", default="1")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--routers", type=int, default=3)
    parser.add_argument("--tenants", type=int, default=200)
    parser.add_argument("--rate", type=float, default=150, help="reports a second")
    parser.add_argument("--cluster", action="store_true")
    parser.add_argument("--rough", action="store_true",
                        help="delete streams that are not read, of which not all can be judged")
    parser.add_argument("--calm", action="store_true", help="nothing fails")
    parser.add_argument("--keep", action="store_true", help="leave what was written")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    storm = Storm(options)
    try:
        storm.blow()
        faults = storm.check()
        print(", ".join(f"{count} {what}" for what, count in storm.counts.items()))
        print("\n".join(faults.stories[:200] + faults.sentences))
        if faults.counts:
            print(f"seed {options.seed}: {dict(faults.counts)}")
            for router in storm.routers:
                print(f"router {router.number}: {storm.said(router.number)}")
        return 1 if faults.counts else 0
    finally:
        storm.close()
        if options.keep:
            print(storm.directory)
        else:
            shutil.rmtree(storm.directory)


if __name__ == "__main__":
    sys.exit(main())
