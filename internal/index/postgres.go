package index

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/zeebo/xxh3"
)

// postgres is the store for many machines: a schema of a PostgreSQL database,
// whose tables migrations/ describes. A View is a transaction that sees the
// database as it was when it began. An Update is one that holds an advisory
// lock, so that there is one writer on all machines; who waits for it waits in
// the server. What is wrong with a statement names the place without its
// password; errors of pgx are not wrapped, as they carry the connection string.
// Locks of batches and prepared statements are of sessions: a pooler between
// here and the server has to give each connection a session of its own.
type postgres struct {
	shown    string
	schema   string
	readOnly bool
	pool     *pgxpool.Pool // for transactions
	side     *pgxpool.Pool // for what is asked while transactions hold all connections of pool
	writing  chan struct{} // holds a token during an Update of this process

	state sync.Mutex
	begun map[uint64]*pgx.Conn // batches of this process and the connections that hold their locks
}

// openPostgres opens the store at url, or makes one where create is set. The
// password comes from the URL, from PGPASSWORD or from .pgpass.
func openPostgres(ctx context.Context, url string, readOnly, create bool) (Store, error) {
	p := &postgres{shown: Shown(url), readOnly: readOnly, writing: make(chan struct{}, 1), begun: map[uint64]*pgx.Conn{}}
	cfg, err := p.configure(url)
	if err != nil {
		return nil, err
	}
	if p.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return nil, p.fault(err)
	}
	cfg = cfg.Copy()
	cfg.MaxConns, cfg.MinConns, cfg.MinIdleConns = 1, 0, 0
	if p.side, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		p.pool.Close()
		return nil, p.fault(err)
	}
	sql, err := steps()
	if err == nil {
		err = p.prepare(ctx, sql, create)
	}
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// configure reads the URL. What pgx says of one that it cannot read may quote
// it; so it is asked what it says of the same without a password.
func (p *postgres) configure(url string) (*pgxpool.Config, error) {
	if twofold(url) {
		return nil, fmt.Errorf("%q: write / as %%2F and @ as %%40 in the user, the password and the parameters", p.shown)
	}
	dsn, schema, err := cutSchema(url)
	if err != nil {
		return nil, err
	}
	p.schema = schema
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		dsn, _, _ = cutSchema(p.shown)
		if _, err := pgxpool.ParseConfig(dsn); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%q: the password cannot be read: write all but letters and digits of it as in %%2F", p.shown)
	}
	cfg.AfterConnect = p.greet
	return cfg, nil
}

// greet sets up a connection. The search path leads to the tables; it is set
// here, as poolers between here and the server refuse it as a parameter of the
// connection. A server that is told so notices in a minute, not in two hours,
// that a machine which holds a lock lost its power.
func (p *postgres) greet(ctx context.Context, c *pgx.Conn) error {
	set := "set search_path to " + pgx.Identifier{p.schema}.Sanitize() +
		"; set tcp_keepalives_idle to 30; set tcp_keepalives_interval to 10; set tcp_keepalives_count to 3"
	_, err := c.Exec(ctx, set, pgx.QueryExecModeSimpleProtocol)
	return err
}

// fault says where an error came from.
func (p *postgres) fault(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%q: %w", p.shown, cause(err))
}

// cause is what an error of pgx says, without what it carries.
func cause(err error) error {
	var connect *pgconn.ConnectError
	during := ""
	if errors.As(err, &connect) {
		during, err = "connect: ", connect.Unwrap()
	}
	for _, ended := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, ended) {
			return fmt.Errorf("%s%w", during, ended)
		}
	}
	var answer *pgconn.PgError
	if errors.As(err, &answer) {
		return fmt.Errorf("%s%s (SQLSTATE %s)", during, answer.Message, answer.Code)
	}
	ways := slices.Compact(strings.Split(err.Error(), "\n")) // with and without TLS
	return errors.New(during + strings.Join(ways, "; "))
}

func (p *postgres) View(ctx context.Context, f func(Reader) error) error {
	r, err := p.begin(ctx, func(b *pgx.Batch) { b.Queue("begin isolation level repeatable read read only") })
	if err != nil {
		return err
	}
	defer r.end()
	return f(r)
}

func (p *postgres) Update(ctx context.Context, f func(Writer) error) error {
	if p.readOnly {
		return fmt.Errorf("%q: %w", p.shown, ErrReadOnly)
	}
	select {
	case p.writing <- struct{}{}: // waiting here takes no connection
		defer func() { <-p.writing }()
	case <-ctx.Done():
		return p.fault(ctx.Err())
	}
	r, err := p.begin(ctx, p.beginUpdate)
	if err != nil {
		return err
	}
	defer r.end()
	w := &pgWriter{pgReader: r, values: map[string][]byte{}}
	if err = f(w); err == nil {
		err = w.flush()
	}
	if err != nil {
		if r.lost() {
			err = fmt.Errorf("%w; nothing was changed", err)
		}
		return err
	}
	return r.commit()
}

// beginUpdate begins a transaction that has the lock. Each of its statements
// sees what is committed when that statement begins: a transaction with one
// view of the database would have taken it before it waited for the lock.
func (p *postgres) beginUpdate(b *pgx.Batch) {
	b.Queue("begin isolation level read committed")
	b.Queue("select pg_advisory_xact_lock($1)", p.lockKey())
}

// lockKey is the key of the lock of the writer: advisory locks are those of a
// database, which may hold several indexes.
func (p *postgres) lockKey() int64 { return int64(xxh3.HashString("dupes index " + p.schema)) }

// begin begins a transaction. Where the server has restarted, a pool is full of
// connections that are none any more; that is noticed here, before anything is
// done, and begun again once.
func (p *postgres) begin(ctx context.Context, begin func(*pgx.Batch)) (*pgReader, error) {
	r, lost, err := p.tryBegin(ctx, begin)
	if lost && ctx.Err() == nil {
		p.pool.Reset()
		r, _, err = p.tryBegin(ctx, begin)
	}
	return r, p.fault(err)
}

// tryBegin begins a transaction and reads which runs there are, by one message
// to the server.
func (p *postgres) tryBegin(ctx context.Context, begin func(*pgx.Batch)) (r *pgReader, lost bool, err error) {
	conn, err := p.pool.Acquire(ctx)
	if err != nil {
		return nil, false, err
	}
	r = &pgReader{postgres: p, ctx: ctx, conn: conn}
	var b pgx.Batch
	begin(&b)
	b.Queue("select id, bits, entries from runs order by id").Query(func(rows pgx.Rows) (err error) {
		r.runs, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Run])
		return err
	})
	if err := conn.SendBatch(ctx, &b).Close(); err != nil {
		lost = conn.Conn().IsClosed()
		r.end()
		return nil, lost, err
	}
	return r, false, nil
}

// end gives the connection back; what is not committed is undone.
func (r *pgReader) end() {
	r.calling.Lock()
	defer r.calling.Unlock()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), endTimeout)
	defer cancel()
	if c := r.conn.Conn(); !c.IsClosed() && c.PgConn().TxStatus() != 'I' {
		c.Exec(ctx, "rollback", pgx.QueryExecModeSimpleProtocol) // the pool closes a connection where this fails
	}
	r.conn.Release()
	r.ended = true
}

// endTimeout is how long a server may take to say that it has undone a
// transaction, which is quick for any size.
const endTimeout = 5 * time.Second

// commit makes a change durable. Where no answer comes, nobody knows.
func (r *pgReader) commit() error {
	r.calling.Lock()
	defer r.calling.Unlock()
	tag, err := r.conn.Exec(r.ctx, "commit", pgx.QueryExecModeSimpleProtocol)
	var answer *pgconn.PgError
	switch {
	case err == nil && tag.String() == "COMMIT":
		return nil
	case err == nil: // the server answers so after a statement that went wrong
		return fmt.Errorf("%q: an error within the change was passed over; nothing was changed", r.shown)
	case pgconn.SafeToRetry(err), errors.As(err, &answer) && answer.SeverityUnlocalized == "ERROR":
		return fmt.Errorf("%q: commit: %w; nothing was changed", r.shown, cause(err))
	}
	return fmt.Errorf("%q: commit: %w; whether it was made is not known: run it again, adding is idempotent", r.shown, cause(err))
}

// lost reports that the connection is no more.
func (r *pgReader) lost() bool {
	r.calling.Lock()
	defer r.calling.Unlock()
	return r.conn.Conn().IsClosed()
}

// use calls f with the connection, which serves one call at a time.
func (r *pgReader) use(f func(*pgx.Conn) error) error {
	r.calling.Lock()
	defer r.calling.Unlock()
	if r.ended {
		return fmt.Errorf("%q: the view has ended", r.shown)
	}
	c := r.conn.Conn()
	err := f(c)
	if err != nil && c.IsClosed() && r.ctx.Err() == nil {
		return fmt.Errorf("%q: connection lost: %w", r.shown, cause(err))
	}
	return r.fault(err)
}

// query scans each row into dst and calls row, which must not use the
// connection. Rows are not left waiting on it.
func (r *pgReader) query(row func(), dst []any, sql string, args ...any) error {
	return r.use(func(c *pgx.Conn) error {
		rows, err := c.Query(r.ctx, sql, args...)
		if err != nil {
			return err
		}
		_, err = pgx.ForEachRow(rows, dst, func() error { row(); return nil })
		return err
	})
}

// statement is SQL and its arguments.
type statement struct {
	sql  string
	args []any
}

// exec sends statements by one message.
func (r *pgReader) exec(statements ...statement) error {
	if len(statements) == 0 {
		return nil
	}
	var b pgx.Batch
	for _, s := range statements {
		b.Queue(s.sql, s.args...)
	}
	return r.use(func(c *pgx.Conn) error { return c.SendBatch(r.ctx, &b).Close() })
}

// copyIn adds n rows to a table.
func (r *pgReader) copyIn(table string, columns []string, n int, row func(i int) []any) error {
	rows := pgx.CopyFromSlice(n, func(i int) ([]any, error) { return row(i), nil })
	return r.use(func(c *pgx.Conn) error {
		_, err := c.CopyFrom(r.ctx, pgx.Identifier{table}, columns, rows)
		return err
	})
}

// ask answers a question beside any transaction with one row. As with begin,
// it may be the first to notice that the server has restarted.
func (p *postgres) ask(ctx context.Context, dst any, sql string, args ...any) error {
	lost, err := p.tryAsk(ctx, dst, sql, args)
	if lost && ctx.Err() == nil {
		p.side.Reset()
		_, err = p.tryAsk(ctx, dst, sql, args)
	}
	return p.fault(err)
}

func (p *postgres) tryAsk(ctx context.Context, dst any, sql string, args []any) (lost bool, err error) {
	conn, err := p.side.Acquire(ctx)
	if err != nil {
		return false, err
	}
	defer conn.Release()
	err = conn.QueryRow(ctx, sql, args...).Scan(dst)
	return conn.Conn().IsClosed(), err
}

// Begin takes a lock that goes with its connection, and so with the process or
// the machine. Numbers of batches are unlike for long enough in 32 bits.
func (p *postgres) Begin(ctx context.Context, batch uint64) (func(), error) {
	c, err := pgx.ConnectConfig(ctx, p.side.Config().ConnConfig)
	if err != nil {
		return nil, p.fault(err)
	}
	var free bool
	if err = p.greet(ctx, c); err == nil {
		err = c.QueryRow(ctx, "select pg_try_advisory_lock($1, $2)", int32(p.lockKey()), int32(batch)).Scan(&free)
	}
	if err == nil && !free {
		err = fmt.Errorf("batch %d is under way already", batch)
	}
	if err != nil {
		closeConn(c)
		return nil, p.fault(err)
	}
	p.state.Lock()
	defer p.state.Unlock()
	p.begun[batch] = c
	return func() { p.endBatch(batch) }, nil
}

func (p *postgres) endBatch(batch uint64) {
	p.state.Lock()
	defer p.state.Unlock()
	if c := p.begun[batch]; c != nil {
		delete(p.begun, batch)
		closeConn(c)
	}
}

// closeConn closes a connection. The server would give back its locks some time
// after that, so they are given back before.
func closeConn(c *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), endTimeout)
	defer cancel()
	c.Exec(ctx, "select pg_advisory_unlock_all()", pgx.QueryExecModeSimpleProtocol)
	c.Close(ctx)
}

// liveSQL looks for the lock of a batch. To try to take it instead would make
// a batch look alive to others that look at that moment.
const liveSQL = `select exists (select from pg_locks
	where locktype = 'advisory' and granted and objsubid = 2 and classid::bigint = $1 and objid::bigint = $2
	and database = (select oid from pg_database where datname = current_database()))`

// Live is true for batches of this process, also where their locks are lost
// with their connections.
func (p *postgres) Live(ctx context.Context, batch uint64) (live bool, err error) {
	p.state.Lock()
	_, live = p.begun[batch]
	p.state.Unlock()
	if live {
		return true, nil
	}
	err = p.ask(ctx, &live, liveSQL, int64(uint32(p.lockKey())), int64(uint32(batch)))
	return live, err
}

const bytesSQL = `select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
	from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind = 'r'`

// Bytes is the size of the tables with their indexes, and with the place of
// deleted rows that is free for new ones.
// Compact takes out dead rows, which the server does by itself in time.
func (p *postgres) Compact(ctx context.Context) error {
	if p.readOnly {
		return p.fault(ErrReadOnly)
	}
	_, err := p.side.Exec(ctx, "vacuum articles, blocks, named")
	return p.fault(err)
}

func (p *postgres) Bytes(ctx context.Context) (n int64, err error) {
	err = p.ask(ctx, &n, bytesSQL, p.schema)
	return n, err
}

// Close closes all connections; batches that were not ended are interrupted.
func (p *postgres) Close() error {
	p.state.Lock()
	defer p.state.Unlock()
	for batch, c := range p.begun {
		delete(p.begun, batch)
		closeConn(c)
	}
	p.side.Close()
	p.pool.Close()
	return nil
}
