#include "config.h"

#include "unit/suites.h"

Suite *suite_doctor_access(void)
{
    Suite *suite = suite_create("doctor_access");

    suite_add_tcase(suite, tcase_create("doctor_access"));
    return suite;
}
