# The targets that README and .ci/run use. They need Go, git and make; the
# tools of `make lint` come from a module of their own, internal/tools.

FUZZTIME ?= 30s
# The evaluation data: a folder that holds data/, eval/, seeds/ and peers/.
DUPES_DATA ?= $(abspath ../shared)
# A Python environment with the peers of `make bench`; empty leaves them out.
PEERS ?=

GO   ?= go
TOOL  = $(GO) tool -modfile=internal/tools/go.mod

.PHONY: build demo test ci lint gofmt vet staticcheck gofumpt fuzz quality bench bench-index bench-page picture crash browser rename clean help

build: ## build ./dupes (the default)
	$(GO) build -trimpath -o dupes ./cmd/dupes

demo: build ## build, then scan the stories in fixtures/
	./dupes scan fixtures/

test: ## run the tests
	$(GO) test ./...

ci: ## run everything that a change must pass
	.ci/run

lint: gofmt vet staticcheck gofumpt ## run all four linters

gofmt:
	@out=$$(gofmt -l .) && test -z "$$out" || { echo "gofmt wants to change:"; echo "$$out"; exit 1; }

vet:
	$(GO) vet ./...

staticcheck:
	$(TOOL) staticcheck ./...

gofumpt:
	@out=$$($(TOOL) gofumpt -l .) && test -z "$$out" || { echo "gofumpt wants to change:"; echo "$$out"; exit 1; }

# go test fuzzes one target at a time, so they are listed first. Left to itself
# it takes up to a minute to make each input that it keeps smaller.
fuzz: ## fuzz every native target for FUZZTIME (30s, or a count such as 10000x)
	@list=$$($(GO) test -list '^Fuzz' ./...) && echo "$$list" | \
	awk '/^Fuzz/ { f[n++] = $$1 } /^ok/ { for (i = 0; i < n; i++) print $$2, f[i]; n = 0 }' | \
	while read -r pkg target; do \
		echo "== $$target of $$pkg"; \
		$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x "$$pkg" </dev/null || exit 1; \
	done

quality: ## measure precision and recall on the data in DUPES_DATA
	DUPES_DATA=$(DUPES_DATA) $(GO) test ./internal/quality -count 1 -v

bench: build ## measure time and memory on DUPES_DATA, beside the peers in PEERS
	DUPES_DATA=$(DUPES_DATA) PEERS=$(PEERS) $(GO) run ./internal/bench

# A million articles made of those in DUPES_DATA, in an index: in a folder, or
# where POSTGRES holds a URL in that database. It takes some ten minutes and 6 GB.
ARTICLES ?= 1000000
INTO     ?= $(or $(TMPDIR),/tmp)/dupes-bench-index
bench-index: ## measure an index of ARTICLES articles, made INTO a folder or in POSTGRES
	mkdir -p $(INTO)
	test -f $(INTO)/articles.jsonl.zst || $(GO) run ./internal/bench/grow -n $(ARTICLES) -seed 1 -o $(INTO)/articles.jsonl.zst $(DUPES_DATA)/data/big/docs.jsonl.zst
	$(GO) run ./internal/bench/index -place $(or $(POSTGRES),$(INTO)/index) $(INTO)/articles.jsonl.zst

bench-page: ## measure the page of a report and of a server on DUPES_DATA, in Chromium
	DUPES_DATA=$(DUPES_DATA) $(GO) -C internal/browser test -run '^$$' -bench 'Report|Serve' -benchtime 5x

# Pictures for README.md, drawn from fixtures/ in Chromium.
picture: build ## draw docs/report.png
	$(GO) -C internal/browser test -count 1 -run '^TestPicture$$' -update

crash: ## kill and starve dupes CRASHES times a case, 100 unless told
	DUPES_CRASHES=$(or $(CRASHES),100) $(GO) test ./internal/crash -count 1 -v -timeout 60m

# The pages of dupes diff, scan and serve, in a browser without a head. Its
# driver is in a module of its own; without Chromium the tests are skipped.
browser: ## test the pages in Chromium
	$(GO) -C internal/browser test -count 1 ./...

rename: ## give the module another name: make rename MODULE=example.org/dupes
	@test -n "$(MODULE)" || { echo "usage: make rename MODULE=example.org/dupes"; exit 2; }
	old=$$($(GO) list -m) && git grep -lF "$$old" | xargs sed -i "s|$$old|$(MODULE)|g"
	gofmt -w .

clean: ## remove what the targets above leave behind
	rm -f dupes

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
