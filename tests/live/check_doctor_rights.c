#include "config.h"

#include "live/suites.h"

Suite *suite_doctor_rights(void)
{
    Suite *suite = suite_create("doctor_rights");

    suite_add_tcase(suite, tcase_create("doctor_rights"));
    return suite;
}
