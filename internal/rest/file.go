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

// File is a request body that is read while it is sent, as the part "file" of a form (RFC 7578).
type File struct {
	Name, MediaType string
	Content         io.Reader

	secrets fileSecrets // of the content read so far
}

// stream is a request body that is read while it is sent. It is an interface so that only programs that call SetFile
// link the code of [File].
type stream interface {
	// form returns the body and its media type.
	form() (io.ReadCloser, string)
	// once reports whether the body can be read only once, so that the request cannot be retried.
	once() bool
	// found returns the secrets in the content read so far, and whether they are complete.
	found() ([]string, bool)
}

// SetFile sends a file. The request is not retried, because the content can be read only once.
func (call *Call) SetFile(c *Client, file *File) error {
	if file == nil || file.Content == nil {
		return c.invalid(call, errors.New("the content is nil"))
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

// form writes the form while the body is read. The transport closes the body, which stops the writer.
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
