// Modproxy writes a module, in the form in which it would be published, into a folder
// for GOPROXY=file://FOLDER:
//
//	go run ./internal/tools/modproxy FOLDER VERSION [MODULE-DIRECTORY]
//
// It makes it possible to test the module as a consumer sees it, before a
// release.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

func main() {
	if len(os.Args) < 3 || len(os.Args) > 4 {
		fmt.Fprintln(os.Stderr, "usage: modproxy FOLDER VERSION [MODULE-DIRECTORY]")
		os.Exit(2)
	}
	source := "."
	if len(os.Args) == 4 {
		source = os.Args[3]
	}
	if err := publish(os.Args[1], os.Args[2], source); err != nil {
		fmt.Fprintln(os.Stderr, "modproxy:", err)
		os.Exit(1)
	}
}

// publish writes the files of the module proxy protocol: list, info, mod and zip.
func publish(folder, version, source string) error {
	goMod, err := os.ReadFile(filepath.Join(source, "go.mod"))
	if err != nil {
		return err
	}
	path := modfile.ModulePath(goMod)
	if path == "" {
		return fmt.Errorf("%s names no module", filepath.Join(source, "go.mod"))
	}
	escaped, err := module.EscapePath(path)
	if err != nil {
		return err
	}
	dir := filepath.Join(folder, filepath.FromSlash(escaped), "@v")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	info := fmt.Sprintf(`{"Version":%q,"Time":%q}`, version, time.Unix(0, 0).UTC().Format(time.RFC3339))
	for name, content := range map[string][]byte{"list": []byte(version + "\n"), version + ".info": []byte(info), version + ".mod": goMod} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return err
		}
	}
	archive, err := os.Create(filepath.Join(dir, version+".zip"))
	if err != nil {
		return err
	}
	if err := zip.CreateFromDir(archive, module.Version{Path: path, Version: version}, source); err != nil {
		_ = archive.Close()
		return err
	}
	return archive.Close()
}
