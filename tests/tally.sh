#!/bin/sh
# tally.sh LOG: adds up the counts of a ctest log and prints "PASSED FAILED". A suite that failed without a count of its own
# (it crashed, or took too long) counts as one failure.
exec awk '
    /^[0-9]+ passed, [0-9]+ failed$/ { suite_passed = $1; suite_failed = $3 }
    /^Test (Passed|Failed)\.$/ {
        passed += suite_passed
        failed += ($2 == "Failed." && suite_failed == 0) ? 1 : suite_failed
        suite_passed = suite_failed = 0
    }
    END { print passed + 0, failed + 0 }' "$1"
