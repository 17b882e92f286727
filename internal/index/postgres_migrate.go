package index

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
)

// Migrations are the steps by which the tables came about, numbered from 1 on
// without a gap. A step that was ever published does not change; the tables
// change by another one.
//
//go:embed migrations/*.sql
var migrations embed.FS

// steps reads the migrations in order: the one at i makes version i+1.
func steps() ([]string, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	var out []string
	for i, name := range names {
		var number int
		if _, err := fmt.Sscanf(name, "migrations/%d_", &number); err != nil || number != i+1 {
			return nil, fmt.Errorf("%q: want migration %d", name, i+1)
		}
		sql, err := fs.ReadFile(migrations, name)
		if err != nil {
			return nil, err
		}
		out = append(out, string(sql))
	}
	return out, nil
}

// prepare sees to it that the tables are those that all steps make.
func (p *postgres) prepare(ctx context.Context, sql []string, create bool) error {
	have, err := p.version(ctx)
	switch {
	case err != nil:
		return err
	case have > len(sql):
		return fmt.Errorf("%q: the tables have version %d, this program knows %d: use a newer program", p.shown, have, len(sql))
	case have == 0 && !create:
		return fmt.Errorf("%q: %w", p.shown, ErrNoIndex)
	case have < len(sql) && p.readOnly:
		return fmt.Errorf("%q: the tables have version %d, this program wants %d: open the index for writing once", p.shown, have, len(sql))
	case have < len(sql):
		return p.fault(pgx.BeginFunc(ctx, p.side, func(tx pgx.Tx) error { return p.migrate(ctx, tx, sql) }))
	}
	return nil
}

// version is that of the tables, 0 where there are none.
func (p *postgres) version(ctx context.Context) (v int, err error) {
	var there bool
	table := pgx.Identifier{p.schema, "migrations"}.Sanitize()
	if err := p.ask(ctx, &there, "select to_regclass($1) is not null", table); !there || err != nil {
		return 0, err
	}
	err = p.ask(ctx, &v, "select coalesce(max(version), 0) from migrations")
	return v, err
}

// migrate takes the steps that are missing. It holds the lock of a writer, so
// that of several programs that begin at once one does it.
func (p *postgres) migrate(ctx context.Context, tx pgx.Tx, steps []string) error {
	schema := pgx.Identifier{p.schema}.Sanitize()
	if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock($1)", p.lockKey()); err != nil {
		return err
	}
	var there bool
	if err := tx.QueryRow(ctx, "select to_regnamespace($1) is not null", schema).Scan(&there); err != nil {
		return err
	}
	first := "create table if not exists migrations (version int primary key, made timestamptz not null default now())"
	if !there { // one that is there may be of somebody who may not make any
		first = "create schema " + schema + "; " + first
	}
	if _, err := tx.Exec(ctx, first, pgx.QueryExecModeSimpleProtocol); err != nil {
		return err
	}
	var have int
	if err := tx.QueryRow(ctx, "select coalesce(max(version), 0) from migrations").Scan(&have); err != nil {
		return err
	}
	for v := have + 1; v <= len(steps); v++ {
		if _, err := tx.Exec(ctx, steps[v-1], pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "insert into migrations (version) values ($1)", v); err != nil {
			return err
		}
	}
	return nil
}
