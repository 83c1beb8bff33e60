#include "config.h"

#include "live/suites.h"

Suite *suite_doctor(void)
{
    Suite *suite = suite_create("doctor");

    suite_add_tcase(suite, tcase_create("doctor"));
    return suite;
}
