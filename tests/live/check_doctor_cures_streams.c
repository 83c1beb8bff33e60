#include "config.h"

#include "live/suites.h"

Suite *suite_doctor_cures_streams(void)
{
    Suite *suite = suite_create("doctor_cures_streams");

    suite_add_tcase(suite, tcase_create("doctor_cures_streams"));
    return suite;
}
