"""Prints the figures that the verdict is held to, as Markdown tables, of the program's own judge.

figures.py PATH-OF-JUDGE_REPORTS [TENANTS]
"""
import itertools
import json
import random
import subprocess
import sys
from statistics import fmean, pstdev

from producers import NAMES, lines_of, worst_of_lists
from reference import MINUTE
from streams import NOW, dimension, entry, line_of

DAY_OF_REPORTS = 1440
RULES = (("1/1/1", ["1/1/1"]), ("1/1/2", ["1/1/2"]), ("2/3/2", ["2/3/2"]), ("3/5/3", ["3/5/3"]),
         ("warn 2/3/2, degraded 1/1/2", []),
         ("warn 3/5/3, degraded 2/3/2", ["warn:3/5/3", "degraded:2/3/2"]))


class Verdict:
    def __init__(self, line):
        self.tenant, self.state, alert, severity, not_back = line.split()
        self.shown = severity if alert in ("firing", "recovering") else "-"
        self.not_back = not_back == "1"


def judged(program, lines, rules=()):
    """The verdict after each line; the reports of a tenant stand together."""
    out = subprocess.run([program, *rules], input="".join(line + "\n" for line in lines),
                         capture_output=True, text=True, check=True).stdout
    return [Verdict(line) for line in out.splitlines()]


def by_tenant(verdicts):
    return [list(group) for _, group in itertools.groupby(verdicts, lambda v: v.tenant)]


def line_at(tenant, i, dimensions):
    ms = NOW + i * MINUTE
    return line_of(entry(ms, dimensions, ms - MINUTE, ms), tenant)


# --- Noise ------------------------------------------------------------------------------------

def noisy_day(tenant, share, names):
    dice = random.Random(f"{tenant} {share} {names}")

    def severity():
        if dice.random() >= share:
            return "ok"
        return "degraded" if dice.random() < 0.25 else "warn"
    for i in range(DAY_OF_REPORTS):
        yield line_at(tenant, i, [dimension(name, severity()) for name in names])


def changes_and_share(verdicts):
    """Changes of what is shown, per tenant and hour, and the share of time it is not ok."""
    tenants = by_tenant(verdicts)
    changes = sum(a.shown != b.shown for tenant in tenants for a, b in zip(tenant, tenant[1:]))
    hours = len(verdicts) / 60
    return changes / hours, sum(v.shown != "-" for v in verdicts) / len(verdicts)


def cell(changes, share):
    return f"{changes:.3g}, {share * 100:.2g} %"


def noise(program, tenants):
    print(f"Noise: {tenants} tenants, {DAY_OF_REPORTS} reports each, single bad windows of which a "
          "quarter is degraded.\nChanges of what is told per tenant and hour, and the share of "
          "reports at which something is told.\n")
    print("| bad windows |", " | ".join(name for name, _ in RULES), "|")
    print("|---|" + "---|" * len(RULES))
    rows = [(f"{share * 100:g} %", share, "f") for share in (0.01, 0.02, 0.05)]
    for title, share, names in rows + [("1 % in each of 5 dimensions", 0.01, "fghij")]:
        lines = [line for t in range(tenants) for line in noisy_day(f"t{t}", share, names)]
        cells = [cell(*changes_and_share(judged(program, lines, rules))) for _, rules in RULES]
        print(f"| {title} |", " | ".join(cells), "|")
    for name in NAMES[:1]:
        lines = producer_lines(name)
        cells = [cell(*changes_and_share(judged(program, lines, rules)[60:])) for _, rules in RULES]
        print(f"| producer-{name}, from its 61st report (real) |", " | ".join(cells), "|")
    print()


def producer_lines(name):
    return [json.dumps({"id": f"{NOW + i * MINUTE}-0", "tenant": name} | line)
            for i, line in enumerate(lines_of(name))]


# --- The producers ----------------------------------------------------------------------------

def producers(program):
    print("The real producer, a report a minute, judged after every one.\n")
    print("| data | reports | state is the worst of the report's own lists | not back |")
    print("|---|---|---|---|")
    for name in NAMES:
        verdicts = judged(program, producer_lines(name))
        right = sum(v.state == worst_of_lists(line) for v, line in zip(verdicts, lines_of(name)))
        print(f"| producer-{name} | {len(verdicts)} | {right} | {sum(v.not_back for v in verdicts)} |")
    print()


# --- Not back ---------------------------------------------------------------------------------

def producer_with_sliding_baseline(dice, levels, noise):
    """Severity by z against the newest 20 values, whatever they were: the baseline moves along."""
    values = []
    for level in levels:
        value = level + dice.gauss(0, noise)
        before = values[-20:]
        baseline = fmean(before) if before else value
        z = (value - baseline) / max(pstdev(before), 1e-3) if len(before) >= 5 else 0.0
        severity = "degraded" if z < -4 else "warn" if z < -3 else "ok"
        values.append(value)
        yield dimension("f", severity, round(value, 5), round(baseline, 5), round(z, 3))


HEALTHY, LOW, HALF = 0.92, 0.67, 0.795
COLLAPSE = [HEALTHY] * 60 + [LOW] * 20

# What the value does, and at which of its reports "not back" is right. A producer whose noise hides
# the collapse says nothing of it; those with fewer than two bad reports are left out.
SHAPES = (("healthy", [HEALTHY] * 160, 30, False),
          ("back where it was", COLLAPSE + [HEALTHY] * 35, 83, False),
          ("still low", COLLAPSE + [LOW] * 35, 83, True),
          ("half way back", COLLAPSE + [HALF] * 35, 83, True))


def not_back(program, tenants):
    print(f"Not back: {tenants} simulated producers for each figure, whose baseline is the mean of "
          "the newest 20 values.\nThe share of reports with state ok at which it is told: of those "
          "where it would be false, and where it is true.\n")
    print("| noise |", " | ".join(title for title, *_ in SHAPES), "|")
    print("|---|" + "---|" * len(SHAPES))
    for noise_ in (0.005, 0.02, 0.055):
        cells = []
        for title, levels, begin, _ in SHAPES:
            lines = []
            for t in range(tenants):
                dice = random.Random(f"{title} {noise_} {t}")
                items = list(producer_with_sliding_baseline(dice, levels, noise_))
                if title == "healthy" or sum(d["severity"] != "ok" for d in items[60:70]) >= 2:
                    lines += [line_at(f"t{t}", i, [item]) for i, item in enumerate(items)]
            told = [v.not_back for tenant in by_tenant(judged(program, lines))
                    for v in tenant[begin:] if v.state == "ok"]
            cells.append(f"{sum(told)} of {len(told)} ({100 * sum(told) / max(len(told), 1):.0f} %)")
        print(f"| {noise_:g} |", " | ".join(cells), "|")
    print()


def main():
    program = sys.argv[1]
    tenants = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    producers(program)
    noise(program, tenants)
    not_back(program, tenants)


if __name__ == "__main__":
    main()
