#include "config.h"

#include "live/suites.h"

Suite *suite_snapshot_doctor(void)
{
    Suite *suite = suite_create("snapshot_doctor");

    suite_add_tcase(suite, tcase_create("snapshot_doctor"));
    return suite;
}
