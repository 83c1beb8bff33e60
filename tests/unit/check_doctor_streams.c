#include "config.h"

#include "unit/suites.h"

Suite *suite_doctor_streams(void)
{
    Suite *suite = suite_create("doctor_streams");

    suite_add_tcase(suite, tcase_create("doctor_streams"));
    return suite;
}
