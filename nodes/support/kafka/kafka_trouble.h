// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace millrace {

/// What librdkafka says of trouble with a broker, without the thread and the broker's name in front and
/// without how long ago and how often behind: "Connect to ipv4#127.0.0.1:9 failed: Connection refused".
std::string plainTrouble(std::string_view line);

/// What to do about brokers that do not answer for this reason.
std::string hintAboutSilence(std::string_view trouble);

} // namespace millrace
