/** The schema's versions, oldest first. A version that was released is never edited: a change is a new one. */
export const migrations: readonly string[] = [
  `
  create table cloudmake.stacks (
    stack text primary key,
    -- The fencing token: only ever grows.
    token bigint not null default 0,
    holder text,
    since timestamptz,
    -- Null: released.
    until timestamptz,
    process json,
    -- Tells an acquisition whose answer got lost from somebody else's.
    attempt uuid,
    serial integer,
    record json,
    record_before json,
    engine_files json
  );
  create table cloudmake.journal (
    number bigint generated always as identity primary key,
    stack text not null,
    written_at timestamptz not null default clock_timestamp(),
    entry json not null
  );
  create index journal_of_stack on cloudmake.journal (stack, number);
  create table cloudmake.settings (name text primary key, value text not null);
  `,
  `
  create table cloudmake.budgets (account text primary key, number integer not null, document json not null);
  `,
];
