#include "config.h"

#include "unit/suites.h"

Suite *suite_doctor_text(void)
{
    Suite *suite = suite_create("doctor_text");

    suite_add_tcase(suite, tcase_create("doctor_text"));
    return suite;
}
