package localaws_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/seed-01804ef5/asgardeo-go/examples/pharmacy/internal/localaws"
)

// buffer is a log that handlers write to while a test reads it.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// take returns what was written since the last time.
func (b *buffer) take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.b.Reset()
	return b.b.String()
}

// runner replaces the function behind one API and calls it.
type runner struct {
	*api
	log *buffer
}

func newRunner(t *testing.T) *runner {
	t.Helper()
	log := &buffer{}
	opts := prompt
	opts.Log = log
	w := start(t, opts)
	w.function(echoHandler)
	return &runner{w.api("GET /user"), log}
}

func (r *runner) deploy(t *testing.T, runtime types.Runtime, code []byte) {
	t.Helper()
	fn := aws.String("fn")
	ok(r.world.lambda.UpdateFunctionConfiguration(t.Context(), &lambda.UpdateFunctionConfigurationInput{FunctionName: fn, Runtime: runtime}))(t)
	ok(r.world.lambda.UpdateFunctionCode(t.Context(), &lambda.UpdateFunctionCodeInput{FunctionName: fn, ZipFile: code}))(t)
	r.log.take()
}

// Section aws 5.2.
func TestResults(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	const text, asJSON = "text/plain;charset=UTF-8", "application/json"
	tests := map[string]struct {
		handler string
		runtime types.Runtime
		status  int
		ctype   string
		body    string
	}{
		"stated":              {`async () => ({statusCode: 201, body: "made"})`, "", 201, text, "made"},
		"stated type":         {`async () => ({statusCode: 200, headers: {"content-type": "text/html", "X-N": 5}, body: "<p>"})`, "", 200, "text/html", "<p>"},
		"no body":             {`async () => ({statusCode: 404})`, "", 404, text, ""},
		"base64":              {`async () => ({statusCode: 200, isBase64Encoded: true, body: "aGk="})`, "", 200, text, "hi"},
		"inferred object":     {`async () => ({message: "hi", n: [1, null]})`, "", 200, asJSON, `{"message":"hi","n":[1,null]}`},
		"inferred text":       {`async () => "bare \"text\""`, "", 200, asJSON, `bare "text"`},
		"inferred number":     {`async () => 42`, "", 200, asJSON, "42"},
		"nothing":             {`async () => {}`, "", 200, asJSON, "null"},
		"thenable":            {`() => ({then(done) { done("later") }})`, "", 200, asJSON, "later"},
		"timer":               {`async () => { await new Promise(r => setTimeout(r, 5, "x")); return "done" }`, "", 200, asJSON, "done"},
		"cleared timer":       {`async () => { clearTimeout(setTimeout(() => { throw Error("no") }, 1)); return "done" }`, "", 200, asJSON, "done"},
		"environment":         {`async () => process.env.AWS_REGION + process.env.NONE`, "", 200, asJSON, "us-east-1undefined"},
		"context":             {`async (e, c) => [c.functionName, c.getRemainingTimeInMillis() > 1000]`, "", 200, asJSON, `["fn",true]`},
		"module.exports":      {`0; module.exports = {handler: async () => "m"}`, "", 200, asJSON, "m"},
		"plain on 24":         {`() => "plain"`, types.RuntimeNodejs24x, 200, asJSON, "plain"},
		"plain on 22":         {`() => "ignored"`, types.RuntimeNodejs22x, 200, asJSON, "null"},
		"callback on 22":      {`(e, c, done) => { setTimeout(() => { done(null, "called"); done(null, "again") }, 1) }`, types.RuntimeNodejs22x, 200, asJSON, "called"},
		"promise beats it":    {`async (e, c, done) => "promised"`, types.RuntimeNodejs20x, 200, asJSON, "promised"},
		"own length":          {`async () => ({statusCode: 200, headers: {"content-length": "9000"}, body: "x"})`, "", 200, text, "x"},
		"failing callback":    {`(e, c, done) => done(new Error("no"))`, types.RuntimeNodejs22x, 500, asJSON, failed},
		"callback on 24":      {`(e, c, done) => done(null, "called")`, types.RuntimeNodejs24x, 500, asJSON, failed},
		"three on 26":         {`async (e, c, done) => "x"`, types.RuntimeNodejs26x, 500, asJSON, failed},
		"throws":              {`() => { throw new Error("no") }`, "", 500, asJSON, failed},
		"rejects":             {`async () => { throw "no" }`, "", 500, asJSON, failed},
		"throws later":        {`async () => { await new Promise(() => setTimeout(() => { throw Error("no") }, 1)) }`, "", 500, asJSON, failed},
		"never settles":       {`() => new Promise(() => {})`, "", 500, asJSON, failed},
		"body is no string":   {`async () => ({statusCode: 200, body: {a: 1}})`, "", 500, asJSON, failed},
		"bad status":          {`async () => ({statusCode: 99, body: ""})`, "", 500, asJSON, failed},
		"status is no number": {`async () => ({statusCode: "ok", body: ""})`, "", 500, asJSON, failed},
		"bad base64":          {`async () => ({statusCode: 200, isBase64Encoded: true, body: "%"})`, "", 500, asJSON, failed},
		"bad header":          {`async () => ({statusCode: 200, headers: {a: {}}})`, "", 500, asJSON, failed},
		"circular":            {`async () => { const a = {}; a.a = a; return a }`, "", 500, asJSON, failed},
		"hostile getter":      {`async () => ({get x() { throw Error("no") }})`, "", 500, asJSON, failed},
		"hostile then":        {`() => ({get then() { throw Error("no") }})`, "", 500, asJSON, failed},
		"own JSON.parse":      {`async () => { try { JSON.parse("{") } catch (e) { return [e instanceof SyntaxError, JSON.parse("[1]", (k, v) => v)] } }`, "", 200, asJSON, "[true,[1]]"},
		"endless recursion":   {`async () => { const f = () => f() + 1; return f() }`, "", 500, asJSON, failed},
		"no function":         {`"text"`, "", 500, asJSON, failed},
		"unknown module":      {`require("aws-sdk")`, "", 500, asJSON, failed},
		"no fetch":            {`async () => fetch("https://example.com")`, "", 500, asJSON, failed},
		"syntax error":        {`async (`, "", 500, asJSON, failed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			runtime := test.runtime
			if runtime == "" {
				runtime = types.RuntimeNodejs24x
			}
			r.deploy(t, runtime, zipIndex(t, "exports.handler = "+test.handler))
			res := r.get("/dev/user").want(t, test.status, test.body)
			if got := res.header.Get("Content-Type"); got != test.ctype {
				t.Errorf("content type %q, want %q", got, test.ctype)
			}
			if log := r.log.take(); (test.status == 500) != (log != "") {
				t.Errorf("log %q", log)
			}
		})
	}
}

// A body must not end the process, at any depth of nesting.
func TestDeepBody(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	w.function(`exports.handler = async (event) => { try { JSON.parse(event.body) } catch (e) { return e.name } }`)
	a := w.api("POST /user")
	a.do(http.MethodPost, "/dev/user", strings.Repeat("[", 9<<20)).want(t, http.StatusOK, "SyntaxError")
}

func TestCookiesAndHeaders(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	r.deploy(t, types.RuntimeNodejs24x, zipIndex(t, `exports.handler = async () =>
		({statusCode: 302, headers: {location: "/x", "x-bool": true, "x-null": null}, cookies: ["a=1; Path=/", "b=2"], body: ""})`))
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res := ok(client.Get(r.endpoint + "/dev/user"))(t)
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusFound || res.Header.Get("Location") != "/x" || res.Header.Get("X-Bool") != "true" || res.Header.Values("X-Null") != nil {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	if cookies := res.Header.Values("Set-Cookie"); len(cookies) != 2 || cookies[0] != "a=1; Path=/" {
		t.Errorf("cookies %v", cookies)
	}
}

func TestPackages(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	files := func(pairs ...string) []byte {
		m := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return zipFiles(t, m)
	}
	const hello = `exports.handler = async () => "hello"`
	tests := map[string]struct {
		handler string
		code    []byte
		body    string // of a success
		log     string // else part of the log
	}{
		"in a folder":    {"src/app.handler", files("src/app.js", hello), "hello", ""},
		"nested export":  {"index.a.b", files("index.js", `exports.a = {b: async () => "deep"}`), "deep", ""},
		"commonjs":       {"index.handler", files("index.cjs", hello, "package.json", `{"type":"module"}`), "hello", ""},
		"own modules":    {"index.handler", files("index.js", `const lib = require("./lib/a"); exports.handler = async () => lib.name + require("./lib/a").name`, "lib/a.js", `exports.name = require("../data.json").x`, "data.json", `{"x": "y"}`), "yy", ""},
		"caught":         {"index.handler", files("index.js", `try { require("fs") } catch (e) { exports.handler = async () => "caught" }`), "caught", ""},
		"no file":        {"other.handler", files("index.js", hello), "", "cannot find module './other'"},
		"no export":      {"index.main", files("index.js", hello), "", "index.main is undefined or not exported"},
		"no dot":         {"index", files("index.js", hello), "", "bad handler"},
		"below a folder": {"index.handler", files("function/index.js", hello), "", "cannot find module"},
		"mjs":            {"index.handler", files("index.mjs", `export const handler = async () => 1`), "", "ES module"},
		"type module":    {"index.handler", files("index.js", hello, "package.json", `{"type":"module"}`), "", "ES module"},
		"export":         {"index.handler", files("index.js", `export const handler = async () => 1`), "", "SyntaxError"},
		"not readable":   {"index.handler", zipMode(t, hello), "", "EACCES"},
		"throws":         {"index.handler", files("index.js", `require("./b")`, "b.js", `throw new TypeError("at load")`), "", "TypeError: at load"},
		"outside":        {"../etc.handler", files("index.js", hello), "", "cannot find module"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r.deploy(t, types.RuntimeNodejs24x, test.code)
			ok(r.world.lambda.UpdateFunctionConfiguration(t.Context(), &lambda.UpdateFunctionConfigurationInput{
				FunctionName: aws.String("fn"), Handler: &test.handler,
			}))(t)
			if test.log == "" {
				r.get("/dev/user").want(t, http.StatusOK, test.body)
				return
			}
			r.get("/dev/user").want(t, http.StatusInternalServerError, failed)
			if log := r.log.take(); !strings.Contains(log, test.log) {
				t.Errorf("log %q lacks %q", log, test.log)
			}
		})
	}
}

// zipMode returns a package with a file that only its owner may read.
func zipMode(t *testing.T, source string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	header := &zip.FileHeader{Name: "index.js"}
	header.SetMode(0o600)
	if _, err := io.WriteString(ok(z.CreateHeader(header))(t), source); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestConsole(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	r.deploy(t, types.RuntimeNodejs24x, zipIndex(t, `exports.handler = async (event) => {
		console.log("path", event.rawPath, 1, {a: [1]}, undefined); console.error(new Error("oops")); return 1 }`))
	r.get("/dev/user").want(t, http.StatusOK, "1")
	if log, want := r.log.take(), "fn: path /dev/user 1 {\"a\":[1]} undefined\nfn: Error: oops\n"; log != want {
		t.Errorf("log %q, want %q", log, want)
	}
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	r := newRunner(t)
	ctx := t.Context()
	const loop = `exports.handler = async () => { for (;;) {} }`
	const wait = `exports.handler = async () => { try { await new Promise(r => setTimeout(r, 60000)) } finally { console.log("x") } }`
	ok(r.world.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: aws.String("fn"), Timeout: aws.Int32(1)}))(t)
	r.deploy(t, types.RuntimeNodejs24x, zipIndex(t, loop))
	r.get("/dev/user").want(t, http.StatusInternalServerError, failed)
	if log := r.log.take(); !strings.Contains(log, "task timed out after 1 seconds") {
		t.Errorf("log %q", log)
	}
	// The timeout of the integration has a different response than that of the
	// function.
	ok(r.gw.UpdateIntegration(ctx, &apigatewayv2.UpdateIntegrationInput{ApiId: &r.id, IntegrationId: &r.integration, TimeoutInMillis: aws.Int32(50)}))(t)
	for _, source := range []string{loop, wait} {
		r.deploy(t, types.RuntimeNodejs24x, zipIndex(t, source))
		r.get("/dev/user").want(t, http.StatusServiceUnavailable, `{"message":"Service Unavailable"}`)
	}
}

func TestCloseInterruptsHandlers(t *testing.T) {
	t.Parallel()
	log := &buffer{}
	w := start(t, localaws.Options{RoleTries: -1, Pending: -1, DeployLag: -1, Log: log})
	w.function(`exports.handler = async () => { console.log("running"); for (;;) {} }`, func(in *lambda.CreateFunctionInput) {
		in.Timeout = aws.Int32(900)
	})
	a := w.api("GET /user")
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if res, err := http.Get(a.endpoint + "/dev/user"); err == nil {
			_ = res.Body.Close()
		}
	}()
	eventually(t, "the handler runs", func() bool { return strings.Contains(log.take(), "running") })
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	<-ended
	if err := w.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}
