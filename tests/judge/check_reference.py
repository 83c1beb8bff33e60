"""The reference alone: the truth tables, the readings, and the producers' data."""
import json
import unittest

import reference
from reference import MINUTE, Stream, decode, decode_line, judge_fleet, judge_tenant, status_of
from producers import NOT_BACK, lines_of, worst_of_lists
from streams import NOW, stream_of
from truth import CASES, READINGS


def rules_of(rule):
    return {"warn": rule, "degraded": rule} if rule else None


def reading_of(severity, value, lists):
    dimension = {"name": "f", "value": value} | ({} if severity is ... else {"severity": severity})
    fields = {"dims": json.dumps([dimension])}
    if lists:
        fields |= {"degraded": lists[0], "warned": lists[1]}
    return decode((1, 0), fields).readings["f"].severity


class Reference(unittest.TestCase):
    def test_the_truth_tables_hold(self):
        for case in CASES:
            entries = stream_of(case.entries).entries
            for moment in case.moments:
                now = entries[-1].ms + moment.at
                tenant = judge_tenant("t", Stream(entries), now, rules_of(moment.rule))
                with self.subTest(case.title, at=moment.at, rule=moment.rule):
                    self.check(moment, tenant, entries)

    def check(self, moment, tenant, entries):
        self.assertEqual((tenant.state, tenant.silent, tenant.forgotten),
                         (moment.state, moment.silent, moment.forgotten))
        dimensions = {d.name: d for d in tenant.dimensions}
        for name, state in moment.dimensions.items():
            self.assertEqual(dimensions[name].state, state)
        if moment.status is not None:
            self.assertEqual(status_of([tenant]), moment.status)
        if moment.alert:
            self.assertEqual(tenant.alert.state, moment.alert)
        if moment.since is not None:
            self.assertEqual(tenant.since, entries[moment.since].ms)
        if moment.bad_since is not None:
            self.assertEqual(tenant.bad_since, entries[moment.bad_since].ms)
            self.assertEqual(dimensions["f"].bad_since, entries[moment.bad_since].ms)
        if moment.not_back is not None:
            self.assertEqual(dimensions["f"].not_back is not None, moment.not_back)
        if moment.changes is not None:
            self.assertEqual(dimensions["f"].flapping.changes, moment.changes)
            flapping = dimensions["f"].flapping
            self.assertEqual((flapping.bad, flapping.readings), (30, 60))

    def test_every_reading_is_what_its_words_and_lists_say(self):
        for severity, value, lists, state in READINGS:
            with self.subTest(severity=severity, value=value, lists=lists):
                self.assertEqual(reading_of(severity, value, lists), state)

    def test_the_producers_agree_at_every_report(self):
        for name, not_back in NOT_BACK.items():
            lines = lines_of(name)
            entries = [decode_line((NOW + i * MINUTE, 0), line) for i, line in enumerate(lines)]
            told = []
            for i, line in enumerate(lines):
                tenant = judge_tenant(name, Stream(entries[:i + 1]), entries[i].ms)
                self.assertEqual(tenant.state, worst_of_lists(line), f"{name} {i}")
                if any(d.not_back for d in tenant.dimensions):
                    told.append(i)
            self.assertEqual(told, not_back, name)

    def test_all_that_is_read_says_the_same_as_what_is_asked(self):
        lines = lines_of("faithcollapse")
        entries = [decode_line((NOW + i * MINUTE, 0), line) for i, line in enumerate(lines)]
        for i in range(len(entries)):
            stream = Stream(entries[:i + 1])
            near, far = stream.newest(64), stream.newest(256)
            few = judge_tenant("t", stream, entries[i].ms)
            all_ = reference.judge_known("t", near, far, reference.DEFAULT_RULES, False)
            self.assertEqual((few.state, few.alert), (all_.state, all_.alert))
            self.assertEqual({d.name: d.not_back for d in few.dimensions},
                             {d.name: d.not_back for d in all_.dimensions})

    def test_the_worst_status_is_told(self):
        def tenant(title):
            return next(stream_of(case.entries) for case in CASES if case.title == title)
        fleet = {"a": tenant("no data"), "b": tenant("warn, then degraded"), "c": tenant("renamed")}
        verdicts = judge_fleet(fleet, NOW)
        self.assertEqual([v.name for v in verdicts], ["b", "a", "c"])
        self.assertEqual(status_of(verdicts), 2)
        self.assertEqual(status_of(verdicts[1:]), 3)
        self.assertEqual(status_of(verdicts[2:]), 0)
        self.assertEqual(status_of([]), 3)


if __name__ == "__main__":
    unittest.main()
