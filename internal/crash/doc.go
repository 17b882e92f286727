// Package crash holds tests only. They start the program as a user does, take
// away what it needs at a bad moment, and look at what is left: processes are
// killed, disks are full or may not be written to, the database restarts, files
// are damaged, several processes want the same index.
//
// What has to hold, whatever was taken away:
//
//	acknowledged   an article that was handed on is in the index
//	once           and in it once, also when the command runs again
//	the same       running again to the end accepts what a run without any
//	               mishap accepts
//	whole          an output file is whole or not there
//	said           an error names the place and the reason, in a line; damage
//	               is named and never makes another answer
//
// The variables that the tests look at:
//
//	DUPES_CRASHES=100        kills of a case, 3 and of smaller inputs if not set
//	DUPES_CRASH_SEED=7       another input, and other moments
//	DUPES_TEST_POSTGRES      URL of a database in which schemas may be made
//	DUPES_TEST_POSTGRES_CTL  command that restarts its server; "fast" or
//	                         "immediate" is added to it
//
// as .ci/postgres.sh gives the last two. A test that needs what is not there
// says so and is skipped.
package crash
