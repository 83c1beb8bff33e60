#include "config.h"

#include "unit/suites.h"

Suite *suite_doctor_groups(void)
{
    Suite *suite = suite_create("doctor_groups");

    suite_add_tcase(suite, tcase_create("doctor_groups"));
    return suite;
}
