module github.com/seed-01804ef5/asgardeo-go/internal/bench

go 1.26.0

replace github.com/seed-01804ef5/asgardeo-go => ../..

require (
	github.com/seed-01804ef5/asgardeo-go v0.0.0-00010101000000-000000000000
	golang.org/x/oauth2 v0.37.0
)

require (
	github.com/go-jose/go-jose/v4 v4.1.9 // indirect
	go.etcd.io/bbolt v1.5.0 // indirect
	golang.org/x/sys v0.45.0 // indirect
	golang.org/x/time v0.16.0 // indirect
)
