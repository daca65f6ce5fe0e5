/** The verify.go of every evidence pack: checks it with nothing but Go's standard library and golang.org/x/mod/sumdb. */
export const verifyProgram = `// Checks an evidence pack: go run verify.go FOLDER LOGKEY
// LOGKEY is the verifier key of the log as you know it from elsewhere.
package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
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

type contents struct {
	Schema      string
	Successions []struct{ From, To, Signature string }
	Entries     []int64
}

func check(isTrue bool, says string) {
	if !isTrue {
		panic(errors.New(says))
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func read(parts ...string) []byte {
	data, err := os.ReadFile(filepath.Join(parts...))
	must(err)
	return data
}

func has(parts ...string) bool {
	_, err := os.Stat(filepath.Join(parts...))
	return err == nil
}

// The keys that the trusted one vouches for: each signed the next.
func keysFrom(trusted string, pack contents) note.Verifiers {
	first, err := note.NewVerifier(trusted)
	must(err)
	raw, err := base64.StdEncoding.DecodeString(strings.SplitN(trusted, "+", 3)[2])
	must(err)
	known := []note.Verifier{first}
	keys := map[string]bool{base64.StdEncoding.EncodeToString(raw[1:]): true}
	for _, each := range pack.Successions {
		from, _ := base64.StdEncoding.DecodeString(each.From)
		to, _ := base64.StdEncoding.DecodeString(each.To)
		signature, _ := base64.StdEncoding.DecodeString(each.Signature)
		said := "watchkeeper journal key succession v1\\n" + each.From + "\\n" + each.To + "\\n"
		if !keys[each.From] || keys[each.To] || len(to) != 32 || !ed25519.Verify(from, []byte(said), signature) {
			continue
		}
		vkey, err := note.NewEd25519VerifierKey(first.Name(), to)
		must(err)
		next, err := note.NewVerifier(vkey)
		must(err)
		known = append(known, next)
		keys[each.To] = true
	}
	return note.VerifierList(known...)
}

func open(message []byte, keys note.Verifiers) (tlog.Tree, string) {
	opened, err := note.Open(message, keys)
	must(err)
	lines := strings.Split(opened.Text, "\\n")
	check(len(lines) >= 4 && lines[0] == opened.Sigs[0].Name, "the checkpoint is not of the log that signed it")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}, opened.Text
}

func checkEntry(folder string, index int64, tree tlog.Tree, text string, keys note.Verifiers) bool {
	record := read(folder, "record.json")
	parts := strings.SplitN(string(read(folder, "record.tlog-proof")), "\\n\\n", 2)
	lines := strings.Split(parts[0], "\\n")
	check(len(parts) == 2 && len(lines) >= 2 && lines[0] == "c2sp.org/tlog-proof@v1", "not a proof: "+folder)
	check(lines[1] == fmt.Sprintf("index %d", index), "a proof of another entry: "+folder)
	_, same := open([]byte(parts[1]), keys)
	check(same == text, "a proof for another checkpoint: "+folder)
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		must(err)
		proof = append(proof, hash)
	}
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(record)))
	if !has(folder, "key.bin") {
		return false
	}
	var header struct{ Commitment string }
	must(json.Unmarshal(record, &header))
	key, salt, payload := read(folder, "key.bin"), read(folder, "salt.bin"), read(folder, "payload.bin")
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("watchkeeper-journal-v2 salt"))
	check(hmac.Equal(mac.Sum(nil), salt), "the salt is not that of the key: "+folder)
	sum := sha256.Sum256(append(append([]byte{}, salt...), payload...))
	check(header.Commitment == "sha256:"+hex.EncodeToString(sum[:]), "the payload is not what the record commits to: "+folder)
	block, err := aes.NewCipher(key)
	must(err)
	gcm, err := cipher.NewGCM(block)
	must(err)
	check(len(payload) >= 28, "a payload that is cut off: "+folder)
	event, err := gcm.Open(nil, payload[:12], payload[12:], nil)
	must(err)
	check(bytes.Equal(event, read(folder, "event.json")), "event.json is not what was recorded: "+folder)
	return true
}

func main() {
	defer func() {
		if because := recover(); because != nil {
			fmt.Println("NOT intact:", because)
			os.Exit(1)
		}
	}()
	check(len(os.Args) == 3, "go run verify.go FOLDER LOGKEY")
	var pack contents
	must(json.Unmarshal(read(os.Args[1], "pack.json"), &pack))
	check(pack.Schema == "watchkeeper/evidence-pack@1", "another kind of pack")
	keys := keysFrom(os.Args[2], pack)
	tree, text := open(read(os.Args[1], "checkpoint"), keys)
	opened := 0
	for _, index := range pack.Entries {
		if checkEntry(filepath.Join(os.Args[1], "entries", fmt.Sprintf("%012d", index)), index, tree, text, keys) {
			opened++
		}
	}
	fmt.Printf("intact: %d entries, %d opened, of a log of %d\\n", len(pack.Entries), opened, tree.N)
}
`;
