# SPDX-License-Identifier: Apache-2.0
# What Debian wants of every package: man pages, copyright, changelog and the exceptions from its checks, packed as its policy
# says. `documents` is the target that makes them; programs with sanitizers are not installed and print none.
set(documents "${CMAKE_BINARY_DIR}/documents")
file(MAKE_DIRECTORY "${documents}")
add_custom_target(millrace_documents ALL)

# millrace_packed(<file>): <file>.gz beside it, the same bytes each time.
function(millrace_packed file)
    add_custom_command(OUTPUT "${file}.gz" COMMAND gzip -9nc "${file}" > "${file}.gz" DEPENDS "${file}" VERBATIM)
    get_filename_component(name "${file}" NAME_WE)
    get_filename_component(ending "${file}" EXT)
    string(MAKE_C_IDENTIFIER "millrace_packed_${name}${ending}" target)
    add_custom_target(${target} DEPENDS "${file}.gz")
    add_dependencies(millrace_documents ${target})
endfunction()

# millrace_install_documents(<component> <package>)
configure_file("${CMAKE_SOURCE_DIR}/installer/linux/changelog.in" "${documents}/changelog" @ONLY)
millrace_packed("${documents}/changelog")
function(millrace_install_documents component package)
    set(folder "${CMAKE_INSTALL_DATADIR}/doc/${package}")
    install(FILES "${CMAKE_SOURCE_DIR}/installer/linux/copyright" DESTINATION "${folder}" COMPONENT ${component})
    # The program runs without: a plain `cmake --install` need not have packed it.
    install(FILES "${documents}/changelog.gz" DESTINATION "${folder}" COMPONENT ${component} OPTIONAL)
    set(overrides "${CMAKE_SOURCE_DIR}/installer/linux/lintian-overrides/${package}")
    if(EXISTS "${overrides}")
        install(FILES "${overrides}" DESTINATION "${CMAKE_INSTALL_DATADIR}/lintian/overrides" COMPONENT ${component})
    endif()
endfunction()

# The program prints its own man page and completion, from the table of verbs that its parser reads.
if(TARGET millrace)
    add_custom_command(OUTPUT "${documents}/millrace.1" "${documents}/millrace.bash"
        COMMAND millrace man > "${documents}/millrace.1"
        COMMAND millrace completion > "${documents}/millrace.bash"
        DEPENDS millrace VERBATIM COMMENT "Printing man page and bash completion")
    millrace_packed("${documents}/millrace.1")
    install(FILES "${documents}/millrace.1.gz" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" COMPONENT headless)
    install(FILES "${documents}/millrace.bash" RENAME millrace COMPONENT headless
            DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
endif()
if(TARGET millrace-studio)
    configure_file("${CMAKE_SOURCE_DIR}/installer/linux/millrace-studio.1.in" "${documents}/millrace-studio.1" @ONLY)
    millrace_packed("${documents}/millrace-studio.1")
    install(FILES "${documents}/millrace-studio.1.gz" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" COMPONENT studio)
endif()
