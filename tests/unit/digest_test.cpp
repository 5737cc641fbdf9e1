#include "hearth/base/digest.hpp"

#include <catch2/catch.hpp>

using namespace hearth;

namespace {

/// Of a text that is added in pieces of a size.
std::string digest_of(std::string_view text, std::size_t piece) {
    Digest digest;
    for (; text.size() > piece; text.remove_prefix(piece)) digest.add(text.substr(0, piece));
    digest.add(text);
    return digest.text();
}

}  // namespace

TEST_CASE("SHA-256: the published values, whatever the pieces") {
    CHECK(digest_of("", 1) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(digest_of("abc", 1) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const std::string million(1'000'000, 'a');
    for (const std::size_t piece : {7u, 63u, 64u, 65u, 1000u, 1'000'000u})
        CHECK(digest_of(million, piece) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
