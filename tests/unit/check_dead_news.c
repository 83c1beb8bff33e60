/* What is told of messages that died: once a minute of each destination, and nothing is lost. */
#include "config.h"

#include "base/buffer.h"
#include "headless/dead_news.h"
#include "unit/suites.h"

static struct buffer said;

static void say(void *context, const char *text)
{
    (void)context;
    buffer_printf(&said, "%s\n", text);
}

static struct dead_news news;

static void setup(void)
{
    news = (struct dead_news){.say = say};
}

static void teardown(void)
{
    dead_news_free(&news);
    buffer_free(&said);
}

static void assert_said(const char *expected)
{
    ck_assert_str_eq(buffer_text(&said), expected);
    buffer_clear(&said);
}

START_TEST(one_destination_does_not_hide_another)
{
    dead_news_add(&news, "a", "1", 5);
    dead_news_add(&news, "b", "2", 6);
    assert_said("a: 1\nb: 2\n");
    dead_news_add(&news, "a", "3", 7);
    dead_news_add(&news, "b", "4", 8);
    assert_said("");
    ck_assert_int_eq(dead_news_due(&news, 9), 5 + DEAD_NEWS_MS);
    ck_assert_int_eq(dead_news_due(&news, 5 + DEAD_NEWS_MS), 6 + DEAD_NEWS_MS);
    assert_said("a: 3\n");
}
END_TEST

START_TEST(what_was_held_back_is_told_when_the_minute_is_over)
{
    dead_news_add(&news, "a", "1", 0);
    dead_news_add(&news, "a", "2", 1);
    dead_news_add(&news, "a", "3", 2);
    assert_said("a: 1\n");
    ck_assert_int_eq(dead_news_due(&news, DEAD_NEWS_MS), INT64_MAX);
    assert_said("a: 2 more died, the last one: 3\n");
    dead_news_add(&news, "a", "4", DEAD_NEWS_MS + 1);
    assert_said("");
    ck_assert_int_eq(dead_news_due(&news, INT64_MAX), INT64_MAX);
    assert_said("a: 4\n");
    ck_assert_int_eq(dead_news_due(&news, INT64_MAX), INT64_MAX);
    assert_said("");
}
END_TEST

Suite *suite_dead_news(void)
{
    Suite *suite = suite_create("dead_news");
    TCase *tcase = tcase_create("dead_news");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, one_destination_does_not_hide_another);
    tcase_add_test(tcase, what_was_held_back_is_told_when_the_minute_is_over);
    suite_add_tcase(suite, tcase);
    return suite;
}
