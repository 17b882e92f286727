-- The tables of an index. They stand in a schema of their own, which the search
-- path names. Numbers that are unsigned in the program are signed ones of the
-- next size here.

create table articles (
	number  bigint not null,
	outlet  bigint not null,
	story   bigint not null,
	day     int    not null,
	id      bytea  not null unique, -- text cannot hold every byte that an id may
	record  bytea  not null,
	-- What postings are judged by is read far more often than the record, and
	-- so stands in the index: no row is read for it where vacuum has been.
	primary key (number) include (outlet, story, day)
);

-- Records are compressed already.
alter table articles alter column record set storage external;

create table runs (
	id      bigint generated always as identity primary key, -- never used again
	bits    int    not null,
	entries bigint not null
);

create table blocks (
	run      bigint not null,
	block    int    not null,
	postings bytea  not null,
	primary key (run, block)
);

alter table blocks alter column postings set storage external;

create table named (
	name  bytea primary key,
	value bytea not null
);
