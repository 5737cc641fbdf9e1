#pragma once

#include <map>
#include <set>
#include <utility>

#include "hearth/engine/track.hpp"

namespace hearth {

/// What the numbers of a contract rest on: found by reading its programs, so that a trial number forgets just what it touches.
class Needs {
  public:
    using Key = std::pair<Track*, std::size_t>;  ///< a value (or stream) on its track
    struct Before {
        bool operator()(const Key& a, const Key& b) const {
            return std::pair(a.first->number(), a.second) < std::pair(b.first->number(), b.second);
        }
    };
    using Keys = std::set<Key, Before>;
    explicit Needs(Contract::Inside& in) : in_(in) {}
    /// All values that a value, a stream, a payment or the premiums of a track rest on, however far.
    const Keys& of_value(const Key& value);
    const Keys& of_stream(const Key& stream);
    const Keys& of_flow(const Key& flow);
    const Keys& of_premiums(Track& track);
    /// What the paths of a track rest on: its accounts, and the conditions that `lasting` follows.
    const Keys& of_paths(Track& track);
    /// The same where the unknown of an equation is a number as any other: what is behind it does not count.
    const Keys& beside_solved(const Key& value);
    const Keys& stream_beside_solved(const Key& stream);
    const Keys& paths_beside_solved(Track& track);
    /// Whether a value leads back to itself, but not through an equation: that is solved first, and then it is a number.
    bool leads_back(const Key& value) { return beside_solved(value).contains(value); }
    /// Forgets streams that are no longer there.
    void leave_the_product();
    /// How a number follows the unknown: 0 not at all, 1 as a straight line, 2 as a ratio of straight lines, 3 otherwise.
    int degree(Track& track, const Program& program, const Key& unknown);
    int stream_degree(const Key& stream, const Key& unknown);
    /// Of a number that follows the unknown as a straight line, whether it is seen to be 0 where the unknown is.
    bool vanishes(Track& track, const Program& program, const Key& unknown) {
        return !program.empty() && vanishes(track, program, program.root, unknown);
    }

  private:
    struct Walk {
        Keys values, streams, flows;
        std::set<Track*> tracks;  ///< whose paths were walked
        bool past_solved = true;  ///< into the equation of an unknown that is met
    };
    void walk(Track& track, const Program& program, Walk& walk);
    void walk_paths(Track& track, Walk& walk);
    void walk_reserve(Track& track, Walk& walk);
    void walk_value(const Key& value, Walk& walk);
    void walk_stream(const Key& stream, Walk& walk);
    void walk_flow(Track& track, std::size_t flow, Walk& walk);
    void walk_programs(const Key& value, Walk& walk);
    int degree(Track& track, const Program& program, std::uint32_t index, const Key& unknown);
    bool vanishes(Track& track, const Program& program, std::uint32_t index, const Key& unknown);
    int value_degree(const Key& value, const Key& unknown);
    int flow_degree(Track& track, const Flow& flow, const Stream* stream, const Key& unknown);

    Contract::Inside& in_;
    std::map<Key, Keys, Before> values_, streams_, flows_, beside_values_, beside_streams_;
    std::map<Track*, Keys> premiums_, paths_, beside_paths_;
    Keys open_, open_streams_, open_flows_;  ///< whose degree is being read
};

}  // namespace hearth
