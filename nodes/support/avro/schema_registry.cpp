// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/avro/schema_registry.h"

#include "engine/base/text.h"
#include "nodes/support/http_connections.h"
#include "nodes/support/url_template.h"

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <chrono>

namespace millrace {

namespace json = boost::json;
namespace asio = boost::asio;

namespace {

constexpr MonotonicNs kFirstWait = 50'000'000, kLongestWait = 1'000'000'000;
constexpr MonotonicNs kLongestAttempt = 10'000'000'000;
constexpr std::chrono::milliseconds kLookAgain(50); ///< whether the run is to stop
constexpr std::size_t kLongestAnswer = std::size_t{4} << 20;
constexpr int kDeepestReferences = 32;
constexpr std::size_t kMostReferences = 256;

DiagnosticError registryError(std::string code, std::string message, std::string hint = {}) {
    Diagnostics problem;
    problem.error(std::move(code), std::move(message), std::move(hint));
    return DiagnosticError(std::move(problem));
}

Diagnostics fault(const char* code, std::string message) {
    Diagnostics problem;
    problem.error(code, std::move(message));
    return problem;
}

const json::value* member(const json::value& value, std::string_view name) {
    return value.is_object() ? value.get_object().if_contains(name) : nullptr;
}

std::string textOf(const json::value& value, std::string_view name) {
    const json::value* const found = member(value, name);
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::optional<std::int64_t> numberOf(const json::value& value, std::string_view name) {
    const json::value* const found = member(value, name);
    return found && found->is_int64() ? std::optional(found->get_int64()) : std::nullopt;
}

/// Trouble that may pass without anybody changing anything.
bool mayPass(int status) { return status >= 500 || status == 408 || status == 429; }

} // namespace

struct SchemaRegistry::Line {
    Line(const Clock& clock, const std::string& caFile) : connections(loop, clock, 1, caFile) {}
    asio::io_context loop;
    HttpConnections connections;
};

SchemaRegistry::SchemaRegistry(SchemaRegistrySettings settings, OperatorContext& context)
    : settings_(std::move(settings)), context_(context) {
    try {
        line_ = std::make_unique<Line>(context.clock(), settings_.caFile);
    } catch (const DiagnosticError& error) {
        Diagnostics problems = error.diagnostics();
        for (Diagnostic& d : problems.items)
            d.parameter = "registry_ca_file";
        throw DiagnosticError(std::move(problems));
    }
}

SchemaRegistry::~SchemaRegistry() = default;

std::string SchemaRegistry::Answer::words() const {
    const std::string message = textOf(body, "message");
    return message.empty() ? fmt::format("status {}", status) : toValidUtf8(message);
}

HttpAnswer SchemaRegistry::exchange(const HttpRequest& request, MonotonicNs timeout) {
    std::optional<HttpAnswer> answer;
    asio::co_spawn(line_->loop, line_->connections.exchange(request, {timeout, kLongestAnswer}),
                   [&answer](const std::exception_ptr& error, HttpAnswer result) {
                       answer = std::move(result);
                       try {
                           if (error) std::rethrow_exception(error);
                       } catch (const std::exception& why) {
                           answer = HttpFault{"MR3453", why.what()};
                       }
                   });
    while (!answer) {
        if (context_.stopRequested()) {
            // What is under way must not come back to variables that are gone.
            line_ = std::make_unique<Line>(context_.clock(), settings_.caFile);
            throw RunStopped{};
        }
        line_->loop.restart();
        line_->loop.run_for(kLookAgain);
    }
    return std::move(*answer);
}

SchemaRegistry::Answer SchemaRegistry::ask(const std::string& method, const std::string& path,
                                           std::optional<std::string> body) {
    HttpRequest request;
    request.method = method;
    request.url = settings_.url;
    request.url.target += path;
    request.headers = settings_.headers;
    if (body) request.contentType = "application/vnd.schemaregistry.v1+json";
    request.body = std::move(body);
    const MonotonicNs until = context_.clock().now() + settings_.timeout;
    MonotonicNs wait = kFirstWait;
    for (bool told = false;; told = true) {
        const MonotonicNs left = std::max<MonotonicNs>(until - context_.clock().now(), 1'000'000);
        const HttpAnswer answer = exchange(request, std::min(left, kLongestAttempt));
        std::string why;
        if (const auto* const fault = std::get_if<HttpFault>(&answer)) {
            why = fault->text;
        } else {
            const auto& response = std::get<HttpResponse>(answer);
            if (!mayPass(response.status)) return understood(path, response);
            why = fmt::format("it answers {} {}", response.status, response.reason);
        }
        if (context_.clock().now() + wait >= until)
            throw registryError(
                "MR3540", fmt::format("the schema registry {} does not answer: {}", settings_.address, why),
                "is the address right, and does the registry run? `connect_timeout` says how "
                "long it is waited for");
        if (!told) {
            Diagnostic d;
            d.severity = Severity::Warning;
            d.code = "MR3540";
            d.message = fmt::format("the schema registry {} does not answer: {}", settings_.address, why);
            d.hint = "it is asked again until `connect_timeout` is over";
            context_.report(std::move(d));
        }
        context_.wait(wait);
        if (context_.stopRequested()) throw RunStopped{};
        wait = std::min(wait * 2, kLongestWait);
    }
}

SchemaRegistry::Answer SchemaRegistry::understood(const std::string& path,
                                                  const HttpResponse& response) const {
    Answer answer;
    answer.status = response.status;
    boost::system::error_code error;
    answer.body = json::parse(response.body, error);
    if (error) answer.body = nullptr;
    if (response.status == 401 || response.status == 403)
        throw registryError(
            "MR3541",
            fmt::format("the schema registry {} does not let us in: {}", settings_.address, answer.words()),
            "look at `registry_user` and `registry_password`");
    // That something is not there only the registry can say; anybody can say that there is no such page.
    const bool isFine = answer.is(2) && !answer.body.is_null();
    const bool isRefusal = answer.is(4) && numberOf(answer.body, "error_code");
    if (!isFine && !isRefusal)
        throw registryError("MR3542",
                            fmt::format("what is at {} is no schema registry: it answers {} {} to {}",
                                        settings_.address, response.status, response.reason, path),
                            "the address is what stands before /subjects (Apicurio: .../apis/ccompat/v7)");
    return answer;
}

void SchemaRegistry::check() { ask("GET", "/schemas/types"); }

void SchemaRegistry::collect(const json::object& schema, std::vector<std::string>& texts, int depth) {
    const json::value* const references = schema.if_contains("references");
    if (!references || !references->is_array()) return;
    if (depth > kDeepestReferences) throw std::length_error("its references go too deep");
    for (const json::value& reference : references->get_array()) {
        std::string path = "/subjects/";
        appendPercentEncoded(path, textOf(reference, "subject"));
        path += fmt::format("/versions/{}", numberOf(reference, "version").value_or(-1));
        const Answer answer = ask("GET", path);
        const std::string text = textOf(answer.body, "schema");
        if (!answer.is(2) || text.empty())
            throw std::length_error(fmt::format("it refers to `{}`, and there the registry says: {}",
                                                textOf(reference, "subject"), answer.words()));
        collect(answer.body.as_object(), texts, depth + 1);
        if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
        if (texts.size() > kMostReferences) throw std::length_error("it refers to too many others");
    }
}

Result<std::shared_ptr<const AvroSchema>> SchemaRegistry::parsed(const json::value& answer) {
    const std::string kind = textOf(answer, "schemaType");
    if (!kind.empty() && kind != "AVRO") return fault("MR3549", "it is a schema of " + toValidUtf8(kind));
    if (!member(answer, "schema")) return fault("MR3549", "the registry gives no schema");
    std::vector<std::string> named;
    try {
        collect(answer.as_object(), named, 0);
    } catch (const std::length_error& why) {
        return fault("MR3549", why.what());
    }
    auto schema = AvroSchema::parse(textOf(answer, "schema"), named);
    if (schema) return schema;
    return fault("MR3549", toValidUtf8(schema.error().items.at(0).message));
}

Result<std::shared_ptr<const AvroSchema>> SchemaRegistry::schemaOf(std::int32_t id) {
    const Answer answer = ask("GET", fmt::format("/schemas/ids/{}", id));
    if (answer.status == 404)
        return fault("MR3548", fmt::format("the registry has no schema {}: {}", id, answer.words()));
    if (!answer.is(2))
        throw registryError("MR3542",
                            fmt::format("the registry does not give the schema {}: {}", id, answer.words()));
    auto schema = parsed(answer.body);
    if (schema) return schema;
    return fault("MR3549",
                 fmt::format("the schema {} cannot be used: {}", id, schema.error().items.at(0).message));
}

std::int32_t SchemaRegistry::add(const std::string& subject, const std::string& schema) {
    std::string path = "/subjects/";
    appendPercentEncoded(path, subject);
    const Answer answer = ask("POST", path + "/versions", json::serialize(json::object{{"schema", schema}}));
    const auto id = numberOf(answer.body, "id");
    if (answer.is(2) && id && *id >= 0 && *id <= INT32_MAX) return static_cast<std::int32_t>(*id);
    throw registryError("MR3543",
                        fmt::format("the registry does not take the schema of the records for `{}`: {}",
                                    subject, answer.words()),
                        answer.status == 409
                            ? "make the columns fit the versions that are there, with map and select, or "
                              "write under another `subject`"
                            : "");
}

RegisteredSchema SchemaRegistry::latest(const std::string& subject) {
    std::string path = "/subjects/";
    appendPercentEncoded(path, subject);
    const Answer answer = ask("GET", path + "/versions/latest");
    const auto id = numberOf(answer.body, "id");
    if (!answer.is(2) || !id || *id < 0 || *id > INT32_MAX)
        throw registryError("MR3543",
                            fmt::format("the registry has no schema for `{}`: {}", subject, answer.words()),
                            "set `register` to true, or `subject` to one that is there");
    auto schema = parsed(answer.body);
    if (!schema)
        throw registryError("MR3543", fmt::format("the schema of `{}` cannot be used: {}", subject,
                                                  schema.error().items.at(0).message));
    return {static_cast<std::int32_t>(*id), *schema};
}

} // namespace millrace
