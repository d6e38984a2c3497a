package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// report prints one line for each completed step. On a terminal it also shows the
// current step.
type report struct {
	mu       sync.Mutex
	w        io.Writer
	terminal bool
	current  string
}

func newReport(w io.Writer) *report {
	file, ok := w.(*os.File)
	return &report{w: w, terminal: ok && term.IsTerminal(int(file.Fd())) && os.Getenv("TERM") != "dumb"}
}

// section prints a heading.
func (r *report) section(title string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.w, "\n%s\n", title)
}

// note prints a line of text.
func (r *report) note(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clear()
	fmt.Fprintf(r.w, format+"\n", args...)
}

// begin shows the current step, on a terminal only.
func (r *report) begin(step string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.current = step
	r.show("")
}

// waiting shows why the current step waits, on a terminal only.
func (r *report) waiting(reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.show(": " + reason)
}

func (r *report) show(reason string) {
	if r.terminal {
		r.clear()
		fmt.Fprintf(r.w, "  ...      %s%s", r.current, reason)
	}
}

// failed clears the line of the current step.
func (r *report) failed() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clear()
}

// clear clears the line that show wrote.
func (r *report) clear() {
	if r.terminal {
		fmt.Fprint(r.w, "\r\x1b[K")
	}
}

// done prints the line of a completed step.
func (r *report) done(step string, o outcome, took time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clear()
	fmt.Fprintf(r.w, "  %-8s %-22s %s  (%s)\n", o.verb, step, o.detail, took.Round(time.Millisecond))
}
