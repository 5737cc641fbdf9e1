# hearth_room(NAME [PUBLIC libraries...] [PRIVATE libraries...]): the library hearth_NAME of all sources under src/NAME, except
# a main.cpp. A room without sources still hands on what it may use.
function(hearth_room name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "PUBLIC;PRIVATE")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
    list(REMOVE_ITEM sources ${PROJECT_SOURCE_DIR}/src/${name}/main.cpp)
    if(NOT sources)
        add_library(hearth_${name} INTERFACE)
        target_link_libraries(hearth_${name} INTERFACE hearth_flags ${arg_PUBLIC})
        return()
    endif()
    add_library(hearth_${name} STATIC ${sources})
    target_link_libraries(hearth_${name} PUBLIC hearth_flags ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
    # Builds of everything read the common headers once. Others read them in every source, so that each includes what it uses.
    if(NOT CMAKE_UNITY_BUILD AND NOT HEARTH_SANITIZE)
        return()
    endif()
    if(name STREQUAL "base")
        target_precompile_headers(hearth_base PRIVATE <algorithm> <cmath> <functional> <map> <memory> <optional> <set> <string> <string_view>
            <tuple> <utility> <variant> <vector> <fmt/format.h>)
    else()
        target_precompile_headers(hearth_${name} REUSE_FROM hearth_base)
    endif()
endfunction()
