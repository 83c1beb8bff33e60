#include "config.h"

#include "unit/suites.h"

Suite *suite_doctor_settings(void)
{
    Suite *suite = suite_create("doctor_settings");

    suite_add_tcase(suite, tcase_create("doctor_settings"));
    return suite;
}
