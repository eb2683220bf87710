// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/kafka_broker.h"

#include <QtTest>

#include <memory>

/// Starts a broker (of that version, where one is given), or skips the test and says what the machine lacks.
/// A macro, as QSKIP is.
#define MILLRACE_START_BROKER(broker, ...)                                             \
    try {                                                                              \
        (broker) = std::make_unique<millrace::test::KafkaBroker>(__VA_ARGS__);         \
    } catch (const millrace::test::NoKafka& lack) {                                    \
        QSKIP(qPrintable(QString("NOT RUN, there is no Kafka: %1").arg(lack.what()))); \
    } catch (const std::exception& failure) {                                          \
        QFAIL(failure.what());                                                         \
    }
