# SPDX-License-Identifier: Apache-2.0
# What a preset may choose, and the compiler settings every target shares (interface target millrace_settings).

set(MILLRACE_SANITIZE "" CACHE STRING "Sanitizers for every target: empty, address,undefined, thread")
option(MILLRACE_WERROR "Warnings are errors" OFF)
option(MILLRACE_QT "Look for Qt: builds the studio and the Qt tests" ON)
option(MILLRACE_UI "Build the user interface where Qt is found" ON)
option(MILLRACE_TESTS "Build tests, benchmarks and fuzzers" ON)
option(MILLRACE_FUZZ "Build the fuzzers for libFuzzer (needs clang)" OFF)
# A test that holds all of Millrace takes 100 MB with sanitizers, and there are many; one that finds it in libraries, one.
option(MILLRACE_SHARED "Layers are shared libraries" OFF)
# Precompiled headers save about a third of a cold build.
option(MILLRACE_PCH "Precompile the heavy headers" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(MILLRACE_PCH)
    # Libraries and programs get one and the same flag, so that they can share precompiled headers.
    set(CMAKE_CXX_COMPILE_OPTIONS_PIE -fPIC)
endif()
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
if(MILLRACE_SHARED)
    set(CMAKE_INSTALL_RPATH "$ORIGIN/../lib")
endif()
set(CMAKE_LINK_DEPENDS_NO_SHARED ON)
# moc needs no library built first; the target `autogen` runs it for all (linters read its output).
set(CMAKE_AUTOGEN_ORIGIN_DEPENDS OFF)
set(CMAKE_GLOBAL_AUTOGEN_TARGET ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(MILLRACE_CCACHE ccache)
if(MILLRACE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(millrace_launcher "${MILLRACE_CCACHE}")
    if(MILLRACE_PCH)
        set(millrace_launcher "${CMAKE_COMMAND}" -E env "CCACHE_SLOPPINESS=pch_defines,time_macros" "${MILLRACE_CCACHE}")
    endif()
    set(CMAKE_CXX_COMPILER_LAUNCHER "${millrace_launcher}")
endif()

find_program(MILLRACE_MOLD mold)
find_program(MILLRACE_LLD ld.lld)
if(MILLRACE_MOLD)
    add_link_options(-fuse-ld=mold)
elseif(MILLRACE_LLD)
    add_link_options(-fuse-ld=lld)
endif()

# For folders where no records are worked on: a debug build spends no time on optimising them (a third of compiling).
macro(millrace_cold_folder)
    if(CMAKE_BUILD_TYPE STREQUAL "Debug")
        add_compile_options(-O0)
    endif()
endmacro()

add_library(millrace_settings INTERFACE)
target_include_directories(millrace_settings INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(millrace_settings INTERFACE "MILLRACE_VERSION=\"${PROJECT_VERSION}\"")
target_compile_options(millrace_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                                                   -Woverloaded-virtual)
if(MILLRACE_PCH)
    target_compile_options(millrace_settings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 reports these on correct standard library code once a sanitizer or -O3 has rewritten it.
    target_compile_options(millrace_settings INTERFACE -Wno-maybe-uninitialized -Wno-stringop-overflow
                                                       -Wno-stringop-overread -Wno-array-bounds -Wno-restrict
                                                       -Wno-free-nonheap-object)
endif()
if(MILLRACE_WERROR)
    target_compile_options(millrace_settings INTERFACE -Werror)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_definitions(millrace_settings INTERFACE _GLIBCXX_ASSERTIONS)
endif()

if(MILLRACE_SANITIZE)
    set(millrace_sanitize_flags "-fsanitize=${MILLRACE_SANITIZE}" -fno-omit-frame-pointer)
    if(MILLRACE_SANITIZE MATCHES "undefined")
        list(APPEND millrace_sanitize_flags -fno-sanitize-recover=all)
        if(NOT MILLRACE_FUZZ)
            # A third of the time to compile goes into checks of every pointer that the address sanitizer makes, too,
            # or that the fuzzers make with clang.
            list(APPEND millrace_sanitize_flags
                 -fno-sanitize=null,alignment,object-size,vptr,nonnull-attribute,returns-nonnull-attribute)
        endif()
    endif()
    if(MILLRACE_FUZZ)
        list(APPEND millrace_sanitize_flags -fsanitize=fuzzer-no-link)
    endif()
    if(MILLRACE_SANITIZE MATCHES "thread")
        # Fences are invisible to the thread sanitizer; GCC says so at each use.
        target_compile_options(millrace_settings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
    endif()
    target_compile_options(millrace_settings INTERFACE ${millrace_sanitize_flags})
    target_link_options(millrace_settings INTERFACE ${millrace_sanitize_flags})
endif()
