// How a process that computes for long asks the system for memory.
#pragma once

namespace hearth {

/// To be called once, before anything is made. What is given back is kept for what is asked for next, and memory comes in pages of two
/// megabytes where the system has them: a page that is met for the first time costs more than the numbers on it. Threads take from one
/// store, as each store has pages of its own. Does nothing where the library of C is another.
void keep_memory();

}  // namespace hearth
