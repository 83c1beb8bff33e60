"""The truth tables through the program, with the streams in a Redis."""
import contextlib
import json
import unittest

from driftop import open_redis, rule_options, snapshot
from reference import MINUTE
from streams import NOW, iso, shifted
from truth import CASES, READINGS

PREFIX = "rag:telemetry:"


def rules_of(rule):
    return {"warn": rule, "degraded": rule} if rule else None


class InRedis(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.redis = open_redis(cls.enterClassContext(contextlib.ExitStack()))

    def setUp(self):
        self.redis.pipeline([["FLUSHALL"]])

    def write(self, tenant, entries):
        self.redis.write(PREFIX + tenant, entries)

    def snapshot(self, *options):
        return snapshot("--now", str(NOW), *options, self.redis.url)


class Truth(InRedis):
    def test_the_truth_tables_hold(self):
        """Every moment is a tenant of its own, moved so that the moment is now."""
        moments = []
        for case in CASES:
            for moment in case.moments:
                entries = shifted(case.entries, NOW - case.entries[-1][0][0] - moment.at)
                moments.append((f"t{len(moments)}", case.title, moment, entries))
                self.write(moments[-1][0], entries)
        for rule in {moment.rule for _, _, moment, _ in moments}:
            frame, _ = self.snapshot(*rule_options(rules_of(rule)))
            tenants = {tenant["tenant"]: tenant for tenant in frame["tenants"]}
            for name, title, moment, entries in moments:
                if moment.rule == rule:
                    with self.subTest(title, at=moment.at, rule=rule):
                        self.check(moment, tenants[name], entries)
                        if moment.status is not None:
                            self.assertEqual(self.snapshot("-t", name)[1], moment.status)

    def test_every_reading_is_what_its_words_and_lists_say(self):
        """A tenant for each; of what is no data "state" says more than "severity"."""
        for i, (severity, value, lists, _) in enumerate(READINGS):
            item = {"name": "f", "value": value} | ({} if severity is ... else {"severity": severity})
            fields = {"ws": iso(NOW - MINUTE), "we": iso(NOW), "dims": json.dumps([item])}
            fields |= {"degraded": lists[0], "warned": lists[1]} if lists else {}
            self.write(f"t{i}", [((NOW, 0), fields)])
        tenants = {tenant["tenant"]: tenant for tenant in self.snapshot()[0]["tenants"]}
        for i, (severity, value, lists, state) in enumerate(READINGS):
            with self.subTest(severity=severity, value=value, lists=lists):
                self.assertEqual(tenants[f"t{i}"]["dimensions"][0]["state"], state)

    def check(self, moment, tenant, entries):
        dimensions = {d["name"]: d for d in tenant["dimensions"]}
        self.assertEqual((tenant["state"], tenant["silent"]), (moment.state, moment.silent))
        for name, state in moment.dimensions.items():
            self.assertEqual(dimensions[name]["state"], state)
        if moment.alert:
            self.assertEqual(tenant["alert"]["state"], moment.alert)
        if moment.since is not None:
            self.assertEqual(tenant["since_ms"], entries[moment.since][0][0])
        if moment.bad_since is not None:
            self.assertEqual(tenant["bad_since_ms"], entries[moment.bad_since][0][0])
        if moment.not_back is not None:
            self.assertEqual(dimensions["f"]["not_back"] is not None, moment.not_back)


if __name__ == "__main__":
    unittest.main()
