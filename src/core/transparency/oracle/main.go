// Answers questions about our record with the code that Go's checksum database uses, so that tests compare us with it.
// One question a line on standard input, one answer a line on standard output, both JSON.
package main

import (
	"bufio"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Ask    string      `json:"ask"`
	Note   string      `json:"note"`
	Keys   []string    `json:"keys"`
	Signer string      `json:"signer"`
	Size   int64       `json:"size"`
	Older  int64       `json:"older"`
	Index  int64       `json:"index"`
	Root   tlog.Hash   `json:"root"`
	Before tlog.Hash   `json:"before"`
	Leaf   tlog.Hash   `json:"leaf"`
	Record []byte      `json:"record"`
	Proof  []tlog.Hash `json:"proof"`
	Folder string      `json:"folder"`
}

type answer struct {
	Ok     bool        `json:"ok"`
	Why    string      `json:"why,omitempty"`
	Text   string      `json:"text,omitempty"`
	Names  []string    `json:"names,omitempty"`
	Hash   tlog.Hash   `json:"hash"`
	Proof  []tlog.Hash `json:"proof,omitempty"`
	Growth []tlog.Hash `json:"growth,omitempty"`
}

// A witness's key: note's own code knows type 1 only, so type 4 is told to it here (C2SP tlog-cosignature).
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 72 {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)
	return ed25519.Verify(c.key, []byte(signed), signature[8:])
}

func verifierOf(text string) (note.Verifier, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) == 3 {
		key, err := base64.StdEncoding.DecodeString(parts[2])
		if err == nil && len(key) == 33 && key[0] == 4 {
			hash, err := strconv.ParseUint(parts[1], 16, 32)
			return cosigner{parts[0], uint32(hash), key[1:]}, err
		}
	}
	return note.NewVerifier(text)
}

// Tiles in a folder, under the names that C2SP tlog-tiles gives them.
type tiles struct{ folder string }

func (t tiles) Height() int { return 8 }
func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(asked []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range asked {
		// Go writes tile/8/LEVEL/…: the height is not part of a C2SP path.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		found = append(found, bytes)
	}
	return found, nil
}

func throughTiles(q question) (a answer, err error) {
	reader := tlog.TileHashReader(tlog.Tree{N: q.Size, Hash: q.Root}, tiles{q.Folder})
	if a.Hash, err = tlog.TreeHash(q.Size, reader); err != nil {
		return a, err
	}
	if a.Proof, err = tlog.ProveRecord(q.Size, q.Index, reader); err != nil {
		return a, err
	}
	if q.Older > 0 {
		a.Growth, err = tlog.ProveTree(q.Size, q.Older, reader)
	}
	return a, err
}

func answerTo(q question) (answer, error) {
	switch q.Ask {
	case "open":
		var known []note.Verifier
		for _, key := range q.Keys {
			verifier, err := verifierOf(key)
			if err != nil {
				return answer{}, err
			}
			known = append(known, verifier)
		}
		opened, err := note.Open([]byte(q.Note), note.VerifierList(known...))
		if err != nil {
			return answer{}, err
		}
		a := answer{Text: opened.Text}
		for _, signature := range opened.Sigs {
			a.Names = append(a.Names, signature.Name)
		}
		return a, nil
	case "sign":
		signer, err := note.NewSigner(q.Signer)
		if err != nil {
			return answer{}, err
		}
		signed, err := note.Sign(&note.Note{Text: q.Note}, signer)
		return answer{Text: string(signed)}, err
	case "key":
		private, public, err := note.GenerateKey(nil, q.Note)
		return answer{Text: private, Names: []string{public}}, err
	case "leaf":
		return answer{Hash: tlog.RecordHash(q.Record)}, nil
	case "record":
		return answer{}, tlog.CheckRecord(q.Proof, q.Size, q.Root, q.Index, q.Leaf)
	case "growth":
		return answer{}, tlog.CheckTree(q.Proof, q.Size, q.Root, q.Older, q.Before)
	case "tiles":
		return throughTiles(q)
	}
	return answer{}, errors.New("unknown question")
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<22)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var q question
		var a answer
		err := json.Unmarshal(lines.Bytes(), &q)
		if err == nil {
			a, err = answerTo(q)
		}
		if err != nil {
			a = answer{Why: err.Error()}
		}
		a.Ok = err == nil
		if out.Encode(a) != nil {
			os.Exit(1)
		}
	}
}
