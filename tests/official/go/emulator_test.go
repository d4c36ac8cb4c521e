// Package official tests the emulator with the official Go client.
package official

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"testing"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	ram "github.com/alibabacloud-go/ram-20150501/v2/client"
	"github.com/alibabacloud-go/tea/tea"
)

const (
	trust = `{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",` +
		`"Principal":{"Service":["cr.aliyuncs.com"]}}]}`
	document = `{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:Get*","Resource":"*"}]}`
	tricky   = "a\n\r\n  b +~/?=&%'()*!@#$,;[]|\\\\ 漢字 é 🦀"
)

// First line of the emulator that `cargo xtask official` started.
var ready struct {
	Endpoint        string `json:"endpoint"`
	Host            string `json:"host"`
	AccountID       string `json:"account_id"`
	AccessKeyID     string `json:"access_key_id"`
	AccessKeySecret string `json:"access_key_secret"`
}

var passed, failed int

func TestMain(m *testing.M) {
	if err := json.Unmarshal([]byte(os.Getenv("ROLEWRIGHT_EMULATOR")), &ready); err != nil {
		fmt.Fprintln(os.Stderr, "ROLEWRIGHT_EMULATOR is not set by `cargo xtask official`:", err)
		os.Exit(1)
	}
	code := m.Run()
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	os.Exit(code)
}

// begin resets the account and counts the test.
func begin(t *testing.T) *ram.Client {
	t.Cleanup(func() {
		if t.Failed() {
			failed++
		} else {
			passed++
		}
	})
	control(t, "POST", "reset", nil)
	return root(t)
}

func root(t *testing.T) *ram.Client {
	return client(t, rootKey())
}

// rootKey is the key of the account.
func rootKey() *openapi.Config {
	return &openapi.Config{AccessKeyId: &ready.AccessKeyID, AccessKeySecret: &ready.AccessKeySecret}
}

func client(t *testing.T, config *openapi.Config) *ram.Client {
	t.Helper()
	config.SetEndpoint(ready.Host).SetProtocol("http")
	made, err := ram.NewClient(config)
	must(t, err)
	return made
}

func control(t *testing.T, method, path string, body any) {
	t.Helper()
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		must(t, err)
		sent = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, ready.Endpoint+"/_rolewright/"+path, sent)
	must(t, err)
	answer, err := http.DefaultClient.Do(request)
	must(t, err)
	defer answer.Body.Close()
	if answer.StatusCode >= 400 {
		t.Fatalf("%s: %d", path, answer.StatusCode)
	}
}

// fail makes an action fail until the faults are removed.
func fail(t *testing.T, action string, fault map[string]any) {
	t.Helper()
	control(t, "PUT", "faults", []any{map[string]any{"action": action, "fault": fault}})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused checks status and code of a failed call, and returns the error.
func refused(t *testing.T, err error, status int, code string) *tea.SDKError {
	t.Helper()
	var failure *tea.SDKError
	if !errors.As(err, &failure) {
		t.Fatalf("not an error of the service: %v", err)
	}
	if *failure.StatusCode != status || *failure.Code != code {
		t.Fatalf("%d %s, not %d %s: %v", *failure.StatusCode, *failure.Code, status, code, err)
	}
	return failure
}

func same[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
}
