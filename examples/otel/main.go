// Command otel traces the requests of the SDK with OpenTelemetry. Each request has a
// span, named by operation and attempt, below the span of the work that it belongs to.
// The program also prints the log records of the SDK. It runs against an in-memory
// organization.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	spans := tracetest.NewInMemoryExporter() // a real program uses an OTLP exporter here
	provider := trace.NewTracerProvider(trace.WithSyncer(spans))
	defer func() { _ = provider.Shutdown(ctx) }()

	org := asgardeotest.NewServer()
	defer org.Close()
	org.Inject(asgardeotest.Fault{Operation: "applications.List", Status: http.StatusServiceUnavailable})
	client, err := asgardeo.New(org.Organization, asgardeo.WithBaseURL(org.URL),
		asgardeo.WithClientCredentials(org.ClientID, org.ClientSecret),
		asgardeo.WithHTTPClient(&http.Client{Transport: traced(provider)}),
		asgardeo.WithLogger(slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: withoutTimes}))))
	if err != nil {
		return err
	}

	ctx, work := provider.Tracer("example").Start(ctx, "nightly report")
	// The server writes this id into its logs, so that the trace leads to them.
	ctx = asgardeo.WithCorrelationID(ctx, "nightly-report-1")
	_, err = client.Applications.List(ctx, nil)
	work.End()
	if err != nil {
		return err
	}
	for _, span := range spans.GetSpans() {
		within := ""
		if span.Parent.SpanID() == work.SpanContext().SpanID() {
			within = " within nightly report"
		}
		fmt.Printf("span %s%s: %s\n", span.Name, within, status(span.Attributes))
	}
	return nil
}

// traced returns a transport with a span for each request. The SDK names the operation and the attempt in the context of
// the request.
func traced(provider *trace.TracerProvider) http.RoundTripper {
	return otelhttp.NewTransport(http.DefaultTransport,
		otelhttp.WithTracerProvider(provider),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
			info, ok := asgardeo.RequestInfoFromContext(r.Context())
			if !ok {
				return r.Method
			}
			return fmt.Sprintf("%s #%d", info.Operation, info.Attempt)
		}))
}

func status(attributes []attribute.KeyValue) string {
	for _, a := range attributes {
		if a.Key == "http.response.status_code" {
			return a.Value.String()
		}
	}
	return "no response"
}

// withoutTimes leaves out values that differ from run to run.
func withoutTimes(_ []string, a slog.Attr) slog.Attr {
	switch a.Key {
	case slog.TimeKey, "duration", "wait":
		return slog.Attr{}
	}
	return a
}
