#include "config.h"

#include "unit/plain_told.h"

#include "base/memory.h"
#include "drift/recent.h"
#include "route/message.h"

#include <stdlib.h>

#define WHOLE PLAIN_DIMENSIONS
#define MISSING_REPORTS 3

const char *const plain_names[PLAIN_DIMENSIONS] = {"a", "b", "q.x", "q.y", "z"};

static bool is_family(size_t a, size_t b)
{
    return a != b && (a == 2 || a == 3) && (b == 2 || b == 3);
}

/* --- the newest entries --- */

/* Numbers of the entries that are reports. */
struct reports {
    size_t count;
    size_t list[PLAIN_ENTRIES];
};

struct sight {
    struct plain *plain;
    size_t entry;
    struct reports near; /* of the newest 64 entries */
    struct reports far;  /* of 256, where they are asked */
    bool repeat;
    bool by_window;
};

static const struct plain_entry *at(const struct sight *sight, size_t entry)
{
    return &sight->plain->entries[entry];
}

static bool is_told_before(const struct sight *sight, size_t entry, size_t first)
{
    for (size_t i = first; i < entry; i++) {
        if (at(sight, entry)->content != 0 && at(sight, i)->content == at(sight, entry)->content)
            return true;
    }
    return false;
}

static struct reports find_reports(const struct sight *sight, size_t depth)
{
    size_t first = sight->entry + 1 > depth ? sight->entry + 1 - depth : 0;
    struct reports reports = {0};

    for (size_t i = first; i <= sight->entry; i++) {
        if (at(sight, i)->readable && !is_told_before(sight, i, first))
            reports.list[reports.count++] = i;
    }
    return reports;
}

static size_t near_first(const struct sight *sight)
{
    return sight->entry + 1 > RECENT_STATE ? sight->entry + 1 - RECENT_STATE : 0;
}

static bool neighbours_share_windows(const struct sight *sight)
{
    for (size_t i = near_first(sight) + 1; i <= sight->entry; i++) {
        if (at(sight, i)->window != PLAIN_NO_WINDOW &&
            at(sight, i)->window == at(sight, i - 1)->window)
            return true;
    }
    return false;
}

/* Whether one of the near entries names a dimension that the last three readable ones do not. */
static bool misses_one(const struct sight *sight)
{
    bool named[PLAIN_DIMENSIONS] = {false};
    size_t readable = 0;
    bool misses = false;

    for (size_t i = sight->entry + 1; i-- > near_first(sight);) {
        if (!at(sight, i)->readable)
            continue;
        readable++;
        for (size_t d = 0; d < PLAIN_DIMENSIONS; d++) {
            if (at(sight, i)->severities[d] == SEVERITY_ABSENT)
                continue;
            misses = misses || (!named[d] && readable > MISSING_REPORTS);
            named[d] = true;
        }
    }
    return misses;
}

static bool windows_roll(const struct sight *sight, size_t depth)
{
    size_t first = sight->entry + 1 > depth ? sight->entry + 1 - depth : 0;
    size_t different = 0;

    for (size_t i = first; i <= sight->entry; i++) {
        bool known = at(sight, i)->window == PLAIN_NO_WINDOW;
        for (size_t before = first; before < i; before++)
            known = known || at(sight, before)->window == at(sight, i)->window;
        different += !known;
    }
    return different >= 3;
}

static struct sight look(struct plain *plain, size_t entry)
{
    struct sight sight = {.plain = plain, .entry = entry};

    sight.near = find_reports(&sight, RECENT_STATE);
    sight.repeat = neighbours_share_windows(&sight);
    bool asked = sight.repeat || misses_one(&sight);
    sight.far = asked ? find_reports(&sight, RECENT_MAX) : sight.near;
    sight.by_window = windows_roll(&sight, asked ? RECENT_MAX : RECENT_STATE);
    return sight;
}

static enum severity own(const struct sight *sight, size_t report, size_t dimension)
{
    return at(sight, report)->severities[dimension];
}

static bool is_named(const struct sight *sight, size_t report, size_t dimension)
{
    return own(sight, report, dimension) != SEVERITY_ABSENT;
}

/* Whether another dimension comes in place of one: of its family, and never in a report with it. */
static bool is_alternative(const struct sight *sight, size_t dimension, size_t other)
{
    bool comes = false;

    for (size_t i = 0; i < sight->near.count; i++) {
        bool named = is_named(sight, sight->near.list[i], other);
        if (named && is_named(sight, sight->near.list[i], dimension))
            return false;
        comes = comes || named;
    }
    return comes && is_family(dimension, other);
}

/* --- what a report says of a dimension --- */

enum word { WORD_HOLE, WORD_OWN, WORD_IMPLIED_OK, WORD_IMPLIED_NO_DATA, WORD_IMPLIED_NOTHING };

static enum word word_of(const struct sight *sight, size_t report, size_t dimension)
{
    bool came = false;
    bool ok = false;

    if (is_named(sight, report, dimension))
        return WORD_OWN;
    for (size_t other = 0; other < PLAIN_DIMENSIONS; other++) {
        if (!is_alternative(sight, dimension, other) || !is_named(sight, report, other))
            continue;
        if (own(sight, report, other) >= SEVERITY_WARN)
            return WORD_IMPLIED_NOTHING;
        came = true;
        ok = ok || own(sight, report, other) == SEVERITY_OK;
    }
    return !came ? WORD_HOLE : ok ? WORD_IMPLIED_OK : WORD_IMPLIED_NO_DATA;
}

/* --- the machine --- */

struct readings {
    size_t count;
    size_t entries[PLAIN_ENTRIES];
    enum severity severities[PLAIN_ENTRIES];
};

static void add_reading(struct readings *readings, size_t entry, enum severity severity)
{
    readings->entries[readings->count] = entry;
    readings->severities[readings->count++] = severity;
}

static struct readings known_readings(const struct sight *sight, size_t dimension)
{
    const struct reports *reports = sight->repeat ? &sight->far : &sight->near;
    struct readings all = {0};
    struct readings last = {0};

    for (size_t i = 0; i < reports->count; i++) {
        size_t report = reports->list[i];
        enum word word = word_of(sight, report, dimension);
        if (word == WORD_OWN && own(sight, report, dimension) != SEVERITY_NO_DATA)
            add_reading(&all, report, own(sight, report, dimension));
        else if (word == WORD_IMPLIED_OK)
            add_reading(&all, report, SEVERITY_OK);
    }
    for (size_t i = 0; i < all.count; i++) {
        int window = at(sight, all.entries[i])->window;
        bool again = false;
        for (size_t j = i + 1; j < all.count && sight->by_window; j++)
            again =
                again || (window != PLAIN_NO_WINDOW && at(sight, all.entries[j])->window == window);
        if (!again)
            add_reading(&last, all.entries[i], all.severities[i]);
    }
    return last;
}

static struct readings data_readings(const struct sight *sight, size_t dimension)
{
    struct readings readings = {0};

    for (size_t i = 0; i < sight->near.count; i++) {
        size_t report = sight->near.list[i];
        if (!is_named(sight, report, dimension))
            continue;
        bool none = own(sight, report, dimension) == SEVERITY_NO_DATA;
        add_reading(&readings, report, none ? SEVERITY_WARN : SEVERITY_OK);
    }
    return readings;
}

struct machine {
    bool open;
    size_t opened; /* entries */
    size_t since;
    size_t begin; /* the reading behind the last closing */
};

/* Of the last `n` readings before `end`, but none before `begin`: how many are bad. */
static uint32_t count_bad(const struct readings *readings, size_t begin, size_t end, uint32_t n,
                          enum severity level, uint32_t *of, size_t *first)
{
    size_t from = end - begin > n ? end - n : begin;
    uint32_t bad = 0;

    *of = (uint32_t)(end - from);
    for (size_t i = end; i-- > from;) {
        if (readings->severities[i] < level)
            continue;
        bad++;
        *first = readings->entries[i];
    }
    return bad;
}

static bool all_good(const struct readings *readings, size_t end, uint32_t m, enum severity level)
{
    size_t good = 0;

    while (good < end && readings->severities[end - 1 - good] < level)
        good++;
    return good >= m;
}

static struct machine run(const struct readings *readings, enum severity level,
                          const struct rule *rule)
{
    struct machine machine = {0};
    uint32_t of;
    size_t since = 0;

    for (size_t i = 0; i < readings->count; i++) {
        if (machine.open && all_good(readings, i + 1, rule->m, level))
            machine = (struct machine){.begin = i + 1};
        else if (!machine.open && readings->severities[i] >= level &&
                 count_bad(readings, machine.begin, i + 1, rule->n, level, &of, &since) >= rule->k)
            machine = (struct machine){true, readings->entries[i], since, machine.begin};
    }
    return machine;
}

/* --- alerts --- */

struct change {
    enum alert_kind kind;
    size_t dimension;
    enum edge edge;
    enum severity level;
    size_t opened; /* entries */
    size_t since;
    int64_t at_ms;
    int64_t entry_ms;
    const struct rule *rule;
    uint32_t bad;
    uint32_t of;
};

static bool is_open(const struct plain_alert *alert)
{
    return alert->level != SEVERITY_ABSENT || alert->flapping;
}

static enum severity seen(const struct plain_alert *alert)
{
    return alert->flapping ? alert->notice : alert->level;
}

void plain_line(const struct message *message, struct buffer *out)
{
    buffer_printf(out, "%s %s %s %s %s>%s since %lld at %lld, %lld rule %u/%u/%u %u of %u %.16s\n",
                  edge_name(message->edge), alert_kind_name(message->kind),
                  message->dimension != NULL ? message->dimension : "*",
                  severity_name(message->severity), severity_name(message->before),
                  severity_name(message->after), (long long)message->since_id.ms,
                  (long long)message->at_id.ms, (long long)message->at_ms, message->rule.k,
                  message->rule.n, message->rule.m, message->bad, message->of, message->id);
}

static void tell(struct plain *plain, const struct change *change, enum severity before)
{
    const struct plain_alert *alert = &plain->alerts[change->kind][change->dimension];
    struct message *message = message_create(plain->destination, change->edge, change->kind);

    if (change->dimension != WHOLE)
        message->dimension = mem_strdup(plain_names[change->dimension]);
    message->stream = mem_strdup(PLAIN_STREAM);
    message->stream_size = strlen(PLAIN_STREAM);
    message->before = before;
    message->after = seen(alert);
    if (change->kind == KIND_THRESHOLD)
        message->severity = alert->level != SEVERITY_ABSENT ? alert->level : before;
    message->since_id.ms = (uint64_t)alert->since_ms;
    message->at_id.ms = (uint64_t)change->entry_ms;
    message->at_ms = change->at_ms;
    if (change->rule != NULL)
        message->rule = *change->rule;
    message->bad = change->bad;
    message->of = change->of;
    message_identify(message, (struct stream_id){(uint64_t)alert->opened_ms, 0});
    plain_line(message, plain->out);
    message_free(message);
}

static bool may_open(const struct plain *plain, size_t dimension, enum severity level)
{
    return !plain->muted[dimension] && level >= plain->destination->severity;
}

static void note_edge(struct plain *plain, struct plain_alert *alert, int64_t at_ms)
{
    if (plain->destination->flap_edges > 0)
        alert->edges[alert->edge_count++] = at_ms;
}

static size_t edges_within(const struct plain *plain, const struct plain_alert *alert,
                           int64_t at_ms)
{
    size_t count = 0;

    for (size_t i = 0; i < alert->edge_count; i++)
        count += alert->edges[i] > at_ms - plain->destination->flap_ms;
    return count;
}

static void turn(struct plain *plain, struct change *change)
{
    struct plain_alert *alert = &plain->alerts[change->kind][change->dimension];
    enum severity before = seen(alert);

    if (!is_open(alert)) {
        alert->opened_ms = plain->entries[change->opened].time_ms;
        alert->since_ms = plain->entries[change->since].time_ms;
    }
    alert->level = change->level;
    note_edge(plain, alert, change->at_ms);
    if (alert->flapping)
        return;
    alert->told_ms = change->at_ms;
    bool muted_end = edge_closes(change->edge) && plain->muted[change->dimension];
    if (plain->destination->flap_edges > 0 && !muted_end &&
        edges_within(plain, alert, change->at_ms) > plain->destination->flap_edges) {
        alert->flapping = true;
        alert->notice = alert->level == SEVERITY_ABSENT ? before : alert->level;
        change->edge = EDGE_FLAPPING;
    }
    tell(plain, change, before);
}

static const struct rule *rule_of(const struct plain *plain, enum alert_kind kind,
                                  enum severity level)
{
    const struct rules *rules = &plain->destination->rules.standard;

    if (kind != KIND_THRESHOLD && kind != KIND_NO_DATA)
        return NULL;
    return level == SEVERITY_DEGRADED ? &rules->degraded : &rules->warn;
}

static void end_flapping(struct plain *plain, enum alert_kind kind, size_t dimension,
                         int64_t now_ms, int64_t entry_ms)
{
    struct plain_alert *alert = &plain->alerts[kind][dimension];

    if (!alert->flapping ||
        alert->edges[alert->edge_count - 1] + plain->destination->flap_ms > now_ms)
        return;
    enum severity before = seen(alert);
    if (alert->level >= before && !may_open(plain, dimension, alert->level))
        return;
    struct change change = {.kind = kind,
                            .dimension = dimension,
                            .edge = alert->level == before            ? EDGE_STILL
                                    : alert->level > before           ? EDGE_WORSE
                                    : alert->level != SEVERITY_ABSENT ? EDGE_EASED
                                    : kind == KIND_THRESHOLD          ? EDGE_RESOLVED
                                                                      : EDGE_BACK,
                            .at_ms =
                                alert->edges[alert->edge_count - 1] + plain->destination->flap_ms,
                            .entry_ms = entry_ms,
                            .rule = rule_of(plain, kind, alert->level)};
    alert->flapping = false;
    alert->edge_count = 0;
    alert->told_ms = change.at_ms;
    tell(plain, &change, before);
}

/* --- an entry --- */

static struct change change_of(const struct sight *sight, enum alert_kind kind, size_t dimension)
{
    return (struct change){.kind = kind,
                           .dimension = dimension,
                           .at_ms = at(sight, sight->entry)->time_ms,
                           .entry_ms = at(sight, sight->entry)->time_ms};
}

static void take_threshold(const struct sight *sight, size_t dimension)
{
    struct plain *plain = sight->plain;
    const struct rules *rules = &plain->destination->rules.standard;
    enum severity before = plain->alerts[KIND_THRESHOLD][dimension].level;
    struct readings readings = known_readings(sight, dimension);
    struct machine warn = run(&readings, SEVERITY_WARN, &rules->warn);
    struct machine degraded = run(&readings, SEVERITY_DEGRADED, &rules->degraded);
    bool warns = warn.open || (before >= SEVERITY_WARN &&
                               !all_good(&readings, readings.count, rules->warn.m, SEVERITY_WARN));
    bool degrades = degraded.open ||
                    (before == SEVERITY_DEGRADED &&
                     !all_good(&readings, readings.count, rules->degraded.m, SEVERITY_DEGRADED));
    struct change change = change_of(sight, KIND_THRESHOLD, dimension);

    if (plain->destination->severity == SEVERITY_DEGRADED)
        warns = false;
    change.level = degrades ? SEVERITY_DEGRADED : warns ? SEVERITY_WARN : SEVERITY_ABSENT;
    if (change.level == before ||
        (change.level > before && !may_open(plain, dimension, change.level)))
        return;
    change.edge = before == SEVERITY_ABSENT         ? EDGE_FIRING
                  : change.level == SEVERITY_ABSENT ? EDGE_RESOLVED
                  : change.level > before           ? EDGE_WORSE
                                                    : EDGE_EASED;
    enum severity level = change.level != SEVERITY_ABSENT ? change.level : before;
    const struct machine *machine = degrades ? &degraded : &warn;
    size_t begin = change.level == SEVERITY_ABSENT ? 0 : machine->begin;
    size_t first;
    change.opened = machine->opened;
    change.since = machine->since;
    change.rule = rule_of(plain, KIND_THRESHOLD, level);
    change.bad =
        count_bad(&readings, begin, readings.count, change.rule->n, level, &change.of, &first);
    turn(plain, &change);
}

static void take_no_data(const struct sight *sight, size_t dimension)
{
    struct plain *plain = sight->plain;
    const struct rule *rule = &plain->destination->rules.standard.warn;
    bool was_open = plain->alerts[KIND_NO_DATA][dimension].level != SEVERITY_ABSENT;
    struct readings readings = data_readings(sight, dimension);
    struct machine machine = run(&readings, SEVERITY_WARN, rule);
    enum severity newest = own(sight, sight->entry, dimension);
    struct change change = change_of(sight, KIND_NO_DATA, dimension);
    size_t first;

    if (newest == SEVERITY_ABSENT)
        return;
    bool open = was_open
                    ? machine.open || !all_good(&readings, readings.count, rule->m, SEVERITY_WARN)
                    : machine.open && newest == SEVERITY_NO_DATA;
    if (open == was_open || (open && !may_open(plain, dimension, SEVERITY_WARN)))
        return;
    change.edge = open ? EDGE_NO_DATA : EDGE_BACK;
    change.level = open ? SEVERITY_WARN : SEVERITY_ABSENT;
    change.opened = machine.opened;
    change.since = machine.since;
    change.rule = rule;
    change.bad = count_bad(&readings, machine.begin, readings.count, rule->n, SEVERITY_WARN,
                           &change.of, &first);
    turn(plain, &change);
}

static size_t usual_gap(const struct sight *sight, size_t dimension)
{
    size_t longest = 0;
    size_t second = 0;
    size_t gaps = 0;
    size_t last = SIZE_MAX;

    for (size_t i = 0; i < sight->far.count; i++) {
        if (word_of(sight, sight->far.list[i], dimension) == WORD_HOLE)
            continue;
        if (last != SIZE_MAX) {
            size_t gap = i - last;
            gaps++;
            second = gap >= longest ? longest : gap > second ? gap : second;
            longest = gap > longest ? gap : longest;
        }
        last = i;
    }
    return gaps >= 4 ? second : longest;
}

/* How many of the near reports `from` to before `end` name a dimension. */
static size_t count_named(const struct sight *sight, size_t dimension, size_t from, size_t end)
{
    size_t count = 0;

    for (size_t i = from; i < end; i++)
        count += is_named(sight, sight->near.list[i], dimension);
    return count;
}

static bool was_bad(const struct sight *sight, size_t dimension)
{
    struct readings readings = {0};

    for (size_t i = 0; i < sight->near.count; i++) {
        size_t report = sight->near.list[i];
        enum word word = word_of(sight, report, dimension);
        if (word == WORD_OWN && own(sight, report, dimension) != SEVERITY_NO_DATA)
            add_reading(&readings, report, own(sight, report, dimension));
        else if (word == WORD_IMPLIED_OK)
            add_reading(&readings, report, SEVERITY_OK);
    }
    return readings.count > 0 && readings.severities[readings.count - 1] >= SEVERITY_WARN;
}

/* It was in every report up to one, at least three, and with the next one as many new names came,
 * and go on coming, as left. */
static bool is_renamed(const struct sight *sight, size_t dimension)
{
    size_t count = sight->near.count;
    size_t next = 0;
    size_t left = 0;
    size_t came = 0;

    while (next < count && is_named(sight, sight->near.list[next], dimension))
        next++;
    if (next < 3 || next == count || count_named(sight, dimension, next, count) > 0 ||
        was_bad(sight, dimension))
        return false;
    for (size_t d = 0; d < PLAIN_DIMENSIONS; d++) {
        left += is_named(sight, sight->near.list[next - 1], d) &&
                count_named(sight, d, next, count) == 0;
        if (!is_named(sight, sight->near.list[next], d) || count_named(sight, d, 0, next) > 0)
            continue;
        came++;
        if (count_named(sight, d, next, count) != count - next)
            return false;
    }
    return left == came;
}

static void take_stale(const struct sight *sight, size_t dimension)
{
    struct plain *plain = sight->plain;
    bool was_open = plain->alerts[KIND_STALE][dimension].level != SEVERITY_ABSENT;
    struct change change = change_of(sight, KIND_STALE, dimension);
    size_t missing = 0;

    while (word_of(sight, sight->near.list[sight->near.count - 1 - missing], dimension) ==
           WORD_HOLE)
        missing++;
    enum word newest = word_of(sight, sight->near.list[sight->near.count - 1 - missing], dimension);
    bool own_was_last = newest == WORD_OWN && !is_renamed(sight, dimension);
    bool held = newest == WORD_IMPLIED_NO_DATA && was_bad(sight, dimension);
    size_t gap = usual_gap(sight, dimension);
    bool open = was_open ? missing > 0 && (own_was_last || held)
                         : own_was_last && gap > 0 && missing >= 3 && missing >= 3 * gap;
    if (open == was_open || (open && !may_open(plain, dimension, SEVERITY_WARN)))
        return;
    change.edge = open ? EDGE_STALE : EDGE_BACK;
    change.level = open ? SEVERITY_WARN : SEVERITY_ABSENT;
    change.opened = sight->entry;
    change.since = missing > 0 ? sight->near.list[sight->near.count - missing] : 0;
    turn(plain, &change);
}

static void take_arrival(struct plain *plain, size_t entry)
{
    struct plain_alert *alert = &plain->alerts[KIND_SILENT][WHOLE];
    int64_t time_ms = plain->entries[entry].time_ms;
    struct change change = {.kind = KIND_SILENT,
                            .dimension = WHOLE,
                            .edge = EDGE_BACK,
                            .at_ms = time_ms,
                            .entry_ms = time_ms};

    end_flapping(plain, KIND_SILENT, WHOLE, time_ms, time_ms);
    if (alert->level != SEVERITY_ABSENT)
        turn(plain, &change);
}

void plain_take(struct plain *plain, size_t entry)
{
    static void (*const takes[])(const struct sight *, size_t) = {[KIND_THRESHOLD] = take_threshold,
                                                                  [KIND_NO_DATA] = take_no_data,
                                                                  [KIND_STALE] = take_stale};
    int64_t time_ms = plain->entries[entry].time_ms;
    struct sight sight = look(plain, entry);

    take_arrival(plain, entry);
    bool reports = sight.near.count > 0 && sight.near.list[sight.near.count - 1] == entry;
    for (size_t d = 0; d < PLAIN_DIMENSIONS; d++) {
        bool known = count_named(&sight, d, 0, sight.near.count) > 0;
        for (int kind = KIND_THRESHOLD; kind <= KIND_STALE; kind++) {
            end_flapping(plain, (enum alert_kind)kind, d, time_ms, time_ms);
            if (reports && known)
                takes[kind](&sight, d);
        }
    }
}

/* --- a moment --- */

static void pass_silence(struct plain *plain, size_t count, int64_t now_ms)
{
    int64_t newest_ms = plain->entries[count - 1].time_ms;
    struct change change = {.kind = KIND_SILENT,
                            .dimension = WHOLE,
                            .edge = EDGE_SILENT,
                            .level = SEVERITY_WARN,
                            .opened = count - 1,
                            .since = count - 1,
                            .at_ms = now_ms,
                            .entry_ms = newest_ms};

    if (now_ms - newest_ms > plain->silent_ms &&
        plain->alerts[KIND_SILENT][WHOLE].level == SEVERITY_ABSENT &&
        may_open(plain, WHOLE, SEVERITY_WARN))
        turn(plain, &change);
}

static void pass_still(struct plain *plain, enum alert_kind kind, size_t dimension, int64_t now_ms,
                       int64_t entry_ms)
{
    struct plain_alert *alert = &plain->alerts[kind][dimension];
    struct change change = {.kind = kind,
                            .dimension = dimension,
                            .edge = EDGE_STILL,
                            .at_ms = now_ms,
                            .entry_ms = entry_ms,
                            .rule = rule_of(plain, kind, alert->level)};

    if (plain->destination->repeat_ms == 0 || alert->level == SEVERITY_ABSENT || alert->flapping ||
        now_ms - alert->told_ms < plain->destination->repeat_ms ||
        !may_open(plain, dimension, alert->level))
        return;
    alert->told_ms = now_ms;
    tell(plain, &change, alert->level);
}

void plain_pass(struct plain *plain, size_t count, int64_t now_ms)
{
    int64_t newest_ms = plain->entries[count - 1].time_ms;

    pass_silence(plain, count, now_ms);
    for (size_t i = 0; i <= PLAIN_DIMENSIONS; i++) {
        size_t d = i == 0 ? WHOLE : i - 1;
        for (int kind = 0; kind < PLAIN_KINDS; kind++) {
            bool flapped = plain->alerts[kind][d].flapping;
            end_flapping(plain, (enum alert_kind)kind, d, now_ms, newest_ms);
            if (!flapped)
                pass_still(plain, (enum alert_kind)kind, d, now_ms, newest_ms);
        }
    }
}
