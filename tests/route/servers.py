"""The servers of a storm: one Redis that forgets nothing, or a cluster of three masters with
replicas. Both are killed and started again in the middle of whatever they do."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PROGRAM = os.environ.get("REDIS_SERVER") or "redis-server"
PATIENCE_S = 60


class RedisError(Exception):
    pass


class Connection:
    """Errors of Redis are handed back, those of the network raised."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.replies = self.socket.makefile("rb")

    def reply(self):
        line = self.replies.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("closed")
        kind, rest = line[:1], line[1:-2]
        if kind == b"$":
            return self.replies.read(int(rest) + 2)[:-2] if int(rest) >= 0 else None
        if kind == b"*":
            return [self.reply() for _ in range(int(rest))] if int(rest) >= 0 else None
        if kind == b"-":
            return RedisError(rest.decode())
        return int(rest) if kind == b":" else rest

    def pipeline(self, commands):
        data = []
        for command in commands:
            data.append(b"*%d\r\n" % len(command))
            for word in command:
                word = word if isinstance(word, bytes) else str(word).encode()
                data.append(b"$%d\r\n%s\r\n" % (len(word), word))
        self.socket.sendall(b"".join(data))
        return [self.reply() for _ in commands]

    def close(self):
        self.replies.close()
        self.socket.close()


def wait_until(holds, what, patience_s=PATIENCE_S):
    end = time.monotonic() + patience_s
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain until {what}")
        time.sleep(0.02)


def free_port():
    """One whose bus port is free as well."""
    while True:
        with socket.socket() as first, socket.socket() as bus:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                bus.bind(("127.0.0.1", port + 10000))
            except (OSError, OverflowError):
                continue
            return port


class Node:
    def __init__(self, directory, *options, environment=None):
        self.port, self.directory, self.options = free_port(), directory, options
        self.environment = environment
        os.makedirs(directory, exist_ok=True)
        self.connection = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [PROGRAM, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir",
             self.directory, "--logfile", "log", *self.options], stdout=subprocess.DEVNULL,
            env=self.environment)
        wait_until(self.answers, "a server answers")

    def answers(self):
        try:
            return self.ask("PING") == b"PONG"
        except OSError:
            return False

    def pipeline(self, commands):
        try:
            self.connection = self.connection or Connection(self.port)
            return self.connection.pipeline(commands)
        except OSError:
            if self.connection:
                self.connection.close()
            self.connection = None
            raise

    def ask(self, *words):
        return self.pipeline([words])[0]

    def kill(self):
        if self.connection:
            self.connection.close()
            self.connection = None
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()


class Single:
    """One that writes each command to its log before it answers."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="driftop-route-")
        self.node = Node(self.directory, "--appendonly", "yes", "--appendfsync", "no")
        self.url = f"redis://127.0.0.1:{self.node.port}"
        self.nodes = [self.node]

    def of(self, _):
        return self.node

    def fail(self, dice):
        """Returns what was done; the server is well again afterwards."""
        self.node.kill()
        time.sleep(dice.uniform(0, 0.5))
        self.node.start()
        return "Redis killed"

    def close(self):
        self.node.kill()
        shutil.rmtree(self.directory)


def slot_of(key):
    key = key.encode()
    begin = key.find(b"{")
    end = key.find(b"}", begin + 1)
    if begin >= 0 and end > begin + 1:
        key = key[begin + 1:end]
    crc = 0
    for byte in key:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
    return (crc & 0xFFFF) % 16384


class Cluster:
    MASTERS = 3

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="driftop-route-")
        options = ("--cluster-enabled", "yes", "--cluster-node-timeout", "1000",
                   "--cluster-allow-replica-migration", "no", "--repl-diskless-sync-delay", "0",
                   "--repl-ping-replica-period", "1")
        self.nodes = [Node(os.path.join(self.directory, str(i)), *options)
                      for i in range(2 * self.MASTERS)]
        self.slots = {}
        self.introduce()
        self.url = "redis+cluster://" + ",".join(f"127.0.0.1:{n.port}" for n in self.nodes)

    def introduce(self):
        bounds = [i * 16384 // self.MASTERS for i in range(self.MASTERS + 1)]
        for i, node in enumerate(self.nodes):
            if i < self.MASTERS:
                node.ask("CLUSTER", "ADDSLOTS", *range(bounds[i], bounds[i + 1]))
            node.ask("CLUSTER", "SET-CONFIG-EPOCH", i + 1)
        for node in self.nodes[1:]:
            self.nodes[0].ask("CLUSTER", "MEET", "127.0.0.1", node.port)
        wait_until(lambda: all(len(n.ask("CLUSTER", "NODES").splitlines()) == len(self.nodes)
                               for n in self.nodes), "all nodes know each other")
        for i, node in enumerate(self.nodes[self.MASTERS:]):
            node.ask("CLUSTER", "REPLICATE", self.nodes[i].ask("CLUSTER", "MYID"))
        wait_until(self.is_well, "the cluster is well")

    def roles(self):
        """Of each node: its flags, its master's id and its id, as all nodes that run say; None where
        they differ."""
        said = []
        for node in self.nodes:
            lines = [line.split() for line in node.ask("CLUSTER", "NODES").decode().splitlines()]
            said.append(sorted((l[0], l[2].replace("myself,", ""), l[3]) for l in lines))
        return said[0] if all(s == said[0] for s in said) else None

    def is_well(self):
        try:
            roles = self.roles()
            return (roles is not None and not any("fail" in flags for _, flags, _ in roles) and
                    sum("master" in flags for _, flags, _ in roles) == self.MASTERS and
                    all(b"cluster_state:ok" in n.ask("CLUSTER", "INFO") for n in self.nodes) and
                    all(b"role:master" in info or b"master_link_status:up" in info
                        for info in (n.ask("INFO", "replication") for n in self.nodes)))
        except OSError:
            return False

    def learn(self):
        self.slots = {}
        for node in self.nodes:
            try:
                for first, last, master, *_ in node.ask("CLUSTER", "SLOTS"):
                    for slot in range(first, last + 1):
                        self.slots[slot] = master[1]
                return
            except OSError:
                pass

    def of(self, key):
        if not self.slots:
            self.learn()
        port = self.slots[slot_of(key)]
        return next(node for node in self.nodes if node.port == port)

    def masters(self):
        return [n for n in self.nodes if b"role:master" in n.ask("INFO", "replication")]

    def replica_of(self, master):
        return next(n for n in self.nodes
                    if f"master_port:{master.port}\r\n".encode() in n.ask("INFO", "replication"))

    def fail(self, dice):
        master = dice.choice(self.masters())
        replica = self.replica_of(master)
        if dice.random() < 0.5:
            replica.ask("CLUSTER", "FAILOVER")
            done = f"{master.port} handed over"
        else:
            master.ask("WAIT", 1, 2000)  # no entry goes; what routers write meanwhile may
            master.kill()
            done = f"{master.port} killed"
        wait_until(lambda: replica in self.alive_masters(), "a replica is the master")
        if master.process.poll() is not None:
            master.start()
        wait_until(self.is_well, "the cluster is well again")
        self.learn()
        return done

    def alive_masters(self):
        found = []
        for node in self.nodes:
            try:
                if b"role:master" in node.ask("INFO", "replication"):
                    found.append(node)
            except OSError:
                pass
        return found

    def close(self):
        for node in self.nodes:
            node.kill()
        shutil.rmtree(self.directory)
