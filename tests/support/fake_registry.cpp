// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_registry.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace millrace::test {

namespace json = boost::json;

namespace {

constexpr int kFirstId = 1'000; // so that more than one byte of the four is in use

std::string error(int status, int code, const std::string& message) {
    return reply(status, json::serialize(json::object{{"error_code", code}, {"message", message}}));
}

} // namespace

int FakeRegistry::add(const std::string& subject, const std::string& schema, const json::object& more) {
    const std::lock_guard lock(mutex_);
    json::object body{{"schema", schema}};
    for (const auto& member : more)
        body[member.key()] = member.value();
    for (std::size_t i = 0; i < schemas_.size(); ++i)
        if (schemas_[i].subject == subject && schemas_[i].body == body) return kFirstId + static_cast<int>(i);
    schemas_.push_back({subject, std::move(body)});
    return kFirstId + static_cast<int>(schemas_.size()) - 1;
}

int FakeRegistry::idOf(const std::string& subject) {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = schemas_.size(); i-- > 0;)
        if (schemas_[i].subject == subject) return kFirstId + static_cast<int>(i);
    return -1;
}

std::string FakeRegistry::schemaOf(const std::string& subject) {
    const int id = idOf(subject);
    const std::lock_guard lock(mutex_);
    return id < 0
               ? ""
               : std::string(schemas_[static_cast<std::size_t>(id - kFirstId)].body.at("schema").as_string());
}

std::vector<std::string> FakeRegistry::asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
}

std::string FakeRegistry::answer(const HttpServer::Request& request) {
    const std::string method = request.head.substr(0, request.head.find(' '));
    {
        const std::lock_guard lock(mutex_);
        asked_.push_back(method + " " + request.target());
    }
    if (isDown || failures.fetch_sub(1) > 0) return reply(503, "not now");
    if (failures < 0) failures = 0;
    if (!login.empty() && request.head.find("Authorization: " + login + "\r\n") == std::string::npos)
        return error(401, 40101, "who are you?");
    const std::string target = request.target();
    if (isNoRegistry || !target.starts_with("/base/")) return reply(404, "<html>no such page</html>");
    const std::string path = target.substr(5);
    if (path == "/schemas/types") return reply(200, R"(["AVRO"])");
    if (path.starts_with("/schemas/ids/")) {
        const int id = std::stoi(path.substr(13)) - kFirstId;
        if (id + kFirstId == silentAbout) return reply(503, "not now");
        const std::lock_guard lock(mutex_);
        if (id < 0 || id >= static_cast<int>(schemas_.size())) return error(404, 40403, "Schema not found");
        return reply(200, json::serialize(schemas_[static_cast<std::size_t>(id)].body));
    }
    if (path.starts_with("/subjects/")) return subjectAnswer(path.substr(10), request);
    return reply(404, "<html>no such page</html>");
}

std::string FakeRegistry::subjectAnswer(const std::string& rest, const HttpServer::Request& request) {
    const std::string subject = rest.substr(0, rest.find('/'));
    if (rest == subject + "/versions" && request.head.starts_with("POST")) {
        if (takesNothing)
            return error(409, 409, "Schema being registered is incompatible: READER_FIELD_MISSING");
        const std::string schema(json::parse(request.body).at("schema").as_string());
        return reply(200, json::serialize(json::object{{"id", add(subject, schema)}}));
    }
    const int id = idOf(subject);
    if (id < 0) return error(404, 40401, "Subject '" + subject + "' not found.");
    const std::lock_guard lock(mutex_);
    json::object body = schemas_[static_cast<std::size_t>(id - kFirstId)].body;
    body["id"] = id;
    body["subject"] = subject;
    body["version"] = 1;
    return reply(200, json::serialize(body));
}

} // namespace millrace::test
