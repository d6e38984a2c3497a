// Package bench compares the SDK with the smallest hand-written code for the same task.
// It has benchmarks:
//
//	go test -run '^$' -bench . -count 10 ./internal/bench | go tool benchstat -col /by -
package bench
