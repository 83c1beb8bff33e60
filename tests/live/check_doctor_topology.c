#include "config.h"

#include "live/suites.h"

Suite *suite_doctor_topology(void)
{
    Suite *suite = suite_create("doctor_topology");

    suite_add_tcase(suite, tcase_create("doctor_topology"));
    return suite;
}
