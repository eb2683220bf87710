// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/avro/schema_registry.h"
#include "nodes/support/columns_in.h"

#include <openssl/evp.h>

namespace millrace {

namespace {

std::string base64(const std::string& text) {
    std::string coded(4 * ((text.size() + 2) / 3) + 1, '\0'); // OpenSSL ends it with a zero
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(coded.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    coded.resize(static_cast<std::size_t>(size));
    return coded;
}

} // namespace

std::vector<ParameterSpec> schemaRegistryParameters() {
    std::vector<ParameterSpec> specs = {
        {.name = "registry",
         .type = ParameterType::Text,
         .title = "Schema registry",
         .help = "Address of the registry that has the schemas: what stands before /subjects in it.",
         .required = true,
         .visibleWhen = "format=avro",
         .placeholder = "http://localhost:8081"},
        {.name = "registry_user",
         .type = ParameterType::Text,
         .title = "Registry user",
         .help = "Who logs in at the registry, where it asks for that.",
         .advanced = true,
         .visibleWhen = "format=avro"},
        {.name = "registry_password",
         .type = ParameterType::Text,
         .title = "Registry password",
         .help = "That user's password, from the environment.",
         .advanced = true,
         .secret = true,
         .visibleWhen = "format=avro,registry_user",
         .placeholder = "${env:REGISTRY_PASSWORD}"},
        {.name = "registry_ca_file",
         .type = ParameterType::Path,
         .title = "Registry certificates",
         .help = "Authorities (PEM) to trust beside those of the system when the registry is asked by https.",
         .advanced = true,
         .visibleWhen = "format=avro"},
    };
    for (ParameterSpec& spec : specs)
        spec.keepsState = true;
    return specs;
}

Result<SchemaRegistrySettings> readSchemaRegistry(const BindContext& context) {
    const Params& p = context.params;
    SchemaRegistrySettings settings;
    settings.address = p.text("registry");
    settings.timeout = p.duration("connect_timeout");
    if (settings.address.find('@') != std::string::npos) // not shown: it may hold a password
        return parameterError("MR3545", context.node, "registry", "the address of a registry names no user",
                              "write http://host:port, and say who logs in with `registry_user` and "
                              "`registry_password`");
    auto url = parseHttpUrl(settings.address);
    if (!url)
        return parameterError(
            "MR3545", context.node, "registry",
            "`" + settings.address + "` is no address of a registry: " + url.error().items.at(0).message,
            "write http://host:port, and the path before /subjects where there is one");
    if (url->target.find('?') != std::string::npos)
        return parameterError("MR3545", context.node, "registry",
                              "the address of a registry has no question mark in it");
    while (!url->target.empty() && url->target.back() == '/')
        url->target.pop_back();
    settings.url = std::move(*url);
    HttpHeaders headers{{"Accept", "application/vnd.schemaregistry.v1+json, application/json"}};
    if (p.has("registry_user")) {
        const std::string user = p.text("registry_user");
        if (user.find(':') != std::string::npos)
            return parameterError("MR3545", context.node, "registry_user", "a user has no colon in the name");
        const std::string password = p.has("registry_password") ? p.text("registry_password") : "";
        headers.emplace_back("Authorization", "Basic " + base64(user + ":" + password));
    }
    settings.headers = std::make_shared<const HttpHeaders>(std::move(headers));
    if (p.has("registry_ca_file")) settings.caFile = context.resolvePath(p.text("registry_ca_file"));
    return settings;
}

} // namespace millrace
