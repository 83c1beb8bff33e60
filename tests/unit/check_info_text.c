#include "config.h"

#include "unit/suites.h"

Suite *suite_info_text(void)
{
    Suite *suite = suite_create("info_text");

    suite_add_tcase(suite, tcase_create("info_text"));
    return suite;
}
