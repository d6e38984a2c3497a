// Package bench measures the SDK against the smallest code that does the same by hand. It has benchmarks:
//
//	go test -run '^$' -bench . -count 10 ./internal/bench | go tool benchstat -col /by -
package bench
