package review

import (
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"github.com/dupes-news/dupes/internal/report"
)

// counts are what a server counts.
type counts struct {
	set    *metrics.Set
	atWork atomic.Int64
	busy   *metrics.Counter
}

func newCounts() *counts {
	set := metrics.NewSet()
	c := &counts{set: set, busy: set.NewCounter("dupes_http_requests_refused_busy_total")}
	set.NewGauge("dupes_http_requests_in_flight", func() float64 { return float64(c.atWork.Load()) })
	for _, d := range []string{"accept", "flag", "reject", "refused"} {
		c.decision(d) // so that each is there, at 0, from the beginning
	}
	return c
}

// answered counts a request. Its names are few, whatever clients ask for.
func (c *counts) answered(route, method string, status int, took time.Duration) {
	if route == "" {
		route = "other"
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete:
	default:
		method = "other"
	}
	c.set.GetOrCreateCounter(fmt.Sprintf(`dupes_http_requests_total{route=%q,method=%q,status="%d"}`, route, method, status)).Inc()
	c.set.GetOrCreateSummary(fmt.Sprintf(`dupes_http_request_duration_seconds{route=%q}`, route)).Update(took.Seconds())
}

func (c *counts) decision(verdict string) *metrics.Counter {
	return c.set.GetOrCreateCounter(fmt.Sprintf(`dupes_decisions_total{verdict=%q}`, verdict))
}

// decided counts the rows of an answer.
func (c *counts) decided(rows []any) {
	for _, row := range rows {
		verdict := "refused"
		if d, is := row.(report.DecisionRow); is {
			verdict = d.Decision
		}
		c.decision(verdict).Inc()
	}
}

// write prints all figures in the text form of Prometheus.
func (c *counts) write(w io.Writer, up bool, articles int64) {
	c.set.WritePrometheus(w)
	if up {
		metrics.WriteGaugeUint64(w, "dupes_index_up", 1)
		metrics.WriteGaugeUint64(w, "dupes_index_articles", uint64(articles))
	} else {
		metrics.WriteGaugeUint64(w, "dupes_index_up", 0)
	}
	metrics.WriteProcessMetrics(w)
}
