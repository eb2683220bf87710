// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/http_url.h"

#include <algorithm>

namespace millrace {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isHostCharacter(char c) { return isLetter(c) || isDigit(c) || c == '.' || c == '-' || c == '_'; }
bool isIpv6Character(char c) { return isDigit(c) || isLetter(c) || c == ':' || c == '.'; }
bool isTargetCharacter(char c) {
    return c > ' ' && c < '\x7f' && c != '"' && c != '<' && c != '>' && c != '\\' && c != '^' && c != '`' &&
           c != '{' && c != '|' && c != '}';
}

Diagnostics fault(std::string message, std::string hint = {}) {
    Diagnostics problem;
    problem.error({}, std::move(message), std::move(hint));
    return problem;
}

bool startsWith(std::string_view text, std::string_view lowerCasePrefix) {
    return text.size() >= lowerCasePrefix.size() &&
           std::equal(lowerCasePrefix.begin(), lowerCasePrefix.end(), text.begin(), [](char a, char b) {
               return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 'a' - 'A') : b);
           });
}

/// Splits "host:port" or "[::1]:port". False: it is neither.
bool splitAuthority(std::string_view authority, HttpUrl& url) {
    std::string_view rest;
    if (!authority.empty() && authority.front() == '[') {
        const std::size_t close = authority.find(']');
        if (close == std::string_view::npos) return false;
        url.host = authority.substr(1, close - 1);
        rest = authority.substr(close + 1);
        if (!std::all_of(url.host.begin(), url.host.end(), isIpv6Character)) return false;
    } else {
        const std::size_t colon = authority.find(':');
        url.host = authority.substr(0, colon);
        if (colon != std::string_view::npos) rest = authority.substr(colon);
        if (!std::all_of(url.host.begin(), url.host.end(), isHostCharacter)) return false;
    }
    if (url.host.empty()) return false;
    if (rest.empty()) return true;
    const std::string_view port = rest.substr(1);
    if (rest.front() != ':' || port.empty() || port.size() > 5 ||
        !std::all_of(port.begin(), port.end(), isDigit))
        return false;
    url.port = port;
    const int number = std::stoi(url.port);
    return number >= 1 && number <= 65535;
}

} // namespace

std::string HttpUrl::hostHeader() const {
    const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == (secure ? "443" : "80") ? name : name + ":" + port;
}

std::string HttpUrl::origin() const { return (secure ? "https://" : "http://") + host + ":" + port; }

Result<HttpUrl> parseHttpUrl(std::string_view text) {
    HttpUrl url;
    if (startsWith(text, "https://"))
        url.secure = true;
    else if (!startsWith(text, "http://"))
        return fault("an address begins with http:// or https://");
    url.port = url.secure ? "443" : "80";
    text.remove_prefix(url.secure ? 8 : 7);
    const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
    const std::string_view authority = text.substr(0, end);
    if (authority.find('@') != std::string_view::npos)
        return fault("user and password cannot stand in the address",
                     "send a header such as Authorization, its value from ${env:NAME}");
    if (!splitAuthority(authority, url)) return fault("no host can be read from it");
    const std::string_view target = text.substr(end, text.find('#', end) - end);
    if (!std::all_of(target.begin(), target.end(), isTargetCharacter))
        return fault("blanks, control characters and letters beyond ASCII must be written in percent form",
                     "write %20 for a blank");
    url.target = target.empty() || target.front() != '/' ? "/" + std::string(target) : std::string(target);
    return url;
}

} // namespace millrace
