package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestTheServerLeaksNoMemory(t *testing.T) {
	server := filepath.Join(t.TempDir(), "greeter")
	if output, err := exec.Command("go", "build", "-o", server, ".").CombinedOutput(); err != nil {
		t.Fatalf("%s%v", output, err)
	}
	seep := os.Getenv("SEEP")
	if seep == "" {
		seep = "seep"
	}
	report, err := exec.Command(seep, "run", "--path", "/hello/{rand:5000}", "--", server).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
		t.Fatalf("%v: install Seep, or set SEEP to the path of the program", err)
	}
	if err != nil { // 1: LEAK, 3: INCONCLUSIVE; `seep run --help` has the others
		t.Fatalf("%s%v", report, err)
	}
}
