/* Assess, against the plain reference of plain_told.h over random streams: fed entry by entry;
 * begun anew at random places with what was saved and the newest entries alone; and taken back to
 * something saved before, as after a failover, so that entries come again. All tell the same, with
 * the same ids. SEED and SEQUENCES in the environment go on for longer. */
#include "config.h"

#include "base/memory.h"
#include "route/assess.h"
#include "support/dice.h"
#include "support/drift_fixture.h"
#include "unit/plain_told.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>

#define SILENT_MS (10 * MS_PER_MINUTE)
#define EVENTS (2 * PLAIN_ENTRIES)
#define BACK_MAX 8 /* events that a failover goes back */

/* --- random streams --- */

enum mode { MODE_GOOD, MODE_WARN, MODE_DEGRADED, MODE_NOISY, MODE_NO_DATA, MODE_ABSENT, MODES };

struct event {
    bool is_entry;
    size_t entries; /* that are there behind it */
    int64_t time_ms;
    bool muted[PLAIN_DIMENSIONS + 1];
};

static struct plain_entry entries[PLAIN_ENTRIES];
static size_t entry_count;
static struct event events[EVENTS];
static size_t event_count;
static struct destination destination;
static struct rule_section section;

static enum severity draw(struct dice *dice, enum mode mode)
{
    static const char letters[MODES][9] = {
        [MODE_GOOD] = "OOOOOOOW",  [MODE_WARN] = "WWWWOWWD",    [MODE_DEGRADED] = "DDDDDWDO",
        [MODE_NOISY] = "OWDONOW-", [MODE_NO_DATA] = "NNNNNONN", [MODE_ABSENT] = "-------O"};

    switch (letters[mode][dice_below(dice, 8)]) {
    case 'O':
        return SEVERITY_OK;
    case 'W':
        return SEVERITY_WARN;
    case 'D':
        return SEVERITY_DEGRADED;
    case 'N':
        return SEVERITY_NO_DATA;
    default:
        return SEVERITY_ABSENT;
    }
}

/* Of a family one or the other may come. */
static void choose_one(struct dice *dice, struct plain_entry *entry, size_t habit)
{
    if (habit == 0)
        return;
    size_t other = dice_once_in(dice, 20) ? 1 : habit == 1 ? 0 : entry->time_ms / 1800000 % 2;
    entry->severities[2 + other] = SEVERITY_ABSENT;
}

static int next_window(struct dice *dice, size_t habit, size_t entry)
{
    if (habit == 0 || dice_once_in(dice, 50))
        return PLAIN_NO_WINDOW;
    return habit == 1 ? (int)entry : (int)(entry / (habit + 1));
}

struct habits {
    enum mode modes[PLAIN_DIMENSIONS];
    size_t lasting; /* a mode changes once in so many entries */
    size_t family;
    size_t windows;
    bool says_all_again;
};

static void make_entry(struct dice *dice, struct habits *habits, int64_t time_ms)
{
    struct plain_entry *entry = &entries[entry_count];

    *entry = (struct plain_entry){.time_ms = time_ms, .readable = !dice_once_in(dice, 30)};
    entry->window =
        entry->readable ? next_window(dice, habits->windows, entry_count) : PLAIN_NO_WINDOW;
    for (size_t d = 0; d < PLAIN_DIMENSIONS && entry->readable; d++) {
        if (dice_once_in(dice, habits->lasting))
            habits->modes[d] = (enum mode)dice_below(dice, MODES);
        entry->severities[d] = draw(dice, habits->modes[d]);
    }
    if (entry->readable)
        choose_one(dice, entry, habits->family);
    bool again = entry_count > 0 && entry->readable && entries[entry_count - 1].readable &&
                 dice_once_in(dice, 25);
    entry->content = entry->readable ? entry_count + 1 : 0;
    if (again) {
        *entry = entries[entry_count - 1];
        entry->time_ms = time_ms;
    }
    entry_count++;
}

static void add_event(struct dice *dice, bool is_entry, int64_t time_ms)
{
    struct event *event = &events[event_count];

    *event = (struct event){.is_entry = is_entry, .entries = entry_count, .time_ms = time_ms};
    if (event_count > 0)
        memcpy(event->muted, events[event_count - 1].muted, sizeof(event->muted));
    if (dice_once_in(dice, 40)) {
        size_t which = dice_below(dice, PLAIN_DIMENSIONS + 1);
        event->muted[which] = !event->muted[which];
    }
    event_count++;
}

static void make_stream(struct dice *dice)
{
    struct habits habits = {.lasting = 3 + dice_below(dice, 30),
                            .family = dice_below(dice, 3),
                            .windows = dice_below(dice, 5)};
    size_t count = dice_once_in(dice, 3) ? PLAIN_ENTRIES : 30 + dice_below(dice, 120);
    int64_t time_ms = MIDNIGHT;

    entry_count = event_count = 0;
    for (size_t i = 0; i < count; i++) {
        time_ms += 1 + (int64_t)dice_below(dice, 60000);
        if (dice_once_in(dice, 20))
            time_ms += SILENT_MS + (int64_t)dice_below(dice, 100) * MS_PER_MINUTE;
        if (i > 0 && dice_once_in(dice, 3)) {
            int64_t last_ms = events[event_count - 1].time_ms;
            int64_t tick_ms = last_ms + (int64_t)dice_below(dice, (size_t)(time_ms - last_ms) + 1);
            add_event(dice, false, tick_ms);
        }
        make_entry(dice, &habits, time_ms);
        add_event(dice, true, time_ms);
    }
}

static void make_destination(struct dice *dice)
{
    static const struct rules rules[] = {{{3, 5, 3}, {2, 3, 2}},
                                         {{1, 1, 1}, {1, 1, 1}},
                                         {{2, 5, 2}, {3, 3, 6}},
                                         {{4, 64, 9}, {2, 20, 1}}};

    section = (struct rule_section){.name = "silence", .silent_ms = SILENT_MS};
    destination = (struct destination){
        .name = "ops",
        .severity = dice_once_in(dice, 4) ? SEVERITY_DEGRADED : SEVERITY_WARN,
        .rules = {.standard = rules[dice_below(dice, 4)],
                  .sections = &section,
                  .count = 1,
                  .forget_ms = FORGET_AFTER_MS},
        .repeat_ms = dice_once_in(dice, 2) ? 0 : MS_PER_HOUR,
    };
    if (dice_once_in(dice, 2))
        return;
    destination.flap_edges = 2 + (unsigned)dice_below(dice, 3);
    destination.flap_ms = (int64_t)(5 + dice_below(dice, 60)) * MS_PER_MINUTE;
}

/* --- one that assesses --- */

/* What Redis keeps: fields and their values. */
struct store {
    struct told_change fields[PLAIN_KINDS * (PLAIN_DIMENSIONS + 1)];
    size_t count;
};

struct router {
    struct tenant *tenant;
    struct told told;
    struct store store;
    const struct event *event;
    struct buffer out;
};

static void store_put(struct store *store, const struct told_change *change)
{
    size_t i = 0;

    while (i < store->count && strcmp(store->fields[i].field, change->field) != 0)
        i++;
    if (i < store->count) {
        told_change_free(&store->fields[i]);
        store->fields[i] = store->fields[--store->count];
    }
    if (change->value == NULL)
        return;
    ck_assert_uint_lt(store->count, PLAIN_KINDS * (PLAIN_DIMENSIONS + 1));
    store->fields[store->count++] =
        (struct told_change){mem_strdup(change->field), mem_strdup(change->value)};
}

static void store_free(struct store *store)
{
    for (size_t i = 0; i < store->count; i++)
        told_change_free(&store->fields[i]);
    store->count = 0;
}

static struct store store_copy(const struct store *store)
{
    struct store copy = {0};

    for (size_t i = 0; i < store->count; i++)
        store_put(&copy, &store->fields[i]);
    return copy;
}

static void window_text(int window, char out[static 32])
{
    timestamp_format_iso(AT(window), out);
}

static void fill_report(struct report *report, const struct plain_entry *entry,
                        char window[static 32])
{
    *report = (struct report){.id = stream_id_at(entry->time_ms), .fingerprint = entry->content};
    if (entry->window != PLAIN_NO_WINDOW) {
        window_text(entry->window, window);
        report->window_start = slice_of(window);
    }
    for (size_t d = 0; d < PLAIN_DIMENSIONS; d++) {
        if (entry->severities[d] == SEVERITY_ABSENT)
            continue;
        struct reading *reading = report_add(report);
        reading->name = slice_of(plain_names[d]);
        reading->severity = entry->severities[d];
        if (reading->severity != SEVERITY_NO_DATA)
            reading->value = 0.5;
    }
}

static void add_entry(struct tenant *tenant, const struct plain_entry *entry, bool older)
{
    struct report report;
    char window[32];

    if (!entry->readable) {
        if (older)
            tenant_add_recent_unreadable(tenant, stream_id_at(entry->time_ms));
        else
            tenant_add_unreadable(tenant, stream_id_at(entry->time_ms), "broken", false);
        return;
    }
    fill_report(&report, entry, window);
    if (older)
        tenant_add_recent(tenant, &report);
    else
        tenant_add(tenant, &report, false);
    report_free(&report);
}

/* Reads on to the RECENT_MAX newest entries where they are wanted. */
static void read_more(struct router *router, size_t count)
{
    size_t held = router->tenant->recent.count;

    if (!assess_wants_more(router->tenant))
        return;
    recent_make_room(&router->tenant->recent);
    for (size_t i = count - held; i-- > 0 && count - i <= RECENT_MAX;)
        add_entry(router->tenant, &entries[i], true);
    recent_asked(&router->tenant->recent, RECENT_MAX, router->tenant->recent.count == count, false);
}

/* Begins with what is kept, and a window of the entries that are there, newest first. */
static void router_begin(struct router *router, size_t count)
{
    tenant_free(router->tenant);
    told_free(&router->told);
    router->tenant = tenant_create(SLICE("acme"));
    for (size_t i = count; i-- > 0 && count - i <= RECENT_STATE;)
        add_entry(router->tenant, &entries[i], true);
    recent_asked(&router->tenant->recent, RECENT_STATE, count <= RECENT_STATE, false);
    for (size_t i = 0; i < router->store.count; i++)
        ck_assert(told_take(&router->told, slice_of(router->store.fields[i].field),
                            slice_of(router->store.fields[i].value)));
}

static void router_free(struct router *router)
{
    tenant_free(router->tenant);
    told_free(&router->told);
    store_free(&router->store);
    buffer_free(&router->out);
}

static bool is_muted(void *context, const char *tenant, const char *dimension)
{
    const struct router *router = context;
    size_t d = 0;

    (void)tenant;
    if (dimension == NULL)
        return router->event->muted[PLAIN_DIMENSIONS];
    while (strcmp(plain_names[d], dimension) != 0)
        d++;
    return router->event->muted[d];
}

/* Saves what the messages change, and writes a line for each. */
static void settle(struct router *router, struct message_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        plain_line(list->items[i], &router->out);
        for (size_t j = 0; j < list->items[i]->change_count; j++)
            store_put(&router->store, &list->items[i]->changes[j]);
    }
    for (size_t i = 0; i < list->quiet_count; i++)
        store_put(&router->store, &list->quiet[i]);
    message_list_free(list);
}

/* What is kept is what is known. */
static void assert_kept(const struct router *router)
{
    struct told kept = {0};

    ck_assert_uint_eq(router->store.count, router->told.count);
    for (size_t i = 0; i < router->store.count; i++)
        told_take(&kept, slice_of(router->store.fields[i].field),
                  slice_of(router->store.fields[i].value));
    for (size_t i = 0; i < kept.count; i++) {
        struct told_change a = told_change_of(&kept.alerts[i]);
        struct told_change b = told_change_of(&router->told.alerts[i]);
        ck_assert_str_eq(a.field, b.field);
        ck_assert_str_eq(a.value, b.value);
        told_change_free(&a);
        told_change_free(&b);
    }
    told_free(&kept);
}

/* Carries an event out; an entry is there already where the window was made anew with it. */
static void router_take(struct router *router, const struct event *event, bool there)
{
    struct message_list list = {0};
    struct assessment assessment = {.destination = &destination,
                                    .tenant = router->tenant,
                                    .stream = SLICE(PLAIN_STREAM),
                                    .told = &router->told,
                                    .muted = is_muted,
                                    .context = router};

    buffer_clear(&router->out);
    router->event = event;
    if (event->is_entry) {
        if (!there)
            add_entry(router->tenant, &entries[event->entries - 1], false);
        read_more(router, event->entries);
        assess_entry(&assessment, &list);
    } else {
        assess_time(&assessment, event->time_ms, true, &list);
    }
    settle(router, &list);
}

/* --- the runs --- */

static char *expected[EVENTS]; /* the lines of each event */

static void expect_all(void)
{
    struct buffer out = {0};
    static struct plain plain;

    plain = (struct plain){
        .entries = entries, .destination = &destination, .silent_ms = SILENT_MS, .out = &out};
    for (size_t i = 0; i < event_count; i++) {
        buffer_clear(&out);
        memcpy(plain.muted, events[i].muted, sizeof(plain.muted));
        if (events[i].is_entry)
            plain_take(&plain, events[i].entries - 1);
        else
            plain_pass(&plain, events[i].entries, events[i].time_ms);
        expected[i] = mem_strdup(buffer_text(&out));
    }
    buffer_free(&out);
}

static void assert_told(const struct router *router, size_t event, const char *who, uint64_t seed)
{
    if (strcmp(buffer_text(&router->out), expected[event]) != 0)
        ck_abort_msg("seed %llu, %s, event %zu (%s %zu) tells:\n%s instead of:\n%s",
                     (unsigned long long)seed, who, event,
                     events[event].is_entry ? "entry" : "time behind", events[event].entries,
                     buffer_text(&router->out), expected[event]);
}

static void follow(uint64_t seed)
{
    struct router router = {0};

    router_begin(&router, 0);
    for (size_t i = 0; i < event_count; i++) {
        router_take(&router, &events[i], false);
        assert_told(&router, i, "fed", seed);
        assert_kept(&router);
    }
    router_free(&router);
}

/* The window of who begins anew at an entry ends with that, or with the one before it. */
static void begin_at(struct router *router, size_t event, bool with_it)
{
    size_t count = events[event].entries;

    router_begin(router, events[event].is_entry && !with_it ? count - 1 : count);
}

static void follow_anew(struct dice *dice, uint64_t seed)
{
    struct router router = {0};

    router_begin(&router, 0);
    for (size_t i = 0; i < event_count; i++) {
        bool anew = dice_once_in(dice, 4);
        bool with_it = dice_once_in(dice, 2);
        if (anew)
            begin_at(&router, i, with_it);
        router_take(&router, &events[i], anew && with_it);
        assert_told(&router, i, "begun anew", seed);
        assert_kept(&router);
    }
    router_free(&router);
}

static void follow_back(struct dice *dice, uint64_t seed)
{
    struct router router = {0};
    struct store stores[EVENTS + 1] = {{.count = 0}};

    router_begin(&router, 0);
    for (size_t i = 0; i < event_count; i++) {
        store_free(&stores[i]);
        stores[i] = store_copy(&router.store);
        router_take(&router, &events[i], false);
        assert_told(&router, i, "taken back", seed);
        if (!dice_once_in(dice, 10))
            continue;
        i -= dice_below(dice, i < BACK_MAX ? i + 1 : BACK_MAX);
        store_free(&router.store);
        router.store = store_copy(&stores[i]);
        begin_at(&router, i, false);
        i--;
    }
    for (size_t i = 0; i < event_count; i++)
        store_free(&stores[i]);
    router_free(&router);
}

static void run(uint64_t seed)
{
    struct dice dice = {.state = seed};

    make_destination(&dice);
    make_stream(&dice);
    expect_all();
    follow(seed);
    follow_anew(&dice, seed);
    follow_back(&dice, seed);
    for (size_t i = 0; i < event_count; i++)
        free(expected[i]);
}

START_TEST(random_streams_are_told_as_by_the_plain_rules)
{
    const char *seed = getenv("SEED");
    const char *sequences = getenv("SEQUENCES");
    uint64_t first = seed != NULL ? strtoull(seed, NULL, 10) : 1;
    uint64_t count = sequences != NULL ? strtoull(sequences, NULL, 10) : 30;

    for (uint64_t i = 0; i < count; i++)
        run(first + i);
}
END_TEST

Suite *suite_assess_model(void)
{
    Suite *suite = suite_create("assess_model");
    TCase *tcase = tcase_create("assess_model");

    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, random_streams_are_told_as_by_the_plain_rules);
    suite_add_tcase(suite, tcase);
    return suite;
}
