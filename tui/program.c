#include "config.h"

#include "program.h"

#include "app.h"
#include "headless/doctor.h"
#include "headless/emit.h"
#include "headless/export.h"
#include "headless/help.h"
#include "headless/route.h"
#include "headless/route_report.h"
#include "headless/snapshot.h"
#include "keymap.h"
#include "picture_snapshot.h"
#include "screen/screens.h"

static const struct command *const commands[] = {
    &dashboard_command, &snapshot_command, &export_command, &emit_command,
    &route_command,     &doctor_command,   &help_command,   NULL,
};

/* The first of a command is the one where none is asked for. */
static const struct format *const formats[] = {
    &snapshot_text_format.format,     &snapshot_json_format.format,
    &snapshot_csv_format.format,      &snapshot_openmetrics_format.format,
    &snapshot_ansi_format.format,     &snapshot_svg_format.format,
    &export_ndjson_format.format,     &export_csv_format.format,
    &route_text_format.format,        &route_json_format.format,
    &route_openmetrics_format.format, &doctor_text_format.format,
    &doctor_json_format.format,       NULL,
};

const struct program program = {commands, formats, keymap_check, screen_names};
