#include "config.h"

#include "live/suites.h"

Suite *suite_doctor_command(void)
{
    Suite *suite = suite_create("doctor_command");

    suite_add_tcase(suite, tcase_create("doctor_command"));
    return suite;
}
