// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"
#include "nodes/support/avro/avro_schema.h"
#include "nodes/support/http_message.h"

#include <boost/json/value.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace millrace {

/// Where a schema registry is, and how it is asked.
struct SchemaRegistrySettings {
    std::string address;                        ///< as the graph has it, for messages
    HttpUrl url;                                ///< of what stands before /subjects and /schemas
    std::shared_ptr<const HttpHeaders> headers; ///< login
    std::string caFile;                         ///< see HttpConnections
    MonotonicNs timeout = 0;                    ///< a registry that does not answer is waited for so long
};

/// registry, registry_user, registry_password, registry_ca_file; they are seen with `format=avro`.
std::vector<ParameterSpec> schemaRegistryParameters();
/// Reads those, and the connect_timeout beside them. Connects to nothing. Error MR3545.
Result<SchemaRegistrySettings> readSchemaRegistry(const BindContext& context);

/// A schema, and the number under which the registry has it.
struct RegisteredSchema {
    std::int32_t id = 0;
    std::shared_ptr<const AvroSchema> schema;
};

/// Asks a schema registry (https://docs.confluent.io/platform/current/schema-registry/develop/api.html) and
/// waits for the answer, on the thread that is in the node. A registry that cannot be reached, or has trouble
/// of its own, is asked again until the time is over. All calls throw DiagnosticError: MR3540 it does not
/// answer, MR3541 it does not let us in, MR3542 what is there is no schema registry; and RunStopped when the
/// run is to stop.
class SchemaRegistry {
public:
    /// Throws DiagnosticError MR3459 where the certificates cannot be read.
    SchemaRegistry(SchemaRegistrySettings settings, OperatorContext& context);
    ~SchemaRegistry();
    SchemaRegistry(const SchemaRegistry&) = delete;
    SchemaRegistry& operator=(const SchemaRegistry&) = delete;

    /// Returns once the registry has answered.
    void check();
    /// Error: an item with code MR3548 (there is none with this number) or MR3549 (it is no Avro schema, or
    /// refers to one that is not there).
    Result<std::shared_ptr<const AvroSchema>> schemaOf(std::int32_t id);
    /// Registers the schema, if the registry does not have it yet, as a version of the subject. Throws MR3543
    /// where the registry does not take it.
    std::int32_t add(const std::string& subject, const std::string& schema);
    /// The latest version of the subject. Throws MR3543 where there is none, or one that is no Avro schema.
    RegisteredSchema latest(const std::string& subject);

private:
    struct Line;
    struct Answer {
        int status = 0;
        boost::json::value body; ///< null where it is no JSON
        bool is(int kind) const { return status / 100 == kind; }
        std::string words() const; ///< of the registry
    };
    HttpAnswer exchange(const HttpRequest& request, MonotonicNs timeout);
    Answer ask(const std::string& method, const std::string& path, std::optional<std::string> body = {});
    Answer understood(const std::string& path, const HttpResponse& response) const;
    /// The texts of what the schema refers to, each before those that need it.
    void collect(const boost::json::object& schema, std::vector<std::string>& texts, int depth);
    Result<std::shared_ptr<const AvroSchema>> parsed(const boost::json::value& answer);

    const SchemaRegistrySettings settings_;
    OperatorContext& context_;
    std::unique_ptr<Line> line_; ///< keeps Boost.Asio out of this header
};

} // namespace millrace
