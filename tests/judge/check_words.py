"""What driftop says of streams that it once said something wrong of."""
import json
import os
import re
import tempfile
import unittest

from check_driftop import PREFIX, InRedis
from driftop import run, snapshot
from producers import fields_of, lines_of
from reference import DAY, MINUTE, SECOND
from streams import D, NOW, OK, W, dimension, entry, line_of, minutes, shifted


class Words(InRedis):
    def tenants(self, *options):
        return {tenant["tenant"]: tenant for tenant in self.snapshot(*options)[0]["tenants"]}

    def status(self, *options):
        return self.snapshot(*options)[1]

    def order(self, *options):
        return re.findall(r"^(\w+):", self.text(*options), re.MULTILINE)

    def text(self, *options):
        return run("snapshot", "-f", "text", "--now", str(NOW), "--utc", *options, self.redis.url)[1]

    def test_a_report_of_the_worst_key_alone_leaves_no_stale_sister(self):
        for warned in (2, 8):
            rows = minutes(A__x=[None if i == warned else OK for i in range(10)],
                           A__y=[W if i == warned else None for i in range(10)])
            self.write(f"warned{warned}", rows)
        tenants = self.tenants()
        for tenant in tenants.values():
            self.assertEqual(tenant["state"], "ok")
            self.assertEqual({d["name"]: d["state"] for d in tenant["dimensions"]},
                             {"A.x": "ok", "A.y": "superseded"})
        self.assertEqual(self.status(), 0)

    def test_two_reports_at_once_are_no_rhythm(self):
        self.write("t", shifted(minutes(step=100, f=[D, D]), -3 * SECOND))
        self.assertEqual((self.tenants()["t"]["state"], self.tenants()["t"]["silent"]), ("degraded", False))
        self.assertEqual(self.status(), 2)

    def test_a_degraded_tenant_that_falls_silent_stays_degraded_and_above_the_warned(self):
        self.write("dead", shifted(minutes(f=[OK] * 50 + [D] * 10), -14 * MINUTE))
        self.write("alive", minutes(f=[OK] * 50 + [W] * 10))
        tenants = self.tenants()
        self.assertEqual((tenants["dead"]["state"], tenants["dead"]["silent"]), ("degraded", True))
        self.assertEqual((tenants["alive"]["state"], tenants["alive"]["silent"]), ("warn", False))
        self.assertEqual(self.order(), ["dead", "alive"])
        self.assertEqual(self.status(), 2)
        self.assertRegex(self.text(), r"DEGRADED, silent for 14m")

    def test_a_lost_dimension_is_told_of_the_last_tenant_too(self):
        for i in range(39):
            self.write(f"t{i:02}", minutes(f=[OK] * 20, g=[OK] * 20))
        self.write("zzz", minutes(f=[OK] * 10, g=[OK] * 20))
        frame, status = self.snapshot()
        self.assertEqual([t["tenant"] for t in frame["tenants"] if t["state"] == "stale"], ["zzz"])
        self.assertEqual(self.order()[0], "zzz")
        self.assertEqual(status, 3)

    def test_degraded_since_and_bad_since_are_two_times(self):
        self.write("t", minutes(f=[OK] * 10 + [W] * 48 + [D] * 2))
        tenant = self.tenants()["t"]
        self.assertEqual((NOW - tenant["since_ms"], NOW - tenant["bad_since_ms"]),
                         (MINUTE, 49 * MINUTE))
        self.assertRegex(self.text("-t", "t"), r"degraded.* 1m")
        self.assertRegex(self.text("-t", "t"), r"warn.* 49m")

    def test_an_id_ahead_counts_at_once(self):
        for ahead in (1, 3, 6, 86400):
            self.redis.pipeline([["FLUSHALL"]])
            self.write("t", minutes(f=[OK] * 20)[:-1] + [entry(
                NOW + ahead * SECOND, [dimension("f", D)], NOW - MINUTE, NOW)])
            self.assertEqual(self.tenants()["t"]["state"], "degraded", ahead)
            self.assertEqual(self.status(), 2, ahead)

    def test_a_usual_word_and_an_unknown_one_are_what_the_lists_say(self):
        for word, degraded, state in (("CRITICAL", "f", "degraded"), ("sev1", "f", "degraded"),
                                      ("CRITICAL", "", "degraded"), ("sev1", "", "warn")):
            self.redis.pipeline([["FLUSHALL"]])
            rows = minutes(f=[OK] * 9)
            item = dimension("f", word, 0.5)
            new = entry(NOW, [item], NOW - MINUTE, NOW)
            new[1]["degraded"] = degraded
            self.write("t", shifted(rows, -MINUTE) + [new])
            tenant = self.tenants()["t"]
            self.assertEqual(tenant["state"], state)
            self.assertIn(tenant["dimensions"][0]["severity"],
                          [word] if word == "sev1" else [word, state])
            self.assertEqual(self.status(), {"degraded": 2, "warn": 1}[state])

    def test_an_unknown_word_is_told_with_the_line_that_cures_it(self):
        self.write("t", minutes(f=[("sev1", 0.5, 0.9, -3.0)] * 3))
        self.assertIn("[severity]", self.text("-t", "t"))
        self.assertIn("sev1", self.text("-t", "t"))

    def test_a_number_as_text_is_a_number_and_stays_one(self):
        self.write("t", minutes(f=[("ok", "0.91", "0.92", "-0.3")] * 4))
        tenant = self.tenants()["t"]
        d = tenant["dimensions"][0]
        self.assertEqual((d["state"], d["value"], d["baseline"], d["z_score"]), ("ok", 0.91, 0.92, -0.3))
        self.assertEqual(tenant["flaws"]["numbers_as_text"], 12)
        out = run("export", "--now", str(NOW), "-w", "1h", self.redis.url)[1]
        self.assertEqual(json.loads(out.splitlines()[0])["dimensions"][0]["value"], 0.91)

    def test_what_alternates_is_one_event_and_the_other_change_is_seen(self):
        self.write("t", minutes(f=[OK, D] * 30, g=[OK] * 57 + [W] * 3))
        events = self.text("-t", "t")
        self.assertRegex(events, r"f.*59.*30 of 60")
        self.assertRegex(events, r"g.*ok.*warn")

    def test_an_order_and_a_heading_do_not_flip_with_the_newest_word(self):
        alternating = [OK, D] * 30
        for newest in (59, 60):
            self.redis.pipeline([["FLUSHALL"]])
            self.write("a", minutes(f=[OK] * 59 + [W]))
            self.write("z", minutes(f=alternating[newest - 59:newest]))
            self.assertEqual(self.order("--rule", "2/5/3"), ["z", "a"])

    def test_what_is_ok_again_but_not_back_is_told(self):
        fields = [fields_of(line) for line in lines_of("faithcollapse")]
        self.write("t", [((NOW - (299 - i) * MINUTE, 0), f) for i, f in enumerate(fields)])
        tenant = self.tenants()["t"]
        (not_back,) = [d["not_back"] for d in tenant["dimensions"] if d["not_back"]]
        self.assertEqual(round(not_back["value_before"], 2), 0.92)
        self.assertEqual(tenant["state"], "ok")
        self.assertRegex(" ".join(self.text("-t", "t").split()),
                         r"ok again, but not back: 0\.\d+ against 0\.9\d+ before \d\d:\d\d")

    def test_what_stops_coming_and_comes_again_is_an_event(self):
        f = [OK] * 20 + [None] * 20 + [OK] * 20
        self.write("t", minutes(f=f, g=[OK] * 60))
        self.write("u", minutes(f=[OK] * 20, g=[OK] * 60))
        self.assertRegex(self.text("-t", "t"), r"f.*(gone|vanished)")
        self.assertRegex(self.text("-t", "t"), r"f.*(back|again)")
        self.assertRegex(self.text("-t", "u"), r"f.*(gone|vanished)")

    def test_the_tenant_without_a_name_is_a_tenant(self):
        self.write("", minutes(f=[OK] * 3 + [D]))
        self.write("fine", minutes(f=[OK] * 4))
        frame, status = self.snapshot()
        self.assertEqual({t["tenant"]: t["state"] for t in frame["tenants"]},
                         {"": "degraded", "fine": "ok"})
        self.assertEqual(status, 2)
        self.assertIn("(empty)", self.text())
        out = run("export", "--now", str(NOW + 1), "-w", "1h", self.redis.url)[1]
        self.assertEqual(sorted(json.loads(line)["tenant"] for line in out.splitlines()),
                         [""] * 4 + ["fine"] * 4)

    def test_a_stream_without_a_report_is_told_and_not_judged(self):
        self.write("fine", minutes(f=[OK] * 4))
        self.redis.pipeline([["XADD", PREFIX + "alerts", "*", "text", "hello"]])
        frame, status = self.snapshot()
        self.assertEqual([t["tenant"] for t in frame["tenants"]], ["fine"])
        self.assertIn(PREFIX + "alerts", " ".join(note["text"] for note in frame["notes"]))
        self.assertEqual(status, 0)
        frame, status = self.snapshot("--exclude", "alerts")
        self.assertNotIn("alerts", json.dumps(frame["notes"]))
        self.assertEqual(status, 0)

    def test_there_is_one_order(self):
        names = ("c", "a", "e", "b", "d")
        for name, z in zip(names, (-3.1, -3.12, -7.0, -2.0, -3.18)):
            self.write(name, minutes(f=[OK] * 9 + [("degraded", 0.5, 0.9, z)]))
        self.assertEqual(self.order(), ["e", "a", "c", "d", "b"])

    def test_a_recording_is_judged_as_of_its_own_end(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "yesterday.jsonl")
            with open(path, "w") as out:
                rows = shifted(minutes(f=[OK] * 50 + [D] * 10), -DAY)
                out.writelines(line_of(row, "t") + "\n" for row in rows)
            frame, status = snapshot(path)
        tenant = frame["tenants"][0]
        self.assertEqual((tenant["state"], tenant["silent"], status), ("degraded", False, 2))

    def test_only_equal_content_is_a_duplicate(self):
        rows = minutes(f=[OK] * 140)
        misplaced = entry(rows[0][0][0], [dimension("f", D)], rows[0][0][0] - MINUTE, rows[0][0][0])
        lines = [line_of(row) for row in rows]
        equal, other = lines + [lines[70]], lines[:70] + [line_of(misplaced)] + lines[70:]
        told = []
        for content in (lines, equal, other):
            with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as out:
                out.writelines(line + "\n" for line in content)
                out.flush()
                told.append(snapshot("-w", "3h", out.name)[0]["tenants"][0])
        plain, equal, other = told
        self.assertEqual(equal["reports"], plain["reports"])
        lost = plain["reports"] + 1 - other["reports"]
        self.assertTrue(lost == 0 or other["skipped"] == lost or sum(other["flaws"].values()) == lost,
                        (other["reports"], other["skipped"], other["flaws"]))


if __name__ == "__main__":
    unittest.main()
