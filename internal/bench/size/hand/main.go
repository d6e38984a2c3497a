// Command hand lists applications with net/http, encoding/json and x/oauth2.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"

	"golang.org/x/oauth2/clientcredentials"
)

func main() {
	base := "https://api.asgardeo.io/t/" + url.PathEscape(os.Getenv("ASGARDEO_ORGANIZATION"))
	config := clientcredentials.Config{
		ClientID:     os.Getenv("ASGARDEO_CLIENT_ID"),
		ClientSecret: os.Getenv("ASGARDEO_CLIENT_SECRET"),
		TokenURL:     base + "/oauth2/token",
		Scopes:       []string{"internal_application_mgt_view"},
	}
	resp, err := config.Client(context.Background()).Get(base + "/api/server/v1/applications")
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		log.Panicf("listing applications: %s", resp.Status)
	}
	var page struct{ Applications []struct{ Name string } }
	if err := json.NewDecoder(resp.Body).Decode(&page); err != nil {
		log.Panic(err)
	}
	for _, application := range page.Applications {
		fmt.Println(application.Name)
	}
}
