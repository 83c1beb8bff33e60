"""What the tenants of a storm write: each its own mix of calm, incidents and holes, by seed."""
import random

from reference import MINUTE
from streams import NOW, dimension, entry

VALUES = {"ok": 0.9, "warn": 0.8, "degraded": 0.6}


class Spell:
    """How one dimension does, for some reports."""

    KINDS = ("fine",) * 4 + ("warned", "degraded", "degraded", "mixed", "noise", "no data", "away")

    def __init__(self, dice):
        self.kind = dice.choice(self.KINDS)
        self.left = dice.randrange(1, 14)

    def say(self, dice):
        """Returns a severity, "no data", or None where it does not come."""
        self.left -= 1
        return {"fine": "ok", "warned": "warn", "degraded": "degraded", "no data": "no data",
                "away": None, "mixed": dice.choice(("ok", "warn", "degraded", "degraded")),
                "noise": dice.choice(("ok",) * 5 + ("warn",))}[self.kind]


class Tenant:
    def __init__(self, seed, name):
        self.dice = random.Random(f"{seed}.{name}")
        self.names = ["f", "g", "h"][:self.dice.randrange(1, 4)]
        self.spells = {}
        self.reports = self.dice.randrange(1000)

    def dimension(self, name):
        if name not in self.spells or self.spells[name].left == 0:
            self.spells[name] = Spell(self.dice)
        word = self.spells[name].say(self.dice)
        if word is None:
            return None
        if word == "no data":
            return dimension(name, "ok", None, None, None)
        return dimension(name, word, VALUES[word] + self.reports % 7 / 1000, 0.9, -1.5)

    def report(self, ms):
        """Returns the fields of the next one, which comes at `ms`."""
        self.reports += 1
        if self.dice.random() < 0.01:
            return {"hello": "world"}
        we = NOW + self.reports * MINUTE
        items = [self.dimension(name) for name in self.names]
        items.append(dimension("always"))
        return entry(ms, [item for item in items if item], we - MINUTE, we)[1]
