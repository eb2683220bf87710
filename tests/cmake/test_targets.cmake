# SPDX-License-Identifier: Apache-2.0
# How a test, benchmark or fuzzer file becomes a target.

set(millrace_test_root "${CMAKE_SOURCE_DIR}/tests")
set(millrace_suppressions "${millrace_test_root}/support")
set(millrace_test_environment
    "QT_QPA_PLATFORM=offscreen"
    "QT_LOGGING_RULES=qt.qpa.*=false"
    "NO_COLOR=1"
    "MILLRACE_PLUGINS="
    "TZ=UTC"
    "ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:check_initialization_order=1:detect_stack_use_after_return=0"
    "UBSAN_OPTIONS=print_stacktrace=1"
    "LSAN_OPTIONS=suppressions=${millrace_suppressions}/lsan.supp:print_suppressions=0"
    "TSAN_OPTIONS=suppressions=${millrace_suppressions}/tsan.supp:halt_on_error=1:second_deadlock_stack=1")
set(millrace_engine_libraries millrace_core millrace_runtime millrace_store millrace_nodes millrace_app)
foreach(optional IN ITEMS millrace_sim millrace_exporters)
    if(TARGET ${optional})
        list(APPEND millrace_engine_libraries ${optional})
    endif()
endforeach()

# tests_<kind> builds one kind and no more; a kind without a file is there too and does nothing.
foreach(kind IN ITEMS unit nodes golden parity models ui cli architecture integration soak fuzz bench chaos)
    add_custom_target(tests_${kind})
endforeach()

# tests/support is for every test, tests/support/ui for those that draw.
function(millrace_add_support)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${millrace_test_root}/support/*.cpp")
    list(FILTER sources EXCLUDE REGEX "/last_threads\\.cpp$")
    set(ui_sources ${sources})
    list(FILTER sources EXCLUDE REGEX "/support/ui/")
    list(FILTER ui_sources INCLUDE REGEX "/support/ui/")
    # What reads the sources must be able to speak while they do not build, so it links none of them.
    file(GLOB architecture_sources CONFIGURE_DEPENDS "${millrace_test_root}/architecture/*.cpp")
    list(FILTER architecture_sources EXCLUDE REGEX "/tst_[^/]*$")
    if(architecture_sources)
        add_library(millrace_architecture_support STATIC ${architecture_sources})
        target_link_libraries(millrace_architecture_support PUBLIC millrace_settings millrace_re2)
    endif()
    if(sources)
        add_library(millrace_test_support STATIC ${sources})
        target_link_libraries(millrace_test_support PUBLIC ${millrace_engine_libraries} millrace_rdkafka)
        # Its kinds must keep the rules of all nodes; the command line's tests load it as a plugin.
        target_sources(millrace_test_support PRIVATE "${CMAKE_SOURCE_DIR}/plugins/example/distinct_count.cpp")
        millrace_test_definitions(millrace_test_support)
    endif()
    if(ui_sources AND MILLRACE_HAS_QT_UI)
        add_library(millrace_ui_test_support STATIC ${ui_sources})
        set_target_properties(millrace_ui_test_support PROPERTIES AUTOMOC ON)
        target_link_libraries(millrace_ui_test_support PUBLIC millrace_ui ${millrace_engine_libraries} Qt6::Test)
        millrace_test_definitions(millrace_ui_test_support)
    endif()
endfunction()

# Tests share one precompiled header without and one with the window's classes.
function(millrace_add_test_headers)
    if(NOT MILLRACE_PCH OR NOT MILLRACE_HAS_QT_TEST)
        return()
    endif()
    set(empty "${CMAKE_CURRENT_BINARY_DIR}/precompiled.cpp")
    file(CONFIGURE OUTPUT "${empty}" CONTENT "// SPDX-License-Identifier: Apache-2.0\n")
    set(common <QtTest> <algorithm> <functional> <map> <memory> <optional> <string> <variant> <vector>
        <boost/system/result.hpp>)
    add_library(millrace_test_headers OBJECT "${empty}")
    target_compile_definitions(millrace_test_headers PRIVATE QT_NO_KEYWORDS)
    target_link_libraries(millrace_test_headers PRIVATE Qt6::Test ${millrace_engine_libraries})
    target_precompile_headers(millrace_test_headers PRIVATE ${common} <boost/json.hpp>)
    if(MILLRACE_HAS_QT_UI)
        add_library(millrace_ui_test_headers OBJECT "${empty}")
        target_compile_definitions(millrace_ui_test_headers PRIVATE QT_NO_KEYWORDS)
        target_link_libraries(millrace_ui_test_headers PRIVATE Qt6::Test Qt6::Widgets millrace_ui
                                                               ${millrace_engine_libraries})
        target_precompile_headers(millrace_ui_test_headers PRIVATE ${common} <QtWidgets>)
    endif()
endfunction()

function(millrace_test_definitions target)
    target_compile_definitions(${target} PRIVATE
        "MILLRACE_TEST_DATA=\"${millrace_test_root}\""
        "MILLRACE_SOURCE_DIR=\"${CMAKE_SOURCE_DIR}\""
        "MILLRACE_BINARY_DIR=\"${CMAKE_BINARY_DIR}\""
        "MILLRACE_CLI_PATH=\"${CMAKE_BINARY_DIR}/bin/millrace\"")
endfunction()

function(millrace_link_engine target)
    target_link_libraries(${target} PRIVATE ${millrace_engine_libraries})
    if(TARGET millrace_test_support)
        target_link_libraries(${target} PRIVATE millrace_test_support)
    endif()
    millrace_test_definitions(${target})
endfunction()

function(millrace_add_tests)
    if(NOT MILLRACE_HAS_QT_TEST)
        message(STATUS "Tests: left out, they need Qt6 Core and Test")
        return()
    endif()
    millrace_add_test_headers()
    millrace_add_test_plugins()
    if(MILLRACE_SANITIZE MATCHES "address")
        add_library(millrace_last_threads OBJECT "${millrace_test_root}/support/last_threads.cpp")
        target_link_libraries(millrace_last_threads PRIVATE millrace_settings)
    endif()
    file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${millrace_test_root}" "${millrace_test_root}/*/tst_*.cpp")
    foreach(file IN LISTS files)
        millrace_add_test("${file}")
    endforeach()
endfunction()

# tests/cli/plugins/<name>.cpp => bin/tests/plugins/<name>.so, made to be loaded or refused.
function(millrace_add_test_plugins)
    add_custom_target(millrace_test_plugins)
    file(GLOB files CONFIGURE_DEPENDS "${millrace_test_root}/cli/plugins/*.cpp")
    foreach(file IN LISTS files)
        get_filename_component(name "${file}" NAME_WE)
        add_library(${name} MODULE "${file}")
        set_target_properties(${name} PROPERTIES PREFIX "" NO_SONAME ON
                                                 LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/tests/plugins")
        target_link_libraries(${name} PRIVATE millrace_settings Boost::headers)
        # Where a distribution resolves everything at once, what the loader does about it could not be tested.
        target_link_options(${name} PRIVATE "LINKER:-z,lazy")
        add_dependencies(millrace_test_plugins ${name})
    endforeach()
endfunction()

# The core has no threads (the layering test sees to that), and the unit tests of nodes drive them from one thread: the
# thread sanitizer has nothing to find there. It sees the nodes at work in the conformance and golden tests.
# Of the examples, the fleet runs every executor there; the other two would take minutes and use the same.
set(millrace_not_for_tsan
    "^(architecture|models|unit/(app|base|data|expression|graph|metrics|nodes|operator|plan|plugins|run|store)/|golden/tst_(expressions|problems|schema|sensors|ticks))")

function(millrace_add_test file)
    if(MILLRACE_SANITIZE MATCHES "thread" AND file MATCHES "${millrace_not_for_tsan}")
        return()
    endif()
    # A simulation has one thread; only replications run side by side, and a run that is watched.
    if(MILLRACE_SANITIZE MATCHES "thread" AND file MATCHES "^(unit/sim/|soak/tst_coverage)" AND
       NOT file MATCHES "/tst_(forecast|sim_run)")
        return()
    endif()
    string(REGEX REPLACE "/.*" "" label "${file}")
    get_filename_component(name "${file}" NAME_WE)
    set(is_ui OFF)
    if(file MATCHES "^((unit|parity)/)?ui/" OR file MATCHES "^unit/app/studio/")
        set(is_ui ON)
    endif()
    if(is_ui AND NOT MILLRACE_HAS_QT_UI)
        return()
    endif()
    if(TARGET ${name})
        get_filename_component(folder "${file}" DIRECTORY)
        get_filename_component(folder "${folder}" NAME)
        set(name "${name}_in_${folder}")
    endif()
    add_executable(${name} "${millrace_test_root}/${file}")
    set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/tests")
    target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
    target_link_libraries(${name} PRIVATE Qt6::Test)
    if(TARGET millrace_last_threads)
        target_sources(${name} PRIVATE "$<TARGET_OBJECTS:millrace_last_threads>")
    endif()
    if(is_ui)
        if(TARGET millrace_ui_test_support)
            target_link_libraries(${name} PRIVATE millrace_ui_test_support)
        endif()
        target_link_libraries(${name} PRIVATE millrace_ui Qt6::Widgets)
    endif()
    if(is_ui AND TARGET millrace_ui_test_headers)
        target_precompile_headers(${name} REUSE_FROM millrace_ui_test_headers)
    elseif(TARGET millrace_test_headers AND NOT label STREQUAL "architecture")
        target_precompile_headers(${name} REUSE_FROM millrace_test_headers)
    endif()
    if(label STREQUAL "architecture")
        target_link_libraries(${name} PRIVATE millrace_architecture_support)
        millrace_test_definitions(${name})
    else()
        millrace_link_engine(${name})
    endif()
    if(label MATCHES "^(cli|integration|parity)$" AND TARGET millrace)
        add_dependencies(${name} millrace)
    endif()
    if(name MATCHES "^tst_(plugins|studio_options|worker_processes)$")
        add_dependencies(${name} millrace_test_plugins)
    endif()
    # Avro C tells whether what we read and write is Avro; nothing but this test needs it.
    if(name STREQUAL "tst_avro_other_library")
        find_library(MILLRACE_AVRO_LIBRARY avro REQUIRED)
        target_link_libraries(${name} PRIVATE "${MILLRACE_AVRO_LIBRARY}")
    endif()
    if(name STREQUAL "tst_plugin_example")
        target_compile_definitions(${name} PRIVATE "MILLRACE_CMAKE=\"${CMAKE_COMMAND}\""
                                                   "MILLRACE_CXX_COMPILER=\"${CMAKE_CXX_COMPILER}\"")
    endif()
    if(name STREQUAL "tst_studio_options" AND TARGET millrace-studio)
        add_dependencies(${name} millrace-studio)
    endif()
    if(NOT TARGET tests_${label})
        message(FATAL_ERROR "tests/${file}: '${label}' is no kind of test")
    endif()
    add_dependencies(tests_${label} ${name})
    add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY "${CMAKE_BINARY_DIR}")
    # Qt Test gives up a function, with the stacks of all threads, before CTest kills the program.
    set(timeout TIMEOUT 1200)
    set(patience_ms 1140000)
    if(MILLRACE_SANITIZE STREQUAL "thread") # some ten times as slow
        set(timeout TIMEOUT 2400)
        set(patience_ms 2340000)
    endif()
    if(label STREQUAL "soak") # `./dev tsan soak` says how long, and how long to wait
        set(timeout "")
        set(patience_ms 86400000)
    endif()
    set_tests_properties(
        ${name} PROPERTIES LABELS "${label}" ${timeout} ENVIRONMENT
                           "${millrace_test_environment};QTEST_FUNCTION_TIMEOUT=${patience_ms}")
endfunction()

# What `./dev test chaos` runs once more, for long: MILLRACE_CHAOS_KILLS makes them do so. A plain `ctest` does not know
# them (its option -C does).
set(millrace_chaos_tests tst_state tst_fail_points)
set(millrace_chaos_kafka_tests tst_kafka_kills tst_fleet_kafka tst_kafka_fail_points tst_kafka_instances
    tst_kafka_paused)

function(millrace_add_chaos)
    foreach(label IN ITEMS chaos chaos_kafka)
        foreach(name IN LISTS millrace_${label}_tests)
            if(NOT TARGET ${name})
                continue()
            endif()
            add_test(NAME ${name}_chaos COMMAND ${name} CONFIGURATIONS chaos WORKING_DIRECTORY "${CMAKE_BINARY_DIR}")
            set_tests_properties(${name}_chaos PROPERTIES LABELS ${label} TIMEOUT 7200 ENVIRONMENT
                                 "${millrace_test_environment};QTEST_FUNCTION_TIMEOUT=7140000")
            add_dependencies(tests_chaos ${name})
        endforeach()
    endforeach()
endfunction()

# bench_<name>.cpp with a main() => bin/bench/bench_<name>; the other sources there are shared by all of them. Those
# in bench/ui draw.
# MILLRACE_HAS_TBB tells whether the rival can be built.
function(millrace_add_benchmarks)
    find_package(TBB QUIET)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${millrace_test_root}/bench/*.cpp")
    set(files "")
    set(shared "")
    foreach(file IN LISTS sources)
        file(STRINGS "${file}" main REGEX "^int main\\(")
        if(main)
            list(APPEND files "${file}")
        else()
            list(APPEND shared "${file}")
        endif()
    endforeach()
    if(NOT files)
        return()
    endif()
    add_library(millrace_bench_support STATIC ${shared})
    millrace_link_engine(millrace_bench_support)
    if(TARGET TBB::tbb)
        target_link_libraries(millrace_bench_support PUBLIC TBB::tbb)
        target_compile_definitions(millrace_bench_support PUBLIC MILLRACE_HAS_TBB)
    endif()
    foreach(file IN LISTS files)
        if(file MATCHES "/bench/ui/" AND NOT MILLRACE_HAS_QT_UI)
            continue()
        endif()
        get_filename_component(name "${file}" NAME_WE)
        add_executable(${name} "${file}")
        if(file MATCHES "/bench/ui/")
            target_link_libraries(${name} PRIVATE millrace_ui Qt6::Widgets)
            target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
        endif()
        set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/bench")
        target_link_libraries(${name} PRIVATE millrace_bench_support)
        millrace_link_engine(${name})
        add_dependencies(tests_bench ${name})
    endforeach()
endfunction()

# fuzz_<name>.cpp defines LLVMFuzzerTestOneInput. With the preset fuzz it is a libFuzzer program; elsewhere
# replay_main.cpp runs it once over each file of corpus/<name>/, as a test (kind fuzz).
function(millrace_add_fuzzers)
    file(GLOB files CONFIGURE_DEPENDS "${millrace_test_root}/fuzz/fuzz_*.cpp")
    set(replay "${millrace_test_root}/fuzz/replay_main.cpp")
    foreach(file IN LISTS files)
        get_filename_component(name "${file}" NAME_WE)
        string(REGEX REPLACE "^fuzz_" "" subject "${name}")
        set(corpus "${millrace_test_root}/fuzz/corpus/${subject}")
        if(MILLRACE_FUZZ)
            add_executable(${name} "${file}")
            target_link_options(${name} PRIVATE -fsanitize=fuzzer)
        else()
            add_executable(${name} "${file}" "${replay}")
            add_test(NAME ${name}_replay COMMAND ${name} "${corpus}")
            set_tests_properties(${name}_replay PROPERTIES LABELS fuzz TIMEOUT 1200
                                 ENVIRONMENT "${millrace_test_environment}")
        endif()
        set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin/fuzz")
        add_dependencies(tests_fuzz ${name})
        millrace_link_engine(${name})
    endforeach()
endfunction()
