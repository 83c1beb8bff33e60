#include "config.h"

#include "unit/suites.h"

Suite *suite_doctor_server(void)
{
    Suite *suite = suite_create("doctor_server");

    suite_add_tcase(suite, tcase_create("doctor_server"));
    return suite;
}
