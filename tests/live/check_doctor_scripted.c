#include "config.h"

#include "live/suites.h"

Suite *suite_doctor_scripted(void)
{
    Suite *suite = suite_create("doctor_scripted");

    suite_add_tcase(suite, tcase_create("doctor_scripted"));
    return suite;
}
