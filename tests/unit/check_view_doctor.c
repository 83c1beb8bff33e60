#include "config.h"

#include "unit/suites.h"

Suite *suite_view_doctor(void)
{
    Suite *suite = suite_create("view_doctor");

    suite_add_tcase(suite, tcase_create("view_doctor"));
    return suite;
}
