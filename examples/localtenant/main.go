// Localtenant serves one Asgardeo organization on a loopback address, for testing
// programs in any language:
//
//	go run ./examples/localtenant -addr 127.0.0.1:9443
//
// It prints the settings for a client, and commands for curl. With -state the
// organization is kept in a file.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

const usage = `Serve an Asgardeo organization on this machine, for testing clients.

  localtenant                        start an empty organization, which is lost when the program ends
  localtenant -state tenant.db       continue with the organization in the file, and save every change there
  localtenant -state tenant.db -export tenant.json
                                     write the organization in the state file as JSON, and exit
  localtenant -state tenant.db -import tenant.json
                                     create a state file from such JSON, and exit
  localtenant -tls -cert-dir .       serve HTTPS, with a certificate that clients can trust

The server listens on loopback addresses only. The state file, its export and the key of the certificate are secret:
only their owner may read them.

Flags:
`

// config has the values of the flags. Empty values come from the state file, or are
// generated.
type config struct {
	addr         string
	organization string
	clientID     string
	clientSecret string
	state        string
	export       string
	imported     string
	tls          bool
	certDir      string
	seedFile     string
	seed         seed // the content of the seed file
	rateLimits   bool
	verbose      bool
}

// parse writes the usage to help if the flags ask for it.
func parse(args []string, help io.Writer) (config, error) {
	var c config
	flags := flag.NewFlagSet("localtenant", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&c.addr, "addr", "127.0.0.1:9443", "loopback `address` to listen on; port 0 means a free port")
	flags.StringVar(&c.organization, "organization", "", "`name` of the organization (default testorg, or that of the state)")
	flags.StringVar(&c.clientID, "client-id", "", "client `id` of the management application (default random, or that of the state)")
	flags.StringVar(&c.clientSecret, "client-secret", "", "client `secret` of the management application (default random, or that of the state)")
	flags.StringVar(&c.state, "state", "", "`file` to load the organization from, and to save every change to")
	flags.StringVar(&c.export, "export", "", "write the state as JSON to a `file`, which must not exist, and exit")
	flags.StringVar(&c.imported, "import", "", "create the state file, which must not exist, from the JSON in a `file`, and exit")
	flags.BoolVar(&c.tls, "tls", false, "serve HTTPS")
	flags.StringVar(&c.certDir, "cert-dir", "", "`directory` of cert.pem and key.pem, which are created if necessary (default that of the state, or a temporary one)")
	flags.StringVar(&c.seedFile, "seed", "", "`file` with further settings as JSON, such as attributes of users; README.md documents it")
	flags.BoolVar(&c.rateLimits, "rate-limits", false, "limit the rate of requests as Asgardeo does: 200 a minute, 5 for bulk requests")
	flags.BoolVar(&c.verbose, "v", false, "print a line for every request")
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
	case c.export != "" && c.imported != "":
		return c, errors.New("-export and -import cannot be combined")
	case c.export+c.imported != "" && c.state == "":
		return c, errors.New("-export and -import need -state")
	case c.certDir != "" && !c.tls:
		return c, errors.New("-cert-dir is for -tls")
	case (c.clientID == "") != (c.clientSecret == ""):
		return c, errors.New("-client-id and -client-secret go together")
	}
	return c, nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run serves until the context ends. It returns the exit status: 0 after that, 1 if it
// cannot serve, 2 if the flags are invalid.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c, err := parse(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(stderr, "localtenant:", err)
		return 2
	}
	switch {
	case c.export != "":
		err = c.exportState()
	case c.imported != "":
		err = c.importState()
	default:
		err = serve(ctx, c, stdout, stderr)
	}
	if err != nil {
		fmt.Fprintln(stderr, "localtenant:", err)
		return 1
	}
	return 0
}

func serve(ctx context.Context, c config, stdout, stderr io.Writer) error {
	if c.seedFile != "" {
		var err error
		if c.seed, err = readSeed(c.seedFile); err != nil {
			return err
		}
	}
	if c.tls && c.certDir == "" {
		remove, err := c.chooseCertDir()
		if err != nil {
			return err
		}
		defer remove()
	}
	server, err := asgardeotest.Start(c.options(stderr)...)
	if err != nil {
		return err
	}
	defer server.Close()
	c.explain(stdout, server)
	<-ctx.Done()
	return nil
}

// chooseCertDir uses the directory of the state, or creates a temporary one that the
// returned function removes.
func (c *config) chooseCertDir() (remove func(), err error) {
	if c.state != "" {
		c.certDir = filepath.Dir(c.state)
		return func() {}, nil
	}
	c.certDir, err = os.MkdirTemp("", "localtenant")
	return func() { os.RemoveAll(c.certDir) }, err
}

func (c *config) options(log io.Writer) []asgardeotest.Option {
	options := append(c.seed.options(), asgardeotest.WithAddr(c.addr))
	add := func(set bool, option asgardeotest.Option) {
		if set {
			options = append(options, option)
		}
	}
	add(c.organization != "", asgardeotest.WithOrganization(c.organization))
	add(c.clientID != "", asgardeotest.WithManagementApp(c.clientID, c.clientSecret))
	add(c.state != "", asgardeotest.WithStateFile(c.state))
	add(c.tls, asgardeotest.WithTLSDir(c.certDir))
	add(c.rateLimits, asgardeotest.WithRateLimits(asgardeotest.RateLimits{}))
	add(c.verbose, asgardeotest.WithRequestHook(func(r asgardeotest.Request) {
		fmt.Fprintf(log, "%d %s %s %s\n", r.Status, r.Method, r.Path, r.Operation)
	}))
	return options
}

// explain prints the settings for a client.
func (c *config) explain(out io.Writer, server *asgardeotest.Server) {
	curl := "curl -s"
	fmt.Fprintln(out, "organization: ", server.Organization)
	fmt.Fprintln(out, "base URL:     ", server.URL)
	fmt.Fprintln(out, "client id:    ", server.ClientID)
	fmt.Fprintln(out, "client secret:", server.ClientSecret)
	if c.state != "" {
		fmt.Fprintln(out, "state:        ", c.state)
	}
	if c.tls {
		certificate := filepath.Join(c.certDir, "cert.pem")
		fmt.Fprintln(out, "certificate:  ", certificate)
		curl += " --cacert " + quote(certificate)
	}
	fmt.Fprintf(out, `
# a token for everything
TOKEN=$(%[1]s -u %[2]s -d grant_type=client_credentials -d scope=SYSTEM %[3]s | jq -r .access_token)
# list the users
%[1]s -H "Authorization: Bearer $TOKEN" %[4]s
# create a user
%[1]s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/scim+json' -d '{"userName":"DEFAULT/kim","password":"Correct-h0rse"}' %[4]s

Interrupt (Ctrl-C) to stop.
`, curl, quote(server.ClientID+":"+server.ClientSecret), quote(server.URL+"/oauth2/token"), quote(server.URL+"/scim2/Users"))
}

// quote quotes a word for a shell.
func quote(word string) string {
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
