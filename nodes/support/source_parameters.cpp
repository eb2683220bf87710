// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/source_parameters.h"

namespace millrace {

std::vector<ParameterSpec> eventTimeParameters() {
    return {
        {.name = "event_time",
         .type = ParameterType::Text,
         .help = "The column that windows go by; it becomes a TIMESTAMP. Records without it are rejected.",
         .placeholder = "timestamp"},
        {.name = "event_time_format",
         .type = ParameterType::Text,
         .help = "How event times are written: `auto` (ISO 8601, `yyyy-MM-dd HH:mm:ss`, or epoch "
                 "milliseconds), `iso`, `epoch_s`, `epoch_ms`, `epoch_us`, `epoch_ns`, "
                 "or a pattern such as `dd/MM/yyyy HH:mm:ss`.",
         .defaultValue = "auto",
         .visibleWhen = "event_time"},
        {.name = "timezone",
         .type = ParameterType::Text,
         .help = "Offset of times that are written without one. UTC when left out.",
         .advanced = true,
         .placeholder = "-06:00"},
        {.name = "watermark_delay",
         .type = ParameterType::Duration,
         .help = "How far behind the newest event time a record may be and still be in time for its window.",
         .defaultValue = "0 s",
         .minimum = 0,
         .visibleWhen = "event_time"},
    };
}

std::vector<ParameterSpec> badRecordParameters() {
    return {
        {.name = "max_record",
         .type = ParameterType::Size,
         .help = "A longer record is rejected without being loaded.",
         .defaultValue = "16 MiB",
         .minimum = 64,
         .maximum = 1024.0 * 1024 * 1024,
         .advanced = true,
         .keepsState = true},
        {.name = "on_error",
         .type = ParameterType::Choice,
         .help = "What to do with a record that cannot be read: send it to `rejected`, or stop the run.",
         .defaultValue = "reject",
         .choices = {"reject", "stop"},
         .advanced = true,
         .keepsState = true},
    };
}

} // namespace millrace
