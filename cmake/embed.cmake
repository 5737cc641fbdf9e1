# hearth_embed(TARGET FOLDERS ...): a library that carries every .toml and .csv of the folders as text, under the name
# "hearth:FOLDER/FILE" (see include/hearth/io/embedded.hpp). It is generated again only when one of them changes.
function(hearth_embed target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FOLDERS")
    set(files)
    foreach(folder IN LISTS arg_FOLDERS)
        file(GLOB_RECURSE found RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS
            ${PROJECT_SOURCE_DIR}/${folder}/*.toml ${PROJECT_SOURCE_DIR}/${folder}/*.csv)
        list(APPEND files ${found})
    endforeach()
    list(SORT files)
    set(inputs ${files})
    list(TRANSFORM inputs PREPEND "${PROJECT_SOURCE_DIR}/")
    set(list_file ${PROJECT_BINARY_DIR}/embedded/files.txt)
    list(JOIN files "\n" names)
    file(CONFIGURE OUTPUT ${list_file} CONTENT "${names}" @ONLY)  # written only if it differs
    set(output ${PROJECT_BINARY_DIR}/embedded/embedded.cpp)
    add_custom_command(OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -D SOURCE=${PROJECT_SOURCE_DIR} -D LIST=${list_file} -D OUTPUT=${output}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_script.cmake
        DEPENDS ${inputs} ${list_file} ${PROJECT_SOURCE_DIR}/cmake/embed_script.cmake
        COMMENT "Embedding the tables" VERBATIM)
    add_library(${target} STATIC ${output})
    target_link_libraries(${target} PUBLIC hearth_flags)
endfunction()
