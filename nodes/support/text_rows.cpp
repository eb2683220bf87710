// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/text_rows.h"

namespace millrace {

const char* rowErrorCode(RowError error) {
    switch (error) {
        case RowError::None: return "";
        case RowError::UnbalancedQuote: return "MR3111";
        case RowError::TextAfterQuote: return "MR3112";
        case RowError::InvalidUtf8: return "MR3113";
        case RowError::TooLong: return "MR3114";
    }
    return "";
}

const char* rowErrorText(RowError error) {
    switch (error) {
        case RowError::None: return "";
        case RowError::UnbalancedQuote: return "a quote is opened and never closed";
        case RowError::TextAfterQuote: return "there is text behind a closing quote";
        case RowError::InvalidUtf8: return "the text is not valid UTF-8";
        case RowError::TooLong: return "the record is longer than max_record";
    }
    return "";
}

} // namespace millrace
