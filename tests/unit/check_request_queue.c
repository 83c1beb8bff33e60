#include "config.h"

#include "redis/request_queue.h"
#include "unit/suites.h"

static int marks[100000]; /* contexts that tell requests apart */

static void push(struct request_queue *queue, int number)
{
    request_queue_push(queue, (struct waiting_request){.context = &marks[number]});
}

static int pop(struct request_queue *queue)
{
    struct waiting_request request;

    return request_queue_pop(queue, &request) ? (int)((int *)request.context - marks) : -1;
}

START_TEST(the_first_comes_out_first)
{
    struct request_queue queue = {0};

    ck_assert_ptr_null(request_queue_at(&queue, 0));
    ck_assert_int_eq(pop(&queue), -1);
    for (int i = 0; i < 1000; i++)
        push(&queue, i);
    ck_assert_uint_eq(queue.count, 1000);
    ck_assert_ptr_eq(request_queue_at(&queue, 0)->context, &marks[0]);
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(pop(&queue), i);
    ck_assert_int_eq(pop(&queue), -1);
    request_queue_free(&queue);
}
END_TEST

START_TEST(a_queue_that_is_never_empty_does_not_grow)
{
    struct request_queue queue = {0};
    int in = 0, out = 0;

    for (; in < 10; in++)
        push(&queue, in);
    for (; in < 100000; in++) {
        push(&queue, in);
        ck_assert_int_eq(pop(&queue), out++);
    }
    ck_assert_uint_le(queue.capacity, 32);
    while (out < in)
        ck_assert_int_eq(pop(&queue), out++);
    request_queue_free(&queue);
}
END_TEST

Suite *suite_request_queue(void)
{
    Suite *suite = suite_create("request_queue");
    TCase *tcase = tcase_create("request_queue");

    tcase_add_test(tcase, the_first_comes_out_first);
    tcase_add_test(tcase, a_queue_that_is_never_empty_does_not_grow);
    suite_add_tcase(suite, tcase);
    return suite;
}
