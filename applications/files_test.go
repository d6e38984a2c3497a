package applications_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

const (
	importPath = root + "/import"
	xmlFile    = "<ServiceProvider>\r\n--é&amp;</ServiceProvider>"
)

var fileCases = []resttest.Case{
	{
		Operation: "applications.Import",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Import(ctx, applications.ExportFormatXML, strings.NewReader(xmlFile)))
		},
		Send:    "POST " + importPath,
		Upload:  &resttest.Upload{Name: "application.xml", MediaType: "application/xml", Content: xmlFile},
		Replies: []resttest.Reply{created, read}, Then: getNew,
		Want: &applications.Application{ID: "a1", Name: "Shop"},
	},
	{
		Operation: "applications.Import", Note: "no format, no content",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Import(ctx, "", strings.NewReader("")))
		},
		Send:    "POST " + importPath,
		Upload:  &resttest.Upload{Name: "application.xml", MediaType: "application/xml"},
		Replies: []resttest.Reply{created, read}, Then: getNew,
		Want: &applications.Application{ID: "a1", Name: "Shop"},
	},
	{
		Operation: "applications.Import", Note: "JSON",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Import(ctx, applications.ExportFormatJSON, strings.NewReader("{}")))
		},
		Send:    "POST " + importPath,
		Upload:  &resttest.Upload{Name: "application.json", MediaType: "application/json", Content: "{}"},
		Replies: []resttest.Reply{created, read}, Then: getNew,
		Want: &applications.Application{ID: "a1", Name: "Shop"},
	},
	{
		Operation: "applications.Import", Note: "another format",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Import(ctx, "application/x-yaml; charset=utf-8", strings.NewReader("{}")))
		},
		Send:    "POST " + importPath,
		Upload:  &resttest.Upload{Name: "application.yaml", MediaType: "application/x-yaml; charset=utf-8", Content: "{}"},
		Replies: []resttest.Reply{created, read}, Then: getNew,
		Want: &applications.Application{ID: "a1", Name: "Shop"},
	},
	{
		Operation: "applications.ImportReplace",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.ImportReplace(ctx, applications.ExportFormatYAML, strings.NewReader("name: Shop\n")))
		},
		Send:    "PUT " + importPath,
		Upload:  &resttest.Upload{Name: "application.yaml", MediaType: "application/yaml", Content: "name: Shop\n"},
		Replies: []resttest.Reply{{Status: 200, Type: "-", Location: created.Location}, read}, Then: getNew,
		Want: &applications.Application{ID: "a1", Name: "Shop"},
	},
	{
		Operation: "applications.Export",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return content(c.Applications.Export(ctx, resttest.ID, "", false))
		},
		Send: "GET " + one + "/exportFile", Accept: "application/xml", Stream: true,
		Replies: []resttest.Reply{{Status: 200, Type: "application/xml", Body: xmlFile}},
		Want:    xmlFile,
	},
	{
		Operation: "applications.Export", Note: "JSON with secrets",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return content(c.Applications.Export(ctx, resttest.ID, applications.ExportFormatJSON, true))
		},
		Send: "GET " + one + "/exportFile?exportSecrets=true", Accept: "application/json", Stream: true,
		Replies: []resttest.Reply{{Status: 200, Body: `{"applicationName":"Shop"}`}},
		Want:    `{"applicationName":"Shop"}`,
	},
	{
		Operation: "applications.Export", Note: "YAML",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return content(c.Applications.Export(ctx, resttest.ID, applications.ExportFormatYAML, false))
		},
		Send: "GET " + one + "/exportFile", Accept: "application/yaml", Stream: true,
		Replies: []resttest.Reply{{Status: 200, Type: "application/yaml", Body: "applicationName: Shop\n"}},
		Want:    "applicationName: Shop\n",
	},
	{
		Operation: "applications.ExportXML",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return content(c.Applications.ExportXML(ctx, resttest.ID, true))
		},
		Send: "GET " + one + "/export?exportSecrets=true", Stream: true,
		Replies: []resttest.Reply{{Status: 200, Type: "application/octet-stream", Body: xmlFile}},
		Want:    xmlFile,
	},
	{
		Operation: "applications.ExportXML", Note: "without secrets",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return content(c.Applications.ExportXML(ctx, resttest.ID, false))
		},
		Send: "GET " + one + "/export", Stream: true,
		Replies: []resttest.Reply{{Status: 200, Type: "application/xml", Body: xmlFile}},
		Want:    xmlFile,
	},
}

// content reads a file to its end.
func content(file io.ReadCloser, err error) (any, error) {
	if err != nil {
		if file != nil {
			return file, err
		}
		return nil, err
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(file)
	return string(data), err
}

// serve returns a client of a server on the loopback interface.
func serve(t *testing.T, handler http.HandlerFunc) *asgardeo.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client, err := asgardeo.New("example",
		asgardeo.WithBaseURL(server.URL),
		asgardeo.WithHTTPClient(server.Client()),
		asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: resttest.Token})))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// The file comes as it is sent, however much there is.
func TestExportStreams(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		defer close(ended)
		w.Header().Set("Content-Type", "application/xml")
		for block := make([]byte, 1<<16); ; {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	file, err := client.Applications.Export(t.Context(), "a1", applications.ExportFormatXML, false)
	if err != nil {
		t.Fatal(err)
	}
	const limit = 17 << 20 // more than any other answer may have
	if n, err := io.CopyN(io.Discard, file, limit); n != limit || err != nil {
		t.Errorf("read %d bytes, %v", n, err)
	}
	if err := file.Close(); err != nil {
		t.Error(err)
	}
	<-ended // closing ends the connection
	if _, err := file.Read(make([]byte, 1)); err == nil {
		t.Error("the file can be read after it was closed")
	}
}

func TestExportCutShort(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "<half")
	})
	file, err := client.Applications.ExportXML(t.Context(), "a1", false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if got, err := io.ReadAll(file); string(got) != "<half" || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("(%q, %v)", got, err)
	}
}

func TestExportEnds(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		_, _ = io.WriteString(w, "<half")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	file, err := client.Applications.Export(ctx, "a1", "", false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if _, err := io.ReadFull(file, make([]byte, 5)); err != nil {
		t.Error(err)
	}
	cancel()
	if n, err := file.Read(make([]byte, 1)); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("(%d, %v)", n, err)
	}
}

// The server has the first half of the file before the second is read.
func TestImportStreams(t *testing.T) {
	t.Parallel()
	const half = 1 << 20 // more than all buffers on the way
	arrived := make(chan struct{})
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, `{"id":"a1"}`)
			return
		}
		form, err := r.MultipartReader()
		if err != nil {
			t.Error(err)
			return
		}
		part, err := form.NextPart()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.CopyN(io.Discard, part, half/2)
		close(arrived)
		if rest, err := io.Copy(io.Discard, part); rest != half/2+half || err != nil || r.ContentLength != -1 {
			t.Errorf("the rest is %d bytes, %v, of a length %d", rest, err, r.ContentLength)
		}
		w.Header().Set("Location", root+"/a1")
		w.WriteHeader(http.StatusCreated)
	})
	later := readerFunc(func([]byte) (int, error) {
		<-arrived
		return 0, io.EOF
	})
	block := strings.Repeat("x", half)
	file := io.MultiReader(strings.NewReader(block), later, strings.NewReader(block))
	if app, err := client.Applications.Import(t.Context(), applications.ExportFormatXML, file); err != nil || app.ID != "a1" {
		t.Errorf("(%+v, %v)", app, err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// Half a file must not look like a whole one to the server.
func TestImportCannotRead(t *testing.T) {
	t.Parallel()
	seen := make(chan error, 1)
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		seen <- err
		w.Header().Set("Location", root+"/a1")
		w.WriteHeader(http.StatusCreated)
	})
	cause := errors.New("the disk is gone")
	file := io.MultiReader(strings.NewReader("<half"), iotest.ErrReader(cause))
	app, err := client.Applications.ImportReplace(t.Context(), applications.ExportFormatXML, file)
	var e *asgardeo.Error
	if app != nil || !errors.Is(err, cause) || !errors.As(err, &e) || e.Operation != "applications.ImportReplace" || e.StatusCode != 0 {
		t.Errorf("(%+v, %#v)", app, err)
	}
	if err := <-seen; err == nil {
		t.Error("the server accepted half a file")
	}
}

// A file can be read only once, so the request is not repeated even if the response allows it.
func TestImportIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 429, 502, 503} {
		requests := 0
		client := serve(t, func(w http.ResponseWriter, r *http.Request) {
			requests++
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(status)
		})
		app, err := client.Applications.ImportReplace(t.Context(), applications.ExportFormatXML, strings.NewReader(xmlFile))
		var e *asgardeo.Error
		if app != nil || !errors.As(err, &e) || e.StatusCode != status || requests != 1 {
			t.Errorf("%d: (%+v, %v) after %d requests", status, app, err, requests)
		}
	}
}

// What was imported exists, even if it cannot be read.
func TestImportCannotReadBack(t *testing.T) {
	t.Parallel()
	file := func() io.Reader { return strings.NewReader(xmlFile) }
	s := resttest.New(t, created, resttest.Reply{Status: 403, Type: "-"}, resttest.Reply{Status: 201, Type: "-"})
	app, err := s.Client.Applications.Import(t.Context(), "", file())
	if app == nil || app.ID != "a1" || !errors.Is(err, asgardeo.ErrForbidden) {
		t.Errorf("(%+v, %v)", app, err)
	}
	app, err = s.Client.Applications.Import(t.Context(), "", file())
	var e *asgardeo.Error
	if app != nil || !errors.Is(err, asgardeo.ErrUnexpectedResponse) || !errors.As(err, &e) || e.Operation != "applications.Import" {
		t.Errorf("(%+v, %v)", app, err)
	}
}
