# SPDX-License-Identifier: Apache-2.0
# Three Debian packages by CPack, one per component. `./dev package` makes them.
set(CPACK_PACKAGE_NAME millrace)
set(CPACK_PACKAGE_VENDOR "The Millrace authors")
# The project has no mail address of its own; the policy wants one of the right shape.
set(CPACK_PACKAGE_CONTACT "The Millrace authors <authors@millrace.invalid>")
set(CPACK_RESOURCE_FILE_LICENSE "${CMAKE_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
                                                WORLD_EXECUTE)
set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL headless development)
if(TARGET millrace-studio)
    list(APPEND CPACK_COMPONENTS_ALL studio)
endif()
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
# Each description begins with its own summary.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")

set(CPACK_DEBIAN_HEADLESS_PACKAGE_NAME millrace)
set(CPACK_DEBIAN_HEADLESS_PACKAGE_SECTION science)
set(CPACK_DEBIAN_HEADLESS_PACKAGE_SUGGESTS millrace-studio)
set(CPACK_DEBIAN_HEADLESS_DESCRIPTION "concurrent data pipelines, run from the command line
Millrace runs data pipelines that are drawn as graphs of sources, stages and
sinks, with as much concurrency as each of them is given: worker threads and
processes, bounded queues, windows over event time.

This package has the command line, which runs, checks, tests and compares
graph files, and the examples. It needs no graphical libraries. The workbench
in which graphs are drawn is in millrace-studio.")

set(CPACK_DEBIAN_STUDIO_PACKAGE_NAME millrace-studio)
set(CPACK_DEBIAN_STUDIO_PACKAGE_SECTION science)
set(CPACK_DEBIAN_STUDIO_PACKAGE_DEPENDS "millrace (= ${PROJECT_VERSION}), fonts-inter, fonts-jetbrains-mono")
set(CPACK_DEBIAN_STUDIO_PACKAGE_RECOMMENDS qt6-wayland)
set(CPACK_DEBIAN_STUDIO_DESCRIPTION "workbench for concurrent data pipelines
In Millrace Studio you draw a data pipeline, run it for real and watch where
it waits: rates and shares of time on every card, the fill of every queue,
charts of throughput and latency, breakpoints that lose no record.

The same graph file runs without a window with the program millrace.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME millrace-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "millrace (= ${PROJECT_VERSION}), libboost1.81-dev")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "headers for plugins of Millrace
Plugins are shared libraries with node kinds of your own for the data
pipelines of Millrace.

This package has the headers they are built against and a CMake package that
knows how.")
include(CPack)
