// Pharmacy secures an API on AWS with Asgardeo, as the guide "Securing APIs with AWS
// API Gateway and Asgardeo" does by hand: a Lambda function behind an HTTP API, a JWT
// authorizer that trusts an Asgardeo organization, an application that may call the
// API, a user with a role, and calls that show who has access.
//
// Without flags it runs on stand-ins inside the program. With -live it runs on a real AWS account and a real
// organization.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

const usage = `Secure a pharmacy's API on AWS with Asgardeo, end to end, and test it with calls.

  pharmacy            run with stand-ins inside this program: no account, no network
  pharmacy -live      run on AWS and Asgardeo, and leave the result in place
  pharmacy -live -teardown
                      remove the resources that a run created

A run finds the resources of earlier runs (by tag on AWS, by exact name in Asgardeo) and completes or corrects them.

-live reads the AWS credentials and region like the AWS tools (AWS_PROFILE, AWS_REGION, ...), and these variables of the
environment:
  ASGARDEO_ORGANIZATION    name of the organization
  ASGARDEO_CLIENT_ID       credentials of an M2M application that is authorized for the management APIs;
  ASGARDEO_CLIENT_SECRET   missing scopes are reported before anything is created
  ASGARDEO_BASE_URL        server; the default is the Asgardeo cloud in the US (` + asgardeo.BaseURLUS + `)
  PHARMACY_USER_PASSWORD   password of the user; the default is a random one, which is not printed

Flags:
`

// config has the values of the flags.
type config struct {
	live     bool
	teardown bool
	faults   bool
	runtime  string
	suffix   string
	user     string
	timeout  time.Duration
}

// parse writes the usage to help if the flags ask for it.
func parse(args []string, help io.Writer) (config, error) {
	var c config
	flags := flag.NewFlagSet("pharmacy", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.BoolVar(&c.live, "live", false, "run on AWS and Asgardeo instead of the stand-ins")
	flags.BoolVar(&c.teardown, "teardown", false, "remove the resources that a run created, and say what was gone already")
	flags.BoolVar(&c.faults, "faults", false, "make the stand-ins fail as the clouds do now and then (not with -live)")
	flags.StringVar(&c.runtime, "runtime", "nodejs22.x", "Lambda `runtime` of the function: a supported Node.js")
	flags.StringVar(&c.suffix, "suffix", "", "`text` to append to all names if the names of the guide are taken: letters, digits, '-', '_'")
	flags.StringVar(&c.user, "user", "DEFAULT/kim@gmail.com", "user `name` to create, with its user store (WSO2 Identity Server: PRIMARY)")
	flags.DurationVar(&c.timeout, "timeout", 10*time.Minute, "give up after this `time`; another run continues from there")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(help, usage)
		flags.SetOutput(help)
		flags.PrintDefaults()
		return c, err
	case err != nil:
		return c, fmt.Errorf("%w (-h explains)", err)
	case flags.NArg() > 0:
		return c, fmt.Errorf("unexpected argument %q (-h explains)", flags.Arg(0))
	case c.live && c.faults:
		return c, errors.New("-faults is for the stand-ins: it cannot be used with -live")
	case c.timeout <= 0:
		return c, errors.New("-timeout must be positive")
	case !validSuffix(c.suffix):
		return c, fmt.Errorf("-suffix %q may hold 20 letters, digits, '-' and '_' at most", c.suffix)
	case bare(c.user) == "":
		return c, errors.New("-user must name a user")
	case !strings.HasPrefix(c.runtime, "nodejs"):
		return c, fmt.Errorf("-runtime %q cannot run the function, which is JavaScript", c.runtime)
	}
	return c, nil
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run returns the exit status: 0 for success, 1 for a failure, 2 for invalid flags.
func run(args []string, stdout, stderr io.Writer) int {
	c, err := parse(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(stderr, "pharmacy:", err)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	if err := execute(ctx, c, newReport(stdout)); err != nil {
		fmt.Fprintln(stderr, "pharmacy:", explain(ctx, err))
		return 1
	}
	return 0
}

// explain adds to the error of an ended context what the user can do.
func explain(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("%w\nout of time (-timeout): run again to continue", err)
	case ctx.Err() != nil:
		return fmt.Errorf("interrupted: run again to continue, or with -teardown to remove the created resources")
	}
	return err
}

func execute(ctx context.Context, c config, out *report) error {
	connect := connectLive
	if !c.live {
		connect = connectStandIns
	}
	g, disconnect, err := connect(ctx, c)
	if err != nil {
		return err
	}
	defer disconnect()
	g.out = out
	if !c.teardown {
		return g.run(ctx)
	}
	if !c.live {
		// New stand-ins are empty: create the resources first, to show how they are
		// removed.
		if err := g.run(ctx); err != nil {
			return err
		}
	}
	return g.teardown(ctx)
}
