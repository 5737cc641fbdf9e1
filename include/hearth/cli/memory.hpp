// How a process that computes for long asks the system for memory.
#pragma once

namespace hearth {

/// To be called once, before anything is made. What is given back is kept for what is asked for next, and memory comes in pages of two
/// megabytes where the system has them: a page that is met for the first time costs more than the numbers on it. Does nothing where the
/// library of C is another.
void keep_memory();

/// To be called before there are threads whose rooms are large, as those of a portfolio: they take from one store, as only the first has
/// such pages. Threads that ask for little things all the time had better have a store each.
void share_memory();

}  // namespace hearth
