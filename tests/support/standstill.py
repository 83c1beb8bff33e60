"""Runs a command on a machine that stands still now and then: all processes below it are stopped at
once, for a moment at random, and go on. A test that races shows it.

    python3 -B tests/support/standstill.py [--seed N] [--gap SECONDS] [--longest SECONDS] COMMAND...

Compilers are left alone. Sentinels that stood still for more than two seconds replace nobody for
half a minute; tests that wait for them have longer, but not for ever. Ends with the status of the
command."""

import argparse
import os
import random
import signal
import subprocess
import sys
import time

SHORTEST_S = 0.3
LEFT_ALONE = {"cc1", "as", "ld", "ccache", "make"}
STOPPED = "TtZ"  # by somebody else, or dead


def read_processes():
    """The processes of the machine by their parents: (ID, state, name)."""
    children = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            continue
        name = text[text.index("(") + 1:text.rindex(")")]
        state, parent = text[text.rindex(")") + 2:].split()[:2]
        children.setdefault(int(parent), []).append((int(entry), state, name))
    return children


def running_below(root):
    children = read_processes()
    found = []
    parents = [root]
    while parents:
        for process, state, name in children.get(parents.pop(), []):
            parents.append(process)
            if state not in STOPPED and name not in LEFT_ALONE:
                found.append(process)
    return found


def send(processes, number):
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            pass


def stand_still(root, seconds):
    processes = running_below(root)
    send(processes, signal.SIGSTOP)
    time.sleep(seconds)
    send(processes, signal.SIGCONT)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gap", type=float, default=8, help="seconds between two, on average")
    parser.add_argument("--longest", type=float, default=1.9, help="seconds of one")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    command = subprocess.Popen(options.command)
    while True:
        try:
            return command.wait(dice.uniform(0, 2 * options.gap))
        except subprocess.TimeoutExpired:
            stand_still(command.pid, dice.uniform(SHORTEST_S, options.longest))


if __name__ == "__main__":
    sys.exit(main())
