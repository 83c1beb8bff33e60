/* Environment: the time zone and the character set that a test needs, put back behind it. */
#ifndef SUPPORT_ENVIRONMENT_H
#define SUPPORT_ENVIRONMENT_H

/* Rules instead of names like Europe/Berlin, so that no time zone database is needed. */
#define ZONE_BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"
#define ZONE_NEW_YORK "EST5EDT,M3.2.0,M11.1.0"
#define ZONE_KATHMANDU "<+0545>-5:45"
#define ZONE_LORD_HOWE "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0" /* changes by half an hour */

/* Makes `rule` the local time zone. */
void environment_time_zone(const char *rule);

/* Makes LC_CTYPE "C.UTF-8" or "C". */
void environment_utf8(void);
void environment_c_locale(void);

/* Puts back what was there before the first change: for the teardown of a test case. */
void environment_restore(void);

#endif
