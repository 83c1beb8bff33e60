#include "config.h"

#include "picture_checkup.h"

#include "doctor/check.h"
#include "headless/snapshot_doctor.h"
#include "setup.h"

void picture_checkup(struct checkup *checkup, const struct look *look,
                     const struct snapshot_doctor *doctor)
{
    struct findings findings = {0};

    if (doctor != NULL && doctor->examination != NULL) {
        diagnose(doctor->examination, &doctor->setup.settings, &findings);
        checkup_take(checkup, &findings, doctor->examination, look->fleet);
        return;
    }
    checkup->unable = setup_unexaminable(look->options);
    if (checkup->unable == NULL && doctor != NULL && doctor->trouble.class != ERROR_NONE)
        checkup_fail(checkup, &doctor->trouble, look->status.answered_ms);
    else if (checkup->unable == NULL)
        checkup->unable = "Nothing was examined for this picture: driftop doctor does that.";
}
