"""What takes hours, with a clock that is put forward: outages, flapping, silence, streams that are
gone, alerts that are told again, and mutes."""
import os
import unittest

import beside

from servers import wait_until
from world import PREFIX, World

LEASE = ("--lease", "1d")  # no router dies here
DIRECT = ("--rule", "1/1/1")

# Takes nothing while there is a file "away".
MOODY = "test ! -e away || exit 75; cat >>ops"


class Hours(unittest.TestCase):
    def setUp(self):
        self.world = self.enterContext(World(stepped=True))

    def test_after_an_outage_the_difference_is_told(self):
        """Of two hours: what differs from what was told, and in one line what came and went."""
        world = self.world
        router = world.route(*world.command(MOODY), *LEASE, *DIRECT)
        tenants = ("came", "went", "passed", "stayed", "worse")
        for tenant in tenants:
            world.add(tenant, "ok")
        world.wait_for_group(*tenants)
        for tenant in ("went", "stayed"):
            world.add(tenant, "D")
        world.add("worse", "W")
        world.wait_until_read(*tenants)
        before = len(world.told())
        self.assertEqual(before, 3)
        open(world.path("away"), "w").close()
        world.add("went", "ok")
        world.add("passed", "D")
        world.add("stayed", "ok")
        for hour in range(2):
            world.add("passed", "ok D ok", minutes=5)
            world.add("stayed", "D ok D", minutes=5)
            world.add("came", "D ok D" if hour else "D ok", minutes=5)
            world.add("worse", "D W D", minutes=5)
        self.assertIn("since", router.said)
        self.assertEqual(router.end(), 0)
        os.remove(world.path("away"))
        router = world.route(*world.command(MOODY), *LEASE, *DIRECT)  # the outage outlives it
        while not world.is_read(*tenants):  # it is tried again within five minutes
            world.pass_time(1, moment_s=0.3)
        # A program that is overtaken by the clock is ended, and gets its message again.
        self.assertEqual(set(world.told()[before:]), {
            "digest degraded", "went f resolved degraded", "came f firing degraded",
            "worse f worse degraded"})
        after = world.lines()
        self.assertTrue(any(d["counts"]["passed"] for d in after if d["edge"] == "digest"))
        self.assertTrue(any(d["until_ms"] for d in after if d["tenant"] == "came"))
        world.add("came", "ok")
        world.wait_until_read("came")
        self.assertEqual(world.told()[-1], "came f resolved degraded")
        self.assertEqual(router.end(), 0)

    def test_an_alert_that_flaps_is_told_once_and_then_left_alone(self):
        world = self.world
        world.route(*world.file(), *LEASE, *DIRECT, "--flap", "4/1h")
        world.add("acme", "ok")
        world.wait_for_group("acme")
        for _ in range(6):
            world.add("acme", "D ok", minutes=1)
        world.wait_until_read("acme")
        turns = ["acme f firing degraded", "acme f resolved degraded"] * 2
        self.assertEqual(world.told(), turns + ["acme f flapping degraded"])
        world.add("acme", "ok " * 12, minutes=5)
        self.world.wait_until_read("acme")
        self.assertEqual([d["edge"] for d in world.lines() if d["kind"] == "threshold"],
                         ["firing", "resolved"] * 2 + ["flapping", "resolved"])
        world.add("acme", "D")
        world.wait_until_read("acme")
        self.assertEqual(world.told()[-1], "acme f firing degraded")
        world.add("acme", "D " + "ok D " * 4 + "D " * 70, minutes=1)
        world.wait_until_read("acme")
        self.assertEqual([d["edge"] for d in world.lines() if d["kind"] == "threshold"][-2:],
                         ["flapping", "still"])

    def test_silence_is_told_and_so_is_its_end(self):
        world = self.world
        world.route(*world.file(), *LEASE, *DIRECT)
        world.add("acme", "ok")
        world.wait_for_group("acme")
        world.add("acme", "ok ok ok ok ok D", minutes=1)
        world.expect("acme f firing degraded")
        world.pass_time(10, step=1)
        world.expect("acme f firing degraded", "acme silent", silences=True)
        world.add("acme", "D")
        world.expect("acme f firing degraded", "acme silent", "acme back", silences=True)

    def test_a_stream_that_is_gone_for_long_closes_what_was_open(self):
        world = self.world
        world.route(*world.file(), *LEASE, *DIRECT, "--gone-after", "3h")
        for tenant in ("acme", "other"):
            world.add(tenant, "ok")
        world.wait_for_group("acme", "other")
        world.add("acme", "D")
        world.expect("acme f firing degraded")
        world.ask("DEL", PREFIX + "acme")
        for _ in range(16):
            world.add("other", "ok", minutes=10)
        self.assertEqual(world.told(), ["acme f firing degraded"])
        for _ in range(6):
            world.add("other", "ok", minutes=10)
        world.expect("acme f firing degraded", "acme f gone degraded")
        firing, gone = [d for d in world.lines() if d["kind"] == "threshold"]
        self.assertEqual(firing["id"], gone["id"])

    def test_what_stays_open_is_told_again(self):
        world = self.world
        world.route(*world.file(), *LEASE, *DIRECT, "--repeat", "4h")
        world.add("acme", "ok")
        world.wait_for_group("acme")
        world.add("acme", "D " * 54, minutes=10)
        world.wait_until_read("acme")
        self.assertEqual(world.told(), ["acme f firing degraded"] + ["acme f still degraded"] * 2)
        self.assertEqual(len({d["id"] for d in world.lines() if d["kind"] == "threshold"}), 1)

    def test_a_mute_keeps_openings_back_until_it_is_over(self):
        world = self.world
        world.route(*world.file(), *LEASE, *DIRECT)
        for tenant in ("acme", "other"):
            world.add(tenant, "ok")
        world.wait_for_group("acme", "other")
        world.add("acme", "D")
        world.expect("acme f firing degraded")
        muted = world.run("--mute", "acme", "--for", "2h", "--why", "a move")
        self.assertEqual(muted.popen.returncode, 0, muted.said)
        world.pass_time(5)
        world.add("acme", "ok D D", minutes=1)
        world.add("other", "D")
        told = ["acme f firing degraded", "acme f resolved degraded", "other f firing degraded"]
        world.expect(*told)
        world.add("acme", "D " * 14, minutes=10)
        told.append("acme f firing degraded")
        world.expect(*told)


if __name__ == "__main__":
    beside.main()
