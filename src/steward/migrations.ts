/**
 * The tables of the stewards' log, made step by step. A step that was released is never changed, only followed by
 * another; and since nodes of two releases may share a database for a while, a step only adds.
 */

/** Of advisory locks: "onef" in ASCII, then what is locked. */
const lockClass = 0x6f6e6566;
const locks = { migrate: 1, append: 2 } as const;
/** On which nodes are told that something was said. */
export const channel = 'onefold_steward';

const steps: readonly string[] = [
  `
  create sequence onefold.entry_id;

  create table onefold.verdict (
    id bigint primary key,
    a text not null,
    b text not null,
    kind text not null check (kind in ('SAME', 'NOT_SAME', 'UNSURE', 'WITHDRAWN')),
    actor text not null,
    reason text check (char_length(reason) <= 500),
    at timestamptz not null,
    fingerprint_a text,
    fingerprint_b text,
    -- Which of the two is first is the gateway's to say: this database may order text in another way.
    check (a <> b)
  );
  create index verdict_a on onefold.verdict (a, id);
  create index verdict_b on onefold.verdict (b, id);

  create table onefold.value_rule (
    id bigint primary key,
    kind text not null,
    hash text not null check (hash ~ '^([0-9a-f]{2})+$'),
    rule text not null check (rule in ('SHARED', 'BLOCKED', 'WITHDRAWN')),
    actor text not null,
    reason text check (char_length(reason) <= 500),
    at timestamptz not null
  );

  -- A sequence counts in the order in which rows are written, not in the one in which they become visible: without the
  -- lock entry 8 could be read before 7 is committed, and whoever then asks for what came after 8 would never see 7.
  -- The lock is held until the transaction has ended and its rows are visible.
  create function onefold.place_entry() returns trigger language plpgsql as $place$
  begin
    perform pg_advisory_xact_lock(${lockClass}, ${locks.append});
    new.id := nextval('onefold.entry_id');
    perform pg_notify('${channel}', '');
    return new;
  end
  $place$;
  create trigger place before insert on onefold.verdict
    for each row execute function onefold.place_entry();
  create trigger place before insert on onefold.value_rule
    for each row execute function onefold.place_entry();

  create function onefold.refuse_change() returns trigger language plpgsql as $refuse$
  begin
    raise exception 'the log of stewards is append-only: take back by a new entry' using errcode = 'restrict_violation';
  end
  $refuse$;
  create trigger append_only before update or delete or truncate on onefold.verdict
    for each statement execute function onefold.refuse_change();
  create trigger append_only before update or delete or truncate on onefold.value_rule
    for each statement execute function onefold.refuse_change();
  `,
  `
  create table onefold.suppression (
    id bigint primary key,
    kind text not null,
    hash text not null check (hash ~ '^([0-9a-f]{2})+$'),
    channel text not null,
    purpose text not null,
    until timestamptz,
    lifted boolean not null,
    actor text not null,
    reason text check (char_length(reason) <= 500),
    at timestamptz not null
  );

  create table onefold.veto_seen (
    id bigint primary key,
    hash text not null check (hash ~ '^([0-9a-f]{2})+$'),
    at timestamptz not null
  );

  create trigger place before insert on onefold.suppression
    for each row execute function onefold.place_entry();
  create trigger place before insert on onefold.veto_seen
    for each row execute function onefold.place_entry();
  create trigger append_only before update or delete or truncate on onefold.suppression
    for each statement execute function onefold.refuse_change();
  create trigger append_only before update or delete or truncate on onefold.veto_seen
    for each statement execute function onefold.refuse_change();
  `,
];

/**
 * One statement that makes what is missing, and changes nothing where nothing is. All or nothing, and one node at a
 * time. A user who may not create a schema can use one that was prepared.
 */
export const migration = `do $migration$
begin
  perform pg_advisory_xact_lock(${lockClass}, ${locks.migrate});
  if to_regnamespace('onefold') is null then
    create schema onefold;
  end if;
  if to_regclass('onefold.migration') is null then
    create table onefold.migration (step integer primary key, at timestamptz not null default now());
  end if;
  ${steps
    .map(
      (sql, at) => `if not exists (select from onefold.migration where step = ${at + 1}) then
    ${sql}
    insert into onefold.migration (step) values (${at + 1});
  end if;`,
    )
    .join('\n  ')}
end
$migration$`;
