# SPDX-License-Identifier: Apache-2.0
# A layer of the design is a library made of whole folders: static in what is installed, shared (MILLRACE_SHARED) where
# many tests link it. A folder without sources makes no trouble: its layer is then an interface library that only passes
# on what it links.

set(MILLRACE_LAYERS "" CACHE INTERNAL "Layers declared so far")

# millrace_layer(<target> FOLDERS <dir>... [LINKS <lib>...] [QT])
function(millrace_layer target)
    cmake_parse_arguments(arg "QT" "" "FOLDERS;LINKS" ${ARGN})
    set(sources "")
    set(headers "")
    foreach(folder IN LISTS arg_FOLDERS)
        file(GLOB_RECURSE found CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.cpp")
        list(APPEND sources ${found})
        file(GLOB_RECURSE found CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.h"
             "${CMAKE_SOURCE_DIR}/${folder}/*.def")
        list(APPEND headers ${found})
    endforeach()
    if(sources)
        if(MILLRACE_SHARED)
            add_library(${target} SHARED ${sources})
            # No layer marks what it exports, and one flag more would part it from the precompiled header of the others.
            set_target_properties(${target} PROPERTIES DEFINE_SYMBOL "")
            install(TARGETS ${target} LIBRARY COMPONENT headless)
        else()
            add_library(${target} STATIC ${sources})
        endif()
        if(arg_QT)
            # Headers take part so that moc sees the classes declared in them.
            target_sources(${target} PRIVATE ${headers})
            set_target_properties(${target} PROPERTIES AUTOMOC ON)
        endif()
        target_link_libraries(${target} PUBLIC millrace_settings ${arg_LINKS})
        millrace_precompile(${target})
    else()
        add_library(${target} INTERFACE)
        target_link_libraries(${target} INTERFACE millrace_settings ${arg_LINKS})
    endif()
    set(MILLRACE_LAYERS "${MILLRACE_LAYERS};${target}" CACHE INTERNAL "Layers declared so far")
endfunction()

# The core precompiles what every layer reads; layers and programs without Qt share its header, the window has its own.
function(millrace_precompile target)
    if(NOT MILLRACE_PCH)
        return()
    endif()
    set(common <algorithm> <array> <cstdint> <functional> <map> <memory> <optional> <span> <string> <string_view>
        <unordered_map> <variant> <vector>)
    if(target STREQUAL "millrace_core")
        target_precompile_headers(${target} PRIVATE ${common} <boost/json.hpp> <boost/system/result.hpp> <fmt/format.h>)
    elseif(target STREQUAL "millrace_ui")
        target_precompile_headers(${target} PRIVATE ${common} <boost/system/result.hpp> <QtCore> <QtGui> <QtWidgets>)
    elseif(TARGET millrace_core)
        get_target_property(type millrace_core TYPE)
        if(NOT type STREQUAL "INTERFACE_LIBRARY")
            target_precompile_headers(${target} REUSE_FROM millrace_core)
        endif()
    endif()
endfunction()
