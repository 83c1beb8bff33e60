"""The program as its operators and its servers treat it: ended, started by cron, shared, out of
memory, trimmed, deleted."""
import json
import os
import signal
import time
import unittest

import beside

from servers import Connection, wait_until
from world import PREFIX, World

DIRECT = ("--rule", "1/1/1")
QUICK = ("--lease", "1s")


class Program(unittest.TestCase):
    def world_of(self, *options, **more):
        return self.enterContext(World(*options, **more))

    def begin(self, world, *tenants):
        for tenant in tenants:
            world.add(tenant, "ok")
        world.wait_for_group(*tenants)
        world.wait_until_read(*tenants)

    # Its end

    def test_an_end_lets_what_is_under_way_be_taken(self):
        world = self.world_of()
        router = world.route(*world.command("touch begun; sleep 1; cat >>ops"), *DIRECT, *QUICK)
        self.begin(world, "acme")
        world.add("acme", "D")
        wait_until(lambda: os.path.exists(world.path("begun")), "it is under way")
        self.assertEqual(router.end(), 0, router.said)
        self.assertEqual(world.told(), ["acme f firing degraded"])
        self.assertEqual(world.group("acme")[0], 0)

    def test_a_second_signal_ends_it_at_once(self):
        world = self.world_of()
        router = world.route(*world.command("touch begun; sleep 20; cat >>ops"), *DIRECT, *QUICK,
                             "--timeout", "30s")
        self.begin(world, "acme")
        world.add("acme", "D")
        wait_until(lambda: os.path.exists(world.path("begun")), "it is under way")
        begin = time.monotonic()
        router.signal(signal.SIGTERM)
        time.sleep(0.2)
        router.signal(signal.SIGTERM)
        router.wait()
        self.assertLess(time.monotonic() - begin, 10)
        self.assertEqual(world.group("acme")[0], 1)
        world.route(*world.command("cat >>ops"), *DIRECT, *QUICK)
        world.expect("acme f firing degraded")

    def test_its_streams_go_to_another_at_once_when_it_ends(self):
        world = self.world_of()
        first = world.route(*world.file(), *DIRECT, "--lease", "1h")
        self.begin(world, "acme")
        self.assertEqual(first.end(), 0, first.said)
        world.route(*world.file(), *DIRECT, "--lease", "1h")
        world.add("acme", "D")
        world.expect("acme f firing degraded")

    # What is refused

    def test_what_was_refused_is_not_closed_but_opened_by_the_next_edge(self):
        world = self.world_of()
        refusing = world.command("test ! -e refuses || exit 1; cat >>ops")
        open(world.path("refuses"), "w").close()
        router = world.route(*refusing, *DIRECT, *QUICK)
        self.begin(world, "acme", "other", "third")
        for tenant in ("acme", "other", "third"):
            world.add(tenant, "D")
        wait_until(lambda: world.ask("XLEN", "driftop:ops:dead") == 3, "they are refused")
        world.wait_until_read("acme", "other", "third")
        os.remove(world.path("refuses"))
        world.add("acme", "ok")
        world.wait_until_read("acme")
        world.add("other", "W ok")
        world.expect("other f firing warn", "other f resolved warn")
        self.assertEqual(router.end(), 0, router.said)
        world.route(*refusing, *DIRECT, *QUICK)
        world.add("third", "ok D")
        world.expect("other f firing warn", "other f resolved warn", "third f firing degraded")

    # Cron

    def test_once_tells_what_there_is_and_ends(self):
        world = self.world_of()
        world.add("acme", "D D")
        self.assertEqual(self.once(world), 0)
        self.assertEqual(world.told(), [])  # of before anybody asked
        world.add("acme", "D ok D")
        self.assertEqual(self.once(world), 0)
        self.assertEqual(world.told(), ["acme f firing degraded", "acme f resolved degraded",
                                        "acme f firing degraded"])
        self.assertEqual(self.once(world), 0)
        self.assertEqual(len(world.told()), 3)

    def once(self, world):
        process = world.run(*world.file(), *DIRECT, "--once")
        self.assertEqual(process.popen.returncode, 0, process.said)
        return process.popen.returncode

    def test_once_says_that_a_destination_is_away(self):
        world = self.world_of()
        moody = world.command("test ! -e away || exit 75; cat >>ops")
        world.add("acme", "ok")
        self.assertEqual(world.run(*moody, *DIRECT, "--once").popen.returncode, 0)
        world.add("acme", "D")
        open(world.path("away"), "w").close()
        process = world.run(*moody, *DIRECT, "--once", "--timeout", "2s")
        self.assertEqual(process.popen.returncode, 1, process.said)
        self.assertIn("ops", process.said)
        os.remove(world.path("away"))
        self.assertEqual(world.run(*moody, *DIRECT, "--once").popen.returncode, 0)
        self.assertEqual(world.told(), ["acme f firing degraded"])

    # Several

    def test_two_share_the_work_and_the_status_says_who(self):
        world = self.world_of()
        tenants = [f"t{i}" for i in range(20)]
        routers = [world.route(*world.file(), *DIRECT, *QUICK) for _ in range(2)]
        self.begin(world, *tenants)
        owners = lambda: {s["owner"] for s in self.status(world)["destinations"][0]["shards"]}
        wait_until(lambda: len(owners()) == 2 and None not in owners(),
                   f"both have shards, not {owners()}", 20)
        for tenant in tenants:
            world.add(tenant, "D ok D")
        world.wait_until_read(*tenants)
        self.assertEqual(len(world.told()), 3 * len(tenants))
        for router in routers:
            self.assertEqual(router.end(), 0, router.said)

    def status(self, world, to=None):
        process = world.run("--status", "-f", "json", *(to or world.file()))
        return json.loads(process.out)

    def test_what_may_have_come_twice_is_counted_and_what_was_refused_is_not(self):
        world = self.world_of()
        moody = world.command("test -e second || { touch second; exit 75; }; cat >>ops\n"
                              "test -e mild || { touch mild; kill -9 $PPID; }")
        router = world.route(*moody, *DIRECT, *QUICK)
        self.begin(world, "acme")
        world.add("acme", "D")
        router.wait()
        world.route(*moody, *DIRECT, *QUICK)
        world.expect("acme f firing degraded", "acme f firing degraded")
        counts = lambda: [self.status(world, moody)["destinations"][0][name]
                          for name in ("accepted", "repeated")]
        wait_until(lambda: counts()[0] == 1, "one is counted", 20)
        self.assertEqual(counts(), [1, 1])
        os.remove(world.path("second"))
        world.add("acme", "ok")
        wait_until(lambda: counts()[0] == 2, "another one is counted", 20)
        self.assertEqual(counts(), [2, 1])

    def test_the_status_says_whom_a_destination_does_not_take_from(self):
        world = self.world_of()
        tenants = [f"t{i}" for i in range(20)]
        moody = world.command("test $PPID != \"$(cat away)\" || exit 75; cat >>ops")
        open(world.path("away"), "w").close()
        first, second = [world.route(*moody, *DIRECT, *QUICK) for _ in range(2)]
        with open(world.path("away"), "w") as away:
            away.write(str(first.popen.pid))
        self.begin(world, *tenants)
        owners = lambda: {s["owner"] for s in self.status(world, moody)["destinations"][0]["shards"]}
        wait_until(lambda: len(owners()) == 2 and None not in owners(),
                   f"both have shards, not {owners()}", 20)
        for tenant in tenants:
            world.add(tenant, "D")
        wait_until(lambda: "down since" in first.said, "one says so", 20)
        wait_until(lambda: len(world.told()) >= 1, "the other one brings some", 20)
        by = lambda: {r["pid"]: r for r in self.status(world, moody)["destinations"][0]["routers"]}
        wait_until(lambda: by()[second.popen.pid]["accepted"] > 0, "it says so", 20)
        one = by()[first.popen.pid]
        self.assertTrue(one["down_since_ms"] > 0 and one["accepted"] == 0, one)
        self.assertIsNone(by()[second.popen.pid]["down_since_ms"])
        process = world.run("--status", *moody)
        self.assertEqual(process.popen.returncode, 1)
        words = " ".join(process.out.split())
        self.assertIn("DOWN since", words)
        self.assertIn(one["name"] + ": ", words)
        self.assertIn(" and brought ", words)
        self.assertLessEqual(max(map(len, process.out.splitlines())), 80)
        with open(world.path("away"), "w"):
            pass
        world.wait_until_read(*tenants)
        wait_until(lambda: world.run("--status", *moody).popen.returncode == 0, "all is well", 20)

    # Redis

    def test_it_waits_for_a_redis_that_is_not_there_yet(self):
        world = self.world_of("--appendonly", "yes")
        world.node.kill()
        router = world.route(*world.file(), *DIRECT, *QUICK)
        wait_until(lambda: "refused" in router.said, "it says so")
        world.node.start()
        self.begin(world, "acme")
        world.add("acme", "D")
        world.expect("acme f firing degraded")
        self.assertEqual(router.end(), 0, router.said)

    def test_alerts_are_told_while_redis_is_out_of_memory(self):
        world = self.world_of()
        router = world.route(*world.file(), *DIRECT, *QUICK)
        self.begin(world, "acme")
        router.signal(signal.SIGSTOP)
        world.add("acme", "D")
        world.ask("CONFIG", "SET", "maxmemory", "1")
        router.signal(signal.SIGCONT)
        world.expect("acme f firing degraded")
        wait_until(lambda: "memory" in router.said, "it says that nothing is saved")
        self.assertEqual(world.group("acme")[0], 1)
        world.ask("CONFIG", "SET", "maxmemory", "0")
        world.wait_until_read("acme")
        router.kill()
        world.route(*world.file(), *DIRECT, *QUICK)
        world.add("acme", "ok")
        world.expect("acme f firing degraded", "acme f resolved degraded")

    def test_it_says_why_it_gets_no_streams(self):
        world = self.world_of()
        world.add("acme", "ok")
        world.ask("SET", "driftop:ops:shards", "abc")
        router = world.route(*world.file(), *DIRECT, *QUICK)
        wait_until(lambda: "ops: no stream is read for it: driftop:ops:shards holds no number"
                   in router.said, "it says so", 20)
        status = world.run("--status", *world.file())
        self.assertEqual(status.popen.returncode, 1)
        self.assertIn("driftop:ops:shards HOLDS NO NUMBER", status.out)
        self.assertTrue(self.status(world)["destinations"][0]["shards_damaged"])
        world.ask("DEL", "driftop:ops:shards")
        wait_until(lambda: "in order again" in router.said, "it says that it is over", 20)
        self.assertEqual(router.said.count("\n"), 2, router.said)
        world.wait_for_group("acme")
        world.add("acme", "D")
        world.expect("acme f firing degraded")
        self.assertEqual(router.end(), 0, router.said)

    def test_it_says_what_it_has_no_rights_to(self):
        world = self.world_of()
        world.add("acme", "ok")
        world.ask("ACL", "SETUSER", "low", "on", ">word", "+@all", f"~{PREFIX}*", "&*")
        world.url = world.url.replace("://", "://low:word@")
        router = world.route(*world.file(), *DIRECT, *QUICK)
        wait_until(lambda: "no stream is read for it: NOPERM" in router.said, "it says so", 20)
        once = world.run(*world.file("other"), *DIRECT, *QUICK, "--once", "--timeout", "1s")
        self.assertEqual(once.popen.returncode, 1)
        self.assertIn("it does not get on: NOPERM", once.said)
        self.assertEqual(router.end(), 0, router.said)

    # Streams

    def test_entries_that_are_trimmed_before_they_are_read_are_told_lost(self):
        world = self.world_of()
        router = world.route(*world.file(), *DIRECT, *QUICK)
        self.begin(world, "acme")
        world.add("acme", "ok")
        world.wait_until_read("acme")
        self.assertEqual(router.end(), 0, router.said)
        world.add("acme", "ok ok ok ok ok ok ok ok D ok")
        world.ask("XTRIM", PREFIX + "acme", "MAXLEN", 3)
        world.route(*world.file(), *DIRECT, *QUICK)
        world.expect("acme lost", "acme f firing degraded", "acme f resolved degraded")
        self.assertEqual(world.lines()[0]["lost"], 7)

    def test_a_stream_that_is_made_again_goes_on_with_what_was_told(self):
        world = self.world_of()
        world.route(*world.file(), *DIRECT, *QUICK, "--gone-after", "1h")
        self.begin(world, "acme")
        world.add("acme", "D")
        world.expect("acme f firing degraded")
        world.ask("DEL", PREFIX + "acme")
        world.add("acme", "D D ok")
        world.expect("acme f firing degraded", "acme f resolved degraded")
        firing, resolved = world.lines()
        self.assertEqual(firing["id"], resolved["id"])

    def test_a_router_that_starts_later_still_closes_a_stream_that_is_gone(self):
        world = self.world_of()
        first = world.route(*world.file(), *DIRECT, *QUICK, "--gone-after", "2s")
        self.begin(world, "acme")
        world.add("acme", "D")
        world.expect("acme f firing degraded")
        world.wait_until_read("acme")
        first.kill()
        world.ask("DEL", PREFIX + "acme")
        world.route(*world.file(), *DIRECT, *QUICK, "--gone-after", "2s")
        world.expect("acme f firing degraded", "acme f gone degraded")


if __name__ == "__main__":
    beside.main()
