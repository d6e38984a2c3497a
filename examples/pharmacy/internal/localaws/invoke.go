package localaws

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/dop251/goja"
)

const (
	maxSource    = 10 << 20
	maxCallDepth = 5000 // about what Node allows
)

// invoke runs a function's handler once and returns its result as JSON. The
// error is the function error that Lambda would report.
//
// Every invocation has its own JavaScript engine, as in a cold start: no state
// of a handler remains for the next invocation. The engine has these parts of
// Node: modules (CommonJS, from the zip file only), console, process.env,
// setTimeout and clearTimeout. Handlers are trusted like other test code: they
// have no access outside the engine, but their memory is not limited, and time
// limits do not interrupt a single long call of a built-in function.
func (s *Server) invoke(ctx context.Context, v version, e event) (result json.RawMessage, err error) {
	limit := time.Duration(v.Timeout) * time.Second
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("task timed out after %d seconds", v.Timeout))
	defer cancel()

	box, err := newSandbox(ctx, s, v)
	if err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, func() { box.vm.Interrupt(context.Cause(ctx)) })()
	// A panic of the engine becomes an error, because the engine runs arbitrary
	// code.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the JavaScript engine failed: %v", p)
		}
	}()
	result, err = box.run(jsonText(e))
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return result, err
}

// sandbox is one execution environment.
type sandbox struct {
	vm      *goja.Runtime
	ctx     context.Context
	server  *Server
	version version
	files   map[string]*zip.File
	modules map[string]*goja.Object // the module objects loaded so far
	timers  []*timer                // waiting, in the order they are due
	lastID  int

	parse, stringify, resolve goja.Callable // taken before the handler's code can replace them
	promise, syntaxError      goja.Value
}

type timer struct {
	id   int
	due  time.Time
	call goja.Callable
	args []goja.Value
}

func newSandbox(ctx context.Context, s *Server, v version) (*sandbox, error) {
	archive, err := zip.NewReader(bytes.NewReader(v.code), int64(len(v.code)))
	if err != nil {
		return nil, err
	}
	b := &sandbox{
		vm:      goja.New(),
		ctx:     ctx,
		server:  s,
		version: v,
		files:   make(map[string]*zip.File, len(archive.File)),
		modules: make(map[string]*goja.Object),
	}
	for _, f := range archive.File {
		if !f.FileInfo().IsDir() {
			b.files[path.Clean(f.Name)] = f
		}
	}
	b.vm.SetMaxCallStackSize(maxCallDepth)
	b.promise, b.syntaxError = b.vm.Get("Promise"), b.vm.Get("SyntaxError")
	b.resolve = b.method(b.promise, "resolve")
	b.parse = b.method(b.vm.Get("JSON"), "parse")
	b.stringify = b.method(b.vm.Get("JSON"), "stringify")
	return b, b.setGlobals()
}

func (b *sandbox) method(of goja.Value, name string) goja.Callable {
	call, _ := goja.AssertFunction(of.ToObject(b.vm).Get(name))
	return call
}

func (b *sandbox) setGlobals() error {
	console := make(map[string]any)
	for _, level := range []string{"log", "info", "warn", "error", "debug", "trace"} {
		console[level] = b.print
	}
	env := map[string]string{
		"AWS_REGION":               b.server.opts.Region,
		"AWS_LAMBDA_FUNCTION_NAME": b.version.name,
		"_HANDLER":                 b.version.Handler,
	}
	if b.version.Environment != nil {
		for name, value := range b.version.Environment.Variables {
			env[name] = value
		}
	}
	return errors.Join(
		b.vm.Get("JSON").ToObject(b.vm).Set("parse", b.parseJSON),
		b.vm.Set("console", console),
		b.vm.Set("process", map[string]any{"env": env}),
		b.vm.Set("setTimeout", b.setTimeout),
		b.vm.Set("clearTimeout", b.clearTimeout),
	)
}

// parseJSON implements JSON.parse for handlers. The engine's own function
// recurses for each level of nesting, so that the body of a request could
// exhaust the stack and end the process. json.Valid refuses such depth.
func (b *sandbox) parseJSON(call goja.FunctionCall) goja.Value {
	text := call.Argument(0).String()
	if !json.Valid([]byte(text)) {
		exception, err := b.vm.New(b.syntaxError, b.vm.ToValue("invalid or too deeply nested JSON"))
		if err != nil {
			panic(thrown(b.vm, err))
		}
		panic(exception) // how goja throws
	}
	value, err := b.parse(goja.Undefined(), call.Arguments...)
	if err != nil {
		panic(thrown(b.vm, err))
	}
	return value
}

// thrown returns the value with which a Go function panics to throw an error in
// JavaScript.
func thrown(vm *goja.Runtime, err error) goja.Value {
	var exception *goja.Exception
	if errors.As(err, &exception) {
		return exception.Value()
	}
	return vm.NewGoError(err)
}

// run loads the handler, calls it and waits for its result.
func (b *sandbox) run(eventText string) (json.RawMessage, error) {
	handler, err := b.loadHandler()
	if err != nil {
		return nil, err
	}
	event, err := b.parse(goja.Undefined(), b.vm.ToValue(eventText))
	if err != nil {
		return nil, err
	}
	callbacks := runtimeSupportsCallbacks(b.version.Runtime)
	if !callbacks && handler.ToObject(b.vm).Get("length").ToInteger() >= 3 {
		return nil, fmt.Errorf("handlers with a callback are not supported by %s", b.version.Runtime)
	}
	var called *outcome // by the callback
	args := []goja.Value{event, b.invocationContext()}
	if callbacks {
		args = append(args, b.vm.ToValue(func(failure, value goja.Value) {
			if called == nil {
				called = &outcome{failure: failure, value: value}
			}
		}))
	}
	call, _ := goja.AssertFunction(handler)
	returned, err := call(goja.Undefined(), args...)
	if err != nil {
		return nil, err
	}
	if b.isPromise(returned) {
		return b.await(returned)
	}
	if !callbacks {
		return b.encode(returned)
	}
	// Up to Node.js 22, the return value of a function that is not async is
	// ignored: its result is the value that it passes to the callback before
	// all timers have run.
	if err := b.runTimers(func() bool { return false }); err != nil {
		return nil, err
	}
	return b.encodeOutcome(called)
}

// outcome has the arguments that a handler passed to its callback.
type outcome struct {
	failure, value goja.Value
}

func (b *sandbox) encodeOutcome(o *outcome) (json.RawMessage, error) {
	switch {
	case o == nil:
		return json.RawMessage("null"), nil
	case o.failure != nil && o.failure.ToBoolean():
		return nil, fmt.Errorf("the handler failed: %s", o.failure)
	default:
		return b.encode(o.value)
	}
}

// runtimeSupportsCallbacks reports whether a runtime is older than Node.js 24.
func runtimeSupportsCallbacks(runtime string) bool {
	return slices.Contains([]string{"nodejs18.x", "nodejs20.x", "nodejs22.x"}, runtime)
}

// isPromise reports whether a value is a promise, of the engine or of a
// library. Like Lambda, it checks for a method then.
func (b *sandbox) isPromise(v goja.Value) bool {
	object, ok := v.(*goja.Object)
	if !ok {
		return false
	}
	_, ok = goja.AssertFunction(object.Get("then"))
	return ok
}

// await runs timers until a promise is settled.
func (b *sandbox) await(v goja.Value) (json.RawMessage, error) {
	resolved, err := b.resolve(b.promise, v)
	if err != nil {
		return nil, err
	}
	promise, ok := resolved.Export().(*goja.Promise)
	if !ok {
		return nil, errors.New("the handler returned a promise that cannot be awaited")
	}
	settled := func() bool { return promise.State() != goja.PromiseStatePending }
	if err := b.runTimers(settled); err != nil {
		return nil, err
	}
	switch promise.State() {
	case goja.PromiseStateFulfilled:
		return b.encode(promise.Result())
	case goja.PromiseStateRejected:
		return nil, fmt.Errorf("the handler failed: %s", promise.Result())
	default:
		return nil, errors.New("the handler's promise was never settled")
	}
}

// encode returns a value as JSON; undefined becomes null.
func (b *sandbox) encode(v goja.Value) (json.RawMessage, error) {
	if v == nil {
		v = goja.Undefined()
	}
	text, err := b.stringify(goja.Undefined(), v)
	if err != nil {
		return nil, fmt.Errorf("unable to stringify the result: %w", err)
	}
	if goja.IsUndefined(text) {
		return json.RawMessage("null"), nil
	}
	return json.RawMessage(text.String()), nil
}

// loadHandler resolves a handler such as index.handler or src/app.main: module
// up to the first dot of the last path element, then the export's name.
func (b *sandbox) loadHandler() (goja.Value, error) {
	dir, base := path.Split(b.version.Handler)
	file, export, found := strings.Cut(base, ".")
	if !found {
		return nil, fmt.Errorf("bad handler %q", b.version.Handler)
	}
	exports, err := b.require(".", "./"+dir+file)
	if err != nil {
		return nil, err
	}
	value := exports
	for name := range strings.SplitSeq(export, ".") {
		object, ok := value.(*goja.Object)
		if !ok {
			break
		}
		value = object.Get(name)
	}
	if _, ok := goja.AssertFunction(value); !ok {
		return nil, fmt.Errorf("%s is undefined or not exported", b.version.Handler)
	}
	return value, nil
}

// require loads a module of the zip file, once.
func (b *sandbox) require(from, name string) (goja.Value, error) {
	file := b.find(from, name)
	if file == nil {
		return nil, fmt.Errorf("cannot find module '%s'", name)
	}
	id := path.Clean(file.Name)
	if module, loaded := b.modules[id]; loaded {
		return module.Get("exports"), nil
	}
	source, err := readFile(file)
	if err != nil {
		return nil, err
	}
	module := b.vm.NewObject()
	b.modules[id] = module // before it runs: modules may require each other
	if path.Ext(id) == ".json" {
		data, err := b.parse(goja.Undefined(), b.vm.ToValue(source))
		if err != nil {
			return nil, err
		}
		return data, module.Set("exports", data)
	}
	if b.isESModule(id) {
		return nil, fmt.Errorf("%s is an ES module, which is not supported here: use CommonJS", id)
	}
	return b.evaluate(id, source, module)
}

// evaluate runs the text of a CommonJS module.
func (b *sandbox) evaluate(id, source string, module *goja.Object) (goja.Value, error) {
	exports := b.vm.NewObject()
	if err := module.Set("exports", exports); err != nil {
		return nil, err
	}
	program, err := goja.Compile(id, "(function (exports, require, module) {"+source+"\n})", false)
	if err != nil {
		return nil, err
	}
	wrapped, err := b.vm.RunProgram(program)
	if err != nil {
		return nil, err
	}
	require := func(name string) goja.Value {
		value, err := b.require(path.Dir(id), name)
		if err != nil {
			panic(thrown(b.vm, err))
		}
		return value
	}
	call, _ := goja.AssertFunction(wrapped)
	if _, err := call(goja.Undefined(), exports, b.vm.ToValue(require), module); err != nil {
		return nil, err
	}
	return module.Get("exports"), nil
}

// find resolves a module as Node does, in the zip file only.
func (b *sandbox) find(from, name string) *zip.File {
	if !strings.HasPrefix(name, "./") && !strings.HasPrefix(name, "../") {
		return nil
	}
	base := path.Join(from, name)
	for _, candidate := range []string{base, base + ".js", base + ".cjs", base + ".mjs", base + ".json", base + "/index.js"} {
		if file := b.files[candidate]; file != nil {
			return file
		}
	}
	return nil
}

// isESModule reports whether a module is an ES module, by its extension or else
// by the package.json at the root.
func (b *sandbox) isESModule(id string) bool {
	var manifest struct {
		Type string `json:"type"`
	}
	if file := b.files["package.json"]; file != nil {
		if text, err := readFile(file); err == nil {
			_ = json.Unmarshal([]byte(text), &manifest) // an invalid file is ignored
		}
	}
	extension := path.Ext(id)
	return extension == ".mjs" || manifest.Type == "module" && extension != ".cjs"
}

func readFile(file *zip.File) (string, error) {
	// The runtime does not own the files.
	if file.Mode().Perm()&0o004 == 0 {
		return "", fmt.Errorf("EACCES: permission denied, open '/var/task/%s'", file.Name)
	}
	reader, err := file.Open()
	if err != nil {
		return "", err
	}
	defer func() { _ = reader.Close() }()
	source, err := io.ReadAll(io.LimitReader(reader, maxSource+1))
	if err == nil && len(source) > maxSource {
		err = fmt.Errorf("%s has more than %d bytes", file.Name, maxSource)
	}
	return string(source), err
}

// invocationContext is the handler's second argument.
func (b *sandbox) invocationContext() goja.Value {
	deadline, _ := b.ctx.Deadline()
	return b.vm.ToValue(map[string]any{
		"awsRequestId":             newUUID(),
		"functionName":             b.version.name,
		"functionVersion":          "$LATEST",
		"invokedFunctionArn":       b.version.arn,
		"logGroupName":             "/aws/lambda/" + b.version.name,
		"memoryLimitInMB":          fmt.Sprint(b.version.MemorySize),
		"getRemainingTimeInMillis": func() int64 { return time.Until(deadline).Milliseconds() },
	})
}

func (b *sandbox) setTimeout(call goja.FunctionCall) goja.Value {
	callback, ok := goja.AssertFunction(call.Argument(0))
	if !ok {
		panic(b.vm.NewTypeError("the callback of setTimeout is not a function"))
	}
	var args []goja.Value
	if len(call.Arguments) > 2 {
		args = call.Arguments[2:]
	}
	delay := min(max(call.Argument(1).ToInteger(), 1), time.Hour.Milliseconds())
	b.lastID++
	b.timers = append(b.timers, &timer{
		id:   b.lastID,
		due:  time.Now().Add(time.Duration(delay) * time.Millisecond),
		call: callback,
		args: args,
	})
	slices.SortStableFunc(b.timers, func(x, y *timer) int { return x.due.Compare(y.due) })
	return b.vm.ToValue(b.lastID)
}

func (b *sandbox) clearTimeout(id int) {
	b.timers = slices.DeleteFunc(b.timers, func(t *timer) bool { return t.id == id })
}

// runTimers calls the callbacks of setTimeout until none is left or done
// reports true.
func (b *sandbox) runTimers(done func() bool) error {
	for len(b.timers) > 0 && !done() {
		next := b.timers[0]
		b.timers = b.timers[1:]
		wait := time.NewTimer(time.Until(next.due))
		select {
		case <-wait.C:
		case <-b.ctx.Done():
			wait.Stop()
			return context.Cause(b.ctx)
		}
		if _, err := next.call(goja.Undefined(), next.args...); err != nil {
			return err
		}
	}
	return nil
}

// print implements console.log. Objects are printed as JSON.
func (b *sandbox) print(call goja.FunctionCall) goja.Value {
	texts := make([]string, len(call.Arguments))
	for i, argument := range call.Arguments {
		texts[i] = argument.String()
		if _, isObject := argument.(*goja.Object); isObject {
			if text, err := b.encode(argument); err == nil && !bytes.Equal(text, []byte("{}")) {
				texts[i] = string(text)
			}
		}
	}
	b.server.logf("%s: %s", b.version.name, strings.Join(texts, " "))
	return goja.Undefined()
}

// logf writes one line to the log.
func (s *Server) logf(format string, args ...any) {
	s.logMu.Lock()
	defer s.logMu.Unlock()
	_, _ = fmt.Fprintf(s.opts.Log, format+"\n", args...)
}
