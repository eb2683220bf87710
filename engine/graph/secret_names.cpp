// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/secret_names.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace millrace {

namespace {

/// The last words of such names, parted by dots: sasl.password, ssl.key.password, ssl.keystore.password,
/// ssl.key.pem, sasl.oauthbearer.client.secret; Authorization, Proxy-Authorization, Cookie, X-Api-Key,
/// X-Auth-Token.
constexpr std::array<std::string_view, 12> kSecrets{
    "password",      "passphrase", "secret",  "token",  "access.key", "api.key",
    "authorization", "cookie",     "key.pem", "apikey", "secret.key", "subscription.key"};

} // namespace

bool namesSecret(std::string_view name) {
    std::string words(name);
    for (char& c : words)
        c = std::isalnum(static_cast<unsigned char>(c)) != 0
                ? static_cast<char>(std::tolower(static_cast<unsigned char>(c)))
                : '.';
    return std::any_of(kSecrets.begin(), kSecrets.end(), [&words](std::string_view secret) {
        if (!words.ends_with(secret)) return false;
        return words.size() == secret.size() || words[words.size() - secret.size() - 1] == '.';
    });
}

bool holdsSecret(const ParameterSpec& spec, std::string_view path) {
    if (!spec.secret) return false;
    return spec.type != ParameterType::TextMap || namesSecret(path);
}

} // namespace millrace
