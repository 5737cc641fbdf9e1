#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace hearth {

/// SHA-256 of bytes that come piece by piece.
class Digest {
  public:
    Digest();
    ~Digest();
    Digest(Digest&&) noexcept;
    Digest& operator=(Digest&&) noexcept;
    void add(std::string_view bytes);
    /// Of all that was added, in lower-case hex; nothing may be added afterwards.
    std::string text();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace hearth
