#include "config.h"

#include "unit/suites.h"

Suite *suite_doctor_memory(void)
{
    Suite *suite = suite_create("doctor_memory");

    suite_add_tcase(suite, tcase_create("doctor_memory"));
    return suite;
}
