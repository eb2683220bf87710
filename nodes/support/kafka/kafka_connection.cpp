// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_connection.h"

#include "nodes/support/columns_in.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <memory>

namespace millrace {

namespace {

using Configuration = std::unique_ptr<rd_kafka_conf_t, decltype(&rd_kafka_conf_destroy)>;

/// What the nodes decide themselves, with the parameter that stands for it; none: there is no choice.
struct OwnProperty {
    std::string_view name, parameter;
};
constexpr std::array kOwn{OwnProperty{"bootstrap.servers", "brokers"},
                          OwnProperty{"metadata.broker.list", "brokers"},
                          OwnProperty{"group.id", "group"},
                          OwnProperty{"security.protocol", "security"},
                          OwnProperty{"sasl.mechanism", "sasl_mechanism"},
                          OwnProperty{"sasl.mechanisms", "sasl_mechanism"},
                          OwnProperty{"sasl.username", "user"},
                          OwnProperty{"sasl.password", "password"},
                          OwnProperty{"auto.offset.reset", "start"},
                          OwnProperty{"transactional.id", "transactional_id"},
                          OwnProperty{"transaction.timeout.ms", "transaction_timeout"},
                          OwnProperty{"partition.assignment.strategy", ""},
                          OwnProperty{"enable.auto.commit", ""},
                          OwnProperty{"enable.auto.offset.store", ""},
                          OwnProperty{"enable.partition.eof", ""},
                          OwnProperty{"log.queue", ""}};

Diagnostics checkProperty(rd_kafka_conf_t* conf, const std::string& name, const std::string& value,
                          const std::string& node, const std::string& parameter) {
    char why[512] = "";
    const rd_kafka_conf_res_t result = rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why, sizeof why);
    if (result == RD_KAFKA_CONF_OK) return {};
    if (result == RD_KAFKA_CONF_UNKNOWN)
        return parameterError("MR3501", node, parameter,
                              "librdkafka has no property `" + name + "` that could be set",
                              "its names are those of librdkafka's CONFIGURATION.md");
    // The value may be a secret: librdkafka shows it only where it names a choice.
    return parameterError("MR3502", node, parameter, "`" + name + "` cannot have this value", why);
}

Diagnostics checkExpert(const KafkaProperties& properties, rd_kafka_conf_t* conf, const std::string& node) {
    Diagnostics problems;
    for (const auto& [name, value] : properties) {
        const std::string parameter = "properties." + name;
        const auto own = std::find_if(kOwn.begin(), kOwn.end(), [&n = name](const OwnProperty& property) {
            return property.name == n;
        });
        if (own == kOwn.end()) {
            problems.append(checkProperty(conf, name, value, node, parameter));
            continue;
        }
        problems.append(parameterError("MR3501", node, parameter, "`" + name + "` is set by the node itself",
                                       own->parameter.empty()
                                           ? std::string("leave it out")
                                           : "use the parameter `" + std::string(own->parameter) + "`"));
    }
    return problems;
}

} // namespace

std::vector<ParameterSpec> kafkaConnectionParameters() {
    const char* const kSasl = "security=sasl_plaintext|sasl_ssl";
    const char* const kTls = "security=ssl|sasl_ssl";
    std::vector<ParameterSpec> specs = {
        {.name = "brokers",
         .type = ParameterType::Text,
         .title = "Brokers",
         .help = "Some brokers of the cluster, as host:port with commas in between; they name the others.",
         .required = true,
         .placeholder = "localhost:9092"},
        {.name = "security",
         .type = ParameterType::Choice,
         .title = "Security",
         .help = "Whether the connection is encrypted (TLS) and whether a user logs in (SASL).",
         .defaultValue = "plaintext",
         .choices = {"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"},
         .advanced = true},
        {.name = "sasl_mechanism",
         .type = ParameterType::Choice,
         .title = "SASL mechanism",
         .help = "How the user logs in.",
         .defaultValue = "SCRAM-SHA-512",
         .choices = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"},
         .advanced = true,
         .visibleWhen = kSasl},
        {.name = "user",
         .type = ParameterType::Text,
         .title = "User",
         .help = "Who logs in.",
         .required = true,
         .advanced = true,
         .visibleWhen = kSasl},
        {.name = "password",
         .type = ParameterType::Text,
         .title = "Password",
         .help = "The user's password, from the environment.",
         .required = true,
         .advanced = true,
         .secret = true,
         .visibleWhen = kSasl,
         .placeholder = "${env:KAFKA_PASSWORD}"},
        {.name = "ca_file",
         .type = ParameterType::Path,
         .title = "Certificates",
         .help = "Authorities (PEM) to trust instead of those of the system.",
         .advanced = true,
         .visibleWhen = kTls},
        {.name = "certificate",
         .type = ParameterType::Path,
         .title = "Own certificate",
         .help = "The client's certificate (PEM), where the brokers ask for one.",
         .advanced = true,
         .visibleWhen = kTls},
        {.name = "private_key",
         .type = ParameterType::Path,
         .title = "Private key",
         .help = "The key (PEM) of the client's certificate.",
         .advanced = true,
         .visibleWhen = kTls},
        {.name = "connect_timeout",
         .type = ParameterType::Duration,
         .title = "Time to connect",
         .help = "How long the brokers may take to answer at the start before the run fails.",
         .defaultValue = "10 s",
         .minimum = 100e6,
         .maximum = 86'400e9,
         .advanced = true},
        {.name = "properties",
         .type = ParameterType::TextMap,
         .title = "Properties",
         .help = "Any other property of librdkafka, for experts; secrets as ${env:NAME}.",
         .advanced = true,
         .secret = true,
         .placeholder = "socket.keepalive.enable = true"},
    };
    // The ways to a cluster change; that it is still the same one the source's state says.
    for (ParameterSpec& spec : specs)
        spec.keepsState = true;
    return specs;
}

Result<KafkaConnection> readKafkaConnection(const BindContext& context, KafkaRole role) {
    const Params& p = context.params;
    KafkaConnection connection;
    connection.brokers = p.text("brokers");
    connection.timeout = p.duration("connect_timeout");
    KafkaProperties own = {{"client.id", "millrace-" + context.node},
                           {"bootstrap.servers", connection.brokers},
                           // A broker that comes back is used again at once, not after ten seconds.
                           {"reconnect.backoff.ms", "50"},
                           {"reconnect.backoff.max.ms", "500"},
                           {"socket.nagle.disable", "true"},
                           {"log.queue", "true"}};
    const std::string security = p.text("security");
    own.emplace_back("security.protocol", security);
    const auto file = [&](const char* parameter, const char* property) {
        if (p.has(parameter)) own.emplace_back(property, context.resolvePath(p.text(parameter)));
    };
    if (security.find("ssl") != std::string::npos) {
        file("ca_file", "ssl.ca.location");
        file("certificate", "ssl.certificate.location");
        file("private_key", "ssl.key.location");
    }
    if (security.starts_with("sasl")) {
        own.emplace_back("sasl.mechanisms", p.text("sasl_mechanism"));
        own.emplace_back("sasl.username", p.text("user"));
        own.emplace_back("sasl.password", p.text("password"));
    }
    if (role == KafkaRole::Consumer) own.emplace_back("allow.auto.create.topics", "false");

    const Configuration conf(rd_kafka_conf_new(), &rd_kafka_conf_destroy);
    Diagnostics problems;
    for (const auto& [name, value] : own)
        problems.append(checkProperty(conf.get(), name, value, context.node, "security"));
    connection.properties = std::move(own);
    if (p.has("properties")) {
        const KafkaProperties expert = p.map("properties");
        problems.append(checkExpert(expert, conf.get(), context.node));
        connection.properties.insert(connection.properties.end(), expert.begin(), expert.end());
    }
    if (problems.hasErrors()) return problems;
    return connection;
}

} // namespace millrace
