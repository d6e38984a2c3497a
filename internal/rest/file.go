package rest

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"
)

// File is the content of a request, sent as it is read: as the part "file" of a form (RFC 7578).
type File struct {
	Name, MediaType string
	Content         io.Reader

	secrets fileSecrets // of what was read
}

// stream is a body that is sent as it is read. Only programs that call SetFile link how a [File] is sent.
type stream interface {
	// form returns the body and its media type.
	form() (io.ReadCloser, string)
	// once reports that there is only one body, so that the request cannot be repeated.
	once() bool
	// found returns the secrets of what was read, and whether they are complete.
	found() ([]string, bool)
}

// SetFile sends a file. The request cannot be repeated, because the content can be read only once.
func (call *Call) SetFile(c *Client, file *File) error {
	if file == nil || file.Content == nil {
		return c.invalid(call, errors.New("there is no content"))
	}
	if media, _, err := mime.ParseMediaType(file.MediaType); err != nil || !strings.Contains(media, "/") {
		return c.invalid(call, fmt.Errorf("%q is not a media type", file.MediaType))
	}
	file.secrets.names = call.api().Secrets
	call.file = file
	return nil
}

func (*File) once() bool { return true }

func (f *File) found() ([]string, bool) { return f.secrets.secrets() }

// form writes the form while the body is read. The transport closes the body, which ends the writing.
func (f *File) form() (io.ReadCloser, string) {
	out, in := io.Pipe()
	form := multipart.NewWriter(in)
	go func() {
		part, err := form.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {multipart.FileContentDisposition("file", f.Name)},
			"Content-Type":        {f.MediaType},
		})
		if err == nil {
			_, err = io.Copy(part, io.TeeReader(f.Content, &f.secrets))
		}
		if err == nil {
			err = form.Close()
		}
		in.CloseWithError(err)
	}()
	return out, form.FormDataContentType()
}
