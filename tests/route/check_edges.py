"""The reference of edges itself, by hand: what must be told of some short streams."""
import unittest

from edges import Destination, decoded, edges_of, facts_of
from streams import D, NONE, OK, W, minutes

SHORT = {"ok": OK, "W": W, "D": D, "n": NONE, "-": None}


def told_of(pattern, **options):
    """A destination is told of dimension f, beside g that is always fine: "3 firing warn"."""
    words = pattern.split()
    entries = decoded(minutes(f=[SHORT[word] for word in words], g=[OK] * len(words)))
    told, lines = {}, []
    for i, entry in enumerate(entries):
        for edge in edges_of(Destination("d", **options), facts_of(entries, i), entry.id, told):
            lines.append(" ".join(filter(None, (str(i), edge.edge, edge.severity))))
    return lines


class Edges(unittest.TestCase):
    def check(self, pattern, *lines, **options):
        self.assertEqual(told_of(pattern, **options), list(lines))

    def test_a_warning_needs_three_of_five_and_three_good_ones(self):
        self.check("ok W ok W ok ok W ok W ok ok ok")
        self.check("ok W ok W W ok ok W ok ok ok", "4 firing warn", "10 resolved warn")

    def test_levels_of_one_alert_rise_and_fall(self):
        self.check("W W D ok D D W W ok ok", "2 firing warn", "4 worse degraded", "7 eased warn")
        self.check("D D ok ok ok", "1 firing degraded", "3 eased warn", "4 resolved warn")

    def test_no_data_neither_opens_nor_closes_a_threshold(self):
        self.check("D D n n n n ok ok ok", "1 firing degraded", "4 no_data", "7 eased warn",
                   "8 resolved warn", "8 back")

    def test_one_that_does_not_come_is_stale_until_it_does(self):
        self.check("ok ok ok - - - - ok", "5 stale", "7 back")

    def test_one_that_comes_now_and_then_is_stale_by_its_own_record(self):
        rare = " ".join((["ok"] + ["-"] * 19) * 8)
        self.check(f"{rare} {'- ' * 39}", )
        self.check(f"{rare} {'- ' * 41} ok", "200 stale", "201 back")

    def test_a_destination_of_the_degraded_level_hears_of_no_other(self):
        self.check("W W W D W D W W", "5 firing degraded", "7 resolved degraded",
                   severity="degraded")


if __name__ == "__main__":
    unittest.main()
